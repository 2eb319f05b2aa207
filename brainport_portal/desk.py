"""What waits for somebody who is logged in: a part for each role that they have today."""

import datetime
from dataclasses import dataclass, field

from django.db.models import OuterRef

from brainport_portal.core.models import User
from governance.models import Body, Meeting, Seat
from governance.permissions import Actor, Verb
from partners.models import Municipality
from workagenda.choices import Rating
from workagenda.models import Action, ProgressUpdate, ReportingRound
from workagenda.news import RoundNews, news_of_rounds
from workagenda.overview import Overview, overview_of, usual_start
from workagenda.reports.choices import ReportStatus
from workagenda.reports.models import Edition, Report

ACTIONS = 12
REVIEWS = 5
STUCK = 6
MEETINGS = 3
# Accounts that end this soon are shown, so that there is time to ask.
EXPIRES_WITHIN = datetime.timedelta(days=60)


@dataclass(frozen=True)
class Reporting:
    """For who reports: the own actions, most urgent first, and how far the open rounds are."""

    actions: tuple[Action, ...]
    total: int
    rounds: tuple[RoundNews, ...]


@dataclass(frozen=True)
class Reviewing:
    """For who agrees: what waits longest, and how many there are."""

    updates: tuple[ProgressUpdate, ...]
    total: int


@dataclass(frozen=True)
class NextStep:
    """The one thing that moves a round on; `report` when it is done on its page."""

    key: str
    round: ReportingRound | None = None
    report: Report | None = None


@dataclass(frozen=True)
class Assembling:
    """For the reporting coordinator: how far the rounds are, and what to do next."""

    rounds: tuple[RoundNews, ...]
    step: NextStep


@dataclass(frozen=True)
class Overseeing:
    """For directors: how it goes now, which actions are stuck, the worst first, and what changed."""

    stuck: tuple[Action, ...]
    rounds: tuple[RoundNews, ...]
    overview: Overview


@dataclass(frozen=True)
class Administering:
    """For administrators: places to fill, and accounts that end soon."""

    empty_seats: int
    ending: tuple[User, ...]


@dataclass(frozen=True)
class AtHome:
    """For who works for a municipality: what touches it, and the editions for its council."""

    municipality: Municipality
    action_count: int
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class Desk:
    """The page of one's roles. `parts` names those that are there, in the order of the page."""

    reporting: Reporting | None = None
    reviewing: Reviewing | None = None
    assembling: Assembling | None = None
    overseeing: Overseeing | None = None
    administering: Administering | None = None
    at_home: AtHome | None = None
    bodies: tuple[Body, ...] = ()
    meetings: tuple[Meeting, ...] = field(default=())

    @property
    def parts(self) -> tuple[str, ...]:
        names = ("assembling", "overseeing", "reviewing", "reporting", "administering", "at_home")
        return tuple(name for name in names if getattr(self, name) is not None)

    def __bool__(self) -> bool:
        return bool(self.parts or self.bodies)


def desk_of(actor: Actor) -> Desk:
    """The desk of `actor`; empty for visitors and for accounts without any part in the collaboration."""
    if actor.user is None:
        return Desk()
    rounds = _rounds(actor)
    assembles, oversees = actor.may(Verb.ASSEMBLE), _oversees(actor)
    return Desk(
        reporting=_reporting(actor) if actor.bodies_where(Verb.REPORT) else None,
        reviewing=_reviewing(actor) if actor.bodies_where(Verb.REVIEW) or assembles else None,
        assembling=Assembling(rounds, next_step(actor.day)) if assembles else None,
        overseeing=_overseeing(actor, rounds) if oversees else None,
        administering=_administering(actor) if actor.may(Verb.ADMINISTER) else None,
        at_home=_at_home(actor),
        bodies=tuple(Body.objects.filter(pk__in=actor.bodies)) if actor.bodies else (),
        meetings=_meetings(actor),
    )


def _oversees(actor: Actor) -> bool:
    """Whether somebody watches over all groups without being the one who assembles the reports."""
    return actor.may(Verb.OVERSEE) and not actor.may(Verb.ASSEMBLE)


def _rounds(actor: Actor) -> tuple[RoundNews, ...]:
    """How far the open rounds are over all that the actor sees, for those who watch over all groups."""
    if not actor.may(Verb.SEE_REPORTS):
        return ()
    return tuple(news_of_rounds(Action.objects.visible_to(actor)))


def _reporting(actor: Actor) -> Reporting:
    mine = Action.objects.reportable_by(actor)
    rows = mine.with_state_for(actor).with_round().with_news(OuterRef("round_opens_on")).most_urgent_first()
    actions = list(rows)
    return Reporting(tuple(actions[:ACTIONS]), len(actions), tuple(news_of_rounds(mine)))


def _reviewing(actor: Actor) -> Reviewing:
    waiting = list(ProgressUpdate.objects.waiting_for(actor).oldest_first().select_related("action"))
    return Reviewing(tuple(waiting[:REVIEWS]), len(waiting))


def _overseeing(actor: Actor, rounds: tuple[RoundNews, ...]) -> Overseeing:
    actions = Action.objects.visible_to(actor).with_state_for(actor)
    # They see the live state, so the copies on the actions are what is shown.
    stuck = actions.filter(rating__in=(Rating.STALLED, Rating.ATTENTION))
    return Overseeing(
        # "stalled" comes after "attention" in the alphabet.
        stuck=tuple(stuck.order_by("-rating", "code")[:STUCK]),
        rounds=rounds,
        overview=overview_of(Action.objects.visible_to(actor), usual_start(actor.day), actor.day),
    )


def _administering(actor: Actor) -> Administering:
    ending = User.objects.active_on(actor.day).filter(expires_on__lte=actor.day + EXPIRES_WITHIN)
    return Administering(
        empty_seats=Seat.objects.active_on(actor.day).filter(contact=None).count(),
        ending=tuple(ending.order_by("expires_on", "full_name")),
    )


def _at_home(actor: Actor) -> AtHome | None:
    home = Municipality.objects.filter(contact__user=actor.user).first()
    if home is None:
        return None
    editions = Edition.objects.released_to_all().visible_to(actor).filter(municipality=home)
    editions = editions.select_related("report__round").defer("report__content").order_by("-released_on")
    touching = Action.objects.visible_to(actor).filter(municipalities=home)
    return AtHome(home, touching.count(), tuple(editions[:2]))


def _meetings(actor: Actor) -> tuple[Meeting, ...]:
    """The next meetings of one's own bodies."""
    if not actor.bodies:
        return ()
    ahead = Meeting.objects.filter(body__in=actor.bodies).to_come(actor.day)
    return tuple(ahead.select_related("body")[:MEETINGS])


def next_step(day: datetime.date) -> NextStep:
    """What the reporting coordinator does next: the report that is furthest on, then the rounds."""
    report = Report.objects.exclude(status=ReportStatus.FROZEN).select_related("round").first()
    if report is not None:
        return NextStep(report.status, report.round, report)
    if unreleased := _unreleased():
        return NextStep("release", unreleased.round, unreleased)
    rounds = ReportingRound.objects.filter(reports=None).order_by("reference_date", "pk")
    for round_ in rounds.exclude(status="closed"):
        if round_.status == "planned":
            return NextStep("open", round_)
        return NextStep("assemble" if round_.closes_on <= day else "collect", round_)
    return NextStep("plan")


def _unreleased() -> Report | None:
    """The latest frozen report, when it has editions and none of them is out."""
    latest = Report.objects.frozen().defer("content").select_related("round").latest_first().first()
    if latest is None or latest.editions.exclude(released_on=None).exists():
        return None
    return latest
