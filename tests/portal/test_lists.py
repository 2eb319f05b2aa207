"""Lists and forms under load and under nonsense: constant query counts, no 500, nothing lost, no answers
about what is hidden."""

import datetime
import html
import re
import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brainport_portal.core.dates import today
from brainport_portal.core.forms import LONGEST_TEXT
from brainport_portal.core.middleware import SessionLimitsMiddleware
from brainport_portal.core.models import SourceDocument
from brainport_portal.core.tables import show_table
from charter.models import Signature, ThemeLead
from governance.models import Decision, Event, Meeting, ReportingDuty
from tests import makers
from tests.reports import samples
from workagenda.choices import Phase, Rating
from workagenda.models import Action, InternalRemark, ProgressUpdate, ReleasedState
from workagenda.reports.content_json import to_json
from workagenda.reports.models import Edition, Report, ReportLine
from workagenda.tables import ActionTable

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


# Query counts


class Growing:
    """A portal in which everything comes in equal numbers."""

    def __init__(self, mobility, official, coordinator, reporter):
        self.body, self.official, self.coordinator, self.reporter = mobility, official, coordinator, reporter
        self.size = 0
        self.action = makers.make_action(mobility)
        self.municipality = makers.make_municipality()
        self.organisation = makers.make_organisation()
        self.report = makers.make_report(reporter, opens_on=day(-9), reference_date=day(0))
        self.network = makers.make_organisation(kind="network")
        makers.make_approved(self.action, official, coordinator, as_of=day(-100))

    def grow(self, size: int) -> None:
        while self.size < size:
            self.size += 1
            self._add()

    def _add(self) -> None:
        n = self.size
        source = SourceDocument.objects.create(code=f"bron-{n}", title=f"Bron {n}", kind="report")
        organisation = makers.make_organisation(region=makers.make_region(), source=source)
        municipality = makers.make_municipality()
        municipality.networks.add(self.network)
        self.organisation.member_municipalities.add(municipality)
        places = [
            home.places.create(
                slug=f"plaats-{n}-{home.pk}",
                name=f"Plaats {n}",
                country="NL",
                latitude="51.4",
                longitude="5.4",
            )
            for home in (self.municipality, municipality)
        ]
        action = makers.make_action(self.body, source=source, decides=self.body)
        for owner in (action, self.action):
            owner.partners.create(organisation=organisation, role="lead")
            owner.milestones.create(title="Mijlpaal", due_on=day(n))
            owner.municipalities.add(municipality)
            name = f"v-{owner.pk}-{n}"
            owner.connections.create(
                slug=name, name=name, from_place=places[0], to_place=places[1], mode="bus"
            )
        action.municipalities.add(self.municipality)
        action.kinds.create(kind="project")
        action.partners.create(organisation=self.organisation, role="involved")
        self._add_updates(action)
        self._add_to_bodies(organisation, source)
        self._add_report(action)

    def _add_updates(self, action) -> None:
        """Rows past the verbs, for speed: an agreed and a confirming update on both, one that waits."""
        fields = {**makers.content(as_of=day(-20)), "author": self.official, "reviewer": self.coordinator}
        states = (
            (action, "approved"),
            (self.action, "approved"),
            (makers.make_action(self.body), "submitted"),
        )
        changes = ProgressUpdate.objects.bulk_create(
            ProgressUpdate(
                action=of, state=state, submitted_at=timezone.now(), reviewed_at=timezone.now(), **fields
            )
            for of, state in states
        )
        InternalRemark.objects.bulk_create(InternalRemark(update=row, text="Notitie.") for row in changes)
        for change in changes[:2]:
            confirming = ProgressUpdate(action=change.action, state="approved", kind="unchanged", **fields)
            confirming.refers_to, confirming.reviewed_at = change, timezone.now()
            confirming.save_without_historical_record()
            Action.objects.filter(pk=change.action_id).update(current_update=confirming)

    def _add_to_bodies(self, organisation, source) -> None:
        n = self.size
        makers.make_member(self.body)
        makers.make_contact(organisation=self.organisation)
        makers.make_contact(municipality=self.municipality)
        other = makers.make_body(
            "general_board", organisation=self.organisation, parent=self.body, source=source
        )
        makers.seat(self.coordinator, other)
        Meeting.objects.create(body=self.body, starts_on=day(-n))
        Decision.objects.create(
            body=self.body, status="taken", text="Besluit.", source=source, fact_id=f"b{n}"
        )
        for ends in ({"from_body": self.body, "to_body": other}, {"from_body": other, "to_body": self.body}):
            ReportingDuty.objects.create(text="Informeert.", source=source, **ends)
        Event.objects.create(
            charter=makers.make_charter(), slug=f"e{n}", title="Iets.", status="happened", source=source
        )
        Signature.objects.create(charter=makers.make_charter(), organisation=organisation, source=source)
        region = makers.make_region(f"regio-{n}")
        for organisation_ in (organisation, self.organisation):
            theme = makers.make_theme(10 + 2 * n + (organisation_ is organisation))
            makers.make_goal("A", theme)
            ThemeLead.objects.create(theme=theme, region=region, organisation=organisation_)

    def _add_report(self, action) -> None:
        ReportLine.objects.create(report=self.report, action=action, editorial_text="Eigen tekst.")
        report = Report.objects.create(
            round=makers.make_round(reference_date=day(-30 - self.size), opens_on=day(-90)),
            version="1.0",
            status="frozen",
            content=to_json(samples.make_empty_content()),
            content_sha256="-",
        )
        edition = Edition(report=report, audience="general_board", state="ready", pages=1, released_on=day(0))
        edition.file.save("editie.pdf", ContentFile(b"%PDF"), save=True)
        ReleasedState.objects.create(
            action=action,
            phase="in_progress",
            rating="on_track",
            as_of=day(-40),
            reference_date=day(-30),
            report_title="Rapportage",
            report_uuid=report.uuid,
        )

    @property
    def pages(self) -> dict[str, str]:
        names = (
            "home",
            "workagenda:action_list",
            "organisation_list",
            "municipality_list",
            "body_list",
            "map",
            "charter:charter",
            "governance:timeline",
            "sources",
            "reports:report_list",
        )
        return {
            **{name: reverse(name) for name in names},
            "action list, filtered": "/acties/?doel=2B&soort=project&q=actie&sort=-shown_rating&per_page=100",
            "search": "/zoeken/?q=actie+werkgroep",
            "search, mended": "/zoeken/?q=organisatei",
            "agenda": reverse("workagenda:agenda", args=[2026, 2027]),
            "action": self.action.get_absolute_url(),
            "organisation": self.organisation.get_absolute_url(),
            "municipality": self.municipality.get_absolute_url(),
            "body": self.body.get_absolute_url(),
        }


@pytest.fixture
def growing(mobility, official, coordinator, reporter) -> Growing:
    return Growing(mobility, official, coordinator, reporter)


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(asked)


def test_number_of_queries_is_the_same_for_1_3_and_30_rows(growing, director, outsider, monkeypatch):
    monkeypatch.setattr(
        SessionLimitsMiddleware, "SEEN_EVERY", 10**6
    )  # a session is written down now and then
    clients = {
        "visitor": client_of(None),
        "outsider": client_of(outsider),
        "official": client_of(growing.official),
        "coordinator": client_of(growing.coordinator),
        "director": client_of(director),
        "reporter": client_of(growing.reporter),
    }
    for client in clients.values():
        client.get("/health/")
    asked: dict[tuple[str, str], list[int]] = {}
    for size in (1, 3, 30):
        growing.grow(size)
        pages = {(who, "home"): "/" for who in clients}
        everywhere = ("visitor", "coordinator", "outsider", "reporter")[: 2 if size == 30 else 4]
        pages |= {(who, page): address for who in everywhere for page, address in growing.pages.items()}
        pages |= {("reporter", "report"): growing.report.get_absolute_url()}
        pages |= {(who, "reviews"): "/nakijken/" for who in ("coordinator", "reporter")}
        pages |= {(who, "mine"): "/mijn-acties/" for who in ("official", "coordinator", "outsider")}
        for (who, page), address in pages.items():
            asked.setdefault((who, page), []).append(queries(clients[who], address))

    assert {key: counts for key, counts in asked.items() if len(set(counts)) != 1} == {}
    most = {page: max(counts[-1] for (_who, name), counts in asked.items() if name == page) for page in MOST}
    assert {page: most[page] for page in MOST if most[page] > MOST[page]} == {}


# Where most people come; a page that asks more than today must have a reason.
# For who may put an action on the agenda of the taskforce, its page asks whether it is there.
MOST = {"home": 20, "workagenda:action_list": 12, "action": 17, "mine": 18}


# Nonsense in the address

NONSENSE = [
    "per_page=-1",
    "per_page=0",
    "per_page=100000",
    "per_page=abc",
    "per_page=",
    "per_page=1e3",
    "per_page=%D9%A3",  # an Arabic digit
    "page=-1",
    "page=0",
    "page=1000000000",
    "page=999999999",
    "page=abc",
    "sort=unknown",
    "sort=-",
    "sort=--code",
    "sort=code&sort=code&sort=-title",
    "sort=current_update__internal_remark",
    "sort=current_update__internal_remark__text",
    "sort=rating",
    "sort=%00",
]


@pytest.mark.parametrize("sort", ["", "shown_rating", "-title"])
def test_order_of_a_list_leaves_nothing_to_the_database(sort, rf, coordinator):
    """Else equal rows stand as they were last written, which tells of changes out of sight."""
    rows = Action.objects.with_state_for(makers.actor(coordinator)).for_list()

    table = show_table(rf.get("/", {"sort": sort}), ActionTable, rows)

    assert table.data.data.query.order_by[-2:] == ("code", "pk")


@pytest.mark.parametrize("address", ["/acties/", "/gemeenten/"])
def test_nonsense_in_paging_and_sorting_shows_the_list(address, client, mobility):
    for _ in range(3):
        makers.make_action(mobility)
        makers.make_municipality()
    table = _table(client.get(address))

    shown = {query: client.get(f"{address}?{query}") for query in NONSENSE}

    assert {query: r.status_code for query, r in shown.items() if r.status_code != 200} == {}
    assert [query for query, response in shown.items() if len(_table(response)) != len(table)] == []
    assert len(table) == 3


def _table(response) -> list[str]:
    return re.findall(r'<th scope="row">', response.content.decode())


@pytest.mark.parametrize(("query", "rows"), [("", 25), ("per_page=2", 2), ("per_page=100000", 100)])
def test_page_holds_at_most_a_hundred_rows(query, rows, client, mobility):
    action = makers.make_action(mobility)
    fields = {"agenda": action.agenda, "domain": action.domain, "working_group": mobility}
    Action.objects.bulk_create(Action(code=f"XX-{n}", title="Actie", **fields) for n in range(120))

    assert len(_table(client.get(f"/acties/?{query}"))) == rows


@pytest.mark.parametrize(
    "query",
    [
        "onbekend=1",
        "interne_notitie=a",
        "rating=stalled",
        "current_update__done=a",
        "beoordeling=bestaat-niet",
        "beoordeling=on_track%00",
        "fase=%27%20OR%201=1",
        "doel=9Z",
        "doel=A",
        "doel=%00",
        "domein=bestaat-niet",
        "werkgroep=1",
        "gemeente=-1",
        "soort=projecten",
        "q=%00",
        "q=" + "a" * 10_000,
        "&".join(f"filter{n}=1" for n in range(20)),
    ],
    ids=lambda query: query[:30],
)
def test_filter_that_is_not_understood_says_so_and_shows_nothing(query, client, action):
    response = client.get(f"/acties/?{query}")

    assert response.status_code == 400
    assert _table(response) == []
    assert re.search("Dit filter bestaat niet|heeft een waarde die niet bestaat", response.content.decode())


@pytest.mark.parametrize(
    "query",
    ["q=%01%02%1b", "q=%ED%A0%80", "q=%FF%FE", "q=%", "q=%27%22%3C", "q=__", "q=%25", "q=%F0%9F%91%A9"],
)
def test_odd_words_in_the_search_find_nothing(query, client, action):
    response = client.get(f"/acties/?{query}")

    assert (response.status_code, _table(response)) == (200, [])


@pytest.mark.parametrize(
    "address",
    [
        "/acties/XX-99999/",
        "/acties/%00/",
        "/acties/mo-02%0a/",
        "/werkagenda/99999999999-99999999999/",
        "/werkagenda/0-1/",
        "/gemeenten/%ED%A0%80/",
        "/organisatie/..%2f..%2fetc/",
        "/nakijken/00000000-0000-0000-0000-000000000000/",
        "/rapportages/rondes/99999999999999999999/openen/",
    ],
)
def test_address_of_nothing_is_not_found(address, client, action, reporter):
    client.force_login(reporter, backend="brainport_portal.core.auth.ExpiringAccountBackend")

    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code in (404, 405)


# What people type

FIELDS = ("done", "next_step", "bottleneck", "consequence", "corrective_action", "request")


def typed(**fields) -> dict:
    """A filled-in update form."""
    form = dict.fromkeys((*FIELDS, "phase", "cause", "remark"), "")
    return {
        **form,
        "as_of": today().isoformat(),
        "rating": "on_track",
        "version": 0,
        "token": uuid.uuid4(),
        **fields,
    }


@pytest.fixture
def form(action, official):
    """`form(fields)` sends the update form of `action` as one of its members."""
    client = client_of(official)
    address = reverse("workagenda:update_edit", args=[action.code])
    return lambda button="save", **fields: client.post(address, {**typed(**fields), button: "1"})


def test_every_text_has_the_same_limit(form):
    fields = (*FIELDS, "remark")

    response = form(**dict.fromkeys(fields, "a" * (LONGEST_TEXT + 1)))

    assert (response.status_code, ProgressUpdate.objects.count()) == (422, 0)
    assert set(response.context["form"].errors) == set(fields)


@pytest.mark.parametrize("field", ["done", "remark"])
def test_a_megabyte_of_text_is_refused_at_the_field_and_kept(field, form):
    text = "woord " * 170_000

    response = form(**{field: text})

    page = response.content.decode()
    assert response.status_code == 422
    assert str(LONGEST_TEXT) in " ".join(response.context["form"].errors[field])
    assert set(response.context["form"].errors) == {field}
    assert "Zorg dat deze waarde niet meer dan 10000 tekens bevat" in page
    assert page.count("woord " * 100) > 1_000
    assert ProgressUpdate.objects.count() == 0


def test_text_of_the_longest_length_is_stored_whole(form):
    response = form(done="a" * LONGEST_TEXT)

    assert (response.status_code, ProgressUpdate.objects.get().done) == (302, "a" * LONGEST_TEXT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": "morgen"},
        {"as_of": "2026-02-30"},
        {"as_of": "9999-12-31"},
        {"rating": "perfect"},
        {"phase": "klaar"},
        {"cause": "weer"},
        {"version": "-1"},
        {"version": "x"},
        {"token": "geen"},
    ],
    ids=str,
)
def test_unknown_value_is_refused_and_the_text_kept(wrong, form):
    response = form(done="Dit typte ik.", **wrong)

    assert (response.status_code, ProgressUpdate.objects.count()) == (422, 0)
    assert "Dit typte ik." in response.content.decode()
    assert set(response.context["form"].errors) == set(wrong)


def test_enormous_version_is_a_conflict_and_the_text_kept(form):
    response = form(done="Dit typte ik.", version=10**30)

    assert (response.status_code, ProgressUpdate.objects.count()) == (409, 0)
    assert "Dit typte ik." in response.content.decode()


NAUGHTY = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!-- --><![CDATA[ ]]>",
    "&lt;b&gt; &amp; &#60; &nbsp;",
    "{{7*7}} {% debug %} {# weg #}",
    "{a.__class__} %s %(name)s ${7*7} #{7*7}",
    "javascript:alert(1)",
    "'; DROP TABLE workagenda_action; --",
    "=1+1 | @SUM(A1) | +1 | -1",
    "../../../../etc/passwd",
    "مرحبا بالعالم שלום",
    "\u202eomgekeerd\u202c \u2066geïsoleerd\u2069",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "Z̷̢͝a̸l̶g̵o̷ é é",
    "𝒳 𐍈 \U0010fffd",
    "nul\u200bbreed \ufeff \u00ad zacht",
    "Τεστ тест テスト ﷽",
    "NULL None undefined NaN true",
    "zin\nregel\n\nalinea\ttab",
    "a" * 3000,
]


def test_naughty_texts_are_stored_as_typed_and_shown_escaped(mobility, official):
    client = client_of(official)
    actions = [(makers.make_action(mobility), text) for text in NAUGHTY]

    for action, text in actions:
        fields = typed(**dict.fromkeys((*FIELDS, "remark"), text))
        address = reverse("workagenda:update_edit", args=[action.code])
        assert client.post(address, {**fields, "save": "1"}).status_code == 302, text

        stored = action.updates.get()
        assert [getattr(stored, field) for field in FIELDS] == [text] * len(FIELDS)
        page, form = (client.get(url).content.decode() for url in (action.get_absolute_url(), address))
        assert _shown(page) == [_flat(text)] * (len(FIELDS) + 1), text
        assert _areas(form) == [text] * (len(FIELDS) + 1)
        assert "<script>alert" not in page + form
        assert "<img src=x" not in page + form


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shown(page: str) -> list[str]:
    """The texts of the update on the action page, as a browser would show them."""
    update = page[page.index('blk-updates"') :]
    texts = re.findall(r'<dd lang="nl">(.*?)</dd>|<div lang="nl">(.*?)</div>', update, re.DOTALL)
    return [_flat(html.unescape(re.sub(r"</?p>|<br>", " ", one or other))) for one, other in texts]


def _areas(form: str) -> list[str]:
    """What stands in the text areas of the form."""
    return [
        html.unescape(text) for text in re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("een\x00twee", "eentwee"),
        ("een\x01\x08\x1b\x7ftwee", "eentwee"),
        ("een\x0b\x0ctwee\x85", "eentwee"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("  \n een \t\n", "een"),
    ],
)
def test_control_characters_are_left_out(sent, stored, form):
    response = form(done=sent)

    assert (response.status_code, ProgressUpdate.objects.get().done) == (302, stored)


@pytest.mark.parametrize("sent", ["%ED%A0%80", "%FF%FE", "%C3", "%F0%9F%91"])
def test_bytes_that_are_no_text_are_replaced(sent, action, official):
    body = "&".join(f"{name}={value}" for name, value in typed(done="").items() if name != "done")
    address = reverse("workagenda:update_edit", args=[action.code])

    response = client_of(official).post(
        address, f"{body}&done=voor{sent}na&save=1", content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 302
    assert re.fullmatch("voor\ufffd+na", ProgressUpdate.objects.get().done)


def test_surrogates_that_reach_the_form_are_left_out():
    from brainport_portal.core.forms import without_controls

    assert without_controls("een\ud800twee\udfff") == "eentwee"


# What a visitor could find out by sorting and filtering

STATE_QUERIES = [
    *(f"sort={sign}{name}" for name in ("shown_rating", "shown_phase", "shown_as_of") for sign in ("", "-")),
    *(f"sort={name}" for name in ("rating", "-rating", "phase", "current_update", "-current_update__as_of")),
    *(f"beoordeling={rating.value}" for rating in Rating),
    *(f"fase={phase.value}" for phase in Phase),
    "rating=stalled",
    "phase=dropped",
    "current_update__rating=stalled",
    "sort=-shown_rating&per_page=1&page=2",
]


def pages_of(user) -> dict[str, bytes]:
    client = client_of(user)
    addresses = ["/", "/werkagenda/2026-2027/", *(f"/acties/?{query}" for query in STATE_QUERIES)]
    token = rb'name="csrfmiddlewaretoken" value="\w+"'
    return {address: re.sub(token, b"", client.get(address).content) for address in addresses}


def test_visitor_finds_out_no_live_state_by_sorting_or_filtering(
    mobility, official, coordinator, outsider, reporter, quick_pdf
):
    told, silent = makers.make_action(mobility), makers.make_action(mobility)
    makers.make_approved(told, official, coordinator, as_of=day(-1), phase="in_preparation")
    makers.make_edition(makers.make_report(reporter, "frozen"), reporter, is_released=True)
    visitor, participant = pages_of(None), pages_of(outsider)

    for action in (told, silent):
        makers.make_approved(action, official, coordinator, **makers.stuck_content(phase="dropped"))

    now_visitor, now_participant = pages_of(None), pages_of(outsider)
    assert [address for address in visitor if now_visitor[address] != visitor[address]] == []
    assert now_participant["/acties/?beoordeling=stalled"] != participant["/acties/?beoordeling=stalled"]
    assert now_participant["/acties/?sort=shown_rating"] != participant["/acties/?sort=shown_rating"]
    assert len(re.findall(b'<th scope="row">', visitor["/acties/?beoordeling=on_track"])) == 1
