"""Pages for when it goes wrong. What somebody typed is always in them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from brainport_portal.core.gates import Refused
from brainport_portal.core.http import PortalRequest
from governance.models import Seat
from governance.permissions import Verb

# Fields that are not somebody's text.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "token", "next", "password", "save", "submit"})


@requires_csrf_token
def forbidden(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, whom to ask and, after a POST, what was typed."""
    verdict = exception.verdict if isinstance(exception, Refused) else None
    ask = verdict.ask if verdict is not None else None
    context = {
        "reason": verdict.reason if verdict is not None else "",
        "ask": ask,
        "contacts": _contacts_of(request, ask),
        "typed": typed_text(request),
    }
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def csrf_failure(request: PortalRequest, reason: str = "") -> HttpResponse:
    """The form was too old, for example after logging in again in another tab."""
    explanation = _("Dit formulier is verlopen. Open de pagina opnieuw en verstuur uw tekst daarna nog eens.")
    return render(request, "403.html", {"reason": explanation, "typed": typed_text(request)}, status=403)


def typed_text(request: PortalRequest) -> list[tuple[str, str]]:
    """The texts in a refused POST, to copy from; empty after a GET."""
    if request.method != "POST":
        return []
    typed = request.POST.dict().items()
    return [(name, str(text)) for name, text in typed if str(text).strip() and name not in _NOT_TYPED]


def _contacts_of(request: PortalRequest, body: Any) -> list[Seat]:
    """The coordinators of a body, for participants."""
    if body is None or not request.actor.may(Verb.SEE_LIVE):
        return []
    return list(
        Seat.objects.active_on(request.actor.day).filter(body=body).coordinators().filled().with_contact()
    )
