"""Small middleware that belongs to no domain."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """Dutch, unless the reader chose otherwise.

    Django's own middleware follows the browser; officials in this region often have an English browser,
    and would get an English interface around Dutch texts without having asked for it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class PrivateCacheMiddleware:
    """Pages of someone who is logged in are never stored by a browser or proxy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, private=True, no_store=True)
        return response


class SessionLimitsMiddleware:
    """Ends a session that nobody used for an hour, and any session after a working day.

    What a page asks by itself (header `Background`) is no use of it. Pages learn when the session ends
    from the header `Session-Ends-In`, in seconds.
    """

    STARTED, SEEN = "started_at", "seen_at"
    # Written at most this often, so that a click does not cost a write each time.
    SEEN_EVERY = 60

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if seconds_left(request) <= 0:
                logout(request)
            elif "Background" not in request.headers:
                self._note_use(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Session-Ends-In"] = str(seconds_left(request))
        return response

    def _note_use(self, request: HttpRequest) -> None:
        now = int(time.time())
        request.session.setdefault(self.STARTED, now)
        if now - request.session.get(self.SEEN, 0) >= self.SEEN_EVERY:
            request.session[self.SEEN] = now


def seconds_left(request: HttpRequest) -> int:
    """How long the session still lasts when nobody touches it."""
    now = int(time.time())
    seen = request.session.get(SessionLimitsMiddleware.SEEN, now)
    return min(int(seen + settings.SESSION_IDLE_SECONDS - now), seconds_to_the_end(request))


def seconds_to_the_end(request: HttpRequest) -> int:
    """How long it can last at most."""
    now = int(time.time())
    return int(request.session.get(SessionLimitsMiddleware.STARTED, now) + settings.SESSION_COOKIE_AGE - now)
