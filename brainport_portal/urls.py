"""Every prefix of the portal on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from .core.gates import gate, open_to_all
from .views import errors, pages, parties, session

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("charter.urls")),
    path("", include("governance.urls")),
    path("", include("workagenda.urls")),
    path("rapportages/", include("workagenda.reports.urls")),
    path("partners/", parties.organisation_list, name="organisation_list"),
    path("partners/<slug:slug>/", parties.organisation_detail, name="organisation_detail"),
    path("gemeenten/", parties.municipality_list, name="municipality_list"),
    path("gemeenten/<slug:slug>/", parties.municipality_detail, name="municipality_detail"),
    path("organisatie/", parties.body_list, name="body_list"),
    path("organisatie/<slug:slug>/", parties.body_detail, name="body_detail"),
    path("bronnen/", pages.sources, name="sources"),
    path("health/", pages.health, name="health"),
    path("sessie/", session.session, name="session"),
    path("taal/", gate(open_to_all)(require_POST(set_language)), name="set_language"),
    # An address to log in with is given by an administrator, so allauth's pages to change it are closed.
    path("account/email/", pages.closed, name="account_email_closed"),
    path("account/confirm-email/", pages.closed, name="account_confirm_closed"),
    path("account/confirm-email/<path:key>/", pages.closed, name="account_confirm_key_closed"),
    path("account/", include("allauth.account.urls")),
    path("beheer/", admin.site.urls),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
