"""Differences of two texts, in words, for people who decide on them."""

import itertools
import random
import time

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from workagenda.differences import Change, differences, only_space_differs

# Few different words and odd white space make more clashes than any text.
WORDS = st.lists(
    st.sampled_from(["de", "brug", "Brug,", "(weg)", "5", "e\u0301\u0301", "👩‍👧", "."]), max_size=30
)
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u00a0", ""])
TEXTS = st.one_of(
    st.text(max_size=200),
    WORDS.flatmap(lambda words: st.tuples(*[st.tuples(st.just(word), SPACES) for word in words])).map(
        lambda parts: "".join(word + space for word, space in parts)
    ),
)


def marked(old: str, new: str) -> str:
    """The difference as text: [-removed-] and {+added+}."""
    marks = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return "".join(marks[piece.change].format(piece.text) for piece in differences(old, new))


def without(change: Change, old: str, new: str) -> str:
    return "".join(piece.text for piece in differences(old, new) if piece.change != change)


def words(number: int, seed: int = 1) -> list[str]:
    """Words as often as in a language: few very often, many once."""
    picked = random.Random(seed)
    return picked.choices([f"w{n}" for n in range(800)], [1 / n for n in range(1, 801)], k=number)


def changed_here_and_there(number: int = 2500) -> tuple[str, str]:
    old = words(number)
    new = [f"nieuw{n}" if n % 8 == 0 else word for n, word in enumerate(old)]
    return " ".join(old)[:10_000], " ".join(new)[:10_000]


@given(TEXTS, TEXTS)
def test_differences_give_back_both_texts(old, new):
    assert without(Change.ADDED, old, new) == old
    assert without(Change.REMOVED, old, new) == new


@given(TEXTS, TEXTS)
def test_differences_have_no_empty_piece_and_no_two_alike_in_a_row(old, new):
    pieces = differences(old, new)

    assert all(piece.text for piece in pieces)
    assert all(one.change != next_.change for one, next_ in itertools.pairwise(pieces))


@given(TEXTS)
def test_differences_of_a_text_and_itself_are_none(text):
    assert [piece.change for piece in differences(text, text)] == [Change.KEPT] * bool(text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "Nieuw.", "{+Nieuw.+}"),
        ("Oud.", "", "[-Oud.-]"),
        ("De oude brug.", "De nieuwe brug.", "De [-oude-]{+nieuwe+} brug."),
        ("Klaar in mei", "Klaar in juni", "Klaar in [-mei-]{+juni+}"),
        ("De brug is af", "De brug is af, en open", "De brug is af{+, en open+}"),
        ("Een.\n\nTwee.", "Een.\n\nMidden.\n\nTwee.", "Een.{+\n\nMidden.+}\n\nTwee."),
        ("3 van de 5 gemeenten", "4 van de 6 gemeenten", "[-3-]{+4+} van de [-5-]{+6+} gemeenten"),
        ("de oude brug over de oude weg", "de brug over de weg", "de[- oude-] brug over de[- oude-] weg"),
    ],
)
def test_differences_are_what_a_reader_would_mark(old, new, expected):
    assert marked(old, new) == expected


def test_differences_take_few_kept_words_between_longer_changes_along():
    assert marked("Hasselt en Pelt stemden in.", "Lommel en Hamont stemden in.") == (
        "[-Hasselt en Pelt-]{+Lommel en Hamont+} stemden in."
    )


def test_differences_of_another_text_are_two_pieces_and_no_confetti():
    old, new = " ".join(words(300)), " ".join(f"{word}x" for word in words(300, seed=2))

    assert [piece.change for piece in differences(old, new)] == [Change.REMOVED, Change.ADDED]


def test_differences_in_white_space_alone_are_told_apart():
    assert only_space_differs("Een. Twee.", "Een.\nTwee.")
    assert not only_space_differs("Een. Twee.", "Een. Twee.")
    assert not only_space_differs("Een. Twee.", "Een. Drie.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        changed_here_and_there(),
        (" ".join(words(2500)), " ".join(words(2500, seed=2))),
        ("a " * 5000, "a. " * 3333),
        (". " * 5000, "! " * 5000),
        ("." * 10_000, "." * 9_999 + "a"),
        ("a" + "\n" * 9_999, "\n" * 9_999 + "a"),
        (" ".join(map(chr, range(192, 5192))), " ".join(map(chr, range(5191, 191, -1)))),
    ],
    ids=["here and there", "other order", "repeated", "marks", "one word", "line ends", "reversed"],
)
def test_differences_of_two_long_texts_take_no_time(old, new):
    old, new = old[:10_000], new[:10_000]
    times = []
    for _ in range(5):
        start = time.process_time()  # other work on the machine does not count
        differences(old, new)
        times.append(time.process_time() - start)

    assert min(times) < 0.05


def shown(old: str, new: str) -> str:
    return Template("{% load workagenda %}{% difference old new %}").render(Context({"old": old, "new": new}))


def test_difference_is_said_in_words_and_escaped():
    page = shown("Een <b>oud</b> plan", "Een <i>nieuw</i> plan")

    assert (
        '<del><span class="blk-vh">[verwijderd: </span><span lang="nl">&lt;b&gt;oud&lt;/b&gt;</span>' in page
    )
    assert (
        '<ins><span class="blk-vh">[toegevoegd: </span><span lang="nl">&lt;i&gt;nieuw&lt;/i&gt;</span>'
        in page
    )
    assert "<b>" not in page


def test_difference_keeps_line_ends_and_marks_no_white_space():
    page = shown("Een. Twee.", "Een.\n\nTwee.")

    assert "Een.</span>\n\n<span" in page
    assert "<ins>" not in page
    assert "<del>" not in page
    assert "Alleen spaties of regeleinden zijn anders." in page


def test_difference_of_something_and_nothing_is_shown():
    assert "<ins>" in shown("", "Nieuw.")
    assert "<del>" in Template("{% load workagenda %}{% difference 'Oud.' none %}").render(Context())
