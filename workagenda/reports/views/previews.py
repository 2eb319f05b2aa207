"""Previews: what every edition would say now, from the same view and templates as the final document."""

import io
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import Verdict, gate
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.pdf import OverLimit
from governance.permissions import Actor
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience
from workagenda.reports.content import ReportContent
from workagenda.reports.documents import edition_body, warnings
from workagenda.reports.models import Report
from workagenda.reports.permissions import may_assemble, may_preview
from workagenda.reports.rendering import file_name, render_preview

from .fetch import visible_report

# The readers of an edition as its address names them.
READERS = {
    "ab": Audience.GENERAL_BOARD,
    "taskforce": Audience.TASKFORCE,
    "openbaar": Audience.PUBLIC,
    "raad": Audience.COUNCIL,
}


@dataclass(frozen=True)
class Preview:
    """What one edition of `report` would say now; `slug` names the municipality of a council edition."""

    report: Report
    content: ReportContent
    reader: str
    slug: str = ""

    @property
    def audience(self) -> Audience:
        return READERS[self.reader]

    @property
    def title(self) -> str:
        return self.content.municipality(self.slug).name if self.slug else str(self.audience.label)

    @property
    def warnings(self) -> list[str]:
        return warnings(self.content, self.audience, self.slug)

    @property
    def body(self) -> str:
        return edition_body(self.content, self.audience, self.slug)


def previewed(actor: Actor, uuid: uuid.UUID, reader: str, slug: str = "") -> Preview:
    """The preview that an address names, or 404 where the report knows no such reader."""
    report = visible_report(actor, uuid)
    content = build_content(report)
    if reader not in READERS or (READERS[reader] == Audience.COUNCIL) != bool(slug):
        raise Http404
    if slug and all(row.slug != slug for row in content.municipalities):
        raise Http404
    return Preview(report, content, reader, slug)


def may_read_preview(actor: Actor, preview: Preview | None = None) -> Verdict:
    return may_preview(actor)


@gate(may_preview, visible_report)
@require_safe
def preview_list(request: PortalRequest, report: Report) -> HttpResponse:
    """Every edition that can be made, with what had better be looked at first."""
    content = build_content(report)
    boards = [Preview(report, content, name) for name in READERS if name != "raad"]
    context: dict[str, Any] = {
        "report": report,
        "content": content,
        "may_assemble": may_assemble(request.actor),
        "boards": boards,
        "council_warnings": warnings(content, Audience.COUNCIL),
        "silent": [line for line in content.lines if line.confirmation == "carried"],
        "touched": content.touched_municipalities,
        "untouched": [row for row in content.municipalities if not row.is_touched],
    }
    return render(request, "reports/preview_list.html", context)


@gate(may_read_preview, previewed)
@require_safe
def preview_page(request: PortalRequest, preview: Preview) -> HttpResponse:
    """What the edition would say, as a page."""
    context = {"report": preview.report, "preview": preview}
    return render(request, "reports/preview_page.html", context)


@gate(may_read_preview, previewed)
@require_safe
def preview_pdf(request: PortalRequest, preview: Preview) -> HttpResponse | FileResponse:
    """The document itself, made at once and kept nowhere."""
    try:
        pdf = render_preview(preview.content, preview.audience, preview.slug)
    except OverLimit:
        messages.error(request, _("Deze proef duurt te lang. Lees de pagina, of kort de langste teksten in."))
        return redirect("reports:preview_list", preview.report.uuid)
    name = f"proef-{file_name(preview.content, preview.audience, preview.slug)}"
    return FileResponse(io.BytesIO(pdf.data), filename=name, content_type="application/pdf")
