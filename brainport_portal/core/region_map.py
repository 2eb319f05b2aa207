"""The map of the whole border region as drawing data, for a page and for a document alike.

Municipalities are dots, or areas where their boundaries were imported; connections are straight lines.
`templates/components/_region_map.svg` draws it. Sizes of text and marks are presentation attributes, so
that a style sheet may change them: labels keep their distance in em, and are placed so that none touches
another at `LABEL_SIZES`.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from .geometry import Point, cut_line, cut_shape, path_data
from .map_frame import (
    BUBBLE_RADII,
    COUNTRY_LETTERS,
    COUNTRY_NAMES,
    COUNTRY_SIZES,
    HEIGHT,
    LABEL_SIZES,
    REGION,
    WIDTH,
    BaseMap,
    Frame,
    Sizes,
    base_map,
    is_in_region,
    strip_around,
)
from .map_labels import ASCENT, NEAR_DIRECTIONS, Box, Label, Taken, around, free_label, overlap
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
# On a telephone the whole region has only these names, in large type, until somebody zooms in. Marks of
# municipalities are larger there too; those that no action touches give way to a name.
TOWNS = ("Eindhoven", "Turnhout", "Hasselt", "Maaseik", "Tongeren-Borgloon", "Geel", "Helmond")
TOWN_SIZE, TOWN_COUNTRY_SIZE, TOWN_MARK = 31.0, 24.0, 7.0
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
COUNTRY_SPACING = 2.5


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

    @property
    def has_numbers(self) -> bool:
        """Whether the connections carry their numbers; not when one would hide another."""
        return all(drawn.has_number for drawn in self.spans)

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
    drawn_spots = [_spot(spot, frame) for spot in spots]
    drawn_spans = _numbered_if_legible(_drawn_spans(spans, frame), frame)
    ends = {end.name: end for drawn in drawn_spans if drawn.span.shown for end in _ends(drawn.span)}
    marks = {name: frame.point(end) for name, end in ends.items()}
    towns = tuple(_town_labels(marks, drawn_spots, drawn_spans))
    return RegionMap(
        base=base_map(frame),
        spots=tuple(_giving_way(drawn_spots, towns)),
        spans=drawn_spans,
        ends=tuple(_drawn_ends(ends, drawn_spans, frame)),
        labels=tuple(place_labels(marks, drawn_spots, drawn_spans, frame)),
        towns=towns,
        country_names=frame.country_names,
        is_strip=frame is not REGION,
    )


def strip_map(spans: Iterable[Span]) -> RegionMap | None:
    """The connections alone, for a telephone; None when there are none, or too many to tell apart."""
    spans = [span for span in spans if span.shown]
    ends = [end for span in spans for end in _ends(span)]
    within = [end for end in ends if is_in_region(end)]
    strip = region_map((), spans, strip_around(within)) if within else None
    return strip if strip and strip.has_numbers else None


def _numbered_if_legible(spans: tuple[DrawnSpan, ...], frame: Frame) -> tuple[DrawnSpan, ...]:
    """`spans` with their numbers, or all without when one hides another in the largest type."""
    radius = max(sizes.bubble for sizes in frame.sizes)
    numbers = [around(drawn.bubble_x, drawn.bubble_y, radius) for drawn in spans if drawn.span.shown]
    if any(overlap(one, other) for one, other in combinations(numbers, 2)):
        return tuple(replace(drawn, has_number=False) for drawn in spans)
    return spans


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
    labels = list(_end_labels(marks, spots, spans, taken, frame))
    labels += _anchor_labels(spots, {label.name for label in labels}, taken, frame)
    return [*labels, *_small_labels(spots, labels, on_wide, frame)]


def _taken_at(sizes: Sizes, marks: dict[str, Point], spans: Iterable[DrawnSpan], frame: Frame) -> list[Box]:
    """What labels must stay clear of at one size of page: names of countries, numbers, lines and marks."""
    dots = (around(*mark, sizes.label * MARK) for mark in marks.values())
    names = country_boxes(sizes.country) if frame.country_names else []
    return [*names, *_bubbles(spans, sizes.bubble), *_lines(spans), *dots]


def _end_labels(
    marks: dict[str, Point],
    spots: Iterable[DrawnSpot],
    spans: Iterable[DrawnSpan],
    taken: Taken,
    frame: Frame,
) -> Iterable[Label]:
    """Places of connections, free at both sizes at once, off the border and off dots where that can be."""
    nodes, shunned = _nodes(spans), [*_border(frame), *_dots(spots)]
    # Names of nodes begin farther away, so that they have the fewest sides left.
    for name, mark in sorted(marks.items(), key=lambda item: item[0] not in nodes):
        room = NODE_ROOM if name in nodes else 0
        label = free_label(name, "place", mark, taken=taken, frame=frame.corner, room=room, shunned=shunned)
        if label:
            yield label


def _anchor_labels(
    spots: Iterable[DrawnSpot], named: Container[str], claimed: Taken, frame: Frame
) -> Iterable[Label]:
    """Larger towns, free at both sizes and clear of every dot on wide pages."""
    spots = list(spots)
    dots = _dots(spots)
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
    """Some towns in type for a telephone, clear of connections, which have no numbers there.

    No name covers a municipality that something touches; and as few others as can be.
    """
    spots = list(spots)
    ends = (around(*mark, 9) for mark in marks.values())
    kept = (_town_mark(drawn) for drawn in spots if not drawn.is_area and _stays(drawn))
    taken = {TOWN_SIZE: [*country_boxes(TOWN_COUNTRY_SIZE), *_lines(spans), *ends, *kept]}
    others = [_town_mark(drawn) for drawn in spots if not drawn.is_area and not _stays(drawn)]
    shunned = [*others, *_border(REGION)]
    places = {drawn.spot.name: (drawn.x, drawn.y) for drawn in spots if drawn.spot.shown}
    for name in TOWNS:
        if name in places:
            label = free_label(
                name,
                "town",
                places[name],
                taken=taken,
                frame=REGION.corner,
                shunned=shunned,
                words=NEAR_DIRECTIONS,
            )
            if label:
                yield label


def _stays(drawn: DrawnSpot) -> bool:
    return drawn.spot.shown and (drawn.spot.touched or drawn.spot.name in TOWNS)


def _town_mark(drawn: DrawnSpot) -> Box:
    return around(drawn.x, drawn.y, TOWN_MARK)


def _giving_way(spots: Iterable[DrawnSpot], towns: Iterable[Label]) -> Iterable[DrawnSpot]:
    names = [label.box(TOWN_SIZE) for label in towns]
    for drawn in spots:
        yield replace(drawn, is_under_name=any(overlap(_town_mark(drawn), name) for name in names))


def _dots(spots: Iterable[DrawnSpot]) -> list[Box]:
    """The marks of municipalities on a wide page."""
    return [around(drawn.x, drawn.y, 4.5) for drawn in spots if not drawn.is_area]


def _border(frame: Frame) -> list[Box]:
    return [around(*point, HALF_A_LINE) for point in base_map(frame).border_points]


def country_boxes(size: float) -> list[Box]:
    """About where the names of both sides are at `size`, in capitals."""
    wide = COUNTRY_LETTERS * (size * 0.7 + COUNTRY_SPACING)
    return [(x, y - ASCENT * size, x + wide, y) for x, y in COUNTRY_NAMES]


def _bubbles(spans: Iterable[DrawnSpan], radius: float) -> list[Box]:
    """Numbers, each with the mark of its rating above on the right."""
    shown = [drawn for drawn in spans if drawn.span.shown and drawn.has_number]
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


def _drawn_ends(ends: dict[str, End], spans: Sequence[DrawnSpan], frame: Frame) -> Iterable[DrawnEnd]:
    """The marks of places that are under no number; those of nodes without numbers are squares."""
    under = _nodes(spans)
    squares = {d.span.start.name for d in spans if d.span.shown and d.is_node and not d.has_number}
    for end in ends.values():
        if end.name not in under:
            shape = {"mre": "circle", "flanders": "diamond"}.get(end.kind, "ring")
            yield DrawnEnd(end.name, "square" if end.name in squares else shape, *frame.point(end))


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
