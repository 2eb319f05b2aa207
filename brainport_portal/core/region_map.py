"""The map of the whole border region as drawing data, for a page and for a document alike.

Municipalities are dots, or areas where their boundaries were imported; connections are straight lines.
`templates/components/_region_map.svg` draws it. Sizes of text and marks are presentation attributes, so
that a style sheet may change them: labels keep their distance in em, and are placed so that none touches
another at `LABEL_SIZES`.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from .geometry import Point, cut_line, cut_shape, path_data
from .map_frame import (
    BUBBLE_RADII,
    COUNTRY_NAMES,
    COUNTRY_SIZES,
    HEIGHT,
    LABEL_SIZES,
    REGION,
    STRIP_BUBBLE_RADII,
    WIDTH,
    BaseMap,
    Frame,
    Sizes,
    base_map,
    is_in_region,
    strip_around,
)
from .map_labels import ASCENT, Box, Label, Taken, around, free_label, overlap
from .map_shapes import DrawnEnd, DrawnSpan, DrawnSpot, End, Span, Spot, between

# With the sizes of the whole region, for who measures it.
__all__ = ["BUBBLE_RADII", "COUNTRY_SIZES", "HEIGHT", "LABEL_SIZES", "WIDTH", "End", "Span", "Spot"]

# Labels of all other municipalities, for who zooms in; the other labels are smaller then, as in explore.css.
SMALL_LABEL = 5.2
ZOOMS_WITH_SMALL_LABELS = (2.25, 3.4, 5.0)
MARK = 0.4
HALF_A_LINE = 3.0

# A node stands under its own number, so its label begins farther away.
NODE_ROOM = 0.6
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
# On a telephone the whole region has only these names, in large type, until somebody zooms in.
TOWNS = ("Eindhoven", "Turnhout", "Hasselt", "Maaseik", "Tongeren-Borgloon", "Geel", "Helmond")
TOWN_SIZE, TOWN_COUNTRY_SIZE = 31.0, 24.0
# How far along its line a bubble stands by hand, and where else it may stand when that is taken.
BUBBLE_POSITIONS = {
    ("Bergeijk", "Lommel"): 0.54,
    ("Eindhoven", "Turnhout"): 0.3,
    ("Hamont", "Weert"): 0.52,
}
OTHER_POSITIONS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
# Numbers of nodes in one place stand in a row, so many radii apart, on either side of the first.
ROW_OF_NODES, NODES_IN_A_ROW = 2.3, (0, 1, -1, 2, -2)
# The mark of a rating, in radii of its number.
RATING_AT, RATING_RADIUS = 0.8, 0.5
COUNTRY_LETTERS, COUNTRY_SPACING = 11, 2.5


@dataclass(frozen=True)
class RegionMap:
    """All that the template draws; `towns` stand in for `labels` where the whole region is small."""

    base: BaseMap
    spots: tuple[DrawnSpot, ...]
    spans: tuple[DrawnSpan, ...]
    ends: tuple[DrawnEnd, ...]
    labels: tuple[Label, ...]
    towns: tuple[Label, ...]
    country_names: tuple[Point, ...]
    is_strip: bool = False

    @property
    def has_areas(self) -> bool:
        return any(spot.is_area for spot in self.spots)

    def labels_of(self, *kinds: str) -> list[Label]:
        return [label for label in self.labels if label.kind in kinds]

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
    """A small drawing that says where in the region one municipality lies; `has_point` is False elsewhere."""

    base: BaseMap
    x: float
    y: float
    path: str
    has_point: bool = True


def region_map(spots: Iterable[Spot], spans: Iterable[Span], frame: Frame = REGION) -> RegionMap:
    """The region with `spots` and `spans`; what is not shown is drawn faintly, without a label."""
    drawn_spots = tuple(_spot(spot, frame) for spot in spots)
    drawn_spans = _drawn_spans(spans, frame)
    ends = {end.name: end for drawn in drawn_spans if drawn.span.shown for end in _ends(drawn.span)}
    marks = {name: frame.point(end) for name, end in ends.items()}
    return RegionMap(
        base=base_map(frame),
        spots=drawn_spots,
        spans=drawn_spans,
        ends=tuple(_end(end, frame) for end in ends.values() if end.name not in _nodes(drawn_spans)),
        labels=tuple(place_labels(marks, drawn_spots, drawn_spans, frame)),
        towns=tuple(_town_labels(marks, drawn_spots, drawn_spans)),
        country_names=frame.country_names,
        is_strip=frame is not REGION,
    )


def strip_map(spans: Iterable[Span]) -> RegionMap | None:
    """The connections alone, for a telephone; None when there are none, or too many to tell apart."""
    spans = [span for span in spans if span.shown]
    ends = [end for span in spans for end in _ends(span)]
    within = [end for end in ends if is_in_region(end)]
    strip = region_map((), spans, strip_around(within)) if within else None
    return strip if strip and _is_legible(strip.spans) else None


def _is_legible(spans: Iterable[DrawnSpan]) -> bool:
    """Whether no number hides another in the largest type."""
    radius = max(STRIP_BUBBLE_RADII.values())
    numbers = [around(drawn.bubble_x, drawn.bubble_y, radius) for drawn in spans]
    return not any(overlap(one, other) for one, other in combinations(numbers, 2))


def locator_map(spot: Spot, width: int = 240) -> LocatorMap:
    frame = REGION.resized(width)
    x, y = frame.point(spot)
    has_point = is_in_region(spot)
    return LocatorMap(base_map(frame), x, y, _outline(spot.outline, frame), has_point)


def place_labels(
    marks: dict[str, Point], spots: Sequence[DrawnSpot], spans: Sequence[DrawnSpan], frame: Frame
) -> Iterable[Label]:
    """Labels that touch nothing at any size they are shown at; a name that fits nowhere has none.

    First the places of connections in `marks`, at both sizes at once; then larger towns on wide pages; then,
    smaller, every municipality that has no label yet.
    """
    taken = {sizes.label: _taken_at(sizes, marks, spans, frame) for sizes in frame.sizes}
    on_wide = taken[frame.sizes[0].label]
    labels = list(_end_labels(marks, spans, taken, frame))
    labels += _anchor_labels(spots, {label.name for label in labels}, taken, frame)
    return [*labels, *_small_labels(spots, labels, on_wide, frame)]


def _taken_at(sizes: Sizes, marks: dict[str, Point], spans: Iterable[DrawnSpan], frame: Frame) -> list[Box]:
    """What labels must stay clear of at one size of page: names of countries, numbers, lines and marks."""
    dots = (around(*mark, sizes.label * MARK) for mark in marks.values())
    names = country_boxes(sizes.country) if frame.country_names else []
    return [*names, *_bubbles(spans, sizes.bubble), *_lines(spans), *dots]


def _end_labels(
    marks: dict[str, Point], spans: Iterable[DrawnSpan], taken: Taken, frame: Frame
) -> Iterable[Label]:
    """Places of connections, free at both sizes at once."""
    nodes = _nodes(spans)
    for name, mark in marks.items():
        room = NODE_ROOM if name in nodes else 0
        label = free_label(name, "place", mark, taken=taken, frame=frame.corner, room=room)
        if label:
            yield label


def _anchor_labels(
    spots: Iterable[DrawnSpot], named: Container[str], claimed: Taken, frame: Frame
) -> Iterable[Label]:
    """Larger towns, free at both sizes and clear of every dot on wide pages."""
    spots = list(spots)
    dots = [around(drawn.x, drawn.y, 4.5) for drawn in spots if not drawn.is_area]
    taken = {
        size: [*boxes, *(dots if size == frame.sizes[0].label else [])] for size, boxes in claimed.items()
    }
    for drawn in spots:
        if drawn.spot.shown and drawn.spot.name in ANCHORS and drawn.spot.name not in named:
            label = free_label(drawn.spot.name, "anchor", (drawn.x, drawn.y), taken=taken, frame=frame.corner)
            if label:
                yield label


def _small_labels(
    spots: Iterable[DrawnSpot], labels: Iterable[Label], on_wide: Iterable[Box], frame: Frame
) -> Iterable[Label]:
    """Every municipality without a label yet, for who zooms in: `labels` are smaller then."""
    spots, labels = list(spots), list(labels)
    shrunken = [
        label.box(sizes.label / zoom)
        for label in labels
        for sizes in frame.sizes
        for zoom in ZOOMS_WITH_SMALL_LABELS
    ]
    dots = (around(drawn.x, drawn.y, 2) for drawn in spots)
    taken = {SMALL_LABEL: [*on_wide, *shrunken, *dots]}
    named = {label.name for label in labels}
    for drawn in spots:
        if drawn.spot.shown and drawn.spot.name not in named:
            label = free_label(drawn.spot.name, "small", (drawn.x, drawn.y), taken=taken, frame=frame.corner)
            if label:
                yield label


def _town_labels(
    marks: dict[str, Point], spots: Iterable[DrawnSpot], spans: Iterable[DrawnSpan]
) -> Iterable[Label]:
    """Some towns in type for a telephone, clear of connections: these have no numbers there."""
    dots = (around(*mark, 9) for mark in marks.values())
    taken = {TOWN_SIZE: [*country_boxes(TOWN_COUNTRY_SIZE), *_lines(spans), *dots]}
    places = {drawn.spot.name: (drawn.x, drawn.y) for drawn in spots if drawn.spot.shown}
    for name in TOWNS:
        if name in places:
            label = free_label(name, "town", places[name], taken=taken, frame=REGION.corner)
            if label:
                yield label


def country_boxes(size: float) -> list[Box]:
    """About where the names of both sides are at `size`, in capitals."""
    wide = COUNTRY_LETTERS * (size * 0.7 + COUNTRY_SPACING)
    return [(x, y - ASCENT * size, x + wide, y) for x, y in COUNTRY_NAMES]


def _bubbles(spans: Iterable[DrawnSpan], radius: float) -> list[Box]:
    """Numbers, each with the mark of its rating above on the right."""
    shown = [drawn for drawn in spans if drawn.span.shown]
    numbers = [around(drawn.bubble_x, drawn.bubble_y, radius) for drawn in shown]
    at, wide = RATING_AT * radius, RATING_RADIUS * radius
    return [*numbers, *(around(drawn.bubble_x + at, drawn.bubble_y - at, wide) for drawn in shown)]


def _lines(spans: Iterable[DrawnSpan]) -> list[Box]:
    return [around(*point, HALF_A_LINE) for drawn in spans if drawn.span.shown for point in drawn.along]


def _spot(spot: Spot, frame: Frame) -> DrawnSpot:
    return DrawnSpot(spot, *frame.point(spot), _outline(spot.outline, frame))


def _outline(rings: Iterable[Sequence[Point]], frame: Frame) -> str:
    """Outlines are simplified when they are imported; here they are only cut to the frame."""
    drawn = (cut_shape([frame.project(*point) for point in ring], *frame.corner) for ring in rings)
    return "".join(path_data(points, close=True) for points in drawn if points)


def _ends(span: Span) -> list[End]:
    return [span.start, span.end] if span.end else [span.start]


def _nodes(spans: Iterable[DrawnSpan]) -> set[str]:
    """The places that are under a number, so that they need no mark."""
    return {drawn.span.start.name for drawn in spans if drawn.span.shown and drawn.is_on_its_place}


def _end(end: End, frame: Frame) -> DrawnEnd:
    shape = {"mre": "circle", "flanders": "diamond"}.get(end.kind, "ring")
    return DrawnEnd(end.name, shape, *frame.point(end))


def _drawn_spans(spans: Iterable[Span], frame: Frame) -> tuple[DrawnSpan, ...]:
    """Each with its number where that hides no place and no other number, if there is such a point."""
    spans = list(spans)
    radius = max(sizes.bubble for sizes in frame.sizes)
    mark = max(sizes.label for sizes in frame.sizes) * MARK
    dots = {end.name: around(*frame.point(end), mark) for span in spans if span.shown for end in _ends(span)}
    taken: list[Box] = []
    drawn = []
    for span in spans:
        own = () if span.end else (span.start.name,)
        hidden = [*taken, *(box for name, box in dots.items() if name not in own)]
        x, y = _bubble(span, hidden, radius, frame)
        points = tuple(frame.point(end) for end in _ends(span))
        drawn.append(DrawnSpan(span, _line(span, frame), x, y, points))
        taken += [around(x, y, radius)] if span.shown else []
    return tuple(drawn)


def _bubble(span: Span, hidden: Sequence[Box], radius: float, frame: Frame) -> Point:
    def hides(point: Point) -> int:
        box = around(*point, radius)
        return sum(overlap(box, other) for other in hidden)

    return min(_bubble_points(span, radius, frame), key=hides)


def _bubble_points(span: Span, radius: float, frame: Frame) -> list[Point]:
    """Where the number of `span` may stand, the best first."""
    start = frame.point(span.start)
    if span.end is None:
        step = ROW_OF_NODES * radius
        row = [(round(start[0] + n * step, 1), start[1]) for n in NODES_IN_A_ROW]
        return [point for point in row if radius < point[0] < frame.width - radius] or row[:1]
    pieces = _pieces(span, frame) or [[start, start]]
    parts = (BUBBLE_POSITIONS.get((span.start.name, span.end.name), 0.5), *OTHER_POSITIONS)
    return [between(pieces[0][0], pieces[0][-1], part) for part in parts]


def _line(span: Span, frame: Frame) -> str:
    return "".join(path_data(piece) for piece in _pieces(span, frame))


def _pieces(span: Span, frame: Frame) -> list[list[Point]]:
    """The straight line as far as it is in the frame."""
    if span.end is None:
        return []
    return cut_line([frame.point(span.start), frame.point(span.end)], *frame.corner)
