"""The planning of two agenda years as lines of time, one row per domain, with the same as a list.

What is not known is not drawn: an action without dates stands in the list only.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from brainport_portal.core.timeline_labels import PHONE, SHEET, Shape
from brainport_portal.core.timelines import EARLIER, LATER, Entry, Row, Timeline, timeline

from .models import Action, Domain, Milestone
from .querysets import ActionQuerySet

# Of the actions of one domain so many are listed at once; the others wait behind one click.
LISTED = 12
# A drawing up to this high can still be read when it is made to fit on one sheet of A3.
SHEET_HEIGHT = 1000
# From sure to vague, so that a span is never drawn surer than its vaguest end.
VAGUER = [*(p.value for p in Precision if p != Precision.AROUND), Precision.AROUND.value]


@dataclass(frozen=True)
class PlannedAction:
    """An action with its milestones, as the plan has them; `reached` only where the reader may know."""

    action: Action
    milestones: tuple[Milestone, ...]
    shows_reached: bool

    @property
    def when(self) -> str:
        """When it runs, in words; "" when the plan does not say."""
        start, end = self.action.display_start, self.action.display_end
        if self.action.is_continuous:
            return _("doorlopend") + (f", {_('vanaf')} {start}" if start else "")
        if start and start == end:
            return start
        if start and end:
            return f"{start} – {end}"
        return (f"{_('vanaf')} {start}" if start else "") or (f"{_('tot en met')} {end}" if end else "")

    @property
    def is_dated(self) -> bool:
        return bool(self.when or self.milestones)

    def is_reached(self, milestone: Milestone) -> bool:
        return self.shows_reached and milestone.reached_on is not None

    @property
    def dated_milestones(self) -> list[tuple[Milestone, bool]]:
        return [(milestone, self.is_reached(milestone)) for milestone in self.milestones]


@dataclass(frozen=True)
class PlannedDomain:
    domain: Domain
    actions: tuple[PlannedAction, ...]

    @property
    def parts(self) -> list[tuple[PlannedAction, ...]]:
        """The actions to list at once, and then the others, if there are any."""
        return [part for part in (self.actions[:LISTED], self.actions[LISTED:]) if part]


@dataclass(frozen=True)
class Roadmap:
    """Two agenda years: what is drawn, wide and once more for phones, and the same as a list.

    A wide drawing that is too high for one sheet of paper is drawn in parts, each with the months above it.
    """

    start: datetime.date
    end: datetime.date
    domains: tuple[PlannedDomain, ...]
    drawings: tuple[Timeline, ...]
    narrow_drawing: Timeline | None

    @property
    def has_dates(self) -> bool:
        """Whether anything is planned at all, if only in other years."""
        return any(planned.is_dated for domain in self.domains for planned in domain.actions)


def roadmap_of(
    actions: ActionQuerySet, *, first_year: int, today: datetime.date, shows_reached: bool
) -> Roadmap:
    """The plan of `actions` over `first_year` and the year after it, in a fixed number of queries."""
    start, end = datetime.date(first_year, 1, 1), datetime.date(first_year + 1, 12, 31)
    milestones = Prefetch("milestones", Milestone.objects.order_by("due_on", "pk"))
    rows = actions.select_related("domain__theme").prefetch_related(milestones)
    domains = _by_domain(rows.order_by("domain__theme__number", "domain__position", "code"), shows_reached)
    entries = [Row(planned.domain.name, _entries(planned, start, end)) for planned in domains]

    def draw(rows: Sequence[Row], shape: Shape = SHEET) -> Timeline | None:
        return timeline(rows, start=start, end=end, marked_day=today, marked_label=_("vandaag"), shape=shape)

    return Roadmap(start, end, domains, _in_sheets(entries, draw), draw(entries, PHONE))


def _in_sheets(rows: Sequence[Row], draw: Callable[[Sequence[Row]], Timeline | None]) -> tuple[Timeline, ...]:
    """`rows` in as few drawings as fit on a sheet each, and about equally high, so that they print alike."""
    whole = draw(rows)
    if whole is None or whole.height <= SHEET_HEIGHT:
        return (whole,) if whole else ()
    each = whole.height / math.ceil(whole.height / SHEET_HEIGHT)
    sheets: dict[int, list[Row]] = {}
    for drawn in whole.rows:
        sheets.setdefault(int((drawn.y + drawn.height / 2) // each), []).append(drawn.row)
    return tuple(drawing for drawing in map(draw, sheets.values()) if drawing)


def _by_domain(actions: Iterable[Action], shows_reached: bool) -> tuple[PlannedDomain, ...]:
    found: dict[Domain, list[PlannedAction]] = {}
    for action in actions:
        planned = PlannedAction(action, tuple(action.milestones.all()), shows_reached)
        found.setdefault(action.domain, []).append(planned)
    return tuple(PlannedDomain(domain, tuple(planned)) for domain, planned in found.items())


def _entries(planned: PlannedDomain, start: datetime.date, end: datetime.date) -> list[Entry]:
    return [entry for action in planned.actions for entry in _entries_of(action, start, end)]


def _entries_of(planned: PlannedAction, start: datetime.date, end: datetime.date) -> list[Entry]:
    """The time in which an action runs, and its milestones."""
    action = planned.action
    entries = []
    if action.starts_on or action.ends_on or action.is_continuous:
        only_end = None if action.is_continuous else action.ends_on
        label = f"{action.code} {action.title}"
        if action.is_continuous:
            label = f"{action.code} {_('doorlopend')}: {action.title}"
        entries.append(
            Entry(
                label=label,
                day=action.starts_on or only_end or start,
                precision=_vaguest(action),
                until=end if action.is_continuous else action.ends_on,
                goes_on=action.is_continuous,
                opens=_side_not_known(action),
                short=action.code,
                words=str(action),
                when=planned.when,
            )
        )
    entries += [
        Entry(
            label=f"{action.code} {milestone.title}",
            day=milestone.due_on,
            precision=milestone.precision,
            is_done=planned.is_reached(milestone),
            short=action.code,
            when=display_date(milestone.due_on, milestone.precision),
        )
        for milestone in planned.milestones
    ]
    return entries


def _side_not_known(action: Action) -> int:
    """On which side the time of an action is open; a continuous one runs all the time there is."""
    if action.is_continuous or (action.starts_on and action.ends_on):
        return 0
    return LATER if action.starts_on else EARLIER


def _vaguest(action: Action) -> str:
    """How exactly the time of an action is known: as its vaguest end.

    A continuous action without a beginning is no vague one: it runs all the time there is.
    """
    known = []
    if action.starts_on:
        known.append(action.starts_precision)
    if action.ends_on and not action.is_continuous:
        known.append(action.ends_precision)
    return max(known, key=VAGUER.index, default=Precision.DAY.value)
