"""From live to frozen: everything a report says, resolved to text in one transaction."""

from dataclasses import replace

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.database import one_moment
from governance.permissions import Actor
from workagenda.models import Action
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import NEXT_STATUS, ReportStatus
from workagenda.reports.content import ReportContent
from workagenda.reports.content_json import content_hash, to_json
from workagenda.reports.models import Report, ReportLine

from .assembling import open_report
from .rounds import WrongStep


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
    report = open_report(report, by)
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


def _complete_lines(report: Report, content: ReportContent) -> None:
    """Writes how every action came into the report, beside what was decided before."""
    told = {line.code: (position, line) for position, line in enumerate(content.lines, start=1)}
    for action in Action.objects.filter(code__in=told):
        position, line = told[action.code]
        ReportLine.objects.update_or_create(
            report=report, action=action, defaults={"position": position, "confirmation": line.confirmation}
        )
