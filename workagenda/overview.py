"""What changed between two days, for who watches: of actions, in words that count, never of people.

Everything is compared by date of the news (`as_of`), so that the same two days always tell the same, apart
from what is agreed or corrected later.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from brainport_portal.core.timelines import period_of
from governance.models import Meeting

from .choices import AgendaStatus, Cause, Phase, Rating
from .models import Action, ActionOnAgenda, Milestone, ProgressUpdate
from .querysets import ActionQuerySet
from .texts import texts_of

# How far ahead a milestone is near.
NEAR = datetime.timedelta(days=92)
# How far back to look when the taskforce never met.
A_MONTH = datetime.timedelta(days=31)
STUCK = (Rating.STALLED.value, Rating.ATTENTION.value)


@dataclass(frozen=True)
class ActionNews:
    """An action with the words that counted on the first day and on the last; None where there were none.

    `latest` is the update that counts on the last day, `waits` whether a newer one waits for a coordinator.
    """

    action: Action
    before: ProgressUpdate | None
    now: ProgressUpdate | None
    latest: ProgressUpdate | None
    waits: bool

    @property
    def rating(self) -> str:
        return self.now.rating if self.now else Rating.NOT_RATED.value

    @property
    def previous_rating(self) -> str:
        return self.before.rating if self.before else Rating.NOT_RATED.value

    @property
    def rating_changes(self) -> bool:
        return self.rating != self.previous_rating

    @property
    def is_stuck(self) -> bool:
        return self.rating in STUCK

    @property
    def was_stuck(self) -> bool:
        return self.previous_rating in STUCK

    @property
    def request(self) -> str:
        return self.now.request.strip() if self.now else ""

    @property
    def is_new_request(self) -> bool:
        return bool(self.request) and (self.before is None or self.before.request.strip() != self.request)

    @property
    def cause(self) -> str:
        """Why it is stuck, or was: a key of `Cause`, "" when not known."""
        words = self.now if self.is_stuck else self.before
        return words.cause if words else ""

    def is_silent_since(self, day: datetime.date) -> bool:
        return self.latest is None or self.latest.as_of <= day

    @property
    def is_over(self) -> bool:
        """Whether no more news is expected of it."""
        is_done = self.now is not None and self.now.phase in (Phase.COMPLETED, Phase.DROPPED)
        return is_done or self.action.agenda.status == AgendaStatus.CLOSED


@dataclass(frozen=True)
class CauseNews:
    """Actions that are stuck, or no longer, for the same cause; "" when the cause is not known."""

    cause: str
    news: tuple[ActionNews, ...]

    @property
    def label(self) -> str:
        return str(Cause(self.cause).label) if self.cause else ""


@dataclass(frozen=True)
class Overview:
    """All news of some actions from the end of the day `since` up to and including `until`."""

    since: datetime.date
    until: datetime.date
    news: tuple[ActionNews, ...]
    milestones: tuple[Milestone, ...] = field(default=())

    @property
    def requests(self) -> list[ActionNews]:
        """What is asked, what is new first."""
        asked = [news for news in self.news if news.request]
        return sorted(asked, key=lambda news: not news.is_new_request)

    @property
    def changed(self) -> list[ActionNews]:
        return [news for news in self.news if news.rating_changes]

    @property
    def newly_stuck(self) -> list[ActionNews]:
        return [news for news in self.news if news.is_stuck and not news.was_stuck]

    @property
    def solved(self) -> list[ActionNews]:
        return [news for news in self.news if news.was_stuck and not news.is_stuck]

    @property
    def new_bottlenecks(self) -> tuple[CauseNews, ...]:
        return by_cause(self.newly_stuck)

    @property
    def standing_bottlenecks(self) -> tuple[CauseNews, ...]:
        return by_cause(news for news in self.news if news.is_stuck and news.was_stuck)

    @property
    def solved_bottlenecks(self) -> tuple[CauseNews, ...]:
        return by_cause(self.solved)

    @property
    def reached(self) -> list[Milestone]:
        """Milestones that were reached in the period."""
        return [m for m in self.milestones if m.reached_on and self.since < m.reached_on <= self.until]

    @property
    def near(self) -> list[tuple[Milestone, bool]]:
        """Milestones not reached on the last day that may come within three months; True when past."""
        last = (self.until + NEAR).toordinal()
        over = {news.action.pk for news in self.news if news.is_over}
        waited_for = (m for m in self.milestones if not m.reached_on or m.reached_on > self.until)
        near = [m for m in waited_for if period_of(m.due_on, m.precision)[0] <= last]
        return [(m, m.is_past_on(self.until)) for m in near if m.action_id not in over]

    @property
    def silent(self) -> list[ActionNews]:
        """Actions that run and of which nothing was said since, the longest silent first."""
        silent = [news for news in self.news if news.is_silent_since(self.since) and not news.is_over]
        return sorted(silent, key=lambda news: news.latest.as_of if news.latest else datetime.date.min)

    @property
    def counts(self) -> list[tuple[Rating, int]]:
        """How many actions have each rating on the last day."""
        return [(rating, sum(news.rating == rating for news in self.news)) for rating in Rating]

    @property
    def heard(self) -> int:
        return sum(not news.is_silent_since(self.since) for news in self.news)


def overview_of(actions: ActionQuerySet, since: datetime.date, until: datetime.date) -> Overview:
    """The news of `actions` between two days, in a fixed number of queries."""
    before = _keys(actions, since)
    rows = list(actions.for_list().with_latest_counted(until).with_news(since).order_by("code"))
    now = {row.pk: row.counted_id for row in rows}
    keys = {key for key in (*before.values(), *now.values()) if key}
    updates = ProgressUpdate.objects.select_related("refers_to").in_bulk(keys)
    words = texts_of(updates.values())
    news = tuple(
        ActionNews(
            action=row,
            before=words.get(before.get(row.pk) or 0),
            now=words.get(now[row.pk] or 0),
            latest=updates.get(now[row.pk] or 0),
            waits=row.waits,
        )
        for row in rows
    )
    milestones = Milestone.objects.filter(action__in=[row.pk for row in rows]).select_related("action")
    return Overview(since, until, news, tuple(milestones))


def previous_meeting(day: datetime.date) -> Meeting | None:
    """The meeting of the taskforce that an overview on `day` follows on."""
    return Meeting.objects.of_taskforce().on_a_known_day().been(day).first()


def coming_meeting(day: datetime.date) -> Meeting | None:
    """The meeting of the taskforce that an overview on `day` is read for."""
    return Meeting.objects.of_taskforce().to_come(day).first()


def usual_start(day: datetime.date) -> datetime.date:
    """Since when an overview on `day` tells, unless asked otherwise."""
    previous = previous_meeting(day)
    return previous.starts_on if previous else day - A_MONTH


def entry_to_come(action: Action, day: datetime.date) -> ActionOnAgenda | None:
    """Where `action` stands on the agenda of the first meeting to come that it is on."""
    entries = ActionOnAgenda.objects.filter(action=action, item__meeting__in=Meeting.objects.to_come(day))
    return entries.select_related("item__meeting").order_by("item__meeting__starts_on", "pk").first()


def by_cause(news: Iterable[ActionNews]) -> tuple[CauseNews, ...]:
    """`news` under their causes in the order of the list, those without a cause last; the worst first."""
    order = [*Cause.values, ""]
    worst_first = sorted(
        news, key=lambda each: (order.index(each.cause), each.rating != Rating.STALLED, each.action.code)
    )
    return tuple(CauseNews(cause, tuple(group)) for cause, group in groupby(worst_first, lambda n: n.cause))


def _keys(actions: ActionQuerySet, day: datetime.date) -> dict[int, int | None]:
    """The key of the update that counted on `day`, by action."""
    return dict(actions.order_by().with_latest_counted(day).values_list("pk", "counted_id"))
