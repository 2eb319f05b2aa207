"""The lines of a frozen report as tables: what the `.xlsx` and `.csv` hold, before they are files.

The allow-list is `COLUMNS`: a field that is not there is in no file. What a working group asks of the
taskforce is not.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from brainport_portal.core.spreadsheets import Column, Sheet, Value
from brainport_portal.core.templatetags.report_text import iso_date

from .choices import CarriedReason, Confirmation
from .content import LineContent, ReportContent

UNKNOWN = "nog niet bepaald"
NO_NEWS = "nog geen melding"
TOLD = {
    (Confirmation.CONFIRMED.value, ""): "bevestigd",
    (Confirmation.CARRIED.value, CarriedReason.WAITS.value): "overgenomen: wacht op akkoord",
    (Confirmation.CARRIED.value, CarriedReason.NO_NEWS.value): "overgenomen: nog geen melding",
}


@dataclass(frozen=True)
class LineColumn:
    """A column of the line table, and where it comes from."""

    heading: str
    width: int
    value: Callable[[LineContent], Value]


COLUMNS = (
    LineColumn("Code", 9, lambda line: line.code),
    LineColumn("Actie", 38, lambda line: line.title),
    LineColumn("Doelstellingen", 14, lambda line: ", ".join(line.goals)),
    LineColumn("Werkgroep", 22, lambda line: line.working_group),
    LineColumn("Trekker", 22, lambda line: line.lead or UNKNOWN),
    LineColumn("Fase", 16, lambda line: line.phase_label or UNKNOWN),
    LineColumn("Beoordeling", 20, lambda line: line.rating_label),
    LineColumn("Vorige beoordeling", 20, lambda line: line.previous_rating_label),
    LineColumn("Stand op", 12, lambda line: day_of(line.as_of)),
    LineColumn("Bevestigd of overgenomen", 24, lambda line: TOLD[line.confirmation, line.carried_reason]),
    LineColumn("Gedaan", 50, lambda line: line.done),
    LineColumn("Volgende stap", 40, lambda line: line.next_step),
    LineColumn("Knelpunt", 40, lambda line: line.bottleneck),
    LineColumn("Oorzaak", 18, lambda line: line.cause_label),
    LineColumn("Gevolg", 30, lambda line: line.consequence),
    LineColumn("Maatregel", 30, lambda line: line.corrective_action),
)


def line_sheet(content: ReportContent) -> Sheet:
    """Every line of the report, one a row, in the order of the report."""
    return Sheet(
        name="Regels",
        columns=tuple(Column(column.heading, column.width) for column in COLUMNS),
        rows=tuple(tuple(column.value(line) for column in COLUMNS) for line in content.lines),
    )


def about_sheet(content: ReportContent, *, sha256: str) -> Sheet:
    """Which report this is, so that the file can be found again and checked."""
    figures = content.figures
    rows: list[tuple[Value, ...]] = [
        ("Rapportage", content.title),
        ("Ronde", content.round_name),
        ("Kenmerk", content.reference),
        ("Versie", content.version),
        *([("Verbetert versie", content.corrects)] if content.corrects else []),
        ("Verslagperiode vanaf", day_of(content.period_start)),
        ("Peildatum", day_of(content.reference_date)),
        ("Peildatum bevestigd", "ja" if content.dates_confirmed else "nee, te bevestigen"),
        ("Vastgelegd op", day_of(content.frozen_on)),
        ("Controlegetal van de rapportage (SHA-256)", sha256),
        ("Acties", figures.total),
        *((rating.label.capitalize(), rating.count) for rating in figures.ratings),
        ("Bevestigd in deze ronde", figures.confirmed),
        ("Overgenomen uit een eerdere stand", figures.carried),
        *((f"Weggelaten: {left_out.code}", left_out.reason) for left_out in content.omitted),
        ("Portaal", f"{content.site_address}/rapportages/"),
        ("Uitleg", "Elke rij is één actie. Een actie kan bij meer doelstellingen horen en telt één keer."),
    ]
    if content.contains_examples:
        rows.append(("Let op", "Voorbeeldgegevens: voortgang, data en aantallen zijn verzonnen."))
    return Sheet("Over dit bestand", (Column("Wat", 36), Column("Inhoud", 90)), tuple(rows))


def day_of(text: str) -> Value:
    """A stored ISO day as a day, so that a spreadsheet can sort on it; None when there is none."""
    return datetime.date.fromisoformat(text) if text else None


def made_on(content: ReportContent) -> datetime.date:
    """The day that the properties of a file name: that of the freeze."""
    return datetime.date.fromisoformat(content.frozen_on or content.reference_date)


def file_name(content: ReportContent, what: str, ending: str) -> str:
    """For example `voortgangsrapportage-BLK-2026-2-v1.0-regels-2026-12-31.xlsx`."""
    report = f"voortgangsrapportage-{content.reference}-v{content.version}"
    return f"{report}-{what}-{content.reference_date}.{ending}"


def full_title(content: ReportContent) -> str:
    return f"{content.title}, {iso_date(content.reference_date)}, versie {content.version}"
