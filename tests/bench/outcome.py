"""The outcome as a table for people and as JSON for what compares one run with another."""

import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django

from .measuring import Comparison

QUERY_GOALS = {"actions of my group": 18, "action list": 8, "action page": 10}


@dataclass(frozen=True)
class Line:
    what: str
    ratio: float
    goal: float
    yardstick: str = ""
    ms: float | None = None
    yardstick_ms: float | None = None


def compared(comparison: Comparison) -> Line:
    return Line(
        what=comparison.what,
        ratio=comparison.ratio,
        goal=comparison.goal,
        yardstick=comparison.yardstick,
        ms=comparison.ms,
        yardstick_ms=comparison.yardstick_ms,
    )


def show(lines: Iterable[Line], queries: dict[str, list[int]]) -> None:
    print(f"{'':32}{'median':>10}  {'yardstick':<20}{'median':>10}{'ratio':>8}{'goal':>8}")
    for line in lines:
        print(
            f"{line.what:32}{_ms(line.ms):>10}  {line.yardstick:<20}{_ms(line.yardstick_ms):>10}"
            f"{line.ratio:>8.2f}{line.goal:>8.2f}{'  over' if line.ratio > line.goal else ''}"
        )
    for page, counts in queries.items():
        goal = QUERY_GOALS[page]
        is_wrong = max(counts) > goal or len(set(counts)) > 1
        numbers = " / ".join(map(str, counts))
        print(f"{f'5 SQL queries, {page}':72}{numbers:>10}{goal:>8}{'  over' if is_wrong else ''}")


def write(path: Path, lines: Iterable[Line], queries: dict[str, list[int]], **circumstances: object) -> None:
    outcome = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "django": django.get_version(),
        "machine": platform.platform(),
        **circumstances,
        "ratios": [vars(line) for line in lines],
        "queries": {page: {"counts": counts, "goal": QUERY_GOALS[page]} for page, counts in queries.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(outcome, indent=2) + "\n", encoding="utf-8")


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} ms"
