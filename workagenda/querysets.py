"""Questions about actions, rounds and updates; who sees what is decided here for every list and page."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from brainport_portal.core.natural import NaturalKeyQuerySet, rows_across
from governance.models import Seat
from governance.permissions import Verb

from .choices import OPEN_STATES, News, Rating, RoundStatus, UpdateKind, UpdateState, Visibility

if TYPE_CHECKING:
    from governance.permissions import Actor


class ActionQuerySet(NaturalKeyQuerySet):
    def visible_to(self, actor: "Actor") -> Self:
        """The actions that `actor` may know to exist."""
        seen = Q(visibility=Visibility.PUBLIC)
        if actor.may(Verb.SEE_LIVE):
            seen |= Q(visibility=Visibility.PARTNERS)
        if actor.may(Verb.SEE_GROUP_ONLY):
            seen |= Q(visibility=Visibility.WORKING_GROUP)
        elif groups := actor.bodies_where(Verb.SEE_GROUP_ONLY):
            seen |= Q(working_group__in=groups)
        return self.filter(seen)

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def reportable_by(self, actor: "Actor") -> Self:
        """The actions whose progress `actor` may report."""
        return self.filter(working_group__in=actor.bodies_where(Verb.REPORT))

    def touching_region(self, region: Any) -> Self:
        """Actions with a partner or a municipality in `region`."""
        partners = rows_across(self, "partners").filter(action=OuterRef("pk"), organisation__region=region)
        municipalities = rows_across(self, "municipalities").filter(actions=OuterRef("pk"), region=region)
        return self.filter(Exists(partners) | Exists(municipalities))

    def with_state_for(self, actor: "Actor") -> Self:
        """With `shown_phase`, `shown_rating` and `shown_as_of`: live for participants, as last released for
        visitors. Lists show, filter and sort on these and on nothing else."""
        if actor.may(Verb.SEE_LIVE):
            return self.annotate(
                shown_phase=F("phase"), shown_rating=F("rating"), shown_as_of=F("current_update__as_of")
            )
        return self.annotate(
            shown_phase=Coalesce("released_state__phase", Value("")),
            shown_rating=Coalesce("released_state__rating", Value(Rating.NOT_RATED.value)),
            shown_as_of=F("released_state__as_of"),
        )

    def for_list(self) -> Self:
        """With all that a row of a list shows, in a fixed number of queries."""
        goals = Prefetch("goals", rows_across(self, "goals").with_theme())
        return self.select_related("domain", "working_group", "agenda__theme").prefetch_related(goals)

    def with_round(self) -> Self:
        """With `round_pk` and `round_opens_on` of the open round of its agenda, None without such a round.

        Of several the one that closes first.
        """
        rounds = rows_across(self, "agenda", "rounds").open().filter(agendas=OuterRef("agenda"))
        first = rounds.order_by("closes_on", "pk")
        return self.annotate(
            round_pk=Subquery(first.values("pk")[:1]),
            round_opens_on=Subquery(first.values("opens_on")[:1]),
        )

    def with_news(self, since: datetime.date | OuterRef) -> Self:
        """With `news`: what was said since a day, `open_state`: of what does not count yet, and `waits`:
        whether that would be news once a coordinator agrees.

        `since` is a day, or OuterRef("round_opens_on") after `with_round`.
        """
        said = rows_across(self, "updates").filter(action=OuterRef("pk"))
        counted = said.counted().filter(as_of__gte=since)
        return self.annotate(
            news=Case(
                When(Exists(counted.filter(kind=UpdateKind.CHANGE)), then=Value(News.CHANGED.value)),
                When(Exists(counted.filter(kind=UpdateKind.UNCHANGED)), then=Value(News.CONFIRMED.value)),
                default=Value(News.NONE.value),
            ),
            open_state=Coalesce(Subquery(said.open().values("state")[:1]), Value("")),
            waits=Exists(said.submitted().filter(kind=UpdateKind.CHANGE, as_of__gte=since)),
        )

    def most_urgent_first(self) -> Self:
        """After `with_round` and `with_news`: returned, being written, without news (the longest silent
        first), waiting for a coordinator, and last what is done."""
        urgency = Case(
            When(open_state=UpdateState.RETURNED, then=0),
            When(open_state=UpdateState.DRAFT, then=1),
            When(open_state=UpdateState.SUBMITTED, then=4),
            When(news=News.NONE, round_opens_on__isnull=False, then=2),
            When(news=News.NONE, then=3),
            default=5,
        )
        silent_longest = F("current_update__as_of").asc(nulls_first=True)
        return self.annotate(urgency=urgency).order_by("urgency", silent_longest, "code")

    def with_latest_counted(self, on: datetime.date) -> Self:
        """With `counted_id`: the key of the agreed update with the latest date on or before `on`."""
        latest = rows_across(self, "updates").filter(action=OuterRef("pk")).counted_on(on).latest_first()
        return self.annotate(counted_id=Subquery(latest.values("pk")[:1]))


class ProgressUpdateQuerySet(QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def submitted(self) -> Self:
        return self.filter(state=UpdateState.SUBMITTED)

    def counted(self) -> Self:
        """Updates that count: agreed by a coordinator, or a confirmation that nothing changed."""
        return self.filter(state=UpdateState.APPROVED)

    def counted_on(self, day: datetime.date) -> Self:
        return self.counted().filter(as_of__lte=day)

    def corrections(self) -> Self:
        return self.filter(kind=UpdateKind.CORRECTION)

    def latest_first(self) -> Self:
        """Latest date first; of one date the one agreed last.

        A correction takes the place of what it corrects, so it wins from that and from nothing later.
        """
        place = Case(
            When(kind=UpdateKind.CORRECTION, then=F("refers_to__reviewed_at")), default=F("reviewed_at")
        )
        return self.order_by("-as_of", place.desc(), "-reviewed_at", "-pk")

    def visible_to(self, actor: "Actor") -> Self:
        """Agreed updates for participants; everything of one's own groups; what waits for the reporter."""
        seen = Q(pk__in=())
        if actor.may(Verb.SEE_LIVE):
            seen |= Q(state=UpdateState.APPROVED) & self._on_visible_actions(actor)
        if groups := actor.bodies_where(Verb.SEE_OPEN_UPDATES):
            seen |= Q(action__working_group__in=groups)
        if actor.may(Verb.REVIEW_WHERE_NOBODY_ELSE_CAN):
            seen |= self._left_to_the_reporter(actor)
        return self.filter(seen)

    def waiting_for(self, actor: "Actor") -> Self:
        """Submitted updates that `actor` may agree to or return: never one they wrote in."""
        mine = Q(action__working_group__in=actor.bodies_where(Verb.REVIEW))
        if actor.may(Verb.REVIEW_WHERE_NOBODY_ELSE_CAN):
            mine |= self._left_to_the_reporter(actor)
        return self.submitted().filter(mine).exclude(contributors=actor.user)

    def without_other_reviewer(self, day: datetime.date) -> Self:
        """Updates that no coordinator of the group can agree to, because they all wrote in them."""
        contributors: Any = self.model._meta.get_field("contributors")
        wrote = contributors.remote_field.through.objects.filter(
            progressupdate=OuterRef(OuterRef("pk")), user=OuterRef("contact__user")
        )
        coordinators = Seat.objects.usable_on(day).coordinators()
        able = coordinators.filter(body=OuterRef("action__working_group")).exclude(Exists(wrote))
        return self.exclude(Exists(able))

    def written_by(self, actor: "Actor") -> Self:
        """Those with text of `actor` in them."""
        return self.filter(contributors=actor.user)

    def oldest_first(self) -> Self:
        """As they were submitted."""
        return self.order_by("submitted_at", "pk")

    def with_people(self) -> Self:
        """With action, group and people, for lists and pages that show them."""
        return self.select_related(
            "action__working_group", "action__domain", "author", "reviewer", "refers_to", "round"
        )

    def _left_to_the_reporter(self, actor: "Actor") -> Q:
        """What the reporting coordinator may agree to, on actions that they can see."""
        everything: Any = self.model._default_manager.all()
        submitted = everything.submitted()
        return Q(pk__in=submitted.without_other_reviewer(actor.day).values("pk")) & self._on_visible_actions(
            actor
        )

    def _on_visible_actions(self, actor: "Actor") -> Q:
        actions = rows_across(self, "action").visible_to(actor)
        return Q(action__in=actions.values("pk"))


class ReportingRoundQuerySet(QuerySet):
    def open(self) -> Self:
        return self.filter(status=RoundStatus.OPEN)

    def for_agenda(self, agenda_id: int) -> Self:
        return self.filter(agendas=agenda_id)


class WorkingCopyQuerySet(QuerySet):
    def of(self, actor: "Actor") -> Self:
        """What this person was typing; nobody reads another's."""
        return self.filter(user=actor.user)

    def by_others(self, actor: "Actor", since: datetime.datetime) -> Self:
        """Of colleagues who typed since then, with their names: that they write, never what."""
        return (
            self.exclude(user=actor.user).filter(saved_at__gte=since).select_related("user").defer("fields")
        )


class AttachmentQuerySet(QuerySet):
    def removed(self) -> Self:
        return self.filter(removed_at__isnull=False)

    def visible_to(self, actor: "Actor") -> Self:
        """Annexes that `actor` may know of: those of a visible action, by their own visibility."""
        return self.filter(self._seen_by(actor))

    def kept_for(self, actor: "Actor") -> Self:
        """Those in sight, and the removed ones of one's own groups, which can put them back."""
        mine = Q(action__working_group__in=actor.bodies_where(Verb.REPORT))
        return self.filter(self._seen_by(actor) | mine)

    def _seen_by(self, actor: "Actor") -> Q:
        seen = Q(visibility=Visibility.PUBLIC)
        if actor.may(Verb.SEE_LIVE):
            seen |= Q(visibility=Visibility.PARTNERS)
        if actor.may(Verb.SEE_GROUP_ONLY):
            seen |= Q(visibility=Visibility.WORKING_GROUP)
        elif groups := actor.bodies_where(Verb.SEE_GROUP_ONLY):
            seen |= Q(action__working_group__in=groups)
        actions = rows_across(self, "action").visible_to(actor)
        return seen & Q(removed_at=None, action__in=actions.values("pk"))
