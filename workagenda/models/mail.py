"""What people want to be mailed about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.models import User
from workagenda.choices import ReminderChoice


class MailPreference(models.Model):
    """What somebody wants to be mailed about; whoever has no row gets everything."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_preference")
    reminders = models.CharField(
        _("herinneringen bij een ronde"), max_length=10, choices=ReminderChoice, default=ReminderChoice.ALL
    )
    on_return = models.BooleanField(_("bericht als een melding terugkomt"), default=True)

    class Meta:
        verbose_name = _("mailvoorkeur")
        verbose_name_plural = _("mailvoorkeuren")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)
