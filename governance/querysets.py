"""Questions about bodies, seats and meetings."""

import datetime
from typing import Self

from django.db.models import Q, QuerySet

from brainport_portal.core.natural import NaturalKeyQuerySet

from .choices import BodyKind, SeatRole


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


class DecisionQuerySet(NaturalKeyQuerySet):
    def visible_outside(self) -> Self:
        """Decisions that a public document tells; the others are for those who sit in the body."""
        return self.exclude(source=None).select_related("source")


class BodyQuerySet(NaturalKeyQuerySet):
    def working_groups(self) -> Self:
        return self.filter(kind=BodyKind.WORKING_GROUP)
