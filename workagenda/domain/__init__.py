"""The verbs of the work agenda: the only changes to its rows, each by an actor who may."""

from .agenda import StaleItem, put_on_agenda, take_off_agenda, word_agenda_item, wording_of
from .attachments import NotStored, add_attachment, remove_attachment, restore_attachment
from .calendar import calendar_digest, make_calendar_address, revoke_calendar_address
from .copies import CopyTooLong, StaleCopy, discard_working_copy, keep_working_copy
from .mail import choose_mail
from .updates import (
    TAKE_BACK_WITHIN,
    Outcome,
    StaleUpdate,
    WrongState,
    approve_several,
    approve_update,
    confirm_unchanged,
    discard_draft,
    missing_for_rating,
    recount,
    report_progress,
    return_update,
    take_back_confirmation,
    version_of,
    withdraw_submission,
)

__all__ = [
    "TAKE_BACK_WITHIN",
    "CopyTooLong",
    "NotStored",
    "Outcome",
    "StaleCopy",
    "StaleItem",
    "StaleUpdate",
    "WrongState",
    "add_attachment",
    "approve_several",
    "approve_update",
    "calendar_digest",
    "choose_mail",
    "confirm_unchanged",
    "discard_draft",
    "discard_working_copy",
    "keep_working_copy",
    "make_calendar_address",
    "missing_for_rating",
    "put_on_agenda",
    "recount",
    "remove_attachment",
    "report_progress",
    "restore_attachment",
    "return_update",
    "revoke_calendar_address",
    "take_back_confirmation",
    "take_off_agenda",
    "version_of",
    "withdraw_submission",
    "word_agenda_item",
    "wording_of",
]
