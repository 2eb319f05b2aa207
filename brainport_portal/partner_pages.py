"""What each organisation signs, leads and joins: as it is, without counts that rank."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from charter.models import Signature, ThemeLead
from governance.models import Seat
from governance.permissions import Actor
from partners.models import Organisation
from workagenda.choices import PartnerRole
from workagenda.models import Action, ActionPartner


@dataclass(frozen=True)
class PartnerRow:
    """An organisation in the list: what it leads, sits in and works on, as far as the reader may see."""

    organisation: Organisation
    signature: Signature | None
    led_themes: Sequence[ThemeLead]
    bodies: Sequence[str]
    codes: Sequence[Action]


@dataclass(frozen=True)
class RoleInActions:
    """The actions in which an organisation has one role."""

    label: str
    actions: Sequence[Action]


def partner_rows(actor: Actor) -> tuple[list[PartnerRow], list[PartnerRow]]:
    """Signatories in the order of signing, then all others by name; in a fixed number of queries."""
    signatures = list(Signature.objects.select_related("organisation__region").order_by("position", "pk"))
    signed = {signature.organisation_id for signature in signatures}
    others = Organisation.objects.with_region().exclude(pk__in=signed)
    led, bodies, actions = _led_themes(), _bodies(actor), _actions(actor)

    def row(organisation: Organisation, signature: Signature | None) -> PartnerRow:
        key = organisation.pk
        return PartnerRow(organisation, signature, led[key], list(dict.fromkeys(bodies[key])), actions[key])

    return (
        [row(signature.organisation, signature) for signature in signatures],
        [row(organisation, None) for organisation in others],
    )


def roles_in_actions(actor: Actor, organisation: Organisation) -> list[RoleInActions]:
    """The actions in sight, by role, leading ones first, with the state that may be shown."""
    seen = Action.objects.visible_to(actor)
    partners = list(ActionPartner.objects.filter(organisation=organisation, action__in=seen.values("pk")))
    actions = {
        action.pk: action
        for action in seen.with_state_for(actor).for_list().filter(partners__organisation=organisation)
    }
    return [
        RoleInActions(
            str(role.label), _sorted(actions[row.action_id] for row in partners if row.role == role)
        )
        for role in PartnerRole
        if any(row.role == role for row in partners)
    ]


def seats_of(actor: Actor, organisation: Organisation) -> QuerySet[Seat]:
    """The seats that its people hold today."""
    seats = Seat.objects.active_on(actor.day).filter(contact__organisation=organisation)
    with_all = seats.select_related("body", "contact__organisation", "contact__municipality", "contact__user")
    return with_all.order_by("body__position", "body__name", "role", "pk")


def _sorted(actions: Iterable[Action]) -> list[Action]:
    return sorted(actions, key=lambda action: action.code)


def _led_themes() -> dict[int, list[ThemeLead]]:
    led: dict[int, list[ThemeLead]] = defaultdict(list)
    for lead in ThemeLead.objects.select_related("theme", "region").order_by("theme__number", "pk"):
        led[lead.organisation_id].append(lead)
    return led


def _bodies(actor: Actor) -> dict[int, list[str]]:
    """Per organisation the names of the bodies that its people sit in."""
    seats = Seat.objects.active_on(actor.day).filter(contact__organisation__isnull=False)
    named = seats.order_by("body__position", "body__name", "pk")
    bodies: dict[int, list[str]] = defaultdict(list)
    for organisation, body in named.values_list("contact__organisation", "body__name"):
        bodies[organisation].append(body)
    return bodies


def _actions(actor: Actor) -> dict[int, list[Action]]:
    """Per organisation the actions in sight that it has a role in, each once."""
    seen = Action.objects.visible_to(actor)
    links = ActionPartner.objects.filter(action__in=seen.values("pk")).select_related("action")
    actions: dict[int, list[Action]] = defaultdict(list)
    for link in links.order_by("action__code"):
        if link.action not in actions[link.organisation_id]:
            actions[link.organisation_id].append(link.action)
    return actions
