"""Verbs on working copies: what somebody types is kept on the server before it is saved or submitted.

They leave no line in the trace: a copy is saved every second, is seen by its writer alone and counts for
nothing. What is filed in the end leaves its trace as an update.
"""

import secrets
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.models import Action, ProgressUpdate, Submission, WorkingCopy
from workagenda.permissions import may_discard_copy, may_report
from workagenda.querysets import WorkingCopyQuerySet

# More than any form holds: a copy that is larger was not typed.
LONGEST_COPY = 200_000
# What the database can count to; a higher version was not given by us and fits no draft.
HIGHEST_VERSION = 2**31 - 2


class StaleCopy(Exception):
    """The same person typed something else for this action in another window; `current` is that copy."""

    def __init__(self, current: WorkingCopy) -> None:
        super().__init__("stale copy")
        self.current = current


class CopyTooLong(Exception):
    """What was typed is longer than a working copy may be."""


@transaction.atomic
def keep_working_copy(
    action: Action,
    *,
    by: Actor,
    fields: Mapping[str, str],
    based_on_version: int,
    copy_version: int,
    token: uuid.UUID,
    corrects: ProgressUpdate | None = None,
) -> WorkingCopy | None:
    """Keeps what `by` is typing, as typed; None when the form with this token was filed already.

    `copy_version` is that of the copy the form knows of, 0 for none. Raises Refused, StaleCopy when
    another window of the same person kept something else since, or CopyTooLong.
    """
    demand(may_report(by, action))
    based_on_version, copy_version = (min(n, HIGHEST_VERSION) for n in (based_on_version, copy_version))
    if sum(len(text) for text in fields.values()) > LONGEST_COPY:
        raise CopyTooLong
    lock_action(action)
    if Submission.objects.filter(token=token).exists():
        return None  # a keystroke that arrives after its form was saved
    copy = _copy_of(action, by, corrects).select_for_update().first()
    if copy is None:
        return _new_copy(action, by, fields, based_on_version, token, corrects)
    if copy.fields == dict(fields):
        return copy
    if copy.version != copy_version and copy.form_token != token:
        raise StaleCopy(copy)
    copy.fields, copy.based_on_version, copy.form_token = dict(fields), based_on_version, token
    copy.version += 1
    copy.saved_at = timezone.now()
    copy.save(update_fields=["fields", "based_on_version", "form_token", "version", "saved_at"])
    return copy


@transaction.atomic
def discard_working_copy(copy: WorkingCopy, *, by: Actor) -> None:
    """Throws away what one typed oneself. Raises Refused."""
    demand(may_discard_copy(by, copy))
    copy.delete()


def lock_action(action: Action) -> None:
    """Lets keeping and filing wait for each other: whoever comes second sees what the first did."""
    Action.objects.select_for_update().only("pk").get(pk=action.pk)


def forget_filed_copy(
    action: Action, *, by: Actor, token: uuid.UUID, copy_version: int, corrects: ProgressUpdate | None
) -> None:
    """Removes the copy of a form that was just filed, and not what was typed in another window.

    Called by the verb that files it, in its transaction.
    """
    for copy in _copy_of(action, by, corrects).select_for_update():
        if copy.form_token == token or copy.version == copy_version:
            copy.delete()


def _copy_of(action: Action, by: Actor, corrects: ProgressUpdate | None) -> WorkingCopyQuerySet:
    return WorkingCopy.objects.of(by).filter(action=action, corrects=corrects)


def _new_copy(
    action: Action,
    by: Actor,
    fields: Mapping[str, str],
    based_on_version: int,
    token: uuid.UUID,
    corrects: ProgressUpdate | None,
) -> WorkingCopy:
    try:
        with transaction.atomic():
            return WorkingCopy.objects.create(
                user=by.person,
                action=action,
                corrects=corrects,
                fields=dict(fields),
                based_on_version=based_on_version,
                # Not that of an earlier copy in this place, which another window may still know.
                version=1 + secrets.randbelow(2**30),
                form_token=token,
                saved_at=timezone.now(),
            )
    except IntegrityError as error:
        raise StaleCopy(_copy_of(action, by, corrects).get()) from error
