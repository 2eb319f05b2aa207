"""A portal with the examples behind a real server, and browser windows of the people who use it."""

import copy
import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client, override_settings

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from brainport_portal.core.pdf import RenderedPdf
from brainport_portal.demo import load_demo_data
from tests.portal.conftest import load_fresh_portal
from workagenda.reports import rendering

WIDE, NARROW = 1280, 390
REQUESTS_AT_ONCE = 20
TURN = threading.RLock()
MODELS = apps.get_models(include_auto_created=True)
# A page that says no is a page; the browser mentions its status as an error.
EXPECTED_ERRORS = (
    "Failed to load resource: the server responded with a status of",
    "Response Status Error Code",
)


def _stand_in(content: Any, audience: str, *_more: str) -> RenderedPdf:
    data = f"%PDF {content.reference} {audience}".encode()
    return RenderedPdf(data=data, pages=1, sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="session")
def examples(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[str, Any]:
    """Every row and file of a portal with examples, loaded once; the edition is a stand-in for a PDF."""
    media = tmp_path_factory.mktemp("media")
    quick = {"MEDIA_ROOT": media, "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(**quick),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(rendering, "render_content", _stand_in)
        load_fresh_portal()
        load_demo_data(on=today())
        rows = {model: list(model._base_manager.all()) for model in MODELS}
        transaction.set_rollback(True)
    return {"rows": rows, "media": media}


@pytest.fixture
def site(examples, live_server, settings) -> Iterator[str]:
    """The address of a portal as the examples leave it, whatever an earlier test did."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    settings.MEDIA_ROOT = Path(settings.MEDIA_ROOT)
    shutil.copytree(examples["media"], settings.MEDIA_ROOT)
    cache.clear()  # it counts log-ins
    with transaction.atomic():
        for model in MODELS:
            model._base_manager.all()._raw_delete(connection.alias)
        for model, rows in examples["rows"].items():
            model._base_manager.bulk_create(copy.copy(row) for row in rows)
    ContentType.objects.clear_cache()
    with _one_request_at_a_time():
        yield live_server.url


def in_turn() -> AbstractContextManager[Any]:
    """`with in_turn():` nobody else uses the database of the test, where everybody shares one connection."""
    return TURN if connection.vendor == "sqlite" else nullcontext()


@contextmanager
def _one_request_at_a_time() -> Iterator[None]:
    """SQLite in memory is one connection: without a queue, requests would share a transaction.

    After the test no request is answered any more: one that comes late would write in the database while
    it is being emptied.
    """
    lock = in_turn()
    answer, is_over, running = WSGIHandler.__call__, threading.Event(), threading.Semaphore(REQUESTS_AT_ONCE)

    def wait_and_answer(self: WSGIHandler, environ: Any, start_response: Any) -> Any:
        with running, lock:
            if is_over.is_set():
                start_response("503 Service Unavailable", [])
                return []
            return answer(self, environ, start_response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", wait_and_answer)
        yield
        is_over.set()
        for _request in range(REQUESTS_AT_ONCE):
            running.acquire(timeout=20)


@pytest.fixture
def window(browser, site, browser_context_args) -> Iterator[Callable[..., Any]]:
    """`window()`: a page of a new browser; `window("rapportage")`: of somebody who is logged in.

    At the end no page has written an error in the console.
    """
    contexts, errors = [], []

    def note(message: Any) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_ERRORS):
            errors.append(f"{message.location.get('url')}: {message.text}")

    def open_window(name: str = "", **options: Any) -> Any:
        context = browser.new_context(**{**browser_context_args, "base_url": site, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        if name:
            context.add_cookies([session_cookie(name, site)])
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


def session_cookie(name: str, site: str) -> dict[str, str]:
    client = Client()
    user = User.objects.get(email=email_of(name))
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}


def email_of(name: str) -> str:
    return f"{name}@voorbeeld.example"
