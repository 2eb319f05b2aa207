"""What the partners do about the charter: the plan, and how it goes."""

from .files import Attachment
from .mail import MailPreference
from .plan import Action, ActionKind, ActionPartner, Connection, Domain, Milestone, WorkAgenda
from .progress import InternalRemark, ProgressUpdate, ReleasedState, ReportingRound, Submission, WorkingCopy

__all__ = [
    "Action",
    "ActionKind",
    "ActionPartner",
    "Attachment",
    "Connection",
    "Domain",
    "InternalRemark",
    "MailPreference",
    "Milestone",
    "ProgressUpdate",
    "ReleasedState",
    "ReportingRound",
    "Submission",
    "WorkAgenda",
    "WorkingCopy",
]
