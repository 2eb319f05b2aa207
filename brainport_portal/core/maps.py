"""The schematic map of the connections, as plain drawing data for one SVG in web pages and documents.

No tiles, no routes, no outside address. `templates/components/_connections_map.svg` draws it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from .geometry import COMPRESSION, Point, Projection, draw_lines, draw_shapes, read_geography

WIDTH, HEIGHT = 660, 260
# Room for labels around the outermost places, and the least degrees a map shows.
MARGIN_X, MARGIN_Y = 76, 32
LEAST_DEGREES = 0.12

# Where a label stands from its place: right and down in drawing units, and which end of it stands there.
LABEL_OFFSETS: dict[str, tuple[float, float, str]] = {
    "Bergeijk": (-11, 5, "end"),
    "Eindhoven": (11, 5, "start"),
    "Hamont": (2, 23, "end"),
    "Lommel": (-11, 5, "end"),
    "Pelt": (-11, 5, "end"),
    "Reusel": (11, 17, "start"),
    "Turnhout": (0, 23, "middle"),
    "Valkenswaard": (11, 5, "start"),
    "Weert": (11, 5, "start"),
}
DEFAULT_LABEL_OFFSET = (11.0, 5.0, "start")
# How far along its line a bubble stands where something else is in the middle, and above its node.
BUBBLE_POSITIONS = {frozenset({"Eindhoven", "Turnhout"}): 0.3}
NODE_BUBBLE_OFFSET = (0, -21)


class PlaceOnMap(Protocol):
    """What the map asks of a place; `kind` is mre, flanders or outside."""

    @property
    def name(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def kind(self) -> str: ...


class ConnectionOnMap(Protocol):
    """What the map asks of a connection; without `to_place` it is a node."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def mode_label(self) -> str: ...
    @property
    def from_place(self) -> PlaceOnMap | None: ...
    @property
    def to_place(self) -> PlaceOnMap | None: ...


@dataclass(frozen=True)
class MapPlace:
    """A place with its label; `shape` is circle, diamond, ring or square."""

    name: str
    shape: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class MapLine:
    """A connection as a straight line."""

    mode: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Bubble:
    """The number of a connection, on its line or beside its node."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class ConnectionsMap:
    """All that the template draws. `alternative` says in words what the drawing shows."""

    alternative: str
    flanders: str
    border: str
    lines: tuple[MapLine, ...]
    bubbles: tuple[Bubble, ...]
    places: tuple[MapPlace, ...]
    width: int = WIDTH
    height: int = HEIGHT


def connections_map(connections: Sequence[ConnectionOnMap]) -> ConnectionsMap | None:
    """The map of those `connections` that have a place; None when none has."""
    drawn = [connection for connection in connections if connection.from_place]
    if not drawn:
        return None
    places = {place.name: place for connection in drawn for place in _ends(connection)}
    nodes = {place.name for connection in drawn if not connection.to_place for place in _ends(connection)}
    project = _fit(places.values())
    geography = read_geography(settings.BASE_DIR / "fixtures" / "geo")
    return ConnectionsMap(
        alternative=_describe(drawn),
        flanders=draw_shapes(geography.flanders, project, WIDTH, HEIGHT),
        border=draw_lines(geography.border, project, WIDTH, HEIGHT),
        lines=tuple(_line(connection, project) for connection in drawn if connection.to_place),
        bubbles=tuple(_bubble(connection, project) for connection in drawn),
        places=tuple(_place(place, project, is_node=place.name in nodes) for place in places.values()),
    )


def _ends(connection: ConnectionOnMap) -> list[PlaceOnMap]:
    return [place for place in (connection.from_place, connection.to_place) if place]


def _fit(places: Iterable[PlaceOnMap]) -> Projection:
    """The largest projection in which all places and their labels fit, with the places in the middle."""
    longitudes = [place.longitude for place in places]
    latitudes = [place.latitude for place in places]
    across = max((max(longitudes) - min(longitudes)) * COMPRESSION, LEAST_DEGREES)
    upward = max(max(latitudes) - min(latitudes), LEAST_DEGREES)
    scale = min((WIDTH - 2 * MARGIN_X) / across, (HEIGHT - 2 * MARGIN_Y) / upward)
    return Projection(
        west=(max(longitudes) + min(longitudes)) / 2 - WIDTH / 2 / scale / COMPRESSION,
        north=(max(latitudes) + min(latitudes)) / 2 + HEIGHT / 2 / scale,
        scale=scale,
    )


def _line(connection: ConnectionOnMap, project: Projection) -> MapLine:
    start, end = (_position(place, project) for place in _ends(connection))
    return MapLine(connection.mode, *start, *end)


def _bubble(connection: ConnectionOnMap, project: Projection) -> Bubble:
    ends = _ends(connection)
    x, y = _position(ends[0], project)
    if len(ends) == 1:
        return Bubble(connection.number, x + NODE_BUBBLE_OFFSET[0], y + NODE_BUBBLE_OFFSET[1])
    to_x, to_y = _position(ends[1], project)
    part = BUBBLE_POSITIONS.get(frozenset(place.name for place in ends), 0.5)
    return Bubble(connection.number, round(x + part * (to_x - x), 1), round(y + part * (to_y - y), 1))


def _place(place: PlaceOnMap, project: Projection, *, is_node: bool) -> MapPlace:
    x, y = _position(place, project)
    right, down, anchor = LABEL_OFFSETS.get(place.name, DEFAULT_LABEL_OFFSET)
    shape = "square" if is_node else {"mre": "circle", "flanders": "diamond"}.get(place.kind, "ring")
    return MapPlace(place.name, shape, x, y, round(x + right, 1), round(y + down, 1), anchor)


def _position(place: PlaceOnMap, project: Projection) -> Point:
    x, y = project(place.longitude, place.latitude)
    return round(x, 1), round(y, 1)


def _describe(connections: Sequence[ConnectionOnMap]) -> str:
    listed = ". ".join(
        f"{connection.number}: {connection.name} ({connection.mode_label})" for connection in connections
    )
    return (
        "Schematische kaart van de landsgrens tussen Nederland en Vlaanderen met de genoemde verbindingen. "
        f"{listed}. Dezelfde gegevens staan in de tabel."
    )
