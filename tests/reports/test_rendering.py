"""Rendering for real: within limits, in a process of its own, never half, and the same bytes every time."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pikepdf
import pytest

from brainport_portal.core import pdf_process
from brainport_portal.core.pdf import Limits, OverLimit, RenderedPdf, Variant, render_pdf
from tests import makers
from tests.reports import samples
from workagenda.reports import domain, rendering
from workagenda.reports.choices import Audience
from workagenda.reports.content import MunicipalityContent
from workagenda.reports.content_json import to_json
from workagenda.reports.models import Edition, Report

AB = Audience.GENERAL_BOARD
ROOMY = Limits(seconds=120, megabytes=512)
SMALL = '<html lang="nl"><head><title>Proef</title></head><body><h1>Proef</h1><p>Een tekst.</p></body></html>'
# Each box asks what is in it how wide it wants to be, more than once: no end in sight.
ENDLESS = "<div style='display: flex'>" * 24 + "tekst"
GREEDY = "<title>.</title>" + "<p>tekst" * 400_000


def test_child_makes_the_same_bytes_as_this_process():
    inside = render_pdf(SMALL, identifier=b"x")

    assert render_pdf(SMALL, identifier=b"x", limits=ROOMY) == inside


def test_document_that_takes_too_long_is_stopped_and_the_next_is_made():
    began = time.monotonic()
    with pytest.raises(OverLimit) as over:
        render_pdf(ENDLESS, identifier=b"x", limits=Limits(seconds=1, megabytes=512))
    took = time.monotonic() - began

    assert over.value.kind == "time"
    assert took < 20
    assert render_pdf(SMALL, identifier=b"x", limits=ROOMY).pages == 1


def test_document_that_takes_too_much_memory_is_stopped_and_the_next_is_made():
    with pytest.raises(OverLimit) as over:
        render_pdf(GREEDY, identifier=b"x", limits=Limits(seconds=120, megabytes=180))

    assert over.value.kind == "memory"
    assert render_pdf(SMALL, identifier=b"x", limits=ROOMY).pages == 1


def test_document_that_asks_for_a_missing_file_says_so():
    html = SMALL.replace("<h1>", '<link rel="stylesheet" href="static://bestaat/niet.css"><h1>')

    with pytest.raises(FileNotFoundError, match=r"niet\.css"):
        render_pdf(html, identifier=b"x", limits=ROOMY)


def test_helper_that_was_killed_is_started_again():
    render_pdf(SMALL, identifier=b"x", limits=ROOMY)
    process = pdf_process._helper._process
    killer = threading.Timer(0.5, os.kill, (process.pid, signal.SIGKILL))
    killer.start()

    with pytest.raises(pdf_process.DocumentFailed):
        render_pdf(ENDLESS, identifier=b"x", limits=Limits(seconds=20, megabytes=512))

    assert render_pdf(SMALL, identifier=b"x", limits=ROOMY).pages == 1


def test_documents_are_made_after_what_people_wait_for():
    render_pdf(SMALL, identifier=b"x", limits=ROOMY)
    process = pdf_process._helper._process

    mine, of_helper = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (os.getpid(), process.pid))

    assert of_helper > mine  # a higher number is a lower priority


def test_archive_copy_says_that_it_is_pdf_a_2a():
    data = render_pdf(SMALL, identifier=b"x", variant=Variant.ARCHIVE).data

    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]


# Editions


def content_for(slug: str = "asten"):
    place = MunicipalityContent(slug, slug.title(), is_city=False, country="NL", region="Brainportregio")
    return replace(samples.make_content(), municipalities=(place,))


@pytest.fixture
def report(reporter):
    """A report that was frozen with the content of the samples."""
    report = makers.make_report(reporter)
    content = content_for()
    Report.objects.filter(pk=report.pk).update(
        status="frozen", content=to_json(content), content_sha256="x", frozen_at=report.created_at
    )
    makers.make_municipality(slug="asten", region=makers.make_region("brainportregio"))
    return Report.objects.get(pk=report.pk)


@pytest.mark.django_db
def test_council_edition_is_made_for_real_and_is_the_same_again(report, reporter):
    [edition] = domain.queue_council_set(report, by=makers.actor(reporter))

    state = rendering.render(edition.pk)

    edition.refresh_from_db()
    again = rendering.render_content(report.frozen_content, Audience.COUNCIL, "asten")
    assert (state, edition.problem) == ("ready", "")
    with edition.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == edition.sha256 == again.sha256
    assert edition.pages == again.pages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value", "problem"),
    [("PDF_SECONDS_LONG", 1, "duurde te lang"), ("PDF_MEGABYTES", 150, "te veel geheugen")],
)
def test_edition_over_a_limit_says_so_and_can_be_tried_again(
    limit, value, problem, report, reporter, settings
):
    heavy = replace(samples.make_heavy_content(), municipalities=())
    Report.objects.filter(pk=report.pk).update(content=to_json(heavy))
    edition = domain.queue_edition(report, AB, by=makers.actor(reporter))
    setattr(settings, limit, value)

    state = rendering.render(edition.pk)

    edition.refresh_from_db()
    assert (state, edition.file.name) == ("failed", "")
    assert problem in edition.problem
    assert edition.may_be_tried_again


@pytest.mark.django_db
@pytest.mark.parametrize("make", [samples.make_hostile_content, samples.make_empty_content])
def test_strange_content_becomes_an_edition(make, report, reporter):
    Report.objects.filter(pk=report.pk).update(content=to_json(make()))
    edition = domain.queue_edition(report, AB, by=makers.actor(reporter))

    assert rendering.render(edition.pk) == "ready"


WRITER = """
import django, hashlib
django.setup()
from brainport_portal.core.pdf import RenderedPdf
from workagenda.reports.rendering import store
for number in range(10_000):
    data = number.to_bytes(4, "big") * 3_000_000
    print(store(RenderedPdf(data, 1, hashlib.sha256(data).hexdigest()), "editie.pdf"), flush=True)
"""


@pytest.mark.night
def test_kill_during_writing_leaves_no_half_file(tmp_path):
    """Four times a worker is killed at another moment; every file under its name is whole."""
    environment = os.environ | {"MEDIA_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for moment in (0.05, 0.11, 0.17, 0.31):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True
        ) as writer:
            writer.stdout.readline()
            time.sleep(moment)
            writer.kill()

    files = list((tmp_path / "editions").glob("*/editie.pdf"))
    assert files
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(file.parent.name)


@pytest.mark.django_db
def test_edition_is_never_ready_before_its_file_is_there(report, reporter, monkeypatch):
    """The disk is full."""
    edition = domain.queue_edition(report, AB, by=makers.actor(reporter))
    monkeypatch.setattr(rendering, "render_content", lambda *args: RenderedPdf(b"%PDF", 1, "a" * 64))
    monkeypatch.setattr(os, "fsync", lambda number: (_ for _ in ()).throw(OSError(28, "No space left")))

    state = rendering.render(edition.pk)

    monkeypatch.undo()
    edition.refresh_from_db()
    assert (state, edition.file.name) == ("failed", "")
    assert rendering.render(domain.queue_edition(report, AB, by=makers.actor(reporter)).pk) == "ready"
    assert Edition.objects.get().problem == ""
