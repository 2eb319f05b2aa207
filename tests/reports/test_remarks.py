"""Remarks of partners: who says something, until when, who reads it, and what the reporter does with it."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from brainport_portal.core.workdays import working_days_after
from tests import makers
from tests.html_reading import read_page
from workagenda.reports import domain
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import ReportStatus
from workagenda.reports.content_json import to_json
from workagenda.reports.models import PartnerRemark, Report
from workagenda.reports.written import digest_of, stored_answer

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CANARY = "kanarie"


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@pytest.fixture
def report(reporter):
    return makers.make_report(reporter, "partner_check", opens_on=day(-60), reference_date=day(-10))


@pytest.fixture
def logged_in(client):
    def log_in(user):
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
        return client

    return log_in


def say(report, by, text="Dit klopt niet.", action=None, on=None):
    return domain.write_remark(report, by=makers.actor(by, on), text=text, action=action)


def handle(remark, by, **fields):
    fields = {"answer": "", "is_settled": None, "seen": digest_of(stored_answer(remark)), **fields}
    return domain.handle_remark(remark, by=makers.actor(by), **fields)


def text_of(answer) -> str:
    return " ".join(read_page(answer.content.decode()).text.split())


# Until when


def test_report_goes_to_the_partners_for_ten_working_days(report):
    assert report.check_until == working_days_after(today(), 10)


def test_the_last_day_counts_and_the_next_does_not(report, coordinator):
    say(report, coordinator, on=report.check_until)

    with pytest.raises(domain.WrongStep):
        say(report, coordinator, "Te laat.", on=report.check_until + datetime.timedelta(days=1))

    assert PartnerRemark.objects.count() == 1


@pytest.mark.parametrize("status", ["draft", "agreed", "frozen"])
def test_remarks_are_made_during_the_check_only(status, reporter, coordinator):
    report = makers.make_report(reporter, status, opens_on=day(-60), reference_date=day(-10))

    with pytest.raises(domain.WrongStep):
        say(report, coordinator)


def test_day_that_has_been_is_no_last_day(reporter):
    report = makers.make_report(reporter)

    with pytest.raises(ValidationError):
        domain.move_report(report, ReportStatus.PARTNER_CHECK, by=makers.actor(reporter), check_until=day(-1))

    assert Report.objects.get().status == "draft"


def test_moving_back_keeps_the_date(report, reporter):
    by = makers.actor(reporter)
    until = domain.change_check_date(report, by=by, check_until=day(3)).check_until
    domain.move_report(report, ReportStatus.AGREED, by=by)

    assert domain.move_report(report, ReportStatus.PARTNER_CHECK, by=by).check_until == until


# Who


@pytest.mark.parametrize("persona", ["official", "outsider", "administrator", "seatless"])
def test_who_does_not_see_the_report_says_nothing(persona, report, request):
    with pytest.raises(Refused):
        say(report, request.getfixturevalue(persona))


def test_coordinators_speak_of_their_own_actions_and_of_the_whole(report, action, housing, coordinator):
    other = makers.make_member(housing, "coordinator")

    assert say(report, coordinator, action=action).action == action
    assert say(report, other).action is None
    with pytest.raises(Refused):
        say(report, other, action=action)


def test_same_words_stand_once(report, coordinator, director):
    for by in (coordinator, coordinator, director):
        say(report, by)

    assert PartnerRemark.objects.count() == 2


def test_empty_remark_is_refused(report, coordinator):
    with pytest.raises(ValidationError):
        say(report, coordinator, "  ")


def test_remarks_are_read_by_who_deals_with_them(
    report, action, housing, coordinator, coordinator_be, director, reporter, official
):
    other = makers.make_member(housing, "coordinator")
    on_action = say(report, coordinator, action=action)
    on_whole = say(report, coordinator, "Over alles.")

    def seen(user):
        return set(PartnerRemark.objects.visible_to(makers.actor(user)))

    for user in (reporter, director, coordinator):
        assert seen(user) == {on_action, on_whole}
    assert seen(coordinator_be) == {on_action}
    for user in (other, official):
        assert seen(user) == set()


# Answer, settle and open again


def test_reporter_answers_settles_and_opens_again(report, coordinator, reporter):
    remark = say(report, coordinator)

    settled = handle(remark, reporter, answer="Aangepast.", is_settled=True)
    again = handle(settled, reporter, answer="Aangepast.", is_settled=False)

    assert settled.settled_at
    assert (again.answer, again.settled_at) == ("Aangepast.", None)
    assert remark.history.count() == 4


def test_stale_answer_is_refused_and_shown(report, coordinator, reporter):
    remark = say(report, coordinator)
    seen = digest_of(stored_answer(remark))
    handle(remark, reporter, answer="Eerst.")

    with pytest.raises(domain.StaleTexts) as stale:
        handle(remark, reporter, answer="Daarna.", seen=seen)

    assert stale.value.stored["answer"] == "Eerst."


def test_what_is_settled_is_not_settled_again(report, coordinator, reporter):
    remark = domain.settle_remark(say(report, coordinator), by=makers.actor(reporter))

    with pytest.raises(domain.WrongStep):
        domain.settle_remark(remark, by=makers.actor(reporter))


def test_remarks_never_come_into_the_content(report, action, coordinator, reporter):
    remark = say(report, coordinator, f"{CANARY} tekst", action=action)
    handle(remark, reporter, answer=f"{CANARY} antwoord")

    assert CANARY not in str(to_json(build_content(report)))


# Pages


def test_remark_is_made_on_its_page_and_shown_with_the_line(report, action, coordinator, logged_in):
    page, url = logged_in(coordinator), f"/rapportages/{report.uuid}/opmerkingen/nieuw/"

    answer = page.post(url, {"action": action.code, "text": "Dit klopt niet."})

    text = text_of(page.get(f"/rapportages/{report.uuid}/"))
    assert (answer.status_code, answer["Location"]) == (302, f"/rapportages/{report.uuid}/")
    assert "1 opmerking is nog niet afgehandeld." in text
    assert "Dit klopt niet." in text
    assert "1 open opmerking " in text


def test_action_of_another_group_cannot_be_chosen(report, housing, coordinator, logged_in):
    other = makers.make_action(housing)

    answer = logged_in(coordinator).post(
        f"/rapportages/{report.uuid}/opmerkingen/nieuw/", {"action": other.code, "text": "Dit klopt niet."}
    )

    assert answer.status_code == 422
    assert "Dit klopt niet." in answer.content.decode()
    assert not PartnerRemark.objects.exists()


def test_after_the_date_the_page_says_whom_to_ask_and_keeps_the_text(
    report, coordinator, reporter, logged_in
):
    Report.objects.update(check_until=day(-1))
    reporter.contact.email = "rapportage@voorbeeld.example"
    reporter.contact.save()

    answer = logged_in(coordinator).post(
        f"/rapportages/{report.uuid}/opmerkingen/nieuw/", {"action": "", "text": "Dit klopt niet."}
    )

    assert answer.status_code == 409
    assert "Opmerkingen konden tot en met" in text_of(answer)
    assert "rapportage@voorbeeld.example" in text_of(answer)
    assert "Dit klopt niet." in answer.content.decode()
    assert not PartnerRemark.objects.exists()


def test_remarks_of_others_are_not_on_the_page(report, action, housing, coordinator, logged_in):
    say(report, coordinator, CANARY, action=action)
    other = makers.make_member(housing, "coordinator")

    assert CANARY not in logged_in(other).get(f"/rapportages/{report.uuid}/").content.decode()
    assert CANARY in logged_in(coordinator).get(f"/rapportages/{report.uuid}/").content.decode()


def test_reporter_settles_on_the_page(report, coordinator, reporter, logged_in):
    remark = say(report, coordinator)
    page, url = logged_in(reporter), f"/rapportages/{report.uuid}/opmerkingen/{remark.pk}/"
    form = read_page(page.get(url).content.decode()).form_with("seen")

    answer = page.post(url, {"seen": form.fields["seen"], "answer": "Aangepast.", "settle": "1"})

    remark.refresh_from_db()
    assert answer.status_code == 302
    assert remark.answer == "Aangepast."
    assert remark.settled_at
    assert "1 opmerking is afgehandeld" in text_of(page.get(f"/rapportages/{report.uuid}/"))


def test_stale_answer_stays_on_the_page(report, coordinator, reporter, logged_in):
    remark = say(report, coordinator)
    page, url = logged_in(reporter), f"/rapportages/{report.uuid}/opmerkingen/{remark.pk}/"
    form = read_page(page.get(url).content.decode()).form_with("seen")
    handle(remark, reporter, answer="Eerst.")

    answer = page.post(url, {"seen": form.fields["seen"], "answer": "Daarna."})

    assert answer.status_code == 409
    assert "Eerst." in answer.content.decode()
    again = read_page(answer.content.decode()).form_with("seen")
    assert page.post(url, {"seen": again.fields["seen"], "answer": "Daarna."}).status_code == 302
    assert PartnerRemark.objects.get().answer == "Daarna."


def test_step_to_the_partners_asks_the_date(reporter, logged_in):
    report, page = makers.make_report(reporter), logged_in(reporter)
    url = f"/rapportages/{report.uuid}/stap/"

    asked = page.get(page.post(url, {"status": "partner_check"})["Location"])
    form = read_page(asked.content.decode()).form_with("check_until")
    refused = page.post(url, {**form.fields, "check_until": day(-1).isoformat()})

    assert form.fields["check_until"] == working_days_after(today(), 10).isoformat()
    assert (refused.status_code, Report.objects.get().status) == (422, "draft")
    assert page.post(url, {**form.fields, "check_until": day(5).isoformat()}).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.check_until) == ("partner_check", day(5))


def test_agreeing_with_open_remarks_is_warned_for_first(report, coordinator, reporter, logged_in):
    say(report, coordinator)
    page, url = logged_in(reporter), f"/rapportages/{report.uuid}/stap/"

    warned = page.get(page.post(url, {"status": "agreed"})["Location"])

    assert "1 opmerking van een partner is nog niet afgehandeld." in text_of(warned)
    assert Report.objects.get().status == "partner_check"
    page.post(url, {"status": "agreed", "confirmed": "1"})
    assert Report.objects.get().status == "agreed"


def test_agreeing_without_open_remarks_asks_nothing(report, coordinator, reporter, logged_in):
    domain.settle_remark(say(report, coordinator), by=makers.actor(reporter))

    logged_in(reporter).post(f"/rapportages/{report.uuid}/stap/", {"status": "agreed"})

    assert Report.objects.get().status == "agreed"


def test_page_asks_as_often_for_three_remarks_as_for_one(
    report, action, coordinator, reporter, logged_in, django_assert_num_queries, django_assert_max_num_queries
):
    page, url = logged_in(reporter), f"/rapportages/{report.uuid}/"
    say(report, coordinator, action=action)
    page.get(url)
    with django_assert_max_num_queries(90) as asked:
        page.get(url)
    for number in range(2):
        say(report, makers.make_member(action.working_group, "coordinator"), f"Nog {number}.", action=action)

    with django_assert_num_queries(len(asked)):
        page.get(url)
