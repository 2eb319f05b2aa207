"""From the meeting of a board back to the day on which a round opens. Dates only; nothing is stored.

No document lays down how long a step takes. `DAYS` is a proposal that the reporting coordinator may change
date by date; the days between Dagelijks Bestuur and Algemeen Bestuur are those of February 2026 (9 and 25
February). All of them are working days of both countries.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from brainport_portal.core.dates import display_date
from brainport_portal.core.workdays import (
    ONE_DAY,
    days_off,
    is_working_day,
    working_day_after,
    working_days_after,
    working_days_before,
)

# The usual reference dates (month, day), to be confirmed by the partners.
USUAL_MOMENTS = ((6, 1), (12, 31))
# An older one than this no longer tells a board how it goes.
OLDEST_MOMENT = datetime.timedelta(days=92)


@dataclass(frozen=True)
class Days:
    """How many working days each step takes."""

    dispatch_to_board: int = 10
    executive_to_dispatch: int = 2
    freeze_to_executive: int = 5
    remarks: int = 2
    check: int = 10
    assembling: int = 3
    reporting: int = 5
    announcing: int = 20


DAYS = Days()


@dataclass(frozen=True)
class Step:
    """One date of the plan, and in words why it is that day; `until` where it is a period."""

    key: str
    name: str
    on: datetime.date
    why: str
    is_given: bool = False
    until: datetime.date | None = None

    @property
    def is_off(self) -> bool:
        """Whether somebody chose a day on which one of the countries does not work."""
        return self.is_given and not is_working_day(self.on)


@dataclass(frozen=True)
class Given:
    """What is known: the meeting of the Algemeen Bestuur, and maybe more."""

    board_on: datetime.date
    executive_on: datetime.date | None = None
    dispatch_on: datetime.date | None = None
    reference_date: datetime.date | None = None


@dataclass(frozen=True)
class Plan:
    """Every step in the order of the calendar."""

    steps: tuple[Step, ...]
    today: datetime.date = field(repr=False)

    def on(self, key: str) -> datetime.date:
        return next(step.on for step in self.steps if step.key == key)

    @property
    def round_dates(self) -> dict[str, datetime.date]:
        """The dates that a round has."""
        return {key: self.on(key) for key in ("opens_on", "reference_date", "closes_on")}

    @property
    def missed(self) -> tuple[Step, ...]:
        """Steps whose day has been: there is too little time for this meeting."""
        return tuple(step for step in self.steps if (step.until or step.on) < self.today)


@dataclass(frozen=True)
class _Dates:
    opens: datetime.date
    reference: datetime.date
    closes: datetime.date
    check_from: datetime.date
    check_until: datetime.date
    freeze: datetime.date
    executive: datetime.date
    dispatch: datetime.date


def plan_backwards(given: Given, *, today: datetime.date) -> Plan:
    """The whole plan for a report to the Algemeen Bestuur; what is not given is counted back."""
    dates = _count_back(given)
    steps = (*_steps_of_round(dates, given), *_steps_to_board(dates, given))
    return Plan(tuple(sorted(steps, key=lambda step: step.on)), today=today)


def _count_back(given: Given) -> _Dates:
    dispatch = given.dispatch_on or _dispatch(given)
    executive = given.executive_on or working_days_before(dispatch, DAYS.executive_to_dispatch)
    freeze = working_days_before(executive, DAYS.freeze_to_executive)
    check_until = working_days_before(freeze, DAYS.remarks)
    check_from = working_days_before(check_until, DAYS.check - 1)
    closes = working_days_before(check_from, DAYS.assembling)
    reference = given.reference_date or _reference_date(closes)
    opens = min(working_days_before(reference, DAYS.announcing), closes)
    return _Dates(opens, reference, closes, check_from, check_until, freeze, executive, dispatch)


def _steps_of_round(dates: _Dates, given: Given) -> Iterator[Step]:
    yield Step(
        "opens_on",
        _("De ronde opent"),
        dates.opens,
        _counted(dates.opens, dates.reference, _("de peildatum")),
    )
    is_given = given.reference_date is not None
    why = _given() if is_given else _why_reference(dates.reference, dates.closes)
    yield Step("reference_date", _("Peildatum"), dates.reference, why, is_given)
    why = _counted(dates.closes, dates.check_from, _("de controle, om samen te stellen"))
    yield Step("closes_on", _("De ronde sluit"), dates.closes, why)
    why = _("%(count)s werkdagen, en daarna %(more)s werkdagen om opmerkingen te verwerken.")
    why = why % {"count": DAYS.check, "more": DAYS.remarks} + _off(dates.check_from, dates.freeze)
    yield Step("check", _("Partners controleren"), dates.check_from, why, until=dates.check_until)


def _steps_to_board(dates: _Dates, given: Given) -> Iterator[Step]:
    why = _counted(dates.freeze, dates.executive, _("het Dagelijks Bestuur"))
    yield Step("freeze", _("Vastleggen, en stukken naar het Dagelijks Bestuur"), dates.freeze, why)
    is_given = given.executive_on is not None
    why = _given() if is_given else _counted(dates.executive, dates.dispatch, _("de verzending"))
    yield Step("executive", _("Dagelijks Bestuur"), dates.executive, why, is_given)
    is_given = given.dispatch_on is not None
    why = _given() if is_given else _counted(dates.dispatch, given.board_on, _("het Algemeen Bestuur"))
    yield Step("dispatch", _("Stukken naar het Algemeen Bestuur"), dates.dispatch, why, is_given)
    yield Step("board", _("Algemeen Bestuur"), given.board_on, _given(), is_given=True)


def usual_dates(today: datetime.date) -> dict[str, datetime.date]:
    """The dates of a round on the next usual moment, as long as no meeting is known."""
    reference = usual_moments(today, 1)[0]
    return {
        "opens_on": working_days_before(reference, DAYS.announcing),
        "reference_date": reference,
        "closes_on": working_days_after(reference, DAYS.reporting),
    }


def usual_moments(start: datetime.date, count: int) -> list[datetime.date]:
    """The first `count` usual reference dates on or after `start`."""
    years = range(start.year, start.year + count + 1)
    moments = (datetime.date(year, month, day) for year in years for month, day in USUAL_MOMENTS)
    return [moment for moment in moments if moment >= start][:count]


def _dispatch(given: Given) -> datetime.date:
    """Two weeks before the meeting, but never before the Dagelijks Bestuur has met."""
    dispatch = working_days_before(given.board_on, DAYS.dispatch_to_board)
    if given.executive_on and dispatch <= given.executive_on:
        return min(working_day_after(given.executive_on), given.board_on)
    return dispatch


def _reference_date(closes: datetime.date) -> datetime.date:
    """The last usual moment that leaves time to report, or a day of its own when that is long ago."""
    latest = working_days_before(closes, DAYS.reporting)
    start = datetime.date(latest.year - 1, 1, 1)
    usual = [moment for moment in usual_moments(start, 4) if moment <= latest][-1]
    return usual if closes - usual <= OLDEST_MOMENT else latest


def _why_reference(reference: datetime.date, closes: datetime.date) -> str:
    if (reference.month, reference.day) in USUAL_MOMENTS:
        return _("Het laatste gewone moment (1 juni of 31 december) voor de ronde sluit. Nog te bevestigen.")
    too_old = _("Het laatste gewone moment ligt te ver terug. Daarom is dit een eigen dag.")
    return f"{_counted(reference, closes, _('het sluiten'))} {too_old}"


def _given() -> str:
    return _("Door u gekozen.")


def _counted(day: datetime.date, target: datetime.date, what: str) -> str:
    """How many working days `day` is before `target`, and which holidays were passed over."""
    count, passed = 0, day
    while passed < target:
        passed = working_day_after(passed)
        count += 1
    words = _("1 werkdag") if count == 1 else _("%s werkdagen") % count
    return _("%(days)s vóór %(what)s.") % {"days": words, "what": what} + _off(day, target)


def _off(start: datetime.date, end: datetime.date) -> str:
    """A sentence on the holidays between two days; empty when there are none."""
    free = days_off(start + ONE_DAY, end - ONE_DAY)
    if not free:
        return ""
    named = ", ".join(f"{display_date(day)} ({name})" for day, name in free)
    return " " + _("Vrije dagen tellen niet mee: %s.") % named
