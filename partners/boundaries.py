"""Official municipal boundaries, read from a GeoJSON file and checked before anything is stored.

The two offices name and number differently: CBS "statcode" GM0772, Statbel "CD_MUNTY_REFNIS" 72043. The file
must be in longitude and latitude (WGS 84 or ETRS89); files in national metres are refused, not guessed at.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brainport_portal.core.geometry import COMPRESSION, Point, Projection, outlines_of, simplify

# Where the code of a municipality stands, in the files that are known; upper and lower case are the same.
CODE_PROPERTIES = (
    "statcode",
    "gemeentecode",
    "gm_code",
    "cd_munty_refnis",
    "cd_refnis",
    "cnis5",
    "nis5",
    "niscode",
    "nis_code",
    "refnis",
    "nis",
    "nationalcode",
    "code",
)
# Statbel writes the year of some properties behind their names.
YEAR = re.compile(r"_?(19|20)\d\d$")
# These say that the file holds parts of municipalities, which would be drawn with all their inner lines.
PART_PROPERTIES = ("cd_sector", "cs0101", "buurtcode", "bu_code", "wijkcode", "wk_code")
# How far a stored boundary may be from the official one, in metres.
TOLERANCE = 100
METRES_PER_DEGREE = 111_200
_IN_STEPS = Projection(west=0, north=90, scale=METRES_PER_DEGREE / TOLERANCE)
# A boundary lies around the point that the portal has for the municipality, with room for a rough point.
ROOM = 0.05

NATIONAL = "28992|31370|3812|3857|25831|32631|3035"
REPROJECT = "Convert it first, for example: ogr2ogr -t_srs EPSG:4326 -lco RFC7946=YES out.geojson in.geojson"
DISSOLVE = (
    "Take the file of municipalities, or join the parts first, for example: ogr2ogr out.geojson in.geojson "
    "-dialect sqlite -sql 'SELECT ST_Union(geometry) AS geometry, {name} FROM \"{layer}\" GROUP BY {name}'"
)


class BoundaryError(ValueError):
    """The file cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Boundaries:
    """What a file holds of the municipalities that the portal knows."""

    rings: Mapping[str, list[list[Point]]]
    unknown: int
    code_property: str


def read_boundaries(path: Path, points: Mapping[str, Point], code_property: str = "") -> Boundaries:
    """The boundaries in `path` by code; `points` gives a point of every municipality that is known.

    Raises BoundaryError when anything in the file is wrong, also when it is in one feature only.
    """
    features = _features(path)
    name = code_property or guess_property(features)
    _check_whole(features[0], name, path)
    outlines: dict[str, list[Sequence[Point]]] = defaultdict(list)
    unknown: set[str] = set()
    for number, feature in enumerate(features, start=1):
        code = _code(feature, name, number)
        rings = _rings(feature, number)
        if code in points:
            outlines[code] += rings
        else:
            unknown.add(code)
    if not outlines:
        raise BoundaryError(
            f"No municipality of the portal is in this file: property {name!r} holds codes such as "
            f"{', '.join(sorted(unknown)[:3])}. Choose another property with --property."
        )
    for code, outline in outlines.items():
        _check_place(code, outline, points[code])
    simplified = {code: _simplified(outline) for code, outline in outlines.items()}
    return Boundaries(simplified, len(unknown), name)


def guess_property(features: Sequence[Mapping[str, Any]]) -> str:
    names = list(features[0].get("properties") or {})
    by_lower = {_plain(name): name for name in reversed(names)}
    for known in CODE_PROPERTIES:
        if known in by_lower:
            return by_lower[known]
    listed = ", ".join(names) or "none"
    raise BoundaryError(f"Which property holds the code? Say so with --property. In the file: {listed}.")


def _plain(name: str) -> str:
    """The name of a property in small letters and without its year: CNIS5_2024 is cnis5."""
    return YEAR.sub("", name.lower())


def _check_whole(feature: Mapping[str, Any], name: str, path: Path) -> None:
    properties = feature.get("properties") or {}
    parts = [part for part, value in properties.items() if value and _plain(part) in PART_PROPERTIES]
    if parts:
        raise BoundaryError(
            f"The file holds parts of municipalities, by {parts[0]!r}. "
            + DISSOLVE.format(name=name, layer=path.stem)
        )


def normal_code(value: object) -> str:
    """The code as the portal writes it: CBS codes as GM0772, NIS codes in five digits."""
    text = str(value).strip().upper().removesuffix(".0")
    if re.fullmatch(r"\d{1,4}", text):
        return f"GM{text:0>4}"
    return text


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        collection = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise BoundaryError(f"{path} cannot be read: {problem.strerror}.") from problem
    except (ValueError, RecursionError) as problem:
        raise BoundaryError(f"{path} is not GeoJSON: {problem}.") from problem
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise BoundaryError(f"{path} is not a GeoJSON FeatureCollection.")
    crs = json.dumps(collection.get("crs") or "")
    if found := re.search(rf"\b({NATIONAL})\b", crs):
        raise BoundaryError(
            f"The file is in EPSG:{found[1]}, not in longitude and latitude (EPSG:4326). {REPROJECT}"
        )
    features = collection.get("features")
    if not isinstance(features, list) or not features or not all(isinstance(f, dict) for f in features):
        raise BoundaryError(f"{path} holds no features.")
    return features


def _code(feature: Mapping[str, Any], name: str, number: int) -> str:
    value = (feature.get("properties") or {}).get(name)
    if value in (None, ""):
        raise BoundaryError(f"Feature {number} has no {name!r}.")
    return normal_code(value)


def _rings(feature: Mapping[str, Any], number: int) -> list[tuple[Point, ...]]:
    geometry = feature.get("geometry") or {}
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BoundaryError(f"Feature {number} is no Polygon or MultiPolygon.")
    try:
        rings = outlines_of(geometry)
        points = [point for ring in rings for point in ring]
        for point in points:
            _check_point(*point, number)
    except (KeyError, IndexError, TypeError) as problem:
        raise BoundaryError(f"Feature {number} has coordinates that are no numbers.") from problem
    except ValueError as problem:
        if isinstance(problem, BoundaryError):
            raise
        raise BoundaryError(f"Feature {number} has a point without two coordinates.") from problem
    if not rings or any(len(ring) < 4 for ring in rings):
        raise BoundaryError(f"Feature {number} has a ring of fewer than four points.")
    return rings


def _check_point(x: float, y: float, number: int) -> None:
    if isinstance(x, bool) or isinstance(y, bool) or not (math.isfinite(x) and math.isfinite(y)):
        raise TypeError
    if abs(x) <= 180 and abs(y) <= 90:
        if 48 < x < 54 and 2 < y < 8:
            raise BoundaryError(
                f"Feature {number} has latitude before longitude ({x:g}, {y:g}); GeoJSON wants the reverse."
            )
        return
    raise BoundaryError(
        f"Feature {number} is in metres ({x:g}, {y:g}), not in degrees: {_grid(x, y)}. {REPROJECT}"
    )


def _grid(x: float, y: float) -> str:
    """Which national grid the coordinates are probably in."""
    if 0 < x < 300_000 and 289_000 < y < 630_000:
        return "probably the Dutch grid RD (EPSG:28992)"
    if 0 < x < 300_000 and 0 < y < 289_000:
        return "probably Belgian Lambert 72 (EPSG:31370)"
    if 450_000 < x < 810_000 and 480_000 < y < 770_000:
        return "probably Belgian Lambert 2008 (EPSG:3812)"
    return "an unknown grid"


def _check_place(code: str, rings: Iterable[Sequence[Point]], point: Point) -> None:
    xs, ys = zip(*(place for ring in rings for place in ring), strict=True)
    if not (min(xs) - ROOM <= point[0] <= max(xs) + ROOM and min(ys) - ROOM <= point[1] <= max(ys) + ROOM):
        raise BoundaryError(
            f"The boundary of {code} does not lie around its place on the map. Is this the right property?"
        )


def _simplified(rings: Iterable[Sequence[Point]]) -> list[list[Point]]:
    """Rings within `TOLERANCE` of the official ones; of specks smaller than that only the largest stays."""
    ordered = sorted(rings, key=_breadth, reverse=True)
    drawn = [simplify([_IN_STEPS(*point) for point in ring], 1) for ring in ordered]
    kept = [ring for ring in drawn if len(ring) > 3] or [[_IN_STEPS(*point) for point in ordered[0]]]
    return [[_in_degrees(*point) for point in ring] for ring in kept]


def _breadth(ring: Sequence[Point]) -> float:
    xs, ys = zip(*ring, strict=True)
    return max((max(xs) - min(xs)) * COMPRESSION, max(ys) - min(ys))


def _in_degrees(x: float, y: float) -> Point:
    scale = METRES_PER_DEGREE / TOLERANCE
    return round(x / scale / COMPRESSION, 4), round(90 - y / scale, 4)
