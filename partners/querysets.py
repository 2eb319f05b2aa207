"""Questions about municipalities and organisations."""

from typing import Self

from brainport_portal.core.natural import NaturalKeyQuerySet

from .choices import OrganisationKind


class MunicipalityQuerySet(NaturalKeyQuerySet):
    def with_region(self) -> Self:
        """With what every list of municipalities shows, in a fixed number of queries."""
        return self.select_related("region").prefetch_related("networks")

    def with_boundary(self) -> Self:
        """With what the map draws of each."""
        return self.select_related("boundary")


class OrganisationQuerySet(NaturalKeyQuerySet):
    def with_region(self) -> Self:
        return self.select_related("region", "source")

    def networks(self) -> Self:
        """Those that municipalities are members of."""
        return self.filter(kind=OrganisationKind.NETWORK, member_municipalities__isnull=False).distinct()
