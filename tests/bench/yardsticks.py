"""The yardsticks: what plain Django needs for the same, written as its tutorial would.

Y1 `render_rows`, the rows by a template; Y2 `ActionList`, a list with session and log-in through a
foreign-key filter; Y2b `MyActions`, the same with the texts, milestone and buttons that "Acties van mijn
werkgroep" shows of each; Y3 `ActionDetail`, the page of one action; W `write_pdf`, WeasyPrint alone.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.backends.django import DjangoTemplates
from django.urls import include, path
from django.views.generic import DetailView, ListView
from weasyprint import HTML

from brainport_portal.core.pdf_engine import StaticFetcher
from workagenda.models import Action

# As `startproject` gives them.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROWS = """\
{% for action in actions %}
  <tr>
    <th><a href="{{ action.get_absolute_url }}">{{ action.code }}</a></th>
    <td>{{ action.title }}</td>
    <td>
      {% for goal in action.goals.all %}{{ goal.code }}{% if not forloop.last %}, {% endif %}{% endfor %}
    </td>
    <td>{{ action.working_group.name }}</td>
    <td>{{ action.get_phase_display }}</td>
    <td>{{ action.get_rating_display }}</td>
    <td>{{ action.current_update.as_of|date:"j F Y" }}</td>
  </tr>
{% endfor %}
"""

LIST = """<!doctype html><html lang="nl"><head><title>Acties</title></head><body>
<p>{{ user.email }}</p>
<table>{% include "rows.html" with actions=object_list %}</table>
<p>{{ page_obj.number }} / {{ paginator.num_pages }}</p>
{% if page_obj.has_next %}<a href="?page={{ page_obj.next_page_number }}">Volgende</a>{% endif %}
</body></html>"""

DETAIL = """<!doctype html><html lang="nl"><head><title>{{ object.title }}</title></head><body>
<p>{{ user.email }}</p>
<h1>{{ object.code }} {{ object.title }}</h1>
<p>{{ object.official_title }}</p>
{{ object.description|linebreaks }}
<p>{{ object.agenda }}, {{ object.domain }}, {{ object.working_group }}</p>
<p>{% for goal in object.goals.all %}{{ goal }} {% endfor %}</p>
<p>{{ object.get_phase_display }}, {{ object.get_rating_display }}</p>
{% for update in object.updates.all %}
  <h2>{{ update.as_of|date:"j F Y" }}: {{ update.author }}, {{ update.reviewer }}</h2>
  <p>{{ update.get_phase_display }}, {{ update.get_rating_display }}</p>
  {{ update.done|linebreaks }}{{ update.next_step|linebreaks }}{{ update.bottleneck|linebreaks }}
  {{ update.consequence|linebreaks }}{{ update.corrective_action|linebreaks }}
{% endfor %}
</body></html>"""


MINE = """<!doctype html><html lang="nl"><head><title>Mijn acties</title></head><body>
<p>{{ user.email }}</p>
{% for action in object_list %}
<article id="actie-{{ action.code }}">
  <h2><a href="{{ action.get_absolute_url }}">{{ action.code }}</a>
    <span lang="nl">{{ action.title }}</span></h2>
  <p>{{ action.get_rating_display }} {{ action.get_phase_display }}</p>
  <p>laatste bericht {{ action.current_update.as_of|date:"j F Y" }}</p>
  <p>{{ action.current_update.done|truncatewords:45 }}</p>
  <p>Volgende stap {{ action.current_update.next_step|truncatewords:30 }}</p>
  <p>Knelpunt {{ action.current_update.bottleneck|truncatewords:30 }}</p>
  <p>{% for milestone in action.milestones.all %}{{ milestone.title }}{% empty %}Geen mijlpaal{% endfor %}</p>
  <form method="post" action="{{ action.get_absolute_url }}">{% csrf_token %}
    <input type="hidden" name="token" value="{{ action.pk }}"><button>Nog actueel</button></form>
  <a href="{{ action.get_absolute_url }}">Voortgang melden</a>
</article>
{% endfor %}
<p>{{ page_obj.number }} / {{ paginator.num_pages }}</p>
</body></html>"""

LOADERS = [
    (
        "django.template.loaders.cached.Loader",
        [
            (
                "django.template.loaders.locmem.Loader",
                {"rows.html": ROWS, "list.html": LIST, "detail.html": DETAIL, "mine.html": MINE},
            )
        ],
    )
]
ENGINE = DjangoTemplates(
    {
        "NAME": "bare",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
)


class Bare(LoginRequiredMixin):
    """A generic view with a template of this module."""

    page = ""

    def render_to_response(self, context: dict[str, Any]) -> HttpResponse:
        return HttpResponse(ENGINE.get_template(self.page).render(context, self.request))


class ActionList(Bare, ListView):
    page = "list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Action]:
        mine = Action.objects.filter(working_group__seats__contact__user=self.request.user)
        return mine.select_related("working_group", "current_update").prefetch_related("goals__theme")


class MyActions(ActionList):
    page = "mine.html"

    def get_queryset(self) -> QuerySet[Action]:
        return super().get_queryset().prefetch_related("milestones", "updates", "working_copies")


class ActionDetail(Bare, DetailView):
    page = "detail.html"

    def get_object(self, queryset: QuerySet[Action] | None = None) -> Action:
        actions = Action.objects.select_related("agenda__theme", "domain", "working_group")
        actions = actions.prefetch_related("goals__theme", "updates__author", "updates__reviewer")
        return get_object_or_404(actions, code=self.kwargs["code"].upper())


# Under the name that `Action.get_absolute_url` asks for.
ADDRESSES = [
    path("mijn-acties/", MyActions.as_view(), name="my_actions"),
    path("acties/", ActionList.as_view(), name="action_list"),
    path("acties/<slug:code>/", ActionDetail.as_view(), name="action_detail"),
]
urlpatterns = [path("", include((ADDRESSES, "workagenda")))]


def own_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: a site of its own beside the portal."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return middleware


def render_rows(actions: Iterable[Action]) -> str:
    return ENGINE.get_template("rows.html").render({"actions": actions})


def write_pdf(html: str) -> bytes:
    return HTML(string=html, url_fetcher=StaticFetcher()).write_pdf(pdf_variant="pdf/ua-1")
