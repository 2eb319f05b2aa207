"""Distances of the connections equal those that came with the geodata."""

import json
from types import SimpleNamespace

import pytest
from django.conf import settings

from partners.distance import straight_distance_km

FEATURES = json.loads((settings.BASE_DIR / "fixtures" / "geo" / "verbindingen.geojson").read_text())[
    "features"
]
LINES = [feature for feature in FEATURES if feature["geometry"]["type"] == "LineString"]


@pytest.mark.parametrize("feature", LINES, ids=lambda feature: feature["properties"]["id"])
def test_distance_equals_that_of_the_geodata(feature):
    (start_lon, start_lat), (end_lon, end_lat) = feature["geometry"]["coordinates"]
    start = SimpleNamespace(latitude=start_lat, longitude=start_lon)
    end = SimpleNamespace(latitude=end_lat, longitude=end_lon)

    assert round(straight_distance_km(start, end), 1) == feature["properties"]["hemelsbreed_km"]
