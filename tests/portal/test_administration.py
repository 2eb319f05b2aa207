"""Beheer: for administrators only, to read, but for ending seats and closing accounts."""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from governance.models import Seat
from tests import makers
from tests.portal.matrix import PERSONAS
from tests.portal.snapshot import every_row
from tests.portal.test_matrix import client_of, in_turn, world  # noqa: F401 world is a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OUT_OF_REACH = (
    "Action",
    "ProgressUpdate",
    "InternalRemark",
    "WorkingCopy",
    "Report",
    "Edition",
    "ReleasedState",
)


def lists() -> dict[type, str]:
    """Every model in the administration with the address of its list."""
    names = {model: f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    return {model: reverse(f"admin:{name}_changelist") for model, name in names.items()}


def addresses() -> list[str]:
    """Every address below /beheer/, with the first row of every model and with one that is not there."""
    found = ["/beheer/", "/beheer/login/", "/beheer/logout/", "/beheer/password_change/", "/beheer/jsi18n/"]
    found += ["/beheer/autocomplete/", "/beheer/onzin/"]
    found += [
        f"/beheer/{app.label}/"
        for app in apps.get_app_configs()
        if any(m in lists() for m in app.get_models())
    ]
    for model, url in lists().items():
        first = model._base_manager.order_by("pk").first()
        key = first.pk if first else 999_999
        found += [
            url,
            f"{url}add/",
            f"{url}{key}/",
            *(f"{url}{key}/{page}/" for page in ("change", "delete", "history")),
        ]
    return found


def test_administration_is_closed_for_everyone_else(world):  # noqa: F811
    others = [persona for persona in PERSONAS if persona != "administrator"]
    wrong = []
    for turn, url in enumerate(addresses()):
        # Two a turn: the pages of one model are many, and all have the same door.
        for persona in {in_turn(others, turn), in_turn(others, turn + 4)}:
            for method in ("get", "post"):
                status = getattr(world.clients[persona], method)(url).status_code
                if status != (302 if persona in ("visitor", "switched_off") else 403):
                    wrong.append((url, persona, method, status))
    assert wrong == []


def test_visitor_is_sent_to_the_one_log_in_page(client):
    response = client.get("/beheer/governance/seat/")
    assert response["Location"] == "/beheer/login/?next=/beheer/governance/seat/"
    assert client.get(response["Location"])["Location"] == "/account/login/?next=/beheer/governance/seat/"


@pytest.fixture
def office(world):  # noqa: F811
    return world.clients["administrator"]


def test_administrator_reads_every_list_and_row(office):
    for model, url in lists().items():
        first = model._base_manager.order_by("pk").first()
        pages = [url, f"{url}?q=x"] + (
            [f"{url}{first.pk}/change/", f"{url}{first.pk}/history/"] if first else []
        )
        assert {page: office.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_administrator_changes_nothing_with_the_forms(office):
    before = every_row()
    for model, url in lists().items():
        first = model._base_manager.order_by("pk").first()
        key = first.pk if first else 999_999
        fields = {"name": "Zomaar", "full_name": "Zomaar", "is_superuser": "on", "_save": "1", "post": "yes"}
        for page in ("add", f"{key}/change", f"{key}/delete"):
            assert office.post(f"{url}{page}/", fields).status_code in ((403,) if first else (302, 403)), page
        office.post(url, {"action": "delete_selected", "_selected_action": [key], "post": "yes"})
    assert changed(before) == []


def changed(before: dict) -> list[str]:
    after = every_row()
    return [name for name in before if after[name] != before[name] and "Session" not in name]


def test_administrator_has_two_actions_and_no_more(office, rf, administrator):
    offered = {}
    for model, model_admin in admin.site._registry.items():
        request = rf.get("/")
        request.actor = makers.actor(administrator)
        request.user = administrator
        offered[model.__name__] = sorted(model_admin.get_actions(request))

    assert {name: actions for name, actions in offered.items() if actions} == {
        "Seat": ["end_seats"],
        "User": ["switch_off_accounts"],
    }


def test_ended_seat_is_over_at_once(office, official):
    member = client_of(official)
    seat = Seat.objects.get(contact__user=official)
    assert member.get("/").wsgi_request.actor.is_participant

    office.post("/beheer/governance/seat/", {"action": "end_seats", "_selected_action": [seat.pk]})

    seat.refresh_from_db()
    assert seat.until == today() - datetime.timedelta(days=1)
    assert not member.get("/").wsgi_request.actor.is_participant
    assert not official.groups.exists()


def test_closed_account_is_out_at_once(office, official, administrator):
    member = client_of(official)
    keys = [official.pk, administrator.pk]

    office.post("/beheer/core/user/", {"action": "switch_off_accounts", "_selected_action": keys})

    assert member.get("/").wsgi_request.user.is_anonymous
    assert dict(User.objects.filter(pk__in=keys).values_list("pk", "is_active")) == {
        official.pk: False,
        administrator.pk: True,
    }


@pytest.mark.parametrize("persona", ["coordinator", "reporter"])
def test_nobody_else_ends_a_seat(world, official, persona):  # noqa: F811
    seat = Seat.objects.get(contact__user=official)

    world.clients[persona].post(
        "/beheer/governance/seat/", {"action": "end_seats", "_selected_action": [seat.pk]}
    )

    seat.refresh_from_db()
    assert seat.until is None


def test_drafts_notes_and_reports_are_nowhere_in_the_administration(office, official):
    assert not {model.__name__ for model in lists()} & set(OUT_OF_REACH)
    action = makers.make_action(
        official.contact.seats.get().body, visibility="working_group", title="Kanarie-actie"
    )
    makers.make_draft(action, official, remark="Kanarie-notitie", done="Kanarie-tekst")

    pages = [office.get(url) for url in addresses()]

    assert not any("Kanarie" in page.content.decode() for page in pages)
