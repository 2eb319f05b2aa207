"""The map of the border region."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.filters import MapFilter
from brainport_portal.region import boundary_sources, region_page
from partners.models import Municipality
from workagenda.models import Action


@gate(open_to_all)
@require_safe
def region(request: PortalRequest) -> HttpResponse:
    """Municipalities, connections and nodes, as a drawing and as tables; nonsense in a filter is 400."""
    municipalities = Municipality.objects.with_region().order_by("region__position", "name")
    filters = MapFilter(request.GET, queryset=municipalities)
    actions = Action.objects.visible_to(request.actor)
    if filters.theme:
        actions = actions.filter(agenda__theme=filters.theme)
    in_part = filters.is_about_municipalities or not filters.is_understood
    page = region_page(request.actor, filters.answer, actions, in_part=in_part)
    context = {"filter": filters, "page": page, "map": page.map, "boundary_sources": boundary_sources()}
    return render(request, "portal/map.html", context, status=200 if filters.is_understood else 400)
