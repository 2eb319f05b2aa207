"""Natural keys, so that reference data can be loaded again and again without numbers of its own."""

from typing import Any, ClassVar

from django.db import models


class NaturalKeyQuerySet(models.QuerySet):
    """A queryset that finds a row by the fields its model names in `natural_fields`."""

    def get_by_natural_key(self, *key: Any) -> Any:
        names: tuple[str, ...] = self.model.natural_fields  # type: ignore[attr-defined] # NaturalKeyModel
        return self.get(**dict(zip(names, key, strict=True)))


def rows_across(queryset: models.QuerySet, *relations: str) -> Any:
    """All rows at the other end of `relations`, for subqueries: a queryset cannot import its models."""
    model: Any = queryset.model
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._default_manager.all()


class NaturalKeyModel(models.Model):
    """A model whose rows are known by a few readable fields; `__` follows a foreign key."""

    natural_fields: ClassVar[tuple[str, ...]] = ("slug",)

    objects = NaturalKeyQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(self._follow(path) for path in self.natural_fields)

    def _follow(self, path: str) -> Any:
        value: Any = self
        for name in path.split("__"):
            value = getattr(value, name)
        return value
