"""The taskforce edition: one page of what the directors have to talk about, requests first.

The only edition that holds what working groups ask of the taskforce. It never leaves the participants.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from .content import LineContent, MilestoneContent, ReportContent
from .council import ChangeOfAction, change_of
from .figures import RatingCount
from .masthead import Masthead, masthead_of

NEAR = datetime.timedelta(days=92)


@dataclass(frozen=True)
class RequestToTaskforce:
    code: str
    title: str
    working_group: str
    request: str


@dataclass(frozen=True)
class ChangedRating:
    action: ChangeOfAction
    title: str
    rating: str
    previous_rating: str
    previous_rating_label: str


@dataclass(frozen=True)
class Bottleneck:
    code: str
    title: str
    text: str
    since: str


@dataclass(frozen=True)
class Cause:
    """Bottlenecks with the same cause, in words; "" when the cause is not known."""

    label: str
    bottlenecks: tuple[Bottleneck, ...]


@dataclass(frozen=True)
class SilentAction:
    """An action of which nothing new was heard in the round."""

    code: str
    title: str
    working_group: str
    as_of: str
    waits: bool


@dataclass(frozen=True)
class TaskforceEdition:
    masthead: Masthead
    total: int
    ratings: tuple[RatingCount, ...]
    requests: tuple[RequestToTaskforce, ...]
    changed: tuple[ChangedRating, ...]
    new_bottlenecks: tuple[Cause, ...]
    solved_bottlenecks: tuple[Cause, ...]
    milestones: tuple[MilestoneContent, ...]
    silent: tuple[SilentAction, ...]

    @property
    def site_address(self) -> str:
        return self.masthead.site_address


def taskforce_edition(content: ReportContent) -> TaskforceEdition:
    """The page for the taskforce; "new" and "solved" are since the previous report."""
    new = [line for line in content.lines if line.is_stuck and not line.was_stuck]
    solved = [line for line in content.lines if line.was_stuck and not line.is_stuck]
    return TaskforceEdition(
        masthead=masthead_of(content),
        total=content.figures.total,
        ratings=content.figures.ratings,
        requests=tuple(
            RequestToTaskforce(line.code, line.title, line.working_group, line.request)
            for line in content.lines
            if line.request.strip()
        ),
        changed=tuple(
            ChangedRating(
                change_of(line), line.title, line.rating, line.previous_rating, line.previous_rating_label
            )
            for line in content.changed_lines
        ),
        new_bottlenecks=_by_cause((line.cause_label, line) for line in new),
        solved_bottlenecks=_by_cause((line.previous_cause_label, line) for line in solved),
        milestones=_near(content),
        silent=tuple(
            SilentAction(
                line.code, line.title, line.working_group, line.as_of, line.carried_reason == "waits"
            )
            for line in content.lines
            if line.confirmation == "carried"
        ),
    )


def _by_cause(lines: Iterable[tuple[str, LineContent]]) -> tuple[Cause, ...]:
    """`lines` under their causes, in order of words; those without a cause come last."""
    ordered = sorted(lines, key=lambda pair: (not pair[0], pair[0], pair[1].code))
    return tuple(
        Cause(label, tuple(_bottleneck(line) for _label, line in group))
        for label, group in groupby(ordered, key=lambda pair: pair[0])
    )


def _bottleneck(line: LineContent) -> Bottleneck:
    return Bottleneck(line.code, line.title, line.bottleneck, line.stuck_since)


def _near(content: ReportContent) -> tuple[MilestoneContent, ...]:
    """Milestones that are not reached and lie behind, or at most three months ahead."""
    last = (datetime.date.fromisoformat(content.reference_date) + NEAR).isoformat()
    return tuple(item for item in content.milestones if not item.reached_on and item.due_on <= last)
