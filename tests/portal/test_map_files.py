"""Files of the two offices, as they name their properties: taken, or refused with the reason."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from partners.models import Municipality
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FILES = {
    "CBS gebiedsindelingen": ({"id": 1, "statcode": "GM1724", "statnaam": "Bergeijk"}, "CRS84", "1 of 2"),
    "CBS wijken en buurten": (
        {"gemeentecode": "GM1724", "gemeentenaam": "Bergeijk", "water": "NEE"},
        "",
        "1 of 2",
    ),
    "CBS in RD": ({"statcode": "GM1724"}, "EPSG::28992", "EPSG:28992"),
    "CBS buurten": ({"buurtcode": "BU17240000", "gemeentecode": "GM1724"}, "", "parts .* by 'buurtcode'"),
    "Statbel": ({"cd_munty_refnis": "1724", "tx_munty_descr_nl": "Bergeijk"}, "", "1 of 2"),
    "Statbel with a year": ({"CNIS5_2024": "1724", "T_MUN_NL": "Bergeijk"}, "", "1 of 2"),
    "Statbel refnis": ({"CD_REFNIS": "1724"}, "", "1 of 2"),
    "Statbel sectors": (
        {"CD_SECTOR": "72020A00-", "CD_MUNTY_REFNIS": "1724"},
        "",
        "ST_Union.*CD_MUNTY_REFNIS",
    ),
    "Statbel sectors with a year": ({"CS01012024": "72020A00-", "CNIS5_2024": "1724"}, "", "by 'CS01012024'"),
    "Statbel in Lambert 2008": ({"CD_MUNTY_REFNIS": "1724"}, "EPSG::3812", "EPSG:3812"),
    "INSPIRE": ({"nationalCode": "1724"}, "", "1 of 2"),
}


@pytest.mark.parametrize(("properties", "crs", "says"), FILES.values(), ids=FILES)
def test_file_of_an_office_is_taken_or_refused_with_the_reason(properties, crs, says, tmp_path, capsys):
    makers.make_municipality(code="GM1724", longitude="5.358", latitude="51.319")
    makers.make_municipality(code="72020", longitude="5.313", latitude="51.231")
    ring = [[5.3, 51.3], [5.4, 51.3], [5.4, 51.4], [5.3, 51.4], [5.3, 51.3]]
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}
    path = tmp_path / "grenzen.geojson"
    path.write_text(json.dumps(collection))

    try:
        call_command("import_boundaries", str(path))
    except CommandError as problem:
        told = str(problem)
    else:
        told = capsys.readouterr().out

    assert re.search(says, told)
    assert Municipality.objects.filter(boundary__isnull=False).exists() is ("1 of 2" in told)
