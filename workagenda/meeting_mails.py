"""Three working days before the taskforce meets, its members and deputies are mailed what changed.

The mail counts and links; the overview on one page is attached when it is sent, made of what its recipient
may see at that moment (`overview_for`). Actions that only a working group may know of stay behind the log-in:
a mail is forwarded easily. One mail per meeting, day and person; a meeting that is moved is told anew, and
the mail about its old day no longer goes.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Verdict
from brainport_portal.core.mail import queue_mail
from brainport_portal.core.models import OutboxMail, User
from brainport_portal.core.workdays import working_days_before
from governance.choices import BodyKind, BodyRight, roles_with
from governance.models import Meeting, Seat
from governance.permissions import Actor

from .choices import Visibility
from .domain.mail import MailTopic, address_of, in_dutch
from .models import Action
from .overview import Overview, overview_of, usual_start
from .permissions import may_oversee

DAYS_AHEAD = 3
WATCHING_SEATS = roles_with(BodyRight.OVERSEE, BodyKind.TASKFORCE)


@dataclass(frozen=True)
class MeetingMail:
    """One mail to one member: the meeting, and what that member may see of the time since the one before."""

    recipient: User
    meeting: Meeting
    overview: Overview

    @property
    def key(self) -> str:
        day = self.meeting.starts_on.strftime("%Y%m%d")
        return f"{MailTopic.MEETING}:{self.meeting.pk}:{day}:{self.recipient.pk}"

    @property
    def subject(self) -> str:
        return f"Taskforce van {self.meeting.display_date}: wat er veranderde"


def queue_meeting_mails(on: datetime.date) -> int:
    """Writes the mails of today that were not written before; returns how many are new."""
    return sum(_queue(mail) for mail in meeting_mails_on(on))


def meeting_mails_on(on: datetime.date) -> Iterator[MeetingMail]:
    """The mails that are due on a day, written before or not."""
    for meeting in Meeting.objects.of_taskforce().on_a_known_day().to_come(on).select_related("body"):
        if on < working_days_before(meeting.starts_on, DAYS_AHEAD):
            continue
        since = usual_start(on)
        for user in _members(meeting, on):
            yield MeetingMail(user, meeting, _overview(user, since, on))


def may_receive(mail: OutboxMail) -> Verdict:
    """Whether the recipient still watches, and the meeting is still to be on that day."""
    coming = Meeting.objects.of_taskforce().on_a_known_day().to_come(today())
    if not coming.filter(pk__in=mail.about[:1], starts_on__in=mail.about[1:2]).exists():
        return Verdict(allowed=False, reason="The meeting is not on that day any more.")
    return may_oversee(Actor.of(mail.recipient))


def overview_for(mail: OutboxMail) -> Overview:
    """The overview that a mail counts, as its recipient may see it now."""
    _meeting, _day, since, until = mail.about
    return _overview(mail.recipient, datetime.date.fromisoformat(since), datetime.date.fromisoformat(until))


def _overview(user: User, since: datetime.date, until: datetime.date) -> Overview:
    actions = Action.objects.visible_to(Actor.of(user)).exclude(visibility=Visibility.WORKING_GROUP)
    return overview_of(actions, since, until)


def _members(meeting: Meeting, on: datetime.date) -> list[User]:
    seats = Seat.objects.usable_on(on).filter(body=meeting.body, role__in=WATCHING_SEATS)
    users = User.objects.filter(pk__in=seats.values("contact__user"))
    return [user for user in users.order_by("pk") if may_oversee(Actor.of(user, on))]


def _queue(mail: MeetingMail) -> bool:
    context = {
        "recipient": mail.recipient,
        "meeting": mail.meeting,
        "overview": mail.overview,
        "address": address_of(reverse("taskforce")),
    }
    text, html = in_dutch("workagenda/mail/meeting", context)
    return queue_mail(
        key=mail.key,
        topic=MailTopic.MEETING,
        recipient=mail.recipient,
        subject=mail.subject,
        text=text,
        html=html,
        about=[
            str(mail.meeting.pk),
            mail.meeting.starts_on.isoformat(),
            mail.overview.since.isoformat(),
            mail.overview.until.isoformat(),
        ],
    )
