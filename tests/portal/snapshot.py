"""Everything that the database holds, to compare two moments."""

from django.apps import apps


def every_row() -> dict[str, list[tuple]]:
    """All rows of all tables, history and groups included, by model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: sorted(model.objects.values_list(), key=repr) for model in models}
