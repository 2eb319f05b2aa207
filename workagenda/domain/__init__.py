"""The verbs of the work agenda: the only changes to its rows, each by an actor who may."""

from .updates import (
    TAKE_BACK_WITHIN,
    StaleUpdate,
    WrongState,
    approve_update,
    confirm_unchanged,
    discard_draft,
    missing_for_rating,
    recount,
    report_progress,
    return_update,
    take_back_confirmation,
    withdraw_submission,
)

__all__ = [
    "TAKE_BACK_WITHIN",
    "StaleUpdate",
    "WrongState",
    "approve_update",
    "confirm_unchanged",
    "discard_draft",
    "missing_for_rating",
    "recount",
    "report_progress",
    "return_update",
    "take_back_confirmation",
    "withdraw_submission",
]
