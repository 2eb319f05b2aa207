"""Take docs/screenshot.png from a running portal, as a visitor sees it in Dutch.

    .venv/bin/python scripts/screenshot.py [http://127.0.0.1:8000] [/acties/mo-02/]

Needs requirements-dev.lock and Debian's Chromium. Run it on a portal with demonstration data (`make run`), never
on one with real people in it.
"""

import sys
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import sync_playwright

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


def main(address: str = "http://127.0.0.1:8000", page: str = "/acties/mo-02/") -> int:
    if not CHROMIUM.exists():
        sys.exit("Chromium is missing. On Debian: apt-get install chromium")
    take(urljoin(address, page))
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {size / 1000:.0f} kB")
    return 1 if size > MOST_BYTES else 0


def take(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nl-NL")
            response = page.goto(url)
            if response is None or not response.ok:
                sys.exit(f"{url} does not answer with a page. Is `make run` running?")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=TARGET)
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
