"""News: confirmed, changed or nothing since a day; a corrected typo is none."""

import datetime
import uuid

import pytest

from brainport_portal.core.dates import today
from tests import makers
from tests.makers import actor, make_action, make_approved, make_draft, make_submitted
from workagenda import domain
from workagenda.models import Action
from workagenda.news import Tally, news_of_rounds, tally_since

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SINCE = today() - datetime.timedelta(days=10)
BEFORE = SINCE - datetime.timedelta(days=1)


def news_of(action) -> tuple[str, str]:
    found = Action.objects.with_news(SINCE).get(pk=action.pk)
    return found.news, found.open_state


def test_change_in_the_period_is_news(action, official, coordinator):
    make_approved(action, official, coordinator, as_of=SINCE)
    assert news_of(action) == ("changed", "")


def test_change_before_the_period_is_none(action, official, coordinator):
    make_approved(action, official, coordinator, as_of=BEFORE)
    assert news_of(action) == ("none", "")


def test_confirmation_is_news_of_its_own(action, official, coordinator):
    make_approved(action, official, coordinator, as_of=BEFORE)
    domain.confirm_unchanged(action, by=actor(official), token=uuid.uuid4())
    assert news_of(action) == ("confirmed", "")


def test_confirmation_of_a_change_in_the_period_stays_a_change(action, official, coordinator):
    make_approved(action, official, coordinator, as_of=SINCE)
    domain.confirm_unchanged(action, by=actor(official), token=uuid.uuid4())
    assert news_of(action) == ("changed", "")


def test_confirmation_that_was_taken_back_is_none(action, official, coordinator):
    make_approved(action, official, coordinator, as_of=BEFORE)
    update = domain.confirm_unchanged(action, by=actor(official), token=uuid.uuid4())
    domain.take_back_confirmation(update, by=actor(official))
    assert news_of(action) == ("none", "")


def test_correction_of_an_old_text_is_no_news(action, official, coordinator):
    wrong = make_approved(action, official, coordinator, as_of=BEFORE)
    fixed = domain.report_progress(
        action,
        by=actor(official),
        fields=makers.content(as_of=today(), done="Zonder tikfout."),
        version=domain.version_of(action),
        token=uuid.uuid4(),
        submit=True,
        corrects=wrong,
    )
    domain.approve_update(fixed, by=actor(coordinator), version=fixed.version)
    assert news_of(action) == ("none", "")


def test_submitted_text_waits_and_is_no_news_yet(action, official):
    make_submitted(action, official)
    assert news_of(action) == ("none", "submitted")


def test_agreeing_never_lowers_what_was_updated(action, official, coordinator):
    """A correction, and a text dated before the period, wait for a coordinator and are no news."""
    wrong = make_approved(action, official, coordinator, as_of=BEFORE)
    domain.report_progress(
        action,
        by=actor(official),
        fields=makers.content(as_of=BEFORE),
        version=domain.version_of(action),
        token=uuid.uuid4(),
        submit=True,
        corrects=wrong,
    )
    old = make_submitted(make_action(action.working_group), official, as_of=BEFORE)

    before = tally_since(Action.objects.all(), SINCE).updated
    domain.approve_update(old, by=actor(coordinator), version=old.version)

    assert (before, tally_since(Action.objects.all(), SINCE).updated) == (0, 0)


def test_tally_counts_each_action_once(mobility, official, coordinator):
    make_approved(make_action(mobility), official, coordinator, as_of=SINCE)
    confirmed = make_action(mobility)
    make_approved(confirmed, official, coordinator, as_of=BEFORE)
    domain.confirm_unchanged(confirmed, by=actor(official), token=uuid.uuid4())
    make_submitted(make_action(mobility), official)
    make_draft(make_action(mobility), official)
    make_action(mobility)

    counted = tally_since(Action.objects.all(), SINCE)

    assert counted == Tally(total=5, changed=1, confirmed=1, silent=3, waiting=1)
    assert counted.updated == 3


def test_round_has_the_numbers_of_its_groups_and_their_sum(mobility, housing, official, coordinator):
    make_approved(make_action(mobility), official, coordinator, as_of=SINCE)
    make_action(mobility)
    make_action(housing)
    round_ = makers.make_round(opens_on=SINCE)

    [found] = news_of_rounds(Action.objects.all())

    assert found.round == round_
    assert found.groups == (
        (mobility, Tally(total=2, changed=1, silent=1)),
        (housing, Tally(total=1, silent=1)),
    )
    assert found.tally == tally_since(Action.objects.all(), SINCE)


def test_action_counts_in_the_round_that_closes_first(mobility):
    make_action(mobility)
    makers.make_round(closes_on=today() + datetime.timedelta(days=30))
    first = makers.make_round(closes_on=today() + datetime.timedelta(days=3))

    assert [item.round for item in news_of_rounds(Action.objects.all())] == [first]


def test_without_open_round_there_is_no_state(mobility, django_assert_num_queries):
    make_action(mobility)
    makers.make_round(status="closed")
    assert news_of_rounds(Action.objects.all()) == []


def test_rounds_cost_the_same_for_one_and_three_groups(mobility, housing, django_assert_num_queries):
    makers.make_round(opens_on=SINCE)
    make_action(mobility)
    with django_assert_num_queries(3):
        news_of_rounds(Action.objects.all())
    for group in (mobility, housing, makers.make_body()):
        make_action(group)
    with django_assert_num_queries(3):
        news_of_rounds(Action.objects.all())
