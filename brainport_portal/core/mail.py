"""The outbox: a mail is written in the transaction that it tells about and sent after its commit.

`queue_mail` writes a row and nothing else, so a mail about something that was rolled back does not exist.
`send_waiting`, run by a timer, claims one row at a time in a transaction of its own and talks to the mail
server outside any. It may be killed at any moment and may run twice at once.

What that cannot do: a sender killed between the server's "accepted" and our mark leaves a row that looks
unsent. It goes out again after some minutes, as the same mail with the same Message-ID. So a mail is never
lost, and seldom sent twice; mail programs that look at the Message-ID show it once.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .gates import Verdict
from .models import OutboxMail, User

log = logging.getLogger(__name__)

# How long a claim lasts: longer than any sending (EMAIL_TIMEOUT). Also the wait after a first failure,
# which doubles with each next one; ten attempts take three and a half days.
FIRST_WAIT = datetime.timedelta(minutes=10)
ATTEMPTS = 10

# Asks the floors above whether the recipient may still know of what the mail is about.
MayReceive = Callable[[OutboxMail], Verdict]


@dataclass(frozen=True)
class Attachment:
    """A document that goes with a mail; made when it is sent, so that nothing confidential is kept."""

    name: str
    data: bytes
    content_type: str


AttachmentsOf = Callable[[OutboxMail], Sequence[Attachment]]


@dataclass
class Run:
    """What one run of the sender did; `problems` says what could not be sent and why."""

    sent: int = 0
    dropped: int = 0
    problems: list[str] = field(default_factory=list)


def queue_mail(
    *,
    key: str,
    topic: str,
    recipient: User,
    subject: str,
    text: str,
    html: str,
    about: Iterable[str] = (),
) -> bool:
    """Writes a mail to be sent after the commit; False when one with this key was written before.

    `key` is made of letters, digits, dots, dashes and colons. `about` names what the mail tells of, in
    words that `may_receive` understands.
    """
    content = {"subject": " ".join(subject.split())[:200], "text": text, "html": html, "about": [*about]}
    return _write(key, {"topic": topic, "recipient": recipient, **content})


def skip_mail(*, key: str, topic: str, recipient: User, reason: str) -> bool:
    """Writes that the mail with this key need not be sent, so that it is not asked again."""
    settled = {"dropped_at": timezone.now(), "outcome": reason}
    return _write(key, {"topic": topic, "recipient": recipient, **settled})


def _write(key: str, fields: dict[str, object]) -> bool:
    _mail, is_new = OutboxMail.objects.get_or_create(key=key, defaults=fields)
    return is_new


def no_attachments(mail: OutboxMail) -> Sequence[Attachment]:
    return ()


def send_waiting(*, may_receive: MayReceive, attachments_of: AttachmentsOf = no_attachments) -> Run:
    """Sends what waits, one by one; whoever may no longer log in or know of it gets nothing.

    A server that does not answer costs no mail an attempt. Must not be called in a transaction.
    """
    run = Run()
    connection = get_connection()
    try:
        while due_on(timezone.now()).exists():
            connection.open()
            mail = _claim_next(timezone.now())
            if mail is None:
                break
            if reason := reason_against(mail, may_receive):
                _drop(mail, reason)
                run.dropped += 1
            else:
                _deliver(mail, _attachments(mail, attachments_of), connection, run)
    except OSError as error:
        run.problems.append(f"The mail server does not answer. {_in_words(error)}")
    finally:
        with suppress(OSError):
            connection.close()
    return run


def due_on(now: datetime.datetime) -> QuerySet[OutboxMail]:
    """Mails that wait, the oldest first: never tried, or tried long enough ago.

    That is also how the mail of a sender that was killed comes free.
    """
    rested = Q(claimed_at=None) | Q(attempts__gte=ATTEMPTS, claimed_at__lte=now - wait_after(ATTEMPTS))
    for attempts in range(1, ATTEMPTS):
        rested |= Q(attempts=attempts, claimed_at__lte=now - wait_after(attempts))
    return OutboxMail.objects.filter(rested, sent_at=None, dropped_at=None).order_by("queued_at", "pk")


def wait_after(attempts: int) -> datetime.timedelta:
    return FIRST_WAIT * 2 ** (attempts - 1)


def reason_against(mail: OutboxMail, may_receive: MayReceive) -> str:
    """Why the recipient should not get this mail now; empty when nothing is against it."""
    if not mail.recipient.may_log_in():
        return "The account can no longer log in."
    verdict = may_receive(mail)
    return "" if verdict else verdict.reason


def message_of(mail: OutboxMail, attachments: Iterable[Attachment] = ()) -> EmailMultiAlternatives:
    """The mail as it is sent; the same row always gives the same Message-ID."""
    host = urlsplit(settings.SITE_ADDRESS).hostname
    headers = {
        "Message-ID": f"<{mail.key.replace(':', '.')}.{mail.queued_at:%Y%m%d%H%M%S}@{host}>",
        "Content-Language": "nl",
        # So that nobody's absence assistant answers.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient.email], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    for attachment in attachments:
        message.attach(attachment.name, attachment.data, attachment.content_type)
    return message


def _claim_next(now: datetime.datetime) -> OutboxMail | None:
    """Takes the oldest mail that waits; committed before it is sent, so that no other sender takes it.

    On SQLite the IMMEDIATE transaction does what the row lock does elsewhere.
    """
    with transaction.atomic(durable=True):
        waiting = due_on(now).select_for_update(skip_locked=True, of=("self",))
        mail = waiting.select_related("recipient").first()
        if mail is not None:
            mail.claimed_at = now
            mail.attempts += 1
            mail.save(update_fields=["claimed_at", "attempts"])
    return mail


def _attachments(mail: OutboxMail, attachments_of: AttachmentsOf) -> Sequence[Attachment]:
    """Its documents; without them when they cannot be made, as the words are in the mail itself.

    Whatever goes wrong there must not hold up the other mails.
    """
    try:
        return attachments_of(mail)
    except Exception:
        log.exception("%s goes without its documents", mail.key)
        return ()


def _deliver(
    mail: OutboxMail, attachments: Iterable[Attachment], connection: BaseEmailBackend, run: Run
) -> None:
    try:
        if not connection.send_messages([message_of(mail, attachments)]):
            raise ValueError("nothing to send, or nobody to send it to")
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors, those of a bad header ValueErrors
        run.problems.append(f"{mail.key}: {_in_words(error)}")
        _note_failure(mail, error)
        with suppress(OSError):
            connection.close()
        return
    mail.sent_at, mail.outcome = timezone.now(), "Accepted by the mail server."
    mail.save(update_fields=["sent_at", "outcome"])
    run.sent += 1


def _note_failure(mail: OutboxMail, error: Exception) -> None:
    outcome = f"Attempt {mail.attempts} of {ATTEMPTS}: {_in_words(error)}"
    if mail.attempts >= ATTEMPTS:
        _drop(mail, f"Given up. {outcome}")
    else:
        mail.outcome = outcome[:300]
        mail.save(update_fields=["outcome"])


def _drop(mail: OutboxMail, reason: str) -> None:
    mail.dropped_at, mail.outcome = timezone.now(), reason[:300]
    mail.save(update_fields=["dropped_at", "outcome"])


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
