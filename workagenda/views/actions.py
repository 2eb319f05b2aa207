"""The agenda, the list of actions and the page of one action."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from brainport_portal.core.forms import TokenForm
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.tables import show_table
from governance.permissions import Verb
from workagenda.choices import AgendaStatus, Rating
from workagenda.filters import ActionFilter
from workagenda.models import Action, ProgressUpdate, WorkAgenda
from workagenda.permissions import may_report, may_see_action, may_see_remark
from workagenda.tables import ActionTable
from workagenda.texts import texts_of

from .fetch import visible_action


@gate(open_to_all)
@require_safe
def agenda_current(request: PortalRequest) -> HttpResponse:
    """The agenda that runs now."""
    agenda = WorkAgenda.objects.filter(status=AgendaStatus.CURRENT).order_by("-start_year").first()
    if agenda is None:
        raise Http404
    return redirect(agenda)


@gate(open_to_all)
@require_safe
def agenda(request: PortalRequest, start: int, end: int) -> HttpResponse:
    """The agendas of two years, per theme and domain."""
    agendas = WorkAgenda.objects.filter(start_year=start).select_related("theme", "source")
    agendas = agendas.order_by("theme__number").prefetch_related(
        "theme__domains__working_group", "theme__domains__goals__theme"
    )
    if end != start + 1 or not agendas:
        raise Http404
    actions = Action.objects.visible_to(request.actor).with_state_for(request.actor).for_list()
    by_domain: dict[int, list[Action]] = {}
    for action in actions.filter(agenda__in=agendas):
        by_domain.setdefault(action.domain_id, []).append(action)
    themes = [
        (item, [(domain, by_domain.get(domain.pk, [])) for domain in item.theme.domains.all()])
        for item in agendas
    ]
    return render(request, "workagenda/agenda.html", {"themes": themes, "agenda": agendas[0]})


@gate(open_to_all)
@require_safe
def action_list(request: PortalRequest) -> HttpResponse:
    """Every action in sight, to filter and sort; nonsense in the filters is answered with 400."""
    actions = Action.objects.visible_to(request.actor).with_state_for(request.actor).for_list()
    filters = ActionFilter(request.GET, queryset=actions, request=request)
    table = show_table(request, ActionTable, filters.answer)
    context = {"filter": filters, "table": table, "legend": list(Rating)}
    return render(
        request, "workagenda/action_list.html", context, status=200 if filters.is_understood else 400
    )


@gate(may_see_action, visible_action, is_public=True)
@require_safe
def action_detail(request: PortalRequest, action: Action) -> HttpResponse:
    """One action: its plan for everyone, its state live for participants and as released for visitors."""
    is_live = request.actor.may(Verb.SEE_LIVE)
    updates = _updates(request, action)
    context = {
        "action": action,
        "is_live": is_live,
        "updates": updates,
        "current": _text_to_show(action, is_live),
        "open_update": next((update for update in updates if update.is_open), None),
        "report_verdict": may_report(request.actor, action),
        "partners": action.partners.select_related("organisation"),
        "connections": action.connections.select_related("from_place", "to_place"),
        "municipalities": action.municipalities.all(),
        "milestones": action.milestones.all(),
        "kinds": action.kinds.all(),
        "confirm_form": TokenForm(),
    }
    return render(request, "workagenda/action_detail.html", context)


def _updates(request: PortalRequest, action: Action) -> list[ProgressUpdate]:
    """The updates in sight, newest first, each with `words` and, where allowed, `remark`."""
    updates = list(
        action.updates.visible_to(request.actor)
        .with_people()
        .select_related("internal_remark")
        .latest_first()
    )
    words = texts_of(updates)
    for update in updates:
        update.words = words[update.pk]
        remark = getattr(update, "internal_remark", None)
        update.remark = remark.text if remark and may_see_remark(request.actor, update) else ""
    return updates


def _text_to_show(action: Action, is_live: bool) -> object:
    """What the page shows as the current state: words of the counted update, or what was released."""
    if not is_live:
        return getattr(action, "released_state", None)
    current = action.current_update
    return texts_of([current])[current.pk] if current else None
