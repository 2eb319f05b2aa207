"""What boards and councils are told: reports assembled from agreed updates, frozen, and their editions."""

import datetime
import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.models import User
from governance.models import Body
from partners.models import Municipality
from workagenda.models import Action, ReportingRound

from .choices import Audience, Confirmation, EditionState, ReportStatus, Section
from .content import ReportContent
from .content_json import from_json
from .querysets import EditionQuerySet, RemarkQuerySet, ReportQuerySet

LONGEST_RENDERING = datetime.timedelta(minutes=5)
# The name of a file holds that of its municipality; Django's usual 100 is too short for some.
LONGEST_NAME = 255


class Report(models.Model):
    """One report on one round. Live until frozen; from then on `content` is all it says.

    `content` is resolved text without keys to other rows; `content_sha256` is the hash of its canonical
    JSON. A correction is a new report with a higher version that names what it corrects.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        ReportingRound, verbose_name=_("ronde"), on_delete=models.PROTECT, related_name="reports"
    )
    version = models.CharField(_("versie"), max_length=10, default="1.0")
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("verbetert"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    correction_reason = models.CharField(_("reden van de correctie"), max_length=300, blank=True)
    status = models.CharField(
        _("status"), max_length=15, choices=ReportStatus, default=ReportStatus.DRAFT, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    check_until = models.DateField(_("opmerkingen tot en met"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    content = models.JSONField(null=True, blank=True, editable=False)
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        verbose_name = _("rapportage")
        verbose_name_plural = _("rapportages")
        ordering = ["-round__reference_date", "-version"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("round", "version", name="report_version_once_per_round"),
            models.CheckConstraint(
                name="frozen_report_has_content",
                condition=~models.Q(status=ReportStatus.FROZEN)
                | (models.Q(content__isnull=False) & ~models.Q(content_sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round.name}, {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report_detail", args=[self.uuid])

    @property
    def is_frozen(self) -> bool:
        return self.status == ReportStatus.FROZEN

    def takes_remarks_on(self, day: datetime.date) -> bool:
        """Whether the partners check it on `day`; the last day still counts."""
        is_in_time = self.check_until is None or day <= self.check_until
        return self.status == ReportStatus.PARTNER_CHECK and is_in_time

    @property
    def frozen_content(self) -> ReportContent:
        """The content as data; raises ValueError for a report that is not frozen."""
        if self.content is None:
            raise ValueError(f"report {self.pk} is not frozen")
        return from_json(self.content)

    @property
    def status_choices(self) -> list[tuple[str, str]]:
        """Every step, in order, for pages that show where the report is."""
        return [(value, str(label)) for value, label in ReportStatus.choices]


class ReportLine(models.Model):
    """What the reporting coordinator decided about one action in one report.

    Rows exist where something was decided; `freeze` completes them. Until then `confirmation` is empty,
    unless the action is omitted, and follows live from the updates.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    confirmation = models.CharField(max_length=10, choices=Confirmation, blank=True)
    omission_reason = models.CharField(_("reden van weglaten"), max_length=300, blank=True)
    editorial_text = models.TextField(
        _("tekst voor deze rapportage"),
        blank=True,
        help_text=_("Vervangt 'gedaan' in deze rapportage alleen."),
    )

    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("report", "action", name="one_line_per_action"),
            models.CheckConstraint(
                name="omission_has_a_reason",
                condition=~models.Q(confirmation=Confirmation.OMITTED) | ~models.Q(omission_reason=""),
                violation_error_message=_("Geef een reden voor het weglaten."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.action.code}"

    @property
    def is_omission(self) -> bool:
        return self.confirmation == Confirmation.OMITTED


class ReportText(models.Model):
    """A text that the reporting coordinator wrote for one section of one report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts")
    section = models.CharField(max_length=20, choices=Section)
    text = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("report", "section", name="one_text_per_section")]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_section_display()}"


class MunicipalNote(models.Model):
    """What a report says to one municipality, in words checked by somebody of that municipality.

    The author is a function, not a name; `checked_on` is the day the municipality agreed to the words,
    empty as long as nobody did.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="municipal_notes")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("wat betekent dit voor deze gemeente"))
    author_function = models.CharField(_("functie van de opsteller"), max_length=200, blank=True)
    checked_on = models.DateField(_("gecontroleerd op"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("gemeentelijke duiding")
        verbose_name_plural = _("gemeentelijke duidingen")
        default_permissions = ()
        ordering = ["municipality__name"]
        constraints = [models.UniqueConstraint("report", "municipality", name="one_note_per_municipality")]

    def __str__(self) -> str:
        return f"{self.report}: {self.municipality}"


class PartnerRemark(models.Model):
    """What somebody said about a report, or one action in it, while the partners checked it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("opmerking"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("antwoord"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("opmerking van een partner")
        verbose_name_plural = _("opmerkingen van partners")
        default_permissions = ()
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.pk}"


class Edition(models.Model):
    """A document made from a frozen report for one audience; visible outside once released.

    `content_sha256` is the hash of what this edition says (its own part of the content and the layout), so
    that only what changed is made again. A withdrawn edition is answered with 410 and the reason. `sent_on`
    is a fact that the reporting coordinator notes: the day a griffie or college sent it to its council.
    `started_at` is when a worker began, and with the state says which worker may finish it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    audience = models.CharField(_("voor"), max_length=20, choices=Audience)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    content_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.QUEUED)
    problem = models.TextField(_("wat er misging"), blank=True)
    file = models.FileField(upload_to="editions", max_length=LONGEST_NAME, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    archive_file = models.FileField(upload_to="editions", max_length=LONGEST_NAME, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_on = models.DateField(_("vrijgegeven op"), null=True, blank=True)
    sent_on = models.DateField(_("verzonden op"), null=True, blank=True)
    withdrawn_on = models.DateField(_("ingetrokken op"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reden van intrekken"), max_length=300, blank=True)

    objects = EditionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file", "archive_file"])

    class Meta:
        verbose_name = _("editie")
        verbose_name_plural = _("edities")
        ordering = ["audience"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "report", "audience", name="one_edition_per_audience", condition=models.Q(municipality=None)
            ),
            models.UniqueConstraint(
                "report", "audience", "municipality", name="one_edition_per_municipality"
            ),
            models.CheckConstraint(
                name="council_edition_has_a_municipality",
                condition=models.Q(audience=Audience.COUNCIL, municipality__isnull=False)
                | (~models.Q(audience=Audience.COUNCIL) & models.Q(municipality=None)),
            ),
            models.CheckConstraint(
                name="withdrawal_has_a_reason",
                condition=models.Q(withdrawn_on=None) | ~models.Q(withdrawal_reason=""),
                violation_error_message=_("Geef een reden voor het intrekken."),
            ),
            models.CheckConstraint(
                name="only_ready_editions_are_released",
                condition=models.Q(released_on=None) | models.Q(state=EditionState.READY),
            ),
            models.CheckConstraint(
                name="only_released_editions_are_sent_or_withdrawn",
                condition=models.Q(sent_on=None, withdrawn_on=None) | models.Q(released_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("reports:edition_page", args=[self.report.uuid, self.uuid])

    @property
    def title(self) -> str:
        """For whom it is: the municipality, or the audience."""
        return self.municipality.name if self.municipality else str(self.get_audience_display())

    @property
    def may_be_tried_again(self) -> bool:
        """After a failure or a stop, or when it takes so long that its worker must have been killed."""
        if self.state in (EditionState.FAILED, EditionState.CANCELLED):
            return True
        since = self.started_at if self.state == EditionState.RENDERING else self.queued_at
        return not self.is_finished and timezone.now() - (since or self.queued_at) > LONGEST_RENDERING

    @property
    def is_finished(self) -> bool:
        return self.state in (EditionState.READY, EditionState.FAILED, EditionState.CANCELLED)

    @property
    def may_be_released(self) -> bool:
        return self.state == EditionState.READY and not self.released_on

    @property
    def is_standing(self) -> bool:
        """Released, and not withdrawn since."""
        return bool(self.released_on and not self.withdrawn_on)
