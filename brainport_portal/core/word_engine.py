"""Word documents with python-docx, behind `word.py`."""

import datetime
import io
from functools import singledispatch
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .archives import without_times
from .plain_text import for_file
from .word import BLANK, Bullets, Document, Fact, Grid, Heading, Paragraph

LANGUAGE = "nl-NL"
LONGEST_PROPERTY = 255
# On every machine; whoever pastes the text into a document of their own gets the style of that one.
FONT = "Arial"
INK, PETROL = RGBColor(0x1B, 0x23, 0x29), RGBColor(0x0B, 0x4F, 0x6C)
SIZES = {"Title": 20, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9, "Normal": 10, "List Bullet": 10}
MARGIN = Mm(25)
THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def write(document: Document) -> bytes:
    """See `word.write_docx`."""
    word = docx.Document()
    _set_up(word, document)
    word.add_paragraph(for_file(document.title), style="Title")
    for block in document.blocks:
        _add(block, word)
    if document.footer:
        _add_footer(word, document.footer)
    buffer = io.BytesIO()
    word.save(buffer)
    return without_times(buffer.getvalue())


def _set_up(word: Any, document: Document) -> None:
    moment = datetime.datetime.combine(document.made_on, datetime.time(12))
    about = word.core_properties
    about.title, about.language = for_file(document.title)[:LONGEST_PROPERTY], LANGUAGE
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = moment
    about.revision = 1
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for language in (
        *word.styles.element.iter(qn("w:lang")),
        *word.settings.element.iter(qn("w:themeFontLang")),
    ):
        language.set(qn("w:val"), LANGUAGE)
    for name, size in SIZES.items():
        _set_up_style(word.styles[name], size)


def _set_up_style(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = PETROL if style.name.startswith(("Title", "Heading")) else INK
    fonts = style.element.rPr.rFonts
    for theme in THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


@singledispatch
def _add(block: Any, word: Any) -> None:
    raise TypeError(f"no way to write {block!r}")


@_add.register
def _add_heading(block: Heading, word: Any) -> None:
    word.add_heading(for_file(block.text), level=block.level)


@_add.register
def _add_paragraph(block: Paragraph, word: Any) -> None:
    run = word.add_paragraph().add_run(for_file(block.text))
    if block.is_remark:
        run.italic, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW


@_add.register
def _add_bullets(block: Bullets, word: Any) -> None:
    for item in block.items:
        word.add_paragraph(for_file(item), style="List Bullet")


@_add.register
def _add_fact(block: Fact, word: Any) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(f"{for_file(block.label)}: ").bold = True
    run = paragraph.add_run(for_file(block.text) or f"[{BLANK}]")
    if not block.text:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


@_add.register
def _add_grid(block: Grid, word: Any) -> None:
    caption = word.add_paragraph(for_file(block.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=0, cols=len(block.headings), style="Table Grid")
    _describe(table, block.caption)
    for number, row in enumerate((block.headings, *block.rows)):
        _add_row(table, row, is_head=number == 0)
    word.add_paragraph()


def _describe(table: Any, caption: str) -> None:
    """The caption again, where screen readers look."""
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), for_file(caption))
    table._tbl.tblPr.append(described)


def _add_row(table: Any, values: tuple[str | int, ...], *, is_head: bool) -> None:
    row = table.add_row()
    marks = row._tr.get_or_add_trPr()
    marks.append(OxmlElement("w:cantSplit"))
    if is_head:
        marks.append(OxmlElement("w:tblHeader"))
    for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(for_file(str(value)))
        run.bold = is_head or place == 0
        if isinstance(value, int):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_footer(word: Any, text: str) -> None:
    """The text, and the number of the page as a field that Word fills in."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{for_file(text)} · pagina ")
    for before, field in (("", "PAGE"), (" van ", "NUMPAGES")):
        paragraph.add_run(before)
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), field)
        paragraph._p.append(simple)
