"""The state of a session, for the script that warns before it ends and lets people log in beside a form."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from brainport_portal.core.middleware import seconds_left, seconds_to_the_end


@gate(open_to_all)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: PortalRequest) -> HttpResponse:
    """Who is logged in, for how long if idle and at most, and a fresh token for forms; a POST counts as use.

    The token is the same that every page of this session holds; other sites cannot read the answer.
    """
    is_in = request.user.is_authenticated
    answer = {
        "email": getattr(request.user, "email", ""),
        "seconds": seconds_left(request) if is_in else 0,
        "longest": seconds_to_the_end(request) if is_in else 0,
        "token": get_token(request),
    }
    response = JsonResponse(answer)
    response.headers["Cache-Control"] = "no-store, private"
    return response
