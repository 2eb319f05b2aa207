"""What the partners intend: the charter, its two themes and seven goals, word for word."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.models import Sourced
from brainport_portal.core.natural import NaturalKeyModel
from partners.models import Organisation, Region

from .choices import CharterStatus, ProvisionKind
from .querysets import GoalQuerySet


class Charter(NaturalKeyModel, Sourced):
    """A declaration of intent between regions: no legal status, no money, no transfer of powers."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("titel"), max_length=200)
    subtitle = models.TextField(_("ondertitel"))
    preamble = models.TextField(_("inleiding"), help_text=_("Alinea's gescheiden door een lege regel."))
    closing_text = models.TextField(_("slottekst"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CharterStatus)
    signed_on = models.DateField(_("ondertekend op"), null=True, blank=True)

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("charter:charter")


class Theme(NaturalKeyModel, Sourced):
    """One of the two themes of the charter."""

    natural_fields = ("charter__slug", "number")

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField(_("nummer"))
    name = models.CharField(_("naam"), max_length=100)
    closing_text = models.TextField(_("slottekst"), blank=True)

    class Meta:
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")
        ordering = ["charter", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("charter", "number", name="theme_number_once_per_charter")]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class ThemeLead(NaturalKeyModel, Sourced):
    """Who is primarily responsible for a theme, per region; regions without a row are unknown."""

    natural_fields = ("theme__charter__slug", "theme__number", "region__slug")

    theme = models.ForeignKey(Theme, verbose_name=_("thema"), on_delete=models.CASCADE, related_name="leads")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="led_themes")

    class Meta:
        verbose_name = _("eerste verantwoordelijke")
        verbose_name_plural = _("eerste verantwoordelijken")
        default_permissions = ()
        constraints = [models.UniqueConstraint("theme", "region", name="one_lead_per_theme_and_region")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.region})"


class Goal(NaturalKeyModel, Sourced):
    """One of the seven goals, in the charter's own words."""

    natural_fields = ("theme__charter__slug", "theme__number", "letter")

    theme = models.ForeignKey(Theme, verbose_name=_("thema"), on_delete=models.PROTECT, related_name="goals")
    letter = models.CharField(_("letter"), max_length=1)
    short_name = models.CharField(
        _("korte naam"), max_length=60, help_text=_("Alleen voor tabellen; de doelstelling zelf is de tekst.")
    )
    text = models.TextField(_("tekst"))
    objects = GoalQuerySet.as_manager()  # type: ignore[misc] # with more questions

    class Meta:
        verbose_name = _("doelstelling")
        verbose_name_plural = _("doelstellingen")
        ordering = ["theme", "letter"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("theme", "letter", name="goal_letter_once_per_theme")]

    def __str__(self) -> str:
        return f"{self.code} {self.short_name}"

    @property
    def code(self) -> str:
        """The code that people use, "2B"; needs the theme, so lists come from `with_theme()`."""
        return f"{self.theme.number}{self.letter}"


class Provision(NaturalKeyModel, Sourced):
    """A principle, limit or concern around the charter, as its documents state it."""

    natural_fields = ("charter__slug", "code")

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="provisions")
    code = models.SlugField(_("code"), max_length=10)
    kind = models.CharField(_("soort"), max_length=10, choices=ProvisionKind)
    text = models.TextField(_("tekst"))

    class Meta:
        verbose_name = _("bepaling")
        verbose_name_plural = _("bepalingen")
        ordering = ["charter", "kind", "code"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("charter", "code", name="provision_code_once_per_charter")]

    def __str__(self) -> str:
        return self.text


class Signature(NaturalKeyModel, Sourced):
    """An organisation that signed; not the same list as the taskforce or the partners in actions."""

    natural_fields = ("charter__slug", "organisation__slug")

    charter = models.ForeignKey(
        Charter, verbose_name=_("charter"), on_delete=models.PROTECT, related_name="signatures"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisatie"), on_delete=models.PROTECT, related_name="signatures"
    )
    signed_on = models.DateField(_("ondertekend op"), null=True, blank=True)
    capacity = models.CharField(_("hoedanigheid"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("ondertekening")
        verbose_name_plural = _("ondertekeningen")
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint("charter", "organisation", name="organisation_signs_once")]

    def __str__(self) -> str:
        return str(self.organisation)
