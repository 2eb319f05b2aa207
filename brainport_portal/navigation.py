"""The menu: what is in it, and which part of it somebody is in."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from brainport_portal.core.http import PortalRequest
from workagenda.permissions import may_oversee, may_report_something, may_review_something


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool


def navigation(request: PortalRequest) -> dict[str, list[MenuItem]]:
    """`navigation` and `footer_links` for every template."""
    main = [
        (_("Charter"), "charter:charter"),
        (_("Werkagenda"), "workagenda:agenda_current"),
        (_("Acties"), "workagenda:action_list"),
        (_("Planning"), "workagenda:roadmap"),
        (_("Partners"), "organisation_list"),
        (_("Gemeenten"), "municipality_list"),
        (_("Kaart"), "map"),
        (_("Organisatie"), "body_list"),
        (_("Tijdlijn"), "governance:timeline"),
        (_("Rapportages"), "reports:report_list"),
    ]
    if hasattr(request, "actor") and may_review_something(request.actor):
        main.insert(0, (_("Nakijken"), "workagenda:review_list"))
    if hasattr(request, "actor") and may_report_something(request.actor):
        main.insert(0, (_("Mijn acties"), "workagenda:my_actions"))
    if hasattr(request, "actor") and may_oversee(request.actor):
        main.insert(0, (_("Taskforce"), "taskforce"))
    footer = [
        (_("Over de samenwerking"), "about"),
        (_("Toegankelijkheid"), "accessibility"),
        (_("Privacy"), "privacy"),
        (_("Bronnen"), "sources"),
        (_("Agenda (ics)"), "public_calendar"),
        (_("Nieuwe rapportages (Atom)"), "report_feed"),
    ]
    return {"navigation": _items(request, main), "footer_links": _items(request, footer)}


def _items(request: PortalRequest, entries: list[tuple[str, str]]) -> list[MenuItem]:
    items = []
    for label, name in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:  # error pages may be shown before the URLs are there
            continue
        items.append(MenuItem(label, url, is_current=request.path.startswith(url)))
    return items
