"""Mails that go with a report in the making: to whom, what they tell, and who may still get them.

`queue_line_mails` and `queue_check_mails` are part of the verbs in `assembling`, in their transaction.
"""

import uuid
from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.urls import reverse

from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import ALLOWED, Verdict
from brainport_portal.core.mail import queue_mail
from brainport_portal.core.models import OutboxMail, User
from governance.choices import BodyKind, BodyRight, SeatRole, roles_with
from governance.models import Seat
from governance.permissions import Actor, Verb
from partners.models import Contact, Municipality
from workagenda.domain.mail import address_of, in_dutch, title_for_mail
from workagenda.models import Action
from workagenda.reports.assemble import build_content, reported_words
from workagenda.reports.models import Report, ReportLine
from workagenda.reports.permissions import may_see_work, municipality_of

OVERSEEING_SEATS = roles_with(BodyRight.OVERSEE, BodyKind.TASKFORCE)


class NoticeTopic(StrEnum):
    """What a mail of a report is about; its key begins with it and the row that it follows from."""

    LINE = "line"
    CHECK = "check"


def queue_line_mails(line: ReportLine, *, by: Actor) -> None:
    """Tells the coordinators of the action's group what the report will say in place of their words."""
    change = line.history.latest("history_id").history_id
    words = reported_words(line.report, line.action)
    path = reverse("reports:line_edit", args=[line.report.uuid, line.action.code])
    seats = Seat.objects.usable_on(by.day).coordinators().filter(body=line.action.working_group_id)
    for coordinator in _people(seats, by):
        context = {
            "line": line,
            "title": title_for_mail(line.action),
            "reported": words.done if words else "",
            "address": address_of(path),
        }
        _queue(
            f"{NoticeTopic.LINE}:{line.pk}:{change}",
            coordinator,
            subject=f"De rapportage krijgt een andere tekst bij {line.action.code}",
            context=context,
            about=[line.action.code],
        )


def line_was_told(line: ReportLine) -> bool:
    """Whether a mail was written about the text of this line."""
    return OutboxMail.objects.filter(
        topic=NoticeTopic.LINE, key__startswith=f"{NoticeTopic.LINE}:{line.pk}:"
    ).exists()


def queue_check_mails(report: Report, *, by: Actor) -> None:
    """Asks coordinators and taskforce to check the report, and municipalities for their text.

    One mail per person and date, so that a report that comes back with the same date asks nothing again.
    """
    watchers = set(_people(_watching_seats(by), by))
    municipalities = _municipalities(report, by)
    for person in sorted(watchers | municipalities.keys(), key=lambda user: user.pk):
        _queue_check_mail(report, person, municipalities.get(person), is_watcher=person in watchers)


def may_receive(mail: OutboxMail) -> Verdict:
    """Whether the recipient may, today, still know what a mail of a report tells."""
    actor = Actor.of(mail.recipient)
    may_know = _may_know_line if mail.topic == NoticeTopic.LINE else _may_know_report
    if all(may_know(actor, item) for item in mail.about):
        return ALLOWED
    return Verdict(allowed=False, reason="The recipient may no longer know this, or it is over.")


def _queue_check_mail(
    report: Report, person: User, municipality: Municipality | None, *, is_watcher: bool
) -> None:
    slug = municipality.slug if municipality else ""
    about = [f"report:{report.uuid}"] if is_watcher else []
    context = {
        "report": report,
        "until": display_date(report.check_until) if report.check_until else "",
        "is_watcher": is_watcher,
        "municipality": municipality,
        "address": address_of(report.get_absolute_url()),
    }
    if municipality:
        about.append(f"note:{report.uuid}/{slug}")
        context["note_address"] = address_of(reverse("reports:note_edit", args=[report.uuid, slug]))
    name = report.round.name
    subject = f"Ter controle: voortgangsrapportage {name}"
    if not is_watcher:
        subject = f"Uw tekst voor {municipality} in de voortgangsrapportage {name}"
    key = f"{NoticeTopic.CHECK}:{report.pk}:{report.check_until:%Y%m%d}"
    _queue(key, person, subject=subject, context=context, about=about)


def _queue(
    key: str, recipient: User, *, subject: str, context: dict[str, object], about: Iterable[str]
) -> None:
    topic = key.partition(":")[0]
    preferences = address_of(reverse("workagenda:mail_preferences"))
    text, html = in_dutch(
        f"reports/mail/{topic}",
        {**context, "recipient": recipient, "subject": subject, "preferences": preferences},
    )
    queue_mail(
        key=f"{key}:{recipient.pk}",
        topic=topic,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        about=about,
    )


def _people(seats: QuerySet[Seat], by: Actor) -> QuerySet[User]:
    """Who sits in `seats`; nobody is mailed about their own deed."""
    people = User.objects.filter(pk__in=seats.values("contact__user"))
    return people.exclude(pk=by.person.pk).order_by("pk")


def _watching_seats(by: Actor) -> QuerySet[Seat]:
    coordinates = Q(body__kind=BodyKind.WORKING_GROUP, role=SeatRole.COORDINATOR)
    oversees = Q(body__kind=BodyKind.TASKFORCE, role__in=OVERSEEING_SEATS)
    return Seat.objects.usable_on(by.day).filter(coordinates | oversees)


def _municipalities(report: Report, by: Actor) -> dict[User, Municipality]:
    """The participants who speak for a municipality that something in the report touches."""
    touched = [row.slug for row in build_content(report).touched_municipalities]
    contacts = Contact.objects.filter(municipality__slug__in=touched).select_related("municipality", "user")
    people = _people(Seat.objects.usable_on(by.day).filter(contact__in=contacts), by)
    return {
        contact.user: contact.municipality
        for contact in contacts.filter(user__in=people)
        if contact.user and contact.municipality
    }


def _may_know_line(actor: Actor, code: str) -> bool:
    action = Action.objects.visible_to(actor).filter(code=code).first()
    return action is not None and actor.may(Verb.CHECK_LINES, action.working_group_id)


def _may_know_report(actor: Actor, item: str) -> bool:
    """`item` is "report:" or "note:" with the report, and for a note the municipality."""
    kind, _colon, rest = item.partition(":")
    key, _slash, slug = rest.partition("/")
    report = Report.objects.filter(uuid=uuid.UUID(key)).first()
    if report is None or not report.takes_remarks_on(actor.day):
        return False
    if kind == "report":
        return bool(may_see_work(actor))
    municipality = municipality_of(actor)
    return municipality is not None and municipality.slug == slug
