"""Fills the throw-away database: the real reference data, the examples, and many invented actions."""

import datetime
from itertools import islice

from django.conf import settings
from django.db.models import OuterRef, Subquery

from brainport_portal.core.models import User
from brainport_portal.core.reference import load_reference
from brainport_portal.demo import load_demo_data
from charter.models import Goal, Theme
from governance.domain import set_up_groups
from governance.models import Body
from tests import makers
from workagenda.choices import Phase, Rating, UpdateState, Visibility
from workagenda.models import Action, Domain, ProgressUpdate, WorkAgenda

FIRST_DAY = datetime.date(2026, 9, 1)
GROUPS = 8
# Of every ten actions of a group the others see two.
VISIBILITIES = [Visibility.PUBLIC, Visibility.PARTNERS, *[Visibility.WORKING_GROUP] * 8]
PREFIXES = ["XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH", "XI", "XJ"]
RATINGS = [Rating.ON_TRACK, Rating.ATTENTION, Rating.STALLED, Rating.NOT_RATED]
PHASES = [Phase.NOT_STARTED, Phase.IN_PREPARATION, Phase.IN_PROGRESS, Phase.COMPLETED]
BATCH = 500
DONE = "De partners hebben de aanpak vastgesteld en de eerste stap gezet."


def fill_portal() -> User:
    """The portal as on its first day, with the working groups; returns the member of half of them."""
    load_reference(settings.BASE_DIR / "fixtures" / "reference")
    for body in Body.objects.all():
        set_up_groups(body)
    load_demo_data(on=FIRST_DAY)
    theme = Theme.objects.get(number=2)
    WorkAgenda.objects.create(theme=theme, start_year=2036)
    member = makers.make_user()
    for number in range(GROUPS):
        group = makers.make_body(slug=f"bench-{number}", name=f"Werkgroep {number}")
        Domain.objects.create(theme=theme, code=f"bench-{number}", name=f"Domein {number}", kind="spatial")
        if number % 2 == 0:
            makers.seat(member, group)
    return member


def add_actions(total: int) -> None:
    """Adds actions, each with two agreed updates, until there are `total`."""
    agenda = WorkAgenda.objects.get(start_year=2036)
    groups = list(Body.objects.filter(slug__startswith="bench-"))
    domains = list(Domain.objects.filter(code__startswith="bench-"))
    goals = list(Goal.objects.all())
    present = Action.objects.filter(agenda=agenda).count()
    missing = range(present, present + total - Action.objects.count())
    _create(Action, (_action(number, agenda, domains, groups) for number in missing))
    made = list(Action.objects.filter(agenda=agenda, current_update=None))
    links = Action.goals.through
    _create(links, (links(action=action, goal=goals[action.pk % len(goals)]) for action in made))
    author, reviewer = makers.make_user(), makers.make_user()
    for months in (2, 1):
        _create(ProgressUpdate, (_update(action, months, author, reviewer) for action in made))
    latest = ProgressUpdate.objects.filter(action=OuterRef("pk")).latest_first()
    Action.objects.filter(agenda=agenda).update(current_update=Subquery(latest.values("pk")[:1]))


def _action(number: int, agenda: WorkAgenda, domains: list[Domain], groups: list[Body]) -> Action:
    title = f"Grensoverschrijdende actie {number} voor een betere bereikbaarheid van stad en dorp"
    return Action(
        agenda=agenda,
        domain=domains[number % GROUPS],
        working_group=groups[number % GROUPS],
        code=f"{PREFIXES[number // 9999]}-{number % 9999 + 1:04}",
        title=title,
        official_title=title,
        description="Samen met de partners aan beide zijden van de grens. " * 5,
        visibility=VISIBILITIES[number // GROUPS % len(VISIBILITIES)],
        rating=RATINGS[number % len(RATINGS)],
        phase=PHASES[number // 3 % len(PHASES)],
    )


def _update(action: Action, months: int, author: User, reviewer: User) -> ProgressUpdate:
    return ProgressUpdate(
        action=action,
        as_of=FIRST_DAY - datetime.timedelta(days=30 * months),
        phase=action.phase,
        rating=action.rating,
        done=DONE,
        next_step="In het voorjaar ligt er een voorstel.",
        bottleneck="Te weinig tijd.",
        cause="capacity",
        consequence="Het loopt uit.",
        corrective_action="Een stap minder.",
        state=UpdateState.APPROVED,
        author=author,
        reviewer=reviewer,
        reviewed_at=datetime.datetime(2026, 8, 1, tzinfo=datetime.UTC),
    )


def _create(model, rows) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model.objects.bulk_create(batch)


def member_of(size: int) -> User:
    """The member of a group with `size` of the actions, in an open round."""
    agenda = WorkAgenda.objects.get(start_year=2036)
    group = makers.make_body(slug=f"bench-mine-{size}", name=f"Werkgroep van {size}")
    actions = Action.objects.filter(agenda=agenda, working_group__slug__startswith="bench-")
    chosen = actions.exclude(working_group__slug__startswith="bench-mine").order_by("-pk")[:size]
    Action.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(working_group=group)
    if not agenda.rounds.exists():
        makers.make_round().agendas.set([agenda])
    return makers.make_member(group)
