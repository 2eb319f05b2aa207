"""The verbs on updates, done at random by everybody, with old forms and forms that are sent twice.

After every step the rows are held against the ledger, which is told what was done and knows what must be so.
"""

import datetime
import hashlib
import itertools
import json
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from brainport_portal.core.gates import Refused
from brainport_portal.core.models import User
from governance.choices import SeatRole
from governance.domain import end_seat, switch_off_account
from governance.models import Body
from governance.permissions import Actor
from tests import makers
from workagenda import domain
from workagenda.models import Action, InternalRemark, ProgressUpdate, Submission, WorkingCopy

from .ledger import (
    AGREED,
    DEEDS,
    INVALID,
    OPEN,
    PLACES,
    REFUSED,
    STALE,
    WRONG,
    Kept,
    Ledger,
    Paper,
    Told,
    as_words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
A_SECOND, A_DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)

ANSWERS: dict[type[Exception], str] = {
    Refused: REFUSED,
    domain.StaleUpdate: STALE,
    domain.StaleCopy: STALE,
    domain.WrongState: WRONG,
    ValidationError: INVALID,
}
VERBS: dict[str, Callable[..., Any]] = {
    "withdraw": domain.withdraw_submission,
    "discard": domain.discard_draft,
    "approve": domain.approve_update,
    "return": domain.return_update,
}
RATINGS = ["on_track", "attention", "stalled", "not_rated"]

TABLES = (
    ProgressUpdate,
    ProgressUpdate.contributors.through,
    InternalRemark,
    Action,
    WorkingCopy,
    Submission,
)
UPDATES, WROTE, REMARKS, ACTIONS, COPIES, _SENT = (model._meta.db_table for model in TABLES)
HISTORIES = [model.history.model._meta.db_table for model in (ProgressUpdate, InternalRemark, Action)]

CHANCE = st.randoms(use_true_random=True)
# How often each verb was done and each other answer given, over all examples of a run.
Seen = Counter[tuple[str, str]]
DONE = "done"


class Portal(RuleBasedStateMachine):
    """The real verbs on a real database, each example in a transaction that goes back."""

    def __init__(
        self, people: dict[str, User], groups: dict[str, Body], actions: list[Action], clock: Any, seen: Seen
    ) -> None:
        super().__init__()
        self.people, self.clock, self.seen = people, clock, seen
        self.names = {user.pk: name for name, user in people.items()}
        self.actions = {action.pk: action for action in actions}
        by_group = {body.pk: name for name, body in groups.items()}
        self.ledger = Ledger({action.pk: by_group[action.working_group_id] for action in actions}, NOON)
        self.papers: list[Paper] = []
        self.actors: dict[str, Actor] = {}
        self.acknowledged: set[str] = set()
        self.agreed: dict[int, str] = {}
        self.numbers = itertools.count(1)
        self.clock.move_to(NOON, tick=False)
        self.example = transaction.atomic()
        self.example.__enter__()
        self.rows = self._read()

    def teardown(self) -> None:
        try:
            self._every_acknowledged_text_can_be_read()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    # What people do

    @initialize(chance=CHANCE)
    def begin(self, chance: random.Random) -> None:
        """Half of the runs begin with an agreed update, so that there is something to confirm and correct."""
        self.chance = chance
        first = next(iter(self.actions))
        if chance.random() < 0.5:
            self._send("official", self.ledger.paper(first), self._typed(), submit=True)
            if update := self.ledger.open_of(first):
                self._review("approve", "coordinator", update, update.version)

    @rule(chance=CHANCE)
    def report(self, chance: random.Random) -> None:
        """A form that is opened and sent at once; afterwards somebody opens it and leaves it open."""
        self.chance = chance
        paper = self._open()
        self._send(self._writer(paper.action), paper, self._typed(), submit=self._happens(0.5))
        self.papers.append(self._open(paper.action))

    @precondition(lambda self: self.papers)
    @rule(chance=CHANCE)
    def send_old_form(self, chance: random.Random) -> None:
        """A form that was left open longer ago."""
        self.chance = chance
        unsent = [paper for paper in self.papers[-6:] if not paper.sent]
        paper = self._mostly(unsent, self.papers)
        self._send(self._writer(paper.action), paper, self._typed(), submit=self._happens(0.3))

    @precondition(lambda self: any(paper.sent for paper in self.papers))
    @rule(chance=CHANCE)
    def send_again(self, chance: random.Random) -> None:
        """A double click; or the same form with another text, by another person."""
        self.chance = chance
        paper = self.chance.choice([paper for paper in self.papers if paper.sent])
        person, typed, submit = paper.sent or ("", {}, False)
        if self._happens(0.3):
            person, typed = self._member(paper.action), self._typed()
        self._send(person, paper, typed, submit=submit)

    @rule(chance=CHANCE)
    def type(self, chance: random.Random) -> None:
        """Somebody types in a form that is open, or opens one for it; it is kept on the server."""
        self.chance = chance
        paper = self._mostly([paper for paper in self.papers[-4:] if not paper.sent], self.papers)
        paper = paper or self._open()
        self.papers.append(paper)
        self._keep(self._writer(paper.action), paper)

    @precondition(lambda self: self.ledger.copies)
    @rule(chance=CHANCE)
    def throw_copy_away(self, chance: random.Random) -> None:
        self.chance = chance
        place = self.chance.choice(list(self.ledger.copies))
        who, action, corrects = place
        person = self._mostly([who], list(PLACES))
        copies = WorkingCopy.objects.filter(user=self.people[who], action=action, corrects=corrects)
        problems = {REFUSED} if person != who or self.people[who].pk not in self._accounts() else set()
        self._try("throw away", problems, domain.discard_working_copy, copies.get(), by=self._actor(person))
        if not problems:
            del self.ledger.copies[place]

    @rule(chance=CHANCE)
    def confirm(self, chance: random.Random) -> None:
        """A click on a fresh page, or once more with the token of an earlier form."""
        self.chance = chance
        told = [key for key in self.actions if self.ledger.current(key) and not self.ledger.open_of(key)]
        action, token = self._mostly(told, list(self.actions)), uuid.uuid4()
        if self.papers and self._happens(0.2):
            paper = self.chance.choice(self.papers)
            action, token = paper.action, paper.token
        self._confirm(self._member(action), action, token)

    @precondition(lambda self: self.ledger.updates)
    @rule(chance=CHANCE)
    def decide(self, chance: random.Random) -> None:
        """Withdraw, put aside, agree or return, mostly where it fits."""
        self.chance = chance
        updates = list(self.ledger.updates.values())
        update = self._mostly([told for told in updates if told.state in OPEN], updates)
        name = self._mostly([name for name in DEEDS if update.state in DEEDS[name][0]], list(DEEDS))
        version = update.version - (1 if self._happens(0.15) else 0)
        if name in ("approve", "return"):
            # A coordinator who wrote in it too, and the reporter while there is a coordinator.
            tempted = {*self.ledger.able_to_review(update), *update.contributors, "coordinator", "reporter"}
            self._review(name, self._mostly(sorted(tempted), list(PLACES)), update, version)
        else:
            self._change(name, self._member(update.action), update, version)

    @precondition(lambda self: any(told.kind == "unchanged" for told in self.ledger.updates.values()))
    @rule(chance=CHANCE)
    def take_back(self, chance: random.Random) -> None:
        self.chance = chance
        confirmed = [told for told in self.ledger.updates.values() if told.kind == "unchanged"]
        update = self._mostly(confirmed[-1:], list(self.ledger.updates.values()))
        person = self._mostly([update.author], list(PLACES))
        self._pass(A_SECOND * (70 if self._happens(0.2) else 5))
        problems = self.ledger.against_take_back(person, update)
        verb = domain.take_back_confirmation
        stored = self._try("take back", problems, verb, self._row(update), by=self._actor(person))
        if stored:
            del self.agreed[update.key]
            update.state, update.agreed = "withdrawn", None
            self._has_new_version(update, stored)

    @precondition(lambda self: not self.ledger.gone)
    @rule(chance=CHANCE)
    def lose(self, chance: random.Random) -> None:
        """Out in the middle of everything: the seat ends by itself, is ended, or the account is closed."""
        self.chance = chance
        who, by = self.chance.choice(["leaver", "colleague", "coordinator_be"]), self._actor("administrator")
        if who == "leaver":
            self._pass(A_DAY)
        elif self._happens(0.5):
            end_seat(self.people[who].contact.seats.get(), by=by, last_day=self.ledger.today - A_DAY)
        else:
            switch_off_account(User.objects.get(pk=self.people[who].pk), by=by)
        note(f"  {who} is out")
        self.ledger.gone.add(who)
        self.actors.clear()

    # What is true after every step

    @invariant()
    def everything_holds(self) -> None:
        self._rows_are_those_of_the_ledger()
        self._at_most_one_update_of_an_action_is_open()
        self._what_was_agreed_never_changes()
        self._nobody_agreed_to_a_text_they_wrote_in()
        self._state_of_an_action_is_that_of_what_counts()

    def _rows_are_those_of_the_ledger(self) -> None:
        """So the last acknowledged text is in its row, nothing was written over it unseen, and what is
        typed stays until its writer files it or throws it away."""
        assert self._stored() == self.ledger.rows()
        assert self._kept() == self.ledger.kept()

    def _at_most_one_update_of_an_action_is_open(self) -> None:
        open_ = Counter(row["action_id"] for row in self.rows[UPDATES] if row["state"] in OPEN)
        assert max(open_.values(), default=0) <= 1

    def _what_was_agreed_never_changes(self) -> None:
        """Whole rows, with their contributors; only a confirmation that was taken back is exempt."""
        wrote = self._contributors()
        now = {
            row["id"]: hashlib.sha256(repr((sorted(row.items()), wrote[row["id"]])).encode()).hexdigest()
            for row in self.rows[UPDATES]
            if row["state"] in AGREED
        }
        assert self.agreed.items() <= now.items()
        self.agreed = now

    def _nobody_agreed_to_a_text_they_wrote_in(self) -> None:
        wrote = self._contributors()
        for row in self.rows[UPDATES]:
            if row["state"] in AGREED and row["kind"] != "unchanged":
                assert row["reviewer_id"] not in {None, row["author_id"], *wrote[row["id"]]}

    def _state_of_an_action_is_that_of_what_counts(self) -> None:
        for row in self.rows[ACTIONS]:
            current = self.ledger.current(row["id"])
            words = self.ledger.words(current).content if current else {"phase": "", "rating": "not_rated"}
            expected = (words["phase"], words["rating"], current.key if current else None)
            assert (row["phase"], row["rating"], row["current_update_id"]) == expected

    def _every_acknowledged_text_can_be_read(self) -> None:
        texts = set(ProgressUpdate.history.values_list("done", flat=True))
        notes = set(ProgressUpdate.history.values_list("review_note", flat=True))
        remarks = set(InternalRemark.history.values_list("text", flat=True))
        assert self.acknowledged <= texts | notes | remarks

    # Doing a verb, and telling the ledger what must now be so

    def _try(self, name: str, problems: set[str], verb: Callable, *args: Any, **options: Any) -> Any:
        """The result of `verb`, or None where it gave one of the answers in `problems` and wrote nothing."""
        self._pass(A_SECOND)
        note(f"  {name} by {options['by'].user}, version {options.get('version')}: {args[0]}")
        try:
            result = verb(*args, **options)
        except tuple(ANSWERS) as problem:
            answer = ANSWERS[type(problem)]
            self.seen[name, answer] += 1
            assert answer in problems, f"{name}: {answer}, but expected {problems or DONE}"
            assert self._read() == self.rows, f"{name} was {answer} and left something behind"
            return None
        self.rows = self._read()
        self.seen[name, DONE] += 1
        assert not problems, f"{name} was done, but expected {problems}"
        return result

    def _send(self, who: str, paper: Paper, typed: dict[str, Any], *, submit: bool) -> None:
        sent = self.ledger.sent(who, paper, typed, submit)
        is_repeated = self.ledger.is_repeated(paper.token, sent)
        stored = self._try(
            "repeat" if is_repeated else "correct" if paper.corrects else "submit" if submit else "save",
            self.ledger.against_report(who, paper, typed, submit=submit),
            domain.report_progress,
            self.actions[paper.action],
            by=self._actor(who),
            fields=typed["content"],
            version=paper.version,
            token=paper.token,
            remark=typed["remark"],
            submit=submit,
            corrects=self._corrected(paper),
            copy_version=paper.copy_version(who),
        )
        paper.sent = paper.sent or (who, typed, submit)
        if not stored:
            return
        self.acknowledged |= {typed["content"]["done"], typed["remark"]} - {""}
        if is_repeated:
            assert stored.pk == self.ledger.tokens[paper.token][1]
            return
        self._write(who, paper, typed, stored, submit=submit)
        paper.sent = (who, typed, submit)
        self.ledger.tokens[paper.token] = (sent, stored.pk)
        copy = self.ledger.copies.get((who, paper.action, paper.corrects))
        if copy and self.ledger.knows(who, paper, copy):
            del self.ledger.copies[who, paper.action, paper.corrects]

    def _write(
        self, who: str, paper: Paper, typed: dict[str, Any], stored: ProgressUpdate, *, submit: bool
    ) -> None:
        content = dict(typed["content"])
        if paper.corrects:
            content["as_of"] = self.ledger.updates[paper.corrects].content["as_of"]
        update = self.ledger.open_of(paper.action)
        if update is None:
            kind = "correction" if paper.corrects else "change"
            update = self._add(stored, author=who, content=content, kind=kind, root=paper.corrects)
        else:
            self._has_new_version(update, stored)
        update.content, update.remark = content, typed["remark"]
        update.contributors.add(who)
        if submit:
            update.state, update.reviewer = "submitted", None

    def _keep(self, who: str, paper: Paper) -> None:
        place = (who, paper.action, paper.corrects)
        copy = self.ledger.copies.get(place)
        text = copy.text if copy and self._happens(0.1) else f"Getypt {next(self.numbers)}."
        stored = self._try(
            "keep",
            self.ledger.against_keep(who, paper, text),
            domain.keep_working_copy,
            self.actions[paper.action],
            by=self._actor(who),
            fields={"done": text},
            based_on_version=paper.version,
            copy_version=paper.copy_version(who),
            token=paper.token,
            corrects=self._corrected(paper),
        )
        if stored is None:
            return
        assert paper.token not in self.ledger.tokens, "kept after its form was filed"
        if copy is None:
            copy = self.ledger.copies[place] = Kept(stored.version, text, paper.token)
        elif copy.text != text:
            copy.version, copy.text, copy.token = stored.version, text, paper.token
        paper.copies[who] = (copy.life, copy.version)

    def _confirm(self, who: str, action: int, token: uuid.UUID) -> None:
        sent = (who, "confirm", action)
        is_repeated = self.ledger.is_repeated(token, sent)
        problems = self.ledger.against_confirm(who, action, token)
        verb, actor = domain.confirm_unchanged, self._actor(who)
        stored = self._try("confirm", problems, verb, self.actions[action], by=actor, token=token)
        if not stored:
            return
        if is_repeated:
            assert stored.pk == self.ledger.tokens[token][1]
            return
        current = self.ledger.current(action)
        assert current is not None
        words = self.ledger.words(current)
        self._add(
            stored,
            author=who,
            content={**words.content, "as_of": self.ledger.today},
            kind="unchanged",
            root=words.root or words.key,
            state="approved",
            agreed=self.ledger.now,
            contributors={who},
        )
        self.ledger.tokens[token] = (sent, stored.pk)
        self.papers.append(Paper(action, self.ledger.base_of(action), token=token))

    def _change(self, name: str, who: str, update: Told, version: int) -> None:
        problems = self.ledger.against_deed(name, who, update, version)
        row, actor = self._row(update), self._actor(who)
        stored = self._try(name, problems, VERBS[name], row, by=actor, version=version)
        if stored:
            update.state = DEEDS[name][1]
            self._has_new_version(update, stored)

    def _review(self, name: str, who: str, update: Told, version: int) -> None:
        text = f"Nota {next(self.numbers)}." if self._happens(0.8) else "  "
        problems = self.ledger.against_deed(name, who, update, version)
        if name == "return" and not text.strip():
            problems.add(INVALID)
        row, actor = self._row(update), self._actor(who)
        stored = self._try(name, problems, VERBS[name], row, by=actor, version=version, note=text)
        if stored:
            update.state, update.reviewer, update.note = DEEDS[name][1], who, text
            update.agreed = self.ledger.now if update.state in AGREED else None
            self._has_new_version(update, stored)
            self.acknowledged.add(text)

    def _add(self, stored: ProgressUpdate, **fields: Any) -> Told:
        assert stored.pk not in self.ledger.updates
        made = {"key": stored.pk, "version": stored.version, "action": stored.action_id}
        update = self.ledger.updates[stored.pk] = Told(**made, created=self.ledger.now, **fields)
        return update

    def _has_new_version(self, update: Told, stored: ProgressUpdate) -> None:
        assert stored.pk == update.key
        assert stored.version > update.version
        update.version = stored.version

    # Choosing

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _mostly(self, fitting: list[Any], everything: list[Any]) -> Any:
        """One of those that fit, so that a run gets somewhere, and sometimes any; None without any."""
        options = fitting if fitting and self._happens(0.75) else everything or fitting
        return self.chance.choice(options) if options else None

    def _member(self, action: int) -> str:
        return self._mostly(self.ledger.members(action), list(PLACES))

    def _writer(self, action: int) -> str:
        """Often somebody who typed about it before, perhaps in another window."""
        typed = [who for who, about, _corrects in self.ledger.copies if about == action]
        return self.chance.choice(typed) if typed and self._happens(0.5) else self._member(action)

    def _open(self, action: int | None = None) -> Paper:
        """A form on an action, mostly the first; sometimes a correction of what was agreed."""
        actions = list(self.actions)
        action = action or self._mostly(actions[:1], actions)
        agreed = [told for told in self.ledger.of(action) if told.agreed and told.kind != "unchanged"]
        corrected = self.chance.choice(agreed) if agreed and self._happens(0.4) else None
        return self.ledger.paper(action, (corrected.root or corrected.key) if corrected else None)

    def _typed(self) -> dict[str, Any]:
        number = next(self.numbers)
        text = f"Tekst {number}."
        days_ago = self.chance.choice([0, 0, 1, 2, 3, -1 if self._happens(0.3) else 0])
        content = makers.content(
            as_of=self.ledger.today - days_ago * A_DAY,
            phase=self.chance.choice(["in_progress", "on_hold", ""]),
            rating=self.chance.choice(RATINGS),
            done=text,
        )
        if self._happens(0.8):
            content |= {
                "bottleneck": text,
                "consequence": text,
                "corrective_action": text,
                "cause": "capacity",
            }
        return {"content": content, "remark": f"Notitie {number}." if self._happens(0.3) else ""}

    # The database

    def _pass(self, time: datetime.timedelta) -> None:
        self.ledger.now += time
        self.clock.move_to(self.ledger.now, tick=False)

    def _actor(self, who: str) -> Actor:
        if who not in self.actors:
            self.actors[who] = Actor.of(User.objects.get(pk=self.people[who].pk))
        return self.actors[who]

    def _accounts(self) -> set[int]:
        return set(User.objects.filter(is_active=True).values_list("pk", flat=True))

    def _row(self, update: Told) -> ProgressUpdate:
        return ProgressUpdate.objects.get(pk=update.key)

    def _corrected(self, paper: Paper) -> ProgressUpdate | None:
        return ProgressUpdate.objects.get(pk=paper.corrects) if paper.corrects else None

    def _read(self) -> dict[str, list[dict[str, Any]]]:
        """All rows that a verb may touch; of the history, which only grows, how much there is.

        Past the ORM, whose making of queries would take half of the time.
        """
        rows = {model._meta.db_table: self._fetch("* FROM", model._meta.db_table) for model in TABLES}
        return rows | {table: self._fetch("COUNT(*) FROM", table) for table in HISTORIES}

    def _fetch(self, what: str, table: str) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {what} {table} ORDER BY 1")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _contributors(self) -> dict[int, list[int]]:
        wrote: dict[int, list[int]] = {row["id"]: [] for row in self.rows[UPDATES]}
        for row in self.rows[WROTE]:
            wrote[row["progressupdate_id"]].append(row["user_id"])
        return wrote

    def _stored(self) -> dict[int, dict[str, Any]]:
        """The updates in the words of the ledger."""
        wrote = self._contributors()
        remarks = {row["update_id"]: row["text"] for row in self.rows[REMARKS]}
        return {
            row["id"]: {
                **{name: row[name] for name in ("kind", "state", "version")},
                "action": row["action_id"],
                "content": as_words((name, row[name]) for name in ProgressUpdate.CONTENT_FIELDS),
                "root": row["refers_to_id"],
                "author": self.names[row["author_id"]],
                "contributors": {self.names[user] for user in wrote[row["id"]]},
                "reviewer": self.names.get(row["reviewer_id"]),
                "note": row["review_note"],
                "remark": remarks.get(row["id"], ""),
            }
            for row in self.rows[UPDATES]
        }

    def _kept(self) -> dict[tuple[str, int, int | None], tuple[int, str]]:
        """The working copies in the words of the ledger."""
        return {
            (self.names[row["user_id"]], row["action_id"], row["corrects_id"]): (
                row["version"],
                _fields_of(row)["done"],
            )
            for row in self.rows[COPIES]
        }


def _fields_of(row: dict[str, Any]) -> dict[str, str]:
    return json.loads(row["fields"]) if isinstance(row["fields"], str) else row["fields"]


@pytest.fixture
def portal(mobility, housing, taskforce, secretariat, administration, time_machine, request):
    """`portal(seen)`: a machine on three actions of two groups, among the people of `PLACES`."""
    time_machine.move_to(NOON, tick=False)
    names = [name for name in (*PLACES, "administrator") if name != "leaver"]
    people = {name: request.getfixturevalue(name) for name in names}
    people["leaver"] = makers.make_member(mobility, SeatRole.MEMBER, until=timezone.localdate())
    groups = {"mobility": mobility, "housing": housing}
    actions = [makers.make_action(mobility), makers.make_action(mobility), makers.make_action(housing)]
    return lambda seen: Portal(people, groups, actions, time_machine, seen)


def run(portal: Callable[[Seen], Portal], runs: int, **options: Any) -> Seen:
    """How often each verb got each answer in so many runs of 30 steps."""
    seen: Seen = Counter()
    every_run = settings(
        # Evenly random: by itself hypothesis tries much of the same again, to find out about values.
        backend="hypothesis-urandom",
        max_examples=runs,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        **options,
    )
    run_state_machine_as_test(lambda: portal(seen), settings=every_run)
    return seen


def done_in(seen: Seen) -> set[str]:
    return {name for name, answer in seen if answer == DONE}


def test_no_order_of_verbs_leads_to_an_illegal_state(portal):
    """Without the search for the shortest run that fails, which takes minutes: the night does that."""
    seen = run(portal, 30, phases=[Phase.generate])

    assert done_in(seen) >= {"save", "submit", "repeat", "confirm", "keep", "approve", "discard"}


def test_form_of_a_draft_that_was_put_aside_is_stale_in_the_next_one(action, official, colleague):
    """The machine found this one: the next draft had reached the version of the first again."""
    first = makers.make_draft(action, official, done="Het eerste concept.")
    domain.discard_draft(first, by=makers.actor(official), version=first.version)
    second = makers.make_draft(action, colleague, done="Het tweede concept.")

    with pytest.raises(domain.StaleUpdate):
        makers.make_draft(action, official, version=first.version, done="Van het oude formulier.")

    second.refresh_from_db()
    assert second.done == "Het tweede concept."


def test_window_that_knew_a_copy_thrown_away_does_not_overwrite_the_next_one(action, official):
    """This one too: the next copy began again with the version of the first."""

    def keep(text: str, copy_version: int) -> WorkingCopy:
        copy = domain.keep_working_copy(
            action,
            by=makers.actor(official),
            fields={"done": text},
            based_on_version=0,
            copy_version=copy_version,
            token=uuid.uuid4(),
        )
        assert copy is not None
        return copy

    first = keep("Getypt in het ene venster.", 0)
    domain.discard_working_copy(WorkingCopy.objects.get(), by=makers.actor(official))
    keep("Getypt in het andere venster.", 0)

    with pytest.raises(domain.StaleCopy):
        keep("En weer in het ene.", first.version)

    assert WorkingCopy.objects.get().fields == {"done": "Getypt in het andere venster."}


@pytest.mark.night
def test_no_order_of_verbs_leads_to_an_illegal_state_in_200_runs(portal):
    seen = run(portal, 200)

    assert done_in(seen) == {
        "save",
        "submit",
        "correct",
        "repeat",
        "confirm",
        "take back",
        "keep",
        "throw away",
        *VERBS,
    }
    assert sum(seen.values()) > 200 * 20
