"""The series of updates of an action: which words counted before each of them, and what it changed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from .choices import OPEN_STATES, UpdateKind, UpdateState
from .models import ProgressUpdate
from .querysets import ProgressUpdateQuerySet

# In the order in which people read them.
COMPARED = (
    "rating",
    "phase",
    "done",
    "next_step",
    "bottleneck",
    "cause",
    "consequence",
    "corrective_action",
    "request",
)


@dataclass(frozen=True)
class FieldChange:
    """One field of an update, in words, before and after."""

    name: str
    label: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new

    @property
    def is_text(self) -> bool:
        """Whether people wrote it, so that its words can be compared."""
        return self.name in ProgressUpdate.TEXT_FIELDS


@dataclass(frozen=True)
class Comparison:
    """An update beside the words that counted before it: for a correction, those of what it corrects."""

    update: ProgressUpdate
    before: ProgressUpdate | None

    @property
    def is_first(self) -> bool:
        return self.before is None

    @property
    def is_copy(self) -> bool:
        """A change or correction that says nothing new."""
        return self.update.kind != UpdateKind.UNCHANGED and self.update.is_same_content(self.before)

    @property
    def is_older(self) -> bool:
        """A change about an earlier day than what counts already: it joins the series, not the state."""
        later = self.before is not None and self.before.as_of > self.update.as_of
        return later and self.update.kind == UpdateKind.CHANGE

    @property
    def rating_changes(self) -> bool:
        return self.before is not None and self.before.rating != self.update.rating

    @property
    def phase_changes(self) -> bool:
        return self.before is not None and self.before.phase != self.update.phase

    @property
    def changed(self) -> list[FieldChange]:
        """The fields that hold something else; the rating has a place of its own on every page."""
        return [change for change in self._fields() if change.differs]

    @property
    def unchanged(self) -> list[FieldChange]:
        """The fields that hold what they held; the phase has its place beside the rating."""
        return [c for c in self._fields() if c.new and not c.differs and c.name != "phase"]

    def _fields(self) -> list[FieldChange]:
        return [change for change in field_changes(self.before, self.update) if change.name != "rating"]


def field_changes(old: ProgressUpdate | None, new: ProgressUpdate) -> list[FieldChange]:
    """Every compared field of two updates, or of two moments of one, the same or not."""
    return [
        FieldChange(
            name=name,
            label=str(ProgressUpdate._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            old=_in_words(old, name) if old else "",
            new=_in_words(new, name),
        )
        for name in COMPARED
    ]


def _in_words(update: ProgressUpdate, name: str) -> str:
    display = getattr(update, f"get_{name}_display", None)
    return str(display() if display else getattr(update, name))


def compare(updates: Iterable[ProgressUpdate]) -> list[Comparison]:
    """Every update beside the words that counted before it, in two queries for any number."""
    updates = list(updates)
    series = Series.of_actions({update.action_id for update in updates})
    keys = [series.before(Said.by(update)) for update in updates]
    texts = ProgressUpdate.objects.in_bulk({key for key in keys if key})
    return [
        Comparison(update, texts.get(key) if key else None) for update, key in zip(updates, keys, strict=True)
    ]


class Said(NamedTuple):
    """An update without its words."""

    pk: int
    action_id: int
    kind: str
    state: str
    refers_to_id: int | None
    as_of: datetime.date
    reviewed_at: datetime.datetime | None

    @classmethod
    def by(cls, update: ProgressUpdate) -> Self:
        return cls(*(getattr(update, name) for name in cls._fields))

    @property
    def counts(self) -> bool:
        return self.state == UpdateState.APPROVED

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Series:
    """What was said of actions, latest first, without words, so that a long series costs little."""

    def __init__(self, said: Iterable[Said]) -> None:
        self.said = list(said)
        self._of_action: dict[int, list[Said]] = {}
        self._corrections: dict[int | None, list[Said]] = {}
        for row in self.said:
            self._of_action.setdefault(row.action_id, []).append(row)
            if row.kind == UpdateKind.CORRECTION:
                self._corrections.setdefault(row.refers_to_id, []).append(row)

    @classmethod
    def of_actions(cls, actions: Iterable[int]) -> Self:
        """What counts of these actions."""
        return cls.among(ProgressUpdate.objects.counted().filter(action__in=actions))

    @classmethod
    def among(cls, updates: ProgressUpdateQuerySet) -> Self:
        return cls(map(Said._make, updates.latest_first().values_list(*Said._fields)))

    def corrections_of(self, key: int) -> list[Said]:
        """What was said to correct a change, latest first."""
        return self._corrections.get(key, [])

    def words_of(self, said: Said, until: datetime.datetime | None = None) -> int:
        """The key of the update whose words count for `said`, as corrected until then."""
        root = said.refers_to_id if said.kind == UpdateKind.UNCHANGED and said.refers_to_id else said.pk
        return self._corrected(root, until)

    def current_words(self, action: int) -> int | None:
        """The key of the words that count now."""
        latest = next((row for row in self._of_action.get(action, ()) if row.counts), None)
        return self.words_of(latest) if latest else None

    def before(self, said: Said) -> int | None:
        """The key of the words that counted before `said`, or that count now if it does not count."""
        until = said.reviewed_at if said.counts else None
        if said.refers_to_id:
            return self._corrected(said.refers_to_id, until, but=said)
        rows = (row for row in self._of_action.get(said.action_id, ()) if row.pk != said.pk)
        latest = next((row for row in rows if _counted(row, until)), None)
        return self.words_of(latest, until) if latest else None

    def _corrected(self, root: int, until: datetime.datetime | None, but: Said | None = None) -> int:
        """The key of the latest correction of `root`, or of `root` itself."""
        corrections = (row for row in self.corrections_of(root) if _counted(row, until))
        return next((row.pk for row in corrections if but is None or row.pk != but.pk), root)


def _counted(said: Said, until: datetime.datetime | None) -> bool:
    """Whether it counted before that moment, or counts now."""
    return said.counts and (until is None or (said.reviewed_at is not None and said.reviewed_at < until))
