"""Filters that refuse what they do not understand.

django-filter answers an invalid value with all rows; here it is answered with none and a message.
"""

import django_filters
from django.db.models import QuerySet

# Addresses of lists may carry these besides the filters.
PAGING = frozenset({"sort", "page", "per_page"})


class StrictFilterSet(django_filters.FilterSet):
    # Filters that still work but are not offered, because there is nothing to choose between.
    not_offered: tuple[str, ...] = ()

    @property
    def unknown_parameters(self) -> list[str]:
        """Names in the address that are neither a filter nor sorting or paging."""
        return sorted(set(self.data) - set(self.filters) - PAGING)

    @property
    def is_understood(self) -> bool:
        return self.is_valid() and not self.unknown_parameters

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def answer(self) -> QuerySet:
        """The matching rows; none when the address asks something that does not exist."""
        return self.qs if self.is_understood else self.queryset.none()
