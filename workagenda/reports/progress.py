"""What a report says under its themes and goals; each action is told once, at its first goal."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .figures import Figures, count_lines, stuck_first

if TYPE_CHECKING:
    from .content import GoalContent, LineContent, ThemeContent


@dataclass(frozen=True)
class GoalProgress:
    """What the report says about one goal. `lines` are all that count; each is told at its first goal."""

    goal: "GoalContent"
    lines: "tuple[LineContent, ...]"

    @property
    def figures(self) -> Figures:
        return count_lines(self.lines)

    @property
    def changed_lines(self) -> "tuple[LineContent, ...]":
        return tuple(line for line in self.lines if line.has_changed)

    @property
    def told_lines(self) -> "tuple[LineContent, ...]":
        return tuple(line for line in self.lines if self.goal.code in ("", *line.goals[:1]))

    @property
    def lines_told_elsewhere(self) -> "tuple[LineContent, ...]":
        return tuple(line for line in self.lines if line not in self.told_lines)

    @property
    def done_lines(self) -> "tuple[LineContent, ...]":
        return tuple(line for line in self.told_lines if line.done.strip())

    @property
    def next_lines(self) -> "tuple[LineContent, ...]":
        return tuple(line for line in self.told_lines if line.next_step.strip())

    @property
    def silent_lines(self) -> "tuple[LineContent, ...]":
        """Those of which nothing is told: nothing done, nothing next, not stuck."""
        return tuple(line for line in self.told_lines if not line.is_told)

    @property
    def stuck_lines(self) -> "tuple[LineContent, ...]":
        return stuck_first(self.told_lines)

    @property
    def is_brief(self) -> bool:
        """Whether its texts are so short that a document may keep each of them on one page."""
        texts = (
            text
            for line in self.told_lines
            for text in (line.done, line.next_step, line.bottleneck, line.consequence, line.corrective_action)
        )
        return sum(max(len(text), 80) for text in texts if text) <= 2000


@dataclass(frozen=True)
class ThemeProgress:
    theme: "ThemeContent"
    goals: tuple[GoalProgress, ...]
