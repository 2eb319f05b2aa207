"""From a closed round to what 21 councils get, and what one inhabitant reads of it."""

import re
import zipfile
from pathlib import Path

import pdfua
import pytest
from playwright.sync_api import Page, expect

from partners.models import Municipality
from tests.core.pdf_reading import open_pdf, read_flowing_text
from tests.journeys.test_journeys import follow, freeze, log_in, plan_round, press, run_tasks, said
from tests.reports.test_figures import in_council_pdf

pytestmark = [pytest.mark.browser, pytest.mark.database]

ROUND = "Raadsronde"


def test_reporter_makes_and_releases_the_editions_of_21_councils(window, tmp_path):
    page = window()
    log_in(page, "rapportage")
    plan_round(page, ROUND)
    _close_round(page)
    freeze(page)
    _make(page)
    figures = figures_on(page)

    press(page, "Alle raadsedities die klaar zijn vrijgeven (21)")
    said(page, "nu voor iedereen te lezen")
    files = _take_home(page, tmp_path)

    names = Municipality.objects.filter(region__slug="brainportregio").values_list("slug", "name")
    assert len(files) == len(names) == 21
    for slug, name in names:
        [path] = [path for path in files if f"-raad-{slug}-" in path.name]
        data = path.read_bytes()
        assert f"gemeente {name}" in read_flowing_text(data)
        assert in_council_pdf(data) == figures
        assert pdfua.validate(path).findings == ()
        with open_pdf(data) as pdf:
            assert len(pdf.pages) == 2
    [deurne] = [path for path in files if "-raad-deurne-" in path.name]
    _read_as_visitor(window(), deurne.read_bytes(), figures)


def _close_round(page: Page) -> None:
    follow(page.get_by_role("navigation", name="Hoofdnavigatie"), "Rapportages")
    press(page.get_by_role("listitem").filter(has_text=ROUND).last, "Ronde sluiten")
    said(page, "De ronde is gesloten.")
    page.get_by_role("main").get_by_role("link", name=re.compile(ROUND)).first.click()


def _make(page: Page) -> None:
    """With one click; the bar counts on by itself, and goes on counting after a reload."""
    press(page, "Raadsedities van de MRE maken (21)")
    said(page, "worden gemaakt")
    told = page.locator("#edities-stand")
    expect(told).to_have_text("0 van de 21 klaar")
    page.evaluate("window.notReloaded = true")
    run_tasks(4)
    expect(told).to_have_text("4 van de 21 klaar")
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 4)
    assert page.evaluate("window.notReloaded")
    page.reload()
    expect(told).to_have_text("4 van de 21 klaar")
    run_tasks()
    expect(told).to_have_text("21 van de 21 klaar")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def figures_on(page: Page) -> dict[tuple[str, str], int]:
    """The figures in the table of the report, without zeros."""
    cells = page.locator("[data-goal][data-rating]").evaluate_all(
        "cells => cells.map(cell => [cell.dataset.goal, cell.dataset.rating, cell.textContent])"
    )
    return {(goal, rating): int(count) for goal, rating, count in cells if int(count)}


def _take_home(page: Page, folder: Path) -> list[Path]:
    with page.expect_download() as download:
        follow(page, "Alle raadsedities in één zip-bestand")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
        return [folder / name for name in archive.namelist()]


def _read_as_visitor(visitor: Page, data: bytes, figures: dict[tuple[str, str], int]) -> None:
    visitor.goto("/rapportages/")
    follow(visitor.get_by_role("main"), ROUND)
    row = visitor.get_by_role("row").filter(has_text="Deurne")
    address = row.get_by_role("link", name="Lees de PDF").get_attribute("href")
    answer = visitor.request.get(address)
    assert (answer.headers["content-type"], answer.body()) == ("application/pdf", data)

    follow(row, "Lees de pagina")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("gemeente Deurne")
    total = sum(count for (place, _rating), count in figures.items() if place == "total")
    expect(visitor.get_by_role("article")).to_contain_text(f"Deze informatie gaat over {total} acties")
    expect(visitor.get_by_role("link", name="Dezelfde tekst als PDF (2 pagina's)")).to_be_visible()
