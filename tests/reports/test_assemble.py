"""What a report takes of the updates: which one, in whose words, and what it leaves alone."""

import datetime
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from brainport_portal.core.dates import today
from tests import makers
from workagenda import domain as verbs
from workagenda.models import Action, ProgressUpdate, WorkAgenda
from workagenda.reports import domain
from workagenda.reports.assemble import build_content, reported_words
from workagenda.reports.content_json import to_json
from workagenda.reports.models import ReportLine

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@pytest.fixture
def report(reporter):
    """A report whose round opened 60 days ago and whose reference date was 10 days ago."""
    return makers.make_report(reporter, opens_on=day(-60), reference_date=day(-10), closes_on=day(5))


def line_of(report, action):
    """The line of `action`, None when the report does not tell about it."""
    return {line.code: line for line in build_content(report).lines}.get(action.code)


def correct(wrong, official, coordinator, **fields):
    draft = verbs.report_progress(
        wrong.action,
        by=makers.actor(official),
        fields=makers.content(**fields),
        version=verbs.version_of(wrong.action),
        token=uuid.uuid4(),
        submit=True,
        corrects=wrong,
    )
    return verbs.approve_update(draft, by=makers.actor(coordinator), version=draft.version)


def confirm(action, official, offset):
    """A confirmation dated `offset` days from today."""
    return verbs.confirm_unchanged(action, by=makers.actor(official, day(offset)), token=uuid.uuid4())


def test_line_takes_the_latest_date_up_to_the_reference_date_however_late_written(
    report, action, official, coordinator
):
    makers.make_approved(action, official, coordinator, as_of=day(-9), done="Na de peildatum.")
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="De laatste.")
    makers.make_approved(action, official, coordinator, as_of=day(-30), done="Later geschreven, eerder waar.")

    line = line_of(report, action)

    assert (line.as_of, line.done) == (day(-20).isoformat(), "De laatste.")


def test_update_of_the_reference_date_itself_counts(report, action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-10))

    assert line_of(report, action).as_of == day(-10).isoformat()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_text_without_agreement_is_never_in_a_report(state, report, action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-30), done="Waar akkoord op is.")
    update = makers.make_draft(action, official, as_of=day(-20), done="GEHEIM", rating="stalled")
    ProgressUpdate.objects.filter(pk=update.pk).update(
        state=state, review_note="GEHEIM", bottleneck="GEHEIM", cause="other"
    )

    content = build_content(report)

    assert content.lines[0].done == "Waar akkoord op is."
    assert content.figures.by_rating == {"on_track": 1, "attention": 0, "stalled": 0, "not_rated": 0}
    assert "GEHEIM" not in json.dumps(to_json(content))


def test_live_report_follows_an_agreement_given_after_the_reference_date(
    report, action, official, coordinator
):
    update = makers.make_submitted(action, official, as_of=day(-20), done="Nu akkoord.")
    before = line_of(report, action).done

    verbs.approve_update(update, by=makers.actor(coordinator), version=update.version)

    assert (before, line_of(report, action).done) == ("", "Nu akkoord.")


def test_agreement_after_the_freeze_does_not_count(reporter, action, official, coordinator):
    update = makers.make_submitted(action, official, done="Te laat.")
    report = makers.make_report(reporter, "frozen")

    verbs.approve_update(update, by=makers.actor(coordinator), version=update.version)

    assert (line_of(report, action).done, line_of(report, action).carried_reason) == ("", "waits")


@pytest.mark.parametrize("visibility", ["partners", "working_group"])
def test_only_public_actions_are_in_a_report(visibility, report, mobility, action, official, coordinator):
    hidden = makers.make_action(mobility, visibility=visibility, title="GEHEIM", description="GEHEIM")
    makers.make_approved(hidden, official, coordinator, as_of=day(-20), done="GEHEIM")
    hidden.milestones.create(title="GEHEIM", due_on=day(30))
    ReportLine.objects.create(report=report, action=hidden, editorial_text="GEHEIM")

    content = build_content(report)

    assert [line.code for line in content.lines] == [action.code]
    assert content.figures.total == 1
    assert "GEHEIM" not in json.dumps(to_json(content))


def test_omitted_action_that_is_no_longer_public_is_not_named(report, action, reporter):
    domain.omit_action(report, action, by=makers.actor(reporter), reason="Volgt later.")
    Action.objects.filter(pk=action.pk).update(visibility="partners")

    assert (build_content(report).lines, build_content(report).omitted) == ((), ())


def test_actions_of_other_agendas_are_not_in_a_report(report, mobility, action):
    other = WorkAgenda.objects.create(theme=makers.make_theme(1), start_year=2026)
    makers.make_action(mobility, agenda=other)

    assert [line.code for line in build_content(report).lines] == [action.code]


@pytest.mark.parametrize(
    ("offset", "expected"), [(-60, "confirmed"), (-10, "confirmed"), (-61, "carried"), (-200, "carried")]
)
def test_line_is_confirmed_when_its_date_lies_in_the_round(
    offset, expected, report, action, official, coordinator
):
    makers.make_approved(action, official, coordinator, as_of=day(offset))

    assert line_of(report, action).confirmation == expected


def test_carried_line_says_whether_it_waits_for_agreement(report, mobility, official, coordinator):
    waiting, silent, drafted = (makers.make_action(mobility) for _ in range(3))
    for action in (waiting, silent, drafted):
        makers.make_approved(action, official, coordinator, as_of=day(-100))
    makers.make_submitted(waiting, official, as_of=day(-20))
    makers.make_draft(drafted, official, as_of=day(-20))

    content = build_content(report)

    reasons = {line.code: (line.confirmation, line.carried_reason) for line in content.lines}
    assert reasons == {
        waiting.code: ("carried", "waits"),
        silent.code: ("carried", "no_news"),
        drafted.code: ("carried", "no_news"),
    }
    figures = content.figures
    assert (figures.confirmed, figures.carried, figures.waits, figures.no_news) == (0, 3, 1, 2)


def test_confirmed_line_does_not_wait(report, action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-20))
    makers.make_submitted(action, official, as_of=day(-15))

    assert (line_of(report, action).confirmation, line_of(report, action).carried_reason) == ("confirmed", "")


def test_action_without_any_update_is_carried_unrated_and_without_date(report, action):
    line = line_of(report, action)

    assert (line.as_of, line.phase, line.rating) == ("", "", "not_rated")
    assert (line.confirmation, line.carried_reason) == ("carried", "no_news")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_action_is_not_omitted_without_a_reason(reason, report, action, reporter):
    with pytest.raises(ValidationError):
        domain.omit_action(report, action, by=makers.actor(reporter), reason=reason)

    assert line_of(report, action) is not None


def test_database_refuses_an_omission_without_a_reason(report, action):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportLine.objects.create(report=report, action=action, confirmation="omitted")


def test_omitted_action_is_named_with_its_reason_and_not_counted(
    report, mobility, action, official, coordinator, reporter
):
    other = makers.make_action(mobility)
    makers.make_approved(action, official, coordinator, as_of=day(-20), rating="on_track")

    domain.omit_action(report, action, by=makers.actor(reporter), reason="Nog bij de raad.")

    content = build_content(report)
    assert [(o.code, o.title, o.reason) for o in content.omitted] == [
        (action.code, action.title, "Nog bij de raad.")
    ]
    assert [line.code for line in content.lines] == [other.code]
    assert (content.figures.total, content.figures.by_rating["on_track"]) == (1, 0)


def test_omitted_action_comes_back_when_included(report, action, reporter):
    domain.omit_action(report, action, by=makers.actor(reporter), reason="Nog niet.")
    domain.include_action(report, action, by=makers.actor(reporter))

    content = build_content(report)
    assert ([line.code for line in content.lines], content.omitted) == ([action.code], ())


def test_action_of_another_agenda_is_not_decided_about(report, mobility, reporter):
    other = WorkAgenda.objects.create(theme=makers.make_theme(1), start_year=2026)
    action = makers.make_action(mobility, agenda=other)

    with pytest.raises(domain.WrongStep):
        domain.omit_action(report, action, by=makers.actor(reporter), reason="Hoort hier niet.")

    assert ReportLine.objects.count() == 0


def test_editorial_text_is_in_this_report_only(report, action, official, coordinator, reporter):
    update = makers.make_approved(action, official, coordinator, as_of=day(-20), done="Van de werkgroep.")
    other = makers.make_report(reporter, opens_on=day(-60), reference_date=day(-5))

    domain.edit_line(report, action, by=makers.actor(reporter), editorial_text="Voor dit bestuur.")

    update.refresh_from_db()
    assert line_of(report, action).done == "Voor dit bestuur."
    assert line_of(other, action).done == "Van de werkgroep."
    assert update.done == "Van de werkgroep."
    assert reported_words(report, action).done == "Van de werkgroep."


def test_editorial_text_can_be_taken_back(report, action, official, coordinator, reporter):
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Van de werkgroep.")
    domain.edit_line(report, action, by=makers.actor(reporter), editorial_text="Voor dit bestuur.")
    domain.edit_line(report, action, by=makers.actor(reporter), editorial_text="")

    assert line_of(report, action).done == "Van de werkgroep."


def test_action_with_two_goals_counts_once_in_the_total(report, mobility, official, coordinator):
    goals = makers.make_goal("A"), makers.make_goal("B")
    both = makers.make_action(mobility, goals=goals)
    makers.make_approved(both, official, coordinator, as_of=day(-20), rating="on_track")
    makers.make_action(mobility, goals=goals[:1])

    content = build_content(report)

    assert content.figures.total == 2
    assert content.figures.by_rating == {"on_track": 1, "attention": 0, "stalled": 0, "not_rated": 1}
    assert content.figures_of_goal("2A").total == 2
    assert content.figures_of_goal("2B").by_rating["on_track"] == 1
    assert content.figures_of_goal("2B").total == 1


def test_report_shows_the_figures_of_the_one_before(reporter, mobility, official, coordinator):
    better, same = makers.make_action(mobility), makers.make_action(mobility)
    for action, rating in ((better, "not_rated"), (same, "on_track")):
        makers.make_approved(action, official, coordinator, as_of=day(-50), rating=rating)
    makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-40))
    makers.make_approved(better, official, coordinator, as_of=day(-20), rating="on_track")

    content = build_content(makers.make_report(reporter, opens_on=day(-39), reference_date=day(-10)))

    previous = content.previous
    assert (previous.reference_date, previous.total) == (day(-40).isoformat(), 2)
    assert previous.by_rating == {"on_track": 1, "attention": 0, "stalled": 0, "not_rated": 1}
    assert [(line.code, line.previous_rating, line.rating) for line in content.changed_lines] == [
        (better.code, "not_rated", "on_track")
    ]


def test_period_starts_after_the_previous_report(reporter, action):
    first = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-40))
    second = makers.make_report(reporter, opens_on=day(-20), reference_date=day(-10))

    assert build_content(first).period_start == day(-60).isoformat()
    assert build_content(second).period_start == day(-39).isoformat()


def test_report_in_the_making_is_not_a_previous_one(reporter, action):
    makers.make_report(reporter, "agreed", opens_on=day(-60), reference_date=day(-40))
    makers.make_report(reporter, "frozen", opens_on=day(-9), reference_date=day(-5))

    content = build_content(makers.make_report(reporter, opens_on=day(-39), reference_date=day(-10)))

    assert content.previous is None


def test_changes_of_the_agenda_since_the_previous_report_are_listed(
    reporter, mobility, official, coordinator
):
    renamed, dropped, omitted, _kept = (makers.make_action(mobility) for _ in range(4))
    first = makers.make_report(reporter, "agreed", opens_on=day(-60), reference_date=day(-40))
    domain.omit_action(first, omitted, by=makers.actor(reporter), reason="Nog niet.")
    domain.freeze(first, by=makers.actor(reporter))
    Action.objects.filter(pk=renamed.pk).update(official_title="Anders", title="Anders")
    makers.make_approved(dropped, official, coordinator, as_of=day(-20), phase="dropped")
    added = makers.make_action(mobility)

    content = build_content(makers.make_report(reporter, opens_on=day(-39), reference_date=day(-10)))

    assert {(change.when, change.remark) for change in content.agenda_changes} == {
        (renamed.code, "titel gewijzigd"),
        (dropped.code, "vervallen"),
        (added.code, "toegevoegd"),
    }


def test_first_report_lists_no_changes(report, action):
    assert (build_content(report).agenda_changes, build_content(report).previous) == ((), None)


def test_confirmation_gives_the_date_and_the_confirmed_update_the_words(
    report, action, official, coordinator
):
    makers.make_approved(action, official, coordinator, as_of=day(-100), done="Zo staat het.")
    confirm(action, official, -15)

    line = line_of(report, action)

    assert (line.as_of, line.done, line.confirmation) == (day(-15).isoformat(), "Zo staat het.", "confirmed")


def test_correction_of_a_confirmed_text_replaces_words_and_rating(report, action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-30), done="Tikvout.")
    confirm(action, official, -15)
    correct(wrong, official, coordinator, done="Tikfout.", rating="not_rated")

    line = line_of(report, action)

    assert (line.as_of, line.done, line.rating) == (day(-15).isoformat(), "Tikfout.", "not_rated")
    assert reported_words(report, action).done == "Tikfout."


def test_correction_of_a_correction_wins(report, action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-30), done="Een.")
    better = correct(wrong, official, coordinator, done="Twee.")
    correct(better, official, coordinator, done="Drie.")

    assert (line_of(report, action).as_of, line_of(report, action).done) == (day(-30).isoformat(), "Drie.")


def test_correction_does_not_win_from_a_later_update_of_the_same_day(report, action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-30), done="Een.")
    makers.make_approved(action, official, coordinator, as_of=day(-30), done="Later die dag.")
    correct(wrong, official, coordinator, done="Een, verbeterd.")

    action.refresh_from_db()
    assert line_of(report, action).done == "Later die dag."
    assert action.current_update.done == "Later die dag."


def make_ratings(action, official, coordinator, *ratings):
    """Agreed updates ten days apart, the last 20 days ago."""
    updates = []
    for number, rating in enumerate(reversed(ratings)):
        fields = makers.stuck_content(as_of=day(-20 - 10 * number), rating=rating)
        updates.append(makers.make_approved(action, official, coordinator, **fields))
    return updates[::-1]


@pytest.mark.parametrize(
    ("ratings", "since"),
    [
        (("attention",), -20),
        (("stalled", "attention"), -30),
        (("attention", "on_track", "stalled"), -20),
        (("attention", "attention", "on_track"), None),
        (("on_track", "not_rated"), None),
    ],
)
def test_stuck_since_is_the_start_of_the_unbroken_run(ratings, since, report, action, official, coordinator):
    make_ratings(action, official, coordinator, *ratings)

    assert line_of(report, action).stuck_since == (day(since).isoformat() if since else "")


def test_stuck_since_does_not_look_past_the_reference_date(report, action, official, coordinator):
    make_ratings(action, official, coordinator, "attention")
    makers.make_approved(action, official, coordinator, as_of=day(-9), rating="on_track")

    assert line_of(report, action).stuck_since == day(-20).isoformat()


def test_stuck_since_goes_on_through_a_confirmation(report, action, official, coordinator):
    make_ratings(action, official, coordinator, "attention")
    confirm(action, official, -12)

    assert line_of(report, action).stuck_since == day(-20).isoformat()


def test_stuck_since_follows_the_corrected_rating(report, action, official, coordinator):
    """An action wrongly called stuck and confirmed so was never stuck, once that is corrected."""
    (wrong,) = make_ratings(action, official, coordinator, "attention")
    confirm(action, official, -12)
    correct(wrong, official, coordinator, rating="on_track")

    assert (line_of(report, action).rating, line_of(report, action).stuck_since) == ("on_track", "")


def test_stuck_since_starts_where_a_correction_says_so(report, action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-40), rating="attention", **EXPLAINED)
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-30), rating="on_track")
    confirm(action, official, -12)
    correct(wrong, official, coordinator, rating="attention", **EXPLAINED)

    line = line_of(report, action)

    assert (line.rating, line.stuck_since) == ("attention", day(-40).isoformat())


EXPLAINED = {"bottleneck": "Te weinig tijd.", "cause": "capacity"}


def test_report_is_dutch_in_an_english_interface(report, action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-20), **EXPLAINED)

    with translation.override("en"):
        line = line_of(report, action)

    assert (line.rating_label, line.phase_label, line.cause_label) == (
        "op koers",
        "in uitvoering",
        "capaciteit",
    )


def test_leads_and_group_are_named(report, action):
    for name, role in (("Trekker", "lead"), ("Mede", "co_lead"), ("Anders", "involved")):
        action.partners.create(organisation=makers.make_organisation(name=name), role=role)

    line = line_of(report, action)

    assert (line.working_group, set(line.lead.split(", "))) == ("Werkgroep Mobiliteit", {"Trekker", "Mede"})


def test_number_of_queries_does_not_grow_with_the_actions(
    report, mobility, official, coordinator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow(count):
        for _ in range(count):
            action = makers.make_action(mobility)
            action.partners.create(organisation=makers.make_organisation(), role="lead")
            makers.make_approved(action, official, coordinator, as_of=day(-20))
            confirm(action, official, -15)

    grow(1)
    with CaptureQueriesContext(connection) as one:
        build_content(report)
    grow(2)

    with django_assert_num_queries(len(one)):
        assert len(build_content(report).lines) == 3


# Instant, the day it is in Amsterdam and Brussels, and the last day of the period it is near.
INSTANTS = [
    ("2026-03-28T22:59:59Z", "2026-03-28", "2026-03-28"),  # last second before the day the clock goes forward
    ("2026-03-29T00:59:59Z", "2026-03-29", "2026-03-29"),  # 01:59:59, a second before it does
    ("2026-03-29T22:00:00Z", "2026-03-30", "2026-03-29"),  # midnight is 22:00 now
    ("2026-06-30T21:59:59Z", "2026-06-30", "2026-06-30"),
    ("2026-06-30T22:00:00Z", "2026-07-01", "2026-06-30"),
    ("2026-06-30T22:30:00Z", "2026-07-01", "2026-06-30"),  # 1 July 00:30, in UTC still June
    ("2026-10-24T21:59:59Z", "2026-10-24", "2026-10-24"),
    ("2026-10-25T01:30:00Z", "2026-10-25", "2026-10-25"),  # 02:30 for the second time
    ("2026-10-25T22:59:59Z", "2026-10-25", "2026-10-25"),  # midnight is 23:00 again
    ("2026-10-25T23:00:00Z", "2026-10-26", "2026-10-25"),
    ("2026-12-31T22:59:59Z", "2026-12-31", "2026-12-31"),
    ("2026-12-31T23:00:00Z", "2027-01-01", "2026-12-31"),
]


@pytest.mark.parametrize(("instant", "local_day", "last_day"), INSTANTS)
def test_update_falls_in_the_period_of_its_local_day(
    instant, local_day, last_day, action, official, coordinator, reporter, time_machine
):
    time_machine.move_to(datetime.datetime.fromisoformat(instant), tick=False)
    last = datetime.date.fromisoformat(last_day)
    report = makers.make_report(reporter, opens_on=makers.LONG_AGO, reference_date=last, closes_on=last)

    update = makers.make_approved(action, official, coordinator)

    assert (today().isoformat(), update.as_of.isoformat()) == (local_day, local_day)
    assert line_of(report, action).as_of == (local_day if local_day <= last_day else "")


def test_freeze_is_dated_by_the_local_day(reporter, action, time_machine):
    time_machine.move_to(datetime.datetime.fromisoformat("2026-12-31T23:30:00Z"), tick=False)
    report = makers.make_report(reporter, "agreed", opens_on=makers.LONG_AGO)

    assert build_content(domain.freeze(report, by=makers.actor(reporter))).frozen_on == "2027-01-01"


def test_round_of_one_agenda_lists_only_its_theme(report, mobility):
    makers.make_goal("A", makers.make_theme(1))
    makers.make_action(mobility)

    assert [theme.number for theme in build_content(report).themes] == [2]


def test_goal_of_another_theme_is_listed_where_an_action_serves_it(report, mobility):
    other = makers.make_goal("A", makers.make_theme(1))
    makers.make_goal("B", makers.make_theme(1))
    makers.make_action(mobility, goals=(makers.make_goal(), other))

    content = build_content(report)

    assert [[goal.code for goal in theme.goals] for theme in content.themes] == [["1A"], ["2B"]]
    assert content.unassigned.lines == ()
