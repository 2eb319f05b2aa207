"""A matrix of shapes, one for every thing that is counted, as plain drawing data for one SVG.

Rows are what things belong to, columns are what is said of them; a thing of which that changed has an arrow.
`templates/components/_rating_matrix.svg` draws it, in web pages and documents alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .lettering import cut_to, wrap

# On paper the labels fill the marginal column; the columns share what the totals leave of the rest.
WIDTH, LABEL, TOTAL, LEFT = 660, 159, 192, 214
SIZE, LINE = 11.0, 12.5
HEAD, ROW, SHAPE_ROW, NUMBER = 30, 16, 11.5, 18
PITCH, ARROW_PITCH = 10.5, 9.5


class ColumnOfMatrix(Protocol):
    """What the matrix asks of a column: `key` chooses the shape."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class MatrixRow:
    """A row with all that is counted in it: of each thing its column, and which way it changed, "" if not."""

    label: str
    things: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    key: str
    x: float
    y: float


@dataclass(frozen=True)
class Head:
    shape: Shape
    x: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Cell:
    """A count with its shapes, and arrows behind those that changed."""

    count: int
    x: float
    shapes: tuple[Shape, ...]
    arrows: tuple[Shape, ...]


@dataclass(frozen=True)
class DrawnRow:
    label: str
    total: int
    y: float
    height: float
    cells: tuple[Cell, ...]

    @property
    def text_y(self) -> float:
        return round(self.y + ROW / 2 + SIZE * 0.36, 1)


@dataclass(frozen=True)
class Matrix:
    """All that the template draws. `alternative` says in words what the drawing shows."""

    alternative: str
    total_label: str
    nothing: str
    heads: tuple[Head, ...]
    rows: tuple[DrawnRow, ...]
    height: float
    width: int = WIDTH
    total_x: int = TOTAL
    left: int = LEFT


def shape_matrix(
    title: str,
    columns: Sequence[ColumnOfMatrix],
    rows: Iterable[MatrixRow],
    *,
    total_label: str,
    nothing: str,
) -> Matrix | None:
    """The matrix of `rows` by `columns`; None when there are no things to count.

    `total_label` stands above the totals, `nothing` in a row without things.
    """
    rows = list(rows)
    if not any(row.things for row in rows):
        return None
    width = (WIDTH - LEFT) / len(columns)
    drawn: list[DrawnRow] = []
    for row in rows:
        drawn.append(_draw(row, columns, width, drawn[-1].y + drawn[-1].height if drawn else HEAD))
    return Matrix(
        alternative=_describe(title, columns, rows),
        total_label=total_label,
        nothing=nothing,
        heads=tuple(_head(column, LEFT + n * width, width) for n, column in enumerate(columns)),
        rows=tuple(drawn),
        height=round(drawn[-1].y + drawn[-1].height + 1, 1),
    )


def _head(column: ColumnOfMatrix, x: float, width: float) -> Head:
    """The word above a column, its last line on the same height as that of the others."""
    lines = wrap(column.label, width - NUMBER - 4, SIZE, most=2)
    first = HEAD - 7 - LINE * (len(lines) - 1)
    return Head(
        shape=Shape(column.key, round(x + 5, 1), first - 4),
        x=round(x, 1),
        lines=tuple((first + LINE * n, line) for n, line in enumerate(lines)),
    )


def _draw(row: MatrixRow, columns: Sequence[ColumnOfMatrix], width: float, y: float) -> DrawnRow:
    cells = tuple(
        _cell(
            column.key,
            [change for key, change in row.things if key == column.key],
            LEFT + n * width,
            y,
            width,
        )
        for n, column in enumerate(columns)
    )
    lowest = max((shape.y for cell in cells for shape in cell.shapes), default=y)
    return DrawnRow(
        label=cut_to(row.label, LABEL - 6, SIZE),
        total=len(row.things),
        y=round(y, 1),
        height=round(max(ROW, lowest + ROW / 2 - y), 1),
        cells=cells,
    )


def _cell(key: str, changes: Sequence[str], x: float, y: float, width: float) -> Cell:
    """The shapes of one cell from left to right, those that changed first, on as many lines as they need."""
    shapes, arrows = [], []
    at, down = x + NUMBER, y + ROW / 2
    for change in sorted(changes, key=lambda change: not change):
        wide = PITCH + (ARROW_PITCH if change else 0)
        if at + wide > x + width - 2:
            at, down = x + NUMBER, down + SHAPE_ROW
        shapes.append(Shape(key, round(at + PITCH / 2, 1), round(down, 1)))
        if change:
            arrows.append(Shape(change, round(at + PITCH + ARROW_PITCH / 2 - 0.5, 1), round(down, 1)))
        at += wide
    return Cell(len(changes), round(x, 1), tuple(shapes), tuple(arrows))


def _describe(title: str, columns: Sequence[ColumnOfMatrix], rows: Iterable[MatrixRow]) -> str:
    labels = {column.key: column.label for column in columns}
    parts = [title]
    for row in rows:
        counts = {key: sum(thing[0] == key for thing in row.things) for key in labels}
        said = ", ".join(f"{count} {labels[key]}" for key, count in counts.items() if count)
        parts.append(f"{row.label}: {said or 0}.")
    return " ".join(parts)
