"""What every response tells the browser, errors and files included, and how production is set."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from tests import makers
from tests.portal.matrix import PERSONAS, ROWS
from tests.portal.test_matrix import in_turn, world  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
# What people uploaded is stored by the browser and never shown, whatever it turns out to be.
POLICY_OF_UPLOADS = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "sandbox": "",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "een lange sleutel voor de proef 0123456789 ABCDEFGHIJ abcdefghij",
    "ALLOWED_HOSTS": "portaal.voorbeeld.example",
    "SITE_ADDRESS": "https://portaal.voorbeeld.example",
}
OF_PRODUCTION = """
import json
from brainport_portal import settings
prefixes = ("SECURE_", "SESSION_", "CSRF_", "LANGUAGE_COOKIE")
names = [name for name in dir(settings) if name.startswith(prefixes)]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def shortcomings(response, *, is_upload: bool = False) -> list[str]:
    """The headers that are missing or too weak, in words."""
    parts = response.get("Content-Security-Policy", "").split(";")
    policy = {name: words for name, _space, words in (part.strip().partition(" ") for part in parts if part)}
    is_right = policy == (POLICY_OF_UPLOADS if is_upload else POLICY)
    wrong = [] if is_right else [f"Content-Security-Policy: {policy}"]
    return wrong + [
        f"{name}: {response.get(name)}" for name, value in HEADERS.items() if response.get(name) != value
    ]


def may_be_stored(response) -> bool:
    return not {"no-store", "private"} <= set(response.get("Cache-Control", "").split(", "))


def test_every_url_has_the_headers_for_everyone(world):  # noqa: F811
    """For visitors and somebody else in turn: what a response tells does not depend on who is who."""
    wrong = []
    for turn, row in enumerate(ROWS):
        for persona in ("visitor", in_turn(PERSONAS[1:], turn)):
            response = world.clients[persona].get(world.url(row))
            is_upload = row.name == "workagenda:attachment_download" and response.status_code == 200
            wrong += [(row.name, persona, text) for text in shortcomings(response, is_upload=is_upload)]
            if persona not in ("visitor", "switched_off") and may_be_stored(response):
                wrong.append((row.name, persona, response.get("Cache-Control")))
    assert wrong == []


def test_refused_forms_have_the_headers(world):  # noqa: F811
    for row in ROWS:
        response = world.clients["outsider"].post(world.url(row))
        assert (row.name, shortcomings(response), may_be_stored(response)) == (row.name, [], False)


def test_failure_and_refusals_have_the_headers(official, monkeypatch):
    monkeypatch.setattr("brainport_portal.views.pages.SourceDocument", None)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(official, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    answers = {
        500: client.get("/bronnen/"),
        404: client.get("/bestaat-niet/"),
        403: client.post("/account/logout/"),
        400: client.get("/acties/?onbekend=1"),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {
        code: code for code in answers
    }
    assert {status: shortcomings(answer) for status, answer in answers.items()} == {
        code: [] for code in answers
    }
    assert not any(may_be_stored(answer) for answer in answers.values())
    assert b"<h1" in answers[500].content


@pytest.mark.parametrize("path", ["css/portal.css", "img/wordmark.svg", "vendor/nlds.css"])
def test_static_files_have_the_headers(client, path):
    response = client.get(f"/static/{path}")

    assert response.status_code == 200
    assert shortcomings(response) == []


def test_nothing_else_is_loaded_from_elsewhere(client):
    """The policy would refuse it; this says that no page even asks."""
    for path in ("/", "/acties/", "/account/login/"):
        html = client.get(path).content.decode()
        # What a preview says is read by other sites, and loaded by nobody here.
        html = re.sub(r'<meta property="og:[^>]+>', "", html)
        assert "http://" not in html
        assert "https://" not in html
        assert " style=" not in html
        assert "<style" not in html


@pytest.fixture(scope="module")
def production() -> dict[str, object]:
    """The security settings as production has them."""
    answer = subprocess.run(
        [sys.executable, "-c", OF_PRODUCTION],
        cwd=portal_settings.BASE_DIR,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


@pytest.fixture
def secure(production, settings) -> Client:
    """Somebody on the production site, through a proxy that ends TLS."""
    for name, value in production.items():
        setattr(settings, name, value)
    return Client(headers={"X-Forwarded-Proto": "https"})


def test_production_passes_the_deployment_check(tmp_path):
    environment = ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    answer = subprocess.run(
        command, cwd=portal_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )

    assert (answer.returncode, answer.stderr) == (0, "")
    assert "no issues (0 silenced)" in answer.stdout


def test_production_sends_everyone_to_https(secure):
    plain = Client().get("/acties/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/acties/")
    assert Client().get("/health/").status_code == 200
    response = secure.get("/")
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert shortcomings(response) == []


def test_production_cookies_are_for_this_site_and_its_server_only(secure, official):
    secure.get("/account/login/")
    secure.post("/account/login/", {"login": official.email, "password": makers.PASSWORD})
    secure.post("/taal/", {"language": "en", "next": "/"})
    session_and_csrf = {"__Host-sessionid", "__Host-csrftoken"}

    assert session_and_csrf | {"django_language"} == set(secure.cookies) - {"messages"}
    for name, cookie in secure.cookies.items():
        expected = (name, True, True, "Lax", "/", "")
        flags = (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"])
        assert (name, *flags) == expected


def test_session_ends_after_a_working_day(production):
    assert production["SESSION_COOKIE_AGE"] == 8 * 60 * 60


def test_a_policy_that_allows_more_is_noticed():
    response = Client().get("/")
    response["Content-Security-Policy"] = response["Content-Security-Policy"] + " 'unsafe-inline'"
    assert shortcomings(response) != []
