"""The overview for the taskforce on one page of paper, in the words and form of the taskforce edition."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.pdf import Limits, RenderedPdf, render_pdf
from workagenda.overview import Overview


def render_overview(overview: Overview) -> RenderedPdf:
    """`overview` as PDF; the same overview gives the same bytes. Raises OverLimit."""
    with translation.override("nl"):
        html = render_to_string(
            "reports/pdf/taskforce_now.html", {"overview": overview, "contains_examples": has_demo_data()}
        )
    identifier = f"taskforce-{overview.since}-{overview.until}".encode()
    limits = Limits(seconds=settings.PDF_SECONDS, megabytes=settings.PDF_MEGABYTES)
    return render_pdf(html, identifier=identifier, limits=limits)
