"""Django's admin with the portal's own site. Apart from `apps.py`, where Django would take it for core's."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "brainport_portal.core.admin_site.PortalAdminSite"
