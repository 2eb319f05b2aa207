"""Previews for other sites: on pages that everyone can open, and nowhere else."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from tests import makers
from tests.portal.test_matrix import client_of

pytestmark = pytest.mark.django_db


def preview(response) -> dict[str, str]:
    found = re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', response.content.decode())
    return {name: html.unescape(text) for name, text in found}


def test_public_page_has_a_preview_with_whole_addresses(client, action):
    type(action).objects.filter(pk=action.pk).update(title='Bus & "trein" <snel>')
    shown = preview(client.get("/acties/mo-02/?utm=1"))

    assert shown["title"] == 'MO-02 Bus & "trein" <snel>'
    assert shown["url"] == "http://localhost:8000/acties/mo-02/"
    assert shown["image"] == "http://localhost:8000/static/img/share.png"
    assert shown["locale"] == "nl_NL"
    assert len(shown["description"]) > 50


def test_picture_has_the_size_that_the_preview_says():
    data = (Path(portal_settings.BASE_DIR) / "static" / "img" / "share.png").read_bytes()

    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 630)
    assert len(data) < 200_000


@pytest.mark.parametrize("path", ["/", "/acties/mo-02/", "/mijn-acties/", "/voorkeuren/"])
def test_who_is_logged_in_gets_no_preview(path, action, official):
    assert preview(client_of(official).get(path)) == {}


def test_pages_that_say_no_have_no_preview(client, mobility):
    hidden = makers.make_action(mobility, visibility="partners")
    answers = [
        client.get(hidden.get_absolute_url()),
        client.get("/bestaat-niet/"),
        client.get("/account/login/"),
        Client(enforce_csrf_checks=True).post("/taal/", {"language": "en"}),
    ]

    assert [preview(answer) for answer in answers] == [{}] * 4
