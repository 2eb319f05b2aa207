"""The council, taskforce and public editions as documents: every section, in real words, in every case."""

import re
from dataclasses import replace
from itertools import pairwise

import pdfua
import pytest
from django.utils import translation

from brainport_portal.core.pdf import render_pdf
from tests.core.pdf_reading import elements, open_pdf, read_flowing_text, read_text, untagged_text
from tests.reports import samples
from workagenda.reports.choices import Audience
from workagenda.reports.documents import DOCUMENTS, edition_body, edition_html

COUNCIL, TASKFORCE = Audience.COUNCIL, Audience.TASKFORCE


def chapters(name: str) -> list[str]:
    return [
        "1 Kernboodschap",
        "2 Waarom ontvangt u dit?",
        "3 Stand van zaken op hoofdlijnen",
        f"4 Wat betekent dit voor {name}?",
        "5 Wat gaat er het komende halfjaar gebeuren?",
        "6 Aandachtspunten",
        "7 Bevoegdheden en financiën",
        "8 Meer informatie",
    ]


def words(html: str) -> str:
    """The text of `html` as a reader would say it."""
    plain = re.sub(r"</?(span|b|a|code)\b[^>]*>", "", html)
    plain = re.sub(r"<[^>]+>", " ", plain).replace("&amp;", "&")
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(plain.split()))


def council_words(slug: str, content=None) -> str:
    return words(edition_html(content or samples.make_content(), COUNCIL, slug))


def make_pdf(slug: str, content=None, audience=COUNCIL):
    html = edition_html(content or samples.make_content(), audience, slug)
    return render_pdf(html, identifier=b"council")


@pytest.fixture(scope="module")
def bergeijk():
    return make_pdf("bergeijk")


@pytest.fixture(scope="module")
def lommel():
    return make_pdf("lommel")


@pytest.mark.parametrize(
    ("slug", "name", "content"),
    [
        ("bergeijk", "Bergeijk", samples.make_content()),
        ("best", "Best", samples.make_content()),
        ("lommel", "Lommel", samples.make_content()),
        ("bergeijk", "Bergeijk", samples.make_empty_content()),
        ("bergeijk", "Bergeijk", samples.make_heavy_content()),
    ],
)
def test_every_section_has_its_heading_in_order(slug, name, content):
    html = edition_html(content, COUNCIL, slug)

    assert [words(heading) for heading in re.findall(r"<h2.*?</h2>", html, re.DOTALL)] == chapters(name)


def test_head_says_for_whom_and_as_of_when():
    text = council_words("bergeijk")

    assert "Voortgang samenwerking met de Vlaamse grensregio’s – gemeente Bergeijk" in text
    assert "Informatie voor de raad · ter informatie" in text
    assert "Aan de gemeenteraad van Bergeijk, als bijlage bij een brief van het college" in text
    assert "Afzender Secretariaat van de samenwerking, namens de taskforce (directeurenoverleg)" in text
    assert "BLK-2026-2-AB, Tweede ronde 2026, versie 1.0, vastgelegd op 15 januari 2027" in text
    assert "Peildatum 31 december 2026 (te bevestigen)" in text
    assert "Portefeuillehouder in te vullen door de gemeente" in text
    assert "Kenmerk gemeente in te vullen door de gemeente" in text
    assert "Contact nog niet bepaald" in text
    assert "Let op Voorbeeldgegevens." in text


def test_message_says_the_figures_and_what_touches_the_municipality():
    text = council_words("bergeijk")

    assert (
        "Deze informatie gaat over 12 acties uit de werkagenda 2026–2027: 6 op koers, 2 vraagt aandacht, "
        "1 bijsturing nodig, 3 nog geen inschatting. 1 actie raakt Bergeijk in het bijzonder."
    ) in text
    assert "Geen ervan betreft specifiek Best." in council_words("best")


def test_written_message_comes_before_the_figures():
    content = samples.make_content(sections={"summary": "Het gaat de goede kant op."})

    text = council_words("best", content)

    assert text.index("Het gaat de goede kant op.") < text.index("Deze informatie gaat over 12 acties")


def test_council_hears_why_and_that_nothing_is_asked():
    text = council_words("bergeijk")

    assert (
        "De gemeenteraden worden via de reguliere planning-en-controlcyclus (P&C-cyclus) van de "
        "Metropoolregio Eindhoven (MRE) op de hoogte gehouden van de voortgang."
    ) in text
    assert "Er wordt geen zienswijze en geen besluit gevraagd." in text
    assert "Een zienswijzenprocedure is nu niet aan de orde; later kan dat anders zijn." in text


def test_meaning_holds_note_actions_connections_and_seats():
    text = council_words("bergeijk")

    assert "De gemeente denkt mee over de eerste vraag: welke reizigers hebben er baat bij?" in text
    assert "Opgesteld door: beleidsadviseur mobiliteit. Gecontroleerd op 11 januari 2027." in text
    assert "MO-02 Quick-wins en gezamenlijke lobby" in text
    assert "Hierna: De werkgroep kiest twee quick-wins" in text
    assert "Verbinding Bergeijk-Lommel, hemelsbreed 10,3 km" in text
    assert "Vanuit Bergeijk: beleidsadviseur mobiliteit (lid, Werkgroep Mobiliteit)." in text
    assert "geen acties die specifiek" not in text


def test_municipality_without_actions_reads_the_literal_sentence():
    sentence = "Op dit moment zijn er in de werkagenda geen acties die specifiek Best betreffen."

    assert sentence in council_words("best")


def test_flemish_college_reads_flemish_words():
    text = council_words("lommel")

    assert "Informatienota voor het college – stad Lommel" in text
    assert "Voortgang van de samenwerking Brainport-Limburg-Kempen · ter kennisneming" in text
    assert "Aan het college van burgemeester en schepenen van Lommel" in text
    assert "Stand op 31 december 2026" in text
    assert "Bevoegd schepen in te vullen door de stad" in text
    assert "Per beleidsdoelstelling" in text
    assert "De stad is zelf geen partij bij het charter. Er wordt geen beslissing gevraagd." in text
    for dutch in ("P&C", "zienswijze", "gemeenteraad", "raadsinformatie", "Portefeuillehouder", "Peildatum "):
        assert dutch not in text
    assert "1 juni 2027 De volgende rapportage geeft de stand op deze dag" in text


def test_empty_sections_say_so():
    text = council_words("bergeijk", samples.make_empty_content())

    assert "Er zijn nog geen acties uit de werkagenda 2026–2027 om over te berichten." in text
    assert text.count("Nog geen acties in de werkagenda.") == 7
    assert "Wie Bergeijk in de werkgroepen vertegenwoordigt, is nog niet bepaald." in text
    assert "Voor het komende halfjaar is nog niets met een datum gepland." in text
    assert "Er zijn geen aandachtspunten die Bergeijk of de hele samenwerking raken." in text
    assert "De datum van de volgende rapportage is nog niet bepaald." in text


@pytest.mark.parametrize("slug", ["bergeijk", "best", "lommel"])
def test_council_edition_has_two_pages(slug):
    assert make_pdf(slug).pages == 2


def test_long_text_flows_on_and_nothing_is_cut():
    note = replace(samples.BERGEIJK, note=samples.LONG_TEXT)
    rendered = make_pdf("bergeijk", samples.make_content(municipalities=(note,)))
    text = re.sub(r"-?\s+", "", read_text(rendered.data))

    assert rendered.pages > 2
    assert all(text.count(f"Alinea{number}.") == 1 for number in range(1, 10))
    assert "pagina3van" in text


@pytest.mark.parametrize("edition", ["bergeijk", "lommel"])
def test_structure_is_clean(edition, request, tmp_path):
    data = request.getfixturevalue(edition).data
    path = tmp_path / "council.pdf"
    path.write_bytes(data)

    assert pdfua.validate(path).findings == ()
    with open_pdf(data) as pdf:
        levels = [int(str(heading.S)[2:]) for heading in elements(pdf, "H1", "H2", "H3")]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all("/Scope" in header.A for header in elements(pdf, "TH"))
        assert not any(untagged_text(page) for page in pdf.pages)


def test_pages_are_numbered_and_chapters_are_bookmarks(bergeijk):
    pages = read_text(bergeijk.data).split("\f")[:-1]

    assert ["pagina 1 van 2" in pages[0], "pagina 2 van 2" in pages[1]] == [True, True]
    with open_pdf(bergeijk.data) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root[0].children] == chapters("Bergeijk")


def test_same_content_gives_the_same_bytes(bergeijk):
    assert make_pdf("bergeijk").sha256 == bergeijk.sha256


def test_edition_is_dutch_in_an_english_interface():
    for audience in DOCUMENTS:
        slug = "bergeijk" if audience == COUNCIL else ""
        dutch = edition_html(samples.make_content(), audience, slug)
        with translation.override("en"):
            assert edition_html(samples.make_content(), audience, slug) == dutch


def test_typed_text_is_escaped():
    hostile = "<script>alert(1)</script> {{ 7|add:7 }} <img src=file:///etc/passwd>"
    note = replace(samples.BERGEIJK, note=hostile)

    html = edition_html(samples.make_content(municipalities=(note,)), COUNCIL, "bergeijk")

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in html


# The other editions


def test_page_and_document_say_the_same():
    for audience in DOCUMENTS:
        slug = "bergeijk" if audience == COUNCIL else ""
        html = edition_html(samples.make_content(), audience, slug)
        body = edition_body(samples.make_content(), audience, slug)

        assert html.partition("<body")[2].partition(">")[2].startswith(f"\n{body}")


def test_taskforce_edition_is_one_page_with_requests_first(tmp_path):
    content = samples.make_content()
    lines = tuple(
        replace(line, request="Kies een trekker" if line.code == "MO-01" else "") for line in content.lines
    )
    rendered = make_pdf("", replace(content, lines=lines), TASKFORCE)
    path = tmp_path / "taskforce.pdf"
    path.write_bytes(rendered.data)
    text = read_flowing_text(rendered.data)

    assert rendered.pages == 1
    assert pdfua.validate(path).findings == ()
    assert "alleen voor deelnemers" in text
    headings = ["Gevraagd aan de taskforce", "Gewijzigde beoordelingen", "Knelpunten", "Mijlpalen dichtbij"]
    places = [text.index(heading) for heading in [*headings, "Nog zonder nieuws"]]
    assert places == sorted(places)
    assert text.index("Kies een trekker.") < places[1]
    assert "minder goed: van op koers naar vraagt aandacht." in text


def test_taskforce_edition_of_nothing_says_so():
    text = words(edition_html(samples.make_empty_content(), TASKFORCE))

    for sentence in (
        "Er wordt nu niets aan de taskforce gevraagd.",
        "Geen beoordeling is gewijzigd.",
        "Geen nieuwe knelpunten.",
        "Geen opgeloste knelpunten.",
        "Geen mijlpalen in de komende drie maanden.",
        "Over alle acties is in deze ronde nieuws.",
    ):
        assert sentence in text


def test_request_is_in_the_taskforce_edition_only():
    content = samples.make_content()
    asked = replace(content, lines=tuple(replace(line, request="KANARIE") for line in content.lines))
    editions = [
        (audience, slug)
        for audience in DOCUMENTS
        for slug in (["bergeijk", "best"] if audience == COUNCIL else [""])
    ]

    saying = {audience for audience, slug in editions if "KANARIE" in edition_html(asked, audience, slug)}

    assert saying == {TASKFORCE}


def test_public_edition_has_no_letterhead_and_asks_nothing():
    text = words(edition_html(samples.make_content(), Audience.PUBLIC))

    assert "Openbare editie" in text
    assert "Stand van zaken in één oogopslag" in text
    for board in ("Aan Algemeen Bestuur", "Gevraagd", "ter kennisneming"):
        assert board not in text


def test_board_that_is_asked_something_does_not_read_that_nothing_is_asked():
    asked = samples.make_content(sections={"request": "In te stemmen met het vervolg."})
    plain = words(edition_html(samples.make_content(), Audience.GENERAL_BOARD))
    text = words(edition_html(asked, Audience.GENERAL_BOARD))

    assert "Er wordt geen besluit gevraagd." in plain
    assert "Er wordt geen besluit gevraagd." not in text
    assert "Gevraagd Zie ‘Gevraagd’ in hoofdstuk 1." in text
    assert "In te stemmen met het vervolg." in text


def test_board_reads_the_phases_and_which_way_ratings_went():
    text = words(edition_html(samples.make_content(), Audience.GENERAL_BOARD))

    assert (
        "Fase 2A 2B 2C 2D Alle acties niet gestart 0 1 1 1 3 in voorbereiding 1 1 1 1 4 "
        "in uitvoering 2 1 1 1 5"
    ) in text
    assert "WL-02 minder goed, nu vraagt aandacht" in text
