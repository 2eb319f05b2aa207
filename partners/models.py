"""Regions, organisations, municipalities and places on both sides of the border.

Being an organisation here says nothing about a role: who signed, who leads and who sits in the taskforce
are three different relations on higher floors.
"""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.choices import Country
from brainport_portal.core.geometry import Point
from brainport_portal.core.models import Sourced, User
from brainport_portal.core.natural import NaturalKeyModel

from .choices import OrganisationKind
from .querysets import MunicipalityQuerySet, OrganisationQuerySet


class Region(NaturalKeyModel):
    """One of the three regions that the charter connects."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("naam"), max_length=100)
    country = models.CharField(_("land"), max_length=2, choices=Country)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("regio")
        verbose_name_plural = _("regio's")
        ordering = ["position"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Organisation(NaturalKeyModel, Sourced):
    """An organisation that the documents name, whatever its role."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("naam"), max_length=200)
    short_name = models.CharField(_("korte naam"), max_length=60, blank=True)
    kind = models.CharField(_("soort"), max_length=30, choices=OrganisationKind)
    country = models.CharField(_("land"), max_length=2, choices=Country)
    region = models.ForeignKey(
        Region,
        verbose_name=_("regio"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
    )
    website = models.URLField(_("website"), blank=True)

    objects = OrganisationQuerySet.as_manager()  # type: ignore[misc] # with more questions
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", args=[self.slug])


class Municipality(NaturalKeyModel):
    """A municipality in one of the regions; the Flemish ones are in the region, not parties."""

    class CodeSystem(models.TextChoices):
        CBS = "CBS", _("CBS-gemeentecode")
        NIS = "NIS", _("NIS- of REFNIS-code")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("naam"), max_length=100)
    is_city = models.BooleanField(_("stad"), default=False)
    country = models.CharField(_("land"), max_length=2, choices=Country)
    region = models.ForeignKey(
        Region, verbose_name=_("regio"), on_delete=models.PROTECT, related_name="municipalities"
    )
    code = models.CharField(_("code"), max_length=10, unique=True)
    code_system = models.CharField(_("soort code"), max_length=3, choices=CodeSystem)
    province = models.CharField(_("provincie"), max_length=50)
    latitude = models.DecimalField(_("breedtegraad"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("lengtegraad"), max_digits=8, decimal_places=5)
    point_name = models.CharField(
        _("plaats van het punt"), max_length=100, help_text=_("De kern waarop het kaartpunt ligt.")
    )
    borders_other_country = models.BooleanField(_("ligt aan de landsgrens"), default=False)
    networks = models.ManyToManyField(
        Organisation, verbose_name=_("netwerken"), blank=True, related_name="member_municipalities"
    )
    coordinates_source = models.CharField(_("bron van de coördinaten"), max_length=200, blank=True)
    code_source = models.CharField(_("bron van de code"), max_length=200, blank=True)

    objects = MunicipalityQuerySet.as_manager()  # type: ignore[misc] # with more questions

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("municipality_detail", args=[self.slug])

    @property
    def outline(self) -> tuple[tuple[Point, ...], ...]:
        """Its rings in degrees, empty without an imported boundary; lists fetch `boundary` along."""
        boundary = getattr(self, "boundary", None)
        return tuple(tuple((x, y) for x, y in ring) for ring in boundary.rings) if boundary else ()


class MunicipalityBoundary(models.Model):
    """The official boundary of a municipality, simplified; in a table of its own, so that lists stay light.

    `rings` holds the outer rings, each a list of [longitude, latitude]. Written only by the import.
    """

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="boundary")
    rings = models.JSONField()
    source = models.CharField(_("bron"), max_length=200)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("gemeentegrens")
        verbose_name_plural = _("gemeentegrenzen")
        ordering = ["municipality"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.municipality)


class Place(NaturalKeyModel):
    """A point on the map that connections can run to: a village, a city, a node."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("naam"), max_length=100)
    country = models.CharField(_("land"), max_length=2, choices=Country)
    latitude = models.DecimalField(_("breedtegraad"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("lengtegraad"), max_digits=8, decimal_places=5)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
    )

    class Meta:
        verbose_name = _("plaats")
        verbose_name_plural = _("plaatsen")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Contact(NaturalKeyModel, Sourced):
    """A function that can be reached, with or without the name of who holds it now.

    Publicly a contact is shown as function and organisation; names of officials only where they chose so
    or hold a public office that the documents name.
    """

    natural_fields = ("slug",)

    slug = models.SlugField(unique=True, max_length=80)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisatie"), on_delete=models.PROTECT, null=True, blank=True
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("gemeente"), on_delete=models.PROTECT, null=True, blank=True
    )
    function = models.CharField(_("functie"), max_length=200)
    name = models.CharField(_("naam"), max_length=200, blank=True)
    is_public_office = models.BooleanField(_("openbaar ambt"), default=False)
    email = models.EmailField(_("e-mailadres"), blank=True)
    phone = models.CharField(_("telefoon"), max_length=40, blank=True)
    user = models.OneToOneField(
        User,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact",
    )
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacten")
        ordering = ["function"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="contact_has_one_home",
                condition=models.Q(organisation__isnull=False) ^ models.Q(municipality__isnull=False),
                violation_error_message=_("Kies een organisatie of een gemeente, niet allebei."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function}, {self.home}"

    @property
    def home(self) -> "Organisation | Municipality":
        """The organisation or municipality that the function belongs to."""
        home = self.organisation or self.municipality
        assert home is not None, "contact_has_one_home"  # noqa: S101 # the database says so
        return home

    @property
    def country(self) -> str:
        return self.home.country

    @property
    def public_name(self) -> str:
        """The name that visitors may see: only of those who hold a public office."""
        return self.name if self.is_public_office else ""
