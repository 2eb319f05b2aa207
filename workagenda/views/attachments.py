"""Annexes: downloading one, and for the working group adding, removing and putting back."""

import logging
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.permissions import Actor
from workagenda import domain
from workagenda.choices import Visibility
from workagenda.forms import AttachmentForm
from workagenda.models import Action, Attachment
from workagenda.permissions import may_attach, may_change_attachment, may_see_attachment

from .fetch import visible_action

logger = logging.getLogger(__name__)

# A file of somebody else: whatever it is, the browser only stores it.
SANDBOX = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def visible_attachment(actor: Actor, code: str, uuid: uuid.UUID) -> Attachment:
    return _fetch(Attachment.objects.visible_to(actor), code, uuid)


def kept_attachment(actor: Actor, code: str, uuid: uuid.UUID) -> Attachment:
    return _fetch(Attachment.objects.kept_for(actor), code, uuid)


def _fetch(attachments: Any, code: str, uuid: uuid.UUID) -> Attachment:
    return get_object_or_404(
        attachments.select_related("action__working_group"), action__code=code, uuid=uuid
    )


def attachments_of(actor: Actor, action: Action) -> dict[str, Any]:
    """What `workagenda/_attachments.html` needs, in one query."""
    kept = list(action.attachments.kept_for(actor))
    return {
        "attachments": [attachment for attachment in kept if not attachment.is_removed],
        "may_attach": bool(may_attach(actor, action)),
        "has_removed_attachments": any(attachment.is_removed for attachment in kept),
    }


@gate(may_see_attachment, visible_attachment, is_public=True)
@require_safe
def attachment_download(request: PortalRequest, attachment: Attachment) -> HttpResponseBase:
    """The stored file, byte for byte, to keep and never to show; a file that is gone is said so."""
    try:
        file = attachment.file.open("rb")
        is_whole = attachment.file.size == attachment.size
    except FileNotFoundError:
        is_whole = False
    except OSError:
        logger.exception("the file of annex %s cannot be read", attachment.uuid)
        return _cannot_show(request, attachment, status=503)
    if not is_whole or attachment.kind is None:
        logger.error("the file of annex %s is not in the storage as it was put there", attachment.uuid)
        return _cannot_show(request, attachment, status=404)
    response = FileResponse(
        file, as_attachment=True, filename=attachment.file_name, content_type=attachment.content_type
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cannot_show(request: PortalRequest, attachment: Attachment, *, status: int) -> HttpResponse:
    context = {"attachment": attachment, "action": attachment.action}
    return render(request, "workagenda/attachment_missing.html", context, status=status)


@gate(may_attach, visible_action)
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_add(request: PortalRequest, action: Action) -> HttpResponse:
    """The form for one annex; what was typed stays in it, whatever goes wrong."""
    if request.method != "POST":
        return _show_form(request, action, AttachmentForm(widest=action.visibility))
    form = AttachmentForm(request.POST.dict(), request.FILES, widest=action.visibility)
    if not form.is_valid():
        return _show_form(request, action, form, status=422)
    try:
        attachment = domain.add_attachment(action, by=request.actor, **form.cleaned_data)
    except ValidationError as problem:
        return _refuse(request, action, form, problem, status=422)
    except domain.WrongState as problem:
        form.renew_token()
        return _refuse(request, action, form, str(problem), status=409)
    except domain.NotStored:
        full = _("Het bestand kon niet worden bewaard. Probeer het later opnieuw.")
        return _refuse(request, action, form, full, status=503)
    messages.success(request, _added(attachment))
    return redirect(action)


def _added(attachment: Attachment) -> str:
    if attachment.shown_visibility == Visibility.PUBLIC:
        return _("De bijlage is toegevoegd. Iedereen kan haar nu zien.")
    return _("De bijlage is toegevoegd.")


def _refuse(
    request: PortalRequest, action: Action, form: AttachmentForm, problem: Any, *, status: int
) -> HttpResponse:
    form.add_error(None, problem)
    return _show_form(request, action, form, status=status)


def _show_form(
    request: PortalRequest, action: Action, form: AttachmentForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "workagenda/attachment_form.html", {"action": action, "form": form}, status=status)


@gate(may_attach, visible_action)
@require_safe
def attachment_bin(request: PortalRequest, action: Action) -> HttpResponse:
    """The removed annexes of an action, to put back."""
    removed = action.attachments.kept_for(request.actor).removed().select_related("removed_by")
    return render(request, "workagenda/attachment_bin.html", {"action": action, "removed": removed})


@gate(may_change_attachment, kept_attachment)
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_remove(request: PortalRequest, attachment: Attachment) -> HttpResponse:
    """Asks first; a removed annex is out of sight and can be put back by the group."""
    action = attachment.action
    if request.method != "POST":
        context = {"attachment": attachment, "action": action}
        return render(request, "workagenda/attachment_remove.html", context)
    domain.remove_attachment(attachment, by=request.actor)
    messages.success(
        request, _("De bijlage is verwijderd. U kunt haar terugzetten bij 'Verwijderde bijlagen'.")
    )
    return redirect(action)


@gate(may_change_attachment, kept_attachment)
@require_POST
def attachment_restore(request: PortalRequest, attachment: Attachment) -> HttpResponse:
    """A removed annex is in sight again, of whom it was."""
    try:
        restored = domain.restore_attachment(attachment, by=request.actor)
    except domain.WrongState as problem:
        messages.error(request, str(problem))
        return redirect("workagenda:attachment_bin", code=attachment.action.code)
    messages.success(
        request,
        _("De bijlage is teruggezet. Zichtbaar voor: %(visibility)s.")
        % {"visibility": restored.shown_visibility.label},
    )
    return redirect(attachment.action)
