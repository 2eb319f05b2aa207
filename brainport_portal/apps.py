from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: URLs, home, navigation, and the commands that need every floor."""

    name = "brainport_portal"
    label = "portal"
