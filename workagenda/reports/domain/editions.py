"""Verbs on editions: asking for them, releasing, sending and withdrawing them.

Only the reporting coordinator does them. What visitors see of actions follows from what is released.
"""

import datetime
from collections.abc import Iterable
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brainport_portal.core.audit import trace
from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import demand
from governance.permissions import Actor
from partners.models import Municipality
from workagenda.models import ReleasedState
from workagenda.publication import publish_states
from workagenda.reports.choices import RELEASED_TO_ALL, Audience, EditionState
from workagenda.reports.documents import DOCUMENTS, edition_sha256
from workagenda.reports.models import Edition, Report
from workagenda.reports.permissions import may_assemble
from workagenda.reports.tasks import make_archive_copy, render_edition

from .rounds import WrongStep

# The region whose municipalities, those of the MRE, get an edition each by default.
MRE_REGION = "brainportregio"
# What an edition takes over from one that says the same.
REUSED = ("file", "sha256", "archive_file", "archive_sha256", "pages")


@transaction.atomic
def queue_edition(
    report: Report, audience: Audience, *, by: Actor, municipality: Municipality | None = None
) -> Edition:
    """Asks the task worker for an edition of a frozen report, or again after a failure.

    Raises Refused or WrongStep. A ready edition stays as it is: the same content gives the same bytes.
    """
    return _queue(report, audience, [municipality], by=by)[0]


@transaction.atomic
def queue_council_set(
    report: Report, *, by: Actor, municipalities: Iterable[Municipality] | None = None
) -> list[Edition]:
    """Asks for the council editions of `municipalities`, unless given those of the MRE.

    Raises Refused or WrongStep. What is ready, or says what an earlier version said, is not made again.
    """
    if municipalities is None:
        municipalities = Municipality.objects.filter(region__slug=MRE_REGION)
    return _queue(report, Audience.COUNCIL, list(municipalities), by=by)


@transaction.atomic
def retry_editions(report: Report, *, by: Actor) -> list[Edition]:
    """Asks again for every edition that failed, was cancelled or never came. Raises Refused."""
    demand(may_assemble(by))
    report = _locked(report)
    editions = [edition for edition in report.editions.in_order() if edition.may_be_tried_again]
    return _hand_over(report, editions, by=by)


@transaction.atomic
def cancel_editions(report: Report, *, by: Actor) -> int:
    """Takes back what no worker has begun; returns how many editions. Raises Refused."""
    demand(may_assemble(by))
    queued = report.editions.select_for_update().filter(state=EditionState.QUEUED)
    editions = list(queued)
    for edition in editions:
        _save(edition, state=EditionState.CANCELLED)
        trace("cancel_edition", edition, by.person)
    return len(editions)


@transaction.atomic
def release_edition(edition: Edition, *, by: Actor, on: datetime.date | None = None) -> Edition:
    """Makes a ready edition visible outside, and its states what visitors see of the actions.

    Raises Refused, or WrongStep when the edition is not ready or its report has been corrected. `on` is
    the day, today unless given.
    """
    demand(may_assemble(by))
    edition = _current(edition)
    if edition.state != EditionState.READY:
        raise WrongStep(_("Deze editie is nog niet klaar."))
    if not edition.released_on:
        _release(edition.report, [edition], by=by, on=on or by.day)
    return edition


@transaction.atomic
def release_council_set(report: Report, *, by: Actor, on: datetime.date | None = None) -> int:
    """Releases every council edition that is ready; returns how many. Raises Refused or WrongStep."""
    demand(may_assemble(by))
    report = _locked(report)
    ready = report.editions.council().ready().filter(released_on=None).in_order()
    editions = list(ready.select_for_update(of=("self",)))
    if editions:
        _release(report, editions, by=by, on=on or by.day)
    return len(editions)


@transaction.atomic
def note_sending(edition: Edition, *, by: Actor, on: datetime.date) -> Edition:
    """Notes the day on which a griffie or college sent the edition to its council.

    Raises Refused, WrongStep, or ValidationError for a day before the release or in the future.
    """
    demand(may_assemble(by))
    edition = _current(edition)
    if not edition.released_on or edition.withdrawn_on:
        raise WrongStep(_("Alleen van een vrijgegeven editie noteert u de verzending."))
    if on < edition.released_on:
        day = display_date(edition.released_on)
        raise ValidationError({"on": _("Deze dag ligt vóór het vrijgeven op %s.") % day})
    if on > by.day:
        raise ValidationError({"on": _("Deze dag is nog niet geweest.")})
    _save(edition, sent_on=on)
    trace("note_sending", edition, by.person)
    return edition


@transaction.atomic
def withdraw_edition(edition: Edition, *, by: Actor, reason: str) -> Edition:
    """Withdraws a released edition, for a reason that everybody may read.

    When no other edition of its report is left for visitors, what it said of the actions goes too: they
    see again what the report before it said. Raises Refused, WrongStep or ValidationError.
    """
    demand(may_assemble(by))
    if not reason.strip():
        raise ValidationError({"reason": _("Geef een reden voor het intrekken.")})
    edition = _current(edition)
    if not edition.is_standing:
        raise WrongStep(_("Alleen een vrijgegeven editie trekt u in."))
    _save(edition, withdrawn_on=by.day, withdrawal_reason=reason.strip())
    if edition.audience in RELEASED_TO_ALL:
        _take_back_states(edition.report)
    trace("withdraw_edition", edition, by.person)
    return edition


@transaction.atomic
def queue_archive_copy(edition: Edition, *, by: Actor) -> Edition:
    """Asks again for the archive copy of a released edition. Raises Refused or WrongStep."""
    demand(may_assemble(by))
    edition = _current(edition)
    if not edition.released_on:
        raise WrongStep(_("Een archiefkopie wordt gemaakt van een vrijgegeven editie."))
    _queue_archive_copies([edition])
    trace("queue_archive_copy", edition, by.person)
    return edition


def _queue(
    report: Report, audience: Audience, municipalities: list[Municipality | None], *, by: Actor
) -> list[Edition]:
    demand(may_assemble(by))
    if audience not in DOCUMENTS:
        raise WrongStep(_("Voor deze lezers is er geen PDF-editie."))
    report = _locked(report)
    if not report.is_frozen:
        raise WrongStep(_("Leg de rapportage eerst vast."))
    there = {edition.municipality_id: edition for edition in report.editions.filter(audience=audience)}
    wanted = [
        there.get(municipality.pk if municipality else None)
        or Edition(report=report, audience=audience, municipality=municipality)
        for municipality in municipalities
    ]
    to_make = [edition for edition in wanted if edition.pk is None or edition.may_be_tried_again]
    _hand_over(report, to_make, by=by)
    return wanted


def _hand_over(report: Report, editions: list[Edition], *, by: Actor) -> list[Edition]:
    """Queues `editions`, new or not; those that say what an earlier version said are ready at once."""
    content = report.frozen_content
    earlier = _editions_before(report)
    for edition in editions:
        edition.content_sha256 = _hash_of(content, edition)
        same = earlier.get((edition.audience, edition.municipality_id, edition.content_sha256))
        edition.state = EditionState.READY if same else EditionState.QUEUED
        for name in REUSED if same else ():
            setattr(edition, name, getattr(same, name))
        edition.problem = ""
        edition.queued_at, edition.started_at = timezone.now(), None
        edition.save()
        trace("queue_edition", edition, by.person, is_reused=bool(same))
    queued = [edition.pk for edition in editions if edition.state == EditionState.QUEUED]
    if queued:
        transaction.on_commit(partial(_enqueue, queued))
    return editions


def _editions_before(report: Report) -> dict[tuple[str, int | None, str], Edition]:
    """The ready editions of earlier versions of `report`, by what they say and to whom."""
    earlier = Edition.objects.ready().filter(report__round_id=report.round_id, report__lt=report.pk)
    return {
        (edition.audience, edition.municipality_id, edition.content_sha256): edition
        for edition in earlier.exclude(content_sha256="").order_by("report_id")
    }


def _hash_of(content: object, edition: Edition) -> str:
    slug = edition.municipality.slug if edition.municipality else ""
    try:
        return edition_sha256(content, Audience(edition.audience), slug)  # type: ignore[arg-type]
    except KeyError as unknown:
        message = _("Deze rapportage zegt niets over %s. Maak een nieuwe rapportage of een correctie.")
        raise WrongStep(message % edition.title) from unknown


def _release(report: Report, editions: list[Edition], *, by: Actor, on: datetime.date) -> None:
    if later := Report.objects.later_versions_of(report).latest_first().first():
        message = _("Deze rapportage is verbeterd. Geef de editie van versie %s vrij.")
        raise WrongStep(message % later.version)
    for edition in editions:
        _save(edition, released_on=on)
        trace("release_edition", edition, by.person)
    if any(edition.audience in RELEASED_TO_ALL for edition in editions):
        _publish(report)
    _queue_archive_copies(editions)


def _publish(report: Report) -> None:
    """What `report` says of the actions becomes what visitors see of them."""
    content = report.frozen_content
    publish_states(
        content.lines,
        reference_date=report.round.reference_date,
        report_title=f"{content.round_name}, {content.version}",
        report_uuid=report.uuid,
    )


def _take_back_states(report: Report) -> None:
    """Visitors see what the reports say that still have an edition for them, the last one last."""
    ReleasedState.objects.filter(report_uuid=report.uuid).delete()
    standing = Edition.objects.released_to_all().values("report")
    for other in Report.objects.filter(pk__in=standing).select_related("round").latest_first().reverse():
        _publish(other)


def _queue_archive_copies(editions: Iterable[Edition]) -> None:
    missing = [edition.pk for edition in editions if not edition.archive_file]
    if missing:
        transaction.on_commit(partial(_enqueue_archive, missing))


def _enqueue(keys: list[int]) -> None:
    with transaction.atomic():
        for key in keys:
            render_edition.enqueue(key)


def _enqueue_archive(keys: list[int]) -> None:
    with transaction.atomic():
        for key in keys:
            make_archive_copy.enqueue(key)


def _locked(report: Report) -> Report:
    """`report` as it stands, locked: one at a time makes or releases its editions."""
    return Report.objects.select_for_update(of=("self",)).select_related("round").get(pk=report.pk)


def _current(edition: Edition) -> Edition:
    """`edition` as it stands, locked."""
    editions = Edition.objects.select_for_update(of=("self",)).select_related("report__round")
    return editions.get(pk=edition.pk)


def _save(edition: Edition, **fields: object) -> None:
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(fields))
