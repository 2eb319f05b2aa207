"""Pages for when it goes wrong. What somebody typed is always in them."""

import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError
from django.forms import CharField
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from brainport_portal.core.gates import Refused
from brainport_portal.core.http import PortalRequest
from governance.contacts import WhomToAsk, whom_to_ask
from governance.permissions import Verb
from workagenda.forms import AttachmentForm, ReviewForm, UpdateForm
from workagenda.reports.forms import (
    AgendaItemForm,
    AnswerForm,
    LineForm,
    NoteForm,
    ReasonForm,
    RemarkForm,
    RoundForm,
    SectionsForm,
)

# The pages on which somebody writes. What other forms send, passwords among it, is not shown again.
WRITTEN_ON: dict[str, Any] = {
    "workagenda:update_edit": UpdateForm,
    "workagenda:update_correct": UpdateForm,
    "workagenda:update_review": ReviewForm,
    "workagenda:attachment_add": AttachmentForm,
    "reports:round_create": RoundForm,
    "reports:line_edit": LineForm,
    "reports:report_sections": SectionsForm,
    "reports:note_edit": NoteForm,
    "reports:remark_write": RemarkForm,
    "reports:remark_answer": AnswerForm,
    "reports:report_correct": ReasonForm,
    "reports:edition_withdraw": ReasonForm,
    "agenda_add": AgendaItemForm,
}
# What the buttons of those forms say.
BUTTONS = ("save", "submit", "approve", "return")


@dataclass(frozen=True)
class Typed:
    """What was in a refused POST: the texts with their labels, and whatever else the form holds.

    Whoever cannot save it now can copy it, or send it again from the page that says so.
    """

    url: str = ""
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.texts)


@requires_csrf_token
def forbidden(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, whom to ask and, after a POST, what was typed."""
    verdict = exception.verdict if isinstance(exception, Refused) else None
    ask = verdict.ask if verdict is not None else None
    context = {
        "heading": "" if request.user.is_authenticated else _("U bent uitgelogd"),
        "reason": verdict.reason if verdict is not None else "",
        "ask": ask,
        "to_ask": _to_ask(request, ask),
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
    typed = typed_text(request)
    if typed:
        explanation = _(
            "Dit komt bijvoorbeeld doordat u opnieuw hebt ingelogd. Verstuur uw tekst nog een keer."
        )
    else:
        explanation = _("Open de pagina opnieuw en probeer het nog eens.")
    context = {"heading": _("Dit formulier is verlopen"), "reason": explanation, "typed": typed}
    return render(request, "403.html", context, status=403)


@requires_csrf_token
def server_error(request: PortalRequest) -> HttpResponse:
    """500, or 503 when the database is away: a page that needs nothing that may be broken."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    context = {"typed": _typed_or_nothing(request), "csrf_token": get_token(request)}
    page = render_to_string("503.html" if is_away else "500.html", context)
    response = HttpResponse(page, status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = "30"
    return response


def _typed_or_nothing(request: PortalRequest) -> Typed:
    """The page must come, also when what was sent cannot be read."""
    try:
        return typed_text(request)
    except Exception:  # whatever it is, it is not worse than what went wrong before
        return Typed()


def typed_text(request: PortalRequest) -> Typed:
    """What somebody wrote in a POST from one of our own pages; nothing after a GET or from elsewhere."""
    if request.method != "POST" or not _is_from_here(request):
        return Typed()
    form = WRITTEN_ON.get(_page_of(request))
    if form is None:
        return Typed()
    chosen = [f"choose_{name}" for name in form.base_fields]
    fields = {**form.base_fields, **dict.fromkeys([*BUTTONS, *chosen])}
    sent = {name: request.POST[name] for name in fields if name in request.POST}
    labels = {name: str(item.label) for name, item in fields.items() if _is_written(item)}
    texts = [(name, labels[name], text) for name, text in sent.items() if name in labels and text.strip()]
    written = {name for name, _label, _text in texts}
    others = [(name, text) for name, text in sent.items() if name not in written]
    return Typed(request.get_full_path(), texts, others)


def _page_of(request: PortalRequest) -> str:
    """The name of the page that the request is for; it may have gone wrong before Django looked."""
    try:
        return (request.resolver_match or resolve(request.path_info)).view_name
    except Resolver404:
        return ""


def _is_written(item: Any) -> bool:
    return isinstance(item, CharField) and bool(item.label)


def _is_from_here(request: PortalRequest) -> bool:
    """Sent by a page of this portal: another site must not put words in somebody's mouth."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return not sender or urlsplit(sender).netloc == request.get_host()


def _to_ask(request: PortalRequest, body: Any) -> WhomToAsk | None:
    """Who can be asked about a body, for participants."""
    if body is None or not request.actor.may(Verb.SEE_LIVE):
        return None
    return whom_to_ask(body, request.actor.day)
