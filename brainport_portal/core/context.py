"""What every template may know."""

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


def has_demo_data() -> bool:
    return User.objects.filter(is_demo=True).exists()
