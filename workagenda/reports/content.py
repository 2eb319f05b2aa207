"""What a report says, as plain data: the one form that previews, pages, PDFs and figures are made from.

Everything here is resolved text, so that a frozen report never follows a later change. No field can hold
an internal note. `content_json` stores and reads it; the schema number goes up when a field is added or
changes meaning, and what older reports lack is read as empty (docs/report-schema.md).
"""

from dataclasses import dataclass, field

from django.utils import translation

from brainport_portal.core.choices import Country
from workagenda.choices import Rating

from .choices import Change
from .figures import (
    Figures,
    PhaseCount,
    PhaseRow,
    RatingCount,
    change_between,
    count_lines,
    rating_counts,
    stuck_first,
)
from .progress import GoalProgress, ThemeProgress

SCHEMA = 2
# Schemas that `from_json` can read; what an older one lacks stays empty.
READABLE = (1, 2)


@dataclass(frozen=True)
class GoalContent:
    """A goal in the words of the charter."""

    code: str
    short_name: str
    text: str


@dataclass(frozen=True)
class LeadContent:
    """Who is primarily responsible for a theme in one region; "" when not known."""

    region: str
    organisation: str


@dataclass(frozen=True)
class ThemeContent:
    number: int
    name: str
    domains: tuple[str, ...]
    leads: tuple[LeadContent, ...]
    goals: tuple[GoalContent, ...]


@dataclass(frozen=True)
class LineContent:
    """One action as the report states it. Dates are ISO days; labels are the Dutch words of that day."""

    code: str
    title: str
    official_title: str
    goals: tuple[str, ...]
    domain: str
    working_group: str
    lead: str
    phase: str
    phase_label: str
    rating: str
    rating_label: str
    as_of: str
    confirmation: str
    carried_reason: str
    done: str
    next_step: str
    bottleneck: str
    cause: str
    cause_label: str
    consequence: str
    corrective_action: str
    request: str
    stuck_since: str
    previous_rating: str
    previous_rating_label: str
    previous_cause_label: str = ""
    summary: str = ""

    @property
    def has_changed(self) -> bool:
        """Whether the rating differs from that in the previous report."""
        return bool(self.previous_rating) and self.previous_rating != self.rating

    @property
    def change(self) -> Change:
        """Which way the rating went since the previous report."""
        return change_between(self.previous_rating, self.rating)

    @property
    def change_label(self) -> str:
        """The change in Dutch words, whatever language the interface speaks; empty without a change."""
        with translation.override("nl"):
            return str(self.change.label) if self.has_changed else ""

    @property
    def has_longer_title(self) -> bool:
        """Whether the official title says more than the title, a closing period aside."""
        return self.official_title.rstrip(".") != self.title.rstrip(".")

    @property
    def is_stuck(self) -> bool:
        return self.rating in (Rating.ATTENTION, Rating.STALLED)

    @property
    def was_stuck(self) -> bool:
        return self.previous_rating in (Rating.ATTENTION, Rating.STALLED)

    @property
    def is_told(self) -> bool:
        return self.is_stuck or bool(self.done.strip() or self.next_step.strip())

    @property
    def who(self) -> str:
        """Who acts on it, as a role: the working group, and its lead organisation where known."""
        return ", ".join(name for name in (self.working_group, self.lead) if name)


@dataclass(frozen=True)
class OmittedContent:
    code: str
    title: str
    reason: str


@dataclass(frozen=True)
class PlaceContent:
    """A point on the schematic map; `kind` is mre, flanders or outside."""

    name: str
    latitude: float
    longitude: float
    kind: str


@dataclass(frozen=True)
class ConnectionContent:
    """A connection or, without `to_place`, a node; distance in kilometres as the crow flies."""

    number: int
    name: str
    mode: str
    mode_label: str
    from_place: PlaceContent | None
    to_place: PlaceContent | None
    distance_km: float | None


@dataclass(frozen=True)
class MomentContent:
    """Something with a date in words: a meeting, a decision, an event ahead.

    `day` is the ISO day to sort by, "" when the date is not known or from before schema 2; `precision` is
    how exactly it is known, "" when that was not kept. `until` is the last day of what takes longer.
    `code` is the action of a milestone.
    """

    when: str
    what: str
    remark: str = ""
    source: str = ""
    day: str = ""
    precision: str = ""
    until: str = ""
    code: str = ""


@dataclass(frozen=True)
class MilestoneContent:
    """A moment that an action works towards; `when` is the date as exact as it is known."""

    code: str
    title: str
    due_on: str
    when: str
    reached_on: str = ""
    is_example: bool = False
    precision: str = ""

    @property
    def moment(self) -> MomentContent:
        """The milestone as something ahead."""
        return MomentContent(
            self.when,
            f"{self.title} ({self.code})",
            source="voorbeeldgegevens" if self.is_example else "",
            day=self.due_on,
            precision=self.precision,
            code=self.code,
        )


@dataclass(frozen=True)
class SeatContent:
    """A municipality in a working group: a role and a function, never a name."""

    body: str
    role: str
    function: str


@dataclass(frozen=True)
class MunicipalityContent:
    """What the report has for one municipality of the region: a note, and what touches it.

    `actions` are codes and `connections` numbers in the same report; `note_author` is a function.
    """

    slug: str
    name: str
    is_city: bool
    country: str
    region: str
    note: str = ""
    note_author: str = ""
    note_checked_on: str = ""
    actions: tuple[str, ...] = ()
    connections: tuple[int, ...] = ()
    seats: tuple[SeatContent, ...] = ()

    @property
    def is_flemish(self) -> bool:
        return self.country == Country.BE

    @property
    def is_touched(self) -> bool:
        return bool(self.actions or self.connections)


@dataclass(frozen=True)
class PreviousContent:
    """The figures of the report before this one."""

    reference_date: str
    total: int
    by_rating: dict[str, int]

    @property
    def ratings(self) -> tuple[RatingCount, ...]:
        return rating_counts(self.by_rating)


@dataclass(frozen=True)
class ReportContent:
    """A whole report. `sections` holds the texts that the reporting coordinator wrote, by section key."""

    title: str
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
    sections: dict[str, str]
    themes: tuple[ThemeContent, ...]
    lines: tuple[LineContent, ...]
    omitted: tuple[OmittedContent, ...]
    explorations: tuple[str, ...]
    connections: tuple[ConnectionContent, ...]
    meetings: tuple[MomentContent, ...]
    decisions: tuple[MomentContent, ...]
    outlook: tuple[MomentContent, ...]
    agenda_changes: tuple[MomentContent, ...]
    previous: PreviousContent | None = None
    milestones: tuple[MilestoneContent, ...] = ()
    next_round: MomentContent | None = None
    municipalities: tuple[MunicipalityContent, ...] = ()
    schema: int = field(default=SCHEMA)

    @property
    def figures(self) -> Figures:
        return count_lines(self.lines)

    def lines_of_goal(self, goal_code: str) -> tuple[LineContent, ...]:
        return tuple(line for line in self.lines if goal_code in line.goals)

    def figures_of_goal(self, goal_code: str) -> Figures:
        return count_lines(self.lines_of_goal(goal_code))

    @property
    def stuck_lines(self) -> tuple[LineContent, ...]:
        return stuck_first(self.lines)

    @property
    def stalled_lines(self) -> tuple[LineContent, ...]:
        return tuple(line for line in self.lines if line.rating == Rating.STALLED)

    @property
    def changed_lines(self) -> tuple[LineContent, ...]:
        return tuple(line for line in self.lines if line.has_changed)

    @property
    def phases(self) -> tuple[PhaseCount, ...]:
        """The phases that occur in the report, with their counts."""
        return self.figures.phases

    @property
    def phase_goals(self) -> "tuple[GoalProgress, ...]":
        """The goals that have actions, the columns of `phase_rows`."""
        goals = [*(goal for theme in self.progress for goal in theme.goals), self.unassigned]
        return tuple(goal for goal in goals if goal.lines)

    @property
    def phase_rows(self) -> tuple[PhaseRow, ...]:
        """Per phase that occurs how many actions of each of `phase_goals` are in it."""
        keys = [phase.key for phase in self.phases]
        columns = [goal.figures.counts_of(keys) for goal in self.phase_goals]
        return tuple(
            PhaseRow(phase, tuple(column[number] for column in columns))
            for number, phase in enumerate(self.phases)
        )

    @property
    def touched_municipalities(self) -> tuple[MunicipalityContent, ...]:
        return tuple(municipality for municipality in self.municipalities if municipality.is_touched)

    def municipality(self, slug: str) -> MunicipalityContent:
        """The municipality with `slug`; raises KeyError when the report does not know it."""
        for municipality in self.municipalities:
            if municipality.slug == slug:
                return municipality
        raise KeyError(slug)

    @property
    def progress(self) -> tuple[ThemeProgress, ...]:
        """The lines of the report under their themes and goals, in the order of the charter."""
        return tuple(
            ThemeProgress(
                theme, tuple(GoalProgress(goal, self.lines_of_goal(goal.code)) for goal in theme.goals)
            )
            for theme in self.themes
        )

    @property
    def unassigned(self) -> GoalProgress:
        """The lines that no goal of the report claims, so that none disappears from the text."""
        known = {goal.code for theme in self.themes for goal in theme.goals}
        lines = tuple(line for line in self.lines if known.isdisjoint(line.goals))
        return GoalProgress(GoalContent("", "Zonder doelstelling", ""), lines)
