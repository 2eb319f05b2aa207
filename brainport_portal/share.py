"""What another site may show when somebody shares a page: only for pages that everyone can open."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
IMAGE, IMAGE_WIDTH, IMAGE_HEIGHT = "img/share.png", 1200, 630


@dataclass(frozen=True)
class Preview:
    """Whole addresses, because who reads them is elsewhere."""

    url: str
    image: str
    locale: str
    image_width: int = IMAGE_WIDTH
    image_height: int = IMAGE_HEIGHT


def share(request: HttpRequest) -> dict[str, Preview | None]:
    """`share`: the preview of this page, None where there is nothing to preview.

    Only what a visitor gets is public; whoever is logged in may see more on the same address.
    """
    if request.user.is_authenticated or not _is_public(request):
        return {"share": None}
    site = settings.SITE_ADDRESS.rstrip("/")
    locale = LOCALES.get(get_language() or "", LOCALES["nl"])
    return {"share": Preview(site + request.path, site + static(IMAGE), locale)}


def _is_public(request: HttpRequest) -> bool:
    """Whether the page is one that visitors may open; error pages leave the preview out themselves."""
    match = request.resolver_match
    if match is None or request.method not in ("GET", "HEAD"):
        return False
    return getattr(match.func, "is_public", False)
