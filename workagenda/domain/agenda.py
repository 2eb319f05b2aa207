"""Verbs on the agenda of the taskforce: an action is put on it, and taken off again."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from governance.choices import BodyKind, ItemKind
from governance.models import AgendaItem, Meeting
from governance.permissions import Actor
from workagenda.models import Action, ActionOnAgenda
from workagenda.permissions import may_flag

from .updates import WrongState

TITLE_LENGTH = AgendaItem._meta.get_field("title").max_length


class StaleItem(Exception):
    """Somebody else worded the item, or put it on or took it off; `there` is how it is now, if it is."""

    def __init__(self, there: ActionOnAgenda | None) -> None:
        super().__init__("the item is not as it was seen")
        self.there = there


def wording_of(entry: ActionOnAgenda | None) -> str:
    """What a form remembers of an item that it was made from; empty when there was none."""
    return f"{entry.item.kind}: {entry.item.title}" if entry else ""


@transaction.atomic
def put_on_agenda(
    action: Action, meeting: Meeting, *, by: Actor, kind: ItemKind = ItemKind.DISCUSS, title: str = ""
) -> ActionOnAgenda:
    """Puts `action` at the end of the agenda of `meeting`; there already, it stays where it is.

    Without `title` the item is called after the action. Raises Refused, or WrongState for a meeting that
    has been, was called off or is not of the taskforce.
    """
    return _locked_entry(action, meeting, by) or _add(action, meeting, by, kind, title)


@transaction.atomic
def word_agenda_item(
    action: Action, meeting: Meeting, *, by: Actor, kind: ItemKind, title: str, seen: str
) -> ActionOnAgenda:
    """Says what `meeting` is asked about `action`, which is put on its agenda when it is not there.

    `seen` is the `wording_of` what stood there. Raises what `put_on_agenda` raises, and StaleItem.
    """
    there = _locked_entry(action, meeting, by)
    if wording_of(there) != seen:
        raise StaleItem(there)
    if there is None:
        return _add(action, meeting, by, kind, title)
    there.item.kind, there.item.title = kind, _title_of(action, title)
    there.item.save(update_fields=["kind", "title"])
    trace("word_agenda_item", there, by.person, action=action.code, kind=str(kind))
    return there


@transaction.atomic
def take_off_agenda(entry: ActionOnAgenda, *, by: Actor) -> None:
    """Takes an action off the agenda of a meeting. Raises Refused, or WrongState after the meeting."""
    demand(may_flag(by, entry.action))
    if not Meeting.objects.not_held_yet(by.day).filter(pk=entry.item.meeting_id).exists():
        raise WrongState(_("Dit overleg is al geweest. De agenda verandert niet meer."))
    trace("take_off_agenda", entry, by.person, action=entry.action.code)
    entry.item.delete()


def _title_of(action: Action, title: str) -> str:
    return (title.strip() or str(action))[:TITLE_LENGTH]


def _locked_entry(action: Action, meeting: Meeting, by: Actor) -> ActionOnAgenda | None:
    """Where `action` stands on the agenda of `meeting`, if it does; nobody else changes that agenda now."""
    demand(may_flag(by, action))
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.body.kind != BodyKind.TASKFORCE:
        raise WrongState(_("Acties komen alleen op de agenda van de taskforce."))
    if not Meeting.objects.to_come(by.day).filter(pk=meeting.pk).exists():
        raise WrongState(_("Dit overleg is al geweest of gaat niet door."))
    return ActionOnAgenda.objects.select_related("item").filter(action=action, item__meeting=meeting).first()


def _add(action: Action, meeting: Meeting, by: Actor, kind: ItemKind, title: str) -> ActionOnAgenda:
    last = meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, title=_title_of(action, title), kind=kind
    )
    entry = ActionOnAgenda.objects.create(item=item, action=action, added_by=by.person)
    trace("put_on_agenda", entry, by.person, action=action.code, kind=str(kind))
    return entry
