"""Where a name stands on a map: beside its place, in a direction where it touches nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .geometry import Point
from .lettering import width_of

# Open Sans, in parts of the size: above and below the line.
ASCENT, DESCENT = 0.78, 0.24
# Letters of a label; no municipality of the region has more.
LONGEST = 22
Box = tuple[float, float, float, float]
# What is taken, by the size of type at which labels are shown.
Taken = dict[float, list[Box]]


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


@dataclass(frozen=True)
class Direction:
    """Where a label stands from its place: right and down in em, and which end of it stands there."""

    dx: float
    dy: float
    anchor: str

    def away(self, em: float) -> "Direction":
        """The same side, `em` farther from the place."""
        return replace(
            self, dx=self.dx + em * _sign(self.dx), dy=self.dy + em * (self.dx == 0) * _sign(self.dy)
        )


DIRECTIONS = {
    "right": Direction(0.75, 0.4, "start"),
    "left": Direction(-0.75, 0.4, "end"),
    "below": Direction(0, 1.4, "middle"),
    "above": Direction(0, -0.7, "middle"),
    "below right": Direction(0.2, 1.35, "start"),
    "below left": Direction(-0.2, 1.35, "end"),
    "above right": Direction(0.35, -0.55, "start"),
    "above left": Direction(-0.35, -0.55, "end"),
    "higher right": Direction(0.7, -0.1, "start"),
    "higher left": Direction(-0.7, -0.1, "end"),
    "lower right": Direction(0.2, 1.85, "start"),
    "lower left": Direction(-1.65, 0.95, "end"),
}
# In large type the others are so far from the place that another may be as near.
NEAR_DIRECTIONS = tuple(word for word in DIRECTIONS if not word.startswith("lower"))
# Placed by hand, because the best place is not the first one that is free.
HAND_PLACED = {
    "Bergeijk": "left",
    "Eindhoven": "right",
    "Hamont": "lower right",
    "Lommel": "left",
    "Pelt": "below",
    "Reusel": "left",
    "Turnhout": "below left",
    "Valkenswaard": "right",
    "Weert": "right",
    "Maaseik": "left",
    "Tongeren-Borgloon": "left",
}


@dataclass(frozen=True)
class Label:
    """A name with its distance from its place in em; `kind` is place, anchor or small."""

    name: str
    kind: str
    x: float
    y: float
    direction: Direction

    @property
    def text(self) -> str:
        """The name, or its beginning: a long one would lie across the whole map."""
        return self.name if len(self.name) <= LONGEST else f"{self.name[: LONGEST - 1].rstrip()}…"

    def box(self, size: float) -> Box:
        """About the space it takes at `size`."""
        wide = width_of(self.text, size)
        left = self.x + size * self.direction.dx
        left -= {"start": 0.0, "middle": wide / 2, "end": wide}[self.direction.anchor]
        base = self.y + size * self.direction.dy
        return left, base - ASCENT * size, left + wide, base + DESCENT * size


def free_label(
    name: str,
    kind: str,
    point: Point,
    *,
    taken: Taken,
    frame: Point,
    room: float = 0,
    shunned: Sequence[Box] = (),
    words: Iterable[str] = DIRECTIONS,
) -> Label | None:
    """The label of `name` in a direction that is free at every size in `taken`; claims its space.

    Of those directions it is the one that touches least of `shunned`, and otherwise the first. `frame` is the
    width and height of the drawing, `room` how many em farther than usual the label begins, `words` the
    directions that there are.
    """
    first = HAND_PLACED.get(name, "right")
    ordered = sorted(words, key=lambda word: word != first)
    every = (Label(name, kind, *point, DIRECTIONS[word].away(room)) for word in ordered)
    free = (
        label
        for label in every
        if all(_is_free(label.box(size), boxes, frame) for size, boxes in taken.items())
    )
    label = _touching_least(free, shunned, taken) if shunned else next(free, None)
    if label:
        for size, boxes in taken.items():
            boxes.append(label.box(size))
    return label


def _touching_least(labels: Iterable[Label], shunned: Sequence[Box], sizes: Iterable[float]) -> Label | None:
    sizes = list(sizes)

    def touched(label: Label) -> int:
        return sum(overlap(own, box) for own in map(label.box, sizes) for box in shunned)

    return min(labels, key=touched, default=None)


def _is_free(box: Box, taken: Iterable[Box], frame: Point) -> bool:
    inside = box[0] > 2 and box[1] > 2 and box[2] < frame[0] - 2 and box[3] < frame[1] - 2
    return inside and not any(overlap(box, other) for other in taken)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius
