"""What the public home shows: what was agreed, what happened last and comes next, and what was released."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from brainport_portal.core.calendars import span
from brainport_portal.core.dates import display_date
from charter.models import Charter, Theme
from governance.choices import BodyKind, EventStatus, MeetingStatus
from governance.models import Event, Meeting
from governance.permissions import Actor
from governance.querysets import MeetingQuerySet
from partners.models import Municipality
from workagenda.choices import AgendaStatus, Rating
from workagenda.models import Action, ReportingRound, WorkAgenda
from workagenda.reports.assemble import connection_content
from workagenda.reports.choices import TELLS_ALL_LINES
from workagenda.reports.content import ConnectionContent
from workagenda.reports.models import Edition
from workagenda.reports.planning import usual_moments

from .region import ConnectionRow, connection_rows

MOMENTS = 3
EDITIONS = 4
# Their meetings are public by law; the other bodies meet among themselves.
MEETS_IN_PUBLIC = (BodyKind.GENERAL_BOARD, BodyKind.COUNCIL)
# No date is known less exactly than this.
LONGEST_PERIOD = datetime.timedelta(days=366)


@dataclass(frozen=True)
class ComingMoment:
    """Something ahead: when in words, what, and how sure it is; `is_own_text` for what people wrote."""

    when: str
    what: str
    certainty: str = ""
    is_own_text: bool = False


@dataclass(frozen=True)
class Released:
    """The figures of the report that was last released whole, which visitors may know."""

    edition: Edition
    figures: tuple[tuple[Rating, int], ...]
    total: int
    reference_date: datetime.date


@dataclass(frozen=True)
class NextMoment:
    """The next reference date: of a planned round, or the usual one when none is planned."""

    on: datetime.date
    is_confirmed: bool


def front_page(actor: Actor) -> dict[str, object]:
    """All that the public home needs, for whoever looks at it."""
    editions = Edition.objects.released_to_all().visible_to(actor)
    actions = Action.objects.visible_to(actor)
    agenda = WorkAgenda.objects.filter(status=AgendaStatus.CURRENT).order_by("-start_year").first()
    connections = _connections(actor) if agenda else []
    return {
        "charter": Charter.objects.annotate(signatures_count=Count("signatures")).first(),
        "agenda": agenda,
        "action_count": actions.filter(agenda__status=AgendaStatus.CURRENT).count(),
        "themes": Theme.objects.prefetch_related("goals__theme", "leads__organisation", "leads__region"),
        "happened": _happened(actor.day),
        "coming": _coming(actor.day),
        "editions": editions.select_related("report__round", "municipality")
        .defer("report__content")
        .order_by("-released_on", "audience", "-pk")[:EDITIONS],
        "released": last_released(),
        "next_moment": next_moment(actor.day),
        "municipality_count": Municipality.objects.count(),
        "connections": connections,
        "numbered": [drawn for _row, drawn in connections],
    }


def last_released() -> Released | None:
    """Of the editions with all lines that stand, the one with the latest reference date."""
    editions = Edition.objects.released_to_all().filter(audience__in=TELLS_ALL_LINES).select_related("report")
    latest = editions.order_by("-report__round__reference_date", "-released_on", "-pk").first()
    if latest is None:
        return None
    content = latest.report.frozen_content
    figures = tuple((rating, content.figures.by_rating[rating.value]) for rating in Rating)
    return Released(
        latest, figures, content.figures.total, datetime.date.fromisoformat(content.reference_date)
    )


def next_moment(day: datetime.date) -> NextMoment:
    """When the portal will next say how it goes, as far as that is known."""
    rounds = ReportingRound.objects.filter(reference_date__gte=day).order_by("reference_date", "pk")
    planned = rounds.first()
    if planned is not None:
        return NextMoment(planned.reference_date, planned.dates_confirmed)
    return NextMoment(next(moment for moment in usual_moments(day, 2) if moment >= day), is_confirmed=False)


def public_meetings() -> MeetingQuerySet:
    """Meetings that anyone may attend, and so may know of."""
    meetings = Meeting.objects.filter(body__kind__in=MEETS_IN_PUBLIC)
    return meetings.exclude(status=MeetingStatus.CANCELLED).select_related("body")


def _happened(day: datetime.date) -> list[Event]:
    """The last moments of which the documents say that they happened."""
    happened = Event.objects.filter(status=EventStatus.HAPPENED, happened_on__lte=day)
    return list(happened.order_by("-happened_on", "-position")[:MOMENTS])


def _coming(day: datetime.date) -> list[ComingMoment]:
    """What lies ahead, the nearest first and what has no date last; each says how sure it is."""
    dated = [*_meetings_ahead(day), *_rounds_ahead(day)]
    undated: list[ComingMoment] = []
    events = Event.objects.filter(status=EventStatus.PLANNED_UNCONFIRMED)
    for event in events.filter(Q(happened_on=None) | Q(happened_on__gte=day - LONGEST_PERIOD)):
        moment = ComingMoment(
            event.display_date or _("geen datum"), event.title, str(event.get_status_display()), True
        )
        if event.happened_on is None:
            undated.append(moment)
        elif span(event.happened_on, event.precision)[1] >= day:
            dated.append((event.happened_on, moment))
    nearest = [moment for _on, moment in sorted(dated, key=lambda pair: pair[0])]
    return [*nearest, *undated][:MOMENTS]


def _meetings_ahead(day: datetime.date) -> Iterator[tuple[datetime.date, ComingMoment]]:
    """Meetings of boards that anyone may attend."""
    for meeting in public_meetings().to_come(day)[:MOMENTS]:
        certainty = (
            "" if meeting.status == MeetingStatus.CONFIRMED else str(EventStatus.PLANNED_UNCONFIRMED.label)
        )
        yield meeting.starts_on, ComingMoment(meeting.display_date, str(meeting.body), certainty, True)


def _rounds_ahead(day: datetime.date) -> Iterator[tuple[datetime.date, ComingMoment]]:
    """The next reference date; the usual one says that nobody confirmed it."""
    following = next_moment(day)
    certainty = "" if following.is_confirmed else _("te bevestigen")
    yield (
        following.on,
        ComingMoment(display_date(following.on), _("Peildatum van de volgende rapportage"), certainty),
    )


def _connections(actor: Actor) -> list[tuple[ConnectionRow, ConnectionContent]]:
    """The connections that can be drawn, with the numbers that they have on the map of the region."""
    drawn = (row for row in connection_rows(actor) if row.is_drawable)
    return [(row, connection_content(row.number, row.connection)) for row in drawn]
