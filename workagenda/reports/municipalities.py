"""What a report has for each municipality of the regions: its note, its seats, and what touches it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from governance.choices import BodyKind
from governance.models import Seat
from partners.models import Municipality
from workagenda.models import Action, Connection, ReportingRound

from .content import MunicipalityContent, SeatContent
from .models import MunicipalNote, Report


def municipalities_in(
    report: Report, actions: Sequence[Action], connections: Sequence[Connection]
) -> tuple[MunicipalityContent, ...]:
    """Every municipality in order of name. `connections` are those of `actions`, in order of number."""
    notes = {note.municipality_id: note for note in report.municipal_notes.all()}
    seats = _seats(report.round)
    codes = _codes(actions, connections)
    numbers = _numbers(connections)
    return tuple(
        _municipality(
            municipality,
            notes.get(municipality.pk),
            actions=tuple(action.code for action in actions if action.code in codes[municipality.pk]),
            connections=tuple(sorted(numbers[municipality.pk])),
            seats=tuple(seats[municipality.pk]),
        )
        for municipality in Municipality.objects.select_related("region")
    )


def _codes(actions: Iterable[Action], connections: Iterable[Connection]) -> dict[int, set[str]]:
    """Per municipality the actions that name it, and those with a connection through one of its places."""
    codes: dict[int, set[str]] = defaultdict(set)
    code_of = {action.pk: action.code for action in actions}
    for action in actions:
        for municipality in action.municipalities.all():
            codes[municipality.pk].add(action.code)
    for connection in connections:
        for key in _ends(connection):
            codes[key].add(code_of[connection.action_id])
    return codes


def _numbers(connections: Iterable[Connection]) -> dict[int, set[int]]:
    numbers: dict[int, set[int]] = defaultdict(set)
    for number, connection in enumerate(connections, start=1):
        for key in _ends(connection):
            numbers[key].add(number)
    return numbers


def _ends(connection: Connection) -> list[int]:
    """The municipalities in which the connection begins and ends, by key."""
    places = (connection.from_place, connection.to_place)
    return [place.municipality_id for place in places if place and place.municipality_id]


def _seats(round_: ReportingRound) -> dict[int, list[SeatContent]]:
    """Who sits in the working groups for a municipality on the reference date: functions, never names."""
    seats: dict[int, list[SeatContent]] = defaultdict(list)
    rows = Seat.objects.filter(
        body__charter=round_.charter, body__kind=BodyKind.WORKING_GROUP, contact__municipality__isnull=False
    ).active_on(round_.reference_date)
    for seat in rows.select_related("body", "contact").order_by("body__position", "body__name", "pk"):
        contact = seat.contact
        if contact and contact.municipality_id:
            told = SeatContent(seat.body.name, str(seat.get_role_display()), contact.function)
            seats[contact.municipality_id].append(told)
    return seats


def _municipality(
    municipality: Municipality,
    note: MunicipalNote | None,
    *,
    actions: tuple[str, ...],
    connections: tuple[int, ...],
    seats: tuple[SeatContent, ...],
) -> MunicipalityContent:
    return MunicipalityContent(
        slug=municipality.slug,
        name=municipality.name,
        is_city=municipality.is_city,
        country=municipality.country,
        region=municipality.region.name,
        note=note.text if note else "",
        note_author=note.author_function if note else "",
        note_checked_on=note.checked_on.isoformat() if note and note.checked_on else "",
        actions=actions,
        connections=connections,
        seats=seats,
    )
