"""Predicates about reports and editions. Each starts from the table in `governance.permissions`."""

from typing import Any

from django.utils.translation import gettext as _

from brainport_portal.core.gates import ALLOWED, Verdict
from governance.permissions import Actor, Verb

from .choices import TELLS_ALL_LINES
from .models import Edition, Report


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
