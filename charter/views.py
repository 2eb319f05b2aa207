"""The charter, word for word."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest

from .choices import ProvisionKind
from .models import Charter


@gate(open_to_all)
@require_safe
def charter(request: PortalRequest) -> HttpResponse:
    """Text, themes, goals, signatories, and what the charter is and is not."""
    text = Charter.objects.select_related("source").order_by("signed_on").first()
    if text is None:
        return render(request, "portal/nothing_yet.html", {"heading": _("Charter")})
    themes = text.themes.prefetch_related("goals__theme", "leads__organisation", "leads__region")
    provisions = list(text.provisions.select_related("source"))
    context = {
        "charter": text,
        "themes": themes,
        "signatures": text.signatures.select_related("organisation__region", "source"),
        "provisions": [
            (kind, [provision for provision in provisions if provision.kind == kind])
            for kind in ProvisionKind
        ],
    }
    return render(request, "charter/charter.html", context)
