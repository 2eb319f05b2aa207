"""The map page: its table twin, filters, what it may tell, and its size with boundaries."""

import itertools
import math
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brainport_portal.core.map_frame import STRIP_BUBBLE_RADII, STRIP_HEIGHTS, STRIP_LABEL_SIZES
from brainport_portal.core.map_labels import free_label, overlap
from brainport_portal.core.map_shapes import End, Span
from brainport_portal.core.region_map import (
    TOWN_COUNTRY_SIZE,
    TOWN_MARK,
    TOWN_SIZE,
    TOWNS,
    country_boxes,
    strip_map,
)
from partners.domain import import_boundaries
from partners.models import Municipality
from tests import makers
from tests.portal.conftest import load_fresh_portal

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def page_of(client, query="") -> str:
    response = client.get(f"/kaart/{query}")
    assert response.status_code == 200
    return re.sub(r'value="\w{64}"|data-ends-in="\d+"', "", response.content.decode())


def rows_of(page, title) -> list[list[str]]:
    """The cells of the rows of the tables in a section, as words."""
    section = re.search(
        rf'<section class="blk-twin" aria-labelledby="{title}".*?\n  </section>', page, re.S
    ).group()
    bodies = re.findall(r"<tbody>(.*?)</tbody>", section, re.S)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", "".join(bodies), re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def names_of(page) -> list[str]:
    """Every municipality in the tables and the lists under the map, in order."""
    section = re.search(r'<section class="blk-twin" aria-labelledby="gemeenten".*?\n  </section>', page, re.S)
    return re.findall(r'<a class="nl-link" href="/gemeenten/[^"]+" lang="nl">([^<]+)</a>', section.group())


def listed_in(page) -> list[str]:
    """The municipalities that nothing touches."""
    return re.findall(
        r'lang="nl">([^<]+)</a></li>', "".join(re.findall(r'<ul class="blk-names".*?</ul>', page))
    )


def undrawn_in(page) -> str:
    """The sentence on what is not on the map, as words; empty without it."""
    found = re.search(r"Niet op de kaart, .*?</p>", page, re.S)
    return " ".join(re.sub(r"<[^>]+>", "", found.group()).split()) if found else ""


def drawing_in(page) -> str:
    return re.search(r'<svg[^>]*class="region-map".*?</svg>', page, re.S).group()


@pytest.fixture
def region(mobility):
    """`connect(action, from, to)`: two municipalities in two regions and connections between them."""
    dutch, flemish = makers.make_region("brainportregio"), makers.make_region("kempen", "BE")
    homes = {
        "Bergeijk": makers.make_municipality(
            name="Bergeijk", slug="bergeijk", region=dutch, longitude="5.358", latitude="51.319"
        ),
        "Lommel": makers.make_municipality(
            name="Lommel", slug="lommel", region=flemish, country="BE", longitude="5.313", latitude="51.231"
        ),
    }
    places = {
        name: home.places.create(
            slug=home.slug, name=name, country=home.country, latitude=home.latitude, longitude=home.longitude
        )
        for name, home in homes.items()
    }

    def connect(action, start="Bergeijk", end="Lommel", **fields):
        return action.connections.create(
            **{
                "slug": f"v-{makers.number()}",
                "name": f"Verbinding {start}-{end}",
                "from_place": places.get(start),
                "to_place": places.get(end),
                "mode": "bus",
                **fields,
            }
        )

    connect.homes = homes
    return connect


def test_tables_say_what_the_map_draws(region, mobility, client):
    action = makers.make_action(mobility, code="MO-02")
    region(action)
    region(action, end=None, mode="node", name="Knoop Bergeijk")
    region(action, start=None, end=None, mode="rail", name="Internationale treinen")
    makers.make_action(mobility).municipalities.add(region.homes["Bergeijk"])

    page = page_of(client)

    not_rated = "nog geen inschatting"
    assert rows_of(page, "verbindingen") == [
        ["1", "Verbinding Bergeijk-Lommel", "Bergeijk – Lommel", "bus", "MO-02", not_rated],
        ["2", "Knoop Bergeijk", "Bergeijk", "knoop", "MO-02", not_rated],
        ["3", "Internationale treinen", "nog niet bepaald", "spoor", "MO-02", not_rated],
    ]
    assert [row for row in rows_of(page, "gemeenten") if row[0] in region.homes] == [
        ["Bergeijk", "2", "verbinding 1 , verbinding 2"],
        ["Lommel", "1", "verbinding 1"],
    ]
    bubbles = re.findall(
        r'class="region-map__bubble" href="#verbinding-(\d)" aria-label="([^"]+)"', drawing_in(page)
    )
    assert bubbles == [
        ("1", "1. Verbinding Bergeijk-Lommel, MO-02: nog geen inschatting"),
        ("2", "2. Knoop Bergeijk, MO-02: nog geen inschatting"),
    ]


def test_action_is_counted_once_for_a_municipality(region, mobility, client):
    action = makers.make_action(mobility)
    action.municipalities.add(*region.homes.values())
    region(action)
    region(action)

    rows = rows_of(page_of(client), "gemeenten")
    assert [(row[0], row[1]) for row in rows] == [("Bergeijk", "1"), ("Lommel", "1")]


FILTERS = {
    "?regio=kempen": (["Verbinding Bergeijk-Lommel"], ["Lommel"]),
    "?netwerk=kempengemeenten": (["Verbinding Bergeijk-Lommel"], ["Bergeijk"]),
    "?thema=2": (["Verbinding Bergeijk-Lommel", "Knoop Reusel"], ["Bergeijk", "Lommel"]),
    "?thema=1": ([], ["Bergeijk", "Lommel"]),
    "?regio=kempen&netwerk=kempengemeenten": ([], []),
    "?regio=": (["Verbinding Bergeijk-Lommel", "Knoop Reusel"], ["Bergeijk", "Lommel"]),
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_hold_for_map_and_tables_alike(query, region, mobility, client):
    makers.make_theme(1)
    network = makers.make_organisation(slug="kempengemeenten", kind="network")
    region.homes["Bergeijk"].networks.add(network)
    action = makers.make_action(mobility)
    region(action)
    region(action, start=None, end=None, name="Knoop Reusel", mode="node")

    page = page_of(client, query)

    connections, municipalities = FILTERS[query]
    assert [row[1] for row in rows_of(page, "verbindingen")] == connections
    assert names_of(page) == municipalities
    assert drawing_in(page).count('tabindex="-1"') == len(municipalities)


@pytest.mark.parametrize(
    ("query", "says"),
    [("", "Nog geen actie of verbinding (1)<"), ("?thema=1", "Geen actie of verbinding bij dit thema (1)<")],
)
def test_what_nothing_touches_is_a_list_instead_of_dashes(query, says, region, mobility, client):
    makers.make_theme(1)
    makers.make_action(mobility).municipalities.add(region.homes["Lommel"])

    page = page_of(client, query)

    assert says in page
    assert listed_in(page) == (["Bergeijk"] if not query else ["Bergeijk", "Lommel"])
    assert [row[0] for row in rows_of(page, "gemeenten")] == ([] if query else ["Lommel"])


def test_no_municipality_is_missing_under_the_map(client):
    load_fresh_portal()

    names = names_of(page_of(client))

    assert len(names) == 88
    assert set(names) == set(Municipality.objects.values_list("name", flat=True))


def test_what_has_no_place_on_the_map_is_named(region, mobility, client):
    action = makers.make_action(mobility)
    region(action)
    region(action, start=None, end=None, mode="rail", name="Internationale treinen")
    region(action, end=None, name="Bus met een open eind")
    region(action, end=None, mode="node", name="Knoop Bergeijk")
    drawn = page_of(client)
    Municipality.objects.filter(name="Lommel").update(longitude=0, latitude=0)
    region.homes["Lommel"].places.update(longitude=0, latitude=0)

    page = page_of(client)

    start = "Niet op de kaart, omdat de plaats niet bekend is of buiten de kaart ligt:"
    assert undrawn_in(drawn) == f"{start} 2. Internationale treinen, 3. Bus met een open eind."
    assert undrawn_in(page) == (
        f"{start} Lommel, 1. Verbinding Bergeijk-Lommel, 2. Internationale treinen, 3. Bus met een open eind."
    )
    assert re.findall(r'region-map__bubble" href="#verbinding-(\d)"', drawing_in(page)) == ["4"]
    assert 'href="/gemeenten/lommel/"' not in drawing_in(page)
    assert set(names_of(page)) == {"Bergeijk", "Lommel"}
    assert len(rows_of(page, "verbindingen")) == 4
    assert (
        "<circle"
        not in re.search(
            r'<svg[^>]*class="locator-map".*?</svg>', client.get("/gemeenten/lommel/").content.decode(), re.S
        ).group()
    )


def test_map_without_gaps_says_nothing_about_them(region, mobility, client):
    region(makers.make_action(mobility))

    assert undrawn_in(page_of(client)) == ""


def test_telephone_has_a_strip_while_its_numbers_can_be_told_apart(region, mobility, client):
    strip = "region-map--strip"
    assert strip not in page_of(client)
    action = makers.make_action(mobility)
    region(action)
    assert strip in page_of(client)

    for _ in range(20):
        region(action)

    page = page_of(client)
    assert strip not in page
    assert "blk-map__connections" not in page
    assert len(rows_of(page, "verbindingen")) == 21


def test_long_names_stay_short_in_the_drawing_and_whole_in_the_tables(region, mobility, client):
    name = "Lange" * 20
    region.homes["Bergeijk"].places.update(name=name)
    Municipality.objects.filter(name="Bergeijk").update(name=name)
    region(makers.make_action(mobility))

    page = page_of(client)

    texts = re.findall(r"<text[^>]*>([^<]*)</text>", page)
    assert max(map(len, texts)) == 22
    assert name[:21] + "…" in texts
    assert name in names_of(page)


def test_numbers_do_not_depend_on_the_filter(region, mobility, client):
    other = makers.make_agenda(makers.make_theme(1))
    region(makers.make_action(mobility), position=1)
    region(makers.make_action(mobility, agenda=other), position=2, name="Tweede")

    assert rows_of(page_of(client, "?thema=1"), "verbindingen")[0][:2] == ["2", "Tweede"]


@pytest.mark.parametrize(
    "query",
    [
        "regio=onzin",
        "netwerk=1",
        "thema=9",
        "thema=a",
        "thema=%00",
        "onbekend=1",
        "q=a",
        "land=NL",
        "rating=stalled",
    ],
)
def test_filter_that_is_not_understood_is_refused_and_shows_nothing(query, region, mobility, client):
    region(makers.make_action(mobility))

    response = client.get(f"/kaart/?{query}")

    assert response.status_code == 400
    assert rows_of(response.content.decode(), "gemeenten") == []
    assert rows_of(response.content.decode(), "verbindingen") == []


def test_state_is_live_for_participants_and_as_released_for_visitors(
    region, mobility, official, coordinator, outsider
):
    action = makers.make_action(mobility)
    region(action)
    makers.make_approved(action, official, coordinator, **makers.stuck_content())

    assert rows_of(page_of(client_of(outsider)), "verbindingen")[0][-1] == "bijsturing nodig"
    assert rows_of(page_of(client_of(None)), "verbindingen")[0][-1] == "nog geen inschatting"


def test_hidden_connections_and_states_change_no_byte_for_a_visitor(region, mobility, official, coordinator):
    shown = makers.make_action(mobility)
    region(shown, position=2)
    before = page_of(client_of(None)), page_of(client_of(None), "?thema=2")

    makers.make_approved(shown, official, coordinator, **makers.stuck_content())
    for visibility in ("partners", "working_group"):
        hidden = makers.make_action(mobility, visibility=visibility)
        hidden.municipalities.add(*region.homes.values())
        region(hidden, name="Geheim", position=1)

    assert (page_of(client_of(None)), page_of(client_of(None), "?thema=2")) == before
    assert len(rows_of(page_of(client_of(official)), "verbindingen")) == 3


def test_number_of_queries_is_the_same_for_any_number_of_rows(region, mobility, client):
    client.get("/kaart/")
    asked = []
    size = 0
    for wanted in (1, 3, 300):
        while size < wanted:
            size += 1
            action = makers.make_action(mobility)
            action.municipalities.add(makers.make_municipality(), region.homes["Lommel"])
            region(action)
        with CaptureQueriesContext(connection) as queries:
            client.get("/kaart/?thema=2")
        asked.append(len(queries))

    assert len(set(asked)) == 1
    assert asked[0] <= 14


def test_empty_portal_has_a_map(client):
    page = page_of(client)

    assert "Er zijn geen verbindingen" in page
    assert "Er zijn nog geen gemeenten ingevoerd." in page


def test_filter_without_municipalities_says_that_none_answers_to_it(region, client):
    network = makers.make_organisation(slug="leeg-netwerk", kind="network")

    page = page_of(client, f"?netwerk={network.slug}")

    assert "Er zijn geen gemeenten die hieraan voldoen." in page
    assert "nog geen gemeenten ingevoerd" not in page


def test_boundaries_are_drawn_as_areas_and_the_page_stays_small(client):
    load_fresh_portal()
    with_dots = len(page_of(client))
    rings = {
        code: [
            [
                (
                    round(float(x) + 0.06 * math.cos(n * math.pi / 30), 4),
                    round(float(y) + 0.04 * math.sin(n * math.pi / 30), 4),
                )
                for n in range(61)
            ]
        ]
        for code, x, y in Municipality.objects.values_list("code", "longitude", "latitude")
    }
    import_boundaries(rings, source="CBS en Statbel", by=None)

    page = page_of(client)

    areas = re.search(r'class="region-map__areas".*?</g>', page, re.S).group()
    assert areas.count("<a ") == 88
    assert 'Gemeentegrenzen: <span lang="nl">CBS en Statbel</span>, vereenvoudigd.' in page
    assert with_dots < 110_000
    assert len(page) < 210_000
    assert "locator-map" in client.get("/gemeenten/bergeijk/").content.decode()


def around(x, y, radius):
    return x - radius, y - radius, x + radius, y + radius


@pytest.mark.parametrize("size", STRIP_LABEL_SIZES)
def test_strip_names_every_place_and_nothing_touches(size, client):
    load_fresh_portal()
    strip = client.get("/kaart/").context["page"].strip
    labels = {label.name: label.box(STRIP_LABEL_SIZES[size]) for label in strip.place_labels}
    radius, dot = STRIP_BUBBLE_RADII[size], 4.8
    numbers = {d.span.number: around(d.bubble_x, d.bubble_y, radius) for d in strip.spans}
    marks = {end.name: around(end.x, end.y, dot) for end in strip.ends}
    points = {(n, point): around(*point, 1) for n, d in enumerate(strip.spans) for point in d.along}

    places = {end.name for d in strip.spans for end in (d.span.start, d.span.end) if end}
    assert set(labels) == places
    assert len(places) == 9
    boxes = [*labels.values(), *numbers.values()]
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
    obstacles = {**marks, **points}
    assert [(a, b) for a in labels for b in obstacles if overlap(labels[a], obstacles[b])] == []
    assert [(a, b) for a in numbers for b in marks if overlap(numbers[a], marks[b])] == []
    assert all(min(x, y) > 0 and right < 350 and low < strip.base.height for x, y, right, low in boxes)


def test_strip_fits_around_whatever_is_connected():
    def strip_of(*ends):
        spans = [
            Span(n, "bus", End(f"P{n}", "mre", x, y), None, url="#", told="-")
            for n, (x, y) in enumerate(ends)
        ]
        return strip_map(spans)

    assert strip_of() is None
    assert strip_of((0.0, 0.0)) is None
    one, far = strip_of((5.4, 51.3)), strip_of((4.5, 51.6), (6.1, 50.7))
    assert one.base.height == STRIP_HEIGHTS[0]
    assert 100 < one.spans[0].bubble_x < 250
    assert one.spans[0].bubble_y == pytest.approx(one.base.height / 2, abs=1)
    assert all(0 < d.bubble_x < 350 and 0 < d.bubble_y < far.base.height for d in far.spans)


def test_numbers_of_nodes_in_one_place_stand_beside_each_other(region, mobility, client):
    action = makers.make_action(mobility)
    for n in range(3):
        region(action, end=None, mode="node", name=f"Knoop {n}")

    drawn = client.get("/kaart/").context["map"].spans

    boxes = [around(d.bubble_x, d.bubble_y, 12) for d in drawn]
    assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
    assert len({d.bubble_y for d in drawn}) == 1


def test_numbers_that_would_hide_each_other_are_only_in_the_table(region, mobility, client):
    action = makers.make_action(mobility)
    region(action, end=None, mode="node", name="Knoop Bergeijk")
    says = "De nummers staan in de tabel."
    few = page_of(client)
    for _ in range(66):
        region(action)

    many = page_of(client)

    assert (few.count("region-map__bubble"), says in few) == (4, False)
    assert re.findall(r'class="region-map__bubble"', many) == []
    assert says in many
    assert len(rows_of(many, "verbindingen")) == 67
    drawing = client.get("/kaart/").context["map"]
    assert {end.name: end.shape for end in drawing.ends} == {"Bergeijk": "square", "Lommel": "diamond"}


def test_list_beside_the_map_says_of_every_connection_how_it_goes(
    region, mobility, official, coordinator, client
):
    rated = makers.make_action(mobility)
    region(rated, position=1)
    region(makers.make_action(mobility), position=2)
    makers.make_approved(rated, official, coordinator, **makers.stuck_content())

    page = page_of(client_of(official))

    beside = re.search(r'<ol class="blk-map__connections">.*?</ol>', page, re.S).group()
    words = [re.sub(r"<[^>]+>", " ", item).split() for item in re.findall(r"<li.*?</li>", beside, re.S)]
    assert [" ".join(item[2:]) for item in words] == ["bijsturing nodig", "nog geen inschatting"]


def test_names_for_a_telephone_cross_no_mark():
    load_fresh_portal()
    drawing = Client().get("/kaart/").context["map"]
    names = {label.name: label.box(TOWN_SIZE) for label in drawing.towns}
    names |= dict(zip(("Nederland", "Vlaanderen"), country_boxes(TOWN_COUNTRY_SIZE), strict=True))
    kept = {
        drawn.spot.name: around(drawn.x, drawn.y, TOWN_MARK)
        for drawn in drawing.spots
        if not drawn.is_under_name
    }

    assert set(names) == {*TOWNS, "Nederland", "Vlaanderen"}
    assert [(a, b) for a in names for b in kept if overlap(names[a], kept[b])] == []
    assert [pair for pair in itertools.combinations(names.values(), 2) if overlap(*pair)] == []
    assert len(kept) > 75
    assert set(TOWNS) <= set(kept)


def test_name_covers_no_municipality_that_an_action_touches():
    load_fresh_portal()
    action = makers.make_action()
    action.municipalities.add(*Municipality.objects.all())

    drawing = Client().get("/kaart/").context["map"]

    assert [drawn.spot.name for drawn in drawing.spots if drawn.is_under_name] == []


def test_name_stands_on_the_side_that_does_not_cross_what_it_shuns():
    def direction(shunned):
        label = free_label("Weert", "place", (100, 100), taken={10: []}, frame=(200, 200), shunned=shunned)
        return label.direction.anchor

    border_on_the_right = [around(120, y, 3) for y in range(0, 200, 5)]
    everywhere = [around(x, y, 3) for x in range(0, 200, 5) for y in range(0, 200, 5)]
    assert (direction([]), direction(border_on_the_right)) == ("start", "end")
    assert direction(everywhere)


def test_credits_are_in_the_language_of_the_reader(client):
    credits = re.search(r'<p class="[^"]*blk-map__credits"[^>]*>(.*?)</p>', page_of(client), re.S)

    assert 'lang="nl"' not in credits.group()


def test_page_has_credits_and_says_that_lines_are_no_routes(client):
    page = page_of(client)

    assert "verbindingen zijn geen tracés" in page
    assert "Plaatsen: GeoNames (CC BY 4.0)" in page
    assert re.search(r"<(script|style)(?![^>]*src=)[ >]", page) is None
    assert " style=" not in page
