"""The page on which somebody chooses what to be mailed about."""

import pytest
from django.urls import reverse

from brainport_portal.core.gates import Refused
from tests import makers
from workagenda import domain
from workagenda.models import MailPreference

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGE = "/voorkeuren/"


@pytest.fixture
def browse(client):
    """`browse(user)`: a client of somebody who is logged in."""

    def log_in(user):
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
        return client

    return log_in


def chosen(page):
    form = page.context["form"]
    return form["reminders"].value(), form["on_return"].value()


def test_address_is_dutch():
    assert reverse("workagenda:mail_preferences") == PAGE


def test_visitor_is_asked_to_log_in(client, db):
    answer = client.get(PAGE)

    assert (answer.status_code, answer.url) == (302, f"/account/login/?next={PAGE}")


def test_page_begins_with_every_mail(browse, official):
    assert chosen(browse(official).get(PAGE)) == ("all", True)


def test_choice_is_kept_and_shown(browse, official):
    client = browse(official)

    answer = client.post(PAGE, {"reminders": "last"}, follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Uw keuze is opgeslagen." in answer.content.decode()
    assert chosen(answer) == ("last", False)
    client.post(PAGE, {"reminders": "none", "on_return": "on"})
    assert list(MailPreference.objects.values_list("user", "reminders", "on_return")) == [
        (official.pk, "none", True)
    ]


def test_choice_is_of_one_person(browse, official, colleague):
    browse(official).post(PAGE, {"reminders": "none"})

    assert chosen(browse(colleague).get(PAGE)) == ("all", True)


@pytest.mark.parametrize("reminders", ["", "weekly"])
def test_unknown_choice_is_refused(browse, official, reminders):
    answer = browse(official).post(PAGE, {"reminders": reminders})

    assert answer.status_code == 422
    assert not MailPreference.objects.exists()


def test_verb_refuses_who_takes_no_part(seatless):
    with pytest.raises(Refused):
        domain.choose_mail(by=makers.actor(seatless), reminders="none", on_return=False)

    assert not MailPreference.objects.exists()


@pytest.mark.browser
def test_page_is_accessible(browse, official, page, live_server, axe):
    session = browse(official).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(live_server.url + PAGE)

    assert axe(page) == []
    page.get_by_label("geen", exact=True).check()
    page.get_by_role("button", name="Keuze opslaan").click()
    assert page.get_by_text("Uw keuze is opgeslagen.").is_visible()
