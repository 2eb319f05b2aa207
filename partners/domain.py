"""Verbs on municipalities: their boundaries. Everything else about them is reference data."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from brainport_portal.core.audit import trace
from brainport_portal.core.geometry import Point

from .models import Municipality, MunicipalityBoundary


@transaction.atomic
def import_boundaries(rings: Mapping[str, list[list[Point]]], *, source: str, by: None) -> int:
    """Stores the boundary of every municipality in `rings`, by code; others keep what they have.

    All or nothing. `by` is None: only an operator does this, from the command line. Returns how many.
    """
    municipalities = Municipality.objects.in_bulk(rings, field_name="code")
    boundaries = [
        MunicipalityBoundary.objects.update_or_create(
            municipality=municipalities[code],
            defaults={"rings": outline, "source": source, "imported_at": timezone.now()},
        )[0]
        for code, outline in rings.items()
    ]
    _trace("import_boundaries", boundaries, by)
    return len(boundaries)


@transaction.atomic
def remove_boundaries(*, by: None) -> int:
    """Back to dots: forgets every boundary, from the command line only."""
    boundaries = list(MunicipalityBoundary.objects.all())
    _trace("remove_boundaries", boundaries, by)
    MunicipalityBoundary.objects.all().delete()
    return len(boundaries)


def _trace(verb: str, boundaries: Sequence[MunicipalityBoundary], by: None) -> None:
    """One line for the whole set, on the first of them."""
    if boundaries:
        trace(verb, boundaries[0], by, count=len(boundaries))
