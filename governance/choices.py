"""Kinds of bodies, seats and events, and the rights that come with a seat."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    TASKFORCE = "taskforce", _("taskforce")
    WORKING_GROUP = "working_group", _("werkgroep")
    SECRETARIAT = "secretariat", _("secretariaat")
    ADMINISTRATION = "administration", _("beheer")
    GENERAL_BOARD = "general_board", _("algemeen bestuur")
    EXECUTIVE_BOARD = "executive_board", _("dagelijks bestuur")
    PORTFOLIO_HOLDERS = "portfolio_holders", _("portefeuillehoudersoverleg")
    OFFICIALS = "officials", _("ambtelijk overleg")
    PARTNER_BOARD = "partner_board", _("bestuur van een partner")
    ROUND_TABLE = "round_table", _("rondetafelconferentie")
    COUNCIL = "council", _("gemeenteraad")
    COUNCIL_PLATFORM = "council_platform", _("overleg van raden")


class SeatRole(models.TextChoices):
    CHAIR = "chair", _("voorzitter")
    COORDINATOR = "coordinator", _("trekker")
    MEMBER = "member", _("lid")
    DEPUTY = "deputy", _("plaatsvervanger")
    OBSERVER = "observer", _("toehoorder")


class BodyRight(models.TextChoices):
    """The object rights on a body; every right in the portal is one of these."""

    REPORT = "report_body", _("voortgang melden")
    COORDINATE = "coordinate_body", _("plannen en nakijken")
    OVERSEE = "oversee_body", _("voortgang bewaken")
    ASSEMBLE = "assemble_reports", _("rapportages samenstellen")
    ADMINISTER = "administer", _("beheren")


class Tier(models.TextChoices):
    """The groups that a body has: those who steer it and everyone who works in it."""

    COORDINATORS = "coordinators", _("trekkers")
    MEMBERS = "members", _("leden")


TIER_OF_ROLE: dict[str, Tier | None] = {
    SeatRole.CHAIR: Tier.MEMBERS,
    SeatRole.COORDINATOR: Tier.COORDINATORS,
    SeatRole.MEMBER: Tier.MEMBERS,
    SeatRole.DEPUTY: Tier.MEMBERS,
    SeatRole.OBSERVER: None,
}

RIGHTS_OF_TIER: dict[tuple[str, Tier], frozenset[BodyRight]] = {
    (BodyKind.WORKING_GROUP, Tier.MEMBERS): frozenset({BodyRight.REPORT}),
    (BodyKind.WORKING_GROUP, Tier.COORDINATORS): frozenset({BodyRight.REPORT, BodyRight.COORDINATE}),
    (BodyKind.TASKFORCE, Tier.MEMBERS): frozenset({BodyRight.OVERSEE}),
    (BodyKind.SECRETARIAT, Tier.MEMBERS): frozenset({BodyRight.ASSEMBLE}),
    (BodyKind.ADMINISTRATION, Tier.MEMBERS): frozenset({BodyRight.ADMINISTER}),
}


def rights_of_seat(body_kind: str, role: str) -> frozenset[BodyRight]:
    """What a seat gives as long as it lasts; an observer, and a board, get no rights here."""
    tier = TIER_OF_ROLE[role]
    return RIGHTS_OF_TIER.get((body_kind, tier), frozenset()) if tier else frozenset()


def roles_with(right: BodyRight, body_kind: str) -> list[str]:
    """The roles that give `right` at a body of this kind."""
    return [role.value for role in SeatRole if right in rights_of_seat(body_kind, role)]


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", _("gepland")
    CONFIRMED = "confirmed", _("bevestigd")
    HELD = "held", _("gehouden")
    CANCELLED = "cancelled", _("geannuleerd")


class ItemKind(models.TextChoices):
    """What a meeting is asked to do with an item."""

    INFORM = "inform", _("ter informatie")
    DISCUSS = "discuss", _("ter bespreking")
    DECIDE = "decide", _("ter besluitvorming")


class DecisionStatus(models.TextChoices):
    DRAFT = "draft", _("ontwerpbesluit")
    TAKEN = "taken", _("genomen")


class EventStatus(models.TextChoices):
    HAPPENED = "happened", _("gebeurd")
    PLANNED_UNCONFIRMED = "planned_unconfirmed", _("gepland (niet bevestigd)")
    ONGOING = "ongoing", _("lopend")
