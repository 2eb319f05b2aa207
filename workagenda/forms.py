"""Forms for progress updates and their review."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.dates import today
from brainport_portal.core.files import EXTENSIONS, CheckedFile, check_file, refuse_size, size_in_words
from brainport_portal.core.forms import (
    ConflictForm,
    DayField,
    PlainTextField,
    TokenForm,
    VersionedForm,
    without_controls,
)

from .choices import Cause, Phase, Rating, ReminderChoice, Visibility
from .domain import missing_for_rating
from .models import ProgressUpdate
from .models.files import not_wider_than

UNKNOWN = [("", _("nog niet bepaald"))]


class UpdateForm(VersionedForm):
    """What a working group says about an action; saving asks nothing, submitting what the rating needs."""

    # What people fill in, and what a working copy holds.
    WRITTEN = (*ProgressUpdate.CONTENT_FIELDS, "remark")

    done = PlainTextField(
        label=_("Gedaan"), help_text=_("Wat is er gebeurd? Schrijf het voor een raadslid."), rows=3
    )
    next_step = PlainTextField(
        label=_("Volgende stap"), help_text=_("Wat komt er, en in welke maand?"), rows=3
    )
    bottleneck = PlainTextField(label=_("Knelpunt"), help_text=_("Leeg als er geen knelpunt is."), rows=2)
    rating = forms.ChoiceField(label=_("Hoe gaat het?"), choices=Rating.choices, widget=forms.RadioSelect)
    phase = forms.ChoiceField(label=_("Fase"), choices=[*UNKNOWN, *Phase.choices], required=False)
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
    as_of = DayField(label=_("Stand op"), help_text=_("De dag waarop deze stand klopt."))
    copy_version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    # The update whose words it began with, and whose form it is: a page may outlive a log-in.
    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    writer = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

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
    def says_more(self) -> bool:
        """Whether the fields that most updates do without hold something, so that they stand open."""
        return any(self[name].value() or self[name].errors for name in ("request", "remark"))

    @property
    def typed(self) -> dict[str, str]:
        """What is in the fields as it was typed, right or wrong."""
        names = [name for name in (*self.WRITTEN, "start") if name in self.data]
        return {name: without_controls(str(self.data[name])) for name in names}

    def is_of(self, user: Any) -> bool:
        """Whether the page that sent this was made for `user`."""
        return self.data.get("writer", str(user.pk)) == str(user.pk)

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


class CopyForm(UpdateForm):
    """The same form while it is being typed in: nothing is asked of it but to know where it belongs."""

    TEXTS = (*ProgressUpdate.TEXT_FIELDS, "remark")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in self.WRITTEN:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


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


class AttachmentForm(TokenForm):
    """A file with its title and who may see it; `widest` is the visibility of its action."""

    SEEN_BY = {
        Visibility.PUBLIC: _("Openbaar: iedereen, ook zonder in te loggen"),
        Visibility.PARTNERS: _("Partners: iedereen die in het portaal meewerkt en is ingelogd"),
        Visibility.WORKING_GROUP: _("Alleen werkgroep: de leden, de taskforce en de rapportagecoördinator"),
    }

    upload = forms.FileField(
        label=_("Bestand"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
            "missing": _("Kies een bestand."),
            "empty": _("Dit bestand is leeg."),
        },
    )
    title = PlainTextField(
        label=_("Titel"),
        help_text=_("Zeg wat erin staat, bijvoorbeeld: verkeersonderzoek N69, samenvatting."),
        required=True,
        max_length=150,
        widget=forms.TextInput(attrs={"lang": "nl"}),
        error_messages={"required": _("Geef de bijlage een titel.")},
    )
    visibility = forms.ChoiceField(
        label=_("Wie mag de bijlage zien?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wie de bijlage mag zien."),
            "invalid_choice": _("Kies wie de bijlage mag zien; niet meer mensen dan de actie zelf zien."),
        },
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, widest: str = Visibility.PUBLIC, **options: Any
    ) -> None:
        allowed = not_wider_than(widest)
        start = Visibility.PARTNERS if Visibility.PARTNERS in allowed else allowed[0]
        super().__init__(data, files, initial={"visibility": start}, **options)
        visibility: Any = self.fields["visibility"]
        visibility.choices = [(key, self.SEEN_BY[key]) for key in allowed]
        self.offers_public = Visibility.PUBLIC in allowed
        self.fields["upload"].help_text = _(
            "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, tekst of CSV; hoogstens %(limit)s. "
            "Zonder macro's en zonder wachtwoord."
        ) % {"limit": size_in_words(settings.ATTACHMENT_MAX_BYTES)}

    def clean_upload(self) -> CheckedFile:
        upload = self.cleaned_data["upload"]
        refuse_size(upload.size, settings.ATTACHMENT_MAX_BYTES)
        return check_file(upload.name, upload.read(), limit=settings.ATTACHMENT_MAX_BYTES)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def renew_token(self) -> None:
        """Lets the next try count on its own, with what was typed."""
        self.data = {**self.data, "token": str(uuid.uuid4())}


class MailPreferenceForm(forms.Form):
    """What somebody wants to be mailed about."""

    reminders = forms.ChoiceField(
        label=_("Herinneringen bij een ronde"), choices=ReminderChoice.choices, widget=forms.RadioSelect
    )
    on_return = forms.BooleanField(
        label=_("Mail als een melding waaraan u schreef, wordt teruggegeven"), required=False
    )


class ChosenField(forms.MultipleChoiceField):
    """Updates as they were read, `uuid:version` each; cleaned to the version by uuid."""

    def to_python(self, value: Any) -> Any:
        pairs = [str(each).partition(":") for each in super().to_python(value)]
        try:
            return {uuid.UUID(key): int(version) for key, _colon, version in pairs}
        except ValueError as error:
            raise forms.ValidationError(_("Deze keuze is niet leesbaar. Kies opnieuw.")) from error

    def valid_value(self, value: Any) -> bool:
        return True  # what is not there, or not theirs, the verb tells of


class SeveralForm(forms.Form):
    """Agree to several updates at once."""

    chosen = ChosenField(error_messages={"required": _("Kies ten minste één melding.")})
