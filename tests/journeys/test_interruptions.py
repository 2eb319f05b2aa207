"""What happens to typed text when it does not go as planned, and who works without a mouse or script.

The nine interruptions: session ended (1), token of the form stale (2), error (3), database away (4), error
in the form (5), conflict (6), double click (7), Back (8), right withdrawn (9).
"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from playwright.sync_api import Page, expect

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from governance.models import Seat
from tests.journeys.conftest import email_of
from tests.journeys.test_journeys import heading, log_in, press, said, stored
from workagenda.models import ProgressUpdate, WorkingCopy

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
    expect(page.get_by_role("main")).to_contain_text("Eén keer is genoeg.")
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


def log_out_elsewhere(page: Page) -> Page:
    other = page.context.new_page()
    other.goto("/")
    press(other, "Uitloggen")
    heading(other, re.compile("."))
    return other


def log_in_beside(page: Page, name: str = "ambtenaar.mobiliteit") -> None:
    """Fills the log-in that appears over the form."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("U bent uitgelogd")
    dialog.get_by_label("Wachtwoord").fill(settings.DEMO_PASSWORD)
    dialog.get_by_role("button", name="Inloggen en verdergaan").click()
    expect(dialog).to_be_hidden()


def send_again(page: Page) -> None:
    page.get_by_role("button", name="Opnieuw versturen").click()


def stored_texts() -> list[str]:
    return list(ProgressUpdate.objects.filter(action__code="MO-03").values_list("done", flat=True))


def test_session_ends_while_typing_and_the_form_goes_on_after_log_in(window):
    """1 of 9: the log-in appears beside the form; afterwards the same form is saved once."""
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    log_out_elsewhere(page)

    write(page, "Dit mag niet weg.")
    log_in_beside(page)

    expect(page.locator("[data-kept]")).to_contain_text("Bewaard om")
    expect(page.get_by_label("Gedaan", exact=True)).to_have_value("Dit mag niet weg.")
    press(page, "Opslaan als concept")
    said(page, "Opgeslagen als concept")
    assert stored_texts().count("Dit mag niet weg.") == 1


def test_wrong_password_beside_the_form_keeps_form_and_dialog(window):
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    log_out_elsewhere(page)
    write(page, "Nog een keer.")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Wachtwoord").fill("verkeerd wachtwoord")
    dialog.get_by_role("button", name="Inloggen en verdergaan").click()

    expect(dialog.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    log_in_beside(page)
    expect(page.get_by_label("Gedaan", exact=True)).to_have_value("Nog een keer.")


def test_warning_comes_before_the_session_ends(window, settings):
    settings.SESSION_IDLE_SECONDS = 121
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("over twee minuten uitgelogd")

    settings.SESSION_IDLE_SECONDS = 600
    dialog.get_by_role("button", name="Ingelogd blijven").click()

    expect(dialog).to_be_hidden()


def test_text_is_sent_again_after_logging_out_elsewhere_without_script(window):
    """1 of 9, without JavaScript: the refusal holds the text and a button to send it again."""
    page = window("ambtenaar.mobiliteit", java_script_enabled=False)
    page.goto(FORM)
    write(page, "Dit mag ook niet weg.")
    other = log_out_elsewhere(page)
    press(page, "Opslaan als concept")

    heading(page, "U bent uitgelogd")
    link = page.get_by_role("main").get_by_role("link", name="Inloggen in een nieuw tabblad")
    expect(link).to_have_attribute("href", f"/account/login/?next={FORM}")
    expect(page.get_by_label("Gedaan")).to_have_value("Dit mag ook niet weg.")
    log_in(other, "ambtenaar.mobiliteit")
    send_again(page)
    heading(page, "Dit formulier is verlopen")
    send_again(page)
    said(page, "Opgeslagen als concept")
    assert stored_texts().count("Dit mag ook niet weg.") == 1


def test_stale_token_is_refreshed_while_typing(window):
    """2 of 9: logged out and in again in another tab, so that the token of this page is of no use."""
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    log_in(log_out_elsewhere(page), "ambtenaar.mobiliteit")

    write(page, "Met een oud formulier.")

    expect(page.locator("[data-kept]")).to_contain_text("Bewaard om")
    press(page, "Opslaan als concept")
    said(page, "Opgeslagen als concept")
    assert stored_texts().count("Met een oud formulier.") == 1


def test_stale_token_keeps_the_text_to_send_again(window):
    page = window("ambtenaar.mobiliteit", java_script_enabled=False)
    page.goto(FORM)
    write(page, "Dit ook niet.")
    log_in(log_out_elsewhere(page), "ambtenaar.mobiliteit")

    press(page, "Opslaan als concept")

    heading(page, "Dit formulier is verlopen")
    expect(page.get_by_label("Gedaan")).to_have_value("Dit ook niet.")
    send_again(page)
    said(page, "Opgeslagen als concept")
    assert stored_texts().count("Dit ook niet.") == 1


BREAKS = {
    "500": (RuntimeError("iets onverwachts"), "Er ging iets mis"),
    "503": (OperationalError("the database system is shutting down"), "Het portaal is even niet bereikbaar"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_text_survives_when_the_portal_breaks(kind, window, monkeypatch):
    """3 and 4 of 9: an error in the portal, and the database away in the middle of a request."""
    problem, title = BREAKS[kind]
    page = window("ambtenaar.mobiliteit", java_script_enabled=False)
    page.goto(FORM)
    write(page, "Dit blijft staan.")
    with monkeypatch.context() as broken:
        broken.setattr(CursorWrapper, "execute", _raise(problem))
        press(page, "Indienen bij de trekker")
        heading(page, title)
    expect(page.get_by_label("Gedaan")).to_have_value("Dit blijft staan.")

    send_again(page)

    said(page, "Ingediend")
    assert stored_texts().count("Dit blijft staan.") == 1


def test_script_says_that_a_text_is_not_kept_and_tries_again(window, monkeypatch):
    """4 of 9, while typing: told at once, kept as soon as the database is back."""
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    with monkeypatch.context() as broken:
        broken.setattr(CursorWrapper, "execute", _raise(BREAKS["503"][0]))
        write(page, "Zonder database.")
        expect(page.locator("[data-kept]")).to_contain_text("Niet bewaard")
    expect(page.locator("[data-kept]")).to_contain_text("Bewaard om", timeout=15_000)
    assert WorkingCopy.objects.get().fields["done"] == "Zonder database."


def _raise(problem: Exception):
    def execute(self, sql, params=None):
        raise problem

    return execute


def test_text_survives_an_error_in_the_form(window):
    """5 of 9: what is missing is asked, the text stays and is stored once."""
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Met een fout.")
    page.get_by_label("bijsturing nodig").check()
    press(page, "Indienen bij de trekker")
    expect(page.get_by_role("alert")).to_contain_text("Kijk dit nog even na")
    expect(page.get_by_label("Gedaan", exact=True)).to_have_value("Met een fout.")
    page.get_by_label("op koers").check()
    press(page, "Indienen bij de trekker")
    said(page, "Ingediend")
    assert stored_texts().count("Met een fout.") == 1


def test_text_survives_a_right_that_goes_while_typing(window):
    """9 of 9: refused with the reason and whom to ask; the text is on that page and among one's own."""
    page = window("ambtenaar.mobiliteit")
    page.goto(FORM)
    write(page, "Net te laat.")
    expect(page.locator("[data-kept]")).to_contain_text("Bewaard om")
    user = User.objects.get(email=email_of("ambtenaar.mobiliteit"))
    Seat.objects.filter(contact__user=user).update(until=today() - timedelta(days=1))

    press(page, "Opslaan als concept")

    heading(page, "Dit mag u niet doen")
    expect(page.get_by_label("Gedaan")).to_have_value("Net te laat.")
    page.goto("/mijn-teksten/")
    expect(page.get_by_role("main")).to_contain_text("Net te laat.")
    assert "Net te laat." not in stored_texts()


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
    tab_to(page, "Opslaan als concept", "button")
    page.keyboard.press("Space")

    said(page, "Opgeslagen als concept")
    assert "Met het toetsenbord." in ProgressUpdate.objects.open().get(action__code="MO-03").done
