"""Verbs on the address of somebody's own calendar."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.models import CalendarAddress
from workagenda.permissions import may_have_calendar

TOKEN_BYTES = 32


@transaction.atomic
def make_calendar_address(*, by: Actor) -> str:
    """Gives `by` a new address and ends the one before; returns its token, which nobody can read again.

    Raises Refused.
    """
    demand(may_have_calendar(by))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_sha256": calendar_digest(token), "made_at": timezone.now()}
    address, _is_new = CalendarAddress.objects.update_or_create(user=by.person, defaults=values)
    trace("make_calendar_address", address, by.person)
    return token


@transaction.atomic
def revoke_calendar_address(*, by: Actor) -> None:
    """Ends the address of `by`; does nothing when there is none. Raises Refused."""
    demand(may_have_calendar(by))
    address = CalendarAddress.objects.filter(user=by.person).first()
    if address is not None:
        trace("revoke_calendar_address", address, by.person)
        address.delete()


def calendar_digest(token: str) -> str:
    """How a token is stored. It is random and long, so a plain hash tells nobody what it was."""
    return hashlib.sha256(token.encode()).hexdigest()
