"""Distances as the crow flies."""

import math
from typing import Any

EARTH_RADIUS_KM = 6371.0


def great_circle_km(start: Any, end: Any) -> float:
    """Kilometres between two points with `latitude` and `longitude` in degrees (haversine)."""
    lat1, lat2 = math.radians(start.latitude), math.radians(end.latitude)
    half_lat = math.sin((lat2 - lat1) / 2)
    half_lon = math.sin(math.radians(float(end.longitude) - float(start.longitude)) / 2)
    return (
        2
        * EARTH_RADIUS_KM
        * math.asin(math.sqrt(half_lat**2 + math.cos(lat1) * math.cos(lat2) * half_lon**2))
    )
