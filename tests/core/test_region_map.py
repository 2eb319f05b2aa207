import itertools
import json
import random
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from brainport_portal.core.map_labels import overlap
from brainport_portal.core.region_map import (
    BUBBLE_RADII,
    COUNTRY_SIZES,
    HEIGHT,
    LABEL_SIZES,
    MARK,
    SMALL_LABEL,
    WIDTH,
    ZOOMS_WITH_SMALL_LABELS,
    End,
    Span,
    Spot,
    country_boxes,
    locator_map,
    region_map,
)

SVG = "{http://www.w3.org/2000/svg}"
REFERENCE = settings.BASE_DIR / "fixtures" / "reference"


def rows(name):
    return [row["fields"] for row in json.loads((REFERENCE / name).read_text())]


def make_spot(name, longitude=5.4, latitude=51.3, **fields):
    return Spot(
        **{
            "name": name,
            "country": "NL",
            "longitude": float(longitude),
            "latitude": float(latitude),
            "url": "/",
            "told": name,
            **fields,
        }
    )


@pytest.fixture(scope="module")
def spots():
    return [
        make_spot(row["name"], row["longitude"], row["latitude"], country=row["country"])
        for row in rows("04-municipalities.json")
    ]


@pytest.fixture(scope="module")
def spans():
    places = {
        row["slug"]: End(
            row["name"],
            "flanders" if row["country"] == "BE" else "mre" if row.get("municipality") else "outside",
            float(row["longitude"]),
            float(row["latitude"]),
        )
        for row in rows("05-places.json")
    }
    connections = [row for row in rows("33-connections.json") if row.get("from_place")]
    return [
        Span(
            number,
            row["mode"],
            places[row["from_place"][0]],
            places[row["to_place"][0]] if row.get("to_place") else None,
            url=f"#{number}",
            told=row["name"],
            rating="on_track",
        )
        for number, row in enumerate(connections, start=1)
    ]


@pytest.fixture(scope="module")
def drawing(spots, spans):
    return region_map(spots, spans)


def svg(drawing):
    return ET.fromstring(render_to_string("components/_region_map.svg", {"map": drawing}))  # noqa: S314 ours


def bubbles(drawing, size):
    radius = BUBBLE_RADII[size]
    return [
        (d.bubble_x - radius, d.bubble_y - radius, d.bubble_x + radius, d.bubble_y + radius)
        for d in drawing.spans
    ]


def collisions(boxes):
    return [(a, b) for a, b in itertools.combinations(boxes, 2) if overlap(boxes[a], boxes[b])]


def test_every_place_of_a_connection_has_its_label(drawing, spans):
    places = {end.name for span in spans for end in (span.start, span.end) if end}

    assert {label.name for label in drawing.place_labels} == places
    assert len(places) == 9
    assert {"Hasselt", "Helmond", "Geel"} <= {label.name for label in drawing.anchor_labels}


@pytest.mark.parametrize("size", LABEL_SIZES)
def test_labels_bubbles_and_marks_do_not_touch(size, drawing):
    labels = drawing.place_labels + (drawing.anchor_labels if size == "wide" else [])
    boxes = {label.name: label.box(LABEL_SIZES[size]) for label in labels}
    numbers = {f"bubble {n}": box for n, box in enumerate(bubbles(drawing, size), start=1)}
    room = MARK * LABEL_SIZES[size]
    marks = {
        f"mark {end.name}": (end.x - room, end.y - room, end.x + room, end.y + room) for end in drawing.ends
    }
    countries = {f"country {n}": box for n, box in enumerate(country_boxes(COUNTRY_SIZES[size]))}

    assert collisions({**boxes, **numbers, **countries}) == []
    assert collisions({**numbers, **marks}) == []
    assert [(a, b) for a in boxes for b in marks if overlap(boxes[a], marks[b])] == []
    assert all(x > 0 and y > 0 and right < WIDTH and low < HEIGHT for x, y, right, low in boxes.values())


def test_names_of_countries_stand_where_no_municipality_is(drawing):
    for box in country_boxes(COUNTRY_SIZES["wide"]):
        assert not [d for d in drawing.spots if overlap(box, (d.x - 4, d.y - 4, d.x + 4, d.y + 4))]


def test_small_labels_do_not_touch_either(drawing):
    small = {label.name: label.box(SMALL_LABEL) for label in drawing.small_labels}
    large = drawing.place_labels + drawing.anchor_labels

    assert collisions(small) == []
    assert len(drawing.labels) > 80
    for zoom, size in itertools.product(ZOOMS_WITH_SMALL_LABELS, LABEL_SIZES.values()):
        assert collisions({**small, **{label.name: label.box(size / zoom) for label in large}}) == []


def test_labels_of_three_hundred_places_anywhere_never_touch():
    dice = random.Random(5)
    crowd = [
        make_spot(f"Gemeente {n}", dice.uniform(4.46, 6.11), dice.uniform(50.67, 51.65)) for n in range(300)
    ]
    spans = [
        Span(
            n,
            "bus",
            End(f"Plaats {n}", "mre", dice.uniform(4.46, 6.11), dice.uniform(50.67, 51.65)),
            None,
            url="#",
            told="-",
        )
        for n in range(40)
    ]
    drawing = region_map(crowd, spans)

    for size in LABEL_SIZES.values():
        assert collisions({label.name: label.box(size) for label in drawing.place_labels}) == []
    assert collisions({label.name: label.box(SMALL_LABEL) for label in drawing.small_labels}) == []


def test_pointer_links_stay_out_of_the_tab_order(drawing):
    root = svg(drawing)
    links = root.findall(f".//{SVG}g[@class='region-map__spots']/{SVG}a")
    bubbles_ = root.findall(f".//{SVG}g[@class='region-map__bubbles']/{SVG}a")

    assert len(links) == 88
    assert {link.get("tabindex") for link in links} == {"-1"}
    assert [link.get("aria-label") for link in bubbles_][:1] == ["Verbinding knoop/hub Pelt-Valkenswaard"]
    assert {link.get("tabindex") for link in bubbles_} == {None}


def test_what_is_not_shown_has_no_link_and_no_label(spots, spans):
    drawing = region_map(
        [make_spot(spot.name, spot.longitude, spot.latitude, shown=spot.name == "Geel") for spot in spots], []
    )

    assert [label.name for label in drawing.labels] == ["Geel"]
    assert len(svg(drawing).findall(f".//{SVG}a")) == 1


def test_rating_is_a_shape_and_nothing_while_there_is_none(spans):
    shapes = {}
    for rating in ("on_track", "attention", "stalled", "not_rated"):
        span = Span(1, "bus", spans[0].start, None, url="#", told="-", rating=rating)
        link = svg(region_map([], [span])).find(f".//{SVG}g[@class='region-map__bubbles']/{SVG}a")
        shapes[rating] = [child.tag.removeprefix(SVG) for child in link][3:], link[-1].get("fill")

    assert shapes == {
        "on_track": (["circle"], "#1d6b3a"),
        "attention": (["path"], "#8a4b00"),
        "stalled": (["path"], "#a3162a"),
        "not_rated": ([], "#0b4f6c"),
    }


def test_municipality_with_a_boundary_is_an_area():
    square = ((5.3, 51.3), (5.4, 51.3), (5.4, 51.4), (5.3, 51.4), (5.3, 51.3))
    root = svg(region_map([make_spot("Bergeijk", 5.35, 51.35, outline=(square,)), make_spot("Geel")], []))

    assert len(root.findall(f".//{SVG}g[@class='region-map__areas']/{SVG}a/{SVG}path")) == 1
    assert len(root.findall(f".//{SVG}g[@class='region-map__spots']/{SVG}a")) == 1


def test_names_are_escaped():
    hostile = make_spot("<script>&", told="<script>&", url='"><script>')

    text = render_to_string("components/_region_map.svg", {"map": region_map([hostile], [])})

    assert "<script>" not in text


def test_locator_says_where_in_the_region_something_is(spots):
    by_name = {spot.name: locator_map(spot) for spot in spots}

    assert by_name["Eindhoven"].y < by_name["Hasselt"].y < by_name["Voeren"].y
    assert by_name["Hoogstraten"].x < by_name["Geel"].x < by_name["Maaseik"].x
    assert all(0 < one.x < one.base.width and 0 < one.y < one.base.height for one in by_name.values())
