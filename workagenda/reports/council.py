"""The council edition: what one municipality reads on two pages, taken from the content of a report.

For a Dutch municipality it is an annex to the college's own letter to the council; for a Flemish one a note
to the college, in Flemish words. It holds only what it prints, so that it changes with nothing else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workagenda.choices import Phase

from .content import ConnectionContent, LineContent, MomentContent, MunicipalityContent, ReportContent
from .figures import RatingCount, stuck_first
from .masthead import Masthead, masthead_of
from .progress import GoalProgress

AHEAD_LENGTH = 5
# Points of attention of the whole collaboration, beside all that touch the municipality.
MOST_GENERAL_POINTS = 5
FLEMISH_PHASES = {Phase.ON_HOLD.value: "tijdelijk stopgezet", Phase.DROPPED.value: "stopgezet"}
# A sentence ends before a capital or at the end; "e.g." and "o.a." in its first words do not end it.
FIRST_SENTENCE = re.compile(r"\s*(.{20,}?[.!?][’”\"')]*)(?=\s+[A-Z‘“\"(]|\s*$)", re.DOTALL)


@dataclass(frozen=True)
class ChangeOfAction:
    """An action whose rating is not what it was in the previous report."""

    code: str
    change: str
    change_label: str
    rating_label: str


@dataclass(frozen=True)
class GoalInBrief:
    """One row of the table of goals: counts, one sentence of news, and what changed."""

    code: str
    short_name: str
    total: int
    ratings: tuple[RatingCount, ...]
    news: str
    news_code: str
    changes: tuple[ChangeOfAction, ...]


@dataclass(frozen=True)
class ActionInBrief:
    """An action that touches the municipality."""

    code: str
    title: str
    summary: str
    phase_label: str
    rating: str
    rating_label: str
    change: str
    change_label: str
    done: str
    next_step: str
    as_of: str
    is_carried: bool


@dataclass(frozen=True)
class PointOfAttention:
    code: str
    title: str
    rating: str
    rating_label: str
    cause_label: str
    bottleneck: str
    corrective_action: str
    is_local: bool


@dataclass(frozen=True)
class CouncilEdition:
    masthead: Masthead
    municipality: MunicipalityContent
    summary: str
    total: int
    ratings: tuple[RatingCount, ...]
    goals: tuple[GoalInBrief, ...]
    actions: tuple[ActionInBrief, ...]
    connections: tuple[ConnectionContent, ...]
    ahead: tuple[MomentContent, ...]
    attention: tuple[PointOfAttention, ...]
    points_left_out: int
    next_round: MomentContent | None

    @property
    def site_address(self) -> str:
        return self.masthead.site_address

    @property
    def is_flemish(self) -> bool:
        return self.municipality.is_flemish

    @property
    def given_ratings(self) -> tuple[RatingCount, ...]:
        """The ratings that some action has."""
        return tuple(rating for rating in self.ratings if rating.count)

    @property
    def kind(self) -> str:
        """How the municipality calls itself in a title."""
        return "stad" if self.municipality.is_city and self.is_flemish else "gemeente"


def council_edition(content: ReportContent, slug: str) -> CouncilEdition:
    """The edition for the municipality with `slug`; raises KeyError when the report does not know it."""
    municipality = content.municipality(slug)
    touching = tuple(line for line in content.lines if line.code in municipality.actions)
    points, left_out = _attention(content, municipality)
    return CouncilEdition(
        masthead=masthead_of(content),
        municipality=municipality,
        summary=content.sections.get("summary", ""),
        total=content.figures.total,
        ratings=content.figures.ratings,
        goals=tuple(_goal(goal) for theme in content.progress for goal in theme.goals),
        actions=tuple(_action(line, is_flemish=municipality.is_flemish) for line in touching),
        connections=tuple(row for row in content.connections if row.number in municipality.connections),
        ahead=_ahead(content, municipality),
        attention=points,
        points_left_out=left_out,
        next_round=content.next_round,
    )


def first_sentence(text: str) -> str:
    """The first sentence of a typed text, or all of its first paragraph when that has no end."""
    paragraph = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    found = FIRST_SENTENCE.match(paragraph)
    return " ".join((found.group(1) if found else paragraph).split())


def change_of(line: LineContent) -> ChangeOfAction:
    return ChangeOfAction(line.code, line.change.value, line.change_label, line.rating_label)


def _goal(progress: GoalProgress) -> GoalInBrief:
    """`progress` in one row; the news is that of the action told of last."""
    latest = max(progress.done_lines, key=lambda line: line.as_of, default=None)
    return GoalInBrief(
        code=progress.goal.code,
        short_name=progress.goal.short_name,
        total=progress.figures.total,
        ratings=tuple(rating for rating in progress.figures.ratings if rating.count),
        news=first_sentence(latest.done) if latest else "",
        news_code=latest.code if latest else "",
        changes=tuple(change_of(line) for line in progress.changed_lines),
    )


def _action(line: LineContent, *, is_flemish: bool) -> ActionInBrief:
    flemish = FLEMISH_PHASES.get(line.phase) if is_flemish else None
    return ActionInBrief(
        code=line.code,
        title=line.title,
        summary=line.summary,
        phase_label=flemish or line.phase_label,
        rating=line.rating,
        rating_label=line.rating_label,
        change=line.change.value,
        change_label=line.change_label,
        done=line.done,
        next_step=line.next_step,
        as_of=line.as_of,
        is_carried=line.confirmation == "carried",
    )


def _attention(
    content: ReportContent, municipality: MunicipalityContent
) -> tuple[tuple[PointOfAttention, ...], int]:
    """What is stuck and touches the municipality, then what touches no municipality in particular."""
    somewhere = {code for other in content.municipalities for code in other.actions}
    own = stuck_first(line for line in content.lines if line.code in municipality.actions)
    general = stuck_first(line for line in content.lines if line.code not in somewhere)
    points = [*_points(own, is_local=True), *_points(general[:MOST_GENERAL_POINTS], is_local=False)]
    return tuple(points), max(0, len(general) - MOST_GENERAL_POINTS)


def _points(lines: Iterable[LineContent], *, is_local: bool) -> list[PointOfAttention]:
    return [
        PointOfAttention(
            code=line.code,
            title=line.title,
            rating=line.rating,
            rating_label=line.rating_label,
            cause_label=line.cause_label,
            bottleneck=line.bottleneck,
            corrective_action=line.corrective_action,
            is_local=is_local,
        )
        for line in lines
    ]


def _ahead(content: ReportContent, municipality: MunicipalityContent) -> tuple[MomentContent, ...]:
    """Five things ahead: milestones of the municipality's own actions first, all in order of date."""
    own = [
        milestone.moment
        for milestone in content.milestones
        if milestone.code in municipality.actions
        and not milestone.reached_on
        and milestone.due_on > content.reference_date
    ]
    others = [moment for moment in content.outlook if moment not in own]
    chosen = [*own, *others][:AHEAD_LENGTH]
    if municipality.is_flemish and content.next_round:
        flemish = replace(content.next_round, what="De volgende rapportage geeft de stand op deze dag")
        chosen = [flemish if moment.what == content.next_round.what else moment for moment in chosen]
    return tuple(sorted(chosen, key=lambda moment: (not moment.day, moment.day)))
