"""The drawings of a report: its ratings as a matrix, and what lies ahead on a line of time.

Their words are Dutch, like those of the report, whatever language the interface speaks.
"""

import datetime
from collections.abc import Iterable

from django.utils import translation

from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from brainport_portal.core.matrices import Matrix, MatrixRow, shape_matrix
from brainport_portal.core.timelines import Entry, Row, Timeline, timeline

from .content import MomentContent, ReportContent
from .progress import GoalProgress

# Where the line begins, so that the reference date stands out, and how many months it goes on.
DAYS_BEFORE, MONTHS_AHEAD = datetime.timedelta(days=8), 6
# One mark on a line tells nothing that the list does not.
FEWEST_MARKS = 2


def rating_matrix(content: ReportContent) -> Matrix | None:
    """Goals by rating, a shape for every action; None without actions."""
    goals = [goal for theme in content.progress for goal in theme.goals]
    if content.unassigned.lines:
        goals.append(content.unassigned)
    return shape_matrix(
        "Aantal acties per doelstelling en beoordeling.",
        content.figures.ratings,
        map(_row, goals),
        total_label="Acties",
        nothing="nog geen acties",
    )


def outlook_timeline(content: ReportContent) -> Timeline | None:
    """What is ahead and has a date, from the reference date on; None when that is hardly anything."""
    today = _day(content.reference_date)
    if today is None:
        return None
    milestones = [_entry(moment) for moment in content.outlook if moment.code]
    others = [_entry(moment) for moment in content.outlook if not moment.code]
    rows = [Row("Mijlpalen", _dated(milestones)), Row("Overleg en rapportage", _dated(others))]
    if sum(len(row.entries) for row in rows) < FEWEST_MARKS:
        return None
    with translation.override("nl"):
        return timeline(
            rows,
            start=today - DAYS_BEFORE,
            end=_end_of_month(today, MONTHS_AHEAD),
            marked_day=today,
            marked_label=f"peildatum {display_date(today)}",
        )


def _row(progress: GoalProgress) -> MatrixRow:
    label = f"{progress.goal.code} {progress.goal.short_name}".strip()
    things = [(line.rating, line.change.value if line.has_changed else "") for line in progress.lines]
    return MatrixRow(label, things)


def _entry(moment: MomentContent) -> Entry | None:
    """`moment` with its action first, so that the code is never what is cut off; None without a date."""
    day = _day(moment.day)
    if day is None:
        return None
    title = moment.what.removesuffix(f" ({moment.code})")
    return Entry(
        label=f"{moment.code} {title}".strip(),
        day=day,
        # Not kept: then nobody may think that it is that very day.
        precision=moment.precision if moment.precision in Precision.values else Precision.MONTH,
        until=_day(moment.until),
        words=" ".join(part for part in (moment.what, moment.remark) if part),
        when="" if moment.when == moment.day else moment.when,
    )


def _dated(entries: Iterable[Entry | None]) -> list[Entry]:
    return [entry for entry in entries if entry]


def _day(value: str) -> datetime.date | None:
    """An ISO day of the content; None for no day, and for what is none."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def _end_of_month(day: datetime.date, months: int) -> datetime.date:
    """The last day of the month that comes `months` after that of `day`."""
    number = day.year * 12 + day.month + months
    return datetime.date(number // 12, number % 12 + 1, 1) - datetime.timedelta(days=1)
