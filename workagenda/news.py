"""News as data: how many actions were confirmed, changed or left without; of actions, never of people."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from .choices import News, UpdateState
from .querysets import ActionQuerySet

CHANGED, CONFIRMED, SILENT = (
    Count("pk", filter=Q(news=kind)) for kind in (News.CHANGED, News.CONFIRMED, News.NONE)
)
# Said, but not agreed to yet: only of actions that say nothing newer.
WAITING = Count("pk", filter=Q(news=News.NONE, open_state=UpdateState.SUBMITTED))


@dataclass(frozen=True)
class Tally:
    """Numbers of distinct actions since a day; `waiting` are among the `silent`."""

    total: int
    changed: int
    confirmed: int
    silent: int
    waiting: int

    @property
    def updated(self) -> int:
        """Those whose group did its part: news that counts, or that a coordinator has before them."""
        return self.changed + self.confirmed + self.waiting


def tally(actions: ActionQuerySet, since: datetime.date) -> Tally:
    """The numbers of `actions` since a day, in one query."""
    return Tally(**actions.order_by().with_news(since).aggregate(**_counts()))


def tally_by_group(actions: ActionQuerySet, since: datetime.date) -> dict[int, Tally]:
    """The numbers per working group, by its key, in one query."""
    rows = actions.order_by().with_news(since).values("working_group").annotate(**_counts())
    return {row.pop("working_group"): Tally(**row) for row in rows}


def _counts() -> dict[str, Count]:
    counts = {"changed": CHANGED, "confirmed": CONFIRMED, "silent": SILENT, "waiting": WAITING}
    return {"total": Count("pk"), **counts}
