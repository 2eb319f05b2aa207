"""Word documents: real headings, marked headers, Dutch, and the same bytes for the same blocks."""

import datetime
import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from brainport_portal.core.plain_text import for_file
from brainport_portal.core.word import Bullets, Document, Fact, Grid, Heading, Paragraph, write_docx
from tests.core.test_spreadsheets import NAUGHTY

DAY = datetime.date(2026, 12, 31)


def write(*blocks, **options) -> bytes:
    return write_docx(Document("Proef", DAY, blocks, **options))


def read(data: bytes):
    return docx.Document(io.BytesIO(data))


def part_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_blocks_have_the_styles_that_word_knows():
    document = read(
        write(Heading("Inhoud"), Heading("Deel", level=2), Paragraph("Tekst."), Bullets(("a", "b")))
    )

    assert [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs] == [
        ("Title", "Proef"),
        ("Heading 1", "Inhoud"),
        ("Heading 2", "Deel"),
        ("Normal", "Tekst."),
        ("List Bullet", "a"),
        ("List Bullet", "b"),
    ]


def test_table_marks_its_header_row_and_says_what_it_is():
    document = read(write(Grid("Aantallen", ("Doel", "Acties"), (("2A", 3),))))
    [table] = document.tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Doel", "Acties"], ["2A", "3"]]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Aantallen"
    assert [p.text for p in document.paragraphs if p.style.name == "Caption"] == ["Aantallen"]


def test_empty_fact_is_shown_as_still_to_be_filled_in():
    document = read(write(Fact("Agendapunt"), Fact("Kenmerk", "BLK-2026-2")))
    texts = [paragraph.text for paragraph in document.paragraphs[1:]]
    assert texts == ["Agendapunt: [nog in te vullen]", "Kenmerk: BLK-2026-2"]


def test_document_is_dutch_and_names_its_title_but_no_maker():
    data = write(Paragraph("Tekst."))
    about = read(data).core_properties

    assert (about.title, about.language, about.author, about.comments) == ("Proef", "nl-NL", "", "")
    assert 'w:lang w:val="nl-NL"' in part_of(data, "word/styles.xml")


def test_footer_has_fields_for_the_number_of_the_page():
    footer = part_of(write(Paragraph("Tekst."), footer="BLK-2026-2"), "word/footer1.xml")
    assert "BLK-2026-2 · pagina " in footer
    assert footer.index('w:instr="PAGE"') < footer.index(" van ") < footer.index('w:instr="NUMPAGES"')


def test_same_blocks_give_the_same_bytes_on_any_day(time_machine):
    time_machine.move_to("2026-11-22 10:00")
    before = write(Heading("Inhoud"), Grid("Tabel", ("a",), (("b",),)), footer="voet")
    time_machine.move_to("2031-05-01 23:59")

    assert write(Heading("Inhoud"), Grid("Tabel", ("a",), (("b",),)), footer="voet") == before


def test_title_of_any_length_gives_a_document():
    assert read(write_docx(Document("t" * 10_000, DAY, ()))).paragraphs[0].text == "t" * 10_000


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text_is_read_back_as_it_was_typed(text):
    data = write(
        Heading(text), Paragraph(text), Bullets((text,)), Fact(text, text), Grid(text, (text,), ((text,),))
    )
    clean = for_file(text)

    paragraphs = [paragraph.text for paragraph in read(data).paragraphs]

    assert paragraphs[1:6] == [clean, clean, clean, f"{clean}: {clean}", clean]
    assert read(data).tables[0].rows[1].cells[0].text == clean
