"""The list of reports, and assembling one report."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from workagenda.choices import Rating
from workagenda.models import Action, ReportingRound
from workagenda.reports import domain
from workagenda.reports.assemble import build_content, reported_words
from workagenda.reports.choices import NEXT_STATUS, ReportStatus, Section
from workagenda.reports.content import ReportContent
from workagenda.reports.forms import LineForm, RoundForm, SectionsForm
from workagenda.reports.models import Edition, Report
from workagenda.reports.permissions import may_assemble, may_see_report, may_see_work

from .fetch import any_round, visible_line, visible_report


@gate(open_to_all)
@require_safe
def report_list(request: PortalRequest) -> HttpResponse:
    """Released reports for everyone; rounds and reports in the making for those who work on them."""
    reports = Report.objects.visible_to(request.actor).select_related("round").latest_first()
    context = {
        "rounds": ReportingRound.objects.prefetch_related("agendas__theme", "reports"),
        "editions_of": _editions_of(request, reports),
        "may_assemble": may_assemble(request.actor),
        "may_see_work": may_see_work(request.actor),
    }
    return render(request, "reports/report_list.html", context)


def _editions_of(request: PortalRequest, reports: Any) -> list[tuple[Report, list[Edition]]]:
    editions: dict[int, list[Edition]] = {}
    for edition in Edition.objects.visible_to(request.actor).filter(report__in=reports):
        editions.setdefault(edition.report_id, []).append(edition)
    return [(report, editions.get(report.pk, [])) for report in reports]


@gate(may_assemble)
@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: PortalRequest) -> HttpResponse:
    """Plans a round."""
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "reports/round_form.html", {"form": form}, status=status)
    domain.plan_round(by=request.actor, fields=form.cleaned_data)
    messages.success(request, _("De ronde is gepland."))
    return redirect("reports:report_list")


@gate(may_assemble, any_round)
@require_POST
def round_open(request: PortalRequest, round_: ReportingRound) -> HttpResponse:
    return _step(request, "reports:report_list", domain.open_round, round_, done=_("De ronde is open."))


@gate(may_assemble, any_round)
@require_POST
def round_close(request: PortalRequest, round_: ReportingRound) -> HttpResponse:
    return _step(request, "reports:report_list", domain.close_round, round_, done=_("De ronde is gesloten."))


@gate(may_assemble, any_round)
@require_POST
def report_start(request: PortalRequest, round_: ReportingRound) -> HttpResponse:
    """Starts the report on a round."""
    try:
        report = domain.start_report(round_, by=request.actor)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
        return redirect("reports:report_list")
    messages.success(request, _("De rapportage is begonnen."))
    return redirect(report)


@gate(may_see_report, visible_report)
@require_safe
def report_detail(request: PortalRequest, report: Report) -> HttpResponse:
    """The report: its figures and editions for everyone in sight, its checklist for who works on it."""
    content = build_content(report)
    context = {
        "report": report,
        "content": content,
        "matrix": goal_matrix(content),
        "legend": list(Rating),
        "editions": Edition.objects.visible_to(request.actor).filter(report=report),
        "may_assemble": may_assemble(request.actor),
        "may_see_work": may_see_work(request.actor),
        "next_steps": [step for step in ReportStatus if step in NEXT_STATUS[report.status]],
        "lines_decided": {line.action.code: line for line in report.lines.select_related("action")},
    }
    return render(request, "reports/report_detail.html", context)


def goal_matrix(content: ReportContent) -> list[dict[str, Any]]:
    """Per theme the goals with their counts: the same `Figures` that the PDF prints."""
    return [
        {"theme": theme, "rows": [(goal, content.figures_of_goal(goal.code)) for goal in theme.goals]}
        for theme in content.themes
    ]


@gate(may_assemble, visible_report)
@require_http_methods(["GET", "HEAD", "POST"])
def report_sections(request: PortalRequest, report: Report) -> HttpResponse:
    """The free texts of the report."""
    stored = {text.section: text.text for text in report.texts.all()}
    form = SectionsForm(request.POST if request.method == "POST" else None, initial=stored)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(
            request, "reports/report_sections.html", {"report": report, "form": form}, status=status
        )
    try:
        for section in Section:
            domain.write_section(report, section, by=request.actor, text=form.cleaned_data[section.value])
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return render(request, "reports/report_sections.html", {"report": report, "form": form}, status=409)
    messages.success(request, _("De teksten zijn opgeslagen."))
    return redirect(report)


def may_edit_line(actor: Any, line: tuple[Report, Action]) -> Any:
    """Editing lines is assembling."""
    return may_assemble(actor)


@gate(may_edit_line, visible_line)
@require_http_methods(["GET", "HEAD", "POST"])
def line_edit(request: PortalRequest, line: tuple[Report, Action]) -> HttpResponse:
    """A text for this report only, or leaving the action out with a reason."""
    report, action = line
    decided = report.lines.filter(action=action).first()
    context = {
        "report": report,
        "action": action,
        "decided": decided,
        "words": reported_words(report, action),
    }
    if request.method != "POST":
        initial = (
            {"editorial_text": decided.editorial_text, "omission_reason": decided.omission_reason}
            if decided
            else {}
        )
        return render(request, "reports/line_form.html", {**context, "form": LineForm(initial=initial)})
    form = LineForm(request.POST)
    if form.is_valid() and _apply(request, report, action, form):
        messages.success(request, _("Opgeslagen voor deze rapportage."))
        return redirect(report)
    return render(request, "reports/line_form.html", {**context, "form": form}, status=422)


def _apply(request: PortalRequest, report: Report, action: Action, form: LineForm) -> bool:
    """Does what the pressed button says; False, with the errors in the form, when it cannot be."""
    try:
        if "omit" in request.POST:
            domain.omit_action(report, action, by=request.actor, reason=form.cleaned_data["omission_reason"])
        elif "include" in request.POST:
            domain.include_action(report, action, by=request.actor)
        else:
            domain.edit_line(
                report, action, by=request.actor, editorial_text=form.cleaned_data["editorial_text"]
            )
    except ValidationError as problem:
        form.add_error(None, problem)
        return False
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return False
    return True


@gate(may_assemble, visible_report)
@require_POST
def report_move(request: PortalRequest, report: Report) -> HttpResponse:
    """One step: to the partners, agreed, or back; freezing is the last step."""
    try:
        status = ReportStatus(request.POST.get("status", ""))
    except ValueError:
        messages.error(request, _("Onbekende stap."))
        return redirect(report)
    if status == ReportStatus.FROZEN:
        done = _("De rapportage is vastgelegd. Zij verandert vanaf nu niet meer.")
        return _step(request, report, domain.freeze, report, done=done)
    done = _("De rapportage is nu: %s.") % status.label
    return _step(request, report, domain.move_report, report, status, done=done)


def _step(request: PortalRequest, target: Any, verb: Any, *args: Any, done: str) -> HttpResponse:
    """Does one verb, tells how it went and goes back to `target`."""
    try:
        verb(*args, by=request.actor)
    except domain.WrongStep as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(target)
