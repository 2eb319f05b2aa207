"""What has left the house: the list of released editions, their archive copies, and whole sets at once."""

from collections.abc import Iterator
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.archives import stream_zip
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from workagenda.reports import domain
from workagenda.reports.forms import ReasonForm
from workagenda.reports.models import Edition, Report
from workagenda.reports.permissions import may_assemble

from .editions import accepts, stored_pdf
from .fetch import visible_edition, visible_report


@gate(open_to_all)
@require_safe
def archive(request: PortalRequest) -> HttpResponse:
    """Every edition that was released, also when it was withdrawn since, with version, hash and days."""
    editions = Edition.objects.known_to(request.actor).exclude(released_on=None)
    editions = editions.select_related("report__round", "municipality").defer("report__content")
    latest = editions.order_by(
        "-report__round__reference_date", "-report_id", "audience", "municipality__name", "pk"
    )
    context = {"editions": latest, "may_assemble": may_assemble(request.actor)}
    return render(request, "reports/archive.html", context)


@gate(may_assemble, visible_edition)
@require_safe
def archive_copy(request: PortalRequest, edition: Edition) -> FileResponse:
    """The archive copy, byte for byte, also of an edition that was withdrawn."""
    if not edition.archive_file:
        raise Http404
    return stored_pdf(edition.archive_file)


@gate(may_assemble, visible_edition)
@require_POST
def archive_copy_queue(request: PortalRequest, edition: Edition) -> HttpResponse:
    """Asks for the archive copy again, when it did not come."""
    try:
        domain.queue_archive_copy(edition, by=request.actor)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("De archiefkopie wordt gemaakt."))
    return redirect("reports:archive")


@gate(may_assemble, visible_report)
@require_safe
def council_zip(request: PortalRequest, report: Report) -> StreamingHttpResponse:
    """All council editions that are ready and not withdrawn, in one file."""
    editions = list(report.editions.council().ready().filter(withdrawn_on=None).in_order())
    if not editions:
        raise Http404
    name = f"raadsedities-{report.round.reference_date.isoformat()}-v{report.version}.zip"
    return StreamingHttpResponse(
        stream_zip(_members(editions)),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _members(editions: list[Edition]) -> Iterator[tuple[str, bytes]]:
    """The files one by one; each is read when it is its turn."""
    for edition in editions:
        with edition.file.open("rb") as file:
            yield Path(str(edition.file)).name, file.read()


@gate(may_assemble, visible_report)
@require_http_methods(["GET", "HEAD", "POST"])
def report_correct(request: PortalRequest, report: Report) -> HttpResponse:
    """Starts a corrected version of a frozen report."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and accepts(request, form, domain.correct_report, report):
        messages.success(request, _("De correctie is begonnen. Teksten en keuzes zijn overgenomen."))
        return redirect(report.corrections.get())
    context = {"report": report, "form": form}
    return render(request, "reports/report_correct.html", context, status=422 if form.is_bound else 200)
