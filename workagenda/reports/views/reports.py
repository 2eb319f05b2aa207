"""The list of reports, and assembling one report."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import demand, gate, open_to_all
from brainport_portal.core.http import PortalRequest
from governance.permissions import Verb
from workagenda.choices import Rating
from workagenda.models import Action, ReportingRound
from workagenda.news import news_of_rounds
from workagenda.reports import domain
from workagenda.reports.assemble import build_content, reported_words
from workagenda.reports.choices import NEXT_STATUS, ReportStatus
from workagenda.reports.content import LineContent, ReportContent
from workagenda.reports.documents import DOCUMENTS, warnings
from workagenda.reports.figures import count_lines
from workagenda.reports.forms import (
    BoardForm,
    CheckForm,
    LineForm,
    RoundForm,
    SectionsForm,
    board_meetings,
)
from workagenda.reports.models import Edition, MunicipalNote, Report
from workagenda.reports.permissions import (
    may_assemble,
    may_preview,
    may_see_line,
    may_see_report,
    may_see_work,
    municipality_of,
)
from workagenda.reports.planning import usual_dates
from workagenda.reports.written import digest_of, stored_line, stored_sections

from .editions import conflict, editions_context, step
from .fetch import any_round, visible_line, visible_report
from .remarks import remarks_context, remarks_seen


@gate(open_to_all)
@require_safe
def report_list(request: PortalRequest) -> HttpResponse:
    """Released reports for everyone; rounds and reports in the making for those who work on them."""
    reports = Report.objects.visible_to(request.actor).select_related("round").latest_first()
    reports = reports.defer("content")
    sees_work = may_see_work(request.actor)
    context = {
        "rounds": ReportingRound.objects.annotate(
            has_report=Exists(Report.objects.filter(round=OuterRef("pk")))
        ),
        "editions_of": _editions_of(request, reports),
        "may_assemble": may_assemble(request.actor),
        "may_see_work": sees_work,
        "own_notes": _own_notes(request),
        "rounds_news": news_of_rounds(Action.objects.visible_to(request.actor)) if sees_work else (),
    }
    return render(request, "reports/report_list.html", context)


def _own_notes(request: PortalRequest) -> list[tuple[Report, MunicipalNote]]:
    """For who speaks for a municipality: every report in the making, with what it says there."""
    municipality = municipality_of(request.actor)
    if municipality is None:
        return []
    reports = Report.objects.in_the_making().select_related("round").latest_first()
    notes = {note.report_id: note for note in MunicipalNote.objects.filter(municipality=municipality)}
    return [
        (report, notes.get(report.pk) or MunicipalNote(report=report, municipality=municipality))
        for report in reports
    ]


def _editions_of(request: PortalRequest, reports: Any) -> list[tuple[Report, list[Edition]]]:
    editions: dict[int, list[Edition]] = {}
    for edition in Edition.objects.visible_to(request.actor).filter(report__in=reports):
        editions.setdefault(edition.report_id, []).append(edition)
    return [(report, editions.get(report.pk, [])) for report in reports]


@gate(may_assemble)
@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: PortalRequest) -> HttpResponse:
    """Plans a round, or only counts its dates back from the meeting of the board."""
    day = request.actor.day
    if request.method != "POST":
        return _show_round(request, RoundForm(initial=usual_dates(day)), BoardForm(day=day))
    board = BoardForm(request.POST, day=day)
    if "propose" in request.POST:
        return _show_round(request, _proposed_round(request, board), board, status=200 if board.plan else 422)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _show_round(request, form, board, status=422)
    domain.plan_round(by=request.actor, fields=form.cleaned_data)
    messages.success(request, _("De ronde is gepland."))
    return redirect("reports:report_list")


def _proposed_round(request: PortalRequest, board: BoardForm) -> RoundForm:
    """The form as it was typed, with the dates of the plan; nothing is checked yet."""
    typed: dict[str, Any] = {**request.POST.dict(), "agendas": request.POST.getlist("agendas")}
    typed["meetings"] = request.POST.getlist("meetings")
    if board.plan is not None:
        days = [board.plan.on("board"), board.plan.on("executive")]
        typed |= board.plan.round_dates
        typed["meetings"] += [str(meeting.pk) for meeting in board_meetings(*days)]
    return RoundForm(initial=typed)


def _show_round(
    request: PortalRequest, form: RoundForm, board: BoardForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "board": board, "plan": board.plan}
    return render(request, "reports/round_form.html", context, status=status)


@gate(may_assemble, any_round)
@require_POST
def round_open(request: PortalRequest, round_: ReportingRound) -> HttpResponse:
    return step(request, "reports:report_list", domain.open_round, round_, done=_("De ronde is open."))


@gate(may_assemble, any_round)
@require_POST
def round_close(request: PortalRequest, round_: ReportingRound) -> HttpResponse:
    return step(request, "reports:report_list", domain.close_round, round_, done=_("De ronde is gesloten."))


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


@gate(may_see_report, visible_report, is_public=True)
@require_safe
def report_detail(request: PortalRequest, report: Report) -> HttpResponse:
    """The report: its figures and editions for everyone in sight, its checklist for who works on it."""
    content = build_content(report)
    context = {
        "report": report,
        "content": content,
        "matrix": goal_matrix(content),
        "unassigned": count_lines(content.unassigned.lines) if content.unassigned.lines else None,
        "lines": _lines_to_check(request, content),
        "legend": list(Rating),
        **editions_context(request, report),
        **remarks_context(request, report),
        "may_see_work": may_see_work(request.actor),
        **_to_look_at(request, report, content),
        "next_steps": [step for step in ReportStatus if step in NEXT_STATUS[report.status]],
        "lines_decided": {line.action.code: line for line in report.lines.select_related("action")},
    }
    return render(request, "reports/report_detail.html", context)


def _to_look_at(request: PortalRequest, report: Report, content: ReportContent) -> dict[str, Any]:
    """Whether the previews are for the reader, and how much there is to look at before the freeze."""
    if not may_preview(request.actor):
        return {}
    audiences = () if report.is_frozen else DOCUMENTS
    found = {text for audience in audiences for text in warnings(content, audience)}
    return {"may_preview": True, "warning_count": len(found)}


def _lines_to_check(request: PortalRequest, content: ReportContent) -> list[LineContent]:
    """Every line for taskforce and reporter; coordinators check those of their own groups."""
    if request.actor.may(Verb.SEE_REPORTS):
        return list(content.lines)
    own = Action.objects.filter(working_group__in=request.actor.bodies_where(Verb.CHECK_LINES))
    codes = set(own.values_list("code", flat=True))
    return [line for line in content.lines if line.code in codes]


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
    if request.method != "POST":
        stored = stored_sections(report)
        form = SectionsForm(initial={**stored, "seen": digest_of(stored)})
        return _show_sections(request, report, form)
    form = SectionsForm(request.POST.dict())
    if not form.is_valid():
        return _show_sections(request, report, form, status=422)
    try:
        domain.write_sections(
            report, by=request.actor, texts=form.cleaned_data, seen=form.cleaned_data["seen"]
        )
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return _show_sections(request, report, form, status=409)
    except domain.StaleTexts as stale:
        differences = conflict(form, stale)
        return _show_sections(request, report, form, status=409, differences=differences)
    messages.success(request, _("De teksten zijn opgeslagen."))
    return redirect(report)


def _show_sections(
    request: PortalRequest, report: Report, form: SectionsForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"report": report, "form": form}
    return render(request, "reports/report_sections.html", context, status=status)


@gate(may_see_line, visible_line)
@require_http_methods(["GET", "HEAD", "POST"])
def line_edit(request: PortalRequest, line: tuple[Report, Action]) -> HttpResponse:
    """A text for this report only, or leaving the action out with a reason; who checks the line reads it."""
    report, action = line
    if request.method != "POST":
        stored = stored_line(report, action)
        form = LineForm(initial={**stored, "seen": digest_of(stored)})
        return _show_line(request, report, action, form)
    demand(may_assemble(request.actor))
    form = LineForm(request.POST.dict())
    if not form.is_valid():
        return _show_line(request, report, action, form, status=422)
    try:
        domain.decide_line(
            report, action, by=request.actor, is_omitted=_pressed(request), **form.cleaned_data
        )
    except domain.StaleTexts as stale:
        return _show_line(request, report, action, form, status=409, differences=conflict(form, stale))
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return _show_line(request, report, action, form, status=409)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _show_line(request, report, action, form, status=422)
    messages.success(request, _("Opgeslagen voor deze rapportage."))
    return redirect(report)


def _pressed(request: PortalRequest) -> bool | None:
    """Whether the button leaves the action out, takes it in, or only saves the text."""
    return True if "omit" in request.POST else False if "include" in request.POST else None


def _show_line(
    request: PortalRequest,
    report: Report,
    action: Action,
    form: LineForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    decided = report.lines.filter(action=action).first()
    context |= {"report": report, "action": action, "decided": decided, "form": form}
    context["words"] = reported_words(report, action)
    context["may_assemble"] = may_assemble(request.actor)
    context["was_told"] = decided is not None and domain.line_was_told(decided)
    return render(request, "reports/line_form.html", context, status=status)


@gate(may_assemble, visible_report)
@require_http_methods(["GET", "HEAD", "POST"])
def report_move(request: PortalRequest, report: Report) -> HttpResponse:
    """One step: to the partners, agreed, or back; freezing is the last step. Some steps ask something."""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        status = ReportStatus(sent.get("status", ""))
    except ValueError:
        messages.error(request, _("Onbekende stap."))
        return redirect(report)
    if status == ReportStatus.PARTNER_CHECK and report.status in (ReportStatus.DRAFT, status):
        return _to_partners(request, report)
    if status == ReportStatus.AGREED and "confirmed" not in sent and report.remarks.unsettled().exists():
        return _ask_about_remarks(request, report)
    if request.method != "POST":
        return redirect(report)
    if status == ReportStatus.FROZEN:
        done = _("De rapportage is vastgelegd. Zij verandert vanaf nu niet meer.")
        return step(request, report, domain.freeze, report, done=done)
    done = _("De rapportage is nu: %s.") % status.label
    return step(request, report, domain.move_report, report, status, done=done)


def _to_partners(request: PortalRequest, report: Report) -> HttpResponse:
    """Asks until which day partners check; for a report that is with them already, another day."""
    day = request.actor.day
    if "check_until" not in request.POST:
        form = CheckForm(day=day, initial={"check_until": domain.check_date_for(report, day)})
        return _ask(request, report, ReportStatus.PARTNER_CHECK, form=form)
    form = CheckForm(request.POST, day=day)
    if not form.is_valid():
        return render(request, "reports/report_move_check.html", {"report": report, "form": form}, status=422)
    until = form.cleaned_data["check_until"]
    done = _("De partners controleren tot en met %s. Wie controleert, krijgt een mail.") % display_date(until)
    if report.status == ReportStatus.PARTNER_CHECK:
        return step(request, report, partial(domain.change_check_date, check_until=until), report, done=done)
    move = partial(domain.move_report, check_until=until)
    return step(request, report, move, report, ReportStatus.PARTNER_CHECK, done=done)


def _ask_about_remarks(request: PortalRequest, report: Report) -> HttpResponse:
    """Agreeing with remarks that nobody dealt with is allowed, but said first."""
    return _ask(request, report, ReportStatus.AGREED, remarks=remarks_seen(request, report))


def _ask(request: PortalRequest, report: Report, status: ReportStatus, **context: Any) -> HttpResponse:
    """The page that asks what a step needs; after the button of a step by way of its address."""
    if request.method == "POST":
        url = reverse("reports:report_move", args=[report.uuid])
        return redirect(f"{url}?status={status.value}")
    template = "agreed" if status == ReportStatus.AGREED else "check"
    return render(request, f"reports/report_move_{template}.html", {"report": report, **context})
