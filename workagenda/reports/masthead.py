"""What stands at the head of every edition, whoever it is for."""

from dataclasses import dataclass, replace

from .content import ReportContent


@dataclass(frozen=True)
class Masthead:
    """Which report an edition is made from, as of when, and how to find it again."""

    reference: str
    round_name: str
    period_start: str
    reference_date: str
    dates_confirmed: bool
    version: str
    corrects: str
    frozen_on: str
    contains_examples: bool
    agenda_years: str
    site_address: str
    previous_date: str


def masthead_of(content: ReportContent) -> Masthead:
    return Masthead(
        reference=content.reference,
        round_name=content.round_name,
        period_start=content.period_start,
        reference_date=content.reference_date,
        dates_confirmed=content.dates_confirmed,
        version=content.version,
        corrects=content.corrects,
        frozen_on=content.frozen_on,
        contains_examples=content.contains_examples,
        agenda_years=content.agenda_years,
        site_address=content.site_address,
        previous_date=content.previous.reference_date if content.previous else "",
    )


def without_version(content: ReportContent) -> ReportContent:
    """`content` apart from its version: what an edition says, whichever version says so."""
    return replace(content, version="", corrects="", frozen_on="")
