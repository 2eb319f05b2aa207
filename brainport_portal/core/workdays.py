"""Working days: those on which people in the Netherlands and in Flanders both work.

The weekend and the national holidays of either country do not count. Days that only some have off
(11 July in Flanders, the building holiday) count as working days.
"""

import datetime
from functools import cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

COUNTRIES = ("NL", "BE")
LANGUAGES = {"nl": "nl", "en": "en_US"}
ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def working_day_on_or_before(day: datetime.date) -> datetime.date:
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_after(day: datetime.date) -> datetime.date:
    """The first working day after `day`, whether or not `day` is one."""
    day += ONE_DAY
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_before(day: datetime.date, count: int) -> datetime.date:
    """The working day that is `count` of them before `day`; a `day` off counts as the working day after."""
    for _number in range(count):
        day = working_day_on_or_before(day - ONE_DAY)
    return day


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    for _number in range(count):
        day = working_day_after(day)
    return day


def days_off(start: datetime.date, end: datetime.date) -> list[tuple[datetime.date, str]]:
    """The holidays of either country on weekdays from `start` up to and including `end`, with their names."""
    language = LANGUAGES.get(get_language() or "nl", "nl")
    names = {day: name for year in range(start.year, end.year + 1) for day, name in _named(year, language)}
    return [(day, names[day]) for day in sorted(names) if start <= day <= end and day.weekday() < SATURDAY]


def _named(year: int, language: str) -> list[tuple[datetime.date, str]]:
    """Every holiday of a year, with the country where only one has it."""
    dutch, belgian = (
        holidays.country_holidays(country, years=year, language=language) for country in COUNTRIES
    )
    return [
        *((day, name if day in belgian else _("%s in Nederland") % name) for day, name in dutch.items()),
        *((day, _("%s in België") % name) for day, name in belgian.items() if day not in dutch),
    ]


@cache
def _holidays(year: int) -> frozenset[datetime.date]:
    """The national holidays of either country in a year; working them out takes a while."""
    return frozenset(day for country in COUNTRIES for day in holidays.country_holidays(country, years=year))
