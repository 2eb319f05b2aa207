"""The canaries: words that stand in every confidential place, and may come out nowhere.

`kanarie` is only for the working group and those who watch it, `spreeuw` for all participants, `ooievaar`
for everyone: it proves that the search finds what is there.
"""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field, replace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.models import OutboxMail, User
from brainport_portal.core.pdf import Variant
from brainport_portal.core.spreadsheets import write_csv, write_xlsx
from brainport_portal.core.word import write_docx
from governance.models import AgendaItem, Meeting
from partners.models import Contact, Municipality
from tests import makers
from tests.core.pdf_reading import decoded_objects, read_text
from tests.portal.matrix import ROWS
from tests.portal.test_matrix import attachment_targets, remark_targets
from workagenda.models import Action, Attachment, InternalRemark, ProgressUpdate
from workagenda.reports import domain as reports
from workagenda.reports import rendering
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience, ReportStatus, Section
from workagenda.reports.documents import DOCUMENTS, edition_body, edition_html
from workagenda.reports.exports import about_sheet, line_sheet, made_on
from workagenda.reports.models import Edition, Report
from workagenda.reports.word_documents import cover_note, pc_block
from workagenda.reports.written import digest_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

GROUP, PARTICIPANTS, EVERYONE = "kanarie", "spreeuw", "ooievaar"
TEXTS = ProgressUpdate.TEXT_FIELDS
NO_NOTE = digest_of({"text": "", "author_function": "", "checked_on": ""})


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


def says(word: str, **fields) -> dict:
    """The fields of an update in which every text says `word`."""
    texts = {name: f"{word}-{name}" for name in TEXTS}
    return makers.content(**{"rating": "stalled", "cause": "capacity", **texts, **fields})


@dataclass
class Portal:
    """A portal full of secrets, with an agreed report and, for every row of the matrix, something to ask."""

    report: Report
    reporter: User
    outsider: User
    targets: dict = field(default_factory=dict)

    def release(self):
        """The report frozen, its edition made and released, and a next report in the making."""
        report = reports.freeze(self.report, by=makers.actor(self.reporter))
        edition = makers.make_edition(report, self.reporter, is_released=True)
        self.targets |= {
            "released_report": {"uuid": report.uuid},
            "released_note": {"uuid": report.uuid, "slug": self.targets["municipality"]["slug"]},
            "released_preview": {"uuid": report.uuid, "reader": "openbaar"},
            "released_edition": {"uuid": report.uuid, "edition": edition.uuid},
            "edition_of_other_report": {**self.targets["live_report"], "edition": edition.uuid},
        }
        return edition

    def url(self, row) -> str:
        return reverse(row.name, kwargs=self.targets[row.target] if row.target else {})


@pytest.fixture
def portal(mobility, housing, taskforce, official, coordinator, coordinator_be, outsider, reporter) -> Portal:
    told = makers.make_action(mobility, code="MO-01", title=f"Actie {EVERYONE}")
    agreed = makers.make_approved(
        told, official, coordinator, remark=f"{GROUP}-notitie", **says(EVERYONE, as_of=day(-20))
    )
    ProgressUpdate.objects.filter(pk=agreed.pk).update(review_note=f"{GROUP}-akkoordnota")
    makers.make_approved(
        told, official, coordinator, remark=f"{GROUP}-verse notitie", **says(PARTICIPANTS, as_of=day(-5))
    )
    draft = makers.make_draft(makers.make_action(mobility), official, **says(GROUP))
    submitted = makers.make_submitted(makers.make_action(mobility), official, **says(GROUP))
    returned = makers.make_submitted(makers.make_action(mobility), official, **says(GROUP))
    makers.verbs.return_update(
        returned, by=makers.actor(coordinator), version=returned.version, note=f"{GROUP}-terug"
    )
    withdrawn = makers.make_draft(makers.make_action(mobility), official, **says(GROUP))
    makers.verbs.discard_draft(withdrawn, by=makers.actor(official), version=withdrawn.version)
    by_all = makers.make_draft(makers.make_action(mobility), coordinator, **says(GROUP))
    by_all.contributors.add(coordinator_be)
    ProgressUpdate.objects.filter(pk=by_all.pk).update(state="submitted", submitted_at=by_all.created_at)
    hidden, agreed_hidden = _hidden_action(mobility, official, coordinator, "working_group", GROUP)
    partners, _agreed = _hidden_action(mobility, official, coordinator, "partners", PARTICIPANTS)
    annexes = attachment_targets(told, partners, hidden, official, (EVERYONE, PARTICIPANTS, GROUP))
    _hide_people(told, outsider)
    body_meeting = {"outcome": f"{GROUP}-uitkomst", "status": "cancelled"}
    Meeting.objects.create(body=mobility, starts_on=day(-15), **body_meeting)
    report, waiting, live = _reports(reporter, told, draft.action)
    withdrawn = _withdrawn_edition(reporter, told)
    municipality = told.municipalities.get()
    entry = makers.make_agenda_entry(told, coordinator)
    AgendaItem.objects.update(title=f"{GROUP}-agendapunt")
    return Portal(
        report,
        reporter,
        outsider,
        {
            "organisation": {"slug": Contact.objects.exclude(organisation=None).first().organisation.slug},
            "municipality": {"slug": municipality.slug},
            "body": {"slug": mobility.slug},
            "no_slug": {"slug": "bestaat-niet"},
            "years": {"start": 2026, "end": 2027},
            "no_years": {"start": 1926, "end": 1927},
            "public_action": {"code": told.code},
            "partners_action": {"code": partners.code},
            "group_action": {"code": hidden.code},
            "no_code": {"code": "XX-99"},
            "agreed": {"uuid": agreed.uuid},
            "agreed_in_group": {"uuid": agreed_hidden.uuid},
            "submitted": {"uuid": submitted.uuid},
            "submitted_by_all": {"uuid": by_all.uuid},
            "draft": {"uuid": draft.uuid},
            "no_uuid": {"uuid": "00000000-0000-0000-0000-000000000000"},
            "working_copy": {"pk": makers.make_working_copy(told, official, done=f"{GROUP}-werkkopie").pk},
            "round": {"pk": live.round_id},
            "live_report": {"uuid": live.uuid},
            "live_line": {"uuid": live.uuid, "code": told.code},
            "live_note": {"uuid": live.uuid, "slug": municipality.slug},
            "no_note": {"uuid": live.uuid, "slug": "bestaat-niet"},
            "live_preview": {"uuid": live.uuid, "reader": "ab"},
            "no_preview": {"uuid": live.uuid, "reader": "raad"},
            "live_council_preview": {"uuid": live.uuid, "reader": "raad", "slug": municipality.slug},
            "no_council_preview": {"uuid": live.uuid, "reader": "raad", "slug": "bestaat-niet"},
            "group_line": {"uuid": live.uuid, "code": hidden.code},
            **remark_targets(reporter, live, told, GROUP),
            "on_agenda": {"code": told.code, "pk": entry.pk},
            "on_agenda_of_other": {"code": partners.code, "pk": entry.pk},
            "calendar": {"token": makers.make_calendar(outsider)},
            "calendar_of_seat_ended": {"token": "nooit-gemaakt"},
            "calendar_of_switched_off": {"token": "nooit-gemaakt"},
            "no_calendar": {"token": "bestaat-niet"},
            "waiting_edition": {"uuid": waiting.report.uuid, "edition": waiting.uuid},
            "withdrawn_edition": {"uuid": withdrawn.report.uuid, "edition": withdrawn.uuid},
            "withdrawn_report": {"uuid": withdrawn.report.uuid},
            **annexes,
        },
    )


def _hidden_action(group, official, coordinator, visibility, word):
    names = ("title", "official_title", "public_summary", "description")
    action = makers.make_action(group, visibility=visibility, **{name: f"{word}-{name}" for name in names})
    organisation = makers.make_organisation()
    makers.make_contact(organisation=organisation)
    action.partners.create(organisation=organisation, role="lead")
    action.milestones.create(title=f"{word}-mijlpaal", due_on=day(30))
    action.municipalities.add(makers.make_municipality())
    place = makers.Municipality.objects.last().places.create(
        slug=f"plaats-{action.pk}", name="Plaats", country="NL", latitude="51.4", longitude="5.4"
    )
    action.connections.create(slug=f"v-{action.pk}", name=f"{word}-verbinding", from_place=place, mode="bus")
    return action, makers.make_approved(action, official, coordinator, **says(word, as_of=day(-20)))


def _hide_people(told, outsider) -> None:
    """Names and addresses that only participants see: of members, and of the office of a municipality."""
    municipality = makers.make_municipality()
    told.municipalities.add(municipality)
    makers.make_contact(municipality=municipality)
    for contact in Contact.objects.all():
        contact.name = f"{PARTICIPANTS} naam"
        contact.email = f"{PARTICIPANTS}{contact.pk}@voorbeeld.example"
        contact.phone = f"{PARTICIPANTS} 0612345678"
        contact.save()
    for user in User.objects.exclude(pk=outsider.pk):
        user.full_name = f"{PARTICIPANTS} account"
        user.email = f"{PARTICIPANTS}.account{user.pk}@voorbeeld.example"
        user.save()


def _ready_edition(reporter, told, **round_fields):
    """A frozen report that says what the group only may know, with an edition that is not released."""
    by = makers.actor(reporter)
    report = makers.make_report(reporter, "agreed", **round_fields)
    reports.edit_line(report, told, by=by, editorial_text=f"{GROUP}-eigen tekst")
    edition = reports.queue_edition(reports.freeze(report, by=by), Audience.GENERAL_BOARD, by=by)
    edition.file.save("editie.pdf", ContentFile(f"%PDF {GROUP}-bytes".encode()), save=False)
    edition.state, edition.pages = "ready", 1
    edition.save()
    return edition


def _withdrawn_edition(reporter, told):
    """What was released by mistake and withdrawn at once."""
    edition = _ready_edition(reporter, told, opens_on=day(-150), reference_date=day(-120))
    reports.release_edition(edition, by=makers.actor(reporter))
    reports.withdraw_edition(edition, by=makers.actor(reporter), reason="Een fout in de tekst.")
    return edition


def _reports(reporter, told, drafted):
    """The report that will be released, a ready edition that waits, and a report in the making."""
    by = makers.actor(reporter)
    waiting = _ready_edition(reporter, told, opens_on=day(-90), reference_date=day(-70))
    report = makers.make_report(reporter, "partner_check", opens_on=day(-60), reference_date=day(-10))
    remark = reports.write_remark(report, by=by, text=f"{GROUP}-opmerking", action=told)
    reports.answer_remark(remark, by=by, answer=f"{GROUP}-antwoord")
    reports.move_report(report, ReportStatus.AGREED, by=by)
    live = makers.make_report(reporter, opens_on=day(-9), reference_date=day(0))
    reports.edit_line(live, told, by=by, editorial_text=f"{GROUP}-in de maak")
    reports.omit_action(live, drafted, by=by, reason=f"{GROUP}-reden")
    reports.write_section(live, Section.SUMMARY, by=by, text=f"{GROUP}-kern")
    note = {"text": f"{GROUP}-duiding", "author_function": f"{GROUP}-functie", "seen": NO_NOTE}
    reports.write_note(live, told.municipalities.get(), by=by, **note)
    return report, waiting, live


def places_of(word: str) -> set[str]:
    """Every column in which `word` stands."""
    return {
        f"{model.__name__}.{column.name}"
        for model, column in _text_columns()
        if model._default_manager.filter(**{f"{column.name}__icontains": word}).exists()
    }


def _text_columns():
    for model in apps.get_models():
        if not model.__name__.startswith("Historical"):
            for column in model._meta.concrete_fields:
                if isinstance(column, models.CharField | models.TextField):
                    yield model, column


def flip(word: str, other: str) -> None:
    """Writes `other` wherever `word` stands, in every table, past every rule."""
    for model, column in _text_columns():
        rows = model._default_manager.filter(**{f"{column.name}__contains": word})
        rows.update(**{column.name: Replace(F(column.name), Value(word), Value(other))})


ELSEWHERE = (
    "/bestaat-niet/",
    "/account/login/",
    "/account/logout/",
    "/account/password/reset/",
    "/account/signup/",
    "/beheer/",
    "/beheer/workagenda/internalremark/",
    "/acties/?sort=shown_rating",
    "/acties/?sort=-current_update__done",
    "/acties/?q=actie&per_page=100",
    "/acties/?beoordeling=stalled",
    "/acties/?interne_notitie=a",
    "/gemeenten/?q=e",
    "/kaart/?thema=2",
    "/zoeken/?q=actie",
    "/zoeken/?q=verbinding&soort=verbindingen",
    "/zoeken/?q=kapacity",
    "/zoeken/?q=kanaria",
    "/zoeken/?q=spreew",
    "/zoeken/?q=ooievaar",
)


def answers(portal, client) -> dict[tuple[str, str], bytes]:
    """All that `client` gets from every URL of the matrix and some more: status, headers and body.

    The address of somebody's calendar is a secret of its own, and tested with it.
    """
    found = {("GET", address): client.get(address) for address in ELSEWHERE}
    for row in (row for row in ROWS if row.name != "personal_calendar"):
        found["GET", portal.url(row)] = client.get(portal.url(row))
        if row.post is not None:
            with transaction.atomic():
                found["POST", portal.url(row)] = client.post(portal.url(row), {"done": "Zomaar."})
                transaction.set_rollback(True)
    return {key: _bytes(response) for key, response in found.items()}


def _bytes(response) -> bytes:
    """The response without what differs every time: the tokens of forms, and when it and the session end."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = f"{response.status_code}\n{response.serialize_headers().decode()}\n".encode()
    token = rb'name="(csrfmiddlewaretoken|token)" value="[\w-]+"|"token": "\w+"'
    seconds = rb'"seconds": \d+|data-ends-in="\d+"'
    head = re.sub(rb"(Content-Length|Expires|Session-Ends-In): [^\n]+", b"", head)
    return head + re.sub(seconds, b"", re.sub(token, b"", body))


def addresses_with(word: str, found) -> list[str]:
    return [f"{method} {url}" for (method, url), answer in found.items() if word.encode() in answer.lower()]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


SECRETS_OF_THE_GROUP = {
    *(f"ProgressUpdate.{name}" for name in (*TEXTS, "review_note")),
    *(f"Action.{name}" for name in ("title", "official_title", "public_summary", "description")),
    "Attachment.title",
    "Attachment.file_name",
    "InternalRemark.text",
    "Milestone.title",
    "Connection.name",
    "Meeting.outcome",
    "ReportLine.editorial_text",
    "ReportLine.omission_reason",
    "ReportText.text",
    "PartnerRemark.text",
    "PartnerRemark.answer",
    "OutboxMail.text",
    "OutboxMail.html",
    "MunicipalNote.text",
    "MunicipalNote.author_function",
    "AgendaItem.title",
}
SECRETS_OF_PARTICIPANTS = {
    *(f"ProgressUpdate.{name}" for name in TEXTS),
    *(f"Action.{name}" for name in ("title", "official_title", "public_summary", "description")),
    *(f"Contact.{name}" for name in ("name", "email", "phone")),
    *(f"User.{name}" for name in ("full_name", "email")),
    "OutboxMail.text",
    "OutboxMail.html",
    "Attachment.title",
    "Attachment.file_name",
    "Milestone.title",
    "Connection.name",
}


def test_secrets_stand_everywhere(portal, quick_pdf):
    """Otherwise the tests below would prove nothing."""
    portal.release()

    assert places_of(GROUP) == SECRETS_OF_THE_GROUP
    assert places_of(PARTICIPANTS) == SECRETS_OF_PARTICIPANTS
    states = ProgressUpdate.objects.filter(done__contains=GROUP).values_list("state", flat=True)
    assert set(states) == {"draft", "submitted", "returned", "withdrawn", "approved"}
    assert {row.target for row in ROWS if row.target} == set(portal.targets)


def test_visitors_get_no_secret_on_any_page(portal, quick_pdf):
    portal.release()

    with CaptureQueriesContext(connection) as asked:
        found = answers(portal, Client())

    assert addresses_with(GROUP, found) == []
    assert addresses_with(PARTICIPANTS, found) == []
    assert len(addresses_with(EVERYONE, found)) > 5
    assert [query["sql"] for query in asked if "internalremark" in query["sql"].lower()] == []


def test_participants_of_another_group_get_none_of_its_secrets(portal, official, quick_pdf):
    portal.release()

    found = answers(portal, client_of(portal.outsider))
    of_member = answers(portal, client_of(official))

    assert addresses_with(GROUP, found) == []
    assert len(addresses_with(PARTICIPANTS, found)) > 5
    assert len(addresses_with(GROUP, of_member)) > 5


def encodings(word: str) -> list[bytes]:
    """`word` in every form in which a PDF may hold it, in lower case."""
    plain = [word.encode("utf-8"), word.encode("utf-16-be"), word.encode("utf-16-le")]
    return [*plain, *(text.hex().encode() for text in plain)]


def test_ab_edition_holds_no_secret_in_any_object(portal):
    edition = portal.release()
    with edition.file.open("rb") as file:
        data = file.read()
    text, objects = read_text(data).lower(), decoded_objects(data).lower()

    assert EVERYONE in text
    assert any(form in objects for form in encodings("voortgangsrapportage"))  # its title, in the metadata
    for word in (GROUP, PARTICIPANTS):
        assert word not in text
        assert word not in re.sub(r"\W", "", text)  # hyphenated over two lines
        assert [form for form in encodings(word) if form in objects or form in data.lower()] == []
        assert word not in edition.file.name


@pytest.mark.parametrize("audience", DOCUMENTS)
def test_no_document_holds_a_secret(audience, portal, mobility):
    """Every edition, also the one for a municipality whose official sits in the group."""
    slug = portal.targets["municipality"]["slug"] if audience == Audience.COUNCIL else ""
    contact = Contact.objects.exclude(municipality=None).get(
        municipality__slug=portal.targets["municipality"]["slug"]
    )
    makers.give_seat(mobility, contact=contact, role="member", since=day(-400), by=None)
    content = build_content(portal.report)
    data = rendering.render_content(content, audience, slug).data
    text, objects = read_text(data).lower(), decoded_objects(data).lower()

    assert EVERYONE in text
    assert (contact.function.lower() in text) is (audience == Audience.COUNCIL)
    assert (f"{EVERYONE}-request" in edition_html(content, audience, slug)) is (
        audience == Audience.TASKFORCE
    )
    for word in (GROUP, PARTICIPANTS):
        assert word not in re.sub(r"\W", "", text)
        assert [form for form in encodings(word) if form in objects or form in data.lower()] == []


def all_words(data: bytes) -> bytes:
    """All that is in a file, in lower case: of a zip what its members hold, of a PDF text and objects."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = "\n".join(archive.namelist()).encode().lower()
            return b"\n".join([names, *(all_words(archive.read(name)) for name in archive.namelist())])
    if data.startswith(b"%PDF"):
        text = read_text(data)
        hyphenated = re.sub(r"\W", "", text)
        return f"{text}\n{hyphenated}".lower().encode() + decoded_objects(data).lower()
    return data.lower()


FILES = ("lines_xlsx", "lines_csv", "pc_block", "cover_note", "council_zip")
FILES_OF_EDITION = ("edition_page", "edition_pdf", "archive_copy")


def test_no_file_of_a_report_holds_a_secret(portal):
    """Everything that can be taken home, as those get it who make the report and may see the most."""
    report = portal.release().report
    by = makers.actor(portal.reporter)
    told = Municipality.objects.filter(slug=portal.targets["municipality"]["slug"])
    reports.queue_council_set(report, by=by, municipalities=told)
    for edition in Edition.objects.filter(report=report):
        rendering.render(edition.pk)
    reports.release_council_set(report, by=by)
    rendering.render_archive(report.editions.council().get().pk)
    council = {"uuid": report.uuid, "edition": report.editions.council().get().uuid}
    addresses = [reverse(f"reports:{name}", args=[report.uuid]) for name in FILES]
    addresses += [reverse(f"reports:{name}", kwargs=council) for name in FILES_OF_EDITION]
    client = client_of(portal.reporter)

    answers_ = {address: client.get(address) for address in addresses}

    assert {address: answer.status_code for address, answer in answers_.items()} == dict.fromkeys(
        addresses, 200
    )
    for address, answer in answers_.items():
        words = all_words(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        assert EVERYONE.encode() in words, address
        # The name of who is logged in stands on every page of theirs.
        secrets = (GROUP,) if address.endswith("/") else (GROUP, PARTICIPANTS)
        for word in secrets:
            assert [form for form in encodings(word) if form in words] == [], address
            assert word not in answer.get("Content-Disposition", "")


def test_mail_tells_only_those_who_may_know_and_never_a_note(portal, coordinator, coordinator_be):
    told = [mail for mail in OutboxMail.objects.all() if GROUP in f"{mail.subject}{mail.text}{mail.html}"]

    assert {mail.recipient for mail in told} <= {coordinator, coordinator_be}
    assert not any(f"{GROUP}-notitie" in f"{mail.text}{mail.html}" for mail in told)
    assert not any(GROUP in mail.subject for mail in told)


def test_flipping_the_secrets_changes_no_byte_of_any_file_or_page(portal):
    """The PDFs are made from these pages, and the same page gives the same PDF."""
    slug = portal.targets["municipality"]["slug"]

    def made() -> dict[str, object]:
        content = replace(build_content(portal.report), frozen_on=today().isoformat())
        slugs = {audience: slug if audience == Audience.COUNCIL else "" for audience in DOCUMENTS}
        sheets = (line_sheet(content), about_sheet(content, sha256=""))
        return {
            **{f"{audience} as PDF": edition_html(content, audience, slugs[audience]) for audience in slugs},
            **{f"{audience} as page": edition_body(content, audience, slugs[audience]) for audience in slugs},
            "xlsx": write_xlsx(sheets, title=content.title, made_on=made_on(content)),
            "csv": write_csv(line_sheet(content)),
            "block": write_docx(pc_block(content)),
            "cover note": write_docx(cover_note(content)),
        }

    before = made()
    flip_everything()
    after = made()

    assert [name for name in before if after[name] != before[name]] == []
    assert [name for name in before if EVERYONE not in str(before[name]).lower()] == [
        "xlsx",
        "block",
        "cover note",
    ]


EDITIONS = [
    (Audience.GENERAL_BOARD, Variant.READING),
    (Audience.COUNCIL, Variant.READING),
    (Audience.COUNCIL, Variant.ARCHIVE),
]


@pytest.mark.parametrize(("audience", "variant"), EDITIONS)
def test_flipping_the_secrets_changes_no_byte_of_an_edition(audience, variant, portal):
    slug = portal.targets["municipality"]["slug"] if audience == Audience.COUNCIL else ""

    def rendered() -> bytes:
        content = replace(build_content(portal.report), frozen_on=today().isoformat())
        return rendering.render_content(content, audience, slug, variant).data

    before = rendered()
    flip_everything()

    assert rendered() == before
    assert EVERYONE in read_text(before)


def flip_everything() -> None:
    """Other words in every secret, other states on hidden actions and live copies, other people."""
    flip(GROUP, "nachtegaal")
    flip(PARTICIPANTS, "mus")
    hidden = Action.objects.exclude(visibility="public")
    ProgressUpdate.objects.filter(action__in=hidden).update(rating="on_track", phase="dropped", as_of=day(-1))
    ProgressUpdate.objects.exclude(state="approved").update(rating="attention", phase="on_hold")
    Action.objects.update(rating="attention", phase="completed", current_update=None)
    assert places_of(GROUP) == places_of(PARTICIPANTS) == set()


def test_secrets_and_hidden_actions_change_no_byte_of_any_page_of_a_visitor(portal, quick_pdf):
    portal.release()
    before = answers(portal, Client())

    flip_everything()
    flipped = answers(portal, Client())
    delete_hidden_actions()
    without = answers(portal, Client())

    assert [key for key in before if flipped[key] != before[key]] == []
    assert [key for key in before if without[key] != before[key]] == []


def delete_hidden_actions() -> None:
    hidden = Action.objects.exclude(visibility="public")
    ProgressUpdate.objects.filter(action__in=hidden).delete()
    Attachment.objects.filter(action__in=hidden).delete()
    for action in hidden:
        action.delete()


@pytest.mark.parametrize("address", ["/acties/", "/zoeken/"])
def test_search_answers_nothing_about_hidden_actions(address, portal):
    """Looking for a hidden title is like looking for a word that stands nowhere."""
    client = Client()

    nothing = _bytes(client.get(address, {"q": "pinguin"}))

    for word in (f"{GROUP}-title", f"{PARTICIPANTS}-title"):
        found = _bytes(client.get(address, {"q": word}))
        assert found.replace(word.encode(), b"pinguin") == nothing


def test_making_a_report_never_touches_the_notes(portal, quick_pdf):
    with CaptureQueriesContext(connection) as asked:
        content = build_content(portal.report)
        edition_html(content, Audience.GENERAL_BOARD)
        portal.release()

    statements = [query["sql"] for query in asked]
    assert any("workagenda_progressupdate" in sql for sql in statements)
    assert [sql for sql in statements if "internalremark" in sql.lower()] == []
    assert InternalRemark.objects.count() == 2
