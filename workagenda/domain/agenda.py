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


@transaction.atomic
def put_on_agenda(
    action: Action, meeting: Meeting, *, by: Actor, kind: ItemKind = ItemKind.DISCUSS, title: str = ""
) -> ActionOnAgenda:
    """Puts `action` at the end of the agenda of `meeting`; there already, it stays where it is.

    Without `title` the item is called after the action. Raises Refused, or WrongState for a meeting that
    has been, was called off or is not of the taskforce.
    """
    demand(may_flag(by, action))
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.body.kind != BodyKind.TASKFORCE:
        raise WrongState(_("Acties komen alleen op de agenda van de taskforce."))
    _demand_to_come(meeting, by)
    if there := ActionOnAgenda.objects.filter(action=action, item__meeting=meeting).first():
        return there
    last = meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, title=_title_of(action, title), kind=kind
    )
    entry = ActionOnAgenda.objects.create(item=item, action=action, added_by=by.person)
    trace("put_on_agenda", entry, by.person, action=action.code, kind=str(kind))
    return entry


@transaction.atomic
def word_agenda_item(entry: ActionOnAgenda, *, by: Actor, kind: ItemKind, title: str) -> None:
    """Says otherwise what the meeting is asked about an action. Raises Refused, or WrongState after it."""
    demand(may_flag(by, entry.action))
    _demand_to_come(entry.item.meeting, by)
    entry.item.kind, entry.item.title = kind, _title_of(entry.action, title)
    entry.item.save(update_fields=["kind", "title"])
    trace("word_agenda_item", entry, by.person, action=entry.action.code, kind=str(kind))


@transaction.atomic
def take_off_agenda(entry: ActionOnAgenda, *, by: Actor) -> None:
    """Takes an action off the agenda of a meeting. Raises Refused, or WrongState after the meeting."""
    demand(may_flag(by, entry.action))
    if Meeting.objects.been(by.day).filter(pk=entry.item.meeting_id).exists():
        raise WrongState(_("Dit overleg is al geweest. De agenda verandert niet meer."))
    trace("take_off_agenda", entry, by.person, action=entry.action.code)
    entry.item.delete()


def _title_of(action: Action, title: str) -> str:
    return (title.strip() or str(action))[:TITLE_LENGTH]


def _demand_to_come(meeting: Meeting, by: Actor) -> None:
    if not Meeting.objects.to_come(by.day).filter(pk=meeting.pk).exists():
        raise WrongState(_("Dit overleg is al geweest of gaat niet door."))
