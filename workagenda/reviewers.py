"""Who can agree to an update: the rule of `waiting_for`, seen from the update."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from governance.choices import BodyKind, BodyRight, SeatRole, rights_of_seat
from governance.models import Seat

from .models import ProgressUpdate


def reviewers_of(updates: Iterable[ProgressUpdate], day: datetime.date) -> dict[int, list[Seat]]:
    """For every update, by key, the seats of those who can agree to it on `day`; in two queries.

    The coordinators of the group who wrote nothing in it; where there are none, the secretariat.
    """
    updates = list(updates)
    groups = {update.action.working_group_id for update in updates}
    coordinates = Q(body__in=groups, role=SeatRole.COORDINATOR)
    rows = Seat.objects.usable_on(day).filter(coordinates | Q(body__kind=BodyKind.SECRETARIAT))
    seats = list(rows.with_contact().select_related("body"))
    wrote = _writers_of(updates)
    return {update.pk: _able(update, seats, wrote) for update in updates}


def _able(update: ProgressUpdate, seats: list[Seat], wrote: set[tuple[int, int | None]]) -> list[Seat]:
    able = [seat for seat in seats if (update.pk, seat.contact.user_id) not in wrote]  # type: ignore[union-attr] # usable
    own = [seat for seat in able if seat.body_id == update.action.working_group_id]
    return own or [seat for seat in able if BodyRight.ASSEMBLE in rights_of_seat(seat.body.kind, seat.role)]


def _writers_of(updates: list[ProgressUpdate]) -> set[tuple[int, int | None]]:
    """(update, account) for everyone who saved text in one of them."""
    contributors: Any = ProgressUpdate._meta.get_field("contributors")
    rows = contributors.remote_field.through.objects.filter(progressupdate__in=updates)
    return set(rows.values_list("progressupdate_id", "user_id"))
