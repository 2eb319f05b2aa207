"""What part of the border region a drawing shows, how large, and what never changes in it.

The whole region is for a page and for paper. The strip is a second drawing for a telephone: only as much as
the connections need, so that names and numbers are as large there as the text around them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.conf import settings

from .geometry import (
    COMPRESSION,
    SMALLEST_SHAPE,
    Geography,
    Point,
    Projection,
    cut_line,
    draw_lines,
    draw_shapes,
    read_geography,
    simplify,
)
from .lettering import width_of
from .map_shapes import along

# The frame in degrees: that of the outlines in fixtures/geo.
WEST, EAST, SOUTH, NORTH = 4.45, 6.12, 50.66, 51.66
WIDTH = 760
SCALE = WIDTH / (EAST - WEST) / COMPRESSION
HEIGHT = round((NORTH - SOUTH) * SCALE)

# In drawing units, as in explore.css: on a wide page and on paper, and on a page of about 40 em.
LABEL_SIZES = {"wide": 13.0, "narrow": 17.0}
BUBBLE_RADII = {"wide": 12.0, "narrow": 16.0}
COUNTRY_SIZES = {"wide": 12.0, "narrow": 18.0}
# Where the names of both sides begin, clear of every municipality even in type for a telephone; they are
# spaced, and a translation may have as many letters as this.
COUNTRY_NAMES = ((34.0, 92.0), (16.0, 282.0))
COUNTRY_LETTERS = len("netherlands")

# The strip on a telephone of 390 and of 320 pixels, less the margins of the page.
STRIP_WIDTH, STRIP_HEIGHTS = 350, (150, 420)
STRIP_LABEL_SIZES = {"wide": 13.5, "narrow": 15.5}
STRIP_BUBBLE_RADII = {"wide": 12.0, "narrow": 15.0}
# Room above and below the outermost places, beside them for names of at most so wide, and the least degrees.
STRIP_MARGIN, LEAST_ROOM, MOST_ROOM = 34, 34, 110
LEAST_DEGREES = 0.25


@dataclass(frozen=True)
class Sizes:
    """At one size of page, in drawing units: type, the radius of a number, and type of names of countries."""

    label: float
    bubble: float
    country: float


@dataclass(frozen=True)
class Frame:
    """A part of the region, `scale` drawing units to a degree from south to north."""

    west: float
    north: float
    scale: float
    width: int
    height: int
    sizes: tuple[Sizes, ...]
    country_names: tuple[Point, ...] = ()

    @property
    def project(self) -> Projection:
        return Projection(west=self.west, north=self.north, scale=self.scale)

    @property
    def corner(self) -> Point:
        return float(self.width), float(self.height)

    def point(self, place: Any) -> Point:
        """Where `place` stands: something with a longitude and a latitude."""
        x, y = self.project(float(place.longitude), float(place.latitude))
        return round(x, 1), round(y, 1)

    def resized(self, width: int) -> "Frame":
        """The same part of the region, drawn `width` wide."""
        ratio = width / self.width
        return replace(self, scale=self.scale * ratio, width=width, height=round(self.height * ratio))


def _sizes(labels: dict[str, float], bubbles: dict[str, float]) -> tuple[Sizes, ...]:
    return tuple(Sizes(labels[page], bubbles[page], COUNTRY_SIZES[page]) for page in labels)


REGION = Frame(
    WEST, NORTH, SCALE, WIDTH, HEIGHT, _sizes(LABEL_SIZES, BUBBLE_RADII), country_names=COUNTRY_NAMES
)


@dataclass(frozen=True)
class BaseMap:
    """What never changes: both countries, their provinces and the border, with points along it."""

    netherlands: str
    flanders: str
    border: str
    border_points: tuple[Point, ...]
    width: int
    height: int


@lru_cache(maxsize=32)
def base_map(frame: Frame) -> BaseMap:
    """Drawn once per frame: the outlines are part of the release."""
    geography, width, height = _geography(), frame.width, frame.height
    return BaseMap(
        netherlands=draw_shapes(geography.netherlands, frame.project, width, height),
        flanders=draw_shapes(geography.flanders, frame.project, width, height),
        border=draw_lines(geography.border, frame.project, width, height),
        border_points=tuple(_border_points(geography, frame)),
        width=width,
        height=height,
    )


def _border_points(geography: Geography, frame: Frame) -> Iterator[Point]:
    """Points along the border as it is drawn: without its smallest enclaves."""
    for line in geography.border:
        points = [frame.project(*point) for point in line]
        if max(max(axis) - min(axis) for axis in zip(*points, strict=True)) < SMALLEST_SHAPE:
            continue
        for piece in cut_line(simplify(points), *frame.corner):
            for start, end in pairwise(piece):
                yield from along(start, end)


def is_in_region(place: Any) -> bool:
    """Whether `place` has coordinates, and in the frame of the whole region."""
    if place.longitude is None or place.latitude is None:
        return False
    return WEST <= float(place.longitude) <= EAST and SOUTH <= float(place.latitude) <= NORTH


def strip_around(places: Sequence[Any]) -> Frame:
    """The largest frame for a telephone in which all of `places` lie, with room for their names.

    The name of the place farthest west goes below it, that of the one farthest east to its right.
    """
    west, east = _outermost(places, "longitude")
    south, north = (float(place.latitude) for place in _outermost(places, "latitude"))
    left, right = _room(west.name) / 2, _room(east.name)
    across = max((east.longitude - west.longitude) * COMPRESSION, LEAST_DEGREES)
    upward = north - south
    lowest, highest = STRIP_HEIGHTS
    scale = min(
        (STRIP_WIDTH - left - right) / across, (highest - 2 * STRIP_MARGIN) / max(upward, LEAST_DEGREES)
    )
    height = max(round(upward * scale) + 2 * STRIP_MARGIN, lowest)
    middle = (west.longitude + east.longitude) / 2 + (right - left) / 2 / scale / COMPRESSION
    return Frame(
        west=middle - STRIP_WIDTH / 2 / scale / COMPRESSION,
        north=(south + north) / 2 + height / 2 / scale,
        scale=scale,
        width=STRIP_WIDTH,
        height=height,
        sizes=_sizes(STRIP_LABEL_SIZES, STRIP_BUBBLE_RADII),
    )


def _outermost(places: Sequence[Any], axis: str) -> tuple[Any, Any]:
    ordered = sorted(places, key=attrgetter(axis))
    return ordered[0], ordered[-1]


def _room(name: str) -> float:
    """What `name` takes beside its place in the largest type."""
    size = max(STRIP_LABEL_SIZES.values())
    return min(max(width_of(name, size) + size, 2.0 * LEAST_ROOM), MOST_ROOM)


def _geography() -> Geography:
    return read_geography(settings.BASE_DIR / "fixtures" / "geo")
