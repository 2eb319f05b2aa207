"""A line of time, the same drawing in web pages and in documents."""

from typing import Any

from django import template

from brainport_portal.core.timelines import Timeline

register = template.Library()


@register.inclusion_tag("components/_timeline.svg")
def timeline(line: Timeline | None) -> dict[str, Any]:
    """Draws `line`, made by `core.timelines.timeline`; nothing when it is None."""
    return {"line": line}
