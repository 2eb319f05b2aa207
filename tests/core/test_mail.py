"""The outbox against a real mail server: once, after the commit, to who may know, whatever goes wrong."""

import datetime
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

import pytest
import time_machine
from django.conf import settings as portal_settings
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from brainport_portal.core.gates import ALLOWED, Verdict
from brainport_portal.core.mail import ATTEMPTS, FIRST_WAIT, queue_mail, send_waiting, skip_mail, wait_after
from brainport_portal.core.models import OutboxMail
from tests import makers
from tests.mail_server import OK, html_of, mail_settings, running_mail_server, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

A_MOMENT = datetime.timedelta(seconds=1)
NOW = datetime.datetime(2026, 5, 8, 8, tzinfo=datetime.UTC)


@pytest.fixture
def server(settings):
    with running_mail_server() as server:
        for name, value in mail_settings(server).items():
            setattr(settings, name, value)
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def everybody_may(mail):
    return ALLOWED


def queue(user, key="soort:1:1", **fields):
    content = {"topic": "soort", "subject": "Onderwerp", "text": "Tekst.\n", "html": "<p>Tekst.</p>\n"}
    return queue_mail(key=key, recipient=user, **{**content, **fields})


def send(**options):
    return send_waiting(**{"may_receive": everybody_may, **options})


def test_mail_goes_out_in_both_forms_with_its_headers(server, clock, settings, seatless):
    settings.SITE_ADDRESS = "https://portal.example:8443"
    queue(seatless, subject="Eén actie – café", text="Grüße\n.\nFrom hier\n€ 😀\n", html="<p>café 😀</p>\n")

    run = send()

    (mail,) = server.accepted
    assert (run.sent, run.dropped, run.problems) == (1, 0, [])
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert text_of(mail) == "Grüße\n.\nFrom hier\n€ 😀\n"
    assert html_of(mail) == "<p>café 😀</p>\n"
    assert mail["Subject"] == "Eén actie – café"
    assert mail["To"] == seatless.email
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Message-ID"] == "<soort.1.1.20260508080000@portal.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "nl"


def test_second_run_sends_nothing_again(server, seatless):
    queue(seatless)
    send()

    run = send()

    assert (len(server.accepted), run.sent) == (1, 0)
    assert OutboxMail.objects.get().sent_at is not None


def test_queueing_twice_is_one_mail(server, seatless):
    assert queue(seatless) is True
    assert queue(seatless, text="Iets anders.") is False
    send()

    assert [text_of(mail) for mail in server.accepted] == ["Tekst.\n"]


def test_mail_of_a_rolled_back_change_does_not_exist(server, seatless):
    with suppress(ZeroDivisionError), transaction.atomic():
        queue(seatless)
        raise ZeroDivisionError
    send()

    assert server.accepted == []
    assert not OutboxMail.objects.exists()


def test_skipped_mail_is_settled_and_never_sent(server, seatless):
    assert skip_mail(key="soort:1:1", topic="soort", recipient=seatless, reason="Had nothing to do.") is True
    assert queue(seatless) is False
    send()

    assert server.accepted == []
    assert OutboxMail.objects.get().outcome == "Had nothing to do."


def test_closed_account_gets_nothing(server, seatless, clock):
    expired = makers.make_user()
    queue(seatless), queue(expired, key="soort:1:2")
    type(seatless).objects.filter(pk=seatless.pk).update(is_active=False)
    type(expired).objects.filter(pk=expired.pk).update(expires_on=NOW.date() - datetime.timedelta(days=1))

    run = send()

    assert (server.accepted, run.sent, run.dropped, run.problems) == ([], 0, 2, [])
    outcomes = set(OutboxMail.objects.values_list("outcome", flat=True))
    assert outcomes == {"The account can no longer log in."}


def test_who_may_no_longer_know_gets_nothing(server, seatless):
    other = makers.make_user()
    queue(seatless, about=["MO-02"]), queue(other, key="soort:1:2", about=["MO-03"])

    run = send(may_receive=lambda mail: Verdict(allowed=mail.about == ["MO-03"], reason="No longer."))

    assert server.recipients == [other.email]
    assert (run.sent, run.dropped) == (1, 1)
    assert OutboxMail.objects.get(recipient=seatless).outcome == "No longer."


def test_mail_goes_to_the_address_of_today(server, seatless):
    queue(seatless)
    type(seatless).objects.update(email="nieuw@voorbeeld.example")
    send()

    assert server.recipients == ["nieuw@voorbeeld.example"]


def test_mail_goes_without_documents_that_cannot_be_made_and_holds_up_no_other(server, seatless):
    def fail(mail):
        raise FileNotFoundError("font")

    queue(seatless, key="soort:1:1")
    queue(seatless, key="soort:1:2")

    run = send(attachments_of=fail)

    assert (run.sent, run.problems) == (2, [])


def test_line_ends_in_a_subject_make_no_header(server, seatless):
    queue(seatless, subject="Actie\r\nBcc: iemand@voorbeeld.example\n" + "x" * 300)
    send()

    (mail,) = server.accepted
    assert mail["Subject"].startswith("Actie Bcc: iemand@voorbeeld.example xxx")
    assert mail["Bcc"] is None


def test_server_that_is_away_costs_no_attempt(server, seatless):
    queue(seatless)
    server.stop()

    run = send()

    assert run.sent == 0
    assert run.problems[0].startswith("The mail server does not answer. ConnectionRefusedError")
    assert OutboxMail.objects.get().attempts == 0
    server.start()
    assert send().sent == 1


def test_refused_mail_waits_and_goes_later_as_the_same_mail(server, clock, seatless):
    refused = []
    server.answer = lambda mail: refused.append(mail["Message-ID"]) or "451 later"
    queue(seatless)

    problems = send().problems
    at_once = send()

    waiting = OutboxMail.objects.get()
    assert problems[0].startswith("soort:1:1: SMTPDataError: (451, ")
    assert waiting.outcome.startswith("Attempt 1 of 10: SMTPDataError: (451, ")
    assert (waiting.attempts, waiting.sent_at, at_once.problems, len(refused)) == (1, None, [], 1)
    server.answer = lambda mail: OK
    clock.shift(FIRST_WAIT + A_MOMENT)
    assert send().sent == 1
    assert [mail["Message-ID"] for mail in server.accepted] == refused


def test_mail_is_given_up_after_so_many_attempts(server, clock, seatless):
    tries = []
    server.answer = lambda mail: tries.append(timezone.now()) or "550 nobody here"
    queue(seatless)

    for attempt in range(1, ATTEMPTS + 4):
        send()
        clock.shift(wait_after(min(attempt, ATTEMPTS)) + A_MOMENT)

    assert len(tries) == ATTEMPTS
    assert tries[-1] - tries[0] < datetime.timedelta(days=4)
    given_up = OutboxMail.objects.get()
    assert given_up.outcome.startswith("Given up. Attempt 10 of 10: SMTPDataError: (550, ")
    assert given_up.dropped_at is not None


@pytest.mark.parametrize("refusal", ["550 nobody here", "421 closing the line"])
def test_one_refused_mail_keeps_no_other_waiting(server, seatless, refusal):
    others = [makers.make_user() for _ in range(3)]
    for n, user in enumerate([seatless, *others]):
        queue(user, key=f"soort:1:{n}")
    server.answer = lambda mail: refusal if mail["To"] == seatless.email else OK

    run = send()

    assert (run.sent, len(run.problems)) == (3, 1)
    assert server.recipients == sorted(user.email for user in others)


def test_address_that_cannot_be_written_is_a_problem_of_that_mail(server, seatless):
    other = makers.make_user()
    queue(seatless), queue(other, key="soort:1:2")
    type(seatless).objects.filter(pk=seatless.pk).update(email="a@b\nBcc: c@d")

    run = send()

    assert (run.sent, len(run.problems)) == (1, 1)
    assert server.recipients == [other.email]


class KilledAfterSending(EmailBackend):
    """The sender that is killed after the server said yes and before we noted it."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def test_mail_of_a_killed_sender_comes_free_and_is_recognisable(server, clock, settings, seatless):
    settings.EMAIL_BACKEND = f"{__name__}.KilledAfterSending"
    queue(seatless)
    with pytest.raises(KeyboardInterrupt):
        send()
    settings.EMAIL_BACKEND = mail_settings(server)["EMAIL_BACKEND"]

    clock.shift(FIRST_WAIT - A_MOMENT)
    assert send().sent == 0
    clock.shift(2 * A_MOMENT)
    assert send().sent == 1

    first, again = server.accepted
    assert first["Message-ID"] == again["Message-ID"]
    assert text_of(first) == text_of(again)


class KilledBeforeSending(EmailBackend):
    """The sender that is killed with a claim on a mail, before it said anything to the server."""

    def send_messages(self, messages):
        raise KeyboardInterrupt


def test_mail_of_a_sender_killed_too_early_is_not_lost(server, clock, settings, seatless):
    settings.EMAIL_BACKEND = f"{__name__}.KilledBeforeSending"
    queue(seatless)
    with pytest.raises(KeyboardInterrupt):
        send()
    settings.EMAIL_BACKEND = mail_settings(server)["EMAIL_BACKEND"]

    clock.shift(FIRST_WAIT + A_MOMENT)
    send(), send()

    assert len(server.accepted) == 1


class Interrupted(EmailBackend):
    """While this sender talks to the server, another one runs from begin to end."""

    def send_messages(self, messages):
        portal_settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        self.other_runs.append(send())
        return super().send_messages(messages)

    other_runs = []


def test_two_senders_at_once_send_every_mail_once(server, settings, seatless):
    Interrupted.other_runs.clear()
    settings.EMAIL_BACKEND = f"{__name__}.Interrupted"
    for n in range(4):
        queue(seatless, key=f"soort:1:{n}")

    run = send()

    assert (run.sent, [other.sent for other in Interrupted.other_runs]) == (1, [3])
    assert len({mail["Message-ID"] for mail in server.accepted}) == len(server.accepted) == 4


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory is one connection")
@pytest.mark.django_db(transaction=True)
def test_senders_in_a_race_send_every_mail_once(server, seatless):
    for n in range(60):
        queue(seatless, key=f"soort:1:{n}")
    runs = []

    def race():
        try:
            runs.append(send())
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(run.sent for run in runs) == 60
    assert len({mail["Message-ID"] for mail in server.accepted}) == len(server.accepted) == 60


class Watching(EmailBackend):
    def send_messages(self, messages):
        self.in_transaction.append(connection.in_atomic_block)
        return super().send_messages(messages)

    in_transaction = []


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_talked_to(server, settings, seatless):
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.in_transaction.clear()
    queue(seatless)
    send()

    assert Watching.in_transaction == [False]


def test_sending_inside_a_transaction_is_refused(server, seatless):
    queue(seatless)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        send()

    assert server.accepted == []


def test_a_mail_takes_six_queries(server, seatless, django_assert_num_queries):
    """Of which two begin and end the claim; and one to see that nothing waits any more."""
    queue(seatless)
    with django_assert_num_queries(6 + 1):
        send()
    for n in range(3):
        queue(seatless, key=f"soort:2:{n}")
    with django_assert_num_queries(3 * 6 + 1):
        send()


@pytest.mark.night
def test_killed_senders_lose_nothing(tmp_path):
    """Two senders at once, killed again and again on a database of their own, with a slow server.

    A mail that was accepted just before a kill may come twice, recognisably; every other comes once.
    """
    total, kills = 40, 0
    database = tmp_path / "portal.sqlite3"
    with running_mail_server() as server:
        server.takes = 0.05
        environment = {
            **os.environ,
            "DEVELOPMENT": "1",
            "DATABASE_URL": f"sqlite:///{database}",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "LOG_LEVEL": "ERROR",
        }
        manage = [sys.executable, str(portal_settings.BASE_DIR / "manage.py")]
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        subprocess.run([*manage, "shell", "-c", QUEUE % total], env=environment, check=True)
        for _ in range(40):
            senders = [subprocess.Popen([*manage, "send_mail"], env=environment) for _ in range(2)]
            _wait_for_more(server, senders)
            kills += sum(sender.poll() is None for sender in senders)
            for sender in senders:
                sender.kill()
                sender.wait()
            if _let_minutes_pass(database) == 0:
                break

    times = Counter(mail["Message-ID"] for mail in server.accepted)
    assert len(times) == total
    assert kills > 2
    assert sum(times.values()) - total <= kills
    assert len({(mail["Message-ID"], text_of(mail)) for mail in server.accepted}) == total


QUEUE = """
from brainport_portal.core.mail import queue_mail
from brainport_portal.core.models import User
user = User.objects.create_user("iemand@voorbeeld.example", full_name="Iemand")
for n in range(%d):
    queue_mail(key=f"soort:1:{n}", topic="soort", recipient=user, subject="S", text=f"T{n}", html="<p>T</p>")
"""


def _wait_for_more(server, senders):
    """Until some more mails were accepted, or the senders are done."""
    enough = len(server.accepted) + random.randint(1, 15)
    while len(server.accepted) < enough and any(sender.poll() is None for sender in senders):
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.1))


def _let_minutes_pass(database):
    """Makes the claims of the killed senders old; returns how many mails still wait."""
    with sqlite3.connect(database) as rows:
        rows.execute("UPDATE core_outboxmail SET claimed_at = NULL WHERE sent_at IS NULL")
        waiting = rows.execute("SELECT count(*) FROM core_outboxmail WHERE sent_at IS NULL")
        return waiting.fetchone()[0]
