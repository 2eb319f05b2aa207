"""The examples show every role something, on every day, and go without a trace."""

import datetime
import hashlib
import io
import shutil
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models, transaction
from django.test import Client, override_settings

from brainport_portal.core.dates import today
from brainport_portal.core.models import User
from brainport_portal.demo import load_demo_data
from brainport_portal.demo_removal import remove_demo_data
from governance.choices import SeatRole
from governance.models import Body, Meeting, Seat
from governance.permissions import Actor
from partners.models import Contact
from tests import makers
from tests.portal.conftest import load_fresh_portal
from tests.portal.snapshot import every_row
from workagenda import domain
from workagenda.models import (
    Action,
    ActionOnAgenda,
    Attachment,
    InternalRemark,
    Milestone,
    ProgressUpdate,
    ReleasedState,
    ReportingRound,
    WorkAgenda,
)
from workagenda.permissions import may_see_remark
from workagenda.reports import domain as reporting
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import ReportStatus
from workagenda.reports.content_json import from_json
from workagenda.reports.models import Edition, PartnerRemark, Report
from workagenda.reports.rendering import render

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ACCOUNTS = (
    "ambtenaar.mobiliteit",
    "coordinator.mobiliteit",
    "coordinator2.mobiliteit",
    "ambtenaar.wonen",
    "directeur",
    "rapportage",
    "beheerder",
)


@pytest.fixture
def mobility_report():
    """A report that a real reporting coordinator gave to the partners."""
    reporter = makers.make_member(Body.objects.get(kind="secretariat"))
    round_ = makers.make_round(charter=WorkAgenda.objects.first().theme.charter)
    round_.agendas.set(WorkAgenda.objects.all())
    report = reporting.start_report(round_, by=Actor.of(reporter))
    return reporting.move_report(report, ReportStatus.PARTNER_CHECK, by=Actor.of(reporter))


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """A portal with examples, its PDF made once; knows the rows before the examples came."""
    media = tmp_path_factory.mktemp("media")
    quick = {"MEDIA_ROOT": media, "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    with django_db_blocker.unblock(), transaction.atomic():
        load_fresh_portal()
        before = every_row()
        with override_settings(**quick):
            load_demo_data(on=today())
        yield {"before": before, "media": media}
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(portal, settings, db):
    """The portal with examples; what a test changes, files too, is gone after it."""
    settings.MEDIA_ROOT = Path(settings.MEDIA_ROOT)
    shutil.copytree(portal["media"], settings.MEDIA_ROOT)
    return portal


def actor(name: str) -> Actor:
    return Actor.of(User.objects.get(email=f"{name}@voorbeeld.example"))


def codes(updates) -> list[str]:
    return sorted(updates.values_list("action__code", flat=True))


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_account_logs_in_with_the_demo_password(name):
    email = f"{name}@voorbeeld.example"

    assert authenticate(email=email, password=portal_settings.DEMO_PASSWORD).email == email
    assert authenticate(email=email, password="iets-anders-2026") is None


def test_nobody_else_can_log_in():
    others = User.objects.exclude(email__in=[f"{name}@voorbeeld.example" for name in ACCOUNTS])

    assert others.count() == 5
    assert not any(user.has_usable_password() for user in others)


def test_everything_that_can_be_marked_is_marked():
    for model in (User, Seat, Meeting, Milestone, ReportingRound):
        assert not model.objects.filter(is_demo=False).exists(), model
    assert not Contact.objects.filter(is_demo=False).exclude(user=None).exists()
    assert all(email.endswith("@voorbeeld.example") for email in User.objects.values_list("email", flat=True))


def test_coordinators_come_from_both_countries():
    seats = Seat.objects.filter(body__slug="werkgroep-mobiliteit").coordinators()

    assert {seat.contact.country for seat in seats} == {"NL", "BE"}
    assert Seat.objects.get(contact=None).body.slug == "werkgroep-wonen"


def test_the_released_report_has_the_figures_of_the_mock_up():
    report = Report.objects.frozen().get()
    content = from_json(report.content)

    assert content.figures.by_rating == {"on_track": 6, "attention": 2, "stalled": 0, "not_rated": 4}
    assert (content.figures.total, content.figures.confirmed) == (12, 12)
    assert (content.reference_date, content.frozen_on) == ("2026-06-01", "2026-06-08")
    assert content.contains_examples


def test_the_released_edition_is_a_stored_pdf(settings):
    edition = Edition.objects.released().get()
    data = (settings.MEDIA_ROOT / edition.file.name).read_bytes()

    assert data.startswith(b"%PDF-")
    assert hashlib.sha256(data).hexdigest() == edition.sha256
    assert edition.released_on == datetime.date(2026, 6, 15)


def test_a_released_edition_stays_as_it_is_when_its_job_comes_again():
    before = Edition.objects.released().values().get()

    render(before["id"])

    assert Edition.objects.values().get() == before


def test_a_visitor_sees_the_states_of_the_released_report():
    visitor = Actor()
    shown = Action.objects.visible_to(visitor).with_state_for(visitor)

    assert dict(shown.values_list("code", "shown_rating"))["LA-01"] == "attention"
    assert ReleasedState.objects.count() == 12
    assert Report.objects.visible_to(visitor).get().is_frozen
    assert Edition.objects.visible_to(visitor).count() == 1


def test_a_participant_sees_the_states_of_today():
    official = actor("ambtenaar.wonen")
    shown = dict(Action.objects.with_state_for(official).values_list("code", "shown_rating"))

    assert (shown["WL-01"], shown["WL-02"], shown["LA-01"]) == ("on_track", "attention", "stalled")


def test_an_official_finds_work_in_progress():
    official = actor("ambtenaar.mobiliteit")
    open_updates = ProgressUpdate.objects.visible_to(official).open()

    assert Action.objects.reportable_by(official).count() == 3
    assert dict(open_updates.values_list("action__code", "state")) == {"MO-01": "submitted", "MO-02": "draft"}
    assert InternalRemark.objects.filter(update__action__code="MO-02", update__state="draft").exists()


def test_another_official_finds_a_returned_update_with_a_note():
    official = actor("ambtenaar.wonen")
    returned = ProgressUpdate.objects.visible_to(official).get(state="returned")

    assert returned.action.code == "WO-02"
    assert returned.author == official.user
    assert returned.review_note


@pytest.mark.parametrize(
    ("name", "waiting"),
    [
        ("coordinator.mobiliteit", ["MO-01"]),
        ("coordinator2.mobiliteit", ["MO-01"]),
        ("rapportage", ["WO-03"]),
        ("ambtenaar.mobiliteit", []),
        ("directeur", []),
        ("beheerder", []),
    ],
)
def test_what_waits_for_whom(name, waiting):
    assert codes(ProgressUpdate.objects.waiting_for(actor(name))) == waiting


def test_a_director_sees_what_is_stuck_and_asked():
    director = actor("directeur")
    seen = ProgressUpdate.objects.visible_to(director)
    asked = seen.exclude(request="").get()

    assert (asked.action.code, asked.rating) == ("LA-01", "stalled")
    assert not seen.open().exists()
    assert any(may_see_remark(director, update) for update in seen.filter(internal_remark__isnull=False))
    assert Meeting.objects.filter(body__slug="taskforce").count() == 2


def test_the_reporter_finds_a_report_to_work_on():
    reporter = actor("rapportage")
    report = Report.objects.visible_to(reporter).get(status="draft")
    content = build_content(report)
    lines = {line.code: line for line in content.lines}

    assert (content.figures.confirmed, content.figures.waits, content.figures.no_news) == (5, 2, 5)
    assert sorted(line.code for line in content.changed_lines) == ["LA-01", "WL-01", "WL-02"]
    assert lines["WO-01"].done == report.lines.get().editorial_text
    assert content.previous.total == 12
    assert [moment.what for moment in content.outlook if "(WL-01)" in moment.what]


def test_an_administrator_administers():
    assert actor("beheerder").is_administrator


DAYS = (
    datetime.date(2026, 6, 16),
    datetime.date(2026, 11, 22),
    datetime.date(2026, 12, 31),
    datetime.date(2027, 1, 1),
    datetime.date(2027, 5, 31),
    datetime.date(2027, 6, 1),
    datetime.date(2028, 2, 29),
)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_dates_fit_whatever_the_day(day, quick_pdf, time_machine):
    remove_demo_data()
    time_machine.move_to(datetime.datetime.combine(day, datetime.time(9), tzinfo=datetime.UTC))

    load_demo_data(on=day)

    round_ = ReportingRound.objects.open().get()
    counted = round_.updates.counted()
    assert counted.count() == 5
    assert all(round_.opens_on <= update.as_of <= day for update in counted)
    assert round_.opens_on < day < round_.closes_on
    assert day < round_.reference_date
    assert Meeting.objects.filter(status="held", starts_on__lt=day).count() == 2
    assert Meeting.objects.filter(status="planned", starts_on__gt=round_.reference_date).count() == 1


def test_removal_leaves_exactly_the_rows_of_a_fresh_portal(demo):
    assert every_row() != demo["before"]

    removed = remove_demo_data()

    after = every_row()
    assert {name for name, rows in after.items() if rows != demo["before"][name]} == set()
    assert removed["progress updates"] == 21
    assert removed["reports"] == 2
    assert removed["accounts"] == 12


def test_removal_takes_what_demo_accounts_said_of_reports_that_stay(mobility_report):
    action = Action.objects.get(code="MO-01")
    coordinator = makers.make_member(action.working_group, SeatRole.COORDINATOR)
    own = reporting.write_remark(mobility_report, by=Actor.of(coordinator), text="Dit klopt niet.")
    said = reporting.write_remark(
        mobility_report, by=actor("coordinator.mobiliteit"), text="Voorbeeld.", action=action
    )

    removed = remove_demo_data()

    assert removed["remarks of demo accounts"] == 1
    assert PartnerRemark.objects.get() == own
    assert not PartnerRemark.history.filter(id=said.pk).exists()


def test_removal_deletes_the_files(settings, django_capture_on_commit_callbacks):
    stored = settings.MEDIA_ROOT / Edition.objects.get().file.name
    assert stored.exists()

    with django_capture_on_commit_callbacks(execute=True):
        remove_demo_data()

    assert not stored.exists()
    assert not stored.parent.exists()


def test_removal_takes_the_annexes_of_demo_accounts_with_their_files(
    settings, django_capture_on_commit_callbacks
):
    writer = makers.make_member(Body.objects.get(slug="werkgroep-mobiliteit"))
    demo_writer = User.objects.get(email="ambtenaar.mobiliteit@voorbeeld.example")
    action = Action.objects.get(code="MO-03")
    added, own = (makers.make_attachment(action, by) for by in (demo_writer, writer))
    domain.remove_attachment(own, by=Actor.of(demo_writer))

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_demo_data()

    assert removed["annexes"] == 1
    assert Attachment.objects.get() == own
    assert not Attachment.objects.get().is_removed
    assert not Attachment.history.filter(id=added.pk).exists()
    assert not (settings.MEDIA_ROOT / added.file.name).exists()
    assert (settings.MEDIA_ROOT / own.file.name).exists()


def test_removal_ends_sessions_of_demo_accounts_only():
    real = makers.make_user()
    for user in (real, User.objects.get(email="directeur@voorbeeld.example")):
        Client().force_login(user)

    assert remove_demo_data()["sessions"] == 1
    assert Session.objects.get().get_decoded()["_auth_user_id"] == str(real.pk)


def test_removal_keeps_real_accounts_that_worked_with_the_examples(demo):
    mobility = Body.objects.get(slug="werkgroep-mobiliteit")
    writer, coordinator = makers.make_member(mobility), makers.make_member(mobility, SeatRole.COORDINATOR)
    waiting = ProgressUpdate.objects.get(action__code="MO-01", state="submitted")
    domain.approve_update(waiting, by=Actor.of(coordinator), version=waiting.version)
    action = Action.objects.get(code="MO-03")
    domain.confirm_unchanged(action, by=Actor.of(writer), token=uuid.uuid4())
    draft = ProgressUpdate.objects.get(action__code="MO-02", state="draft")
    makers.make_draft(draft.action, writer, version=draft.version)

    removed = remove_demo_data()

    assert removed["of these with text or agreement of a real account"] == 3
    assert not ProgressUpdate.objects.exists()
    assert set(User.objects.all()) == {writer, coordinator}
    assert set(Seat.objects.values_list("contact__user", flat=True)) == {writer.pk, coordinator.pk}
    assert Actor.of(coordinator).rights
    assert list(Action.objects.order_by("pk").values_list()) == sorted(demo["before"]["workagenda.Action"])


def test_removal_keeps_what_real_accounts_reported_by_themselves():
    mobility = Body.objects.get(slug="werkgroep-mobiliteit")
    writer, coordinator = makers.make_member(mobility), makers.make_member(mobility, SeatRole.COORDINATOR)
    reporting.close_round(ReportingRound.objects.open().get(), by=actor("rapportage"))
    own = makers.make_approved(Action.objects.get(code="MO-03"), writer, coordinator)

    remove_demo_data()

    assert ProgressUpdate.objects.get() == own
    action = Action.objects.get(code="MO-03")
    assert (action.current_update, action.rating) == (own, "on_track")


def test_removal_takes_what_refers_to_an_example():
    mobility = Body.objects.get(slug="werkgroep-mobiliteit")
    writer = makers.make_member(mobility)
    reporting.close_round(ReportingRound.objects.open().get(), by=actor("rapportage"))
    domain.confirm_unchanged(Action.objects.get(code="MO-03"), by=Actor.of(writer), token=uuid.uuid4())

    remove_demo_data()

    assert not ProgressUpdate.objects.exists()
    assert Action.objects.get(code="MO-03").current_update is None


def test_removal_frees_a_demo_place_that_a_real_account_took():
    contact = Contact.objects.get(user__email="coordinator.mobiliteit@voorbeeld.example")
    contact.user = real = makers.make_user()
    contact.save()

    remove_demo_data()

    assert set(User.objects.all()) == {real}
    assert not real.groups.exists()


def test_the_command_says_what_it_removed():
    out = io.StringIO()

    call_command("remove_demo_data", stdout=out)

    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert "21  progress updates" in lines
    assert "12  accounts" in lines
    assert lines[-1].startswith("Start the portal with DEMO=0")


def test_the_command_without_examples_says_so():
    remove_demo_data()
    out = io.StringIO()

    call_command("remove_demo_data", stdout=out)

    assert out.getvalue() == "There is no demonstration data.\n"


def test_removal_knows_every_model_that_holds_examples_or_holds_on_to_accounts():
    """A new model that is marked, or that protects an account, has to be thought of in `demo_removal`."""
    own = [model for model in apps.get_models() if not model.__name__.startswith("Historical")]
    marked = {model for model in own if any(field.name == "is_demo" for field in model._meta.fields)}
    protecting = {
        model
        for model in own
        for field in model._meta.fields
        if field.related_model is User and field.remote_field.on_delete is models.PROTECT
    }

    assert marked == {User, Contact, Seat, Meeting, Milestone, ReportingRound}
    assert protecting == {ActionOnAgenda, Attachment, PartnerRemark, ProgressUpdate, Report}
