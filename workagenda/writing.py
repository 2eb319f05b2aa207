"""Where a form on the progress of one action starts from, and what others do to it meanwhile."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from brainport_portal.core.dates import today
from governance.permissions import Actor

from .forms import UpdateForm
from .mine import WRITING_WITHIN
from .models import Action, ProgressUpdate, WorkingCopy
from .permissions import may_see_remark
from .texts import latest_words, text_of


@dataclass(frozen=True)
class Writing:
    """Somebody writing about an action: in the shared draft `update`, or in a new one when that is None.

    `corrects` is the agreed change that a correction repairs.
    """

    actor: Actor
    action: Action
    update: ProgressUpdate | None
    corrects: ProgressUpdate | None = None

    @classmethod
    def about(cls, actor: Actor, action: Action, corrects: ProgressUpdate | None = None) -> "Writing":
        open_updates = action.updates.open().select_related("refers_to", "internal_remark", "author")
        return cls(actor, action, open_updates.first(), corrects)

    @property
    def version(self) -> int:
        return self.update.version if self.update else 0

    @property
    def copy(self) -> WorkingCopy | None:
        """What this person typed here and has not saved."""
        copies = WorkingCopy.objects.of(self.actor)
        return copies.filter(action=self.action, corrects=self.corrects).first()

    @property
    def start(self) -> ProgressUpdate | None:
        """The words that a new form begins with: of the draft, of what is corrected, or of last time."""
        if self.update is not None:
            return self.update
        if self.corrects is not None:
            return latest_words(self.corrects)
        current = self.action.current_update
        return text_of(current) if current else None

    def form(self, data: dict[str, Any] | None = None, **initial: Any) -> UpdateForm:
        """The form, filled with `data`, or with the start and `initial` over it."""
        start = {"as_of": self.corrects.as_of} if self.corrects else {}
        if data is None:
            start = {**self._initial(), **initial}
        return UpdateForm(
            data,
            initial=start,
            version=self.version,
            is_correction=self.corrects is not None,
            auto_id=f"id_{self.action.code.lower()}_%s",
        )

    def _initial(self) -> dict[str, Any]:
        start = self.start
        if start is None:
            return {"as_of": today(), "rating": "not_rated"}
        if self.update is None and self.corrects is None:
            # Last time's words are marked as old; what was asked then is not asked again unseen.
            return {**start.content, "as_of": today(), "request": ""}
        return {**start.content, "remark": remark_of(start, self.actor)}

    def differences(self, typed: UpdateForm) -> list["Difference"]:
        """Where what is in `typed` differs from the shared draft as it stands."""
        if self.update is None:
            return []
        stored = {**self.update.content, "remark": remark_of(self.update, self.actor)}
        return [
            Difference(typed, name, _shown(self.update, name, stored[name]))
            for name in UpdateForm.WRITTEN
            if _plain(typed[name].value()) != _plain(stored[name])
        ]


@dataclass(frozen=True)
class Difference:
    """One field with two texts: what somebody typed, and what stands in the shared draft."""

    form: UpdateForm
    name: str
    stored: str

    @property
    def label(self) -> str:
        return str(self.form[self.name].label)

    @property
    def typed(self) -> str:
        """What was typed, as people read it: the label of a choice, not its key."""
        value = _plain(self.form[self.name].value())
        choices = dict(getattr(self.form.fields[self.name], "choices", ()))
        return str(choices.get(value, value))


@dataclass(frozen=True)
class Company:
    """What colleagues do to the same text: who types now, and a draft newer than the form knows."""

    writers: list[str] = field(default_factory=list)
    newer: ProgressUpdate | None = None
    saved_by: str = ""
    saved_at: Any = None

    @classmethod
    def around(cls, writing: Writing, version: int) -> "Company":
        """As seen from a form made from `version` of the draft."""
        copies = WorkingCopy.objects.filter(action=writing.action)
        others = copies.by_others(writing.actor, timezone.now() - WRITING_WITHIN)
        writers = [str(copy.user) for copy in others]
        if writing.update is None or writing.update.version == version:
            return cls(writers)
        last = writing.update.history.select_related("history_user").first()
        saved_by = str(last.history_user) if last and last.history_user else ""
        return cls(writers, writing.update, saved_by, last.history_date if last else None)


def remark_of(update: ProgressUpdate, actor: Actor) -> str:
    """The internal note of `update`, empty when there is none or `actor` may not read it."""
    remark = getattr(update, "internal_remark", None)
    return remark.text if remark and may_see_remark(actor, update) else ""


def _plain(value: Any) -> str:
    """A date as the browser sends it, a text with plain line ends."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _shown(update: ProgressUpdate, name: str, value: Any) -> str:
    display = getattr(update, f"get_{name}_display", None)
    return str(display() if display else value)
