"""Verbs on rounds, reports and editions. Only the reporting coordinator does them."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.database import one_moment
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.choices import RoundStatus
from workagenda.models import Action, ReportingRound
from workagenda.publication import publish_states

from .assemble import build_content
from .choices import NEXT_STATUS, RELEASED_TO_ALL, Audience, Confirmation, EditionState, ReportStatus, Section
from .content import ReportContent, content_hash, to_json
from .models import Edition, Report, ReportLine, ReportText
from .permissions import may_assemble
from .tasks import render_edition
from .written import digest_of, stored_line, stored_sections


class WrongStep(Exception):
    """The verb does not fit the state of the round, report or edition; the message is for the user."""


class StaleTexts(Exception):
    """Somebody else wrote in the meantime; `stored` is what stands now, by field."""

    def __init__(self, stored: Mapping[str, str]) -> None:
        super().__init__("stale texts")
        self.stored = stored


@transaction.atomic
def plan_round(*, by: Actor, fields: Mapping[str, Any]) -> ReportingRound:
    """Plans a round over the agendas in `fields`; the charter is that of the agendas. Raises Refused."""
    demand(may_assemble(by))
    agendas = list(fields["agendas"])
    dates = {
        name: fields[name] for name in ("name", "opens_on", "reference_date", "closes_on", "dates_confirmed")
    }
    round_ = ReportingRound(charter=agendas[0].theme.charter, is_demo=by.person.is_demo, **dates)
    round_.full_clean()
    round_.save()
    round_.agendas.set(agendas)
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


@transaction.atomic
def start_report(round_: ReportingRound, *, by: Actor) -> Report:
    """Starts the report on a round. Raises Refused, or WrongStep when there is one already."""
    demand(may_assemble(by))
    try:
        with transaction.atomic():
            report = Report.objects.create(round=round_)
    except IntegrityError as error:
        raise WrongStep(_("Voor deze ronde is er al een rapportage.")) from error
    trace("start_report", report, by.person)
    return report


@transaction.atomic
def omit_action(report: Report, action: Action, *, by: Actor, reason: str) -> ReportLine:
    """Leaves an action out of this report, with the reason. Raises Refused, WrongStep, ValidationError."""
    report = _open_report(report, by)
    if not reason.strip():
        raise ValidationError({"omission_reason": _("Geef een reden voor het weglaten.")})
    return _decide(report, action, by=by, confirmation=Confirmation.OMITTED, omission_reason=reason)


@transaction.atomic
def include_action(report: Report, action: Action, *, by: Actor) -> ReportLine:
    """Takes an omitted action back into this report. Raises Refused or WrongStep."""
    report = _open_report(report, by)
    return _decide(report, action, by=by, confirmation="", omission_reason="")


@transaction.atomic
def edit_line(report: Report, action: Action, *, by: Actor, editorial_text: str) -> ReportLine:
    """Writes a text for this report only; the update itself stays as it is. Raises Refused, WrongStep."""
    report = _open_report(report, by)
    return _decide(report, action, by=by, editorial_text=editorial_text)


@transaction.atomic
def write_section(report: Report, section: Section, *, by: Actor, text: str) -> ReportText:
    """Writes a free text of this report. Raises Refused or WrongStep."""
    report = _open_report(report, by)
    written, _created = ReportText.objects.update_or_create(
        report=report, section=section, defaults={"text": text}
    )
    trace("write_section", report, by.person, section=str(section))
    return written


@transaction.atomic
def write_sections(report: Report, *, by: Actor, texts: Mapping[str, str], seen: str) -> None:
    """Writes all free texts at once. Raises Refused, WrongStep, or StaleTexts when they are not as `seen`."""
    report = _open_report(report, by)
    stored = stored_sections(report)
    if digest_of(stored) != seen:
        raise StaleTexts(stored)
    for section in Section:
        write_section(report, section, by=by, text=texts[section.value])


@transaction.atomic
def decide_line(
    report: Report,
    action: Action,
    *,
    by: Actor,
    editorial_text: str,
    omission_reason: str,
    is_omitted: bool | None,
    seen: str,
) -> None:
    """Stores both texts of a line, and leaves the action out or takes it in; None leaves that as it is.

    Raises Refused, WrongStep, ValidationError, or StaleTexts when the line is not as `seen`.
    """
    report = _open_report(report, by)
    stored = stored_line(report, action)
    if digest_of(stored) != seen:
        raise StaleTexts(stored)
    if is_omitted is None:
        is_omitted = stored["confirmation"] == Confirmation.OMITTED
    if is_omitted:
        omit_action(report, action, by=by, reason=omission_reason)
    else:
        include_action(report, action, by=by)
    _decide(report, action, by=by, editorial_text=editorial_text, omission_reason=omission_reason)


@transaction.atomic
def move_report(report: Report, status: ReportStatus, *, by: Actor) -> Report:
    """One step forward or back before the freeze; freezing has its own verb. Raises Refused, WrongStep."""
    report = _open_report(report, by)
    if status == ReportStatus.FROZEN or status not in NEXT_STATUS[report.status]:
        raise WrongStep(_("Deze stap kan nu niet."))
    report.status = status
    report.save(update_fields=["status"])
    trace("move_report", report, by.person, status=str(status))
    return report


def freeze(report: Report, *, by: Actor) -> Report:
    """Resolves everything to text and stores it with its hash; from then on nothing of it changes.

    All of it is read as of one moment. Raises Refused, or WrongStep when the report is not agreed, already
    frozen or being changed right now, or when its reference date has not been yet.
    """
    try:
        with one_moment():
            return _freeze(report, by)
    except OperationalError as busy:
        raise WrongStep(_("Iemand anders werkt nu aan deze rapportage. Probeer het zo opnieuw.")) from busy


def _freeze(report: Report, by: Actor) -> Report:
    report = _open_report(report, by)
    if by.day < report.round.reference_date:
        raise WrongStep(_("De peildatum is nog niet geweest. Vastleggen kan vanaf die dag."))
    if ReportStatus.FROZEN not in NEXT_STATUS[report.status]:
        raise WrongStep(_("Leg een rapportage pas vast als zij is afgestemd."))
    content = replace(build_content(report), frozen_on=by.day.isoformat())
    _complete_lines(report, content)
    report.content = to_json(content)
    report.content_sha256 = content_hash(report.content)
    report.status = ReportStatus.FROZEN
    report.frozen_at = timezone.now()
    report.frozen_by = by.person
    report.save(update_fields=["content", "content_sha256", "status", "frozen_at", "frozen_by"])
    trace("freeze", report, by.person, sha256=report.content_sha256)
    return report


@transaction.atomic
def queue_edition(report: Report, audience: Audience, *, by: Actor) -> Edition:
    """Asks the task worker for an edition of a frozen report, or again after a failure.

    Raises Refused or WrongStep. A ready edition stays as it is: the same content gives the same bytes.
    """
    demand(may_assemble(by))
    if not report.is_frozen:
        raise WrongStep(_("Leg de rapportage eerst vast."))
    edition, is_new = Edition.objects.select_for_update().get_or_create(report=report, audience=audience)
    if not (is_new or edition.may_be_tried_again):
        return edition
    edition.state = EditionState.QUEUED
    edition.problem = ""
    edition.queued_at = timezone.now()
    edition.save(update_fields=["state", "problem", "queued_at"])
    trace("queue_edition", edition, by.person)
    transaction.on_commit(lambda: _enqueue(edition))
    return edition


@transaction.atomic
def release_edition(edition: Edition, *, by: Actor, on: datetime.date | None = None) -> Edition:
    """Makes a ready edition visible outside, and its states what visitors see of the actions.

    Raises Refused, or WrongStep when the edition is not ready. `on` is the day, today unless given.
    """
    demand(may_assemble(by))
    edition = Edition.objects.select_for_update().select_related("report__round").get(pk=edition.pk)
    if edition.state != EditionState.READY:
        raise WrongStep(_("Deze editie is nog niet klaar."))
    if edition.released_on:
        return edition
    edition.released_on = on or by.day
    edition.save(update_fields=["released_on"])
    if edition.audience in RELEASED_TO_ALL:
        content = edition.report.frozen_content
        publish_states(
            content.lines,
            reference_date=edition.report.round.reference_date,
            report_title=f"{content.round_name}, {content.version}",
            report_uuid=edition.report.uuid,
        )
    trace("release_edition", edition, by.person)
    return edition


def _enqueue(edition: Edition) -> None:
    render_edition.enqueue(edition.pk)


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


def _open_report(report: Report, by: Actor) -> Report:
    """`report`, locked, if `by` may work on it and it is not frozen."""
    demand(may_assemble(by))
    current = Report.objects.select_for_update().select_related("round").get(pk=report.pk)
    if current.is_frozen:
        raise WrongStep(_("Deze rapportage is vastgelegd en verandert niet meer."))
    return current


def _decide(report: Report, action: Action, *, by: Actor, **fields: Any) -> ReportLine:
    if not report.round.agendas.filter(pk=action.agenda_id).exists():
        raise WrongStep(_("Deze actie hoort niet bij de werkagenda's van deze ronde."))
    line, _created = ReportLine.objects.update_or_create(report=report, action=action, defaults=fields)
    trace("decide_line", line, by.person)
    return line


def _complete_lines(report: Report, content: ReportContent) -> None:
    """Writes how every action came into the report, beside what was decided before."""
    told = {line.code: (position, line) for position, line in enumerate(content.lines, start=1)}
    for action in Action.objects.filter(code__in=told):
        position, line = told[action.code]
        ReportLine.objects.update_or_create(
            report=report, action=action, defaults={"position": position, "confirmation": line.confirmation}
        )
