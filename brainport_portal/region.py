"""The border region as its pages show it: what touches each municipality, and the map with its table twin.

On the roof, because municipalities stand on a lower floor than the actions that touch them. Everything
starts from the actions that the reader may see, with the state that the reader may know.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brainport_portal.core.choices import Country
from brainport_portal.core.map_frame import is_in_region
from brainport_portal.core.map_shapes import End, Span, Spot
from brainport_portal.core.region_map import LocatorMap, RegionMap, locator_map, region_map, strip_map
from governance.permissions import Actor
from partners.models import Municipality, MunicipalityBoundary, Place, Region
from workagenda.choices import ConnectionMode, Rating
from workagenda.models import Action, Connection

MOST_BESIDE_MAP = 12


@dataclass(frozen=True)
class ConnectionRow:
    """One connection as the map and its table show it; `action` carries the state that may be shown."""

    number: int
    connection: Connection
    action: Action
    shown: bool = True

    @property
    def ends(self) -> list[Place]:
        return [place for place in (self.connection.from_place, self.connection.to_place) if place]

    @property
    def is_drawable(self) -> bool:
        """Whether every place that it needs is known and in the drawing: two for a line, one for a node."""
        needed = 1 if self.connection.mode == ConnectionMode.NODE else 2
        return len(self.ends) >= needed and all(_has_point(place) for place in self.ends)

    @property
    def municipalities(self) -> set[int]:
        """The keys of the municipalities it begins and ends in."""
        return {place.municipality_id for place in self.ends if place.municipality_id}

    @property
    def told(self) -> str:
        """The connection in words, with the state of its action."""
        rating = Rating(self.action.shown_rating or Rating.NOT_RATED).label
        return f"{self.number}. {self.connection.name}, {self.action.code}: {rating}"


@dataclass(frozen=True)
class MunicipalityRow:
    municipality: Municipality
    action_count: int
    connections: tuple[ConnectionRow, ...]

    @property
    def is_touched(self) -> bool:
        return bool(self.action_count or self.connections)


@dataclass(frozen=True)
class RegionGroup:
    """The municipalities of one region: those that something touches, and the names of the others."""

    region: Region
    touched: tuple[MunicipalityRow, ...]
    others: tuple[MunicipalityRow, ...]

    @property
    def size(self) -> int:
        return len(self.touched) + len(self.others)


@dataclass(frozen=True)
class RegionPage:
    """The map, the strip of it for a telephone, and the tables that say the same."""

    map: RegionMap
    strip: RegionMap | None
    connections: tuple[ConnectionRow, ...]
    municipalities: tuple[MunicipalityRow, ...]

    @property
    def regions(self) -> list[RegionGroup]:
        rows: dict[Region, list[MunicipalityRow]] = defaultdict(list)
        for row in self.municipalities:
            rows[row.municipality.region].append(row)
        return [
            RegionGroup(
                region,
                touched=tuple(row for row in within if row.is_touched),
                others=tuple(row for row in within if not row.is_touched),
            )
            for region, within in rows.items()
        ]

    @property
    def is_listed_beside_map(self) -> bool:
        """Whether the connections are few enough to stand beside the map too; the table always has them."""
        return 0 < len(self.connections) <= MOST_BESIDE_MAP

    @property
    def undrawn_municipalities(self) -> list[Municipality]:
        return [row.municipality for row in self.municipalities if not _has_point(row.municipality)]

    @property
    def undrawn_connections(self) -> list[ConnectionRow]:
        return [row for row in self.connections if not row.is_drawable]


def actions_touching(actions: QuerySet, municipality: Municipality) -> QuerySet:
    """Those of `actions` that name the municipality, or have a connection through one of its places."""
    named = Action.municipalities.through.objects.filter(municipality=municipality).values("action")
    connected = Connection.objects.filter(ends_in(municipality)).values("action")
    return actions.filter(Q(pk__in=named) | Q(pk__in=connected))


def ends_in(municipality: Municipality) -> Q:
    return Q(from_place__municipality=municipality) | Q(to_place__municipality=municipality)


def connection_rows(actor: Actor, within: QuerySet | None = None) -> list[ConnectionRow]:
    """Every connection of actions in sight, numbered as on the map; `within` only marks what is shown.

    Numbers run over all that the reader may see, so that a filter does not change them.
    """
    actions = Action.objects.visible_to(actor)
    connections = Connection.objects.filter(action__in=actions.values("pk"))
    rows = list(
        connections.select_related("from_place__municipality", "to_place__municipality").order_by(
            "position", "pk"
        )
    )
    states = actions.with_state_for(actor).in_bulk({row.action_id for row in rows})
    kept = states if within is None else set(within.filter(pk__in=states).values_list("pk", flat=True))
    return [
        ConnectionRow(number, row, states[row.action_id], row.action_id in kept)
        for number, row in enumerate(rows, start=1)
    ]


def region_page(actor: Actor, municipalities: QuerySet, actions: QuerySet, *, in_part: bool) -> RegionPage:
    """The region with `municipalities` and `actions` shown and the rest drawn faintly.

    `in_part`: not all municipalities were asked for, so a connection has to end in one of those.
    """
    asked = {municipality.pk: municipality for municipality in municipalities}
    rows = [
        row
        for row in connection_rows(actor, actions)
        if row.shown and (not in_part or row.municipalities & asked.keys())
    ]
    counts = _counts(actions, rows)
    through = _through(rows)
    every = [row for row in Municipality.objects.with_boundary().order_by("name") if _has_point(row)]
    spans = [_span(row) for row in rows if row.is_drawable]
    return RegionPage(
        map=region_map(
            [_spot(row, counts[row.pk], through[row.pk], shown=row.pk in asked) for row in every], spans
        ),
        strip=strip_map(spans),
        connections=tuple(rows),
        municipalities=tuple(
            MunicipalityRow(municipality, counts[key], tuple(through[key]))
            for key, municipality in asked.items()
        ),
    )


def locator_of(municipality: Municipality) -> LocatorMap:
    return locator_map(_spot(municipality, 0, ()))


def _counts(actions: QuerySet, rows: Iterable[ConnectionRow]) -> dict[int, int]:
    """Per municipality the number of actions that name it or cross it, each counted once."""
    links = Action.municipalities.through.objects
    named = links.filter(action__in=actions.values("pk")).order_by().values("municipality")
    counts: dict[int, int] = defaultdict(int)
    counts |= dict(named.values_list("municipality", Count("action")))
    crossing = {(row.action.pk, key) for row in rows for key in row.municipalities}
    both = links.filter(action__in={action for action, _key in crossing})
    for _action, key in crossing - set(both.values_list("action", "municipality")):
        counts[key] += 1
    return counts


def _through(rows: Iterable[ConnectionRow]) -> dict[int, list[ConnectionRow]]:
    through: dict[int, list[ConnectionRow]] = defaultdict(list)
    for row in rows:
        for key in row.municipalities:
            through[key].append(row)
    return through


def _has_point(place: Municipality | Place) -> bool:
    return is_in_region(place)


def _spot(
    municipality: Municipality, action_count: int, rows: Sequence[ConnectionRow], *, shown: bool = True
) -> Spot:
    return Spot(
        name=municipality.name,
        country=municipality.country,
        longitude=float(municipality.longitude),
        latitude=float(municipality.latitude),
        url=municipality.get_absolute_url(),
        told=_told(municipality.name, action_count),
        touched=bool(action_count or rows),
        shown=shown,
        outline=municipality.outline,
    )


def _told(name: str, action_count: int) -> str:
    if not action_count:
        return _("%(name)s: geen actie die specifiek deze gemeente raakt") % {"name": name}
    return ngettext("%(name)s: %(count)s actie", "%(name)s: %(count)s acties", action_count) % {
        "name": name,
        "count": action_count,
    }


def _span(row: ConnectionRow) -> Span:
    ends = [_end(place) for place in row.ends]
    return Span(
        number=row.number,
        mode=row.connection.mode,
        start=ends[0],
        end=ends[1] if len(ends) > 1 else None,
        url=f"#verbinding-{row.number}",
        told=row.told,
        rating=row.action.shown_rating,
    )


def _end(place: Place) -> End:
    dutch = "mre" if place.municipality_id else "outside"
    kind = "flanders" if place.country == Country.BE else dutch
    return End(place.name, kind, float(place.longitude), float(place.latitude))


def boundary_sources() -> list[str]:
    """Whom to credit for imported boundaries."""
    sources = MunicipalityBoundary.objects.order_by("source").values_list("source", flat=True)
    return list(sources.distinct())
