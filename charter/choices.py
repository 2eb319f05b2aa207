"""Kinds of provisions in the charter and the proposal around it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProvisionKind(models.TextChoices):
    PRINCIPLE = "principle", _("uitgangspunt")
    LIMIT = "limit", _("grens")
    CONCERN = "concern", _("aandachtspunt")


class CharterStatus(models.TextChoices):
    PROPOSED = "proposed", _("voorgesteld")
    SIGNED = "signed", _("ondertekend")
    ENDED = "ended", _("beëindigd")
