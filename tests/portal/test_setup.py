"""One command sets up the portal, again and again; production refuses what belongs to development."""

import io
import os
import subprocess
import sys

import pytest
from django.conf import settings as portal_settings
from django.contrib.auth import authenticate
from django.core.management import call_command

from brainport_portal.core.models import User
from charter.models import Charter
from governance.models import Body, BodyRightGrant
from tests import makers
from tests.portal.snapshot import every_row
from workagenda.models import Action, ProgressUpdate, ReportingRound
from workagenda.reports.models import Edition

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def set_up() -> str:
    out = io.StringIO()
    call_command("setup_portal", stdout=out, stderr=out)
    return out.getvalue()


def test_setup_loads_reference_data_and_rights_without_examples(settings):
    settings.DEMO = False

    printed = set_up()

    assert Charter.objects.count() == 1
    assert Action.objects.count() == 12
    with_rights = BodyRightGrant.objects.values("content_object").distinct().count()
    assert with_rights == Body.objects.working_groups().count() + 3
    assert not User.objects.exists()
    assert not ReportingRound.objects.exists()
    assert "password" not in printed


def test_setup_twice_changes_nothing(settings, quick_pdf):
    settings.DEMO = True
    set_up()
    before = every_row()

    printed = set_up()

    assert every_row() == before
    assert "Demonstration data: already there" in printed


def test_setup_prints_the_accounts_that_can_log_in(settings, quick_pdf):
    settings.DEMO = True

    printed = set_up()

    lines = printed.partition("Demo accounts, password voorbeeld-2026\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == [
        "ambtenaar.mobiliteit@voorbeeld.example",
        "coordinator.mobiliteit@voorbeeld.example",
        "coordinator2.mobiliteit@voorbeeld.example",
        "ambtenaar.wonen@voorbeeld.example",
        "directeur@voorbeeld.example",
        "rapportage@voorbeeld.example",
        "beheerder@voorbeeld.example",
    ]
    assert lines[1].endswith("trekker, Werkgroep Mobiliteit")


def test_setup_makes_the_printed_password_true_again(settings, quick_pdf):
    settings.DEMO = True
    set_up()
    settings.DEMO_PASSWORD = "een-ander-voorbeeld"

    set_up()

    assert authenticate(email="directeur@voorbeeld.example", password="een-ander-voorbeeld")


def test_setup_keeps_what_was_entered(settings, fresh_portal):
    settings.DEMO = False
    Action.objects.filter(code="MO-02").update(title="Andere titel")

    set_up()

    assert Action.objects.get(code="MO-02").title == "Andere titel"


def test_setup_mixes_no_examples_with_real_work(settings, fresh_portal):
    settings.DEMO = True
    action = Action.objects.get(code="MO-02")
    makers.make_draft(action, makers.make_member(action.working_group))

    printed = set_up()

    assert "left out" in printed
    assert not User.objects.filter(is_demo=True).exists()
    assert ProgressUpdate.objects.count() == 1


def test_setup_goes_on_when_no_pdf_can_be_made(settings, monkeypatch):
    settings.DEMO = True

    def fail(content, audience):
        raise OSError("no Pango")

    monkeypatch.setattr("workagenda.reports.rendering.render_content", fail)

    printed = set_up()

    assert "could not be made as PDF" in printed
    assert Edition.objects.get().state == "failed"
    assert "Demo accounts" in printed


def start(**environment: str) -> subprocess.CompletedProcess:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import brainport_portal.settings"],
        env={**inherited, **environment},
        cwd=portal_settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "geheim", "DEMO": "1"}, "DEMO is on"),
        ({"SECRET_KEY": "geheim", "DEBUG": "1"}, "DEBUG is on"),
    ],
)
def test_production_refuses_to_start(environment, problem):
    started = start(**environment)

    assert started.returncode != 0
    assert f"ImproperlyConfigured: {problem}" in started.stderr


def test_production_starts_with_a_secret_key_alone():
    assert start(SECRET_KEY="geheim").returncode == 0
