"""The public calendar, and one's own behind a secret address that ends when the person's part ends."""

import datetime
import json
import logging

import icalendar
import pytest
from django.urls import reverse

from brainport_portal.core.dates import today
from governance.choices import BodyKind
from governance.models import Event, Meeting
from tests import makers
from tests.portal.test_matrix import _without_address, client_of
from workagenda.models import CalendarAddress, Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def titles(client, address: str) -> set[str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["summary"]) for event in events}


def ahead(days: int) -> datetime.date:
    return today() + datetime.timedelta(days=days)


def address_of(user) -> str:
    return reverse("personal_calendar", args=[makers.make_calendar(user)])


def make_milestone(action, title: str, **fields) -> Milestone:
    return Milestone.objects.create(
        **{"action": action, "title": title, "due_on": ahead(40), "precision": "day", **fields}
    )


# For everyone


def test_public_calendar_holds_the_timeline_as_sure_as_it_is(client):
    charter = makers.make_charter()
    Event.objects.create(
        charter=charter, slug="a", title="Ondertekening", happened_on=ahead(-9), status="happened"
    )
    Event.objects.create(
        charter=charter,
        slug="b",
        title="Rondetafel",
        happened_on=ahead(9),
        precision="around",
        status="planned_unconfirmed",
    )
    Event.objects.create(charter=charter, slug="c", title="Ooit", status="planned_unconfirmed")

    assert titles(client, "/agenda.ics") == {"Ondertekening", "ongeveer: Rondetafel (niet bevestigd)"}


def test_public_calendar_holds_only_meetings_that_anyone_may_attend(client, mobility, taskforce):
    board = makers.make_body(BodyKind.GENERAL_BOARD, name="Algemeen Bestuur")
    for body in (board, mobility, taskforce):
        Meeting.objects.create(body=body, starts_on=ahead(5), status="confirmed", outcome="Geheim")
    Meeting.objects.create(body=board, starts_on=ahead(9), status="planned")
    Meeting.objects.create(body=board, starts_on=ahead(9), status="cancelled")

    assert titles(client, "/agenda.ics") == {
        "Overleg Algemeen Bestuur",
        "Overleg Algemeen Bestuur (niet bevestigd)",
    }
    assert b"Geheim" not in client.get("/agenda.ics").content


def test_public_calendar_tells_milestones_as_last_released(client, action, reporter, quick_pdf):
    """What is planned later, or for others, is not in it before a report says so."""
    milestone = make_milestone(action, "Besluit over de halte", precision="quarter")
    hidden = makers.make_action(action.working_group, visibility="partners")
    make_milestone(hidden, "Alleen voor partners")
    before = titles(client, "/agenda.ics")
    report = makers.make_report(reporter, "frozen")
    makers.make_edition(report, reporter, is_released=True)
    Milestone.objects.filter(pk=milestone.pk).update(title="Later anders gepland")
    make_milestone(action, "Later bedacht")

    told = titles(client, "/agenda.ics") - before

    assert {title for title in told if "MO-02" in title} == {"ongeveer: MO-02: Besluit over de halte"}
    assert not any("partners" in title for title in told)


def test_milestone_of_an_action_that_is_hidden_later_disappears(client, action, reporter, quick_pdf):
    make_milestone(action, "Besluit")
    makers.make_edition(makers.make_report(reporter, "frozen"), reporter, is_released=True)
    assert "MO-02: Besluit" in titles(client, "/agenda.ics")

    type(action).objects.filter(pk=action.pk).update(visibility="working_group")

    assert "MO-02: Besluit" not in titles(client, "/agenda.ics")


def test_public_calendar_is_the_same_for_everyone(client, action, coordinator):
    make_milestone(action, "Binnenkort")

    assert client.get("/agenda.ics").content == client_of(coordinator).get("/agenda.ics").content


# One's own


def test_personal_calendar_holds_own_bodies_actions_and_rounds(client, action, official, housing):
    Meeting.objects.create(body=action.working_group, starts_on=ahead(3), status="confirmed")
    Meeting.objects.create(body=housing, starts_on=ahead(3), status="confirmed")
    make_milestone(action, "Besluit")
    make_milestone(makers.make_action(housing), "Van een ander")
    makers.make_round(name="Ronde")

    assert titles(client, address_of(official)) == {
        "Overleg Werkgroep Mobiliteit",
        "MO-02: Besluit",
        "Ronde: peildatum (niet bevestigd)",
        "Ronde: sluiting (niet bevestigd)",
    }


def test_what_only_the_group_may_know_leaves_the_house_as_a_code(client, mobility, official):
    hidden = makers.make_action(mobility, code="MO-09", visibility="working_group", ends_on=ahead(50))
    make_milestone(hidden, "Gesprek met de gedeputeerde")

    assert titles(client, address_of(official)) == {"MO-09: mijlpaal", "MO-09: einde"}


def test_personal_calendar_is_never_stored(client, official):
    response = client.get(address_of(official))

    assert response["Cache-Control"] == "private, no-store"


def test_token_is_stored_as_a_hash_only(official, caplog, django_capture_on_commit_callbacks):
    with (
        caplog.at_level(logging.INFO, logger="portal.audit"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        token = makers.make_calendar(official)

    stored = CalendarAddress.objects.get()
    assert token not in (stored.token_sha256, str(stored))
    assert len(token) >= 43
    assert [json.loads(record.message)["verb"] for record in caplog.records] == ["make_calendar_address"]
    assert token not in caplog.text


@pytest.mark.parametrize("end", ["switched off", "expired", "seat ended", "renewed", "revoked", "deleted"])
def test_address_ends_with_the_part_of_its_owner(end, client, official):
    address = address_of(official)
    never = reverse("personal_calendar", args=["nooit-gemaakt"])
    assert client.get(address).status_code == 200
    yesterday = ahead(-1)
    match end:
        case "switched off":
            type(official).objects.update(is_active=False)
        case "expired":
            type(official).objects.update(expires_on=yesterday)
        case "seat ended":
            official.contact.seats.update(until=yesterday)
        case "renewed":
            makers.make_calendar(official)
        case "revoked":
            makers.verbs.revoke_calendar_address(by=makers.actor(official))
        case "deleted":
            official.contact.seats.all().delete()
            official.delete()

    gone, unknown = client.get(address), client.get(never)

    assert (gone.status_code, unknown.status_code) == (404, 404)
    assert _without_address(gone) == _without_address(unknown)


def test_page_shows_the_address_once(official):
    client = client_of(official)

    made = client.post(reverse("calendar_make"))
    shown_again = client.get("/voorkeuren/")

    address = made.context["new_address"]
    assert address.encode() in made.content
    assert titles(client, "/" + address.split("/", 3)[3]) == set()
    assert address.encode() not in shown_again.content
    assert "U hebt een adres sinds" in shown_again.content.decode()


def test_revoking_twice_is_no_error(official):
    client = client_of(official)
    address = address_of(official)

    for _ in range(2):
        assert client.post(reverse("calendar_revoke"))["Location"] == "/voorkeuren/#agenda"

    assert client.get(address).status_code == 404
    assert CalendarAddress.objects.count() == 0
