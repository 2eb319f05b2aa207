import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from brainport_portal.core.matrices import LEFT, WIDTH, MatrixRow, shape_matrix

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Column:
    key: str
    label: str


COLUMNS = (
    Column("on_track", "op koers"),
    Column("attention", "vraagt aandacht"),
    Column("stalled", "bijsturing nodig"),
    Column("not_rated", "nog geen inschatting"),
)
TITLE = "Aantal acties per doelstelling en beoordeling."


def make_matrix(*rows):
    return shape_matrix(TITLE, COLUMNS, rows, total_label="Acties", nothing="nog geen acties")


def draw(matrix):
    return ET.fromstring(render_to_string("components/_rating_matrix.svg", {"matrix": matrix}))  # noqa: S314 ours


def things(on_track=0, attention=0, stalled=0, not_rated=0, change=""):
    counts = zip(COLUMNS, (on_track, attention, stalled, not_rated), strict=True)
    return [(column.key, change) for column, count in counts for _ in range(count)]


@pytest.mark.parametrize("counts", [(2, 1, 0, 0), (30, 0, 0, 1), (200, 0, 0, 0), (50, 50, 50, 50)])
@pytest.mark.parametrize("change", ["", "better"])
def test_every_thing_is_drawn_once_apart_from_the_others_and_in_its_column(counts, change):
    matrix = make_matrix(MatrixRow("2A Werklocaties", things(*counts, change=change)))

    (row,) = matrix.rows
    assert tuple(cell.count for cell in row.cells) == counts
    assert tuple(len(cell.shapes) for cell in row.cells) == counts
    assert tuple(len(cell.arrows) for cell in row.cells) == (counts if change else (0, 0, 0, 0))
    placed = [item for cell in row.cells for item in (*cell.shapes, *cell.arrows)]
    assert not any(abs(a.x - b.x) < 7.5 and abs(a.y - b.y) < 8 for a, b in combinations(placed, 2))
    width = (WIDTH - LEFT) / 4
    for number, cell in enumerate(row.cells):
        assert all(LEFT + number * width < shape.x < LEFT + (number + 1) * width for shape in cell.shapes)
    assert all(row.y + 4 < item.y < row.y + row.height - 4 for item in placed)


def test_what_changed_comes_first_with_its_arrow():
    matrix = make_matrix(MatrixRow("2A", [("on_track", ""), ("on_track", "worse"), ("on_track", "")]))

    cell = matrix.rows[0].cells[0]
    assert [arrow.key for arrow in cell.arrows] == ["worse"]
    assert cell.shapes[0].x < cell.arrows[0].x < cell.shapes[1].x


def test_rows_grow_with_what_is_in_them_and_do_not_overlap():
    matrix = make_matrix(MatrixRow("2A", things(40)), MatrixRow("2B", things(1)), MatrixRow("2C", []))

    assert matrix.rows[0].height > matrix.rows[1].height
    assert all(above.y + above.height == pytest.approx(below.y) for above, below in pairwise(matrix.rows))
    assert matrix.rows[-1].y + matrix.rows[-1].height < matrix.height


def test_alternative_says_every_count_in_words():
    matrix = make_matrix(MatrixRow("2A Werklocaties", things(2, 1)), MatrixRow("2B Bereikbaarheid", []))

    assert matrix.alternative == (
        f"{TITLE} 2A Werklocaties: 2 op koers, 1 vraagt aandacht. 2B Bereikbaarheid: 0."
    )
    assert draw(matrix).find(f"{SVG}title").text == matrix.alternative


def test_drawing_has_words_and_numbers_beside_its_shapes():
    root = draw(make_matrix(MatrixRow("2A", things(2, 1)), MatrixRow("2B", [])))

    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == [
        *("op koers", "vraagt", "aandacht", "bijsturing nodig", "nog geen", "inschatting", "Acties"),
        *("2A", "3", "2", "1", "0", "0"),
        *("2B", "0", "nog geen acties"),
    ]
    kinds = [item.get("class") for item in root.iter() if item.get("class") in {c.key for c in COLUMNS}]
    assert kinds == [*(column.key for column in COLUMNS), "on_track", "on_track", "attention"]


def test_shapes_differ_by_form_not_only_by_colour():
    root = draw(make_matrix(MatrixRow("2A", things(1, 1, 1, 1))))

    forms = {
        item.get("class"): re.sub(r"^M[\d. ]+", "", item.get("d") or item.get("fill"))
        for item in root.iter()
        if item.get("class") in {column.key for column in COLUMNS}
    }
    assert len(set(forms.values())) == 4


def test_nothing_to_count_makes_no_matrix():
    assert make_matrix() is None
    assert make_matrix(MatrixRow("2A", [])) is None
    assert render_to_string("components/_rating_matrix.svg", {"matrix": None}).strip() == ""


def test_long_and_hostile_labels_stay_in_their_column():
    matrix = make_matrix(MatrixRow("<script>&" + "A" * 400, things(1)))
    source = render_to_string("components/_rating_matrix.svg", {"matrix": matrix})

    assert len(matrix.rows[0].label) < 40
    assert "<script>" not in source


def test_drawing_has_no_inline_style_and_is_well_formed_in_every_language():
    matrix = make_matrix(MatrixRow("2A", things(50, 50, 50, 50, change="better")))
    for language in ("nl", "en"):
        with translation.override(language):
            source = render_to_string("components/_rating_matrix.svg", {"matrix": matrix})
        root = ET.fromstring(source)  # noqa: S314 ours
        assert not any("style" in item.attrib or item.tag == f"{SVG}style" for item in root.iter())
        assert not re.search(r'"\d+,\d', source)
        assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source) == []
