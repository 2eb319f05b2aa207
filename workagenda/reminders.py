"""Reminders of a round: when, to whom, and what of.

A round has four moments: 14, 7 and 2 days before it closes, moved to a working day on or before, and the
first working day after it closed. When a moment has come, everyone who reports, reviews or assembles gets
one mail about what is open for them in the rounds that are due, or none when nothing is. Only the latest
moment counts, so a timer that stood still makes no pile, and loses no reminder.

Whether somebody was told, or had nothing to be told, stands in the outbox under one key per round, moment
and person. So the command may be repeated and killed, and two may run at once.

Silence is of actions, never of people: a mail does not say who did not write.
"""

import datetime
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation

from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import ALLOWED, Verdict
from brainport_portal.core.mail import queue_mail, skip_mail
from brainport_portal.core.models import OutboxMail, User
from brainport_portal.core.workdays import is_working_day, working_day_after, working_day_on_or_before
from governance.choices import BodyKind, BodyRight, SeatRole, roles_with
from governance.models import Body, Seat
from governance.permissions import Actor, Verb

from .choices import News, ReminderChoice, UpdateState
from .domain.mail import MailTopic, address_of, in_dutch, title_for_mail
from .models import Action, ProgressUpdate, ReportingRound

DAYS_BEFORE = (14, 7, 2)
LAST_BEFORE = str(DAYS_BEFORE[-1])
AFTER = "after"
# A reminder that could not go within this time after the closing is of no use any more.
LATE_UNTIL = datetime.timedelta(days=14)

REPORTING_SEATS = roles_with(BodyRight.REPORT, BodyKind.WORKING_GROUP)


@dataclass(frozen=True)
class Moment:
    """A day on which a round is reminded of: `name` is the number of days before it closes, or "after"."""

    round: ReportingRound
    name: str
    day: datetime.date

    def key(self, user: User) -> str:
        return f"{MailTopic.REMINDER}:{self.round.pk}:{self.name}:{user.pk}"

    def is_wanted(self, choice: str) -> bool:
        return choice == ReminderChoice.ALL or (choice == ReminderChoice.LAST and self.name == LAST_BEFORE)


@dataclass(frozen=True)
class Line:
    """An action in a mail: its code, its title where that may be said, where to go, and a remark."""

    code: str
    title: str
    address: str
    remark: str = ""


@dataclass(frozen=True)
class Section:
    """What is asked for some actions, and which."""

    title: str
    explanation: str
    lines: list[Line]


@dataclass(frozen=True)
class Digest:
    """One mail: everything that is open for one person in the rounds that are due.

    `reports` is for who has a page with actions of their own groups.
    """

    recipient: User
    rounds: list[ReportingRound]
    sections: list[Section]
    day: datetime.date
    reports: bool

    @property
    def announcement(self) -> list[str]:
        """Per round when it closes or closed, always as a date: a mail may be read days later."""
        with translation.override("nl"):
            return [
                f"{round_.name} {'sloot' if round_.closes_on < self.day else 'sluit'} op "
                f"{display_date(round_.closes_on)}."
                for round_ in self.rounds
            ]

    @property
    def subject(self) -> str:
        first, *others = self.announcement
        opening = first.rstrip(".") if not others else f"{len(self.rounds)} rondes"
        counts = ", ".join(f"{section.title.lower()} ({len(section.lines)})" for section in self.sections)
        return f"{opening}: {counts}"

    @property
    def about(self) -> list[str]:
        return sorted({line.code for section in self.sections for line in section.lines})


@dataclass(frozen=True)
class Plan:
    """What is to be done for one person: a digest, or the reason why there is none.

    Either settles all `moments`.
    """

    recipient: User
    moments: list[Moment]
    digest: Digest | None
    reason: str = ""


class _ToldMeanwhile(Exception):
    """Another run of the command was first."""


def moments_of(round_: ReportingRound) -> list[Moment]:
    """The moments of a round in their order; none lies before it opens."""
    closes = round_.closes_on
    days = {str(n): working_day_on_or_before(closes - datetime.timedelta(days=n)) for n in DAYS_BEFORE}
    days[AFTER] = working_day_after(closes)
    return [Moment(round_, name, day) for name, day in days.items() if day >= round_.opens_on]


def plan_day(on: datetime.date) -> Iterator[Plan]:
    """What is to be done on a day, per person; nothing on a day that is not a working day.

    A round that was closed by hand asks nothing any more. Whoever was mailed a reminder today waits for
    the next working day with what has become due since.
    """
    come = [moments for round_ in _open_rounds(on) if (moments := _come(round_, on))]
    if not come or not is_working_day(on):
        return
    settled = set(_outbox().filter(_about_rounds(come)).values_list("key", flat=True))
    told_today = set(
        _outbox().exclude(text="").filter(queued_at__date=on).values_list("recipient", flat=True)
    )
    empty_groups = _groups_without_people(on)
    for user in _people(on).exclude(pk__in=told_today):
        if plan := _plan_for(user, come, settled, empty_groups, on):
            yield plan


def queue_due(on: datetime.date) -> int:
    """Queues the reminders of a day, each in a transaction of its own; returns how many are new."""
    return sum(_carry_out(plan) for plan in plan_day(on))


def mail_of(digest: Digest) -> tuple[str, str]:
    """The digest in words: plain text and HTML."""
    context = {
        "digest": digest,
        "my_actions": address_of(reverse("workagenda:my_actions")),
        "preferences": address_of(reverse("workagenda:mail_preferences")),
    }
    return in_dutch("workagenda/mail/reminder", context)


def may_receive(mail: OutboxMail) -> Verdict:
    """Whether the recipient may, today, still know all that a mail tells: of the actions, and of how far
    their updates are, which is for the working group and the reporting coordinator."""
    actor = Actor.of(mail.recipient)
    actions = Action.objects.visible_to(actor).filter(code__in=mail.about)
    if not actor.may(Verb.REVIEW_WHERE_NOBODY_ELSE_CAN):
        actions = actions.filter(working_group__in=actor.bodies_where(Verb.SEE_OPEN_UPDATES))
    if actions.count() == len(mail.about):
        return ALLOWED
    return Verdict(allowed=False, reason="The recipient may no longer know of all that it tells.")


def _outbox() -> QuerySet[OutboxMail]:
    return OutboxMail.objects.filter(topic=MailTopic.REMINDER)


def _about_rounds(come: list[list[Moment]]) -> Q:
    about = Q()
    for moments in come:
        about |= Q(key__startswith=f"{MailTopic.REMINDER}:{moments[0].round.pk}:")
    return about


def _open_rounds(on: datetime.date) -> QuerySet[ReportingRound]:
    rounds = ReportingRound.objects.open().filter(closes_on__gte=on - LATE_UNTIL)
    return rounds.order_by("closes_on", "pk")


def _come(round_: ReportingRound, on: datetime.date) -> list[Moment]:
    return [moment for moment in moments_of(round_) if moment.day <= on]


def _people(on: datetime.date) -> QuerySet[User]:
    """Everyone who can log in and has a seat that could make something theirs to do."""
    seats = Seat.objects.usable_on(on).exclude(role=SeatRole.OBSERVER)
    seats = seats.filter(body__kind__in=[BodyKind.WORKING_GROUP, BodyKind.SECRETARIAT])
    people = User.objects.filter(pk__in=seats.values("contact__user"))
    return people.select_related("mail_preference").order_by("pk")


def _groups_without_people(on: datetime.date) -> list[Body]:
    """Working groups in which all places are still to be filled: nobody there can write today."""
    able = Seat.objects.usable_on(on).filter(role__in=REPORTING_SEATS, body=OuterRef("pk"))
    return list(Body.objects.working_groups().exclude(Exists(able)))


def _plan_for(
    user: User,
    come: list[list[Moment]],
    settled: set[str],
    empty_groups: list[Body],
    on: datetime.date,
) -> Plan | None:
    preference = getattr(user, "mail_preference", None)
    choice = preference.reminders if preference else ReminderChoice.ALL
    # Of every round the latest moment that this person wants; else the latest, to be settled without mail.
    latest = [([m for m in moments if m.is_wanted(choice)] or moments)[-1] for moments in come]
    due = [moment for moment in latest if moment.key(user) not in settled]
    due.sort(key=lambda moment: not moment.is_wanted(choice))
    if not due:
        return None
    wanted = [moment.round for moment in due if moment.is_wanted(choice)]
    if not wanted:
        return Plan(user, due, digest=None, reason="Does not want this reminder.")
    actor = Actor.of(user, on)
    sections = _sections(actor, wanted, empty_groups)
    if not sections:
        return Plan(user, due, digest=None, reason="Had nothing to do.")
    reports = bool(actor.bodies_where(Verb.REPORT))
    return Plan(user, due, Digest(user, wanted, sections, on, reports))


def _sections(actor: Actor, rounds: list[ReportingRound], empty_groups: list[Body]) -> list[Section]:
    """What is open for `actor` in `rounds`, without what they did themselves; only what holds something."""
    actions = _actions(actor, rounds, empty_groups)
    own = [action for action in actions if actor.may(Verb.REPORT, action.working_group_id)]
    left = [action for action in actions if not actor.may(Verb.REPORT, action.working_group_id)]
    sections = [
        Section(
            "Teruggegeven",
            "Deze meldingen kwamen terug met een toelichting. Pas de tekst aan en dien die opnieuw in.",
            _returned(actor, own),
        ),
        Section(
            "Wacht op uw akkoord",
            "Deze meldingen zijn ingediend. Geef akkoord, of geef ze terug met een toelichting.",
            _waiting(actor, rounds),
        ),
        Section(
            "Nog geen bericht",
            "Van deze acties is er geen bericht sinds de ronde openging. Klopt de laatste melding nog? "
            "Dan is één klik op 'Nog actueel' genoeg.",
            [_line(a, remark=_draft_remark(a)) for a in own if _is_silent(a) and not _is_returned(a)],
        ),
        Section(
            "Nog geen bericht, en niemand in de werkgroep",
            "In deze werkgroepen kan nu niemand voortgang melden: de plaatsen zijn nog in te vullen, of "
            "wie er zit heeft geen account. Daarom krijgt u als rapportagecoördinator deze herinnering.",
            [_line(a, remark=a.working_group.name) for a in left if _is_silent(a)],
        ),
    ]
    return [section for section in sections if section.lines]


def _actions(actor: Actor, rounds: list[ReportingRound], empty_groups: list[Body]) -> list[Action]:
    """The actions that `actor` reports on, or that fall to the reporting coordinator, with their news.

    Of an action in two rounds the news since the later opening: what is silent since the earlier one, is
    silent since the later one too.
    """
    theirs = Q(working_group__in=actor.bodies_where(Verb.REPORT))
    if actor.may(Verb.ASSEMBLE):
        theirs |= Q(working_group__in=empty_groups)
    actions = Action.objects.visible_to(actor).filter(theirs).select_related("working_group")
    found: dict[str, Action] = {}
    for round_ in sorted(rounds, key=lambda round_: round_.opens_on):
        in_round = actions.filter(agenda__rounds=round_).with_news(round_.opens_on)
        found |= {action.code: action for action in in_round}
    return [found[code] for code in sorted(found)]


def _returned(actor: Actor, actions: list[Action]) -> list[Line]:
    by_actor = ProgressUpdate.objects.open().filter(reviewer=actor.user, state=UpdateState.RETURNED)
    own_deeds = set(by_actor.values_list("action", flat=True))
    return [
        _line(action, reverse("workagenda:update_edit", args=[action.code]))
        for action in actions
        if _is_returned(action) and action.pk not in own_deeds
    ]


def _waiting(actor: Actor, rounds: list[ReportingRound]) -> list[Line]:
    waiting = ProgressUpdate.objects.waiting_for(actor).filter(action__agenda__rounds__in=rounds)
    updates = waiting.select_related("action").order_by("submitted_at", "pk").distinct()
    return [_line(update.action, update.get_absolute_url()) for update in updates]


def _is_silent(action: Action) -> bool:
    """No news, and nothing that a reviewer has before them: the group still has to say something."""
    return action.news == News.NONE and action.open_state != UpdateState.SUBMITTED


def _is_returned(action: Action) -> bool:
    return action.open_state == UpdateState.RETURNED


def _draft_remark(action: Action) -> str:
    return "er ligt een concept" if action.open_state == UpdateState.DRAFT else ""


def _line(action: Action, path: str = "", remark: str = "") -> Line:
    address = address_of(path or action.get_absolute_url())
    return Line(action.code, title_for_mail(action), address, remark)


def _carry_out(plan: Plan) -> bool:
    """Writes a plan to the outbox, whole or not at all; True when a mail was queued."""
    first, *others = [moment.key(plan.recipient) for moment in plan.moments]
    with suppress(_ToldMeanwhile), transaction.atomic():
        is_new = [_queue(first, plan.digest) if plan.digest else _skip(first, plan, plan.reason)]
        is_new += [_skip(key, plan, f"Settled together with {first}.") for key in others]
        if not all(is_new):
            raise _ToldMeanwhile
        return plan.digest is not None
    return False


def _queue(key: str, digest: Digest) -> bool:
    text, html = mail_of(digest)
    return queue_mail(
        key=key,
        topic=MailTopic.REMINDER,
        recipient=digest.recipient,
        subject=digest.subject,
        text=text,
        html=html,
        about=digest.about,
    )


def _skip(key: str, plan: Plan, reason: str) -> bool:
    return skip_mail(key=key, topic=MailTopic.REMINDER, recipient=plan.recipient, reason=reason)
