"""The agenda, the list of actions and the page of one action."""

from typing import Any

from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brainport_portal.core.forms import TokenForm
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.tables import show_table
from governance.contacts import whom_to_ask
from governance.permissions import Actor, Verb
from workagenda.choices import AgendaStatus, PartnerRole, Rating, UpdateKind, UpdateState
from workagenda.domain import TAKE_BACK_WITHIN
from workagenda.filters import ActionFilter
from workagenda.first_round import first_round_for
from workagenda.models import Action, ProgressUpdate, WorkAgenda
from workagenda.overview import entry_to_come
from workagenda.permissions import may_flag, may_report, may_see_action
from workagenda.plan_history import plan_changes, with_plan_changes
from workagenda.tables import ActionTable
from workagenda.timeline import NEWEST, Timeline, timeline_of

from .attachments import attachments_of


@gate(open_to_all)
@require_safe
def agenda_current(request: PortalRequest) -> HttpResponse:
    """The agenda that runs now."""
    agenda = WorkAgenda.objects.filter(status=AgendaStatus.CURRENT).order_by("-start_year").first()
    if agenda is None:
        return render(request, "portal/nothing_yet.html", {"heading": _("Werkagenda")})
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
    # Asked only where no row has anything to show, so that it costs most readers nothing.
    first_round = None if table.shows_state else first_round_for(request.actor)
    if first_round:
        filters.not_offered = ("beoordeling", "fase")
        table = show_table(request, ActionTable, filters.answer, leave_out=ActionTable.STATE)
    context = {"filter": filters, "table": table, "legend": list(Rating), "first_round": first_round}
    return render(
        request, "workagenda/action_list.html", context, status=200 if filters.is_understood else 400
    )


def action_to_show(actor: Actor, code: str) -> Action:
    """The action with all that its page shows of the row itself."""
    actions = Action.objects.visible_to(actor).with_state_for(actor).for_list()
    if actor.may(Verb.SEE_LIVE):
        actions = with_plan_changes(actions.with_round().with_news(OuterRef("round_opens_on")))
    return get_object_or_404(actions.select_related("decides", "released_state", "source"), code=code)


@gate(may_see_action, action_to_show, is_public=True)
@require_safe
def action_detail(request: PortalRequest, action: Action) -> HttpResponse:
    """One action: its plan for everyone, its state live for participants and as released for visitors."""
    actor = request.actor
    is_live = actor.may(Verb.SEE_LIVE)
    partners = list(action.partners.select_related("organisation"))
    authorities = [partner for partner in partners if partner.role == PartnerRole.COMPETENT_AUTHORITY]
    context = {
        "action": action,
        "is_live": is_live,
        "released": getattr(action, "released_state", None),
        "to_ask": whom_to_ask(action.working_group, actor.day),
        "partners": [partner for partner in partners if partner not in authorities],
        "authorities": authorities,
        "connections": action.connections.select_related("from_place", "to_place"),
        "municipalities": action.municipalities.all(),
        "milestones": [(milestone, milestone.is_past_on(actor.day)) for milestone in action.milestones.all()],
        "kinds": action.kinds.all(),
        **attachments_of(actor, action),
        **(_live(request, action) if is_live else {}),
    }
    return render(request, "workagenda/action_detail.html", context)


def _live(request: PortalRequest, action: Action) -> dict[str, Any]:
    """What participants see: the state of now, the series of updates and the history of the plan."""
    whole = "alles" in request.GET
    timeline = timeline_of(action, request.actor, whole=whole)
    changes = plan_changes(action, request.actor) if action.has_plan_changes else []
    return {
        "timeline": timeline,
        "differs_from_released": timeline.differs_from(getattr(action, "released_state", None)),
        "plan_changes": changes if whole else changes[:NEWEST],
        "has_more_changes": len(changes) > NEWEST and not whole,
        "report_verdict": may_report(request.actor, action),
        "to_take_back": _to_take_back(request.actor, timeline),
        "confirm_form": TokenForm(),
        **_on_agenda(request.actor, action),
    }


def _on_agenda(actor: Actor, action: Action) -> dict[str, Any]:
    """Whether it is on an agenda of the taskforce, for who may put it there."""
    if not may_flag(actor, action):
        return {}
    return {"may_flag": True, "on_agenda": entry_to_come(action, actor.day)}


def _to_take_back(actor: Actor, timeline: Timeline) -> ProgressUpdate | None:
    """One's own confirmation of less than a minute ago."""
    latest = timeline.entries[0].update if timeline.entries else None
    if latest is None or latest.kind != UpdateKind.UNCHANGED or latest.author_id != actor.person.pk:
        return None
    is_fresh = timezone.now() - latest.created_at <= TAKE_BACK_WITHIN
    return latest if is_fresh and latest.state == UpdateState.APPROVED else None
