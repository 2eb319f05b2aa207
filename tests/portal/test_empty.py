"""A portal in which nothing was entered yet: every page that anybody may open is there and says so."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = [
    "home",
    "charter:charter",
    "governance:timeline",
    "workagenda:agenda_current",
    "workagenda:roadmap",
    "workagenda:action_list",
    "organisation_list",
    "municipality_list",
    "map",
    "body_list",
    "search",
    "sources",
    "about",
    "privacy",
    "accessibility",
    "reports:report_list",
    "reports:archive",
    "public_calendar",
    "report_feed",
]


@pytest.mark.parametrize("name", PAGES)
def test_page_of_an_empty_portal_is_there(name):
    assert Client().get(reverse(name)).status_code == 200
