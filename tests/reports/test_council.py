"""The council and taskforce editions as data: what they take from a report, and what they leave."""

from dataclasses import replace

import pytest

from tests.reports import samples
from workagenda.reports.choices import Audience, Change
from workagenda.reports.content_json import from_json, to_json
from workagenda.reports.council import council_edition, first_sentence
from workagenda.reports.documents import DOCUMENTS, edition_html, edition_sha256, warnings
from workagenda.reports.figures import change_between
from workagenda.reports.taskforce import taskforce_edition

EDITIONS = [
    (Audience.COUNCIL, "bergeijk"),
    *((audience, "") for audience in DOCUMENTS if audience != "council"),
]


def with_line(code: str, **changes):
    """The normal report with one line changed."""
    content = samples.make_content()
    lines = tuple(replace(line, **changes) if line.code == code else line for line in content.lines)
    return replace(content, lines=lines)


def with_note(slug: str, **changes):
    content = samples.make_content()
    rows = (replace(row, **changes) if row.slug == slug else row for row in content.municipalities)
    return replace(content, municipalities=tuple(rows))


def test_edition_holds_what_touches_the_municipality():
    edition = council_edition(samples.make_content(), "bergeijk")

    assert [line.code for line in edition.actions] == ["MO-02"]
    assert [connection.name for connection in edition.connections] == ["Verbinding Bergeijk-Lommel"]
    assert edition.municipality == samples.BERGEIJK


def test_municipality_that_nothing_touches_has_no_actions():
    edition = council_edition(samples.make_content(), "best")

    assert (edition.actions, edition.connections) == ((), ())


def test_unknown_municipality_is_refused():
    with pytest.raises(KeyError):
        council_edition(samples.make_content(), "weert")


def test_each_goal_has_its_counts_and_the_latest_news_in_one_sentence():
    goals = {goal.code: goal for goal in council_edition(samples.make_content(), "best").goals}

    assert list(goals) == ["1A", "1B", "1C", "2A", "2B", "2C", "2D"]
    assert (goals["1A"].total, goals["1A"].news) == (0, "")
    assert [(rating.key, rating.count) for rating in goals["2A"].ratings] == [
        ("on_track", 2),
        ("attention", 1),
    ]
    assert goals["2A"].news == "In twee bijeenkomsten zijn ervaringen met verdichting en uitgifte gedeeld."
    assert goals["2A"].news_code == "WL-03"
    assert [(change.code, change.change) for change in goals["2A"].changes] == [
        ("WL-01", "first"),
        ("WL-02", "worse"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("Er is overlegd met alle partners. Er volgt meer.", "Er is overlegd met alle partners."),
        ("Wij spraken o.a. over de bus. Daarna niet.", "Wij spraken o.a. over de bus."),
        ("Wij spraken (e.g. rondom Van Gogh) met elkaar", "Wij spraken (e.g. rondom Van Gogh) met elkaar"),
        ("Geen punt aan het eind\n\nTweede alinea.", "Geen punt aan het eind"),
        ("Over twee\nregels gedeelde zin. Nog een.", "Over twee regels gedeelde zin."),
    ],
)
def test_first_sentence_is_whole(text, sentence):
    assert first_sentence(text) == sentence


def test_points_of_attention_touch_the_municipality_or_everyone():
    here = with_line("MO-02", rating="attention", rating_label="vraagt aandacht", bottleneck="Geen bus.")

    of_bergeijk = council_edition(here, "bergeijk").attention
    of_best = council_edition(here, "best").attention

    assert (of_bergeijk[0].code, of_bergeijk[0].is_local) == ("MO-02", True)
    assert [point.code for point in of_best] == ["LA-01", "WL-02", "MO-01"]


def test_general_points_of_attention_are_at_most_five_and_the_rest_is_counted():
    edition = council_edition(samples.make_heavy_content(), "best")

    assert len(edition.attention) == 5
    assert edition.points_left_out == 95
    assert {point.rating for point in edition.attention} == {"stalled"}


def test_ahead_are_five_things_in_order_with_the_own_milestones():
    ahead = council_edition(samples.make_content(), "bergeijk").ahead

    assert len(ahead) == 5
    assert "Keuze van twee quick-wins (MO-02)" in [moment.what for moment in ahead]
    assert [moment.day for moment in ahead if moment.day] == sorted(
        moment.day for moment in ahead if moment.day
    )


def test_flemish_edition_uses_flemish_words_for_what_was_stopped():
    dropped = with_line("MO-02", phase="dropped", phase_label="vervallen")

    assert council_edition(dropped, "lommel").actions[0].phase_label == "stopgezet"
    assert council_edition(dropped, "bergeijk").actions[0].phase_label == "vervallen"
    assert council_edition(dropped, "lommel").kind == "stad"
    assert council_edition(dropped, "bergeijk").kind == "gemeente"


def test_taskforce_edition_tells_requests_changes_and_silence():
    edition = taskforce_edition(with_line("MO-01", request="Kies een trekker."))

    assert [(line.code, line.request) for line in edition.requests] == [("MO-01", "Kies een trekker.")]
    assert [(line.action.code, line.action.change) for line in edition.changed] == [
        ("WL-01", "first"),
        ("WL-02", "worse"),
        ("LA-01", "first"),
    ]
    assert [(cause.label, [b.code for b in cause.bottlenecks]) for cause in edition.new_bottlenecks] == [
        ("capaciteit", ["WL-02"]),
        ("prioritering", ["LA-01"]),
    ]
    assert [(line.code, line.waits) for line in edition.silent] == [
        ("MO-03", True),
        ("WO-03", False),
        ("LA-03", False),
    ]


def test_solved_bottleneck_stands_under_the_cause_it_had():
    edition = taskforce_edition(
        with_line("WO-01", previous_rating="stalled", previous_cause_label="capaciteit")
    )

    assert [(cause.label, [b.code for b in cause.bottlenecks]) for cause in edition.solved_bottlenecks] == [
        ("capaciteit", ["WO-01"])
    ]


def test_near_milestones_are_those_of_three_months_and_those_that_are_late():
    codes = [milestone.code for milestone in taskforce_edition(samples.make_content()).milestones]

    assert codes == ["LA-02", "MO-02", "WL-01"]  # WO-01 is reached


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("", "on_track", Change.NONE),
        ("on_track", "on_track", Change.NONE),
        ("stalled", "attention", Change.BETTER),
        ("on_track", "stalled", Change.WORSE),
        ("not_rated", "stalled", Change.FIRST),
        ("attention", "not_rated", Change.UNKNOWN),
    ],
)
def test_change_between_ratings(before, now, change):
    assert change_between(before, now) == change


# Hashes: an edition changes with its own words and with nothing else


def hashes(content) -> dict:
    return {
        (audience, slug): edition_sha256(content, audience, slug)
        for audience, slug in [*EDITIONS, (Audience.COUNCIL, "best"), (Audience.PC_BLOCK, "")]
    }


def changed(content) -> set:
    before, now = hashes(samples.make_content()), hashes(content)
    return {key for key in now if now[key] != before[key]}


def test_a_note_changes_the_edition_of_that_municipality_only():
    assert changed(with_note("bergeijk", note="Anders.")) == {(Audience.COUNCIL, "bergeijk")}


def test_a_request_changes_the_taskforce_edition_only():
    assert changed(with_line("LA-02", request="Anders.")) == {(Audience.TASKFORCE, "")}


def test_a_version_changes_no_edition():
    assert changed(samples.make_content(version="1.1", corrects="1.0", frozen_on="2027-02-01")) == set()


def test_a_text_changes_the_editions_that_print_it():
    next_step = changed(with_line("MO-02", next_step="Anders."))

    assert next_step == {
        (Audience.GENERAL_BOARD, ""),
        (Audience.PUBLIC, ""),
        (Audience.PC_BLOCK, ""),
        (Audience.COUNCIL, "bergeijk"),
    }


@pytest.mark.parametrize(("audience", "slug"), EDITIONS)
def test_same_content_gives_the_same_words_after_storing(audience, slug):
    content = samples.make_content()

    stored = from_json(to_json(content))

    assert edition_html(stored, audience, slug) == edition_html(content, audience, slug)
    assert edition_sha256(stored, audience, slug) == edition_sha256(content, audience, slug)


# What is stored


def test_content_of_schema_two_comes_back_whole():
    content = samples.make_content()

    assert from_json(to_json(content)) == content


def test_content_of_schema_one_comes_back_with_the_new_parts_empty():
    data = to_json(samples.make_content())
    for name in ("milestones", "next_round", "municipalities"):
        del data[name]
    for line in data["lines"]:
        del line["summary"], line["previous_cause_label"]
    for moments in ("meetings", "decisions", "outlook", "agenda_changes"):
        for moment in data[moments]:
            del moment["day"]

    content = from_json({**data, "schema": 1})

    assert (content.milestones, content.next_round, content.municipalities) == ((), None, ())
    assert [line.code for line in content.lines] == [line.code for line in samples.normal_lines()]
    assert "12 acties" in edition_html(content, Audience.GENERAL_BOARD)


# Warnings


def test_warnings_name_touched_municipalities_without_a_note():
    found = warnings(samples.make_content(), Audience.COUNCIL)

    assert "Er zijn acties of verbindingen, maar nog geen tekst voor: Lommel." in found
    assert not any("Bergeijk" in warning for warning in found)


def test_warnings_tell_of_an_empty_summary_and_texts_too_long():
    content = with_note("bergeijk", note="woord " * 151, note_checked_on="")

    assert warnings(content, Audience.COUNCIL, "bergeijk") == [
        "De kernboodschap is leeg: er staan alleen aantallen.",
        "De tekst voor Bergeijk telt 151 woorden; meer dan 150 past niet op de bladzijde.",
        "De tekst voor Bergeijk is nog niet door de gemeente gecontroleerd.",
    ]


def test_good_report_has_no_warnings():
    content = replace(samples.make_content(), sections={"summary": "De samenwerking ligt op koers."})

    assert warnings(content, Audience.COUNCIL, "bergeijk") == []
    assert warnings(content, Audience.GENERAL_BOARD) == []
    assert warnings(content, Audience.TASKFORCE) == []


def test_phases_that_occur_are_counted_per_goal_with_actions():
    content = samples.make_content()

    assert [phase.label for phase in content.phases] == ["niet gestart", "in voorbereiding", "in uitvoering"]
    assert [column.goal.code for column in content.phase_goals] == ["2A", "2B", "2C", "2D"]
    assert [row.counts for row in content.phase_rows] == [(0, 1, 1, 1), (1, 1, 1, 1), (2, 1, 1, 1)]
    assert sum(sum(row.counts) for row in content.phase_rows) == 12
