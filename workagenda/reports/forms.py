"""Forms of the reporting coordinator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.forms import DayField, PlainTextField
from workagenda.choices import AgendaStatus
from workagenda.models import WorkAgenda

from .choices import Section


class RoundForm(forms.Form):
    """A round: when it opens, what day counts, and when it closes."""

    name = forms.CharField(label=_("Naam"), max_length=100, help_text=_("Bijvoorbeeld: Najaar 2026."))
    agendas = forms.ModelMultipleChoiceField(
        label=_("Werkagenda's"),
        queryset=WorkAgenda.objects.exclude(status=AgendaStatus.CLOSED).select_related("theme"),
        widget=forms.CheckboxSelectMultiple,
    )
    opens_on = DayField(label=_("Opent op"))
    reference_date = DayField(label=_("Peildatum"), help_text=_("Gebruikelijk: 1 juni en 31 december."))
    closes_on = DayField(label=_("Sluit op"), help_text=_("Na deze dag blijft bijwerken mogelijk."))
    dates_confirmed = forms.BooleanField(
        label=_("De data zijn bevestigd"),
        required=False,
        help_text=_("Anders staat 'te bevestigen' bij de peildatum."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens = data.get("opens_on")
        for name in ("reference_date", "closes_on"):
            if opens and data.get(name) and data[name] < opens:
                self.add_error(name, _("Deze dag ligt vóór de opening."))
        agendas = data.get("agendas")
        if agendas and len({agenda.theme.charter_id for agenda in agendas}) > 1:
            self.add_error("agendas", _("Kies werkagenda's van één charter."))
        return data


class SeenForm(forms.Form):
    """A form on texts without a version: `seen` is the digest of what it was made from."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    has_conflict = False

    def start_again_from(self, seen: str) -> None:
        """Keeps what was typed, and lets the next save start from what stands now."""
        self.has_conflict = True
        self.data = {**self.data, "seen": seen}


class LineForm(SeenForm):
    """What this report, and only this report, does with one action."""

    editorial_text = PlainTextField(
        label=_("Tekst voor deze rapportage"),
        help_text=_("Vervangt 'Gedaan' in deze rapportage. De melding zelf verandert niet."),
    )
    omission_reason = PlainTextField(label=_("Reden van weglaten"), rows=2, max_length=300)


class SectionsForm(SeenForm):
    """The free texts of a report; an empty one leaves the standard sentences."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for section in Section:
            self.fields[section.value] = PlainTextField(label=section.label, max_length=2000)
