"""Filters on the list of municipalities."""

import django_filters
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.choices import Country
from brainport_portal.core.filters import StrictFilterSet

from .choices import OrganisationKind
from .models import Municipality, Organisation, Region


class MunicipalityFilter(StrictFilterSet):
    q = django_filters.CharFilter(label=_("Naam"), field_name="name", lookup_expr="icontains", max_length=100)
    land = django_filters.ChoiceFilter(
        label=_("Land"), field_name="country", choices=Country.choices, empty_label=_("alle")
    )
    regio = django_filters.ModelChoiceFilter(
        label=_("Regio"),
        field_name="region",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label=_("alle"),
    )
    netwerk = django_filters.ModelChoiceFilter(
        label=_("Netwerk"),
        field_name="networks",
        queryset=Organisation.objects.filter(kind=OrganisationKind.NETWORK),
        to_field_name="slug",
        empty_label=_("alle"),
    )

    class Meta:
        model = Municipality
        fields: list[str] = []
