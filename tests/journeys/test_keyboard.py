"""Whoever has no mouse does everything with the keyboard, and sees at every stop where they are.

Nothing here clicks or moves the focus but the keys. Every stop on the way is looked at: it is in the window,
nothing covers it, and it is marked.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser

MOST_STOPS = 250
HEIGHT = 900
MENU = "Menu"
# The focus, and what is wrong with it. A link over two lines is looked at on the first; of a choice its label
# is marked, of a bubble on the map its edge. The button in a date field is the browser's own, with its mark.
STOP = """
(target) => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const label = stop.closest("label");
  const box = (label || stop).getClientRects()[0];
  const faults = [];
  if (!box || box.width < 2 || box.height < 2 || !stop.checkVisibility({visibilityProperty: true})) {
    faults.push("is hidden");
  } else if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) {
    faults.push("is out of the window");
  } else {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!stop.contains(top) && !label?.contains(top)) faults.push(`is covered by ${top?.outerHTML}`);
  }
  const hasOutline = (one) => {
    const {outlineStyle: style, outlineWidth: width, outlineColor: colour} = getComputedStyle(one);
    return style !== "none" && parseFloat(width) >= 2 && !colour.endsWith(", 0)");
  };
  const edge = stop.closest("svg") && stop.querySelector("circle, path");
  const isMarked = hasOutline(stop) || (label && hasOutline(label))
    || (edge && parseFloat(getComputedStyle(edge).strokeWidth) > edge.getAttribute("stroke-width"))
    || (stop.type === "date" && !stop.matches(":focus"));
  if (!isMarked) faults.push("is not marked");
  const name = stop.getAttribute("aria-label") || (stop.labels?.[0] || stop).textContent;
  return {isTarget: stop === target, faults, name: name.replace(/\\s+/g, " ").trim()};
}
"""


def stop(page: Page, target: Locator | None = None) -> dict[str, Any] | None:
    """Where the focus is, or nothing after the last stop of the page."""
    found = page.evaluate(STOP, target.element_handle() if target else None)
    if found:
        assert not found["faults"], f"{found['name']!r} on {page.url} {', '.join(found['faults'])}"
    return found


def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Tabs until the focus is there."""
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        found = stop(page, target)
        if found and found["isTarget"]:
            return
        assert found, f"not reached on {page.url}: {target}; passed {passed}"
        passed.append(found["name"])
    pytest.fail(f"the focus is held on {page.url}: {passed[-8:]}")


def follow(page: Page, target: Locator) -> None:
    go_to(page, target)
    page.keyboard.press("Enter")


def every_stop(page: Page) -> list[str]:
    """From the top of the page to its end."""
    names = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = stop(page)
        if not found:
            return names
        names.append(found["name"])
    pytest.fail(f"the focus is held on {page.url}: {names[-8:]}")


def choose(page: Page, field: Locator, words: str) -> None:
    """Arrows down a list until it says so."""
    go_to(page, field)
    for _ in range(field.locator("option").count()):
        if words in field.locator("option:checked").inner_text():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"not in the list: {words}")


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def menu(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Hoofdnavigatie")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def button(page: Page, name: str) -> Locator:
    return main(page).get_by_role("button", name=name, exact=True)


# Every stop


@pytest.mark.parametrize(
    ("width", "name", "addresses"),
    [
        (WIDE, "", ["/", "/acties/", "/planning/", "/kaart/", "/zoeken/?q=verbindingen"]),
        (NARROW, "", ["/", "/acties/?beoordeling=stalled", "/planning/", "/kaart/"]),
        (WIDE, "directeur", ["/", "/taskforce/", "/acties/mo-01/agenderen/", "/organisatie/taskforce/"]),
        (NARROW, "directeur", ["/taskforce/?regio=antwerpse-kempen", "/acties/mo-01/agenderen/"]),
    ],
)
def test_every_stop_is_in_sight_and_none_holds_the_focus(width, name, addresses, window):
    page = window(name, viewport={"width": width, "height": HEIGHT})
    for address in addresses:
        page.goto(address)

        names = every_stop(page)

        assert names[0] == "Direct naar de inhoud"
        assert ("Charter" in names[:20]) == (width == WIDE)
        assert (MENU in names) == (width == NARROW)


def test_way_back_is_the_way_there(window):
    page = window(viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/planning/")

    there = every_stop(page)
    back = []
    for _ in there:
        page.keyboard.press("Shift+Tab")
        back.append(stop(page)["name"])

    assert back == there[::-1]


# Journeys


def test_visitor_finds_an_action_by_goal_and_by_word(window):
    page = window(viewport={"width": WIDE, "height": HEIGHT})
    page.goto("/")
    page.keyboard.press("Tab")
    assert stop(page)["name"] == "Direct naar de inhoud"

    page.keyboard.press("Enter")
    expect(main(page)).to_be_focused()
    page.keyboard.press("Tab")
    assert stop(page)["name"] == "Lees het charter"
    goal = page.get_by_role("link", name="Bereikbaarheid")
    follow(page, goal)

    expect(page).to_have_url(re.compile(r"/acties/\?doel=2B$"))
    expect(heading(page)).to_have_text("Acties")
    go_to(page, page.get_by_role("searchbox", name="Zoeken in het portaal"))
    page.keyboard.type("verbinding")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Zoeken")
    follow(page, main(page).get_by_role("link", name="Quick-wins en gezamenlijke lobby").first)
    expect(page).to_have_url(re.compile("/acties/mo-02/$"))
    go_to(page, page.get_by_role("searchbox", name="Zoeken in het portaal"))
    page.keyboard.type("wo1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/acties/wo-01/$"))


def test_visitor_opens_the_menu_of_a_telephone_and_closes_it(window):
    page = window(viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/")
    toggle = page.get_by_role("button", name=MENU)

    follow(page, toggle)
    expect(toggle).to_have_attribute("aria-expanded", "true")
    go_to(page, menu(page).get_by_role("link", name="Acties"))
    page.keyboard.press("Escape")

    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(menu(page)).to_be_hidden()
    page.keyboard.press("Tab")
    assert stop(page)["name"] == "Lees het charter"
    go_to(page, toggle, "Shift+Tab")
    page.keyboard.press("Space")
    follow(page, menu(page).get_by_role("link", name="Kaart"))
    expect(heading(page)).to_have_text("Kaart van de grensregio")
    expect(menu(page)).to_be_hidden()


def test_visitor_follows_a_connection_on_the_map_of_a_telephone(window):
    page = window(viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/kaart/")

    follow(page, page.locator(".region-map--strip").get_by_role("link", name=re.compile(r"^5\.")))
    expect(page).to_have_url(re.compile("#verbinding-5$"))
    links = page.locator("#verbinding-5").get_by_role("link")
    page.keyboard.press("Tab")
    assert stop(page, links.first)["isTarget"]
    follow(page, links.filter(has_text="MO-02"))

    expect(page).to_have_url(re.compile("/acties/mo-02/$"))


def test_visitor_zooms_in_on_the_connections_with_a_telephone(window):
    page = window(viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/kaart/")
    drawing = page.locator(".blk-map__drawing .region-map")
    whole = drawing.get_attribute("viewBox")

    follow(page, page.get_by_role("button", name="Inzoomen"))
    page.keyboard.press("ArrowRight")
    assert drawing.get_attribute("viewBox") != whole
    follow(page, drawing.get_by_role("link", name=re.compile(r"^5\.")))

    expect(page).to_have_url(re.compile("#verbinding-5$"))


def test_visitor_filters_the_map_on_a_telephone(window):
    page = window(viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/kaart/")
    toggle, region = button(page, "Filters"), page.get_by_label("Regio", exact=True)

    follow(page, toggle)
    go_to(page, region)
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(region).to_be_hidden()
    page.keyboard.press("Enter")
    choose(page, region, "Antwerpse Kempen")
    follow(page, button(page, "Filteren"))

    expect(page).to_have_url(re.compile("regio=antwerpse-kempen"))
    expect(button(page, "Filters")).to_have_attribute("aria-expanded", "true")
    expect(main(page)).not_to_contain_text("Bergeijk")
    follow(page, page.get_by_role("link", name="Filters wissen"))
    expect(page).to_have_url(re.compile("/kaart/$"))


def test_director_puts_an_action_on_the_agenda_in_own_words(window):
    page = window("directeur", viewport={"width": WIDE, "height": HEIGHT})
    page.goto("/taskforce/")

    follow(page, main(page).get_by_role("link", name="Gevraagd", exact=True))
    expect(page).to_have_url(re.compile("#gevraagd$"))
    page.keyboard.press("Tab")
    assert stop(page)["name"] == "LA-01"
    follow(page, page.locator("[aria-labelledby=gevraagd]").get_by_role("button", name="Op de agenda LA-01"))
    expect(page.get_by_role("status")).to_contain_text("LA-01 staat op de agenda van 28 januari 2027.")
    follow(page, main(page).get_by_role("link", name="aanpassen LA-01"))
    expect(heading(page)).to_have_text("Op de agenda van de taskforce")
    go_to(page, page.get_by_role("radio", name="ter bespreking"))
    page.keyboard.press("ArrowDown")
    assert stop(page, page.get_by_role("radio", name="ter besluitvorming"))["isTarget"]
    go_to(page, page.get_by_label("Onderwerp"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Met één gebied beginnen")
    follow(page, button(page, "Opslaan"))

    expect(main(page)).to_contain_text("ter besluitvorming")
    follow(page, menu(page).get_by_role("link", name="Organisatie"))
    expect(heading(page)).to_have_text("Organisatie")
    follow(page, main(page).get_by_role("link", name="Taskforce (directeurenoverleg)").first)
    expect(main(page)).to_contain_text("Met één gebied beginnen")


def test_coordinator_puts_an_action_on_the_agenda_on_a_telephone(window):
    page = window("coordinator.mobiliteit", viewport={"width": NARROW, "height": HEIGHT})
    page.goto("/acties/mo-02/")

    follow(page, page.get_by_role("link", name="Op de agenda van de taskforce zetten"))
    expect(heading(page)).to_have_text("Op de agenda van de taskforce")
    follow(page, button(page, "Op de agenda zetten"))

    expect(page.get_by_role("status")).to_contain_text("MO-02 staat op de agenda van")
    expect(page.get_by_role("link", name="Aanpassen op de agenda van de taskforce")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_visitor_filters_the_planning(width, window):
    page = window(viewport={"width": width, "height": HEIGHT})
    page.goto("/planning/")

    if width == NARROW:
        follow(page, button(page, "Filters"))
    choose(page, page.get_by_label("Domein", exact=True), "Mobiliteit")
    follow(page, button(page, "Filteren"))

    expect(page).to_have_url(re.compile("domein=mo&"))
    expect(main(page).get_by_role("heading", level=2)).to_have_text(["Mobiliteit"])
