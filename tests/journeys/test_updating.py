"""The page of one's own actions in a browser: quick, in place, with two windows, and nothing lost."""

import re
import time
from datetime import timedelta

import pytest
from django.db.backends.utils import CursorWrapper
from playwright.sync_api import Page, expect

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from governance.models import Body, Seat
from tests import makers
from tests.journeys.conftest import email_of
from tests.journeys.test_interruptions import BREAKS, _raise, tab_to
from tests.journeys.test_journeys import log_in, press, said
from workagenda.models import Action, ProgressUpdate, WorkingCopy

pytestmark = [pytest.mark.browser, pytest.mark.database]

CODES = ("MO-11", "MO-12", "MO-13", "MO-14", "MO-15")


def row(page: Page, code: str):
    return page.locator(f"#actie-{code.lower()}")


def open_row(page: Page, code: str) -> None:
    row(page, code).get_by_role(
        "link", name=re.compile("Voortgang melden|Verder schrijven|Aanpassen")
    ).click()
    expect(row(page, code).get_by_label("Gedaan", exact=True)).to_be_visible()


def kept(page: Page, code: str) -> None:
    expect(row(page, code).locator("[data-kept]")).to_contain_text("Bewaard om")


@pytest.fixture
def five_actions(site) -> list[Action]:
    """Five actions of one group with an agreed text each, as an official finds them on a Friday."""
    group = Body.objects.get(slug="werkgroep-mobiliteit")
    author, reviewer = (
        User.objects.get(email=email_of(name)) for name in ("ambtenaar.mobiliteit", "coordinator.mobiliteit")
    )
    actions = []
    for code in CODES:
        action = makers.make_action(group, code=code, title=f"Actie {code}")
        action.agenda = Action.objects.get(code="MO-02").agenda
        action.save(update_fields=["agenda"])
        makers.make_approved(action, author, reviewer, as_of=makers.LONG_AGO)
        actions.append(action)
    return actions


def test_five_actions_in_a_minute_with_twelve_clicks(five_actions, window):
    """Three are still right (a click each), two have news (open, two texts, submit): eleven deeds."""
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    started, deeds = time.monotonic(), 0

    for code in CODES[:3]:
        row(page, code).get_by_role("button", name="Nog actueel").click()
        deeds += 1
        expect(row(page, code)).to_contain_text("Bevestigd: de laatste melding is nog actueel.")
    for code in CODES[3:]:
        open_row(page, code)
        row(page, code).get_by_label("Gedaan", exact=True).fill("Het overleg is gehouden.")
        row(page, code).get_by_label("Volgende stap").fill("In mei ligt er een voorstel.")
        row(page, code).get_by_role("button", name="Indienen bij de trekker").click()
        deeds += 4
        expect(row(page, code)).to_contain_text("Ingediend.")

    assert time.monotonic() - started < 60
    assert deeds <= 12
    page.reload()
    expect(page.get_by_text("6 van de 8 bijgewerkt")).to_be_visible()
    states = ProgressUpdate.objects.filter(action__code__in=CODES[3:], done="Het overleg is gehouden.")
    assert list(states.values_list("state", flat=True)) == ["submitted", "submitted"]
    assert ProgressUpdate.objects.filter(action__code__in=CODES[:3], kind="unchanged").count() == 3


def test_confirmation_is_taken_back_in_place(five_actions, window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    row(page, "MO-11").get_by_role("button", name="Nog actueel").click()

    row(page, "MO-11").get_by_role("button", name="Terugdraaien").click()

    expect(row(page, "MO-11")).to_contain_text("De bevestiging is teruggedraaid.")
    expect(row(page, "MO-11").get_by_role("button", name="Nog actueel")).to_be_visible()
    assert ProgressUpdate.objects.get(action__code="MO-11", kind="unchanged").state == "withdrawn"


def test_further_fields_appear_only_when_the_rating_needs_them(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    asked = {name: row(page, "MO-03").get_by_label(name, exact=True) for name in ("Gevolg", "Maatregel")}
    cause = row(page, "MO-03").get_by_label("Oorzaak van het knelpunt")
    expect(cause).to_be_hidden()

    row(page, "MO-03").get_by_label("vraagt aandacht").check()
    expect(cause).to_be_visible()
    expect(asked["Gevolg"]).to_be_hidden()
    row(page, "MO-03").get_by_label("bijsturing nodig").check()
    expect(asked["Gevolg"]).to_be_visible()
    asked["Maatregel"].fill("Een stap minder.")
    row(page, "MO-03").get_by_label("op koers").check()

    expect(asked["Maatregel"]).to_be_visible()  # it holds text, and text is never hidden
    expect(asked["Gevolg"]).to_be_hidden()


def test_missing_fields_are_asked_in_the_row(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    row(page, "MO-03").get_by_label("vraagt aandacht").check()
    row(page, "MO-03").get_by_role("button", name="Indienen bij de trekker").click()

    alert = row(page, "MO-03").get_by_role("alert")
    expect(alert).to_contain_text("Kijk dit nog even na")
    expect(alert).to_be_focused()
    row(page, "MO-03").get_by_label("Knelpunt", exact=True).fill("Te weinig tijd.")
    row(page, "MO-03").get_by_label("Oorzaak van het knelpunt").select_option("capacity")
    row(page, "MO-03").get_by_role("button", name="Indienen bij de trekker").click()
    expect(row(page, "MO-03").get_by_role("status").first).to_contain_text("Ingediend.")
    assert not WorkingCopy.objects.exists()


def test_typed_text_is_kept_and_restored_on_another_machine(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("Halverwege een zin")
    kept(page, "MO-03")

    other = window("ambtenaar.mobiliteit")
    other.goto("/mijn-acties/")
    expect(row(other, "MO-03")).to_contain_text("iets getypt dat nog niet is opgeslagen")
    open_row(other, "MO-03")

    expect(row(other, "MO-03").get_by_label("Gedaan", exact=True)).to_have_value("Halverwege een zin")
    row(other, "MO-03").get_by_role("button", name="Opslaan als concept").click()
    expect(row(other, "MO-03")).to_contain_text("Opgeslagen als concept.")
    assert not WorkingCopy.objects.exists()


def test_two_windows_on_one_draft(window):
    """Each sees the other write, then the saved text, then both side by side, and chooses per field."""
    first, second = window("ambtenaar.mobiliteit"), window("coordinator.mobiliteit")
    for page in (first, second):
        page.goto("/mijn-acties/")
        open_row(page, "MO-02")
    row(first, "MO-02").get_by_label("Gedaan", exact=True).fill("Gedaan door de eerste.")
    kept(first, "MO-02")
    row(second, "MO-02").get_by_label("Volgende stap").fill("Stap van de tweede.")
    expect(row(second, "MO-02")).to_contain_text("schrijft nu ook aan deze melding")
    kept(second, "MO-02")
    row(first, "MO-02").get_by_role("button", name="Opslaan als concept").click()
    expect(row(first, "MO-02")).to_contain_text("Opgeslagen als concept.")

    row(second, "MO-02").get_by_label("Volgende stap").fill("Stap van de tweede, iets langer.")
    expect(row(second, "MO-02")).to_contain_text("een nieuwe versie opgeslagen")
    row(second, "MO-02").get_by_role("button", name="Opslaan als concept").click()
    alert = row(second, "MO-02").get_by_role("alert").first
    expect(alert).to_contain_text("Iemand anders was u voor")
    done = row(second, "MO-02").get_by_role("group", name="Gedaan")
    expect(done).to_contain_text("Gedaan door de eerste.")
    done.get_by_label("Staat er nu").check()
    row(second, "MO-02").get_by_role("button", name="Opslaan als concept").click()

    expect(row(second, "MO-02")).to_contain_text("Opgeslagen als concept.")
    update = ProgressUpdate.objects.open().get(action__code="MO-02")
    assert update.done == "Gedaan door de eerste."
    assert update.next_step == "Stap van de tweede, iets langer."
    assert not WorkingCopy.objects.exists()


def test_own_second_window_is_told_that_it_is_not_kept(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    other = page.context.new_page()
    other.goto("/mijn-acties/")
    for here in (page, other):
        open_row(here, "MO-03")
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("In het ene venster")
    kept(page, "MO-03")
    row(other, "MO-03").get_by_label("Gedaan", exact=True).fill("In het andere venster")
    expect(row(other, "MO-03").locator("[data-kept]")).to_contain_text("ook in een ander venster")
    assert WorkingCopy.objects.get().fields["done"] == "In het ene venster"


def test_page_works_without_javascript(window):
    page = window("ambtenaar.mobiliteit", java_script_enabled=False)
    page.goto("/mijn-acties/")
    row(page, "MO-03").get_by_role("button", name="Nog actueel").click()
    said(page, "Bevestigd")
    expect(page).to_have_url(re.compile("/mijn-acties/#actie-mo-0"))
    row(page, "MO-02").get_by_role("link", name="Verder schrijven").click()
    page.get_by_label("Gedaan", exact=True).fill("Zonder script.")
    page.get_by_role("button", name="Opslaan als concept").click()
    said(page, "Opgeslagen als concept")
    expect(page).to_have_url(re.compile("/mijn-acties/#actie-mo-0"))


def test_row_is_updated_with_the_keyboard_alone(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    tab_to(page, "Nog actueel MO-03", "button")
    page.keyboard.press("Enter")
    message = row(page, "MO-03").get_by_role("status")
    expect(message).to_contain_text("Bevestigd")
    expect(message).to_be_focused()
    tab_to(page, "Voortgang melden MO-03")
    page.keyboard.press("Enter")
    expect(row(page, "MO-03").get_by_label("Gedaan", exact=True)).to_be_visible()
    tab_to(page, "Gedaan", "textbox")
    page.keyboard.press("Control+A")
    page.keyboard.type("Met het toetsenbord.")
    tab_to(page, "Indienen bij de trekker", "button")
    page.keyboard.press("Enter")
    expect(row(page, "MO-03").get_by_role("status").first).to_contain_text("Ingediend.")
    assert ProgressUpdate.objects.get(state="submitted", action__code="MO-03").done == "Met het toetsenbord."


def test_closing_a_row_keeps_the_last_words(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("Net voor het sluiten.")
    row(page, "MO-03").get_by_role("link", name="Sluiten").click()
    expect(row(page, "MO-03")).to_contain_text("iets getypt dat nog niet is opgeslagen")
    assert WorkingCopy.objects.get().fields["done"] == "Net voor het sluiten."


def test_leaving_the_page_keeps_the_last_words(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("Net voor het weggaan.")
    page.goto("/charter/")
    # The browser sends the last words after the page is gone; a busy server takes them a little later.
    for _look in range(10):
        page.goto("/mijn-teksten/")
        if page.get_by_text("Net voor het weggaan.").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("main")).to_contain_text("Net voor het weggaan.")


def test_right_that_goes_while_typing_in_a_row_is_told(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    user = User.objects.get(email=email_of("ambtenaar.mobiliteit"))
    Seat.objects.filter(contact__user=user).update(until=today() - timedelta(days=1))
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("Net te laat.")
    expect(row(page, "MO-03").locator("[data-kept]")).to_contain_text("niet meer bijwerken", timeout=15_000)
    row(page, "MO-03").get_by_role("button", name="Opslaan als concept").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dit mag u niet doen")
    expect(page.get_by_label("Gedaan")).to_have_value("Net te laat.")


def test_page_of_somebody_else_does_not_file_in_my_name(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    open_row(page, "MO-03")
    other = page.context.new_page()
    other.goto("/")
    press(other, "Uitloggen")
    log_in(other, "coordinator.mobiliteit")
    row(page, "MO-03").get_by_label("Gedaan", exact=True).fill("Van de ambtenaar.")
    expect(page.get_by_role("dialog")).to_contain_text("U bent uitgelogd")
    assert not WorkingCopy.objects.exists()


def test_error_on_a_button_leads_to_a_page_that_says_so(window, monkeypatch):
    page = window("ambtenaar.mobiliteit")
    page.goto("/mijn-acties/")
    with monkeypatch.context() as broken:
        broken.setattr(CursorWrapper, "execute", _raise(BREAKS["503"][0]))
        row(page, "MO-03").get_by_role("button", name="Nog actueel").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("even niet bereikbaar")
