"""Reviewing: what waits, what it changes, agreeing to one or several, and what happens when it changed."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brainport_portal.core.dates import today
from governance.choices import SeatRole
from tests import makers
from workagenda import domain
from workagenda.models import ProgressUpdate
from workagenda.reviewers import reviewers_of
from workagenda.series import compare

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ADDRESS = "/nakijken/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def page_of(user, address: str = ADDRESS) -> str:
    response = client_of(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows_of(page: str) -> list[str]:
    """The text of every row that waits."""
    return [words(row) for row in re.findall(r'<li class="blk-review-row">(.*?)</li>', page, re.DOTALL)]


def choice(update, version: int | None = None) -> str:
    return f"{update.uuid}:{update.version if version is None else version}"


def agree(user, *choices: str):
    return client_of(user).post(ADDRESS, {"chosen": choices}, follow=True)


def said(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def submit_again(update, user, **fields) -> ProgressUpdate:
    """Takes the update back, changes it and submits it again."""
    draft = domain.withdraw_submission(update, by=makers.actor(user), version=update.version)
    return domain.report_progress(
        update.action,
        by=makers.actor(user),
        fields={**draft.content, **fields},
        version=draft.version,
        token=uuid.uuid4(),
        submit=True,
    )


@pytest.fixture
def three(mobility, official):
    """Three updates that wait, of MO-01 to MO-03, in the order in which they were submitted."""
    return [
        makers.make_submitted(makers.make_action(mobility, code=f"MO-0{n}"), official, done=f"Tekst {n}.")
        for n in (1, 2, 3)
    ]


# The list


def test_list_shows_what_waits_oldest_first_with_who_and_what_changed(
    action, official, coordinator, coordinator_be, mobility
):
    makers.make_approved(action, official, coordinator, done="De oude brug.")
    second = makers.make_submitted(
        makers.make_action(mobility, code="MO-09"),
        official,
        rating="attention",
        bottleneck="X",
        cause="other",
    )
    first = makers.make_submitted(action, official, done="De nieuwe brug.", rating="not_rated")
    ProgressUpdate.objects.filter(pk=second.pk).update(
        submitted_at=first.submitted_at + makers.datetime.timedelta(1)
    )

    one, other = rows_of(page_of(coordinator_be))

    assert "MO-02" in one
    assert "MO-09" in other
    assert "Werkgroep Mobiliteit" in one
    assert f"ingediend door {official} op" in one
    assert "was: op koers → wordt: nog geen inschatting" in one
    assert "[verwijderd: oude ] [toegevoegd: nieuwe ]" in one
    assert "eerste melding" not in one
    assert "eerste melding" in other
    assert "wordt:" not in other


def test_unchanged_copy_is_flagged(action, official, coordinator):
    agreed = makers.make_approved(action, official, coordinator, as_of=today() - makers.datetime.timedelta(9))
    copied = makers.make_submitted(action, official)
    flagged = rows_of(page_of(coordinator)), page_of(coordinator, copied.get_absolute_url())
    submit_again(copied, official, done=f"{agreed.done} En meer.")
    changed = rows_of(page_of(coordinator)), page_of(coordinator, copied.get_absolute_url())

    assert "gelijk aan de vorige melding" in flagged[0][0]
    assert "Deze tekst is gelijk aan de vorige melding." in flagged[1]
    assert "gelijk aan de vorige melding" not in changed[0][0] + changed[1]


def test_copy_of_words_that_were_corrected_since_is_no_copy(action, official, coordinator):
    wrong = makers.make_approved(action, official, coordinator, done="Drie bruggen.")
    correction = domain.report_progress(
        action,
        by=makers.actor(official),
        fields={**wrong.content, "done": "Vier bruggen."},
        version=domain.version_of(action),
        token=uuid.uuid4(),
        submit=True,
        corrects=wrong,
    )
    assert "correctie van de melding van" in rows_of(page_of(coordinator))[0]
    domain.approve_update(correction, by=makers.actor(coordinator), version=correction.version)
    domain.confirm_unchanged(action, by=makers.actor(official), token=uuid.uuid4())

    old_words = makers.make_submitted(action, official, done="Drie bruggen.")

    (comparison,) = compare([old_words])
    assert comparison.before == correction
    assert not comparison.is_copy


def test_change_about_an_earlier_day_is_flagged(action, official, coordinator):
    makers.make_approved(action, official, coordinator)
    makers.make_submitted(action, official, as_of=today() - makers.datetime.timedelta(9), done="Anders.")

    assert "ouder dan de stand van" in rows_of(page_of(coordinator))[0]


def test_nothing_waits_is_said(coordinator):
    assert "Er wacht niets op uw akkoord." in page_of(coordinator)


def test_own_updates_stand_below_with_who_can_agree(action, coordinator, coordinator_be):
    makers.make_submitted(action, coordinator)

    page = page_of(coordinator)

    assert rows_of(page) == []
    below = words(page[page.index('id="elders"') :])
    assert "MO-02" in below
    assert f"akkoord kan komen van: {coordinator_be.contact.function}" in below
    assert coordinator.contact.function not in below
    assert 'id="elders"' not in page_of(coordinator_be)


def test_list_of_one_group_shows_nothing_of_another(three, housing):
    other = makers.make_member(housing, SeatRole.COORDINATOR)

    assert rows_of(page_of(other)) == []


def test_list_asks_the_same_for_1_3_and_30_rows(mobility, official, coordinator):
    """Rows past the verbs, for speed: each with an agreed update before it, half of them left to another."""
    client = client_of(coordinator)
    client.get(ADDRESS)
    asked, made = [], 0
    for number in (1, 3, 30):
        for _ in range(number - made):
            add_waiting(mobility, official)
            add_waiting(mobility, coordinator)
        made = number
        with CaptureQueriesContext(connection) as queries:
            page = client.get(ADDRESS).content.decode()
        asked.append(len(queries))
        assert len(rows_of(page)) == number

    assert len(set(asked)) == 1
    assert asked[0] <= 13


def add_waiting(group, by) -> ProgressUpdate:
    action = makers.make_action(group)
    fields = {**makers.content(), "author": by, "submitted_at": timezone.now(), "action": action}
    ProgressUpdate.objects.bulk_create(
        [ProgressUpdate(**{**fields, "done": "Eerst.", "state": "approved", "reviewed_at": timezone.now()})]
    )
    update = ProgressUpdate(**fields, state="submitted")
    update.save_without_historical_record()
    update.contributors.add(by)
    return update


def test_list_is_cut_in_pages_of_fifty(mobility, official, coordinator):
    for _ in range(51):
        add_waiting(mobility, official)

    first, second = page_of(coordinator), page_of(coordinator, f"{ADDRESS}?page=2")

    assert (len(rows_of(first)), len(rows_of(second))) == (50, 1)
    assert "Pagina 1 van 2" in first


# Several at once


def test_chosen_updates_are_agreed_to_and_named(three, coordinator):
    response = agree(coordinator, choice(three[0]), choice(three[2]))

    assert said(response) == [("success", "Akkoord met MO-01, MO-03.")]
    assert [each.state for each in ProgressUpdate.objects.order_by("pk")] == [
        "approved",
        "submitted",
        "approved",
    ]
    assert "MO-02" in rows_of(response.content.decode())[0]
    three[0].action.refresh_from_db()
    assert three[0].action.current_update == three[0]


def test_update_that_changed_since_is_not_agreed_to_and_the_others_are(three, coordinator, official):
    read = three[1].version
    submit_again(three[1], official, done="Nieuwe tekst.")

    response = agree(coordinator, choice(three[0]), choice(three[1], read), choice(three[2]))

    assert said(response) == [
        ("success", "Akkoord met MO-01, MO-03."),
        (
            "error",
            "MO-02 is niet meegenomen. "
            "De melding is gewijzigd nadat u de lijst opende. Lees de nieuwe tekst.",
        ),
    ]
    assert "MO-02" in rows_of(response.content.decode())[0]
    assert ProgressUpdate.objects.get(pk=three[1].pk).state == "submitted"


def test_update_that_another_agreed_to_or_that_was_taken_back_is_told(
    three, coordinator, coordinator_be, official
):
    choices = [choice(update) for update in three]
    domain.approve_update(three[0], by=makers.actor(coordinator_be), version=three[0].version)
    domain.withdraw_submission(three[1], by=makers.actor(official), version=three[1].version)

    response = agree(coordinator, *choices)

    assert said(response) == [
        ("success", "Akkoord met MO-03."),
        ("error", "MO-01 is niet meegenomen. De melding wacht niet meer op akkoord."),
        ("error", "MO-02 is niet meegenomen. De melding wacht niet meer op akkoord."),
    ]


def test_own_text_among_the_chosen_is_refused_with_the_reason(three, coordinator, mobility):
    own = makers.make_submitted(makers.make_action(mobility, code="MO-04"), coordinator)

    response = agree(coordinator, choice(own), choice(three[0]))

    assert said(response) == [
        ("success", "Akkoord met MO-01."),
        (
            "error",
            "MO-04 is niet meegenomen. "
            "U hebt aan deze tekst meegeschreven. Daarom kijkt iemand anders hem na.",
        ),
    ]


def test_update_out_of_sight_is_counted_and_not_named(three, housing, coordinator, official):
    other = makers.make_member(housing)
    hidden = makers.make_submitted(makers.make_action(housing, code="WO-01"), other)

    response = agree(coordinator, choice(hidden), choice(three[0]))

    assert said(response) == [
        ("success", "Akkoord met MO-01."),
        ("error", "1 gekozen melding kunt u niet meer zien."),
    ]
    assert "WO-01" not in response.content.decode()
    assert ProgressUpdate.objects.get(pk=hidden.pk).state == "submitted"


@pytest.mark.parametrize("chosen", [[], ["onzin"], ["1:1"], [f"{uuid.uuid4()}:x"], [f"{uuid.uuid4()}"]])
def test_nothing_or_nonsense_chosen_agrees_to_nothing_and_says_so(chosen, three, coordinator):
    response = client_of(coordinator).post(ADDRESS, {"chosen": chosen})

    assert response.status_code == 422
    assert "Kies" in words(response.content.decode())
    assert set(ProgressUpdate.objects.values_list("state", flat=True)) == {"submitted"}


def test_one_that_fails_keeps_nothing_of_itself(three, coordinator, official):
    """The verb itself: outcomes in one order, and a failed one leaves no trace in the database."""
    before = ProgressUpdate.objects.get(pk=three[1].pk)

    outcomes = domain.approve_several(
        [(three[2], three[2].version), (three[1], 99), (three[0], three[0].version)],
        by=makers.actor(coordinator),
    )

    assert [(outcome.update.pk, bool(outcome.problem)) for outcome in outcomes] == [
        (three[0].pk, False),
        (three[1].pk, True),
        (three[2].pk, False),
    ]
    after = ProgressUpdate.objects.get(pk=three[1].pk)
    assert (after.state, after.version, after.reviewer) == (before.state, before.version, None)


# One update


def test_agreeing_goes_on_to_the_next_that_waits(three, coordinator):
    response = client_of(coordinator).post(
        three[1].get_absolute_url(), {"approve": "1", "version": three[1].version}, follow=True
    )

    assert response.redirect_chain == [(three[2].get_absolute_url(), 302)]
    assert said(response) == [("success", "MO-02: Akkoord. De melding telt nu mee. Volgende: MO-03.")]


def test_after_the_latest_the_oldest_is_next_and_after_the_last_the_list(three, coordinator):
    client = client_of(coordinator)
    addresses = []
    for update in (three[2], three[0], three[1]):
        response = client.post(update.get_absolute_url(), {"approve": "1", "version": update.version})
        addresses.append(response.url)

    assert addresses == [three[0].get_absolute_url(), three[1].get_absolute_url(), ADDRESS]


def test_returning_needs_a_note_and_goes_on_too(three, coordinator):
    client, address = client_of(coordinator), three[0].get_absolute_url()
    refused = client.post(address, {"return": "1", "version": three[0].version})
    response = client.post(
        address, {"return": "1", "version": three[0].version, "note": "Noem de gemeenten."}, follow=True
    )

    assert refused.status_code == 422
    assert said(response) == [("success", "MO-01: Teruggegeven aan de opstellers. Volgende: MO-02.")]
    assert ProgressUpdate.objects.get(pk=three[0].pk).review_note == "Noem de gemeenten."


def test_stale_version_shows_what_changed_since_and_keeps_the_note(three, coordinator, official):
    update = three[0]
    read = update.version
    now = submit_again(update, official, done="Tekst een.")

    response = client_of(coordinator).post(
        update.get_absolute_url(), {"return": "1", "version": read, "note": "Mijn toelichting."}
    )

    page = response.content.decode()
    since = re.search(r'<section[^>]*aria-labelledby="sindsdien".*?</section>', page, re.DOTALL)
    assert response.status_code == 409
    assert "[verwijderd: 1 ] [toegevoegd: een ]" in words(since.group())
    assert "Mijn toelichting.</textarea>" in page
    assert f'name="version" value="{now.version}"' in page
    assert ProgressUpdate.objects.get(pk=update.pk).state == "submitted"


def test_update_that_was_taken_back_keeps_the_note_of_the_reviewer(three, coordinator, official):
    update = three[0]
    domain.withdraw_submission(update, by=makers.actor(official), version=update.version)

    response = client_of(coordinator).post(
        update.get_absolute_url(), {"return": "1", "version": update.version, "note": "Mijn toelichting."}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "Deze melding wacht niet op akkoord." in page
    assert "Uw toelichting, die niet is verstuurd" in page
    assert "Mijn toelichting.</textarea>" in page
    assert 'name="approve"' not in page


def test_stale_version_of_who_reviews_nothing_is_refused(three, official):
    response = client_of(official).post(three[0].get_absolute_url(), {"approve": "1", "version": 99})

    assert response.status_code == 403
    assert ProgressUpdate.objects.get(pk=three[0].pk).state == "submitted"


@pytest.mark.parametrize("version", [0, 99, 2**40, 2**70])
def test_version_that_never_was_shows_no_difference_and_fails_nothing(version, three, coordinator):
    response = client_of(coordinator).post(three[0].get_absolute_url(), {"approve": "1", "version": version})

    assert response.status_code == 409
    assert 'id="sindsdien"' not in response.content.decode()


def test_draft_of_before_the_submission_is_not_shown_by_an_older_version(
    action, coordinator, coordinator_be, reporter
):
    """The reporter sees what waits for them, never what was drafted before."""
    draft = makers.make_draft(action, coordinator, done="Nog een concept.")
    draft.contributors.add(coordinator_be)
    waiting = domain.report_progress(
        action,
        by=makers.actor(coordinator),
        fields=makers.content(done="Ingediend."),
        version=draft.version,
        token=uuid.uuid4(),
        submit=True,
    )

    response = client_of(reporter).post(
        waiting.get_absolute_url(), {"approve": "1", "version": draft.version}
    )

    assert response.status_code == 409
    assert "een concept" not in response.content.decode()


def test_writer_is_told_why_not_and_who_can(action, coordinator, coordinator_be):
    update = makers.make_submitted(action, coordinator)

    text = words(page_of(coordinator, update.get_absolute_url()))

    assert "U hebt aan deze tekst meegeschreven." in text
    assert f"akkoord kan komen van: {coordinator_be.contact.function}" in text


def test_page_of_an_agreed_update_compares_with_what_counted_then(action, official, coordinator):
    first = makers.make_approved(action, official, coordinator, done="Drie bruggen.")
    second = makers.make_approved(action, official, coordinator, done="Vier bruggen.")
    makers.make_approved(action, official, coordinator, done="Vijf bruggen.")

    page = words(page_of(official, second.get_absolute_url()))

    assert "[verwijderd: Drie ] [toegevoegd: Vier ] bruggen." in page
    assert "Vijf" not in page
    assert [each.before for each in compare([first, second])] == [None, first]


def test_reviewer_cannot_change_the_text(three, coordinator):
    client_of(coordinator).post(
        three[0].get_absolute_url(),
        {"approve": "1", "version": three[0].version, "done": "Van de trekker.", "rating": "stalled"},
    )

    agreed = ProgressUpdate.objects.get(pk=three[0].pk)
    assert (agreed.state, agreed.done, agreed.rating) == ("approved", "Tekst 1.", "on_track")


# Who can agree


def test_reviewers_are_those_for_whom_it_waits(
    action, official, coordinator, coordinator_be, reporter, outsider, director
):
    """The list of names and the rule agree, whoever wrote."""
    people = [official, coordinator, coordinator_be, reporter, outsider, director]
    update = makers.make_submitted(action, official)
    for writer in (None, coordinator, coordinator_be, reporter):
        if writer is not None:
            update.contributors.add(writer)
        named = {seat.contact.user for seat in reviewers_of([update], today())[update.pk]}
        waits_for = {
            person
            for person in people
            if ProgressUpdate.objects.waiting_for(makers.actor(person)).contains(update)
        }
        assert named == waits_for


def test_reviewer_who_cannot_log_in_or_only_listens_is_not_named(action, official, coordinator, secretariat):
    update = makers.make_submitted(action, official)
    makers.make_member(secretariat, SeatRole.OBSERVER)
    type(coordinator).objects.filter(pk=coordinator.pk).update(is_active=False)

    assert reviewers_of([update], today())[update.pk] == []
    assert "er is nu niemand die akkoord kan geven" in page_of(official, update.get_absolute_url())
