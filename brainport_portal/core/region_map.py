"""The map of the whole border region as drawing data, for a page and for a document alike.

Municipalities are dots, or areas where their boundaries were imported; connections are straight lines.
`templates/components/_region_map.svg` draws it. Sizes of text and marks are presentation attributes, so
that a style sheet may change them: labels keep their distance in em, and are placed so that none touches
another at `LABEL_SIZES`.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from .geometry import (
    COMPRESSION,
    Geography,
    Point,
    Projection,
    cut_line,
    cut_shape,
    draw_lines,
    draw_shapes,
    path_data,
    read_geography,
)
from .map_labels import ASCENT, Box, Label, Taken, around, free_label

# The frame in degrees: that of the outlines in fixtures/geo.
WEST, EAST, SOUTH, NORTH = 4.45, 6.12, 50.66, 51.66
WIDTH = 760
SCALE = WIDTH / (EAST - WEST) / COMPRESSION
HEIGHT = round((NORTH - SOUTH) * SCALE)
FRAME = (float(WIDTH), float(HEIGHT))
REGION = Projection(west=WEST, north=NORTH, scale=SCALE)

# In drawing units: on a wide page and on paper, and on a narrow screen, where only the places of connections
# have a label. The style sheet enlarges labels and bubbles just so.
LABEL_SIZES = {"wide": 13.0, "narrow": 22.0}
BUBBLE_RADII = {"wide": 12.0, "narrow": 20.0}
# Labels of all other municipalities, for who zooms in; the other labels are smaller then, as in explore.css.
SMALL_LABEL = 5.2
ZOOMS_WITH_SMALL_LABELS = (2.25, 3.4, 5.0)
MARK = 0.4

# A node stands under its own number, so its label begins farther away.
NODE_ROOM = 0.45
# Larger towns that say where one is; no places of connections.
ANCHORS = (
    "Helmond",
    "Hasselt",
    "Genk",
    "Geel",
    "Maaseik",
    "Tongeren-Borgloon",
    "Sint-Truiden",
    "Hoogstraten",
    "Heist-op-den-Berg",
    "Deurne",
    "Oirschot",
)
# How far along its line a bubble stands, where the middle is taken.
BUBBLE_POSITIONS = {
    ("Bergeijk", "Lommel"): 0.54,
    ("Eindhoven", "Turnhout"): 0.3,
    ("Hamont", "Weert"): 0.52,
}
# Where the names of both sides begin; they are spaced, and a translation may be as long as this.
COUNTRY_NAMES = ((34.0, 92.0), (16.0, 310.0))
COUNTRY_SIZES = {"wide": 12.0, "narrow": 18.0}
COUNTRY_LETTERS, COUNTRY_SPACING = 11, 2.5


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
    span: Span
    path: str
    bubble_x: float
    bubble_y: float

    @property
    def is_node(self) -> bool:
        return self.span.end is None


@dataclass(frozen=True)
class BaseMap:
    """What never changes: both countries, their provinces and the border."""

    netherlands: str
    flanders: str
    border: str
    width: int
    height: int


@dataclass(frozen=True)
class RegionMap:
    base: BaseMap
    spots: tuple[DrawnSpot, ...]
    spans: tuple[DrawnSpan, ...]
    ends: tuple[DrawnEnd, ...]
    labels: tuple[Label, ...]

    @property
    def has_areas(self) -> bool:
        return any(spot.is_area for spot in self.spots)

    def labels_of(self, *kinds: str) -> list[Label]:
        return [label for label in self.labels if label.kind in kinds]

    @property
    def country_names(self) -> tuple[Point, ...]:
        return COUNTRY_NAMES

    @property
    def place_labels(self) -> list[Label]:
        return self.labels_of("place")

    @property
    def anchor_labels(self) -> list[Label]:
        return self.labels_of("anchor")

    @property
    def small_labels(self) -> list[Label]:
        return self.labels_of("small")


@dataclass(frozen=True)
class LocatorMap:
    """A small drawing that says where in the region one municipality lies."""

    base: BaseMap
    x: float
    y: float
    path: str


def region_map(spots: Iterable[Spot], spans: Iterable[Span]) -> RegionMap:
    """The whole region with `spots` and `spans`; what is not shown is drawn faintly, without a label."""
    drawn_spots = tuple(_spot(spot) for spot in spots)
    drawn_spans = tuple(_span(span) for span in spans)
    ends = {end.name: end for drawn in drawn_spans if drawn.span.shown for end in _ends(drawn.span)}
    return RegionMap(
        base=base_map(WIDTH),
        spots=drawn_spots,
        spans=drawn_spans,
        ends=tuple(_end(end) for end in ends.values() if end.name not in _nodes(drawn_spans)),
        labels=tuple(place_labels(ends.values(), drawn_spots, drawn_spans)),
    )


def locator_map(spot: Spot, width: int = 240) -> LocatorMap:
    base = base_map(width)
    project = _projection(width)
    x, y = project(spot.longitude, spot.latitude)
    return LocatorMap(base, round(x, 1), round(y, 1), _outline(spot.outline, project, base))


@cache
def base_map(width: int) -> BaseMap:
    """Drawn once per width: the outlines are part of the release."""
    geography, project = _geography(), _projection(width)
    height = round(HEIGHT * width / WIDTH)
    return BaseMap(
        netherlands=draw_shapes(geography.netherlands, project, width, height),
        flanders=draw_shapes(geography.flanders, project, width, height),
        border=draw_lines(geography.border, project, width, height),
        width=width,
        height=height,
    )


def place_labels(
    ends: Iterable[End], spots: Sequence[DrawnSpot], spans: Sequence[DrawnSpan]
) -> Iterable[Label]:
    """Labels that touch nothing at any size they are shown at; a name that fits nowhere has none.

    First the places of connections, at both sizes at once; then larger towns on wide pages; then, smaller,
    every municipality that has no label yet.
    """
    ends = list(ends)
    taken = {size: _taken_at(page, size, ends, spans) for page, size in LABEL_SIZES.items()}
    labels = list(_end_labels(ends, spans, taken))
    labels += _anchor_labels(spots, {label.name for label in labels}, taken[LABEL_SIZES["wide"]])
    return [*labels, *_small_labels(spots, labels, taken[LABEL_SIZES["wide"]])]


def _taken_at(page: str, size: float, ends: Iterable[End], spans: Iterable[DrawnSpan]) -> list[Box]:
    """What labels must stay clear of on a wide or narrow page: names of countries, numbers and marks."""
    marks = (around(*_xy(end), size * MARK) for end in ends)
    return [*country_boxes(COUNTRY_SIZES[page]), *_bubbles(spans, BUBBLE_RADII[page]), *marks]


def _end_labels(ends: Iterable[End], spans: Iterable[DrawnSpan], taken: Taken) -> Iterable[Label]:
    """Places of connections, free at both sizes at once."""
    nodes = _nodes(spans)
    for end in ends:
        room = NODE_ROOM if end.name in nodes else 0
        label = free_label(end.name, "place", _xy(end), taken=taken, frame=FRAME, room=room)
        if label:
            yield label


def _anchor_labels(
    spots: Iterable[DrawnSpot], named: Container[str], on_wide: Iterable[Box]
) -> Iterable[Label]:
    """Larger towns, on wide pages."""
    spots = list(spots)
    dots = (around(drawn.x, drawn.y, 4.5) for drawn in spots if not drawn.is_area)
    taken = {LABEL_SIZES["wide"]: [*on_wide, *dots]}
    for drawn in spots:
        if drawn.spot.shown and drawn.spot.name in ANCHORS and drawn.spot.name not in named:
            label = free_label(drawn.spot.name, "anchor", (drawn.x, drawn.y), taken=taken, frame=FRAME)
            if label:
                yield label


def _small_labels(
    spots: Iterable[DrawnSpot], labels: Iterable[Label], on_wide: Iterable[Box]
) -> Iterable[Label]:
    """Every municipality without a label yet, for who zooms in: `labels` are smaller then."""
    spots, labels = list(spots), list(labels)
    shrunken = [
        label.box(size / zoom)
        for label in labels
        for size in LABEL_SIZES.values()
        for zoom in ZOOMS_WITH_SMALL_LABELS
    ]
    dots = (around(drawn.x, drawn.y, 2) for drawn in spots)
    taken = {SMALL_LABEL: [*on_wide, *shrunken, *dots]}
    named = {label.name for label in labels}
    for drawn in spots:
        if drawn.spot.shown and drawn.spot.name not in named:
            label = free_label(drawn.spot.name, "small", (drawn.x, drawn.y), taken=taken, frame=FRAME)
            if label:
                yield label


def country_boxes(size: float) -> list[Box]:
    """About where the names of both sides are at `size`, in capitals."""
    wide = COUNTRY_LETTERS * (size * 0.7 + COUNTRY_SPACING)
    return [(x, y - ASCENT * size, x + wide, y) for x, y in COUNTRY_NAMES]


def _bubbles(spans: Iterable[DrawnSpan], radius: float) -> list[Box]:
    return [around(drawn.bubble_x, drawn.bubble_y, radius) for drawn in spans if drawn.span.shown]


def _geography() -> Geography:
    return read_geography(settings.BASE_DIR / "fixtures" / "geo")


def _projection(width: int) -> Projection:
    return Projection(west=WEST, north=NORTH, scale=SCALE * width / WIDTH)


def _spot(spot: Spot) -> DrawnSpot:
    x, y = _xy(spot)
    return DrawnSpot(spot, x, y, _outline(spot.outline, REGION, base_map(WIDTH)))


def _outline(rings: Iterable[Sequence[Point]], project: Projection, base: BaseMap) -> str:
    """Outlines are simplified when they are imported; here they are only cut to the frame."""
    drawn = (cut_shape([project(*point) for point in ring], base.width, base.height) for ring in rings)
    return "".join(path_data(points, close=True) for points in drawn if points)


def _ends(span: Span) -> list[End]:
    return [span.start, span.end] if span.end else [span.start]


def _nodes(spans: Iterable[DrawnSpan]) -> set[str]:
    """The places that are under a number, so that they need no mark."""
    return {drawn.span.start.name for drawn in spans if drawn.span.shown and not drawn.span.end}


def _end(end: End) -> DrawnEnd:
    shape = {"mre": "circle", "flanders": "diamond"}.get(end.kind, "ring")
    return DrawnEnd(end.name, shape, *_xy(end))


def _span(span: Span) -> DrawnSpan:
    start = _xy(span.start)
    if span.end is None:
        return DrawnSpan(span, "", *start)
    end = _xy(span.end)
    part = BUBBLE_POSITIONS.get((span.start.name, span.end.name), 0.5)
    x, y = (round(a + part * (b - a), 1) for a, b in zip(start, end, strict=True))
    return DrawnSpan(span, "".join(path_data(piece) for piece in cut_line([start, end], WIDTH, HEIGHT)), x, y)


def _xy(place: Any) -> Point:
    x, y = REGION(float(place.longitude), float(place.latitude))
    return round(x, 1), round(y, 1)
