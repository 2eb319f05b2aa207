"""Where two texts differ, in words: what was kept, removed and added, as a reader marks it on paper.

Anchors are words that stand once in both texts ("patience"), looked for again between two anchors, where
more words stand once. That finds what people changed and takes hardly longer than reading the texts; a
stretch without an anchor counts as replaced in whole.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import accumulate, chain, groupby
from operator import attrgetter
from typing import NamedTuple

# Texts that people write need four rounds at most; beyond this a stretch counts as replaced.
DEEPEST = 8
# So few kept words between two longer changes only make a text hard to read.
SMALL_ISLAND = 3
PART = re.compile(r"(\s*)(\S+)")
OPENING = "\"'“‘„«([{"
CLOSING = "\"'”’»)]}.,;:!?…"

Pair = tuple[int, int]


class Change(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of text, and what happened to it."""

    change: Change
    text: str

    @property
    def words(self) -> str:
        """What a reader sees; the white space around it needs no mark."""
        return self.text.strip()

    @property
    def before(self) -> str:
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def after(self) -> str:
        return self.text[len(self.text.rstrip()) :] if self.words else ""


class _Text:
    """A text as words and single marks, with the white space before each; compared by `words` alone.

    The last word is empty and carries the white space at the end. `reach[n]` is the length of the first
    n words.
    """

    def __init__(self, text: str) -> None:
        self.spaces: list[str] = []
        self.words: list[str] = []
        body = text.rstrip()
        for space, part in [*PART.findall(body), (text[len(body) :], "")]:
            for word in _without_marks(part):
                self.spaces.append(space)
                self.words.append(word)
                space = ""
        self.reach = list(accumulate(map(len, self.words), initial=0))

    def between(self, start: int, end: int) -> str:
        return "".join(chain.from_iterable(zip(self.spaces[start:end], self.words[start:end], strict=True)))


class _Stretch(NamedTuple):
    """Words `i1` to `i2` of the old text beside words `j1` to `j2` of the new one."""

    i1: int
    i2: int
    j1: int
    j2: int


def differences(old: str, new: str) -> list[Piece]:
    """The pieces in reading order: kept and removed together are `old`, kept and added are `new`."""
    a, b = _Text(old), _Text(new)
    changed = _between(_anchors(a.words, b.words), _Stretch(0, len(a.words), 0, len(b.words)))
    return _joined(_pieces(_without_islands(changed, a, b), a, b))


def only_space_differs(old: str, new: str) -> bool:
    """Whether the texts have the same words and marks, but other spaces or line ends."""
    return old != new and old.split() == new.split()


def _without_marks(part: str) -> list[str]:
    """`(brug),` as the marks before the word, the word, and the marks after it."""
    if part[:1] not in OPENING and part[-1:] not in CLOSING:
        return [part]
    start = part.lstrip(OPENING)
    word = start.rstrip(CLOSING)
    return [found for found in (part[: len(part) - len(start)], word, start[len(word) :]) if found] or [part]


def _anchors(a: list[str], b: list[str]) -> list[Pair]:
    """Places of the same word in both texts, both rising."""
    pairs: list[Pair] = []
    todo = [(_Stretch(0, len(a), 0, len(b)), 0)]
    while todo:
        stretch, depth = todo.pop()
        same, inner = _trimmed(a, b, stretch)
        found = _unique_in_order(a, b, inner) if depth < DEEPEST else []
        pairs += same + found
        if found:
            todo += [(gap, depth + 1) for gap in _between(found, inner)]
    return sorted(pairs)


def _trimmed(a: list[str], b: list[str], stretch: _Stretch) -> tuple[list[Pair], _Stretch]:
    """The pairs of equal words at both ends of a stretch, and what is left between them."""
    i1, i2, j1, j2 = stretch
    pairs = []
    while i1 < i2 and j1 < j2 and a[i1] == b[j1]:
        pairs.append((i1, j1))
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and a[i2 - 1] == b[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
        pairs.append((i2, j2))
    return pairs, _Stretch(i1, i2, j1, j2)


def _unique_in_order(a: list[str], b: list[str], stretch: _Stretch) -> list[Pair]:
    """The longest rising row of words that stand once in either side of the stretch."""
    i1, i2, j1, j2 = stretch
    in_a, in_b = Counter(a[i1:i2]), Counter(b[j1:j2])
    place = {b[j]: j for j in range(j1, j2) if in_b[b[j]] == 1}
    return _longest_rising([(i, place[a[i]]) for i in range(i1, i2) if in_a[a[i]] == 1 and a[i] in place])


def _longest_rising(pairs: list[Pair]) -> list[Pair]:
    """The longest row of `pairs`, which rise in the first, that rises in the second too."""
    ends: list[int] = []  # per length of a row, the lowest second number it can end with,
    at: list[int] = []  # which pair that is,
    before: list[int] = []  # and per pair which one comes before it in its row
    for number, (_i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        at[length : length + 1] = [number]
    row, number = [], at[-1] if at else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _between(pairs: Iterable[Pair], stretch: _Stretch) -> list[_Stretch]:
    """What lies before, between and after `pairs` in a stretch."""
    gaps = []
    i, j = stretch.i1, stretch.j1
    for next_i, next_j in [*pairs, (stretch.i2, stretch.j2)]:
        if i < next_i or j < next_j:
            gaps.append(_Stretch(i, next_i, j, next_j))
        i, j = next_i + 1, next_j + 1
    return gaps


def _without_islands(changed: list[_Stretch], a: _Text, b: _Text) -> list[_Stretch]:
    """Joins changes that have next to nothing between them."""
    joined: list[_Stretch] = []
    for stretch in changed:
        while joined and _is_island_between(joined[-1], stretch, a, b):
            left = joined.pop()
            stretch = _Stretch(left.i1, stretch.i2, left.j1, stretch.j2)
        joined.append(stretch)
    return joined


def _is_island_between(left: _Stretch, right: _Stretch, a: _Text, b: _Text) -> bool:
    """Whether the kept words between two changes are few, and shorter than either change."""
    if right.j1 - left.j2 > SMALL_ISLAND:
        return False
    length = b.reach[right.j1] - b.reach[left.j2]
    return all(
        length <= max(a.reach[i2] - a.reach[i1], b.reach[j2] - b.reach[j1])
        for i1, i2, j1, j2 in (left, right)
    )


def _pieces(changed: list[_Stretch], a: _Text, b: _Text) -> Iterator[Piece]:
    i = j = 0
    for i1, i2, j1, j2 in [*changed, _Stretch(len(a.words), len(a.words), len(b.words), len(b.words))]:
        yield from _kept(a.spaces[i:i1], b.spaces[j:j1], b.words[j:j1])
        yield from _replaced(a.between(i1, i2), b.between(j1, j2))
        i, j = i2, j2


def _kept(old_spaces: list[str], new_spaces: list[str], words: list[str]) -> Iterator[Piece]:
    """Words that stayed, with the white space before them, which may have changed."""
    for old, new, word in zip(old_spaces, new_spaces, words, strict=True):
        if old == new:
            yield Piece(Change.KEPT, new + word)
        else:
            yield from _replaced(old, new)
            yield Piece(Change.KEPT, word)


def _replaced(old: str, new: str) -> Iterator[Piece]:
    """`old` removed and `new` added, without the white space that both begin with."""
    same = len(old) - len(old.lstrip())
    if old[:same] != new[: len(new) - len(new.lstrip())]:
        same = 0
    yield Piece(Change.KEPT, old[:same])
    yield Piece(Change.REMOVED, old[same:])
    yield Piece(Change.ADDED, new[same:])


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours with the same fate as one piece, and no empty ones."""
    filled = (piece for piece in pieces if piece.text)
    return [
        Piece(change, "".join(piece.text for piece in same))
        for change, same in groupby(filled, key=attrgetter("change"))
    ]
