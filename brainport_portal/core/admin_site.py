"""The administration under /beheer/: read-only, for administrators, but for a few verbs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .gates import Refused, Verdict

View = TypeVar("View", bound=Callable[..., Any])


class PortalAdminSite(admin.AdminSite):
    """Django's admin behind the portal's own predicate instead of `is_staff`."""

    site_header = gettext_lazy("Beheer van het portaal")
    site_title = gettext_lazy("Beheer")
    index_title = gettext_lazy("Gegevens")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.actor.is_administrator  # type: ignore[attr-defined]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what shows and changes nothing: libraries bring pages that would go around the verbs."""
        if admin_class and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Visitors are sent to the log-in page; who is logged in and no administrator is refused."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def open_to_administrators(request: HttpRequest, *args: Any, **arguments: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Refused(
                    Verdict(allowed=False, reason=_("Alleen beheerders van het portaal mogen dit."))
                )
            return guarded(request, *args, **arguments)

        return cast(View, open_to_administrators)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal has one log-in page; who is logged in and comes here may not be here."""
        if request.user.is_authenticated:
            raise Refused(Verdict(allowed=False, reason=_("Alleen beheerders van het portaal mogen dit.")))
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none; changes go through the verbs in `domain.py`."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.actor.is_administrator  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.actor.is_administrator  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
