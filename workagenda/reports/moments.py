"""The dated parts of a report: meetings and decisions in the period, and what lies ahead."""

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from governance.choices import BodyKind, EventStatus, MeetingStatus
from governance.models import Decision, Event, Meeting
from workagenda.models import Action, Milestone, ReportingRound

from .content import MilestoneContent, MomentContent

OUTLOOK_MONTHS = 6
OUTLOOK_LENGTH = 8
# Whose meetings and decisions a board report tells of; working groups meet among themselves.
TOLD_OF = (
    BodyKind.TASKFORCE,
    BodyKind.PORTFOLIO_HOLDERS,
    BodyKind.ROUND_TABLE,
    BodyKind.EXECUTIVE_BOARD,
    BodyKind.GENERAL_BOARD,
)


def meetings_in(round_: ReportingRound, start: datetime.date) -> tuple[MomentContent, ...]:
    """Meetings and events of the period in order of date; planned ones say that they are."""
    period = (start, round_.reference_date)
    meetings = _tellable_meetings(round_, *period)
    events = Event.objects.filter(charter=round_.charter, happened_on__range=period)
    events = events.exclude(status=EventStatus.ONGOING).select_related("source")
    dated = [(meeting.starts_on, _meeting(meeting)) for meeting in meetings]
    dated += [(event.happened_on, _event(event)) for event in events if event.happened_on]
    return tuple(moment for _day, moment in sorted(dated, key=lambda pair: pair[0]))


def decisions_in(round_: ReportingRound, start: datetime.date) -> tuple[MomentContent, ...]:
    period = (start, round_.reference_date)
    decisions = Decision.objects.visible_outside().filter(
        body__charter=round_.charter, body__kind__in=TOLD_OF, decided_on__range=period
    )
    return tuple(
        MomentContent(
            when=decision.display_date,
            what=f"{decision.body}: {decision.text}",
            remark=str(decision.get_status_display()),
            source=_source(decision),
            day=decision.decided_on.isoformat() if decision.decided_on else "",
            precision=decision.precision,
        )
        for decision in decisions.select_related("body", "source")
    )


def outlook_after(round_: ReportingRound, actions: Iterable[Action]) -> tuple[MomentContent, ...]:
    """What is known of the half-year after the reference date; things without a date come last.

    Milestones only of `actions`, those that the report tells of.
    """
    start = round_.reference_date + datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=31 * OUTLOOK_MONTHS)
    dated = [*_meetings_ahead(round_, start, end), *_milestones_ahead(actions, start, end)]
    dated += _rounds_ahead(round_, start, end)
    undated = Event.objects.filter(
        charter=round_.charter, happened_on=None, status=EventStatus.PLANNED_UNCONFIRMED
    ).select_related("source")
    moments = [moment for _day, moment in sorted(dated, key=lambda pair: pair[0])]
    return tuple([*moments, *(_event(event) for event in undated)][:OUTLOOK_LENGTH])


Dated = list[tuple[datetime.date, MomentContent]]


def _meetings_ahead(round_: ReportingRound, start: datetime.date, end: datetime.date) -> Dated:
    return [(meeting.starts_on, _meeting(meeting)) for meeting in _tellable_meetings(round_, start, end)]


def _tellable_meetings(round_: ReportingRound, start: datetime.date, end: datetime.date) -> QuerySet[Meeting]:
    """Meetings that boards may read of: that they were, or are planned, of the bodies in TOLD_OF."""
    meetings = Meeting.objects.filter(
        body__charter=round_.charter, body__kind__in=TOLD_OF, starts_on__range=(start, end)
    )
    return meetings.exclude(status=MeetingStatus.CANCELLED).select_related("body", "source")


def milestones_of(actions: Iterable[Action]) -> tuple[MilestoneContent, ...]:
    """Every milestone of `actions`, reached or not, in order of date."""
    milestones = Milestone.objects.filter(action__in=actions).select_related("action")
    return tuple(_milestone(item) for item in milestones.order_by("due_on", "action__code", "pk"))


def next_round_after(round_: ReportingRound) -> MomentContent | None:
    """The next reference date of the charter, when one is planned."""
    later = ReportingRound.objects.filter(
        charter=round_.charter, reference_date__gt=round_.reference_date
    ).order_by("reference_date", "pk")
    following = later.first()
    return _round_ahead(following) if following else None


def _milestones_ahead(actions: Iterable[Action], start: datetime.date, end: datetime.date) -> Dated:
    milestones = Milestone.objects.filter(action__in=actions, due_on__range=(start, end), reached_on=None)
    return [(item.due_on, _milestone(item).moment) for item in milestones.select_related("action")]


def _milestone(item: Milestone) -> MilestoneContent:
    return MilestoneContent(
        code=item.action.code,
        title=item.title,
        due_on=item.due_on.isoformat(),
        when=item.display_date,
        reached_on=item.reached_on.isoformat() if item.reached_on else "",
        is_example=item.is_demo,
        precision=item.precision,
    )


def _rounds_ahead(round_: ReportingRound, start: datetime.date, end: datetime.date) -> Dated:
    rounds = ReportingRound.objects.filter(charter=round_.charter, reference_date__range=(start, end))
    return [(item.reference_date, _round_ahead(item)) for item in rounds]


def _round_ahead(round_: ReportingRound) -> MomentContent:
    return MomentContent(
        when=display_date(round_.reference_date),
        what="Peildatum van de volgende rapportage",
        remark="" if round_.dates_confirmed else "te bevestigen",
        day=round_.reference_date.isoformat(),
        precision=Precision.DAY.value,
    )


def _meeting(meeting: Meeting) -> MomentContent:
    """When and who, never what was said: outcomes are for those who sit in the body."""
    remark = "gepland (niet bevestigd)" if meeting.status == MeetingStatus.PLANNED else ""
    source = "voorbeeldgegevens" if meeting.is_demo else _source(meeting)
    return MomentContent(
        when=meeting.display_date,
        what=str(meeting.body),
        remark=remark,
        source=source,
        day=meeting.starts_on.isoformat(),
        precision=meeting.precision,
    )


def _event(event: Event) -> MomentContent:
    remark = "" if event.status == EventStatus.HAPPENED else str(event.get_status_display())
    return MomentContent(
        when=event.display_date or "geen datum",
        what=event.title,
        remark=remark,
        source=_source(event),
        day=event.happened_on.isoformat() if event.happened_on else "",
        precision=event.precision,
        until=event.ended_on.isoformat() if event.ended_on else "",
    )


def _source(row: Meeting | Event | Decision) -> str:
    return row.source.title if row.source else ""
