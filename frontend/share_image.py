"""Draw the picture that other sites show when somebody shares a page: static/img/share.svg and share.png.

Run from the root of the repository: .venv/bin/python frontend/share_image.py
Needs requirements-dev.lock and Debian's Chromium, which makes the PNG of the SVG. The results are committed;
run this only when the design or the outlines change.
"""

import sys
from pathlib import Path

from border_line import TARGET, MapFrame, line
from playwright.sync_api import sync_playwright
from report_art import (
    FLANDERS,
    GEO,
    HEAD_LABELS,
    INK,
    NETHERLANDS,
    SOFT,
    Network,
    mark,
    read_network,
    svg,
    text,
)

from brainport_portal.core.geometry import Point, draw_lines, draw_shapes, path_data, read_geography

WIDTH, HEIGHT = 1200, 630
FRAME = MapFrame(west=4.80, east=5.85, north=51.735, south=51.105, width=WIDTH, height=HEIGHT)
# Smaller than on a wide page, so that the labels have room.
LABEL_SIZE = 28
LABELS = {**HEAD_LABELS, "Hamont": (-45, 46, "middle"), "Turnhout": (0, 52, "middle")}
CHROMIUM = Path("/usr/bin/chromium")


def share_image(network: Network) -> str:
    """The border and its connections under the name, on the shape of a shared link."""
    geography, project = read_geography(GEO), FRAME.project
    mainland = [shape for shape in geography.flanders if len(shape) > 100]
    at: dict[str, Point] = {name: project(*place) for name, place in network.places.items()}
    visible = [name for name in at if FRAME.holds(network.places[name])]
    return svg(
        WIDTH,
        HEIGHT,
        f'<path d="M0 0H{WIDTH}V{HEIGHT}H0Z" fill="{NETHERLANDS}"/>',
        f'<path d="{draw_shapes(mainland, project, WIDTH, HEIGHT)}" fill="{FLANDERS}"/>',
        line(draw_lines(geography.border, project, WIDTH, HEIGHT), 4.5, INK),
        line("".join(path_data([at[start], at[end]]) for start, end in network.lines), 9),
        *(mark(name, at[name], network) for name in visible),
        *(label(name, at[name]) for name in visible),
        text("Brainport-Limburg-Kempen", (70, 130), size=68, weight=700),
        text("Over de grens samenwerken", (70, 195), size=40, weight=400, colour=SOFT),
    )


def label(name: str, position: Point) -> str:
    right, down, anchor = LABELS[name]
    return text(name, (position[0] + right, position[1] + down), size=LABEL_SIZE, weight=400, anchor=anchor)


def picture(drawing: str) -> bytes:
    """The PNG of `drawing`, one dot for each of its units."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-gpu"])
        try:
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.set_content(f'<body style="margin:0">{drawing}</body>')
            return page.screenshot()
        finally:
            browser.close()


def main() -> None:
    if not CHROMIUM.exists():
        sys.exit("Chromium is missing. On Debian: apt-get install chromium")
    drawing = share_image(read_network())
    (TARGET / "share.svg").write_text(drawing, encoding="utf-8")
    data = picture(drawing)
    (TARGET / "share.png").write_bytes(data)
    print(f"share.png  {len(data) / 1000:.1f} kB")


if __name__ == "__main__":
    main()
