"""The feed of released reports, for readers of news and for other sites."""

import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override
from django.views.decorators.http import require_safe

from brainport_portal.core.dates import display_date
from brainport_portal.core.gates import gate, open_to_all
from brainport_portal.core.http import PortalRequest
from workagenda.domain.mail import address_of
from workagenda.reports.models import Edition

ENTRIES = 60


@gate(open_to_all)
@require_safe
def report_feed(request: PortalRequest) -> HttpResponse:
    """The editions that are for everyone, the latest first; what was withdrawn is not in it any more."""
    editions = Edition.objects.released_to_all().select_related("report__round", "municipality")
    latest = editions.defer("report__content").order_by("-released_on", "audience", "-pk")[:ENTRIES]
    with override("nl"):
        feed = _feed()
        for edition in latest:
            _add(feed, edition)
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _feed() -> Atom1Feed:
    return Atom1Feed(
        title="Rapportages van de samenwerking Brainport-Limburg-Kempen",
        link=address_of(reverse("reports:report_list")),
        description="",
        subtitle="Wat de besturen en raden is verteld, zodra het is vrijgegeven.",
        language="nl",
        feed_url=address_of(reverse("report_feed")),
        feed_guid=address_of(reverse("report_feed")),
        author_name="Brainport-Limburg-Kempen",
    )


def _add(feed: Atom1Feed, edition: Edition) -> None:
    address = address_of(edition.get_absolute_url())
    reference_date = display_date(edition.report.round.reference_date)
    feed.add_item(
        title=f"{edition.report.round.name}: {edition.title}",
        link=address,
        unique_id=address,
        description=f"Stand per {reference_date}, versie {edition.report.version}.",
        pubdate=_moment(edition.released_on),
        updateddate=_moment(edition.released_on),
    )


def _moment(day: datetime.date | None) -> datetime.datetime:
    """The start of the day on which an edition was released; the feed holds released ones only."""
    assert day is not None  # noqa: S101 # for the types
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
