"""Addresses of the work agenda; codes may be typed in any case and are shown in lower case."""

from django.urls import path, register_converter

from .views import actions, reviews, updates


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
    path("acties/", actions.action_list, name="action_list"),
    path("acties/<code:code>/", actions.action_detail, name="action_detail"),
    path("acties/<code:code>/voortgang/", updates.update_edit, name="update_edit"),
    path("acties/<code:code>/nog-actueel/", updates.update_confirm, name="update_confirm"),
    path("meldingen/<uuid:uuid>/corrigeren/", updates.update_correct, name="update_correct"),
    path("meldingen/<uuid:uuid>/intrekken/", updates.update_withdraw, name="update_withdraw"),
    path("meldingen/<uuid:uuid>/opzijzetten/", updates.update_discard, name="update_discard"),
    path("meldingen/<uuid:uuid>/terugdraaien/", updates.update_take_back, name="update_take_back"),
    path("nakijken/", reviews.review_list, name="review_list"),
    path("nakijken/<uuid:uuid>/", reviews.update_review, name="update_review"),
]
