"""Outlines of the border region as SVG path data: projection, simplification, cutting to a frame.

Degrees become drawing units by an equirectangular projection that is true at 51.2° north, the middle of
the region. Sources of the outlines: `fixtures/README.md`.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]

COMPRESSION = math.cos(math.radians(51.2))

# Nobody sees a bend or an enclave smaller than this, in drawing units.
SMALLEST_BEND = 1.2
SMALLEST_SHAPE = 30
# Shapes are cut this far outside the frame, so that no stroke shows along its edge.
BLEED = 4


@dataclass(frozen=True)
class Projection:
    """Degrees to drawing units; `flatten` below 1 squeezes a decorative drawing from north to south."""

    west: float
    north: float
    scale: float
    flatten: float = 1

    def __call__(self, longitude: float, latitude: float) -> Point:
        return (
            (longitude - self.west) * COMPRESSION * self.scale,
            (self.north - latitude) * self.scale * self.flatten,
        )


@dataclass(frozen=True)
class Geography:
    """Outlines in degrees: the provinces on either side of the border, and the border itself."""

    flanders: tuple[tuple[Point, ...], ...]
    netherlands: tuple[tuple[Point, ...], ...]
    border: tuple[tuple[Point, ...], ...]


@cache
def read_geography(folder: Path) -> Geography:
    """The outlines in `folder`, read once: they are part of the release."""
    collection = json.loads((folder / "grensregio-basis.geojson").read_text(encoding="utf-8"))
    shapes: dict[str, list[tuple[Point, ...]]] = {"BE": [], "NL": []}
    border: list[tuple[Point, ...]] = []
    for feature in collection["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        if properties["laag"] == "landsgrens":
            border.append(_points(geometry["coordinates"]))
        else:
            shapes[properties["land"]] += outlines_of(geometry)
    return Geography(tuple(shapes["BE"]), tuple(shapes["NL"]), tuple(border))


def outlines_of(geometry: Mapping[str, Any]) -> list[tuple[Point, ...]]:
    """The outer rings of a GeoJSON polygon or multipolygon; holes are left out."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [_points(polygon[0]) for polygon in polygons]


def draw_shapes(shapes: Iterable[Sequence[Point]], project: Projection, width: float, height: float) -> str:
    """SVG path data of closed `shapes`, cut off just outside the frame."""
    drawn = (cut_shape(simplify(_project(shape, project)), width, height) for shape in shapes)
    return "".join(path_data(points, close=True) for points in drawn if _extent(points) >= SMALLEST_SHAPE)


def draw_lines(lines: Iterable[Sequence[Point]], project: Projection, width: float, height: float) -> str:
    """SVG path data of open `lines`, cut off just outside the frame."""
    drawn = (simplify(_project(line, project)) for line in lines)
    visible = (points for points in drawn if _extent(points) >= SMALLEST_SHAPE)
    return "".join(path_data(piece) for points in visible for piece in cut_line(points, width, height))


def simplify(points: Sequence[Point], tolerance: float = SMALLEST_BEND) -> list[Point]:
    """`points` without those less than `tolerance` from the line between the ones that stay.

    The way of Douglas and Peucker, with a list of spans instead of recursion.
    """
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        distances = [_distance(points[index], points[first], points[last]) for index in between]
        if distances and max(distances) > tolerance:
            farthest = between[distances.index(max(distances))]
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(kept)]


def cut_shape(points: list[Point], width: float, height: float) -> list[Point]:
    """The part of a closed shape inside the frame, edge by edge (Sutherland and Hodgman)."""
    for axis, limit, side in _edges(width, height):
        previous = points[-1:]
        points, source = [], points
        for point in source:
            inside, was_inside = side * point[axis] <= side * limit, side * previous[0][axis] <= side * limit
            if inside != was_inside:
                points.append(_crossing(previous[0], point, axis, limit))
            if inside:
                points.append(point)
            previous = [point]
    return points


def cut_line(points: list[Point], width: float, height: float) -> list[list[Point]]:
    """The pieces of a line inside the frame."""
    pieces = [points]
    for axis, limit, side in _edges(width, height):
        pieces = [part for piece in pieces for part in _cut_line_at(piece, axis, limit, side)]
    return pieces


def _cut_line_at(points: list[Point], axis: int, limit: float, side: int) -> list[list[Point]]:
    pieces: list[list[Point]] = [[]]
    for previous, point in zip([points[0], *points], points, strict=False):
        inside, was_inside = side * point[axis] <= side * limit, side * previous[axis] <= side * limit
        if inside != was_inside:
            pieces[-1].append(_crossing(previous, point, axis, limit))
        if inside:
            pieces[-1].append(point)
        elif was_inside:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def path_data(points: Iterable[Point], close: bool = False) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if close else "")


def _edges(width: float, height: float) -> tuple[tuple[int, float, int], ...]:
    """Of each side of the frame: the axis it stands on, where, and the direction that is outside."""
    return (0, -BLEED, -1), (0, width + BLEED, 1), (1, -BLEED, -1), (1, height + BLEED, 1)


def _crossing(start: Point, end: Point, axis: int, limit: float) -> Point:
    part = (limit - start[axis]) / (end[axis] - start[axis])
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _distance(point: Point, start: Point, end: Point) -> float:
    """From `point` to the line through `start` and `end`, or to `start` when they are the same."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(across) / length


def _extent(points: Sequence[Point]) -> float:
    """The larger of width and height."""
    if not points:
        return 0
    return max(max(axis) - min(axis) for axis in zip(*points, strict=True))


def _project(points: Sequence[Point], project: Projection) -> list[Point]:
    return [project(longitude, latitude) for longitude, latitude in points]


def _points(coordinates: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((longitude, latitude) for longitude, latitude, *_ in coordinates)
