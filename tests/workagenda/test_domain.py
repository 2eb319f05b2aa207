"""The verbs on progress updates: who may, what they change, and what they refuse."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from tests import makers
from workagenda import domain
from workagenda.models import InternalRemark, ProgressUpdate
from workagenda.texts import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def report(action, user, *, version=None, token=None, submit=False, remark="", corrects=None, **fields):
    return domain.report_progress(
        action,
        by=makers.actor(user),
        fields=makers.content(**fields),
        version=domain.version_of(action) if version is None else version,
        token=token or uuid.uuid4(),
        submit=submit,
        remark=remark,
        corrects=corrects,
    )


def test_draft_is_shared_by_the_group(action, official, colleague):
    first = report(action, official, done="Eerste tekst.")
    second = report(action, colleague, version=first.version, done="Tweede tekst.")

    assert second.pk == first.pk
    assert second.done == "Tweede tekst."
    assert set(second.contributors.all()) == {official, colleague}
    assert second.author == official


def test_draft_of_another_group_is_refused_and_stores_nothing(action, outsider):
    with pytest.raises(Refused) as refused:
        report(action, outsider)

    assert "Werkgroep Mobiliteit gaat over deze actie" in refused.value.verdict.reason
    assert ProgressUpdate.objects.count() == 0


def test_stale_version_overwrites_nothing(action, official, colleague):
    first = report(action, official, done="Van de ene.")
    report(action, colleague, version=first.version, done="Van de ander.")

    with pytest.raises(domain.StaleUpdate) as stale:
        report(action, official, version=first.version, done="Te laat.")

    assert stale.value.current.done == "Van de ander."
    assert ProgressUpdate.objects.get().done == "Van de ander."


def test_form_from_before_an_agreed_update_is_stale(action, official, colleague, coordinator):
    """Somebody opened a form, a whole update was written and agreed meanwhile, and then saves."""
    before = domain.version_of(action)
    makers.make_approved(action, colleague, coordinator, next_step="De nieuwe stap.")

    with pytest.raises(domain.StaleUpdate) as stale:
        report(action, official, version=before, next_step="De oude stap.")

    assert stale.value.current is None
    assert not action.updates.open().exists()


def test_confirmation_leaves_an_open_form_as_it_is(action, official, colleague, coordinator):
    makers.make_approved(action, colleague, coordinator)
    before = domain.version_of(action)
    domain.confirm_unchanged(action, by=makers.actor(colleague), token=uuid.uuid4())
    assert report(action, official, version=before).state == "draft"


def test_new_draft_beside_an_open_one_is_stale(action, official, colleague):
    report(action, official, done="Er is al iets.")

    with pytest.raises(domain.StaleUpdate):
        report(action, colleague, version=0, done="Wist ik niet.")

    assert ProgressUpdate.objects.count() == 1


def test_form_of_a_draft_that_is_gone_is_stale(action, official, coordinator):
    draft = report(action, official)
    domain.discard_draft(draft, by=makers.actor(official), version=draft.version)

    with pytest.raises(domain.StaleUpdate) as stale:
        report(action, official, version=draft.version, done="Nog een zin.")

    assert stale.value.current is None


def test_repeated_token_stores_nothing_twice(action, official):
    token = uuid.uuid4()
    first = report(action, official, token=token, done="Eén keer.")
    again = report(action, official, token=token, done="Eén keer.")

    assert again.pk == first.pk
    assert ProgressUpdate.objects.get().version == first.version


def test_token_of_a_failed_try_can_be_used_again(action, official, colleague):
    token = uuid.uuid4()
    draft = report(action, official)
    with pytest.raises(domain.StaleUpdate):
        report(action, colleague, token=token, version=99)

    saved = report(action, colleague, token=token, version=draft.version, done="Nu wel.")

    assert saved.done == "Nu wel."


def test_token_of_somebody_else_is_refused(action, official, colleague):
    token = uuid.uuid4()
    draft = report(action, official, token=token)

    with pytest.raises(domain.StaleUpdate):
        report(action, colleague, token=token, version=draft.version)


def test_repeated_token_with_another_text_is_not_called_saved(action, official):
    token = uuid.uuid4()
    first = report(action, official, token=token, done="Eerst.")

    with pytest.raises(domain.StaleUpdate) as stale:
        report(action, official, token=token, version=first.version, done="Toch anders.")

    assert stale.value.current.done == "Eerst."


def test_repeated_token_on_another_action_is_not_called_saved(action, official, mobility):
    token = uuid.uuid4()
    report(action, official, token=token)

    with pytest.raises(domain.StaleUpdate):
        report(makers.make_action(mobility), official, token=token)


def test_repeated_token_of_a_confirmation_that_was_taken_back_confirms_nothing(action, official, coordinator):
    makers.make_approved(action, official, coordinator)
    token = uuid.uuid4()
    confirmed = domain.confirm_unchanged(action, by=makers.actor(official), token=token)
    domain.take_back_confirmation(confirmed, by=makers.actor(official))

    with pytest.raises(domain.WrongState):
        domain.confirm_unchanged(action, by=makers.actor(official), token=token)


def test_correction_is_not_written_into_an_open_change(action, official, colleague, coordinator):
    agreed = makers.make_approved(action, official, coordinator)
    change = report(action, colleague, done="Nieuws van vandaag.")

    with pytest.raises(domain.WrongState):
        report(action, official, version=change.version, corrects=agreed, done="Een tikfout.")

    change.refresh_from_db()
    assert change.done == "Nieuws van vandaag."


def test_change_is_not_written_into_an_open_correction(action, official, colleague, coordinator):
    agreed = makers.make_approved(action, official, coordinator)
    correction = report(action, colleague, corrects=agreed, done="Een tikfout.")

    with pytest.raises(domain.WrongState):
        report(action, official, version=correction.version, done="Nieuws van vandaag.")

    correction.refresh_from_db()
    assert correction.done == "Een tikfout."


def test_text_typed_while_a_colleague_submits_is_refused_with_the_reason(action, official, colleague):
    draft = report(action, official)
    submitted = report(action, colleague, version=draft.version, submit=True, done="Ingediend.")

    with pytest.raises(domain.WrongState, match="al ingediend"):
        report(action, official, version=submitted.version, done="Nog een zin.")


def test_resubmitted_update_has_no_reviewer_yet(action, official, coordinator):
    update = makers.make_submitted(action, official)
    returned = domain.return_update(
        update, by=makers.actor(coordinator), version=update.version, note="Kort."
    )

    again = report(action, official, version=returned.version, submit=True)

    assert (again.reviewer, again.reviewed_at, again.review_note) == (None, None, "Kort.")


def test_future_date_is_refused(action, official):
    with pytest.raises(ValidationError):
        report(action, official, as_of=today() + datetime.timedelta(days=1))

    assert ProgressUpdate.objects.count() == 0


@pytest.mark.parametrize("missing", ["bottleneck", "cause", "consequence", "corrective_action"])
def test_stalled_asks_for_an_explanation_before_submitting(action, official, missing):
    fields = {**makers.stuck_content(), missing: ""}

    with pytest.raises(ValidationError) as refused:
        report(action, official, submit=True, **fields)

    assert set(refused.value.error_dict) == {missing}
    assert ProgressUpdate.objects.count() == 0


def test_attention_does_not_ask_for_a_corrective_action(action, official):
    fields = makers.content(rating="attention", bottleneck="Te weinig tijd.", cause="capacity")

    assert report(action, official, submit=True, **fields).state == "submitted"


def test_database_refuses_an_unexplained_bottleneck(action, official):
    update = report(action, official, rating="attention")

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=update.pk).update(state="submitted")


def test_approval_makes_the_update_count(action, official, coordinator):
    update = makers.make_submitted(action, official, rating="on_track", phase="in_progress")

    domain.approve_update(update, by=makers.actor(coordinator), version=update.version)

    action.refresh_from_db()
    assert (action.rating, action.phase, action.current_update_id) == ("on_track", "in_progress", update.pk)


def test_draft_and_submitted_do_not_count(action, official):
    update = makers.make_submitted(action, official, rating="on_track")

    action.refresh_from_db()
    assert update.state == "submitted"
    assert (action.rating, action.current_update) == ("not_rated", None)


def test_nobody_agrees_to_a_text_they_wrote_in(action, official, coordinator):
    draft = report(action, official, done="Van de ambtenaar.")
    update = report(
        action, coordinator, version=draft.version, submit=True, done="Aangevuld door de trekker."
    )

    with pytest.raises(Refused) as refused:
        domain.approve_update(update, by=makers.actor(coordinator), version=update.version)

    assert "meegeschreven" in refused.value.verdict.reason
    assert ProgressUpdate.objects.get().state == "submitted"


def test_the_other_coordinator_agrees_to_the_text_of_the_first(action, coordinator, coordinator_be):
    update = makers.make_submitted(action, coordinator)

    approved = domain.approve_update(update, by=makers.actor(coordinator_be), version=update.version)

    assert (approved.state, approved.reviewer) == ("approved", coordinator_be)
    assert approved.author == coordinator


@pytest.mark.parametrize("persona", ["official", "outsider", "director", "administrator", "seatless"])
def test_others_do_not_agree(action, colleague, coordinator, persona, request):
    update = makers.make_submitted(action, colleague)

    with pytest.raises(Refused):
        domain.approve_update(
            update, by=makers.actor(request.getfixturevalue(persona)), version=update.version
        )


def test_reporter_agrees_only_where_no_other_coordinator_can(action, official, coordinator, reporter):
    by_official = makers.make_submitted(action, official)
    with pytest.raises(Refused):
        domain.approve_update(by_official, by=makers.actor(reporter), version=by_official.version)
    domain.return_update(by_official, by=makers.actor(coordinator), version=by_official.version, note="Kort.")
    by_official.refresh_from_db()

    by_both = report(action, coordinator, version=by_official.version, submit=True)
    approved = domain.approve_update(by_both, by=makers.actor(reporter), version=by_both.version)

    assert approved.reviewer == reporter


def test_return_needs_a_note_and_leaves_the_text(action, official, coordinator):
    update = makers.make_submitted(action, official, done="Te lang verhaal.")
    with pytest.raises(ValidationError):
        domain.return_update(update, by=makers.actor(coordinator), version=update.version, note="  ")

    returned = domain.return_update(
        update, by=makers.actor(coordinator), version=update.version, note="Korter."
    )

    assert (returned.state, returned.done, returned.review_note) == (
        "returned",
        "Te lang verhaal.",
        "Korter.",
    )


def test_review_of_a_changed_text_is_stale(action, official, coordinator):
    update = makers.make_submitted(action, official)
    seen = update.version
    draft = domain.withdraw_submission(update, by=makers.actor(official), version=seen)
    report(action, official, version=draft.version, submit=True, done="Toch anders.")

    with pytest.raises(domain.StaleUpdate):
        domain.approve_update(update, by=makers.actor(coordinator), version=seen)


def test_approved_update_cannot_be_changed(action, official, coordinator):
    update = makers.make_approved(action, official, coordinator, done="Vast.")

    with pytest.raises(domain.StaleUpdate):
        report(action, official, version=update.version - 1, done="Toch anders.")
    with pytest.raises(domain.WrongState):
        domain.withdraw_submission(update, by=makers.actor(official), version=update.version)
    with pytest.raises(domain.WrongState):
        domain.discard_draft(update, by=makers.actor(official), version=update.version)

    update.refresh_from_db()
    assert (update.state, update.done) == ("approved", "Vast.")


def test_confirmation_counts_at_once_with_the_date_of_today(action, official, coordinator):
    day = today() - datetime.timedelta(days=40)
    approved = makers.make_approved(action, official, coordinator, as_of=day, done="Zo staat het.")

    confirmed = domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())

    action.refresh_from_db()
    assert (confirmed.state, confirmed.as_of, confirmed.refers_to) == ("approved", today(), approved)
    assert action.current_update == confirmed
    assert text_of(confirmed).done == "Zo staat het."


def test_confirmation_beside_an_open_draft_is_refused(action, official, coordinator):
    makers.make_approved(action, official, coordinator)
    report(action, official, done="Half.")

    with pytest.raises(domain.WrongState):
        domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())


def test_confirmation_without_anything_to_confirm_is_refused(action, official):
    with pytest.raises(domain.WrongState):
        domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())


def test_confirmation_can_be_taken_back_within_a_minute_by_its_author(
    action, official, colleague, coordinator, time_machine
):
    approved = makers.make_approved(action, official, coordinator)
    confirmed = domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())
    with pytest.raises(domain.WrongState):
        domain.take_back_confirmation(confirmed, by=makers.actor(colleague))

    domain.take_back_confirmation(confirmed, by=makers.actor(official))

    action.refresh_from_db()
    assert action.current_update == approved


def test_confirmation_stays_after_a_minute(action, official, coordinator):
    makers.make_approved(action, official, coordinator)
    confirmed = domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())
    ProgressUpdate.objects.filter(pk=confirmed.pk).update(
        created_at=confirmed.created_at - datetime.timedelta(seconds=61)
    )
    confirmed.refresh_from_db()

    with pytest.raises(domain.WrongState):
        domain.take_back_confirmation(confirmed, by=makers.actor(official))


def test_correction_keeps_the_date_and_replaces_the_words(action, official, coordinator):
    day = today() - datetime.timedelta(days=20)
    wrong = makers.make_approved(action, official, coordinator, as_of=day, done="Een tikvout.")

    draft = report(action, official, corrects=wrong, submit=True, as_of=today(), done="Een tikfout.")
    domain.approve_update(draft, by=makers.actor(coordinator), version=draft.version)

    action.refresh_from_db()
    assert (draft.kind, draft.as_of, draft.refers_to) == ("correction", day, wrong)
    assert action.current_update == draft
    assert ProgressUpdate.objects.get(pk=wrong.pk).done == "Een tikvout."


def test_confirmation_speaks_with_the_corrected_words(action, official, coordinator):
    day = today() - datetime.timedelta(days=20)
    wrong = makers.make_approved(action, official, coordinator, as_of=day, done="Een tikvout.")
    domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())
    draft = report(action, official, corrects=wrong, submit=True, done="Een tikfout.", rating="not_rated")

    domain.approve_update(draft, by=makers.actor(coordinator), version=draft.version)

    action.refresh_from_db()
    assert action.current_update.kind == "unchanged"
    assert text_of(action.current_update).done == "Een tikfout."
    assert action.rating == "not_rated"


def test_older_update_agreed_later_does_not_become_current(action, official, coordinator):
    newest = makers.make_approved(action, official, coordinator, as_of=today(), rating="on_track")
    makers.make_approved(
        action, official, coordinator, as_of=today() - datetime.timedelta(days=9), rating="not_rated"
    )

    action.refresh_from_db()
    assert (action.current_update, action.rating) == (newest, "on_track")


def test_emptied_remark_is_removed_and_kept_in_history(action, official):
    draft = report(action, official, remark="Alleen voor ons.")
    report(action, official, version=draft.version, remark="")

    assert InternalRemark.objects.count() == 0
    assert InternalRemark.history.filter(text="Alleen voor ons.").exists()


def test_update_belongs_to_the_open_round(action, official):
    round_ = makers.make_round()

    assert report(action, official).round == round_
