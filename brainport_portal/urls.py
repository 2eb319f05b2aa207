"""Every prefix of the portal on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from workagenda.reports.views import taskforce

from .core.gates import gate, open_to_all
from .views import calendar, errors, feeds, info, pages, parties, session, style
from .views.map import region
from .views.search import find

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("charter.urls")),
    path("", include("governance.urls")),
    path("", include("workagenda.urls")),
    path("rapportages/feed.atom", feeds.report_feed, name="report_feed"),
    path("rapportages/", include("workagenda.reports.urls")),
    path("partners/", parties.organisation_list, name="organisation_list"),
    path("partners/<slug:slug>/", parties.organisation_detail, name="organisation_detail"),
    path("gemeenten/", parties.municipality_list, name="municipality_list"),
    path("gemeenten/<slug:slug>/", parties.municipality_detail, name="municipality_detail"),
    path("kaart/", region, name="map"),
    path("zoeken/", find, name="search"),
    path("organisatie/", parties.body_list, name="body_list"),
    path("organisatie/<slug:slug>/", parties.body_detail, name="body_detail"),
    path("taskforce/", taskforce.taskforce, name="taskforce"),
    path("taskforce/overzicht.pdf", taskforce.taskforce_pdf, name="taskforce_pdf"),
    path("acties/<code:code>/agenderen/", taskforce.agenda_add, name="agenda_add"),
    path("acties/<code:code>/agenderen/<int:pk>/weghalen/", taskforce.agenda_remove, name="agenda_remove"),
    path("bronnen/", pages.sources, name="sources"),
    path("over/", info.about, name="about"),
    path("privacy/", info.privacy, name="privacy"),
    path("toegankelijkheid/", info.accessibility, name="accessibility"),
    path("stijl/", style.style, name="style"),
    path("agenda.ics", calendar.public_calendar, name="public_calendar"),
    path("agenda/<str:token>.ics", calendar.personal_calendar, name="personal_calendar"),
    path("voorkeuren/agenda/", calendar.calendar_make, name="calendar_make"),
    path("voorkeuren/agenda/intrekken/", calendar.calendar_revoke, name="calendar_revoke"),
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
