"""The figures of a report: counts of distinct actions, the same for pages, documents and tables."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from workagenda.choices import Phase, Rating

from .choices import Change

if TYPE_CHECKING:
    from .content import LineContent


@dataclass(frozen=True)
class RatingCount:
    """A rating in Dutch words, and how many actions have it."""

    key: str
    label: str
    meaning: str
    count: int


@dataclass(frozen=True)
class PhaseCount:
    """A phase in Dutch words, and how many actions are in it; key "" is a phase not known yet."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class PhaseRow:
    phase: "PhaseCount"
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Figures:
    """Counts of distinct actions; the only figures a report has."""

    total: int
    by_rating: dict[str, int]
    by_phase: dict[str, int]
    confirmed: int
    carried: int
    waits: int
    no_news: int

    @property
    def ratings(self) -> tuple[RatingCount, ...]:
        return rating_counts(self.by_rating)

    @property
    def phases(self) -> tuple[PhaseCount, ...]:
        """The phases that occur, in their fixed order; what is not known yet comes last."""
        with translation.override("nl"):
            known = [PhaseCount(p.value, str(p.label), self.by_phase.get(p.value, 0)) for p in Phase]
        unknown = PhaseCount("", "nog niet bepaald", self.total - sum(self.by_phase.values()))
        return tuple(phase for phase in (*known, unknown) if phase.count)

    def counts_of(self, phases: Iterable[str]) -> tuple[int, ...]:
        """How many actions are in each of `phases`."""
        counts = {phase.key: phase.count for phase in self.phases}
        return tuple(counts.get(phase, 0) for phase in phases)


def count_lines(lines: Iterable["LineContent"]) -> Figures:
    """The figures of `lines`, each action counted once whatever the number of its goals."""
    distinct = list({line.code: line for line in lines}.values())
    ratings = Counter(line.rating for line in distinct)
    return Figures(
        total=len(distinct),
        by_rating={rating.value: ratings[rating.value] for rating in Rating},
        by_phase=dict(Counter(line.phase for line in distinct if line.phase)),
        confirmed=sum(line.confirmation == "confirmed" for line in distinct),
        carried=sum(line.confirmation == "carried" for line in distinct),
        waits=sum(line.carried_reason == "waits" for line in distinct),
        no_news=sum(line.carried_reason == "no_news" for line in distinct),
    )


def rating_counts(by_rating: dict[str, int]) -> tuple[RatingCount, ...]:
    """The counts in the fixed order of the ratings, zeros included; Dutch whatever the interface speaks."""
    with translation.override("nl"):
        return tuple(
            RatingCount(rating.value, str(rating.label), str(rating.meaning), by_rating.get(rating.value, 0))
            for rating in Rating
        )


def stuck_first(lines: Iterable["LineContent"]) -> "tuple[LineContent, ...]":
    """Those of `lines` that need attention, the most serious first."""
    order = {Rating.STALLED.value: 0, Rating.ATTENTION.value: 1}
    return tuple(sorted((line for line in lines if line.is_stuck), key=lambda line: order[line.rating]))


def change_between(before: str, now: str) -> Change:
    """Which way a rating went from `before` to `now`."""
    order = [Rating.STALLED.value, Rating.ATTENTION.value, Rating.ON_TRACK.value]
    if not before or before == now:
        return Change.NONE
    if before not in order:
        return Change.FIRST
    if now not in order:
        return Change.UNKNOWN
    return Change.BETTER if order.index(now) > order.index(before) else Change.WORSE
