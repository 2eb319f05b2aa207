"""All set-up in one process: database, reference data, groups and, where wanted, demonstration data."""

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.dates import today
from brainport_portal.core.reference import load_reference
from brainport_portal.demo import accounts_with_password, is_in_use, load_demo_data, set_demo_passwords
from governance.domain import set_up_groups
from governance.models import Body, Seat

REFERENCE = settings.BASE_DIR / "fixtures" / "reference"


class Command(BaseCommand):
    help = "Sets up the portal; may be repeated without harm and keeps what people entered."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if has_demo_data() and not settings.DEVELOPMENT:
            raise CommandError("This database holds demonstration data; `remove_demo_data` takes it away.")
        self.stdout.write("Database: up to date")
        added = sum(load_reference(REFERENCE).values())
        self.stdout.write(f"Reference data: {added} rows added" if added else "Reference data: complete")
        for body in Body.objects.all():
            set_up_groups(body)
        self.stdout.write("Groups and rights: up to date")
        if settings.DEMO:
            self._load_demo()

    def _load_demo(self) -> None:
        if has_demo_data():
            set_demo_passwords()
            self.stdout.write("Demonstration data: already there")
        elif is_in_use():
            self.stdout.write("Demonstration data: left out, because people already work in this portal")
            return
        else:
            self._load_examples()
        self._print_accounts()

    def _load_examples(self) -> None:
        # The trace is for what people do; sixty lines of it would hide the accounts below.
        logging.getLogger("portal.audit").setLevel(logging.WARNING)
        edition = load_demo_data(on=today())
        logging.getLogger("portal.audit").setLevel(logging.NOTSET)
        self.stdout.write("Demonstration data: loaded")
        if edition is None:
            self.stderr.write("The example report could not be made as PDF; the log says why.")

    def _print_accounts(self) -> None:
        users = [
            (user.email, ", ".join(str(seat) for seat in Seat.objects.filter(contact__user=user)))
            for user in accounts_with_password()
        ]
        width = max(len(email) for email, _role in users)
        self.stdout.write(f"\nDemo accounts, password {settings.DEMO_PASSWORD}")
        for email, role in users:
            self.stdout.write(f"  {email:<{width}}  {role}")
