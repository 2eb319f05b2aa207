"""The door to spreadsheets: rows in, `.xlsx` and `.csv` out. Nothing else in the portal makes them.

What people typed is text in every cell, also when it begins like a formula, and the same rows give the
same bytes. Only this module is imported elsewhere; openpyxl comes in with the first workbook.
"""

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .plain_text import for_file

Value = str | int | datetime.date | None
# Spreadsheets calculate what begins like this; in a .csv apostrophes of people's own may stand before it.
FORMULA = re.compile(r"'*[=+\-@\t\n＝＋－＠]")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel does not take a .csv for UTF-8


@dataclass(frozen=True)
class Column:
    """A column with its heading; the width is in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """A table with one row of headings; `name` stands on the tab."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def write_xlsx(sheets: Sequence[Sheet], *, title: str, made_on: datetime.date) -> bytes:
    """`sheets` as one workbook; `made_on` is the day that its properties name."""
    from .spreadsheets_engine import write_workbook  # slow import  # noqa: PLC0415

    return write_workbook(sheets, title=title, made_on=made_on)


def write_csv(sheet: Sheet) -> bytes:
    """`sheet` as a .csv that Dutch Excel opens with a double click: UTF-8 with mark, semicolons.

    Days are ISO. A text that begins like a formula gets an apostrophe before it; `unguarded` takes it away.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(_plain(value)) for value in row] for row in (sheet.headings, *sheet.rows))
    return (BYTE_ORDER_MARK + buffer.getvalue()).encode()


def begins_like_a_formula(text: str) -> bool:
    return FORMULA.match(text) is not None


def guarded(text: str) -> str:
    return f"'{text}" if begins_like_a_formula(text) else text


def unguarded(text: str) -> str:
    """The inverse of `guarded`."""
    return text[1:] if text.startswith("'") and begins_like_a_formula(text) else text


def _plain(value: Value) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else for_file(str(value))
