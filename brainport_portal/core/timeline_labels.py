"""The measures of a line of time, and where beside its bar a label goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .lettering import cut_to, width_of

# Between a bar and its label, and between the end of a label and what comes next.
BESIDE, GAP = 4, 6
# What a bar keeps free at both ends of a label in it.
INSIDE = 4
# In a bar at least this wide a label may also be cut.
ROOM_INSIDE = 120


@dataclass(frozen=True)
class Shape:
    """The measures of a drawing, in its own units.

    The names of the rows stand left of `left`; in a narrow drawing above their lanes, with short labels.
    """

    width: int
    left: int
    right: int
    size: float = 11.0
    line: float = 13.5
    lane: int = 18
    bar: int = 14
    longest_label: int = 330
    most_lanes: int = 12
    is_narrow: bool = False

    @property
    def half(self) -> float:
        """From the middle of the mark of a day to its points."""
        return self.size / 2

    @property
    def bar_half(self) -> float:
        return self.bar / 2

    @property
    def drop(self) -> float:
        """From the middle of a line of type down to its baseline."""
        return round(self.size * 0.36, 1)

    @property
    def tick_y(self) -> float:
        return self.size

    @property
    def ticks_top(self) -> float:
        return self.size + 5

    @property
    def caption_y(self) -> float:
        """The baseline of the caption of the marked day, below the names of the months."""
        return self.ticks_top + self.line

    @property
    def head(self) -> float:
        return self.ticks_top + 4

    @property
    def head_with_caption(self) -> float:
        return self.caption_y + 6


# In the column of a document; as wide as a page, or a sheet of paper; on a phone.
# Beside the time stays room for half the mark of its first and last day.
COLUMN = Shape(660, 159, 653)
SHEET = Shape(880, 170, 873, longest_label=440)
PHONE = Shape(340, 7, 333, size=13.0, line=16.5, lane=22, bar=17, is_narrow=True)


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    anchor: str
    left: float
    width: float
    is_inside: bool = False


def place(
    text: str, short: str, left: float, right: float, marked_x: float, shape: Shape, tail: float = 0
) -> Label:
    """The label of a bar from `left` to `right`: whole where it fits whole, else cut, or short when narrow.

    It stays on the side of the marked day where its bar is; only to stand whole it goes across. In the part
    of the bar that is `tail`, at its left end when below zero, it never stands.
    """
    rooms = _Rooms(left, right, marked_x, shape, tail)
    text = " ".join(text.split())
    whole = rooms.whole(text)
    if whole is None and shape.is_narrow and short:
        whole = rooms.whole(short)
    return whole or rooms.cut(text)


@dataclass(frozen=True)
class _Rooms:
    """The room for a label in, after and before a bar."""

    left: float
    right: float
    marked_x: float
    shape: Shape
    tail: float

    @property
    def inside(self) -> float:
        return self.right - self.left - abs(self.tail) - 2 * INSIDE

    @property
    def after(self) -> float:
        return min(self.shape.right - self.right - BESIDE, self.shape.longest_label)

    @property
    def before(self) -> float:
        """The room before the bar, on its own side of the marked day."""
        edge = self.marked_x if self.left >= self.marked_x else self.shape.left
        return min(self.left - edge - 2 * BESIDE, self.shape.longest_label)

    @property
    def across(self) -> float:
        return min(self.left - self.shape.left - 2 * BESIDE, self.shape.longest_label)

    def whole(self, text: str) -> Label | None:
        """`text` at the first place where all of it fits; None when there is none."""
        width = width_of(text, self.shape.size)
        return next((put(text) for room, put in self._places() if width <= room), None)

    def cut(self, text: str) -> Label:
        """As much of `text` as fits where most of it does."""
        if self.inside >= ROOM_INSIDE:
            return self._put_inside(cut_to(text, self.inside, self.shape.size))
        if self.after >= self.before:
            return self._put_after(cut_to(text, self.after, self.shape.size))
        return self._put_before(cut_to(text, self.before, self.shape.size))

    def _places(self) -> Iterator[tuple[float, Callable[[str], Label]]]:
        yield self.inside, self._put_inside
        yield self.after, self._put_after
        yield self.before, self._put_before
        yield self.across, self._put_before

    def _put_inside(self, text: str) -> Label:
        x = self.left - min(self.tail, 0) + INSIDE + 1
        return Label(text, x, "start", x, width_of(text, self.shape.size), is_inside=True)

    def _put_after(self, text: str) -> Label:
        x = self.right + BESIDE
        return Label(text, x, "start", x, width_of(text, self.shape.size))

    def _put_before(self, text: str) -> Label:
        x, width = self.left - BESIDE, width_of(text, self.shape.size)
        return Label(text, x, "end", x - width, width)
