"""Spreadsheets: what people typed is text in every cell, and the same rows give the same bytes."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brainport_portal.core.plain_text import for_file
from brainport_portal.core.spreadsheets import Column, Sheet, guarded, unguarded, write_csv, write_xlsx

DAY = datetime.date(2026, 12, 31)
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://kwaad.example";"klik")',
    "+31 40 259 45 94",
    "-2 dagen",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",
    "'=1+1",
    "''+1",
]
NAUGHTY = [
    *FORMULAS,
    "#N/A",
    "#REF!",
    'a;b"c"\nd',
    "nul\x00 en bel\x07",
    "los \ud800 halfje",
    "geen teken \uffff\ufffe",
    "עברית \u202eomgekeerd\u202c عربي",
    "👩‍👩‍👧 e\u0301",
    "<b>&amp;</b>",
    "  spaties  ",
    "31-12-2026",
    "007",
    "x" * 10_000,
]


def make_sheet(*rows) -> Sheet:
    width = max((len(row) for row in rows), default=1)
    return Sheet("Regels", tuple(Column(f"Kolom {n}", 20) for n in range(width)), tuple(rows))


def read_xlsx(data: bytes, name: str = "Regels") -> list[list]:
    """The cells under the headings; nothing for an empty one."""
    page = openpyxl.load_workbook(io.BytesIO(data))[name]
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]


def read_csv(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


def write(*rows) -> bytes:
    return write_xlsx([make_sheet(*rows)], title="Proef", made_on=DAY)


@pytest.mark.parametrize("text", NAUGHTY)
def test_text_comes_back_from_both_files_as_text(text):
    clean = for_file(text)

    workbook = openpyxl.load_workbook(io.BytesIO(write((text,))))
    cell = workbook["Regels"]["A2"]

    assert (cell.value, cell.data_type) == (clean, "s")
    assert [[unguarded(value) for value in row] for row in read_csv(write_csv(make_sheet((text,))))] == [
        [clean]
    ]


@settings(deadline=None, max_examples=50)
@given(text=st.text(min_size=1, max_size=60))
@example("=cmd|' /C calc'!A0")
def test_no_text_is_ever_a_formula(text):
    data = write((text,))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    [[cell]] = read_csv(write_csv(make_sheet((text,))))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(cell) == for_file(text)
    assert read_xlsx(data) == [[for_file(text) or None]]


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_stays_text_when_somebody_edits_the_cell(text):
    cell = openpyxl.load_workbook(io.BytesIO(write((text,))))["Regels"]["A2"]
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["", "'s Avonds", "gewoon", "1,5"])
def test_ordinary_text_gets_no_apostrophe(text):
    assert guarded(text) == text


def test_days_and_numbers_are_real_cells():
    row = (DAY, 12, None, "")

    [[day, *others]] = read_xlsx(write(row))

    assert (day.date(), others) == (DAY, [12, None, None])
    assert read_csv(write_csv(make_sheet(row))) == [["2026-12-31", "12", "", ""]]


def test_text_longer_than_a_cell_says_that_it_was_cut():
    [[text]] = read_xlsx(write(("a" * 40_000,)))
    assert (len(text), text[-16:]) == (32_767, "aaa … (ingekort)")


def test_headings_stay_in_sight_and_are_repeated_in_print():
    page = openpyxl.load_workbook(io.BytesIO(write(("a", "b"), ("c", "d"))))["Regels"]

    assert [cell.value for cell in page[1]] == ["Kolom 0", "Kolom 1"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("B2", "A1:B3", "$1:$1")
    assert [page.column_dimensions[letter].width for letter in "AB"] == [20, 20]


def test_sheet_without_rows_has_its_headings():
    empty = Sheet("Regels", (Column("Code", 8),), ())
    assert read_xlsx(write_xlsx([empty], title="Leeg", made_on=DAY)) == []
    assert write_csv(empty).decode("utf-8-sig") == '"Code"\r\n'


def test_same_rows_give_the_same_bytes_on_any_day(time_machine):
    time_machine.move_to("2026-11-22 10:00")
    before = write(("a", DAY))
    time_machine.move_to("2031-05-01 23:59")

    assert write(("a", DAY)) == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_workbook_names_its_title_language_and_day_but_no_maker():
    with zipfile.ZipFile(io.BytesIO(write(("a",)))) as archive:
        about = archive.read("docProps/core.xml").decode()
    assert all(part in about for part in (">Proef<", ">nl-NL<", "2026-12-31T12:00:00Z"))
    assert "creator" not in about


def test_csv_begins_with_the_mark_that_excel_needs():
    assert write_csv(make_sheet(("é",)))[:3] == b"\xef\xbb\xbf"
