from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The ground: accounts, source documents and the doors to libraries."""

    name = "brainport_portal.core"
    label = "core"
    verbose_name = _("accounts en bronnen")
