"""Map and search in a real browser: by keyboard, without JavaScript, and no label upon another."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser

SHOWN_LABELS = """
() => [...document.querySelectorAll(".region-map text")].filter(
  (text) => text.getBoundingClientRect().width > 0 && getComputedStyle(text).display !== "none"
).map((text) => {
  const box = text.getBoundingClientRect();
  return [text.textContent, box.left, box.top + box.height * 0.2, box.right, box.bottom - box.height * 0.2];
})
"""


def labels_on(page: Page) -> list[tuple]:
    return [tuple(label) for label in page.evaluate(SHOWN_LABELS)]


def collisions(labels: list[tuple]) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in itertools.combinations(labels, 2)
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_label_on_the_map_stands_on_another(width, window):
    page = window(viewport={"width": width, "height": 900})
    page.goto("/kaart/")

    labels = labels_on(page)

    assert {"Bergeijk", "Valkenswaard", "Turnhout", "Reusel"} <= {label[0] for label in labels}
    assert collisions(labels) == []
    zoom = page.get_by_role("button", name="Inzoomen")
    for _ in range(3):
        zoom.click()
        assert collisions(labels_on(page)) == []


def test_map_is_zoomed_and_moved_by_keyboard(window):
    page = window(viewport={"width": WIDE, "height": 900})
    page.goto("/kaart/")
    svg, zoom = page.locator(".region-map"), page.get_by_role("button", name="Inzoomen")
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
    page.locator(".region-map__bubble").first.focus()
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
    expect(page.locator(".region-map")).to_be_visible()
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
