"""What the page with the actions of one's groups shows of each of them, in a fixed number of queries."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef
from django.utils import timezone

from governance.permissions import Actor

from .choices import UpdateKind, UpdateState
from .domain import TAKE_BACK_WITHIN
from .models import Action, Milestone, ProgressUpdate, WorkingCopy
from .querysets import ActionQuerySet
from .texts import texts_of

# Who typed this recently is shown as writing now.
WRITING_WITHIN = datetime.timedelta(minutes=3)


@dataclass(frozen=True)
class MyAction:
    """One row: the action, what counts, what is being written, and what this person may do."""

    action: Action
    words: ProgressUpdate | None
    open_update: ProgressUpdate | None
    milestone: Milestone | None
    copy: WorkingCopy | None
    writers: tuple[str, ...]
    may_confirm: bool
    seconds_to_take_back: int
    # Of the button "Nog actueel": each row has its own.
    token: uuid.UUID = field(default_factory=uuid.uuid4)


def with_state(actor: Actor, actions: ActionQuerySet) -> ActionQuerySet:
    """`actions`, most urgent first, with the state that rows show."""
    actions = actions.with_state_for(actor).with_round().with_news(OuterRef("round_opens_on"))
    people = ("working_group", "current_update__refers_to", "current_update__author")
    return actions.most_urgent_first().select_related(*people)


def describe(actor: Actor, actions: Iterable[Action]) -> list[MyAction]:
    """A row for each of `actions`."""
    actions = list(actions)
    open_updates = ProgressUpdate.objects.open().filter(action__in=actions).select_related("author")
    open_by_action = {update.action_id: update for update in open_updates}
    words = texts_of(action.current_update for action in actions if action.current_update)
    milestones = _next_milestones(actions)
    copies = WorkingCopy.objects.filter(action__in=actions, corrects=None)
    mine = {copy.action_id: copy for copy in copies.of(actor).order_by("saved_at")}
    writers = _writers(copies.by_others(actor, timezone.now() - WRITING_WITHIN))
    return [
        MyAction(
            action=action,
            words=words.get(action.current_update.pk) if action.current_update else None,
            open_update=open_by_action.get(action.pk),
            milestone=milestones.get(action.pk),
            copy=mine.get(action.pk),
            writers=tuple(writers.get(action.pk, ())),
            may_confirm=_may_confirm(actor, action, open_by_action.get(action.pk)),
            seconds_to_take_back=_seconds_to_take_back(actor, action.current_update),
        )
        for action in actions
    ]


def _may_confirm(actor: Actor, action: Action, open_update: ProgressUpdate | None) -> bool:
    """There is something to confirm, nothing is being written, and it was not said today already."""
    current = action.current_update
    return current is not None and open_update is None and current.as_of < actor.day


def _seconds_to_take_back(actor: Actor, current: ProgressUpdate | None) -> int:
    """How long one's own confirmation can still be taken back."""
    if current is None or current.kind != UpdateKind.UNCHANGED or current.author != actor.user:
        return 0
    left = TAKE_BACK_WITHIN - (timezone.now() - current.created_at)
    return max(0, int(left.total_seconds())) if current.state == UpdateState.APPROVED else 0


def _next_milestones(actions: list[Action]) -> dict[int, Milestone]:
    """The first milestone of each action that was not reached, also when its day has passed."""
    waiting = Milestone.objects.filter(action__in=actions, reached_on=None).order_by("-due_on", "-pk")
    return {milestone.action_id: milestone for milestone in waiting}


def _writers(copies: Iterable[WorkingCopy]) -> dict[int, list[str]]:
    writers: dict[int, list[str]] = {}
    for copy in copies:
        writers.setdefault(copy.action_id, []).append(str(copy.user))
    return writers
