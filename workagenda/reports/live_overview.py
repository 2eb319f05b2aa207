"""The overview for the taskforce on one page of paper, in the words and form of the taskforce edition."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.mail import Attachment
from brainport_portal.core.models import OutboxMail
from brainport_portal.core.pdf import DocumentFailed, Limits, OverLimit, RenderedPdf, render_pdf
from workagenda.domain.mail import MailTopic
from workagenda.meeting_mails import overview_for
from workagenda.overview import Overview

log = logging.getLogger(__name__)


def name_of(overview: Overview) -> str:
    return f"taskforce-{overview.since.isoformat()}-{overview.until.isoformat()}.pdf"


def attachments_of(mail: OutboxMail) -> Sequence[Attachment]:
    """The overview on one page, for the mail before a meeting; cannot it be made, the mail goes without."""
    if mail.topic != MailTopic.MEETING:
        return ()
    overview = overview_for(mail)
    try:
        return (Attachment(name_of(overview), render_overview(overview).data, "application/pdf"),)
    except (OverLimit, DocumentFailed) as problem:
        log.warning("%s goes without its document: %s", mail.key, problem)
        return ()


def render_overview(overview: Overview) -> RenderedPdf:
    """`overview` as PDF; the same overview gives the same bytes. Raises OverLimit."""
    with translation.override("nl"):
        html = render_to_string(
            "reports/pdf/taskforce_now.html", {"overview": overview, "contains_examples": has_demo_data()}
        )
    identifier = f"taskforce-{overview.since}-{overview.until}".encode()
    limits = Limits(seconds=settings.PDF_SECONDS, megabytes=settings.PDF_MEGABYTES)
    return render_pdf(html, identifier=identifier, limits=limits)
