"""Calendars that other programs follow: the one for everyone, and one's own behind a secret address."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from brainport_portal.calendar import personal_entries, public_entries
from brainport_portal.core.calendars import Entry, to_ics
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from workagenda import domain
from workagenda.domain.mail import address_of
from workagenda.models import CalendarAddress
from workagenda.permissions import may_have_calendar
from workagenda.views.preferences import chosen_form, show_preferences

NAME = "Brainport-Limburg-Kempen"


@gate(open_to_all)
@require_safe
def public_calendar(request: PortalRequest) -> HttpResponse:
    """What everyone may know is coming."""
    return _calendar(
        public_entries(), request, name=NAME, description="Openbare momenten van de samenwerking."
    )


def owner_of(actor: Actor, token: str) -> Actor:
    """The person whose calendar this is, as they are today; whoever may not have one any more has none."""
    digest = domain.calendar_digest(token)
    address = CalendarAddress.objects.filter(token_sha256=digest).select_related("user").first()
    owner = Actor.of(address.user, actor.day) if address else Actor(day=actor.day)
    if not may_have_calendar(owner):
        raise Http404
    return owner


@gate(open_to_all, owner_of)
@require_safe
def personal_calendar(request: PortalRequest, owner: Actor) -> HttpResponse:
    """One's own calendar; a program fetches it without log-in, so the address is the key."""
    response = _calendar(
        personal_entries(owner),
        request,
        name=f"{NAME}, mijn agenda",
        description="Overleg van uw organen, en mijlpalen en sluitingsdata van uw acties.",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _calendar(
    entries: Iterable[Entry], request: PortalRequest, *, name: str, description: str
) -> HttpResponse:
    data = to_ics(entries, name=name, description=description, day=request.actor.day)
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")


@gate(may_have_calendar)
@require_POST
def calendar_make(request: PortalRequest) -> HttpResponse:
    """Makes a new address and shows it once; the answer is the page itself, so it is kept nowhere."""
    token = domain.make_calendar_address(by=request.actor)
    address = address_of(reverse("personal_calendar", args=[token]))
    return show_preferences(request, chosen_form(request), new_address=address)


@gate(may_have_calendar)
@require_POST
def calendar_revoke(request: PortalRequest) -> HttpResponse:
    """Ends the address; programs that follow it find nothing from now on."""
    domain.revoke_calendar_address(by=request.actor)
    messages.success(request, _("Het adres werkt niet meer."))
    return redirect(reverse("workagenda:mail_preferences") + "#agenda")
