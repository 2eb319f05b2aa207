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
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.pdf import DocumentFailed, OverLimit
from governance.choices import ItemKind
from governance.models import Meeting
from governance.permissions import Actor
from workagenda import domain
from workagenda.models import Action, ActionOnAgenda
from workagenda.overview import (
    Overview,
    coming_meeting,
    entry_to_come,
    overview_of,
    previous_meeting,
    usual_start,
)
from workagenda.permissions import may_flag, may_oversee, may_take_off
from workagenda.reports.forms import AgendaItemForm, OverviewForm
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
        return coming_meeting(self.actor.day)

    @property
    def is_understood(self) -> bool:
        return self.form.is_valid() and not self.form.unknown_parameters

    @property
    def since(self) -> datetime.date:
        return self._given("van") or min(usual_start(self.actor.day), self.until)

    @property
    def until(self) -> datetime.date:
        return self._given("tot") or self.actor.day

    @property
    def is_usual(self) -> bool:
        return self.until == self.actor.day and self.since == usual_start(self.actor.day)

    @property
    def scope(self) -> list[str]:
        """In words, which actions are asked for when not all; Dutch, for a document."""
        with translation.override("nl"):
            region, theme = self._given("regio"), self._given("thema")
            return [*([f"regio {region}"] if region else []), *([f"thema {theme}"] if theme else [])]

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


def _asked(request: PortalRequest) -> Asked:
    asked = Asked(request.actor, OverviewForm(request.GET, day=request.actor.day))
    asked.form.initial["van"] = asked.since
    return asked


@gate(may_oversee)
@require_safe
def taskforce(request: PortalRequest) -> HttpResponse:
    """What changed since the previous meeting, what is stuck and what is asked."""
    asked = _asked(request)
    context = {
        "form": asked.form,
        "asked": asked,
        "overview": asked.overview if asked.is_understood else None,
        "agenda": _agenda_of(asked.coming),
        "on_agenda": _on_agenda(asked.coming),
    }
    return render(request, "reports/taskforce.html", context, status=200 if asked.is_understood else 400)


@gate(may_oversee)
@require_safe
def taskforce_pdf(request: PortalRequest) -> HttpResponse | FileResponse:
    """The same on one page, made at once and kept nowhere."""
    asked = _asked(request)
    if not asked.is_understood:
        return taskforce(request)
    overview = asked.overview
    try:
        pdf = render_overview(overview, scope=asked.scope)
    except (OverLimit, DocumentFailed):
        messages.error(request, _("Het document kon niet worden gemaakt. Kies een regio of een thema."))
        return redirect(f"{reverse('taskforce')}?{request.GET.urlencode()}")
    return FileResponse(
        BytesIO(pdf.data), filename=name_of(overview, asked.scope), content_type="application/pdf"
    )


def flagged_action(actor: Actor, code: str) -> Action:
    return get_object_or_404(Action.objects.visible_to(actor).select_related("working_group"), code=code)


def entry_or_gone(actor: Actor, code: str, pk: int) -> ActionOnAgenda:
    """An item about an action in sight; an unsaved one when it was taken off already."""
    action = flagged_action(actor, code)
    entries = ActionOnAgenda.objects.select_related("item__meeting", "action__working_group")
    return entries.filter(pk=pk, action=action).first() or ActionOnAgenda(action=action)


@gate(may_flag, flagged_action)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_add(request: PortalRequest, action: Action) -> HttpResponse:
    """Puts an action on the agenda of the coming meeting of the taskforce, with one click or in own words.

    There already, the words change; a click changes nothing.
    """
    meeting = coming_meeting(request.actor.day)
    in_own_words = "kind" in request.POST or "title" in request.POST
    if request.method != "POST" or in_own_words:
        return _agenda_page(request, action, meeting)
    if meeting is None:
        messages.error(request, _("Er is nog geen volgend overleg van de taskforce gepland."))
        return _back(request, action)
    try:
        domain.put_on_agenda(action, meeting, by=request.actor)
    except domain.WrongState as problem:
        messages.error(request, str(problem))
    else:
        _tell_on_agenda(request, action, meeting)
    return _back(request, action)


def _agenda_page(request: PortalRequest, action: Action, meeting: Meeting | None) -> HttpResponse:
    """The form in which somebody says what the meeting is asked; on an agenda already, what that one is."""
    entry = entry_to_come(action, request.actor.day)
    meeting = entry.item.meeting if entry else meeting
    context = {"action": action, "meeting": meeting, "entry": entry}
    if request.method != "POST":
        words = {"kind": entry.item.kind, "title": entry.item.title} if entry else {"kind": ItemKind.DISCUSS}
        form = AgendaItemForm(initial={**words, "seen": domain.wording_of(entry)})
        return render(request, "reports/agenda_item.html", {**context, "form": form})
    form, status = AgendaItemForm(request.POST.dict()), 422
    if form.is_valid() and meeting is not None:
        try:
            domain.word_agenda_item(action, meeting, by=request.actor, **form.cleaned_data)
        except domain.StaleItem as stale:
            form.start_again_from(domain.wording_of(stale.there))
            form.add_error(None, _told_stale(stale.there))
            status = 409
        except domain.WrongState as problem:
            form.add_error(None, str(problem))
            status = 409
        else:
            _tell_on_agenda(request, action, meeting)
            return redirect(action)
    return render(request, "reports/agenda_item.html", {**context, "form": form}, status=status)


def _told_stale(there: ActionOnAgenda | None) -> str:
    """What somebody else did meanwhile; what was typed stays in the form."""
    if there is None:
        return _("Iemand anders haalde deze actie van de agenda. Slaat u op, dan komt zij er weer op.")
    now = {"title": there.item.title, "kind": there.item.get_kind_display()}
    told = _("Iemand anders was u voor. Er staat nu: %(title)s (%(kind)s). Slaat u op, dan geldt uw versie.")
    return told % now


def _tell_on_agenda(request: PortalRequest, action: Action, meeting: Meeting) -> None:
    told = _("%(code)s staat op de agenda van %(date)s.")
    messages.success(request, told % {"code": action.code, "date": meeting.display_date})


@gate(may_take_off, entry_or_gone)
@require_POST
def agenda_remove(request: PortalRequest, entry: ActionOnAgenda) -> HttpResponse:
    """Takes it off again; asked twice, it is off."""
    try:
        if entry.pk:
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
