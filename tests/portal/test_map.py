"""The map page: its table twin, filters, what it may tell, and its size with boundaries."""

import math
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
        rf'<section class="blk-twin" aria-labelledby="{title}".*?</section>', page, re.S
    ).group()
    bodies = re.findall(r"<tbody>(.*?)</tbody>", section, re.S)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", "".join(bodies), re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


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
    bubbles = re.findall(r'class="region-map__bubble" href="#verbinding-(\d)" aria-label="([^"]+)"', page)
    assert bubbles == [
        ("1", "1. Verbinding Bergeijk-Lommel, MO-02: nog geen inschatting"),
        ("2", "2. Knoop Bergeijk, MO-02: nog geen inschatting"),
    ]


def test_action_is_counted_once_for_a_municipality(region, mobility, client):
    action = makers.make_action(mobility)
    action.municipalities.add(*region.homes.values())
    region(action)
    region(action)

    assert [row[1] for row in rows_of(page_of(client), "gemeenten")] == ["1", "1"]


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
    assert [row[0] for row in rows_of(page, "gemeenten")] == municipalities
    svg = re.search(r'<svg[^>]*class="region-map".*?</svg>', page, re.S).group()
    assert svg.count('tabindex="-1"') == len(municipalities)


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
    for wanted in (1, 3, 30):
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
    assert "Er zijn geen gemeenten" in page


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
    assert "Gemeentegrenzen: CBS en Statbel, vereenvoudigd." in page
    assert with_dots < 110_000
    assert len(page) < 210_000
    assert "locator-map" in client.get("/gemeenten/bergeijk/").content.decode()


def test_page_has_credits_and_says_that_lines_are_no_routes(client):
    page = page_of(client)

    assert "verbindingen zijn geen tracés" in page
    assert "Plaatsen: GeoNames (CC BY 4.0)" in page
    assert re.search(r"<(script|style)(?![^>]*src=)[ >]", page) is None
    assert " style=" not in page
