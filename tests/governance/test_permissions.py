"""Who is what on which day: seats, groups and guardian's table must all say so."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from brainport_portal.core.permissions import grant, revoke, rights_held
from governance.choices import BodyKind, BodyRight, SeatRole
from governance.domain import end_seat, follow_seats, give_seat, set_up_groups, switch_off_account
from governance.models import Body
from governance.permissions import TABLE, Actor, Role, Verb
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.database]

YESTERDAY = datetime.timedelta(days=1)


def test_visitor_has_only_public_sight():
    actor = Actor.of(AnonymousUser())

    assert actor.roles_at(None) == {Role.VISITOR}
    assert [verb for verb in Verb if actor.may(verb)] == []


def test_account_without_seat_is_a_visitor(seatless):
    assert Actor.of(seatless).roles_at(None) == {Role.VISITOR}


@pytest.mark.parametrize(
    ("persona", "role"),
    [
        ("official", Role.MEMBER),
        ("coordinator", Role.COORDINATOR),
        ("director", Role.TASKFORCE),
        ("reporter", Role.REPORTER),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_seat_gives_its_role(persona, role, mobility, request):
    actor = Actor.of(request.getfixturevalue(persona))

    assert role in actor.roles_at(mobility.pk)
    assert Role.PARTICIPANT in actor.roles_at(mobility.pk)


def test_member_of_one_group_is_mere_participant_elsewhere(official, housing):
    assert Actor.of(official).roles_at(housing.pk) == {Role.VISITOR, Role.PARTICIPANT}


def test_actor_takes_two_queries_whatever_the_number_of_seats(official, django_assert_num_queries):
    with django_assert_num_queries(2):
        Actor.of(official)
    for _ in range(3):
        makers.seat(official, makers.make_body())

    with django_assert_num_queries(2):
        Actor.of(official)


def test_seat_counts_on_its_last_day_and_not_after(mobility):
    user = makers.make_member(mobility, until=today())

    assert Actor.of(user, today()).is_participant
    assert not Actor.of(user, today() + YESTERDAY).is_participant


def test_seat_that_ended_gives_nothing_although_the_group_still_holds_the_account(mobility, official):
    seat = official.contact.seats.get()
    type(seat).objects.filter(pk=seat.pk).update(until=today() - YESTERDAY)

    assert rights_held(official, Body)  # the group has not been told yet
    assert Actor.of(official).rights == frozenset()


def test_seat_in_the_future_gives_nothing(mobility):
    user = makers.make_member(mobility, since=today() + YESTERDAY)

    assert not Actor.of(user).is_participant


def test_seat_without_the_right_in_guardians_table_gives_nothing(mobility, official):
    group = mobility.groups.get(tier="members").group
    revoke(group, BodyRight.REPORT, mobility)

    assert Actor.of(official).rights == frozenset()


def test_right_in_guardians_table_without_seat_gives_nothing(mobility, seatless):
    group = Group.objects.create(name="los")
    grant(group, BodyRight.COORDINATE, mobility)
    seatless.groups.add(group)

    assert Actor.of(seatless).rights == frozenset()


def test_chair_is_member_and_observer_has_no_right(mobility):
    chair = makers.make_member(mobility, SeatRole.CHAIR)
    observer = makers.make_member(mobility, SeatRole.OBSERVER)

    assert Actor.of(chair).rights == {(mobility.pk, BodyRight.REPORT.value)}
    assert Actor.of(observer).rights == frozenset()
    assert Actor.of(observer).is_participant


def test_coordinator_who_becomes_member_loses_the_right_to_coordinate(mobility, coordinator, administrator):
    seat = coordinator.contact.seats.get()
    end_seat(seat, by=makers.actor(administrator), last_day=today() - YESTERDAY)
    makers.seat(coordinator, mobility)

    assert Actor.of(coordinator).rights == {(mobility.pk, BodyRight.REPORT.value)}


def test_closed_or_expired_account_is_a_visitor(official, administrator):
    official.expires_on = today() - YESTERDAY
    official.save()
    assert not Actor.of(official).is_participant
    official.expires_on = today()
    official.save()
    assert Actor.of(official).is_participant

    switch_off_account(official, by=makers.actor(administrator))

    official.refresh_from_db()
    assert not Actor.of(official).is_participant


def test_superuser_gets_nothing_in_the_portal(mobility):
    user = makers.make_user(is_superuser=True, is_staff=True)

    assert Actor.of(user).roles_at(mobility.pk) == {Role.VISITOR}


def test_deleted_body_takes_its_rights_along(official, mobility):
    mobility.seats.all().delete()
    key = mobility.pk
    mobility.delete()
    Body.objects.create(
        pk=key, charter=makers.make_charter(), slug="nieuw", name="Nieuw", kind="working_group"
    )

    assert rights_held(official, Body) == set()


def test_groups_follow_the_seats(mobility, official, administrator):
    group = mobility.groups.get(tier="members").group
    assert set(group.user_set.all()) == {official}

    end_seat(official.contact.seats.get(), by=makers.actor(administrator), last_day=today() - YESTERDAY)

    assert not group.user_set.exists()


def test_group_membership_by_hand_is_taken_back(mobility, official, outsider):
    group = mobility.groups.get(tier="coordinators").group
    group.user_set.add(outsider)

    follow_seats(mobility)

    assert not group.user_set.exists()


def test_setting_up_groups_again_changes_nothing(mobility):
    before = sorted(Group.objects.values_list("name", flat=True))

    set_up_groups(mobility)

    assert sorted(Group.objects.values_list("name", flat=True)) == before


def test_boards_have_no_rights_in_the_portal():
    board = makers.make_body(BodyKind.GENERAL_BOARD)
    member = makers.make_member(board)

    assert not board.groups.exists()
    assert Actor.of(member).roles_at(board.pk) == {Role.VISITOR, Role.PARTICIPANT}


def test_only_administrators_give_seats(mobility, coordinator, reporter):
    for user in (coordinator, reporter):
        with pytest.raises(Refused):
            give_seat(
                mobility,
                contact=makers.make_contact(),
                role=SeatRole.MEMBER,
                since=today(),
                by=makers.actor(user),
            )


def test_table_is_the_one_in_the_design():
    """Design section 3, row by row; whoever changes the table changes this on purpose."""
    visitor, participant, member, coordinator, taskforce, reporter, administrator = Role
    assert {
        Verb.SEE_LIVE: set(Role) - {visitor},
        Verb.SEE_GROUP_ONLY: {member, coordinator, taskforce, reporter},
        Verb.SEE_OPEN_UPDATES: {member, coordinator},
        Verb.SEE_REMARKS: {member, coordinator, taskforce, reporter},
        Verb.REPORT: {member, coordinator},
        Verb.REVIEW: {coordinator},
        Verb.REVIEW_WHERE_NOBODY_ELSE_CAN: {reporter},
        Verb.CHECK_LINES: {coordinator, reporter},
        Verb.SEE_REPORTS: {coordinator, taskforce, reporter},
        Verb.ASSEMBLE: {reporter},
        Verb.OVERSEE: {taskforce, reporter},
        Verb.FLAG: {coordinator, taskforce, reporter},
        Verb.ADMINISTER: {administrator},
    } == {verb: set(roles) for verb, roles in TABLE.items()}
    assert participant in TABLE[Verb.SEE_LIVE]
