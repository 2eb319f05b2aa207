"""The administration under /beheer/: read-only, for administrators, but for a few verbs."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from .http import PortalRequest


class PortalAdminConfig(AdminConfig):
    default_site = "brainport_portal.core.admin_site.PortalAdminSite"


class PortalAdminSite(admin.AdminSite):
    """Django's admin behind the portal's own predicate instead of `is_staff`."""

    site_header = _("Beheer van het portaal")
    site_title = _("Beheer")
    index_title = _("Gegevens")
    enable_nav_sidebar = False

    def has_permission(self, request: PortalRequest) -> bool:
        return request.actor.is_administrator


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none; changes go through the verbs in `domain.py`."""

    def has_module_permission(self, request: PortalRequest) -> bool:
        return request.actor.is_administrator

    def has_view_permission(self, request: PortalRequest, obj: Any = None) -> bool:
        return request.actor.is_administrator

    def has_add_permission(self, request: PortalRequest) -> bool:
        return False

    def has_change_permission(self, request: PortalRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: PortalRequest, obj: Any = None) -> bool:
        return False
