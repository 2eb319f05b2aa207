"""What a URL names, or 404."""

import uuid
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.permissions import Actor
from partners.models import Municipality
from workagenda.models import Action, ReportingRound
from workagenda.reports.models import Edition, PartnerRemark, Report
from workagenda.reports.permissions import municipality_of


def any_round(actor: Actor, pk: int) -> ReportingRound:
    """Rounds are public: when the councils hear something is no secret."""
    return get_object_or_404(ReportingRound, pk=pk)


def visible_report(actor: Actor, uuid: uuid.UUID) -> Report:
    reports = Report.objects.visible_to(actor).select_related("round__charter", "corrects", "frozen_by")
    return get_object_or_404(reports, uuid=uuid)


def visible_edition(actor: Actor, uuid: uuid.UUID, edition: uuid.UUID) -> Edition:
    """The edition, which must belong to the report in the address."""
    editions = (
        Edition.objects.visible_to(actor)
        .select_related("report__round", "municipality")
        .defer("report__content")
    )
    return get_object_or_404(editions, uuid=edition, report__uuid=uuid)


def known_edition(actor: Actor, uuid: uuid.UUID, edition: uuid.UUID) -> Edition:
    """The same, or one that was withdrawn since: its address says so."""
    editions = Edition.objects.known_to(actor).select_related("report__round", "municipality")
    return get_object_or_404(editions.defer("report__content"), uuid=edition, report__uuid=uuid)


def visible_line(actor: Actor, uuid: uuid.UUID, code: str) -> tuple[Report, Action]:
    """A report and one of the actions of its round; only public actions are in reports."""
    report = visible_report(actor, uuid)
    actions = Action.objects.visible_to(actor).public().filter(agenda__in=report.round.agendas.all())
    action: Any = actions.filter(code=code).first()
    if action is None:
        raise Http404
    return report, action


def visible_note(actor: Actor, uuid: uuid.UUID, slug: str) -> tuple[Report, Municipality]:
    """A report and a municipality; its contacts find the report here before they see anything else of it."""
    municipality = get_object_or_404(Municipality, slug=slug)
    if municipality_of(actor) != municipality:
        return visible_report(actor, uuid), municipality
    return get_object_or_404(Report.objects.select_related("round__charter"), uuid=uuid), municipality


def visible_remark(actor: Actor, uuid: uuid.UUID, pk: int) -> PartnerRemark:
    """A remark, which must belong to the report in the address."""
    remarks = PartnerRemark.objects.visible_to(actor).select_related("report__round", "action", "author")
    return get_object_or_404(remarks, pk=pk, report__in=Report.objects.visible_to(actor).filter(uuid=uuid))
