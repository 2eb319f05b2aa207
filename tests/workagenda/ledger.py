"""What must be so of updates and working copies, in plain data: the judge in `test_state_machine.py`.

Knows nothing of the code that it judges but the words for states and ratings.
"""

import datetime
import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Who is what where: (working group, role).
PLACES = {
    "official": ("mobility", "member"),
    "colleague": ("mobility", "member"),
    "leaver": ("mobility", "member"),
    "coordinator": ("mobility", "coordinator"),
    "coordinator_be": ("mobility", "coordinator"),
    "outsider": ("housing", "member"),
    "reporter": ("", "reporter"),
    "director": ("", "taskforce"),
    "seatless": ("", ""),
}

REFUSED, STALE, WRONG, INVALID = "refused", "stale", "wrong state", "invalid"
EDITABLE, WAITING, AGREED = ("draft", "returned"), ("submitted",), ("approved",)
OPEN = EDITABLE + WAITING
NEEDED = {
    "attention": ("bottleneck", "cause"),
    "stalled": ("bottleneck", "cause", "consequence", "corrective_action"),
}
# In which state a deed on an open update fits, and what it leads to.
DEEDS = {
    "withdraw": (WAITING, "draft"),
    "discard": (EDITABLE, "withdrawn"),
    "approve": (WAITING, "approved"),
    "return": (WAITING, "returned"),
}
TAKE_BACK_WITHIN = datetime.timedelta(minutes=1)
_lives = itertools.count(1)


@dataclass
class Told:
    """An update; `key` and `version` are what the database gave it."""

    key: int
    version: int
    action: int
    author: str
    content: dict[str, Any]
    created: datetime.datetime
    kind: str = "change"
    root: int | None = None
    remark: str = ""
    state: str = "draft"
    contributors: set[str] = field(default_factory=set)
    reviewer: str | None = None
    note: str = ""
    agreed: datetime.datetime | None = None


@dataclass
class Kept:
    """A working copy; `life` tells it from an earlier one in the same place."""

    version: int
    text: str
    token: uuid.UUID
    life: int = field(default_factory=lambda: next(_lives))


@dataclass
class Paper:
    """A form in somebody's window: the draft it shows, if any, with the version, and what was sent last.

    `copies` holds, for whoever types in it, the life and version of the working copy that it knows of.
    """

    action: int
    base: tuple[int | None, int]
    corrects: int | None = None
    copies: dict[str, tuple[int, int]] = field(default_factory=dict)
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    sent: tuple[str, dict[str, Any], bool] | None = None

    @property
    def version(self) -> int:
        return self.base[1]

    def copy_version(self, who: str) -> int:
        return self.copies.get(who, (0, 0))[1]


Place = tuple[str, int, int | None]


class Ledger:
    """The rows as they must be, and what speaks against a try.

    `against_...` gives every answer that is an honest no; empty when the answer must be yes.
    """

    def __init__(self, groups: dict[int, str], now: datetime.datetime) -> None:
        self.groups, self.now = groups, now
        self.updates: dict[int, Told] = {}
        self.copies: dict[Place, Kept] = {}
        self.tokens: dict[uuid.UUID, tuple[tuple, int]] = {}
        self.gone: set[str] = set()

    @property
    def today(self) -> datetime.date:
        return self.now.date()

    def of(self, action: int) -> list[Told]:
        return [update for update in self.updates.values() if update.action == action]

    def open_of(self, action: int) -> Told | None:
        return next((update for update in self.of(action) if update.state in OPEN), None)

    def base_of(self, action: int) -> tuple[int | None, int]:
        """What a form is made from now: the draft, or none after all that was written."""
        now_open = self.open_of(action)
        if now_open:
            return now_open.key, now_open.version
        return None, max((update.version for update in self.of(action)), default=0)

    def words(self, update: Told) -> Told:
        """A confirmation speaks with the words it confirms, as corrected last."""
        if update.kind != "unchanged":
            return update
        corrections = [u for u in self.updates.values() if u.kind == "correction" and u.root == update.root]
        agreed = sorted((u for u in corrections if u.agreed), key=lambda u: u.agreed or self.now)
        return [self.updates[update.root or 0], *agreed][-1]

    def current(self, action: int) -> Told | None:
        """What counts: the latest date, of one date the one agreed last; a correction takes its place."""

        def place(update: Told) -> tuple:
            replaced = self.updates[update.root or 0] if update.kind == "correction" else update
            return update.content["as_of"], replaced.agreed, update.agreed

        return max((u for u in self.of(action) if u.state in AGREED), key=place, default=None)

    def paper(self, action: int, corrects: int | None = None) -> Paper:
        """The form as it opens now, whoever opens it."""
        copies = {
            who: (copy.life, copy.version)
            for (who, about, root), copy in self.copies.items()
            if (about, root) == (action, corrects)
        }
        return Paper(action, self.base_of(action), corrects, copies)

    # Who may

    def members(self, action: int) -> list[str]:
        return [
            who for who, held in PLACES.items() if held[0] == self.groups[action] and who not in self.gone
        ]

    def able_to_review(self, update: Told) -> set[str]:
        """Coordinators of the group who wrote nothing in it; else the reporting coordinator."""
        place = (self.groups[update.action], "coordinator")
        able = {who for who, held in PLACES.items() if held == place} - self.gone - update.contributors
        return able or {"reporter"}

    # What speaks against a try

    def against_report(self, who: str, paper: Paper, typed: dict[str, Any], *, submit: bool) -> set[str]:
        found = self._against_member(who, paper.action)
        if self.is_repeated(paper.token, self.sent(who, paper, typed, submit)):
            return found
        now_open = self.open_of(paper.action)
        if paper.token in self.tokens or self.base_of(paper.action) != paper.base:
            found.add(STALE)
        if now_open and (now_open.state in WAITING or now_open.root != paper.corrects):
            found.add(WRONG)
        content = typed["content"]
        lacks = [name for name in NEEDED.get(content["rating"], ()) if not content[name]]
        if (submit and lacks) or (content["as_of"] > self.today and not paper.corrects):
            found.add(INVALID)
        return found

    def against_confirm(self, who: str, action: int, token: uuid.UUID) -> set[str]:
        found = self._against_member(who, action)
        if self.is_repeated(token, (who, "confirm", action)):
            stored = self.updates[self.tokens[token][1]]
            return found if stored.state in AGREED else found | {WRONG}
        if token in self.tokens or self.open_of(action) or self.current(action) is None:
            found.add(WRONG)
        return found

    def against_deed(self, name: str, who: str, update: Told, version: int) -> set[str]:
        fits = update.state in DEEDS[name][0]
        found = set() if update.version == version else {STALE}
        if name in ("approve", "return"):
            # What does not wait cannot be agreed to: both answers are true.
            found |= set() if fits else {REFUSED, WRONG}
            return found | (set() if who in self.able_to_review(update) else {REFUSED})
        return found | self._against_member(who, update.action) | (set() if fits else {WRONG})

    def against_take_back(self, who: str, update: Told) -> set[str]:
        is_own = update.kind == "unchanged" and update.state in AGREED and update.author == who
        fits = is_own and self.now - update.created <= TAKE_BACK_WITHIN
        return self._against_member(who, update.action) | (set() if fits else {WRONG})

    def against_keep(self, who: str, paper: Paper, text: str) -> set[str]:
        copy = self.copies.get((who, paper.action, paper.corrects))
        is_other = copy and copy.text != text and not self.knows(who, paper, copy)
        is_spent = paper.token in self.tokens
        return self._against_member(who, paper.action) | ({STALE} if is_other and not is_spent else set())

    def knows(self, who: str, paper: Paper, copy: Kept) -> bool:
        """Whether this window wrote the copy, or showed it as it is."""
        return copy.token == paper.token or paper.copies.get(who) == (copy.life, copy.version)

    def _against_member(self, who: str, action: int) -> set[str]:
        return set() if who in self.members(action) else {REFUSED}

    # Forms that were sent

    def sent(self, who: str, paper: Paper, typed: dict[str, Any], submit: bool) -> tuple:
        return (who, "report", paper.action, paper.corrects, repr(typed), submit)

    def is_repeated(self, token: uuid.UUID, sent: tuple) -> bool:
        return token in self.tokens and self.tokens[token][0] == sent

    # How the rows must read

    def rows(self) -> dict[int, dict[str, Any]]:
        unseen = ("key", "created", "agreed")
        return {
            key: {
                **{name: value for name, value in vars(update).items() if name not in unseen},
                "content": as_words(update.content.items()),
            }
            for key, update in self.updates.items()
        }

    def kept(self) -> dict[Place, tuple[int, str]]:
        return {place: (copy.version, copy.text) for place, copy in self.copies.items()}


def as_words(content: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Every value as text, because the databases give dates in forms of their own."""
    return {name: str(value) for name, value in content}
