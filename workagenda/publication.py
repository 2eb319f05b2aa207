"""What visitors see of actions: written when a report edition is released, from its frozen lines."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Protocol

from django.db import transaction

from .models import Action, ReleasedState

_TEXTS = ("done", "next_step", "bottleneck", "cause", "consequence", "corrective_action")
# What visitors get of an update; what they read and what stands now are compared on these.
COPIED = ("phase", "rating", *_TEXTS)


class ReleasedLine(Protocol):
    """A line of a frozen report; beside these it has the fields in `COPIED`."""

    @property
    def code(self) -> str: ...

    @property
    def as_of(self) -> str:
        """An ISO day, "" when there was no update yet."""


@transaction.atomic
def publish_states(
    lines: Iterable[ReleasedLine], *, reference_date: datetime.date, report_title: str, report_uuid: uuid.UUID
) -> int:
    """Makes the state in `lines` what visitors see; returns the number of actions it was done for.

    An action that a later report already told about keeps that later state. Lines without an update say
    nothing and publish nothing.
    """
    told = {line.code: line for line in lines if line.as_of}
    later = ReleasedState.objects.filter(reference_date__gt=reference_date).values("action")
    actions = Action.objects.filter(code__in=told).exclude(pk__in=later)
    states = [
        ReleasedState(
            action=action,
            as_of=datetime.date.fromisoformat(told[action.code].as_of),
            reference_date=reference_date,
            report_title=report_title,
            report_uuid=report_uuid,
            **{name: getattr(told[action.code], name) for name in COPIED},
        )
        for action in actions
    ]
    ReleasedState.objects.bulk_create(
        states,
        update_conflicts=True,
        unique_fields=["action"],
        update_fields=[*COPIED, "as_of", "reference_date", "report_title", "report_uuid"],
    )
    return len(states)
