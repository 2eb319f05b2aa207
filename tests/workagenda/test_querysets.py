"""Lists and single objects agree: who finds it in a list may open it, and the other way round."""

import datetime
import uuid
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from brainport_portal.core.dates import today
from brainport_portal.core.permissions import revoke
from governance.choices import BodyRight, SeatRole
from governance.domain import end_seat, follow_seats, switch_off_account
from governance.models import Seat
from governance.permissions import Actor, Verb
from tests import makers
from workagenda.models import Action, ProgressUpdate
from workagenda.permissions import may_report, may_review, may_review_something

pytestmark = [pytest.mark.django_db, pytest.mark.database]

VISIBILITIES = ("public", "partners", "working_group")
STATES = ("draft", "submitted", "returned", "approved", "withdrawn")


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


# Random worlds: three people, two working groups, and every sort of seat


@dataclass(frozen=True)
class SeatSpec:
    person: int
    body: int
    role: str
    since: int
    until: int | None


@dataclass(frozen=True)
class UpdateSpec:
    group: int
    visibility: str
    state: str
    contributors: frozenset


PEOPLE, GROUPS = 3, 2  # bodies 2 and 3 are the taskforce and the secretariat
seats = st.builds(
    SeatSpec,
    person=st.integers(0, PEOPLE - 1),
    body=st.sampled_from([0, 0, 1, 2, 3]),
    role=st.sampled_from(["member", "coordinator", "coordinator", "chair", "deputy", "observer"]),
    since=st.sampled_from([-10, -10, 0, 1]),
    until=st.sampled_from([None, None, 0, -1]),
).filter(lambda seat: seat.until is None or seat.until >= seat.since)
rows = st.builds(
    UpdateSpec,
    group=st.integers(0, GROUPS - 1),
    visibility=st.sampled_from(VISIBILITIES),
    state=st.sampled_from(STATES),
    contributors=st.frozensets(st.integers(0, PEOPLE - 1)),
)
accounts = st.lists(st.sampled_from(["fine", "fine", "off", "expired"]), min_size=PEOPLE, max_size=PEOPLE)


class ByHand:
    """The table of the design, read by hand for one person in one world."""

    def __init__(self, person, account, specs):
        held = [seat for seat in specs if seat.person == person and account == "fine"]
        held = [seat for seat in held if seat.since <= 0 and (seat.until is None or seat.until >= 0)]
        working = [seat for seat in held if seat.role != "observer"]
        self.person = person
        self.takes_part = bool(held)
        self.groups = {seat.body for seat in working if seat.body < GROUPS}
        self.coordinates = {s.body for s in working if s.body < GROUPS and s.role == "coordinator"}
        # A coordinator's seat in a body that has none gives nothing there.
        self.oversees = any(seat.body == 2 and seat.role != "coordinator" for seat in working)
        self.reports = any(seat.body == 3 and seat.role != "coordinator" for seat in working)

    def sees_action(self, row) -> bool:
        if row.visibility == "working_group":
            return row.group in self.groups or self.oversees or self.reports
        return row.visibility == "public" or self.takes_part

    def sees_update(self, row, others) -> bool:
        if row.group in self.groups:
            return True
        if row.state == "approved":
            return self.takes_part and self.sees_action(row)
        return row.state == "submitted" and self._is_left_to_reporter(row, others)

    def reviews(self, row, others) -> bool:
        if row.state != "submitted" or self.person in row.contributors:
            return False
        return row.group in self.coordinates or self._is_left_to_reporter(row, others)

    def _is_left_to_reporter(self, row, others) -> bool:
        able = [p for p in others if row.group in p.coordinates and p.person not in row.contributors]
        return self.reports and self.sees_action(row) and not able


@pytest.fixture
def stage(mobility, housing, taskforce, secretariat):
    people = [makers.make_user() for _ in range(PEOPLE)]
    for person in people:
        makers.make_contact(person)
    makers.make_action(mobility).delete()  # leaves agenda, theme and domain
    return people, [mobility, housing, taskforce, secretariat]


def set_stage(stage, seat_specs, row_specs, account_states) -> list[ProgressUpdate]:
    """Makes the rows past the verbs: a world may hold any state, however it came about."""
    people, bodies = stage
    for person, account in zip(people, account_states, strict=True):
        fields = {"off": {"is_active": False}, "expired": {"expires_on": day(-1)}}.get(account, {})
        type(person).objects.filter(pk=person.pk).update(**fields or {"is_active": True})
    Seat.objects.bulk_create(
        Seat(
            body=bodies[spec.body],
            contact=people[spec.person].contact,
            role=spec.role,
            since=day(spec.since),
            until=None if spec.until is None else day(spec.until),
        )
        for spec in seat_specs
    )
    for body in bodies:
        follow_seats(body)
    agenda, domain = makers.make_agenda(), makers.Domain.objects.get()
    actions = Action.objects.bulk_create(
        Action(
            agenda=agenda,
            domain=domain,
            code=f"WL-{number:02}",
            title="Actie",
            official_title="Actie",
            working_group=bodies[spec.group],
            visibility=spec.visibility,
        )
        for number, spec in enumerate(row_specs)
    )
    updates = ProgressUpdate.objects.bulk_create(
        ProgressUpdate(uuid=uuid.uuid4(), action=action, author=people[0], as_of=day(0), state=spec.state)
        for action, spec in zip(actions, row_specs, strict=True)
    )
    wrote = ProgressUpdate.contributors.through
    wrote.objects.bulk_create(
        wrote(progressupdate=update, user=people[number])
        for update, spec in zip(updates, row_specs, strict=True)
        for number in spec.contributors
    )
    return updates


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase != Phase.explain],
)
@given(seat_specs=st.lists(seats, max_size=6), row_specs=st.lists(rows, max_size=6), accounts=accounts)
def test_lists_and_predicates_are_the_table_read_by_hand(stage, seat_specs, row_specs, accounts):
    with transaction.atomic():
        updates = set_stage(stage, seat_specs, row_specs, accounts)
        expected = [ByHand(number, account, seat_specs) for number, account in enumerate(accounts)]
        pairs = list(zip(updates, row_specs, strict=True))
        for user, hand in zip(stage[0], expected, strict=True):
            actor = Actor.of(type(user).objects.get(pk=user.pk))
            _compare(actor, hand, expected, pairs)
        _compare(Actor(), ByHand(None, "fine", []), expected, pairs)
        transaction.set_rollback(True)


def _compare(actor, hand, everyone, pairs) -> None:
    actions = {update.action_id for update, row in pairs if hand.sees_action(row)}
    assert set(Action.objects.visible_to(actor).values_list("pk", flat=True)) == actions
    seen = {update.pk for update, row in pairs if hand.sees_update(row, everyone)}
    assert set(ProgressUpdate.objects.visible_to(actor).values_list("pk", flat=True)) == seen

    reportable = {update.action_id for update, row in pairs if row.group in hand.groups}
    assert set(Action.objects.reportable_by(actor).values_list("pk", flat=True)) == reportable
    assert {update.action_id for update, _row in pairs if may_report(actor, update.action)} == reportable

    waiting = {update.pk for update, row in pairs if hand.reviews(row, everyone)}
    assert set(ProgressUpdate.objects.waiting_for(actor).values_list("pk", flat=True)) == waiting
    assert {update.pk for update, _row in pairs if may_review(actor, update)} == waiting
    assert waiting <= seen
    assert actor.may(Verb.SEE_LIVE) == hand.takes_part
    assert bool(may_review_something(actor)) == bool(hand.coordinates or hand.reports)


# The pages


@pytest.fixture
def world(mobility, housing, official, coordinator):
    """Actions of both groups in every visibility; on those of mobility updates in every state."""
    for visibility in VISIBILITIES:
        makers.make_action(housing, visibility=visibility)
        for state in STATES:
            update = makers.make_draft(makers.make_action(mobility, visibility=visibility), official)
            ProgressUpdate.objects.filter(pk=update.pk).update(state=state)


def deviations(user) -> list[tuple[str, object]]:
    """The objects whose page answers otherwise than the list says, for `user` at this moment."""
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
        user = type(user).objects.get(pk=user.pk)
    actor = Actor.of(user) if user else Actor()
    wrong = []
    seen = set(Action.objects.visible_to(actor))
    listed = client.get("/acties/?per_page=100").content.decode()
    for action in Action.objects.all():
        status = client.get(action.get_absolute_url()).status_code
        in_list = f'href="{action.get_absolute_url()}"' in listed
        if (status, in_list) != ((200, True) if action in seen else (404, False)):
            wrong.append((status, action))
    readable = set(ProgressUpdate.objects.visible_to(actor))
    # Who is not logged in, or no longer, is asked to, whatever stands there.
    out_of_sight = 404 if actor.user else 302
    for update in ProgressUpdate.objects.select_related("action__working_group"):
        status = client.get(update.get_absolute_url()).status_code
        if status != (200 if update in readable else out_of_sight):
            wrong.append((status, update))
    waiting = set(ProgressUpdate.objects.waiting_for(actor))
    page = client.get(reverse("workagenda:review_list"))
    shown = {u for u in ProgressUpdate.objects.all() if f"/nakijken/{u.uuid}/" in page.content.decode()}
    if shown != waiting:
        wrong.append(("review list", shown ^ waiting))
    return wrong


@pytest.mark.parametrize(
    "persona", ["official", "coordinator", "outsider", "director", "reporter", "administrator", "seatless"]
)
def test_page_opens_exactly_for_what_is_in_the_list(persona, world, request):
    assert deviations(request.getfixturevalue(persona)) == []


def test_page_opens_for_a_visitor_exactly_for_what_is_in_the_list(world):
    assert deviations(None) == []
    assert set(Action.objects.visible_to(Actor())) == set(Action.objects.filter(visibility="public"))


def rights_of(user) -> tuple[int, int, int]:
    """How many hidden actions, open updates and reviewable updates `user` reaches."""
    actor = Actor.of(type(user).objects.get(pk=user.pk))
    hidden = Action.objects.visible_to(actor).exclude(visibility="public").count()
    unagreed = ProgressUpdate.objects.visible_to(actor).exclude(state="approved").count()
    return hidden, unagreed, ProgressUpdate.objects.waiting_for(actor).count()


def end_the_seat(user, administrator):
    end_seat(user.contact.seats.get(), by=makers.actor(administrator), last_day=day(-1))


def let_the_seat_run_out(user, administrator):
    """The last day passes and nothing is done about the groups."""
    user.contact.seats.update(until=day(-1))


def switch_off(user, administrator):
    switch_off_account(user, by=makers.actor(administrator))


def let_the_account_expire(user, administrator):
    type(user).objects.filter(pk=user.pk).update(expires_on=day(-1))


ENDS = [end_the_seat, let_the_seat_run_out, switch_off, let_the_account_expire]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_what_ended_gives_nothing_any_more(end, world, coordinator, administrator):
    before = rights_of(coordinator)

    end(coordinator, administrator)

    assert min(before) > 0
    assert rights_of(coordinator) == (0, 0, 0)
    assert deviations(coordinator) == []


def test_revoked_right_gives_nothing_any_more(world, mobility, coordinator):
    """The seat is still there: a participant, and no more."""
    before = rights_of(coordinator)
    for link in mobility.groups.all():
        for right in (BodyRight.REPORT, BodyRight.COORDINATE):
            revoke(link.group, right.value, mobility)

    assert min(before) > 0
    assert rights_of(coordinator) == (len(STATES) + 1, 0, 0)  # the partners' actions of both groups
    assert list(Action.objects.reportable_by(Actor.of(coordinator))) == []
    assert deviations(coordinator) == []


def test_right_without_seat_gives_nothing(world, mobility, seatless):
    """Somebody put into the group by hand holds guardian's right, and has no seat."""
    mobility.groups.get(tier="coordinators").group.user_set.add(seatless)

    assert rights_of(seatless) == (0, 0, 0)


def test_new_seat_works_at_once(world, mobility, seatless):
    makers.seat(seatless, mobility, SeatRole.COORDINATOR)

    assert min(rights_of(seatless)) > 0
    assert deviations(seatless) == []


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_reporter_agrees_once_the_other_coordinator_is_gone(
    end, action, coordinator, coordinator_be, reporter, administrator
):
    update = makers.make_submitted(action, coordinator)
    waiting = ProgressUpdate.objects.waiting_for
    before = list(waiting(Actor.of(reporter))), list(waiting(Actor.of(coordinator_be)))

    end(coordinator_be, administrator)

    assert before == ([], [update])
    assert list(waiting(Actor.of(reporter))) == [update]
    assert may_review(Actor.of(reporter), update)
