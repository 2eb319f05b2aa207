"""Editions: asking for them, watching them being made, releasing, withdrawing and reading them."""

import datetime
import logging
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from partners.models import Municipality
from workagenda.reports import domain
from workagenda.reports.choices import Audience, EditionState
from workagenda.reports.documents import DOCUMENTS
from workagenda.reports.edition_sets import EditionSet, sets_of
from workagenda.reports.forms import ReasonForm, SeenForm, SendingForm
from workagenda.reports.models import Edition, Report
from workagenda.reports.permissions import may_assemble, may_see_edition, may_see_report
from workagenda.reports.written import digest_of

from .fetch import known_edition, visible_edition, visible_report

logger = logging.getLogger(__name__)


def editions_context(request: PortalRequest, report: Report) -> dict[str, Any]:
    """What the block "Edities" of a report shows, in a fixed number of queries."""
    editions = list(Edition.objects.visible_to(request.actor).filter(report=report).in_order())
    for edition in editions:
        edition.report = report
    return {
        "report": report,
        "edition_sets": sets_of(editions),
        "progress": EditionSet(tuple(editions)),
        "may_assemble": may_assemble(request.actor),
        "has_correction": report.corrections.exists() if report.is_frozen else False,
        "later": Report.objects.visible_to(request.actor).later_versions_of(report).latest_first().first(),
        **(_wishes(editions) if may_assemble(request.actor) and report.is_frozen else {}),
    }


def _wishes(editions: list[Edition]) -> dict[str, Any]:
    """What can still be asked for: audiences without an edition, and municipalities."""
    audiences = {edition.audience for edition in editions}
    there = {edition.municipality_id for edition in editions}
    mre = set(Municipality.objects.filter(region__slug=domain.MRE_REGION).values_list("pk", flat=True))
    return {
        "audiences": [a for a in DOCUMENTS if a not in audiences and a != Audience.COUNCIL],
        "municipalities": Municipality.objects.exclude(pk__in=mre | (there - {None})),
        "mre_left": len(mre - there),
    }


@gate(may_see_report, visible_report, is_public=True)
@require_safe
def edition_list(request: PortalRequest, report: Report) -> HttpResponse:
    """How far the editions of a report are, as a fragment that asks again until they are done."""
    return render(request, "reports/_editions.html", editions_context(request, report))


@gate(may_assemble, visible_report)
@require_POST
def edition_queue(request: PortalRequest, report: Report) -> HttpResponse:
    """Asks for one edition, of the Algemeen Bestuur unless told otherwise; the task worker makes it."""
    audience = request.POST.get("audience", Audience.GENERAL_BOARD)
    municipality = Municipality.objects.filter(slug=request.POST.get("municipality", "")).first()
    if audience not in Audience.values or (audience == Audience.COUNCIL) != (municipality is not None):
        messages.error(request, _("Kies voor wie de editie is."))
        return redirect(report)
    done = _("De editie wordt gemaakt. U kunt intussen verder werken.")
    if audience == Audience.GENERAL_BOARD:
        done = _("De AB-editie wordt gemaakt. U kunt intussen verder werken.")
    options = {"municipality": municipality}
    return step(request, report, domain.queue_edition, report, Audience(audience), done=done, **options)


@gate(may_assemble, visible_report)
@require_POST
def council_set_queue(request: PortalRequest, report: Report) -> HttpResponse:
    """Asks for the council editions of all municipalities of the MRE."""
    done = _("De raadsedities worden gemaakt. U kunt intussen verder werken.")
    return step(request, report, domain.queue_council_set, report, done=done)


@gate(may_assemble, visible_report)
@require_POST
def editions_cancel(request: PortalRequest, report: Report) -> HttpResponse:
    """Takes back what is still in the queue."""
    count = domain.cancel_editions(report, by=request.actor)
    told = ngettext("%s editie is afgebroken.", "%s edities zijn afgebroken.", count)
    messages.success(request, told % count)
    return redirect(report)


@gate(may_assemble, visible_report)
@require_POST
def editions_retry(request: PortalRequest, report: Report) -> HttpResponse:
    """Asks again for what failed or was taken back."""
    done = _("De edities worden opnieuw gemaakt. U kunt intussen verder werken.")
    return step(request, report, domain.retry_editions, report, done=done)


@gate(may_assemble, visible_report)
@require_POST
def council_set_release(request: PortalRequest, report: Report) -> HttpResponse:
    """Makes every council edition that is ready visible outside."""
    done = _("De raadsedities die klaar zijn, zijn vrijgegeven en nu voor iedereen te lezen.")
    return step(request, report, domain.release_council_set, report, done=done)


@gate(may_assemble, visible_edition)
@require_POST
def edition_release(request: PortalRequest, edition: Edition) -> HttpResponse:
    """Makes the edition visible outside."""
    done = _("De editie is vrijgegeven en nu voor iedereen te lezen.")
    if edition.audience == Audience.TASKFORCE:
        done = _("De editie is vrijgegeven en nu te lezen voor wie de rapportages in voorbereiding ziet.")
    return step(request, edition.report, domain.release_edition, edition, done=done)


@gate(may_assemble, visible_edition)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_sending(request: PortalRequest, edition: Edition) -> HttpResponse:
    """Notes when a griffie or college sent the edition."""
    start = {"on": edition.sent_on or request.actor.day}
    form = SendingForm(request.POST) if request.method == "POST" else SendingForm(initial=start)
    if form.is_valid() and accepts(request, form, domain.note_sending, edition):
        messages.success(request, _("De verzending is genoteerd."))
        return redirect(edition.report)
    context = {"edition": edition, "report": edition.report, "form": form}
    return render(request, "reports/edition_sending.html", context, status=422 if form.is_bound else 200)


@gate(may_assemble, visible_edition)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_withdraw(request: PortalRequest, edition: Edition) -> HttpResponse:
    """Withdraws the edition for a reason; its addresses then say so."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepts(request, form, domain.withdraw_edition, edition):
        messages.success(request, _("De editie is ingetrokken."))
        return redirect(edition.report)
    context = {"edition": edition, "report": edition.report, "form": form}
    return render(request, "reports/edition_withdraw.html", context, status=422 if form.is_bound else 200)


@gate(may_see_edition, known_edition, is_public=True)
@require_safe
def edition_pdf(request: PortalRequest, edition: Edition) -> HttpResponse | FileResponse:
    """The stored file, byte for byte; 410 with the reason when it was withdrawn."""
    if edition.withdrawn_on:
        return gone(request, edition)
    if edition.state != EditionState.READY:
        raise Http404
    return stored_pdf(edition.file)


def gone(request: PortalRequest, edition: Edition) -> HttpResponse:
    """What every address of a withdrawn edition answers: 410, why, and what there is instead."""
    instead = Edition.objects.visible_to(request.actor).released().replacing(edition)
    reports = Report.objects.visible_to(request.actor).filter(pk=edition.report_id)
    context = {
        "edition": edition,
        "report": edition.report,
        "instead": instead.select_related("report").first(),
        "may_see_report": reports.exists(),
    }
    return render(request, "reports/edition_withdrawn.html", context, status=410)


def stored_pdf(file: Any) -> FileResponse:
    """The file as it is in the storage, or 404 when it is not there."""
    try:
        opened = file.open("rb")
    except FileNotFoundError as missing:
        logger.exception("%s is not in the storage", file.name)
        raise Http404 from missing
    return FileResponse(opened, filename=Path(str(file)).name, content_type="application/pdf")


def accepts(request: PortalRequest, form: Any, verb: Any, target: Any) -> bool:
    """Whether `verb` does what the form asks; if not, the form says why."""
    typed: dict[str, str | datetime.date] = form.cleaned_data
    try:
        verb(target, by=request.actor, **typed)
    except ValidationError as problem:
        form.add_error(None, problem)
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
    return not form.errors


def conflict(form: SeenForm, stale: domain.StaleTexts) -> list[tuple[Any, str]]:
    """The fields that differ from what stands now, after which the form starts from that."""
    form.start_again_from(digest_of(stale.stored))
    typed = {name: str(form.cleaned_data.get(name) or "") for name in stale.stored if name in form.fields}
    return [(form[name], stale.stored[name]) for name, text in typed.items() if text != stale.stored[name]]


def step(
    request: PortalRequest, target: Any, verb: Any, *args: Any, done: str, **options: Any
) -> HttpResponse:
    """Does one verb, tells how it went and goes back to `target`."""
    try:
        verb(*args, by=request.actor, **options)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(target)
