"""Which actions meetings are asked to talk about."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.models import AgendaItem

from .plan import Action


class ActionOnAgenda(models.Model):
    """An action behind an item on the agenda of a meeting, and who put it there."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="action_link")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="agenda_links")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("actie op een agenda")
        verbose_name_plural = _("acties op agenda's")
        default_permissions = ()
        ordering = ["item__meeting__starts_on", "item__position", "pk"]

    def __str__(self) -> str:
        return f"{self.action.code}: {self.item.meeting}"
