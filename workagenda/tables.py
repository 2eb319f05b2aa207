"""Tables of actions."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brainport_portal.core.dates import display_date

from .choices import Phase
from .models import Action
from .templatetags.workagenda import rating_mark


class ActionTable(tables.Table):
    """The actions somebody may see, with the state they may see (`shown_…`)."""

    # What says how actions are; left out as long as nothing was told.
    STATE = ("shown_phase", "shown_rating", "shown_as_of")

    code = tables.Column(verbose_name=gettext_lazy("Code"))
    title = tables.Column(verbose_name=gettext_lazy("Actie"), attrs={"td": {"class": "blk-bare"}})
    goals = tables.Column(
        verbose_name=gettext_lazy("Doel"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "blk-wide"}},
    )
    working_group = tables.Column(
        verbose_name=gettext_lazy("Werkgroep"),
        order_by=("working_group__name", "code"),
        attrs={"td": {"class": "blk-wide"}},
    )
    shown_phase = tables.Column(
        verbose_name=gettext_lazy("Fase"), empty_values=(), attrs={"td": {"class": "blk-nowrap blk-wide"}}
    )
    shown_rating = tables.Column(
        verbose_name=gettext_lazy("Beoordeling"), attrs={"td": {"class": "blk-bare"}}
    )
    shown_as_of = tables.Column(
        verbose_name=gettext_lazy("Laatste melding"), empty_values=(), attrs={"td": {"class": "blk-nowrap"}}
    )

    class Meta:
        model = Action
        fields = ()
        sequence = ("code", "title", "goals", "working_group", "shown_phase", "shown_rating", "shown_as_of")
        empty_text = gettext_lazy("Geen acties gevonden.")

    @property
    def caption(self) -> str:
        count = self.page.paginator.count
        return ngettext("%(count)s actie", "%(count)s acties", count) % {"count": count}

    @property
    def shows_state(self) -> bool:
        """Whether something was told of any action on this page of the table."""
        return any(row.record.shown_as_of for row in self.paginated_rows)

    def render_code(self, record: Action) -> SafeString:
        return format_html(
            '<a class="nl-link blk-code" href="{}">{}</a>', record.get_absolute_url(), record.code
        )

    def render_title(self, record: Action) -> SafeString:
        return format_html('<span lang="nl">{}</span>', record.title)

    def render_goals(self, record: Action) -> SafeString:
        return format_html_join(", ", "{}", ((goal.code,) for goal in record.goals.all()))

    def render_working_group(self, record: Action) -> str:
        return record.working_group.name

    def render_shown_phase(self, record: Action) -> str:
        return str(Phase(record.shown_phase).label) if record.shown_phase else _("nog niet bepaald")

    def render_shown_rating(self, record: Action) -> SafeString:
        return rating_mark(record.shown_rating)

    def render_shown_as_of(self, record: Action) -> str:
        return display_date(record.shown_as_of) or _("nog geen bericht")
