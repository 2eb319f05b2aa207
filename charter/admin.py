"""The charter in the administration."""

from django.contrib import admin

from brainport_portal.core.admin_site import ReadOnlyAdmin

from .models import Charter, Goal, Provision, Signature, Theme, ThemeLead


@admin.register(Charter)
class CharterAdmin(ReadOnlyAdmin):
    list_display = ["title", "status", "signed_on"]


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    list_display = ["number", "name"]


@admin.register(ThemeLead)
class ThemeLeadAdmin(ReadOnlyAdmin):
    list_display = ["theme", "region", "organisation"]
    list_select_related = ["theme", "region", "organisation"]


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "text"]
    list_select_related = ["theme"]


@admin.register(Provision)
class ProvisionAdmin(ReadOnlyAdmin):
    list_display = ["code", "kind", "text"]
    list_filter = ["kind"]


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "signed_on", "capacity"]
    list_select_related = ["organisation"]
