"""The planning: what is drawn, what is only listed, and who sees what was reached."""

import datetime
import math
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brainport_portal.core.timeline_labels import SHEET
from tests import makers
from workagenda.models import Action, Domain, Milestone
from workagenda.roadmap import SHEET_HEIGHT, roadmap_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = datetime.date(2026, 11, 22)


def make_milestone(action, title="Mijlpaal", **fields):
    return Milestone.objects.create(
        action=action, title=title, **{"due_on": datetime.date(2027, 3, 1), "precision": "quarter", **fields}
    )


def plan(first_year=2026, *, shows_reached=True):
    actions = Action.objects.filter(agenda__start_year=first_year)
    return roadmap_of(actions, first_year=first_year, today=TODAY, shows_reached=shows_reached)


def rows_of(roadmap):
    """The rows of every wide drawing."""
    return [drawing.rows for drawing in roadmap.drawings]


def marks_of(roadmap):
    return [(mark.kind, mark.is_done) for rows in rows_of(roadmap) for row in rows for mark in row.marks]


def rows_in(page):
    return page.count('<li class="blk-row">')


def test_action_without_dates_is_listed_and_not_drawn(mobility):
    makers.make_action(mobility, code="MO-01")

    roadmap = plan()

    assert roadmap.drawings == ()
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


@pytest.mark.parametrize(
    ("known", "words", "tail_sign"),
    [
        ({"starts_on": datetime.date(2026, 5, 1)}, "vanaf 1 mei 2026: ", 1),
        ({"ends_on": datetime.date(2027, 6, 30)}, "tot en met 30 juni 2027: ", -1),
        (
            {"starts_on": datetime.date(2026, 4, 1), "starts_precision": "quarter"},
            "vanaf 2e kwartaal 2026: ",
            1,
        ),
    ],
)
def test_action_of_which_only_one_end_is_known_is_drawn_open(mobility, known, words, tail_sign):
    makers.make_action(mobility, **{"starts_precision": "day", "ends_precision": "day", **known})

    (drawing,) = plan().drawings

    ((mark,),) = [row.marks for row in drawing.rows]
    assert (mark.kind, math.copysign(1, mark.tail)) == ("open", tail_sign)
    assert mark.width < SHEET.width / 4
    assert words in drawing.alternative


def test_legend_says_what_an_open_side_means(client, mobility):
    makers.make_action(mobility, starts_on=datetime.date(2026, 5, 1))

    page = client.get(f"{reverse('workagenda:roadmap')}?jaren=2026").content.decode()

    assert "Balk met een open kant: alleen het begin of alleen het einde is bekend." in page


def test_drawing_too_high_for_one_sheet_is_drawn_in_parts_that_fit(mobility):
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(days=n) for n in range(12)]
    for number in range(6):
        action = makers.make_action(makers.make_body(name=f"Werkgroep {number}"))
        Milestone.objects.bulk_create(
            Milestone(action=action, title="Lang " * 12, due_on=day, precision="year") for day in days
        )

    roadmap = plan()

    heights = [drawing.height for drawing in roadmap.drawings]
    assert len(heights) > 1
    assert max(heights) <= SHEET_HEIGHT
    names = [row.label_lines for rows in rows_of(roadmap) for row in rows]
    assert names == [row.label_lines for row in roadmap.narrow_drawing.rows]
    assert all(drawing.ticks and drawing.marked for drawing in roadmap.drawings)


def test_continuous_action_runs_to_the_end_of_the_agenda(mobility):
    makers.make_action(mobility, code="MO-01", is_continuous=True)

    ((row,),) = rows_of(plan())

    assert row.marks[0].x + row.marks[0].width == pytest.approx(SHEET.right, abs=1)
    assert (row.marks[0].kind, row.marks[0].is_exact) == ("ongoing", True)
    assert plan().domains[0].actions[0].when == "doorlopend"


def test_continuous_action_that_begins_some_time_is_drawn_as_uncertain(mobility):
    starts_on = datetime.date(2026, 4, 1)
    makers.make_action(mobility, is_continuous=True, starts_on=starts_on, starts_precision="quarter")

    ((row,),) = rows_of(plan())

    assert [(mark.kind, mark.is_exact) for mark in row.marks] == [("ongoing", False)]


def test_drawing_for_phones_shows_the_same_with_codes_for_long_names(mobility):
    action = makers.make_action(mobility, code="MO-01", title="Zeer " * 30, ends_on=datetime.date(2026, 8, 1))
    make_milestone(action, "Eerste besluit over een aanpak aan beide kanten van de grens", precision="month")

    roadmap = plan()

    ((wide,),), (narrow,) = rows_of(roadmap), roadmap.narrow_drawing.rows
    assert [mark.kind for mark in narrow.marks] == [mark.kind for mark in wide.marks] == ["open", "period"]
    assert [mark.label for mark in narrow.marks] == ["MO-01", "MO-01"]
    assert [roadmap.narrow_drawing.alternative] == [drawing.alternative for drawing in roadmap.drawings]


def test_page_holds_both_drawings_and_no_id_twice(client, mobility):
    make_milestone(makers.make_action(mobility))
    make_milestone(makers.make_action())

    page = client.get(reverse("workagenda:roadmap")).content.decode()

    names = re.findall(r'\sid="([^"]+)"', page)
    assert page.count('class="timeline"') == 2
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "Van deze acties is nog geen datum bekend."),
        (datetime.date(2031, 1, 1), "Geen van deze acties heeft een datum in deze twee jaren."),
    ],
)
def test_page_without_drawing_says_why(client, mobility, due_on, words):
    action = makers.make_action(mobility)
    if due_on:
        make_milestone(action, due_on=due_on)

    page = client.get(f"{reverse('workagenda:roadmap')}?jaren=2026").content.decode()

    assert words in page
    assert 'class="timeline"' not in page


def test_no_date_is_said_only_of_an_action_without_any(client, mobility):
    makers.make_action(mobility, code="MO-01", title="Zonder")
    make_milestone(makers.make_action(mobility, code="MO-02", title="Met"))

    page = client.get(f"{reverse('workagenda:roadmap')}?jaren=2026").content.decode()

    assert "1e kwartaal 2027" in page
    assert page.count("nog geen datum bekend") == 1


def test_action_of_one_day_has_one_date(mobility):
    makers.make_action(mobility, starts_on=TODAY, ends_on=TODAY)

    assert plan().domains[0].actions[0].when == "22 november 2026"


def test_action_that_ends_before_it_begins_is_drawn_where_it_begins(mobility):
    makers.make_action(
        mobility, starts_on=datetime.date(2027, 3, 1), ends_on=datetime.date(2026, 3, 1), code="MO-01"
    )

    assert marks_of(plan()) == [("day", False)]


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


def test_empty_portal_says_so_and_speaks_of_filters_only_when_there_is_one(client, db):
    makers.make_body(slug="werkgroep-leeg")
    address = reverse("workagenda:roadmap")

    empty, filtered = client.get(address), client.get(f"{address}?werkgroep=werkgroep-leeg")

    assert (empty.status_code, filtered.status_code) == (200, 200)
    assert "Er zijn nog geen acties ingevoerd." in empty.content.decode()
    assert "Er zijn geen acties die hierbij passen." not in empty.content.decode()
    assert "Er zijn geen acties die hierbij passen." in filtered.content.decode()


@pytest.mark.parametrize(
    ("count", "listed", "summary"),
    [(12, [12], None), (13, [12, 1], "Nog 1 actie tonen"), (30, [12, 18], "Nog 18 acties tonen")],
)
def test_first_dozen_actions_of_a_domain_are_listed_and_the_others_behind_one_click(
    client, mobility, count, listed, summary
):
    for _number in range(count):
        makers.make_action(mobility)

    page = client.get(f"{reverse('workagenda:roadmap')}?jaren=2026").content.decode()

    (domain,) = plan().domains
    assert [len(part) for part in domain.parts] == listed
    assert re.findall(r"<summary>(.*?)</summary>", page) == ([summary] if summary else [])
    assert rows_in(page.partition('<details class="blk-more">')[0]) == 12
    assert rows_in(page) == count


def test_paper_shows_all_actions_and_never_parts_a_domain_from_its_rows():
    styles = (settings.BASE_DIR / "static/css/roadmap.css").read_text().partition("@media print")[2]

    assert (
        ".blk-more:not([open])::details-content { content-visibility: visible; block-size: auto; }" in styles
    )
    assert ".blk-section__label { break-after: avoid; }" in styles


def test_number_of_queries_does_not_grow(mobility):
    counts = []
    for size in (1, 3, 60):
        while Action.objects.count() < size:
            make_milestone(makers.make_action(mobility, code=f"MO-{Action.objects.count():02}"))
        with CaptureQueriesContext(connection) as queries:
            plan()
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert Domain.objects.exists()
