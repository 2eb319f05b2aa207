"""Search: what is found, how it is told, that it never tells what is hidden, and nonsense."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brainport_portal.core.dates import today
from governance.models import Event
from tests import makers
from workagenda.models import Action, ReleasedState

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TOKEN = rb'name="csrfmiddlewaretoken" value="\w+"|data-ends-in="\d+"'


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def ask(text, user=None, **parameters):
    return client_of(user).get("/zoeken/", {"q": text, **parameters})


def page_of(response) -> str:
    return re.sub(TOKEN, b"", response.content).decode()


def titles(response) -> list[str]:
    """What was found, in order."""
    found = re.findall(
        r'class="blk-hit__title">.*?<a class="nl-link"[^>]*>(.*?)</a>', page_of(response), re.S
    )
    return [re.sub(r"</?mark>", "", title) for title in found]


def tabs(response) -> list[str]:
    part = re.search(r'<nav class="blk-tabs".*?</nav>', page_of(response), re.S)
    return re.findall(r">([^<>]+ \(\d+\+?\))</a>", part.group()) if part else []


@pytest.fixture
def bergeijk(db):
    return makers.make_municipality(name="Bergeijk", slug="bergeijk")


def test_results_come_in_groups_with_counts(mobility, bergeijk):
    for n in range(10):
        makers.make_action(mobility, title=f"Fietspad {n} naar Bergeijk")
    makers.make_action(mobility, title="Iets anders")

    response = ask("Bergeijk")

    assert tabs(response) == ["Alles (11)", "Gemeenten (1)", "Acties (10)"]
    assert len(titles(response)) == 8 + 1
    assert "Alle 10 resultaten in acties" in page_of(response)


def test_one_kind_is_shown_in_pages(mobility):
    for n in range(30):
        makers.make_action(mobility, title=f"Fietspad {n:02}")

    first, second = ask("fietspaden", soort="acties"), ask("fietspaden", soort="acties", page="99")

    assert (len(titles(first)), len(titles(second))) == (25, 5)
    assert not set(titles(first)) & set(titles(second))


def test_words_are_marked_and_quoted_and_escaped(mobility):
    makers.make_action(mobility, title="Plan", description="Voor <b>bomen</b> & struiken langs de weg.")

    page = page_of(ask("boom"))

    assert "Voor &lt;b&gt;<mark>bomen</mark>&lt;/b&gt; &amp; struiken langs de weg." in page


def test_title_counts_for_more_than_text(mobility):
    makers.make_action(mobility, code="AA-01", title="Iets", description="Over de snelbus.")
    makers.make_action(mobility, code="ZZ-01", title="Snelbus")

    assert titles(ask("snelbus")) == ["Snelbus", "Iets"]


@pytest.mark.parametrize("typed", ["MO-02", "mo2", "MO 2", "m0-02"])
def test_code_goes_straight_to_the_action(typed, action):
    response = ask(typed)

    assert (response.status_code, response["Location"]) == (302, "/acties/mo-02/")


def test_code_of_a_hidden_action_is_like_one_that_does_not_exist(mobility, outsider, official):
    makers.make_action(mobility, code="MO-07", visibility="working_group")

    assert ask("MO-07", official).status_code == 302
    for user in (None, outsider):
        hidden, nothing = ask("MO-07", user), ask("MO-08", user)
        assert hidden.status_code == nothing.status_code == 200
        assert page_of(hidden).replace("MO-07", "MO-08") == page_of(nothing)


def test_code_that_is_nearly_one_is_offered(action):
    makers.make_action(action.working_group, code="WO-02", visibility="working_group")

    page = page_of(ask("NO-02"))  # N for M

    assert "Bedoelt u misschien" in page
    assert "/acties/mo-02/" in page
    assert "WO-02" not in page


def test_mistyped_name_is_found_all_the_same(bergeijk):
    response = ask("Bergijk")

    assert titles(response) == ["Bergeijk"]
    assert "Geen resultaten voor “Bergijk”. Dit zijn de resultaten voor “bergeijk”." in page_of(response)


def test_mending_knows_no_word_of_a_hidden_action(mobility, official):
    makers.make_action(mobility, title="Papegaaienbrug", visibility="working_group")

    assert titles(ask("Papegaaienbrog", official)) == ["Papegaaienbrug"]
    assert page_of(ask("Papegaaienbrog")) == page_of(ask("Xyzzyplugh")).replace(
        "Xyzzyplugh", "Papegaaienbrog"
    )


def test_every_kind_is_found(mobility, reporter, bergeijk, quick_pdf):
    lommel = makers.make_municipality(name="Lommel", slug="lommel", country="BE")
    ends = [
        home.places.create(slug=home.slug, name=home.name, country="NL", latitude="51.3", longitude="5.3")
        for home in (bergeijk, lommel)
    ]
    action = makers.make_action(mobility, title="Bergeijk bereikbaar")
    action.connections.create(
        slug="b-l", name="Bergeijk-Lommel", from_place=ends[0], to_place=ends[1], mode="bus"
    )
    makers.make_organisation(name="Stichting Bergeijk")
    makers.make_body(name="Overleg Bergeijk")
    Event.objects.create(
        charter=makers.make_charter(), slug="e", title="Bijeenkomst in Bergeijk", status="happened"
    )
    goal = makers.make_goal("B")
    goal.text = "Bergeijk verbinden."
    goal.save()
    makers.make_edition(makers.make_report(reporter, "frozen", name="Bergeijk"), reporter, is_released=True)

    found = tabs(ask("Bergeijk"))

    assert [tab.split(" (")[0] for tab in found[1:]] == [
        "Gemeenten",
        "Acties",
        "Verbindingen",
        "Charter",
        "Partners",
        "Organisatie",
        "Rapportages",
        "Tijdlijn",
    ]


# What may be known


def test_visitor_finds_released_words_and_participant_live_ones(
    mobility, official, coordinator, outsider, reporter, quick_pdf
):
    day = today() - datetime.timedelta(days=1)
    told = makers.make_action(mobility, title="Actie")
    makers.make_approved(told, official, coordinator, as_of=day, done="Er is een ooievaar gezien.")
    makers.make_edition(makers.make_report(reporter, "frozen"), reporter, is_released=True)
    makers.make_approved(told, official, coordinator, done="Er is een spreeuw gezien.", request="Een merel?")
    makers.make_draft(told, official, done="Er is een kanarie gezien.")

    found = {
        (word, who): bool(titles(ask(word, user)))
        for word in ("ooievaar", "spreeuw", "merel", "kanarie")
        for who, user in (("visitor", None), ("participant", outsider), ("member", official))
    }

    assert [key for key, is_found in found.items() if is_found] == [
        ("ooievaar", "visitor"),
        ("spreeuw", "participant"),
        ("spreeuw", "member"),
        ("merel", "participant"),
        ("merel", "member"),
    ]


def test_words_that_were_corrected_are_no_longer_found(mobility, official, coordinator, outsider):
    action = makers.make_action(mobility, title="Actie")
    first = makers.make_approved(action, official, coordinator, done="Er is een ooievaar gezien.")
    makers.verbs.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())
    assert titles(ask("ooievaar", outsider)) == ["Actie"]

    first.done = "Er is een spreeuw gezien."
    first.save_without_historical_record()

    assert titles(ask("ooievaar", outsider)) == []
    assert titles(ask("spreeuw", outsider)) == ["Actie"]


QUESTIONS = ("snelbus", "spreeuw", "nachtegaal", "werkgroep", "verborgen", "op koers", "stalled", "XX-01")


def test_flipping_what_is_hidden_changes_no_byte_for_a_visitor(mobility, official, coordinator):
    """Hidden actions and live states change, all that a visitor can ask stays the same."""
    shown = makers.make_action(mobility, title="Snelbus")
    makers.make_approved(shown, official, coordinator, done="Er is een spreeuw gezien.")
    hidden = [
        makers.make_action(mobility, code=f"XX-0{n}", title="Verborgen snelbus", visibility=visibility)
        for n, visibility in enumerate(("partners", "working_group"))
    ]
    place = makers.make_municipality().places.create(
        slug="p", name="Verborgen plaats", country="NL", latitude="51.3", longitude="5.3"
    )
    hidden[0].connections.create(slug="h", name="Verborgen snelbuslijn", from_place=place, mode="bus")
    hidden[0].partners.create(organisation=makers.make_organisation(name="Zomaar"), role="lead")
    before = {word: page_of(ask(word)) for word in QUESTIONS}
    assert "Verborgen snelbus" in titles(ask("snelbus", official))

    makers.make_approved(shown, official, coordinator, **makers.stuck_content(done="Een nachtegaal."))
    for action in hidden:
        makers.make_approved(action, official, coordinator, done="Een nachtegaal en een snelbus.")
        Action.objects.filter(pk=action.pk).update(title="Nachtegaal", description="Spreeuw")
    hidden[0].connections.update(name="Nachtegaal")

    assert {word for word in QUESTIONS if page_of(ask(word)) != before[word]} == set()


# Bad input and limits


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 10_000, "q=a%00b", "onbekend=1", "q=a&soort=geheim", "soort=%00", "q=a&sort=rating"],
)
def test_question_that_cannot_be_is_refused_with_the_reason(query, client, action):
    response = client.get(f"/zoeken/?{query}")

    assert response.status_code == 400
    assert re.search("Dit filter bestaat niet|Deze zoekvraag kan niet", response.content.decode())


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Zo zoekt u"),
        ("q=", "Zo zoekt u"),
        ("q=de+het+een", "Deze woorden staan bijna overal"),
        ("q=%21%3F", "Deze woorden staan bijna overal"),
        ("q=%01%02", "Deze woorden staan bijna overal"),
        ("q=xyzzy", "Niets gevonden voor “xyzzy”"),
        ("q=%25%5F%27%22", "Deze woorden staan bijna overal"),
        ("q=%3Cscript%3E", "Niets gevonden voor “&lt;script&gt;”"),
        ("q=%ED%A0%80", "Deze woorden"),
        ("q=" + "%F0%9F%91%A9", "Deze woorden"),
        ("q=actie&page=-1", "Actie"),
        ("q=actie&soort=acties&page=1000000000", "Actie"),
        ("q=actie&soort=gemeenten", "Niets gevonden in deze soort"),
        ("q=" + "woord+" * 30, "Niets gevonden"),
    ],
)
def test_odd_questions_are_answered_in_words(query, says, client, action):
    response = client.get(f"/zoeken/?{query}")

    assert response.status_code == 200
    assert says in response.content.decode()


def test_empty_portal_answers(client):
    assert client.get("/zoeken/?q=snelbus").status_code == 200


def test_page_holds_at_most_a_hundred_results_and_asks_as_much_for_any_number(client, mobility):
    action = makers.make_action(mobility, title="Snelbus")
    asked, shown = [], []
    client.get("/zoeken/?q=snelbus")
    for size in (1, 3, 300):
        fields = {"agenda": action.agenda, "domain": action.domain, "working_group": mobility}
        Action.objects.bulk_create(
            Action(code=f"SN-{size + n}", title="Snelbus", **fields)
            for n in range(size - Action.objects.count())
        )
        for row in Action.objects.filter(released_state=None):
            ReleasedState.objects.create(
                action=row,
                rating="on_track",
                as_of=today(),
                done="De snelbus.",
                reference_date=today(),
                report_title="-",
                report_uuid="00000000-0000-0000-0000-000000000000",
            )
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/zoeken/?q=snelbus")
        asked.append(len(queries))
        shown.append(len(titles(response)))

    assert len(set(asked)) == 1
    assert asked[0] <= 30
    assert shown == [1, 3, 8]
    assert "Acties (300)" in response.content.decode()


def test_more_than_a_thousand_are_counted_as_such(client, mobility):
    action = makers.make_action(mobility, title="Snelbus")
    fields = {"agenda": action.agenda, "domain": action.domain, "working_group": mobility}
    Action.objects.bulk_create(Action(code=f"SN-{n}", title="Snelbus", **fields) for n in range(1100))

    page = client.get("/zoeken/?q=snelbussen").content.decode()

    assert "Acties (1000+)" in page
    assert "Zoek met meer woorden" in page


def test_form_stands_in_the_head_of_every_page(client):
    page = client.get("/bronnen/").content.decode()

    assert re.search(r'<form[^>]+role="search" action="/zoeken/"', page)
