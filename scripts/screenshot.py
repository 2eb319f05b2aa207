"""Take docs/screenshot.png from a running portal, as a visitor sees it in Dutch.

    .venv/bin/python scripts/screenshot.py [http://127.0.0.1:8000]

Needs requirements-dev.lock and Debian's Chromium. The picture is of the home page, which shows nobody's name.
"""

import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshot.png"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
MOST_BYTES = 300_000


def main(address: str = "http://127.0.0.1:8000") -> int:
    if not CHROMIUM.exists():
        sys.exit("Chromium is missing. On Debian: apt-get install chromium")
    try:
        take(address)
    except Error as problem:
        sys.exit(f"{address} cannot be shown; is `make run` running there?\n{problem.message}")
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {size / 1000:.0f} kB")
    return 1 if size > MOST_BYTES else 0


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nl-NL")
            response = page.goto(address)
            if response is None or not response.ok:
                sys.exit(f"{address} does not answer with a page of the portal.")
            page.evaluate("document.fonts.ready")  # else the first picture may be in a spare font
            page.screenshot(path=TARGET)
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
