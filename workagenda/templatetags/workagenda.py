"""How ratings and phases look: word, shape and colour, in tables and templates alike."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from brainport_portal.core.dates import display_date
from workagenda.choices import Phase, Rating

register = template.Library()


@register.simple_tag
def rating_mark(key: str) -> SafeString:
    """The rating with this key as a word with its mark; the mark is decoration, the word is the meaning."""
    rating = Rating(key or Rating.NOT_RATED)
    return format_html(
        '<span class="blk-rating blk-rating--{}">{}</span>', rating.value.replace("_", "-"), rating.label
    )


@register.simple_tag
def rating_label(key: str) -> str:
    """The rating with this key in words, in the language of the page."""
    return str(Rating(key or Rating.NOT_RATED).label)


@register.simple_tag
def phase_label(key: str) -> str:
    """The phase with this key in words, empty when unknown."""
    return str(Phase(key).label) if key else ""


register.filter("day", display_date)
