"""The content of a report as JSON and back, and its hash (docs/report-schema.md)."""

import hashlib
import json
from dataclasses import asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from .content import READABLE, SCHEMA, ReportContent


def to_json(content: ReportContent) -> dict[str, Any]:
    """`content` as JSON values, ready to store."""
    return json.loads(json.dumps(asdict(content), ensure_ascii=False))


def from_json(data: dict[str, Any]) -> ReportContent:
    """The content stored by `to_json`; raises ValueError for a schema this code does not know."""
    if data.get("schema") not in READABLE:
        raise ValueError(f"unknown report schema {data.get('schema')!r}")
    return _build(ReportContent, {**data, "schema": SCHEMA})


def content_hash(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _build(kind: Any, value: Any) -> Any:
    """`value` from JSON as the annotated type `kind`: dataclasses, tuples of them, and plain values."""
    if isinstance(kind, UnionType):
        if value is None:
            return None
        return _build(next(option for option in get_args(kind) if option is not NoneType), value)
    if is_dataclass(kind):
        known = {item.name: item.type for item in fields(kind)}
        make: Any = kind
        return make(**{name: _build(known[name], part) for name, part in value.items()})
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], part) for part in value)
    return value
