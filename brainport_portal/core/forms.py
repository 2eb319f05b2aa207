"""Form fields that keep what people type and refuse what a database or file cannot hold."""

import datetime
import unicodedata
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 10_000
KEPT_CONTROLS = "\n\t"


def without_controls(text: str) -> str:
    """`text` without control characters, surrogates and the like, with plain line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))


class TextArea(forms.Textarea):
    """A field that is not marked as wrong before anybody typed in it: the server says what is missing."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class PlainTextField(forms.CharField):
    """A text of several lines; control characters are dropped, an overlong text is refused and kept."""

    def __init__(self, *, rows: int = 4, max_length: int = LONGEST_TEXT, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("widget", TextArea(attrs={"rows": rows, "lang": "nl", "placeholder": " "}))
        super().__init__(max_length=max_length, **options)
        self.widget.attrs.pop("maxlength", None)  # the browser would cut a pasted text without a word

    def to_python(self, value: Any) -> str:
        return super().to_python(without_controls(str(value or ""))) or ""


class DayField(forms.DateField):
    """A day, with the browser's own date picker."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("validators", [within_reach])
        options.setdefault("input_formats", ["%Y-%m-%d", "%d-%m-%Y"])
        super().__init__(**options)


def within_reach(day: datetime.date) -> None:
    """Refuses years that are surely a slip of the keyboard, and that calendars cannot count on from."""
    if not 2000 <= day.year <= 2100:
        raise forms.ValidationError(_("Kies een jaar tussen 2000 en 2100."))


class ConflictForm(forms.Form):
    """A form whose text survives a conflict."""

    has_conflict = False

    def start_again_from(self, version: int) -> None:
        """Keeps what was typed, and lets the next save, under a new token, start from `version`."""
        self.has_conflict = True
        self.data = {**self.data, "version": str(version), "token": str(uuid.uuid4())}


class VersionedForm(ConflictForm):
    """A form on something that others may change: the version it was made from, and a one-time token."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        version: int = 0,
        initial: dict[str, Any] | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        start = {"version": version, "token": uuid.uuid4(), **(initial or {})}
        super().__init__(data, initial=start, auto_id=auto_id)


class TokenForm(forms.Form):
    """A button that must count once."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class VersionForm(forms.Form):
    """A button on something that others may change."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
