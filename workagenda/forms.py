"""Forms for progress updates and their review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.dates import today
from brainport_portal.core.forms import ConflictForm, DayField, PlainTextField, VersionedForm

from .choices import Cause, Phase, Rating
from .domain import missing_for_rating
from .models import ProgressUpdate

UNKNOWN = [("", _("nog niet bepaald"))]


class UpdateForm(VersionedForm):
    """What a working group says about an action; saving asks nothing, submitting what the rating needs."""

    as_of = DayField(label=_("Stand op"), help_text=_("De dag waarop deze stand klopt."))
    phase = forms.ChoiceField(label=_("Fase"), choices=[*UNKNOWN, *Phase.choices], required=False)
    done = PlainTextField(label=_("Gedaan"), help_text=_("Wat is er gebeurd? Schrijf het voor een raadslid."))
    next_step = PlainTextField(label=_("Volgende stap"), help_text=_("Wat komt er, en in welke maand?"))
    rating = forms.ChoiceField(label=_("Hoe gaat het?"), choices=Rating.choices, widget=forms.RadioSelect)
    bottleneck = PlainTextField(
        label=_("Knelpunt"), help_text=_("Nodig bij 'vraagt aandacht' en 'bijsturing nodig'.")
    )
    cause = forms.ChoiceField(
        label=_("Oorzaak van het knelpunt"),
        choices=[("", _("geen knelpunt")), *Cause.choices],
        required=False,
    )
    consequence = PlainTextField(label=_("Gevolg"), help_text=_("Nodig bij 'bijsturing nodig'."), rows=2)
    corrective_action = PlainTextField(
        label=_("Maatregel"), help_text=_("Nodig bij 'bijsturing nodig'."), rows=2
    )
    request = PlainTextField(
        label=_("Gevraagd van de taskforce"), help_text=_("Welke afspraak is nodig, en van wie?"), rows=2
    )
    remark = PlainTextField(
        label=_("Interne notitie"),
        help_text=_("Komt niet in rapportages. Kan wel worden opgevraagd op grond van de wet."),
        rows=2,
    )

    def __init__(self, data: Any = None, *, is_correction: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        if is_correction:
            self.fields["as_of"].disabled = True
            self.fields["as_of"].help_text = _(
                "Een correctie houdt de datum van de melding die zij verbetert."
            )

    @property
    def is_submitting(self) -> bool:
        return "submit" in self.data

    @property
    def content(self) -> dict[str, Any]:
        """The cleaned fields that an update holds."""
        return {name: self.cleaned_data[name] for name in ProgressUpdate.CONTENT_FIELDS}

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > today():
            raise forms.ValidationError(_("Kies vandaag of een eerdere dag."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_submitting and not self.errors:
            says_nothing = not any(data[name] for name in ("done", "next_step", "bottleneck"))
            for name in missing_for_rating(data):
                self.add_error(name, _("Vul dit in: het hoort bij deze beoordeling."))
            if says_nothing:
                self.add_error("done", _("Schrijf ten minste wat er is gedaan of wat de volgende stap is."))
        return data


class ReviewForm(ConflictForm):
    """Agree, or return with a note."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = PlainTextField(
        label=_("Toelichting aan de opstellers"),
        help_text=_("Verplicht als u de melding teruggeeft."),
        rows=3,
    )

    @property
    def is_return(self) -> bool:
        return "return" in self.data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.is_return and not data.get("note"):
            self.add_error("note", _("Schrijf erbij wat er anders moet."))
        return data
