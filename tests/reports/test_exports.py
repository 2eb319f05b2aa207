"""The files of a frozen report: what they say is its content, and they leave the portal with it."""

import io
from dataclasses import replace

import docx
import openpyxl
import pytest
from django.urls import reverse

from brainport_portal.core.plain_text import for_file
from brainport_portal.core.spreadsheets import write_csv, write_xlsx
from brainport_portal.core.word import BLANK, write_docx
from tests import makers
from tests.core.test_spreadsheets import NAUGHTY, read_csv, read_xlsx
from tests.reports import samples
from workagenda.reports import domain
from workagenda.reports.choices import Audience, Section
from workagenda.reports.exports import COLUMNS, about_sheet, line_sheet, made_on
from workagenda.reports.models import Edition, Report
from workagenda.reports.word_documents import (
    FEWEST_WORDS,
    MOST_WORDS,
    count_words,
    cover_note,
    goal_grid,
    pc_block,
    pc_text,
    pc_warning,
)

HEADINGS = [
    "Code",
    "Actie",
    "Doelstellingen",
    "Werkgroep",
    "Trekker",
    "Fase",
    "Beoordeling",
    "Vorige beoordeling",
    "Stand op",
    "Bevestigd of overgenomen",
    "Gedaan",
    "Volgende stap",
    "Knelpunt",
    "Oorzaak",
    "Gevolg",
    "Maatregel",
]
SAMPLES = [
    samples.make_content,
    samples.make_empty_content,
    samples.make_heavy_content,
    samples.make_hostile_content,
]


def workbook_of(content) -> bytes:
    sheets = (line_sheet(content), about_sheet(content, sha256="abc"))
    return write_xlsx(sheets, title=content.title, made_on=made_on(content))


def rows_by_hand(content) -> list[list[str]]:
    """What the files must say, written out apart from the columns."""
    told = {
        "": "bevestigd",
        "waits": "overgenomen: wacht op akkoord",
        "no_news": "overgenomen: nog geen melding",
    }
    return [
        [
            for_file(text)
            for text in (
                line.code,
                line.title,
                ", ".join(line.goals),
                line.working_group,
                line.lead or "nog niet bepaald",
                line.phase_label or "nog niet bepaald",
                line.rating_label,
                line.previous_rating_label,
                line.as_of,
                told[line.carried_reason],
                line.done,
                line.next_step,
                line.bottleneck,
                line.cause_label,
                line.consequence,
                line.corrective_action,
            )
        ]
        for line in content.lines
    ]


def cells(data: bytes) -> list[list[str]]:
    """The rows of the workbook as text."""
    return [
        [
            "" if value is None else value if isinstance(value, str) else value.date().isoformat()
            for value in row
        ]
        for row in read_xlsx(data)
    ]


@pytest.mark.parametrize("make", SAMPLES)
def test_both_files_hold_every_line_as_the_report_has_it(make):
    content = make()

    assert cells(workbook_of(content)) == rows_by_hand(content)
    assert read_csv(write_csv(line_sheet(content))) == rows_by_hand(content)


def test_columns_are_those_that_were_chosen_and_never_the_request():
    assert [column.heading for column in COLUMNS] == HEADINGS
    content = samples.make_content()
    asked = replace(
        content, lines=tuple(replace(line, request="VERZOEK-AAN-TASKFORCE") for line in content.lines)
    )

    assert workbook_of(asked) == workbook_of(content)
    assert write_csv(line_sheet(asked)) == write_csv(line_sheet(content))
    assert write_docx(cover_note(asked)) == write_docx(cover_note(content))
    assert write_docx(pc_block(asked)) == write_docx(pc_block(content))


def test_workbook_says_which_report_it_is_from():
    content = samples.make_content(corrects="0.9", version="1.0")
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(content)))
    about = {row[0].value: row[1].value for row in book["Over dit bestand"].iter_rows(min_row=2)}

    assert book.sheetnames == ["Regels", "Over dit bestand"]
    assert (about["Kenmerk"], about["Versie"], about["Verbetert versie"]) == (content.reference, "1.0", "0.9")
    assert about["Peildatum"].date().isoformat() == content.reference_date
    assert about["Peildatum bevestigd"] == "nee, te bevestigen"
    assert about["Controlegetal van de rapportage (SHA-256)"] == "abc"
    assert (about["Acties"], about["Op koers"], about["Bijsturing nodig"]) == (12, 6, 1)
    assert about["Let op"].startswith("Voorbeeldgegevens")


@pytest.mark.parametrize("make", SAMPLES)
@pytest.mark.parametrize("document", [pc_block, cover_note])
def test_word_documents_open_and_have_the_figures_of_the_report(make, document):
    content = make()

    read = docx.Document(io.BytesIO(write_docx(document(content))))

    [table] = read.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    grid = goal_grid(content)
    assert rows == [list(grid.headings), *([str(value) for value in row] for row in grid.rows)]
    figures = content.figures
    assert rows[-1][1:] == [str(n) for n in (figures.total, *(rating.count for rating in figures.ratings))]


@pytest.mark.parametrize("make", SAMPLES)
def test_block_has_the_asked_length_in_every_sample(make):
    content = make()
    assert FEWEST_WORDS <= count_words(pc_text(content)) <= MOST_WORDS
    assert pc_warning(content) == ""


def test_block_that_is_too_long_says_so_in_the_document():
    content = samples.make_content(sections={"summary": "woord " * 300})
    read = docx.Document(io.BytesIO(write_docx(pc_block(content))))

    assert f"{count_words(pc_text(content))} woorden" in pc_warning(content)
    assert any(paragraph.text.startswith(pc_warning(content)) for paragraph in read.paragraphs)


def test_block_says_what_the_reporting_coordinator_wrote_first():
    content = samples.make_content(sections={"summary": "Eerste alinea.\n\nTweede alinea."})
    text = pc_text(content)

    assert text[2:4] == ("Eerste alinea.", "Tweede alinea.")
    assert text[1] == (
        "De stand op 31 december 2026 gaat over 12 acties. "
        "Op koers: 6; vraagt aandacht: 2; bijsturing nodig: 1; "
        "nog geen inschatting: 3. Voor 3 acties is een eerdere stand overgenomen."
    )


def test_cover_note_has_the_headings_of_a_proposal_and_leaves_open_what_nobody_knows():
    read = docx.Document(io.BytesIO(write_docx(cover_note(samples.make_content()))))
    texts = [paragraph.text for paragraph in read.paragraphs]

    assert [p.text for p in read.paragraphs if p.style.name == "Heading 1"] == [
        "Samenvatting",
        "Aanleiding",
        "Proces tot nu toe",
        "Inhoud",
        "Vervolgproces",
        "Voorgesteld besluit",
    ]
    assert [text.split(":")[0] for text in texts if text.endswith(f"[{BLANK}]")] == [
        "Vergadering van",
        "Agendapunt",
        "Portefeuillehouder",
        "Behandeld in het Dagelijks Bestuur op",
        "Communicatie",
        "Plaats en datum",
        "De secretaris",
        "De voorzitter",
    ]


def test_cover_note_of_many_stalled_actions_names_some_and_counts_the_rest():
    texts = [
        block.text for block in cover_note(samples.make_heavy_content()).blocks if hasattr(block, "text")
    ]
    assert "Dit geldt voor nog 40 acties; zie de rapportage." in texts


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_in_every_field_gives_files_that_open(text):
    line = samples.make_line(
        text,
        "2A",
        text,
        "stalled",
        working_group=text,
        lead=text,
        done=text,
        next_step=text,
        bottleneck=text,
        cause_label=text,
        consequence=text,
        corrective_action=text,
    )
    content = samples.make_content(
        title=text,
        lines=(line,),
        sections=dict.fromkeys(("summary", "results", "request", "explorations"), text),
        omitted=(samples.OmittedContent(text, text, text),),
        meetings=(samples.MomentContent(text, text, text),),
        outlook=(samples.MomentContent(text, text, text),),
    )

    [row] = cells(workbook_of(content))
    assert row == rows_by_hand(content)[0]
    for document in (pc_block, cover_note):
        assert docx.Document(io.BytesIO(write_docx(document(content)))).tables


FILES = {
    "lines_xlsx": "regels-{date}.xlsx",
    "lines_csv": "regels-{date}.csv",
    "pc_block": "pc-blok-{date}.docx",
    "cover_note": "oplegger-{date}.docx",
}


@pytest.fixture
def frozen(mobility, official, coordinator, reporter) -> Report:
    """A frozen report on one action."""
    makers.make_approved(makers.make_action(mobility, title="=1+1"), official, coordinator)
    return makers.make_report(reporter, "frozen")


def url(report: Report, name: str) -> str:
    return reverse(f"reports:{name}", args=[report.uuid])


def log_in(client, user) -> None:
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("name", FILES)
def test_file_has_a_name_that_says_what_it_is_and_the_same_bytes_twice(client, reporter, frozen, name):
    log_in(client, reporter)

    first, second = (client.get(url(frozen, name)) for _time in range(2))

    ending = FILES[name].format(date=frozen.round.reference_date)
    wanted = f'attachment; filename="voortgangsrapportage-{frozen.frozen_content.reference}-v1.0-{ending}"'
    assert (first.status_code, first["Content-Disposition"]) == (200, wanted)
    assert b"".join(first) == b"".join(second)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("name", FILES)
def test_live_report_has_no_files_and_says_why(client, reporter, name):
    log_in(client, reporter)

    response = client.get(url(makers.make_report(reporter), name))

    assert response.status_code == 409
    assert "zodra de rapportage is vastgelegd" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.database
def test_workbook_names_the_hash_that_the_report_was_frozen_with(client, reporter, frozen):
    log_in(client, reporter)
    data = b"".join(client.get(url(frozen, "lines_xlsx")))
    assert frozen.content_sha256 in str(read_xlsx(data, "Over dit bestand"))
    assert [row[1] for row in read_xlsx(data)] == ["=1+1"]


@pytest.mark.django_db
@pytest.mark.database
def test_lines_are_out_of_sight_until_an_edition_with_all_of_them_is_released(
    client, reporter, frozen, quick_pdf
):
    before = client.get(url(frozen, "lines_csv"))
    makers.make_edition(frozen, reporter, is_released=True)

    assert before.status_code == 404
    assert client.get(url(frozen, "lines_csv")).status_code == 200
    assert client.get(url(frozen, "cover_note")).status_code == 302


@pytest.mark.django_db
@pytest.mark.database
def test_council_edition_alone_does_not_give_out_all_lines(client, outsider, reporter, frozen):
    Edition.objects.create(
        report=frozen,
        audience=Audience.COUNCIL,
        municipality=makers.make_municipality(),
        state="ready",
        released_on=frozen.round.reference_date,
    )
    log_in(client, outsider)

    response = client.get(url(frozen, "lines_csv"))

    assert response.status_code == 403
    assert "is vrijgegeven" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.database
def test_page_of_a_frozen_report_links_to_the_files_that_this_reader_may_have(
    client, reporter, frozen, quick_pdf
):
    makers.make_edition(frozen, reporter, is_released=True)
    page = frozen.get_absolute_url()

    as_visitor = client.get(page).content.decode()
    log_in(client, reporter)
    as_reporter = client.get(page).content.decode()

    links = {name: url(frozen, name) for name in FILES}
    assert [name for name, link in links.items() if f'href="{link}"' in as_visitor] == [
        "lines_xlsx",
        "lines_csv",
    ]
    assert [name for name, link in links.items() if f'href="{link}"' in as_reporter] == list(FILES)


@pytest.mark.django_db
@pytest.mark.database
def test_page_warns_of_a_block_that_is_too_long_and_a_live_report_links_to_nothing(client, reporter):
    log_in(client, reporter)
    report = makers.make_report(reporter)
    domain.write_section(report, Section.SUMMARY, by=makers.actor(reporter), text="woord " * 300)
    live = client.get(report.get_absolute_url()).content.decode()
    for step in ("partner_check", "agreed"):
        report = domain.move_report(report, step, by=makers.actor(reporter))
    frozen = domain.freeze(report, by=makers.actor(reporter))

    page = client.get(frozen.get_absolute_url()).content.decode()

    assert "regels.xlsx" not in live
    assert "Kort de kernboodschap in." in page
