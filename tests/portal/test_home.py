"""The home of visitors, the desk of every role, and both before anything was told."""

import datetime
import re

import pytest

from brainport_portal.core.dates import today
from brainport_portal.desk import desk_of, next_step
from brainport_portal.front_page import front_page
from governance.choices import SeatRole
from governance.models import Event
from governance.permissions import Actor
from tests import makers
from tests.portal.test_matrix import client_of
from workagenda.models import Action, WorkAgenda
from workagenda.reports.models import Edition

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ahead(days: int) -> datetime.date:
    return today() + datetime.timedelta(days=days)


def make_event(title: str, on: datetime.date | None, status: str, **fields) -> Event:
    charter = makers.make_charter()
    slug = f"moment-{makers.number()}"
    return Event.objects.create(
        charter=charter, slug=slug, title=title, happened_on=on, status=status, **fields
    )


def text_of(response) -> str:
    return response.content.decode()


# Visitors


def test_last_three_that_happened_and_the_next_that_are_planned():
    for n in range(1, 5):
        make_event(f"Gebeurd {n}", ahead(-10 * n), "happened")
    make_event("Nog niet gebeurd", ahead(20), "happened")
    make_event("Gepland", ahead(8), "planned_unconfirmed")
    make_event("Zou al zijn geweest", ahead(-400), "planned_unconfirmed", precision="around")
    make_event("Ooit", None, "planned_unconfirmed", date_text="na de verkiezingen")

    shown = front_page(Actor())

    assert [event.title for event in shown["happened"]] == ["Gebeurd 1", "Gebeurd 2", "Gebeurd 3"]
    coming = {moment.what: moment.certainty for moment in shown["coming"]}
    assert coming == {
        "Gepland": "gepland (niet bevestigd)",
        "Peildatum van de volgende rapportage": "te bevestigen",
        "Ooit": "gepland (niet bevestigd)",
    }


def test_moment_that_may_still_come_this_month_is_not_over():
    """Around this month is not past before the month is."""
    make_event("Rondetafel", today().replace(day=1), "planned_unconfirmed", precision="around")

    assert "Rondetafel" in [moment.what for moment in front_page(Actor())["coming"]]


def test_visitors_see_only_what_was_released(client, action, official, coordinator, reporter, quick_pdf):
    makers.make_approved(action, official, coordinator, rating="stalled", **STUCK)
    before = text_of(client.get("/"))
    report = makers.make_report(reporter, "frozen")
    edition = makers.make_edition(report, reporter)
    assert "bijsturing nodig" not in before
    assert "bijsturing nodig" not in text_of(client.get("/"))

    makers.report_verbs.release_edition(edition, by=makers.actor(reporter))

    assert "bijsturing nodig" in text_of(client.get("/"))
    assert edition.get_absolute_url() in text_of(client.get("/"))


STUCK = {
    "cause": "capacity",
    "bottleneck": "Te weinig tijd.",
    "consequence": "Het ligt stil.",
    "corrective_action": "Een stap minder.",
}
GREY = "nog geen inschatting"


def test_before_the_first_report_visitors_read_what_is_agreed(client, action):
    pages = ("/", "/werkagenda/2026-2027/", "/acties/", "/acties/mo-02/")
    texts = {page: text_of(client.get(page)) for page in pages}

    assert [page for page in pages if GREY in texts[page].split("<main")[1]] == []
    assert [page for page in pages if "nog niet gerapporteerd" not in texts[page]] == []


def test_before_the_first_update_participants_read_what_is_agreed(action, outsider):
    client = client_of(outsider)

    assert GREY not in text_of(client.get("/werkagenda/2026-2027/"))
    assert GREY not in text_of(client.get("/acties/"))


def test_after_the_first_report_what_is_not_known_is_said(
    client, action, official, coordinator, reporter, quick_pdf
):
    makers.make_approved(action, official, coordinator)
    other = makers.make_action(action.working_group)
    makers.make_edition(makers.make_report(reporter, "frozen"), reporter, is_released=True)

    assert GREY in text_of(client.get("/acties/"))
    assert GREY in text_of(client.get(other.get_absolute_url()))


def test_filters_on_what_nobody_told_still_work(client, action):
    assert client.get("/acties/?beoordeling=stalled&sort=-shown_rating").status_code == 200
    assert client.get("/acties/?beoordeling=onzin").status_code == 400


def connect(action, name: str, *places, position: int) -> None:
    start, end = [*places, None, None][:2]
    action.connections.create(
        slug=f"v-{position}", name=name, from_place=start, to_place=end, mode="bus", position=position
    )


def numbers_on(page: str) -> list[str]:
    """The numbers in the drawing of the connections and of their list."""
    drawing = re.search(r'<g class="bubbles".*?</g>', page, re.S).group()
    return [*re.findall(r">(\d+)</text>", drawing), *re.findall(r'<li value="(\d+)">', page)]


def test_connections_have_the_same_numbers_as_on_the_map(action, client):
    region = makers.make_region("brainportregio")
    town = makers.make_municipality(region=region, longitude="5.358", latitude="51.319")
    places = [
        town.places.create(slug=name, name=name, country="NL", longitude=x, latitude="51.3")
        for name, x in (("een", "5.3"), ("twee", "5.5"))
    ]
    connect(action, "Zonder plaatsen", position=1)
    connect(action, "Met plaatsen", *places, position=2)

    home, whole = text_of(client.get("/")), text_of(client.get("/kaart/"))

    assert numbers_on(home) == ["2", "2"]
    assert 'aria-label="2. Met plaatsen' in whole


def test_connections_are_drawn_only_when_there_is_an_agenda(action, client):
    town = makers.make_municipality(longitude="5.358", latitude="51.319")
    place = town.places.create(slug="een", name="een", country="NL", longitude="5.3", latitude="51.3")
    connect(action, "Knoop", place, position=1)
    action.connections.update(mode="node")
    assert "connections-map" in text_of(client.get("/"))

    WorkAgenda.objects.update(status="draft")

    assert "connections-map" not in text_of(client.get("/"))


# Who has a part in it


def test_everyone_gets_the_parts_of_their_roles(
    official, coordinator, director, reporter, administrator, seatless
):
    parts = {
        user: desk_of(makers.actor(user)).parts
        for user in (official, coordinator, director, reporter, administrator, seatless)
    }

    assert parts == {
        official: ("reporting",),
        coordinator: ("reviewing", "reporting"),
        director: ("overseeing",),
        reporter: ("assembling", "reviewing"),
        administrator: ("administering",),
        seatless: (),
    }


def test_several_roles_give_a_short_choice(official, taskforce):
    makers.seat(official, taskforce)

    html = text_of(client_of(official).get("/"))

    assert desk_of(makers.actor(official)).parts == ("overseeing", "reporting")
    assert 'href="#stand"' in html
    assert 'href="#mijn-acties"' in html


def test_official_lands_on_own_actions(action, official, housing):
    other = makers.make_action(housing, title="Van een ander")

    html = text_of(client_of(official).get("/"))

    assert action.title in html
    assert other.title not in html
    assert "/acties/mo-02/voortgang/" in html


def test_coordinator_sees_what_waits(action, official, coordinator):
    makers.make_submitted(action, official)

    assert "1 melding wacht op uw akkoord" in text_of(client_of(coordinator).get("/"))


def test_director_sees_what_is_stuck_now(action, official, coordinator, director):
    makers.make_approved(action, official, coordinator, rating="stalled", **STUCK)

    (stuck,) = desk_of(makers.actor(director)).overseeing.stuck

    assert (stuck, stuck.shown_rating) == (action, "stalled")


def test_contact_of_a_municipality_finds_it(action, mobility):
    town = makers.make_municipality(name="Bergeijk", slug="bergeijk")
    user = makers.make_user()
    makers.make_contact(user, municipality=town)
    action.municipalities.add(town)

    without_seat = text_of(client_of(user).get("/"))
    makers.seat(user, mobility)

    assert "1 actie raakt uw gemeente." in without_seat
    assert desk_of(makers.actor(user)).parts == ("reporting", "at_home")


def test_hidden_action_does_not_count_for_a_municipality(mobility):
    town = makers.make_municipality()
    user = makers.make_user()
    makers.make_contact(user, municipality=town)
    makers.make_action(mobility, visibility="partners").municipalities.add(town)

    assert desk_of(makers.actor(user)).at_home.action_count == 0


def test_public_home_stays_within_reach(official):
    client = client_of(official)

    assert "Over de grens samenwerken" in text_of(client.get("/?openbaar"))
    assert "Over de grens samenwerken" not in text_of(client.get("/"))


def test_account_without_a_part_sees_the_public_home(seatless):
    assert "Over de grens samenwerken" in text_of(client_of(seatless).get("/"))


def test_administrator_sees_places_to_fill_and_accounts_that_end(administrator, mobility):
    makers.give_seat(mobility, contact=None, role=SeatRole.COORDINATOR, since=makers.LONG_AGO, by=None)
    soon = makers.make_user(expires_on=ahead(20))
    makers.make_user(expires_on=ahead(200))

    part = desk_of(makers.actor(administrator)).administering

    assert (part.empty_seats, part.ending) == (1, (soon,))


def test_reporting_coordinator_is_told_the_next_step(action, reporter, quick_pdf):
    def step() -> str:
        return next_step(today()).key

    steps = [step()]
    round_ = makers.make_round(status="planned", closes_on=ahead(9), reference_date=today())
    steps.append(step())
    type(round_).objects.update(status="open")
    steps.append(step())
    type(round_).objects.update(closes_on=today())
    steps.append(step())
    by = makers.actor(reporter)
    report = makers.report_verbs.start_report(type(round_).objects.get(), by=by)
    steps.append(step())
    for status in ("partner_check", "agreed"):
        makers.report_verbs.move_report(report, status, by=by)
        steps.append(step())
    report = makers.report_verbs.freeze(type(report).objects.get(), by=by)
    steps.append(step())
    makers.make_edition(report, reporter, is_released=True)
    steps.append(step())

    assert steps == [
        "plan",
        "open",
        "collect",
        "assemble",
        "draft",
        "partner_check",
        "agreed",
        "release",
        "plan",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_desk_asks_the_same_of_the_database_for_any_number_of_actions(
    count, mobility, coordinator, django_assert_max_num_queries
):
    for _ in range(count):
        makers.make_action(mobility)
    actor = makers.actor(coordinator)

    with django_assert_max_num_queries(14):
        desk = desk_of(actor)

    assert (desk.reporting.total, len(desk.reporting.actions)) == (count, min(count, 12))
    assert Action.objects.count() == count
    assert Edition.objects.count() == 0
