"""Takes away the demonstration data, and all that hangs on it or was made with its accounts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from brainport_portal.core.models import OutboxMail, User
from governance.domain import follow_seats
from governance.models import AgendaItem, Body, Meeting, Seat
from partners.models import Contact
from workagenda.domain import recount
from workagenda.domain.mail import MailTopic
from workagenda.models import (
    Action,
    Attachment,
    InternalRemark,
    Milestone,
    ProgressUpdate,
    ReleasedState,
    ReportingRound,
    Submission,
)
from workagenda.reports.domain.notices import NoticeTopic
from workagenda.reports.models import (
    Edition,
    MunicipalNote,
    PartnerRemark,
    Report,
    ReportLine,
    ReportText,
)
from workagenda.reports.tasks import make_archive_copy, render_edition


@transaction.atomic
def remove_demo_data() -> dict[str, int]:
    """Deletes the examples and all that demo accounts made or decided; returns how many rows of what.

    Rows of real accounts go too where they hang on an example: an update in a demo round, or one that a
    demo account wrote in or agreed to. Real accounts themselves stay.
    """
    rounds = _keys(_examples(ReportingRound))
    removed = {
        **_remove_reports(rounds),
        **_remove_remarks(),
        **_remove_updates(rounds),
        **_remove_attachments(),
        **_remove_agenda_items(),
    }
    removed["reporting rounds"] = _delete(ReportingRound, rounds)
    for name, model in (("milestones", Milestone), ("meetings", Meeting)):
        removed[name] = _delete(model, _keys(_examples(model)))
    return {**removed, **_remove_people()}


def reports_with_examples() -> QuerySet[Report]:
    """Frozen reports that say themselves that they hold examples; a frozen report never changes."""
    return Report.objects.frozen().filter(content__contains_examples=True)


def _remove_reports(rounds: list[int]) -> dict[str, int]:
    reports = _with_followers(
        Report,
        Q(round__in=rounds) | Q(frozen_by__is_demo=True) | Q(pk__in=_first_saved_by_demo(Report)),
        "corrects",
    )
    editions = Edition.objects.filter(report__in=reports)
    edition_keys = _keys(editions)
    stored = editions.values_list("file", "archive_file")
    files = [name for names in stored for name in names if name]
    uuids = list(Report.objects.filter(pk__in=reports).values_list("uuid", flat=True))
    states, _rows = ReleasedState.objects.filter(report_uuid__in=uuids).delete()
    lines = _keys(ReportLine.objects.filter(report__in=reports))
    notes = _keys(MunicipalNote.objects.filter(report__in=reports))
    about = {f"{NoticeTopic.CHECK}:{key}" for key in reports} | {f"{NoticeTopic.LINE}:{key}" for key in lines}
    removed = {
        "states that visitors saw": states,
        "jobs of the task worker": _forget_jobs(edition_keys),
        "editions": _delete(Edition, edition_keys),
        "mails about reports": _delete(OutboxMail, _mails(about)),
        "report lines": _delete(ReportLine, lines),
        "municipal notes": _delete(MunicipalNote, notes),
        "remarks on reports": _delete(PartnerRemark, _keys(PartnerRemark.objects.filter(report__in=reports))),
        "report texts": _delete(ReportText, _keys(ReportText.objects.filter(report__in=reports))),
    }
    # A report that is corrected by another cannot be deleted, not even together with it.
    Report.objects.filter(pk__in=reports).update(corrects=None)
    removed["reports"] = _delete(Report, reports)
    transaction.on_commit(lambda: _delete_files(files))
    return removed


def _remove_remarks() -> dict[str, int]:
    """What demo accounts said of a report that stays."""
    remarks = PartnerRemark.objects.filter(author__is_demo=True)
    return {"remarks of demo accounts": _delete(PartnerRemark, _keys(remarks))}


def _remove_updates(rounds: list[int]) -> dict[str, int]:
    people = Q(author__is_demo=True) | Q(reviewer__is_demo=True) | Q(contributors__is_demo=True)
    updates = _with_followers(ProgressUpdate, Q(round__in=rounds) | people, "refers_to")
    found = ProgressUpdate.objects.filter(pk__in=updates)
    actions = list(Action.objects.filter(updates__in=updates).distinct())
    of_real_people = found.filter(
        Q(author__is_demo=False) | Q(contributors__is_demo=False) | Q(reviewer__is_demo=False)
    )
    about = {f"{MailTopic.REMINDER}:{key}" for key in rounds} | {
        f"{MailTopic.RETURN}:{key}" for key in updates
    }
    removed = {
        "progress updates": len(updates),
        "of these with text or agreement of a real account": of_real_people.distinct().count(),
        "mails": _delete(OutboxMail, _mails(about)),
        "internal remarks": _delete(InternalRemark, _keys(InternalRemark.objects.filter(update__in=updates))),
        "submission tokens": _delete(
            Submission, _keys(Submission.objects.filter(Q(update__in=updates) | Q(sent_by__is_demo=True)))
        ),
    }
    # Confirmations and corrections first: what they refer to cannot be deleted before them.
    for has_none in (False, True):
        _delete(ProgressUpdate, _keys(found.filter(refers_to__isnull=has_none)))
    for action in actions:
        recount(action)
    return removed


def _remove_attachments() -> dict[str, int]:
    """Annexes that demo accounts added; those that they only removed are put back."""
    added = Attachment.objects.filter(added_by__is_demo=True)
    files = list(added.values_list("file", flat=True))
    removed = _delete(Attachment, _keys(added))
    Attachment.objects.filter(removed_by__is_demo=True).update(removed_by=None, removed_at=None)
    transaction.on_commit(lambda: _delete_files(files))
    return {"annexes": removed}


def _remove_agenda_items() -> dict[str, int]:
    """What demo accounts put on an agenda, what stands on that of an example, and the mails before one."""
    meetings = _keys(_examples(Meeting))
    items = AgendaItem.objects.filter(Q(meeting__in=meetings) | Q(action_link__added_by__is_demo=True))
    mails = _mails({f"{MailTopic.MEETING}:{key}" for key in meetings})
    return {
        "mails before meetings": _delete(OutboxMail, mails),
        "agenda items": _delete(AgendaItem, _keys(items)),
    }


def _mails(about: set[str]) -> list[int]:
    """Keys of the mails to demo accounts, and of those whose own key begins with one of `about`."""
    mails = OutboxMail.objects.values_list("pk", "key", "recipient__is_demo")
    return [pk for pk, key, is_demo in mails if is_demo or ":".join(key.split(":")[:2]) in about]


def _remove_people() -> dict[str, int]:
    users = _keys(User.objects.filter(is_demo=True))
    contacts = _keys(_examples(Contact))
    seats = _keys(Seat.objects.filter(Q(pk__in=_examples(Seat).values("pk")) | Q(contact__in=contacts)))
    bodies = list(Body.objects.filter(seats__in=seats).distinct())
    removed = {
        "seats": _delete(Seat, seats),
        "contacts": _delete(Contact, contacts),
        "sessions": _end_sessions(users),
        "accounts": _delete(User, users),
    }
    for body in bodies:
        follow_seats(body)
    return removed


def _examples(model: Any) -> QuerySet:
    """Rows marked as example, and rows that a demo account made."""
    return model.objects.filter(Q(is_demo=True) | Q(pk__in=_first_saved_by_demo(model)))


def _first_saved_by_demo(model: Any) -> QuerySet:
    return model.history.filter(history_type="+", history_user__is_demo=True).values("id")


def _with_followers(model: Any, condition: Q, link: str) -> list[int]:
    """Keys of the rows that meet `condition`, and of the rows that lead to these by `link`."""
    found = set(model.objects.filter(condition).values_list("pk", flat=True))
    while more := set(model.objects.filter(**{f"{link}__in": found}).values_list("pk", flat=True)) - found:
        found |= more
    return sorted(found)


def _keys(rows: QuerySet) -> list[int]:
    return sorted(set(rows.values_list("pk", flat=True)))


def _delete(model: Any, keys: list[int]) -> int:
    """Deletes rows together with their history; an example leaves no trace."""
    model.objects.filter(pk__in=keys).delete()
    if hasattr(model, "history"):
        model.history.filter(id__in=keys).delete()
    return len(keys)


def _forget_jobs(editions: Iterable[int]) -> int:
    """Jobs for editions that are gone would only fail."""
    arguments = [[key] for key in editions]
    paths = (render_edition.module_path, make_archive_copy.module_path)
    jobs = [
        job.pk
        for job in DBTaskResult.objects.filter(task_path__in=paths)
        if job.args_kwargs["args"] in arguments
    ]
    return DBTaskResult.objects.filter(pk__in=jobs).delete()[0]


def _end_sessions(users: Iterable[int]) -> int:
    keys = {str(user) for user in users}
    ended = [
        session.pk for session in Session.objects.all() if session.get_decoded().get("_auth_user_id") in keys
    ]
    return Session.objects.filter(pk__in=ended).delete()[0]


def _delete_files(names: Iterable[str]) -> None:
    """Deletes stored files, unless a kept edition has the same one."""
    for name in names:
        if Edition.objects.filter(file=name).exists():
            continue
        default_storage.delete(name)
        folder = Path(default_storage.path(name)).parent
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
