"""News as data: how many actions were confirmed, changed or left without; of actions, never of people."""

import datetime
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.db.models import Count, OuterRef, Q

from governance.models import Body

from .choices import News
from .models import ReportingRound
from .querysets import ActionQuerySet

COUNTS = {
    "total": Count("pk"),
    "changed": Count("pk", filter=Q(news=News.CHANGED)),
    "confirmed": Count("pk", filter=Q(news=News.CONFIRMED)),
    "silent": Count("pk", filter=Q(news=News.NONE)),
    # Said, but not agreed to yet: only of actions that say nothing newer.
    "waiting": Count("pk", filter=Q(news=News.NONE, waits=True)),
}


@dataclass(frozen=True)
class Tally:
    """Numbers of distinct actions since a day; `waiting` are among the `silent`."""

    total: int = 0
    changed: int = 0
    confirmed: int = 0
    silent: int = 0
    waiting: int = 0

    @property
    def updated(self) -> int:
        """Those whose group did its part: news that counts, or that a coordinator has before them."""
        return self.changed + self.confirmed + self.waiting

    @property
    def unheard(self) -> int:
        """Those of which nothing was heard yet, agreed to or not."""
        return self.silent - self.waiting

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class RoundNews:
    """An open round with the numbers of each working group; the whole is the sum of its parts."""

    round: ReportingRound
    groups: tuple[tuple[Body, Tally], ...]

    @property
    def tally(self) -> Tally:
        return sum((tally for _group, tally in self.groups), Tally())


def tally_since(actions: ActionQuerySet, since: datetime.date) -> Tally:
    """The numbers of `actions` since a day, in one query."""
    return Tally(**actions.order_by().with_news(since).aggregate(**COUNTS))


def news_of_rounds(actions: ActionQuerySet) -> list[RoundNews]:
    """The open rounds that ask something of `actions`, the first to close first, in three queries."""
    since = OuterRef("round_opens_on")
    counted = actions.order_by().with_round().exclude(round_pk=None).with_news(since)
    rows = list(counted.values("round_pk", "working_group").annotate(**COUNTS))
    groups = Body.objects.in_bulk({row["working_group"] for row in rows})
    rounds = ReportingRound.objects.filter(pk__in={row["round_pk"] for row in rows})
    return [
        RoundNews(round_, tuple(_groups_in(round_, rows, groups)))
        for round_ in rounds.order_by("closes_on", "pk")
    ]


def _groups_in(
    round_: ReportingRound, rows: list[dict[str, int]], groups: dict[int, Body]
) -> Iterable[tuple[Body, Tally]]:
    found = [row for row in rows if row["round_pk"] == round_.pk]
    for row in sorted(found, key=lambda row: groups[row["working_group"]].name):
        yield groups[row["working_group"]], Tally(**{name: row[name] for name in COUNTS})
