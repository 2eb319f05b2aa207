"""The calendar file: what other programs read from it, and how sure it says it is."""

import datetime

import icalendar
import pytest

from brainport_portal.core.calendars import Entry, span, to_ics

DAY = datetime.date(2026, 11, 22)


def read(*entries: Entry) -> list[icalendar.Event]:
    """The events as another program gets them."""
    data = to_ics(entries, name="Naam", description="Uitleg", day=DAY)
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


@pytest.mark.parametrize(
    ("day", "precision", "first", "last"),
    [
        ("2026-06-15", "day", "2026-06-15", "2026-06-15"),
        ("2028-02-01", "month", "2028-02-01", "2028-02-29"),
        ("2026-06-01", "around", "2026-06-01", "2026-06-30"),
        ("2026-12-31", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-06-30", "half_year", "2026-01-01", "2026-06-30"),
        ("2026-07-01", "half_year", "2026-07-01", "2026-12-31"),
        ("2026-05-05", "year", "2026-01-01", "2026-12-31"),
    ],
)
def test_span_is_the_whole_period(day, precision, first, last):
    days = span(datetime.date.fromisoformat(day), precision)

    assert [moment.isoformat() for moment in days] == [first, last]


def test_entry_is_a_whole_day_that_keeps_nobody_occupied():
    (event,) = read(Entry("round-1-closes", "Sluiting", DAY, path="/rapportages/"))

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DAY, DAY + datetime.timedelta(days=1))
    assert (str(event["summary"]), event["status"], event["transp"]) == (
        "Sluiting",
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert str(event["uid"]) == "round-1-closes@localhost"
    assert str(event["url"]) == "http://localhost:8000/rapportages/"


def test_rough_and_unsure_date_is_a_span_that_says_so():
    june = datetime.date(2026, 6, 1)
    (event,) = read(Entry("e", "Rondetafel", june, "around", is_sure=False, is_example=True))

    assert str(event["summary"]) == "ongeveer: Rondetafel (niet bevestigd) (voorbeeld)"
    assert event["status"] == "TENTATIVE"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (june, datetime.date(2026, 7, 1))


def test_period_ends_when_its_last_year_ends():
    start, end = datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)
    (event,) = read(Entry("e", "Werkagenda", start, "year", until=end))

    assert str(event["summary"]) == "Werkagenda"
    assert event.decoded("dtend") == datetime.date(2028, 1, 1)


def test_typed_text_cannot_end_its_line():
    """Nobody can add an event, or a line of one, by typing it in a title."""
    typed = "Overleg\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Nep; met, tekens\\n"
    events = read(Entry("e", typed, DAY, note="regel\nregel"))

    assert len(events) == 1
    assert "Nep; met, tekens" in str(events[0]["summary"])


def test_same_day_gives_the_same_bytes():
    entries = [Entry("e", "Overleg", DAY)]
    first, second = (to_ics(entries, name="Naam", description="", day=DAY) for _ in range(2))

    assert first == second
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
