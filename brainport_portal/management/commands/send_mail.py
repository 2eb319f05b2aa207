"""The mail of one moment: queue reminders and the mails before a meeting, then send what waits.

Made for a timer.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Verdict
from brainport_portal.core.mail import due_on, reason_against, send_waiting
from brainport_portal.core.models import OutboxMail
from workagenda import meeting_mails, reminders
from workagenda.domain.mail import MailTopic
from workagenda.meeting_mails import meeting_mails_on, queue_meeting_mails
from workagenda.reminders import Plan, mail_of, plan_day, queue_due
from workagenda.reports.domain import notices
from workagenda.reports.live_overview import attachments_of

LINE = "-" * 72


def may_receive(mail: OutboxMail) -> Verdict:
    """Asks who knows what the mail is about: the work agenda, its meetings, or the reports."""
    if mail.topic in set(notices.NoticeTopic):
        return notices.may_receive(mail)
    return meeting_mails.may_receive(mail) if mail.topic == MailTopic.MEETING else reminders.may_receive(mail)


class Command(BaseCommand):
    help = (
        "Queues the reminders that are due today and sends the mail that waits. May be repeated, killed "
        "and run twice at once. Ends with 1 when something could not be sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print it; write and send nothing")
        parser.add_argument(
            "--on",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="with --dry-run: the reminders of another day, with the news of today",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._show(options["on"] or today())
            return
        if options["on"]:
            raise CommandError("--on goes with --dry-run only: mail is sent on the day itself.")
        if "console" in settings.EMAIL_BACKEND and not settings.DEVELOPMENT:
            raise CommandError("EMAIL_URL is missing. Nothing is sent; the mail waits.")
        queued = queue_due(today()) + queue_meeting_mails(today())
        run = send_waiting(may_receive=may_receive, attachments_of=attachments_of)
        if queued or run.sent or run.dropped or run.problems:
            self.stdout.write(f"Mail: {queued} queued, {run.sent} sent, {run.dropped} dropped")
        if run.problems:
            raise CommandError("\n".join(["Not sent:", *run.problems]))

    def _show(self, day: datetime.date) -> None:
        plans = list(plan_day(day))
        told = [plan for plan in plans if plan.digest]
        self.stdout.write(f"Reminders of {day}: {len(told)} for {len(plans)} people who are asked about")
        for plan in plans:
            self._show_plan(plan)
        for mail in meeting_mails_on(day):
            self.stdout.write(f"{LINE}\nTo: {mail.recipient.email}\nSubject: {mail.subject}")
        if day == today():
            self._show_waiting()

    def _show_plan(self, plan: Plan) -> None:
        if plan.digest is None:
            self.stdout.write(f"{LINE}\nNo mail to {plan.recipient.email}: {plan.reason}")
            return
        text, _html = mail_of(plan.digest)
        heads = f"To: {plan.recipient.email}\nSubject: {plan.digest.subject}"
        self.stdout.write(f"{LINE}\n{heads}\n\n{text}")

    def _show_waiting(self) -> None:
        waiting = due_on(timezone.now()).select_related("recipient")
        self.stdout.write(f"{LINE}\nMail that waits: {len(waiting)}")
        for mail in waiting:
            reason = reason_against(mail, may_receive)
            fate = f"would be dropped: {reason}" if reason else "would be sent"
            self.stdout.write(f"To: {mail.recipient.email}\nSubject: {mail.subject}\n{fate}")
