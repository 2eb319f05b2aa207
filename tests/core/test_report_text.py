import pytest
from django.utils import translation

from brainport_portal.core.templatetags import report_text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-03-18", "18 maart 2026"),
        ("2026-12-01", "1 december 2026"),
        ("rond juni 2026", "rond juni 2026"),
        ("2026-13-01", "2026-13-01"),
        ("", ""),
    ],
)
def test_iso_date_is_dutch_in_every_interface(value, words):
    with translation.override("en"):
        assert report_text.iso_date(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(13.7, "13,7"), (39.44, "39,4"), (1234.5, "1234,5"), (0, "0,0"), (None, "")]
)
def test_decimal_has_a_comma_and_no_thousands(value, words):
    assert report_text.decimal(value) == words


def test_paragraphs_split_at_empty_lines():
    assert report_text.paragraphs("een\r\ntwee\r\n\r\n \r\ndrie\n") == ["een\ntwee", "drie"]


def test_text_lines_drop_typed_bullets():
    assert report_text.text_lines("- een\n\n• twee\n  drie – vier") == ["een", "twee", "drie – vier"]


@pytest.mark.parametrize(
    ("value", "words"), [("Meer tijd", "Meer tijd."), ("Klaar. ", "Klaar."), ("Wie?", "Wie?"), (" ", "")]
)
def test_sentence_ends(value, words):
    assert report_text.sentence(value) == words


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (4, 4), (5, 1), (40, 1)])
def test_marks_are_few(count, drawn):
    assert len(report_text.marks(count)) == drawn
