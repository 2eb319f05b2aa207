"""What the style page shows: the values of the theme, and something to put in every component.

The values are read from theme.css and the components come from the templates that the pages use, so the
page cannot tell another story than the portal. Nothing of what it shows is stored anywhere.
"""

import datetime
import re
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import django_tables2
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brainport_portal.core.choices import Precision
from brainport_portal.core.forms import DayField
from brainport_portal.core.http import PortalRequest
from governance.choices import EventStatus, SeatRole
from governance.contacts import WhomToAsk
from governance.models import Body, Event, Seat
from partners.models import Contact, Organisation
from workagenda.choices import Cause, Rating, UpdateState
from workagenda.filters import ActionFilter
from workagenda.models import Action, ReportingRound
from workagenda.news import RoundNews, Tally
from workagenda.reports.choices import ReportStatus
from workagenda.reports.models import Report

THEME = settings.BASE_DIR / "static" / "css" / "theme.css"
TOKEN = re.compile(r"^\s*(--blk-[\w-]+): ([^;]+);", re.MULTILINE)
NOTICES = (
    ("info", gettext_lazy("Ter informatie.")),
    ("success", gettext_lazy("Het is gelukt.")),
    ("warning", gettext_lazy("Let op: hier moet u iets van weten.")),
    ("error", gettext_lazy("Het is niet gelukt. Zo lost u het op.")),
)
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Swatch:
    """A colour of the theme: one to write with, or one to write on."""

    name: str
    value: str

    @property
    def is_surface(self) -> bool:
        return _luminance(self.value) > 0.5

    @property
    def contrast(self) -> str:
        """Its contrast with white, or of ink on it, as WCAG counts it."""
        lighter, darker = (self.value, tokens()["--blk-ink"]) if self.is_surface else ("#ffffff", self.value)
        return f"{(_luminance(lighter) + 0.05) / (_luminance(darker) + 0.05):.1f}".replace(".", ",")


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label=gettext_lazy("Tekst op één regel"), help_text=gettext_lazy("Met uitleg."))
    text = forms.CharField(
        label=gettext_lazy("Langere tekst"), required=False, widget=forms.Textarea({"rows": 3})
    )
    day = DayField(label=gettext_lazy("Dag"))
    cause = forms.ChoiceField(label=gettext_lazy("Keuzelijst"), choices=Cause.choices)
    rating = forms.ChoiceField(
        label=gettext_lazy("Keuze uit een paar"), choices=Rating.choices, widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label=gettext_lazy("Aan of uit"), required=False)


class SampleTable(django_tables2.Table):
    """A table as lists have it."""

    code = django_tables2.Column(verbose_name=gettext_lazy("Code"))
    title = django_tables2.Column(verbose_name=gettext_lazy("Actie"))
    caption = gettext_lazy("Een tabel met drie rijen per bladzijde")

    class Meta:
        empty_text = gettext_lazy("Geen acties gevonden.")


def style_page(request: PortalRequest) -> dict[str, Any]:
    """All that the templates on the page ask for."""
    values = tokens()
    return {
        "swatches": [Swatch(name, value) for name, value in values.items() if COLOUR.fullmatch(value)],
        "sizes": [(name, value) for name, value in values.items() if not COLOUR.fullmatch(value)],
        "ratings": list(Rating),
        "legend": list(Rating),
        "states": [(state.value, state.label) for state in UpdateState],
        "first_round": None,
        **_forms(),
        **_lists(request),
        **_people(),
        **_reporting(),
    }


def _forms() -> dict[str, Any]:
    """A form as it opens, and the same form refused."""
    wrong = SampleForm({"cause": Cause.CAPACITY, "day": "1850-01-01"}, auto_id="fout_%s")
    stored = _("Er is één keer overlegd.")
    return {
        "sample_form": SampleForm(auto_id="veld_%s"),
        "form": wrong,
        "explanation": _("Zo ziet iemand dat een ander ondertussen iets opsloeg."),
        "differences": [(SampleForm({"text": _("Er is twee keer overlegd.")})["text"], stored)],
        "old_text": stored,
        "new_text": _("Er is twee keer overlegd."),
        "notices": [SimpleNamespace(level_tag=tag, text=text) for tag, text in NOTICES],
    }


def _lists(request: PortalRequest) -> dict[str, Any]:
    """A table, pages, a row of an action, and moments on a timeline."""
    rows = [{"code": f"VB-{n:02}", "title": _("Voorbeeld van een actie")} for n in range(1, 8)]
    table = SampleTable(rows, prefix="stijl-")
    table.paginate(page=1, per_page=3)
    for column in table.columns:
        column.cell_class = ""
    actions = [Action(code=f"VB-{n:02}", title=_("Voorbeeld van een actie")) for n in range(1, 5)]
    for action, rating in zip(actions, Rating, strict=True):
        action.shown_rating, action.shown_phase = rating.value, "in_progress"
        action.shown_as_of = request.actor.day
    return {
        "table": table,
        "filter": ActionFilter(QueryDict(), queryset=Action.objects.none(), request=request),
        "page": Paginator(range(30), 10).page(2),
        "actions": actions,
        "events": _moments(request.actor.day),
    }


def _moments(day: datetime.date) -> list[Event]:
    return [
        Event(title=_("Iets dat is gebeurd"), happened_on=day, status=EventStatus.HAPPENED),
        Event(
            title=_("Iets dat nog niet vaststaat"),
            happened_on=day,
            precision=Precision.AROUND,
            status=EventStatus.PLANNED_UNCONFIRMED,
        ),
    ]


def _people() -> dict[str, Any]:
    """Somebody who can be asked, and a place still to be filled."""
    contact = Contact(function=_("programmaleider"), organisation=Organisation(name="Voorbeeldorganisatie"))
    seats = (Seat(role=SeatRole.COORDINATOR, contact=contact), Seat(role=SeatRole.COORDINATOR))
    return {"to_ask": WhomToAsk(seats, ())}


def _reporting() -> dict[str, Any]:
    """How far a round, a report and its editions are."""
    day = datetime.date(2026, 12, 11)
    round_ = ReportingRound(name=_("Voorbeeldronde"), closes_on=day, opens_on=day, reference_date=day)
    group = Body(name=_("Voorbeeldgroep"), slug="voorbeeld")
    tally = Tally(total=12, changed=5, confirmed=3, silent=4, waiting=1)
    return {
        "news": RoundNews(round_, ((group, tally),)),
        "report": Report(status=ReportStatus.PARTNER_CHECK),
        "progress": SimpleNamespace(ready=14, total=21, failed=1, cancelled=0, finished=15, is_busy=True),
    }


@cache
def tokens() -> dict[str, str]:
    """The values of the theme by name, as a wide page has them first."""
    found: dict[str, str] = {}
    for name, value in TOKEN.findall(THEME.read_text(encoding="utf-8")):
        found.setdefault(name, value)
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
