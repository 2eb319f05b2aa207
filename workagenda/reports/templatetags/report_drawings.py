"""The drawings of a report, the same in documents and on pages."""

from typing import Any

from django import template

from brainport_portal.core.timelines import Timeline
from workagenda.reports import drawings
from workagenda.reports.content import ReportContent

register = template.Library()


@register.inclusion_tag("components/_rating_matrix.svg")
def rating_matrix(content: ReportContent) -> dict[str, Any]:
    """Goals by rating, a shape for every action; nothing without actions."""
    return {"matrix": drawings.rating_matrix(content)}


@register.simple_tag
def outlook_timeline(content: ReportContent) -> Timeline | None:
    """What is ahead, for the tag `timeline`; None when hardly anything has a date."""
    return drawings.outlook_timeline(content)
