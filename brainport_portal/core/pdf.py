"""The door to PDF: HTML in, a tagged PDF/UA-1 file out. Nothing else in the portal makes PDFs.

Only this module is imported elsewhere. It is light; WeasyPrint and pikepdf, which take most of a second
to load, come in with the first document, so that a web process that renders nothing never pays for them.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class RenderedPdf:
    data: bytes
    pages: int
    sha256: str


def render_pdf(html: str, *, identifier: bytes) -> RenderedPdf:
    """`html` as PDF/UA-1; the same html and identifier give the same bytes.

    The document may use static files by name (`static://report/print.css`) and nothing else: every other
    address is refused and logged, and the document is made without it. Raises FileNotFoundError when a
    static file does not exist.
    """
    from .pdf_engine import write_pdf  # slow import  # noqa: PLC0415

    data, pages = write_pdf(html, identifier)
    return RenderedPdf(data=data, pages=pages, sha256=hashlib.sha256(data).hexdigest())
