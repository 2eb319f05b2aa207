"""The request as this portal's views get it."""

from typing import Any

from django.http import HttpRequest


class PortalRequest(HttpRequest):
    """A request with what the middleware adds: the actor (governance) and htmx details. For typing only."""

    actor: Any
    htmx: Any
