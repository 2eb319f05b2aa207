import re
from dataclasses import replace
from itertools import pairwise

import pdfua
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from brainport_portal.core.pdf import render_pdf
from tests.core.pdf_reading import (
    elements,
    open_pdf,
    read_flowing_text,
    read_text,
    table_row,
    untagged_text,
)
from tests.reports import samples

CHAPTERS = [
    "1 Samenvatting",
    "2 Stand van zaken in één oogopslag",
    "3 Voortgang per doelstelling",
    "4 Grensoverschrijdende verbindingen",
    "5 Verkenningen",
    "6 Aandachtspunten",
    "7 Overleg en besluiten",
    "8 Vooruitblik",
    "9 Over deze rapportage",
    "10 Status van het charter",
    "Bijlage A Overzicht van alle acties",
    "Bijlage B Wijzigingen in de werkagenda",
]
EXAMPLES_FOOTER = "Voorbeeldgegevens: voortgang, data en aantallen zijn verzonnen."


def make_html(report) -> str:
    return render_to_string("reports/pdf/ab.html", {"report": report})


def make_pdf(report):
    return render_pdf(make_html(report), identifier=b"ab")


def words(html: str) -> str:
    """The text of `html` as a reader would say it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture(scope="module")
def normal():
    return make_pdf(samples.make_content())


@pytest.fixture(scope="module")
def empty():
    return make_pdf(samples.make_empty_content())


@pytest.fixture(scope="module")
def heavy():
    return make_pdf(samples.make_heavy_content())


def bookmarks(data: bytes) -> list[tuple[int, str]]:
    """Depth and words of every bookmark, in order."""

    def read(items, depth):
        for item in items:
            yield depth, item.title
            yield from read(item.children, depth + 1)

    with open_pdf(data) as pdf, pdf.open_outline() as outline:
        return list(read(outline.root, 1))


@pytest.mark.parametrize("make", [samples.make_content, samples.make_heavy_content])
def test_figures_read_back_from_the_pdf_are_those_of_the_report(make, normal, heavy):
    report = make()
    data = (normal if make is samples.make_content else heavy).data
    figures = report.figures

    assert table_row(data, "Totaal")[:5] == [figures.total, *figures.by_rating.values()]
    for theme in report.themes:
        for goal in theme.goals:
            expected = report.figures_of_goal(goal.code)
            found = table_row(data, f"{goal.code} {goal.short_name}")
            assert found == ([expected.total, *expected.by_rating.values()] if expected.total else [0])


def test_summary_says_the_figures_in_a_sentence(normal):
    assert (
        "Deze rapportage gaat over 12 acties uit de werkagenda 2026–2027. Daarvan zijn er 6 op koers. "
        "Bij 2 acties is aandacht nodig en bij 1 actie bijsturing. Voor 3 acties is nog geen inschatting "
        "gegeven."
    ) in read_flowing_text(normal.data)


def test_summary_counts_one_in_the_singular():
    report = samples.make_content(lines=(samples.make_line("WL-01", "2A", "Titel"),))

    assert "gaat over 1 actie uit de werkagenda 2026–2027. Daarvan is er 1 op koers." in words(
        make_html(report)
    )


def test_action_with_two_goals_counts_once_in_the_total():
    first, *rest = samples.normal_lines()
    report = samples.make_content(lines=(replace(first, goals=("2A", "2B")), *rest))

    html = words(make_html(report))

    assert "Totaal 12 6 2 1 3" in html
    assert "2A Werklocaties 3 2 1 0 0" in html
    assert "2B Bereikbaarheid 4 2 1 0 1" in html
    assert html.count("staan op één gedeelde lijst, met per locatie") == 1
    assert "WL-01 staat bij 2A." in html


def test_action_without_a_known_goal_is_still_told():
    line = samples.make_line("XX-01", "9Z", "Titel", done="Er is iets gedaan.")

    html = words(make_html(samples.make_content(lines=(line,))))

    assert "Zonder doelstelling 1 1 0 0 0" in html
    assert "XX-01 Er is iets gedaan." in html


def test_previous_report_and_changes_are_shown(normal):
    text = read_flowing_text(normal.data)

    assert table_row(normal.data, "Vorige rapportage") == [12, 6, 1, 0, 5]
    assert "WL-02 minder goed, nu vraagt aandacht" in text
    assert "3 acties gewijzigd" in text


@pytest.mark.parametrize("edition", ["normal", "empty", "heavy"])
def test_every_chapter_has_its_heading_and_bookmark(edition, request):
    data = request.getfixturevalue(edition).data

    assert [title for depth, title in bookmarks(data) if depth == 2] == CHAPTERS
    assert all(chapter in read_flowing_text(data) for chapter in CHAPTERS)


def test_goals_are_bookmarks_below_their_theme(normal):
    assert [title for depth, title in bookmarks(normal.data) if depth == 4] == [
        "1A Innovatieprioriteiten",
        "1B Ecosysteem",
        "1C Verbindingspersonen",
        "2A Werklocaties",
        "2B Bereikbaarheid",
        "2C Wonen",
        "2D Landschap",
    ]


def test_normal_report_has_six_pages_and_at_most_three_of_appendices(normal):
    pages = read_text(normal.data).split("\f")[:-1]
    appendix = next(number for number, page in enumerate(pages) if "Overzicht van alle acties" in page)

    assert appendix <= 6
    assert normal.pages - appendix <= 3
    assert len(pages) == normal.pages


def test_no_page_ends_with_a_heading(normal, heavy):
    headings = {chapter.split(" ", 1)[1] for chapter in CHAPTERS}
    for rendered in (normal, heavy):
        for page in read_text(rendered.data, "-layout").split("\f")[:-1]:
            content = [line.strip() for line in page.splitlines() if line.strip()][:-1]
            assert not any(content[-1].endswith(heading) for heading in headings)


def test_empty_sections_say_so(empty):
    text = read_flowing_text(empty.data)

    assert "In deze rapportage staan geen acties uit de werkagenda 2026–2027." in text
    assert "In de werkagenda worden geen verbindingen genoemd." in text
    assert "Overleg: geen meldingen in deze periode. Besluiten: geen meldingen in deze periode." in text
    assert text.count("Geen meldingen in deze periode.") == 3  # explorations, points of attention, ahead
    assert text.count("Nog geen acties in de werkagenda.") == 7
    assert "In deze rapportage staan geen acties. Bijlage B" in text


def test_letterhead_of_a_frozen_report(normal):
    text = read_flowing_text(normal.data)

    assert "Aan Algemeen Bestuur Metropoolregio Eindhoven (MRE) Afzender" in text
    assert "Kenmerk BLK-2026-2-AB Verslagperiode 2 juni 2026 tot en met 31 december 2026" in text
    assert "Peildatum 31 december 2026 (te bevestigen) Versie 1.0, vastgelegd op 15 januari 2027" in text
    assert "Contact Rapportagecoördinator (adres nog in te vullen)" in text
    assert "Let op Voorbeeldgegevens." in text


def test_letterhead_of_a_preview(empty):
    text = read_flowing_text(empty.data)

    assert "Peildatum 31 december 2026 Versie voorbeeldweergave, nog niet vastgelegd" in text
    assert "Let op" not in text


def test_correction_names_what_it_corrects():
    html = make_html(samples.make_content(version="1.1", corrects="1.0"))

    assert "1.1, vastgelegd op 15 januari 2027; verbetert versie 1.0" in words(html)


def test_footer_marks_examples_on_every_page_and_only_then(normal, empty):
    pages = read_text(normal.data).split("\f")[:-1]

    assert all(page.count(EXAMPLES_FOOTER) == 1 for page in pages)
    assert all(f"pagina {number} van {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert "Voorbeeldgegevens" not in read_text(empty.data)


def test_about_says_how_many_were_confirmed_carried_and_omitted(normal, heavy):
    assert (
        "Voor 9 van de 12 acties is in deze ronde een melding gedaan of bevestigd. Voor 3 acties is "
        "een eerdere stand overgenomen: 1 wacht op akkoord en voor 2 is er nog geen melding. "
        "Er zijn geen acties weggelaten."
    ) in read_flowing_text(normal.data)
    assert "Weggelaten: 5 acties." in read_flowing_text(heavy.data)
    assert "AC-904 Weggelaten actie 4: Nog niet gestart." in read_flowing_text(heavy.data)


def test_codes_link_to_the_portal(normal):
    with open_pdf(normal.data) as pdf:
        addresses = {str(link.A.URI) for page in pdf.pages for link in page.obj.get("/Annots", [])}

    assert {
        f"https://portaal.example/acties/{line.code.lower()}/" for line in samples.normal_lines()
    } < addresses


@pytest.mark.parametrize("edition", ["normal", "empty", "heavy"])
def test_structure_is_clean(edition, request, tmp_path):
    data = request.getfixturevalue(edition).data
    path = tmp_path / "ab.pdf"
    path.write_bytes(data)

    assert pdfua.validate(path).findings == ()
    with open_pdf(data) as pdf:
        levels = [int(str(heading.S)[2:]) for heading in elements(pdf, "H1", "H2", "H3", "H4", "H5")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all("/Scope" in header.A for header in elements(pdf, "TH"))
        assert not any(untagged_text(page) for page in pdf.pages)
        assert str(pdf.Root.Lang) == "nl"


def test_map_is_a_figure_with_words_and_a_table_beside_it(normal):
    with open_pdf(normal.data) as pdf:
        figure = elements(pdf, "Figure")[1]
        assert "3: Snelbus Eindhoven-Turnhout (bus)" in str(figure.Alt)
    assert "2 Spoorverbinding Hamont-Weert Hamont – Weert spoor 11,1 km" in read_flowing_text(normal.data)


def test_matrix_is_a_figure_on_the_first_page_with_the_counts_in_words(normal):
    with open_pdf(normal.data) as pdf:
        figure = elements(pdf, "Figure")[0]
        assert "2B Bereikbaarheid: 1 op koers, 1 vraagt aandacht, 1 nog geen inschatting." in str(figure.Alt)
        assert "1A Innovatieprioriteiten: 0." in str(figure.Alt)
    first_page = read_text(normal.data, "-layout").split("\f")[0]
    assert re.search(r"^ *2D Landschap +3 +1 +0 +1 +1$", first_page, re.MULTILINE)


def test_timeline_is_a_figure_with_what_the_list_says(normal):
    with open_pdf(normal.data) as pdf:
        figure = elements(pdf, "Figure")[2]
        assert str(figure.Alt) == (
            "Tijdlijn van 23 december 2026 tot en met 30 juni 2027. Mijlpalen: voorjaar 2027: Werkgroep "
            "Werklocaties bespreekt welke locaties elkaar aanvullen (WL-01). Overleg en rapportage: "
            "28 januari 2027: Taskforce bespreekt deze rapportage; februari 2027: Algemeen Bestuur neemt "
            "kennis van deze rapportage (te bevestigen); 1 juni 2027: Peildatum van de volgende rapportage "
            "(te bevestigen). Dezelfde gegevens staan in de lijst."
        )
    assert "jan 2027 feb mrt apr mei jun" in read_flowing_text(normal.data)
    assert "peildatum 31 december 2026" in read_flowing_text(normal.data)


def test_report_of_nothing_has_no_drawings(empty):
    with open_pdf(empty.data) as pdf:
        assert elements(pdf, "Figure") == []


def test_no_table_leaves_one_row_alone_on_a_page():
    """Tables at every height of a page: where one breaks, both pages have at least two of its rows."""
    row = '<tr><th scope="row">tabel{0}rij</th><td>tekst</td></tr>'
    head = '<thead><tr><th scope="col">Kop</th><th scope="col">Kop</th></tr></thead>'
    tables = "".join(
        f'<section style="break-before: page">{"<p>regel</p>" * above}'
        f"<table>{head}<tbody>{row.format(above) * 5}</tbody></table></section>"
        for above in range(20, 45)
    )
    html = (
        '<!doctype html><html lang="nl"><head><title>Proef</title>'
        f'<link rel="stylesheet" href="static://report/print.css"></head><body><h1>Proef</h1>{tables}</body></html>'
    )

    pages = read_text(render_pdf(html, identifier=b"tabellen").data).split("\f")
    parts = [page.count(f"tabel{above}rij") for above in range(20, 45) for page in pages]

    assert {2, 3} <= set(parts)
    assert {1, 4}.isdisjoint(parts)


def test_report_is_dutch_in_an_english_interface():
    report = samples.make_content()
    with translation.override("en"):
        english = make_html(report)

    assert english == make_html(report)


def test_typed_text_is_escaped_and_keeps_its_paragraphs():
    rendered = make_pdf(samples.make_hostile_content())
    html = make_html(samples.make_hostile_content())
    text = read_text(rendered.data)

    assert "<script>alert(1)</script>" in text
    assert "{{ 7|add:7 }}" in text
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert f"<br>عربي עברית 👩‍👩‍👧 e\u0301 \u202eomgekeerd\u202c</p><p>{'A' * 400}</p>" in html


def test_long_words_stay_on_the_page():
    rendered = make_pdf(samples.make_hostile_content())
    right_edge = 595 - 22 / 25.4 * 72

    boxes = read_text(rendered.data, "-bbox")

    assert max(float(edge) for edge in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes)) < right_edge + 2


def test_a_text_of_ten_thousand_characters_is_printed_whole(heavy):
    text = re.sub(r"-?\s+", "", read_text(heavy.data))

    assert all(text.count(f"Alinea{number}.") == 2 for number in range(1, 10))


def test_points_of_attention_are_short_and_told_in_full_elsewhere():
    first, *rest = (line for line in samples.normal_lines() if line.is_stuck)
    report = samples.make_content(lines=(replace(first, bottleneck=samples.LONG_TEXT), *rest))

    rendered = make_pdf(report)

    text = re.sub(r"-?\s+", "", read_text(rendered.data))
    assert text.count("Alinea2.") == 1
    assert text.count("vollediginhoofdstuk3") == 1
    with open_pdf(rendered.data) as pdf:
        assert all(any(str(part.S) == "/TBody" for part in table.K) for table in elements(pdf, "Table"))


def test_edition_uses_only_the_vendored_font(normal):
    with open_pdf(normal.data) as pdf:
        fonts = {
            str(item.FontName) for item in pdf.objects if getattr(item, "keys", None) and "/FontName" in item
        }

    assert fonts != set()
    assert all("Open-Sans" in font for font in fonts)
