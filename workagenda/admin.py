"""Agendas and domains in the administration.

Actions and updates are not here: administrators have no sight of drafts, notes or group-only actions.
"""

from django.contrib import admin

from brainport_portal.core.admin_site import ReadOnlyAdmin

from .models import Domain, WorkAgenda


@admin.register(WorkAgenda)
class WorkAgendaAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "status"]
    list_select_related = ["theme"]


@admin.register(Domain)
class DomainAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "kind", "working_group"]
    list_select_related = ["working_group"]
