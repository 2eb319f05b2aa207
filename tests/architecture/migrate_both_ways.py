"""Migrates a filled database to zero and forward again; a program of its own, run by test_migrations.

The suite runs without migrations, and that cannot be undone within its process.
"""

import datetime
import gc
import hashlib
from unittest.mock import patch

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

FIRST_DAY = datetime.date(2026, 9, 1)


def main() -> None:
    # Migrations make thousands of models that live in circles; looking for them takes a third of the time.
    gc.set_threshold(100_000)
    django.setup()
    call_command("makemigrations", check=True, dry_run=True)
    migrate()
    fill()
    assert empty_models() == [], f"the way back is tried on filled tables, but empty: {empty_models()}"
    before = columns()
    for label in own_labels():
        migrate(label, "zero")
    assert columns() == {}, f"left behind: {sorted(columns())}"
    migrate()
    assert columns() == before, "the way back and forth ends elsewhere"
    print("migrated both ways:", *own_labels())  # noqa: T201 the test reads it


def migrate(*names: str) -> None:
    call_command("migrate", *names, verbosity=0, interactive=False)


def own_labels() -> list[str]:
    """Our apps, the highest floor first, as the settings list them."""
    return [
        config.label
        for config in apps.get_app_configs()
        if (settings.BASE_DIR / config.name.replace(".", "/") / "migrations").is_dir()
    ]


def own_models() -> list[type[models.Model]]:
    return [model for label in own_labels() for model in apps.get_app_config(label).get_models()]


def fill() -> None:
    """The reference data and the examples, with an edition in a few bytes instead of some seconds."""
    from brainport_portal.core.models import OutboxMail, User
    from brainport_portal.core.pdf import RenderedPdf
    from brainport_portal.core.reference import load_reference
    from brainport_portal.demo import load_demo_data
    from governance.domain import set_up_groups
    from governance.models import Body
    from partners.models import Municipality, MunicipalityBoundary, Organisation
    from tests import makers
    from workagenda.choices import PartnerRole
    from workagenda.models import Action, ActionPartner, Attachment, CalendarAddress, MailPreference
    from workagenda.reports.models import MunicipalNote, PartnerRemark, Report

    load_reference(settings.BASE_DIR / "fixtures" / "reference")
    for body in Body.objects.all():
        set_up_groups(body)
    pdf = RenderedPdf(data=b"%PDF", pages=1, sha256=hashlib.sha256(b"%PDF").hexdigest())
    with patch("workagenda.reports.rendering.render_content", return_value=pdf):
        load_demo_data(on=FIRST_DAY)
    # What neither names yet.
    ActionPartner.objects.create(
        action=Action.objects.first(), organisation=Organisation.objects.first(), role=PartnerRole.LEAD
    )
    MunicipalityBoundary.objects.create(municipality=Municipality.objects.first(), rings=[], source="-")
    member = User.objects.get(email="ambtenaar.mobiliteit@voorbeeld.example")
    action = Action.objects.get(code="MO-03")
    makers.make_working_copy(action, member)
    MailPreference.objects.create(user=member)
    CalendarAddress.objects.create(user=member, token_sha256="-")
    OutboxMail.objects.get_or_create(key="voorbeeld", defaults={"recipient": member})
    Attachment.objects.create(action=action, title="Bijlage", file="-", size=1, added_by=member)
    makers.make_agenda_entry(action, User.objects.get(email="directeur@voorbeeld.example"))
    report = Report.objects.get(status="draft")
    MunicipalNote.objects.create(report=report, municipality=Municipality.objects.first(), text="Tekst.")
    PartnerRemark.objects.create(report=report, action=action, text="Opmerking.", author=member)


def empty_models() -> list[str]:
    return [model._meta.label for model in own_models() if not model._default_manager.exists()]


def columns() -> dict[str, list[str]]:
    """The columns of our tables in the database as it is now."""
    prefixes = tuple(f"{label}_" for label in own_labels())
    with connection.cursor() as cursor:
        return {
            table: sorted(
                column.name for column in connection.introspection.get_table_description(cursor, table)
            )
            for table in connection.introspection.table_names(cursor)
            if table.startswith(prefixes)
        }


if __name__ == "__main__":
    main()
