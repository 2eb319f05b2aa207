"""The secret address of somebody's own calendar."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.models import User


class CalendarAddress(models.Model):
    """That somebody has a calendar to follow. The token in its address is stored as a hash only.

    One per person: a new address ends the old one. What the calendar shows is asked at every fetch, as
    that person, on that day.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_address")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    class Meta:
        verbose_name = _("agenda-adres")
        verbose_name_plural = _("agenda-adressen")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)
