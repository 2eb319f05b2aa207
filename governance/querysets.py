"""Questions about bodies, seats and meetings."""

import datetime
from typing import Self

from django.db.models import Prefetch, Q, QuerySet

from brainport_portal.core.natural import NaturalKeyQuerySet, rows_across

from .choices import BodyKind, SeatRole


class SeatQuerySet(QuerySet):
    def active_on(self, day: datetime.date) -> Self:
        """Seats that count on `day`; the last day of a seat still counts."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))

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


class BodyQuerySet(NaturalKeyQuerySet):
    def working_groups(self) -> Self:
        return self.filter(kind=BodyKind.WORKING_GROUP)

    def with_active_seats(self, on: datetime.date) -> Self:
        """With `active_seats`, the seats on `on`, ready to show."""
        seats = rows_across(self, "seats").active_on(on).with_contact()
        return self.prefetch_related(Prefetch("seats", queryset=seats, to_attr="active_seats"))
