"""The report says what the portal says: random worlds, counted by hand and on everything that leaves it.

That is the page of the report, the editions as page and as PDF, both tables and the block for Word.
"""

import datetime
import io
import itertools
import re
import uuid
from collections import Counter
from dataclasses import dataclass, replace

import docx
import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from brainport_portal.core.dates import today
from brainport_portal.core.pdf import render_pdf
from brainport_portal.core.spreadsheets import unguarded, write_csv, write_xlsx
from brainport_portal.core.word import write_docx
from tests import makers
from tests.core.pdf_reading import read_flowing_text, read_text, table_row
from tests.core.test_spreadsheets import read_csv, read_xlsx
from workagenda.models import Action, ProgressUpdate
from workagenda.reports import rendering
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience
from workagenda.reports.content_json import from_json, to_json
from workagenda.reports.documents import edition_body, edition_html
from workagenda.reports.exports import COLUMNS, line_sheet, made_on
from workagenda.reports.models import Report, ReportLine
from workagenda.reports.word_documents import pc_block

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RATINGS = ("on_track", "attention", "stalled", "not_rated")
GOALS = [(1, letter) for letter in "ABC"] + [(2, letter) for letter in "ABCD"]
OPENS, REFERENCE = -60, -10
ASTEN = "asten"


@dataclass(frozen=True)
class UpdateSpec:
    """An update `offset` days from today; `kind` is change where there is nothing yet to refer to."""

    offset: int
    state: str
    rating: str
    kind: str


@dataclass(frozen=True)
class ActionSpec:
    goals: frozenset
    visibility: str
    is_omitted: bool
    is_open: bool
    updates: tuple


# More often what counts than what does not, and days around the two edges of the round.
updates = st.builds(
    UpdateSpec,
    offset=st.sampled_from([-100, OPENS - 1, OPENS, -30, -30, REFERENCE, REFERENCE + 1, 0]),
    state=st.sampled_from(["approved", "approved", "approved", "withdrawn"]),
    rating=st.sampled_from(RATINGS),
    kind=st.sampled_from(["change", "change", "unchanged", "correction"]),
)
actions = st.builds(
    ActionSpec,
    goals=st.frozensets(st.sampled_from(GOALS), min_size=1, max_size=3),
    visibility=st.sampled_from(["public", "public", "public", "partners", "working_group"]),
    is_omitted=st.sampled_from([False, False, False, True]),
    is_open=st.booleans(),
    updates=st.lists(updates, max_size=4).map(tuple),
)
worlds = st.lists(actions, max_size=12)


@pytest.fixture
def empty_world(mobility, official, reporter, client):
    """A report on a round without actions, and the reporter logged in to look at it."""
    for theme, letter in GOALS:
        makers.make_goal(letter, makers.make_theme(theme))
    report = makers.make_report(
        reporter, opens_on=_day(OPENS), reference_date=_day(REFERENCE), closes_on=_day(0)
    )
    report.round.agendas.add(makers.make_agenda(makers.make_theme(1)))
    makers.make_action(mobility).delete()  # leaves its domain
    makers.make_municipality(slug=ASTEN, name="Asten")
    client.force_login(reporter, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return report, mobility, official, client


def _day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


def fill(report, group, author, specs) -> None:
    """Makes the rows of `specs` in a handful of inserts, past the verbs, which have tests of their own."""
    agenda, domain = makers.make_agenda(), makers.Domain.objects.get()
    goals = {(goal.theme.number, goal.letter): goal for goal in makers.Goal.objects.select_related("theme")}
    rows = Action.objects.bulk_create(
        Action(
            agenda=agenda,
            domain=domain,
            code=f"WL-{number:02}",
            title=f"Actie {number}",
            official_title=f"Actie {number}",
            working_group=group,
            visibility=spec.visibility,
        )
        for number, spec in enumerate(specs, start=1)
    )
    pairs = list(zip(rows, specs, strict=True))
    through = Action.goals.through
    through.objects.bulk_create(
        through(action=action, goal=goals[goal]) for action, spec in pairs for goal in spec.goals
    )
    ReportLine.objects.bulk_create(
        ReportLine(report=report, action=action, confirmation="omitted", omission_reason="Nog niet.")
        for action, spec in pairs
        if spec.is_omitted
    )
    clock = itertools.count()
    referring = []
    changes = []
    for action, spec in pairs:
        roots = []
        for item in spec.updates:
            update = _update(action, author, item, clock)
            if item.kind != "change" and roots:
                update.refers_to = roots[-1]
                update.kind = item.kind
                # A correction keeps the date of what it corrects; nobody confirms what is yet to come.
                is_correction = item.kind == "correction"
                update.as_of = roots[-1].as_of if is_correction else max(update.as_of, roots[-1].as_of)
                referring.append(update)
            else:
                changes.append(update)
                roots += [update] if item.state == "approved" else []
        if spec.is_open:
            changes.append(_update(action, author, UpdateSpec(-30, "submitted", "stalled", "change"), clock))
    ProgressUpdate.objects.bulk_create(changes)
    ProgressUpdate.objects.bulk_create(referring)


def _update(action, author, spec, clock) -> ProgressUpdate:
    return ProgressUpdate(
        uuid=uuid.uuid4(),
        action=action,
        author=author,
        as_of=_day(spec.offset),
        state=spec.state,
        rating=spec.rating,
        phase="in_progress",
        done="Er is overlegd.",
        bottleneck="Te weinig tijd.",
        cause="capacity",
        reviewed_at=timezone.now() + datetime.timedelta(seconds=next(clock)),
    )


def recount(report) -> dict[tuple[str, str], int]:
    """The figures as somebody would count them by hand from the rows: (goal or "total", rating) -> number."""
    omitted = {line.action_id for line in report.lines.all() if line.confirmation == "omitted"}
    counts: Counter[tuple[str, str]] = Counter()
    for action in Action.objects.prefetch_related("goals__theme", "updates"):
        if action.visibility != "public" or action.pk in omitted:
            continue
        rating = _rating_by_hand(list(action.updates.all()), report.round.reference_date)
        for place in ["total", *(f"{goal.theme.number}{goal.letter}" for goal in action.goals.all())]:
            counts[place, rating] += 1
    return dict(counts)


def _rating_by_hand(updates, reference_date) -> str:
    """A change with its corrections is one statement; the one made or confirmed for the latest date wins."""
    agreed = [update for update in updates if update.state == "approved" and update.as_of <= reference_date]
    statements = [update for update in agreed if update.kind != "correction"]
    if not statements:
        return "not_rated"
    latest = max(statements, key=lambda update: (update.as_of, update.reviewed_at))
    root = latest.refers_to_id or latest.pk
    words = [update for update in agreed if update.pk == root]
    words += [update for update in agreed if update.kind == "correction" and update.refers_to_id == root]
    return max(words, key=lambda update: update.reviewed_at).rating


def counted(content) -> dict[tuple[str, str], int]:
    """The figures of the content, without zeros."""
    places = {"total": content.figures}
    places |= {
        goal.code: content.figures_of_goal(goal.code) for theme in content.themes for goal in theme.goals
    }
    return {
        (place, rating): count
        for place, figures in places.items()
        for rating, count in figures.by_rating.items()
        if count
    }


def on_page(client, report) -> dict[tuple[str, str], int]:
    """The figures that the page shows, without zeros."""
    html = client.get(reverse("reports:report_detail", args=[report.uuid])).content.decode()
    cells = re.findall(r'data-goal="(\w+)" data-rating="(\w+)">(\d+)</td>', html)
    assert len(cells) == (len(GOALS) + 1) * len(RATINGS)
    return {(place, rating): int(count) for place, rating, count in cells if int(count)}


LABELS = {
    "op koers": "on_track",
    "vraagt aandacht": "attention",
    "bijsturing nodig": "stalled",
    "nog geen inschatting": "not_rated",
}


def rows_of_files(content) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of the workbook and of the .csv, read back: heading -> text."""
    sheet = line_sheet(content)
    workbook = write_xlsx([sheet], title=content.title, made_on=made_on(content))
    rows_of_workbook = [
        [
            "" if value is None else value if isinstance(value, str) else value.date().isoformat()
            for value in row
        ]
        for row in read_xlsx(workbook)
    ]
    rows_of_csv = [[unguarded(value) for value in row] for row in read_csv(write_csv(sheet))]
    headings = [column.heading for column in COLUMNS]
    return tuple(
        [dict(zip(headings, row, strict=True)) for row in rows] for rows in (rows_of_workbook, rows_of_csv)
    )


def in_rows(rows) -> dict[tuple[str, str], int]:
    """The figures as somebody would count them in a spreadsheet."""
    return dict(
        Counter(
            (place, LABELS[row["Beoordeling"]])
            for row in rows
            for place in ["total", *row["Doelstellingen"].split(", ")]
        )
    )


def told_in(rows) -> tuple[int, int, int]:
    """How many lines are confirmed, wait and have no news."""
    told = Counter(row["Bevestigd of overgenomen"] for row in rows)
    return (
        told["bevestigd"],
        told["overgenomen: wacht op akkoord"],
        told["overgenomen: nog geen melding"],
    )


def in_word_block(content) -> dict[tuple[str, str], int]:
    """The figures in the table of the block for the P&C documents."""
    [table] = docx.Document(io.BytesIO(write_docx(pc_block(content)))).tables
    headings, *rows = [[cell.text for cell in row.cells] for row in table.rows]
    ratings = [LABELS[label.lower()] for label in headings[2:]]
    found = {_place(name): [int(number) for number in numbers] for name, *numbers in rows}
    assert all(total == sum(numbers) for total, *numbers in found.values())
    return _without_zeros(
        {place: zip(ratings, numbers, strict=True) for place, (_, *numbers) in found.items()}
    )


def in_board_edition(content) -> dict[tuple[str, str], int]:
    """The figures on the page of the edition for the board; a goal without actions has words instead."""
    html = edition_body(content, Audience.GENERAL_BOARD)
    rows = re.findall(
        r'<th scope="row">(Totaal|\d[A-Z] [^<]*)</th><td class="figure">(\d+)</td>(.*?)</tr>', html, re.DOTALL
    )
    found = {
        _place(name): [int(number) for number in re.findall(r"<b>(\d+)</b>", rest)] for name, _, rest in rows
    }
    assert [int(total) for _, total, _ in rows] == [sum(numbers) for numbers in found.values()]
    return _without_zeros({place: zip(RATINGS, numbers, strict=True) for place, numbers in found.items()})


def in_council_edition(content) -> dict[tuple[str, str], int]:
    """The figures on the page of the edition for a council: in its first sentence and in its table."""
    html = edition_body(content, Audience.COUNCIL, ASTEN)
    rows = re.findall(r'<th scope="row">(\d[A-Z]) [^<]*</th><td>(.*?)</td>', html, re.DOTALL)
    assert len(rows) == len(GOALS)
    cells = {goal: re.findall(r'<span class="rating (\w+)">(\d+) ', cell) for goal, cell in rows}
    return _without_zeros({"total": _in_first_sentence(html), **cells})


def in_council_pdf(data: bytes) -> dict[tuple[str, str], int]:
    """The same figures in the PDF; its table as laid out has a rating a line, beside the name of the goal."""
    told = re.sub(r"(\w)- (\w)", r"\1\2", read_flowing_text(data))
    laid_out = read_text(data, "-layout")
    table = laid_out[laid_out.index("In één zin") : laid_out.index("Een beoordeling gaat over")]
    cells: dict[str, list[tuple[str, str]]] = {}
    for line in table.splitlines():
        if goal := re.match(r"\s*(\d[A-Z]) ", line):
            cells[goal[1]] = []
        for count, label in re.findall(rf"  (\d+) ({'|'.join(LABELS)})(?=  |$)", line):
            cells[list(cells)[-1]].append((LABELS[label], count))
    assert len(cells) == len(GOALS)
    return _without_zeros({"total": _in_first_sentence(told), **cells})


def _in_first_sentence(text: str) -> list[tuple[str, str]]:
    if "Er zijn nog geen acties uit de werkagenda" in text:
        return []
    total, told = re.search(r"Deze informatie gaat over (\d+) acties? uit [^:]*: ([^.]*)\.", text).groups()
    counts = [part.strip().split(" ", 1) for part in told.split(",")]
    assert sum(int(count) for count, _ in counts) == int(total)
    return [(LABELS[label], count) for count, label in counts]


def _place(name: str) -> str:
    return "total" if name == "Totaal" else name.partition(" ")[0]


def _without_zeros(rows) -> dict[tuple[str, str], int]:
    return {
        (place, rating): int(count)
        for place, counts in rows.items()
        for rating, count in counts
        if int(count)
    }


def check_figures(world, specs) -> None:
    """All there is, the PDF for a council included; that for the board takes longer and has its own test."""
    report, group, author, client = world
    with transaction.atomic():
        fill(report, group, author, specs)
        expected = recount(report)
        content = build_content(report)
        figures = content.figures

        assert counted(content) == expected
        assert counted(from_json(to_json(content))) == expected
        assert on_page(client, report) == expected
        in_workbook, in_csv = rows_of_files(content)
        assert in_workbook == in_csv
        assert in_rows(in_workbook) == expected
        assert told_in(in_workbook) == (figures.confirmed, figures.waits, figures.no_news)
        assert in_word_block(content) == expected
        assert in_board_edition(content) == expected
        assert in_council_edition(content) == expected
        pdf = render_pdf(edition_html(content, Audience.COUNCIL, ASTEN), identifier=b"x")
        assert in_council_pdf(pdf.data) == expected
        assert figures.total == sum(figures.by_rating.values()) == figures.confirmed + figures.carried
        assert figures.carried == figures.waits + figures.no_news
        assert sum(count for (place, _rating), count in expected.items() if place == "total") == figures.total
        transaction.set_rollback(True)


# Every example rolls back, so one database serves them all; explaining a failure would take minutes.
RANDOM = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase != Phase.explain],
)


@settings(RANDOM, max_examples=50)
@given(specs=worlds)
def test_figures_of_page_editions_pdf_and_files_are_those_counted_by_hand(empty_world, specs):
    check_figures(empty_world, specs)


@pytest.mark.night
@settings(RANDOM, max_examples=500)
@given(specs=worlds)
def test_figures_agree_in_many_more_worlds(empty_world, specs):
    check_figures(empty_world, specs)


def figures_in_pdf(data, content) -> dict[tuple[str, str], int]:
    """The figures that the PDF shows, without zeros; a goal without actions has a sentence instead."""
    rows = {"total": table_row(data, "Totaal")}
    for theme in content.themes:
        for goal in theme.goals:
            rows[goal.code] = table_row(data, f"{goal.code} {goal.short_name}")
    return {
        (place, rating): count
        for place, numbers in rows.items()
        for rating, count in zip(RATINGS, numbers[1:5], strict=False)
        if count
    }


@settings(RANDOM, max_examples=3)
@given(specs=st.lists(actions, min_size=3, max_size=12))
def test_figures_read_back_from_the_pdf_are_those_of_the_page(empty_world, specs):
    report, group, author, client = empty_world
    with transaction.atomic():
        fill(report, group, author, specs)
        content = replace(build_content(report), frozen_on=today().isoformat())

        pdf = rendering.render_content(content, Audience.GENERAL_BOARD)

        in_workbook, in_csv = (in_rows(rows) for rows in rows_of_files(content))
        assert figures_in_pdf(pdf.data, content) == on_page(client, report) == recount(report)
        assert in_workbook == in_csv == recount(report)
        transaction.set_rollback(True)


def test_page_of_a_frozen_report_keeps_its_figures(empty_world, reporter):
    report, group, author, client = empty_world
    stalled = UpdateSpec(-30, "approved", "stalled", "change")
    fill(report, group, author, [ActionSpec(frozenset(GOALS[:2]), "public", False, False, (stalled,))])
    Report.objects.update(status="agreed")
    makers.report_verbs.freeze(report, by=makers.actor(reporter))
    before = on_page(client, report)

    Action.objects.update(visibility="partners")
    ProgressUpdate.objects.update(rating="on_track")

    assert before == {("total", "stalled"): 1, ("1A", "stalled"): 1, ("1B", "stalled"): 1}
    assert on_page(client, report) == before
    assert recount(report) == {}
