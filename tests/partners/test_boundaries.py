"""Importing official boundaries: both offices' files, and everything that is wrong with a file."""

import itertools
import json
import math

import pytest
from django.core.management import CommandError, call_command

from partners.boundaries import TOLERANCE, BoundaryError, normal_code, read_boundaries
from partners.models import MunicipalityBoundary
from tests import makers

BERGEIJK, LOMMEL = (5.35833, 51.31917), (5.31349, 51.23074)
POINTS = {"GM1724": BERGEIJK, "72020": LOMMEL}


def square(around=BERGEIJK, half=0.05):
    x, y = around
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[round(x + half * a, 5), round(y + half * b, 5)] for a, b in corners]


def feature(properties=None, rings=None, kind="Polygon"):
    geometry = {"type": kind, "coordinates": rings or [square()]}
    return {"type": "Feature", "properties": properties or {"statcode": "GM1724"}, "geometry": geometry}


@pytest.fixture
def written(tmp_path):
    """`written(*features)` is the path of a GeoJSON file."""

    def write(*features, **members):
        path = tmp_path / "grenzen.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}))
        return path

    return write


@pytest.fixture
def bergeijk(db):
    return makers.make_municipality(
        slug="bergeijk", name="Bergeijk", code="GM1724", longitude=BERGEIJK[0], latitude=BERGEIJK[1]
    )


def test_file_of_cbs_is_read_by_its_code(written):
    found = read_boundaries(
        written(feature(), feature({"statcode": "GM0363"}), feature({"statcode": "GM0363"})), POINTS
    )

    assert dict(found.rings) == {"GM1724": [[tuple(point) for point in _rounded(square())]]}
    assert (found.code_property, found.unknown) == ("statcode", 1)


def _rounded(ring):
    return [[round(x, 4), round(y, 4)] for x, y in ring]


@pytest.mark.parametrize(
    "properties",
    [
        {"CD_MUNTY_REFNIS": "72020", "TX_MUNTY_DESCR_NL": "Lommel"},
        {"NIS5": 72020},
        {"niscode": "72020"},
        {"refnis": 72020.0},
    ],
    ids=str,
)
def test_file_of_statbel_is_read_by_its_code(properties, written):
    found = read_boundaries(written(feature(properties, [square(LOMMEL)])), POINTS)

    assert list(found.rings) == ["72020"]


def test_property_can_be_named(written):
    path = written(feature({"statcode": "anders", "mijn_code": "1724"}))

    assert list(read_boundaries(path, POINTS, "mijn_code").rings) == ["GM1724"]


@pytest.mark.parametrize(
    ("value", "code"), [("GM0772", "GM0772"), ("gm0772", "GM0772"), (772, "GM0772"), (" 72043 ", "72043")]
)
def test_code_is_written_as_the_portal_does(value, code):
    assert normal_code(value) == code


def test_parts_of_one_municipality_come_together(written):
    second = square((5.3, 51.3), 0.01)
    parts = (
        feature(kind="MultiPolygon", rings=[[square()], [second]]),
        feature(rings=[square((5.4, 51.3), 0.02)]),
    )

    assert len(read_boundaries(written(*parts), POINTS).rings["GM1724"]) == 3


def test_outline_is_simplified_within_the_tolerance(written):
    circle = [
        [BERGEIJK[0] + 0.08 * math.cos(n / 500 * math.pi), BERGEIJK[1] + 0.05 * math.sin(n / 500 * math.pi)]
        for n in range(1000)
    ]
    speck = square((5.3, 51.3), 0.00001)
    path = written(feature(kind="MultiPolygon", rings=[[[*circle, circle[0]]], [speck]]))

    (ring,) = read_boundaries(path, POINTS).rings["GM1724"]

    assert 15 < len(ring) < 80
    assert ring[0] == ring[-1]
    allowed = 1.1 * TOLERANCE / 111_200
    assert max(_from_ring(point, ring) for point in circle) < allowed


def _from_ring(point, ring):
    """Degrees of latitude from `point` to the nearest side of `ring`."""
    flat = 0.627
    px, py = point[0] * flat, point[1]
    nearest = math.inf
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        ax, bx = ax * flat, bx * flat
        length = (bx - ax) ** 2 + (by - ay) ** 2
        part = max(0, min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length)) if length else 0
        nearest = min(nearest, math.dist((px, py), (ax + part * (bx - ax), ay + part * (by - ay))))
    return nearest


WRONG = {
    "RD by its numbers": ([feature(rings=[[[155000, 370000]] * 4])], {}, "EPSG:28992"),
    "Lambert 72 by its numbers": ([feature(rings=[[[215000, 205000]] * 4])], {}, "Lambert 72"),
    "Lambert 2008 by its numbers": ([feature(rings=[[[715000, 705000]] * 4])], {}, "Lambert 2008"),
    "some other grid": ([feature(rings=[[[4e6, 3e6]] * 4])], {}, "unknown grid"),
    "RD by its name": (
        [feature()],
        {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}},
        "EPSG:28992, not in longitude and latitude",
    ),
    "latitude first": ([feature(rings=[[[51.3, 5.3]] * 4])], {}, "latitude before longitude"),
    "no code": ([feature(), feature({"statcode": None})], {}, "Feature 2 has no 'statcode'"),
    "no known property": ([feature({"naam": "Bergeijk"})], {}, "In the file: naam"),
    "no properties": ([{"type": "Feature", "geometry": None}], {}, "In the file: none"),
    "nobody known": ([feature({"statcode": "GM0363"})], {}, "codes such as GM0363"),
    "line": ([feature(kind="LineString", rings=[[5, 51], [6, 52]])], {}, "no Polygon"),
    "no geometry": ([{**feature(), "geometry": None}], {}, "no Polygon"),
    "words for numbers": ([feature(rings=[[["5", "51"]] * 4])], {}, "no numbers"),
    "one number": ([feature(rings=[[[5.3]] * 4])], {}, "without two coordinates"),
    "too few points": ([feature(rings=[square()[:3]])], {}, "fewer than four points"),
    "elsewhere": ([feature(rings=[square((6.0, 50.8))])], {}, "does not lie around its place"),
    "no features": ([], {}, "holds no features"),
}


@pytest.mark.parametrize(("features", "members", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_file_is_refused_with_the_reason(features, members, reason, written):
    with pytest.raises(BoundaryError, match=reason):
        read_boundaries(written(*features, **members), POINTS)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "Feature"}', "\x00", "[" * 10_000, '{"type":"FeatureCollection"}']
)
def test_what_is_no_geojson_is_refused(text, tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(text)

    with pytest.raises(BoundaryError):
        read_boundaries(path, POINTS)
    with pytest.raises(BoundaryError, match="cannot be read"):
        read_boundaries(tmp_path / "nergens", POINTS)


def test_infinite_coordinates_are_refused(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature(rings=[[[math.nan, 1]] * 4])]})
    )

    with pytest.raises(BoundaryError, match="no numbers"):
        read_boundaries(path, POINTS)


@pytest.mark.django_db
@pytest.mark.database
def test_command_stores_what_is_known_and_counts_the_rest(bergeijk, written, capsys):
    path = written(feature(), feature({"statcode": "GM0363"}))

    call_command("import_boundaries", str(path), "--dry-run")
    assert not MunicipalityBoundary.objects.exists()
    for _ in range(2):
        call_command("import_boundaries", str(path), "--source", "CBS 2026")

    boundary = MunicipalityBoundary.objects.get()
    assert (boundary.municipality, boundary.source, len(boundary.rings)) == (bergeijk, "CBS 2026", 1)
    assert bergeijk.outline[0][0] == tuple(boundary.rings[0][0])
    assert "1 of 1 municipalities by 'statcode', 5 points; 1 codes that the portal does not know" in (
        capsys.readouterr().out
    )


@pytest.mark.django_db
@pytest.mark.database
def test_one_mistake_and_nothing_is_stored(bergeijk, written):
    call_command("import_boundaries", str(written(feature())))
    before = MunicipalityBoundary.objects.values_list().get()

    with pytest.raises(CommandError, match=r"Nothing was stored\. Feature 2"):
        call_command(
            "import_boundaries", str(written(feature(rings=[square(half=0.1)]), feature({"statcode": ""})))
        )

    assert MunicipalityBoundary.objects.values_list().get() == before


@pytest.mark.django_db
@pytest.mark.database
def test_command_removes_all_boundaries_or_asks_what_to_do(bergeijk, written):
    call_command("import_boundaries", str(written(feature())))

    call_command("import_boundaries", "--remove")
    bergeijk.refresh_from_db()

    assert (MunicipalityBoundary.objects.count(), bergeijk.outline) == (0, ())
    for arguments in ([], [str(written(feature())), "--remove"]):
        with pytest.raises(CommandError, match="Name a file, or --remove"):
            call_command("import_boundaries", *arguments)
