"""What is compared with what; the numbers are those of the table of speed in the quality plan."""

import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from django.test import RequestFactory, override_settings

from brainport_portal.core.models import User
from brainport_portal.core.tables import show_table
from governance.permissions import Actor
from workagenda.models import Action
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience
from workagenda.reports.content_json import from_json, to_json
from workagenda.reports.documents import edition_html
from workagenda.reports.models import Report
from workagenda.reports.rendering import render_content, store
from workagenda.tables import ActionTable

from . import yardsticks
from .filling import DONE
from .measuring import Comparison
from .sites import Site, WrongAnswer

ROWS = 50
LIST = "/acties/?per_page={}"
PAGE = "/acties/xa-0001/"
MINE = "/mijn-acties/"
MINE_SIZES = (5, ROWS, 500)


def action_list(portal: Site, bare: Site) -> Comparison:
    return Comparison(
        what="1 action list, 50 rows",
        yardstick="Y2 bare list",
        goal=2.5,
        run=portal.visit(LIST.format(ROWS), {'<th scope="row">': ROWS, "<h1": 1}),
        run_yardstick=bare.visit("/acties/", {"<tr>": ROWS}),
    )


def table(user: User) -> Comparison:
    """Nothing but the rows: they are fetched before, and CPU time is what counts."""
    actor = Actor.of(user)
    actions = Action.objects.visible_to(actor).with_state_for(actor).for_list()
    rows = list(actions.select_related("current_update").filter(code__startswith="XA-")[:ROWS])
    request = RequestFactory().get(LIST.format(ROWS))

    def run() -> str:
        return show_table(request, ActionTable, rows).as_html(request)

    def run_yardstick() -> str:
        return yardsticks.render_rows(rows)

    if len(rows) != ROWS or _cells(run()) != _cells(run_yardstick()):
        raise WrongAnswer("the table and its yardstick show different cells")
    return Comparison(
        what="2 its table (CPU)",
        yardstick="Y1 plain template",
        goal=2.0,
        run=run,
        run_yardstick=run_yardstick,
        clock=time.process_time,
    )


def action_page(portal: Site, bare: Site) -> Comparison:
    return Comparison(
        what="3 action page",
        yardstick="Y3 bare page",
        goal=2.0,
        run=portal.visit(PAGE, {"<h1": 1, DONE: 3}),
        run_yardstick=bare.visit(PAGE, {"<h1": 1, DONE: 2}),
    )


def my_actions(portal: Site, bare: Site) -> Comparison:
    """The actions of one's groups, 50 of them, beside a bare page that shows the same of them."""
    return Comparison(
        what="3b actions of my group, 50 rows",
        yardstick="Y2b bare page of the same",
        goal=3.0,
        run=portal.visit(MINE, {"<article": ROWS, "<h1": 1}),
        run_yardstick=bare.visit(MINE, {"<article": ROWS}),
    )


def edition(rounds: int) -> Comparison:
    """An AB edition from the database to the file, beside WeasyPrint on the HTML of the same document."""
    report = Report.objects.frozen().get()
    content = report.frozen_content
    html = edition_html(content, Audience.GENERAL_BOARD)

    def run() -> None:
        again = replace(build_content(report), frozen_on=content.frozen_on)
        pdf = render_content(from_json(to_json(again)), Audience.GENERAL_BOARD)
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            stored = Path(folder, store(pdf, "editie.pdf")).read_bytes()
        if len(again.lines) != len(content.lines) or pdf.pages < 2 or not stored.startswith(b"%PDF"):
            raise WrongAnswer("not the edition that was asked for")

    def run_yardstick() -> None:
        if not yardsticks.write_pdf(html).startswith(b"%PDF"):
            raise WrongAnswer("not a PDF")

    return Comparison(
        what="9b AB edition, database to file",
        yardstick="W WeasyPrint alone",
        goal=1.15,
        run=run,
        run_yardstick=run_yardstick,
        per_round=1,
        rounds=rounds,
    )


def query_counts(portal: Site, mine: list[Site]) -> dict[str, list[int]]:
    """SQL queries of the list with 1, 3 and 50 rows, of the action page, and of one's own 5, 50 and 500."""
    return {
        "actions of my group": [site.count_queries(MINE) for site in mine],
        "action list": [portal.count_queries(LIST.format(rows)) for rows in (1, 3, ROWS)],
        "action page": [portal.count_queries(PAGE)],
    }


def _cells(html: str) -> list[str]:
    """The texts in the cells of the rows, without mark-up."""
    body = html.rpartition("<tbody>")[2]
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", body, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
