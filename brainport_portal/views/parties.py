"""Organisations, municipalities and bodies, with what every floor knows about them."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.tables import show_table
from brainport_portal.influence import influence_of
from brainport_portal.partner_pages import partner_rows, roles_in_actions, seats_of
from brainport_portal.region import actions_touching, connection_rows, locator_of
from governance.choices import BodyKind
from governance.models import AgendaItem, Body, Meeting, ReportingDuty, Seat
from governance.permissions import Actor, Verb, may_see_meetings
from partners.filters import MunicipalityFilter
from partners.models import Contact, Municipality, Organisation, Region
from partners.tables import MunicipalityTable
from workagenda.models import Action
from workagenda.news import RoundNews, news_of_rounds
from workagenda.reports.models import Edition

WITH_CONTACT = ("contact__organisation", "contact__municipality", "contact__user")


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
    signed, others = partner_rows(request.actor)
    return render(request, "portal/organisation_list.html", {"signed": signed, "others": others})


@gate(open_to_all, any_organisation)
@require_safe
def organisation_detail(request: PortalRequest, organisation: Organisation) -> HttpResponse:
    """What an organisation signed, leads and joins; who has a seat is named there, not as contact again."""
    seats = list(seats_of(request.actor, organisation))
    seated = [seat.contact.pk for seat in seats if seat.contact]
    contacts = Contact.objects.filter(organisation=organisation).exclude(pk__in=seated)
    context = {
        "organisation": organisation,
        "signatures": organisation.signatures.select_related("charter"),
        "led_themes": organisation.led_themes.select_related("theme", "region").order_by("theme__number"),
        "roles": roles_in_actions(request.actor, organisation),
        "seats": seats,
        "contacts": _contacts(request, contacts),
        "members": organisation.member_municipalities.all(),
        "bodies": Body.objects.filter(organisation=organisation),
    }
    return render(request, "portal/organisation_detail.html", context)


@gate(open_to_all)
@require_safe
def municipality_list(request: PortalRequest) -> HttpResponse:
    """All municipalities of the three regions, and ways in by region, network and border."""
    filters = MunicipalityFilter(request.GET, queryset=Municipality.objects.with_region())
    table = show_table(request, MunicipalityTable, filters.answer)
    context = {
        "filter": filters,
        "table": table,
        "regions": Region.objects.annotate(size=Count("municipalities")).order_by("position"),
        "networks": Organisation.objects.networks().annotate(size=Count("member_municipalities")),
    }
    return render(
        request, "portal/municipality_list.html", context, status=200 if filters.is_understood else 400
    )


@gate(open_to_all, any_municipality)
@require_safe
def municipality_detail(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """What touches one municipality, who represents it, and what its council can expect."""
    actor = request.actor
    actions = Action.objects.visible_to(actor).with_state_for(actor).for_list()
    editions = Edition.objects.visible_to(actor).released().council().filter(municipality=municipality)
    context = {
        "municipality": municipality,
        "locator": locator_of(municipality),
        "actions": actions_touching(actions, municipality),
        "connections": [row for row in connection_rows(actor) if municipality.pk in row.municipalities],
        "seats": _working_seats(actor, municipality),
        "sees_people": actor.may(Verb.SEE_LIVE),
        "influence": influence_of(municipality, actor.day),
        "editions": editions.select_related("report__round", "municipality")
        .defer("report__content")
        .order_by("-report__round__reference_date", "-pk"),
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
        "meetings": _meetings(request.actor, body) if sees_meetings else (),
        "sees_meetings": sees_meetings,
        "actions": actions.filter(working_group=body),
        "rounds_news": _rounds_news(request, body),
    }
    return render(request, "portal/body_detail.html", context)


def _meetings(actor: Actor, body: Body) -> QuerySet[Meeting]:
    """The meetings of a body with their agendas; an item about an action out of sight is left out."""
    is_in_sight = Q(action_link=None) | Q(action_link__action__in=Action.objects.visible_to(actor))
    items = AgendaItem.objects.filter(is_in_sight).select_related("action_link__action")
    return body.meetings.prefetch_related(Prefetch("agenda_items", items))


def _rounds_news(request: PortalRequest, body: Body) -> list[RoundNews]:
    """How far a working group is in the open rounds, for participants."""
    if body.kind != BodyKind.WORKING_GROUP or not request.actor.may(Verb.SEE_LIVE):
        return []
    return news_of_rounds(Action.objects.visible_to(request.actor).filter(working_group=body))


def _working_seats(actor: Actor, municipality: Municipality) -> QuerySet[Seat]:
    """The seats in working groups that people of the municipality hold today."""
    seats = Seat.objects.active_on(actor.day).filter(
        contact__municipality=municipality, body__kind=BodyKind.WORKING_GROUP
    )
    return seats.select_related("body", *WITH_CONTACT).order_by("body__position", "body__name", "role", "pk")


def _contacts(request: PortalRequest, contacts) -> list[Contact]:
    """Public offices for everyone; functions and addresses of officials for participants only."""
    if request.actor.may(Verb.SEE_LIVE):
        return list(contacts)
    return list(contacts.filter(is_public_office=True))
