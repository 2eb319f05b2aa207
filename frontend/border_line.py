"""Draw static/img/ again from fixtures/geo: the border line of the web pages, the wordmark and the marks.

Run from the root of the repository: .venv/bin/python frontend/border_line.py
The results are committed; run this only when the design or the outlines change. Documents have their own
drawings, made of the same parts by report_art.py.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fontTools.ttLib import TTFont
from report_art import (
    FLANDERS,
    FONTS,
    GEO,
    INK,
    NETHERLANDS,
    PETROL,
    SOFT,
    Network,
    label,
    mark,
    marks,
    read_network,
    svg,
    text,
)

from brainport_portal.core.geometry import (
    COMPRESSION,
    Point,
    Projection,
    draw_lines,
    draw_shapes,
    path_data,
    read_geography,
    simplify,
)

TARGET = Path(__file__).resolve().parent.parent / "static" / "img"

# The part of the border that the thin lines show; its middle is where most connections cross.
WEST, EAST = 4.95, 5.85
STEPS = 400
EDGE_WIDTH, EDGE_HEIGHT = 2400, 64
WORDMARK_WEIGHT = 700
# How far a stroke leans to the right over its height.
LEAN = 0.24


@dataclass(frozen=True)
class MapFrame:
    """The cut-out of a map: its edges in degrees and its size in drawing units."""

    west: float
    east: float
    north: float
    south: float
    width: float
    height: float

    @property
    def project(self) -> Projection:
        scale = self.width / (self.east - self.west) / COMPRESSION
        return Projection(self.west, self.north, scale, self.height / (self.north - self.south) / scale)

    def holds(self, place: Point) -> bool:
        longitude, latitude = place
        return self.west < longitude < self.east and self.south < latitude < self.north


WIDE = MapFrame(west=4.72, east=5.8, north=51.53, south=51.13, width=2100, height=500)
NARROW = MapFrame(west=5.11, east=5.665, north=51.47, south=51.155, width=780, height=460)


def hero(network: Network, frame: MapFrame, countries: dict[str, Point]) -> str:
    """The map of the home page: its upper edge is the Netherlands, its lower edge Flanders, all along."""
    geography, project = read_geography(GEO), frame.project
    # Without the enclaves, which are specks at this size.
    mainland = [shape for shape in geography.flanders if len(shape) > 100]
    at = {name: project(*place) for name, place in network.places.items()}
    visible = [name for name in at if frame.holds(network.places[name])]
    return svg(
        frame.width,
        frame.height,
        f'<path d="M0 0H{frame.width}V{frame.height}H0Z" fill="{NETHERLANDS}"/>',
        f'<path d="{draw_shapes(mainland, project, frame.width, frame.height)}" fill="{FLANDERS}"'
        f' stroke="{FLANDERS}" stroke-width="2"/>',
        line(draw_lines(geography.border, project, frame.width, frame.height), 4.5, INK),
        line("".join(path_data([at[start], at[end]]) for start, end in network.lines), 9),
        *(mark(name, at[name], network) for name in visible),
        *(label(name, at[name]) for name in visible),
        *(
            text(name, place, size=27, weight=600, colour=SOFT, spacing=5)
            for name, place in countries.items()
        ),
    )


def page_head(network: Network) -> str:
    """The lower edge of the page's head: pale blue down to the border line."""
    return edge(network, "V0H0Z", NETHERLANDS)


def page_foot(network: Network) -> str:
    """The upper edge of the page's foot: sand from the border line down."""
    return edge(network, f"V{EDGE_HEIGHT}H0Z", FLANDERS)


def edge(network: Network, closing: str, colour: str) -> str:
    """The border line with its crossings, and one of the countries filled in; `closing` says which."""
    points = border(EDGE_WIDTH, EDGE_HEIGHT)
    return svg(
        EDGE_WIDTH,
        EDGE_HEIGHT,
        f'<path d="{path_data(points)}{closing}" fill="{colour}"/>',
        line(path_data(points), 1.8),
        line(strokes(points, crossings(network, EDGE_WIDTH), reach=12), 3.8),
    )


def wordmark() -> str:
    """The name over the border line, which is crossed under both hyphens: those are the connections."""
    name, size = "Brainport-Limburg-Kempen", 30
    places = [index for index, letter in enumerate(name) if letter == "-"]
    hyphens = [(text_width(name[:place], size) + text_width(name[: place + 1], size)) / 2 for place in places]
    width = round(text_width(name, size))
    points = [(x, y + 34) for x, y in border(width, 16)]
    return svg(
        width,
        54,
        text(name, (0, 26), size=size, weight=WORDMARK_WEIGHT),
        line(path_data(points), 2),
        line(strokes(points, hyphens, reach=9), 3.6),
    )


def text_width(words: str, size: float) -> float:
    font = TTFont(FONTS / f"open-sans-latin-{WORDMARK_WEIGHT}-normal.woff2")
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    return sum(glyphs[names[ord(letter)]].width for letter in words) * size / font["head"].unitsPerEm


def empty() -> str:
    """Nothing here yet: the border, with a connection that is still to be made."""
    points = [(x, y + 20) for x, y in border(280, 50)]
    return svg(280, 90, line(path_data(points), 2.2), dashes("M118 78L146 12"), dot(118, 78), dot(146, 12))


def not_found() -> str:
    """A way that stops before the border."""
    points = [(x, y + 20) for x, y in border(280, 50)]
    return svg(280, 90, line(path_data(points), 2.2), line("M112 84L122 61", 4.4), dot(112, 84), dot(122, 61))


def favicon() -> str:
    """Both countries, the border and one connection, small enough for a browser tab."""
    border_path = "M0 18L9 15L13 19L20 16L32 20"
    return svg(
        32,
        32,
        f'<path d="M0 0H32V32H0Z" fill="{NETHERLANDS}"/>',
        f'<path d="{border_path}V32H0Z" fill="{FLANDERS}"/>',
        line(border_path, 2.4, INK),
        line("M12.5 29L19.5 3", 4.4),
    )


def select() -> str:
    """The arrow of a drop-down list."""
    return svg(16, 16, line("M2 5L8 11L14 5", 2, INK))


def border(width: float, height: float) -> list[Point]:
    """The northernmost point of the border at every step east: a line that never doubles back."""
    longest = max(read_geography(GEO).border, key=len)
    steps = [WEST + step * (EAST - WEST) / STEPS for step in range(STEPS + 1)]
    latitudes = [northernmost(list(longest), step) for step in steps]
    top, bottom = max(latitudes), min(latitudes)
    points = [
        ((step - WEST) / (EAST - WEST) * width, height * (0.2 + 0.6 * (top - latitude) / (top - bottom)))
        for step, latitude in zip(steps, latitudes, strict=True)
    ]
    return simplify(points, tolerance=0.5)


def northernmost(points: list[Point], longitude: float) -> float:
    return max(
        south + (longitude - west) / (east - west) * (north - south)
        for (west, south), (east, north) in pairwise(points)
        if west != east and min(west, east) <= longitude <= max(west, east)
    )


def crossings(network: Network, width: float) -> list[float]:
    """Where each connection crosses a thin line: about halfway between its ends."""
    middles = [sum(network.places[name][0] for name in pair) / 2 for pair in network.lines]
    return [(middle - WEST) / (EAST - WEST) * width for middle in middles]


def strokes(points: list[Point], places: list[float], reach: float) -> str:
    """A leaning stroke across the line `points` at each of `places`."""
    drawn = ((x, height_at(points, x)) for x in places)
    lean = reach * LEAN
    return "".join(f"M{x - lean:.1f} {y + reach:.1f}L{x + lean:.1f} {y - reach:.1f}" for x, y in drawn)


def height_at(points: list[Point], x: float) -> float:
    (left, start), (right, end) = next(span for span in pairwise(points) if span[0][0] <= x <= span[1][0])
    return start + (x - left) / (right - left) * (end - start)


def line(path: str, width: float, colour: str = PETROL) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'


def dashes(path: str) -> str:
    return f'<path d="{path}" stroke="{PETROL}" stroke-width="3" stroke-dasharray="6 5"/>'


def dot(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4.5" fill="#fff" stroke="{PETROL}" stroke-width="2.4"/>'


def main() -> None:
    network = read_network()
    drawings = {
        "hero": hero(network, WIDE, {"NEDERLAND": (1010, 64), "VLAANDEREN": (220, 462)}),
        "hero-narrow": hero(network, NARROW, {"NEDERLAND": (40, 60), "VLAANDEREN": (40, 430)}),
        "page-head": page_head(network),
        "page-foot": page_foot(network),
        "wordmark": wordmark(),
        "empty": empty(),
        "not-found": not_found(),
        "favicon": favicon(),
        "select": select(),
        **marks(),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, drawing in drawings.items():
        (TARGET / f"{name}.svg").write_text(drawing, encoding="utf-8")
        print(f"{name}.svg  {len(drawing) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
