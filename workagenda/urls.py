"""Addresses of the work agenda; codes may be typed in any case and are shown in lower case."""

from django.urls import path, register_converter

from .views import actions, attachments, copies, mine, preferences, reviews, roadmap, steps, updates


class ActionCode:
    """MO-02, however it is typed."""

    regex = "[A-Za-z]{2,5}-[0-9]{1,4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()


register_converter(ActionCode, "code")

app_name = "workagenda"
urlpatterns = [
    path("werkagenda/", actions.agenda_current, name="agenda_current"),
    path("werkagenda/<int:start>-<int:end>/", actions.agenda, name="agenda"),
    path("planning/", roadmap.roadmap, name="roadmap"),
    path("acties/", actions.action_list, name="action_list"),
    path("acties/<code:code>/", actions.action_detail, name="action_detail"),
    path("acties/<code:code>/voortgang/", updates.update_edit, name="update_edit"),
    path("acties/<code:code>/voortgang/bewaren/", copies.copy_keep, name="copy_keep"),
    path("acties/<code:code>/nog-actueel/", steps.update_confirm, name="update_confirm"),
    path("acties/<code:code>/bijlagen/toevoegen/", attachments.attachment_add, name="attachment_add"),
    path("acties/<code:code>/bijlagen/verwijderd/", attachments.attachment_bin, name="attachment_bin"),
    path(
        "acties/<code:code>/bijlagen/<uuid:uuid>/",
        attachments.attachment_download,
        name="attachment_download",
    ),
    path(
        "acties/<code:code>/bijlagen/<uuid:uuid>/verwijderen/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path(
        "acties/<code:code>/bijlagen/<uuid:uuid>/terugzetten/",
        attachments.attachment_restore,
        name="attachment_restore",
    ),
    path("meldingen/<uuid:uuid>/corrigeren/", updates.update_correct, name="update_correct"),
    path("meldingen/<uuid:uuid>/corrigeren/bewaren/", copies.correction_keep, name="correction_keep"),
    path("meldingen/<uuid:uuid>/intrekken/", steps.update_withdraw, name="update_withdraw"),
    path("meldingen/<uuid:uuid>/opzijzetten/", steps.update_discard, name="update_discard"),
    path("meldingen/<uuid:uuid>/terugdraaien/", steps.update_take_back, name="update_take_back"),
    path("mijn-acties/", mine.my_actions, name="my_actions"),
    path("mijn-acties/<code:code>/", mine.my_row, name="my_row"),
    path("mijn-teksten/", copies.copy_list, name="copy_list"),
    path("mijn-teksten/<int:pk>/weggooien/", copies.copy_discard, name="copy_discard"),
    path("nakijken/", reviews.review_list, name="review_list"),
    path("nakijken/<uuid:uuid>/", reviews.update_review, name="update_review"),
    path("voorkeuren/", preferences.mail_preferences, name="mail_preferences"),
]
