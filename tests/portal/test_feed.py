"""The feed of released reports."""

from xml.etree import ElementTree

import pytest

from tests import makers
from workagenda.reports import domain as reports

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client) -> list[tuple[str, str]]:
    """(title, address) of what is in the feed."""
    response = client.get("/rapportages/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    found = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 # our own
    return [(item.findtext(f"{ATOM}title"), item.find(f"{ATOM}link").get("href")) for item in found]


def test_feed_holds_what_is_released_to_all_and_nothing_else(client, action, reporter, quick_pdf):
    report = makers.make_report(reporter, "frozen", name="Ronde 1")
    edition = makers.make_edition(report, reporter)
    assert entries(client) == []

    edition = reports.release_edition(edition, by=makers.actor(reporter))

    assert entries(client) == [
        ("Ronde 1: Algemeen Bestuur", f"http://localhost:8000{edition.get_absolute_url()}")
    ]


def test_withdrawn_edition_leaves_the_feed(client, action, reporter, quick_pdf):
    report = makers.make_report(reporter, "frozen")
    edition = makers.make_edition(report, reporter, is_released=True)
    assert len(entries(client)) == 1

    reports.withdraw_edition(edition, by=makers.actor(reporter), reason="Een fout in de cijfers.")

    assert entries(client) == []


def test_empty_feed_is_a_feed(client):
    assert entries(client) == []


def test_pages_name_the_feed(client):
    assert b'href="/rapportages/feed.atom" type="application/atom+xml"' in client.get("/").content
