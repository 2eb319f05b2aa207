"""Verbs on what a report says to one municipality: its own contacts and the reporting coordinator do them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from partners.models import Municipality
from workagenda.reports.models import MunicipalNote, Report
from workagenda.reports.permissions import may_see_note, may_write_note, municipality_of
from workagenda.reports.written import digest_of, stored_note

from .assembling import StaleTexts, unfrozen
from .rounds import WrongStep


@transaction.atomic
def write_note(
    report: Report,
    municipality: Municipality,
    *,
    by: Actor,
    text: str,
    author_function: str,
    checked_on: datetime.date | None = None,
    seen: str,
) -> None:
    """Writes the note for one municipality; without text there is none.

    A check holds for the words that were checked: with other words the old day goes, unless the
    municipality itself checks them today. Raises Refused, WrongStep, ValidationError for a day to come, or
    StaleTexts when the note is not as `seen`.
    """
    report = _open_for(municipality, report, by)
    stored = stored_note(report, municipality)
    if digest_of(stored) != seen:
        raise StaleTexts(stored)
    if not text.strip():
        report.municipal_notes.filter(municipality=municipality).delete()
        trace("remove_note", report, by.person, municipality=municipality.slug)
        return
    day = checked_on.isoformat() if checked_on else ""
    is_own_check = checked_on == by.day and municipality_of(by) == municipality
    if text != stored["text"] and day == stored["checked_on"] and not is_own_check:
        checked_on = None
    _refuse_the_future(checked_on, by)
    MunicipalNote.objects.update_or_create(
        report=report,
        municipality=municipality,
        defaults={"text": text, "author_function": author_function, "checked_on": checked_on},
    )
    trace("write_note", report, by.person, municipality=municipality.slug)


@transaction.atomic
def check_note(report: Report, municipality: Municipality, *, by: Actor, on: datetime.date) -> None:
    """Notes the day on which the municipality agreed to the words as they stand.

    Raises Refused, ValidationError for a day to come, or WrongStep when there is no note.
    """
    report = _open_for(municipality, report, by)
    _refuse_the_future(on, by)
    note = report.municipal_notes.select_for_update().filter(municipality=municipality).first()
    if note is None:
        raise WrongStep(_("Er is nog geen tekst om te controleren."))
    note.checked_on = on
    note.save(update_fields=["checked_on"])
    trace("check_note", report, by.person, municipality=municipality.slug)


def _open_for(municipality: Municipality, report: Report, by: Actor) -> Report:
    """`report`, locked, if `by` may write to `municipality` in it now."""
    demand(may_see_note(by, (report, municipality)))
    report = unfrozen(report)
    if not (verdict := may_write_note(by, report, municipality)):
        raise WrongStep(verdict.reason)
    return report


def _refuse_the_future(day: datetime.date | None, by: Actor) -> None:
    if day and day > by.day:
        raise ValidationError({"checked_on": _("Deze dag is nog niet geweest.")})
