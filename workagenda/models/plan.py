"""What the partners plan: agendas, domains, actions and what belongs to them."""

import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from brainport_portal.core.models import Sourced
from brainport_portal.core.natural import NaturalKeyModel
from charter.models import Goal, Theme
from governance.choices import BodyKind
from governance.models import Body
from partners.distance import straight_distance_km
from partners.models import Municipality, Organisation, Place
from workagenda.choices import (
    AgendaStatus,
    ConnectionMode,
    DomainKind,
    Kind,
    PartnerRole,
    Phase,
    Rating,
    Visibility,
)
from workagenda.querysets import ActionQuerySet


class WorkAgenda(NaturalKeyModel, Sourced):
    """The two-year agenda of one theme: an official, dynamic working document."""

    natural_fields = ("theme__charter__slug", "theme__number", "start_year")

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="agendas")
    start_year = models.PositiveSmallIntegerField(_("eerste jaar"))
    status = models.CharField(_("status"), max_length=10, choices=AgendaStatus, default=AgendaStatus.DRAFT)
    supersedes = models.ForeignKey(
        "self", verbose_name=_("vervangt"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("opmerking"), blank=True)

    class Meta:
        verbose_name = _("werkagenda")
        verbose_name_plural = _("werkagenda's")
        ordering = ["-start_year", "theme"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("theme", "start_year", name="one_agenda_per_theme_and_years")]

    def __str__(self) -> str:
        return f"{self.theme.name} {self.years}"

    @property
    def end_year(self) -> int:
        """An agenda always covers two years."""
        return self.start_year + 1

    @property
    def years(self) -> str:
        return f"{self.start_year}–{self.end_year}"

    def get_absolute_url(self) -> str:
        return reverse("workagenda:agenda", args=[self.start_year, self.end_year])


class Domain(NaturalKeyModel, Sourced):
    """A part of a theme: an innovation cluster, a spatial domain or a topic under exploration."""

    natural_fields = ("theme__charter__slug", "code")

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="domains")
    code = models.SlugField(_("code"), max_length=10)
    name = models.CharField(_("naam"), max_length=150)
    kind = models.CharField(_("soort"), max_length=15, choices=DomainKind)
    goals = models.ManyToManyField(Goal, verbose_name=_("doelstellingen"), blank=True, related_name="domains")
    working_group = models.ForeignKey(
        Body,
        verbose_name=_("werkgroep"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="domains",
        limit_choices_to={"kind": BodyKind.WORKING_GROUP},
    )
    wording_note = models.TextField(_("andere bewoording"), blank=True)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("domein")
        verbose_name_plural = _("domeinen")
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("theme", "code", name="domain_code_once_per_theme")]

    def __str__(self) -> str:
        return self.name


class Action(NaturalKeyModel, Sourced):
    """One action of an agenda; its working group, and nobody else, reports on it.

    `phase`, `rating` and `current_update` are copies for lists and filters, written only by the verbs
    that make an update count. `version` counts changes to the plan.
    """

    natural_fields = ("code",)

    agenda = models.ForeignKey(WorkAgenda, on_delete=models.PROTECT, related_name="actions")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="actions")
    goals = models.ManyToManyField(Goal, verbose_name=_("doelstellingen"), related_name="actions")
    code = models.CharField(_("code"), max_length=12, unique=True)
    official_title = models.TextField(_("officiële titel"))
    title = models.CharField(_("titel"), max_length=200)
    public_summary = models.CharField(
        _("in één zin"), max_length=200, blank=True, help_text=_("Voor raden en inwoners, zonder vaktaal.")
    )
    description = models.TextField(_("omschrijving"), blank=True)
    is_continuous = models.BooleanField(_("doorlopend"), default=False)
    starts_on = models.DateField(_("begint"), null=True, blank=True)
    starts_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    ends_on = models.DateField(_("eindigt"), null=True, blank=True)
    ends_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    working_group = models.ForeignKey(
        Body,
        verbose_name=_("werkgroep"),
        on_delete=models.PROTECT,
        related_name="actions",
        limit_choices_to={"kind": BodyKind.WORKING_GROUP},
    )
    municipalities = models.ManyToManyField(
        Municipality, verbose_name=_("raakt gemeenten"), blank=True, related_name="actions"
    )
    decides = models.ForeignKey(
        Body, verbose_name=_("besluit"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    visibility = models.CharField(
        _("zichtbaarheid"), max_length=15, choices=Visibility, default=Visibility.PUBLIC
    )
    continued_from = models.ForeignKey(
        "self", verbose_name=_("voortzetting van"), on_delete=models.PROTECT, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    phase = models.CharField(_("fase"), max_length=15, choices=Phase, blank=True, editable=False)
    rating = models.CharField(
        _("beoordeling"), max_length=10, choices=Rating, default=Rating.NOT_RATED, editable=False
    )
    current_update = models.ForeignKey(
        "ProgressUpdate", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    # What `with_state_for`, `with_latest_counted`, `with_round`, `with_news` and `with_plan_changes` add.
    shown_phase: str
    shown_rating: str
    shown_as_of: datetime.date | None
    counted_id: int | None
    round_pk: int | None
    round_opens_on: datetime.date | None
    news: str
    open_state: str
    has_plan_changes: bool

    objects = ActionQuerySet.as_manager()  # type: ignore[misc] # with more questions
    history = HistoricalRecords(excluded_fields=["phase", "rating", "current_update"])

    class Meta:
        verbose_name = _("actie")
        verbose_name_plural = _("acties")
        ordering = ["domain__position", "code"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workagenda:action_detail", args=[self.code.lower()])

    @property
    def display_start(self) -> str:
        return display_date(self.starts_on, self.starts_precision)

    @property
    def display_end(self) -> str:
        return display_date(self.ends_on, self.ends_precision)


class ActionKind(NaturalKeyModel):
    """One kind of an action, in a row of its own so that both databases can filter on it."""

    natural_fields = ("action__code", "kind")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(_("soort"), max_length=20, choices=Kind)

    class Meta:
        default_permissions = ()
        ordering = ["kind"]
        constraints = [models.UniqueConstraint("action", "kind", name="kind_once_per_action")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ActionPartner(models.Model):
    """What an organisation does in an action."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="action_roles")
    role = models.CharField(_("rol"), max_length=20, choices=PartnerRole)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner in een actie")
        verbose_name_plural = _("partners in acties")
        default_permissions = ()
        ordering = ["role", "organisation"]
        constraints = [
            models.UniqueConstraint("action", "organisation", "role", name="partner_role_once_per_action")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"


class Milestone(models.Model):
    """A moment that an action works towards."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("mijlpaal"), max_length=200)
    due_on = models.DateField(_("verwacht"))
    precision = models.CharField(_("datum bekend"), max_length=10, choices=Precision, default=Precision.MONTH)
    reached_on = models.DateField(_("bereikt op"), null=True, blank=True)
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mijlpaal")
        verbose_name_plural = _("mijlpalen")
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def display_date(self) -> str:
        return display_date(self.due_on, self.precision)

    def is_past_on(self, day: datetime.date) -> bool:
        """Whether the whole period in which it was expected lies before `day`."""
        return self.due_on < day and self.display_date != display_date(day, self.precision)


class Connection(NaturalKeyModel, Sourced):
    """A connection across the border that an action names: two places, or one node. Never a route."""

    natural_fields = ("slug",)

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="connections")
    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("naam"), max_length=150)
    from_place = models.ForeignKey(
        Place, verbose_name=_("van"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_place = models.ForeignKey(
        Place, verbose_name=_("naar"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mode = models.CharField(_("soort"), max_length=10, choices=ConnectionMode)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("verbinding")
        verbose_name_plural = _("verbindingen")
        ordering = ["position"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def distance_km(self) -> float | None:
        """As the crow flies, rounded to 0.1 km; None for a node or an unknown end."""
        if self.from_place is None or self.to_place is None:
            return None
        return round(straight_distance_km(self.from_place, self.to_place), 1)
