"""Days on which both countries work; the dates are those of real calendars."""

import datetime

import pytest

from brainport_portal.core.workdays import is_working_day, working_day_after, working_day_on_or_before

day = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("free", "why"),
    [
        ("2026-12-25", "Christmas, both"),
        ("2025-12-26", "second day of Christmas, the Netherlands"),
        ("2026-04-27", "King's Day, the Netherlands only"),
        ("2031-04-26", "King's Day when the 27th is a Sunday"),
        ("2026-05-01", "Labour Day, Belgium only"),
        ("2026-07-21", "national day of Belgium"),
        ("2026-11-11", "Armistice, Belgium only"),
        ("2026-04-06", "Easter Monday"),
        ("2027-05-17", "Whit Monday"),
        ("2026-05-14", "Ascension Day"),
        ("2026-05-09", "Saturday"),
        ("2026-05-10", "Sunday"),
    ],
)
def test_day_off_in_either_country_is_no_working_day(free, why):
    assert not is_working_day(day(free)), why


def test_ordinary_days_and_flemish_feast_are_working_days():
    assert [is_working_day(day(text)) for text in ("2026-05-08", "2025-07-11", "2026-12-24")] == [True] * 3


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-05-08", "2026-05-08"),
        ("2026-05-10", "2026-05-08"),
        ("2026-12-28", "2026-12-28"),
        ("2026-12-27", "2026-12-24"),
        ("2026-12-25", "2026-12-24"),
        ("2026-04-06", "2026-04-02"),
        ("2027-01-01", "2026-12-31"),
        ("2026-07-21", "2026-07-20"),
    ],
)
def test_working_day_on_or_before(given, expected):
    assert working_day_on_or_before(day(given)) == day(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-05-07", "2026-05-08"),
        ("2026-05-08", "2026-05-11"),
        ("2026-12-24", "2026-12-28"),
        ("2026-04-30", "2026-05-04"),
        ("2026-12-31", "2027-01-04"),
        ("2026-04-26", "2026-04-28"),
    ],
)
def test_working_day_after(given, expected):
    assert working_day_after(day(given)) == day(expected)
