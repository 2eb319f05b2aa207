"""What a report says to each municipality: a list, and a form for one."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brainport_portal.core.gates import Verdict, gate
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from partners.models import Municipality
from workagenda.reports import domain
from workagenda.reports.assemble import build_content
from workagenda.reports.content import ReportContent
from workagenda.reports.forms import NoteForm
from workagenda.reports.models import Report
from workagenda.reports.permissions import may_assemble
from workagenda.reports.written import digest_of, stored_note

from .fetch import visible_report

Noted = tuple[Report, Municipality]


def visible_note(actor: Actor, uuid: uuid.UUID, slug: str) -> Noted:
    """A report and a municipality, which are public."""
    return visible_report(actor, uuid), get_object_or_404(Municipality, slug=slug)


def may_edit_note(actor: Actor, noted: Noted | None = None) -> Verdict:
    """Writing to municipalities is assembling."""
    return may_assemble(actor)


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


@gate(may_edit_note, visible_note)
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: PortalRequest, noted: Noted) -> HttpResponse:
    """The note for one municipality."""
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
        return _show(request, noted, form, status=409, differences=_differences(form, stale))
    except (domain.WrongStep, ValidationError) as problem:
        form.add_error(None, problem if isinstance(problem, ValidationError) else str(problem))
        return _show(request, noted, form, status=422)
    messages.success(request, _("Opgeslagen voor %s.") % municipality)
    return redirect("reports:note_list", report.uuid)


def _differences(form: NoteForm, stale: domain.StaleTexts) -> list[tuple[Any, str]]:
    """The fields that differ from what stands now, after which the form starts from that."""
    form.start_again_from(digest_of(stale.stored))
    typed = {name: str(form.cleaned_data.get(name) or "") for name in stale.stored}
    return [(form[name], stored) for name, stored in stale.stored.items() if typed[name] != stored]


def _show(
    request: PortalRequest, noted: Noted, form: NoteForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    report, municipality = noted
    content = build_content(report)
    told = content.municipality(municipality.slug) if _knows(content, municipality) else None
    context |= {
        "report": report,
        "municipality": municipality,
        "form": form,
        "told": told,
        "lines": [line for line in content.lines if told and line.code in told.actions],
        "connections": [row for row in content.connections if told and row.number in told.connections],
    }
    return render(request, "reports/municipal_note_form.html", context, status=status)


def _knows(content: ReportContent, municipality: Municipality) -> bool:
    """Frozen reports of before schema 2 know no municipalities."""
    return any(row.slug == municipality.slug for row in content.municipalities)
