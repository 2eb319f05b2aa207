"""The editions of one report as a page shows them: per kind of reader, with how far they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .choices import Audience, EditionState
from .models import Edition


@dataclass(frozen=True)
class EditionSet:
    """Some editions of one report, and how far they are."""

    editions: tuple[Edition, ...]
    audience: Audience | None = None

    @property
    def is_council(self) -> bool:
        return self.audience == Audience.COUNCIL

    @property
    def total(self) -> int:
        return len(self.editions)

    @property
    def counts(self) -> Counter[str]:
        return Counter(edition.state for edition in self.editions)

    @property
    def ready(self) -> int:
        return self.counts[EditionState.READY]

    @property
    def failed(self) -> int:
        return self.counts[EditionState.FAILED]

    @property
    def cancelled(self) -> int:
        return self.counts[EditionState.CANCELLED]

    @property
    def queued(self) -> int:
        return self.counts[EditionState.QUEUED]

    @property
    def finished(self) -> int:
        return sum(edition.is_finished for edition in self.editions)

    @property
    def is_busy(self) -> bool:
        return self.finished < self.total

    @property
    def may_be_tried_again(self) -> bool:
        return any(edition.may_be_tried_again for edition in self.editions)

    @property
    def to_release(self) -> int:
        return sum(edition.may_be_released for edition in self.editions)


def sets_of(editions: Iterable[Edition]) -> list[EditionSet]:
    """`editions` per audience, in the order of the audiences."""
    found = list(editions)
    sets = [
        EditionSet(tuple(edition for edition in found if edition.audience == audience), audience)
        for audience in Audience
    ]
    return [chosen for chosen in sets if chosen.editions]
