"""The portal as it is served: gunicorn with its worker processes, on a throw-away database of its own.

For tests of what several processes do to one database, which a test client in one process cannot show.
SQLite in a file, or on the server that DATABASE_URL names a new database that goes afterwards.
"""

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
# As scripts/run.sh starts it.
GUNICORN = ("-m", "gunicorn", "brainport_portal.wsgi", "--worker-class", "gthread")
OPTIONS = ("--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning")


@dataclass
class Portal:
    """A running portal: where it listens, its environment, and what it wrote in its log."""

    port: int
    environment: dict[str, str]
    log: Path

    def call(self, function: Callable[..., Any], **arguments: Any) -> Any:
        """What `function` answers in a process of its own, with this portal's database behind Django.

        It lies at the top of a module; arguments and answer go through JSON.
        """
        return _call(self.environment, function, arguments)


@contextmanager
def served(folder: Path, prepare: Callable[..., Any], **arguments: Any) -> Iterator[tuple[Portal, Any]]:
    """A portal on fresh tables, and the answer of `prepare`, which fills them before it starts."""
    with _database(folder) as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "DEVELOPMENT": "1",
            "DEMO": "0",
            "MEDIA_ROOT": str(folder / "media"),
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        answer = _call(environment, prepare, arguments)
        log = folder / "gunicorn.log"
        with _gunicorn(environment, log) as port:
            yield Portal(port, environment, log), answer


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"served_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _gunicorn(environment: Mapping[str, str], log: Path) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, *GUNICORN, *OPTIONS, "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"gunicorn does not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(10)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    try:
        return bool(Browser(port).get("/static/").status)
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    status: int
    page: str
    seconds: float


@dataclass
class Browser:
    """Somebody at a screen: keeps cookies, follows nothing, and measures how long an answer takes."""

    port: int
    session: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        cookies = {"sessionid": self.session, **self.cookies}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, page, time.perf_counter() - start)


def make_tables() -> None:
    """All tables straight from the models, as the tests have them."""
    from django.conf import settings
    from django.core.management import call_command

    class NoMigrations(dict):
        def __contains__(self, app: object) -> bool:
            return True

        def __getitem__(self, app: str) -> None:
            return None

    settings.MIGRATION_MODULES = NoMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)


def log_in(user: Any) -> str:
    """The key of a session in which `user` is logged in."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client.cookies["sessionid"].value


def _call(environment: Mapping[str, str], function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    command = [sys.executable, "-m", __name__, f"{function.__module__}:{function.__qualname__}"]
    result = subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(arguments), capture_output=True, text=True
    )
    if result.returncode:
        raise RuntimeError(f"{function.__qualname__} failed:\n{result.stdout}{result.stderr}")
    return json.loads(result.stdout)


def _answer(name: str) -> None:
    """In the process of its own: calls the function that `name` says and writes its answer."""
    import django

    django.setup()
    module, _, function = name.partition(":")
    answer = getattr(importlib.import_module(module), function)(**json.load(sys.stdin))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _answer(sys.argv[1])
