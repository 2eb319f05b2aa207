"""WeasyPrint behind the PDF door, with a fetcher that knows static files and nothing else."""

import logging
import mimetypes
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .pdf_finish import finish

logger = logging.getLogger(__name__)

# No segment begins with a dot, and no escapes: a name cannot climb out of the static files.
STATIC_ADDRESS = re.compile(r"static://((?:\w[\w.-]*/)*\w[\w.-]*)", re.ASCII)


class BlockedAddress(ValueError):
    """The document asks for something that is not a static file; WeasyPrint goes on without it."""


class StaticFetcher(URLFetcher):
    """Serves `static://` names from the static files of the portal: no network, no other files.

    WeasyPrint takes the type of a fetcher from its base class, but `fetch` never calls what it inherits,
    so there is no way from here to a socket or to the file system.
    """

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        match = STATIC_ADDRESS.fullmatch(url)
        if not match:
            logger.warning("blocked in a PDF: %.200r", url)
            raise BlockedAddress(url[:200])
        name = match[1]
        path = finders.find(name)
        if not path:
            # Only this kind of exception passes through WeasyPrint, which is silent about the others.
            raise FatalURLFetchingError(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def write_pdf(html: str, identifier: bytes, variant: str) -> tuple[bytes, int]:
    """The finished file and its number of pages."""
    options = {"pdf_variant": variant, "pdf_identifier": identifier}
    try:
        document = HTML(string=html, url_fetcher=StaticFetcher()).render(**options)
        data = document.write_pdf(**options)
    except FatalURLFetchingError as missing:
        raise FileNotFoundError(f"static file not found: {missing}") from missing
    return finish(data), len(document.pages)
