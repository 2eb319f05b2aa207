"""Accounts are given, expire, and open only one's own door."""

import datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.forms import CharField, Form
from django.urls import NoReverseMatch, reverse

from brainport_portal.core.dates import today
from brainport_portal.core.forms import PlainTextField
from brainport_portal.core.models import User
from brainport_portal.views.errors import WRITTEN_ON
from tests import makers
from workagenda.forms import CopyForm
from workagenda.reports.choices import Section

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
RESET = "/account/password/reset/"


@pytest.fixture(autouse=True)
def _no_log_ins_counted():
    cache.clear()


def log_in(client, email: str, password: str = makers.PASSWORD, **fields: str):
    return client.post(LOGIN, {"login": email, "password": password, **fields})


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, method):
    fields = {"email": "nieuw@voorbeeld.example", "password1": makers.PASSWORD, "password2": makers.PASSWORD}

    response = getattr(client, method)("/account/signup/", fields)

    assert response.status_code == 200
    assert "<form" not in response.content.decode().split("<main", 1)[1]
    assert not User.objects.exists()
    assert not is_logged_in(client)


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_email_in_any_case_logs_in(client, official, change):
    response = log_in(client, change(official.email))

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_logged_in(client)


@pytest.mark.parametrize("known", [True, False])
def test_wrong_log_in_says_the_same_for_known_and_unknown(client, official, known):
    response = log_in(client, official.email if known else "niemand@voorbeeld.example", "iets-anders-2026")

    assert response.status_code == 200
    assert not is_logged_in(client)
    assert response.context["form"].errors == {"__all__": ["Het e-mailadres of het wachtwoord klopt niet."]}


def test_after_five_failures_even_the_right_password_waits(client, official):
    for _attempt in range(5):
        log_in(client, official.email, "iets-anders-2026")

    response = log_in(client, official.email)

    assert response.status_code == 200
    assert response.context["form"].errors == {
        "__all__": ["Te veel inlogpogingen. Probeer het later nogmaals."]
    }
    assert not is_logged_in(client)


def test_too_many_log_ins_from_one_place_get_a_dutch_page(client):
    answers = [log_in(client, f"persoon{n}@voorbeeld.example") for n in range(31)]

    assert {answer.status_code for answer in answers[:30]} == {200}
    assert answers[30].status_code == 429
    assert "<h1" in answers[30].content.decode()
    assert "Even wachten" in answers[30].content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": makers.LONG_AGO},
        {"is_active": False},
        {"expires_on": today() - datetime.timedelta(days=1)},
    ],
    ids=["expired", "closed", "expired yesterday"],
)
def test_closed_account_neither_logs_in_nor_stays_in(client, official, fields):
    log_in(client, official.email)
    assert client.get("/acties/").wsgi_request.user == official
    User.objects.filter(pk=official.pk).update(**fields)

    assert client.get("/acties/").wsgi_request.user.is_anonymous
    client.cookies.clear()
    response = log_in(client, official.email)
    assert not is_logged_in(client)
    assert "Dit account is gesloten" in client.get(response["Location"]).content.decode()


def test_account_works_on_its_last_day(client, official):
    User.objects.filter(pk=official.pk).update(expires_on=today())

    log_in(client, official.email)

    assert is_logged_in(client)


def test_password_reset_does_not_tell_who_has_an_account(client, official):
    known = client.post(RESET, {"email": official.email})
    unknown = client.post(RESET, {"email": "niemand@voorbeeld.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known["Location"] == "/account/password/reset/done/"


def test_password_reset_lets_the_owner_choose_a_new_one(client, official):
    client.post(RESET, {"email": official.email.upper()})
    (message,) = mail.outbox
    assert message.to == [official.email]
    link = next(word for word in message.body.split() if "/account/password/reset/key/" in word)
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    client.post(
        page.request["PATH_INFO"], {"password1": "een-ander-wachtwoord", "password2": "een-ander-wachtwoord"}
    )

    log_in(client, official.email)
    assert not is_logged_in(client)
    log_in(client, official.email, "een-ander-wachtwoord")
    assert is_logged_in(client)


def test_password_reset_of_a_closed_account_sends_no_link(client, official):
    User.objects.filter(pk=official.pk).update(is_active=False)

    client.post(RESET, {"email": official.email})

    assert not any("/reset/key/" in message.body for message in mail.outbox)


ELSEWHERE = (
    "https://kwaad.example/",
    "//kwaad.example/",
    "///kwaad.example",
    "/\\kwaad.example",
    "https:kwaad.example",
    "http:///kwaad.example",
    "javascript:alert(1)",
    "\thttps://kwaad.example",
    "https://testserver@kwaad.example/",
)


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("url", [LOGIN, "/account/logout/", "/taal/"])
def test_redirects_stay_on_the_site(client, official, url, target):
    if url == "/account/logout/":
        log_in(client, official.email)
    fields = {"login": official.email, "password": makers.PASSWORD, "language": "nl"}

    response = client.post(f"{url}?next={target}", {**fields, "next": target})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_log_in_leads_to_where_one_was_going(client, official):
    response = log_in(client, official.email, next="/acties/?fase=in_progress")

    assert response["Location"] == "/acties/?fase=in_progress"


def test_log_out_asks_first_and_needs_a_post(client, official):
    log_in(client, official.email)

    assert client.get("/account/logout/").status_code == 200
    assert is_logged_in(client)
    client.post("/account/logout/")
    assert not is_logged_in(client)


OTHER_PAGES = (
    "account_email",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_email_verification_sent",
    "account_inactive",
    "account_confirm_login_code",
    "account_request_login_code",
)


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_other_account_pages_show_only_ones_own(client, official, colleague, name):
    """Whatever allauth brings along: a visitor learns nothing, and nobody sees another's address."""
    url = address(name)
    if not url:
        return
    visitor = client.get(url)
    log_in(client, official.email)
    answers = [
        visitor,
        client.get(url),
        client.post(url, {"email": colleague.email, "action_add": "", "password": "x"}),
    ]

    assert all(answer.status_code in (200, 302, 403, 404, 405) for answer in answers)
    assert not any(colleague.full_name in answer.content.decode() for answer in answers)
    assert official.email not in visitor.content.decode()
    colleague.refresh_from_db()
    assert log_in(client, colleague.email, "x").status_code in (200, 302)


def test_nobody_changes_the_address_that_an_administrator_gave(client, official):
    """An address is how the portal knows somebody: changing it is for the administrator."""
    log_in(client, official.email)

    answers = [
        client.post("/account/email/", {"email": "ander@voorbeeld.example", "action_add": ""}),
        client.post("/account/email/", {"email": "ander@voorbeeld.example", "action_primary": ""}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert User.objects.get(pk=official.pk).email == official.email


def test_refusal_page_knows_every_form_in_which_somebody_writes():
    def below(kind: type) -> set[type]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    writing = {
        form
        for form in below(Form)
        if any(isinstance(field, PlainTextField) for field in form.base_fields.values())
        and not form.__module__.startswith("brainport_portal.core")
    }
    shown = [
        field
        for form in WRITTEN_ON.values()
        for field in form().fields.values()
        if isinstance(field, CharField)
    ]

    assert writing <= {*WRITTEN_ON.values(), CopyForm}
    # What a form adds when it is made, a refusal page does not know.
    assert [
        name for form in WRITTEN_ON.values() for name in form().fields if name not in form.base_fields
    ] == []
    assert not any(
        field.widget.input_type == "password" for field in shown if hasattr(field.widget, "input_type")
    )


def test_texts_of_a_report_are_still_there_when_the_session_ended(client, reporter):
    report = makers.make_report(reporter)
    texts = {section.value: f"Getypt: {section.value}." for section in Section}

    answer = client.post(reverse("reports:report_sections", args=[report.uuid]), {**texts, "seen": "x"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert [text for text in texts.values() if text not in page] == []
    assert 'name="seen" value="x"' in page


def test_refusal_page_never_shows_a_password(official):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(official, backend="brainport_portal.core.auth.ExpiringAccountBackend")

    response = client.post(
        "/account/password/change/", {"oldpassword": "geheim-een", "password1": "geheim-twee"}
    )

    assert response.status_code == 403
    assert b"geheim" not in response.content
