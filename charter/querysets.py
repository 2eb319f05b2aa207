"""Questions about goals."""

from typing import Self

from brainport_portal.core.natural import NaturalKeyQuerySet


class GoalQuerySet(NaturalKeyQuerySet):
    def with_theme(self) -> Self:
        """With the theme that a goal's code needs."""
        return self.select_related("theme").order_by("theme__number", "letter")
