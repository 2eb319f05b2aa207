"""When a session ends: an hour without use, a working day, and at once for who lost the account."""

import datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from tests import makers

pytestmark = [pytest.mark.django_db]

START = datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC)


def at(minutes: float):
    return time_machine.travel(START + datetime.timedelta(minutes=minutes), tick=False)


@pytest.fixture
def client_in(official) -> Client:
    """An official who logged in at START and opened a page."""
    client = Client()
    with at(0):
        client.force_login(official, backend="brainport_portal.core.auth.ExpiringAccountBackend")
        client.get("/")
    return client


def is_in(client, minutes: float, **headers: str) -> bool:
    with at(minutes):
        return client.get("/sessie/", headers=headers).json()["email"] != ""


def test_session_lasts_an_hour_without_use(client_in):
    assert is_in(client_in, 59)


def test_session_ends_after_an_hour_without_use(client_in):
    assert not is_in(client_in, 61)


def test_use_prolongs_the_session(client_in):
    assert is_in(client_in, 50)
    assert is_in(client_in, 100)


def test_what_a_page_asks_by_itself_is_no_use(client_in):
    assert is_in(client_in, 50, Background="1")
    assert not is_in(client_in, 61, Background="1")


def test_session_ends_after_a_working_day_whatever_happens(client_in):
    assert all(is_in(client_in, minutes) for minutes in range(30, 480, 30))
    assert not is_in(client_in, 481)


def test_page_knows_when_the_session_ends(client_in):
    with at(10):
        client_in.get("/")
    with at(40):
        answer = client_in.get("/sessie/", headers={"Background": "1"})
    assert answer.json()["seconds"] == 30 * 60
    assert answer.headers["Session-Ends-In"] == str(30 * 60)
    assert "no-store" in answer.headers["Cache-Control"]


def test_staying_logged_in_takes_a_post(client_in):
    with at(50):
        assert client_in.post("/sessie/").json()["seconds"] == 60 * 60


def test_visitor_has_no_session_to_end(client, db):
    answer = client.get("/sessie/")
    assert (answer.json()["email"], answer.json()["seconds"]) == ("", 0)
    assert "Session-Ends-In" not in answer.headers
    assert answer.json()["token"]


def test_token_of_the_answer_is_accepted(official):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    token = client.get("/sessie/").json()["token"]
    assert client.post("/sessie/", {"csrfmiddlewaretoken": token}).status_code == 200
    assert client.post("/sessie/", {"csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_closed_account_is_out_at_once(client_in, official):
    type(official).objects.filter(pk=official.pk).update(is_active=False)
    assert not is_in(client_in, 1)


def test_use_is_written_down_at_most_once_a_minute(client_in):
    with at(5):
        client_in.get("/sessie/")
        before = Session.objects.get().session_data
    with at(5.5):
        client_in.get("/sessie/")
    assert Session.objects.get().session_data == before


def test_text_from_another_site_is_not_offered_to_send(action):
    """Somebody else's page posts to ours: the visitor is told to log in, without those words."""
    url = f"/acties/{action.code.lower()}/voortgang/"
    typed = {"done": "Woorden van een ander"}
    from_elsewhere = Client().post(url, typed, headers={"Origin": "https://elders.example"})
    from_here = Client().post(url, typed, headers={"Origin": "http://testserver"})
    assert b"Woorden van een ander" not in from_elsewhere.content
    assert b"Woorden van een ander" in from_here.content


def test_password_is_never_shown_again(official):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": official.email, "password": makers.PASSWORD})
    assert answer.status_code == 403
    assert makers.PASSWORD.encode() not in answer.content
