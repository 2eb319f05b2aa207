"""How fast pages answer while two task workers make editions, beside the same pages when nothing is made.

Over HTTP, from gunicorn as in production, on a database of its own. Blocks with and without work take turns.
"""

import itertools
import math
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from brainport_portal.core.models import User
from partners.models import Municipality
from tests.served import Browser, Portal, log_in, make_tables, served
from workagenda.reports import domain
from workagenda.reports.models import Edition, Report

from . import filling
from .editions import WORKERS, reporter, wait_until, workers
from .outcome import Line
from .sites import WrongAnswer

TURNS = 3
# A pause between two requests, as of somebody who reads; and how often the pages are asked in one block.
PAUSE = 0.02
REQUESTS = 150
ACTIONS = 1_000
STATES = "SELECT state, COUNT(*) FROM reports_edition WHERE audience = 'council' GROUP BY state"
# Each page, and what stands on it.
PAGES = {"/acties/?per_page=50": "<h1", "/acties/mo-01/": "MO-01", "/mijn-acties/": "<h1", "/": "<h1"}


def responses() -> list[Line]:
    """The p95 of pages while editions are made, over the p95 without."""
    with (
        TemporaryDirectory(prefix="portal-bench-busy-") as folder,
        served(Path(folder), prepare) as (portal, session),
        workers(WORKERS, portal.environment),
    ):
        browser = Browser(portal.port, session)
        _ask(browser, len(PAGES) * 5)
        idle, busy = [], []
        for _ in range(TURNS):
            idle += _ask(browser, REQUESTS)
            busy += _ask_while_rendering(browser, portal)
    return [
        Line(
            f"page p95, {WORKERS} report jobs at once",
            p95(busy) / p95(idle),
            2,
            "the same without",
            p95(busy) * 1000,
            p95(idle) * 1000,
        ),
        Line(
            f"page median, {WORKERS} report jobs at once",
            median(busy) / median(idle),
            2,
            "the same without",
            median(busy) * 1000,
            median(idle) * 1000,
        ),
    ]


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


def prepare() -> str:
    """The portal with its examples and more actions, and an official who is logged in."""
    make_tables()
    filling.fill_portal()
    filling.add_actions(ACTIONS)
    return log_in(User.objects.get(email="ambtenaar.mobiliteit@voorbeeld.example"))


def queue_all() -> int:
    """Asks for every council edition anew; returns how many."""
    Edition.objects.council().delete()
    report = Report.objects.frozen().get()
    everybody = Municipality.objects.all()
    return len(domain.queue_council_set(report, by=reporter(), municipalities=everybody))


def counts(portal: Portal) -> Counter[str]:
    """How many editions are in each state; straight from the file, so that looking costs next to nothing."""
    name = portal.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as database:
        return Counter(dict(database.execute(STATES)))


def stop_all() -> None:
    """Takes back what waits."""
    domain.cancel_editions(Report.objects.frozen().get(), by=reporter())


def _ask(browser: Browser, requests: int) -> list[float]:
    seconds = []
    for path in itertools.islice(itertools.cycle(PAGES), requests):
        answer = browser.get(path)
        if answer.status != 200 or PAGES[path] not in answer.page or answer.page.count("<html") != 1:
            raise WrongAnswer(f"{path}: {answer.status}")
        seconds.append(answer.seconds)
        time.sleep(PAUSE)
    return seconds


def _ask_while_rendering(browser: Browser, portal: Portal) -> list[float]:
    """The answers in between the first edition that is being made and the last."""
    portal.call(queue_all)
    wait_until(lambda: counts(portal)["rendering"] == WORKERS)
    seconds = _ask(browser, REQUESTS)
    if not counts(portal)["queued"]:
        raise WrongAnswer("the editions were ready before the pages were")
    portal.call(stop_all)
    wait_until(lambda: not counts(portal)["rendering"])
    return seconds
