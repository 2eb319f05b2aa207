"""Questions about bodies, seats and meetings."""

import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.db.models import Q, QuerySet

from brainport_portal.core.choices import Precision
from brainport_portal.core.natural import NaturalKeyQuerySet
from brainport_portal.core.timelines import period_of

from .choices import BodyKind, MeetingStatus, SeatRole


class SeatQuerySet(QuerySet):
    def active_on(self, day: datetime.date) -> Self:
        """Seats that count on `day`; the last day of a seat still counts."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))

    def not_ended_on(self, day: datetime.date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=day))

    def filled(self) -> Self:
        return self.exclude(contact=None)

    def usable_on(self, day: datetime.date) -> Self:
        """Active seats of somebody who can log in on `day`."""
        account = Q(contact__user__expires_on=None) | Q(contact__user__expires_on__gte=day)
        return self.active_on(day).filter(account, contact__user__is_active=True)

    def coordinators(self) -> Self:
        return self.filter(role=SeatRole.COORDINATOR)

    def with_contact(self) -> Self:
        return self.select_related("contact__organisation", "contact__municipality", "contact__user")


def not_over_on(day: datetime.date) -> Q:
    """Meetings on or after `day`; one of which only the month or less is known, until that period is over."""
    starts = {precision: datetime.date.fromordinal(period_of(day, precision)[0]) for precision in Precision}
    return reduce(or_, (Q(precision=key, starts_on__gte=start) for key, start in starts.items()))


class MeetingQuerySet(QuerySet):
    def of_taskforce(self) -> Self:
        return self.filter(body__kind=BodyKind.TASKFORCE)

    def to_come(self, day: datetime.date) -> Self:
        """Those on or after `day` that were not called off, the first one first."""
        coming = (MeetingStatus.PLANNED, MeetingStatus.CONFIRMED)
        return self.filter(not_over_on(day), status__in=coming).order_by("starts_on", "pk")

    def not_held_yet(self, day: datetime.date) -> Self:
        """Those that are not over, called off or not."""
        return self.filter(not_over_on(day)).exclude(status=MeetingStatus.HELD)

    def been(self, day: datetime.date) -> Self:
        """Those before `day` that were not called off, the last one first."""
        gone = self.exclude(status=MeetingStatus.CANCELLED).exclude(not_over_on(day))
        return gone.order_by("-starts_on", "-pk")

    def on_a_known_day(self) -> Self:
        return self.filter(precision=Precision.DAY)


class DecisionQuerySet(NaturalKeyQuerySet):
    def visible_outside(self) -> Self:
        """Decisions that a public document tells; the others are for those who sit in the body."""
        return self.exclude(source=None).select_related("source")


class BodyQuerySet(NaturalKeyQuerySet):
    def working_groups(self) -> Self:
        return self.filter(kind=BodyKind.WORKING_GROUP)
