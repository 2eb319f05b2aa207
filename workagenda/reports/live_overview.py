"""The overview for the taskforce on one page of paper, in the words and form of the taskforce edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify

from brainport_portal.core.context import has_demo_data
from brainport_portal.core.mail import Attachment
from brainport_portal.core.models import OutboxMail
from brainport_portal.core.pdf import Limits, RenderedPdf, render_pdf
from workagenda.domain.mail import MailTopic
from workagenda.meeting_mails import overview_for
from workagenda.overview import Overview

NOT_IN_MAIL = "alle acties, behalve wat alleen een werkgroep mag zien"


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


def name_of(overview: Overview, scope: Sequence[str] = ()) -> str:
    days = f"{overview.since.isoformat()}-{overview.until.isoformat()}"
    return f"{'-'.join(['taskforce', days, *map(slugify, scope)])}.pdf"


def attachments_of(mail: OutboxMail) -> Sequence[Attachment]:
    """The overview on one page, for the mail before a meeting. Raises what `render_overview` raises."""
    if mail.topic != MailTopic.MEETING:
        return ()
    overview = overview_for(mail)
    pdf = render_overview(overview, scope=(NOT_IN_MAIL,))
    return (Attachment(name_of(overview), pdf.data, "application/pdf"),)


def render_overview(overview: Overview, *, scope: Sequence[str] = ()) -> RenderedPdf:
    """`overview` on one page; the same overview gives the same bytes. Raises OverLimit and DocumentFailed.

    `scope` says in words which actions it is about, when not about all.

    What does not fit is counted and stands in the portal: every list gets less room until it does.
    """
    for room in ROOMS:
        pdf = _render(overview, room, scope)
        if pdf.pages == 1:
            break
    return pdf


def _render(overview: Overview, room: Room, scope: Sequence[str]) -> RenderedPdf:
    examples = has_demo_data()
    context = {"overview": overview, "room": room, "scope": scope, "contains_examples": examples}
    with translation.override("nl"):
        html = render_to_string("reports/pdf/taskforce_now.html", context)
    identifier = name_of(overview, scope).encode()
    limits = Limits(seconds=settings.PDF_SECONDS, megabytes=settings.PDF_MEGABYTES)
    return render_pdf(html, identifier=identifier, limits=limits)
