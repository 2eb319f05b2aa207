"""Addresses of rounds, reports and editions."""

from django.urls import path

from .views import archive, editions, exports, notes, previews, reading, remarks, reports

app_name = "reports"
urlpatterns = [
    path("", reports.report_list, name="report_list"),
    path("rondes/nieuw/", reports.round_create, name="round_create"),
    path("rondes/<int:pk>/openen/", reports.round_open, name="round_open"),
    path("rondes/<int:pk>/sluiten/", reports.round_close, name="round_close"),
    path("rondes/<int:pk>/rapportage/", reports.report_start, name="report_start"),
    path("<uuid:uuid>/", reports.report_detail, name="report_detail"),
    path("<uuid:uuid>/gemeenten/", notes.note_list, name="note_list"),
    path("<uuid:uuid>/gemeenten/<slug:slug>/", notes.note_edit, name="note_edit"),
    path("<uuid:uuid>/editie/<uuid:edition>/", reading.edition_page, name="edition_page"),
    path("<uuid:uuid>/voorbeeld/", previews.preview_list, name="preview_list"),
    path("<uuid:uuid>/voorbeeld/<slug:reader>/", previews.preview_page, name="preview_page"),
    path("<uuid:uuid>/voorbeeld/<slug:reader>.pdf", previews.preview_pdf, name="preview_pdf"),
    path(
        "<uuid:uuid>/voorbeeld/<slug:reader>/<slug:slug>/", previews.preview_page, name="council_preview_page"
    ),
    path(
        "<uuid:uuid>/voorbeeld/<slug:reader>/<slug:slug>.pdf",
        previews.preview_pdf,
        name="council_preview_pdf",
    ),
    path("<uuid:uuid>/opmerkingen/nieuw/", remarks.remark_write, name="remark_write"),
    path("<uuid:uuid>/opmerkingen/<int:pk>/", remarks.remark_answer, name="remark_answer"),
    path("<uuid:uuid>/teksten/", reports.report_sections, name="report_sections"),
    path("<uuid:uuid>/acties/<code:code>/", reports.line_edit, name="line_edit"),
    path("<uuid:uuid>/regels.xlsx", exports.lines_xlsx, name="lines_xlsx"),
    path("<uuid:uuid>/regels.csv", exports.lines_csv, name="lines_csv"),
    path("<uuid:uuid>/pc-blok.docx", exports.pc_block_docx, name="pc_block"),
    path("<uuid:uuid>/oplegger.docx", exports.cover_note_docx, name="cover_note"),
    path("<uuid:uuid>/stap/", reports.report_move, name="report_move"),
    path("archief/", archive.archive, name="archive"),
    path("<uuid:uuid>/verbeteren/", archive.report_correct, name="report_correct"),
    path("<uuid:uuid>/raadsedities.zip", archive.council_zip, name="council_zip"),
    path("<uuid:uuid>/edities/", editions.edition_list, name="edition_list"),
    path("<uuid:uuid>/edities/raden/", editions.council_set_queue, name="council_set_queue"),
    path("<uuid:uuid>/edities/raden/vrijgeven/", editions.council_set_release, name="council_set_release"),
    path("<uuid:uuid>/edities/afbreken/", editions.editions_cancel, name="editions_cancel"),
    path("<uuid:uuid>/edities/opnieuw/", editions.editions_retry, name="editions_retry"),
    path("<uuid:uuid>/editie/", editions.edition_queue, name="edition_queue"),
    path("<uuid:uuid>/editie/<uuid:edition>/vrijgeven/", editions.edition_release, name="edition_release"),
    path("<uuid:uuid>/editie/<uuid:edition>/verzonden/", editions.edition_sending, name="edition_sending"),
    path("<uuid:uuid>/editie/<uuid:edition>/intrekken/", editions.edition_withdraw, name="edition_withdraw"),
    path("<uuid:uuid>/editie/<uuid:edition>.archief.pdf", archive.archive_copy, name="archive_copy"),
    path(
        "<uuid:uuid>/editie/<uuid:edition>/archiefkopie/",
        archive.archive_copy_queue,
        name="archive_copy_queue",
    ),
    path("<uuid:uuid>/editie/<uuid:edition>.pdf", editions.edition_pdf, name="edition_pdf"),
]
