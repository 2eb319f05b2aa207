"""The page of one action: its state, who it is of, the series of updates and the history of its plan."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brainport_portal.core.dates import today
from governance.choices import SeatRole
from governance.models import Seat
from tests import makers
from workagenda import domain
from workagenda.models import Action, ActionPartner, Milestone, ProgressUpdate, ReleasedState
from workagenda.plan_history import plan_changes
from workagenda.timeline import NEWEST, timeline_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


def client_of(user) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def page_of(user, action, query: str = "") -> str:
    response = client_of(user).get(action.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def section(page: str, name: str) -> str:
    """The section of a page with this anchor, without tags and with single spaces; "" if missing."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def confirm(action, by) -> ProgressUpdate:
    return domain.confirm_unchanged(action, by=makers.actor(by), token=uuid.uuid4())


def correct(update, by, reviewer=None, **fields) -> ProgressUpdate:
    correction = domain.report_progress(
        update.action,
        by=makers.actor(by),
        fields={**update.content, **fields},
        version=domain.version_of(update.action),
        token=uuid.uuid4(),
        submit=True,
        corrects=update,
    )
    if reviewer is None:
        return correction
    return domain.approve_update(correction, by=makers.actor(reviewer), version=correction.version)


def release(action, **fields) -> ReleasedState:
    texts = {name: value for name, value in makers.content().items() if name != "request"}
    content = {**texts, "as_of": day(-40), "reference_date": day(-30), **fields}
    return ReleasedState.objects.create(
        action=action, report_title="Rapportage mei", report_uuid=uuid.uuid4(), **content
    )


# Whose it is


def test_action_that_is_not_mine_says_whose_it_is_why_not_and_whom_to_ask(action, outsider, coordinator):
    contact = coordinator.contact
    contact.function, contact.name = "Programmaleider", "Anna"
    contact.email, contact.phone = "anna@voorbeeld.example", "+31 40 000"
    contact.save()

    text = section(page_of(outsider, action), "wie")

    assert "Werkgroep Mobiliteit gaat over deze actie. U zit niet in deze werkgroep" in text
    assert "Programmaleider : Anna" in text or "Programmaleider: Anna" in text
    assert "anna@voorbeeld.example" in text
    assert "+31 40 000" in text
    assert str(contact.home) in text


def test_place_still_to_be_filled_is_shown_beside_the_other_coordinator(action, outsider, coordinator):
    Seat.objects.create(body=action.working_group, role=SeatRole.COORDINATOR, since=day(-30))

    text = section(page_of(outsider, action), "wie")

    assert "Trekker: nog in te vullen" in text
    assert coordinator.contact.function in text
    assert "secretariaat" not in text


def test_secretariat_is_named_where_nobody_coordinates(action, outsider, reporter):
    Seat.objects.create(body=action.working_group, role=SeatRole.COORDINATOR, since=day(-30))

    text = section(page_of(outsider, action), "wie")

    assert "Trekker: nog in te vullen" in text
    assert "kunt u het secretariaat vragen" in text
    assert reporter.contact.function in text


def test_coordinator_whose_seat_ended_is_not_named(action, outsider, coordinator):
    coordinator.contact.seats.update(until=day(-1))

    text = section(page_of(outsider, action), "wie")

    assert coordinator.contact.function not in text


def test_refusal_names_the_coordinators_and_the_place_to_be_filled(action, outsider, coordinator):
    Seat.objects.create(body=action.working_group, role=SeatRole.COORDINATOR, since=day(-30))

    response = client_of(outsider).get(f"{action.get_absolute_url()}voortgang/")

    text = section(response.content.decode(), "vraag")
    assert response.status_code == 403
    assert "Werkgroep Mobiliteit" in text
    assert coordinator.contact.function in text
    assert "Trekker: nog in te vullen" in text


def test_visitor_reads_no_function_name_or_address_of_officials(action, coordinator):
    contact = coordinator.contact
    contact.name, contact.email, contact.phone = "Anna", "anna@voorbeeld.example", "+31 40 000"
    contact.save()

    text = section(page_of(None, action), "wie")

    assert "ambtenaar" in text
    assert str(contact.home) in text
    assert not {word for word in (contact.function, "Anna", "anna@", "+31") if word in text}
    assert "U zit niet in deze werkgroep" not in text


def test_who_decides_and_who_is_competent_are_named_or_not_known_yet(action, mobility):
    unknown = section(page_of(None, action), "wie")
    organisation = makers.make_organisation(name="Provincie Limburg")
    ActionPartner.objects.create(action=action, organisation=organisation, role="competent_authority")
    ActionPartner.objects.create(action=action, organisation=makers.make_organisation(name="NS"), role="lead")
    Action.objects.filter(pk=action.pk).update(decides=mobility)

    page = page_of(None, action)

    assert unknown.endswith("Besluit nog niet bepaald Bevoegd gezag nog niet bepaald")
    assert section(page, "wie").endswith("Besluit Werkgroep Mobiliteit Bevoegd gezag Provincie Limburg")
    assert "NS (trekker)" in section(page, "plan")
    assert "Provincie" not in section(page, "plan")


# State and news


def test_state_now_stands_beside_the_released_one_where_they_differ(action, official, coordinator):
    makers.make_approved(action, official, coordinator, done="Het is nu zo.", rating="on_track")
    release(action, done="Het was toen zo.")

    text = section(page_of(official, action), "stand")

    assert text.startswith("Stand Stand nu")
    assert "Het is nu zo." in text
    assert text.index("Stand per peildatum") < text.index("Het was toen zo.")


def test_state_that_was_released_as_it_is_stands_there_once(action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-40))
    release(action)
    confirm(action, official)

    text = section(page_of(official, action), "stand")

    assert text.startswith("Stand nu")
    assert "Stand per peildatum" not in text
    assert "Zo staat het ook in de laatste rapportage" in text
    assert text.count("Er is overlegd.") == 1


def test_visitor_reads_only_what_was_released(action, official, coordinator):
    makers.make_approved(action, official, coordinator, done="Het is nu zo.")
    release(action, done="Het was toen zo.")

    page = page_of(None, action)

    assert "Het was toen zo." in section(page, "stand")
    assert "Het is nu zo." not in page
    assert section(page, "meldingen") == section(page, "planning") == ""


def test_news_since_the_round_opened_is_told_per_action(action, official, coordinator):
    makers.make_round(opens_on=day(-10))
    makers.make_approved(action, official, coordinator, as_of=day(-40))
    nothing = section(page_of(official, action), "stand")
    confirmation = confirm(action, official)
    confirmed = section(page_of(official, action), "stand")
    domain.take_back_confirmation(confirmation, by=makers.actor(official))
    makers.make_approved(action, official, coordinator)
    changed = section(page_of(official, action), "stand")

    assert re.findall(r"Sinds [\w ]+: ([a-z ]+?) (?:op|Stand)", " ".join((nothing, confirmed, changed))) == [
        "nog geen bericht",
        "bevestigd",
        "gewijzigd",
    ]
    assert "Sinds" not in section(page_of(None, action), "stand")


def test_draft_of_the_group_is_no_news_for_others(action, official, coordinator, outsider):
    makers.make_round(opens_on=day(-10))
    makers.make_submitted(action, official, done="Nog niet akkoord.")

    assert "wacht op akkoord" in section(page_of(official, action), "stand")
    assert "wacht op akkoord" not in page_of(outsider, action)
    assert "Nog niet akkoord." not in page_of(outsider, action)


# Milestones


def test_milestones_are_reached_or_expected_and_never_overdue(action, official):
    for title, due, reached in (("Een", -90, -80), ("Twee", -90, None), ("Drie", 90, None)):
        Milestone.objects.create(
            action=action,
            title=title,
            due_on=day(due),
            precision="day",
            reached_on=day(reached) if reached else None,
        )

    text = section(page_of(official, action), "mijlpalen")

    assert re.sub(r"\d+ \w+ \d{4}", "dag", text) == (
        "Mijlpalen Een bereikt op dag Twee verwacht: dag, nog niet als bereikt gemeld Drie verwacht: dag"
    )


@pytest.mark.parametrize(
    ("due_on", "precision", "on", "is_past"),
    [
        (datetime.date(2026, 5, 1), "month", datetime.date(2026, 5, 31), False),
        (datetime.date(2026, 5, 1), "month", datetime.date(2026, 6, 1), True),
        (datetime.date(2026, 4, 1), "quarter", datetime.date(2026, 6, 30), False),
        (datetime.date(2026, 4, 1), "quarter", datetime.date(2026, 7, 1), True),
        (datetime.date(2026, 5, 1), "day", datetime.date(2026, 5, 1), False),
        (datetime.date(2027, 5, 1), "year", datetime.date(2026, 6, 1), False),
    ],
)
def test_milestone_is_past_when_its_whole_period_is(due_on, precision, on, is_past):
    assert Milestone(due_on=due_on, precision=precision).is_past_on(on) is is_past


# The series of updates


def test_timeline_tells_what_each_change_changed(action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="De oude brug.")
    makers.make_approved(
        action, official, coordinator, as_of=day(-10), done="De nieuwe brug.", rating="not_rated"
    )

    latest, first = timeline_of(action, makers.actor(official)).entries

    assert first.comparison.is_first
    assert latest.comparison.before == first.update
    assert [(change.name, change.old, change.new) for change in latest.comparison.changed] == [
        ("done", "De oude brug.", "De nieuwe brug.")
    ]
    assert latest.comparison.rating_changes


def test_timeline_shows_a_correction_at_what_it_corrects(action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-20), done="Drie bruggen.")
    right = correct(wrong, official, coordinator, done="Vier bruggen.")
    later = makers.make_approved(action, official, coordinator, as_of=day(-5), done="Vijf bruggen.")

    newest, corrected = timeline_of(action, makers.actor(official)).entries

    assert newest.update == later
    assert newest.comparison.before == right
    assert corrected.update == wrong
    assert corrected.words == right
    assert [(entry.update, entry.comparison.before) for entry in corrected.corrections] == [(right, wrong)]


def test_timeline_compares_with_what_counted_then_and_not_with_later_corrections(
    action, official, coordinator
):
    wrong = makers.make_approved(action, official, coordinator, as_of=day(-20), done="Drie bruggen.")
    makers.make_approved(action, official, coordinator, as_of=day(-5), done="Vijf bruggen.")
    correct(wrong, official, coordinator, done="Vier bruggen.")

    newest, _corrected = timeline_of(action, makers.actor(official)).entries

    assert newest.comparison.before == wrong


def test_second_correction_is_compared_with_the_first(action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, done="Drie bruggen.")
    first = correct(wrong, official, coordinator, done="Vier bruggen.")
    second = correct(wrong, official, coordinator, done="Vijf bruggen.")

    (entry,) = timeline_of(action, makers.actor(official)).entries

    assert entry.words == second
    assert [each.comparison.before for each in entry.corrections] == [first, wrong]


def test_change_after_a_confirmation_is_compared_with_the_words_it_confirmed(action, official, coordinator):
    first = makers.make_approved(action, official, coordinator, as_of=day(-20), done="Drie bruggen.")
    confirm(action, official)
    makers.make_approved(action, official, coordinator, done="Vier bruggen.")

    newest, confirmation, _first = timeline_of(action, makers.actor(official)).entries

    assert newest.comparison.before == first
    assert confirmation.words == first
    assert timeline_of(action, makers.actor(official)).current == newest.update


def test_confirmation_is_one_line(action, official, coordinator):
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Drie bruggen.")
    confirm(action, official)

    text = section(page_of(coordinator, action), "meldingen")

    assert f"Nog actueel , bevestigd door {official}" in text
    assert text.count("Drie bruggen.") == 1


def test_returned_and_withdrawn_updates_are_for_the_group(action, official, coordinator, outsider, director):
    set_aside = makers.make_draft(action, official, done="Opzij.")
    domain.discard_draft(set_aside, by=makers.actor(official), version=set_aside.version)
    sent = makers.make_submitted(action, official, done="Terug.")
    domain.return_update(sent, by=makers.actor(coordinator), version=sent.version, note="Noem de gemeenten.")

    of_member = section(page_of(official, action), "meldingen")

    assert {word for word in ("Opzij.", "Terug.", "Noem de gemeenten.") if word in of_member} == {
        "Opzij.",
        "Terug.",
        "Noem de gemeenten.",
    }
    for user in (outsider, director):
        assert section(page_of(user, action), "meldingen") == "Meldingen Er zijn nog geen meldingen."


def test_internal_note_is_shown_to_who_may_read_it(action, official, coordinator, director, outsider):
    makers.make_approved(action, official, coordinator, remark="Niet voor buiten.")

    assert "Niet voor buiten." in page_of(official, action)
    assert "Niet voor buiten." in page_of(director, action)
    assert "Niet voor buiten." not in page_of(outsider, action)


def test_long_series_shows_the_newest_and_all_on_demand(action, official, coordinator):
    add_updates(action, official, coordinator, NEWEST + 2)

    newest, all_of_them = page_of(official, action), page_of(official, action, "?alles=1")

    assert newest.count('id="melding-') == NEWEST
    assert 'href="?alles=1#meldingen"' in newest
    assert all_of_them.count('id="melding-') == NEWEST + 2
    assert "Toon alle meldingen" not in all_of_them
    assert "Tekst 11" in section(newest, "meldingen")
    assert "Tekst 1" not in section(newest, "meldingen").replace("Tekst 11", "").replace("Tekst 10", "")


def add_updates(action, official, coordinator, number: int) -> None:
    """Agreed updates past the verbs, for speed; the last one is the latest."""
    fields = {**makers.content(), "author": official, "reviewer": coordinator, "state": "approved"}
    ProgressUpdate.objects.bulk_create(
        ProgressUpdate(
            action=action,
            **{
                **fields,
                "as_of": day(n - number),
                "done": f"Tekst {n}",
                "reviewed_at": timezone.now() + datetime.timedelta(seconds=n),
            },
        )
        for n in range(number)
    )
    domain.recount(action)


@pytest.mark.parametrize(("who", "most"), [("visitor", 10), ("outsider", 16), ("official", 16)])
def test_page_asks_little_and_the_same_for_a_short_and_a_long_series(
    who, most, action, official, coordinator, outsider
):
    """All that the page asks: five of it say who is asking and which pages there are."""
    client = client_of({"visitor": None, "outsider": outsider, "official": official}[who])
    client.get(action.get_absolute_url())  # the first request writes the session
    release(action)
    asked = []
    for number in (1, 3, 30):
        ProgressUpdate.objects.all().delete()
        add_updates(action, official, coordinator, number)
        with CaptureQueriesContext(connection) as queries:
            client.get(action.get_absolute_url())
        asked.append(len(queries))

    assert len(set(asked)) == 1
    assert asked[0] <= most


# The history of the plan


def change_plan(row, by, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row._history_user = by
    row.save()


def plan_of(action, user) -> list[tuple[str, str, str, tuple]]:
    return [
        (change.what, change.subject, change.who, tuple((f.label, f.old, f.new) for f in change.facts))
        for change in plan_changes(action, makers.actor(user))
    ]


def test_plan_history_tells_what_changed_from_what_to_what_and_by_whom(
    action, official, coordinator, mobility
):
    change_plan(action, coordinator, title="Een ander plan", decides=mobility)

    assert plan_of(action, official) == [
        (
            "Actie gewijzigd",
            "",
            str(coordinator),
            (
                ("titel", action.official_title, "Een ander plan"),
                ("besluit", "", "Werkgroep Mobiliteit"),
            ),
        )
    ]


def test_first_import_is_no_change(action, official):
    Milestone.objects.create(action=action, title="Uit het document", due_on=day(30))
    ActionPartner.objects.create(action=action, organisation=makers.make_organisation(), role="lead")

    page = page_of(official, action)

    assert plan_of(action, official) == []
    assert section(page, "planning") == ""


def test_plan_history_tells_of_milestones_and_partners(action, official, coordinator):
    milestone = Milestone(action=action, title="Open", due_on=datetime.date(2027, 5, 1))
    change_plan(milestone, coordinator)
    change_plan(milestone, official, due_on=datetime.date(2027, 9, 1))
    partner = ActionPartner(
        action=action, organisation=makers.make_organisation(name="Provincie Limburg"), role="involved"
    )
    change_plan(partner, coordinator)
    partner._history_user = coordinator
    partner.delete()

    assert plan_of(action, official) == [
        ("Partner verwijderd", "Provincie Limburg (betrokken)", str(coordinator), ()),
        ("Partner toegevoegd", "Provincie Limburg (betrokken)", str(coordinator), ()),
        (
            "Mijlpaal gewijzigd",
            "Open (september 2027)",
            str(official),
            (("verwacht", "mei 2027", "september 2027"),),
        ),
        ("Mijlpaal toegevoegd", "Open (mei 2027)", str(coordinator), ()),
    ]


def test_reported_progress_is_no_change_of_the_plan(action, official, coordinator):
    makers.make_approved(action, official, coordinator)

    assert plan_of(action, official) == []


def test_plan_of_when_only_the_group_saw_it_stays_with_the_group(
    action, official, coordinator, outsider, director
):
    change_plan(action, coordinator, visibility="working_group", description="Geheim plan.")
    change_plan(action, coordinator, description="Nog geheim.")
    change_plan(action, coordinator, visibility="partners", description="Open plan.")
    change_plan(action, coordinator, title="Een open titel")

    assert [what[3][0][0] for what in plan_of(action, outsider)] == ["titel"]
    assert len(plan_of(action, official)) == len(plan_of(action, director)) == 4
    assert "geheim" not in page_of(outsider, action).lower()
    assert "Geheim plan" in page_of(official, action)


def test_long_plan_history_shows_the_newest_and_all_on_demand(action, official, coordinator):
    for n in range(NEWEST + 1):
        change_plan(action, coordinator, title=f"Titel {n}")

    newest, all_of_them = page_of(official, action), page_of(official, action, "?alles=1")

    assert section(newest, "planning").count("Actie gewijzigd") == NEWEST
    assert "Toon alle wijzigingen" in newest
    assert section(all_of_them, "planning").count("Actie gewijzigd") == NEWEST + 1


# Taking back


def test_own_confirmation_can_be_taken_back_for_a_minute(action, official, coordinator):
    makers.make_approved(action, official, coordinator)
    confirmation = confirm(action, official)

    fresh, of_other = page_of(official, action), page_of(coordinator, action)
    ProgressUpdate.objects.filter(pk=confirmation.pk).update(
        created_at=timezone.now() - domain.TAKE_BACK_WITHIN - datetime.timedelta(seconds=1)
    )

    assert "Bevestiging terugdraaien" in fresh
    assert "Bevestiging terugdraaien" not in of_other
    assert "Bevestiging terugdraaien" not in page_of(official, action)
