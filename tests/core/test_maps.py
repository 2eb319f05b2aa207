import math
import re
import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from brainport_portal.core.geometry import BLEED, Projection, cut_line, cut_shape, simplify
from brainport_portal.core.maps import HEIGHT, WIDTH, connections_map
from tests.reports.samples import CONNECTIONS, make_connection

SVG = "{http://www.w3.org/2000/svg}"
KILOMETRES_PER_DEGREE = 111.2


@pytest.fixture(scope="module")
def drawing():
    return connections_map(CONNECTIONS)


@pytest.fixture(scope="module")
def root(drawing):
    return ET.fromstring(render_to_string("components/_connections_map.svg", {"map": drawing}))  # noqa: S314 ours


def label_box(place):
    """About where a label is: 13 units high, on average 7.4 wide per letter."""
    width = 7.4 * len(place.name)
    left = place.label_x - {"start": 0, "middle": width / 2, "end": width}[place.anchor]
    return left, place.label_y - 10, left + width, place.label_y + 3


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(x, y, radius):
    return x - radius, y - radius, x + radius, y + radius


def test_projection_keeps_distances_and_puts_north_up():
    project = Projection(west=5, north=51.5, scale=1000)

    pelt, valkenswaard = project(5.4427, 51.2281), project(5.4597, 51.3508)

    assert math.dist(pelt, valkenswaard) / 1000 * KILOMETRES_PER_DEGREE == pytest.approx(13.7, abs=0.1)
    assert valkenswaard[1] < pelt[1]


def test_simplify_drops_only_what_is_not_seen():
    points = [(0, 0), (10, 0.1), (20, 0), (30, 9), (40, 0)]

    assert simplify(points) == [(0, 0), (20, 0), (30, 9), (40, 0)]


def test_simplify_keeps_a_closed_shape():
    square = [(0, 0), (50, 0), (100, 0), (100, 100), (0, 100), (0, 0)]

    assert simplify(square) == [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]


def test_cut_shape_stays_in_the_frame():
    assert set(cut_shape([(-500, -500), (500, -500), (500, 500), (-500, 500)], 100, 50)) == {
        (-BLEED, -BLEED),
        (100 + BLEED, -BLEED),
        (100 + BLEED, 50 + BLEED),
        (-BLEED, 50 + BLEED),
    }
    assert cut_shape([(200, 200), (300, 200), (300, 300)], 100, 50) == []


def test_cut_line_breaks_where_the_line_leaves_the_frame():
    line = [(10, 10), (10, 500), (60, 500), (60, 10)]

    assert cut_line(line, 100, 50) == [
        [(10, 10), (10, 50 + BLEED)],
        [(60, 50 + BLEED), (60, 10)],
    ]


def test_map_draws_every_place_once_inside_the_frame(drawing):
    names = [place.name for place in drawing.places]

    assert sorted(names) == sorted({place.name for place in drawing.places})
    assert len(names) == 9
    assert all(10 < place.x < WIDTH - 10 and 10 < place.y < HEIGHT - 10 for place in drawing.places)


def test_map_shapes_tell_the_sides_apart(drawing):
    shapes = {place.name: place.shape for place in drawing.places}

    assert shapes["Eindhoven"] == "circle"
    assert shapes["Pelt"] == "diamond"
    assert shapes["Weert"] == "ring"
    assert shapes["Reusel"] == "square"


def test_map_labels_collide_with_nothing(drawing):
    labels = {place.name: label_box(place) for place in drawing.places}
    marks = {place.name: around(place.x, place.y, 6) for place in drawing.places}
    bubbles = {bubble.number: around(bubble.x, bubble.y, 10) for bubble in drawing.bubbles}
    names = list(labels)

    assert [(a, b) for a in names for b in names if a < b and overlap(labels[a], labels[b])] == []
    assert [(a, b) for a in names for b in names if overlap(labels[a], marks[b])] == []
    assert [(a, b) for a in names for b in bubbles if overlap(labels[a], bubbles[b])] == []
    assert [(a, b) for a in names for b in bubbles if overlap(marks[a], bubbles[b])] == []
    assert all(left > 0 and right < WIDTH for left, _, right, _ in labels.values())


def test_map_numbers_are_in_bubbles(root):
    texts = [element.text for element in root.iter(f"{SVG}text")]

    assert [text for text in texts if text.isdigit()] == ["1", "2", "3", "4", "5"]
    assert {"NEDERLAND", "VLAANDEREN", "Valkenswaard"} <= set(texts)


def test_map_modes_have_their_own_dashes(root):
    dashes = {
        element.get("class"): element.get("stroke-dasharray")
        for element in root.iter(f"{SVG}path")
        if (element.get("class") or "").startswith("line-")
    }

    assert dashes == {"line-rail": "10 5", "line-bus": "3 3", "line-undecided": None}


def test_map_says_in_its_title_what_it_shows(root):
    title = root.find(f"{SVG}title").text

    assert root.get("role") == "img"
    assert "2: Spoorverbinding Hamont-Weert (spoor)" in title
    assert "5: Knoop Reusel (knoop)" in title


def test_map_has_no_inline_style_and_no_outside_address(root):
    source = ET.tostring(root, encoding="unicode")

    assert not any("style" in element.attrib or element.tag == f"{SVG}style" for element in root.iter())
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source) == []
    assert len(source) < 15_000


def test_map_is_the_same_in_every_interface_language(drawing, root):
    from django.utils import translation

    with translation.override("en"):
        english = render_to_string("components/_connections_map.svg", {"map": drawing})
    assert ET.fromstring(english).attrib == root.attrib  # noqa: S314 ours
    assert ",," not in english


def test_map_of_one_node_and_of_nothing():
    assert connections_map(()) is None
    node = connections_map([make_connection(1, "Knoop Reusel", "Reusel", "node", "knoop")])
    assert [place.name for place in node.places] == ["Reusel"]
    assert render_to_string("components/_connections_map.svg", {"map": None}).strip() == ""


def test_map_escapes_names():
    hostile = connections_map([make_connection(1, "<script>&", "Reusel", "node", "knoop")])

    assert "<script>" not in render_to_string("components/_connections_map.svg", {"map": hostile})
