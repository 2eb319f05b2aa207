"""What the partners do about the charter: the plan, and how it goes."""

from .plan import Action, ActionKind, ActionPartner, Connection, Domain, Milestone, WorkAgenda
from .progress import InternalRemark, ProgressUpdate, ReleasedState, ReportingRound, Submission

__all__ = [
    "Action",
    "ActionKind",
    "ActionPartner",
    "Connection",
    "Domain",
    "InternalRemark",
    "Milestone",
    "ProgressUpdate",
    "ReleasedState",
    "ReportingRound",
    "Submission",
    "WorkAgenda",
]
