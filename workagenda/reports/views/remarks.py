"""What partners say of a report while they check it, and what the reporting coordinator does with it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.choices import BodyKind
from governance.contacts import whom_to_ask
from governance.models import Body
from governance.permissions import Verb
from workagenda.models import Action
from workagenda.reports import domain
from workagenda.reports.forms import AnswerForm, RemarkForm
from workagenda.reports.models import PartnerRemark, Report
from workagenda.reports.permissions import may_answer_remark, may_remark
from workagenda.reports.written import digest_of, stored_answer

from .fetch import visible_remark, visible_report


@dataclass
class RemarkCounts:
    """How many remarks on one action, or on the whole report, are open and how many settled."""

    unsettled: int = 0
    settled: int = 0


@dataclass
class Remarks:
    """The remarks that somebody sees, those that are open first, with counts per action code."""

    unsettled: list[PartnerRemark] = field(default_factory=list)
    settled: list[PartnerRemark] = field(default_factory=list)
    counts: dict[str, RemarkCounts] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.unsettled or self.settled)


def remarks_context(request: PortalRequest, report: Report) -> dict[str, Any]:
    """What `_remarks.html` and the checklist need."""
    if not may_remark(request.actor, report):
        return {}
    return {
        "remarks": remarks_seen(request, report),
        "takes_remarks": report.takes_remarks_on(request.actor.day),
    }


def remarks_seen(request: PortalRequest, report: Report) -> Remarks:
    seen = Remarks()
    rows = report.remarks.visible_to(request.actor).select_related("action", "author__contact__organisation")
    for remark in rows.select_related("author__contact__municipality"):
        counts = seen.counts.setdefault(remark.action.code if remark.action else "", RemarkCounts())
        if remark.settled_at:
            counts.settled += 1
            seen.settled.append(remark)
        else:
            counts.unsettled += 1
            seen.unsettled.append(remark)
    return seen


@gate(may_remark, visible_report)
@require_http_methods(["GET", "HEAD", "POST"])
def remark_write(request: PortalRequest, report: Report) -> HttpResponse:
    """Says something of the report; when that is over, whom to ask instead."""
    actions = {action.code: action for action in _actions(request, report)}
    choices = [(code, f"{code} {action.title}") for code, action in actions.items()]
    if request.method != "POST":
        form = RemarkForm(actions=choices, initial={"action": request.GET.get("actie", "")})
        return _show_form(request, report, form)
    form = RemarkForm(request.POST, actions=choices)
    if not form.is_valid():
        return _show_form(request, report, form, status=422)
    action, text = actions.get(form.cleaned_data["action"]), form.cleaned_data["text"]
    try:
        domain.write_remark(report, by=request.actor, text=text, action=action)
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return _show_form(request, report, form, status=409)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _show_form(request, report, form, status=422)
    messages.success(request, _("Uw opmerking staat bij de rapportage."))
    return redirect(report)


def _actions(request: PortalRequest, report: Report) -> list[Action]:
    """The actions in the report that one may say something of."""
    actions = Action.objects.public().filter(agenda__in=report.round.agendas.all()).order_by("code")
    if not request.actor.may(Verb.SEE_REPORTS):
        actions = actions.filter(working_group__in=request.actor.bodies_where(Verb.CHECK_LINES))
    return list(actions)


def _show_form(
    request: PortalRequest, report: Report, form: RemarkForm, *, status: int = 200
) -> HttpResponse:
    reason = domain.reason_against_remarks(report, request.actor.day)
    secretariat = Body.objects.filter(kind=BodyKind.SECRETARIAT).first() if reason else None
    context = {
        "report": report,
        "form": form,
        "reason": reason,
        "to_ask": whom_to_ask(secretariat, request.actor.day) if secretariat else None,
    }
    return render(request, "reports/remark_form.html", context, status=status)


@gate(may_answer_remark, visible_remark)
@require_http_methods(["GET", "HEAD", "POST"])
def remark_answer(request: PortalRequest, remark: PartnerRemark) -> HttpResponse:
    """Answers a remark, settles it or opens it again."""
    stored = stored_answer(remark)
    if request.method != "POST":
        form = AnswerForm(initial={**stored, "seen": digest_of(stored)})
        return _show_answer(request, remark, form)
    form = AnswerForm(request.POST.dict())
    if not form.is_valid():
        return _show_answer(request, remark, form, status=422)
    try:
        domain.handle_remark(remark, by=request.actor, is_settled=_pressed(request), **form.cleaned_data)
    except domain.StaleTexts as stale:
        form.start_again_from(digest_of(stale.stored))
        remark.refresh_from_db()
        differences = [(form["answer"], stale.stored["answer"])]
        return _show_answer(request, remark, form, status=409, differences=differences)
    except domain.WrongStep as problem:
        form.add_error(None, str(problem))
        return _show_answer(request, remark, form, status=409)
    messages.success(request, _("Opgeslagen bij de opmerking."))
    return redirect(f"{remark.report.get_absolute_url()}#opmerkingen")


def _pressed(request: PortalRequest) -> bool | None:
    """Whether the button settles the remark, opens it again, or only saves the answer."""
    return True if "settle" in request.POST else False if "reopen" in request.POST else None


def _show_answer(
    request: PortalRequest, remark: PartnerRemark, form: AnswerForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"report": remark.report, "remark": remark, "form": form}
    return render(request, "reports/remark_answer.html", context, status=status)
