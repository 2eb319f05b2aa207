"""Verbs on mail: what somebody wants to be mailed about, and the mail that goes with a returned update."""

from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from brainport_portal.core.audit import trace
from brainport_portal.core.gates import demand
from brainport_portal.core.mail import queue_mail
from governance.permissions import Actor
from workagenda.choices import ReminderChoice, Visibility
from workagenda.models import Action, MailPreference, ProgressUpdate
from workagenda.permissions import may_choose_mail


class MailTopic(StrEnum):
    """What a mail is about; the key of each mail begins with it and the row that it follows from."""

    REMINDER = "reminder"
    RETURN = "return"
    MEETING = "meeting"


@transaction.atomic
def choose_mail(*, by: Actor, reminders: ReminderChoice, on_return: bool) -> MailPreference:
    """Keeps what `by` wants to be mailed about. Raises Refused."""
    demand(may_choose_mail(by))
    wanted = {"reminders": reminders, "on_return": on_return}
    preference, _is_new = MailPreference.objects.update_or_create(user=by.person, defaults=wanted)
    trace("choose_mail", preference, by.person)
    return preference


def queue_return_mails(update: ProgressUpdate, *, by: Actor) -> None:
    """Tells those who wrote in `update` that it came back; never its reviewer, and nothing of the note.

    Part of `return_update`, in its transaction.
    """
    writers = update.contributors.exclude(pk=by.person.pk)
    for writer in writers.exclude(mail_preference__on_return=False):
        code = update.action.code
        context = {
            "recipient": writer,
            "action": update.action,
            "title": title_for_mail(update.action),
            "address": address_of(reverse("workagenda:update_edit", args=[code])),
            "preferences": address_of(reverse("workagenda:mail_preferences")),
        }
        text, html = in_dutch("workagenda/mail/returned", context)
        queue_mail(
            key=f"{MailTopic.RETURN}:{update.pk}:{update.version}:{writer.pk}",
            topic=MailTopic.RETURN,
            recipient=writer,
            subject=f"Uw melding over {code} is teruggegeven",
            text=text,
            html=html,
            about=[code],
        )


def title_for_mail(action: Action) -> str:
    """What a mail may say of an action beside its code; nothing where only the group may know of it."""
    return "" if action.visibility == Visibility.WORKING_GROUP else " ".join(action.title.split())


def in_dutch(template: str, context: dict[str, object]) -> tuple[str, str]:
    """A mail as plain text and as HTML. Mails are Dutch, whatever language the portal is read in."""
    with translation.override("nl"):
        text = render_to_string(f"{template}.txt", context)
        return text.strip() + "\n", render_to_string(f"{template}.html", context)


def address_of(path: str) -> str:
    """The whole address of a page, for who reads it outside the portal."""
    return settings.SITE_ADDRESS.rstrip("/") + path
