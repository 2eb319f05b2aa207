"""The door to Word: blocks of text in, an accessible `.docx` out. Nothing else in the portal makes them.

Real headings, marked table headers, Dutch, a title; the same blocks give the same bytes. Only this module
is imported elsewhere; python-docx comes in with the first document.
"""

import datetime
from dataclasses import dataclass

BLANK = "nog in te vullen"


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `is_remark` sets it apart as a word to whoever works on the document."""

    text: str
    is_remark: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A label with what it says; an empty one is shown, marked, as still to be filled in."""

    label: str
    text: str = ""


@dataclass(frozen=True)
class Grid:
    """A table with a caption above it. The first column heads its rows; whole numbers stand right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


Block = Heading | Paragraph | Bullets | Fact | Grid


@dataclass(frozen=True)
class Document:
    """A whole document; `made_on` is the day that its properties name, `footer` stands on every page."""

    title: str
    made_on: datetime.date
    blocks: tuple[Block, ...]
    footer: str = ""


def write_docx(document: Document) -> bytes:
    """`document` as a .docx file."""
    from .word_engine import write  # slow import  # noqa: PLC0415

    return write(document)
