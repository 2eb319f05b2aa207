"""How it goes: rounds, progress updates, internal notes, and what was last released."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.dates import display_date
from brainport_portal.core.models import User
from charter.models import Charter
from governance.models import Meeting
from workagenda.choices import (
    EDITABLE_STATES,
    OPEN_STATES,
    Cause,
    Phase,
    Rating,
    RoundStatus,
    UpdateKind,
    UpdateState,
)
from workagenda.querysets import ProgressUpdateQuerySet, ReportingRoundQuerySet, WorkingCopyQuerySet

from .plan import Action, WorkAgenda


class ReportingRound(models.Model):
    """A period in which the working groups say how it goes; closing it locks nothing."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(_("naam"), max_length=100)
    agendas = models.ManyToManyField(WorkAgenda, verbose_name=_("werkagenda's"), related_name="rounds")
    opens_on = models.DateField(_("opent op"))
    reference_date = models.DateField(_("peildatum"))
    closes_on = models.DateField(_("sluit op"))
    dates_confirmed = models.BooleanField(_("data bevestigd"), default=False)
    meetings = models.ManyToManyField(
        Meeting, verbose_name=_("overleggen"), blank=True, related_name="rounds"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RoundStatus, default=RoundStatus.PLANNED, editable=False
    )
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    objects = ReportingRoundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        ordering = ["-reference_date", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="round_dates_in_order",
                condition=Q(opens_on__lte=models.F("reference_date"))
                & Q(opens_on__lte=models.F("closes_on")),
                violation_error_message=_("Een ronde opent vóór de peildatum en vóór zij sluit."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgressUpdate(models.Model):
    """What a working group says about one action on one day.

    A *change* is drafted together, submitted, and agreed or returned; an *unchanged* confirms an agreed
    update and counts at once; a *correction* repairs an agreed update and keeps its date. An agreed update
    never changes again. Freshness is `as_of`, never the moment of saving.
    """

    # What a page adds to a row: whose words count for it, and the note if it may be read.
    words: "ProgressUpdate"
    remark: str

    TEXT_FIELDS = (
        "done",
        "next_step",
        "bottleneck",
        "consequence",
        "corrective_action",
        "request",
    )
    CONTENT_FIELDS = ("as_of", "phase", "rating", "cause", *TEXT_FIELDS)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    round = models.ForeignKey(
        ReportingRound, on_delete=models.SET_NULL, null=True, blank=True, related_name="updates"
    )
    kind = models.CharField(_("soort"), max_length=10, choices=UpdateKind, default=UpdateKind.CHANGE)
    refers_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="references"
    )
    as_of = models.DateField(_("stand op"))
    phase = models.CharField(_("fase"), max_length=15, choices=Phase, blank=True)
    rating = models.CharField(_("beoordeling"), max_length=10, choices=Rating, default=Rating.NOT_RATED)
    done = models.TextField(_("gedaan"), blank=True)
    next_step = models.TextField(_("volgende stap"), blank=True)
    bottleneck = models.TextField(_("knelpunt"), blank=True)
    cause = models.CharField(_("oorzaak"), max_length=15, choices=Cause, blank=True)
    consequence = models.TextField(_("gevolg"), blank=True)
    corrective_action = models.TextField(_("maatregel"), blank=True)
    request = models.TextField(_("gevraagd"), blank=True)
    state = models.CharField(
        _("status"), max_length=10, choices=UpdateState, default=UpdateState.DRAFT, editable=False
    )
    review_note = models.TextField(_("toelichting van de trekker"), blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    contributors = models.ManyToManyField(User, related_name="+", blank=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgressUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("voortgangsmelding")
        verbose_name_plural = _("voortgangsmeldingen")
        ordering = ["-as_of", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["action", "state", "-as_of"], name="update_by_action_and_date")]
        constraints = [
            models.UniqueConstraint(
                "action",
                name="one_open_update_per_action",
                condition=Q(state__in=OPEN_STATES),
                violation_error_message=_("Voor deze actie is al een melding in bewerking."),
            ),
            models.CheckConstraint(
                name="reference_fits_the_kind",
                condition=Q(kind=UpdateKind.CHANGE, refers_to=None)
                | Q(kind__in=[UpdateKind.UNCHANGED, UpdateKind.CORRECTION], refers_to__isnull=False),
                violation_error_message=_("Een bevestiging of correctie verwijst naar een eerdere melding."),
            ),
            models.CheckConstraint(
                name="bottleneck_is_explained",
                condition=Q(state__in=[UpdateState.DRAFT, UpdateState.RETURNED, UpdateState.WITHDRAWN])
                | Q(rating__in=[Rating.ON_TRACK, Rating.NOT_RATED])
                | (~Q(bottleneck="") & ~Q(cause="")),
                violation_error_message=_("Bij deze beoordeling horen een knelpunt en de oorzaak."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.code}, {display_date(self.as_of)} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("workagenda:update_review", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def content(self) -> dict[str, object]:
        """The fields that people fill in, by name."""
        return {name: getattr(self, name) for name in self.CONTENT_FIELDS}

    def is_same_content(self, other: "ProgressUpdate | None") -> bool:
        """Whether nothing but the date differs from `other`: a copy, which the reviewer should know."""
        if other is None:
            return False
        return all(
            getattr(self, name) == getattr(other, name) for name in self.CONTENT_FIELDS if name != "as_of"
        )


class InternalRemark(models.Model):
    """A note for the group and those who watch it: not in reports, possibly requestable by law.

    In a table of its own so that no report query can load it by accident.
    """

    update = models.OneToOneField(ProgressUpdate, on_delete=models.CASCADE, related_name="internal_remark")
    text = models.TextField(_("interne notitie"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("interne notitie")
        verbose_name_plural = _("interne notities")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Submission(models.Model):
    """A form that was sent: its one-time token, so that a double click stores nothing twice.

    `digest` tells what was sent; the same token with another text is not the same form.
    """

    token = models.UUIDField(unique=True)
    sent_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)
    update = models.ForeignKey(ProgressUpdate, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.token)


class WorkingCopy(models.Model):
    """What somebody is typing and has not saved: of one person, on the server, until it is filed.

    `fields` holds the form as typed, checked by nobody. `based_on_version` is that of the draft the form
    was made from, 0 for none. `version` counts the savings and `form_token` is the one-time token of the
    form it was typed in, so that two windows of one person do not overwrite each other unseen. Kept, and
    readable to its writer, when it can no longer be filed.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="working_copies")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="working_copies")
    corrects = models.ForeignKey(
        ProgressUpdate, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    fields = models.JSONField(default=dict)
    based_on_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField()
    saved_at = models.DateTimeField()

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("werkkopie")
        verbose_name_plural = _("werkkopieën")
        ordering = ["-saved_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "user", "action", name="one_copy_per_person_and_action", condition=Q(corrects=None)
            ),
            models.UniqueConstraint("user", "corrects", name="one_copy_per_person_and_correction"),
        ]

    def __str__(self) -> str:
        return f"{self.action.code}, {self.user_id}"


class ReleasedState(models.Model):
    """What visitors may know of an action: phase, rating and text as last released in a report.

    Written only when a report edition is released, from its frozen content.
    """

    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="released_state")
    phase = models.CharField(max_length=15, choices=Phase, blank=True)
    rating = models.CharField(max_length=10, choices=Rating)
    as_of = models.DateField()
    done = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    bottleneck = models.TextField(blank=True)
    cause = models.CharField(max_length=15, choices=Cause, blank=True)
    consequence = models.TextField(blank=True)
    corrective_action = models.TextField(blank=True)
    reference_date = models.DateField()
    report_title = models.CharField(max_length=200)
    report_uuid = models.UUIDField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.action.code}, {display_date(self.reference_date)}"
