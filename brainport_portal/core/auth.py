"""Log-in rules: accounts are given by an administrator and may expire."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse

from .models import User


class ExpiringAccountBackend(AuthenticationBackend):
    """Refuses expired accounts at log-in and, through `get_user`, at every next request."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.may_log_in()


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an account belongs to a seat in a body."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """An expired account gets no session; allauth itself stops only inactive ones."""
        if not user.may_log_in():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)
