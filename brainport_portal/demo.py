"""Demonstration data: loads the examples through the verbs (`demo_removal` takes them away again).

`fixtures/demo.json` holds the invented texts. Reference rows are never changed, but for the copies that
the verbs keep on actions. The examples are placed around the day of loading, so that on any day one round
is open and one report is released.
"""

import datetime
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from brainport_portal.core.dates import display_date
from brainport_portal.core.models import User
from governance.choices import SeatRole
from governance.domain import give_seat
from governance.models import Body, Meeting
from governance.permissions import Actor
from partners.models import Contact, Organisation
from workagenda.domain import (
    approve_update,
    confirm_unchanged,
    report_progress,
    return_update,
    version_of,
)
from workagenda.models import (
    Action,
    Milestone,
    ProgressUpdate,
    ReportingRound,
    WorkAgenda,
)
from workagenda.reports import domain as reporting
from workagenda.reports.choices import Audience, EditionState, ReportStatus
from workagenda.reports.models import Edition, Report
from workagenda.reports.rendering import render

DEMO_FILE = settings.BASE_DIR / "fixtures" / "demo.json"
REPORTER = "rapportage"

Entry = dict[str, Any]


def is_in_use() -> bool:
    """Whether somebody works in the portal already; examples are not mixed with that."""
    return ProgressUpdate.objects.exists() or ReportingRound.objects.exists()


@transaction.atomic
def load_demo_data(*, on: datetime.date) -> Edition | None:
    """Loads the examples as if `on` were today, whole or not at all, and returns the released edition.

    None when the PDF could not be made; everything else is loaded then all the same.
    """
    data = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
    with translation.override("nl"):
        return _Loading(data, on).run()


def set_demo_passwords() -> None:
    """Makes the printed password true again after DEMO_PASSWORD has changed."""
    users = accounts_with_password()
    # One account tells for all; checking a password is slow on purpose.
    if not users or users[0].check_password(settings.DEMO_PASSWORD):
        return
    for user in users:
        user.set_password(settings.DEMO_PASSWORD)
        user.save(update_fields=["password"])


def accounts_with_password() -> list[User]:
    return [user for user in User.objects.filter(is_demo=True).order_by("pk") if user.has_usable_password()]


@dataclass(frozen=True)
class _Calendar:
    """Days in the words of the file: `2026-05-20`, `today-14`, `reference+28`."""

    today: datetime.date

    @property
    def reference(self) -> datetime.date:
        """The first default moment after today: 1 June or 31 December."""
        year = self.today.year
        moments = (
            datetime.date(year, 6, 1),
            datetime.date(year, 12, 31),
            datetime.date(year + 1, 6, 1),
        )
        return next(moment for moment in moments if moment > self.today)

    def day(self, words: str) -> datetime.date:
        counted = re.fullmatch(r"(today|reference)([+-]\d+)?", words)
        if counted is None:
            return datetime.date.fromisoformat(words)
        base = self.today if counted[1] == "today" else self.reference
        if counted[2] is None:
            return base
        return _working_day(base + datetime.timedelta(days=int(counted[2])))


def _working_day(day: datetime.date) -> datetime.date:
    """`day`, or the Friday before a weekend: nobody meets or reports on a Sunday."""
    return day - datetime.timedelta(days=max(0, day.weekday() - 4))


class _Loading:
    """One run of loading, so that its parts can share the people and the calendar."""

    def __init__(self, data: Entry, on: datetime.date) -> None:
        self.data = data
        self.calendar = _Calendar(on)
        self.people: dict[str, User] = {}

    def run(self) -> Edition | None:
        since = self.calendar.day(self.data["seats_since"])
        for entry in self.data["accounts"]:
            self._account(entry, since)
        for entry in self.data["places_to_fill"]:
            _place_to_fill(entry, since)
        for entry in self.data["meetings"]:
            self._meeting(entry)
        for entry in self.data["milestones"]:
            self._milestone(entry)
        editions = [self._round(entry) for entry in self.data["rounds"]]
        return next((edition for edition in editions if edition), None)

    def _account(self, entry: Entry, since: datetime.date) -> None:
        name = entry["email"].split("@")[0]
        password = settings.DEMO_PASSWORD if entry["may_log_in"] else None
        user = User.objects.create_user(entry["email"], password, full_name=entry["name"], is_demo=True)
        contact = Contact.objects.create(
            slug=f"voorbeeld-{name.replace('.', '-')}",
            organisation=Organisation.objects.get(slug=entry["organisation"]),
            function=entry["function"],
            name=entry["name"],
            email=entry["email"],
            phone=entry["phone"],
            user=user,
            is_demo=True,
        )
        body = Body.objects.get(slug=entry["body"])
        give_seat(body, contact=contact, role=SeatRole(entry["role"]), since=since, by=None)
        self.people[name] = user

    def _meeting(self, entry: Entry) -> None:
        Meeting.objects.create(
            body=Body.objects.get(slug=entry["body"]),
            starts_on=self.calendar.day(entry["on"]),
            precision=entry["precision"],
            status=entry["status"],
            outcome=entry["outcome"],
            is_demo=True,
        )

    def _milestone(self, entry: Entry) -> None:
        reached = entry.get("reached_on")
        Milestone.objects.create(
            action=Action.objects.get(code=entry["action"]),
            title=entry["title"],
            due_on=self.calendar.day(entry["on"]),
            precision=entry["precision"],
            reached_on=self.calendar.day(reached) if reached else None,
            is_demo=True,
        )

    def _round(self, entry: Entry) -> Edition | None:
        """Plans and opens a round and lets everyone do their part; returns the edition if one came out."""
        dates = {name: self.calendar.day(entry[name]) for name in ("opens_on", "reference_date", "closes_on")}
        reporter = self._actor(REPORTER, dates["opens_on"])
        codes = {update["action"] for update in entry["updates"]}
        fields = {
            **dates,
            "name": entry["name"].format(reference_date=display_date(dates["reference_date"])),
            "dates_confirmed": entry["dates_confirmed"],
            "agendas": WorkAgenda.objects.filter(actions__code__in=codes).distinct(),
        }
        round_ = reporting.open_round(reporting.plan_round(by=reporter, fields=fields), by=reporter)
        for update in entry["updates"]:
            self._update(update)
        return self._report(round_, entry["report"])

    def _update(self, entry: Entry) -> None:
        """Writes an update and brings it where `outcome` says."""
        as_of = self.calendar.day(entry["as_of"])
        action = Action.objects.get(code=entry["action"])
        author = self._actor(entry["author"], as_of)
        outcome, token = entry["outcome"], uuid.uuid4()
        if outcome == "unchanged":
            confirm_unchanged(action, by=author, token=token)
            return
        given = {"rating": "not_rated", **entry["fields"], "as_of": as_of}
        update = report_progress(
            action,
            by=author,
            fields={name: given.get(name, "") for name in ProgressUpdate.CONTENT_FIELDS},
            version=version_of(action),
            token=token,
            remark=entry.get("remark", ""),
            submit=outcome != "draft",
        )
        if outcome == "approved":
            approve_update(update, by=self._actor(entry["reviewer"], as_of), version=update.version)
        if outcome == "returned":
            reviewer = self._actor(entry["reviewer"], as_of)
            return_update(update, by=reviewer, version=update.version, note=entry["note"])

    def _report(self, round_: ReportingRound, entry: Entry) -> Edition | None:
        frozen_on = entry.get("frozen_on")
        reporter = self._actor(REPORTER, self.calendar.day(frozen_on or "today"))
        report = reporting.start_report(round_, by=reporter)
        for section, text in entry["texts"].items():
            reporting.write_section(report, section, by=reporter, text=text)
        for code, text in entry["lines"].items():
            action = Action.objects.get(code=code)
            reporting.edit_line(report, action, by=reporter, editorial_text=text)
        if not frozen_on:
            return None
        reporting.close_round(round_, by=reporter)
        for status in (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED):
            reporting.move_report(report, status, by=reporter)
        return self._edition(reporting.freeze(report, by=reporter), entry["released_on"])

    def _edition(self, report: Report, released_on: str) -> Edition | None:
        """The AB edition, made here and not by the worker, so that it is there on the first page."""
        reporter = self._actor(REPORTER, self.calendar.day(released_on))
        edition = reporting.queue_edition(report, Audience.GENERAL_BOARD, by=reporter)
        if render(edition.pk) != EditionState.READY:
            return None
        return reporting.release_edition(edition, by=reporter)

    def _actor(self, name: str, on: datetime.date) -> Actor:
        return Actor.of(self.people[name], on=on)


def _place_to_fill(entry: Entry, since: datetime.date) -> None:
    body = Body.objects.get(slug=entry["body"])
    seat = give_seat(body, contact=None, role=SeatRole(entry["role"]), since=since, by=None)
    # Without a contact the verb cannot know that it is an example.
    seat.is_demo = True
    seat.save(update_fields=["is_demo"])
