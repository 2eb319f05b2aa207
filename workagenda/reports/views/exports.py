"""Files for those who work on with a report: its lines as tables, and two Word documents.

They come straight from the frozen content: that takes milliseconds, gives the same bytes every time and
leaves nothing to store, queue or make again.
"""

import io

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.spreadsheets import write_csv, write_xlsx
from brainport_portal.core.word import write_docx
from workagenda.reports.exports import about_sheet, file_name, full_title, line_sheet, made_on
from workagenda.reports.models import Report
from workagenda.reports.permissions import may_see_lines, may_see_work
from workagenda.reports.word_documents import cover_note, pc_block

from .fetch import visible_report

OFFICE = "application/vnd.openxmlformats-officedocument"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
DOCX = f"{OFFICE}.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"


@gate(may_see_lines, visible_report, is_public=True)
@require_safe
def lines_xlsx(request: PortalRequest, report: Report) -> HttpResponse | FileResponse:
    """The lines of a frozen report as a workbook."""
    if not report.is_frozen:
        return _not_frozen(request)
    content = report.frozen_content
    sheets = (line_sheet(content), about_sheet(content, sha256=report.content_sha256))
    data = write_xlsx(sheets, title=full_title(content), made_on=made_on(content))
    return _file(data, file_name(content, "regels", "xlsx"), XLSX)


@gate(may_see_lines, visible_report, is_public=True)
@require_safe
def lines_csv(request: PortalRequest, report: Report) -> HttpResponse | FileResponse:
    """The same lines as plain rows."""
    if not report.is_frozen:
        return _not_frozen(request)
    content = report.frozen_content
    return _file(write_csv(line_sheet(content)), file_name(content, "regels", "csv"), CSV)


@gate(may_see_work, visible_report)
@require_safe
def pc_block_docx(request: PortalRequest, report: Report) -> HttpResponse | FileResponse:
    """The block for the regular P&C documents."""
    if not report.is_frozen:
        return _not_frozen(request)
    content = report.frozen_content
    return _file(write_docx(pc_block(content)), file_name(content, "pc-blok", "docx"), DOCX)


@gate(may_see_work, visible_report)
@require_safe
def cover_note_docx(request: PortalRequest, report: Report) -> HttpResponse | FileResponse:
    """The cover note of the proposal to the Algemeen Bestuur."""
    if not report.is_frozen:
        return _not_frozen(request)
    content = report.frozen_content
    return _file(write_docx(cover_note(content)), file_name(content, "oplegger", "docx"), DOCX)


def _file(data: bytes, name: str, content_type: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)


def _not_frozen(request: PortalRequest) -> HttpResponse:
    """409: figures of a live report change every day, and a file outlives the day."""
    context = {
        "heading": _("Deze rapportage is nog niet vastgelegd"),
        "reason": _(
            "Bestanden zijn er zodra de rapportage is vastgelegd. Tot die dag kan alles nog veranderen."
        ),
    }
    return render(request, "403.html", context, status=409)
