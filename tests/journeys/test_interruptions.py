"""What happens to typed text when it does not go as planned, and who works without a mouse or script."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_journeys import heading, log_in, press, said, stored
from workagenda.models import ProgressUpdate

pytestmark = [pytest.mark.browser, pytest.mark.database]

FORM = "/acties/mo-03/voortgang/"
DRAFT = "/acties/mo-02/voortgang/"


def write(page: Page, text: str, field: str = "Gedaan") -> None:
    page.get_by_label(field, exact=True).fill(text)


def test_second_window_gets_both_texts_and_goes_on(window):
    first, second = window("ambtenaar.mobiliteit"), window("coordinator.mobiliteit")
    for page in (first, second):
        page.goto(DRAFT)
    write(first, "Tekst van de eerste.")
    press(first, "Opslaan als concept")
    said(first, "Opgeslagen als concept")

    write(second, "Tekst van de tweede.")
    with second.expect_response(lambda response: response.request.method == "POST") as answer:
        press(second, "Opslaan als concept")

    assert answer.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("Iemand anders was u voor")
    expect(second.get_by_role("alert")).to_contain_text("Tekst van de eerste.")
    expect(second.get_by_role("alert")).to_contain_text("Tekst van de tweede.")
    expect(second.get_by_label("Gedaan", exact=True)).to_have_value("Tekst van de tweede.")
    write(second, "Tekst van beiden.")
    press(second, "Opslaan als concept")
    said(second, "Opgeslagen als concept")
    assert ProgressUpdate.objects.open().get(action__code="MO-02").done == "Tekst van beiden."


def test_double_click_stores_one_update(window):
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Eén keer is genoeg.")

    page.get_by_role("button", name="Indienen bij de trekker").dblclick()

    page.wait_for_url("**/acties/mo-03/")
    page.goto("/acties/mo-03/")
    expect(page.get_by_role("main").get_by_text("Eén keer is genoeg.")).to_have_count(1)
    assert stored("MO-03") == [("change", "approved"), ("change", "submitted")]


def test_back_after_submitting_shows_what_was_submitted(window):
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Nog een keer terug.")
    press(page, "Indienen bij de trekker")
    said(page, "Ingediend")

    page.go_back()

    heading(page, "Deze melding wacht op akkoord")
    expect(page.get_by_role("main")).to_contain_text("Nog een keer terug.")
    assert stored("MO-03") == [("change", "approved"), ("change", "submitted")]


def test_text_is_on_the_page_after_logging_out_elsewhere(window):
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Dit mag niet weg.")
    other = page.context.new_page()
    other.goto("/")
    press(other, "Uitloggen")

    press(page, "Opslaan als concept")

    heading(page, "U bent uitgelogd")
    link = page.get_by_role("main").get_by_role("link", name="Inloggen in een nieuw tabblad")
    expect(link).to_have_attribute("href", f"/account/login/?next={FORM}")
    expect(page.get_by_role("main")).to_contain_text("U bent niet meer ingelogd.")
    expect(page.get_by_label("Gedaan")).to_have_value("Dit mag niet weg.")


def test_text_is_on_the_page_after_logging_in_again_elsewhere(window):
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Dit ook niet.")
    other = page.context.new_page()
    other.goto("/")
    press(other, "Uitloggen")
    log_in(other, "ambtenaar.mobiliteit")

    press(page, "Opslaan als concept")

    expect(page.get_by_role("main")).to_contain_text("Dit formulier is verlopen.")
    expect(page.get_by_label("Gedaan")).to_have_value("Dit ook niet.")


def test_language_switch_keeps_the_page(window):
    page = window()
    page.goto("/acties/?beoordeling=on_track&sort=-code")

    press(page, "English")

    assert page.url.endswith("/acties/?beoordeling=on_track&sort=-code")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    press(page, "Nederlands")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    heading(page, "Acties")


def test_official_reports_without_javascript(window):
    page = window(java_script_enabled=False)
    log_in(page, "ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Zonder script.")
    page.get_by_label("vraagt aandacht").check()
    press(page, "Indienen bij de trekker")
    expect(page.get_by_role("alert")).to_contain_text("Kijk dit nog even na")
    write(page, "Er is geen tijd.", "Knelpunt")
    page.get_by_label("Oorzaak van het knelpunt").select_option("capacity")
    press(page, "Opslaan als concept")
    said(page, "Opgeslagen als concept")
    page.goto(FORM)
    press(page, "Indienen bij de trekker")
    said(page, "Ingediend")
    assert stored("MO-03")[-1] == ("change", "submitted")


def tab_to(page: Page, name: str, role: str = "link") -> None:
    """Presses Tab until the control called `name` has the focus, at most a page long."""
    target = page.get_by_role(role, name=name).first
    for _press in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_official_reports_by_keyboard_only(window):
    page = window("ambtenaar.mobiliteit")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Direct naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "MO-03")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acties/mo-03/")
    tab_to(page, "Voortgang melden")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FORM}")
    tab_to(page, "Gedaan", "textbox")
    page.keyboard.type("Met het toetsenbord. ")
    tab_to(page, "nog geen inschatting", "radio")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    tab_to(page, "Interne notitie", "textbox")
    tab_to(page, "Opslaan als concept", "button")
    page.keyboard.press("Space")

    said(page, "Opgeslagen als concept")
    assert "Met het toetsenbord." in ProgressUpdate.objects.open().get(action__code="MO-03").done
