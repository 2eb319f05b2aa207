"""Changes of the plan of an action: what, from and to what, by whom and when, read from the history.

The first state, as it was taken from the documents, is no change. Goals and municipalities have no
history; phase and rating are no plan.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from brainport_portal.core.dates import display_date
from governance.permissions import Actor, Verb

from .choices import Visibility
from .models import Action, ActionPartner, Milestone
from .querysets import ActionQuerySet

ADDED, CHANGED, REMOVED = "+", "~", "-"
State = dict[str, str]


@dataclass(frozen=True)
class Fact:
    """One thing in the plan, before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PlanChange:
    """What somebody changed at one moment, and of which milestone or partner; `who` is "" if unknown."""

    at: datetime.datetime
    who: str
    what: str
    subject: str
    facts: tuple[Fact, ...]


def with_plan_changes(actions: ActionQuerySet) -> ActionQuerySet:
    """With `has_plan_changes`, so that the page of an action without any asks no further."""
    told = ~Q(history_type=ADDED) | Q(history_user__isnull=False)
    return actions.annotate(
        has_plan_changes=Q(
            Exists(Action.history.filter(told, id=OuterRef("pk"))),
            Exists(Milestone.history.filter(told, action_id=OuterRef("pk"))),
            Exists(ActionPartner.history.filter(told, action_id=OuterRef("pk"))),
            _connector=Q.OR,
        )
    )


def plan_changes(action: Action, actor: Actor) -> list[PlanChange]:
    """The changes that `actor` may know of, newest first; in three queries."""
    records = _history(Action, "agenda__theme", "domain", "working_group", "decides", id=action.pk)
    changes = [
        *_changes(records, _state_of_action, _about_action),
        *_changes(_history(Milestone, action_id=action.pk), _state_of_milestone, _about_milestone),
        *_changes(
            _history(ActionPartner, "organisation", action_id=action.pk), _state_of_partner, _about_partner
        ),
    ]
    opened = None if actor.may(Verb.SEE_GROUP_ONLY, action.working_group_id) else _opened_at(records)
    shown = [change for change in changes if opened is None or change.at > opened]
    return sorted(shown, key=attrgetter("at"), reverse=True)


def _history(model: Any, *related: str, **which: int) -> list[Any]:
    """The stored states, oldest first."""
    records = model.history.filter(**which).select_related("history_user", *related)
    return list(records.order_by("history_date", "history_id"))


def _opened_at(records: list[Any]) -> datetime.datetime | None:
    """When an action that only its group could see was opened: what was planned before stays with them."""
    opened = [
        record.history_date
        for before, record in pairwise(records)
        if before.visibility == Visibility.WORKING_GROUP
    ]
    return opened[-1] if opened else None


def _changes(
    records: list[Any], state_of: Callable[[Any], State], about: Callable[[Any], tuple[str, str]]
) -> Iterator[PlanChange]:
    """What changed from each stored state of a row to the next, the first state left out."""
    last: dict[int, State] = {}
    for record in records:
        before, now = last.get(record.id), state_of(record)
        last[record.id] = now
        if record.history_type == ADDED and record.history_user is None:
            continue
        if record.history_type == CHANGED and before in (None, now):
            continue
        what, subject = about(record)
        facts = _facts(before or {}, now) if record.history_type == CHANGED else ()
        yield PlanChange(record.history_date, str(record.history_user or ""), what, subject, tuple(facts))


def _facts(before: State, now: State) -> Iterator[Fact]:
    for label, new in now.items():
        old = before.get(label, "")
        if old != new:
            yield Fact(label, old, new)


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _state_of_action(record: Any) -> State:
    texts = {
        name: getattr(record, name) for name in ("title", "official_title", "public_summary", "description")
    }
    places = {
        name: str(getattr(record, name) or "") for name in ("agenda", "domain", "working_group", "decides")
    }
    facts = {
        **texts,
        "starts_on": display_date(record.starts_on, record.starts_precision),
        "ends_on": display_date(record.ends_on, record.ends_precision),
        "is_continuous": _("ja") if record.is_continuous else _("nee"),
        **places,
        "visibility": record.get_visibility_display(),
    }
    return {_label(Action, name): value for name, value in facts.items()}


def _state_of_milestone(record: Any) -> State:
    facts = {
        "title": record.title,
        "due_on": display_date(record.due_on, record.precision),
        "reached_on": display_date(record.reached_on),
    }
    return {_label(Milestone, name): value for name, value in facts.items()}


def _state_of_partner(record: Any) -> State:
    facts = {"organisation": str(record.organisation or ""), "role": record.get_role_display()}
    return {_label(ActionPartner, name): value for name, value in facts.items()}


def _about_action(record: Any) -> tuple[str, str]:
    return _("Actie toegevoegd") if record.history_type == ADDED else _("Actie gewijzigd"), ""


def _about_milestone(record: Any) -> tuple[str, str]:
    words = {
        ADDED: _("Mijlpaal toegevoegd"),
        CHANGED: _("Mijlpaal gewijzigd"),
        REMOVED: _("Mijlpaal verwijderd"),
    }
    return words[record.history_type], f"{record.title} ({display_date(record.due_on, record.precision)})"


def _about_partner(record: Any) -> tuple[str, str]:
    words = {
        ADDED: _("Partner toegevoegd"),
        CHANGED: _("Partner gewijzigd"),
        REMOVED: _("Partner verwijderd"),
    }
    return words[record.history_type], f"{record.organisation or ''} ({record.get_role_display()})"
