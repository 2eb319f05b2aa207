"""What the taskforce looks at before it meets: a page, the same on one page of paper, and its agenda."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.pdf import OverLimit
from governance.models import Meeting
from governance.permissions import Actor
from workagenda import domain
from workagenda.models import Action, ActionOnAgenda
from workagenda.overview import Overview, overview_of, previous_meeting, usual_start
from workagenda.permissions import may_flag, may_oversee, may_take_off
from workagenda.reports.forms import OverviewForm
from workagenda.reports.live_overview import name_of, render_overview


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for: two days, and a region or theme."""

    actor: Actor
    form: OverviewForm

    @cached_property
    def previous(self) -> Meeting | None:
        """The meeting that the overview follows on, unless another day was asked."""
        return previous_meeting(self.actor.day)

    @cached_property
    def coming(self) -> Meeting | None:
        """The meeting that it is read for."""
        return Meeting.objects.of_taskforce().to_come(self.actor.day).first()

    @property
    def since(self) -> datetime.date:
        return self._given("van") or min(usual_start(self.actor.day), self.until)

    @property
    def until(self) -> datetime.date:
        return self._given("tot") or self.actor.day

    @cached_property
    def overview(self) -> Overview:
        actions = Action.objects.visible_to(self.actor)
        if region := self._given("regio"):
            actions = actions.touching_region(region)
        if theme := self._given("thema"):
            actions = actions.filter(agenda__theme=theme)
        return overview_of(actions, self.since, self.until)

    def _given(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_valid() else None


@gate(may_oversee)
@require_safe
def taskforce(request: PortalRequest) -> HttpResponse:
    """What changed since the previous meeting, what is stuck and what is asked."""
    form = OverviewForm(request.GET, day=request.actor.day)
    asked = Asked(request.actor, form)
    is_understood = form.is_valid() and not form.unknown_parameters
    context = {
        "form": form,
        "asked": asked,
        "overview": asked.overview if is_understood else None,
        "agenda": _agenda_of(asked.coming),
        "on_agenda": _on_agenda(asked.coming),
    }
    return render(request, "reports/taskforce.html", context, status=200 if is_understood else 400)


@gate(may_oversee)
@require_safe
def taskforce_pdf(request: PortalRequest) -> HttpResponse | FileResponse:
    """The same on one page, made at once and kept nowhere."""
    form = OverviewForm(request.GET, day=request.actor.day)
    if not form.is_valid() or form.unknown_parameters:
        return taskforce(request)
    overview = Asked(request.actor, form).overview
    try:
        pdf = render_overview(overview)
    except OverLimit:
        messages.error(request, _("Dit overzicht is te lang voor één pagina. Kies een regio of een thema."))
        return redirect(f"{reverse('taskforce')}?{request.GET.urlencode()}")
    return FileResponse(BytesIO(pdf.data), filename=name_of(overview), content_type="application/pdf")


def flagged_action(actor: Actor, code: str) -> Action:
    return get_object_or_404(Action.objects.visible_to(actor).select_related("working_group"), code=code)


def visible_entry(actor: Actor, code: str, pk: int) -> ActionOnAgenda:
    """An item about an action in sight."""
    entries = ActionOnAgenda.objects.select_related("item__meeting", "action__working_group")
    return get_object_or_404(entries, pk=pk, action=flagged_action(actor, code))


@gate(may_flag, flagged_action)
@require_POST
def agenda_add(request: PortalRequest, action: Action) -> HttpResponse:
    """Puts an action on the agenda of the coming meeting of the taskforce."""
    meeting = Meeting.objects.of_taskforce().to_come(request.actor.day).first()
    if meeting is None:
        messages.error(request, _("Er is nog geen volgend overleg van de taskforce gepland."))
        return _back(request, action)
    try:
        domain.put_on_agenda(action, meeting, by=request.actor)
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        told = _("%(code)s staat op de agenda van %(date)s.")
        messages.success(request, told % {"code": action.code, "date": meeting.display_date})
    return _back(request, action)


@gate(may_take_off, visible_entry)
@require_POST
def agenda_remove(request: PortalRequest, entry: ActionOnAgenda) -> HttpResponse:
    """Takes it off again."""
    try:
        domain.take_off_agenda(entry, by=request.actor)
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%s staat niet meer op de agenda.") % entry.action.code)
    return _back(request, entry.action)


def _back(request: PortalRequest, action: Action) -> HttpResponse:
    """To the page that the button was on, if it was one of ours."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if is_ours else action)


def _agenda_of(meeting: Meeting | None) -> list[Any]:
    if meeting is None:
        return []
    return list(meeting.agenda_items.select_related("action_link__action"))


def _on_agenda(meeting: Meeting | None) -> set[int]:
    """Keys of the actions that are on it already."""
    links = ActionOnAgenda.objects.filter(item__meeting=meeting) if meeting else ActionOnAgenda.objects.none()
    return set(links.values_list("action_id", flat=True))
