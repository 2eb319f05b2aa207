"""The editions of one report as a page shows them: those of councils apart, with how far they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .choices import Audience, EditionState
from .models import Edition


@dataclass(frozen=True)
class EditionSet:
    """Some editions of one report, and how far they are."""

    editions: tuple[Edition, ...]
    is_council: bool = False

    @property
    def key(self) -> str:
        return "raden" if self.is_council else "andere"

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
    """`editions` for councils, and before them those for everybody else; no set is empty."""
    found = list(editions)
    council = tuple(edition for edition in found if edition.audience == Audience.COUNCIL)
    others = tuple(edition for edition in found if edition.audience != Audience.COUNCIL)
    sets = (EditionSet(others), EditionSet(council, is_council=True))
    return [chosen for chosen in sets if chosen.editions]
