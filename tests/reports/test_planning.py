"""Dates counted back from a board, on real calendars of both countries."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from brainport_portal.core.workdays import days_off, is_working_day, working_days_after, working_days_before
from workagenda.reports.planning import Given, plan_backwards, usual_dates, usual_moments

day = datetime.date.fromisoformat
TODAY = day("2026-11-22")
ORDER = ["opens_on", "reference_date", "closes_on", "check", "freeze", "executive", "dispatch", "board"]


def plan(board: str, *, today: datetime.date = TODAY, **others: str):
    return plan_backwards(
        Given(day(board), **{name: day(text) for name, text in others.items()}), today=today
    )


def dates(made) -> dict[str, str]:
    return {step.key: step.on.isoformat() for step in made.steps}


def test_plan_for_february_has_the_days_that_the_boards_really_had():
    made = plan("2026-02-25", today=day("2025-10-01"))

    assert dates(made) == {
        "opens_on": "2025-12-01",
        "reference_date": "2025-12-31",
        "closes_on": "2026-01-13",
        "check": "2026-01-16",
        "freeze": "2026-02-02",
        "executive": "2026-02-09",
        "dispatch": "2026-02-11",
        "board": "2026-02-25",
    }
    assert made.missed == ()


def test_holidays_of_either_country_are_passed_over_and_named():
    made = plan("2027-05-24")

    why = {step.key: step.why for step in made.steps}
    assert dates(made)["dispatch"] == "2027-05-07"
    assert why["dispatch"] == (
        "10 werkdagen vóór het Algemeen Bestuur. "
        "Vrije dagen tellen niet mee: 17 mei 2027 (Tweede pinksterdag)."
    )
    assert why["executive"] == (
        "2 werkdagen vóór de verzending. Vrije dagen tellen niet mee: 6 mei 2027 (Hemelvaartsdag)."
    )
    assert "27 april 2027 (Koningsdag in Nederland)" in " ".join(why.values())


def test_usual_moment_is_taken_when_it_is_recent_and_a_day_of_its_own_otherwise():
    recent, old = plan("2027-02-24"), plan("2027-07-07")

    assert (recent.on("reference_date"), old.on("reference_date")) == (day("2026-12-31"), day("2027-05-18"))
    assert "Nog te bevestigen." in next(step.why for step in recent.steps if step.key == "reference_date")
    assert "eigen dag" in next(step.why for step in old.steps if step.key == "reference_date")


def test_what_is_given_stays_and_the_rest_follows_it():
    made = plan(
        "2027-02-24", executive_on="2027-02-15", dispatch_on="2027-02-17", reference_date="2026-12-01"
    )

    assert [step.key for step in made.steps if step.is_given] == [
        "reference_date",
        "executive",
        "dispatch",
        "board",
    ]
    assert made.on("executive") == day("2027-02-15")
    assert made.on("freeze") == day("2027-02-08")


def test_late_executive_board_pushes_the_dispatch_and_never_past_the_board():
    assert plan("2027-02-24", executive_on="2027-02-15").on("dispatch") == day("2027-02-16")
    assert plan("2027-02-24", executive_on="2027-02-23").on("dispatch") == day("2027-02-24")


def test_day_off_that_somebody_chose_is_marked_and_missed_steps_are_named():
    made = plan("2026-12-26")

    assert [step.key for step in made.steps if step.is_off] == ["board"]
    assert [step.key for step in made.missed] == ["opens_on", "reference_date", "closes_on"]


@settings(deadline=None)
@given(
    board=st.dates(day("2026-01-01"), day("2035-12-31")),
    executive=st.none() | st.integers(1, 60),
    dispatch=st.none() | st.integers(0, 30),
)
def test_every_plan_is_in_order_and_proposes_working_days(board, executive, dispatch):
    before = [None if gap is None else board - datetime.timedelta(days=gap) for gap in (executive, dispatch)]
    if before[0] and before[1] and before[1] < before[0]:
        before[1] = before[0]

    made = plan_backwards(Given(board, *before), today=TODAY)

    # What somebody chose may be any day; the other days are in order and on working days.
    free = [step for step in made.steps if not step.is_given and step.key != "reference_date"]
    assert [step for step in free if not is_working_day(step.on) and step.on != board] == []
    assert made.on("opens_on") <= made.on("reference_date") <= made.on("closes_on")
    order = [made.on(key) for key in ORDER]
    assert order == sorted(order)
    assert all(step.why for step in made.steps)


def test_usual_moments_are_the_first_of_june_and_the_last_of_december():
    assert usual_moments(day("2026-12-31"), 3) == [day("2026-12-31"), day("2027-06-01"), day("2027-12-31")]
    assert usual_moments(day("2027-06-02"), 1) == [day("2027-12-31")]
    assert usual_dates(TODAY) == {
        "opens_on": day("2026-12-02"),
        "reference_date": day("2026-12-31"),
        "closes_on": day("2027-01-08"),
    }


def test_working_days_are_counted_both_ways():
    assert working_days_before(day("2027-05-20"), 3) == day("2027-05-14")
    assert working_days_after(day("2027-05-14"), 3) == day("2027-05-20")
    assert days_off(day("2027-05-14"), day("2027-05-20")) == [(day("2027-05-17"), "Tweede pinksterdag")]
