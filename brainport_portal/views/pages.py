"""Home, sources and health."""

import datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.models import SourceDocument
from charter.models import Theme
from governance.models import Body, Event
from governance.permissions import Actor, Verb
from workagenda.choices import Rating
from workagenda.models import Action, ProgressUpdate, ReportingRound
from workagenda.reports.choices import RELEASED_TO_ALL
from workagenda.reports.models import Edition


@gate(open_to_all)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """What the collaboration is, and for who is logged in what waits for them."""
    actor = request.actor
    context: dict[str, object] = {
        "themes": Theme.objects.prefetch_related("goals__theme", "leads__organisation", "leads__region"),
        "events": Event.objects.order_by("-position")[:5],
        "editions": Edition.objects.released()
        .visible_to(actor)
        .select_related("report__round")
        .defer("report__content")[:3],
        "round": ReportingRound.objects.open().order_by("closes_on").first(),
        "released": _last_released(),
    }
    if actor.is_participant:
        context |= _desk(actor)
    return render(request, "portal/home.html", context)


def _last_released() -> dict[str, object] | None:
    """The figures of the report that was last released to all, which visitors may know."""
    editions = Edition.objects.released().filter(audience__in=RELEASED_TO_ALL).select_related("report")
    latest = editions.order_by("-report__round__reference_date", "-released_on").first()
    if latest is None:
        return None
    content = latest.report.frozen_content
    figures = [(rating, content.figures.by_rating[rating.value]) for rating in Rating]
    return {"figures": figures, "reference_date": datetime.date.fromisoformat(content.reference_date)}


def _desk(actor: Actor) -> dict[str, object]:
    """What waits for this person: the actions of their groups, and texts to review."""
    actions = Action.objects.reportable_by(actor).with_state_for(actor).for_list()
    return {
        "my_actions": actions.order_by(F("shown_as_of").asc(nulls_first=True), "code"),
        "my_open": ProgressUpdate.objects.open().filter(action__in=actions).select_related("action"),
        "waiting_count": ProgressUpdate.objects.waiting_for(actor).count(),
        "my_bodies": Body.objects.filter(pk__in=actor.bodies),
        "may_assemble": actor.may(Verb.ASSEMBLE),
        "may_administer": actor.may(Verb.ADMINISTER),
        "may_oversee": actor.may(Verb.SEE_REPORTS),
    }


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
