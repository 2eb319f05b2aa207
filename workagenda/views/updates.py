"""Reporting progress: the form, confirming, withdrawing, and what happens when two write at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brainport_portal.core.dates import today
from brainport_portal.core.forms import TokenForm, VersionForm
from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from workagenda import domain
from workagenda.choices import UpdateKind
from workagenda.forms import UpdateForm
from workagenda.models import Action, ProgressUpdate
from workagenda.permissions import may_report, may_see_remark
from workagenda.texts import latest_words, text_of

from .fetch import visible_action, visible_update


@gate(may_report, visible_action)
@require_http_methods(["GET", "HEAD", "POST"])
def update_edit(request: PortalRequest, action: Action) -> HttpResponse:
    """The shared draft of an action; a submitted one is shown until it is reviewed or withdrawn."""
    update = _open_update(action)
    if update and update.refers_to and request.method != "POST":
        return redirect("workagenda:update_correct", uuid=update.refers_to.uuid)
    return _edit(request, action, update)


def _open_update(action: Action) -> ProgressUpdate | None:
    return action.updates.open().select_related("refers_to", "internal_remark", "author").first()


def _correctable(actor: Actor, uuid: Any) -> ProgressUpdate:
    """The agreed change that `uuid`, or the correction with that uuid, is about."""
    updates = ProgressUpdate.objects.visible_to(actor).counted().with_people()
    update = get_object_or_404(updates.exclude(kind=UpdateKind.UNCHANGED), uuid=uuid)
    return update.refers_to or update


def may_correct(actor: Actor, update: ProgressUpdate) -> Any:
    """Correcting is reporting: the members of the working group."""
    return may_report(actor, update.action)


@gate(may_correct, _correctable)
@require_http_methods(["GET", "HEAD", "POST"])
def update_correct(request: PortalRequest, wrong: ProgressUpdate) -> HttpResponse:
    """A correction of an agreed update, drafted and reviewed like a change."""
    action = wrong.action
    update = _open_update(action)
    if update and update.refers_to != wrong and request.method != "POST":
        messages.info(request, _("Voor deze actie is al een melding in bewerking. Rond die eerst af."))
        return redirect("workagenda:update_edit", code=action.code.lower())
    return _edit(request, action, update, corrects=wrong)


def _edit(
    request: PortalRequest,
    action: Action,
    update: ProgressUpdate | None,
    corrects: ProgressUpdate | None = None,
) -> HttpResponse:
    if request.method == "POST":
        return _save(request, action, update, corrects)
    if update is not None and not update.is_editable:
        context = {"action": action, "update": update, "withdraw_form": _version_form(update)}
        return render(request, "workagenda/update_waiting.html", context)
    start = update or (latest_words(corrects) if corrects else _last_text(action))
    form = UpdateForm(
        initial=_initial(request.actor, start, is_old=update is None and corrects is None),
        version=update.version if update else 0,
        is_correction=bool(corrects),
    )
    return _show(request, action, form, update=update, start=start, corrects=corrects)


def _save(
    request: PortalRequest, action: Action, update: ProgressUpdate | None, corrects: ProgressUpdate | None
) -> HttpResponse:
    initial = {"as_of": corrects.as_of} if corrects else {}
    form = UpdateForm(request.POST.dict(), is_correction=bool(corrects), initial=initial)
    if not form.is_valid():
        return _show(request, action, form, update=update, corrects=corrects, status=422)
    try:
        saved = domain.report_progress(
            action,
            by=request.actor,
            fields=form.content,
            version=form.cleaned_data["version"],
            token=form.cleaned_data["token"],
            remark=form.cleaned_data["remark"],
            submit=form.is_submitting,
            corrects=corrects,
        )
    except domain.StaleUpdate as stale:
        return _conflict(request, action, form, stale.current, corrects)
    except (domain.WrongState, ValidationError) as problem:
        form.add_error(None, str(problem) if isinstance(problem, domain.WrongState) else problem)
        return _show(request, action, form, update=update, corrects=corrects, status=422)
    return _saved(request, action, saved)


def _saved(request: PortalRequest, action: Action, update: ProgressUpdate) -> HttpResponse:
    if update.is_editable:
        messages.success(request, _("Opgeslagen als concept. De trekker ziet het pas als u indient."))
    else:
        messages.success(request, _("Ingediend. Een trekker van de werkgroep kijkt de melding na."))
    return redirect(action)


def _conflict(
    request: PortalRequest,
    action: Action,
    form: UpdateForm,
    current: ProgressUpdate | None,
    corrects: ProgressUpdate | None,
) -> HttpResponse:
    """Both texts side by side; the typed one stays in the form, which now starts from what stands."""
    form.start_again_from(current.version if current else 0)
    differences: list[tuple[Any, str]] = [
        (form[name], getattr(current, f"get_{name}_display", lambda name=name: getattr(current, name))())
        for name in ProgressUpdate.CONTENT_FIELDS
        if current and form.cleaned_data[name] != getattr(current, name)
    ]
    stored_remark = _remark_of(current, request.actor) if current else ""
    if current and form.cleaned_data["remark"] != stored_remark:
        differences.append((form["remark"], stored_remark))
    context = {"current": current, "differences": differences, "corrects": corrects}
    return _show(request, action, form, update=current, status=409, **context)


def _show(
    request: PortalRequest, action: Action, form: UpdateForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"action": action, "form": form}
    return render(request, "workagenda/update_form.html", context, status=status)


def _last_text(action: Action) -> ProgressUpdate | None:
    return text_of(action.current_update) if action.current_update else None


def _initial(actor: Actor, start: ProgressUpdate | None, *, is_old: bool) -> dict[str, Any]:
    """The fields to start from: those of the draft, or the last agreed words with the date of today."""
    if start is None:
        return {"as_of": today(), "rating": "not_rated"}
    initial = dict(start.content)
    if is_old:
        return {**initial, "as_of": today(), "request": ""}
    return {**initial, "remark": _remark_of(start, actor)}


def _remark_of(update: ProgressUpdate, actor: Actor) -> str:
    """The internal note of `update`, empty when there is none or `actor` may not read it."""
    remark = getattr(update, "internal_remark", None)
    return remark.text if remark and may_see_remark(actor, update) else ""


def _version_form(update: ProgressUpdate) -> VersionForm:
    return VersionForm(initial={"version": update.version})


@gate(may_report, visible_action)
@require_POST
def update_confirm(request: PortalRequest, action: Action) -> HttpResponse:
    """One click: what was reported last still holds today."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dit formulier is onvolledig. Probeer het opnieuw."))
        return redirect(action)
    try:
        domain.confirm_unchanged(action, by=request.actor, token=form.cleaned_data["token"])
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("Bevestigd: de laatste melding is nog actueel. U kunt dit een minuut terugdraaien.")
        )
    return redirect(action)


def may_change(actor: Actor, update: ProgressUpdate) -> Any:
    """Withdraw, put aside, take back: the members of the working group."""
    return may_report(actor, update.action)


@gate(may_change, visible_update)
@require_POST
def update_withdraw(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """A submitted update becomes a draft again."""
    return _change(
        request,
        update,
        domain.withdraw_submission,
        _("De melding is weer een concept en kan worden aangepast."),
    )


@gate(may_change, visible_update)
@require_POST
def update_discard(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """A draft is put aside for good."""
    return _change(request, update, domain.discard_draft, _("Het concept is opzijgezet."))


@gate(may_change, visible_update)
@require_POST
def update_take_back(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """Undoes "nog actueel" within a minute."""
    try:
        domain.take_back_confirmation(update, by=request.actor)
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("De bevestiging is teruggedraaid."))
    return redirect(update.action)


def _change(request: PortalRequest, update: ProgressUpdate, verb: Any, done: str) -> HttpResponse:
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        verb(update, by=request.actor, version=version)
    except domain.StaleUpdate:
        messages.error(request, _("Deze melding is intussen gewijzigd. Bekijk de nieuwe stand."))
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("workagenda:update_edit", code=update.action.code.lower())
