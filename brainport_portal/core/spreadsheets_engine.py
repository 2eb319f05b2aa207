"""Workbooks with openpyxl, behind `spreadsheets.py`."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from .archives import without_times
from .plain_text import for_file
from .spreadsheets import Sheet, Value, begins_like_a_formula

# What a cell can hold; openpyxl cuts a longer text without a word.
LONGEST_CELL = 32_767
CUT = " … (ingekort)"
DAY_FORMAT = "d-m-yyyy"
PETROL = "FF0B4F6C"
TOP = Alignment(vertical="top", wrap_text=True)
HEADING = Font(bold=True, color=PETROL)
RULE = Border(bottom=Side(style="medium", color=PETROL))


def write_workbook(sheets: Sequence[Sheet], *, title: str, made_on: datetime.date) -> bytes:
    """See `spreadsheets.write_xlsx`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    book.properties.title = for_file(title)
    book.properties.creator = None
    book.properties.language = "nl-NL"
    book.properties.created = datetime.datetime.combine(made_on, datetime.time(12))
    book.properties.modified = book.properties.created
    buffer = io.BytesIO()
    # The writer itself: Workbook.save() would put the time of saving into the properties.
    ExcelWriter(book, zipfile.ZipFile(buffer, "w")).save()
    return without_times(buffer.getvalue())


def _fill(page: Any, sheet: Sheet) -> None:
    for number, row in enumerate((sheet.headings, *sheet.rows), start=1):
        for place, value in enumerate(row, start=1):
            _write(page.cell(row=number, column=place), value)
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    for cell in page[1]:
        cell.font, cell.border = HEADING, RULE
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    _set_up_print(page)


def _set_up_print(page: Any) -> None:
    page.print_title_rows = "1:1"
    page.page_setup.orientation = page.ORIENTATION_LANDSCAPE
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(cell: Any, value: Value) -> None:
    cell.alignment = TOP
    if isinstance(value, str):
        _write_text(cell, for_file(value))
    elif value is not None:
        cell.value = value
    if isinstance(value, datetime.date):
        cell.number_format = DAY_FORMAT


def _write_text(cell: Any, text: str) -> None:
    """A text, never a formula or an error; Excel keeps it a text when somebody edits the cell."""
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
    cell.data_type = "s"
    cell.quotePrefix = begins_like_a_formula(text)
