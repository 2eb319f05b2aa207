"""Editions for councils: one, the whole set of 88 by two task workers, and what a correction costs.

Rows 9 to 11 of the table of speed. W, WeasyPrint alone, runs in this process on the HTML of the same
documents: half of it before and half of it after the set, so that a busy minute falls on both.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from brainport_portal.core.models import User
from governance.permissions import Actor
from partners.models import Municipality
from workagenda.reports import domain, rendering
from workagenda.reports.choices import Audience, EditionState, ReportStatus
from workagenda.reports.documents import edition_html
from workagenda.reports.models import Edition, Report

from . import yardsticks
from .measuring import Comparison
from .outcome import Line
from .sites import WrongAnswer

WORKERS = 2
PATIENCE = 600
REPORTER = "rapportage@voorbeeld.example"


def council_edition(rounds: int) -> Comparison:
    """One edition from the queue to its file, beside WeasyPrint on the HTML of the same document."""
    report = Report.objects.frozen().get()
    municipality = Municipality.objects.get(slug="bergeijk")
    edition = domain.queue_edition(report, Audience.COUNCIL, by=reporter(), municipality=municipality)
    html = edition_html(report.frozen_content, Audience.COUNCIL, municipality.slug)

    def run() -> None:
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.QUEUED, file="", sha256="")
        rendering.render(edition.pk)
        check([Edition.objects.get(pk=edition.pk)])

    def run_yardstick() -> None:
        if not yardsticks.write_pdf(html).startswith(b"%PDF"):
            raise WrongAnswer("not a PDF")

    return Comparison(
        what="9 council edition, queue to file",
        yardstick="W WeasyPrint alone",
        goal=1.15,
        run=run,
        run_yardstick=run_yardstick,
        per_round=3,
        rounds=rounds,
    )


def council_set() -> list[Line]:
    """Every council edition made by two workers, then once more after a correction of one, and of none."""
    # What the examples froze says nothing of what was planned since; this says all of it.
    report = _correction(Report.objects.frozen().get(), changed=0)
    slugs = [row.slug for row in report.frozen_content.municipalities]
    documents = [edition_html(report.frozen_content, Audience.COUNCIL, slug) for slug in slugs]
    Edition.objects.council().delete()
    half = len(documents) // 2
    alone = _seconds_alone(documents[:half])
    with workers(WORKERS):
        cold = _seconds_of_set(report)
    alone += _seconds_alone(documents[half:])
    one = _seconds_of_correction(report, changed=1)
    none = _seconds_of_correction(Report.objects.latest("pk"), changed=0)
    total = len(documents)
    by_workers = f"{total} by {WORKERS} workers"
    return [
        Line(
            f"10 {total} council editions cold",
            cold / alone,
            0.65,
            f"{total} W in a row",
            cold * 1000,
            alone * 1000,
        ),
        Line(f"11 one of {total} changed", one / cold, 1 / 25, by_workers, one * 1000, cold * 1000),
        Line("11 nothing changed, 0 renders", none / cold, 1 / 25, by_workers, none * 1000, cold * 1000),
    ]


def reporter() -> Actor:
    return Actor.of(User.objects.get(email=REPORTER))


def check(editions: Iterable[Edition]) -> None:
    """Raises WrongAnswer unless each of `editions` is ready, of two pages or more, and whole."""
    for edition in editions:
        if edition.state != EditionState.READY or (edition.pages or 0) < 2:
            raise WrongAnswer(f"{edition.title}: {edition.state}, {edition.problem}, {edition.pages} pages")
        data = Path(settings.MEDIA_ROOT, edition.file.name).read_bytes()
        if not data.startswith(b"%PDF") or hashlib.sha256(data).hexdigest() != edition.sha256:
            raise WrongAnswer(f"{edition.title}: not the file that was made")


@contextmanager
def workers(count: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """Task workers as in production, up and waiting; they end with the block."""
    command = [sys.executable, "manage.py", "db_worker", "--no-reload", "--no-startup-delay"]
    environment = {**(environment or os.environ), "LOG_LEVEL": "INFO"}
    with tempfile.TemporaryFile("w+") as log:
        running = [
            subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
            for _ in range(count)
        ]
        try:
            wait_until(lambda: _says(log, "Starting worker") == count, running)
            yield
        finally:
            for process in running:
                process.send_signal(signal.SIGTERM)
            for process in running:
                process.wait(PATIENCE)


def _says(log, words: str) -> int:
    return len(re.findall(words, os.pread(log.fileno(), 1_000_000, 0).decode()))


def wait_until(is_so, running: Sequence[subprocess.Popen] = ()) -> None:
    """Looks fifty times a second; raises WrongAnswer when it takes too long or one of `running` has ended."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline or any(process.poll() is not None for process in running):
            raise WrongAnswer("the task workers stopped or take too long")
        time.sleep(0.02)


def _seconds_alone(documents: Sequence[str]) -> float:
    began = time.perf_counter()
    for html in documents:
        if not yardsticks.write_pdf(html).startswith(b"%PDF"):
            raise WrongAnswer("not a PDF")
    return time.perf_counter() - began


def _seconds_of_set(report: Report) -> float:
    """From the click to the last file, all by the workers."""
    began = time.perf_counter()
    editions = domain.queue_council_set(report, by=reporter(), municipalities=Municipality.objects.all())
    wait_until(lambda: not report.editions.unfinished().exists())
    seconds = time.perf_counter() - began
    made = list(report.editions.council())
    check(made)
    if len(made) != len(editions):
        raise WrongAnswer(f"{len(made)} editions instead of {len(editions)}")
    return seconds


def _seconds_of_correction(report: Report, *, changed: int) -> float:
    """From the click to the last file of a correction in which `changed` municipalities get other words.

    What has to be made is made here, without the wait until a worker next looks in the queue.
    """
    by, correction = reporter(), _correction(report, changed=changed)
    began = time.perf_counter()
    editions = domain.queue_council_set(correction, by=by, municipalities=Municipality.objects.all())
    to_make = [edition for edition in editions if edition.state == EditionState.QUEUED]
    for edition in to_make:
        rendering.render(edition.pk)
    seconds = time.perf_counter() - began
    check(correction.editions.council())
    if len(to_make) != changed:
        raise WrongAnswer(f"{len(to_make)} editions made again instead of {changed}")
    return seconds


def _correction(report: Report, *, changed: int) -> Report:
    """A frozen correction of `report` in which `changed` municipalities get a text."""
    by = reporter()
    correction = domain.correct_report(report, by=by, reason="Een gemeente miste haar tekst.")
    for municipality in Municipality.objects.order_by("slug")[:changed]:
        seen = domain.digest_of({"text": "", "author_function": "", "checked_on": ""})
        domain.write_note(
            correction, municipality, by=by, text="Deze tekst ontbrak.", author_function="", seen=seen
        )
    for status in (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED):
        domain.move_report(correction, status, by=by)
    return domain.freeze(Report.objects.get(pk=correction.pk), by=by)
