"""Organisations, municipalities and bodies, with what every floor knows about them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.tables import show_table
from charter.models import Signature
from governance.choices import BodyKind
from governance.models import Body, ReportingDuty, Seat
from governance.permissions import Actor, Verb, may_see_meetings
from partners.filters import MunicipalityFilter
from partners.models import Contact, Municipality, Organisation
from partners.tables import MunicipalityTable
from workagenda.models import Action, ActionPartner, Connection
from workagenda.news import RoundNews, news_of_rounds


def any_organisation(actor: Actor, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.with_region(), slug=slug)


def any_municipality(actor: Actor, slug: str) -> Municipality:
    return get_object_or_404(Municipality.objects.with_region(), slug=slug)


def any_body(actor: Actor, slug: str) -> Body:
    return get_object_or_404(Body.objects.select_related("organisation", "parent", "source"), slug=slug)


@gate(open_to_all)
@require_safe
def organisation_list(request: PortalRequest) -> HttpResponse:
    """Signatories first, then everyone else that the documents name; no ranking."""
    signatures = Signature.objects.select_related("organisation__region").order_by("position")
    signed = [signature.organisation_id for signature in signatures]
    others = Organisation.objects.with_region().exclude(pk__in=signed)
    return render(request, "portal/organisation_list.html", {"signatures": signatures, "others": others})


@gate(open_to_all, any_organisation)
@require_safe
def organisation_detail(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What an organisation signed, leads and joins."""
    roles = ActionPartner.objects.filter(
        organisation=organisation, action__in=Action.objects.visible_to(request.actor)
    )
    context = {
        "organisation": organisation,
        "signatures": organisation.signatures.select_related("charter"),
        "led_themes": organisation.led_themes.select_related("theme", "region"),
        "roles": roles.select_related("action"),
        "contacts": _contacts(request, Contact.objects.filter(organisation=organisation)),
        "members": organisation.member_municipalities.all(),
        "bodies": Body.objects.filter(organisation=organisation),
    }
    return render(request, "portal/organisation_detail.html", context)


@gate(open_to_all)
@require_safe
def municipality_list(request: PortalRequest) -> HttpResponse:
    """All municipalities of the three regions."""
    filters = MunicipalityFilter(request.GET, queryset=Municipality.objects.with_region())
    table = show_table(request, MunicipalityTable, filters.answer)
    context = {"filter": filters, "table": table}
    return render(
        request, "portal/municipality_list.html", context, status=200 if filters.is_understood else 400
    )


@gate(open_to_all, any_municipality)
@require_safe
def municipality_detail(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """What touches one municipality: actions and connections."""
    actions = Action.objects.visible_to(request.actor).with_state_for(request.actor).for_list()
    ends = Connection.objects.filter(action__in=Action.objects.visible_to(request.actor))
    ends = ends.filter(from_place__municipality=municipality) | ends.filter(
        to_place__municipality=municipality
    )
    context = {
        "municipality": municipality,
        "actions": actions.filter(municipalities=municipality),
        "connections": ends.select_related("action", "from_place", "to_place"),
        "contacts": _contacts(request, Contact.objects.filter(municipality=municipality)),
    }
    return render(request, "portal/municipality_detail.html", context)


@gate(open_to_all)
@require_safe
def body_list(request: PortalRequest) -> HttpResponse:
    """The bodies by kind, and who informs whom."""
    bodies = list(Body.objects.select_related("organisation"))
    kinds = [(kind.label, [body for body in bodies if body.kind == kind]) for kind in BodyKind]
    context = {
        "kinds": [(label, members) for label, members in kinds if members],
        "duties": ReportingDuty.objects.select_related("from_body", "to_body", "source"),
    }
    return render(request, "portal/body_list.html", context)


@gate(open_to_all, any_body)
@require_safe
def body_detail(request: PortalRequest, body: Body) -> HttpResponse:
    """One body: its seats by function, its duties and decisions, and the actions it works on.

    Names, mail and phone are for participants; meetings for those who sit in the body.
    """
    sees_meetings = bool(may_see_meetings(request.actor, body))
    actions = Action.objects.visible_to(request.actor).with_state_for(request.actor).for_list()
    context = {
        "body": body,
        "seats": Seat.objects.active_on(request.actor.day).filter(body=body).with_contact(),
        "sees_people": request.actor.may(Verb.SEE_LIVE),
        "decisions": body.decisions.visible_outside() if not sees_meetings else body.decisions.all(),
        "duties": body.duties.select_related("to_body", "source"),
        "informed_by": body.informed_by.select_related("from_body", "source"),
        "meetings": body.meetings.all() if sees_meetings else (),
        "sees_meetings": sees_meetings,
        "actions": actions.filter(working_group=body),
        "rounds_news": _rounds_news(request, body),
    }
    return render(request, "portal/body_detail.html", context)


def _rounds_news(request: PortalRequest, body: Body) -> list[RoundNews]:
    """How far a working group is in the open rounds, for participants."""
    if body.kind != BodyKind.WORKING_GROUP or not request.actor.may(Verb.SEE_LIVE):
        return []
    return news_of_rounds(Action.objects.visible_to(request.actor).filter(working_group=body))


def _contacts(request: PortalRequest, contacts) -> list[Contact]:
    """Public offices for everyone; functions and addresses of officials for participants only."""
    if request.actor.may(Verb.SEE_LIVE):
        return list(contacts)
    return list(contacts.filter(is_public_office=True))
