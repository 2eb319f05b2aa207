"""Strings that break programs, through every text field and back out on page and PDF.

Sent as a browser sends them. Read back they are what the form promises to store, letter by letter; or they
are refused with a message and still stand in the form. In the page they are never more than text.
"""

import email
import email.policy
import email.utils
import io
import itertools
import json
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.forms import LONGEST_TEXT, without_controls
from brainport_portal.core.mail import message_of, queue_mail
from brainport_portal.core.models import OutboxMail
from brainport_portal.core.spreadsheets import unguarded
from brainport_portal.core.word import write_docx
from tests import makers
from tests.core.pdf_reading import read_text
from tests.core.test_spreadsheets import read_csv
from tests.html_reading import Page, read_page
from tests.reports.samples import make_content
from workagenda import domain
from workagenda.models import Action, Attachment, ProgressUpdate, ReportingRound
from workagenda.reminders import Digest, Line, mail_of
from workagenda.reminders import Section as MailSection
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience, Section
from workagenda.reports.forms import RoundForm
from workagenda.reports.models import Report
from workagenda.reports.rendering import render_content
from workagenda.reports.word_documents import cover_note, pc_block

pytestmark = [pytest.mark.django_db]

BLNS = json.loads((Path(__file__).parents[1] / "data" / "blns.json").read_text(encoding="utf-8"))
OWN = [
    # What a spreadsheet takes for a formula, or for the end of a cell.
    '=HYPERLINK("http://voorbeeld.example";"klik")',
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1-1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "een;twee,drie\tvier",
    'een "twee" drie',
    # Control characters.
    "nul\x00teken",
    "\x00",
    "bel\x07 terug\x08 esc\x1b[31m rood",
    "vorm\x0c verticaal\x0b eenheid\x1f wis\x7f",
    "regel\x85 c1\x9b",
    "regel\u2028scheiding\u2029alinea",
    "zin\nregel\r\nregel\rregel",
    "  \n\n  aan beide zijden wit \t\n",
    "alinea\n\n\n\nalinea",
    # Direction and what cannot be seen.
    "\u202eomgekeerd\u202c",
    "factuur\u202efdp.exe",
    "\u2066links\u2067rechts\u2069\u2069",
    "\u200f\u061c\u200e",
    "شكراً جزيلاً على التعاون عبر الحدود",
    "תודה על שיתוף הפעולה abc 123",
    "nul\u200bbreed\u2060 \ufeff \u00ad zacht",
    "\u00a0\u2003\u3000",
    "\u115f\u1160\u3164\uffa0",
    "\U000e0041\U000e0042\U000e007f",
    # Letters of more than one code point.
    "👩‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈🇧🇪🇳🇱",
    "❤️‍🔥1️⃣#️⃣",
    "e\u0301 é n\u0303 ñ ﬁ ĳ Ĳ ß ẞ",
    "a" + "\u0301" * 200,
    "Å Å K K Ω Ω",
    "İıI i̇",
    "𝒳 𐍈 🜨 \U0010fffd",
    "\ufffe\uffff\U0001ffff",
    "\ue000\uf8ff",
    # Halves of letters: a browser cannot send them, a program can.
    "half \ud83d\ude00",
    "los \ud800 links",
    "los \udfff rechts",
    # Templates and formats.
    "{{7*7}} {{ request.user.password }}",
    "{% debug %}{% load x %}{% include '/etc/passwd' %}",
    "{# weg #}{{'a'|upper}}",
    "{a.__class__} {0} {} {!r} %s %(name)s %d %n",
    "${7*7} #{7*7} <%= 7*7 %> $(id) `id`",
    "[%d] \\n \\u0041 \\x41 &#65; &amp;lt;",
    # Markup.
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title></style></script><b>",
    '"><img src=x onerror=alert(1)>',
    '<img src="file:///etc/passwd">',
    "<link rel=attachment href='file:///etc/passwd'><style>@import 'http://voorbeeld.example/a.css';</style>",
    "<svg onload=alert(1)><iframe src=javascript:alert(1)>",
    "<!-- --><![CDATA[ ]]><?php echo 1 ?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "' onfocus='alert(1)' autofocus x='",
    "javascript:alert(1)",
    "url(file:///etc/passwd) expression(alert(1)) content: attr(x)",
    "&nbsp;&shy;&#0;&#x110000;&notanentity;&lt",
    # SQL, paths and headers.
    "'; DROP TABLE workagenda_action; -- ",
    "../../../../etc/passwd\\..\\..\\win.ini",
    "Onderwerp: x\r\nBcc: allen@voorbeeld.example\r\n\r\nTekst",
    # Long.
    "langwoord" * 300,
    "W" * 2000,
    "woord " * 300,
]
STRINGS = [*BLNS, *OWN]
LONG = {
    "just too long": "a" * (LONGEST_TEXT + 1),
    "1 MB of one letter": "é" * 500_000,
    "1 MB of words": "woord " * 170_000,
    "1 MB of lines": "een regel\n" * 100_000,
}
SAMPLE = [*BLNS[::11], *OWN[::2]]

FORM = "application/x-www-form-urlencoded"
FROM_HERE = {"Origin": "http://testserver"}
TEXTS = ("done", "next_step", "bottleneck", "consequence", "corrective_action", "request", "remark")


def stored_as(text: str) -> str:
    """What the forms promise: plain line ends, no control characters, no white space around it."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", lines(received(text))).strip()


def received(text: str) -> str:
    """`text` as it comes through: halves of letters are no UTF-8."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def as_sent(text: str) -> bytes:
    """As a browser sends it; halves of letters as a program would."""
    return re.sub("\r\n|\r|\n", "\r\n", text).encode("utf-8", "surrogatepass")


def lines(text: str) -> str:
    """`text` with plain line ends."""
    return re.sub("\r\n|\r", "\n", text)


def seen(text: str) -> str:
    """`text` as a reader sees it, whatever the white space between the words."""
    return " ".join(text.split())


class Reader(Client):
    """A client that sends forms as browsers do."""

    def __init__(self, user: Any = None) -> None:
        super().__init__()
        if user:
            self.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")

    def send(self, path: str, fields: Mapping[str, Any]) -> Any:
        encoded = {name: as_sent(str(value)) for name, value in fields.items()}
        return self.post(path, urlencode(encoded), content_type=FORM, headers=FROM_HERE)

    def upload(self, path: str, fields: Mapping[str, str], file_name: str, data: bytes) -> Any:
        """With a file, its name written in the header as browsers write it."""
        quoted = re.sub('[\r\n"]', lambda found: f"%{ord(found[0]):02X}", file_name)
        parts = {f'name="{name}"': as_sent(value) for name, value in fields.items()}
        parts[f'name="upload"; filename="{quoted}"\r\nContent-Type: text/plain'] = data
        body = b"".join(
            f"--streep\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
            for head, content in parts.items()
        )
        content_type = "multipart/form-data; boundary=streep"
        return self.generic("POST", path, body + b"--streep--\r\n", content_type, headers=FROM_HERE)

    def read(self, path: str) -> Page:
        response = self.get(path)
        assert response.status_code == 200, path
        return read_page(response.content.decode())


def batches(strings: Iterable[str], size: int) -> Iterator[list[str]]:
    """The strings in groups of `size`, the last one filled up with the first ones."""
    strings = list(strings)
    for start in range(0, len(strings), size):
        yield list(itertools.islice(itertools.cycle(strings), start, start + size))


def shape(page: Page) -> Counter[tuple[str, tuple[str, ...]]]:
    """How often each element with those attributes is in the page; paragraphs and line ends apart."""
    # Django leaves out an empty value.
    shapes = ((tag, tuple(sorted({*attributes} - {"value"}))) for tag, attributes in page.elements)
    return Counter(one for one in shapes if one[0] not in ("p", "br"))


def assert_only_text(page: Page, plain: Page) -> None:
    """`page` has no element that is not in `plain`, where the texts are plain words."""
    assert shape(page) - shape(plain) == Counter()


def update_fields(texts: Mapping[str, str]) -> dict[str, str]:
    choices = {"as_of": today().isoformat(), "phase": "", "rating": "on_track", "cause": ""}
    return {**choices, "version": "0", "token": str(uuid.uuid4()), "save": "1", **texts}


@pytest.fixture
def write(mobility, official):
    """`write(texts)`: a new action with those texts in its update, and the answer to the form."""
    reader = Reader(official)

    def send(texts: Mapping[str, str]) -> tuple[Action, Any]:
        action = makers.make_action(mobility)
        return action, reader.send(
            reverse("workagenda:update_edit", args=[action.code]), update_fields(texts)
        )

    send.reader = reader
    return send


def check_updates(write: Any, groups: Iterable[list[str]], turn: int = 0) -> None:
    """Each group of seven strings in the seven fields of one update, the first in field `turn`."""
    names = TEXTS[turn:] + TEXTS[:turn]
    reader = write.reader
    plain: list[Page] = []
    for group in (["woord"] * len(TEXTS), *groups):
        action, answer = write(dict(zip(names, group, strict=True)))
        assert answer.status_code == 302, group
        expected = {name: stored_as(text) for name, text in zip(names, group, strict=True)}
        form, page = (
            reader.read(path)
            for path in (reverse("workagenda:update_edit", args=[action.code]), action.get_absolute_url())
        )
        fields = form.form_with("done").fields
        assert {name: fields[name] for name in TEXTS} == expected
        for text in expected.values():
            assert seen(text) in seen(page.text)
        plain = plain or [form, page]
        assert_only_text(form, plain[0])
        assert_only_text(page, plain[1])


def test_texts_of_an_update_come_back_as_typed(write):
    check_updates(write, batches(STRINGS, len(TEXTS)))


@pytest.mark.night
@pytest.mark.parametrize("turn", range(1, len(TEXTS)))
def test_texts_of_an_update_come_back_as_typed_from_every_field(write, turn):
    check_updates(write, batches(STRINGS, len(TEXTS)), turn)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_too_long_a_text_is_refused_and_kept(write, text):
    _action, answer = write({"done": text, "next_step": "Wat ik verder typte."})

    page = read_page(answer.content.decode())
    fields = page.form_with("done").fields
    assert (answer.status_code, ProgressUpdate.objects.count()) == (422, 0)
    assert (lines(fields["done"]), fields["next_step"]) == (text, "Wat ik verder typte.")
    assert f"{LONGEST_TEXT} tekens" in page.text.replace(".", "")


def test_more_than_the_server_reads_is_refused_in_words(write):
    _action, answer = write({"done": "é" * 2_000_000})

    assert (answer.status_code, ProgressUpdate.objects.count()) == (400, 0)
    assert read_page(answer.content.decode()).text.strip()


def test_surrogates_are_left_out_of_what_a_program_stores():
    assert [without_controls(text) for text in ("los \ud800 links", "los \udfff rechts")] == [
        "los  links",
        "los  rechts",
    ]


# Reviewing


def check_notes(mobility, official, coordinator, strings: Iterable[str]) -> None:
    writer, reviewer = Reader(official), Reader(coordinator)
    plain: Page | None = None
    for text in ("woord", *strings):
        update = makers.make_submitted(makers.make_action(mobility), official)
        path = reverse("workagenda:update_review", args=[update.uuid])
        fields = {"version": update.version, "note": text, "return": "1"}

        answer = reviewer.send(path, fields)

        update.refresh_from_db()
        if not stored_as(text):
            assert (answer.status_code, update.state) == (422, "submitted")
            continue
        assert (answer.status_code, update.review_note) == (302, stored_as(text)), text
        page = writer.read(reverse("workagenda:update_edit", args=[update.action.code]))
        assert seen(stored_as(text)) in seen(page.text)
        plain = plain or page
        assert_only_text(page, plain)


def test_notes_of_a_reviewer_come_back_as_typed(mobility, official, coordinator):
    check_notes(mobility, official, coordinator, SAMPLE[::3])


@pytest.mark.night
def test_every_note_of_a_reviewer_comes_back_as_typed(mobility, official, coordinator):
    check_notes(mobility, official, coordinator, STRINGS)


def test_too_long_a_note_is_refused_and_kept(mobility, official, coordinator):
    update = makers.make_submitted(makers.make_action(mobility), official)
    path, text = reverse("workagenda:update_review", args=[update.uuid]), LONG["1 MB of one letter"]

    answer = Reader(coordinator).send(path, {"version": update.version, "note": text, "return": "1"})

    assert answer.status_code == 422
    assert read_page(answer.content.decode()).form_with("note").fields["note"] == text


# Rounds and reports


def check_rounds(reporter, strings: Iterable[str]) -> None:
    reader, agenda = Reader(reporter), makers.make_agenda()
    dates = dict.fromkeys(("opens_on", "reference_date", "closes_on"), today().isoformat())
    makers.make_round(name="woord")
    plain = reader.read(reverse("reports:report_list"))
    expected = ["woord"]
    for text in strings:
        answer = reader.send(reverse("reports:round_create"), {**dates, "name": text, "agendas": agenda.pk})
        try:
            expected.append(lines(RoundForm.base_fields["name"].clean(received(text))))
        except ValidationError:
            fields = read_page(answer.content.decode()).form_with("name").fields
            assert (answer.status_code, lines(fields["name"])) == (422, lines(received(text)))
        else:
            assert answer.status_code == 302, text

    names = ReportingRound.objects.order_by("pk").values_list("name", flat=True)
    assert [lines(name) for name in names] == expected
    page = reader.read(reverse("reports:report_list"))
    for name in expected:
        assert seen(name) in seen(page.text)
    assert set(shape(page)) == set(shape(plain))


@pytest.mark.database
def test_names_of_rounds_come_back_as_typed(reporter):
    check_rounds(reporter, SAMPLE)


@pytest.mark.night
def test_every_name_of_a_round_comes_back_as_typed(reporter):
    check_rounds(reporter, STRINGS)


@pytest.fixture
def report(reporter, action) -> Report:
    """A report in the making, with one action in it."""
    return makers.make_report(reporter)


def check_lines(reporter, report: Report, action: Action, groups: Iterable[list[str]]) -> None:
    reader = Reader(reporter)
    path = reverse("reports:line_edit", args=[report.uuid, action.code])
    plain: dict[int, Page] = {}
    for text, reason in (["woord", "woord"], ["woord", ""], *groups):
        fields = reader.read(path).form_with("editorial_text").fields
        sent = {**fields, "editorial_text": text, "omission_reason": reason, "omit": "1"}

        answer = reader.send(path, sent)

        is_good = 0 < len(stored_as(reason)) <= 300
        assert answer.status_code == (302 if is_good else 422), (text, reason)
        page = reader.read(path) if is_good else read_page(answer.content.decode())
        kept = page.form_with("editorial_text").fields
        expected = stored_as if is_good else lambda typed: lines(received(typed))
        assert [lines(kept[name]) for name in ("editorial_text", "omission_reason")] == [
            expected(text),
            expected(reason),
        ]
        assert_only_text(page, plain.setdefault(answer.status_code, page))


def test_texts_of_a_line_come_back_as_typed(reporter, report, action):
    check_lines(reporter, report, action, batches(SAMPLE, 2))


@pytest.mark.night
def test_every_text_of_a_line_comes_back_as_typed(reporter, report, action):
    check_lines(reporter, report, action, batches(STRINGS, 2))
    check_lines(reporter, report, action, batches(STRINGS[1:], 2))


def check_sections(reporter, report: Report, strings: Iterable[str]) -> None:
    names = [section.value for section in Section]
    reader, path = Reader(reporter), reverse("reports:report_sections", args=[report.uuid])
    plain: Page | None = None
    for group in (["woord"] * len(names), *batches((s for s in strings if len(s) <= 2000), len(names))):
        fields = reader.read(path).form_with(names[0]).fields

        answer = reader.send(path, {**fields, **dict(zip(names, group, strict=True))})

        assert answer.status_code == 302, group
        page = reader.read(path)
        fields = page.form_with(names[0]).fields
        assert [lines(fields[name]) for name in names] == [stored_as(text) for text in group]
        plain = plain or page
        assert_only_text(page, plain)


def test_sections_of_a_report_come_back_as_typed(reporter, report):
    check_sections(reporter, report, SAMPLE)


@pytest.mark.night
@pytest.mark.parametrize("turn", range(len(Section)))
def test_every_text_of_a_section_comes_back_as_typed(reporter, report, turn):
    check_sections(reporter, report, [*STRINGS[turn:], *STRINGS[:turn]])


# Where an update is not saved yet


def check_copies(mobility, official, strings: Iterable[str]) -> None:
    reader = Reader(official)
    for group in batches(strings, len(TEXTS)):
        action = makers.make_action(mobility)
        form = reverse("workagenda:update_edit", args=[action.code])
        fields = reader.read(form).form_with("done").fields
        typed = dict(zip(TEXTS, group, strict=True))

        answer = reader.send(reverse("workagenda:copy_keep", args=[action.code]), {**fields, **typed})

        assert answer.status_code == 200, group
        kept = reader.read(form).form_with("done").fields
        assert {name: lines(kept[name]) for name in TEXTS} == {
            name: without_controls(received(text)) for name, text in typed.items()
        }
        listed = seen(reader.read(reverse("workagenda:copy_list")).text)
        assert all(seen(without_controls(received(text))) in listed for text in group)
        assert reader.send(form, {**kept, "save": "1"}).status_code == 302
        saved = reader.read(form).form_with("done").fields
        assert {name: saved[name] for name in TEXTS} == {name: stored_as(typed[name]) for name in TEXTS}


def test_working_copies_come_back_as_typed(mobility, official):
    check_copies(mobility, official, SAMPLE)


@pytest.mark.night
def test_every_working_copy_comes_back_as_typed(mobility, official):
    check_copies(mobility, official, STRINGS)


def check_refused(mobility, official, strings: Iterable[str]) -> None:
    """Sent in a lapsed session; the page that says so has the texts, and sends them again after log-in."""
    visitor, writer = Reader(), Reader(official)
    for group in batches(strings, len(TEXTS)):
        action = makers.make_action(mobility)
        path = reverse("workagenda:update_edit", args=[action.code])
        typed = dict(zip(TEXTS, group, strict=True))

        refused = visitor.send(path, update_fields(typed))

        fields = read_page(refused.content.decode()).form_with("done").fields
        assert refused.status_code == 403
        assert {name: lines(fields[name]) for name in TEXTS} == {
            name: lines(received(text)) for name, text in typed.items()
        }
        assert writer.send(path, fields).status_code == 302
        stored = writer.read(path).form_with("done").fields
        assert {name: stored[name] for name in TEXTS} == {name: stored_as(typed[name]) for name in TEXTS}


def test_texts_sent_in_a_lapsed_session_come_back_as_typed(mobility, official):
    check_refused(mobility, official, SAMPLE)


@pytest.mark.night
def test_every_text_sent_in_a_lapsed_session_comes_back_as_typed(mobility, official):
    check_refused(mobility, official, STRINGS)


# Annexes


def check_annexes(mobility, official, strings: Iterable[str]) -> None:
    reader, action = Reader(official), makers.make_action(mobility)
    path = reverse("workagenda:attachment_add", args=[action.code])
    domain.remove_attachment(makers.make_attachment(action, official), by=makers.actor(official))
    plain: dict[int, Page] = {}
    for text in ("woord", "", *strings):
        fields = {"title": text, "visibility": action.visibility, "token": str(uuid.uuid4())}

        answer = reader.upload(path, fields, f"{received(text)[:60]}.txt", b"Een notitie.")

        title = " ".join(stored_as(text).split())
        is_good = 0 < len(title) <= 150
        assert answer.status_code == (302 if is_good else 422), text
        if not is_good:
            page = read_page(answer.content.decode())
            assert lines(page.form_with("title").fields["title"]) == lines(received(text))
            assert_only_text(page, plain.setdefault(422, page))
            continue
        annex = Attachment.objects.latest("pk")
        assert annex.title == title
        page = reader.read(action.get_absolute_url())
        assert seen(title) in seen(page.text)
        assert_only_text(page, plain.setdefault(302, page))
        check_download(reader, annex)
        domain.remove_attachment(annex, by=makers.actor(official))


def check_download(reader: Reader, annex: Attachment) -> None:
    """Under a name that is safe in a header and on a disk, and whole."""
    answer = reader.get(annex.get_absolute_url())
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"Een notitie.")
    header = Message()
    header["Content-Disposition"] = answer.headers["Content-Disposition"]
    assert header.get_content_disposition() == "attachment"
    assert email.utils.collapse_rfc2231_value(header.get_filename()) == annex.file_name
    assert annex.file_name.endswith(".txt")
    assert not re.search('[\x00-\x1f\x7f-\x9f/\\\\:*?"<>|\u202a-\u202e\u2066-\u2069]', annex.file_name)


def test_titles_and_names_of_annexes_come_back_as_typed(mobility, official):
    check_annexes(mobility, official, SAMPLE)


@pytest.mark.night
def test_every_title_and_name_of_an_annex_comes_back_as_typed(mobility, official):
    check_annexes(mobility, official, STRINGS)


# In mail


HEADERS = {
    *("Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress"),
}


def check_mails(official, strings: Iterable[str]) -> None:
    """What people typed that is in a mail: the name of a round and, from elsewhere, titles and names."""
    plain: Page | None = None
    for number, text in enumerate(("woord", *strings)):
        name = seen(stored_as(text)) or "leeg"
        official.full_name = name[:200]
        round_ = ReportingRound(name=name[:100], closes_on=today())
        section = MailSection(title="Nog te melden", explanation="Meld de voortgang.", lines=[])
        section.lines.append(
            Line(code="AC-01", title=name, address="https://voorbeeld.example/acties/ac-01/")
        )
        digest = Digest(official, [round_], [section], today(), reports=True)
        as_text, as_html = mail_of(digest)
        queue_mail(
            key=f"reminder:{number}",
            topic="reminder",
            recipient=official,
            subject=digest.subject,
            text=as_text,
            html=as_html,
        )

        sent = message_of(OutboxMail.objects.latest("pk")).message().as_bytes()

        mail = email.message_from_bytes(sent, policy=email.policy.default)
        assert seen(mail["Subject"]) == seen(digest.subject)[:200]
        assert set(mail.keys()) <= HEADERS
        assert seen(name) in seen(mail.get_body(("plain",)).get_content())
        page = read_page(mail.get_body(("html",)).get_content())
        assert seen(page.text).count(seen(name)) >= 1
        plain = plain or page
        assert_only_text(page, plain)


def test_names_come_back_from_a_reminder(official):
    check_mails(official, SAMPLE)


@pytest.mark.night
def test_every_name_comes_back_from_a_reminder(official):
    check_mails(official, STRINGS)


# On paper

# In time, WeasyPrint breaks longer words too: 1000 letters take five seconds, 2000 half a minute.
LONGEST_WORD = 400
# The page without its running head and foot, which would stand in the middle of a text.
BODY = ("-raw", "-x", "0", "-y", "74", "-W", "595", "-H", "706")


def check_pdf(mobility, official, coordinator, reporter, strings: Iterable[str]) -> None:
    """All of them in one report, as agreed updates; nothing is fetched, and plain text is readable."""
    names = ("done", "next_step", "bottleneck", "consequence", "corrective_action")
    printed = [text for text in strings if max(map(len, text.split() or [""])) <= LONGEST_WORD]
    for group in batches(printed, len(names)):
        texts = {name: stored_as(text) or "leeg" for name, text in zip(names, group, strict=True)}
        fields = makers.stuck_content(**texts, request="Nooit in deze editie.")
        action = makers.make_action(mobility)
        makers.make_approved(action, official, coordinator, remark="Alleen voor ons.", **fields)
    report = makers.make_report(reporter, opens_on=makers.LONG_AGO)

    pdf = render_content(build_content(report), Audience.GENERAL_BOARD)

    words = _letters(read_text(pdf.data, *BODY))
    for text in printed:
        if re.fullmatch("[ -~\n]*", stored_as(text)):
            assert _letters(stored_as(text)) in words, text
    assert "Nooitindezeeditie" not in words
    assert "Alleenvoorons" not in words


def _letters(text: str) -> str:
    """Without white space, bullets, and the hyphens at line ends, which depend on the width of the page."""
    return re.sub(r"[\s\u00ad*-]", "", text)


def test_texts_come_back_from_the_pdf(mobility, official, coordinator, reporter):
    check_pdf(mobility, official, coordinator, reporter, SAMPLE)


@pytest.mark.night
def test_all_texts_come_back_from_the_pdf(mobility, official, coordinator, reporter):
    check_pdf(mobility, official, coordinator, reporter, STRINGS)


# In files for other programs


def file_of(reader: Reader, report: Report, name: str) -> bytes:
    answer = reader.get(reverse(f"reports:{name}", args=[report.uuid]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def check_tables(mobility, official, coordinator, reporter, strings: Iterable[str]) -> None:
    """Agreed updates in a frozen report, taken home as workbook and as .csv: all as typed, and all text."""
    names = ("done", "next_step", "bottleneck", "consequence", "corrective_action")
    expected = []
    for group in batches(strings, len(names)):
        texts = {name: stored_as(text) or "leeg" for name, text in zip(names, group, strict=True)}
        action = makers.make_action(mobility)
        makers.make_approved(action, official, coordinator, **makers.stuck_content(**texts))
        expected.append([action.code, *(in_file(text) for text in texts.values())])
    report = makers.make_report(reporter, "frozen", opens_on=makers.LONG_AGO)
    reader = Reader(reporter)

    workbook = openpyxl.load_workbook(io.BytesIO(file_of(reader, report, "lines_xlsx")))
    rows_of_csv = read_csv(file_of(reader, report, "lines_csv"))

    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}  # "f" is a formula
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []
    headings = [cell.value for cell in workbook["Regels"][1]]
    chosen = [
        headings.index(heading)
        for heading in ("Code", "Gedaan", "Volgende stap", "Knelpunt", "Gevolg", "Maatregel")
    ]
    rows_of_workbook = workbook["Regels"].iter_rows(min_row=2, values_only=True)
    assert sorted([row[column] for column in chosen] for row in rows_of_workbook) == sorted(expected)
    assert sorted([unguarded(row[column]) for column in chosen] for row in rows_of_csv) == sorted(expected)
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\n")) for row in rows_of_csv for value in row)


def in_file(text: str) -> str:
    """`text` but for the two characters that XML cannot hold."""
    return text.replace("\ufffe", "").replace("\uffff", "")


def test_texts_come_back_from_workbook_and_csv(mobility, official, coordinator, reporter):
    check_tables(mobility, official, coordinator, reporter, SAMPLE)


@pytest.mark.night
def test_all_texts_come_back_from_workbook_and_csv(mobility, official, coordinator, reporter):
    check_tables(mobility, official, coordinator, reporter, STRINGS)


@pytest.mark.parametrize("document", [pc_block, cover_note])
def test_all_texts_come_back_from_word(document):
    """As the message of a report: words in paragraphs, and nothing that Word works out or links."""
    plain = parts_of(write_docx(document(make_content(sections={"summary": "woord"}))))
    for group in batches(map(stored_as, STRINGS), 40):
        summary = "\n\n".join(group)
        parts = parts_of(write_docx(document(make_content(sections={"summary": summary}))))

        read = docx.Document(io.BytesIO(parts["whole"]))
        words = seen(" ".join(paragraph.text for paragraph in read.paragraphs))
        assert seen(in_file(summary)) in words
        assert tags_that_work(parts["word/document.xml"]) == tags_that_work(plain["word/document.xml"])
        assert parts["word/_rels/document.xml.rels"] == plain["word/_rels/document.xml.rels"]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {"whole": data, **{name: archive.read(name) for name in archive.namelist()}}


def tags_that_work(xml: bytes) -> Counter[bytes]:
    """Fields, links, pictures and objects."""
    return Counter(re.findall(rb"<w:(fldSimple|instrText|hyperlink|drawing|object|altChunk)\b", xml))
