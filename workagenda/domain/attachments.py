"""Verbs on annexes. The file comes first, the row that names it last; nobody ever deletes one.

A crash in between leaves a file that nothing names, which does no harm. A row without its file can only
come from a restored back-up or a broken disk; its page then says so.
"""

import logging
import uuid

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.files import CheckedFile
from brainport_portal.core.gates import demand
from brainport_portal.core.uploads import forget_file, store_whole
from governance.permissions import Actor
from workagenda.models import Action, Attachment
from workagenda.models.files import not_wider_than, private_name
from workagenda.permissions import may_attach, may_change_attachment

from .updates import WrongState

logger = logging.getLogger(__name__)


class NotStored(Exception):
    """The storage did not take the file; nothing was added."""


def add_attachment(
    action: Action, *, by: Actor, title: str, visibility: str, upload: CheckedFile, token: uuid.UUID
) -> Attachment:
    """Adds an annex, in sight at once of whom `visibility` names, never of more people than the action.

    `token` makes a form count once and becomes the annex's uuid: the same form again returns what it
    stored. Not atomic as a whole, so that no transaction waits for the disk. Raises Refused,
    ValidationError, WrongState for a token that was used for something else, and NotStored.
    """
    demand(may_attach(by, action))
    if visibility not in not_wider_than(action.visibility):
        raise ValidationError(
            {"visibility": _("De bijlage kan niet voor meer mensen zichtbaar zijn dan de actie zelf.")}
        )
    attachment = Attachment(
        uuid=token,
        action=action,
        title=title,
        visibility=visibility,
        file=private_name(),
        file_name=upload.name,
        content_type=upload.kind.content_type,
        size=len(upload.data),
        sha256=upload.sha256,
        added_by=by.person,
    )
    if sent_before := _sent_before(attachment):
        return sent_before
    _store(attachment, upload)
    try:
        _record(attachment)
    except IntegrityError:
        forget_file(str(attachment.file))
        if sent_before := _sent_before(attachment):
            return sent_before
        raise
    except BaseException:
        _forget_unless_named(str(attachment.file))
        raise
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: Actor) -> Attachment:
    """Takes an annex out of sight; the file stays, and the group can put it back. Again changes nothing.

    Raises Refused.
    """
    demand(may_change_attachment(by, attachment))
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if not attachment.is_removed:
        attachment.removed_by, attachment.removed_at = by.person, timezone.now()
        attachment.save(update_fields=["removed_by", "removed_at"])
        trace("remove_attachment", attachment, by.person)
    return attachment


@transaction.atomic
def restore_attachment(attachment: Attachment, *, by: Actor) -> Attachment:
    """Puts a removed annex back, in sight of whom it was. Again changes nothing.

    Raises Refused, or WrongState where its file was wiped meanwhile.
    """
    demand(may_change_attachment(by, attachment))
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.is_removed:
        if not default_storage.exists(str(attachment.file)):
            raise WrongState(_("Het bestand van deze bijlage is gewist en kan niet worden teruggezet."))
        attachment.removed_by = attachment.removed_at = None
        attachment.save(update_fields=["removed_by", "removed_at"])
        trace("restore_attachment", attachment, by.person)
    return attachment


def _sent_before(attachment: Attachment) -> Attachment | None:
    """What the same form stored before; raises WrongState when its token was used for something else."""
    found = Attachment.objects.filter(uuid=attachment.uuid).first()
    what = ("action_id", "added_by_id", "title", "visibility", "file_name", "sha256")
    is_same = found and all(getattr(found, name) == getattr(attachment, name) for name in what)
    if found and (found.is_removed or not is_same):
        raise WrongState(
            _("Dit formulier is al eerder verstuurd. Kijk bij de actie of de bijlage er al staat.")
        )
    return found


def _store(attachment: Attachment, upload: CheckedFile) -> None:
    try:
        store_whole(str(attachment.file), upload.data)
    except OSError as error:
        logger.exception("an annex of action %s could not be stored", attachment.action_id)
        raise NotStored from error


@transaction.atomic
def _record(attachment: Attachment) -> None:
    attachment.save(force_insert=True)
    trace("add_attachment", attachment, attachment.added_by, size=attachment.size)


def _forget_unless_named(name: str) -> None:
    """Deletes the file, unless its row was stored after all: a broken connection does not tell."""
    try:
        if Attachment.objects.filter(file=name).exists():
            return
    except DatabaseError:
        logger.exception("%s may stay behind in the storage", name)
        return
    forget_file(name)
