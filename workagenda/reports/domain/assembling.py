"""Verbs on a report in the making: texts, lines and steps. Only the reporting coordinator does them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.models import Action, ReportingRound
from workagenda.reports.choices import NEXT_STATUS, Confirmation, ReportStatus, Section
from workagenda.reports.models import MunicipalNote, Report, ReportLine, ReportText
from workagenda.reports.permissions import may_assemble
from workagenda.reports.written import digest_of, stored_line, stored_sections

from .rounds import WrongStep


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
    """Writes a text for this report only; the update itself stays as it is. Raises Refused, WrongStep."""
    report = open_report(report, by)
    return _decide(report, action, by=by, editorial_text=editorial_text)


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
    _decide(report, action, by=by, editorial_text=editorial_text, omission_reason=omission_reason)


@transaction.atomic
def move_report(report: Report, status: ReportStatus, *, by: Actor) -> Report:
    """One step forward or back before the freeze; freezing has its own verb. Raises Refused, WrongStep."""
    report = open_report(report, by)
    if status == ReportStatus.FROZEN or status not in NEXT_STATUS[report.status]:
        raise WrongStep(_("Deze stap kan nu niet."))
    report.status = status
    report.save(update_fields=["status"])
    trace("move_report", report, by.person, status=str(status))
    return report


def open_report(report: Report, by: Actor) -> Report:
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
