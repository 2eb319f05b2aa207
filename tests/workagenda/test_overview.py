"""What changed between two days, for the taskforce: the questions, the page, the agenda and the mail."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from brainport_portal.core.mail import send_waiting
from brainport_portal.core.models import OutboxMail
from governance.models import Meeting
from tests import makers
from tests.core.pdf_reading import read_flowing_text
from workagenda import domain
from workagenda.meeting_mails import may_receive, queue_meeting_mails
from workagenda.models import Action, ActionOnAgenda, Milestone
from workagenda.overview import overview_of
from workagenda.reports.live_overview import attachments_of, render_overview

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@pytest.fixture
def approve(official, coordinator):
    def approve(action, on, **content):
        is_stuck = content.get("rating") in ("attention", "stalled")
        make = makers.stuck_content if is_stuck else makers.content
        return makers.make_approved(action, official, coordinator, **make(as_of=day(on), **content))

    return approve


@pytest.fixture
def meeting(taskforce):
    return Meeting.objects.create(body=taskforce, starts_on=day(20), status="planned")


def look(since=-30, until=0):
    return overview_of(Action.objects.all(), day(since), day(until))


def codes(news):
    return [each.action.code for each in news]


def of_causes(causes):
    return {cause.cause: codes(cause.news) for cause in causes}


def test_change_between_two_days_is_news_and_before_is_not(mobility, approve):
    changed, standing, silent = (makers.make_action(mobility, code=f"MO-0{n}") for n in (1, 2, 3))
    approve(changed, -40, rating="on_track")
    approve(changed, -10, rating="attention")
    approve(standing, -40, rating="attention")
    approve(silent, -60, rating="on_track")

    overview = look()

    assert codes(overview.changed) == ["MO-01"]
    assert codes(overview.silent) == ["MO-03", "MO-02"]
    assert overview.heard == 1
    assert dict(overview.counts)["attention"] == 2


def test_bottlenecks_are_new_standing_or_solved_by_cause(mobility, approve):
    new, standing, solved = (makers.make_action(mobility, code=f"MO-0{n}") for n in (1, 2, 3))
    approve(new, -10, rating="stalled", cause="capacity")
    approve(standing, -40, rating="attention", cause="governance")
    approve(solved, -40, rating="attention", cause="external")
    approve(solved, -5, rating="on_track")

    overview = look()

    assert of_causes(overview.new_bottlenecks) == {"capacity": ["MO-01"]}
    assert of_causes(overview.standing_bottlenecks) == {"governance": ["MO-02"]}
    assert of_causes(overview.solved_bottlenecks) == {"external": ["MO-03"]}


def test_first_and_last_day(mobility, approve):
    action = makers.make_action(mobility, code="MO-01")
    approve(action, -30, rating="on_track")

    assert codes(look(since=-30).changed) == []
    assert codes(look(since=-31).changed) == ["MO-01"]
    assert codes(look(since=-31, until=-31).changed) == []


def test_requests_tell_which_are_new(mobility, approve):
    old, new = (makers.make_action(mobility, code=f"MO-0{n}") for n in (1, 2))
    approve(old, -40, request="Een besluit.")
    approve(new, -10, request="Geld is er niet.")

    assert [(each.action.code, each.is_new_request) for each in look().requests] == [
        ("MO-02", True),
        ("MO-01", False),
    ]


def test_milestones_are_reached_near_or_past(mobility):
    action = makers.make_action(mobility)
    for title, due, reached in (
        ("bereikt", -20, -10),
        ("eerder bereikt", -80, -70),
        ("voorbij", -5, None),
        ("dichtbij", 60, None),
        ("ver weg", 200, None),
    ):
        Milestone.objects.create(
            action=action,
            title=title,
            due_on=day(due),
            precision="day",
            reached_on=day(reached) if reached else None,
        )

    overview = look()

    assert [m.title for m in overview.reached] == ["bereikt"]
    assert [(m.title, is_past) for m, is_past in overview.near] == [("voorbij", True), ("dichtbij", False)]


def test_number_of_queries_does_not_grow(mobility, approve):
    counts = []
    for size in (1, 3, 30):
        while Action.objects.count() < size:
            approve(makers.make_action(mobility, code=f"MO-{Action.objects.count():02}"), -10)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            overview = look()
            assert len(overview.news) == size
        counts.append(len(queries))

    assert len(set(counts)) == 1


# The page


def test_page_is_for_those_who_watch(client, director, official, reporter):
    expected = {director: 200, reporter: 200, official: 403}

    for user, status in expected.items():
        client.force_login(user)
        assert client.get(reverse("taskforce")).status_code == status


def test_page_starts_at_the_previous_meeting(client, director, taskforce, mobility, approve):
    Meeting.objects.create(body=taskforce, starts_on=day(-15), status="held")
    approve(makers.make_action(mobility, code="MO-01"), -20, rating="on_track")
    approve(makers.make_action(mobility, code="MO-02"), -10, rating="on_track")
    client.force_login(director)

    page = client.get(reverse("taskforce"))

    assert codes(page.context["overview"].changed) == ["MO-02"]


@pytest.mark.parametrize(
    "question",
    ["van=morgen", "tot=2099-01-01", "van=2026-02-30", "regio=nergens", "thema=99", "sorteer=naam"],
)
def test_question_that_makes_no_sense_is_refused(client, director, question):
    client.force_login(director)

    for name in ("taskforce", "taskforce_pdf"):
        answer = client.get(f"{reverse(name)}?{question}")
        page = answer.content.decode()
        assert answer.status_code == 400
        assert answer.context["overview"] is None
        assert "Dit filter bestaat niet" in page or 'aria-invalid="true"' in page


def test_region_and_theme_narrow_the_page(client, director, mobility):
    here = makers.make_municipality(slug="bergeijk", name="Bergeijk", region=makers.make_region("brainport"))
    makers.make_action(mobility, code="MO-01").municipalities.add(here)
    makers.make_action(mobility, code="MO-02")
    client.force_login(director)

    page = client.get(f"{reverse('taskforce')}?regio=brainport")

    assert codes(page.context["overview"].news) == ["MO-01"]


def test_document_says_what_the_page_says(client, director, mobility, approve):
    approve(
        makers.make_action(mobility, code="MO-01", title="Een bus"), -3, rating="stalled", request="Kies."
    )
    client.force_login(director)

    answer = client.get(reverse("taskforce_pdf"))

    text = read_flowing_text(b"".join(answer.streaming_content))
    assert "Kies." in text
    assert "pagina 1 van 1" in text
    assert text.count("MO-01") >= 3


def test_document_of_very_many_actions_is_one_page_and_counts_the_rest(mobility, approve):
    for n in range(60):
        action = makers.make_action(mobility, code=f"MO-{n + 100}", title="Een heel lange naam " * 10)
        if n < 30:
            approve(action, -3, rating="stalled", request="Een lange vraag. " * 100)

    pdf = render_overview(look())

    assert pdf.pages == 1
    text = read_flowing_text(pdf.data)
    shown = text.count("(nog geen melding)")
    assert shown >= 1
    assert f"En nog {30 - shown}; zie het portaal." in text


# The agenda


def test_action_goes_on_the_agenda_once_and_off_again(director, mobility, meeting):
    action = makers.make_action(mobility, code="MO-01")

    entry = domain.put_on_agenda(action, meeting, by=makers.actor(director))
    again = domain.put_on_agenda(action, meeting, by=makers.actor(director))

    assert entry == again
    assert meeting.agenda_items.get().title == str(action)[:250]
    domain.take_off_agenda(entry, by=makers.actor(director))
    assert not meeting.agenda_items.exists()
    assert not ActionOnAgenda.objects.exists()


def test_agenda_of_a_meeting_that_was_does_not_change(director, mobility, meeting):
    action = makers.make_action(mobility)
    entry = domain.put_on_agenda(action, meeting, by=makers.actor(director))
    Meeting.objects.update(starts_on=day(-1))
    entry.refresh_from_db()

    with pytest.raises(domain.WrongState):
        domain.put_on_agenda(makers.make_action(mobility), meeting, by=makers.actor(director))
    with pytest.raises(domain.WrongState):
        domain.take_off_agenda(ActionOnAgenda.objects.get(), by=makers.actor(director))


def test_only_those_concerned_put_an_action_on_the_agenda(
    official, coordinator, outsider, director, reporter, mobility, meeting
):
    action = makers.make_action(mobility)

    for user in (official, outsider):
        with pytest.raises(Refused):
            domain.put_on_agenda(action, meeting, by=makers.actor(user))
    for user in (coordinator, director, reporter):
        domain.put_on_agenda(action, meeting, by=makers.actor(user))


def test_button_without_a_coming_meeting_says_so(client, director, mobility):
    action = makers.make_action(mobility, code="MO-01")
    client.force_login(director)

    answer = client.post(
        reverse("agenda_add", args=["mo-01"]), {"next": "https://elders.example/"}, follow=True
    )

    assert answer.redirect_chain[0][0] == action.get_absolute_url()
    assert "nog geen volgend overleg" in answer.content.decode()


def test_actions_go_on_agendas_of_the_taskforce_only(director, mobility, meeting):
    other = Meeting.objects.create(body=mobility, starts_on=day(20))

    with pytest.raises(domain.WrongState, match="taskforce"):
        domain.put_on_agenda(makers.make_action(mobility), other, by=makers.actor(director))

    assert not ActionOnAgenda.objects.exists()


def test_form_says_what_the_taskforce_is_asked_and_can_say_otherwise(client, coordinator, mobility, meeting):
    action = makers.make_action(mobility, code="MO-01", title="Een bus over de grens")
    client.force_login(coordinator)
    address = reverse("agenda_add", args=["mo-01"])

    assert "Op de agenda zetten" in client.get(address).content.decode()
    client.post(address, sent(client, address, kind="decide", title="Keuze van de route"))
    client.post(address)  # the click of the overview changes nothing
    assert values(meeting) == [("decide", "Keuze van de route")]
    answer = client.post(address, sent(client, address, kind="inform", title=" "), follow=True)
    page = answer.content.decode()

    assert values(meeting) == [("inform", str(action))]
    assert "ter informatie" in page


def sent(client, address, **typed):
    """What the form of `address` sends when somebody opened it and typed."""
    return {**typed, "seen": client.get(address).context["form"]["seen"].value()}


def test_form_that_was_opened_before_somebody_else_saved_overwrites_nothing(
    client, coordinator, director, mobility, meeting
):
    action = makers.make_action(mobility, code="MO-01")
    client.force_login(coordinator)
    address = reverse("agenda_add", args=["mo-01"])
    mine = sent(client, address, kind="inform", title="Mijn onderwerp")
    others = domain.put_on_agenda(action, meeting, by=makers.actor(director), title="Haar onderwerp")

    refused = client.post(address, mine)

    assert refused.status_code == 409
    assert values(meeting) == [("discuss", "Haar onderwerp")]
    assert {"Mijn onderwerp", "Haar onderwerp"} <= set(re.findall(r"\w+ onderwerp", refused.content.decode()))
    again = {**mine, "seen": refused.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert values(meeting) == [("inform", "Mijn onderwerp")]
    late = sent(client, address, kind="decide", title="Later")
    domain.take_off_agenda(others, by=makers.actor(director))
    assert client.post(address, late).status_code == 409
    assert values(meeting) == []


def test_agenda_of_a_meeting_that_was_held_today_does_not_change(director, mobility, meeting):
    entry = domain.put_on_agenda(makers.make_action(mobility), meeting, by=makers.actor(director))
    Meeting.objects.update(starts_on=today(), status="held")

    with pytest.raises(domain.WrongState):
        domain.take_off_agenda(entry, by=makers.actor(director))


def values(meeting):
    return list(meeting.agenda_items.values_list("kind", "title"))


def test_refused_form_keeps_the_words(client, coordinator, mobility, meeting):
    makers.make_action(mobility, code="MO-01")
    client.force_login(coordinator)
    address = reverse("agenda_add", args=["mo-01"])

    without_kind = client.post(address, {"title": "Keuze van de route"})
    too_long = client.post(address, {"kind": "decide", "title": "x" * 251})

    assert (without_kind.status_code, too_long.status_code) == (422, 422)
    assert "Keuze van de route" in without_kind.content.decode()
    assert "x" * 251 in too_long.content.decode()
    assert not meeting.agenda_items.exists()


def test_agenda_stands_on_the_page_of_the_taskforce_for_who_may_see_it(
    client, director, official, mobility, meeting, taskforce
):
    action = makers.make_action(mobility, code="MO-01", title="Een bus over de grens")
    domain.put_on_agenda(action, meeting, by=makers.actor(director), title="Keuze van de route")

    def page_for(user):
        client.force_login(user)
        return client.get(taskforce.get_absolute_url()).content.decode()

    assert "Keuze van de route" in page_for(director)
    assert "Keuze van de route" not in page_for(official)


def test_field_shows_since_when_it_tells(client, director, taskforce):
    Meeting.objects.create(body=taskforce, starts_on=day(-9), status="held")
    client.force_login(director)

    usual = client.get(reverse("taskforce"))
    earlier = client.get(f"{reverse('taskforce')}?tot={day(-20)}")

    assert usual.context["form"]["van"].value() == day(-9)
    assert f'value="{day(-9)}"' in usual.content.decode()
    assert earlier.context["form"]["van"].value() == day(-20)


def test_document_that_takes_too_much_is_told(client, director, mobility, settings):
    settings.PDF_MEGABYTES = 1
    client.force_login(director)

    answer = client.get(f"{reverse('taskforce_pdf')}?tot={today()}", follow=True)

    assert answer.redirect_chain == [(f"{reverse('taskforce')}?tot={today()}", 302)]
    assert "kon niet worden gemaakt" in answer.content.decode()


# The mail


def test_members_are_mailed_three_working_days_ahead(director, taskforce, mobility, approve):
    monday = datetime.date(2027, 3, 15)
    Meeting.objects.create(body=taskforce, starts_on=monday, status="confirmed")
    approve(makers.make_action(mobility, code="MO-01"), -10, rating="stalled", request="GEHEIM")

    assert queue_meeting_mails(datetime.date(2027, 3, 9)) == 0
    assert queue_meeting_mails(datetime.date(2027, 3, 10)) == 1
    assert queue_meeting_mails(datetime.date(2027, 3, 11)) == 0

    (mail,) = OutboxMail.objects.all()
    assert mail.recipient == director
    assert "GEHEIM" not in mail.text + mail.html + mail.subject
    assert "acties zonder nieuws: 1 van 1" in mail.text


def test_mail_carries_the_overview_of_what_its_recipient_may_see(
    director, taskforce, meeting, mobility, approve, mailoutbox
):
    approve(makers.make_action(mobility, code="MO-01"), -1, rating="stalled", request="Kies een route.")
    queue_meeting_mails(meeting.starts_on)

    send_waiting(may_receive=may_receive, attachments_of=attachments_of)

    (mail,) = mailoutbox
    ((name, data, kind),) = mail.attachments
    assert (name.startswith("taskforce-"), kind) == (True, "application/pdf")
    assert "Kies een route" in read_flowing_text(data)


def test_mail_goes_without_a_document_that_takes_too_much(
    director, taskforce, meeting, mobility, mailoutbox, settings
):
    settings.PDF_MEGABYTES = 1
    queue_meeting_mails(meeting.starts_on)

    run = send_waiting(may_receive=may_receive, attachments_of=attachments_of)

    assert (run.sent, run.problems, mailoutbox[0].attachments) == (1, [], [])


def test_mail_keeps_what_only_a_group_may_know_behind_the_log_in(
    director, taskforce, meeting, mobility, approve, mailoutbox
):
    makers.make_action(mobility, code="MO-01")
    hidden = makers.make_action(mobility, code="MO-02", title="GEHEIM", visibility="working_group")
    approve(hidden, -1, rating="stalled", request="GEHEIM", bottleneck="GEHEIM")
    queue_meeting_mails(meeting.starts_on)

    with time_machine.travel(meeting.starts_on):
        send_waiting(may_receive=may_receive, attachments_of=attachments_of)

    (mail,) = mailoutbox
    text = read_flowing_text(mail.attachments[0][1])
    assert "GEHEIM" not in mail.body + text
    assert "MO-02" not in text
    assert "MO-01" in text


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"starts_on": day(30)}])
def test_mail_about_a_meeting_that_was_called_off_or_moved_does_not_go(director, meeting, change):
    queue_meeting_mails(meeting.starts_on)
    (mail,) = OutboxMail.objects.all()
    assert may_receive(mail)

    Meeting.objects.update(**change)

    assert not may_receive(mail)


def test_document_says_what_it_is_about_when_not_about_all(client, director, mobility):
    region = makers.make_region("antwerpse-kempen")
    client.force_login(director)

    answer = client.get(f"{reverse('taskforce_pdf')}?regio={region.slug}")

    assert f"regio {region}" in read_flowing_text(b"".join(answer.streaming_content))
    assert "regio-" in answer["Content-Disposition"]


def test_meeting_of_which_only_the_month_is_known_is_to_come_until_the_month_is_over(taskforce):
    first = today().replace(day=1)
    meeting = Meeting.objects.create(body=taskforce, starts_on=first, precision="month", status="planned")
    last = (first + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)

    assert meeting in Meeting.objects.to_come(last)
    assert meeting not in Meeting.objects.been(last)
    assert meeting in Meeting.objects.been(last + datetime.timedelta(days=1))
    assert meeting not in Meeting.objects.to_come(last + datetime.timedelta(days=1))


def test_finished_actions_are_not_silent(mobility, approve):
    approve(makers.make_action(mobility, code="MO-01"), -60, phase="completed")
    approve(makers.make_action(mobility, code="MO-02"), -60, phase="dropped")
    makers.make_action(mobility, code="MO-03")

    overview = look()

    assert codes(overview.silent) == ["MO-03"]
    assert overview.heard == 0


def test_milestone_is_near_as_soon_as_its_period_may_begin_within_three_months(mobility):
    action = makers.make_action(mobility)
    far = today() + datetime.timedelta(days=60)
    Milestone.objects.create(action=action, title="Ergens in dat jaar", due_on=far, precision="year")
    Milestone.objects.create(action=action, title="Later", due_on=day(120), precision="day")

    assert [milestone.title for milestone, _is_past in look().near] == ["Ergens in dat jaar"]


def test_words_change_on_the_agenda_where_the_action_stands(client, director, mobility, meeting):
    action = makers.make_action(mobility, code="MO-01")
    domain.put_on_agenda(action, meeting, by=makers.actor(director))
    sooner = Meeting.objects.create(body=meeting.body, starts_on=day(5), status="planned")
    client.force_login(director)

    address = reverse("agenda_add", args=["mo-01"])

    page = client.post(address, sent(client, address, kind="decide", title="Keuze"), follow=True)

    assert values(meeting) == [("decide", "Keuze")]
    assert not sooner.agenda_items.exists()
    assert meeting.display_date in page.content.decode()


def test_taking_off_twice_is_off(client, director, mobility, meeting):
    action = makers.make_action(mobility, code="MO-01")
    entry = domain.put_on_agenda(action, meeting, by=makers.actor(director))
    client.force_login(director)
    address = reverse("agenda_remove", args=["mo-01", entry.pk])

    answers = [client.post(address, follow=True) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "staat niet meer op de agenda" in answers[1].content.decode()


def test_observer_and_who_left_get_no_mail(director, taskforce, meeting):
    makers.make_member(taskforce, role="observer")

    queue_meeting_mails(meeting.starts_on)
    (mail,) = OutboxMail.objects.all()
    assert may_receive(mail)
    director.contact.seats.update(until=day(-1))

    assert not may_receive(mail)
    OutboxMail.objects.all().delete()
    assert queue_meeting_mails(meeting.starts_on) == 0


def test_meeting_that_was_called_off_or_has_no_day_is_not_mailed(director, taskforce):
    Meeting.objects.create(body=taskforce, starts_on=day(1), status="cancelled")
    Meeting.objects.create(body=taskforce, starts_on=day(1), precision="month", status="planned")

    assert queue_meeting_mails(today()) == 0
