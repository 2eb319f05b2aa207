"""What a report says to each municipality: a list, and a form for one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from partners.models import Municipality
from workagenda.reports import domain
from workagenda.reports.assemble import build_content
from workagenda.reports.content import ReportContent
from workagenda.reports.forms import NoteForm
from workagenda.reports.models import Report
from workagenda.reports.permissions import may_assemble, may_see_note, may_write_note, municipality_of
from workagenda.reports.written import digest_of, stored_note

from .editions import conflict
from .fetch import visible_note, visible_report

Noted = tuple[Report, Municipality]


@gate(may_assemble, visible_report)
@require_safe
def note_list(request: PortalRequest, report: Report) -> HttpResponse:
    """Every municipality of the regions, those that something touches first."""
    content = build_content(report)
    touched = content.touched_municipalities
    context = {
        "report": report,
        "content": content,
        "touched": touched,
        "untouched": [row for row in content.municipalities if not row.is_touched],
        "without_note": [row for row in touched if not row.note],
    }
    return render(request, "reports/municipal_notes.html", context)


@gate(may_see_note, visible_note)
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: PortalRequest, noted: Noted) -> HttpResponse:
    """The note for one municipality; its contacts see this page of a report in the making and no other."""
    report, municipality = noted
    if request.method != "POST":
        stored = stored_note(report, municipality)
        return _show(request, noted, NoteForm(initial={**stored, "seen": digest_of(stored)}))
    form = NoteForm(request.POST.dict())
    if not form.is_valid():
        return _show(request, noted, form, status=422)
    try:
        domain.write_note(report, municipality, by=request.actor, **form.cleaned_data)
    except domain.StaleTexts as stale:
        return _show(request, noted, form, status=409, differences=conflict(form, stale))
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return _show(request, noted, form, status=409)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _show(request, noted, form, status=422)
    messages.success(request, _("Opgeslagen voor %s.") % municipality)
    if may_assemble(request.actor):
        return redirect("reports:note_list", report.uuid)
    return redirect("reports:note_edit", report.uuid, municipality.slug)


def _show(
    request: PortalRequest, noted: Noted, form: NoteForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    report, municipality = noted
    if municipality_of(request.actor) == municipality:
        form.speak_for(request.actor.person.contact.function)
    content = build_content(report)
    told = content.municipality(municipality.slug) if _knows(content, municipality) else None
    context |= {
        "report": report,
        "municipality": municipality,
        "form": form,
        "told": told,
        "may_assemble": may_assemble(request.actor),
        "may_write": may_write_note(request.actor, report, municipality),
        "lines": [line for line in content.lines if told and line.code in told.actions],
        "connections": [row for row in content.connections if told and row.number in told.connections],
    }
    return render(request, "reports/municipal_note_form.html", context, status=status)


def _knows(content: ReportContent, municipality: Municipality) -> bool:
    """Frozen reports of before schema 2 know no municipalities."""
    return any(row.slug == municipality.slug for row in content.municipalities)
