"""Many people at once, over HTTP, on several processes: nothing is lost, nothing overwritten unseen."""

import itertools
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.html_reading import read_page
from tests.served import Answer, Browser, Portal, log_in, make_tables, served

pytestmark = [pytest.mark.database]


def prepare(writers: int, others: int) -> dict[str, Any]:
    """A working group with one action that all of `writers` work on, and an action for each of `others`."""
    from django.test import override_settings

    from tests import makers

    make_tables()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        group = makers.make_body()
        people = [log_in(makers.make_member(group)) for _ in range(writers + others)]
    shared, *own = [makers.make_action(group).code.lower() for _ in range(1 + others)]
    return {"sessions": people, "codes": [shared] * writers + own}


def read_back() -> dict[str, Any]:
    """Every version of every update as the history tells it, and what stands now, by action."""
    from workagenda.models import ProgressUpdate

    history = ProgressUpdate.history.order_by("history_id").values_list("action__code", "version", "done")
    now = ProgressUpdate.objects.values_list("action__code", "version", "done")
    return {
        "history": [[code.lower(), version, done] for code, version, done in history],
        "now": {code.lower(): [version, done] for code, version, done in now},
    }


@dataclass
class Writer:
    """Somebody who adds lines to what stands about an action, and tries again after a conflict."""

    browser: Browser
    code: str
    name: str
    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/acties/{self.code}/voortgang/"

    def save(self, times: int) -> None:
        for number in range(times):
            answer = self._note(self.browser.get(self.path))
            line = f"{self.name}, regel {number}."
            stands = _fields(answer)["done"].splitlines()[-30:]
            fields = {**_fields(answer), "done": "\n".join([*stands, line]), "save": "1"}
            for attempt in itertools.count(1):
                answer = self._note(self.browser.post(self.path, fields))
                if answer.status == 302:
                    self.acknowledged.append((int(fields["version"]), fields["done"]))
                    break
                # The form in the answer holds the typed text and starts from what stands now.
                again = _fields(answer)
                assert again["done"] == fields["done"], "the typed text is gone from the form"
                done = f"{again['done']}\n{line} Poging {attempt + 1}."
                fields = {**again, "done": done, "save": "1"}

    def _note(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        assert answer.status in (200, 302, 409), f"{answer.status}: {answer.page[:2000]}"
        return answer


def _fields(answer: Answer) -> dict[str, str]:
    return read_page(answer.page).form_with("done").fields


@pytest.fixture
def tell(capsys):
    """`tell(line)`: writes figures on the screen."""

    def write(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return write


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[tuple[Portal, Any]]:
    """A portal for the short tests: five members of a group and four actions of others."""
    with served(tmp_path_factory.mktemp("served"), prepare, writers=4, others=5) as portal:
        yield portal


def people_of(portal: Portal, made: dict[str, Any]) -> list[Writer]:
    return [
        Writer(Browser(portal.port, session), code, f"Schrijver {number}")
        for number, (session, code) in enumerate(zip(made["sessions"], made["codes"], strict=True), start=1)
    ]


def run_at_once(jobs: list[tuple[Any, ...]]) -> list[Any]:
    """Starts all jobs (a function and its arguments) at the same moment; raises what one of them raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Any, *arguments: Any) -> Any:
        start.wait()
        return job(*arguments)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, *job) for job in jobs]]


def save_at_once(together: list[Writer], times: int, apart: list[Writer], own_times: int) -> None:
    """Some save on one action, the others each on their own, where there is nothing to conflict with."""
    run_at_once([*((person.save, times) for person in together), *((one.save, own_times) for one in apart)])
    assert all(answer.status != 409 for person in apart for answer in person.answers)


def check_nothing_is_lost(portal: Portal, people: list[Writer], saves: int) -> None:
    stored = portal.call(read_back)
    versions: dict[str, list[tuple[int, str]]] = {person.code: [] for person in people}
    for code, version, done in stored["history"]:
        versions.setdefault(code, []).append((version, done))
    for person in people:
        for base, done in person.acknowledged:
            # Stored once, and made from the version just before it: nobody's text was overwritten unseen.
            assert [version for version, text in versions[person.code] if text == done] == [base + 1]
    for person in people:
        told = versions[person.code]
        assert [version for version, _done in told] == list(range(1, len(told) + 1))
        assert told[-1] == tuple(stored["now"][person.code])
    assert sum(len(person.acknowledged) for person in people) == saves
    assert sum(len(versions[code]) for code in {person.code for person in people}) == saves
    log = portal.log.read_text()
    assert not re.search("locked|deadlock|Traceback", log), log[-3000:]


def in_words(people: list[Writer]) -> str:
    answers = [answer for person in people for answer in person.answers]
    posts = sorted(answer.seconds for answer in answers if answer.status != 200)
    statuses = Counter(answer.status for answer in answers)
    saved = sum(len(person.acknowledged) for person in people)
    middle, late, last = (posts[int((len(posts) - 1) * share)] for share in (0.5, 0.95, 1))
    kind = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]
    return (
        f"{kind}: {saved} saves acknowledged, {statuses[409]} conflicts shown; a save answers in "
        f"{middle * 1000:.0f} ms (half), {late * 1000:.0f} ms (p95), {last * 1000:.0f} ms (all)"
    )


def test_saves_of_many_at_once_are_all_kept(running, tell):
    portal, made = running
    people = people_of(portal, made)[:8]

    save_at_once(people[:4], 6, people[4:], 3)

    check_nothing_is_lost(portal, people, saves=4 * 6 + 4 * 3)
    tell(in_words(people))


@pytest.mark.night
def test_saves_of_8_clients_on_one_action_and_16_on_others_are_all_kept(tmp_path, tell):
    with served(tmp_path, prepare, writers=8, others=16) as (portal, made):
        people = people_of(portal, made)

        save_at_once(people[:8], 50, people[8:], 10)

        check_nothing_is_lost(portal, people, saves=8 * 50 + 16 * 10)
    tell(in_words(people))


def test_one_form_sent_8_times_at_once_is_stored_once(running):
    portal, made = running
    person, code = people_of(portal, made)[-1], made["codes"][-1]
    fields = {**_fields(person.browser.get(person.path)), "done": "Eén keer.", "save": "1"}

    answers = run_at_once([(person.browser.post, person.path, fields)] * 8)

    assert [answer.status for answer in answers] == [302] * 8
    stored = portal.call(read_back)
    assert [told for told in stored["history"] if told[0] == code] == [[code, 1, "Eén keer."]]
    assert stored["now"][code] == [1, "Eén keer."]
