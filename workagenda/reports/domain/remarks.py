"""Verbs on what partners say of a report while they check it. Remarks never come into a report."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from workagenda.models import Action
from workagenda.reports.choices import ReportStatus
from workagenda.reports.models import PartnerRemark, Report
from workagenda.reports.permissions import may_answer_remark, may_remark
from workagenda.reports.written import digest_of, stored_answer

from .assembling import StaleTexts, belongs_to_round
from .rounds import WrongStep


@transaction.atomic
def write_remark(report: Report, *, by: Actor, text: str, action: Action | None = None) -> PartnerRemark:
    """Says something of the whole report, or of one action in it, as long as the partners check it.

    The same words of the same person stand once, so that a second click adds nothing. Raises Refused,
    ValidationError, or WrongStep when the check is over, has not begun, or the action is not in the round.
    """
    demand(may_remark(by, report, action))
    if not text.strip():
        raise ValidationError({"text": _("Schrijf uw opmerking.")})
    report = Report.objects.select_for_update(of=("self",)).select_related("round").get(pk=report.pk)
    if reason := reason_against_remarks(report, by.day):
        raise WrongStep(reason)
    if action is not None and not belongs_to_round(report, action):
        raise WrongStep(_("Deze actie hoort niet bij de werkagenda's van deze ronde."))
    remark, is_new = PartnerRemark.objects.get_or_create(
        report=report, action=action, author=by.person, text=text.strip()
    )
    if is_new:
        trace("write_remark", report, by.person, action=action.code if action else "")
    return remark


@transaction.atomic
def answer_remark(remark: PartnerRemark, *, by: Actor, answer: str) -> PartnerRemark:
    """Writes the answer to a remark; an empty one takes it away. Raises Refused."""
    return _change(remark, "answer_remark", by=by, answer=answer.strip())


@transaction.atomic
def settle_remark(remark: PartnerRemark, *, by: Actor) -> PartnerRemark:
    """Says that nothing has to be done about a remark any more. Raises Refused or WrongStep."""
    demand(may_answer_remark(by, remark))
    if _locked(remark).settled_at:
        raise WrongStep(_("Deze opmerking is al afgehandeld."))
    return _change(remark, "settle_remark", by=by, settled_at=timezone.now())


@transaction.atomic
def reopen_remark(remark: PartnerRemark, *, by: Actor) -> PartnerRemark:
    """Says that something has to be done about it after all. Raises Refused or WrongStep."""
    demand(may_answer_remark(by, remark))
    if not _locked(remark).settled_at:
        raise WrongStep(_("Deze opmerking staat al open."))
    return _change(remark, "reopen_remark", by=by, settled_at=None)


@transaction.atomic
def handle_remark(
    remark: PartnerRemark, *, by: Actor, answer: str, is_settled: bool | None, seen: str
) -> PartnerRemark:
    """Answers, and settles or opens again; None leaves that as it is.

    Raises Refused, WrongStep, or StaleTexts when the remark is not as `seen`.
    """
    demand(may_answer_remark(by, remark))
    stored = stored_answer(_locked(remark))
    if digest_of(stored) != seen:
        raise StaleTexts(stored)
    if answer.strip() != stored["answer"]:
        remark = answer_remark(remark, by=by, answer=answer)
    if is_settled is None:
        return remark
    return settle_remark(remark, by=by) if is_settled else reopen_remark(remark, by=by)


def reason_against_remarks(report: Report, day: datetime.date) -> str:
    """Why nobody can say anything of `report` on `day`; empty when everybody in sight can."""
    if report.takes_remarks_on(day):
        return ""
    if report.status == ReportStatus.DRAFT:
        return _("De rapportage is nog een concept. Opmerkingen maakt u als zij bij de partners ligt.")
    if report.status == ReportStatus.PARTNER_CHECK and report.check_until:
        return _("Opmerkingen konden tot en met %s.") % display_date(report.check_until)
    return _("De controle door de partners is voorbij.")


def _change(remark: PartnerRemark, verb: str, *, by: Actor, **fields: object) -> PartnerRemark:
    demand(may_answer_remark(by, remark))
    remark = _locked(remark)
    for name, value in fields.items():
        setattr(remark, name, value)
    remark.save(update_fields=list(fields))
    trace(verb, remark, by.person)
    return remark


def _locked(remark: PartnerRemark) -> PartnerRemark:
    return PartnerRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
