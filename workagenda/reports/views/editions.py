"""Editions: asking for one, watching it being made, releasing it and reading it."""

import logging
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from workagenda.reports import domain
from workagenda.reports.choices import Audience, EditionState
from workagenda.reports.models import Edition, Report
from workagenda.reports.permissions import may_assemble, may_see_edition

from .fetch import visible_edition, visible_report

logger = logging.getLogger(__name__)


@gate(may_assemble, visible_report)
@require_POST
def edition_queue(request: PortalRequest, report: Report) -> HttpResponse:
    """Asks for the AB edition; the task worker makes it."""
    try:
        domain.queue_edition(report, Audience.GENERAL_BOARD, by=request.actor)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("De AB-editie wordt gemaakt. U kunt intussen verder werken."))
    return redirect(report)


@gate(may_see_edition, visible_edition, is_public=True)
@require_safe
def edition_state(request: PortalRequest, edition: Edition) -> HttpResponse:
    """How far the edition is, as a fragment that asks again until it is done."""
    context = {"edition": edition, "report": edition.report, "may_assemble": may_assemble(request.actor)}
    return render(request, "reports/_edition.html", context)


@gate(may_assemble, visible_edition)
@require_POST
def edition_release(request: PortalRequest, edition: Edition) -> HttpResponse:
    """Makes the edition visible outside."""
    try:
        domain.release_edition(edition, by=request.actor)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("De editie is vrijgegeven en nu voor iedereen te lezen."))
    return redirect(edition.report)


@gate(may_see_edition, visible_edition, is_public=True)
@require_safe
def edition_pdf(request: PortalRequest, edition: Edition) -> FileResponse:
    """The stored file, byte for byte."""
    if edition.state != EditionState.READY:
        raise Http404
    try:
        file = edition.file.open("rb")
    except FileNotFoundError as missing:
        logger.exception("the file of edition %s is not in the storage", edition.uuid)
        raise Http404 from missing
    return FileResponse(file, filename=Path(str(edition.file)).name, content_type="application/pdf")
