"""Every URL, method and persona against the one table; a URL without a row fails."""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from brainport_portal.core.dates import today
from governance.choices import SeatRole
from partners.models import Municipality
from tests import makers
from tests.portal.matrix import LIBRARIES, METHODS, PERSONAS, ROWS, Row
from workagenda.models import Attachment
from workagenda.reports import domain as reports
from workagenda.reports.choices import Audience, ReportStatus
from workagenda.reports.models import Edition, Report

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every (name with namespace, view) in the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + (entry.name or str(entry.pattern)), entry.callback
        else:
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_names(entry, inner)


def own_urls() -> list[tuple[str, Any]]:
    return [(name, view) for name, view in url_names() if not name.startswith(tuple(LIBRARIES))]


def test_every_url_has_a_row():
    assert {name for name, _view in own_urls()} == {row.name for row in ROWS}


def test_every_view_declares_its_rule():
    without = [name for name, view in own_urls() if not callable(getattr(view, "rule", None))]
    assert without == []


@dataclass
class World:
    """Somebody of every sort, and something of every sort to look at."""

    clients: dict[str, Client]
    targets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def url(self, row: Row) -> str:
        return reverse(row.name, kwargs=self.targets[row.target] if row.target else {})


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


@pytest.fixture
def world(
    mobility,
    housing,
    seatless,
    official,
    coordinator,
    coordinator_be,
    outsider,
    director,
    reporter,
    administrator,
):
    switched_off = makers.make_member(mobility, SeatRole.COORDINATOR)
    seat_ended = makers.make_member(mobility, SeatRole.COORDINATOR)
    users = {"visitor": None, **{name: value for name, value in locals().items() if name in PERSONAS}}
    world = World(clients={name: client_of(users[name]) for name in PERSONAS})
    calendars = {user: makers.make_calendar(user) for user in (official, switched_off, seat_ended)}
    # After log-in, so that the next request is the first to notice.
    type(switched_off).objects.filter(pk=switched_off.pk).update(is_active=False)
    yesterday = today() - makers.datetime.timedelta(days=1)
    seat_ended.contact.seats.update(until=yesterday)
    _targets(world, mobility, official, coordinator, coordinator_be, reporter)
    world.targets |= {
        "calendar": {"token": calendars[official]},
        "calendar_of_switched_off": {"token": calendars[switched_off]},
        "calendar_of_seat_ended": {"token": calendars[seat_ended]},
        "no_calendar": {"token": "nooit-gemaakt"},
    }
    return world


def _targets(world, mobility, official, coordinator, coordinator_be, reporter) -> None:
    public = makers.make_action(mobility)
    partners = makers.make_action(mobility, visibility="partners")
    hidden = makers.make_action(mobility, visibility="working_group")
    agreed = makers.make_approved(public, official, coordinator)
    agreed_hidden = makers.make_approved(hidden, official, coordinator)
    submitted = makers.make_submitted(makers.make_action(mobility), official)
    draft = makers.make_draft(makers.make_action(mobility), official)
    by_all = makers.make_draft(makers.make_action(mobility), coordinator)
    by_all.contributors.add(coordinator_be)
    by_all = makers.verbs.report_progress(
        by_all.action,
        by=makers.actor(coordinator),
        fields=makers.content(),
        version=by_all.version,
        token=uuid.uuid4(),
        submit=True,
    )
    annexes = attachment_targets(public, partners, hidden, official)
    entry = makers.make_agenda_entry(public, coordinator)
    live = reports.start_report(makers.make_round(), by=makers.actor(reporter))
    released = make_edition(reporter, is_released=True)
    waiting = make_edition(reporter, is_released=False)
    withdrawn = make_edition(reporter, is_released=True)
    reports.withdraw_edition(withdrawn, by=makers.actor(reporter), reason="Een fout in de cijfers.")
    make_council_edition(released.report)
    world.targets = {
        "organisation": {"slug": makers.make_organisation().slug},
        "municipality": {"slug": makers.make_municipality().slug},
        "body": {"slug": mobility.slug},
        "no_slug": {"slug": "bestaat-niet"},
        "years": {"start": 2026, "end": 2027},
        "no_years": {"start": 1926, "end": 1927},
        "public_action": {"code": public.code},
        "partners_action": {"code": partners.code},
        "group_action": {"code": hidden.code},
        "no_code": {"code": "XX-99"},
        "agreed": {"uuid": agreed.uuid},
        "agreed_in_group": {"uuid": agreed_hidden.uuid},
        "submitted": {"uuid": submitted.uuid},
        "submitted_by_all": {"uuid": by_all.uuid},
        "draft": {"uuid": draft.uuid},
        "no_uuid": {"uuid": uuid.uuid4()},
        "on_agenda": {"code": public.code, "pk": entry.pk},
        "on_agenda_of_other": {"code": partners.code, "pk": entry.pk},
        **annexes,
        "working_copy": {"pk": makers.make_working_copy(public, official).pk},
        "round": {"pk": live.round_id},
        "live_report": {"uuid": live.uuid},
        "released_report": {"uuid": released.report.uuid},
        "live_line": {"uuid": live.uuid, "code": public.code},
        "live_note": {"uuid": live.uuid, "slug": makers.make_municipality().slug},
        "released_note": {"uuid": released.report.uuid, "slug": makers.make_municipality().slug},
        "no_note": {"uuid": live.uuid, "slug": "bestaat-niet"},
        "live_preview": {"uuid": live.uuid, "reader": "ab"},
        "released_preview": {"uuid": released.report.uuid, "reader": "openbaar"},
        "no_preview": {"uuid": live.uuid, "reader": "raad"},
        "live_council_preview": {
            "uuid": live.uuid,
            "reader": "raad",
            "slug": makers.make_municipality().slug,
        },
        "no_council_preview": {"uuid": live.uuid, "reader": "raad", "slug": "bestaat-niet"},
        **remark_targets(reporter, live, public),
        "group_line": {"uuid": live.uuid, "code": hidden.code},
        "released_edition": {"uuid": released.report.uuid, "edition": released.uuid},
        "waiting_edition": {"uuid": waiting.report.uuid, "edition": waiting.uuid},
        "withdrawn_edition": {"uuid": withdrawn.report.uuid, "edition": withdrawn.uuid},
        "withdrawn_report": {"uuid": withdrawn.report.uuid},
        "edition_of_other_report": {"uuid": live.uuid, "edition": released.uuid},
    }


def remark_targets(reporter, live, action, word="") -> dict[str, dict[str, Any]]:
    """Remarks, which say `word`, with an answer: on one action, and by the reporter on the whole report."""
    by = makers.actor(reporter)
    checked = makers.make_report(reporter, "partner_check")
    whole = reports.write_remark(checked, by=by, text=f"{word}-over alles")
    remark = reports.write_remark(checked, by=by, text=f"{word}-opmerking", action=action)
    reports.answer_remark(remark, by=by, answer=f"{word}-antwoord")
    return {
        "remark": {"uuid": checked.uuid, "pk": remark.pk},
        "remark_on_whole": {"uuid": checked.uuid, "pk": whole.pk},
        "remark_of_other_report": {"uuid": live.uuid, "pk": remark.pk},
    }


def attachment_targets(public, partners, hidden, official, words=("", "", "")) -> dict[str, dict[str, Any]]:
    """An annex of every sort; `words` stand in those for everyone, for participants and for the group.

    The one in the group was for everyone before its action was hidden.
    """
    for_all, for_participants, for_group = (
        {"title": f"{word}-bijlage", "name": f"{word}-naam.txt", "data": f"{word}-inhoud".encode()}
        for word in words
    )
    removed = makers.make_attachment(public, official, **for_group)
    makers.verbs.remove_attachment(removed, by=makers.actor(official))
    in_group = makers.make_attachment(hidden, official, **for_group)
    Attachment.objects.filter(pk=in_group.pk).update(visibility="public")
    annexes = {
        "public_attachment": makers.make_attachment(public, official, **for_all),
        "partners_attachment": makers.make_attachment(
            public, official, visibility="partners", **for_participants
        ),
        "group_attachment": makers.make_attachment(public, official, visibility="working_group", **for_group),
        "attachment_in_group": in_group,
        "removed_attachment": removed,
    }
    missing = {"code": public.code, "uuid": "00000000-0000-0000-0000-000000000000"}
    return {
        **{name: {"code": annex.action.code, "uuid": annex.uuid} for name, annex in annexes.items()},
        "attachment_of_other_action": {"code": partners.code, "uuid": annexes["public_attachment"].uuid},
        "no_attachment": missing,
    }


def make_edition(reporter, *, is_released: bool) -> Edition:
    """A frozen report with a ready edition; the file holds a few bytes, rendering has tests of its own."""
    by = makers.actor(reporter)
    report = reports.start_report(makers.make_round(), by=by)
    for status in (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED):
        reports.move_report(report, status, by=by)
    report = reports.freeze(Report.objects.get(pk=report.pk), by=by)
    edition = reports.queue_edition(report, Audience.GENERAL_BOARD, by=by)
    edition.file.save("editie.pdf", ContentFile(b"%PDF-1.7 voorbeeld"), save=False)
    edition.state, edition.pages = "ready", 1
    edition.save()
    if is_released:
        edition = reports.release_edition(edition, by=by)
        edition.archive_file.save("editie.archief.pdf", ContentFile(b"%PDF-1.7 archief"), save=True)
    return edition


def make_council_edition(report: Report) -> Edition:
    """A ready edition for one municipality, not released."""
    edition = Edition(report=report, audience="council", municipality=makers.make_municipality())
    edition.file.save("raad.pdf", ContentFile(b"%PDF-1.7 voorbeeld"), save=False)
    edition.state, edition.pages = "ready", 2
    edition.save()
    return edition


# Making the world takes longer than a request, so a test takes a share of the rows.
SHARES = [ROWS[n::4] for n in range(4)]
HTMX = "GET by htmx"
EVERY_WAY = (*METHODS, HTMX)


@pytest.mark.parametrize("rows", SHARES, ids=lambda rows: rows[0].name)
def test_urls_answer_as_the_table_says(rows, world):
    assert _deviations(world, rows, _some_methods) == []


@pytest.mark.night
@pytest.mark.parametrize("rows", SHARES, ids=lambda rows: rows[0].name)
def test_urls_answer_as_the_table_says_to_every_method_of_everyone(rows, world):
    assert _deviations(world, rows, lambda row, persona: EVERY_WAY) == []


def _some_methods(row: Row, persona: str) -> tuple[str, ...]:
    """GET and POST, and one of the others in turn: every row is asked every method, if not by everyone."""
    others = [method for method in EVERY_WAY if method not in ("GET", "POST")]
    return ("GET", "POST", in_turn(others, PERSONAS.index(persona) + ROWS.index(row)))


def in_turn(choices: Sequence[str], turn: int) -> str:
    """One of them, the next one for the next turn."""
    return choices[turn % len(choices)]


def _deviations(world: World, rows: list[Row], methods_of: Any) -> list[tuple]:
    return [
        (row.name, row.target, persona, method, status, row.expected(persona, method))
        for row in rows
        for persona in PERSONAS
        for method, status in _answers(world, row, persona, methods_of(row, persona))
        if status != row.expected(persona, method)
    ]


def _answers(
    world: World, row: Row, persona: str, methods: Iterable[str] = EVERY_WAY
) -> Iterator[tuple[str, int]]:
    """What the methods answer; a POST, which may change the target for the next, is undone."""
    client, url = world.clients[persona], world.url(row)
    for method in methods:
        asked, headers = ("GET", {"HX-Request": "true"}) if method == HTMX else (method, {})
        with transaction.atomic():
            yield asked, client.generic(asked, url, headers=headers).status_code
            transaction.set_rollback(True)


def test_contact_of_a_municipality_gets_what_participants_get_and_their_own_note(world, housing):
    """On every URL what the outsider gets, but for the text of their own municipality."""
    slug = world.targets["live_note"]["slug"]
    user = makers.make_user()
    contact = makers.make_contact(user, municipality=Municipality.objects.get(slug=slug))
    makers.give_seat(housing, contact=contact, role="member", since=makers.LONG_AGO, by=None)
    world.clients["contact"] = client_of(user)
    own = {("live_note", "GET"): 200, ("live_note", "HEAD"): 200, ("live_note", "POST"): 409}
    own |= {("live_note", method): 405 for method in ("PUT", "PATCH", "DELETE", "OPTIONS")}
    other = {**world.targets["live_note"], "slug": world.targets["municipality"]["slug"]}

    deviations = [
        (row.name, row.target, method, status)
        for row in ROWS
        if row.name.startswith("reports:")
        for method, status in _answers(world, row, "contact", _some_methods(row, "outsider"))
        if status != own.get((row.target, method), row.expected("outsider", method))
    ]

    assert deviations == []
    assert world.clients["contact"].get(reverse("reports:note_edit", kwargs=other)).status_code == 404


WRITABLE = [row for row in ROWS if row.post is not None]


def test_hidden_and_missing_look_the_same(world):
    client = world.clients["outsider"]
    hidden = client.get(reverse("workagenda:action_detail", kwargs=world.targets["group_action"]))
    missing = client.get(reverse("workagenda:action_detail", kwargs=world.targets["no_code"]))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _without_address(hidden) == _without_address(missing)


def _without_address(response) -> bytes:
    """The page without the address that was asked for, the token and the time left, new for every page."""
    page = response.content.replace(response.wsgi_request.path.encode(), b"")
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|data-ends-in="\d+"', b"", page)


def test_refused_post_writes_nothing(world):
    """Whoever may not, changes no row of any table but sessions."""
    before = _rows()
    for row in WRITABLE:
        for persona in PERSONAS:
            if row.cell(persona, "POST") != "y":
                world.clients[persona].post(world.url(row), {"name": "Zomaar", "status": "agreed"})
    assert _rows() == before


def _rows() -> dict[str, list[tuple]]:
    from django.apps import apps

    models = [m for m in apps.get_models() if m._meta.app_label not in ("sessions", "django_tasks_db")]
    return {m._meta.label: sorted(m.objects.values_list(), key=str) for m in models if hasattr(m, "objects")}


def test_matrix_covers_all_methods():
    assert set(METHODS) == {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    assert all(len(row.cells.split()) == len(PERSONAS) for row in ROWS)
