"""Steps of a report, kinds of editions, and where each step leads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("concept")
    PARTNER_CHECK = "partner_check", _("bij partners ter controle")
    AGREED = "agreed", _("afgestemd")
    FROZEN = "frozen", _("vastgelegd")


# One step forward at a time, and back as long as nothing is frozen.
NEXT_STATUS: dict[str, frozenset[ReportStatus]] = {
    ReportStatus.DRAFT: frozenset({ReportStatus.PARTNER_CHECK}),
    ReportStatus.PARTNER_CHECK: frozenset({ReportStatus.DRAFT, ReportStatus.AGREED}),
    ReportStatus.AGREED: frozenset({ReportStatus.PARTNER_CHECK, ReportStatus.FROZEN}),
    ReportStatus.FROZEN: frozenset(),
}


class Confirmation(models.TextChoices):
    CONFIRMED = "confirmed", _("bevestigd in deze ronde")
    CARRIED = "carried", _("overgenomen")
    OMITTED = "omitted", _("weggelaten")


class CarriedReason(models.TextChoices):
    WAITS = "waits", _("wacht op akkoord")
    NO_NEWS = "no_news", _("nog geen melding")


class Change(models.TextChoices):
    """Which way a rating went since the previous report."""

    NONE = "none", _("niet gewijzigd")
    BETTER = "better", _("beter")
    WORSE = "worse", _("minder goed")
    FIRST = "first", _("nieuw beoordeeld")
    UNKNOWN = "unknown", _("geen inschatting meer")


class Section(models.TextChoices):
    """The free texts of a report, all optional; without them standard sentences stand there."""

    SUMMARY = "summary", _("Kernboodschap")
    RESULTS = "results", _("Belangrijkste resultaten")
    REQUEST = "request", _("Gevraagd")
    EXPLORATIONS = "explorations", _("Verkenningen")


class Audience(models.TextChoices):
    GENERAL_BOARD = "general_board", _("Algemeen Bestuur")
    COUNCIL = "council", _("gemeenteraad")
    TASKFORCE = "taskforce", _("taskforce")
    PC_BLOCK = "pc_block", _("blok voor de P&C-documenten")
    PORTFOLIO_HOLDERS = "portfolio_holders", _("portefeuillehoudersoverleg")
    PARTNER_BOARD = "partner_board", _("bestuur van een partner")
    PUBLIC = "public", _("openbaar")
    COVER_NOTE = "cover_note", _("oplegger voor het bestuursvoorstel")


# Editions that everybody may read once released; the taskforce edition never leaves the participants.
RELEASED_TO_ALL = (Audience.GENERAL_BOARD, Audience.COUNCIL, Audience.PUBLIC)

# Editions that hold every line of the report; a council edition holds those that matter to it.
TELLS_ALL_LINES = (Audience.GENERAL_BOARD, Audience.PUBLIC)


class EditionState(models.TextChoices):
    QUEUED = "queued", _("in de wachtrij")
    RENDERING = "rendering", _("wordt gemaakt")
    READY = "ready", _("klaar")
    FAILED = "failed", _("mislukt")
    CANCELLED = "cancelled", _("afgebroken")
