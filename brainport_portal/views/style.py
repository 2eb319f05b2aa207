"""The living style page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from brainport_portal.style_page import style_page
from governance.permissions import may_administer


@gate(may_administer)
@require_safe
def style(request: PortalRequest) -> HttpResponse:
    """Every component as the pages use it, from the same templates."""
    return render(request, "portal/style.html", style_page(request))
