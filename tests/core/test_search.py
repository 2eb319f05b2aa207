import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brainport_portal.core.search import (
    MOST_TERMS,
    Field,
    Query,
    Term,
    codes_meant,
    corrected,
    excerpt,
    fold,
    marked,
    score,
)


def found(query, text):
    return score(Query.of(query), [Field(text)]) > 0


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("verbinding", "De verbindingen over de grens"),
        ("verbindingen", "Eén verbinding"),
        ("verbinding", "De spoorverbinding Hamont-Weert"),
        ("bomen", "Een boom planten"),
        ("boom", "Drie bomen"),
        ("huizen", "Het huis"),
        ("huis", "Nieuwe huizen"),
        ("brief", "Twee brieven"),
        ("trein", "Internationale treinen"),
        ("werkgroepen", "Werkgroep Mobiliteit"),
        ("gedeeld", "Kennis delen"),
        ("mobil", "Mobiliteit"),
        ("coordinator", "De coördinator"),
        ("COÖRDINATOREN", "de coordinator"),
        ("Reusel De Mierden", "Reusel-De Mierden"),
        ("grens spoor", "Spoor over de grens"),
        ("2B", "2B Bereikbaarheid"),
    ],
)
def test_word_is_found_in_its_other_forms(query, text):
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("trein", "De bus"),
        ("as", "Vaste lasten"),
        ("bus", "Een robuust plan"),
        ("grens spoor", "Over de grens"),
        ("mo", "Demografie"),
    ],
)
def test_other_words_are_not_found(query, text):
    assert not found(query, text)


def test_needles_stand_in_every_form():
    """The database looks for the needles only: a form without one would be lost there."""
    forms = [
        ("boom", "bomen"),
        ("huis", "huizen"),
        ("brief", "brieven"),
        ("verbinding", "verbindingen"),
        ("delen", "gedeeld"),
        ("trein", "treinen"),
        ("maan", "manen"),
        ("gemeente", "gemeenten"),
        ("werkt", "werken"),
    ]
    lost = [
        (one, other)
        for pair in forms
        for one, other in (pair, pair[::-1])
        if not any(needle in other for needle in Term(one).needles)
    ]

    assert lost == []


def test_better_finds_count_for_more():
    texts = {
        "exact": "een verbinding",
        "stem": "verbindingen",
        "begin": "verbindingspersoon",
        "inside": "spoorverbinding",
    }
    fields = {name: [Field(text)] for name, text in texts.items()}

    order = sorted(fields, key=lambda name: -score(Query.of("verbinding"), fields[name]))

    assert order[0] == "exact"
    assert order[-1] == "inside"
    assert score(Query.of("grens"), [Field("grens", 6)]) > score(Query.of("grens"), [Field("grens")])


@pytest.mark.parametrize("text", ["", "   ", "de het een", "!?", "..", "a", "\u200b"])
def test_query_without_a_word_that_says_something_is_empty(text):
    assert not Query.of(text)


def test_query_takes_the_first_words_only_and_says_so():
    query = Query.of(" ".join(f"woord{n}" for n in range(20)))

    assert (len(query.terms), query.is_cut) == (MOST_TERMS, True)


def test_marks_what_was_found_and_loses_nothing():
    text = "De spoorverbinding <b>Hamont</b>-Weert, één verbinding."

    pieces = marked(text, Query.of("verbinding hamont"))

    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_found] == ["spoorverbinding", "Hamont", "verbinding"]


def test_excerpt_stands_around_the_find():
    text = "begin " * 60 + "Hier komt de snelbus langs. " + "einde " * 60
    fields = [Field("snelbus", 6), Field(text, is_prose=True)]

    pieces = excerpt(Query.of("snelbus"), fields)

    told = "".join(piece.text for piece in pieces)
    assert "komt de snelbus langs" in told
    assert told.startswith("… ")
    assert told.endswith(" …")
    assert len(told) < 200
    assert excerpt(Query.of("trein"), fields) == []


@settings(deadline=None)  # the stems of the first words take long on a busy machine
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_and_any_query_are_marked_without_loss(text, query):
    asked = Query.of(query)

    assert "".join(piece.text for piece in marked(text, asked)) == text
    assert isinstance(excerpt(asked, [Field(text, is_prose=True)]), list)
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Bergijk", "bergeijk"), ("mobilitiet", "mobiliteit"), ("Valkenswaart", "valkenswaard")],
)
def test_slip_of_the_keyboard_is_mended(typed, meant):
    known = ["bergeijk", "mobiliteit", "valkenswaard", "eindhoven", "bereikbaarheid"]

    assert corrected(Query.of(typed), known).text == meant


def test_word_that_is_known_or_like_nothing_stays():
    known = ["bergeijk", "spoorverbinding"]

    assert corrected(Query.of("Bergeijk"), known) is None
    assert corrected(Query.of("verbinding"), known) is None
    assert corrected(Query.of("xyzzy abc"), known) is None
    assert corrected(Query.of("Bergijk verbinding"), known).text == "bergeijk verbinding"


@pytest.mark.parametrize(
    "typed", ["MO-02", "mo-02", "mo2", "MO 2", " mo 02 ", "MO.02", "M0-02", "mo-O2", "MO–2"[:2] + "-2"]
)
def test_code_is_known_however_it_is_written(typed):
    assert "MO-02" in codes_meant(typed)


@pytest.mark.parametrize("typed", ["", "mobiliteit", "2B", "MO-02 en MO-03", "MO-12345", "trein 2 naar"])
def test_what_is_no_code_is_none(typed):
    assert "MO-02" not in codes_meant(typed)
