"""The pages of municipalities and partners: what they gather, and what they keep from visitors."""

import datetime
import re

import pytest
from django.test import Client

from brainport_portal.core.dates import today
from governance.choices import SeatRole
from governance.domain import give_seat
from tests import makers
from tests.portal.conftest import load_fresh_portal
from workagenda.reports import domain as reports
from workagenda.reports import rendering
from workagenda.reports.choices import Audience

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def page_of(address, user=None) -> str:
    response = client_of(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def section(page, key) -> str:
    """The words of one section."""
    found = re.search(rf'<section[^>]*aria-labelledby="{key}".*?</section>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def seat_of(home, body, role=SeatRole.MEMBER, **contact):
    contact = makers.make_contact(name="Jan Jansen", email="jan@voorbeeld.example", **home, **contact)
    return give_seat(body, contact=contact, role=role, since=makers.LONG_AGO, by=None)


@pytest.fixture
def bergeijk(db):
    return makers.make_municipality(name="Bergeijk", slug="bergeijk")


def test_action_touches_by_name_or_by_a_connection_and_stands_once(bergeijk, mobility):
    named, connected, other = (makers.make_action(mobility) for _ in range(3))
    place = bergeijk.places.create(slug="b", name="Bergeijk", country="NL", latitude="51.3", longitude="5.3")
    named.municipalities.add(bergeijk)
    for number, action in enumerate((named, connected, connected)):
        action.connections.create(slug=f"c{number}", name=f"Lijn {number}", from_place=place, mode="bus")

    page = page_of("/gemeenten/bergeijk/")

    assert re.findall(r"AC-\d+", section(page, "acties")) == [named.code, connected.code]
    assert other.code not in page
    assert "nummer 3 op de kaart" in section(page, "verbindingen")


def test_seats_are_told_without_names_to_visitors(bergeijk, mobility, outsider):
    seat_of({"municipality": bergeijk}, mobility, SeatRole.COORDINATOR, function="Beleidsmedewerker verkeer")

    visitor = section(page_of("/gemeenten/bergeijk/"), "werkgroepen")
    participant = section(page_of("/gemeenten/bergeijk/", outsider), "werkgroepen")

    assert "Werkgroep Mobiliteit Trekker: ambtenaar" in visitor
    assert "Jan Jansen" not in page_of("/gemeenten/bergeijk/")
    assert "Trekker: Beleidsmedewerker verkeer: Jan Jansen · jan@voorbeeld.example" in participant


def test_seat_that_ended_is_not_told(bergeijk, mobility):
    seat = seat_of({"municipality": bergeijk}, mobility)
    seat.until = today() - datetime.timedelta(days=1)
    seat.save()

    assert "Nog niet bekend wie Bergeijk" in section(page_of("/gemeenten/bergeijk/"), "werkgroepen")


def test_influence_is_told_from_the_documents_alone():
    load_fresh_portal()

    told = section(page_of("/gemeenten/bergeijk/"), "invloed")

    assert "Volgende stand nog niet bepaald" in told
    assert "Gemeenteraden: via de reguliere MRE P&amp;C-cyclus" in told
    assert "De data van deze cyclus staan niet in de documenten." in told
    assert "Geen zienswijzenprocedure in deze fase; later mogelijk" in told
    assert "na gemeenteraadsverkiezingen 2026 gepland (niet bevestigd)" in told
    assert re.findall(r"\b(?:jan|feb|maart|april|mei|juni|juli|aug|sept|okt|nov|dec)\w* 20\d\d", told) == []


def test_influence_in_flanders_has_flemish_words_and_no_dutch_cycle():
    load_fresh_portal()

    told = section(page_of("/gemeenten/lommel/"), "invloed")

    assert "college van burgemeester en schepenen" in told
    assert "Gemeenteraad nog niet bepaald" in told
    assert [word for word in ("P&amp;C", "MRE", "ienswijze", "wethouder") if word in told] == []


def test_next_round_is_told_with_its_doubt(bergeijk):
    day = today() + datetime.timedelta(days=30)
    makers.make_round(name="Ronde voorjaar", reference_date=day, closes_on=day)
    makers.make_round(name="Ronde vorig jaar", reference_date=today() - datetime.timedelta(days=1))

    told = section(page_of("/gemeenten/bergeijk/"), "invloed")

    assert "Ronde voorjaar : peildatum" in told
    assert "(te bevestigen)" in told
    assert "vorig jaar" not in told


def test_only_released_editions_of_this_municipality_are_listed(bergeijk, reporter, quick_pdf):
    other = makers.make_municipality(name="Lommel", slug="lommel")
    by = makers.actor(reporter)
    released, waiting = (makers.make_report(reporter, "frozen", name=name) for name in ("Eerste", "Tweede"))
    for report, municipality in ((released, bergeijk), (released, other), (waiting, bergeijk)):
        edition = reports.queue_edition(report, Audience.COUNCIL, by=by, municipality=municipality)
        rendering.render(edition.pk)
        edition.refresh_from_db()
        if report == released and municipality == bergeijk:
            reports.release_edition(edition, by=by)

    assert "Eerste" in section(page_of("/gemeenten/bergeijk/"), "edities")
    assert "Tweede" not in section(page_of("/gemeenten/bergeijk/", reporter), "edities")
    assert "nog geen editie vrijgegeven" in section(page_of("/gemeenten/lommel/"), "edities")


def test_index_leads_to_regions_and_networks(bergeijk, client):
    network = makers.make_organisation(slug="a2", name="A2-gemeenten", kind="network")
    makers.make_organisation(slug="leeg", name="Netwerk zonder leden", kind="network")
    network.member_municipalities.add(bergeijk, makers.make_municipality())

    page = client.get("/gemeenten/").content.decode()

    link = '<a class="nl-link" href="?regio=regio" lang="nl">regio</a>'
    assert f'{link} <span class="blk-meta">Nederland, 2</span>' in page
    assert '<a class="nl-link" href="?netwerk=a2" lang="nl">A2-gemeenten</a>' in page
    assert 'href="?netwerk=leeg"' not in page


def test_partner_shows_roles_in_sight_by_role_with_their_state(mobility, official, coordinator, outsider):
    organisation = makers.make_organisation(slug="mre", name="MRE")
    leads, joins, hidden = (
        makers.make_action(mobility, title=f"Titel {n}", visibility="public" if n < 2 else "working_group")
        for n in range(3)
    )
    for action, role in ((leads, "lead"), (leads, "involved"), (joins, "involved"), (hidden, "lead")):
        action.partners.create(organisation=organisation, role=role)
    makers.make_approved(leads, official, coordinator, **makers.stuck_content())

    visitor, participant = (section(page_of("/partners/mre/", user), "acties") for user in (None, outsider))

    assert re.findall(r"Trekker|Betrokken|AC-\d+", visitor) == [
        "Trekker",
        leads.code,
        "Betrokken",
        leads.code,
        joins.code,
    ]
    assert "bijsturing nodig" not in visitor
    assert "bijsturing nodig" in participant
    assert hidden.code not in page_of("/partners/mre/", outsider)
    assert hidden.code in page_of("/partners/mre/", official)
    assert hidden.code not in page_of("/partners/")


def test_partner_shows_seats_by_function_to_participants_only(mobility, outsider):
    organisation = makers.make_organisation(slug="mre", name="MRE")
    seat_of({"organisation": organisation}, mobility, function="Programmaleider")

    assert "Werkgroep Mobiliteit Lid: ambtenaar" in section(page_of("/partners/mre/"), "zetels")
    assert "Jan Jansen" not in page_of("/partners/mre/")
    assert page_of("/partners/mre/", outsider).count("Jan Jansen") == 1


def test_partners_are_listed_without_ranking(mobility):
    load_fresh_portal()

    page = page_of("/partners/")

    signed, others = (
        re.findall(r'class="blk-row__title nl-link"[^>]*>([^<]+)', part)
        for part in page.split('aria-labelledby="anderen"')
    )
    assert signed[0] == "Metropoolregio Eindhoven"
    assert len(signed) == 5
    assert others == sorted(others)
    assert "Eerst verantwoordelijk voor" in page
