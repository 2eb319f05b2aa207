import datetime
import random
import re
import string
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont

from brainport_portal.core.choices import Precision
from brainport_portal.core.lettering import cut_to, width_of, wrap
from brainport_portal.core.timeline_labels import COLUMN, PHONE, SHEET
from brainport_portal.core.timelines import EARLIER, LATER, Entry, Row, period_of, timeline

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
    return mark.left, mark.y - 8.5, mark.right, mark.y + 8.5


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
    per_day = (COLUMN.right - COLUMN.left) / 181
    assert found["dag"].x == pytest.approx(COLUMN.left + 31.5 * per_day, abs=0.1)
    assert found["maand"].x == pytest.approx(COLUMN.left + 31 * per_day, abs=0.1)
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
    assert (found["jaar"].x, found["jaar"].width) == (COLUMN.left, COLUMN.right - COLUMN.left)


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


def many(count, seed=0):
    """Entries of every precision all over the half-year, with labels of every length."""
    chance = random.Random(seed)
    return [
        Entry(
            f"MO-{n:02} " + "Keuze van quick-wins " * chance.randrange(4) + "x" * chance.choice([0, 0, 200]),
            day,
            chance.choice(Precision.values),
            until=chance.choice([None, None, day + datetime.timedelta(days=chance.randrange(-60, 400))]),
            is_done=chance.random() < 0.3,
            goes_on=chance.random() < 0.2,
            opens=chance.choice([0, 0, EARLIER, LATER]),
            short=chance.choice(["", f"MO-{n:02}"]),
        )
        for n, day in enumerate(START + datetime.timedelta(days=chance.randrange(181)) for _ in range(count))
    ]


@pytest.mark.parametrize("shape", [COLUMN, SHEET, PHONE])
@pytest.mark.parametrize("count", [2, 8, 40, 200])
@pytest.mark.parametrize("marked_day", [None, START, day(3, 15), END])
def test_marks_and_labels_never_overlap_and_stay_inside(shape, count, marked_day):
    for seed in range(2):
        line = make_line(*many(count, seed), marked_day=marked_day, marked_label="peildatum", shape=shape)
        found = marks(line)

        assert [(a.label, b.label) for a, b in combinations(found, 2) if overlap(box(a), box(b))] == []
        for mark in found:
            width = width_of(mark.label, shape.size)
            left = mark.label_x - (width if mark.anchor == "end" else 0)
            assert shape.left - 0.1 <= left <= left + width <= shape.right + 0.1
            assert mark.left >= shape.left - 6
            assert mark.x + max(mark.width, shape.half) <= shape.width
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
    assert len({mark.y for mark in row.marks}) == COLUMN.most_lanes
    assert line.height < 300
    assert f"en nog {row.left_out}" in render_to_string("components/_timeline.svg", {"line": line})
    assert "Mijlpalen: 200." in line.alternative


def test_label_that_fits_whole_on_its_side_of_the_marked_day_stays_there():
    line = make_line(Entry("Past er net voor", day(6, 25)), marked_day=day(5, 1), marked_label="vandaag")

    (mark,) = marks(line)
    assert (mark.label, mark.anchor) == ("Past er net voor", "end")
    assert mark.left > line.marked.x


def test_label_that_fits_whole_nowhere_else_goes_across_the_marked_day():
    label = "Een label dat te lang is om rechts te passen"
    line = make_line(Entry(label, day(6, 20)), marked_day=day(5, 1), marked_label="vandaag")

    (mark,) = marks(line)
    assert (mark.label, mark.anchor) == (label, "end")
    assert mark.left < line.marked.x < mark.x
    assert mark.backing_width == pytest.approx(width_of(label, 11), abs=0.1)


def test_label_that_fits_whole_nowhere_is_cut_on_its_side_of_the_marked_day():
    line = make_line(
        Entry("Een label dat te lang is om ergens te passen " * 3, day(6, 20)),
        marked_day=day(5, 1),
        marked_label="vandaag",
    )

    (mark,) = marks(line)
    assert mark.label.endswith("…")
    assert mark.left > line.marked.x


@pytest.mark.parametrize("shape", [COLUMN, SHEET, PHONE])
def test_no_cut_label_stands_across_the_marked_day(shape):
    for seed in range(8):
        line = make_line(*many(40, seed), marked_day=day(4, 1), marked_label="vandaag", shape=shape)

        cut = [mark for mark in marks(line) if mark.label.endswith("…") and mark.x >= line.marked.x]
        assert [mark.label for mark in cut if mark.left < line.marked.x - 6] == []


@pytest.mark.parametrize(
    ("label", "drawn"),
    [("MO-02 Keuze", "MO-02 Keuze"), ("MO-02 Keuze van een lange reeks quick-wins voor iedereen", "MO-02")],
)
def test_narrow_drawing_takes_the_short_label_when_the_long_one_does_not_fit(label, drawn):
    (mark,) = marks(make_line(Entry(label, day(3, 1), short="MO-02"), shape=PHONE))

    assert mark.label == drawn


@pytest.mark.parametrize(("short", "drawn"), [("MO-02", "MO-02"), ("", "MO-02 Keuze van een lange…")])
def test_narrow_drawing_cuts_a_label_in_a_long_bar_only_when_there_is_no_short_one(short, drawn):
    label = "MO-02 Keuze van een lange reeks quick-wins voor iedereen langs de grens"

    (mark,) = marks(make_line(Entry(label, START, until=END, short=short), shape=PHONE))

    assert mark.label.startswith(drawn.removesuffix("…"))
    assert mark.label.endswith("…") == drawn.endswith("…")
    assert mark.backing_width == 0


def test_narrow_drawing_has_the_names_of_its_rows_above_their_lanes():
    rows = [Row("Landschappelijke structuren langs de hele grens " * n, many(6)) for n in (1, 9)]

    for row in timeline(rows, start=START, end=END, shape=PHONE).rows:
        baselines = [baseline for baseline, _text, _width in row.labels]
        assert all(width <= PHONE.width for _baseline, _text, width in row.labels)
        assert row.y + PHONE.size < baselines[0]
        assert baselines[-1] + 3 <= min(mark.y for mark in row.marks) - PHONE.bar / 2


def test_text_of_a_narrow_drawing_is_large_enough_on_a_phone():
    beside = 2 * 20  # The margins of the page.

    assert (390 - beside) / PHONE.width * PHONE.size >= 12
    assert (320 - beside) / PHONE.width * PHONE.size >= 10


def test_row_without_lanes_for_all_takes_short_labels_to_leave_out_fewer():
    entries = [
        Entry("MO-02 Keuze van quick-wins", START + datetime.timedelta(days=7 * (n % 24)), short="MO-02")
        for n in range(60)
    ]

    (named,) = make_line(*(replace(entry, short="") for entry in entries)).rows
    (short,) = make_line(*entries).rows

    assert named.left_out > short.left_out
    assert {mark.label for mark in short.marks} == {"MO-02"}


def test_caption_of_a_late_marked_day_stands_left_of_it():
    early = make_line(Entry("x", day(2, 1)), marked_day=START, marked_label="peildatum").marked
    late = make_line(Entry("x", day(2, 1)), marked_day=END, marked_label="peildatum").marked
    outside = make_line(Entry("x", day(2, 1)), marked_day=day(1, 1, 2030), marked_label="peildatum")

    assert early.label_x > early.x
    assert late.label_x < late.x
    assert late.label_left + late.label_width <= COLUMN.right
    assert outside.marked is None
    assert "peildatum" not in render_to_string("components/_timeline.svg", {"line": outside})


@pytest.mark.parametrize("shape", [COLUMN, SHEET, PHONE])
def test_caption_of_the_marked_day_never_meets_the_names_of_the_months(shape):
    line = make_line(Entry("x", day(2, 1)), marked_day=day(3, 2), marked_label="vandaag", shape=shape)

    assert shape.caption_y - shape.size >= shape.tick_y
    assert shape.caption_y < line.top


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
            Entry("doorlopend", day(2, 1), until=END, goes_on=True),
        )
    )

    dashes = {item.get("class"): item.get("stroke-dasharray") for item in root.iter() if item.get("class")}
    assert dashes["period"] == "3.5 2.5"
    assert dashes["span"] is None
    assert dashes["ongoing"] is None
    assert "day" in dashes


def test_what_goes_on_ends_in_a_point_and_is_dashed_when_its_beginning_is_uncertain():
    sure = Entry("sinds mei", day(2, 1), until=END, goes_on=True)

    (bar,) = draw(make_line(sure)).findall(f".//{SVG}path[@class='ongoing']")
    (vague,) = marks(make_line(replace(sure, precision=Precision.QUARTER)))

    assert bar.get("d").count("L") == 2
    assert (vague.kind, vague.is_exact) == ("ongoing", False)


@pytest.mark.parametrize(("opens", "edge"), [(LATER, day(3, 1)), (EARLIER, day(3, 2))])
def test_day_that_only_begins_or_ends_something_is_an_edge_that_fades_to_the_other_side(opens, edge):
    line = make_line(Entry("MO-02 Keuze", day(3, 1), opens=opens))

    (mark,) = marks(line)
    per_day = (COLUMN.right - COLUMN.left) / 181
    assert (mark.kind, mark.width, mark.tail > 0) == ("open", 0, opens == LATER)
    assert mark.x == pytest.approx(COLUMN.left + (edge - START).days * per_day, abs=0.1)
    (group,) = draw(line).findall(f".//{SVG}g[@class='open']")
    edge_path, tail = group
    assert edge_path.get("stroke-dasharray") is None
    assert tail.get("stroke-dasharray")
    assert "Z" not in tail.get("d")


@pytest.mark.parametrize(("opens", "tail_x"), [(LATER, "width"), (EARLIER, None)])
def test_uncertain_beginning_or_end_is_its_whole_period_with_a_tail(opens, tail_x):
    line = make_line(Entry("MO-02", day(3, 1), Precision.QUARTER, opens=opens))

    (mark,) = marks(line)
    assert (mark.kind, mark.x) == ("open", COLUMN.left)
    assert mark.width == pytest.approx((COLUMN.right - COLUMN.left) * 90 / 181, abs=0.2)
    assert mark.tail_x == (mark.width if tail_x else 0)
    (period,) = draw(line).findall(f".//{SVG}path[@class='period']")
    assert period.get("stroke-dasharray") == "3.5 2.5"


@pytest.mark.parametrize("shape", [COLUMN, SHEET, PHONE])
@pytest.mark.parametrize(("day", "opens"), [(START, EARLIER), (END, LATER)])
def test_tail_at_the_edge_of_the_drawing_is_short_and_stays_in_it(shape, day, opens):
    (mark,) = marks(make_line(Entry("x", day, opens=opens), shape=shape))

    assert 5 < abs(mark.tail) < 14
    assert shape.left - 7 <= mark.x + min(mark.tail, 0) <= mark.x + max(mark.tail, 0) <= shape.width


@pytest.mark.parametrize("opens", [EARLIER, LATER])
def test_label_never_stands_in_the_tail(opens):
    (mark,) = marks(make_line(Entry("MO-02", day(3, 1), Precision.QUARTER, opens=opens)))

    assert mark.backing_width == 0
    assert mark.x < mark.label_x < mark.label_x + width_of("MO-02", 11) < mark.x + mark.width

    # Wider than its month, but not than its month with the tail.
    (narrow,) = marks(make_line(Entry("MO-02 Kies een lijn", day(3, 1), Precision.MONTH, opens=opens)))
    assert narrow.backing_width > narrow.width
    assert narrow.label_x > narrow.x + narrow.width + max(narrow.tail, 0)


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
