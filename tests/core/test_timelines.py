import datetime
import re
import string
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont

from brainport_portal.core.choices import Precision
from brainport_portal.core.lettering import cut_to, width_of, wrap
from brainport_portal.core.timelines import LEFT, MOST_LANES, RIGHT, Entry, Row, period_of, timeline

SVG = "{http://www.w3.org/2000/svg}"
START, END = datetime.date(2027, 1, 1), datetime.date(2027, 6, 30)


def make_line(*entries, start=START, end=END, **options):
    return timeline([Row("Mijlpalen", entries)], start=start, end=end, **options)


def marks(line):
    return [mark for row in line.rows for mark in row.marks]


def draw(line):
    return ET.fromstring(render_to_string("components/_timeline.svg", {"line": line}))  # noqa: S314 ours


def day(month, number, year=2027):
    return datetime.date(year, month, number)


def box(mark):
    """What a mark and its label take up."""
    return mark.left, mark.y - 8, mark.right, mark.y + 8


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    ("precision", "first", "after"),
    [
        (Precision.DAY, day(5, 14), day(5, 15)),
        (Precision.MONTH, day(5, 1), day(6, 1)),
        (Precision.QUARTER, day(4, 1), day(7, 1)),
        (Precision.HALF_YEAR, day(1, 1), day(7, 1)),
        (Precision.YEAR, day(1, 1), day(1, 1, 2028)),
        (Precision.AROUND, day(4, 16), day(6, 16)),
        ("nonsense", day(5, 1), day(6, 1)),
    ],
)
def test_period_is_as_wide_as_the_date_is_uncertain(precision, first, after):
    assert period_of(day(5, 14), precision) == (first.toordinal(), after.toordinal())


def test_period_at_the_ends_of_the_calendar_does_not_fail():
    for edge in (datetime.date.min, datetime.date.max):
        for precision in Precision.values:
            first, after = period_of(edge, precision)
            assert first < after


def test_known_day_is_a_mark_and_an_uncertain_date_a_bar():
    line = make_line(
        Entry("dag", day(2, 1)),
        Entry("maand", day(2, 1), Precision.MONTH),
        Entry("van tot", day(2, 1), until=day(3, 31)),
    )
    found = {mark.label: mark for mark in marks(line)}

    assert {label: mark.kind for label, mark in found.items()} == {
        "dag": "day",
        "maand": "period",
        "van tot": "span",
    }
    per_day = (RIGHT - LEFT) / 181
    assert found["dag"].x == pytest.approx(LEFT + 31.5 * per_day, abs=0.1)
    assert found["maand"].x == pytest.approx(LEFT + 31 * per_day, abs=0.1)
    assert found["maand"].width == pytest.approx(28 * per_day, abs=0.2)
    assert found["van tot"].width == pytest.approx(59 * per_day, abs=0.2)


def test_period_is_cut_off_at_the_edges_and_what_is_outside_is_not_drawn():
    line = make_line(
        Entry("jaar", day(3, 1), Precision.YEAR),
        Entry("eerder", day(12, 31, 2026)),
        Entry("later", day(7, 1)),
        Entry("laatste dag", END),
    )

    found = {mark.label: mark for mark in marks(line)}
    assert set(found) == {"jaar", "laatste dag"}
    assert (found["jaar"].x, found["jaar"].width) == (LEFT, RIGHT - LEFT)


def test_end_before_its_beginning_does_not_count():
    (mark,) = marks(make_line(Entry("verkeerd om", day(3, 1), until=day(2, 1))))

    assert mark.kind == "day"


@pytest.mark.parametrize("end", [START, day(1, 1, 2020)])
def test_no_time_and_no_entries_make_no_line(end):
    assert make_line(Entry("x", START), end=end) is None
    assert make_line() is None
    assert render_to_string("components/_timeline.svg", {"line": None}).strip() == ""


def test_rows_without_entries_are_left_out():
    rows = [Row("Leeg", []), Row("Vol", [Entry("x", day(2, 1))])]

    assert [row.label_lines for row in timeline(rows, start=START, end=END).rows] == [("Vol",)]


def many(count):
    """Entries of every precision all over the half-year, with labels of every length."""
    return [
        Entry(
            f"MO-{n:02} " + "Keuze van quick-wins " * (n % 4),
            START + datetime.timedelta(days=n * 37 % 180),
            Precision.values[n % 6],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [2, 8, 40, 200])
@pytest.mark.parametrize("marked_day", [None, START, day(3, 15), END])
def test_marks_and_labels_never_overlap_and_stay_inside(count, marked_day):
    line = make_line(*many(count), marked_day=marked_day, marked_label="peildatum")
    found = marks(line)

    assert [(a.label, b.label) for a, b in combinations(found, 2) if overlap(box(a), box(b))] == []
    for mark in found:
        width = width_of(mark.label, 11)
        left = mark.label_x - (width if mark.anchor == "end" else 0)
        assert mark.left >= LEFT - 6
        assert left + 0.1 >= LEFT
        assert left + width <= RIGHT + 0.1
    assert all(row.bottom <= line.height for row in line.rows)


def test_rows_do_not_overlap():
    rows = [Row(f"Rij {n}", many(10)) for n in range(5)]

    line = timeline(rows, start=START, end=END)

    assert all(above.bottom <= below.y for above, below in pairwise(line.rows))


def test_too_many_on_one_day_are_counted_not_drawn():
    entries = [Entry(f"MO-{n:03}", day(3, 1)) for n in range(200)]

    line = make_line(*entries)

    (row,) = line.rows
    assert len(row.marks) + row.left_out == 200
    assert len({mark.y for mark in row.marks}) == MOST_LANES
    assert line.height < 300
    assert f"en nog {row.left_out}" in render_to_string("components/_timeline.svg", {"line": line})
    assert "Mijlpalen: 200." in line.alternative


def test_label_stays_on_its_side_of_the_marked_day():
    line = make_line(
        Entry("Een label dat te lang is om rechts te passen", day(6, 20)),
        marked_day=day(5, 1),
        marked_label="peildatum 1 mei 2027",
    )

    (mark,) = marks(line)
    assert mark.anchor == "end"
    assert mark.label.endswith("…")
    assert mark.left > line.marked_x


def test_caption_of_a_late_marked_day_stands_left_of_it():
    early = make_line(Entry("x", day(2, 1)), marked_day=START, marked_label="peildatum")
    late = make_line(Entry("x", day(2, 1)), marked_day=END, marked_label="peildatum")
    outside = make_line(Entry("x", day(2, 1)), marked_day=day(1, 1, 2030), marked_label="peildatum")

    assert (early.marked_anchor, late.marked_anchor) == ("start", "end")
    assert outside.marked_x is None
    assert "peildatum" not in render_to_string("components/_timeline.svg", {"line": outside})


@pytest.mark.parametrize(
    ("end", "labels"),
    [
        (END, ["jan 2027", "feb", "mrt", "apr", "mei", "jun"]),
        (day(12, 31, 2028), ["jan 2027", "apr", "jul", "okt", "jan 2028", "apr", "jul", "okt"]),
        (day(12, 31, 2035), [str(year) for year in range(2027, 2036)]),
        (day(12, 31, 2066), ["2030", "2035", "2040", "2045", "2050", "2055", "2060", ""]),
    ],
)
def test_ticks_are_as_far_apart_as_their_names_need(end, labels):
    with translation.override("nl"):
        line = make_line(Entry("x", day(2, 1)), end=end)

    assert [tick.label for tick in line.ticks] == labels


def test_months_follow_the_language_and_its_capitals():
    with translation.override("en"):
        line = make_line(Entry("x", day(2, 1)))

    assert [tick.label for tick in line.ticks][:3] == ["Jan 2027", "Feb", "Mar"]


def test_alternative_says_what_the_drawing_shows():
    with translation.override("nl"):
        line = make_line(
            Entry("MO-02 Keuze", day(2, 15), Precision.MONTH),
            Entry("AB", day(2, 24), words="Algemeen Bestuur", when="eind februari"),
        )

    assert line.alternative == (
        "Tijdlijn van 1 januari 2027 tot en met 30 juni 2027. Mijlpalen: februari 2027: MO-02 Keuze; "
        "eind februari: Algemeen Bestuur. Dezelfde gegevens staan in de lijst."
    )
    assert draw(line).find(f"{SVG}title").text == line.alternative
    assert draw(line).get("role") == "img"


def test_drawing_tells_certain_from_uncertain_without_colour():
    root = draw(
        make_line(
            Entry("dag", day(2, 1)),
            Entry("maand", day(2, 1), Precision.MONTH),
            Entry("van tot", day(2, 1), until=day(3, 31)),
        )
    )

    dashes = {item.get("class"): item.get("stroke-dasharray") for item in root.iter() if item.get("class")}
    assert dashes["period"] == "3.5 2.5"
    assert dashes["span"] is None
    assert "day" in dashes


def test_drawing_has_no_inline_style_and_no_outside_address():
    source = render_to_string("components/_timeline.svg", {"line": make_line(*many(200))})
    root = ET.fromstring(source)  # noqa: S314 ours

    assert not any("style" in element.attrib or element.tag == f"{SVG}style" for element in root.iter())
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source) == []


def test_drawing_escapes_labels_and_keeps_decimal_points_in_every_language():
    hostile = "<script>&\u202e👩‍👩‍👧"
    line = make_line(Entry(hostile, day(2, 1)), marked_day=day(3, 1), marked_label=hostile)

    sources = set()
    for language in ("nl", "en"):
        with translation.override(language):
            sources.add(render_to_string("components/_timeline.svg", {"line": line}))

    (source,) = sources
    assert "<script>" not in source
    assert not re.search(r'"\d+,\d', source)


def test_words_are_cut_and_wrapped_to_the_width_they_have():
    text = "robuuste elektronica en high precision manufacturing"

    assert cut_to(text, 1000, 11) == text
    assert cut_to(text, 65, 11) == "robuuste…"
    assert cut_to(text, 5, 11) == ""
    lines = wrap(text, 130, 11, most=3)
    assert lines == ("robuuste elektronica", "en high precision", "manufacturing")
    assert all(width_of(line, 11) <= 130 for line in lines)
    assert wrap(text, 130, 11, most=1) == ("robuuste elektronica…",)
    assert wrap("A" * 400, 130, 11, most=2)[0].endswith("…")


def test_no_letter_is_wider_in_the_font_than_is_reckoned_with():
    font = TTFont(settings.BASE_DIR / "static/vendor/fonts/open-sans-latin-600-normal.woff2")
    names, widths, size = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm

    letters = string.ascii_letters + string.digits + " .,:;!'’‘|()-/–&…@%éëïöü"
    wider = [letter for letter in letters if width_of(letter, size) < widths[names[ord(letter)]][0]]

    assert wider == []
