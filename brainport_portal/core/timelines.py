"""Dated things on a line of time, as plain drawing data for one SVG in web pages and documents.

A day that is known is a mark on that day; of a date known by the month, the quarter or less exactly the
whole period is a dashed bar, so that nothing looks more certain than it is. Labels never overlap: what
would is put on a lower lane. `templates/components/_timeline.svg` draws it.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .choices import Precision
from .dates import display_date
from .lettering import cut_to, width_of, wrap

# Left of LEFT stand the labels of the rows: on paper that is the marginal column.
WIDTH, LEFT, RIGHT = 660, 159, 659
HEAD, CAPTION, LANE, PADDING = 20, 15, 18, 7
BAR, MARK, GAP = 14, 6, 6
SIZE, LINE = 11.0, 13.5
LONGEST_LABEL = 330
# In a bar at least this wide a label may also be cut.
ROOM_INSIDE = 120
# A row with more lanes than this is no picture any more; how many were left out is said.
MOST_LANES = 12
# More things than this are counted in the alternative, not named: nobody listens that long.
MOST_NAMED = 24
MONTHS_IN: dict[str, int] = {Precision.QUARTER: 3, Precision.HALF_YEAR: 6, Precision.YEAR: 12}
MONTHS_APART = (1, 3, 12, 60, 120)
LEAST_TICK = 34.0
# How many days before and after its month something "around" a month may be.
AROUND_DAYS = 15


@dataclass(frozen=True)
class Entry:
    """Something on the line: on or in the period of `day`, or from `day` to `until`.

    `label` stands in the drawing, shortened when it is long; `words` and `when` say it in full in the text
    alternative, and are made from the label and the day when not given.
    """

    label: str
    day: datetime.date
    precision: str = Precision.DAY
    until: datetime.date | None = None
    is_done: bool = False
    words: str = ""
    when: str = ""

    @property
    def in_words(self) -> str:
        return f"{self.when or display_date(self.day, self.precision)}: {self.words or self.label}"


@dataclass(frozen=True)
class Row:
    """Entries that belong together, under one label."""

    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A day (`width` 0) or a period, with its label; `kind` is day, span or period."""

    kind: str
    is_done: bool
    x: float
    y: float
    width: float
    label: str
    label_x: float
    anchor: str
    left: float
    right: float
    # Where the label covers what lies below it; a label in its bar covers nothing.
    backing_x: float
    backing_width: float

    @property
    def bar_y(self) -> float:
        return self.y - BAR / 2


@dataclass(frozen=True)
class DrawnRow:
    y: float
    height: float
    label_lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    left_out: int
    more: str

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def labels(self) -> tuple[tuple[float, str], ...]:
        """The lines of the label, each with its height in the drawing."""
        first = self.y + PADDING + LANE / 2 + SIZE * 0.36
        return tuple((round(first + LINE * n, 1), line) for n, line in enumerate(self.label_lines))


@dataclass(frozen=True)
class Timeline:
    """All that the template draws. `alternative` says in words what the drawing shows."""

    alternative: str
    ticks: tuple[Tick, ...]
    rows: tuple[DrawnRow, ...]
    top: float
    height: float
    marked_x: float | None
    marked_label: str
    marked_anchor: str
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


@dataclass(frozen=True)
class _Scale:
    """Days as numbers to drawing units; what lies outside is brought to the edge."""

    first: int
    last: int

    def __call__(self, ordinal: float) -> float:
        part = (ordinal - self.first) / (self.last - self.first)
        return round(LEFT + min(max(part, 0), 1) * (RIGHT - LEFT), 1)


def timeline(
    rows: Iterable[Row],
    *,
    start: datetime.date,
    end: datetime.date,
    marked_day: datetime.date | None = None,
    marked_label: str = "",
) -> Timeline | None:
    """The entries of `rows` from `start` to `end`, with a line at `marked_day`; None when nothing is left.

    Rows without entries in that time are not drawn.
    """
    if end <= start:
        return None
    scale = _Scale(start.toordinal(), end.toordinal() + 1)
    shown = [replace(row, entries=_visible(row.entries, scale)) for row in rows]
    shown = [row for row in shown if row.entries]
    if not shown:
        return None
    is_marked = marked_day is not None and start <= marked_day <= end
    marked_x = scale(marked_day.toordinal() + 1) if marked_day and is_marked else None
    top = HEAD + (CAPTION if is_marked else 0)
    drawn: list[DrawnRow] = []
    for row in shown:
        drawn.append(_draw(row, scale, drawn[-1].bottom if drawn else top, marked_x or LEFT))
    return Timeline(
        alternative=_describe(shown, start, end),
        ticks=_ticks(start, end, scale),
        rows=tuple(drawn),
        top=top,
        height=round(drawn[-1].bottom + 1, 1),
        marked_x=marked_x,
        marked_label=marked_label,
        marked_anchor=_anchor_of(marked_x, marked_label),
    )


def period_of(day: datetime.date, precision: str) -> tuple[int, int]:
    """The first day of the period that is meant, and the day after its last, as ordinals."""
    months = MONTHS_IN.get(precision, 1)
    month = (day.month - 1) // months * months + 1
    first = day.replace(month=month, day=1).toordinal()
    final = month + months - 1
    last = day.replace(month=final, day=calendar.monthrange(day.year, final)[1]).toordinal() + 1
    if precision == Precision.DAY:
        return day.toordinal(), day.toordinal() + 1
    if precision == Precision.AROUND:
        return first - AROUND_DAYS, last + AROUND_DAYS
    return first, last


def _reach(entry: Entry) -> tuple[int, int]:
    """From when to when `entry` reaches; an end before the beginning does not count."""
    first, last = period_of(entry.day, entry.precision)
    until = period_of(entry.until, entry.precision)[1] if entry.until else last
    return first, max(last, until)


def _visible(entries: Iterable[Entry], scale: _Scale) -> list[Entry]:
    """Those that lie at least partly in the time drawn, in order of date."""
    reached = [(_reach(entry), entry) for entry in entries]
    inside = [pair for pair in reached if pair[0][0] < scale.last and pair[0][1] > scale.first]
    return [entry for _reached, entry in sorted(inside, key=lambda pair: (pair[0], pair[1].label))]


def _draw(row: Row, scale: _Scale, y: float, marked_x: float) -> DrawnRow:
    """`row` with every entry on the first lane where it meets nothing."""
    ends: list[float] = []
    marks = []
    for entry in row.entries:
        mark = _mark(entry, scale, marked_x)
        lane = next((n for n, taken in enumerate(ends) if taken <= mark.left), len(ends))
        if lane >= MOST_LANES:
            continue
        ends[lane : lane + 1] = [mark.right]
        marks.append(replace(mark, y=round(y + PADDING + LANE * lane + LANE / 2, 1)))
    left_out = len(row.entries) - len(marks)
    lines = wrap(row.label, LEFT - 12, SIZE, most=3)
    lanes = LANE * (len(ends) + bool(left_out))
    height = 2 * PADDING + max(lanes, LINE * (len(lines) - 1) + LANE)
    more = _("en nog %(count)s") % {"count": left_out} if left_out else ""
    return DrawnRow(round(y, 1), round(height, 1), lines, tuple(marks), left_out, more)


def _mark(entry: Entry, scale: _Scale, marked_x: float) -> Mark:
    """`entry` where it belongs in the width, its label on the same side of the line; its lane comes later."""
    first, last = _reach(entry)
    if last - first == 1:
        kind, x, width = "day", scale(first + 0.5), 0.0
        left, right = x - MARK, x + MARK
    else:
        is_exact = entry.precision == Precision.DAY
        kind, x = ("span" if is_exact else "period"), scale(first)
        width = max(round(scale(last) - x, 1), 2.0)
        left, right = x, x + width
    label = _label(entry.label, left, right, marked_x if left >= marked_x else LEFT)
    return Mark(
        kind=kind,
        is_done=entry.is_done,
        x=x,
        y=0,
        width=width,
        label=label.text,
        label_x=round(label.x, 1),
        anchor=label.anchor,
        left=round(min(left, label.left), 1),
        right=round(max(right, label.left + label.width) + GAP, 1),
        backing_x=round(label.left, 1),
        backing_width=0 if label.is_inside else round(label.width, 1),
    )


@dataclass(frozen=True)
class _Label:
    text: str
    x: float
    anchor: str
    left: float
    width: float
    is_inside: bool = False


def _label(text: str, left: float, right: float, edge: float) -> _Label:
    """A label in its bar, after it or before it but not past `edge`: where it fits, or else fits best."""
    text = " ".join(text.split())
    inside = right - left - 8
    after, before = (min(room, LONGEST_LABEL) for room in (RIGHT - right - 4, left - edge - 8))
    width = width_of(text, SIZE)
    roomiest = inside if inside >= ROOM_INSIDE else max(after, before)
    room = next((room for room in (inside, after, before) if width <= room), roomiest)
    text = cut_to(text, room, SIZE)
    width = width_of(text, SIZE)
    if room == inside:
        return _Label(text, left + 5, "start", left + 5, width, is_inside=True)
    if room == after:
        return _Label(text, right + 4, "start", right + 4, width)
    return _Label(text, left - 4, "end", left - 4 - width, width)


def _ticks(start: datetime.date, end: datetime.date, scale: _Scale) -> tuple[Tick, ...]:
    """The beginnings of months, quarters or years: the closest together that leave room for their names."""
    month_width = (RIGHT - LEFT) / (scale.last - scale.first) * 30
    apart = next((n for n in MONTHS_APART if month_width * n >= LEAST_TICK), MONTHS_APART[-1])
    beginnings = [day for day in _months(start, end) if ((day.year * 12) + day.month - 1) % apart == 0]
    positions = [scale(day.toordinal()) for day in beginnings]
    spaces = [after - x for x, after in zip(positions, [*positions[1:], float(RIGHT)], strict=True)]
    return tuple(
        Tick(x, _tick_label(day, space, is_first=not index, with_months=apart < 12))
        for index, (day, x, space) in enumerate(zip(beginnings, positions, spaces, strict=True))
    )


def _months(start: datetime.date, end: datetime.date) -> Iterable[datetime.date]:
    """The first days of the months between `start` and `end`."""
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        day = datetime.date(number // 12, number % 12 + 1, 1)
        if day >= start:
            yield day


def _tick_label(day: datetime.date, space: float, *, is_first: bool, with_months: bool) -> str:
    """The month, with the year where it begins; only what fits before the next one."""
    year, month = str(day.year), _month(day)
    if not with_months:
        options = [year]
    elif day.month == 1:
        options = [f"{month} {year}", year]
    elif is_first:
        options = [f"{month} {year}", month]
    else:
        options = [month]
    return next((text for text in options if width_of(text, SIZE) + 5 <= space), "")


def _month(day: datetime.date) -> str:
    """The short name of the month, with a capital only in languages that write months so."""
    short = date_format(day, "b")
    return short.capitalize() if date_format(day, "F")[0].isupper() else short


def _anchor_of(x: float | None, label: str) -> str:
    """Which end of a caption above the line stands at `x`, so that it stays in the drawing."""
    if x is None or x + width_of(label, SIZE) <= RIGHT:
        return "start"
    return "end"


def _describe(rows: Sequence[Row], start: datetime.date, end: datetime.date) -> str:
    total = sum(len(row.entries) for row in rows)
    parts = []
    for row in rows:
        if total <= MOST_NAMED:
            parts.append(f"{row.label}: {'; '.join(entry.in_words for entry in row.entries)}.")
        else:
            parts.append(f"{row.label}: {len(row.entries)}.")
    span = _("Tijdlijn van %(start)s tot en met %(end)s.") % {
        "start": display_date(start),
        "end": display_date(end),
    }
    return " ".join([span, *parts, _("Dezelfde gegevens staan in de lijst.")])
