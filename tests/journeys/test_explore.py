"""Map and search in a real browser: by keyboard, without JavaScript, and no label upon another."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser

BOXES = """
(selector) => [...document.querySelectorAll(selector)].filter(
  (one) => one.getBoundingClientRect().width > 0 && one.checkVisibility()
).map((one) => {
  const box = one.getBoundingClientRect();
  const spare = one.tagName === "text" ? box.height * 0.2 : 0;
  return [one.textContent || one.tagName, box.left, box.top + spare, box.right, box.bottom - spare];
})
"""
STRIP, WHOLE = ".region-map--strip", ".blk-map__drawing .region-map"
NUMBERS = ".region-map__bubble > title + *"


def boxes_of(page: Page, selector: str) -> list[tuple]:
    return [tuple(box) for box in page.evaluate(BOXES, selector)]


def touch(one: tuple, other: tuple) -> bool:
    return one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]


def collisions(page: Page) -> list[tuple[str, str]]:
    """In either drawing: labels upon labels, and names upon the numbers and places of connections."""
    found = []
    for drawing in (STRIP, WHOLE):
        labels = boxes_of(page, f"{drawing} text")
        marks = boxes_of(page, f"{drawing} :is({NUMBERS}, .region-map__places > *)")
        names = [label for label in labels if not label[0].isdigit()]
        found += [*itertools.combinations(labels, 2), *itertools.product(names, marks)]
    return [(one[0], other[0]) for one, other in found if touch(one, other)]


@pytest.mark.parametrize("width", [WIDE, 800, 640, NARROW, 320])
def test_no_label_on_the_map_stands_on_another(width, window):
    page = window(viewport={"width": width, "height": 900})
    page.goto("/kaart/")

    labels = {label[0] for label in boxes_of(page, ".region-map text")}

    assert {"Bergeijk", "Valkenswaard", "Turnhout", "Reusel", "Weert", "1", "5"} <= labels
    assert collisions(page) == []
    zoom = page.get_by_role("button", name="Inzoomen")
    for _ in range(3):
        zoom.click()
        assert collisions(page) == []


def test_telephone_shows_the_connections_first_and_a_desk_does_not(window):
    page = window(viewport={"width": NARROW, "height": 900})
    page.goto("/kaart/")
    strip, whole = page.locator(STRIP), page.locator(WHOLE)

    assert strip.bounding_box()["y"] < whole.bounding_box()["y"]
    expect(strip.locator(".region-map__bubble")).to_have_count(5)
    expect(whole.locator(".region-map__bubbles")).to_be_hidden()
    sizes = [(box[3] - box[1], box[4] - box[2]) for box in boxes_of(page, f"{STRIP} {NUMBERS}")]
    assert min(min(size) for size in sizes) > 21
    strip.locator(".region-map__bubble").first.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#verbinding-1")
    page.get_by_role("button", name="Inzoomen").press("Enter")
    expect(whole.locator(".region-map__bubble").first).to_be_visible()
    page.set_viewport_size({"width": WIDE, "height": 900})
    expect(strip).to_be_hidden()


@pytest.mark.parametrize("width", [NARROW, 320])
@pytest.mark.parametrize("address", ["/kaart/", "/zoeken/?q=spoor", "/zoeken/?q=" + "a" * 200, "/gemeenten/"])
def test_explorer_fits_a_telephone(address, width, window):
    page = window("ambtenaar.mobiliteit", viewport={"width": width, "height": 900})
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_connections_are_stacked_on_a_telephone(window):
    page = window(viewport={"width": NARROW, "height": 900})
    page.goto("/kaart/")

    row = page.locator("#verbinding-1")

    texts = ("Verbinding knoop/hub Pelt-Valkenswaard", "MO-02", "op koers")
    boxes = [row.get_by_text(text).bounding_box() for text in texts]
    assert boxes[0]["y"] + 20 < boxes[1]["y"] < boxes[2]["y"] - 20
    for box in boxes:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW
    link = page.get_by_role("list", name=re.compile("Nog geen actie")).first.get_by_role("link").first
    assert link.bounding_box()["height"] >= 24


def test_map_is_zoomed_and_moved_by_keyboard(window):
    page = window(viewport={"width": WIDE, "height": 900})
    page.goto("/kaart/")
    svg, zoom = page.locator(".blk-map__drawing .region-map"), page.get_by_role("button", name="Inzoomen")
    whole = svg.get_attribute("viewBox")

    zoom.focus()
    page.keyboard.press("Enter")
    near = svg.get_attribute("viewBox")
    page.keyboard.press("ArrowRight")
    moved = svg.get_attribute("viewBox")
    page.get_by_role("button", name="Herstel").focus()
    page.keyboard.press("Enter")

    assert len({whole, near, moved}) == 3
    assert svg.get_attribute("viewBox") == whole
    expect(zoom).to_be_focused()


def test_connections_are_reached_by_tab_and_municipalities_by_the_table(window):
    page = window(viewport={"width": WIDE, "height": 900})
    page.goto("/kaart/")
    page.get_by_role("button", name="Inzoomen").focus()

    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
            )
        )
    page.locator(".blk-map__drawing .region-map__bubble").first.focus()
    page.keyboard.press("Enter")

    assert [stop[:2] for stop in stops[:5]] == ["1.", "2.", "3.", "4.", "5."]
    assert "op koers" in stops[0] or "nog geen inschatting" in stops[0]
    assert page.url.endswith("#verbinding-1")
    expect(page.locator("#verbinding-1")).to_be_in_viewport()
    link = page.get_by_role("region", name=re.compile("Brainportregio")).get_by_role("link", name="Bergeijk")
    link.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bergeijk")


def test_municipality_on_the_map_is_a_link_for_a_pointer(window):
    page = window(viewport={"width": WIDE, "height": 900})
    page.goto("/kaart/")

    page.locator('.region-map__spots a[href="/gemeenten/hasselt/"]').click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hasselt")


def test_map_and_search_work_without_javascript(window):
    page = window(java_script_enabled=False)
    page.goto("/kaart/?regio=antwerpse-kempen")

    expect(page.get_by_role("button", name="Inzoomen")).to_be_hidden()
    expect(page.locator(".blk-map__drawing .region-map")).to_be_visible()
    page.get_by_role("search").get_by_role("searchbox").fill("Bergijk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Dit zijn de resultaten voor “bergeijk”")
    page.get_by_role("main").get_by_role("link", name="Bergeijk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bergeijk")


def test_code_in_the_head_goes_to_the_action(window):
    page = window()
    page.goto("/bronnen/")

    page.get_by_role("search").get_by_role("searchbox").fill("mo2")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/acties/mo-02/$"))
