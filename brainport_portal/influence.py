"""When the council of a municipality can have influence: from what the documents say, and nothing else.

No date is worked out here. What nobody wrote down is told as unknown. The MRE's own cycle is for its own
municipalities; for a Flemish one the documents name no moment, and the words are Flemish.
"""

import datetime
from dataclasses import dataclass

from brainport_portal.core.choices import Country
from brainport_portal.core.models import Sourced
from charter.models import Provision
from governance.models import Event, ReportingDuty
from partners.models import Municipality
from workagenda.models import ReportingRound

# Numbers in the fact inventory (fixtures/facts.json).
BY_THE_CYCLE, WHEN_RELEVANT, NO_FORMAL_VIEW, NO_POWERS, AFTER_ELECTIONS = "r2", "r3", "g3", "g2", "e15"


@dataclass(frozen=True)
class Influence:
    """What a council may know of its moments; a part is None when it does not hold for this council."""

    is_flemish: bool
    next_round: ReportingRound | None
    by_the_cycle: Sourced | None
    when_relevant: Sourced | None
    formal_view: Sourced | None
    powers: Sourced | None
    after_elections: Event | None


def influence_of(municipality: Municipality, day: datetime.date) -> Influence:
    is_flemish = municipality.country == Country.BE
    duties = ReportingDuty.objects.filter(fact_id__in=(BY_THE_CYCLE, WHEN_RELEVANT)).select_related("source")
    limits = Provision.objects.filter(fact_id__in=(NO_FORMAL_VIEW, NO_POWERS)).select_related("source")
    rows: list[Sourced] = [*duties, *limits]
    told = {row.fact_id: row for row in rows}
    planned = Event.objects.filter(fact_id=AFTER_ELECTIONS).select_related("source")
    rounds = ReportingRound.objects.filter(reference_date__gte=day).order_by("reference_date", "pk")
    return Influence(
        is_flemish=is_flemish,
        next_round=rounds.first(),
        by_the_cycle=None if is_flemish else told.get(BY_THE_CYCLE),
        when_relevant=None if is_flemish else told.get(WHEN_RELEVANT),
        formal_view=None if is_flemish else told.get(NO_FORMAL_VIEW),
        powers=told.get(NO_POWERS),
        after_elections=None if is_flemish else planned.first(),
    )
