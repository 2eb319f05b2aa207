"""Questions about municipalities and organisations."""

from typing import Self

from brainport_portal.core.natural import NaturalKeyQuerySet


class MunicipalityQuerySet(NaturalKeyQuerySet):
    def with_region(self) -> Self:
        """With what every list of municipalities shows, in a fixed number of queries."""
        return self.select_related("region").prefetch_related("networks")


class OrganisationQuerySet(NaturalKeyQuerySet):
    def with_region(self) -> Self:
        return self.select_related("region", "source")
