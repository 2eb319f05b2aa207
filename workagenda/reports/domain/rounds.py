"""Verbs on rounds, and what every verb here may answer. Only the reporting coordinator does them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.choices import RoundStatus
from workagenda.models import ReportingRound
from workagenda.reports.permissions import may_assemble


class WrongStep(Exception):
    """The verb does not fit the state of the round, report or edition; the message is for the user."""


@transaction.atomic
def plan_round(*, by: Actor, fields: Mapping[str, Any]) -> ReportingRound:
    """Plans a round over the agendas in `fields`; the charter is that of the agendas. Raises Refused.

    `fields` may name the meetings that the reports on it are for.
    """
    demand(may_assemble(by))
    agendas = list(fields["agendas"])
    dates = {
        name: fields[name] for name in ("name", "opens_on", "reference_date", "closes_on", "dates_confirmed")
    }
    round_ = ReportingRound(charter=agendas[0].theme.charter, is_demo=by.person.is_demo, **dates)
    round_.full_clean()
    round_.save()
    round_.agendas.set(agendas)
    round_.meetings.set(fields.get("meetings", ()))
    trace("plan_round", round_, by.person)
    return round_


@transaction.atomic
def open_round(round_: ReportingRound, *, by: Actor) -> ReportingRound:
    """Opens a round: updates written from now on belong to it. Raises Refused or WrongStep."""
    return _move_round(round_, RoundStatus.PLANNED, RoundStatus.OPEN, by=by)


@transaction.atomic
def close_round(round_: ReportingRound, *, by: Actor) -> ReportingRound:
    """Closes a round; nothing is locked by it. Raises Refused or WrongStep."""
    return _move_round(round_, RoundStatus.OPEN, RoundStatus.CLOSED, by=by)


def _move_round(round_: ReportingRound, expected: str, status: RoundStatus, *, by: Actor) -> ReportingRound:
    demand(may_assemble(by))
    round_ = ReportingRound.objects.select_for_update().get(pk=round_.pk)
    if round_.status != expected:
        raise WrongStep(
            _("Deze stap kan nu niet. De status van de ronde is: %s.") % round_.get_status_display()
        )
    round_.status = status
    round_.save(update_fields=["status"])
    trace(f"{status.value}_round", round_, by.person)
    return round_
