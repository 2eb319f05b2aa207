"""Home, sources and health."""

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.models import SourceDocument
from brainport_portal.desk import Desk, desk_of
from brainport_portal.front_page import front_page


@gate(open_to_all)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Whoever has a part in the collaboration gets the desk of their roles; everyone else the public home.

    `?openbaar` shows the public home to them too.
    """
    desk = Desk() if "openbaar" in request.GET else desk_of(request.actor)
    if desk:
        return render(request, "portal/desk.html", {"desk": desk})
    return render(request, "portal/home.html", front_page(request.actor))


@gate(open_to_all)
@require_safe
def sources(request: PortalRequest) -> HttpResponse:
    """The documents that the facts come from."""
    documents = SourceDocument.objects.select_related("source")
    return render(request, "portal/sources.html", {"documents": documents})


@gate(open_to_all)
@require_safe
def health(request: PortalRequest) -> HttpResponse:
    """For monitoring: 503 when the database is away, migrations wait, or examples are in production."""
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        misplaced = has_demo_data() and not settings.DEVELOPMENT
    except Exception:  # whatever the database throws, the answer is the same
        return JsonResponse({"database": "away"}, status=503)
    state = {"database": "ok", "migrations_waiting": waiting, "demo_data_in_production": misplaced}
    return JsonResponse(state, status=503 if waiting or misplaced else 200)


@gate(open_to_all)
def closed(request: PortalRequest, **arguments: str) -> HttpResponse:
    """A page of a library that this portal does not have."""
    raise Http404
