"""Distances as the crow flies."""

import math
from typing import Any

# The WGS 84 ellipsoid: half the axis through the equator, and the square of its eccentricity.
SEMI_MAJOR_AXIS_KM = 6378.137
ECCENTRICITY_SQUARED = 0.00669437999014


def straight_distance_km(start: Any, end: Any) -> float:
    """Kilometres between two points with `latitude` and `longitude` in degrees.

    With the curvature of the ellipsoid halfway; for the distances in this region that is right to some
    metres, where a sphere would be 0.3 % off.
    """
    middle = math.radians(float(start.latitude) + float(end.latitude)) / 2
    flattening = 1 - ECCENTRICITY_SQUARED * math.sin(middle) ** 2
    north_radius = SEMI_MAJOR_AXIS_KM * (1 - ECCENTRICITY_SQUARED) / flattening**1.5
    east_radius = SEMI_MAJOR_AXIS_KM / math.sqrt(flattening)
    north = math.radians(float(end.latitude) - float(start.latitude)) * north_radius
    east = math.radians(float(end.longitude) - float(start.longitude)) * east_radius * math.cos(middle)
    return math.hypot(north, east)
