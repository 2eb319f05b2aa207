"""The yardsticks: what plain Django needs for the same, written as its tutorial would.

Y1 `render_rows`, the rows by a template; Y2 `ActionList`, a list with session and log-in through a
foreign-key filter; Y3 `ActionDetail`, the page of one action; W `write_pdf`, WeasyPrint alone.
"""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.template import engines
from django.urls import path
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

ROWS = """
{% for action in actions %}
  <tr>
    <th><a href="{{ action.get_absolute_url }}">{{ action.code }}</a></th>
    <td>{{ action.title }}</td>
    <td>{% for goal in action.goals.all %}{{ goal.code }}{% if not forloop.last %}, {% endif %}{% endfor %}</td>
    <td>{{ action.working_group.name }}</td>
    <td>{{ action.get_phase_display }}</td>
    <td>{{ action.get_rating_display }}</td>
    <td>{{ action.current_update.as_of|date:"j F Y" }}</td>
  </tr>
{% endfor %}
"""

LIST = """<!doctype html><html lang="nl"><head><title>Acties</title></head><body>
<p>{{ user.email }}</p>
<table>{% include rows with actions=object_list %}</table>
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


class Plain:
    """A view whose template stands here; compiled once, as from a file."""

    def __init_subclass__(cls, source: str = "", **options) -> None:
        super().__init_subclass__(**options)
        cls.source = source


def compiled(source: str):
    return engines["bare"].from_string(source)
