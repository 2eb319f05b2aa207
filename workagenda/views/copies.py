"""Working copies: kept while typing, shown to their writer, thrown away on request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from workagenda import domain
from workagenda.forms import CopyForm
from workagenda.models import Action, ProgressUpdate, WorkingCopy
from workagenda.permissions import may_correct, may_discard_copy, may_keep_copies, may_report
from workagenda.writing import Company, Writing, texts_in

from .fetch import visible_action
from .updates import READ_OR_SEND, correctable


@gate(may_report, visible_action)
@require_http_methods(READ_OR_SEND)
def copy_keep(request: PortalRequest, action: Action) -> HttpResponse:
    """What is being typed about an action (POST), and what colleagues do meanwhile (both)."""
    return _keep(request, Writing.about(request.actor, action))


@gate(may_correct, correctable)
@require_http_methods(READ_OR_SEND)
def correction_keep(request: PortalRequest, wrong: ProgressUpdate) -> HttpResponse:
    """The same for a correction."""
    return _keep(request, Writing.about(request.actor, wrong.action, corrects=wrong))


def _keep(request: PortalRequest, writing: Writing) -> HttpResponse:
    if request.method != "POST":
        form = CopyForm(request.GET.dict())
        return _live(request, writing, form, writing.copy, status=200)
    form = CopyForm(request.POST.dict())
    if not form.is_of(request.actor.person):
        return _live(request, writing, form, None, problem="other", status=409)
    if not form.is_valid():
        return _live(request, writing, form, None, problem="broken", status=422)
    try:
        copy = domain.keep_working_copy(
            writing.action,
            by=request.actor,
            fields=form.typed,
            based_on_version=form.cleaned_data["version"],
            copy_version=form.cleaned_data["copy_version"] or 0,
            token=form.cleaned_data["token"],
            corrects=writing.corrects,
        )
    except domain.StaleCopy:
        return _live(request, writing, form, None, problem="elsewhere", status=409)
    except domain.CopyTooLong:
        return _live(request, writing, form, None, problem="long", status=422)
    return _live(request, writing, form, copy, status=200)


def _live(
    request: PortalRequest,
    writing: Writing,
    form: CopyForm,
    copy: WorkingCopy | None,
    *,
    status: int,
    problem: str = "",
) -> HttpResponse:
    form.is_valid()  # a poll has no token; what else it says is read all the same
    version = form.cleaned_data.get("version") or 0
    known = form.cleaned_data.get("copy_version") or 0
    # A poll tells of no copy but the one that the form itself made.
    is_own = copy is not None and (request.method == "POST" or copy.version == known)
    context = {
        "keep_url": request.path,
        "version": version,
        "copy": copy if is_own else None,
        "copy_version": copy.version if copy and is_own else known,
        "company": Company.around(writing, version),
        "problem": problem,
    }
    return render(request, "workagenda/_live.html", context, status=status)


@gate(may_keep_copies)
@require_safe
def copy_list(request: PortalRequest) -> HttpResponse:
    """Everything one typed and did not save, also where one may no longer save it."""
    copies = list(WorkingCopy.objects.of(request.actor).select_related("action", "corrects")[:100])
    visible = Action.objects.visible_to(request.actor).filter(working_copies__in=copies)
    reportable = set(visible.reportable_by(request.actor).values_list("pk", flat=True))
    rows = [(copy, copy.action_id in reportable, texts_in(copy)) for copy in copies]
    context = {"rows": rows, "visible": set(visible.values_list("pk", flat=True))}
    return render(request, "workagenda/copy_list.html", context)


def own_copy(actor: Actor, pk: int) -> WorkingCopy:
    return get_object_or_404(WorkingCopy.objects.of(actor).select_related("action", "corrects"), pk=pk)


@gate(may_discard_copy, own_copy)
@require_POST
def copy_discard(request: PortalRequest, copy: WorkingCopy) -> HttpResponse:
    """Throws away one's own unsaved text."""
    domain.discard_working_copy(copy, by=request.actor)
    messages.success(request, _("De niet opgeslagen tekst is weggegooid."))
    if request.POST.get("next") == "form" and copy.corrects:
        return redirect("workagenda:update_correct", uuid=copy.corrects.uuid)
    if request.POST.get("next") == "form":
        return redirect("workagenda:update_edit", code=copy.action.code.lower())
    return redirect("workagenda:copy_list")
