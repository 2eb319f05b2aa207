"""Reporting progress: the form, saving and submitting, and what happens when two write at once.

With htmx the answer is the row of "Acties van mijn werkgroep" with the form in it, otherwise a page.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brainport_portal.core.forms import VersionForm
from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from workagenda import domain
from workagenda.choices import UpdateKind
from workagenda.forms import UpdateForm
from workagenda.models import Action, ProgressUpdate, WorkingCopy
from workagenda.permissions import may_correct, may_report
from workagenda.writing import Company, Writing, texts_in

from .fetch import visible_action
from .mine import row_address, show_row

READ_OR_SEND = ["GET", "HEAD", "POST"]


def correctable(actor: Actor, uuid: uuid.UUID) -> ProgressUpdate:
    """The agreed change that `uuid`, or the correction with that uuid, is about."""
    updates = ProgressUpdate.objects.visible_to(actor).counted().with_people()
    update = get_object_or_404(updates.exclude(kind=UpdateKind.UNCHANGED), uuid=uuid)
    return update.refers_to or update


@gate(may_report, visible_action)
@require_http_methods(READ_OR_SEND)
def update_edit(request: PortalRequest, action: Action) -> HttpResponse:
    """The shared draft of an action; a submitted one is shown until it is reviewed or withdrawn."""
    writing = Writing.about(request.actor, action)
    if request.method == "POST":
        return _save(request, writing)
    if writing.update and writing.update.refers_to:
        return redirect("workagenda:update_correct", uuid=writing.update.refers_to.uuid)
    return _open(request, writing)


@gate(may_correct, correctable)
@require_http_methods(READ_OR_SEND)
def update_correct(request: PortalRequest, wrong: ProgressUpdate) -> HttpResponse:
    """A correction of an agreed update, drafted and reviewed like a change."""
    writing = Writing.about(request.actor, wrong.action, corrects=wrong)
    if request.method == "POST":
        return _save(request, writing)
    if writing.update and writing.update.refers_to != wrong:
        messages.info(request, _("Voor deze actie is al een melding in bewerking. Rond die eerst af."))
        return redirect("workagenda:update_edit", code=wrong.action.code.lower())
    return _open(request, writing)


def _open(request: PortalRequest, writing: Writing) -> HttpResponse:
    """The form to begin with: what was typed and not saved when there is such a text, else what stands."""
    copy = writing.copy
    if writing.update and not writing.update.is_editable:
        return _waiting(request, writing, copy)
    if copy is None or writing.says(copy):
        return _show(request, writing, writing.form(copy_version=copy.version if copy else 0))
    form = writing.restored(copy)
    is_old = copy.based_on_version != writing.version
    differences = writing.differences(form, copy.based_on_version) if is_old else []
    form.has_conflict = bool(differences)
    return _show(request, writing, form, copy=copy, differences=differences)


def _waiting(request: PortalRequest, writing: Writing, copy: WorkingCopy | None) -> HttpResponse:
    update = writing.update
    assert update is not None  # noqa: S101 # its caller has seen it
    context: dict[str, Any] = {
        "action": writing.action,
        "update": update,
        "copy": copy,
        "copy_texts": texts_in(copy) if copy else [],
        "withdraw_form": VersionForm(initial={"version": update.version}),
    }
    if request.htmx:
        return show_row(request, writing.action, **context)
    return render(request, "workagenda/update_waiting.html", context)


def _save(request: PortalRequest, writing: Writing) -> HttpResponse:
    form = writing.form(_with_choices(request.POST.dict(), writing))
    if not form.is_of(request.actor.person):
        return _of_another(request, writing, form)
    if not form.is_valid():
        return _refused(request, writing, form)
    data = form.cleaned_data
    try:
        saved = domain.report_progress(
            writing.action,
            by=request.actor,
            fields=form.content,
            version=data["version"],
            token=data["token"],
            remark=data["remark"],
            submit=form.is_submitting,
            corrects=writing.corrects,
            copy_version=data["copy_version"] or 0,
        )
    except domain.StaleUpdate:
        return _conflict(request, Writing.about(request.actor, writing.action, writing.corrects), form)
    except domain.WrongState as problem:
        form.add_error(None, str(problem))
        return _refused(request, writing, form)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _refused(request, writing, form)
    return _saved(request, writing.action, saved)


def _with_choices(data: dict[str, Any], writing: Writing) -> dict[str, Any]:
    """`data` with what stands now in the fields for which that was chosen after a conflict.

    Only when it is still the version that was chosen from; otherwise there is a new conflict to look at.
    """
    if data.get("version") != str(writing.version):
        return data
    chosen = {
        name: str(text) for name, text in writing.stored.items() if data.get(f"choose_{name}") == "stored"
    }
    return {**data, **chosen}


def _of_another(request: PortalRequest, writing: Writing, form: UpdateForm) -> HttpResponse:
    """The page was made for somebody who was logged in here before: nothing is filed, as theirs or ours."""
    message = _(
        "U bent nu ingelogd met een ander account dan waarmee u dit formulier opende. "
        "Log in met dat account, of kopieer uw tekst."
    )
    form.is_valid()
    form.add_error(None, message)
    return _show(request, writing, form, status=409)


def _saved(request: PortalRequest, action: Action, update: ProgressUpdate) -> HttpResponse:
    if update.is_editable:
        done = _("Opgeslagen als concept. De trekker ziet het pas als u indient.")
    else:
        done = _("Ingediend. Een trekker van de werkgroep kijkt de melding na.")
    if request.htmx:
        return show_row(request, action, done=done)
    messages.success(request, done)
    return redirect(row_address(action)) if _came_from_mine(request) else redirect(action)


def _came_from_mine(request: PortalRequest) -> bool:
    return request.GET.get("van") == "mijn-acties"


def _refused(request: PortalRequest, writing: Writing, form: UpdateForm) -> HttpResponse:
    """The form again with what is wrong with it."""
    keep_typed(writing, form)
    return _show(request, writing, form, status=422)


def _conflict(request: PortalRequest, writing: Writing, form: UpdateForm) -> HttpResponse:
    """Both texts side by side; the typed one stays in the form, which now starts from what stands."""
    keep_typed(writing, form)
    differences = writing.differences(form, form.cleaned_data["version"])
    form.start_again_from(writing.version)
    return _show(request, writing, form, differences=differences, status=409)


def keep_typed(writing: Writing, form: UpdateForm) -> None:
    """What was sent and could not be stored goes into the working copy, also without JavaScript."""
    data = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    if "version" not in data or "token" not in data:
        return  # not a form of ours
    try:
        copy = domain.keep_working_copy(
            writing.action,
            by=writing.actor,
            fields=form.typed,
            based_on_version=data["version"],
            copy_version=data.get("copy_version") or 0,
            token=data["token"],
            corrects=writing.corrects,
        )
    except (domain.StaleCopy, domain.CopyTooLong):
        return  # the text is on the page itself
    if copy:
        form.data = {**form.data, "copy_version": str(copy.version)}


def _show(
    request: PortalRequest, writing: Writing, form: UpdateForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "action": writing.action,
        "form": form,
        "update": writing.update,
        "start": writing.start,
        "corrects": writing.corrects,
        "company": Company.around(writing, writing.version),
        **_addresses(request, writing),
        **extra,
    }
    if request.htmx:
        return show_row(request, writing.action, status=status, **context)
    return render(request, "workagenda/update_form.html", context, status=status)


def _addresses(request: PortalRequest, writing: Writing) -> dict[str, str]:
    """Where the form and its working copy are sent, and the name by which radios outside it belong to it."""
    code = writing.action.code.lower()
    if writing.corrects:
        form_url = reverse("workagenda:update_correct", args=[writing.corrects.uuid])
        keep_url = reverse("workagenda:correction_keep", args=[writing.corrects.uuid])
    else:
        form_url = reverse("workagenda:update_edit", args=[code])
        keep_url = reverse("workagenda:copy_keep", args=[code])
    if _came_from_mine(request):
        form_url += "?van=mijn-acties"
    return {"form_url": form_url, "keep_url": keep_url, "form_id": f"melden-{code}"}
