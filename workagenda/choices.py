"""Phases, ratings, causes and states: fixed keys, with label, shape, colour and next steps beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgendaStatus(models.TextChoices):
    DRAFT = "draft", _("concept")
    CURRENT = "current", _("lopend")
    CLOSED = "closed", _("afgesloten")


class DomainKind(models.TextChoices):
    CLUSTER = "cluster", _("innovatiecluster")
    SPATIAL = "spatial", _("ruimtelijk-economisch domein")
    EXPLORATION = "exploration", _("verkenning")


class Kind(models.TextChoices):
    """What sort of action it is; one action can be several."""

    PROJECT = "project", _("project")
    KNOWLEDGE_SHARING = "knowledge_sharing", _("kennisdeling")
    EXPLORATION = "exploration", _("verkenning")
    QUICK_WIN = "quick_win", _("quick-win")
    LOBBY = "lobby", _("lobby")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("openbaar")
    PARTNERS = "partners", _("partners")
    WORKING_GROUP = "working_group", _("alleen werkgroep")


class PartnerRole(models.TextChoices):
    LEAD = "lead", pgettext_lazy("partner", "trekker")
    CO_LEAD = "co_lead", _("medetrekker")
    EXECUTOR = "executor", _("uitvoerder")
    INVOLVED = "involved", _("betrokken")
    COMPETENT_AUTHORITY = "competent_authority", _("bevoegd gezag")


class Phase(models.TextChoices):
    """Where an action is; says nothing about how it goes."""

    PROPOSED = "proposed", _("voorgesteld")
    NOT_STARTED = "not_started", _("niet gestart")
    IN_PREPARATION = "in_preparation", _("in voorbereiding")
    IN_PROGRESS = "in_progress", _("in uitvoering")
    COMPLETED = "completed", _("afgerond")
    ON_HOLD = "on_hold", _("gepauzeerd")
    DROPPED = "dropped", _("vervallen")


class Rating(models.TextChoices):
    """How an action goes in time, content and capacity: a word first, then a shape, then a colour."""

    ON_TRACK = "on_track", _("op koers")
    ATTENTION = "attention", _("vraagt aandacht")
    STALLED = "stalled", _("bijsturing nodig")
    NOT_RATED = "not_rated", _("nog geen inschatting")

    @property
    def shape(self) -> str:
        return {"on_track": "●", "attention": "▲", "stalled": "■", "not_rated": "○"}[self.value]

    @property
    def meaning(self) -> str:
        return str(RATING_MEANING[self])


RATING_MEANING = {
    Rating.ON_TRACK: _("De actie verloopt zoals in de werkagenda bedoeld."),
    Rating.ATTENTION: _("Er is een knelpunt. De oorzaak staat erbij."),
    Rating.STALLED: _("De actie loopt vast. Oorzaak, gevolg en maatregel staan erbij."),
    Rating.NOT_RATED: _("Er is nog geen oordeel gegeven, bijvoorbeeld omdat de actie niet is gestart."),
}

# What a rating asks for before an update can be submitted.
REQUIRED_FOR_RATING: dict[str, tuple[str, ...]] = {
    Rating.ON_TRACK: (),
    Rating.NOT_RATED: (),
    Rating.ATTENTION: ("bottleneck", "cause"),
    Rating.STALLED: ("bottleneck", "cause", "consequence", "corrective_action"),
}


class Cause(models.TextChoices):
    """Why an action is stuck; the first three are the concerns of the portfolio holders."""

    GOVERNANCE = "governance", _("governance")
    CAPACITY = "capacity", _("capaciteit")
    PRIORITISATION = "prioritisation", _("prioritering")
    EXTERNAL = "external", _("extern")
    OTHER = "other", _("anders")


class RoundStatus(models.TextChoices):
    PLANNED = "planned", _("gepland")
    OPEN = "open", _("open")
    CLOSED = "closed", _("gesloten")


class UpdateKind(models.TextChoices):
    CHANGE = "change", _("voortgang")
    UNCHANGED = "unchanged", _("nog actueel")
    CORRECTION = "correction", _("correctie")


class UpdateState(models.TextChoices):
    DRAFT = "draft", _("concept")
    SUBMITTED = "submitted", _("wacht op akkoord")
    APPROVED = "approved", _("akkoord van de trekker")
    RETURNED = "returned", _("terug naar opsteller")
    WITHDRAWN = "withdrawn", _("ingetrokken")


# From which state to which; whatever is not here is refused.
NEXT_STATES: dict[str, frozenset[UpdateState]] = {
    UpdateState.DRAFT: frozenset({UpdateState.SUBMITTED, UpdateState.WITHDRAWN}),
    UpdateState.SUBMITTED: frozenset({UpdateState.APPROVED, UpdateState.RETURNED, UpdateState.DRAFT}),
    UpdateState.RETURNED: frozenset({UpdateState.SUBMITTED, UpdateState.WITHDRAWN}),
    # An agreed update never changes; only `take_back_confirmation` has an exception, for a minute.
    UpdateState.APPROVED: frozenset(),
    UpdateState.WITHDRAWN: frozenset(),
}

OPEN_STATES = (UpdateState.DRAFT, UpdateState.SUBMITTED, UpdateState.RETURNED)
EDITABLE_STATES = (UpdateState.DRAFT, UpdateState.RETURNED)


class News(models.TextChoices):
    """What a working group said of an action since a day; a corrected typo is no news."""

    CHANGED = "changed", _("gewijzigd")
    CONFIRMED = "confirmed", _("bevestigd")
    NONE = "none", _("nog geen bericht")


class ConnectionMode(models.TextChoices):
    RAIL = "rail", _("spoor")
    BUS = "bus", _("bus")
    NODE = "node", _("knoop")
    UNDECIDED = "undecided", _("niet bepaald")


class ReminderChoice(models.TextChoices):
    """Which reminders of a round somebody wants."""

    ALL = "all", _("alle (14, 7 en 2 dagen voor de sluiting, en één keer erna)")
    LAST = "last", _("alleen de laatste (2 dagen voor de sluiting)")
    NONE = "none", _("geen")
