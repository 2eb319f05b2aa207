"""The timeline."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest

from .models import Event


@gate(open_to_all)
@require_safe
def timeline(request: PortalRequest) -> HttpResponse:
    """What happened and what is planned, with dates no more exact than the documents know them."""
    return render(request, "governance/timeline.html", {"events": Event.objects.select_related("source")})
