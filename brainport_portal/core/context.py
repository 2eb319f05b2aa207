"""What every template may know."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .middleware import seconds_left
from .models import User


def demo_data(request: HttpRequest) -> dict[str, object]:
    """`has_demo_data`: whether demonstration data is loaded, so that every page can say so."""
    return {"has_demo_data": SimpleLazyObject(has_demo_data)}


def session_end(request: HttpRequest) -> dict[str, int]:
    """`session_ends_in`: seconds, for who is logged in."""
    return {"session_ends_in": seconds_left(request) if request.user.is_authenticated else 0}


def language_return(request: HttpRequest) -> dict[str, str]:
    """`language_return`: where the language switch comes back, which must be a page that can be opened.

    The answer to a form may stand at an address that only takes forms; then it is the page of the form.
    """
    if request.method in ("GET", "HEAD"):
        return {"language_return": request.get_full_path()}
    sender = urlsplit(request.headers.get("Referer", ""))
    if sender.netloc != request.get_host():
        return {"language_return": "/"}
    return {"language_return": f"{sender.path}?{sender.query}" if sender.query else sender.path}


def has_demo_data() -> bool:
    return User.objects.filter(is_demo=True).exists()
