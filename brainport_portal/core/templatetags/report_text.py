"""Filters for documents, which are Dutch whatever language the reader's interface has."""

import re
from collections.abc import Sequence

from django import template

register = template.Library()

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
ISO_DAY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
BULLET = re.compile(r"^[-–•*]\s+")
# More marks than this no longer read as a number at a glance.
MOST_MARKS = 4


@register.filter
def iso_date(value: str) -> str:
    """2026-03-18 as "18 maart 2026"; anything else stays what it is, as a date may be known in words."""
    match = ISO_DAY.fullmatch(value)
    if not match:
        return value
    year, month, day = match.groups()
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


@register.filter
def decimal(value: float | None) -> str:
    """13.7 as "13,7": one decimal, no separators for thousands; empty when unknown."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")


@register.filter
def paragraphs(value: str) -> list[str]:
    """The paragraphs of a typed text, which are separated by empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", _with_plain_newlines(value)) if part.strip()]


@register.filter
def text_lines(value: str) -> list[str]:
    """The lines of a typed list, without the bullets that people type."""
    lines = (line.strip() for line in _with_plain_newlines(value).split("\n"))
    return [BULLET.sub("", line) for line in lines if line]


@register.filter
def sentence(value: str) -> str:
    """`value` with a full stop when it ends without punctuation, so that another sentence may follow."""
    value = value.strip()
    return value if not value or value[-1] in ".!?…:;" else f"{value}."


@register.filter
def marks(count: int) -> range:
    """How often to draw the mark beside a count: as many as it counts, or once when that is too many."""
    return range(count if count <= MOST_MARKS else 1)


@register.filter
def beyond(rows: Sequence[object], most: int) -> int:
    """How many of `rows` do not stand among the first `most`."""
    return max(len(rows) - most, 0)


def _with_plain_newlines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")
