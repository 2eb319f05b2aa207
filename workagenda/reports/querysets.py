"""Questions about reports and editions: who may see which."""

from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from brainport_portal.core.natural import rows_across
from governance.permissions import Verb

from .choices import RELEASED_TO_ALL, ReportStatus

if TYPE_CHECKING:
    from governance.permissions import Actor


class ReportQuerySet(QuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """Every report for those who work on them; for everyone else those with a released edition."""
        if actor.bodies_where(Verb.SEE_REPORTS) or actor.may(Verb.SEE_REPORTS):
            return self
        editions = rows_across(self, "editions").filter(report=OuterRef("pk"))
        return self.filter(Exists(editions.visible_to(actor)))

    def frozen(self) -> Self:
        return self.filter(status=ReportStatus.FROZEN)

    def latest_first(self) -> Self:
        return self.order_by("-round__reference_date", "-frozen_at", "-pk")


class EditionQuerySet(QuerySet):
    def released(self) -> Self:
        return self.exclude(released_on=None)

    def visible_to(self, actor: "Actor") -> Self:
        """Released editions that are meant for all, and every edition for those who make the report."""
        if actor.may(Verb.ASSEMBLE):
            return self
        seen = Q(audience__in=RELEASED_TO_ALL)
        if actor.may(Verb.SEE_REPORTS) or actor.bodies_where(Verb.SEE_REPORTS):
            seen |= Q(report__status=ReportStatus.FROZEN)
        return self.released().filter(seen)
