"""Pages for when it goes wrong. What somebody typed is always in them."""

from typing import Any

from django.forms import CharField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from brainport_portal.core.gates import Refused
from brainport_portal.core.http import PortalRequest
from governance.models import Seat
from governance.permissions import Verb
from workagenda.forms import ReviewForm, UpdateForm
from workagenda.reports.forms import LineForm, RoundForm, SectionsForm

# The forms in which somebody writes. What other forms send, passwords among it, is not shown again.
WRITTEN_IN = (UpdateForm, ReviewForm, RoundForm, LineForm, SectionsForm)


@requires_csrf_token
def forbidden(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, whom to ask and, after a POST, what was typed."""
    verdict = exception.verdict if isinstance(exception, Refused) else None
    ask = verdict.ask if verdict is not None else None
    context = {
        "heading": "" if request.user.is_authenticated else _("U bent uitgelogd"),
        "reason": verdict.reason if verdict is not None else "",
        "ask": ask,
        "contacts": _contacts_of(request, ask),
        "typed": typed_text(request),
    }
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def not_found(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """404: does not exist, or is out of sight. After a POST with what was typed."""
    return render(request, "404.html", {"typed": typed_text(request)}, status=404)


@requires_csrf_token
def bad_request(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """400: too large or broken to read."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def csrf_failure(request: PortalRequest, reason: str = "") -> HttpResponse:
    """The form was too old, for example after logging in again in another tab."""
    explanation = _("Dit formulier is verlopen. Open de pagina opnieuw en verstuur uw tekst daarna nog eens.")
    context = {"heading": _("Dit formulier is verlopen"), "reason": explanation, "typed": typed_text(request)}
    return render(request, "403.html", context, status=403)


def typed_text(request: PortalRequest) -> list[tuple[str, str]]:
    """The texts in a refused POST with the labels of their fields, to copy from; empty after a GET."""
    if request.method != "POST":
        return []
    written = [(label, request.POST.get(name, "")) for name, label in _labels_of_texts().items()]
    return [(label, text) for label, text in written if text.strip()]


def _labels_of_texts() -> dict[str, str]:
    fields = [(name, field) for form in WRITTEN_IN for name, field in form().fields.items()]
    return {name: str(field.label) for name, field in fields if isinstance(field, CharField) and field.label}


def _contacts_of(request: PortalRequest, body: Any) -> list[Seat]:
    """The coordinators of a body, for participants."""
    if body is None or not request.actor.may(Verb.SEE_LIVE):
        return []
    return list(
        Seat.objects.active_on(request.actor.day).filter(body=body).coordinators().filled().with_contact()
    )
