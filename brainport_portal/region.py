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
from brainport_portal.core.region_map import End, LocatorMap, RegionMap, Span, Spot, locator_map, region_map
from governance.permissions import Actor
from partners.models import Municipality, MunicipalityBoundary, Place
from workagenda.choices import Rating
from workagenda.models import Action, Connection


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


@dataclass(frozen=True)
class RegionPage:
    """The map and both tables."""

    map: RegionMap
    connections: tuple[ConnectionRow, ...]
    municipalities: tuple[MunicipalityRow, ...]

    @property
    def ratings(self) -> list[str]:
        """The ratings that stand on the map, for its legend."""
        shown = {row.action.shown_rating for row in self.connections if row.ends}
        return [rating.value for rating in Rating if rating.value in shown and rating != Rating.NOT_RATED]


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
    every = Municipality.objects.with_boundary().order_by("name")
    return RegionPage(
        map=region_map(
            [_spot(row, counts[row.pk], through[row.pk], shown=row.pk in asked) for row in every],
            [_span(row) for row in rows if row.ends],
        ),
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
