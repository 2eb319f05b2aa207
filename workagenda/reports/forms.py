"""Forms of the reporting coordinator."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.dates import display_date, today
from brainport_portal.core.forms import DayField, PlainTextField
from charter.models import Theme
from governance.choices import BodyKind, ItemKind, MeetingStatus
from governance.models import Meeting
from partners.models import Region
from workagenda.choices import AgendaStatus
from workagenda.models import WorkAgenda

from .choices import Section
from .planning import Given, Plan, plan_backwards, usual_moments

# The bodies whose meetings a round can be for.
BOARDS = (BodyKind.GENERAL_BOARD, BodyKind.EXECUTIVE_BOARD, BodyKind.PARTNER_BOARD)
MOMENTS_OFFERED = 3


def current_agendas() -> QuerySet[WorkAgenda]:
    """What a round is about unless somebody says otherwise: one round feeds every report that is due."""
    return WorkAgenda.objects.filter(status=AgendaStatus.CURRENT)


def board_meetings(*days: datetime.date | None) -> QuerySet[Meeting]:
    """Meetings of boards that are still to come, on `days` if any are given."""
    meetings = Meeting.objects.filter(body__kind__in=BOARDS, starts_on__gte=today())
    meetings = meetings.exclude(status=MeetingStatus.CANCELLED).select_related("body")
    return meetings.filter(starts_on__in=[day for day in days if day]) if days else meetings


class RoundForm(forms.Form):
    """A round: when it opens, what day counts, and when it closes."""

    name = forms.CharField(label=_("Naam"), max_length=100, help_text=_("Bijvoorbeeld: Najaar 2026."))
    agendas = forms.ModelMultipleChoiceField(
        label=_("Werkagenda's"),
        queryset=WorkAgenda.objects.exclude(status=AgendaStatus.CLOSED).select_related("theme"),
        widget=forms.CheckboxSelectMultiple,
        initial=current_agendas,
        help_text=_("Eén ronde voedt elke rapportage. Daarom staan alle lopende werkagenda's aan."),
    )
    opens_on = DayField(label=_("Opent op"))
    reference_date = DayField(label=_("Peildatum"), help_text=_("Gebruikelijk: 1 juni en 31 december."))
    closes_on = DayField(label=_("Sluit op"), help_text=_("Na deze dag blijft bijwerken mogelijk."))
    dates_confirmed = forms.BooleanField(
        label=_("De data zijn bevestigd"),
        required=False,
        help_text=_("Anders staat 'te bevestigen' bij de peildatum."),
    )
    meetings = forms.ModelMultipleChoiceField(
        label=_("Vergaderingen"),
        queryset=Meeting.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("De vergaderingen die de rapportage bespreken."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meetings: Any = self.fields["meetings"]
        meetings.queryset = board_meetings()
        if not meetings.queryset.exists():
            del self.fields["meetings"]

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


class BoardForm(forms.Form):
    """The meeting that a report is for, from which the dates of a round are counted back."""

    board_on = DayField(label=_("Vergadering van het Algemeen Bestuur"), required=False)
    executive_on = DayField(
        label=_("Vergadering van het Dagelijks Bestuur"),
        required=False,
        help_text=_("Leeg: het portaal stelt een dag voor."),
    )
    dispatch_on = DayField(
        label=_("Verzending van de stukken"),
        required=False,
        help_text=_("Aan het Algemeen Bestuur. Leeg: het portaal stelt een dag voor."),
    )
    moment = forms.ChoiceField(label=_("Stand van"), required=False)

    def __init__(self, *args: Any, day: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        usual = usual_moments(day, MOMENTS_OFFERED)
        moment: Any = self.fields["moment"]
        moment.choices = [
            ("", _("Het laatste gewone moment")),
            *((item.isoformat(), _("%s (te bevestigen)") % display_date(item)) for item in usual),
        ]

    @property
    def plan(self) -> Plan | None:
        """The dates, counted back; None as long as the meeting is not known."""
        if not (self.is_bound and self.is_valid() and self.cleaned_data["board_on"]):
            return None
        return plan_backwards(self._given(), today=self.day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "propose" in self.data and not data.get("board_on") and "board_on" not in self.errors:
            self.add_error("board_on", _("Vul de dag van de vergadering in."))
        if not self.errors and data["board_on"]:
            self._check_order(data)
        return data

    def _check_order(self, data: dict[str, Any]) -> None:
        board, executive, dispatch = (data[name] for name in ("board_on", "executive_on", "dispatch_on"))
        if board < self.day:
            self.add_error("board_on", _("Deze dag is al geweest."))
        if executive and executive >= board:
            self.add_error("executive_on", _("Deze dag ligt niet vóór het Algemeen Bestuur."))
        if dispatch and dispatch > board:
            self.add_error("dispatch_on", _("Deze dag ligt na het Algemeen Bestuur."))
        if dispatch and executive and dispatch < executive:
            self.add_error("dispatch_on", _("Deze dag ligt vóór het Dagelijks Bestuur."))
        if not self.errors and data["moment"]:
            self._check_moment()

    def _check_moment(self) -> None:
        plan = plan_backwards(self._given(), today=self.day)
        closes = plan.on("closes_on")
        if plan.on("reference_date") > closes:
            problem = _(
                "De ronde zou dan al op %s sluiten. Kies een eerder moment of een latere vergadering."
            )
            self.add_error("moment", problem % display_date(closes))

    def _given(self) -> Given:
        data = self.cleaned_data
        moment = datetime.date.fromisoformat(data["moment"]) if data["moment"] else None
        return Given(data["board_on"], data["executive_on"], data["dispatch_on"], moment)


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


def section_field(section: Section) -> PlainTextField:
    return PlainTextField(label=section.label, max_length=2000)


class SectionsForm(SeenForm):
    """The free texts of a report; an empty one leaves the standard sentences.

    Declared one by one: the pages for when it goes wrong look for what was typed in declared fields.
    """

    summary = section_field(Section.SUMMARY)
    results = section_field(Section.RESULTS)
    request = section_field(Section.REQUEST)
    explorations = section_field(Section.EXPLORATIONS)


class NoteForm(SeenForm):
    """What a report says to one municipality, who wrote it and when that municipality checked it."""

    text = PlainTextField(
        label=_("Wat betekent dit voor deze gemeente?"),
        rows=6,
        help_text=_("Liefst niet meer dan 150 woorden. Laat leeg als er niets te zeggen is."),
    )
    author_function = forms.CharField(
        label=_("Functie van de opsteller"),
        max_length=200,
        required=False,
        help_text=_("Een functie, geen naam. Bijvoorbeeld: beleidsadviseur mobiliteit."),
    )
    checked_on = DayField(
        label=_("Gecontroleerd op"),
        required=False,
        help_text=_("De dag waarop iemand van de gemeente met deze tekst akkoord ging."),
    )

    def speak_for(self, function: str) -> None:
        """For a contact of the municipality itself: their own function, and their own check."""
        self.initial["author_function"] = self.initial.get("author_function") or function
        self.fields["checked_on"].help_text = _(
            "Vul de dag van vandaag in als de gemeente achter deze tekst staat. Leeg: nog niet akkoord."
        )


class CheckForm(forms.Form):
    """Until which day partners may say something of a report."""

    check_until = DayField(
        label=_("Opmerkingen tot en met"),
        help_text=_("Voorstel: tien werkdagen. Wie controleert, krijgt deze dag per mail."),
    )

    def __init__(self, *args: Any, day: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day

    def clean_check_until(self) -> datetime.date:
        if self.cleaned_data["check_until"] < self.day:
            raise forms.ValidationError(_("Deze dag is al geweest."))
        return self.cleaned_data["check_until"]


class RemarkForm(forms.Form):
    """What somebody says of a report, or of one of the actions that they may say something of."""

    action = forms.ChoiceField(label=_("Waarover"), required=False)
    text = PlainTextField(label=_("Opmerking"), rows=5, required=True)

    def __init__(self, *args: Any, actions: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        action: Any = self.fields["action"]
        action.choices = [("", _("De hele rapportage")), *actions]


class AnswerForm(SeenForm):
    """What the reporting coordinator does with a remark."""

    answer = PlainTextField(
        label=_("Antwoord"), help_text=_("De schrijver van de opmerking leest dit bij de rapportage.")
    )


class SendingForm(forms.Form):
    """The day on which an edition was sent to its readers, as a fact."""

    on = DayField(label=_("Verzonden op"), help_text=_("De dag waarop de griffie of het college verzond."))


class ReasonForm(forms.Form):
    """Why a released edition is withdrawn, or a frozen report corrected; everybody may read it."""

    reason = PlainTextField(
        label=_("Reden"),
        rows=3,
        max_length=300,
        required=True,
        help_text=_("Iedereen kan deze reden lezen. Noem geen namen van personen."),
    )


class UsualDayField(DayField):
    """A day that shows the usual one (the initial of its form) when nobody chose another."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial


class AgendaItemForm(SeenForm):
    """What the taskforce is asked about an action."""

    kind = forms.TypedChoiceField(
        label=_("Wat vraagt u?"), choices=ItemKind, coerce=ItemKind, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Onderwerp"),
        max_length=250,
        required=False,
        help_text=_("Zo staat het op de agenda. Leeg: de naam van de actie."),
    )


class OverviewForm(forms.Form):
    """Between which days the taskforce looks, and at what; empty fields say the usual."""

    van = UsualDayField(label=_("Nieuws sinds"), required=False)
    tot = DayField(label=_("Tot en met"), required=False)
    regio = forms.ModelChoiceField(
        label=_("Regio"),
        queryset=Region.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("alle"),
    )
    thema = forms.ModelChoiceField(
        label=_("Thema"),
        queryset=Theme.objects.all(),
        required=False,
        empty_label=_("alle"),
    )

    def __init__(self, *args: Any, day: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day

    @property
    def unknown_parameters(self) -> list[str]:
        return sorted(set(self.data) - set(self.fields))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("van"), data.get("tot")
        if until and until > self.day:
            self.add_error("tot", _("Deze dag is nog niet geweest."))
        if since and since > (until or self.day):
            self.add_error("van", _("Deze dag ligt na de laatste dag."))
        return data
