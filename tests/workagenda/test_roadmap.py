"""The planning: what is drawn, what is only listed, and who sees what was reached."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import makers
from workagenda.models import Action, Domain, Milestone
from workagenda.roadmap import roadmap_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = datetime.date(2026, 11, 22)


def make_milestone(action, title="Mijlpaal", **fields):
    return Milestone.objects.create(
        action=action, title=title, **{"due_on": datetime.date(2027, 3, 1), "precision": "quarter", **fields}
    )


def plan(first_year=2026, *, shows_reached=True):
    actions = Action.objects.filter(agenda__start_year=first_year)
    return roadmap_of(actions, first_year=first_year, today=TODAY, shows_reached=shows_reached)


def marks_of(roadmap):
    return [(mark.kind, mark.is_done) for row in roadmap.drawing.rows for mark in row.marks]


def test_action_without_dates_is_listed_and_not_drawn(mobility):
    makers.make_action(mobility, code="MO-01")

    roadmap = plan()

    assert roadmap.drawing is None
    assert [(each.action.code, each.when) for each in roadmap.domains[0].actions] == [("MO-01", "")]


def test_date_that_is_not_exact_is_drawn_as_a_period(mobility):
    action = makers.make_action(mobility)
    make_milestone(action, "kwartaal")
    make_milestone(action, "dag", due_on=datetime.date(2027, 6, 4), precision="day")

    assert marks_of(plan()) == [("period", False), ("day", False)]


def test_span_is_as_vague_as_its_vaguest_end(mobility):
    makers.make_action(
        mobility,
        starts_on=datetime.date(2026, 3, 1),
        ends_on=datetime.date(2027, 6, 30),
        ends_precision="half_year",
    )

    assert marks_of(plan()) == [("period", False)]


def test_continuous_action_runs_to_the_end_of_the_agenda(mobility):
    makers.make_action(mobility, code="MO-01", is_continuous=True)

    (row,) = plan().drawing.rows

    assert row.marks[0].x + row.marks[0].width == pytest.approx(plan().drawing.right, abs=1)
    assert plan().domains[0].actions[0].when == "doorlopend"


def test_only_who_sees_live_states_sees_what_was_reached(client, mobility, official):
    action = makers.make_action(mobility)
    make_milestone(action, reached_on=datetime.date(2026, 11, 11))
    address = f"{reverse('workagenda:roadmap')}?jaren=2026"

    seen_by_visitor = client.get(address).content.decode()
    client.force_login(official)
    seen_by_official = client.get(address).content.decode()

    assert "bereikt op" not in seen_by_visitor
    assert "bereikt op 11 november 2026" in seen_by_official
    assert marks_of(plan(shows_reached=False)) == [("period", False)]


def test_hidden_action_changes_nothing_for_a_visitor(client, mobility):
    make_milestone(makers.make_action(mobility, code="MO-01"))
    address = reverse("workagenda:roadmap")
    before = client.get(address).context["roadmap"]

    hidden = makers.make_action(mobility, code="XX-09", visibility="working_group")
    make_milestone(hidden, "geheim")

    assert client.get(address).context["roadmap"] == before


@pytest.mark.parametrize("question", ["jaren=1999", "domein=niets", "sorteer=naam", "gemeente=nergens"])
def test_question_that_makes_no_sense_is_refused(client, mobility, question):
    assert client.get(f"{reverse('workagenda:roadmap')}?{question}").status_code == 400


def test_empty_portal_says_so(client, db):
    answer = client.get(reverse("workagenda:roadmap"))

    assert answer.status_code == 200
    assert "Er zijn geen acties" in answer.content.decode()


def test_number_of_queries_does_not_grow(mobility):
    counts = []
    for size in (1, 3, 30):
        while Action.objects.count() < size:
            make_milestone(makers.make_action(mobility, code=f"MO-{Action.objects.count():02}"))
        with CaptureQueriesContext(connection) as queries:
            plan()
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert Domain.objects.exists()
