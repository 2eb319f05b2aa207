"""kill -9 of the task worker, and of its helper, at any moment: nothing half, and all comes right again.

Over HTTP and with real worker processes, on a database of its own; somebody goes on reading all the while.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.served import ROOT, Portal, log_in, make_tables, served

pytestmark = [pytest.mark.night, pytest.mark.database]

REPORTER = "rapportage@voorbeeld.example"
KILLS = 8
PATIENCE, START = 300, 20


def prepare() -> dict[str, Any]:
    """The examples with their frozen report, and what its 21 editions must become: address -> hash."""
    from brainport_portal.core.dates import today
    from brainport_portal.core.models import User
    from brainport_portal.demo import load_demo_data
    from tests.portal.conftest import load_fresh_portal
    from workagenda.reports import rendering
    from workagenda.reports.choices import Audience
    from workagenda.reports.models import Report

    make_tables()
    load_fresh_portal()
    load_demo_data(on=today())
    content = Report.objects.frozen().get().frozen_content
    undisturbed = {
        row.slug: rendering.render_content(content, Audience.COUNCIL, row.slug).sha256
        for row in content.municipalities
        if row.region == "Brainportregio"
    }
    return {"session": log_in(User.objects.get(email=REPORTER)), "undisturbed": undisturbed}


def ask() -> dict[str, str]:
    """One click; returns the address of each edition by municipality."""
    from django.urls import reverse

    from workagenda.reports import domain
    from workagenda.reports.models import Report

    editions = domain.queue_council_set(Report.objects.frozen().get(), by=_reporter())
    return {
        edition.municipality.slug: reverse(
            "reports:edition_pdf", kwargs={"uuid": edition.report.uuid, "edition": edition.uuid}
        )
        for edition in editions
    }


def try_again() -> int:
    """Once the time has passed in which a document may take, one click again; returns how many were asked."""
    from django.db.models import F

    from workagenda.reports import domain
    from workagenda.reports.models import LONGEST_RENDERING, Edition, Report

    Edition.objects.unfinished().update(
        started_at=F("started_at") - 2 * LONGEST_RENDERING, queued_at=F("queued_at") - 2 * LONGEST_RENDERING
    )
    return len(domain.retry_editions(Report.objects.frozen().get(), by=_reporter()))


def look() -> list[list[str]]:
    """Municipality, state, hash and file of every council edition."""
    from workagenda.reports.models import Edition

    rows = Edition.objects.council().values_list("municipality__slug", "state", "sha256", "file")
    return [list(row) for row in rows]


def _reporter() -> Any:
    from brainport_portal.core.models import User
    from governance.permissions import Actor

    return Actor.of(User.objects.get(email=REPORTER))


@contextmanager
def worker(portal: Portal) -> Iterator[subprocess.Popen[bytes]]:
    """A task worker as in production."""
    options = ("--no-reload", "--no-startup-delay", "--interval", "0.1")
    command = [sys.executable, "manage.py", "db_worker", *options]
    with portal.log.open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=portal.environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def helpers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that `process` started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in children.read_text().split()]


class ReadingOn(threading.Thread):
    """Somebody who opens one edition after the other; what is not whole yet must not be there."""

    def __init__(self, portal: Portal, made: dict[str, Any], addresses: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.portal, self.made, self.addresses = portal, made, addresses
        self.answers: Counter[str] = Counter()
        self.is_done = threading.Event()

    def run(self) -> None:
        while not self.is_done.is_set():
            for slug, address in self.addresses.items():
                self.answers[self.read(slug, address)] += 1
                time.sleep(0.1)

    def read(self, slug: str, address: str) -> str:
        with closing(HTTPConnection("127.0.0.1", self.portal.port, timeout=60)) as connection:
            connection.request("GET", address, headers={"Cookie": f"sessionid={self.made['session']}"})
            response = connection.getresponse()
            data = response.read()
        if response.status != 200:
            return str(response.status)
        whole = hashlib.sha256(data).hexdigest() == self.made["undisturbed"][slug]
        return "whole" if whole else f"half: {slug}, {len(data)} bytes"


def check_files(folder: Path) -> None:
    """Every file under the name of an edition is whole: its hash is that of its folder."""
    for file in folder.glob("editions/*/*.pdf"):
        assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(file.parent.name), file


def test_kill_while_21_editions_are_made_leaves_nothing_half(tmp_path, record_property):
    seed = random.randrange(10**6)
    record_property("seed", seed)
    moments = random.Random(seed)
    with served(tmp_path, prepare) as (portal, made):
        media = Path(portal.environment["MEDIA_ROOT"])
        addresses = portal.call(ask)
        assert sorted(addresses) == sorted(made["undisturbed"])
        assert len(addresses) == 21
        reader = ReadingOn(portal, made, addresses)
        reader.start()

        struck = Counter(strike(portal, moments, number) for number in range(KILLS))
        with worker(portal):
            finish(portal)
        reader.is_done.set()
        reader.join()

        check_files(media)
        assert struck["worker"] >= 2, struck
        assert struck["helper"] >= 2, struck
        assert set(reader.answers) == {"whole", "404"}, reader.answers
        assert [reader.read(slug, address) for slug, address in addresses.items()] == ["whole"] * 21
        rows = {slug: (state, sha256) for slug, state, sha256, _file in portal.call(look)}
        assert rows == {slug: ("ready", sha256) for slug, sha256 in made["undisturbed"].items()}


def strike(portal: Portal, moments: random.Random, number: int) -> str:
    """Kills the worker, or every other time the helper that makes its documents, while it works."""
    media = Path(portal.environment["MEDIA_ROOT"])
    with worker(portal) as process:
        wait_until(lambda: helpers_of(process) or process.poll() is not None, at_most=START)
        time.sleep(moments.uniform(0.2, 3))
        targets = helpers_of(process)
        if not targets:
            return "nothing"
        target = "worker" if number % 2 else "helper"
        os.kill(process.pid if target == "worker" else targets[0], signal.SIGKILL)
        time.sleep(moments.uniform(0, 0.5))
    check_files(media)
    for _slug, state, sha256, file in portal.call(look):
        assert state != "ready" or hashlib.sha256((media / file).read_bytes()).hexdigest() == sha256
    portal.call(try_again)
    return target


def finish(portal: Portal) -> None:
    """Until all are ready; who watches clicks "opnieuw" as often as it takes."""
    deadline = time.monotonic() + PATIENCE
    while any(state != "ready" for _slug, state, *_rest in portal.call(look)):
        assert time.monotonic() < deadline, portal.call(look)
        if not unfinished(portal):
            portal.call(try_again)
        time.sleep(0.5)


def unfinished(portal: Portal) -> bool:
    return any(state in ("queued", "rendering") for _slug, state, *_rest in portal.call(look))


def wait_until(is_so: Any, at_most: float) -> None:
    deadline = time.monotonic() + at_most
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
