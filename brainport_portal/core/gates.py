"""The gate in front of every view: fetch what the URL names, ask the predicate, then call the view.

A view without a gate does not pass the matrix test. Out of sight is 404; in sight but not yours is 403
with the reason; a visitor who might be allowed after log-in is sent to the log-in page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .http import PortalRequest

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Verdict:
    """The answer of a predicate: true or false, with the reason when it is false.

    `ask` is the body that could help, shown with its contacts to those who may see them.
    """

    allowed: bool
    reason: str = ""
    ask: Any = None

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


class Refused(PermissionDenied):
    """A predicate said no; carries the verdict to the 403 page."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


def demand(verdict: Verdict) -> None:
    """Raises `Refused` unless `verdict` allows."""
    if not verdict:
        raise Refused(verdict)


Predicate = Callable[..., Verdict]


def gate(
    predicate: Predicate, fetch: Callable[..., Any] | None = None, *, is_public: bool = False
) -> Callable:
    """Decorates a view with its rule.

    A page that is not public asks for log-in before anything is fetched, for things that exist and things
    that do not alike, so that a link in a mail and a text typed in a lapsed session both find their way.

    `fetch(actor, **url_arguments)` returns the object or raises Http404; without it the predicate is
    asked about nothing but the actor and the URL arguments go to the view as they are.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def gated(request: PortalRequest, **arguments: Any) -> HttpResponse:
            if not (is_public or predicate is open_to_all or request.user.is_authenticated):
                return _ask_to_log_in(request)
            if fetch is None:
                verdict = predicate(request.actor)
                if refusal := _refuse(request, verdict):
                    return refusal
                return view(request, **arguments)
            obj = fetch(request.actor, **arguments)
            if refusal := _refuse(request, predicate(request.actor, obj)):
                return refusal
            return view(request, obj)

        gated.rule = predicate  # type: ignore[attr-defined]
        gated.is_public = is_public or predicate is open_to_all  # type: ignore[attr-defined]
        return gated

    return decorate


def _refuse(request: PortalRequest, verdict: Verdict) -> HttpResponse | None:
    if verdict:
        return None
    if request.user.is_authenticated:
        raise Refused(verdict)
    return _ask_to_log_in(request)


def _ask_to_log_in(request: PortalRequest) -> HttpResponse:
    """The log-in page; after a POST a refusal instead, because a redirect throws away what was typed."""
    if request.method in SAFE_METHODS:
        return redirect_to_login(request.get_full_path())
    raise Refused(
        Verdict(allowed=False, reason=_("U bent niet meer ingelogd. Log in en probeer het opnieuw."))
    )


def open_to_all(actor: Any, obj: Any = None) -> Verdict:
    """Public: everyone, also without an account."""
    return ALLOWED
