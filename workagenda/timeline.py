"""The series of updates of one action as a timeline: each with what it changed and what corrected it."""

from dataclasses import dataclass

from governance.permissions import Actor

from .choices import UpdateKind
from .models import Action, ProgressUpdate, ReleasedState
from .publication import COPIED
from .series import Comparison, Said, Series
from .writing import remark_of

# More than this stands behind "show all".
NEWEST = 10


@dataclass(frozen=True)
class Entry:
    """One update, beside what counted before it.

    `words` is the update whose words count for it, as corrected since; `corrections` what was said to
    correct it, latest first, agreed to or not.
    """

    comparison: Comparison
    words: ProgressUpdate
    remark: str
    corrections: tuple["Entry", ...] = ()

    @property
    def update(self) -> ProgressUpdate:
        return self.comparison.update

    @property
    def is_corrected(self) -> bool:
        return self.update.kind == UpdateKind.CHANGE and self.words.pk != self.update.pk


@dataclass(frozen=True)
class Timeline:
    """What `actor` may see of the series, newest first; `current` are the words that count now."""

    entries: tuple[Entry, ...]
    has_more: bool
    current: ProgressUpdate | None
    open_update: ProgressUpdate | None

    def differs_from(self, released: ReleasedState | None) -> bool:
        """Whether visitors read something else than what counts now; a confirmation changes nothing."""
        if released is None:
            return False
        return self.current is None or any(
            getattr(released, name) != getattr(self.current, name) for name in COPIED
        )


def timeline_of(action: Action, actor: Actor, *, whole: bool = False) -> Timeline:
    """The newest entries, or all of them, in two queries."""
    updates = action.updates.visible_to(actor)
    series = Series.among(updates)
    heads = [said for said in series.said if said.kind != UpdateKind.CORRECTION]
    shown = heads if whole else heads[:NEWEST]
    current = series.current_words(action.pk)
    open_key = next((said.pk for said in series.said if said.is_open), None)
    keys = {key for said in shown for key in _needed(series, said)} | {current, open_key}
    rows = updates.with_people().select_related("internal_remark").in_bulk(keys - {None})
    return Timeline(
        entries=tuple(_entry(series, said, rows, actor) for said in shown),
        has_more=len(shown) < len(heads),
        current=rows.get(current),
        open_update=rows.get(open_key),
    )


def _needed(series: Series, said: Said) -> set[int | None]:
    """The keys of the rows that an entry shows or compares."""
    rows = [said, *series.corrections_of(said.pk)]
    return {row.pk for row in rows} | {series.before(row) for row in rows} | {series.words_of(said)}


def _entry(series: Series, said: Said, rows: dict[int, ProgressUpdate], actor: Actor) -> Entry:
    update = rows[said.pk]
    before = series.before(said)
    return Entry(
        comparison=Comparison(update, rows.get(before) if before else None),
        words=rows[series.words_of(said)] if said.counts else update,
        remark=remark_of(update, actor),
        corrections=tuple(_entry(series, row, rows, actor) for row in series.corrections_of(said.pk)),
    )
