"""Each floor uses only what is below it: imports, keys, migrations, reverse accessors, template includes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = Path(settings.BASE_DIR)
FLOORS = [
    "brainport_portal.core",
    "partners",
    "charter",
    "governance",
    "workagenda",
    "workagenda.reports",
    "brainport_portal",
]
# One way inside an app; a file not named here may stand anywhere.
ORDER = [
    "choices",
    "querysets",
    "models",
    "permissions",
    "domain",
    "forms",
    "tables",
    "filters",
    "views",
    "urls",
]
# A predicate of governance must not be asked by its querysets, but those of the work agenda ask it.
FILES = sorted(
    path
    for name in ("brainport_portal", "partners", "charter", "governance", "workagenda")
    for path in (ROOT / name).rglob("*.py")
    if "migrations" not in path.parts
)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def floor_of(module: str) -> int | None:
    """The floor of the deepest package that `module` is in; None for libraries."""
    found = [n for n, name in enumerate(FLOORS) if module == name or module.startswith(f"{name}.")]
    return max(found, key=lambda n: len(FLOORS[n])) if found else None


def imports_of(path: Path) -> Iterator[str]:
    """Every module that `path` imports, also inside functions, relative imports made absolute."""
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_only_point_down(path):
    here = floor_of(module_of(path))
    upward = [name for name in imports_of(path) if (floor_of(name) or 0) > here]
    assert upward == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_inside_an_app_run_one_way(path):
    module = module_of(path)
    stages = [n for n, name in enumerate(ORDER) if name in module.split(".")]
    if not stages:
        return
    here, app = stages[0], FLOORS[floor_of(module)]
    backward = [
        name
        for name in imports_of(path)
        if name.startswith(f"{app}.") and floor_of(name) == floor_of(module)
        for stage in [
            n for n, part in enumerate(ORDER) if part in name.removeprefix(f"{app}.").split(".")[:1]
        ]
        if stage > here
    ]
    assert backward == []


def test_foreign_keys_only_point_down():
    upward = []
    for model in apps.get_models():
        here = floor_of(model.__module__)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                there = floor_of(field.related_model.__module__)
                if there is not None and there > here:
                    upward.append(str(field))
    assert upward == []


def test_migrations_only_point_down():
    labels = {
        config.label: floor_of(config.name)
        for config in apps.get_app_configs()
        if floor_of(config.name) is not None
    }
    upward = [
        (key, parent)
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in labels
        for parent in migration.dependencies
        if parent[0] in labels and labels[parent[0]] > labels[key[0]]
    ]
    assert upward == []


def accessors_from_above(label: str) -> set[str]:
    return {
        relation.get_accessor_name()
        for model in apps.get_app_config(label).get_models()
        for relation in model._meta.related_objects
        if (floor_of(relation.related_model.__module__) or 0) > floor_of(model.__module__)
        and relation.get_accessor_name()
    }


@pytest.mark.parametrize("label", ["partners", "charter", "governance"])
def test_lower_floors_do_not_look_up(label):
    # A word that is also a field or group of the floor itself says nothing.
    own = {
        field.name
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if not field.auto_created
        or not field.is_relation
        or floor_of(field.related_model.__module__) == floor_of(model.__module__)
    }
    names = accessors_from_above(label) - own
    assert names, "a lower floor that nothing points at proves nothing"
    # Django's admin calls what can be done with rows "actions" too.
    texts = [*(ROOT / label).rglob("*.py"), *(ROOT / "templates" / label).rglob("*.html")]
    found = [
        (name_of(path), name)
        for path in texts
        if "migrations" not in path.parts and path.name != "admin.py"
        for name in names
        if re.search(rf"[.\"']{name}\b", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("label", ["partners", "charter", "governance", "workagenda"])
def test_templates_include_only_from_below(label):
    above = {name.split(".")[-1] for name in FLOORS[FLOORS.index(label) + 1 :]} | {"portal"}
    found = [
        (name_of(path), target)
        for path in (ROOT / "templates" / label).rglob("*.html")
        for target in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", path.read_text())
        if target.split("/")[0] in above - {label}
    ]
    assert found == []


def test_settings_name_apps_only_as_strings():
    imported = list(imports_of(ROOT / "brainport_portal" / "settings.py"))
    assert [name for name in imported if floor_of(name) is not None] == []
    assert (ROOT / "brainport_portal" / "__init__.py").read_text() == ""


DOORS = {
    "guardian": "brainport_portal/core/permissions.py",
    "weasyprint": "brainport_portal/core/pdf",
    "pikepdf": "brainport_portal/core/pdf",
    "openpyxl": "brainport_portal/core/spreadsheets",
    "docx": "brainport_portal/core/word",
    "icalendar": "brainport_portal/core/calendars.py",
    "snowballstemmer": "brainport_portal/core/search.py",
}


@pytest.mark.parametrize("library", DOORS)
def test_library_has_one_door(library):
    users = {name_of(path) for path in FILES for name in imports_of(path) if name.split(".")[0] == library}
    assert [name for name in users if not name.startswith(DOORS[library])] == []
    assert users


def test_nothing_listens_to_signals():
    found = [
        name_of(path)
        for path in FILES
        if re.search(r"@receiver|\b(pre|post)_(save|delete|init)\b|m2m_changed", path.read_text())
    ]
    assert found == []


# Where rows may be made and changed: the verbs, and what loads or renders in their place.
WRITERS = {
    "domain.py",
    "publication.py",
    "rendering.py",
    "reference.py",
    "demo.py",
    "demo_removal.py",
    "mail.py",
}
WRITING = re.compile(
    r"objects\.(create|get_or_create|update_or_create|bulk_create|bulk_update)\(|\.save\(update_fields|\.delete\(\)"
)


def test_only_verbs_write():
    found = [
        (name_of(path), match.group())
        for path in FILES
        if path.name not in WRITERS and "domain" not in path.parts
        for match in WRITING.finditer(path.read_text())
    ]
    assert found == []
