"""A real SMTP server on this machine that keeps what it accepts, for tests of what really goes out."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"


class MailServer:
    """`accepted` holds the mails in their order; `answer` says per mail what the server replies."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.answer: Callable[[EmailMessage], str] = lambda mail: OK
        self.takes = 0.0  # seconds per mail
        self.port = _free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        await asyncio.sleep(self.takes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        answer = self.answer(mail)
        if answer == OK:
            self.accepted.append(mail)
        return answer

    @property
    def recipients(self) -> list[str]:
        return sorted(mail["To"] for mail in self.accepted)

    def mails_to(self, user: Any) -> list[EmailMessage]:
        return [mail for mail in self.accepted if mail["To"] == user.email]


def text_of(mail: EmailMessage) -> str:
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def _part(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    assert part is not None, f"no text/{subtype} in {mail['Subject']}"
    return part.get_content().replace("\r\n", "\n")


def mail_settings(server: MailServer) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": server.port,
        "EMAIL_TIMEOUT": 10,
    }


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
