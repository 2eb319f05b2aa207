"""Filters on pages that combine floors."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from charter.models import Theme
from partners.filters import MunicipalityFilter


class MapFilter(MunicipalityFilter):
    """What the map shows: municipalities by region and network, actions by theme."""

    q = None
    land = None
    thema = django_filters.ModelChoiceFilter(
        label=_("Thema"),
        queryset=Theme.objects.all(),
        to_field_name="number",
        empty_label=_("alle"),
        method="leave",
    )

    def leave(self, queryset: QuerySet, name: str, value: Theme) -> QuerySet:
        """A theme says nothing about a municipality; the page asks for its actions."""
        return queryset

    @property
    def theme(self) -> Theme | None:
        return self.form.cleaned_data.get("thema") if self.is_understood else None

    @property
    def is_about_municipalities(self) -> bool:
        return bool(self.data.get("regio") or self.data.get("netwerk"))
