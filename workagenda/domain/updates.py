"""Verbs on progress updates. Every change to an update or to the state of an action happens here.

The actor is `by`. A verb asks the predicate itself, so an importer or admin action cannot forget it.
Versions are checked under a row lock (SQLite: an IMMEDIATE transaction), so nobody overwrites text unseen.
"""

import datetime
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import Refused, demand
from governance.permissions import Actor
from workagenda.choices import NEXT_STATES, REQUIRED_FOR_RATING, Rating, UpdateKind, UpdateState
from workagenda.models import Action, InternalRemark, ProgressUpdate, ReportingRound, Submission
from workagenda.permissions import may_report, may_review
from workagenda.texts import text_of

from .copies import forget_filed_copy, lock_action
from .mail import queue_return_mails

TAKE_BACK_WITHIN = datetime.timedelta(minutes=1)


class StaleUpdate(Exception):
    """Somebody else saved in the meantime; `current` is what stands now, None when it is gone."""

    def __init__(self, current: ProgressUpdate | None) -> None:
        super().__init__("stale version")
        self.current = current


class WrongState(Exception):
    """The verb does not fit the state that the update or action is in; the message is for the user."""


@dataclass(frozen=True)
class Outcome:
    """What came of one update among several; `problem` says why nothing was done, "" when it was."""

    update: ProgressUpdate
    problem: str = ""


@transaction.atomic
def report_progress(
    action: Action,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    version: int,
    token: uuid.UUID,
    remark: str = "",
    submit: bool = False,
    corrects: ProgressUpdate | None = None,
    copy_version: int = 0,
) -> ProgressUpdate:
    """Saves the shared draft of `action`, making it when there is none, and submits it when asked.

    `version` is what `version_of` said when the form was made; `copy_version` that of the working copy it
    was typed in, which goes now. A `token` that was used before for the same text stores nothing
    and returns what it stored then; for another text it is stale. Raises Refused, StaleUpdate, WrongState
    or ValidationError; in every case nothing is stored.
    """
    demand(may_report(by, action))
    lock_action(action)
    corrected = corrects.pk if corrects else None
    digest = _digest("report", action.pk, corrected, sorted(fields.items()), remark, submit)
    submission, stored_before = _spend(token, digest, by)
    if stored_before:
        return stored_before
    update = _open_update(action)
    if submission is None or (update is None and version != version_of(action)):
        raise StaleUpdate(update)
    _check_kind(update, corrects)
    if update is None:
        update = _new_draft(action, by=by, fields=fields, corrects=corrects)
    else:
        _check_version(update, version)
        _write(update, fields, by.day)
    update.contributors.add(by.person)
    _keep_remark(update, remark)
    if submit:
        _submit(update, by=by)
    _remember(submission, update)
    forget_filed_copy(action, by=by, token=token, copy_version=copy_version, corrects=corrects)
    trace("submit_update" if submit else "save_draft", update, by.person, version=update.version)
    return update


@transaction.atomic
def withdraw_submission(update: ProgressUpdate, *, by: Actor, version: int) -> ProgressUpdate:
    """Takes a submitted update back to draft, text and all, as long as nobody reviewed it.

    Raises Refused, StaleUpdate or WrongState.
    """
    demand(may_report(by, update.action))
    update = _lock(update, version)
    _move(update, UpdateState.DRAFT)
    update.submitted_at = None
    _save(update, "state", "submitted_at")
    trace("withdraw_submission", update, by.person)
    return update


@transaction.atomic
def discard_draft(update: ProgressUpdate, *, by: Actor, version: int) -> ProgressUpdate:
    """Puts a draft aside for good; its text stays in the history. Raises Refused, StaleUpdate, WrongState."""
    demand(may_report(by, update.action))
    update = _lock(update, version)
    _move(update, UpdateState.WITHDRAWN)
    _save(update, "state")
    trace("discard_draft", update, by.person)
    return update


@transaction.atomic
def approve_update(update: ProgressUpdate, *, by: Actor, version: int, note: str = "") -> ProgressUpdate:
    """Agrees to a submitted update, which from then on counts. Raises Refused, StaleUpdate, WrongState."""
    update = _review(update, UpdateState.APPROVED, by=by, version=version, note=note)
    recount(update.action)
    trace("approve_update", update, by.person)
    return update


@transaction.atomic
def approve_several(chosen: Iterable[tuple[ProgressUpdate, int]], *, by: Actor) -> list[Outcome]:
    """Agrees to each update under the version that was read of it; one that fails holds up no other."""
    # In one order, so that two who choose the same do not wait for each other.
    in_order = sorted(chosen, key=lambda pair: pair[0].pk)
    return [_try_to_approve(update, by=by, version=version) for update, version in in_order]


def _try_to_approve(update: ProgressUpdate, *, by: Actor, version: int) -> Outcome:
    try:
        return Outcome(approve_update(update, by=by, version=version))
    except StaleUpdate as stale:
        if stale.current is not None and stale.current.state != UpdateState.SUBMITTED:
            return Outcome(update, _("De melding wacht niet meer op akkoord."))
        return Outcome(update, _("De melding is gewijzigd nadat u de lijst opende. Lees de nieuwe tekst."))
    except Refused as refused:
        return Outcome(update, refused.verdict.reason)
    except WrongState as problem:
        return Outcome(update, str(problem))


@transaction.atomic
def return_update(update: ProgressUpdate, *, by: Actor, version: int, note: str) -> ProgressUpdate:
    """Sends a submitted update back to its writers with a note saying why, and tells them by mail.

    Raises Refused, StaleUpdate, WrongState, or ValidationError for a missing note.
    """
    if not note.strip():
        raise ValidationError({"note": _("Schrijf erbij wat er anders moet.")})
    update = _review(update, UpdateState.RETURNED, by=by, version=version, note=note)
    queue_return_mails(update, by=by)
    trace("return_update", update, by.person)
    return update


@transaction.atomic
def confirm_unchanged(action: Action, *, by: Actor, token: uuid.UUID) -> ProgressUpdate:
    """Confirms, dated today, that the last agreed update still holds; counts at once.

    Raises Refused, or WrongState beside an open draft or without anything to confirm.
    """
    demand(may_report(by, action))
    submission, stored_before = _spend(token, _digest("confirm", action.pk), by)
    if stored_before and stored_before.state == UpdateState.APPROVED:
        return stored_before
    if submission is None or stored_before:
        raise WrongState(_("Dit formulier is al eerder verstuurd. Probeer het opnieuw."))
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.updates.open().exists():
        raise WrongState(_("Er is al een melding in bewerking. Rond die eerst af of zet haar opzij."))
    current = action.current_update
    if current is None:
        raise WrongState(_("Er is nog geen melding om te bevestigen. Meld eerst de voortgang."))
    text = text_of(current)
    update = ProgressUpdate.objects.create(
        action=action,
        round=_round_for(action),
        kind=UpdateKind.UNCHANGED,
        refers_to=_root(text),
        state=UpdateState.APPROVED,
        author=by.person,
        submitted_at=timezone.now(),
        reviewed_at=timezone.now(),
        **{**text.content, "as_of": by.day},
    )
    update.contributors.add(by.person)
    recount(action)
    _remember(submission, update)
    trace("confirm_unchanged", update, by.person)
    return update


@transaction.atomic
def take_back_confirmation(update: ProgressUpdate, *, by: Actor) -> ProgressUpdate:
    """Undoes one's own "nog actueel" within a minute. Raises Refused or WrongState."""
    demand(may_report(by, update.action))
    update = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    if update.state != UpdateState.APPROVED:
        raise WrongState(_("Deze bevestiging is al teruggedraaid."))
    if update.kind != UpdateKind.UNCHANGED or update.author_id != by.person.pk:
        raise WrongState(_("Alleen wie bevestigde, kan dat ongedaan maken."))
    if timezone.now() - update.created_at > TAKE_BACK_WITHIN:
        raise WrongState(_("Ongedaan maken kan tot een minuut na de bevestiging. Meld anders de voortgang."))
    update.state = UpdateState.WITHDRAWN
    _save(update, "state")
    recount(update.action)
    trace("take_back_confirmation", update, by.person)
    return update


def recount(action: Action) -> None:
    """Sets the copies on `action` from the agreed update with the latest date; the only place that does."""
    action = Action.objects.select_for_update().get(pk=action.pk)
    latest = action.updates.counted().latest_first().first()
    text = text_of(latest) if latest else None
    action.current_update = latest
    action.phase = text.phase if text else ""
    action.rating = text.rating if text else Rating.NOT_RATED
    action.save_without_historical_record(  # type: ignore[attr-defined] # simple-history adds it
        update_fields=["current_update", "phase", "rating"]
    )


def _root(update: ProgressUpdate) -> ProgressUpdate:
    """The change that a correction repairs, or the change itself."""
    return update.refers_to or update


def _digest(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _spend(token: uuid.UUID, digest: str, by: Actor) -> tuple[Submission | None, ProgressUpdate | None]:
    """Spends a one-time token, and gives what it stored if the same form was sent before.

    (None, None) when the token was spent on something else: another text, action or person. A request
    that runs beside this one with the same token waits here until this one is done. The row goes back
    with the transaction, so a try that failed may send its token again.
    """
    submission, _is_new = Submission.objects.get_or_create(
        token=token, defaults={"sent_by": by.person, "digest": digest}
    )
    if submission.sent_by_id != by.person.pk or submission.digest != digest:
        return None, None
    return submission, submission.update


def _check_kind(update: ProgressUpdate | None, corrects: ProgressUpdate | None) -> None:
    """A correction is never written into somebody's open change, nor the other way round."""
    if update is not None and update.refers_to != (_root(corrects) if corrects else None):
        raise WrongState(
            _(
                "Voor deze actie is intussen een andere melding in bewerking. Rond die eerst af; "
                "uw tekst staat hieronder nog."
            )
        )


def _remember(submission: Submission, update: ProgressUpdate) -> None:
    submission.update = update
    submission.save(update_fields=["update"])


def _open_update(action: Action) -> ProgressUpdate | None:
    return ProgressUpdate.objects.select_for_update().open().filter(action=action).first()


def _new_draft(
    action: Action, *, by: Actor, fields: Mapping[str, Any], corrects: ProgressUpdate | None
) -> ProgressUpdate:
    update = ProgressUpdate(
        action=action,
        round=_round_for(action),
        kind=UpdateKind.CORRECTION if corrects else UpdateKind.CHANGE,
        refers_to=_root(corrects) if corrects else None,
        author=by.person,
        version=version_of(action) + 1,
        **fields,
    )
    if corrects:
        update.as_of = corrects.as_of
    _check_date(update, by.day)
    try:
        with transaction.atomic():
            update.save()
    except IntegrityError as error:
        raise StaleUpdate(_open_update(action)) from error
    return update


def version_of(action: Action) -> int:
    """The version that a form on `action` is made from: of its draft, or of the last update before one.

    A new draft begins above it, so that a form stays stale whatever was written and agreed since.
    """
    return action.updates.aggregate(latest=Max("version"))["latest"] or 0


def _write(update: ProgressUpdate, fields: Mapping[str, Any], day: datetime.date) -> None:
    if not update.is_editable:
        raise WrongState(
            _("Een collega heeft de melding al ingediend. Neem haar terug om uw tekst erin te verwerken.")
        )
    kept_date = update.as_of if update.kind == UpdateKind.CORRECTION else None
    for name in ProgressUpdate.CONTENT_FIELDS:
        setattr(update, name, fields[name])
    if kept_date:
        update.as_of = kept_date
    _check_date(update, day)
    _save(update, *ProgressUpdate.CONTENT_FIELDS)


def _check_date(update: ProgressUpdate, day: datetime.date) -> None:
    if update.as_of > day:
        raise ValidationError({"as_of": _("De datum bij 'Stand op' ligt in de toekomst.")})


def _submit(update: ProgressUpdate, *, by: Actor) -> None:
    missing = missing_for_rating(update.content)
    if missing:
        raise ValidationError({name: _("Dit is nodig bij deze beoordeling.") for name in missing})
    _move(update, UpdateState.SUBMITTED)
    update.submitted_at = timezone.now()
    update.reviewer, update.reviewed_at = None, None
    _save(update, "state", "submitted_at", "reviewer", "reviewed_at")


def missing_for_rating(content: Mapping[str, Any]) -> list[str]:
    """The fields that the rating in `content` asks for and that are still empty."""
    needed = REQUIRED_FOR_RATING.get(content["rating"], ())
    return [name for name in needed if not str(content[name]).strip()]


def _review(
    update: ProgressUpdate, state: UpdateState, *, by: Actor, version: int, note: str
) -> ProgressUpdate:
    update = _lock(update, version)
    demand(may_review(by, update))
    _move(update, state)
    update.reviewer = by.person
    update.reviewed_at = timezone.now()
    update.review_note = note
    _save(update, "state", "reviewer", "reviewed_at", "review_note")
    return update


def _lock(update: ProgressUpdate, version: int) -> ProgressUpdate:
    """`update` as it stands now, locked until the transaction ends."""
    current = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    _check_version(current, version)
    return current


def _check_version(update: ProgressUpdate, version: int) -> None:
    if update.version != version:
        raise StaleUpdate(update)


def _move(update: ProgressUpdate, state: UpdateState) -> None:
    if state not in NEXT_STATES[update.state]:
        message = _("Dit kan nu niet. De status van de melding is: %(state)s.") % {
            "state": update.get_state_display()
        }
        raise WrongState(message)
    update.state = state


def _save(update: ProgressUpdate, *fields: str) -> None:
    update.version += 1
    update.save(update_fields=[*fields, "version"])


def _keep_remark(update: ProgressUpdate, text: str) -> None:
    """Stores the internal note in its own table; an emptied note is removed, its history kept."""
    if text.strip():
        InternalRemark.objects.update_or_create(update=update, defaults={"text": text})
    else:
        InternalRemark.objects.filter(update=update).delete()


def _round_for(action: Action) -> ReportingRound | None:
    return ReportingRound.objects.open().for_agenda(action.agenda_id).order_by("closes_on").first()
