"""Words that were searched for, marked in what was found."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from brainport_portal.core.search import Piece

register = template.Library()


@register.filter
def marks(pieces: Iterable[Piece]) -> SafeString:
    """The text of `pieces`, escaped, with a mark around what was found."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_found else text,) for text, is_found in pieces)
    )
