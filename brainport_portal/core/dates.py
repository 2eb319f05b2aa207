"""Dates as people read them, never more exact than they are known."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .choices import Precision


def today() -> datetime.date:
    """The day in Amsterdam: 1 July 00:30 local time is 1 July, whatever UTC says."""
    return timezone.localdate()


def display_date(day: datetime.date | None, precision: str = Precision.DAY) -> str:
    """`day` in words at `precision`, in the active language; empty when the date is unknown."""
    if day is None:
        return ""
    match precision:
        case Precision.MONTH:
            return date_format(day, "F Y")
        case Precision.QUARTER:
            return _("%(quarter)se kwartaal %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}
        case Precision.HALF_YEAR:
            half = _("eerste helft van %(year)s") if day.month <= 6 else _("tweede helft van %(year)s")
            return half % {"year": day.year}
        case Precision.YEAR:
            return str(day.year)
        case Precision.AROUND:
            return _("rond %(month)s") % {"month": date_format(day, "F Y")}
    return date_format(day, "j F Y")
