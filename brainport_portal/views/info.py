"""What this is, what happens with data about people, and how accessible it is. Texts stand in templates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from charter.choices import ProvisionKind
from charter.models import Charter, Provision


@gate(open_to_all)
@require_safe
def about(request: PortalRequest) -> HttpResponse:
    """The collaboration and the portal, with the limits in the words of their documents."""
    context = {
        "charter": Charter.objects.first(),
        "limits": Provision.objects.filter(kind=ProvisionKind.LIMIT),
    }
    return render(request, "portal/about.html", context)


@gate(open_to_all)
@require_safe
def privacy(request: PortalRequest) -> HttpResponse:
    """Which data about people the portal keeps, why, and what is still to be decided."""
    return render(request, "portal/privacy.html")


@gate(open_to_all)
@require_safe
def accessibility(request: PortalRequest) -> HttpResponse:
    """The accessibility statement, not yet assessed by anybody outside."""
    return render(request, "portal/accessibility.html")
