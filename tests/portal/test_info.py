"""The pages about the portal itself, and the language switch that stays where one is."""

import pytest

from tests.portal.test_matrix import client_of

pytestmark = pytest.mark.django_db
PAGES = ("/over/", "/privacy/", "/toegankelijkheid/", "/bronnen/")


def test_every_page_leads_to_the_pages_about_the_portal(client):
    html = client.get("/charter/").content.decode()

    assert [page for page in PAGES if f'href="{page}"' not in html] == []


@pytest.mark.parametrize("page", ["/over/", "/privacy/", "/toegankelijkheid/"])
def test_what_an_owner_must_decide_is_marked_and_not_invented(page, client):
    html = client.get(page).content.decode()

    assert "Nog in te vullen" in html
    assert "@" not in html.split("<main")[1].split("</main>")[0]


def test_style_page_shows_the_values_of_the_theme(administrator):
    html = client_of(administrator).get("/stijl/").content.decode()

    assert "#0b4f6c" in html
    assert 'class="blk-rating blk-rating--stalled"' in html
    assert " style=" not in html


def switched(response) -> str:
    """Where the language switch of a page leads back to."""
    return response.content.decode().split('name="next" value="')[1].split('"')[0]


def test_language_switch_keeps_the_page_with_its_question(client):
    page = client.get("/acties/?doel=2B&q=bus")

    assert switched(page) == "/acties/?doel=2B&amp;q=bus"


def test_language_switch_after_a_form_leads_to_the_page_of_the_form(official):
    client = client_of(official)
    made = client.post("/voorkeuren/agenda/", headers={"referer": "http://testserver/voorkeuren/?a=1"})
    elsewhere = client.post("/voorkeuren/agenda/", headers={"referer": "https://elders.example/voorkeuren/"})

    assert made.status_code == 200
    assert switched(made) == "/voorkeuren/?a=1"
    assert switched(elsewhere) == "/"
