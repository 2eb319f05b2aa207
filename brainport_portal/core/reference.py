"""Loads the reference data: rows that are missing are made, rows that exist are left as people made them.

The files are Django's own serialisation format with natural keys, read in the order of their names.
"""

from collections import Counter
from pathlib import Path

from django.core import serializers
from django.core.serializers.base import DeserializedObject
from django.db import models, transaction


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Makes the rows in `folder` that are missing and returns how many, per model; may be repeated.

    Never changes or deletes a row. A row found by its natural key counts as existing, whatever else
    people changed in it. One mistake in the files and nothing is loaded.
    """
    made: list[models.Model] = []
    for path in sorted(folder.glob("*.json")):
        for item in serializers.deserialize("json", path.read_text(encoding="utf-8")):
            if _is_missing(item.object, made):
                _make(item)
                made.append(item.object)
    return dict(Counter(row._meta.label_lower for row in made))


def _is_missing(row: models.Model, made: list[models.Model]) -> bool:
    """Whether `row` has to be made: the deserialiser gives a row that exists its own primary key.

    A part comes only together with its whole: if it is missing from a row that was there before,
    somebody took it away.
    """
    if row.pk is not None:
        return False
    return all(whole in made for whole in _wholes(row))


def _wholes(row: models.Model) -> list[models.Model]:
    """The rows that `row` is a part of: named in its natural key, and deleted together with it."""
    names = {path.split("__")[0] for path in getattr(row, "natural_fields", ())}
    return [
        getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name in names and field.remote_field and field.remote_field.on_delete is models.CASCADE
    ]


def _make(item: DeserializedObject) -> None:
    """Saves as any other new row, not "raw", so that simple-history keeps its first state."""
    item.object.save(force_insert=True)
    for name, keys in (item.m2m_data or {}).items():
        getattr(item.object, name).set(keys)
