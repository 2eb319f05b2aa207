"""Addresses of rounds, reports and editions."""

from django.urls import path

from .views import editions, reports

app_name = "reports"
urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("rondes/nieuw/", reports.round_create, name="round_create"),
    path("rondes/<int:pk>/openen/", reports.round_open, name="round_open"),
    path("rondes/<int:pk>/sluiten/", reports.round_close, name="round_close"),
    path("rondes/<int:pk>/rapportage/", reports.report_start, name="report_start"),
    path("<uuid:uuid>/", reports.report_detail, name="report_detail"),
    path("<uuid:uuid>/teksten/", reports.report_sections, name="report_sections"),
    path("<uuid:uuid>/acties/<code:code>/", reports.line_edit, name="line_edit"),
    path("<uuid:uuid>/stap/", reports.report_move, name="report_move"),
    path("<uuid:uuid>/editie/", editions.edition_queue, name="edition_queue"),
    path("<uuid:uuid>/editie/<uuid:edition>/stand/", editions.edition_state, name="edition_state"),
    path("<uuid:uuid>/editie/<uuid:edition>/vrijgeven/", editions.edition_release, name="edition_release"),
    path("<uuid:uuid>/editie/<uuid:edition>.pdf", editions.edition_pdf, name="edition_pdf"),
]
