"""Draw static/report/img/ again from fixtures/geo: the head and the border line of documents, and the marks.

Run from the root of the repository: .venv/bin/python frontend/report_art.py
The results are committed; run this only when the design or the outlines change.
"""

import json
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from brainport_portal.core.geometry import (  # noqa: E402 after the path is set
    COMPRESSION,
    Point,
    Projection,
    draw_lines,
    draw_shapes,
    path_data,
    read_geography,
    simplify,
)

GEO = ROOT / "fixtures" / "geo"
FONTS = ROOT / "static" / "vendor" / "fonts"
TARGET = ROOT / "static" / "report" / "img"

INK, SOFT, PETROL = "#1b2329", "#4a5560", "#0b4f6c"
NETHERLANDS, FLANDERS = "#e6eff3", "#f5f0e5"

# The page is 210 mm wide; drawings of full width count in tenths of a millimetre.
PAGE_WIDTH = 2100
HEAD_HEIGHT = 430
LINE_HEIGHT = 80
TEXT_LEFT, TEXT_WIDTH = 220, 1660
# West of this the border has enclaves and doubles back; east of it, it turns south along the Meuse.
WEST, EAST = 4.70, 5.80
HEAD_NORTH, HEAD_SOUTH = 51.505, 51.135

# Label of a place in the head: right and down, and which end of the text stands there.
HEAD_LABELS = {
    "Turnhout": (-24, 11, "end"),
    "Reusel": (0, -30, "middle"),
    "Eindhoven": (26, 4, "start"),
    "Bergeijk": (-24, 8, "end"),
    "Lommel": (-24, 12, "end"),
    "Valkenswaard": (26, 12, "start"),
    "Pelt": (-24, 14, "end"),
    "Hamont": (4, 50, "end"),
    "Weert": (26, 11, "start"),
}


@dataclass
class Network:
    """The places and connections of fixtures/geo/verbindingen.geojson, in degrees."""

    places: dict[str, Point] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    node: str = "Reusel"


def read_network() -> Network:
    network = Network()
    for feature in json.loads((GEO / "verbindingen.geojson").read_text(encoding="utf-8"))["features"]:
        properties, coordinates = feature["properties"], feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "Point":
            network.places[network.node] = tuple(coordinates)
        else:
            ends = properties["van"], properties["naar"]
            network.lines.append(ends)
            network.places.update(zip(ends, map(tuple, coordinates), strict=True))
    return network


def head(network: Network) -> str:
    """Both countries, the border, and the named connections across it; flattened to a band."""
    scale = PAGE_WIDTH / (EAST - WEST) / COMPRESSION
    flatten = HEAD_HEIGHT / (HEAD_NORTH - HEAD_SOUTH) / scale
    project = Projection(WEST, HEAD_NORTH, scale, flatten)
    geography = read_geography(GEO)
    # Without the enclaves, which are specks at this size.
    mainland = [shape for shape in geography.flanders if len(shape) > 100]
    at = {name: project(*place) for name, place in network.places.items()}
    lines = "".join(path_data([at[start], at[end]]) for start, end in network.lines)
    return svg(
        PAGE_WIDTH,
        HEAD_HEIGHT,
        f'<rect width="{PAGE_WIDTH}" height="{HEAD_HEIGHT}" fill="{NETHERLANDS}"/>',
        f'<path d="{draw_shapes(mainland, project, PAGE_WIDTH, HEAD_HEIGHT)}" fill="{FLANDERS}"'
        f' stroke="{FLANDERS}" stroke-width="2"/>',
        f'<path d="{draw_lines(geography.border, project, PAGE_WIDTH, HEAD_HEIGHT)}" fill="none"'
        f' stroke="{INK}" stroke-width="4.5" stroke-linejoin="round"/>',
        f'<path d="{lines}" stroke="{PETROL}" stroke-width="9"/>',
        *(mark(name, at[name], network) for name in at),
        *(label(name, at[name]) for name in at),
        text("NEDERLAND", (PAGE_WIDTH / 2, 62), size=27, weight=600, colour=SOFT, spacing=5),
        text("VLAANDEREN", (TEXT_LEFT, HEAD_HEIGHT - 40), size=27, weight=600, colour=SOFT, spacing=5),
    )


def mark(name: str, position: Point, network: Network) -> str:
    x, y = position
    if name == network.node:
        shape = f'm-14-14h28v28h-28Z" fill="#fff" stroke="{PETROL}" stroke-width="7"/>'
    elif name == "Weert":
        shape = f'm-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0Z" fill="#fff" stroke="{INK}" stroke-width="5"/>'
    elif is_flemish(name, network):
        shape = f'm0-15l15 15l-15 15l-15-15Z" fill="{INK}"/>'
    else:
        shape = f'm-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0Z" fill="{INK}"/>'
    return f'<path d="M{x:.1f} {y:.1f}{shape}'


def is_flemish(name: str, network: Network) -> bool:
    """The southern end of a connection, or of an east-west one the western."""
    pair = next((pair for pair in network.lines if name in pair), (name, name))
    other = pair[1] if pair[0] == name else pair[0]
    (x, y), (other_x, other_y) = network.places[name], network.places[other]
    return y < other_y if abs(y - other_y) > 0.01 else x < other_x


def label(name: str, position: Point) -> str:
    right, down, anchor = HEAD_LABELS[name]
    return text(name, (position[0] + right, position[1] + down), size=32, weight=400, anchor=anchor)


def border_line(network: Network) -> str:
    """The border as one thin line, with a stroke where each connection crosses it."""
    line = single_line(PAGE_WIDTH, LINE_HEIGHT)
    strokes = "".join(
        f"M{x - 5:.1f} {y + 18:.1f}L{x + 5:.1f} {y - 18:.1f}"
        for x, y in (crossing(line, pair, network) for pair in network.lines)
    )
    return svg(
        PAGE_WIDTH,
        LINE_HEIGHT,
        f'<path d="{path_data(line)}" fill="none" stroke="{PETROL}" stroke-width="4"'
        ' stroke-linejoin="round"/>',
        f'<path d="{strokes}" stroke="{PETROL}" stroke-width="8"/>',
    )


def single_line(width: float, height: float) -> list[Point]:
    """The northernmost point of the border at every step east: a line that never doubles back."""
    longest = max(read_geography(GEO).border, key=len)
    segments = list(pairwise(longest))
    steps = [WEST + index * (EAST - WEST) / 350 for index in range(351)]
    latitudes = [
        max(
            south + (step - west) / (east - west) * (north - south)
            for (west, south), (east, north) in segments
            if west != east and min(west, east) <= step <= max(west, east)
        )
        for step in steps
    ]
    top, bottom = max(latitudes), min(latitudes)
    points = [
        (
            (step - WEST) / (EAST - WEST) * width,
            height * (0.3 + 0.4 * (top - latitude) / (top - bottom)),
        )
        for step, latitude in zip(steps, latitudes, strict=True)
    ]
    return simplify(points, tolerance=0.8)


def crossing(line: list[Point], pair: tuple[str, str], network: Network) -> Point:
    """About where a connection meets the thin line: halfway between its ends."""
    longitude = sum(network.places[name][0] for name in pair) / 2
    x = (longitude - WEST) / (EAST - WEST) * PAGE_WIDTH
    (left_x, left_y), (right_x, right_y) = next(
        span for span in pairwise(line) if span[0][0] <= x <= span[1][0]
    )
    return x, left_y + (x - left_x) / (right_x - left_x) * (right_y - left_y)


def chapter_rule() -> str:
    """The rule above a chapter with its crossing stroke: one drawing, so nothing is cut off at the rule."""
    return svg(
        TEXT_WIDTH,
        40,
        f'<path d="M0 20H{TEXT_WIDTH}" stroke="{PETROL}" stroke-width="3.2"/>',
        f'<path d="M17 36L24 4" stroke="{PETROL}" stroke-width="7"/>',
    )


def marks() -> dict[str, str]:
    """The shapes of the ratings, and the crossing that marks a date."""
    drawings = {
        "rating-on_track": '<circle cx="8" cy="8" r="6.4" fill="#1d6b3a"/>',
        "rating-attention": '<path d="M8 1.2L15 14.4H1Z" fill="#8a4b00"/>',
        "rating-stalled": '<path d="M2 2H14V14H2Z" fill="#a3162a"/>',
        "rating-not_rated": '<circle cx="8" cy="8" r="5.4" fill="#fff" stroke="#4a5560" stroke-width="2"/>',
        "crossing": f'<path d="M1 8H15" stroke="{PETROL}" stroke-width="1.4"/>'
        f'<path d="M6.7 14.5L9.3 1.5" stroke="{PETROL}" stroke-width="2.8"/>',
    }
    return {name: svg(16, 16, drawing) for name, drawing in drawings.items()}


def text(
    words: str,
    position: Point,
    *,
    size: float,
    weight: int,
    anchor: str = "start",
    colour: str = INK,
    spacing: float = 0,
) -> str:
    """`words` as outlines: decoration, so it must not be read out or depend on an installed font."""
    font = TTFont(FONTS / f"open-sans-latin-{weight}-normal.woff2")
    glyphs, names, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    widths = [glyphs[names[ord(letter)]].width * scale + spacing for letter in words]
    x, y = position
    x -= {"start": 0, "middle": sum(widths) / 2, "end": sum(widths)}[anchor]
    pen = SVGPathPen(glyphs, lambda value: f"{value:.1f}")
    for letter, width in zip(words, widths, strict=True):
        glyphs[names[ord(letter)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        x += width
    return f'<path d="{pen.getCommands()}" fill="{colour}"/>'


def svg(width: float, height: float, *drawings: str) -> str:
    body = "\n".join(drawings)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">\n{body}\n</svg>\n'


def main() -> None:
    network = read_network()
    drawings = {
        "head": head(network),
        "border": border_line(network),
        "chapter": chapter_rule(),
        **marks(),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, drawing in drawings.items():
        (TARGET / f"{name}.svg").write_text(drawing, encoding="utf-8")
        print(f"{name}.svg  {len(drawing) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
