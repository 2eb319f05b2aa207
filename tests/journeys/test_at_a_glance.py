"""No page is wider than the window, however small or large its text; without JavaScript all is there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import NARROW, WIDE, session_cookie
from workagenda.reports.models import Report

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/charter/",
    "/werkagenda/2026-2027/",
    "/acties/",
    "/acties/?domein=mo",
    "/acties/mo-01/",
    "/acties/mo-02/",
    "/acties/?onbekend=1",
    "/planning/",
    "/partners/",
    "/partners/mre/",
    "/gemeenten/",
    "/gemeenten/bergeijk/",
    "/kaart/",
    "/kaart/?regio=antwerpse-kempen&thema=2",
    "/zoeken/",
    "/zoeken/?q=verbindingen",
    "/zoeken/?q=xyzzy",
    "/organisatie/",
    "/organisatie/werkgroep-mobiliteit/",
    "/organisatie/taskforce/",
    "/tijdlijn/",
    "/rapportages/",
    "/bronnen/",
    "/over/",
    "/privacy/",
    "/toegankelijkheid/",
    "/account/login/",
    "/account/password/reset/",
    "/nergens/",
]
OF_A_DIRECTOR = ["/", "/taskforce/", "/acties/mo-01/agenderen/", "/organisatie/taskforce/"]
# What sticks out, the innermost first; a table that scrolls in its own frame does not.
TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5).reverse().slice(0, 3)
  .map((one) => `${one.outerHTML.slice(0, 120)} to ${one.getBoundingClientRect().right}`)
"""


def too_wide(page: Page, addresses: list[str]) -> list[str]:
    """Also with the menu and the filters open."""
    found = []
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {part}" for part in page.evaluate(TOO_WIDE)]
        page.evaluate("document.querySelectorAll('.blk-toggle').forEach((button) => button.click())")
        found += [f"{address} opened: {part}" for part in page.evaluate(TOO_WIDE)]
    return found


@pytest.fixture
def browser_with_large_text(browser_type, browser_type_launch_args) -> Iterator[Browser]:
    """Somebody chose letters twice as large, which also counts in media queries."""
    arguments = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
    yield browser
    browser.close()


@pytest.mark.parametrize("width", [320, WIDE // 2])
def test_no_page_is_wider_than_the_window(width, window):
    """A small telephone, and a desk at 200 %."""
    size = {"width": width, "height": 900}
    report = Report.objects.frozen().get().get_absolute_url()

    assert too_wide(window(viewport=size), [*PUBLIC, report]) == []
    assert too_wide(window("directeur", viewport=size), OF_A_DIRECTOR) == []


def test_no_page_is_wider_than_the_window_with_letters_twice_as_large(browser_with_large_text, site):
    size = {"width": WIDE, "height": 900}
    page = browser_with_large_text.new_page(base_url=site, viewport=size, locale="nl-NL")

    assert too_wide(page, PUBLIC) == []
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    page.context.add_cookies([session_cookie("directeur", site)])
    assert too_wide(page, OF_A_DIRECTOR) == []


def test_menu_and_filters_are_there_without_javascript(window):
    page = window(java_script_enabled=False, viewport={"width": NARROW, "height": 900})
    for address in ("/acties/", "/kaart/", "/planning/"):
        page.goto(address)

        expect(page.get_by_role("navigation", name="Hoofdnavigatie")).to_be_visible()
        expect(page.get_by_role("search").first).to_be_visible()
        expect(page.get_by_role("button", name="Filteren")).to_be_visible()
        for field in page.get_by_role("form", name="Filters").get_by_role("combobox").all():
            expect(field).to_be_visible()
        for toggle in page.locator(".blk-toggle").all():
            expect(toggle).to_be_hidden()
