"""Who is asking, worked out at most once per request and never kept longer."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from brainport_portal.core.http import PortalRequest

from .permissions import Actor


class ActorMiddleware:
    """Sets `request.actor`; lazy, so that public pages of visitors ask nothing."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: Actor.of(request.user))
        return self.get_response(request)
