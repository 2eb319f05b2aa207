"""Bodies and seats in the administration; the few changes call the verbs.

Meetings and decisions are not here: they are for those who sit in the body.
"""

import datetime

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brainport_portal.core.admin import UserAdmin
from brainport_portal.core.admin_site import ReadOnlyAdmin
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.models import User

from . import domain
from .models import Body, Event, ReportingDuty, Seat
from .querysets import SeatQuerySet


@admin.register(Body)
class BodyAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "organisation"]
    list_filter = ["kind"]
    list_select_related = ["organisation"]
    search_fields = ["name"]


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    list_display = ["body", "role", "contact", "since", "until"]
    list_filter = ["role", "body"]
    list_select_related = ["body", "contact__organisation", "contact__municipality"]
    actions = ["end_seats"]

    @admin.action(description=gettext_lazy("Zetel beëindigen: gisteren was de laatste dag"))
    def end_seats(self, request: PortalRequest, queryset: SeatQuerySet) -> None:
        yesterday = request.actor.day - datetime.timedelta(days=1)
        running = list(queryset.not_ended_on(request.actor.day))
        for seat in running:
            domain.end_seat(seat, by=request.actor, last_day=max(seat.since, yesterday))
        messages.success(
            request, ngettext("%s zetel beëindigd.", "%s zetels beëindigd.", len(running)) % len(running)
        )


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["title", "happened_on", "precision", "status"]


@admin.register(ReportingDuty)
class ReportingDutyAdmin(ReadOnlyAdmin):
    list_display = ["text", "from_body", "to_body", "frequency"]
    list_select_related = ["from_body", "to_body"]


@admin.action(description=gettext_lazy("Account sluiten"))
def switch_off_accounts(model_admin: UserAdmin, request: PortalRequest, queryset: QuerySet[User]) -> None:
    """Closes accounts from the list of accounts; one's own is left alone."""
    for user in queryset.exclude(pk=request.actor.person.pk):
        domain.switch_off_account(user, by=request.actor)
    messages.success(request, _("De gekozen accounts zijn gesloten; uw eigen account blijft open."))


UserAdmin.actions = [switch_off_accounts]  # type: ignore[misc, list-item] # core cannot know the verb
