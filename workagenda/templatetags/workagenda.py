"""How ratings, phases and differences look: words, shapes and colours, in tables and templates alike."""

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from brainport_portal.core.dates import display_date, today
from workagenda.choices import Phase, Rating
from workagenda.differences import differences, only_space_differs

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


@register.inclusion_tag("components/_difference.html")
def difference(old: object, new: object) -> dict[str, Any]:
    """Where two texts differ, in words."""
    old, new = str(old or ""), str(new or "")
    return {"pieces": differences(old, new), "only_space": only_space_differs(old, new)}


@register.filter
def moment(at: datetime.datetime) -> str:
    """A moment in words: "vandaag om 14:32", or with its day."""
    at = timezone.localtime(at)
    time = date_format(at, "H:i")
    if at.date() == today():
        return _("vandaag om %(time)s") % {"time": time}
    return _("op %(day)s om %(time)s") % {"day": display_date(at.date()), "time": time}


register.filter("day", display_date)
