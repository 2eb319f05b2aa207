"""Choices that several floors share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    NL = "NL", _("Nederland")
    BE = "BE", _("België")


class Precision(models.TextChoices):
    """How exactly a date is known; the portal never shows a date more exactly than this."""

    DAY = "day", _("op de dag")
    MONTH = "month", _("in de maand")
    QUARTER = "quarter", _("in het kwartaal")
    HALF_YEAR = "half_year", _("in het halfjaar")
    YEAR = "year", _("in het jaar")
    AROUND = "around", _("rond de maand")
