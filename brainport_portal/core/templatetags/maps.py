"""The map of the connections, the same drawing in web pages and in documents."""

from collections.abc import Sequence
from typing import Any

from django import template

from brainport_portal.core import maps

register = template.Library()


@register.inclusion_tag("components/_connections_map.svg")
def connections_map(connections: Sequence[maps.ConnectionOnMap]) -> dict[str, Any]:
    """Draws `connections`; nothing when none of them has a place."""
    return {"map": maps.connections_map(connections)}
