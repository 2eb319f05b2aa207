"""Every kind of edition through two more PDF checkers, which `make test-night` installs apart from all else.

outloud looks at PDF/UA-1 as Matterhorn lists it, with guesses at what people would miss; page at PDF/UA-1
and, for archive copies, PDF/A-2a. What they find is told as they say it; what they do not find proves little.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from brainport_portal.core.pdf import Variant
from tests.core.pdf_reading import open_pdf
from tests.reports import samples
from workagenda.reports.choices import Audience
from workagenda.reports.rendering import render_content

pytestmark = [pytest.mark.night]

CHECKERS = settings.BASE_DIR / ".venv" / "checkers" / "bin"
EDITIONS = [
    (Audience.GENERAL_BOARD, ""),
    (Audience.COUNCIL, "bergeijk"),
    (Audience.COUNCIL, "best"),
    (Audience.COUNCIL, "lommel"),
    (Audience.TASKFORCE, ""),
    (Audience.PUBLIC, ""),
]
CONTENTS = {"normal": samples.make_content, "empty": samples.make_empty_content}
# The margins in which running titles and page numbers stand, in points.
MARGIN = 70
ARTIFACT = "TAG-002"  # "prose is marked as an artifact"
STREAM_LENGTH = "STREAM-LENGTH"

PAGE = """
import json, sys, page
found = {}
for path in sys.argv[2:]:
    report = page.validate_pdf(path, profile=sys.argv[1])
    found[path] = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    assert report.rules.total > 100 and report.is_compliant is not bool(found[path])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    if not (CHECKERS / "outloud").exists():
        message = "outloud is missing; `make test-night` installs it"
        pytest.fail(message, pytrace=False) if os.environ.get("CI") else pytest.skip(message)
    return tmp_path_factory.mktemp("editions")


def write(folder: Path, variant: Variant) -> list[str]:
    paths = []
    for name, make in CONTENTS.items():
        for audience, slug in EDITIONS:
            path = folder / f"{name}-{audience}-{slug or 'x'}-{variant.name}.pdf"
            path.write_bytes(render_content(make(), audience, slug, variant).data)
            paths.append(str(path))
    return paths


def test_editions_have_no_error_in_outloud(folder):
    paths = write(folder, Variant.READING)
    told = folder / "outloud.json"

    subprocess.run(
        [CHECKERS / "outloud", "--quiet", "--fail-on", "never", "--json", told, *paths],
        check=True,
        capture_output=True,
    )

    results = json.loads(told.read_text())["results"]
    assert sorted(result["path"] for result in results) == sorted(paths)
    assert [result["error"] for result in results if result["error"]] == []
    assert all(len(result["rules"]) > 50 for result in results)
    findings = [
        f"{Path(result['path']).name}: {finding['rule']} {finding['message']} ({finding.get('evidence')})"
        for result in results
        for finding in result["findings"]
        if finding["severity"] == "error" and not is_running_text(result["path"], finding)
    ]
    assert findings == []


def is_running_text(path: str, finding: dict[str, Any]) -> bool:
    """Whether it is about a running title or foot alone.

    outloud knows them by their coming back on page after page; a document of one or two pages has them once.
    """
    if finding["rule"] != ARTIFACT or not finding.get("boxes"):
        return False
    with open_pdf(Path(path).read_bytes()) as pdf:
        heights = [float(page.mediabox[3]) for page in pdf.pages]
    return all(
        box["y1"] < MARGIN or box["y0"] > heights[box["page"] - 1] - MARGIN for box in finding["boxes"]
    )


@pytest.mark.parametrize(("variant", "profile"), [(Variant.READING, "ua1"), (Variant.ARCHIVE, "2a")])
def test_editions_and_archive_copies_are_clean_in_page(variant, profile, folder):
    paths = write(folder, variant)

    result = subprocess.run(
        [CHECKERS / "python", "-c", PAGE, profile, *paths], check=True, capture_output=True, text=True
    )

    found = json.loads(result.stdout)
    assert sorted(found) == sorted(paths)
    findings = [
        f"{Path(path).name}: {text}"
        for path, texts in found.items()
        for text in texts
        if STREAM_LENGTH not in text or not lengths_are_right(Path(path).read_bytes())
    ]
    assert findings == []


def lengths_are_right(data: bytes) -> bool:
    """Whether each stream ends where it says, before a line end that is not its own.

    page takes the last byte of a compressed stream for half a line end when it happens to be a return.
    """
    streams = re.finditer(rb"\d+ 0 obj\s*(<<.*?>>)\s*stream(?:\r\n|\n)", data, re.DOTALL)
    ends = [stream.end() + int(re.search(rb"/Length (\d+)", stream[1])[1]) for stream in streams]
    return bool(ends) and all(data[end:].startswith(b"\nendstream") for end in ends)
