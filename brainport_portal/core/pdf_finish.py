"""Four repairs that a PDF by WeasyPrint 70 needs before it is PDF/UA-1.

1. Running text (page numbers, footers) is marked as content but hangs in no structure: made an artifact.
2. Table headers have no scope, so a corner header belongs to nothing: row or column is written down.
3. Links are not printed.
4. The box of a figure is in CSS pixels from the top of the page: turned into PDF points from the bottom.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    parse_content_stream,
)
from pikepdf import unparse_content_stream as unparse

POINTS_PER_PIXEL = 0.75
PRINT_FLAG = 4
BEGIN_MARKED = Operator("BDC")
RUNNING_TEXT = ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], BEGIN_MARKED)


@dataclass
class _Structure:
    """The elements of the structure tree, by kind, and the identities of all of them."""

    identities: set[tuple[int, int]] = field(default_factory=set)
    column_headers: list[Any] = field(default_factory=list)
    row_headers: list[Any] = field(default_factory=list)
    figures: list[Any] = field(default_factory=list)


def finish(data: bytes) -> bytes:
    """`data` repaired; the same bytes in give the same bytes out."""
    with Pdf.open(BytesIO(data)) as pdf:
        structure = _read_structure(pdf)
        _write_scopes(structure)
        _turn_boxes(pdf, structure)
        _make_running_text_artifacts(pdf, structure)
        _print_links(pdf)
        output = BytesIO()
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def _read_structure(pdf: Pdf) -> _Structure:
    structure = _Structure()
    for element, is_in_head in _walk(pdf.Root.StructTreeRoot):
        structure.identities.add(element.objgen)
        match str(element.S):
            case "/TH" if is_in_head:
                structure.column_headers.append(element)
            case "/TH":
                structure.row_headers.append(element)
            case "/Figure" if "/BBox" in element.get("/A", {}):
                structure.figures.append(element)
    return structure


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """Every structure element below `root`, and whether it stands in the head of a table."""
    waiting = [(child, False) for child in _children(root)]
    while waiting:
        element, is_in_head = waiting.pop()
        yield element, is_in_head
        is_in_head = is_in_head or element.S == "/THead"
        waiting.extend((child, is_in_head) for child in _children(element))


def _children(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    candidates = kids if isinstance(kids, Array) else [kids]
    return [kid for kid in candidates if isinstance(kid, Dictionary) and "/S" in kid]


def _write_scopes(structure: _Structure) -> None:
    for scope, headers in (
        (Name.Column, structure.column_headers),
        (Name.Row, structure.row_headers),
    ):
        for header in headers:
            attributes = header.get("/A", Dictionary(O=Name.Table))
            attributes.Scope = scope
            header.A = attributes


def _turn_boxes(pdf: Pdf, structure: _Structure) -> None:
    heights = {page.obj.objgen: float(page.mediabox[3]) for page in pdf.pages}
    for figure in structure.figures:
        height = heights[figure.Pg.objgen]
        left, top, right, bottom = (float(side) * POINTS_PER_PIXEL for side in figure.A.BBox)
        figure.A.BBox = Array([left, height - bottom, right, height - top])


def _make_running_text_artifacts(pdf: Pdf, structure: _Structure) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners_of = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for page in pdf.pages:
        owners = owners_of[int(page.obj.StructParents)]
        strays = {i for i, owner in enumerate(owners) if owner.objgen not in structure.identities}
        if strays:
            page.Contents = pdf.make_stream(_with_artifacts(page, strays))
            for stray in strays:
                owners[stray] = Object.parse(b"null")


def _with_artifacts(page: Page, strays: set[int]) -> bytes:
    """The drawing instructions of `page`, with marked content that has no owner turned into artifacts."""
    instructions: list[Any] = []
    for instruction in parse_content_stream(page):
        if instruction.operator == BEGIN_MARKED and _marked_content_id(instruction.operands) in strays:
            instructions.append(RUNNING_TEXT)
        else:
            instructions.append(instruction)
    return unparse(instructions)


def _marked_content_id(operands: Any) -> int:
    properties = operands[1]
    return int(properties.get("/MCID", -1)) if isinstance(properties, Dictionary) else -1


def _print_links(pdf: Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            annotation.F = int(annotation.get("/F", 0)) | PRINT_FLAG
