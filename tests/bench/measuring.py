"""Times two things alternately and compares their medians; a noisy machine disturbs both alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

WARM_UP = 2


@dataclass
class Comparison:
    """Something of the portal beside its yardstick; both check what they get and raise if it is wrong.

    `per_round` is how often both run in one round, `rounds` limits the rounds of what is slow.
    """

    what: str
    yardstick: str
    goal: float
    run: Callable[[], None]
    run_yardstick: Callable[[], None]
    clock: Callable[[], float] = time.perf_counter
    per_round: int = 5
    rounds: int | None = None
    seconds: list[float] = field(default_factory=list)
    yardstick_seconds: list[float] = field(default_factory=list)

    @property
    def ms(self) -> float:
        return median(self.seconds) * 1000

    @property
    def yardstick_ms(self) -> float:
        return median(self.yardstick_seconds) * 1000

    @property
    def ratio(self) -> float:
        return self.ms / self.yardstick_ms

    def warm_up(self) -> None:
        for _ in range(1 if self.rounds else WARM_UP):
            self.run()
            self.run_yardstick()

    def once(self) -> None:
        for _ in range(self.per_round):
            self.seconds.append(self._time(self.run))
            self.yardstick_seconds.append(self._time(self.run_yardstick))

    def _time(self, run: Callable[[], None]) -> float:
        start = self.clock()
        run()
        return self.clock() - start


def measure(comparisons: list[Comparison], rounds: int) -> None:
    """Round by round all of them, so that a busy minute falls on everything."""
    for comparison in comparisons:
        comparison.warm_up()
    for number in range(rounds):
        for comparison in comparisons:
            if comparison.rounds is None or number < comparison.rounds:
                comparison.once()
