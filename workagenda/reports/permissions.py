"""Predicates about reports and editions. Each starts from the table in `governance.permissions`."""

from typing import Any

from django.utils.translation import gettext as _

from brainport_portal.core.gates import ALLOWED, Verdict
from governance.permissions import Actor, Verb
from partners.models import Municipality
from workagenda.models import Action

from .choices import TELLS_ALL_LINES, ReportStatus
from .models import Edition, PartnerRemark, Report


def may_see_work(actor: Actor, report: Report | None = None) -> Verdict:
    """A report in the making: reporter and taskforce, and coordinators to check their own lines."""
    if actor.may(Verb.SEE_REPORTS) or actor.bodies_where(Verb.SEE_REPORTS):
        return ALLOWED
    return Verdict(
        allowed=False,
        reason=_(
            "Een rapportage in voorbereiding is te zien voor de trekkers, de taskforce en de "
            "rapportagecoördinator."
        ),
    )


def may_preview(actor: Actor, report: Report | None = None) -> Verdict:
    """What every edition would say now, with all lines: who sees all lines anyway."""
    if actor.may(Verb.SEE_REPORTS):
        return ALLOWED
    return Verdict(
        allowed=False,
        reason=_("Voorbeelden van edities zijn te zien voor de taskforce en de rapportagecoördinator."),
    )


def may_see_report(actor: Actor, report: Report) -> Verdict:
    """Whoever can fetch the report may see its page."""
    return ALLOWED


def may_assemble(actor: Actor, obj: Any = None) -> Verdict:
    """Rounds, reports, freeze, editions and release: the reporting coordinator."""
    if actor.may(Verb.ASSEMBLE):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen de rapportagecoördinator stelt rapportages samen."))


def may_see_edition(actor: Actor, edition: Edition) -> Verdict:
    """Whoever can fetch the edition may read it."""
    return ALLOWED


def may_see_lines(actor: Actor, report: Report) -> Verdict:
    """All lines of a report at once: who works on it, and everyone once an edition with all lines is out."""
    whole = Edition.objects.visible_to(actor).released().filter(report=report, audience__in=TELLS_ALL_LINES)
    if may_see_work(actor) or whole.exists():
        return ALLOWED
    return Verdict(
        allowed=False,
        reason=_(
            "Alle regels zijn te lezen zodra de editie voor het bestuur of de openbare editie is vrijgegeven."
        ),
    )


def municipality_of(actor: Actor) -> Municipality | None:
    """The municipality that a participant speaks for: the home of the contact behind the account."""
    if not actor.is_participant:
        return None
    return Municipality.objects.filter(contact__user=actor.user).first()


def may_see_note(actor: Actor, noted: tuple[Report, Municipality]) -> Verdict:
    """The note for one municipality in the making: its own contacts and the reporting coordinator."""
    if actor.may(Verb.ASSEMBLE) or municipality_of(actor) == noted[1]:
        return ALLOWED
    reason = _("De tekst voor een gemeente schrijven haar contactpersonen en de rapportagecoördinator.")
    return Verdict(allowed=False, reason=reason)


def may_write_note(actor: Actor, report: Report, municipality: Municipality) -> Verdict:
    """The same people, until the report is frozen; contacts until it is agreed."""
    if not (verdict := may_see_note(actor, (report, municipality))):
        return verdict
    if report.is_frozen:
        return Verdict(allowed=False, reason=_("Deze rapportage is vastgelegd en verandert niet meer."))
    if actor.may(Verb.ASSEMBLE) or report.status in (ReportStatus.DRAFT, ReportStatus.PARTNER_CHECK):
        return ALLOWED
    reason = _("De rapportage is afgestemd. Vraag de rapportagecoördinator als de tekst nog anders moet.")
    return Verdict(allowed=False, reason=reason)


def may_see_line(actor: Actor, line: tuple[Report, Action]) -> Verdict:
    """What was reported beside what the report says: who sees all lines, and the group's coordinators."""
    if actor.may(Verb.CHECK_LINES, line[1].working_group_id) or actor.may(Verb.SEE_REPORTS):
        return ALLOWED
    reason = _("Een regel is te lezen voor de trekkers van de werkgroep die over de actie gaat.")
    return Verdict(allowed=False, reason=reason, ask=line[1].working_group)


def may_remark(actor: Actor, report: Report, action: Action | None = None) -> Verdict:
    """On the whole: who sees the report in the making. On one action: who sees its line."""
    return may_see_work(actor) if action is None else may_see_line(actor, (report, action))


def may_answer_remark(actor: Actor, remark: PartnerRemark) -> Verdict:
    """Answer, settle and open again: the reporting coordinator."""
    if actor.may(Verb.ASSEMBLE):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen de rapportagecoördinator antwoordt op opmerkingen."))
