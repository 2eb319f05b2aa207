"""From frozen content to a stored PDF, outside any transaction and never half."""

import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from brainport_portal.core.pdf import RenderedPdf, render_pdf

from .choices import Audience, EditionState
from .content import ReportContent
from .models import Edition

logger = logging.getLogger(__name__)

TEMPLATES = {Audience.GENERAL_BOARD: "reports/pdf/ab.html"}


def render(edition_id: int) -> str:
    """Renders the edition with key `edition_id` and stores it; returns the state it ends in.

    Whatever goes wrong is kept on the edition in plain words, and in the log with the details. A job may
    come twice: only who finds the edition queued renders it, and a ready edition never changes.
    """
    queued = Edition.objects.filter(pk=edition_id, state=EditionState.QUEUED)
    is_mine = queued.update(state=EditionState.RENDERING)
    edition = Edition.objects.select_related("report").get(pk=edition_id)
    if not is_mine:
        return edition.state
    try:
        pdf = render_content(edition.report.frozen_content, Audience(edition.audience))
        name = store(pdf, file_name(edition))
    except Exception:
        logger.exception("edition %s failed", edition.uuid)
        _set(
            edition,
            state=EditionState.FAILED,
            problem="Het maken van deze editie is mislukt. Probeer het opnieuw of meld het bij de beheerder.",
        )
        return EditionState.FAILED
    _set(edition, state=EditionState.READY, file=name, sha256=pdf.sha256, pages=pdf.pages)
    return EditionState.READY


def render_content(content: ReportContent, audience: Audience) -> RenderedPdf:
    """The PDF of `content` for `audience`; the same content gives the same bytes."""
    with translation.override("nl"):
        html = render_to_string(TEMPLATES[audience], {"report": content})
    identifier = f"{content.reference}-{content.version}-{audience.value}"
    return render_pdf(html, identifier=identifier.encode())


def file_name(edition: Edition) -> str:
    """The name that readers see, for example `voortgangsrapportage-BLK-2026-2-v1.0-ab-2026-12-31.pdf`."""
    content = edition.report.frozen_content
    audience = {Audience.GENERAL_BOARD: "ab"}.get(Audience(edition.audience), edition.audience)
    return (
        f"voortgangsrapportage-{content.reference}-v{content.version}-{audience}-{content.reference_date}.pdf"
    )


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


def _set(edition: Edition, **fields: object) -> None:
    for name, value in fields.items():
        setattr(edition, name, value)
    edition.save(update_fields=list(fields))
