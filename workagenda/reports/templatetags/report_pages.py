"""Small look-ups for the pages of reports."""

import datetime
from typing import Any

from django import template

from brainport_portal.core.dates import display_date
from workagenda.choices import Rating

register = template.Library()


@register.filter
def count_of(figures: Any, rating: Rating) -> int:
    """How many actions have `rating`, from anything with `by_rating`."""
    return figures.by_rating.get(rating.value, 0)


@register.filter
def iso_day(text: str) -> str:
    """A stored ISO day in words, in the language of the page."""
    return display_date(datetime.date.fromisoformat(text)) if text else ""


@register.filter
def decided(lines: dict[str, Any], code: str) -> Any:
    """What the reporting coordinator decided about the action with `code`, or None."""
    return lines.get(code)
