"""What every edition would say before anything is frozen."""

import datetime

import pytest
from django.urls import reverse

from brainport_portal.core.dates import today
from tests import makers
from tests.core.pdf_reading import read_flowing_text
from workagenda.reports import domain
from workagenda.reports.choices import Audience, ReportStatus, Section
from workagenda.reports.documents import edition_body
from workagenda.reports.models import Edition

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def report(reporter):
    makers.make_municipality(slug="bergeijk", name="Bergeijk")
    moments = {
        "opens_on": today() - datetime.timedelta(60),
        "reference_date": today() - datetime.timedelta(9),
    }
    report = makers.make_report(reporter, **moments)
    domain.write_section(report, Section.SUMMARY, by=makers.actor(reporter), text="Dit is de kern.")
    return report


def test_preview_says_what_the_edition_will_say(client, reporter, report):
    client.force_login(reporter)
    before = client.get(reverse("reports:preview_page", args=[report.uuid, "ab"])).content.decode()

    for status in (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED):
        domain.move_report(report, status, by=makers.actor(reporter))
    frozen = domain.freeze(report, by=makers.actor(reporter))

    body = edition_body(frozen.frozen_content, Audience.GENERAL_BOARD)
    version = f"1.0, vastgelegd op {today().day}"
    told, _version, rest = body.partition(version)
    assert "Dit is de kern." in rest
    assert told in before
    assert rest.partition("</td>")[2] in before
    assert not Edition.objects.exists()


def test_preview_document_says_that_nothing_is_frozen(client, reporter, report):
    client.force_login(reporter)

    answer = client.get(reverse("reports:council_preview_pdf", args=[report.uuid, "raad", "bergeijk"]))

    text = read_flowing_text(b"".join(answer.streaming_content))
    assert "voorbeeldweergave, nog niet vastgelegd" in text
    assert "gemeenteraad van Bergeijk" in text
    assert answer["Content-Disposition"].startswith('inline; filename="proef-')
    assert "no-store" in answer["Cache-Control"]


def test_document_that_takes_too_much_is_told(client, reporter, report, settings):
    settings.PDF_MEGABYTES = 1
    client.force_login(reporter)

    answer = client.get(reverse("reports:preview_pdf", args=[report.uuid, "ab"]), follow=True)

    assert answer.redirect_chain == [(reverse("reports:preview_list", args=[report.uuid]), 302)]
    assert "Deze proef duurt te lang" in answer.content.decode()


def test_list_tells_what_to_look_at(client, reporter, report, mobility):
    makers.make_action(mobility, code="MO-07")
    client.force_login(reporter)

    page = client.get(reverse("reports:preview_list", args=[report.uuid])).content.decode()

    assert "MO-07" in page
    assert "nog geen melding" in page
    assert "Bergeijk" in page


def test_empty_summary_is_pointed_out_where_it_is_read(client, reporter, report):
    domain.write_section(report, Section.SUMMARY, by=makers.actor(reporter), text=" ")
    client.force_login(reporter)

    page = client.get(reverse("reports:preview_page", args=[report.uuid, "ab"])).content.decode()
    detail = client.get(report.get_absolute_url()).content.decode()

    assert "De kernboodschap is leeg" in page
    assert "1 punt om op te letten" in detail


@pytest.mark.parametrize(("reader", "slug"), [("ab", "bergeijk"), ("raad", "best"), ("niemand", "bergeijk")])
def test_unknown_reader_is_not_found(client, reporter, report, reader, slug):
    client.force_login(reporter)

    answer = client.get(reverse("reports:council_preview_page", args=[report.uuid, reader, slug]))

    assert answer.status_code == 404
