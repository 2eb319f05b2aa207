"""Working days: those on which people in the Netherlands and in Flanders both work.

The weekend and the national holidays of either country do not count. Days that only some have off
(11 July in Flanders, the building holiday) count as working days.
"""

import datetime
from functools import cache

import holidays

COUNTRIES = ("NL", "BE")
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


@cache
def _holidays(year: int) -> frozenset[datetime.date]:
    """The national holidays of either country in a year; working them out takes a while."""
    return frozenset(day for country in COUNTRIES for day in holidays.country_holidays(country, years=year))
