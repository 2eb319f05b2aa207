"""The door to icalendar: dated moments as a calendar that other programs can follow.

Everything is a whole day or a span of days, because the portal knows no times. A date that is known only
roughly becomes the span that it lies in, and its title says so.
"""

import datetime
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

from .choices import Precision

PRODUCT = "-//Brainport-Limburg-Kempen//Werkagenda//NL"
# How often a program should look again.
REFRESH_AFTER = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Entry:
    """One moment. `key` names it for ever, so that a program that follows the calendar sees it move."""

    key: str
    title: str
    on: datetime.date
    precision: str = Precision.DAY
    until: datetime.date | None = None
    is_sure: bool = True
    note: str = ""
    path: str = ""
    is_example: bool = False

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first and last day on which it may be; both count."""
        first, last = span(self.on, self.precision)
        return first, span(self.until, self.precision)[1] if self.until else last

    @property
    def full_title(self) -> str:
        """The title with what a reader must know before planning anything around it."""
        roughly = "ongeveer: " if self.precision != Precision.DAY and not self.until else ""
        unsure = "" if self.is_sure else " (niet bevestigd)"
        example = " (voorbeeld)" if self.is_example and "(voorbeeld)" not in self.title else ""
        return f"{roughly}{self.title}{unsure}{example}"


def span(day: datetime.date, precision: str) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the period that `day` stands for at `precision`."""
    match precision:
        case Precision.MONTH | Precision.AROUND:
            return _months(day.year, day.month, 1)
        case Precision.QUARTER:
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case Precision.HALF_YEAR:
            return _months(day.year, 1 if day.month <= 6 else 7, 6)
        case Precision.YEAR:
            return _months(day.year, 1, 12)
    return day, day


def _months(year: int, first: int, count: int) -> tuple[datetime.date, datetime.date]:
    last = first + count - 1
    return datetime.date(year, first, 1), datetime.date(year, last, monthrange(year, last)[1])


def to_ics(entries: Iterable[Entry], *, name: str, description: str, day: datetime.date) -> bytes:
    """The calendar as a file; the same entries on the same `day` give the same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-caldesc", description)
    calendar.add("refresh-interval", REFRESH_AFTER, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH_AFTER))
    for entry in entries:
        calendar.add_component(_event(entry, day))
    return calendar.to_ical()


def _event(entry: Entry, day: datetime.date) -> icalendar.Event:
    first, last = entry.days
    event = icalendar.Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC))
    event.add("dtstart", first)
    event.add("dtend", last + datetime.timedelta(days=1))  # the day after, says RFC 5545
    event.add("summary", entry.full_title, parameters={"language": "nl"})
    event.add("status", "CONFIRMED" if entry.is_sure else "TENTATIVE")
    event.add("transp", "TRANSPARENT")  # it keeps nobody's day occupied
    if entry.note:
        event.add("description", entry.note)
    if entry.path:
        event.add("url", settings.SITE_ADDRESS.rstrip("/") + entry.path)
    return event
