"""Where a form on the progress of one action starts from, and what others do to it meanwhile."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from brainport_portal.core.dates import today
from governance.permissions import Actor

from .domain import version_of
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

    @cached_property
    def version(self) -> int:
        """What the next save must have been made from."""
        return self.update.version if self.update else version_of(self.action)

    @property
    def copy(self) -> WorkingCopy | None:
        """What this person typed here and has not saved."""
        copies = WorkingCopy.objects.of(self.actor)
        return copies.filter(action=self.action, corrects=self.corrects).first()

    @cached_property
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
        start: dict[str, Any] = {"as_of": self.corrects.as_of} if self.corrects else {}
        if data is None:
            start = {**self._initial(), **initial}
        start["writer"] = self.actor.person.pk
        return UpdateForm(
            data,
            initial=start,
            version=self.version,
            is_correction=self.corrects is not None,
            auto_id=f"id_{self.action.code.lower()}_%s",
        )

    def restored(self, copy: WorkingCopy) -> UpdateForm:
        """The form with what was typed and not saved."""
        fields = {name: text for name, text in copy.fields.items() if name not in self._kept_date}
        return self.form(**fields, copy_version=copy.version)

    def says(self, copy: WorkingCopy) -> bool:
        """Whether a new form holds just what `copy` does."""
        form = self.form()
        names = {name for name in UpdateForm.WRITTEN if name in copy.fields} - set(self._kept_date)
        return all(_plain(form[name].value()) == _plain(copy.fields[name]) for name in names)

    @property
    def _kept_date(self) -> tuple[str, ...]:
        """A correction keeps the date of what it corrects, whatever a form says."""
        return ("as_of",) if self.corrects else ()

    @property
    def stored(self) -> dict[str, Any]:
        """What stands now, to choose from: all of the draft, or without one the words that count."""
        if self.update is not None:
            return {**self.update.content, "remark": remark_of(self.update, self.actor)}
        if self.start is None or self.corrects is not None:
            return {}
        return {name: self.start.content[name] for name in COUNTED_WORDS}

    def _initial(self) -> dict[str, Any]:
        start = self.start
        if start is None:
            return {"as_of": today(), "rating": "not_rated"}
        if self.update is None and self.corrects is None:
            # Last time's words are marked as old; what was asked then is not asked again unseen.
            return {**start.content, "as_of": today(), "request": "", "start": start.pk}
        return {**start.content, "remark": remark_of(start, self.actor)}

    def differences(self, typed: UpdateForm, based_on: int) -> list["Difference"]:
        """Where what is in `typed`, made from version `based_on`, differs from what stands now."""
        stored, base = self.stored, self._base(typed, based_on)
        return [
            Difference(typed, name, _shown(typed, name, value), is_mine=_is_mine(typed, name, base))
            for name, value in stored.items()
            if _plain(typed[name].value()) != _plain(value)
        ]

    def _base(self, typed: UpdateForm, based_on: int) -> dict[str, Any]:
        """The texts that a form began with, as far as they can still be found."""
        if self.update is not None:
            then = self.update.history.filter(version=based_on).first()
            if then is not None:
                return {name: getattr(then, name) for name in ProgressUpdate.CONTENT_FIELDS}
        start = _plain(typed["start"].value())
        began = self.action.updates.filter(pk=start).first() if start.isdecimal() else None
        return {name: began.content[name] for name in COUNTED_WORDS} if began else {}


# What of agreed words a new form begins with.
COUNTED_WORDS = tuple(name for name in ProgressUpdate.CONTENT_FIELDS if name not in ("as_of", "request"))


def _is_mine(typed: UpdateForm, name: str, base: dict[str, Any]) -> bool:
    """Whether the writer changed the field, or may have; what nobody touched gives way to the colleague."""
    return name not in base or _plain(typed[name].value()) != _plain(base[name])


@dataclass(frozen=True)
class Difference:
    """One field with two texts: what somebody typed, and what stands in the shared draft."""

    form: UpdateForm
    name: str
    stored: str
    is_mine: bool = True

    @property
    def label(self) -> str:
        return str(self.form[self.name].label)

    @property
    def typed(self) -> str:
        """What was typed, as people read it: the label of a choice, not its key."""
        return _shown(self.form, self.name, self.form[self.name].value())


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


def _shown(form: UpdateForm, name: str, value: Any) -> str:
    """A value as people read it: the label of a choice, not its key."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(_plain(value), _plain(value)))


def texts_in(copy: WorkingCopy) -> list[tuple[str, str]]:
    """The label and value of each field of `copy` in which something was typed or chosen."""
    form = UpdateForm(initial=copy.fields)
    names = [name for name in UpdateForm.WRITTEN if copy.fields.get(name, "").strip()]
    return [(str(form[name].label), _shown(form, name, copy.fields[name])) for name in names]
