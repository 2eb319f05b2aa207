"""Verbs on a report in the making: texts, lines and steps. Only the reporting coordinator does them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from brainport_portal.core.workdays import working_days_after
from governance.permissions import Actor
from workagenda.models import Action, ReportingRound
from workagenda.reports.choices import NEXT_STATUS, Confirmation, ReportStatus, Section
from workagenda.reports.models import MunicipalNote, Report, ReportLine, ReportText
from workagenda.reports.permissions import may_assemble
from workagenda.reports.written import digest_of, stored_line, stored_sections

from .notices import queue_check_mails, queue_line_mails
from .rounds import WrongStep

# How long partners get to check a report, in working days, unless somebody says otherwise.
DAYS_TO_CHECK = 10


class StaleTexts(Exception):
    """Somebody else wrote in the meantime; `stored` is what stands now, by field."""

    def __init__(self, stored: Mapping[str, str]) -> None:
        super().__init__("stale texts")
        self.stored = stored


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
def correct_report(report: Report, *, by: Actor, reason: str) -> Report:
    """Starts a new version of a frozen report, with its texts, notes and decisions to begin from.

    The old version stays as it is and says that it was corrected, once the new one can be read. Raises
    Refused, ValidationError, or WrongStep when `report` is not the last version or not frozen.
    """
    demand(may_assemble(by))
    if not reason.strip():
        raise ValidationError({"reason": _("Geef een reden voor de correctie.")})
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not report.is_frozen:
        raise WrongStep(_("Alleen een vastgelegde rapportage krijgt een correctie."))
    if later := Report.objects.filter(round=report.round_id, pk__gt=report.pk).first():
        raise WrongStep(_("Er is al een latere versie: %s.") % later.version)
    major, minor = report.version.split(".")
    correction = Report.objects.create(
        round_id=report.round_id,
        version=f"{major}.{int(minor) + 1}",
        corrects=report,
        correction_reason=reason.strip(),
    )
    _copy_work(report, correction)
    trace("correct_report", correction, by.person, corrects=report.version)
    return correction


@transaction.atomic
def omit_action(report: Report, action: Action, *, by: Actor, reason: str) -> ReportLine:
    """Leaves an action out of this report, with the reason. Raises Refused, WrongStep, ValidationError."""
    report = open_report(report, by)
    if not reason.strip():
        raise ValidationError({"omission_reason": _("Geef een reden voor het weglaten.")})
    return _decide(report, action, by=by, confirmation=Confirmation.OMITTED, omission_reason=reason)


@transaction.atomic
def include_action(report: Report, action: Action, *, by: Actor) -> ReportLine:
    """Takes an omitted action back into this report. Raises Refused or WrongStep."""
    report = open_report(report, by)
    return _decide(report, action, by=by, confirmation="", omission_reason="")


@transaction.atomic
def edit_line(report: Report, action: Action, *, by: Actor, editorial_text: str) -> ReportLine:
    """Writes a text for this report only; the update itself stays as it is. Raises Refused, WrongStep.

    The coordinators of the action's group are mailed what was reported and what the report will say.
    """
    report = open_report(report, by)
    return _write(report, action, by=by, editorial_text=editorial_text)


@transaction.atomic
def write_section(report: Report, section: Section, *, by: Actor, text: str) -> ReportText:
    """Writes a free text of this report. Raises Refused or WrongStep."""
    report = open_report(report, by)
    written, _created = ReportText.objects.update_or_create(
        report=report, section=section, defaults={"text": text}
    )
    trace("write_section", report, by.person, section=str(section))
    return written


@transaction.atomic
def write_sections(report: Report, *, by: Actor, texts: Mapping[str, str], seen: str) -> None:
    """Writes all free texts at once. Raises Refused, WrongStep, or StaleTexts when they are not as `seen`."""
    report = open_report(report, by)
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

    A change of the text for this report is mailed to the coordinators of the action's group.
    Raises Refused, WrongStep, ValidationError, or StaleTexts when the line is not as `seen`.
    """
    report = open_report(report, by)
    stored = stored_line(report, action)
    if digest_of(stored) != seen:
        raise StaleTexts(stored)
    if is_omitted is None:
        is_omitted = stored["confirmation"] == Confirmation.OMITTED
    if is_omitted:
        omit_action(report, action, by=by, reason=omission_reason)
    else:
        include_action(report, action, by=by)
    _write(report, action, by=by, editorial_text=editorial_text, omission_reason=omission_reason)


@transaction.atomic
def move_report(
    report: Report, status: ReportStatus, *, by: Actor, check_until: datetime.date | None = None
) -> Report:
    """One step forward or back before the freeze; freezing has its own verb.

    Partners check it until `check_until`, or without one until the date it had or the one proposed; who
    checks is mailed. Raises Refused, WrongStep, or ValidationError for a day that has been.
    """
    report = open_report(report, by)
    if status == ReportStatus.FROZEN or status not in NEXT_STATUS[report.status]:
        raise WrongStep(_("Deze stap kan nu niet."))
    if status == ReportStatus.PARTNER_CHECK:
        report.check_until = _day_to_come(check_until, by) or check_date_for(report, by.day)
    report.status = status
    report.save(update_fields=["status", "check_until"])
    trace("move_report", report, by.person, status=str(status))
    if status == ReportStatus.PARTNER_CHECK:
        queue_check_mails(report, by=by)
    return report


@transaction.atomic
def change_check_date(report: Report, *, by: Actor, check_until: datetime.date) -> Report:
    """Gives partners another last day; who checks is mailed. Raises Refused, WrongStep, ValidationError."""
    report = open_report(report, by)
    if report.status != ReportStatus.PARTNER_CHECK:
        raise WrongStep(_("De rapportage ligt nu niet bij de partners."))
    report.check_until = _day_to_come(check_until, by)
    report.save(update_fields=["check_until"])
    trace("change_check_date", report, by.person, until=check_until.isoformat())
    queue_check_mails(report, by=by)
    return report


def check_date_for(report: Report, day: datetime.date) -> datetime.date:
    """The last day for partners when they begin on `day`: the one it had, or the one proposed."""
    kept = report.check_until
    if kept and (kept >= day or report.status == ReportStatus.AGREED):
        return kept
    return working_days_after(day, DAYS_TO_CHECK)


def open_report(report: Report, by: Actor) -> Report:
    """`report`, locked, if `by` may work on it and it is not frozen."""
    demand(may_assemble(by))
    return unfrozen(report)


def unfrozen(report: Report) -> Report:
    """`report`, locked. Raises WrongStep when it is frozen."""
    current = Report.objects.select_for_update().select_related("round").get(pk=report.pk)
    if current.is_frozen:
        raise WrongStep(_("Deze rapportage is vastgelegd en verandert niet meer."))
    return current


def belongs_to_round(report: Report, action: Action) -> bool:
    return report.round.agendas.filter(pk=action.agenda_id).exists()


def _day_to_come(day: datetime.date | None, by: Actor) -> datetime.date | None:
    if day and day < by.day:
        raise ValidationError({"check_until": _("Deze dag is al geweest.")})
    return day


def _write(report: Report, action: Action, *, by: Actor, editorial_text: str, **fields: Any) -> ReportLine:
    """Decides about a line and, when its text changed, tells the coordinators."""
    before = stored_line(report, action)["editorial_text"]
    line = _decide(report, action, by=by, editorial_text=editorial_text, **fields)
    if editorial_text != before:
        queue_line_mails(line, by=by)
    return line


def _decide(report: Report, action: Action, *, by: Actor, **fields: Any) -> ReportLine:
    if not belongs_to_round(report, action):
        raise WrongStep(_("Deze actie hoort niet bij de werkagenda's van deze ronde."))
    line, _created = ReportLine.objects.update_or_create(report=report, action=action, defaults=fields)
    trace("decide_line", line, by.person)
    return line


def _copy_work(report: Report, correction: Report) -> None:
    """What people wrote and decided; how an action came into the report is worked out anew."""
    for text in report.texts.all():
        ReportText.objects.create(report=correction, section=text.section, text=text.text)
    for note in report.municipal_notes.all():
        MunicipalNote.objects.create(
            report=correction,
            municipality_id=note.municipality_id,
            text=note.text,
            author_function=note.author_function,
            checked_on=note.checked_on,
        )
    decided = ~Q(editorial_text="") | ~Q(omission_reason="")
    for line in report.lines.filter(decided | Q(confirmation=Confirmation.OMITTED)):
        ReportLine.objects.create(
            report=correction,
            action_id=line.action_id,
            confirmation=line.confirmation if line.is_omission else "",
            omission_reason=line.omission_reason,
            editorial_text=line.editorial_text,
        )
