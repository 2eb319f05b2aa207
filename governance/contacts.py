"""Whom to ask about what a body does."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from .choices import BodyKind, SeatRole
from .models import Body, Seat


@dataclass(frozen=True)
class WhomToAsk:
    """The places of those who coordinate a body, also the one still to be filled.

    `secretariat` holds its seats when nobody coordinates the body, and is empty otherwise.
    """

    coordinators: tuple[Seat, ...]
    secretariat: tuple[Seat, ...]

    def __bool__(self) -> bool:
        return bool(self.coordinators or self.secretariat)


def whom_to_ask(body: Body, day: datetime.date) -> WhomToAsk:
    """Who can be asked about `body` on `day`, in one query."""
    coordinates = Q(body=body, role=SeatRole.COORDINATOR)
    helps = Q(body__kind=BodyKind.SECRETARIAT, contact__isnull=False)
    seats = Seat.objects.active_on(day).filter(coordinates | helps).with_contact().select_related("body")
    coordinators = tuple(
        seat for seat in seats if seat.body_id == body.pk and seat.role == SeatRole.COORDINATOR
    )
    has_somebody = any(seat.contact for seat in coordinators)
    secretariat = () if has_somebody else tuple(s for s in seats if s.body.kind == BodyKind.SECRETARIAT)
    return WhomToAsk(coordinators, secretariat)
