"""Mails that go with a report: to whom, once per change, and nothing that somebody may not know."""

import datetime
import io

import pytest
from django.core import mail as sent_mail
from django.core.management import call_command

from brainport_portal.core.dates import display_date, today
from brainport_portal.core.models import OutboxMail
from tests import makers
from workagenda.reports import domain
from workagenda.reports.choices import ReportStatus
from workagenda.reports.models import Report
from workagenda.reports.written import digest_of, stored_line

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@pytest.fixture
def report(reporter):
    return makers.make_report(reporter, opens_on=day(-60), reference_date=day(-10))


def edit(report, action, by, text="Voor dit bestuur."):
    return domain.edit_line(report, action, by=makers.actor(by), editorial_text=text)


def to_partners(report, by, until):
    domain.move_report(report, ReportStatus.PARTNER_CHECK, by=makers.actor(by), check_until=until)


def told(topic):
    return {mail.recipient for mail in OutboxMail.objects.filter(topic=topic).select_related("recipient")}


def send(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEVELOPMENT = True
    call_command("send_mail", stdout=io.StringIO())
    return {message.to[0] for message in sent_mail.outbox}


# A text for this report only


def test_both_coordinators_read_what_was_reported_and_what_will_be_said(
    report, action, official, coordinator, coordinator_be, reporter
):
    makers.make_approved(
        action, official, coordinator, remark="Geheime notitie.", as_of=day(-20), done="Zoals gemeld."
    )

    edit(report, action, reporter)

    assert told("line") == {coordinator, coordinator_be}
    mail = OutboxMail.objects.filter(topic="line").first()
    for words in (mail.text, mail.html):
        assert "Zoals gemeld." in words
        assert "Voor dit bestuur." in words
        assert f"/rapportages/{report.uuid}/acties/{action.code.lower()}/" in words.lower()
        assert "Geheime notitie." not in words
    assert mail.about == [action.code]


def test_every_change_is_mailed_once(report, action, coordinator, reporter):
    for text in ("Eerst.", "Eerst.", "Daarna.", ""):
        edit(report, action, reporter, text)

    texts = list(OutboxMail.objects.values_list("text", flat=True))
    assert len(texts) == 3
    assert ["Eerst." in text for text in texts] == [True, False, False]
    assert "De rapportage volgt de melding." in texts[2]


def test_saving_a_line_without_another_text_mails_nobody(report, action, coordinator, reporter):
    stored = stored_line(report, action)
    fields = {"editorial_text": "", "omission_reason": "Nog niet.", "is_omitted": True}

    domain.decide_line(report, action, by=makers.actor(reporter), seen=digest_of(stored), **fields)

    assert not OutboxMail.objects.exists()


def test_writer_is_not_mailed_about_their_own_text(report, action, mobility, coordinator, reporter):
    makers.seat(reporter, mobility, "coordinator")

    edit(report, action, reporter)

    assert told("line") == {coordinator}


def test_line_page_says_whether_somebody_was_told(client, report, action, mobility, reporter):
    client.force_login(reporter, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    url = f"/rapportages/{report.uuid}/acties/{action.code}/"
    edit(report, action, reporter)

    assert "Niemand kreeg een mail" in client.get(url, follow=True).content.decode()

    makers.make_member(mobility, "coordinator")
    edit(report, action, reporter, "Anders.")

    assert "De trekkers zijn per mail op de hoogte gesteld." in client.get(url, follow=True).content.decode()


def test_coordinator_reads_both_texts_and_changes_none(
    client, report, action, official, coordinator, reporter
):
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Zoals gemeld.")
    edit(report, action, reporter)
    client.force_login(coordinator, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    url = f"/rapportages/{report.uuid}/acties/{action.code}/"

    text = client.get(url, follow=True).content.decode()

    assert "Zoals gemeld." in text
    assert "Voor dit bestuur." in text
    assert "<textarea" not in text
    assert client.post(url.lower(), {"editorial_text": "Anders."}).status_code == 403


def test_coordinator_whose_seat_ended_gets_nothing_any_more(
    report, action, coordinator, coordinator_be, reporter, settings
):
    edit(report, action, reporter)
    coordinator.contact.seats.update(until=day(-1))

    assert send(settings) == {coordinator_be.email}


# To the partners


@pytest.fixture
def touched(action, housing):
    """Somebody who speaks for a municipality that an action touches."""
    municipality = makers.make_municipality(slug="bergeijk", name="Bergeijk")
    action.municipalities.add(municipality)
    user = makers.make_user()
    contact = makers.make_contact(user, municipality=municipality)
    makers.give_seat(housing, contact=contact, role="member", since=makers.LONG_AGO, by=None)
    return user


def test_who_checks_is_mailed_with_the_date(
    report, official, coordinator, director, reporter, administrator, touched
):
    untouched = makers.make_user()
    makers.make_contact(untouched, municipality=makers.make_municipality())
    to_partners(report, reporter, day(5))

    assert told("check") == {coordinator, director, touched}
    mails = {mail.recipient: mail for mail in OutboxMail.objects.all()}
    for mail in mails.values():
        assert display_date(day(5)) in mail.text
    assert f"/rapportages/{report.uuid}/\n" in mails[director].text
    assert "gemeenten" not in mails[director].text
    assert f"/rapportages/{report.uuid}/gemeenten/bergeijk/" in mails[touched].text
    assert f"/rapportages/{report.uuid}/\n" not in mails[touched].text


def test_same_date_asks_nothing_again(report, director, reporter):
    to_partners(report, reporter, day(5))
    domain.move_report(report, ReportStatus.DRAFT, by=makers.actor(reporter))
    to_partners(report, reporter, day(5))

    assert OutboxMail.objects.count() == 1

    domain.change_check_date(report, by=makers.actor(reporter), check_until=day(9))

    assert OutboxMail.objects.count() == 2


def test_rights_are_asked_again_at_sending(report, coordinator, director, reporter, touched, settings):
    to_partners(report, reporter, day(5))
    director.contact.seats.update(until=day(-1))
    touched.contact.municipality = makers.make_municipality()
    touched.contact.save()

    assert send(settings) == {coordinator.email}


def test_nobody_is_called_to_a_check_that_is_over(report, coordinator, reporter, settings):
    to_partners(report, reporter, day(5))
    Report.objects.update(status="draft")

    assert send(settings) == set()
