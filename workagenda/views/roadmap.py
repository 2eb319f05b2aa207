"""The planning: what is to happen when, drawn and listed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from governance.permissions import Verb
from workagenda.filters import RoadmapFilter
from workagenda.models import Action
from workagenda.roadmap import roadmap_of


@gate(open_to_all)
@require_safe
def roadmap(request: PortalRequest) -> HttpResponse:
    """Two agenda years, one row per domain; who sees live states also sees what was reached."""
    actor = request.actor
    actions = Action.objects.visible_to(actor).with_state_for(actor)
    filters = RoadmapFilter(request.GET, queryset=actions, request=request)
    first_year = filters.first_year if filters.is_understood else filters.usual_year
    planned: Any = filters.answer.distinct() if filters.is_understood else filters.answer
    context = {
        "filter": filters,
        "roadmap": roadmap_of(
            planned, first_year=first_year, today=actor.day, shows_reached=actor.may(Verb.SEE_LIVE)
        ),
        "years": f"{first_year}–{first_year + 1}",
    }
    return render(request, "workagenda/roadmap.html", context, status=200 if filters.is_understood else 400)
