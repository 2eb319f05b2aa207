"""The actions of one's working groups on one page, and one row of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from governance.models import Body
from governance.permissions import Actor, Verb
from workagenda import mine
from workagenda.models import Action, WorkingCopy
from workagenda.news import news_of_rounds
from workagenda.permissions import may_report, may_report_something

from .fetch import visible_action

ROWS = 50


@gate(may_report_something)
@require_safe
def my_actions(request: PortalRequest) -> HttpResponse:
    """What my groups report on, most urgent first; also the screen to fill in together in a meeting."""
    actor = request.actor
    groups = list(Body.objects.filter(pk__in=actor.bodies_where(Verb.REPORT)))
    chosen = _chosen_group(groups, request.GET.get("werkgroep"))
    asked = Action.objects.reportable_by(actor)
    if chosen:
        asked = asked.filter(working_group=chosen)
    page = Paginator(mine.with_state(actor, asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "groups": groups,
        "chosen": chosen,
        "page": page,
        "rows": mine.describe(actor, page.object_list),
        "rounds": news_of_rounds(asked),
        "lost_copies": WorkingCopy.objects.of(actor).exclude(action__in=Action.objects.reportable_by(actor)),
    }
    return render(request, "workagenda/my_actions.html", context)


def _chosen_group(groups: list[Body], slug: str | None) -> Body | None:
    """The group that the page is narrowed to, None for all; 404 for one that is not one's own."""
    if not slug:
        return None
    chosen = next((group for group in groups if group.slug == slug), None)
    if chosen is None:
        raise Http404
    return chosen


@gate(may_report, visible_action)
@require_safe
def my_row(request: PortalRequest, action: Action) -> HttpResponse:
    """One row as it stands now; without htmx as a page."""
    return show_row(request, action)


def show_row(request: PortalRequest, action: Action, /, *, status: int = 200, **context: Any) -> HttpResponse:
    """The row of `action` with what a view has to say about it: `done`, `problem`, or the open form."""
    # What a page asks by itself must not take the focus away from somebody.
    is_asked = "Background" not in request.headers
    context |= {"row": row_of(request.actor, action), "takes_focus": bool(request.htmx) and is_asked}
    template = "workagenda/_my_row.html" if request.htmx else "workagenda/my_row.html"
    return render(request, template, context, status=status)


def row_address(action: Action) -> str:
    """Where the row stands on the page of one's own actions."""
    return f"{reverse('workagenda:my_actions')}#actie-{action.code.lower()}"


def row_of(actor: Actor, action: Action) -> mine.MyAction:
    actions = mine.with_state(actor, Action.objects.reportable_by(actor))
    return mine.describe(actor, [get_object_or_404(actions, pk=action.pk)])[0]
