"""The form that plans a round: it offers dates, counts them back from a board, and stores what is chosen."""

import datetime

import pytest
from django.urls import reverse

from governance.choices import BodyKind
from governance.models import Meeting
from tests import makers
from workagenda.models import ReportingRound
from workagenda.reports.planning import usual_dates

pytestmark = [pytest.mark.django_db, pytest.mark.database]

day = datetime.date.fromisoformat
TODAY = day("2026-11-22")


@pytest.fixture
def desk(client, reporter, time_machine):
    """The reporting coordinator at the form, on a Sunday in November 2026."""
    time_machine.move_to("2026-11-22 12:00+01:00")
    client.force_login(reporter, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    client.url = reverse("reports:round_create")
    return client


def make_meeting(kind: str, on: str, **fields) -> Meeting:
    body = makers.make_body(kind, name=f"Bestuur {kind}")
    return Meeting.objects.create(body=body, starts_on=day(on), status="planned", **fields)


def test_form_offers_the_next_usual_moment_and_every_current_agenda(desk):
    current = [makers.make_agenda(makers.make_theme(number)) for number in (1, 2)]
    form = desk.get(desk.url).context["form"]

    assert {name: form[name].value() for name in usual_dates(TODAY)} == usual_dates(TODAY)
    assert set(form["agendas"].value()) == {agenda.pk for agenda in current}
    assert form["dates_confirmed"].value() is None


def test_counting_back_fills_in_the_dates_keeps_what_was_typed_and_stores_nothing(desk):
    agenda = makers.make_agenda()
    meeting = make_meeting(BodyKind.GENERAL_BOARD, "2027-02-24")
    make_meeting(BodyKind.PARTNER_BOARD, "2027-03-24")
    typed = {"name": "Voorjaar", "agendas": [agenda.pk], "opens_on": "2026-01-01", "board_on": "2027-02-24"}

    response = desk.post(desk.url, {**typed, "propose": "1"})

    form = response.context["form"]
    assert response.status_code == 200
    assert (form["name"].value(), form["agendas"].value()) == ("Voorjaar", [str(agenda.pk)])
    assert form["opens_on"].value() == day("2026-12-02")
    assert form["closes_on"].value() == day("2027-01-12")
    assert form["meetings"].value() == [str(meeting.pk)]
    html = response.content.decode()
    assert html.count('<span class="blk-tag">voorstel</span>') == 7
    assert "10 werkdagen vóór het Algemeen Bestuur." in html
    assert not ReportingRound.objects.exists()


def test_chosen_moment_leads_and_one_that_is_too_late_is_refused_at_its_field(desk):
    good = desk.post(desk.url, {"board_on": "2027-09-15", "moment": "2027-06-01", "propose": "1"})
    late = desk.post(desk.url, {"board_on": "2027-07-07", "moment": "2027-06-01", "propose": "1"})

    assert good.context["form"]["reference_date"].value() == day("2027-06-01")
    assert late.status_code == 422
    assert late.context["board"].errors["moment"] == [
        "De ronde zou dan al op 25 mei 2027 sluiten. Kies een eerder moment of een latere vergadering."
    ]


@pytest.mark.parametrize(
    ("typed", "field", "problem"),
    [
        ({}, "board_on", "Vul de dag van de vergadering in."),
        ({"board_on": "gisteren"}, "board_on", "Voer een geldige datum in."),
        ({"board_on": "2026-11-21"}, "board_on", "Deze dag is al geweest."),
        ({"executive_on": "2027-02-24"}, "executive_on", "Deze dag ligt niet vóór het Algemeen Bestuur."),
        ({"dispatch_on": "2027-02-25"}, "dispatch_on", "Deze dag ligt na het Algemeen Bestuur."),
        (
            {"executive_on": "2027-02-10", "dispatch_on": "2027-02-09"},
            "dispatch_on",
            "Deze dag ligt vóór het Dagelijks Bestuur.",
        ),
    ],
)
def test_impossible_dates_are_refused_at_their_field(desk, typed, field, problem):
    typed = {"board_on": "2027-02-24", **typed} if typed else {}

    response = desk.post(desk.url, {"name": "Voorjaar", **typed, "propose": "1"})

    assert response.status_code == 422
    assert response.context["board"].errors == {field: [problem]}
    assert f"Fout: {problem}" in response.content.decode()
    assert response.context["form"]["name"].value() == "Voorjaar"


def test_planning_stores_the_dates_the_meetings_and_whether_they_are_confirmed(desk):
    meeting = make_meeting(BodyKind.GENERAL_BOARD, "2027-02-24")
    fields = {
        "name": "Eigen ronde",
        "agendas": [makers.make_agenda().pk],
        "opens_on": "2026-12-02",
        "reference_date": "2027-01-04",
        "closes_on": "2027-01-12",
        "meetings": [meeting.pk],
        "board_on": "2027-02-24",
    }

    response = desk.post(desk.url, fields)

    assert response.status_code == 302
    round_ = ReportingRound.objects.get()
    assert (round_.reference_date, round_.dates_confirmed) == (day("2027-01-04"), False)
    assert list(round_.meetings.all()) == [meeting]
    assert "te bevestigen" in desk.get(reverse("reports:report_list")).content.decode()


def test_refused_round_keeps_the_plan_in_sight(desk):
    response = desk.post(desk.url, {"board_on": "2027-02-24", "name": ""})

    assert response.status_code == 422
    assert response.context["plan"].on("freeze") == day("2027-02-01")
    assert response.context["board"]["board_on"].value() == "2027-02-24"


def test_meetings_that_were_held_or_cancelled_are_not_offered(desk):
    make_meeting(BodyKind.GENERAL_BOARD, "2026-02-25")
    Meeting.objects.create(body=Meeting.objects.get().body, starts_on=day("2027-01-01"), status="cancelled")
    make_meeting(BodyKind.WORKING_GROUP, "2027-01-15")

    assert "meetings" not in desk.get(desk.url).context["form"].fields
