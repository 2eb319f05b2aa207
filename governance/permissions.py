"""Who may do what: the whole table of the portal, in one place.

`TABLE` names, for every verb, the roles that may do it. A role is held at a body: somebody is member of
one working group and mere participant for all others. Conditions on a single row ("never with own text in
it") stand in `workagenda.permissions` and `workagenda.reports.permissions`, and always start from here.
"""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from brainport_portal.core.dates import today
from brainport_portal.core.gates import ALLOWED, Verdict
from brainport_portal.core.models import User
from brainport_portal.core.permissions import rights_held

from .choices import BodyRight, rights_of_seat
from .models import Body, Seat


class Role(StrEnum):
    """What somebody is, seen from one body."""

    VISITOR = "visitor"
    PARTICIPANT = "participant"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    TASKFORCE = "taskforce"
    REPORTER = "reporting_coordinator"
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What can be done in the portal; a row of the table.

    Not here: public pages, which ask nothing; meetings, which follow one's own seats (`may_see_meetings`);
    and planning and moving actions, which arrive with the pages that do it.
    """

    SEE_LIVE = "see_live"
    SEE_GROUP_ONLY = "see_group_only"
    SEE_OPEN_UPDATES = "see_open_updates"
    SEE_REMARKS = "see_remarks"
    REPORT = "report"
    REVIEW = "review"
    REVIEW_WHERE_NOBODY_ELSE_CAN = "review_where_nobody_else_can"
    CHECK_LINES = "check_lines"
    SEE_REPORTS = "see_reports"
    ASSEMBLE = "assemble"
    OVERSEE = "oversee"
    FLAG = "flag"
    ADMINISTER = "administer"


_ALL = frozenset(Role)
_PARTICIPANTS = _ALL - {Role.VISITOR}

TABLE: dict[Verb, frozenset[Role]] = {
    Verb.SEE_LIVE: _PARTICIPANTS,
    Verb.SEE_GROUP_ONLY: frozenset({Role.MEMBER, Role.COORDINATOR, Role.TASKFORCE, Role.REPORTER}),
    Verb.SEE_OPEN_UPDATES: frozenset({Role.MEMBER, Role.COORDINATOR}),
    Verb.SEE_REMARKS: frozenset({Role.MEMBER, Role.COORDINATOR, Role.TASKFORCE, Role.REPORTER}),
    Verb.REPORT: frozenset({Role.MEMBER, Role.COORDINATOR}),
    Verb.REVIEW: frozenset({Role.COORDINATOR}),
    Verb.REVIEW_WHERE_NOBODY_ELSE_CAN: frozenset({Role.REPORTER}),
    Verb.CHECK_LINES: frozenset({Role.COORDINATOR, Role.REPORTER}),
    Verb.SEE_REPORTS: frozenset({Role.COORDINATOR, Role.TASKFORCE, Role.REPORTER}),
    Verb.ASSEMBLE: frozenset({Role.REPORTER}),
    Verb.OVERSEE: frozenset({Role.TASKFORCE, Role.REPORTER}),
    Verb.FLAG: frozenset({Role.COORDINATOR, Role.TASKFORCE, Role.REPORTER}),
    Verb.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}

# Which right makes which role: at the body itself, or, for those who serve all bodies, everywhere.
_ROLE_AT_BODY = {BodyRight.REPORT: Role.MEMBER, BodyRight.COORDINATE: Role.COORDINATOR}
_ROLE_EVERYWHERE = {
    BodyRight.OVERSEE: Role.TASKFORCE,
    BodyRight.ASSEMBLE: Role.REPORTER,
    BodyRight.ADMINISTER: Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Actor:
    """Somebody as the rules see them on one day; made anew for every request.

    `rights` holds (body key, right) for every right that both an active seat and guardian's table give;
    `bodies` the keys of all bodies with an active seat, also those that give no right.
    """

    user: User | None = None
    rights: frozenset[tuple[int, str]] = frozenset()
    bodies: frozenset[int] = frozenset()
    day: datetime.date = field(default_factory=today)

    @classmethod
    def of(cls, user: User | AnonymousUser, on: datetime.date | None = None) -> "Actor":
        """The actor behind `user`, in two queries; an expired or switched-off account is a visitor."""
        day = on or today()
        if not isinstance(user, User) or not user.may_log_in(day):
            return cls(day=day)
        seats = Seat.objects.active_on(day).filter(contact__user=user)
        seats_held = list(seats.values_list("body_id", "body__kind", "role"))
        given = {
            (body, right.value) for body, kind, role in seats_held for right in rights_of_seat(kind, role)
        }
        rights = frozenset(given & rights_held(user, Body)) if given else frozenset()
        return cls(
            user=user, rights=rights, bodies=frozenset(body for body, _kind, _role in seats_held), day=day
        )

    @property
    def person(self) -> User:
        """The account, for verbs: they are never done by a visitor."""
        if self.user is None:
            raise PermissionDenied
        return self.user

    @property
    def is_participant(self) -> bool:
        """An active account with an active seat."""
        return bool(self.bodies)

    @property
    def is_administrator(self) -> bool:
        return self.may(Verb.ADMINISTER)

    def bodies_with(self, right: BodyRight) -> frozenset[int]:
        """Keys of the bodies where the actor holds `right`."""
        return frozenset(body for body, held in self.rights if held == right)

    def roles_at(self, body_id: int | None) -> frozenset[Role]:
        """Every role the actor has, seen from one body (or from none)."""
        roles = {Role.VISITOR}
        if self.is_participant:
            roles.add(Role.PARTICIPANT)
        for body, right in self.rights:
            if role := _ROLE_EVERYWHERE.get(BodyRight(right)):
                roles.add(role)
            elif body == body_id:
                roles.add(_ROLE_AT_BODY[BodyRight(right)])
        return frozenset(roles)

    def may(self, verb: Verb, body_id: int | None = None) -> bool:
        """Whether the table lets the actor do `verb`, seen from the body with key `body_id`."""
        return bool(self.roles_at(body_id) & TABLE[verb])

    def bodies_where(self, verb: Verb) -> frozenset[int]:
        """Keys of the working groups at which the actor may do `verb` by a role held there."""
        return frozenset(
            body for body, right in self.rights if _ROLE_AT_BODY.get(BodyRight(right)) in TABLE[verb]
        )


def may_see_meetings(actor: Actor, body: Body) -> Verdict:
    """Meetings, agenda and decisions that are not public: those who sit in the body, and the reporter."""
    if body.pk in actor.bodies or actor.may(Verb.ASSEMBLE):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen leden van dit orgaan zien het overleg."), ask=body)


def may_administer(actor: Actor, obj: object = None) -> Verdict:
    """Bodies, seats, accounts and reference data."""
    if actor.may(Verb.ADMINISTER):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen beheerders van het portaal mogen dit."))
