"""Row 12 of the table of speed: what a page of a long document costs beside one of a short document."""

from statistics import median

from brainport_portal.core.pdf import Limits, Variant
from brainport_portal.core.pdf_process import Made, make_pdf
from tests.reports.samples import make_heavy_content
from workagenda.reports.choices import Audience
from workagenda.reports.documents import edition_html

from .outcome import Line
from .sites import WrongAnswer

# Reports of about so many pages: how many actions, and how many of those with texts of 10,000 characters.
SIZES = {20: (30, 4), 100: (200, 24)}
ROOMY = Limits(seconds=600, megabytes=1024)


def long_documents() -> list[Line]:
    """CPU time a page, of a document of 20 pages before and after one of 100, and the memory of that one."""
    before, long, after = _made(20), _made(100), _made(20)
    short = median([_a_page(before), _a_page(after)])
    return [
        Line(
            f"12 CPU a page, {long.pages} pages",
            _a_page(long) / short,
            1.3,
            f"{before.pages} pages",
            _a_page(long),
            short,
        ),
        Line(f"12 memory, MB, {long.pages} pages", long.peak_megabytes, 300),
    ]


def _made(pages: int) -> Made:
    html = edition_html(make_heavy_content(*SIZES[pages]), Audience.GENERAL_BOARD)
    made = make_pdf(html, b"bench", Variant.READING.value, ROOMY)
    if not made.data.startswith(b"%PDF") or abs(made.pages / pages - 1) > 0.15:
        raise WrongAnswer(f"{made.pages} pages instead of about {pages}")
    return made


def _a_page(made: Made) -> float:
    """In milliseconds."""
    return made.cpu_seconds * 1000 / made.pages
