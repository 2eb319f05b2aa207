"""What the map of the region is told of municipalities and connections, and what it draws of each."""

from dataclasses import dataclass
from math import dist

from .geometry import Point

# Points along a line are so many drawing units apart, near enough to keep names off it.
STEP_ALONG = 10


@dataclass(frozen=True)
class Spot:
    """A municipality as the map is told of it.

    `touched`: something in the agenda touches it; `shown`: inside what was asked for. `outline` holds its
    rings in degrees, empty where no boundary was imported.
    """

    name: str
    country: str
    longitude: float
    latitude: float
    url: str
    told: str
    touched: bool = False
    shown: bool = True
    outline: tuple[tuple[Point, ...], ...] = ()


@dataclass(frozen=True)
class End:
    """A place that a connection begins or ends at; `kind` is mre, flanders or outside."""

    name: str
    kind: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Span:
    """A connection as the map is told of it; without `end` it is a node. `rating` as the reader may know."""

    number: int
    mode: str
    start: End
    end: End | None
    url: str
    told: str
    rating: str = ""
    shown: bool = True


@dataclass(frozen=True)
class DrawnSpot:
    spot: Spot
    x: float
    y: float
    path: str
    # Under a name that a telephone shows, so that its dot is left out there.
    is_under_name: bool = False

    @property
    def is_area(self) -> bool:
        return bool(self.path)


@dataclass(frozen=True)
class DrawnEnd:
    name: str
    shape: str
    x: float
    y: float


@dataclass(frozen=True)
class DrawnSpan:
    """`points` are the ends of its line, or the one place of a node.

    Without `has_number` its number would hide another, or be hidden, and is only in the table.
    """

    span: Span
    path: str
    bubble_x: float
    bubble_y: float
    points: tuple[Point, ...]
    has_number: bool = True

    @property
    def is_node(self) -> bool:
        return self.span.end is None

    @property
    def is_on_its_place(self) -> bool:
        """Whether its number stands on the place itself, as that of a node where nothing is in the way."""
        return self.is_node and self.has_number and (self.bubble_x, self.bubble_y) == self.points[0]

    @property
    def along(self) -> list[Point]:
        """Points along its line."""
        return along(self.points[0], self.points[-1])


def along(start: Point, end: Point) -> list[Point]:
    """Points along a straight line, its ends among them."""
    steps = 1 + int(dist(start, end) / STEP_ALONG)
    return [between(start, end, step / steps) for step in range(steps + 1)]


def between(start: Point, end: Point, part: float) -> Point:
    return round(start[0] + part * (end[0] - start[0]), 1), round(start[1] + part * (end[1] - start[1]), 1)
