"""The door to PDF: HTML in, a tagged PDF out. Nothing else in the portal makes PDFs.

Only this module is imported elsewhere. It is light; WeasyPrint and pikepdf, which take most of a second
to load, come in with the first document, so that a web process that renders nothing never pays for them.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from . import pdf_process
from .pdf_process import DocumentFailed, Limits, OverLimit

__all__ = ["DocumentFailed", "Limits", "OverLimit", "RenderedPdf", "Variant", "render_pdf"]


class Variant(StrEnum):
    """What a file is for; one standard a file."""

    READING = "pdf/ua-1"
    ARCHIVE = "pdf/a-2a"


@dataclass(frozen=True)
class RenderedPdf:
    data: bytes
    pages: int
    sha256: str


def render_pdf(
    html: str, *, identifier: bytes, variant: Variant = Variant.READING, limits: Limits | None = None
) -> RenderedPdf:
    """`html` as PDF; the same html, identifier and variant give the same bytes.

    The document may use static files by name (`static://report/print.css`) and nothing else: every other
    address is refused and logged, and the document is made without it. With `limits` it is made in a
    process of its own. Raises FileNotFoundError when a static file does not exist, OverLimit and
    DocumentFailed.
    """
    if limits:
        data, pages = pdf_process.write_pdf(html, identifier, variant.value, limits)
    else:
        from .pdf_engine import write_pdf  # slow import  # noqa: PLC0415

        data, pages = write_pdf(html, identifier, variant.value)
    return RenderedPdf(data=data, pages=pages, sha256=hashlib.sha256(data).hexdigest())
