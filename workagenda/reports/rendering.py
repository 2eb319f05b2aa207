"""From frozen content to a stored PDF, outside any transaction, within limits and never half."""

import datetime
import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brainport_portal.core.pdf import Limits, OverLimit, RenderedPdf, Variant, render_pdf

from .choices import Audience, EditionState
from .content import ReportContent
from .documents import edition_html, edition_sha256
from .models import Edition

logger = logging.getLogger(__name__)

# Two or four pages and one page; the others hold every action of the report.
SHORT = (Audience.COUNCIL, Audience.TASKFORCE)
FAILED = "Het maken van deze editie is mislukt. Probeer het opnieuw of meld het bij de beheerder."
PROBLEMS = {
    "time": "Het maken van deze editie duurde te lang en is gestopt. Kort de langste teksten in.",
    "memory": "Deze editie vroeg te veel geheugen en is gestopt. Kort de langste teksten in.",
}


def render(edition_id: int) -> str:
    """Renders the edition with key `edition_id` and stores it; returns the state it ends in.

    Whatever goes wrong is kept on the edition in plain words, and in the log with the details. A job may
    come twice: only who finds the edition queued renders it, and a ready edition never changes.
    """
    began = timezone.now()
    queued = Edition.objects.filter(pk=edition_id, state=EditionState.QUEUED)
    is_mine = queued.update(state=EditionState.RENDERING, started_at=began)
    edition = Edition.objects.select_related("report", "municipality").get(pk=edition_id)
    if not is_mine:
        return edition.state
    try:
        fields = _make(edition)
    except OverLimit as over:
        logger.warning("edition %s stopped: %s", edition.uuid, over)
        fields = {"state": EditionState.FAILED, "problem": PROBLEMS[over.kind]}
    except Exception:
        logger.exception("edition %s failed", edition.uuid)
        fields = {"state": EditionState.FAILED, "problem": FAILED}
    return _end(edition, began, fields)


def render_archive(edition_id: int) -> str:
    """Stores the archive copy of a released edition; returns its name, "" when it could not be made."""
    edition = Edition.objects.select_related("report", "municipality").get(pk=edition_id)
    if edition.archive_file or not edition.released_on:
        return edition.archive_file.name or ""
    try:
        content, audience, slug = _parts(edition)
        if edition_sha256(content, audience, slug) != edition.content_sha256:
            logger.warning("the layout changed between edition %s and its archive copy", edition.uuid)
        pdf = render_content(content, audience, slug, Variant.ARCHIVE)
        name = store(pdf, archive_name(Path(str(edition.file)).name))
    except Exception:
        logger.exception("the archive copy of edition %s failed", edition.uuid)
        return ""
    with transaction.atomic():
        edition.archive_file.name, edition.archive_sha256 = name, pdf.sha256
        edition.save(update_fields=["archive_file", "archive_sha256"])
    return name


def render_content(
    content: ReportContent,
    audience: Audience,
    municipality: str = "",
    variant: Variant = Variant.READING,
) -> RenderedPdf:
    """The PDF of `content` for `audience`; the same content gives the same bytes. Raises OverLimit."""
    return _rendered(content, audience, municipality, variant, limits_of(audience))


def render_preview(content: ReportContent, audience: Audience, municipality: str = "") -> RenderedPdf:
    """What `render_content` would give, for somebody who waits for it. Raises OverLimit."""
    limits = Limits(seconds=settings.PDF_SECONDS, megabytes=settings.PDF_MEGABYTES)
    return _rendered(content, audience, municipality, Variant.READING, limits)


def _rendered(
    content: ReportContent, audience: Audience, municipality: str, variant: Variant, limits: Limits
) -> RenderedPdf:
    identifier = "-".join((content.reference, content.version, audience.value, municipality))
    html = edition_html(content, audience, municipality)
    return render_pdf(html, identifier=identifier.encode(), variant=variant, limits=limits)


def limits_of(audience: Audience) -> Limits:
    seconds = settings.PDF_SECONDS if audience in SHORT else settings.PDF_SECONDS_LONG
    return Limits(seconds=seconds, megabytes=settings.PDF_MEGABYTES)


def file_name(content: ReportContent, audience: Audience, municipality: str = "") -> str:
    """The name that readers see: `voortgangsrapportage-BLK-2026-2-v1.0-raad-deurne-2026-12-31.pdf`."""
    short = {Audience.GENERAL_BOARD: "ab", Audience.COUNCIL: "raad", Audience.PUBLIC: "openbaar"}
    parts = [short.get(audience, audience.value), municipality, content.reference_date]
    name = "-".join(part for part in parts if part)
    return f"voortgangsrapportage-{content.reference}-v{content.version}-{name}.pdf"


def archive_name(name: str) -> str:
    """The name of the archive copy beside that of the edition."""
    return f"{name.removesuffix('.pdf')}.archief.pdf"


def store(pdf: RenderedPdf, name: str) -> str:
    """Writes the file whole or not at all: temporary file, fsync, rename. Returns the stored name.

    The hash is in the folder name, so a stored file is never overwritten by other content.
    """
    stored = Path("editions") / pdf.sha256[:16] / name
    target = Path(settings.MEDIA_ROOT) / stored
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        temporary.write(pdf.data)
        temporary.flush()
        os.fsync(temporary.fileno())
    Path(temporary.name).replace(target)
    return str(stored)


def _parts(edition: Edition) -> tuple[ReportContent, Audience, str]:
    slug = edition.municipality.slug if edition.municipality else ""
    return edition.report.frozen_content, Audience(edition.audience), slug


def _make(edition: Edition) -> dict[str, object]:
    """The stored PDF of `edition`, as the fields that say so."""
    content, audience, slug = _parts(edition)
    pdf = render_content(content, audience, slug)
    name = store(pdf, file_name(content, audience, slug))
    return {"state": EditionState.READY, "file": name, "sha256": pdf.sha256, "pages": pdf.pages}


@transaction.atomic
def _end(edition: Edition, began: datetime.datetime, fields: dict[str, object]) -> str:
    """Stores how it ended, unless somebody asked anew in the meantime: then that try counts."""
    mine = Edition.objects.select_for_update().filter(
        pk=edition.pk, state=EditionState.RENDERING, started_at=began
    )
    if not mine.exists():
        return Edition.objects.values_list("state", flat=True).get(pk=edition.pk)
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(fields))
    return edition.state
