"""Who is mailed what about a round, and when; read back from a real mail server."""

import datetime
import html
import io
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from brainport_portal.core.mail import queue_mail
from brainport_portal.core.models import OutboxMail, User
from brainport_portal.demo_removal import remove_demo_data
from governance.choices import SeatRole
from governance.models import Seat
from tests import makers
from tests.mail_server import html_of, mail_settings, running_mail_server, text_of
from workagenda import domain
from workagenda.models import Action, MailPreference
from workagenda.reminders import _carry_out, moments_of, plan_day, queue_due

pytestmark = [pytest.mark.django_db, pytest.mark.database]

day = datetime.date.fromisoformat

# A round without a holiday near it: Thursday 12 November is 14 days before it closes.
OPENS, CLOSES = day("2026-10-20"), day("2026-11-26")
FOURTEEN, SEVEN, TWO, AFTER = (day(text) for text in ("2026-11-12", "2026-11-19", "2026-11-24", "2026-11-27"))


@pytest.fixture
def server(settings):
    with running_mail_server() as server:
        for name, value in mail_settings(server).items():
            setattr(settings, name, value)
        yield server


def at(date, hour=8):
    """That morning in Amsterdam."""
    moment = datetime.datetime.combine(date, datetime.time(hour), tzinfo=ZoneInfo("Europe/Amsterdam"))
    return time_machine.travel(moment, tick=False)


def run(date, hour=8):
    """What the timer does on a day."""
    out = io.StringIO()
    with at(date, hour):
        call_command("send_mail", stdout=out)
    return out.getvalue()


def dry_run(*options):
    out = io.StringIO()
    call_command("send_mail", "--dry-run", *options, stdout=out)
    return out.getvalue()


def make_round(closes=CLOSES, opens=OPENS, **fields):
    return makers.make_round(opens_on=opens, reference_date=closes, closes_on=closes, **fields)


def prefer(user, **fields):
    MailPreference.objects.create(user=user, **fields)


def submit(action, by, date=FOURTEEN, **fields):
    with at(date):
        return makers.make_submitted(action, by, **fields)


def send_back(action, by, reviewer, date=FOURTEEN, note="Graag preciezer."):
    update = submit(action, by, date)
    with at(date):
        return domain.return_update(update, by=makers.actor(reviewer), version=update.version, note=note)


def sections_of(mail):
    """The codes in a mail by the heading they stand under."""
    found, heading = {}, ""
    for line in text_of(mail).splitlines():
        if match := re.fullmatch(r"([A-ZË, ]+) \(\d+\)", line):
            heading = match.group(1)
        elif match := re.match(r"\* ([A-Z]+-\d+)", line):
            found.setdefault(heading, []).append(match.group(1))
    return found


# When


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ("2026-11-26", ["2026-11-12", "2026-11-19", "2026-11-24", "2026-11-27"]),
        # Christmas and New Year's Day are Fridays.
        ("2027-01-08", ["2026-12-24", "2026-12-31", "2027-01-06", "2027-01-11"]),
        # The 14th day before is King's Day, the Netherlands only; the 2nd a Saturday.
        ("2026-05-11", ["2026-04-24", "2026-05-04", "2026-05-08", "2026-05-12"]),
        # The 2nd day before is the national day of Belgium.
        ("2026-07-23", ["2026-07-09", "2026-07-16", "2026-07-20", "2026-07-24"]),
        # The 14th day before is Easter Monday, after Good Friday.
        ("2026-04-20", ["2026-04-02", "2026-04-13", "2026-04-17", "2026-04-21"]),
        # The 2nd day before is 11 November, Belgium only; it closes on a Friday.
        ("2026-11-13", ["2026-10-30", "2026-11-06", "2026-11-10", "2026-11-16"]),
        # Closes before Christmas, which is followed by a weekend.
        ("2026-12-24", ["2026-12-10", "2026-12-17", "2026-12-22", "2026-12-28"]),
    ],
)
def test_moments_are_working_days_of_both_countries(closes, expected):
    round_ = make_round(day(closes), opens=day("2026-01-05"))

    assert [moment.day.isoformat() for moment in moments_of(round_)] == expected
    assert [moment.name for moment in moments_of(round_)] == ["14", "7", "2", "after"]


def test_timer_that_runs_every_day_mails_on_the_four_moments_only(server, action, official):
    make_round()
    sent = {}
    date = OPENS
    while date < CLOSES + datetime.timedelta(days=40):
        run(date), run(date, hour=17)
        if server.accepted:
            sent[date] = len(server.accepted)
            server.accepted.clear()
        date += datetime.timedelta(days=1)

    assert sent == {FOURTEEN: 1, SEVEN: 1, TWO: 1, AFTER: 1}


def test_mail_says_when_the_round_closes_as_a_date(server, action, official):
    make_round(name="Ronde najaar")
    run(FOURTEEN), run(AFTER)

    before, after = server.accepted
    assert before["Subject"] == "Ronde najaar sluit op 26 november 2026: nog geen bericht (1)"
    assert after["Subject"] == "Ronde najaar sloot op 26 november 2026: nog geen bericht (1)"


def test_missed_day_loses_nothing(server, action, official):
    make_round()
    run(FOURTEEN + datetime.timedelta(days=1))

    assert server.recipients == [official.email]


def test_missed_moments_give_one_mail_not_three(server, action, official):
    make_round()
    run(TWO), run(TWO + datetime.timedelta(days=1))

    assert server.recipients == [official.email]
    assert OutboxMail.objects.get().key.split(":")[2] == "2"


def test_missed_friday_waits_for_monday(server, action, official):
    make_round(closes=day("2026-11-20"))  # 14 days before is Friday 6 November
    run(day("2026-11-07")), run(day("2026-11-08"))
    assert server.accepted == []

    run(day("2026-11-09"))
    assert server.recipients == [official.email]


def test_nothing_is_mailed_so_long_after_the_closing(server, action, official):
    make_round()
    run(CLOSES + datetime.timedelta(days=15))

    assert server.accepted == []


def test_nothing_is_mailed_of_moments_before_the_round_opened(server, action, official):
    make_round(opens=day("2026-11-23"))
    run(day("2026-11-23"))
    assert server.accepted == []

    run(TWO)
    assert server.recipients == [official.email]


@pytest.mark.parametrize("status", ["planned", "closed"])
def test_round_that_is_not_open_asks_nothing(server, action, official, status):
    make_round(status=status)
    run(FOURTEEN), run(AFTER)

    assert server.accepted == []


def test_agenda_outside_the_round_asks_nothing(server, mobility, official):
    make_round().agendas.set([makers.make_agenda(makers.make_theme(3))])
    makers.make_action(mobility)
    run(FOURTEEN)

    assert server.accepted == []


# What


def test_member_is_told_of_silence_and_of_what_came_back(server, mobility, official, coordinator):
    make_round()
    silent, drafted, returned, submitted, agreed, confirmed, old = (
        makers.make_action(mobility, code=f"MO-0{n}") for n in range(1, 8)
    )
    with at(OPENS):
        makers.make_draft(drafted, official)
        makers.make_approved(agreed, official, coordinator)
    with at(OPENS - datetime.timedelta(days=30)):
        makers.make_approved(confirmed, official, coordinator)
        makers.make_approved(old, official, coordinator)
    with at(OPENS):
        makers.verbs.confirm_unchanged(confirmed, by=makers.actor(official), token=makers.uuid.uuid4())
    send_back(returned, official, coordinator, OPENS)
    submit(submitted, official, OPENS)

    run(FOURTEEN)

    reminder = server.mails_to(official)[-1]
    assert sections_of(reminder) == {
        "TERUGGEGEVEN": [returned.code],
        "NOG GEEN BERICHT": [silent.code, drafted.code, old.code],
    }
    assert f"* {drafted.code} {drafted.title} (er ligt een concept)" in text_of(reminder)


def test_coordinator_is_told_what_waits_but_not_of_own_deeds(
    server, mobility, official, coordinator, coordinator_be
):
    make_round()
    waits, own_text, returned = (makers.make_action(mobility, code=f"MO-0{n}") for n in (1, 2, 3))
    submit(waits, official)
    submit(own_text, coordinator)
    send_back(returned, official, coordinator)

    run(FOURTEEN)

    (to_coordinator,) = server.mails_to(coordinator)
    (to_other,) = server.mails_to(coordinator_be)
    assert sections_of(to_coordinator) == {"WACHT OP UW AKKOORD": [waits.code]}
    assert sections_of(to_other) == {
        "WACHT OP UW AKKOORD": [waits.code, own_text.code],
        "TERUGGEGEVEN": [returned.code],
    }


def test_reporter_is_told_what_no_coordinator_can_review(server, mobility, official, coordinator, reporter):
    make_round()
    submit(makers.make_action(mobility, code="MO-01"), official)
    submit(makers.make_action(mobility, code="MO-02"), coordinator)

    run(FOURTEEN)

    (mail,) = server.mails_to(reporter)
    assert sections_of(mail) == {"WACHT OP UW AKKOORD": ["MO-02"]}
    assert "/mijn-acties/" not in text_of(mail)


def test_nobody_with_nothing_to_do_is_mailed(
    server, action, official, coordinator, outsider, director, reporter, administrator, seatless
):
    make_round()
    with at(OPENS):
        makers.make_approved(action, official, coordinator)

    run(FOURTEEN)

    assert server.accepted == []
    assert set(OutboxMail.objects.values_list("outcome", flat=True)) == {"Had nothing to do."}


def test_what_becomes_open_between_two_moments_waits_for_the_next(server, action, official, coordinator):
    make_round()
    with at(OPENS):
        makers.make_approved(action, official, coordinator)
    run(FOURTEEN)
    other = makers.make_action(action.working_group)
    between = FOURTEEN + datetime.timedelta(days=1)
    submit(other, official, between)
    run(between)
    assert server.accepted == []

    run(SEVEN)
    assert server.recipients == [coordinator.email]


def test_observer_and_other_group_are_not_mailed(server, action, mobility, outsider):
    makers.make_member(mobility, SeatRole.OBSERVER)
    official = makers.make_member(mobility)
    make_round()
    run(FOURTEEN)

    assert server.recipients == [official.email]


def test_silence_is_told_of_actions_never_of_people(server, action, official, colleague, coordinator):
    make_round()
    with at(OPENS):
        makers.make_draft(action, colleague)
    run(FOURTEEN)

    for mail in server.accepted:
        others = User.objects.exclude(email=mail["To"])
        for person in others:
            assert person.full_name not in text_of(mail) + html_of(mail)
            assert person.email not in text_of(mail) + html_of(mail)


def test_links_lead_to_the_portal(server, settings, mobility, official, coordinator):
    settings.SITE_ADDRESS = "https://portal.example/"
    make_round()
    makers.make_action(mobility, code="MO-01")
    send_back(makers.make_action(mobility, code="MO-02"), official, coordinator)
    waits = submit(makers.make_action(mobility, code="MO-03"), official)
    run(FOURTEEN)

    links = {
        link
        for mail in server.accepted
        for body in (text_of(mail), html_of(mail))
        for link in re.findall(r"https?://[^\s\"<]+", body)
    }
    assert links == {
        "https://portal.example/acties/mo-01/",
        "https://portal.example/acties/mo-02/voortgang/",
        f"https://portal.example/nakijken/{waits.uuid}/",
        "https://portal.example/mijn-acties/",
        "https://portal.example/voorkeuren/",
    }


def test_html_tells_what_the_text_tells(server, mobility, official):
    make_round()
    makers.make_action(mobility, code="MO-01", title="Fiets & <b>trein</b> 'nu'")
    run(FOURTEEN)

    (mail,) = server.accepted
    assert "* MO-01 Fiets & <b>trein</b> 'nu'\n" in text_of(mail)
    assert "MO-01 Fiets &amp; &lt;b&gt;trein&lt;/b&gt; &#x27;nu&#x27;</a>" in html_of(mail)
    assert '<html lang="nl">' in html_of(mail)


def test_nasty_words_come_through_as_words(server, mobility):
    official = makers.make_user(full_name="{{ 7*7 }} <i>Jan</i>")
    makers.seat(official, mobility)
    titles = [
        "{{ 7*7 }} {% load x %}",
        '<script>alert(1)</script> & "co"',
        "Gezin 👩‍👩‍👧‍👦 €",
        "\u202erechts naar links",
        "regel\r\nBcc: iemand@voorbeeld.example",
        "=cmd|'/C calc'!A0",
        "x" * 200,
    ]
    actions = [makers.make_action(mobility, title=title) for title in titles]
    make_round(name="Ronde\nBcc: iemand@voorbeeld.example")
    run(FOURTEEN)

    (mail,) = server.accepted
    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("Ronde Bcc: iemand@voorbeeld.example sluit op")
    for action in actions:
        words = f"{action.code} {' '.join(action.title.split())}"
        assert f"* {words}\n" in text_of(mail)
        assert f">{html.escape(words)}</a>" in html_of(mail)
    assert "Beste {{ 7*7 }} <i>Jan</i>,\n" in text_of(mail)
    assert "<i>" not in html_of(mail)


def test_mail_about_examples_goes_with_the_examples(action, official, coordinator):
    make_round(is_demo=True)
    send_back(action, official, coordinator)
    queue_due(FOURTEEN)
    queue_mail(
        key="reminder:9999:14:1", topic="reminder", recipient=official, subject="s", text="t", html="h"
    )
    assert OutboxMail.objects.count() == 4  # that, the return, one reminder, and one settled without

    assert remove_demo_data()["mails"] == 3

    assert [mail.key for mail in OutboxMail.objects.all()] == ["reminder:9999:14:1"]


def test_mail_is_dutch_whatever_language_is_active(server, action, official):
    make_round()
    with translation.override("en"):
        run(FOURTEEN)

    (mail,) = server.accepted
    assert "sluit op 26 november 2026" in mail["Subject"]
    assert "sluit op 26 november 2026" in text_of(mail)


# Places still to be filled


def test_group_without_members_falls_to_its_coordinators(server, action, coordinator, reporter):
    makers.give_seat(action.working_group, contact=None, role=SeatRole.MEMBER, since=makers.LONG_AGO, by=None)
    make_round()
    run(FOURTEEN)

    assert server.recipients == [coordinator.email]


def test_group_without_anybody_falls_to_the_reporter_who_is_told_why(server, mobility, official, reporter):
    makers.make_action(mobility, code="MO-01")
    makers.make_action(mobility, code="MO-02", visibility="working_group", title="Alleen de groep")
    send_back(
        makers.make_action(mobility, code="MO-03"), official, makers.make_member(mobility, "coordinator")
    )
    Seat.objects.filter(body=mobility).update(until=FOURTEEN - datetime.timedelta(days=1))
    make_round()
    run(FOURTEEN)

    (mail,) = server.mails_to(reporter)
    assert sections_of(mail) == {"NOG GEEN BERICHT, EN NIEMAND IN DE WERKGROEP": ["MO-01", "MO-02", "MO-03"]}
    assert "Daarom krijgt u als rapportagecoördinator deze herinnering." in text_of(mail)
    assert "Werkgroep Mobiliteit" in text_of(mail)
    assert "Alleen de groep" not in text_of(mail) + html_of(mail)
    assert server.mails_to(official) == []


def test_group_whose_only_member_has_no_account_any_more_falls_to_the_reporter(
    server, action, official, reporter
):
    User.objects.filter(pk=official.pk).update(is_active=False)
    make_round()
    run(FOURTEEN)

    assert server.recipients == [reporter.email]


def test_reporter_hears_nothing_of_groups_with_people(server, action, official, reporter):
    make_round()
    run(FOURTEEN)

    assert server.recipients == [official.email]


# One mail


def test_rounds_that_are_due_together_make_one_mail(server, action, official):
    make_round(name="Ronde A")
    make_round(closes=CLOSES + datetime.timedelta(days=7), name="Ronde B")
    run(FOURTEEN), run(FOURTEEN, hour=12)
    assert [mail["Subject"].split(":")[0] for mail in server.accepted] == [
        "Ronde A sluit op 26 november 2026"
    ]
    server.accepted.clear()

    run(SEVEN)
    (mail,) = server.accepted
    assert mail["Subject"] == "2 rondes: nog geen bericht (1)"
    assert "Ronde A sluit op 26 november 2026. Ronde B sluit op 3 december 2026." in text_of(mail)
    assert sections_of(mail) == {"NOG GEEN BERICHT": [action.code]}


def test_action_in_two_rounds_is_named_once(server, action, official, coordinator):
    submit(action, official)
    make_round(name="Ronde A")
    make_round(name="Ronde B")
    run(FOURTEEN)

    (mail,) = server.accepted
    assert sections_of(mail) == {"WACHT OP UW AKKOORD": [action.code]}
    assert mail["Subject"] == "2 rondes: wacht op uw akkoord (1)"


def test_round_that_opens_later_the_same_day_waits_a_day(server, action, official):
    make_round()
    run(FOURTEEN)
    make_round(name="Ronde B")
    run(FOURTEEN, hour=12)
    assert len(server.accepted) == 1

    run(FOURTEEN + datetime.timedelta(days=1))
    assert [mail["Subject"].split(" sluit")[0] for mail in server.accepted][1:] == ["Ronde B"]


def test_news_counts_since_the_later_opening_of_two_rounds(server, action, official, coordinator):
    make_round(name="Ronde A", opens=OPENS)
    make_round(name="Ronde B", opens=day("2026-11-05"))
    with at(day("2026-10-25")):
        makers.make_approved(action, official, coordinator)
    run(FOURTEEN)

    (mail,) = server.mails_to(official)
    assert sections_of(mail) == {"NOG GEEN BERICHT": [action.code]}


def test_run_that_was_beaten_by_another_queues_nothing(action, official):
    make_round()
    with at(FOURTEEN):
        plans = plan_day(FOURTEEN)
        first = next(plans)
        assert queue_due(FOURTEEN) == 1
        assert _carry_out(first) is False
    assert OutboxMail.objects.count() == 1


# Preferences


def test_everything_is_mailed_until_somebody_chooses(server, action, official, colleague):
    prefer(colleague, reminders="none")
    make_round()
    for date in (FOURTEEN, SEVEN, TWO, AFTER):
        run(date)

    assert server.recipients == [official.email] * 4


def test_only_the_last_reminder(server, action, official):
    prefer(official, reminders="last")
    make_round()
    sent = {}
    for date in (FOURTEEN, SEVEN, TWO, AFTER):
        run(date)
        sent[date] = len(server.accepted)

    assert sent == {FOURTEEN: 0, SEVEN: 0, TWO: 1, AFTER: 1}


def test_only_the_last_reminder_is_not_lost_when_its_day_is_missed(server, action, official):
    prefer(official, reminders="last")
    make_round()
    run(FOURTEEN), run(AFTER), run(AFTER + datetime.timedelta(days=3))

    assert server.recipients == [official.email]


def test_whoever_changes_their_mind_is_mailed_from_the_next_moment(server, action, official):
    prefer(official, reminders="none")
    make_round()
    run(FOURTEEN)
    MailPreference.objects.update(reminders="all")
    run(FOURTEEN + datetime.timedelta(days=1))
    assert server.accepted == []

    run(SEVEN)
    assert server.recipients == [official.email]


# Between queueing and sending


def test_seat_that_ends_before_sending_stops_the_mail(server, action, official):
    make_round()
    with at(FOURTEEN):
        assert queue_due(FOURTEEN) == 1
    Seat.objects.update(until=FOURTEEN)

    run(FOURTEEN + datetime.timedelta(days=1))

    assert server.accepted == []
    assert OutboxMail.objects.get(recipient=official).outcome == (
        "The recipient may no longer know of all that it tells."
    )


def test_action_that_moves_to_another_group_before_sending_stops_the_mail(server, action, housing, official):
    make_round()
    with at(FOURTEEN):
        queue_due(FOURTEEN)
    Action.objects.update(working_group=housing)

    run(FOURTEEN)

    assert server.accepted == []


def test_participant_elsewhere_is_not_told_how_far_an_update_is(
    server, action, official, coordinator, housing
):
    """Public actions may be seen by all, but that an update came back is for the group."""
    send_back(action, official, coordinator)
    Seat.objects.filter(contact__user=official).update(body=housing)
    makers.set_up_groups(housing)
    run(FOURTEEN)

    assert server.accepted == []


# Returned updates


def test_return_is_mailed_to_who_wrote_and_not_to_who_returned(
    server, action, official, colleague, coordinator, coordinator_be
):
    with at(FOURTEEN):
        draft = makers.make_draft(action, colleague)
        draft.contributors.add(official)
        update = domain.report_progress(
            action,
            by=makers.actor(colleague),
            fields=makers.content(),
            version=draft.version,
            token=makers.uuid.uuid4(),
            submit=True,
        )
        domain.return_update(update, by=makers.actor(coordinator), version=update.version, note="GEHEIM")
    run(FOURTEEN)

    assert server.recipients == sorted([official.email, colleague.email])
    mail = server.accepted[0]
    assert mail["Subject"] == "Uw melding over MO-02 is teruggegeven"
    assert "http://localhost:8000/acties/mo-02/voortgang/\n" in text_of(mail)
    assert 'href="http://localhost:8000/acties/mo-02/voortgang/"' in html_of(mail)
    assert "GEHEIM" not in text_of(mail) + html_of(mail)


def test_return_is_not_mailed_when_it_is_rolled_back(server, action, official, coordinator):
    update = submit(action, official)
    with at(FOURTEEN), transaction.atomic():
        domain.return_update(update, by=makers.actor(coordinator), version=update.version, note="Nee.")
        transaction.set_rollback(True)
    run(FOURTEEN)

    assert server.accepted == []


def test_return_is_mailed_on_any_day_and_each_time(server, action, official, coordinator):
    saturday = day("2026-11-14")
    update = send_back(action, official, coordinator, saturday)
    run(saturday)
    with at(saturday):
        update = domain.report_progress(
            action,
            by=makers.actor(official),
            fields=makers.content(),
            version=update.version,
            token=makers.uuid.uuid4(),
            submit=True,
        )
        domain.return_update(update, by=makers.actor(coordinator), version=update.version, note="Nog eens.")
    run(saturday)

    assert server.recipients == [official.email] * 2
    assert len({mail["Message-ID"] for mail in server.accepted}) == 2


def test_return_is_not_mailed_to_who_does_not_want_it(server, action, official, coordinator):
    prefer(official, on_return=False)
    send_back(action, official, coordinator)
    run(FOURTEEN)

    assert server.accepted == []


# Confidential


def test_no_mail_holds_anything_confidential(server, mobility, official, coordinator, reporter):
    """Review note, internal note, drafted words, and the title of what only the group may know."""
    make_round()
    secret = {"done": "CANARY-done", "bottleneck": "CANARY-bottleneck", "request": "CANARY-request"}
    hidden = [
        makers.make_action(mobility, code=f"GE-0{n}", visibility="working_group", title="CANARY-title")
        for n in range(1, 5)
    ]
    Action.objects.update(public_summary="CANARY-summary", description="CANARY-description")
    with at(FOURTEEN):
        makers.make_draft(hidden[0], official, remark="CANARY-remark", **secret)
        makers.make_submitted(hidden[1], official, remark="CANARY-remark", **secret)
        makers.make_submitted(hidden[2], coordinator, remark="CANARY-remark", **secret)
        update = makers.make_submitted(hidden[3], official, remark="CANARY-remark", **secret)
        domain.return_update(update, by=makers.actor(coordinator), version=update.version, note="CANARY-note")
    for date in (FOURTEEN, SEVEN, TWO, AFTER):
        run(date)

    assert server.recipients == sorted([official.email] * 5 + [coordinator.email] * 4 + [reporter.email] * 4)
    told = {code for mail in server.accepted for codes in sections_of(mail).values() for code in codes}
    assert told == {action.code for action in hidden}
    for mail in server.accepted:
        assert "CANARY" not in mail["Subject"] + text_of(mail) + html_of(mail) + mail.as_string()
    rows = OutboxMail.objects.values_list("subject", "text", "html", "outcome", "key")
    assert "CANARY" not in str(list(rows))


# The command


def test_run_that_is_repeated_does_nothing(server, action, official):
    make_round()
    first, second = run(FOURTEEN), run(FOURTEEN)

    assert (first, second) == ("Mail: 1 queued, 1 sent, 0 dropped\n", "")
    assert server.recipients == [official.email]


def test_command_fails_when_something_was_not_sent(server, action, official):
    make_round()
    server.stop()
    with pytest.raises(CommandError, match="The mail server does not answer") as failure:
        run(FOURTEEN)
    assert failure.value.returncode == 1

    server.start()
    run(FOURTEEN)
    assert server.recipients == [official.email]


def test_production_without_a_mail_server_keeps_the_mail(settings, action, official):
    settings.DEVELOPMENT = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    make_round()
    with pytest.raises(CommandError, match="EMAIL_URL is missing"):
        run(FOURTEEN)

    assert not OutboxMail.objects.exclude(sent_at=None).exists()


def test_dry_run_prints_and_writes_nothing(server, mobility, official, coordinator):
    make_round(name="Ronde najaar")
    action = makers.make_action(mobility, code="MO-02")
    prefer(coordinator, reminders="none")
    queue_mail(key="a:1", topic="a", recipient=official, subject="Wacht al", text="t", html="h")
    with at(FOURTEEN):
        printed = dry_run()

    assert f"To: {official.email}\nSubject: Ronde najaar sluit op 26 november 2026: nog geen" in printed
    assert f"* {action.code} {action.title}\n" in printed
    assert f"No mail to {coordinator.email}: Does not want this reminder." in printed
    assert f"To: {official.email}\nSubject: Wacht al\nwould be sent" in printed
    assert server.accepted == []
    assert OutboxMail.objects.get().attempts == 0


def test_dry_run_looks_ahead(action, official):
    make_round()
    with at(OPENS):
        assert "Reminders of 2026-11-12: 1 for 1 people" in dry_run("--on", "2026-11-12")
        assert "Reminders of 2026-10-20: 0 for 0 people" in dry_run()


def test_another_day_is_for_looking_ahead_only():
    with pytest.raises(CommandError, match="--on goes with --dry-run only"):
        call_command("send_mail", "--on", "2026-11-12")


def queries_of_a_run():
    OutboxMail.objects.all().delete()
    with (
        at(FOURTEEN),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        queue_due(FOURTEEN)
    return len(queries)


def test_queries_do_not_grow_with_the_actions(mobility, official, coordinator, reporter):
    make_round()

    def more():
        makers.make_action(mobility)
        submit(makers.make_action(mobility), official)
        submit(makers.make_action(mobility), coordinator)
        send_back(makers.make_action(mobility), official, coordinator)

    more()
    few = queries_of_a_run()
    more(), more()

    assert queries_of_a_run() == few


def test_run_with_nothing_due_asks_little(mobility, official, django_assert_num_queries):
    makers.make_action(mobility)
    make_round()
    with at(OPENS), django_assert_num_queries(1):
        assert queue_due(OPENS) == 0
    with at(FOURTEEN):
        queue_due(FOURTEEN)
        with django_assert_num_queries(5):
            assert queue_due(FOURTEEN) == 0


# As it looks


@pytest.mark.browser
def test_mails_are_valid_and_accessible(server, page, axe, check_html, mobility, official, coordinator):
    make_round()
    makers.make_action(mobility, code="MO-01")
    makers.make_action(mobility, code="MO-02", visibility="working_group")
    submit(makers.make_action(mobility, code="MO-03"), official)
    send_back(makers.make_action(mobility, code="MO-04"), official, coordinator)
    run(FOURTEEN)

    bodies = [html_of(mail) for mail in server.accepted]
    assert len(bodies) == 3
    assert check_html(bodies) == []
    for body in bodies:
        page.set_content(body)
        assert axe(page) == []
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
