"""Questions about reports and editions: who may see which."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from brainport_portal.core.natural import rows_across
from governance.permissions import Verb

from .choices import RELEASED_TO_ALL, Audience, EditionState, ReportStatus

if TYPE_CHECKING:
    from governance.permissions import Actor


class ReportQuerySet(QuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """Every report for those who work on them; for everyone else those with a released edition."""
        if actor.bodies_where(Verb.SEE_REPORTS) or actor.may(Verb.SEE_REPORTS):
            return self
        editions = rows_across(self, "editions").filter(report=OuterRef("pk"))
        return self.filter(Exists(editions.visible_to(actor)))

    def in_the_making(self) -> Self:
        return self.exclude(status=ReportStatus.FROZEN)

    def frozen(self) -> Self:
        return self.filter(status=ReportStatus.FROZEN)

    def later_versions_of(self, report: Any) -> Self:
        """The frozen versions on the same round that were made after `report`."""
        return self.frozen().filter(round_id=report.round_id, pk__gt=report.pk)

    def latest_first(self) -> Self:
        return self.order_by("-round__reference_date", "-frozen_at", "-pk")


class EditionQuerySet(QuerySet):
    def released(self) -> Self:
        """Released, and not withdrawn since."""
        return self.exclude(released_on=None).filter(withdrawn_on=None)

    def released_to_all(self) -> Self:
        return self.released().filter(audience__in=RELEASED_TO_ALL)

    def known_to(self, actor: "Actor") -> Self:
        """What this actor sees or could see before it was withdrawn: its address says that it was."""
        if actor.may(Verb.ASSEMBLE):
            return self
        seen = Q(audience__in=RELEASED_TO_ALL)
        if actor.may(Verb.SEE_REPORTS) or actor.bodies_where(Verb.SEE_REPORTS):
            seen |= Q(report__status=ReportStatus.FROZEN)
        return self.exclude(released_on=None).filter(seen)

    def visible_to(self, actor: "Actor") -> Self:
        """Released editions that are meant for all, and every edition for those who make the report."""
        known = self.known_to(actor)
        return known if actor.may(Verb.ASSEMBLE) else known.filter(withdrawn_on=None)

    def ready(self) -> Self:
        return self.filter(state=EditionState.READY)

    def unfinished(self) -> Self:
        return self.filter(state__in=(EditionState.QUEUED, EditionState.RENDERING))

    def council(self) -> Self:
        return self.filter(audience=Audience.COUNCIL)

    def in_order(self) -> Self:
        """By audience, and those for councils by the name of the municipality."""
        return self.select_related("municipality").order_by("audience", "municipality__name", "pk")

    def with_the_file_of(self, edition: Any) -> Self:
        """The editions of all versions of one report that share a file, the one it was made for first."""
        same = self.filter(report__round_id=edition.report.round_id, sha256=edition.sha256)
        same = same.filter(audience=edition.audience, municipality_id=edition.municipality_id)
        return same.select_related("report__round").order_by("report_id")

    def replacing(self, edition: Any) -> Self:
        """The editions for the same readers in later versions of the same report, the latest first."""
        return self.filter(
            report__round_id=edition.report.round_id,
            report__gt=edition.report_id,
            audience=edition.audience,
            municipality_id=edition.municipality_id,
        ).order_by("-report_id")


class RemarkQuerySet(QuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """All of them for reporter and taskforce; for coordinators their own, and those on their actions."""
        if actor.may(Verb.SEE_REPORTS):
            return self
        groups = actor.bodies_where(Verb.CHECK_LINES)
        if not groups:
            return self.none()
        return self.filter(Q(author=actor.user) | Q(action__working_group__in=groups))

    def unsettled(self) -> Self:
        return self.filter(settled_at=None)
