"""Kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    REGIONAL_AUTHORITY = "regional_authority", _("samenwerkingsverband van gemeenten")
    DEVELOPMENT_AGENCY = "development_agency", _("ontwikkelingsmaatschappij")
    FOUNDATION = "foundation", _("stichting")
    REGIONAL_PLATFORM = "regional_platform", _("streekplatform")
    CITY = "city", _("stad")
    NETWORK = "network", _("netwerk van gemeenten")
    INTEREST_GROUP = "interest_group", _("belangenorganisatie of adviesraad")
    KNOWLEDGE_INSTITUTION = "knowledge_institution", _("kennisinstelling")
    GOVERNMENT = "government", _("overheid")
