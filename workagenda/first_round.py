"""Before anything was told: pages then say what is agreed and what comes, not that nothing is known."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from governance.permissions import Actor, Verb

from .models import Action, ReleasedState, ReportingRound


@dataclass(frozen=True)
class FirstRound:
    """That nobody told anything yet that this reader may know; `round` is the one that will, if planned."""

    round: ReportingRound | None


def first_round_for(actor: Actor) -> FirstRound | None:
    """None as soon as one action has something to show: an agreed update, or for visitors a released one."""
    if actor.may(Verb.SEE_LIVE):
        is_told = Action.objects.exclude(current_update=None).exists()
    else:
        is_told = ReleasedState.objects.exists()
    if is_told:
        return None
    rounds = ReportingRound.objects.order_by("reference_date", "pk")
    return FirstRound(rounds.filter(reference_date__gte=actor.day).first())


def first_round(request: HttpRequest) -> dict[str, object]:
    """`first_round` for every template, asked only by those that show how actions are."""
    return {
        "first_round": SimpleLazyObject(lambda: first_round_for(getattr(request, "actor", None) or Actor()))
    }
