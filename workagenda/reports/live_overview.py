"""The overview for the taskforce on one page of paper, in the words and form of the taskforce edition."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Room:
    """How many items each list may have, and how many words each text."""

    items: int
    words: int

    @property
    def upto(self) -> str:
        return f":{self.items}"


# From everything that a page ever holds to what always fits.
ROOMS = (Room(20, 80), Room(8, 30), Room(5, 20), Room(3, 14), Room(2, 10), Room(1, 8))


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
    """`overview` on one page; the same overview gives the same bytes. Raises OverLimit and DocumentFailed.

    What does not fit is counted and stands in the portal: every list gets less room until it does.
    """
    for room in ROOMS:
        pdf = _render(overview, room)
        if pdf.pages == 1:
            break
    return pdf


def _render(overview: Overview, room: Room) -> RenderedPdf:
    context = {"overview": overview, "room": room, "contains_examples": has_demo_data()}
    with translation.override("nl"):
        html = render_to_string("reports/pdf/taskforce_now.html", context)
    identifier = f"taskforce-{overview.since}-{overview.until}".encode()
    limits = Limits(seconds=settings.PDF_SECONDS, megabytes=settings.PDF_MEGABYTES)
    return render_pdf(html, identifier=identifier, limits=limits)
