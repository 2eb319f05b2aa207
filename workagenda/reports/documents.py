"""From the content of a report to what one audience reads: its derived view, and that view as HTML.

The PDF and the page of an edition are made from the same view and the same partials. `LAYOUT` goes up when
a template changes, so that editions are made anew.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .choices import Audience
from .content import LineContent, ReportContent
from .content_json import content_hash
from .council import council_edition
from .masthead import without_version
from .taskforce import taskforce_edition

LAYOUT = 1
# So many words fit the length that an edition should have; more flows on to a next page.
SUMMARY_WORDS, NOTE_WORDS, LINE_WORDS, REQUEST_WORDS = 80, 150, 120, 40
READS_SUMMARY = (Audience.GENERAL_BOARD, Audience.COUNCIL, Audience.PUBLIC)


@dataclass(frozen=True)
class Document:
    """How the edition for one audience is made: its view, and its template without and with a page."""

    view: Callable[[ReportContent, str], Any]
    body: str
    template: str


def board_view(content: ReportContent, _municipality: str = "") -> ReportContent:
    """What boards and the public read: the report without what is only for taskforce or municipalities."""
    lines = tuple(replace(line, request="", summary="", previous_cause_label="") for line in content.lines)
    return replace(content, lines=lines, milestones=(), next_round=None, municipalities=())


def _public_view(content: ReportContent, _municipality: str = "") -> ReportContent:
    sections = {key: text for key, text in content.sections.items() if key != "request"}
    return replace(board_view(content), sections=sections)


def _taskforce_view(content: ReportContent, _municipality: str = "") -> Any:
    return taskforce_edition(content)


DOCUMENTS = {
    Audience.GENERAL_BOARD: Document(board_view, "reports/pdf/_ab.html", "reports/pdf/ab.html"),
    Audience.PUBLIC: Document(_public_view, "reports/pdf/_public.html", "reports/pdf/public.html"),
    Audience.COUNCIL: Document(council_edition, "reports/pdf/_council.html", "reports/pdf/council.html"),
    Audience.TASKFORCE: Document(
        _taskforce_view, "reports/pdf/_taskforce.html", "reports/pdf/taskforce.html"
    ),
}


def edition_html(content: ReportContent, audience: Audience, municipality: str = "") -> str:
    """The whole document for the PDF door. Raises KeyError for an audience or municipality unknown here."""
    document = DOCUMENTS[audience]
    return _render(document.template, document.view(content, municipality))


def edition_body(content: ReportContent, audience: Audience, municipality: str = "") -> SafeString:
    """The same words as part of a page of the portal, from its main heading on."""
    document = DOCUMENTS[audience]
    return _render(document.body, document.view(content, municipality))


def edition_sha256(content: ReportContent, audience: Audience, municipality: str = "") -> str:
    """The hash of what this edition says, whichever version of the report says so.

    Audiences without a document of their own here (texts for other people's documents) say what boards
    read. Raises KeyError for a municipality that the report does not know.
    """
    view = DOCUMENTS[audience].view if audience in DOCUMENTS else board_view
    said = view(without_version(content), municipality)
    return content_hash({"layout": LAYOUT, "audience": audience.value, "said": asdict(said)})


def warnings(content: ReportContent, audience: Audience, municipality: str = "") -> list[str]:
    """What the reporting coordinator had better look at before this edition is made, in words.

    For councils without `municipality`: what holds for all of them. Nothing is refused and nothing cut.
    """
    found = []
    if audience in READS_SUMMARY and not content.sections.get("summary", "").strip():
        found.append(_("De kernboodschap is leeg: er staan alleen aantallen."))
    if audience in READS_SUMMARY:
        found += _too_long(_("De kernboodschap"), content.sections.get("summary", ""), SUMMARY_WORDS)
    if audience == Audience.COUNCIL:
        found += _council_warnings(content, municipality)
    elif audience == Audience.TASKFORCE:
        for line in content.lines:
            found += _too_long(_("De vraag bij %s") % line.code, line.request, REQUEST_WORDS)
    else:
        for line in content.lines:
            found += _too_long(_("De tekst bij %s") % line.code, _words_of(line), LINE_WORDS)
    return found


def _council_warnings(content: ReportContent, slug: str) -> list[str]:
    chosen = [row for row in content.municipalities if slug in ("", row.slug)]
    silent = [row.name for row in chosen if row.is_touched and not row.note.strip()]
    found = []
    if silent:
        names = ", ".join(silent)
        found.append(_("Er zijn acties of verbindingen, maar nog geen tekst voor: %s.") % names)
    for row in chosen:
        found += _too_long(_("De tekst voor %s") % row.name, row.note, NOTE_WORDS)
        if row.note.strip() and not row.note_checked_on:
            found.append(_("De tekst voor %s is nog niet door de gemeente gecontroleerd.") % row.name)
    codes = {code for row in chosen for code in row.actions}
    for line in content.lines:
        if line.code in codes:
            found += _too_long(_("De tekst bij %s") % line.code, _words_of(line), LINE_WORDS)
    return found


def _too_long(what: str, text: str, most: int) -> list[str]:
    count = len(text.split())
    if count <= most:
        return []
    message = _("%(what)s telt %(count)s woorden; meer dan %(most)s past niet op de bladzijde.")
    return [message % {"what": what, "count": count, "most": most}]


def _words_of(line: LineContent) -> str:
    return " ".join((line.done, line.next_step, line.bottleneck, line.consequence, line.corrective_action))


def _render(template: str, view: Any) -> SafeString:
    with translation.override("nl"):
        return render_to_string(template, {"report": view})
