"""What the partners do about the charter: the plan, and how it goes."""

from .calendar import CalendarAddress
from .files import Attachment
from .mail import MailPreference
from .meetings import ActionOnAgenda
from .plan import Action, ActionKind, ActionPartner, Connection, Domain, Milestone, WorkAgenda
from .progress import InternalRemark, ProgressUpdate, ReleasedState, ReportingRound, Submission, WorkingCopy

__all__ = [
    "Action",
    "ActionKind",
    "ActionOnAgenda",
    "ActionPartner",
    "Attachment",
    "CalendarAddress",
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
