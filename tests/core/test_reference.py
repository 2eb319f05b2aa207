"""Loading reference data: what is missing is made, what exists is left alone."""

import json

import pytest
from django.apps import apps
from django.conf import settings
from django.core.serializers.base import DeserializationError

from brainport_portal.core.reference import load_reference
from partners.models import Municipality, Organisation, Region
from workagenda.models import Action, ActionKind

pytestmark = [pytest.mark.django_db, pytest.mark.database]

REGION = {"model": "partners.region", "fields": {"slug": "testregio", "name": "Testregio", "country": "NL"}}
NETWORK = {
    "model": "partners.organisation",
    "fields": {
        "slug": "testnetwerk",
        "name": "Testnetwerk",
        "kind": "network",
        "country": "NL",
        "region": ["testregio"],
    },
}
TOWN = {
    "model": "partners.municipality",
    "fields": {
        "slug": "testdorp",
        "name": "Testdorp",
        "country": "NL",
        "region": ["testregio"],
        "code": "GM9999",
        "code_system": "CBS",
        "province": "Noord-Brabant",
        "latitude": "51.4",
        "longitude": "5.4",
        "point_name": "Testdorp",
        "networks": [["testnetwerk"]],
    },
}


@pytest.fixture
def folder(tmp_path):
    """Three files, of which the names and not the moments of writing give the order."""
    for name, row in (("3-town", TOWN), ("1-region", REGION), ("2-network", NETWORK)):
        (tmp_path / f"{name}.json").write_text(json.dumps([row]), encoding="utf-8")
    return tmp_path


def all_rows():
    """Every row of every table, history included."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
    }


def test_load_makes_missing_rows_in_order_and_counts_them(folder):
    counts = load_reference(folder)

    assert counts == {"partners.region": 1, "partners.organisation": 1, "partners.municipality": 1}
    assert Organisation.objects.get(slug="testnetwerk").region.slug == "testregio"
    assert list(Municipality.objects.get(slug="testdorp").networks.all()) == [
        Organisation.objects.get(slug="testnetwerk")
    ]


def test_load_makes_only_the_row_that_is_missing(folder):
    load_reference(folder)
    Municipality.objects.get(slug="testdorp").delete()

    assert load_reference(folder) == {"partners.municipality": 1}


def test_load_keeps_first_state_in_history(folder):
    load_reference(folder)
    load_reference(folder)

    history = Organisation.objects.get(slug="testnetwerk").history.all()
    assert [(record.history_type, record.name) for record in history] == [("+", "Testnetwerk")]


def test_load_leaves_changed_row_as_people_made_it(folder):
    load_reference(folder)
    Organisation.objects.filter(slug="testnetwerk").update(name="Eigen naam", region=None)
    town = Municipality.objects.get(slug="testdorp")
    town.networks.clear()

    assert load_reference(folder) == {}
    network = Organisation.objects.get(slug="testnetwerk")
    assert (network.name, network.region) == ("Eigen naam", None)
    assert list(town.networks.all()) == []


def test_load_leaves_rows_that_no_file_names(folder):
    Region.objects.create(slug="eigen-regio", name="Eigen regio", country="BE")

    load_reference(folder)

    assert Region.objects.filter(slug="eigen-regio").exists()


def test_load_makes_nothing_when_one_file_is_wrong(folder):
    wrong = {"model": "partners.region", "fields": {"slug": "x", "unknown": 1}}
    (folder / "9-wrong.json").write_text(json.dumps([wrong]), encoding="utf-8")
    before = all_rows()

    with pytest.raises(DeserializationError):
        load_reference(folder)

    assert all_rows() == before


def test_load_of_reference_data_twice_changes_nothing():
    load_reference(settings.BASE_DIR / "fixtures" / "reference")
    before = all_rows()

    assert load_reference(settings.BASE_DIR / "fixtures" / "reference") == {}
    assert all_rows() == before


def test_load_does_not_bring_back_a_kind_taken_from_an_action():
    load_reference(settings.BASE_DIR / "fixtures" / "reference")
    ActionKind.objects.get(action__code="MO-02", kind="lobby").delete()

    assert load_reference(settings.BASE_DIR / "fixtures" / "reference") == {}
    assert [row.kind for row in Action.objects.get(code="MO-02").kinds.all()] == ["quick_win"]
