"""Municipal notes: writing and checking them, their pages, and the page of an edition."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from tests import makers
from tests.html_reading import read_page
from workagenda.reports import domain, rendering
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import Audience
from workagenda.reports.models import MunicipalNote
from workagenda.reports.written import digest_of, stored_note

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


@pytest.fixture
def report(reporter):
    return makers.make_report(reporter, opens_on=day(-60), reference_date=day(-10))


@pytest.fixture
def bergeijk(db):
    return makers.make_municipality(slug="bergeijk", name="Bergeijk")


def write(report, municipality, by, text="Er komt een bus.", **fields):
    seen = digest_of(stored_note(report, municipality))
    fields = {"author_function": "beleidsadviseur", "seen": seen, **fields}
    domain.write_note(report, municipality, by=makers.actor(by), text=text, **fields)


def told(report, municipality):
    return build_content(report).municipality(municipality.slug)


def test_note_is_in_the_content_for_its_municipality(report, bergeijk, reporter):
    best = makers.make_municipality(slug="best", name="Best")

    write(report, bergeijk, reporter, checked_on=day(-1))

    content = told(report, bergeijk)
    assert (content.note, content.note_author) == ("Er komt een bus.", "beleidsadviseur")
    assert content.note_checked_on == day(-1).isoformat()
    assert told(report, best).note == ""


def test_actions_and_connections_touch_a_municipality(report, bergeijk, mobility):
    makers.make_action(mobility, code="MO-01").municipalities.add(bergeijk)
    crossing = makers.make_action(mobility, code="MO-02")
    hidden = makers.make_action(mobility, code="MO-03", visibility="partners")
    place = bergeijk.places.create(slug="b", name="Bergeijk", country="NL", latitude="51.3", longitude="5.4")
    for action in (hidden, crossing):
        action.connections.create(slug=action.code, name=action.code, from_place=place, mode="bus")

    content = told(report, bergeijk)

    assert (content.actions, content.connections) == (("MO-01", "MO-02"), (1,))


def test_representation_is_a_function_without_a_name(report, bergeijk, mobility):
    contact = makers.make_contact(municipality=bergeijk, function="beleidsadviseur", name="Jan Janssen")
    for since, until in ((makers.LONG_AGO, None), (makers.LONG_AGO, day(-200))):
        makers.give_seat(mobility, contact=contact, role="member", since=since, until=until, by=None)

    (seat,) = told(report, bergeijk).seats

    assert (seat.body, seat.role, seat.function) == ("Werkgroep Mobiliteit", "lid", "beleidsadviseur")


def test_other_words_need_a_new_check(report, bergeijk, reporter):
    write(report, bergeijk, reporter, checked_on=day(-3))
    write(report, bergeijk, reporter, text="Er komt geen bus.", checked_on=day(-3))

    assert told(report, bergeijk).note_checked_on == ""

    domain.check_note(report, bergeijk, by=makers.actor(reporter), on=day(-1))

    assert told(report, bergeijk).note_checked_on == day(-1).isoformat()


def test_without_text_there_is_no_note(report, bergeijk, reporter):
    write(report, bergeijk, reporter)
    write(report, bergeijk, reporter, text="  ")

    assert not MunicipalNote.objects.exists()
    with pytest.raises(domain.WrongStep):
        domain.check_note(report, bergeijk, by=makers.actor(reporter), on=day(-1))


def test_check_in_the_future_is_refused(report, bergeijk, reporter):
    with pytest.raises(ValidationError):
        write(report, bergeijk, reporter, checked_on=day(1))


def test_stale_note_is_refused_and_shown(report, bergeijk, reporter):
    seen = digest_of(stored_note(report, bergeijk))
    write(report, bergeijk, reporter)

    with pytest.raises(domain.StaleTexts) as stale:
        write(report, bergeijk, reporter, text="Anders.", seen=seen)

    assert stale.value.stored["text"] == "Er komt een bus."


@pytest.mark.parametrize("persona", ["coordinator", "director", "outsider"])
def test_only_the_reporting_coordinator_writes(persona, report, bergeijk, request):
    with pytest.raises(Refused):
        write(report, bergeijk, request.getfixturevalue(persona))


def test_frozen_report_takes_no_note(reporter, bergeijk):
    report = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-10))

    with pytest.raises(domain.WrongStep):
        write(report, bergeijk, reporter)


# By contacts of the municipality itself


@pytest.fixture
def spokesman(housing, bergeijk):
    """A participant who speaks for Bergeijk."""
    user = makers.make_user()
    contact = makers.make_contact(user, municipality=bergeijk, function="adviseur grenszaken")
    makers.give_seat(housing, contact=contact, role="member", since=makers.LONG_AGO, by=None)
    return user


@pytest.fixture
def own_page(client, spokesman, report):
    client.force_login(spokesman, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return f"/rapportages/{report.uuid}/gemeenten/bergeijk/"


def test_contact_writes_and_checks_for_their_own_municipality(report, bergeijk, spokesman):
    write(report, bergeijk, spokesman, checked_on=day(0))
    write(report, bergeijk, spokesman, text="Er komt geen bus.", checked_on=day(0))

    content = told(report, bergeijk)
    assert (content.note, content.note_checked_on) == ("Er komt geen bus.", day(0).isoformat())


def test_contact_writes_for_no_other_municipality(report, spokesman):
    with pytest.raises(Refused):
        write(report, makers.make_municipality(slug="best", name="Best"), spokesman)


def test_contact_without_a_seat_writes_nothing(report, bergeijk, spokesman):
    spokesman.contact.seats.update(until=day(-1))

    with pytest.raises(Refused):
        write(report, bergeijk, spokesman)


@pytest.mark.parametrize(
    ("status", "may_write"), [("draft", True), ("partner_check", True), ("agreed", False), ("frozen", False)]
)
def test_contact_writes_until_the_report_is_agreed(
    status, may_write, client, reporter, bergeijk, spokesman, own_page
):
    report = makers.make_report(reporter, status, opens_on=day(-60), reference_date=day(-10))
    url = f"/rapportages/{report.uuid}/gemeenten/bergeijk/"
    seen = digest_of(stored_note(report, bergeijk))

    answer = client.post(url, {"text": "Er komt een bus.", "seen": seen})

    assert answer.status_code == (302 if may_write else 409)
    assert MunicipalNote.objects.filter(report=report).exists() == may_write
    assert may_write or "Er komt een bus." in answer.content.decode()
    assert ("<textarea" in client.get(url).content.decode()) == may_write


def test_contact_finds_the_text_and_sees_nothing_else_of_the_report(
    client, own_page, report, bergeijk, mobility, spokesman
):
    makers.make_action(mobility, code="MO-01", title="Bus over de grens").municipalities.add(bergeijk)
    makers.make_action(mobility, code="MO-02", title="Iets anders")

    listed = client.get("/rapportages/").content.decode()
    text = client.get(own_page).content.decode()

    assert own_page in listed
    assert "nog niet geschreven" in listed
    assert f'href="/rapportages/{report.uuid}/"' not in listed + text
    assert "Bus over de grens" in text
    assert "Iets anders" not in text
    assert read_page(text).form_with("seen").fields["author_function"] == "adviseur grenszaken"
    assert client.get(f"/rapportages/{report.uuid}/").status_code == 404
    assert client.get(f"/rapportages/{report.uuid}/gemeenten/").status_code == 404


def test_others_do_not_find_the_text(client, report, bergeijk, outsider):
    client.force_login(outsider, backend="brainport_portal.core.auth.ExpiringAccountBackend")

    assert "Uw gemeente" not in client.get("/rapportages/").content.decode()
    assert client.get(f"/rapportages/{report.uuid}/gemeenten/bergeijk/").status_code == 404


# Pages


@pytest.fixture
def page(client, reporter):
    client.force_login(reporter, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def test_list_tells_which_municipalities_have_no_note(page, report, bergeijk, mobility):
    makers.make_action(mobility, code="MO-01").municipalities.add(bergeijk)

    text = " ".join(
        read_page(page.get(f"/rapportages/{report.uuid}/gemeenten/").content.decode()).text.split()
    )

    assert "Voor 1 gemeente met acties of verbindingen is er nog geen tekst." in text
    assert "Bergeijk regio MO-01 0 nog geen tekst" in text


def test_list_asks_as_often_for_three_municipalities_as_for_one(
    page, report, bergeijk, django_assert_num_queries, django_assert_max_num_queries
):
    url = f"/rapportages/{report.uuid}/gemeenten/"
    page.get(url)
    with django_assert_max_num_queries(60) as asked:
        page.get(url)
    makers.make_municipality()
    makers.make_municipality()

    with django_assert_num_queries(len(asked)):
        page.get(url)


def test_note_is_saved_from_its_page(page, report, bergeijk):
    url = f"/rapportages/{report.uuid}/gemeenten/bergeijk/"
    form = read_page(page.get(url).content.decode()).form_with("seen")

    answer = page.post(url, {**form.fields, "text": "Er komt een bus.", "checked_on": day(-1).isoformat()})

    assert (answer.status_code, answer["Location"]) == (302, f"/rapportages/{report.uuid}/gemeenten/")
    assert told(report, bergeijk).note_checked_on == day(-1).isoformat()


def test_stale_form_keeps_what_was_typed(page, report, bergeijk, reporter):
    url = f"/rapportages/{report.uuid}/gemeenten/bergeijk/"
    form = read_page(page.get(url).content.decode()).form_with("seen")
    write(report, bergeijk, reporter)

    answer = page.post(url, {**form.fields, "text": "Er komt een trein."})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Er komt een trein." in text
    assert "Er komt een bus." in text
    again = page.post(url, {**read_page(text).form_with("seen").fields, "text": "Er komt een trein."})
    assert again.status_code == 302
    assert told(report, bergeijk).note == "Er komt een trein."


def test_day_to_come_is_said_and_the_text_stays(page, report, bergeijk):
    url = f"/rapportages/{report.uuid}/gemeenten/bergeijk/"
    form = read_page(page.get(url).content.decode()).form_with("seen")

    answer = page.post(url, {**form.fields, "text": "Er komt een bus.", "checked_on": day(2).isoformat()})

    assert answer.status_code == 422
    assert "Deze dag is nog niet geweest." in answer.content.decode()
    assert "Er komt een bus." in answer.content.decode()


# An edition as a page


def council_edition(reporter, municipality, *, is_released):
    report = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-10))
    by = makers.actor(reporter)
    edition = domain.queue_edition(report, Audience.COUNCIL, by=by, municipality=municipality)
    rendering.render(edition.pk)
    edition.refresh_from_db()
    return domain.release_edition(edition, by=by) if is_released else edition


def test_released_council_edition_is_a_page_for_everyone(client, reporter, bergeijk, quick_pdf):
    edition = council_edition(reporter, bergeijk, is_released=True)

    answer = client.get(edition.get_absolute_url())

    page = read_page(answer.content.decode())
    headings = [attributes for name, attributes in page.elements if name == "h1"]
    pdf = reverse("reports:edition_pdf", args=[edition.report.uuid, edition.uuid])
    assert answer.status_code == 200
    assert len(headings) == 1
    assert "Voortgang samenwerking met de Vlaamse grensregio’s – gemeente Bergeijk" in page.text
    assert "geen acties die specifiek Bergeijk betreffen." in page.text
    assert pdf in [attributes.get("href") for name, attributes in page.elements if name == "a"]
    assert not [attributes for _name, attributes in page.elements if "style" in attributes]


def test_page_of_an_edition_waits_for_its_release(client, page, reporter, bergeijk, quick_pdf):
    edition = council_edition(reporter, bergeijk, is_released=False)
    url = edition.get_absolute_url()

    assert page.get(url).status_code == 200
    page.logout()
    assert page.get(url).status_code == 404


def test_page_of_an_edition_that_is_not_ready_does_not_exist(page, reporter, bergeijk):
    report = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-10))
    edition = domain.queue_edition(report, Audience.COUNCIL, by=makers.actor(reporter), municipality=bergeijk)

    assert page.get(edition.get_absolute_url()).status_code == 404
