"""An edition as a page: the same words as its PDF, from the same view and the same partials."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from workagenda.reports.choices import Audience, EditionState
from workagenda.reports.documents import DOCUMENTS, edition_body
from workagenda.reports.models import Edition
from workagenda.reports.permissions import may_see_edition

from .editions import gone
from .fetch import known_edition


@gate(may_see_edition, known_edition, is_public=True)
@require_safe
def edition_page(request: PortalRequest, edition: Edition) -> HttpResponse:
    """What the edition says, for who would rather read a page; 410 when it was withdrawn."""
    if edition.withdrawn_on:
        return gone(request, edition)
    audience = Audience(edition.audience)
    if edition.state != EditionState.READY or audience not in DOCUMENTS:
        raise Http404
    # The version that the file was made for: what both say is the same, the number printed in it is not.
    printed = Edition.objects.with_the_file_of(edition)[0].report
    slug = edition.municipality.slug if edition.municipality else ""
    body = edition_body(printed.frozen_content, audience, slug)
    context = {"edition": edition, "report": edition.report, "printed": printed, "body": body}
    return render(request, "reports/edition_page.html", context)
