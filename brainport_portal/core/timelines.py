"""Dated things on a line of time, as plain drawing data for one SVG in web pages and documents.

A day that is known is a mark on that day; of a date known by the month, the quarter or less exactly the
whole period is a dashed bar, so that nothing looks more certain than it is. Labels never overlap: what
would is put on a lower lane, and what finds no lane is counted: a row with too many lanes is no picture
any more. `templates/components/_timeline.svg` draws it.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .choices import Precision
from .dates import display_date
from .lettering import width_of, wrap
from .timeline_labels import BESIDE, COLUMN, GAP, Shape, place

PADDING, MARK = 7, 6
# How far the end of a bar that goes on points out.
POINT = 5
# What of an entry is open, and how long its fading tail is there; that length says nothing.
EARLIER, LATER = -1, 1
TAIL = 26
# More things than this are counted in the alternative, not named: nobody listens that long.
MOST_NAMED = 24
MONTHS_IN: dict[str, int] = {Precision.QUARTER: 3, Precision.HALF_YEAR: 6, Precision.YEAR: 12}
MONTHS_APART = (1, 3, 12, 60, 120)
LEAST_TICK = 34.0
# What stays free beside the name of a month, in sizes of the type.
TICK_GAP = 0.45
# How many days before and after its month something "around" a month may be.
AROUND_DAYS = 15


@dataclass(frozen=True)
class Entry:
    """Something on the line: on or in the period of `day`, or from `day` to `until`.

    Of one that `opens` LATER only the beginning is known, of one that opens EARLIER only the end: `day`.
    `label` stands in the drawing, cut when it is long, or as `short` in a narrow one; `words` and `when` say
    it in full in the text alternative, and are made from the label and the day when not given.
    """

    label: str
    day: datetime.date
    precision: str = Precision.DAY
    until: datetime.date | None = None
    is_done: bool = False
    goes_on: bool = False
    opens: int = 0
    short: str = ""
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
    """A day (`width` 0) or a period, with its label; `kind` is day, span, period, ongoing or open.

    An open one fades over `tail`, to the left when that is below zero: nobody knows how far it reaches.
    """

    kind: str
    is_done: bool
    is_exact: bool
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
    tail: float = 0

    @property
    def body(self) -> float:
        """How far an ongoing bar is straight, before it ends in a point."""
        return round(max(self.width - POINT, 0), 1)

    @property
    def tail_x(self) -> float:
        """Where the tail begins: at the end of the bar on its side."""
        return self.width if self.tail > 0 else 0


@dataclass(frozen=True)
class DrawnRow:
    row: Row
    y: float
    height: float
    label_lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    left_out: int
    more: str
    shape: Shape

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def more_width(self) -> float:
        return round(width_of(self.more, self.shape.size), 1)

    @property
    def labels(self) -> tuple[tuple[float, str, float], ...]:
        """The lines of the label, each with its height in the drawing and its width."""
        line = self.shape.line if self.shape.is_narrow else self.shape.lane
        first = self.y + PADDING + line / 2 + self.shape.drop
        return tuple(
            (round(first + self.shape.line * n, 1), text, round(width_of(text, self.shape.size), 1))
            for n, text in enumerate(self.label_lines)
        )


@dataclass(frozen=True)
class MarkedDay:
    """The line at one day, and its caption."""

    x: float
    label: str
    shape: Shape

    @property
    def is_late(self) -> bool:
        """The caption stands left of the line, to stay in the drawing."""
        return self.x + BESIDE + self.label_width > self.shape.right

    @property
    def label_width(self) -> float:
        return round(width_of(self.label, self.shape.size), 1)

    @property
    def label_x(self) -> float:
        return round(self.x + (-BESIDE if self.is_late else BESIDE), 1)

    @property
    def label_left(self) -> float:
        return round(self.label_x - (self.label_width if self.is_late else 0), 1)


@dataclass(frozen=True)
class Timeline:
    """All that the template draws. `alternative` says in words what the drawing shows."""

    alternative: str
    ticks: tuple[Tick, ...]
    rows: tuple[DrawnRow, ...]
    top: float
    height: float
    marked: MarkedDay | None
    shape: Shape


@dataclass(frozen=True)
class _Scale:
    """Days as numbers to drawing units; what lies outside is brought to the edge."""

    first: int
    last: int
    shape: Shape

    def __call__(self, ordinal: float) -> float:
        part = (ordinal - self.first) / (self.last - self.first)
        return round(self.shape.left + min(max(part, 0), 1) * (self.shape.right - self.shape.left), 1)


def timeline(
    rows: Iterable[Row],
    *,
    start: datetime.date,
    end: datetime.date,
    marked_day: datetime.date | None = None,
    marked_label: str = "",
    shape: Shape = COLUMN,
) -> Timeline | None:
    """The entries of `rows` from `start` to `end`, with a line at `marked_day`; None when nothing is left.

    Rows without entries in that time are not drawn.
    """
    if end <= start:
        return None
    scale = _Scale(start.toordinal(), end.toordinal() + 1, shape)
    shown = [replace(row, entries=_visible(row.entries, scale)) for row in rows]
    shown = [row for row in shown if row.entries]
    if not shown:
        return None
    marked = None
    if marked_day and start <= marked_day <= end:
        marked = MarkedDay(scale(marked_day.toordinal() + 1), marked_label, shape)
    top = shape.head_with_caption if marked else shape.head
    drawn: list[DrawnRow] = []
    for row in shown:
        y = drawn[-1].bottom if drawn else top
        drawn.append(_draw(row, scale, y, marked.x if marked else shape.left))
    return Timeline(
        alternative=_describe(shown, start, end),
        ticks=_ticks(start, end, scale),
        rows=tuple(drawn),
        top=top,
        height=round(drawn[-1].bottom + 1, 1),
        marked=marked,
        shape=shape,
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
    """`row` with its label beside its lanes, or above them."""
    shape = scale.shape
    lines = wrap(row.label, shape.width if shape.is_narrow else shape.left - 12, shape.size, most=3)
    above = shape.line * len(lines) if shape.is_narrow else 0
    beside = 0 if shape.is_narrow else shape.line * (len(lines) - 1) + shape.lane
    laid = _lay_out(row.entries, scale, marked_x)
    first = y + PADDING + above + shape.lane / 2
    marks = tuple(replace(mark, y=round(first + shape.lane * lane, 1)) for lane, mark in laid)
    left_out = len(row.entries) - len(marks)
    lanes = 1 + max(lane for lane, _mark in laid) + bool(left_out)
    height = 2 * PADDING + above + max(shape.lane * lanes, beside)
    more = _("en nog %(count)s") % {"count": left_out} if left_out else ""
    return DrawnRow(row, round(y, 1), round(height, 1), lines, marks, left_out, more, shape)


def _lay_out(entries: Sequence[Entry], scale: _Scale, marked_x: float) -> list[tuple[int, Mark]]:
    """The marks with their lanes; with short labels where there are no lanes for all and that helps."""
    laid = _on_lanes(entries, scale, marked_x)
    if len(laid) == len(entries):
        return laid
    short = [replace(entry, label=entry.short or entry.label) for entry in entries]
    return max(laid, _on_lanes(short, scale, marked_x), key=len)


def _on_lanes(entries: Iterable[Entry], scale: _Scale, marked_x: float) -> list[tuple[int, Mark]]:
    """Every entry on the first lane where it meets nothing, but for those that would need too many lanes."""
    ends: list[float] = []
    laid = []
    for entry in entries:
        mark = _mark(entry, scale, marked_x)
        lane = next((n for n, taken in enumerate(ends) if taken <= mark.left), len(ends))
        if lane < scale.shape.most_lanes:
            ends[lane : lane + 1] = [mark.right]
            laid.append((lane, mark))
    return laid


def _mark(entry: Entry, scale: _Scale, marked_x: float) -> Mark:
    """`entry` where it belongs in the width; its lane comes later."""
    first, last = _reach(entry)
    is_day = last - first == 1
    # What opens begins with the first hour of its day, or ends with the last.
    x = scale(first + (1 - entry.opens) / 2 if is_day else first)
    width = 0.0 if is_day else max(round(scale(last) - x, 1), 2.0)
    tail = _tail(entry, x, x + width, scale.shape)
    around = MARK if is_day and not tail else 0
    left, right = x + min(tail, 0) - around, x + width + max(tail, 0) + around
    label = place(entry.label, entry.short, left, right, marked_x, scale.shape, tail)
    return Mark(
        kind=_kind(entry, is_day=is_day),
        is_done=entry.is_done,
        is_exact=entry.precision == Precision.DAY,
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
        tail=tail,
    )


def _tail(entry: Entry, left: float, right: float, shape: Shape) -> float:
    """How far a bar from `left` to `right` fades out; at the edge of the drawing only a little beyond it."""
    if entry.opens == LATER:
        return round(min(TAIL, shape.right + MARK - right), 1)
    return -round(min(TAIL, left - shape.left + MARK), 1) if entry.opens == EARLIER else 0


def _kind(entry: Entry, *, is_day: bool) -> str:
    if entry.opens:
        return "open"
    if is_day:
        return "day"
    if entry.goes_on:
        return "ongoing"
    return "span" if entry.precision == Precision.DAY else "period"


def _ticks(start: datetime.date, end: datetime.date, scale: _Scale) -> tuple[Tick, ...]:
    """The beginnings of months, quarters or years: the closest together that leave room for their names."""
    shape = scale.shape
    month_width = (shape.right - shape.left) / (scale.last - scale.first) * 30
    apart = next((n for n in MONTHS_APART if month_width * n >= LEAST_TICK), MONTHS_APART[-1])
    beginnings = [day for day in _months(start, end) if ((day.year * 12) + day.month - 1) % apart == 0]
    positions = [scale(day.toordinal()) for day in beginnings]
    spaces = [after - x for x, after in zip(positions, [*positions[1:], float(shape.right)], strict=True)]
    return tuple(
        Tick(x, _tick_label(day, space / shape.size, is_first=not index, with_months=apart < 12))
        for index, (day, x, space) in enumerate(zip(beginnings, positions, spaces, strict=True))
    )


def _months(start: datetime.date, end: datetime.date) -> Iterable[datetime.date]:
    """The first days of the months between `start` and `end`."""
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        day = datetime.date(number // 12, number % 12 + 1, 1)
        if day >= start:
            yield day


def _tick_label(day: datetime.date, space: float, *, is_first: bool, with_months: bool) -> str:
    """The month, with the year where it begins; only what fits in `space`, in sizes of the type."""
    year, month = str(day.year), _month(day)
    if not with_months:
        options = [year]
    elif day.month == 1:
        options = [f"{month} {year}", year]
    elif is_first:
        options = [f"{month} {year}", month]
    else:
        options = [month]
    return next((text for text in options if width_of(text, 1) + TICK_GAP <= space), "")


def _month(day: datetime.date) -> str:
    """The short name of the month, with a capital only in languages that write months so."""
    short = date_format(day, "b")
    return short.capitalize() if date_format(day, "F")[0].isupper() else short


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
