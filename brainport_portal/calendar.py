"""What stands in the calendars: the one for everyone, and that of one person.

Both are Dutch texts, not interface, because a program that fetches them has no language to ask in. Nothing
of what people write on progress is here: no texts of updates, no outcomes of meetings, no internal notes.
"""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from brainport_portal.core.calendars import Entry
from brainport_portal.core.choices import Precision
from brainport_portal.core.dates import display_date
from brainport_portal.front_page import last_released, public_meetings
from governance.choices import EventStatus, MeetingStatus
from governance.models import Event, Meeting
from governance.permissions import Actor, Verb
from workagenda.domain.mail import title_for_mail
from workagenda.models import Action, Milestone, ReportingRound


def public_entries() -> list[Entry]:
    """For everyone: the timeline, boards that meet in public, rounds, and milestones as last released."""
    with translation.override("nl"):
        return [
            *_events(),
            *_meetings(public_meetings()),
            *_rounds(ReportingRound.objects.all()),
            *_released_milestones(),
        ]


def personal_entries(actor: Actor) -> list[Entry]:
    """For one person, as they may see it today: the meetings of their bodies, the milestones and ends of
    the actions they report on, and the rounds that ask something of them."""
    with translation.override("nl"):
        return [
            *_meetings(Meeting.objects.filter(body__in=actor.bodies)),
            *_rounds(_rounds_for(actor)),
            *_own_milestones(actor),
            *_own_ends(actor),
        ]


def _events() -> Iterator[Entry]:
    """Moments of the timeline that have a date; those without stay on the timeline."""
    for event in Event.objects.exclude(happened_on=None).select_related("charter"):
        assert event.happened_on is not None  # noqa: S101 # for the types; the line above says so
        yield Entry(
            key=f"event-{event.charter.slug}-{event.slug}",
            title=event.title,
            on=event.happened_on,
            precision=event.precision,
            until=event.ended_on,
            is_sure=event.status != EventStatus.PLANNED_UNCONFIRMED,
            note=event.display_date,
            path=reverse("governance:timeline"),
        )


def _meetings(meetings: QuerySet[Meeting]) -> Iterator[Entry]:
    """When and who, never what was said."""
    for meeting in meetings.exclude(status=MeetingStatus.CANCELLED).select_related("body"):
        yield Entry(
            key=f"meeting-{meeting.pk}",
            title=f"Overleg {meeting.body.name}",
            on=meeting.starts_on,
            precision=meeting.precision,
            is_sure=meeting.status != MeetingStatus.PLANNED,
            note=meeting.place,
            path=meeting.body.get_absolute_url(),
            is_example=meeting.is_demo,
        )


def _rounds_for(actor: Actor) -> QuerySet[ReportingRound]:
    """All rounds for those who work on reports; for members the rounds on agendas with their actions."""
    rounds = ReportingRound.objects.all()
    if actor.may(Verb.SEE_REPORTS):
        return rounds
    actions = Action.objects.reportable_by(actor)
    return rounds.filter(agendas__in=actions.values("agenda")).distinct()


def _rounds(rounds: QuerySet[ReportingRound]) -> Iterator[Entry]:
    for round_ in rounds:
        moments = {
            "reference": ("peildatum", round_.reference_date),
            "closes": ("sluiting", round_.closes_on),
        }
        for key, (what, day) in moments.items():
            yield Entry(
                key=f"round-{round_.pk}-{key}",
                title=f"{round_.name}: {what}",
                on=day,
                is_sure=round_.dates_confirmed,
                path=reverse("reports:report_list"),
                is_example=round_.is_demo,
            )


def _released_milestones() -> Iterator[Entry]:
    """Milestones of actions that are public still, in the words and with the dates of the last report."""
    released = last_released()
    if released is None:
        return
    milestones = released.edition.report.frozen_content.milestones
    public = {action.code: action for action in Action.objects.public()}
    for number, milestone in enumerate(milestones):
        if action := public.get(milestone.code):
            yield Entry(
                key=f"released-milestone-{milestone.code}-{number}",
                title=f"{milestone.code}: {milestone.title}",
                on=_day(milestone.due_on),
                # Not kept by older reports: then nobody may think that it is that very day.
                precision=milestone.precision or Precision.MONTH,
                note=f"verwacht: {milestone.when}",
                path=action.get_absolute_url(),
                is_example=milestone.is_example,
            )


def _day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso)


def _own_milestones(actor: Actor) -> Iterator[Entry]:
    milestones = Milestone.objects.filter(action__in=Action.objects.reportable_by(actor))
    for milestone in milestones.select_related("action"):
        yield Entry(
            key=f"milestone-{milestone.pk}",
            title=_named(milestone.action, "mijlpaal", milestone.title),
            on=milestone.due_on,
            precision=milestone.precision,
            note=f"bereikt op {display_date(milestone.reached_on)}" if milestone.reached_on else "",
            path=milestone.action.get_absolute_url(),
            is_example=milestone.is_demo,
        )


def _own_ends(actor: Actor) -> Iterator[Entry]:
    for action in Action.objects.reportable_by(actor).exclude(ends_on=None):
        assert action.ends_on is not None  # noqa: S101 # for the types; the line above says so
        yield Entry(
            key=f"action-{action.code.lower()}-ends",
            title=_named(action, "einde", f"einde van {action.title}"),
            on=action.ends_on,
            precision=action.ends_precision,
            path=action.get_absolute_url(),
        )


def _named(action: Action, what: str, title: str) -> str:
    """Calendars are kept by other companies: as in mail, only a code where the group alone may know."""
    return f"{action.code}: {title if title_for_mail(action) else what}"
