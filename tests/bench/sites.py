"""The portal and the bare site as WSGI programs in this process, asked without a socket in between."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from brainport_portal.core.models import User

from . import yardsticks


class WrongAnswer(Exception):
    """What was timed is not what it should be."""


class Site:
    """A WSGI program and somebody who is logged in there."""

    def __init__(self, program: WSGIHandler, user: User) -> None:
        self.program = program
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "brainport_portal.core.auth.ExpiringAccountBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookie = f"sessionid={session.session_key}"

    def get(self, address: str) -> str:
        """The page at `address`; raises WrongAnswer unless it is there."""
        environ = RequestFactory(SERVER_NAME="localhost", HTTP_COOKIE=self.cookie).get(address).environ
        statuses: list[str] = []
        response = self.program(environ, lambda status, headers: statuses.append(status))
        body = b"".join(response).decode()
        response.close()
        if statuses != [f"{HTTPStatus.OK.value} OK"]:
            raise WrongAnswer(f"{address}: {statuses}")
        return body

    def visit(self, address: str, counts: dict[str, int]) -> Callable[[], None]:
        """Something to time: gets the page and counts the texts in it that are named in `counts`."""

        def run() -> None:
            body = self.get(address)
            found = {text: body.count(text) for text in counts}
            if found != counts:
                raise WrongAnswer(f"{address}: {found} instead of {counts}")

        return run

    def count_queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.get(address)
        return len(queries)


def portal(user: User) -> Site:
    return Site(WSGIHandler(), user)


def bare_site(user: User) -> Site:
    """Django as `startproject` leaves it, on the same database."""
    with override_settings(MIDDLEWARE=[f"{yardsticks.__name__}.own_addresses", *yardsticks.MIDDLEWARE]):
        return Site(WSGIHandler(), user)
