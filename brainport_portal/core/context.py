"""What every template may know."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import User


def demo_data(request: HttpRequest) -> dict[str, object]:
    """`has_demo_data`: whether demonstration data is loaded, so that every page can say so."""
    return {"has_demo_data": SimpleLazyObject(has_demo_data)}


def has_demo_data() -> bool:
    return User.objects.filter(is_demo=True).exists()
