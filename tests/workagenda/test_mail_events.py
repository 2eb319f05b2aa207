"""Mail while everything happens in any order: nothing wrong, nothing early, nothing double, nothing lost.

`Desk` lets people write, review, leave and come back, and lets the timer run with a mail server that answers,
is away, or kills the sender just after it said yes. Beside it stand plain lists of what must be mailed, made
by loops over rows; after every run of the timer they are held against what the server accepted.
"""

import datetime
import io
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from brainport_portal.core.gates import Refused
from brainport_portal.core.models import User
from governance.choices import BodyKind, SeatRole
from governance.models import Seat
from tests import makers
from tests.mail_server import mail_settings, running_mail_server, text_of
from tests.workagenda.test_reminders import sections_of
from workagenda import domain
from workagenda.models import Action, MailPreference, ProgressUpdate, ReportingRound

pytestmark = [pytest.mark.django_db, pytest.mark.database]

day = datetime.date.fromisoformat
START = datetime.datetime(2026, 11, 10, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
CLOSED_PORT = 9  # discard; nothing listens there
# The moments of the two rounds as a calendar on the wall says them.
MOMENTS = {
    "A": {"14": "2026-11-12", "7": "2026-11-19", "2": "2026-11-24", "after": "2026-11-27"},
    "B": {"14": "2026-11-19", "7": "2026-11-26", "2": "2026-12-01", "after": "2026-12-04"},
}
ARMISTICE = day("2026-11-11")
# What may happen, as often as it is named here; one rule for all, or whole runs would leave some out.
EVENTS = (
    *["pass_time"] * 3,
    *["write"] * 6,
    *["review"] * 4,
    *["timer"] * 5,
    *["confirm", "seat", "account", "prefer", "move", "turn"],
)
MANY = st.integers(0, 59)  # each event picks from its own few
HOURS = (1, 5, 24, 24, 48, 72)


SMTP = "django.core.mail.backends.smtp.EmailBackend"
KILLED = f"{__name__}.KilledAfterSending"


class KilledAfterSending(EmailBackend):
    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


@dataclass
class Due:
    """A mail that must come: to whom, and the codes it names by heading."""

    user: int
    told: dict[str, list[str]]

    @property
    def codes(self) -> set[str]:
        return {code for codes in self.told.values() for code in codes}


@dataclass
class Ledger:
    due: list[Due] = field(default_factory=list)
    settled: set[tuple[str, str, int]] = field(default_factory=set)
    reminded: dict[int, datetime.date] = field(default_factory=dict)
    seen: dict[str, Due] = field(default_factory=dict)
    may_repeat: set[str] = field(default_factory=set)


class Desk(RuleBasedStateMachine):
    """Each example is a transaction that goes back."""

    def __init__(self, people, actions, groups, rounds, server, settings, clock, counts):
        super().__init__()
        self.people, self.actions, self.groups, self.rounds = people, actions, groups, rounds
        self.server, self.settings, self.clock, self.counts = server, settings, clock, counts
        self.ledger = Ledger()
        self.server.accepted.clear()
        self.clock.move_to(START, tick=False)
        self.example = transaction.atomic()
        self.example._from_testcase = True  # what is durable outside tests is so in an example
        self.example.__enter__()

    def teardown(self):
        try:
            self.run_timer("fine")
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    # What happens

    @rule(event=st.sampled_from(EVENTS), who=MANY, which=MANY, way=MANY)
    def happen(self, event, who, which, way):
        getattr(self, event)(who, which, way)

    def pass_time(self, who, which, way):
        self.clock.shift(datetime.timedelta(hours=HOURS[way % len(HOURS)]))

    def write(self, who, which, way):
        """Most drafts are submitted at once, most by a member of the group."""
        action = self._action(which)
        draft = action.updates.open().first()
        with self._counted("write"):
            domain.report_progress(
                action,
                by=self._actor(0, 0, 1, 2, 3, 4, pick=who),
                fields=makers.content(done=f"Stap {self.counts.total()}"),
                version=draft.version if draft else 0,
                token=makers.uuid.uuid4(),
                submit=way % 3 > 0,
            )

    def confirm(self, who, which, way):
        with self._counted("confirm"):
            domain.confirm_unchanged(
                self._action(which), by=self._actor(*range(6), pick=who), token=makers.uuid.uuid4()
            )

    def review(self, who, which, way):
        update = ProgressUpdate.objects.submitted().order_by("submitted_at").first()
        if update is None:
            return
        by = self._actor(2, 2, 3, 3, 5, 0, pick=who)
        verdict = ("agree", "return", "return", "roll back")[way % 4]
        with self._counted(verdict), transaction.atomic():
            if verdict == "agree":
                domain.approve_update(update, by=by, version=update.version)
            else:
                domain.return_update(update, by=by, version=update.version, note="Anders.")
            if verdict == "return":
                self._expect_return(update, by.person)
            transaction.set_rollback(verdict == "roll back")

    def seat(self, who, which, way):
        """Somebody leaves, or more often comes back."""
        until = timezone.localdate() - datetime.timedelta(days=1) if way % 3 == 0 else None
        person = self.people[who % 6] if way % 3 == 0 else self.people[which % 6]
        Seat.objects.filter(contact__user=person).update(until=until)

    def account(self, who, which, way):
        User.objects.filter(pk=self.people[who % 6].pk).update(is_active=way % 3 > 0)

    def prefer(self, who, which, way):
        with self._counted("prefer"):
            reminders = ("all", "all", "last", "none")[which % 4]
            domain.choose_mail(
                by=self._actor(*range(6), pick=who), reminders=reminders, on_return=way % 3 > 0
            )

    def move(self, who, which, way):
        """An action changes group or sight, in ways that no verb does yet."""
        Action.objects.filter(pk=self.actions[which % 4].pk).update(
            working_group=self.groups[way % 3 == 0], visibility=("public", "working_group")[way % 2]
        )

    def turn(self, who, which, way):
        """A round opens, or is closed by hand."""
        round_ = self.rounds["AB"[which % 2]]
        ReportingRound.objects.filter(pk=round_.pk).update(status="closed" if way % 4 == 0 else "open")

    def timer(self, who, which, way):
        self.run_timer(("fine", "fine", "fine", "away", "killed")[way % 5])

    def run_timer(self, server):
        """A run of the command; claims of an earlier one that was killed are old by then."""
        self.clock.shift(datetime.timedelta(minutes=11))
        self.counts[f"timer, {server}"] += 1
        self._expect_reminders()
        before = len(self.server.accepted)
        self.settings.EMAIL_PORT = CLOSED_PORT if server == "away" else self.server.port
        self.settings.EMAIL_BACKEND = KILLED if server == "killed" else SMTP
        with suppress(CommandError, KeyboardInterrupt):
            call_command("send_mail", stdout=io.StringIO())
        for mail in self.server.accepted[before:]:
            self._check(mail, was_killed=server == "killed")
        if server == "fine":
            self.ledger.due = [due for due in self.ledger.due if self._may_know(due)]
            assert self.ledger.due == [], "lost"

    # What must come of it

    def _check(self, mail, *, was_killed):
        user = User.objects.get(email=mail["To"])
        code = mail["Subject"].removeprefix("Uw melding over ").removesuffix(" is teruggegeven")
        told = {"return": [code]} if " " not in code else sections_of(mail)
        match = [due for due in self.ledger.due if due.user == user.pk and due.told == told]
        assert match, f"not asked for: {mail['To']} {told}"
        assert self._may_know(match[0]), f"may not know: {mail['To']} {told}"
        identity = mail["Message-ID"]
        assert identity not in self.ledger.seen or identity in self.ledger.may_repeat, "double"
        self.ledger.may_repeat.discard(identity)
        self.ledger.seen[identity] = match[0]
        self.counts["accepted"] += 1
        if was_killed:
            self.ledger.may_repeat.add(identity)
        else:
            self.ledger.due.remove(match[0])
        assert "Stap" not in text_of(mail)

    def _may_know(self, due):
        """Who can log in today and works in the group of every action, or assembles the reports."""
        user = User.objects.get(pk=due.user)
        if not user.is_active:
            return False
        groups, is_reporter = self._places(user)
        of_actions = set(Action.objects.filter(code__in=due.codes).values_list("working_group", flat=True))
        return is_reporter or of_actions <= set(groups)

    def _places(self, user):
        """The groups of a user with the role in each, and whether they sit in the secretariat, today."""
        today = timezone.localdate()
        seats = [
            seat
            for seat in Seat.objects.filter(contact__user=user).select_related("body")
            if seat.since <= today and (seat.until is None or seat.until >= today)
        ]
        groups = {seat.body_id: seat.role for seat in seats if seat.body.kind == BodyKind.WORKING_GROUP}
        return groups, any(seat.body.kind == BodyKind.SECRETARIAT for seat in seats)

    def _expect_return(self, update, reviewer):
        for writer in update.contributors.all():
            preference = MailPreference.objects.filter(user=writer).first()
            if writer != reviewer and (preference is None or preference.on_return):
                self.ledger.due.append(Due(writer.pk, {"return": [update.action.code]}))

    def _expect_reminders(self):
        today = timezone.localdate()
        if today.weekday() > 4 or today == ARMISTICE:
            return
        for person in self.people:
            user = User.objects.get(pk=person.pk)
            groups, is_reporter = self._places(user)
            if (
                not user.is_active
                or not (groups or is_reporter)
                or self.ledger.reminded.get(user.pk) == today
            ):
                continue
            rounds = self._rounds_for(user, today)
            told = self._told(user, groups, is_reporter, rounds) if rounds else {}
            if told:
                self.ledger.due.append(Due(user.pk, told))
                self.ledger.reminded[user.pk] = today

    def _rounds_for(self, user, today):
        """The rounds to remind this user of now; what is settled is not asked again."""
        preference = MailPreference.objects.filter(user=user).first()
        wants = preference.reminders if preference else "all"
        names = {"all": ["14", "7", "2", "after"], "last": ["2"], "none": []}[wants]
        rounds = []
        for letter, round_ in self.rounds.items():
            if ReportingRound.objects.get(pk=round_.pk).status != "open":
                continue
            if today > round_.closes_on + datetime.timedelta(days=14):
                continue
            come = [name for name, date in MOMENTS[letter].items() if day(date) <= today]
            latest = ([name for name in come if name in names] or come)[-1:]
            if latest and (letter, latest[0], user.pk) not in self.ledger.settled:
                self.ledger.settled.add((letter, latest[0], user.pk))
                if latest[0] in names:
                    rounds.append(round_)
        return rounds

    def _told(self, user, groups, is_reporter, rounds):
        since = max(round_.opens_on for round_ in rounds)
        told = {"TERUGGEGEVEN": [], "WACHT OP UW AKKOORD": [], "NOG GEEN BERICHT": []}
        left = told["NOG GEEN BERICHT, EN NIEMAND IN DE WERKGROEP"] = []
        waiting = []
        for action in Action.objects.order_by("code"):
            updates = list(action.updates.all())
            news = [u for u in updates if u.state == "approved" and u.as_of >= since]
            under_way = next((u for u in updates if u.state in ("draft", "submitted", "returned")), None)
            state = under_way.state if under_way else ""
            if state == "submitted" and self._waits_for(user, under_way, groups, is_reporter):
                waiting.append((under_way.submitted_at, under_way.pk, action.code))
            if action.working_group_id in groups:
                if state == "returned" and under_way.reviewer != user:
                    told["TERUGGEGEVEN"].append(action.code)
                if not news and state in ("", "draft"):
                    told["NOG GEEN BERICHT"].append(action.code)
            elif is_reporter and not self._able(action) and not news and state != "submitted":
                left.append(action.code)
        told["WACHT OP UW AKKOORD"] = [code for _at, _pk, code in sorted(waiting)]
        return {heading: codes for heading, codes in told.items() if codes}

    def _waits_for(self, user, update, groups, is_reporter):
        wrote = set(update.contributors.all())
        if user in wrote:
            return False
        if groups.get(update.action.working_group_id) == SeatRole.COORDINATOR:
            return True
        return is_reporter and not self._able(update.action, SeatRole.COORDINATOR) - wrote

    def _able(self, action, *roles):
        """Who can log in today and sits in the group of the action."""
        return {
            user
            for user in User.objects.filter(is_active=True)
            if (role := self._places(user)[0].get(action.working_group_id)) and (not roles or role in roles)
        }

    def _action(self, which):
        return Action.objects.get(pk=self.actions[which % 4].pk)

    def _actor(self, *among, pick):
        return makers.actor(User.objects.get(pk=self.people[among[pick % len(among)]].pk))

    @contextmanager
    def _counted(self, event):
        """A try of a verb, which may be refused."""
        with suppress(Refused, domain.WrongState, domain.StaleUpdate, ValidationError):
            yield
            self.counts[event] += 1


@pytest.fixture
def desk(
    mobility,
    housing,
    official,
    colleague,
    coordinator,
    coordinator_be,
    outsider,
    reporter,
    settings,
    time_machine,
):
    """`desk(counts)`: a machine with four actions of two groups, in two rounds of which one is open."""
    time_machine.move_to(START, tick=False)
    people = [official, colleague, coordinator, coordinator_be, outsider, reporter]
    actions = [
        makers.make_action(mobility),
        makers.make_action(mobility),
        makers.make_action(mobility, visibility="working_group"),
        makers.make_action(housing),
    ]
    rounds = {
        "A": makers.make_round(opens_on=day("2026-10-20"), closes_on=day("2026-11-26")),
        "B": makers.make_round(opens_on=day("2026-11-09"), closes_on=day("2026-12-03"), status="planned"),
    }
    with running_mail_server() as server:
        for name, value in mail_settings(server).items():
            setattr(settings, name, value)
        yield lambda counts: Desk(
            people, actions, [mobility, housing], rounds, server, settings, time_machine, counts
        )


def run(desk, examples, **options):
    """How often each thing happened in that many examples of 25 steps."""
    counts = Counter()
    run_state_machine_as_test(
        lambda: desk(counts),
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **options,
        ),
    )
    return counts


def test_nothing_wrong_early_or_double(desk):
    counts = run(desk, 15, derandomize=True, database=None)

    assert counts["accepted"] > 20
    assert min(counts[name] for name in ("return", "roll back", "timer, away", "timer, killed")) > 0


@pytest.mark.night
def test_nothing_wrong_early_or_double_in_many_runs(desk):
    counts = run(desk, 100, print_blob=True)

    assert counts.total() > 1000
