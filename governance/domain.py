"""Verbs on bodies and seats. Groups and their rights follow the seats, and nothing else changes them."""

import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from brainport_portal.core.audit import trace
from brainport_portal.core.dates import today
from brainport_portal.core.gates import demand
from brainport_portal.core.models import User
from brainport_portal.core.permissions import grant
from partners.models import Contact

from .choices import RIGHTS_OF_TIER, TIER_OF_ROLE, SeatRole, Tier
from .models import Body, BodyGroup, Seat
from .permissions import Actor, may_administer


@transaction.atomic
def set_up_groups(body: Body) -> None:
    """Gives `body` its groups with their rights and fills them from the active seats; may be repeated."""
    for tier in Tier:
        rights = RIGHTS_OF_TIER.get((body.kind, tier))
        if not rights:
            continue
        link = BodyGroup.objects.filter(body=body, tier=tier).select_related("group").first()
        if link is None:
            group = Group.objects.create(name=f"{body.slug}:{tier.value}")
            link = BodyGroup.objects.create(body=body, tier=tier, group=group)
        for right in rights:
            grant(link.group, right.value, body)
    follow_seats(body)


@transaction.atomic
def follow_seats(body: Body) -> None:
    """Puts exactly the accounts with a seat that has not ended into the groups of `body`.

    Seats that still have to begin count here too; the actor's own test of dates keeps them out till then.
    """
    seats = Seat.objects.not_ended_on(today()).filter(body=body, contact__user__isnull=False)
    holders = [(role, user) for role, user in seats.values_list("role", "contact__user")]
    for link in body.groups.select_related("group"):
        users = {user for role, user in holders if TIER_OF_ROLE[role] == link.tier}
        link.group.user_set.set(users)


@transaction.atomic
def give_seat(
    body: Body,
    *,
    contact: Contact | None,
    role: SeatRole,
    since: datetime.date,
    by: Actor | None,
    until: datetime.date | None = None,
) -> Seat:
    """Gives `contact` a seat, or records a place still to be filled; `by` is None only for set-up.

    Raises Refused when `by` may not administer.
    """
    if by is not None:
        demand(may_administer(by))
    seat = Seat.objects.create(
        body=body,
        contact=contact,
        role=role,
        since=since,
        until=until,
        is_demo=bool(contact and contact.is_demo),
    )
    follow_seats(body)
    trace("give_seat", seat, by.person if by else None, role=str(role))
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: Actor, last_day: datetime.date) -> Seat:
    """Ends a seat; the day after `last_day` it gives nothing any more. Raises Refused."""
    demand(may_administer(by))
    seat.until = last_day
    seat.save(update_fields=["until"])
    follow_seats(seat.body)
    trace("end_seat", seat, by.person, last_day=last_day.isoformat())
    return seat


@transaction.atomic
def switch_off_account(user: User, *, by: Actor) -> User:
    """Closes an account; its owner is out at the next request. Raises Refused."""
    demand(may_administer(by))
    user.is_active = False
    user.save(update_fields=["is_active"])
    trace("switch_off_account", user, by.person)
    return user
