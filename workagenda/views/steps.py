"""One click: confirm, take back, withdraw, put aside. With htmx the answer is the row, otherwise a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brainport_portal.core.forms import TokenForm, VersionForm
from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from workagenda import domain
from workagenda.models import Action, ProgressUpdate
from workagenda.permissions import may_change, may_report

from .fetch import visible_action, visible_update
from .mine import row_address, show_row


@gate(may_report, visible_action)
@require_POST
def update_confirm(request: PortalRequest, action: Action) -> HttpResponse:
    """What was reported last still holds today."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _answer(request, action, problem=_("Dit formulier is onvolledig. Probeer het opnieuw."))
    try:
        domain.confirm_unchanged(action, by=request.actor, token=form.cleaned_data["token"])
    except domain.WrongState as problem:
        return _answer(request, action, problem=str(problem))
    return _answer(
        request,
        action,
        done=_("Bevestigd: de laatste melding is nog actueel. U kunt dit een minuut terugdraaien."),
    )


@gate(may_change, visible_update)
@require_POST
def update_take_back(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """Undoes "nog actueel" within a minute."""
    try:
        domain.take_back_confirmation(update, by=request.actor)
    except domain.WrongState as problem:
        return _answer(request, update.action, problem=str(problem))
    return _answer(request, update.action, done=_("De bevestiging is teruggedraaid."))


@gate(may_change, visible_update)
@require_POST
def update_withdraw(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """A submitted update becomes a draft again."""
    done = _("De melding is weer een concept en kan worden aangepast.")
    return _change(request, update, domain.withdraw_submission, done, then="workagenda:update_edit")


@gate(may_change, visible_update)
@require_POST
def update_discard(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """A draft is put aside for good; its text stays in the history."""
    done = _("Het concept is opzijgezet. De tekst staat nog bij de meldingen van de actie.")
    return _change(request, update, domain.discard_draft, done, then="workagenda:action_detail")


def _change(
    request: PortalRequest, update: ProgressUpdate, verb: Any, done: str, *, then: str
) -> HttpResponse:
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    try:
        verb(update, by=request.actor, version=version)
    except domain.StaleUpdate:
        problem = _("Deze melding is intussen gewijzigd. Bekijk de nieuwe stand.")
        return _answer(request, update.action, problem=problem, then=then)
    except domain.WrongState as wrong:
        return _answer(request, update.action, problem=str(wrong), then=then)
    return _answer(request, update.action, done=done, then=then)


def _answer(
    request: PortalRequest,
    action: Action,
    *,
    done: str = "",
    problem: str = "",
    then: str = "workagenda:action_detail",
) -> HttpResponse:
    if request.htmx:
        return show_row(request, action, done=done, problem=problem)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    if request.GET.get("van") == "mijn-acties" and then == "workagenda:action_detail":
        return redirect(row_address(action))
    return redirect(then, code=action.code.lower())
