"""Who meets and who may do what: bodies, seats, meetings, decisions, the timeline, duties to inform."""

from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from brainport_portal.core.models import Sourced
from brainport_portal.core.natural import NaturalKeyModel
from brainport_portal.core.permissions import GroupRight
from charter.models import Charter
from partners.models import Contact, Organisation

from .choices import BodyKind, BodyRight, DecisionStatus, EventStatus, ItemKind, MeetingStatus, SeatRole, Tier
from .querysets import BodyQuerySet, DecisionQuerySet, MeetingQuerySet, SeatQuerySet


class Body(NaturalKeyModel, Sourced):
    """A body that works, watches, decides or is informed.

    Every right in the portal is an object right on a body, held by the groups of its seats.
    """

    charter = models.ForeignKey(
        Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="bodies"
    )
    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(_("naam"), max_length=150)
    kind = models.CharField(_("soort"), max_length=20, choices=BodyKind)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisatie"), on_delete=models.PROTECT, null=True, blank=True
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("hoort bij"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    description = models.TextField(_("omschrijving"), blank=True)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects = BodyQuerySet.as_manager()  # type: ignore[misc] # with more questions
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("orgaan")
        verbose_name_plural = _("organen")
        ordering = ["position", "name"]
        default_permissions = ()
        permissions = [(right.value, right.value) for right in BodyRight]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("body_detail", args=[self.slug])


class BodyGroup(models.Model):
    """The group of accounts behind one tier of a body; its members follow the seats."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="groups")
    tier = models.CharField(max_length=20, choices=Tier)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("body", "tier", name="one_group_per_tier")]

    def __str__(self) -> str:
        return f"{self.body}: {self.get_tier_display()}"


class BodyRightGrant(GroupRight):
    """Which group holds which right on which body (django-guardian's table, with a real key)."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)

    class Meta(GroupRight.Meta):
        abstract = False
        default_permissions = ()


class Seat(models.Model):
    """A place in a body from `since` to and including `until`; without contact it is still to be filled."""

    body = models.ForeignKey(Body, verbose_name=_("orgaan"), on_delete=models.CASCADE, related_name="seats")
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
    )
    role = models.CharField(_("rol"), max_length=20, choices=SeatRole)
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"), null=True, blank=True)
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("zetel")
        verbose_name_plural = _("zetels")
        ordering = ["role", "since", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("De einddatum ligt vóór de begindatum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.body}"


class Meeting(Sourced):
    """A meeting of a body; planned does not mean held."""

    body = models.ForeignKey(
        Body, verbose_name=_("orgaan"), on_delete=models.CASCADE, related_name="meetings"
    )
    starts_on = models.DateField(_("datum"))
    precision = models.CharField(_("datum bekend"), max_length=10, choices=Precision, default=Precision.DAY)
    place = models.CharField(_("plaats"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED
    )
    outcome = models.TextField(_("uitkomst"), blank=True)
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("overleg")
        verbose_name_plural = _("overleggen")
        ordering = ["starts_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.body}, {self.display_date}"

    @property
    def display_date(self) -> str:
        return display_date(self.starts_on, self.precision)


class AgendaItem(models.Model):
    """Something that a meeting is asked to talk about, in the order of the agenda."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("overleg"), on_delete=models.CASCADE, related_name="agenda_items"
    )
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    title = models.CharField(_("onderwerp"), max_length=250)
    kind = models.CharField(_("soort"), max_length=10, choices=ItemKind, default=ItemKind.DISCUSS)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agendapunt")
        verbose_name_plural = _("agendapunten")
        ordering = ["position", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Decision(NaturalKeyModel, Sourced):
    """What a body decided, or was asked to decide: a draft decision is not a decision taken."""

    natural_fields = ("fact_id",)

    body = models.ForeignKey(
        Body, verbose_name=_("orgaan"), on_delete=models.CASCADE, related_name="decisions"
    )
    decided_on = models.DateField(_("datum"), null=True, blank=True)
    precision = models.CharField(_("datum bekend"), max_length=10, choices=Precision, default=Precision.DAY)
    status = models.CharField(_("status"), max_length=10, choices=DecisionStatus)
    text = models.TextField(_("tekst"))
    reference = models.CharField(_("kenmerk"), max_length=100, blank=True)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc] # with more questions

    class Meta:
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        ordering = ["decided_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text

    @property
    def display_date(self) -> str:
        return display_date(self.decided_on, self.precision)


class Event(NaturalKeyModel, Sourced):
    """A moment on the timeline, with its date only as exact as the documents know it."""

    natural_fields = ("charter__slug", "slug")

    charter = models.ForeignKey(
        Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="events"
    )
    slug = models.SlugField(max_length=80)
    title = models.TextField(_("gebeurtenis"))
    happened_on = models.DateField(_("datum"), null=True, blank=True)
    ended_on = models.DateField(_("tot en met"), null=True, blank=True)
    precision = models.CharField(_("datum bekend"), max_length=10, choices=Precision, default=Precision.DAY)
    date_text = models.CharField(
        _("datum in woorden"), max_length=100, blank=True, help_text=_("Als er geen datum bekend is.")
    )
    status = models.CharField(_("status"), max_length=20, choices=EventStatus)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("charter", "slug", name="event_slug_once_per_charter")]

    def __str__(self) -> str:
        return self.title

    @property
    def display_date(self) -> str:
        if self.date_text:
            return self.date_text
        start = display_date(self.happened_on, self.precision)
        return f"{start}–{display_date(self.ended_on, self.precision)}" if self.ended_on else start


class ReportingDuty(NaturalKeyModel, Sourced):
    """Who informs whom, and how often, in the words of the proposal."""

    natural_fields = ("fact_id",)

    from_body = models.ForeignKey(
        Body, verbose_name=_("van"), on_delete=models.CASCADE, null=True, blank=True, related_name="duties"
    )
    to_body = models.ForeignKey(
        Body,
        verbose_name=_("aan"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="informed_by",
    )
    frequency = models.CharField(_("hoe vaak"), max_length=150, blank=True)
    text = models.TextField(_("tekst"))
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("informatieplicht")
        verbose_name_plural = _("informatieplichten")
        ordering = ["position"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
