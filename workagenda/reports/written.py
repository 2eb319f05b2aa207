"""What the reporting coordinator wrote in a report, and how a form remembers what it was made from."""

import hashlib
from collections.abc import Mapping

from partners.models import Municipality
from workagenda.models import Action

from .choices import Section
from .models import PartnerRemark, Report


def digest_of(texts: Mapping[str, str]) -> str:
    """What a form remembers of the texts that it was made from."""
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()


def stored_sections(report: Report) -> dict[str, str]:
    """Every section of `report` with its text, empty where none was written."""
    written = dict(report.texts.values_list("section", "text"))
    return {section.value: written.get(section.value, "") for section in Section}


def stored_line(report: Report, action: Action) -> dict[str, str]:
    """What was decided about `action` in `report`, by field."""
    line = report.lines.filter(action=action).first()
    names = ("editorial_text", "omission_reason", "confirmation")
    return {name: getattr(line, name) if line else "" for name in names}


def stored_note(report: Report, municipality: Municipality) -> dict[str, str]:
    """What `report` says to `municipality`, by field; empty where nothing was written."""
    note = report.municipal_notes.filter(municipality=municipality).first()
    if note is None:
        return {"text": "", "author_function": "", "checked_on": ""}
    day = note.checked_on.isoformat() if note.checked_on else ""
    return {"text": note.text, "author_function": note.author_function, "checked_on": day}


def stored_answer(remark: PartnerRemark) -> dict[str, str]:
    """How the reporting coordinator dealt with `remark`, by field."""
    return {"answer": remark.answer, "settled_on": str(remark.settled_at or "")}
