"""No axe violation, no HTML error, no sideways scrolling, for every page of every role, errors included."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from playwright.sync_api import Page, expect

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from brainport_portal.demo_removal import remove_demo_data
from governance.models import Body, Meeting
from tests import makers
from tests.journeys.conftest import MODELS, NARROW, WIDE, email_of, in_turn
from tests.journeys.test_journeys import press
from workagenda.models import Action, ActionOnAgenda, ProgressUpdate
from workagenda.reports.choices import EditionState
from workagenda.reports.models import Edition, Report

pytestmark = pytest.mark.browser

Check = Callable[..., None]


@pytest.fixture(scope="module")
def documents(check_html) -> Iterator[dict[str, str]]:
    """The HTML of every page that was looked at, validated at the end in one run."""
    documents: dict[str, str] = {}
    yield documents
    errors = check_html(documents.values())
    assert not errors, "\n".join([*errors, str(list(documents))])


@pytest.fixture
def check(axe, documents) -> Iterator[Check]:
    """`check(page, label)` looks at the page as it stands, wide and narrow."""
    problems = []

    def look(page: Page, label: str, html: str = "") -> None:
        documents[label] = html or page.content()
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            problems.extend(f"{label} at {width}: {violation}" for violation in axe(page))
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider > 0:
                problems.append(f"{label} at {width}: {wider} px too wide")

    yield look
    assert not problems, "\n".join(problems)


def walk(page: Page, check: Check, who: str, addresses: dict[str, int]) -> None:
    """Checks every page; the value is the status that it must have."""
    for address, status in addresses.items():
        response = page.goto(address)
        assert response.status == status, address
        check(page, f"{who} {address}", response.text())


def update_of(code: str) -> ProgressUpdate:
    return ProgressUpdate.objects.open().get(action__code=code)


def test_pages_of_visitors(window, check):
    report = Report.objects.frozen().get().get_absolute_url()
    page = window()
    walk(
        page,
        check,
        "visitor",
        dict.fromkeys(
            (
                "/",
                "/charter/",
                "/werkagenda/2026-2027/",
                "/acties/?sort=-code",
                "/acties/?beoordeling=stalled",
                "/acties/mo-02/",
                "/partners/",
                "/partners/mre/",
                "/gemeenten/?page=2",
                "/gemeenten/bergeijk/",
                "/gemeenten/lommel/",
                "/kaart/",
                "/kaart/?regio=antwerpse-kempen&thema=2",
                "/zoeken/",
                "/zoeken/?q=verbindingen",
                "/zoeken/?q=verbindingen&soort=acties",
                "/zoeken/?q=Bergijk",
                "/zoeken/?q=xyzzy",
                "/organisatie/",
                "/organisatie/werkgroep-mobiliteit/",
                "/tijdlijn/",
                "/rapportages/",
                report,
                "/bronnen/",
                "/over/",
                "/privacy/",
                "/toegankelijkheid/",
                "/account/login/",
                "/account/inactive/",
                "/account/signup/",
                "/account/password/reset/",
                "/account/password/reset/done/",
                "/account/password/reset/key/1-onzin/",
            ),
            200,
        )
        | {"/kaart/?regio=onzin": 400, "/zoeken/?q=a&b=c": 400}
        | {"/acties/?domein=onzin": 400, "/acties/?onbekend=1": 400, "/nergens/": 404, "/acties/xx-99/": 404},
    )
    page.goto("/account/login/")
    press(page.get_by_role("main"), "Inloggen")
    check(page, "log-in with errors")


def test_pages_of_an_official(window, check):
    page = window("ambtenaar.mobiliteit")
    addresses = (
        "/",
        "/acties/mo-01/",
        "/acties/mo-03/",
        "/acties/mo-01/voortgang/",
        "/acties/mo-02/voortgang/",
        "/mijn-acties/",
        "/mijn-acties/mo-03/",
        "/mijn-teksten/",
        "/voorkeuren/",
        "/acties/mo-03/bijlagen/toevoegen/",
        "/acties/mo-03/bijlagen/verwijderd/",
    )
    people = (
        "/organisatie/werkgroep-mobiliteit/",
        "/organisatie/taskforce/",
        "/partners/mre/",
        "/gemeenten/bergeijk/",
        "/zoeken/?q=mobiliteit",
        "/account/logout/",
    )
    walk(
        page,
        check,
        "official",
        dict.fromkeys((*addresses, *people, "/account/password/change/"), 200)
        | {"/acties/wo-01/voortgang/": 403, "/beheer/": 403, "/acties/xx-99/": 404},
    )


def test_pages_of_a_director_and_of_several_roles(window, check):
    walk(window("directeur"), check, "director", dict.fromkeys(("/", "/?openbaar"), 200))
    taskforce = Body.objects.get(slug="taskforce")
    makers.seat(User.objects.get(email=email_of("coordinator.mobiliteit")), taskforce)
    walk(window("coordinator.mobiliteit"), check, "director and coordinator", {"/": 200})


def test_own_calendar(window, check):
    page = window("ambtenaar.mobiliteit")
    page.goto("/voorkeuren/#agenda")
    press(page, "Adres maken")
    expect(page.get_by_label("Dit is uw adres")).to_have_value(re.compile(r"/agenda/[\w-]{43}\.ics$"))
    check(page, "address of a calendar")
    press(page, "Menu")
    press(page, "English")
    expect(page).to_have_url(re.compile("/voorkeuren/"))
    press(page, "Menu")
    press(page, "Nederlands")
    press(page, "Adres intrekken")
    expect(page.get_by_role("status")).to_contain_text("Het adres werkt niet meer.")
    check(page, "address withdrawn")


def test_form_with_errors_conflict_and_refusal(window, check):
    page, other = window("ambtenaar.mobiliteit"), window("coordinator.mobiliteit")
    page.goto("/acties/mo-03/voortgang/")
    page.get_by_label("bijsturing nodig").check()
    press(page, "Indienen bij de trekker")
    check(page, "form with errors")
    for each in (page, other):
        each.goto("/acties/mo-02/voortgang/")
        each.get_by_label("Gedaan", exact=True).fill(f"Tekst {id(each)}")
    press(other, "Opslaan als concept")
    check(other, "saved")
    press(page, "Opslaan als concept")
    check(page, "conflict")
    page.context.clear_cookies(name="sessionid")
    press(page, "Opslaan als concept")
    check(page, "refused with text")


def test_rows_of_ones_own_actions(window, check):
    """The states of a row: open, with errors, submitted, confirmed, and two texts to choose from."""
    page, other = window("ambtenaar.mobiliteit"), window("coordinator.mobiliteit")
    for each in (page, other):
        each.goto("/mijn-acties/")
        each.locator("#actie-mo-02").get_by_role("link", name="Verder schrijven").click()
        expect(each.locator("#actie-mo-02").get_by_label("Gedaan", exact=True)).to_be_visible()
        each.locator("#actie-mo-02").get_by_label("Gedaan", exact=True).fill(f"Tekst {id(each)}")
        expect(each.locator("#actie-mo-02 [data-kept]")).to_contain_text("Bewaard om")
    check(other, "open row beside a colleague")
    press(page.locator("#actie-mo-02"), "Opslaan als concept")
    expect(page.locator("#actie-mo-02")).to_contain_text("Opgeslagen als concept")
    check(page, "saved row")
    press(other.locator("#actie-mo-02"), "Opslaan als concept")
    expect(other.locator("#actie-mo-02")).to_contain_text("Iemand anders was u voor")
    check(other, "row with two texts")
    page.locator("#actie-mo-03").get_by_role("button", name="Nog actueel").click()
    expect(page.locator("#actie-mo-03")).to_contain_text("Bevestigd")
    check(page, "confirmed row")
    page.locator("#actie-mo-03").get_by_role("link", name="Voortgang melden").click()
    page.locator("#actie-mo-03").get_by_label("bijsturing nodig").check()
    press(page.locator("#actie-mo-03"), "Indienen bij de trekker")
    expect(page.locator("#actie-mo-03")).to_contain_text("Kijk dit nog even na")
    check(page, "row with errors")
    page.goto("/mijn-teksten/")
    check(page, "texts that were not saved")


def test_session_that_ends(window, check, settings):
    page = window("ambtenaar.mobiliteit")
    settings.SESSION_IDLE_SECONDS = 121
    page.goto("/acties/mo-03/voortgang/")
    expect(page.get_by_role("dialog")).to_contain_text("over twee minuten")
    check(page, "warning before the session ends")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("dialog").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_contain_text("U bent uitgelogd")
    check(page, "log-in beside the form")


def test_pages_of_a_coordinator(window, check):
    page = window("coordinator.mobiliteit")
    report = Report.objects.get(status="draft").get_absolute_url()
    review = update_of("MO-01").get_absolute_url()
    walk(page, check, "coordinator", dict.fromkeys(("/", "/nakijken/", review, report), 200))
    page.goto(review)
    press(page, "Terug naar opsteller")
    check(page, "return without note")
    press(page, "Akkoord")
    check(page, "nothing left to review")


def test_pages_of_the_reporter(window, check):
    page = window("rapportage")
    draft = Report.objects.get(status="draft").get_absolute_url()
    frozen = Report.objects.frozen().get().get_absolute_url()
    work = (draft, f"{draft}teksten/", f"{draft}acties/wo-01/", f"{frozen}teksten/")
    walk(
        page,
        check,
        "reporter",
        dict.fromkeys(("/", "/rapportages/", "/rapportages/rondes/nieuw/", "/nakijken/", *work), 200),
    )
    page.goto("/rapportages/rondes/nieuw/")
    press(page, "Ronde plannen")
    check(page, "round with errors")


@pytest.mark.parametrize("state", [EditionState.QUEUED, EditionState.READY, EditionState.FAILED])
def test_states_of_an_edition(state, window, check):
    edition = Edition.objects.get()
    Edition.objects.update(state="queued", released_on=None, problem="Het maken is mislukt.")
    page = window("rapportage")
    page.goto(edition.report.get_absolute_url())
    region = page.get_by_role("region", name="Edities")
    expect(region).to_contain_text("in de wachtrij")
    Edition.objects.update(state=state)
    expect(region).to_contain_text(str(state.label))

    check(page, f"edition {state}")


def test_pages_of_an_administrator(window, check):
    page = window("beheerder")
    walk(
        page,
        check,
        "administrator",
        dict.fromkeys(
            (
                "/",
                "/rapportages/",
                "/organisatie/beheer/",
                "/stijl/",
                "/beheer/",
                "/beheer/governance/seat/",
                "/beheer/core/user/",
            ),
            200,
        ),
    )


def test_english_pages(window, check):
    page = window("ambtenaar.mobiliteit")
    page.goto("/")
    press(page, "English")
    walk(
        page,
        check,
        "English",
        dict.fromkeys(("/", "/charter/", "/acties/", "/acties/mo-02/", "/acties/mo-02/voortgang/"), 200)
        | dict.fromkeys(("/?openbaar", "/over/", "/privacy/", "/toegankelijkheid/", "/voorkeuren/"), 200),
    )


def test_english_pages_at_a_glance(window, check):
    page = window("directeur")
    page.goto("/bronnen/")
    press(page, "English")
    addresses = ("/taskforce/", "/planning/", "/kaart/", "/zoeken/?q=fiets", "/acties/mo-02/agenderen/")

    walk(page, check, "English", dict.fromkeys(addresses, 200))


def test_overview_of_the_taskforce(window, check):
    """The page that asks too much, with nothing, and with so many actions that some stand behind a click."""
    group = Action.objects.get(code="MO-01").working_group
    for n in range(10):
        makers.make_action(group, code=f"MO-{n + 50}")
    page = window("directeur")

    walk(page, check, "director", {"/taskforce/?van=2099-01-01": 400, "/taskforce/": 200})

    page.get_by_text("Nog 5 acties tonen").click()
    expect(page.get_by_role("link", name="MO-59")).to_be_visible()
    check(page, "all rows")


def test_agenda_of_the_taskforce(window, check):
    page = window("directeur")
    address = "/acties/mo-02/agenderen/"
    walk(page, check, "director", {address: 200})
    page.get_by_label("Onderwerp").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("Onderwerp").fill("x" * 251)
    press(page, "Op de agenda zetten")
    expect(page.get_by_role("alert")).to_contain_text("Kijk dit nog even na")
    check(page, "agenda item with errors")
    page.get_by_label("Onderwerp").fill("Keuze van de route")
    press(page, "Op de agenda zetten")
    expect(page.get_by_role("status")).to_contain_text("MO-02 staat op de agenda")
    check(page, "action on the agenda")
    walk(
        page, check, "on the agenda", dict.fromkeys((address, "/organisatie/taskforce/", "/taskforce/"), 200)
    )
    with in_turn():
        ActionOnAgenda.objects.all().delete()
        Meeting.objects.of_taskforce().to_come(today()).delete()
    walk(page, check, "no meeting", dict.fromkeys((address, "/taskforce/"), 200))


def test_planning(window, check):
    walk(window(), check, "visitor", {"/planning/": 200, "/planning/?domein=onzin": 400})
    walk(window("ambtenaar.mobiliteit"), check, "official", {"/planning/?domein=mo": 200})


@pytest.mark.parametrize("address", ["/acties/", "/kaart/"])
def test_menu_and_filters_that_were_opened(address, window, check):
    page = window(viewport={"width": NARROW, "height": 900})
    page.goto(address)
    check(page, f"closed {address}")
    for name in ("Menu", "Filters"):
        press(page, name)
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#menu")).to_be_visible()
    expect(page.locator("#filtervelden")).to_be_visible()
    check(page, f"opened {address}")


def test_empty_portal(window, check):
    """The first day, before anybody reported anything."""
    remove_demo_data()
    page = window()

    pages = ("/", "/acties/", "/acties/mo-02/", "/werkagenda/2026-2027/", "/rapportages/")
    walk(page, check, "empty", dict.fromkeys(pages, 200))


def test_portal_in_which_nothing_was_entered(window, check):
    """Before the reference data were read."""
    page = window()
    with in_turn(), transaction.atomic():
        for model in MODELS:
            model._base_manager.all()._raw_delete(connection.alias)
    pages = ("/", "/acties/", "/planning/", "/kaart/", "/tijdlijn/", "/charter/", "/werkagenda/")

    walk(page, check, "nothing", dict.fromkeys(pages, 200))

    expect(page.get_by_role("main")).to_contain_text("Dit is nog niet ingevoerd.")


def test_pages_for_when_the_portal_does_not_work(window, check, monkeypatch):
    def fail(*args: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("brainport_portal.views.pages.SourceDocument.objects", fail)
    page = window()

    walk(page, check, "broken", {"/bronnen/": 500})
