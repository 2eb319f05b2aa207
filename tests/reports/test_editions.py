"""Editions of frozen reports: whole sets, reuse, cancel and retry, release, sending, withdrawal, archive."""

import datetime
import hashlib
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brainport_portal.core.dates import today
from governance.permissions import Actor
from partners.models import Municipality
from tests import makers
from workagenda.models import Action, ReleasedState
from workagenda.reports import domain, rendering, tasks
from workagenda.reports.choices import Audience, Section
from workagenda.reports.models import Edition, MunicipalNote, Report

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AB = Audience.GENERAL_BOARD
COUNCIL = Audience.COUNCIL


@pytest.fixture(autouse=True)
def _quick(quick_pdf):
    """Rendering itself is tested in test_rendering."""


@pytest.fixture
def mre(db):
    """The region of the MRE with two municipalities, and one in Flanders."""
    region = makers.make_region("brainportregio")
    for slug in ("asten", "someren"):
        makers.make_municipality(slug=slug, name=slug.title(), region=region)
    makers.make_municipality(slug="lommel", name="Lommel", country="BE")
    return region


@pytest.fixture
def frozen(action, official, coordinator, reporter, mre):
    """A frozen report on one action that is on track."""
    makers.make_approved(action, official, coordinator, done="Zo staat het.", rating="on_track")
    return makers.make_report(reporter, "frozen")


@pytest.fixture
def by(reporter) -> Actor:
    return makers.actor(reporter)


@pytest.fixture
def jobs(django_capture_on_commit_callbacks):
    """Does something, and returns the editions that the task worker was then asked for."""

    def ask(verb, *args, **options):
        before = len(queued_jobs())
        with django_capture_on_commit_callbacks(execute=True):
            verb(*args, **options)
        return [job.args[0] for job in queued_jobs()[before:]]

    return ask


def queued_jobs():
    return [job for job in tasks.render_edition.get_backend().results if job.task == tasks.render_edition]


def render_all(report) -> None:
    for edition in report.editions.all():
        rendering.render(edition.pk)


def slugs(editions) -> list[str]:
    return [edition.municipality.slug for edition in editions.in_order()]


def states(report) -> list[str]:
    return [edition.state for edition in report.editions.in_order()]


def corrected(report, by, **section_texts) -> Report:
    """A frozen correction of `report`; `section_texts` are what it says anew."""
    correction = domain.correct_report(report, by=by, reason="Een getal klopte niet.")
    for section, text in section_texts.items():
        domain.write_section(correction, Section(section), by=by, text=text)
    for status in ("partner_check", "agreed"):
        domain.move_report(correction, status, by=by)
    return domain.freeze(Report.objects.get(pk=correction.pk), by=by)


# Whole sets


def test_one_click_asks_for_the_municipalities_of_the_mre(frozen, by, jobs):
    asked = jobs(domain.queue_council_set, frozen, by=by)

    assert slugs(frozen.editions) == ["asten", "someren"]
    assert asked == [edition.pk for edition in frozen.editions.order_by("pk")]
    assert states(frozen) == ["queued", "queued"]


def test_reference_data_has_the_21_municipalities_of_the_mre():
    rows = json.loads((settings.BASE_DIR / "fixtures/reference/04-municipalities.json").read_text())

    regions = [row["fields"]["region"] for row in rows if row["model"] == "partners.municipality"]

    assert regions.count([domain.MRE_REGION]) == 21


def test_second_click_asks_for_nothing(frozen, by, jobs):
    jobs(domain.queue_council_set, frozen, by=by)

    assert jobs(domain.queue_council_set, frozen, by=by) == []
    assert frozen.editions.count() == 2


def test_other_municipality_is_made_by_request(frozen, by):
    lommel = Municipality.objects.get(slug="lommel")

    edition = domain.queue_edition(frozen, COUNCIL, by=by, municipality=lommel)

    assert (edition.state, edition.title) == ("queued", "Lommel")


def test_municipality_that_the_report_does_not_know_is_refused(frozen, by):
    unknown = makers.make_municipality()

    with pytest.raises(domain.WrongStep):
        domain.queue_edition(frozen, COUNCIL, by=by, municipality=unknown)

    assert not Edition.objects.exists()


@pytest.mark.parametrize("audience", [Audience.PC_BLOCK, Audience.COVER_NOTE, Audience.PARTNER_BOARD])
def test_audience_without_a_pdf_is_refused(audience, frozen, by):
    with pytest.raises(domain.WrongStep):
        domain.queue_edition(frozen, audience, by=by)


def test_every_edition_of_a_set_says_its_municipality_in_its_name(frozen, by):
    domain.queue_council_set(frozen, by=by)
    render_all(frozen)

    day = frozen.round.reference_date.isoformat()
    names = [edition.file.name.split("/")[-1] for edition in frozen.editions.in_order()]
    assert names == [
        f"voortgangsrapportage-BLK-{day[:4]}-1-v1.0-raad-{slug}-{day}.pdf" for slug in ("asten", "someren")
    ]


# Cancel and try again


def test_cancelling_takes_back_what_is_queued_and_nothing_else(frozen, by):
    domain.queue_council_set(frozen, by=by)
    Edition.objects.filter(municipality__slug="asten").update(state="rendering")

    count = domain.cancel_editions(frozen, by=by)

    assert (count, states(frozen)) == (1, ["rendering", "cancelled"])


def test_job_of_a_cancelled_edition_makes_nothing(frozen, by):
    domain.queue_council_set(frozen, by=by)
    domain.cancel_editions(frozen, by=by)

    render_all(frozen)

    assert states(frozen) == ["cancelled", "cancelled"]


def test_failed_and_cancelled_editions_are_tried_again_together(frozen, by, jobs):
    domain.queue_council_set(frozen, by=by)
    domain.queue_edition(frozen, AB, by=by)
    render_all(frozen)
    Edition.objects.filter(municipality__slug="asten").update(state="failed", problem="Mislukt.", file="")
    Edition.objects.filter(municipality__slug="someren").update(state="cancelled", file="")

    asked = jobs(domain.retry_editions, frozen, by=by)
    render_all(frozen)

    assert len(asked) == 2
    assert states(frozen) == ["ready", "ready", "ready"]
    assert set(frozen.editions.values_list("problem", flat=True)) == {""}


@pytest.mark.parametrize(("minutes", "is_late"), [(1, False), (6, True)])
def test_edition_of_a_killed_worker_can_be_tried_again(minutes, is_late, frozen, by, jobs):
    edition = domain.queue_edition(frozen, AB, by=by)
    began = timezone.now() - datetime.timedelta(minutes=minutes)
    Edition.objects.update(state="rendering", started_at=began)

    asked = jobs(domain.queue_edition, frozen, AB, by=by)

    edition.refresh_from_db()
    assert (asked, edition.state) == (([edition.pk], "queued") if is_late else ([], "rendering"))


def test_time_in_the_queue_is_no_time_of_making(frozen, by):
    """The last of a long set waits longer than any document may take."""
    edition = domain.queue_edition(frozen, AB, by=by)
    long_ago = timezone.now() - datetime.timedelta(minutes=9)
    Edition.objects.update(state="rendering", queued_at=long_ago, started_at=timezone.now())

    edition.refresh_from_db()

    assert not edition.may_be_tried_again


def test_worker_that_comes_back_late_changes_nothing(frozen, by, monkeypatch):
    """It took so long that somebody asked again, and that try is being made by another worker."""
    edition = domain.queue_edition(frozen, AB, by=by)
    other = timezone.now() + datetime.timedelta(minutes=6)
    make = rendering.render_content

    def slow(*args):
        Edition.objects.update(state="rendering", started_at=other)
        return make(*args)

    monkeypatch.setattr(rendering, "render_content", slow)

    assert rendering.render(edition.pk) == "rendering"
    edition.refresh_from_db()
    assert (edition.started_at, edition.file.name) == (other, "")


# Corrections and reuse


def test_correction_starts_with_the_texts_notes_and_decisions(mobility, official, coordinator, by, mre):
    edited, omitted, plain = (makers.make_action(mobility) for _ in range(3))
    report = makers.make_report(by.person, "agreed")
    domain.edit_line(report, edited, by=by, editorial_text="Voor dit bestuur.")
    domain.omit_action(report, omitted, by=by, reason="Nog niet.")
    domain.write_section(report, Section.SUMMARY, by=by, text="De kern.")
    asten = Municipality.objects.get(slug="asten")
    MunicipalNote.objects.create(report=report, municipality=asten, text="Voor Asten.")
    report = domain.freeze(report, by=by)

    correction = domain.correct_report(report, by=by, reason="Een getal klopte niet.")

    assert (correction.version, correction.corrects, correction.status) == ("1.1", report, "draft")
    assert list(correction.texts.values_list("section", "text")) == [("summary", "De kern.")]
    assert [note.text for note in correction.municipal_notes.all()] == ["Voor Asten."]
    lines = correction.lines.values_list("action", "editorial_text", "omission_reason", "confirmation")
    assert set(lines) == {
        (edited.pk, "Voor dit bestuur.", "", ""),
        (omitted.pk, "", "Nog niet.", "omitted"),
    }
    assert plain.pk not in correction.lines.values_list("action", flat=True)


def test_report_has_one_correction_at_a_time_and_of_its_last_version(frozen, by):
    correction = domain.correct_report(frozen, by=by, reason="Een getal klopte niet.")

    for report in (frozen, correction):
        with pytest.raises(domain.WrongStep):
            domain.correct_report(report, by=by, reason="Nog een.")

    assert Report.objects.count() == 2


def test_correction_of_a_correction_counts_on(frozen, by):
    second = domain.correct_report(corrected(frozen, by), by=by, reason="Nog een.")

    assert second.version == "1.2"


def test_correction_needs_a_reason(frozen, by):
    with pytest.raises(ValidationError):
        domain.correct_report(frozen, by=by, reason="  ")

    assert Report.objects.count() == 1


def test_unrelated_second_report_on_a_round_is_still_refused(frozen, by):
    domain.correct_report(frozen, by=by, reason="Een getal klopte niet.")

    with pytest.raises(domain.WrongStep):
        domain.start_report(frozen.round, by=by)


def test_corrected_report_does_not_change(frozen, by):
    before = Report.objects.values().get()

    corrected(frozen, by, summary="Anders.")

    assert Report.objects.values().get(pk=frozen.pk) == before


def test_set_that_says_the_same_is_not_made_again(frozen, by, jobs):
    domain.queue_council_set(frozen, by=by)
    render_all(frozen)
    correction = corrected(frozen, by)

    asked = jobs(domain.queue_council_set, correction, by=by)

    assert asked == []
    files = [list(report.editions.in_order().values_list("file")) for report in (frozen, correction)]
    assert files[0] == files[1]
    assert set(correction.editions.values_list("state", "released_on")) == {("ready", None)}


def test_page_of_an_edition_that_was_taken_over_says_what_its_file_says(client, frozen, by):
    domain.queue_council_set(frozen, by=by)
    render_all(frozen)
    correction = corrected(frozen, by)
    domain.queue_council_set(correction, by=by)
    client.force_login(by.person)

    page = client.get(correction.editions.in_order().first().get_absolute_url()).content.decode()

    assert "versie 1.0, vastgelegd op" in page
    assert "versie 1.1, vastgelegd op" not in page
    assert "in versie 1.1 van de rapportage is deze editie gelijk aan die van versie 1.0" in page


def test_of_88_editions_only_the_one_that_changed_is_made_again(action, by, mre, jobs):
    for _ in range(86):
        makers.make_municipality(region=mre)
    report = makers.make_report(by.person, "frozen")
    first = jobs(domain.queue_council_set, report, by=by)
    render_all(report)
    correction = domain.correct_report(report, by=by, reason="Een gemeente miste haar tekst.")
    someren = Municipality.objects.get(slug="someren")
    MunicipalNote.objects.create(report=correction, municipality=someren, text="Voor Someren.")
    for status in ("partner_check", "agreed"):
        domain.move_report(correction, status, by=by)
    correction = domain.freeze(Report.objects.get(pk=correction.pk), by=by)

    again = jobs(domain.queue_council_set, correction, by=by)

    assert len(first) == 88
    assert again == [correction.editions.get(municipality=someren).pk]
    assert correction.editions.ready().count() == 87


def test_edition_that_never_came_is_not_reused(frozen, by, jobs):
    domain.queue_council_set(frozen, by=by)
    correction = corrected(frozen, by)

    assert len(jobs(domain.queue_council_set, correction, by=by)) == 2


def test_old_version_is_not_released_once_it_was_corrected(frozen, by):
    edition = makers.make_edition(frozen, by.person)
    corrected(frozen, by)

    with pytest.raises(domain.WrongStep):
        domain.release_edition(edition, by=by)

    assert not Edition.objects.released().exists()


def test_visitors_read_on_the_old_version_that_it_was_corrected(frozen, by):
    makers.make_edition(frozen, by.person, is_released=True)
    correction = corrected(frozen, by, summary="Anders.")
    before = Client().get(frozen.get_absolute_url()).content.decode()
    makers.make_edition(correction, by.person, is_released=True)

    after = Client().get(frozen.get_absolute_url())

    assert "verbeterd door versie 1.1" not in before
    assert after.status_code == 200
    assert "verbeterd door versie 1.1" in after.content.decode()
    assert "Een getal klopte niet." in after.content.decode()


# Release and sending


def test_release_of_the_set_takes_what_is_ready(frozen, action, by):
    domain.queue_council_set(frozen, by=by)
    rendering.render(frozen.editions.get(municipality__slug="asten").pk)

    count = domain.release_council_set(frozen, by=by)

    assert (count, slugs(frozen.editions.released())) == (1, ["asten"])
    assert ReleasedState.objects.get().action == action


def test_sending_is_noted_after_the_release(frozen, by):
    edition = makers.make_edition(frozen, by.person, is_released=True)

    domain.note_sending(edition, by=by, on=today())

    assert Edition.objects.get().sent_on == today()


@pytest.mark.parametrize("days", [-1, 1])
def test_sending_is_neither_before_the_release_nor_in_the_future(days, frozen, by):
    edition = makers.make_edition(frozen, by.person, is_released=True)

    with pytest.raises(ValidationError):
        domain.note_sending(edition, by=by, on=today() + datetime.timedelta(days=days))

    assert Edition.objects.get().sent_on is None


def test_waiting_edition_is_neither_sent_nor_withdrawn(frozen, by):
    edition = makers.make_edition(frozen, by.person)

    with pytest.raises(domain.WrongStep):
        domain.note_sending(edition, by=by, on=today())
    with pytest.raises(domain.WrongStep):
        domain.withdraw_edition(edition, by=by, reason="Fout.")


@pytest.mark.parametrize("field", ["sent_on", "withdrawn_on"])
def test_database_refuses_to_send_or_withdraw_what_is_not_released(field, frozen, by):
    makers.make_edition(frozen, by.person)

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(withdrawal_reason="Fout.", **{field: today()})


# Withdrawal


def addresses(edition) -> list[str]:
    names = {"uuid": edition.report.uuid, "edition": edition.uuid}
    return [reverse(f"reports:{name}", kwargs=names) for name in ("edition_pdf", "edition_page")]


def withdrawn(report, by) -> Edition:
    edition = makers.make_edition(report, by.person, is_released=True)
    return domain.withdraw_edition(edition, by=by, reason="Een fout in de cijfers.")


def test_withdrawal_needs_a_reason_and_happens_once(frozen, by):
    edition = makers.make_edition(frozen, by.person, is_released=True)
    with pytest.raises(ValidationError):
        domain.withdraw_edition(edition, by=by, reason=" ")
    domain.withdraw_edition(edition, by=by, reason="Een fout in de cijfers.")
    with pytest.raises(domain.WrongStep):
        domain.withdraw_edition(edition, by=by, reason="Nog eens.")

    assert Edition.objects.get().withdrawal_reason == "Een fout in de cijfers."


def test_addresses_of_a_withdrawn_edition_answer_410_with_the_reason(frozen, by):
    edition = withdrawn(frozen, by)

    for address in addresses(edition):
        answer = Client().get(address)
        assert answer.status_code == 410
        assert "Een fout in de cijfers." in answer.content.decode()
        assert "Zo staat het." not in answer.content.decode()


def test_withdrawn_edition_points_to_what_replaces_it(frozen, by):
    edition = withdrawn(frozen, by)
    new = makers.make_edition(corrected(frozen, by, summary="Anders."), by.person)
    before = Client().get(addresses(edition)[0]).content.decode()
    domain.release_edition(new, by=by)

    after = Client().get(addresses(edition)[0]).content.decode()

    assert new.get_absolute_url() not in before
    assert new.get_absolute_url() in after


def test_report_with_nothing_but_withdrawn_editions_is_out_of_sight(frozen, by):
    withdrawn(frozen, by)

    assert Client().get(frozen.get_absolute_url()).status_code == 404
    assert str(frozen.uuid) not in Client().get(reverse("reports:report_list")).content.decode()


def test_archive_keeps_a_withdrawn_edition_as_withdrawn(frozen, by):
    edition = withdrawn(frozen, by)

    page = Client().get(reverse("reports:archive")).content.decode()

    assert "ingetrokken op" in page
    assert "Een fout in de cijfers." in page
    assert addresses(edition)[0] not in page


def test_archive_holds_nothing_that_was_not_released(frozen, by):
    makers.make_edition(frozen, by.person)
    answer = Client().get(reverse("reports:archive"))

    assert (answer.status_code, frozen.round.name in answer.content.decode()) == (200, False)


def shown(action) -> str:
    return Action.objects.with_state_for(Actor()).get(pk=action.pk).shown_rating


def test_withdrawing_the_last_edition_takes_back_what_visitors_saw(frozen, action, by):
    withdrawn(frozen, by)

    assert (shown(action), ReleasedState.objects.count()) == ("not_rated", 0)


def test_withdrawing_one_of_two_editions_leaves_what_visitors_see(frozen, action, by):
    domain.queue_council_set(frozen, by=by)
    render_all(frozen)
    domain.release_council_set(frozen, by=by)

    domain.withdraw_edition(frozen.editions.first(), by=by, reason="Een fout.")

    assert shown(action) == "on_track"


def test_withdrawing_brings_back_what_the_report_before_said(action, official, coordinator, by, mre):
    def day(offset):
        return today() + datetime.timedelta(days=offset)

    def report_as_of(offset):
        return makers.make_report(
            by.person, "frozen", opens_on=day(offset - 20), reference_date=day(offset), closes_on=day(offset)
        )

    makers.make_approved(action, official, coordinator, as_of=day(-70), done="Nooit vrijgegeven.")
    report_as_of(-65)
    makers.make_approved(action, official, coordinator, as_of=day(-50), done="Ouder.")
    makers.make_edition(report_as_of(-40), by.person, is_released=True)
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Nieuwer.")
    newer = makers.make_edition(report_as_of(-10), by.person, is_released=True)
    before = ReleasedState.objects.get().done

    domain.withdraw_edition(newer, by=by, reason="Een fout.")

    assert (before, ReleasedState.objects.get().done) == ("Nieuwer.", "Ouder.")


# Archive copies and zip


def test_archive_copy_is_made_of_what_was_released(frozen, by, django_capture_on_commit_callbacks):
    edition = makers.make_edition(frozen, by.person)
    waiting = rendering.render_archive(edition.pk)
    with django_capture_on_commit_callbacks(execute=True):
        domain.release_edition(edition, by=by)
    job = tasks.make_archive_copy.get_backend().results[-1]

    name = job.task.func(*job.args)

    edition.refresh_from_db()
    assert (waiting, job.task) == ("", tasks.make_archive_copy)
    assert name == edition.archive_file.name
    assert name.endswith(".archief.pdf")
    with edition.archive_file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == edition.archive_sha256 != edition.sha256


def test_reused_edition_brings_its_archive_copy(frozen, by):
    edition = makers.make_edition(frozen, by.person, is_released=True)
    rendering.render_archive(edition.pk)
    edition.refresh_from_db()

    again = domain.queue_edition(corrected(frozen, by), AB, by=by)

    assert (again.archive_file.name, again.archive_sha256) == (
        edition.archive_file.name,
        edition.archive_sha256,
    )


def zipped(report, client) -> bytes:
    answer = client.get(reverse("reports:council_zip", kwargs={"uuid": report.uuid}))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    return b"".join(answer.streaming_content)


def test_zip_holds_every_council_edition_and_is_the_same_every_time(frozen, by, client):
    client.force_login(by.person, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    domain.queue_council_set(frozen, by=by)
    domain.queue_edition(frozen, AB, by=by)
    render_all(frozen)

    data = zipped(frozen, client)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        hashes = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    council = frozen.editions.council().in_order()
    assert hashes == {edition.file.name.split("/")[-1]: edition.sha256 for edition in council}
    assert list(hashes) == sorted(hashes)
    assert zipped(frozen, client) == data


# The page


def block(report, client) -> str:
    return client.get(reverse("reports:edition_list", kwargs={"uuid": report.uuid})).content.decode()


def test_page_tells_how_far_a_set_is_and_asks_again_while_it_is_busy(frozen, by, client):
    client.force_login(by.person, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    domain.queue_council_set(frozen, by=by)
    rendering.render(frozen.editions.get(municipality__slug="asten").pk)
    busy = block(frozen, client)
    domain.cancel_editions(frozen, by=by)

    done = block(frozen, client)

    assert "1 van de 2 klaar" in busy
    assert "every 2s" in busy
    assert "1 van de 2 klaar, 1 afgebroken" in done
    assert "every 2s" not in done


@pytest.mark.parametrize("address", ["edition_list", "report_detail"])
def test_page_asks_as_much_for_1_edition_as_for_88(address, action, by, mre, client):
    client.force_login(by.person, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    for _ in range(86):
        makers.make_municipality(region=mre)
    report = makers.make_report(by.person, "frozen")
    url = reverse(f"reports:{address}", kwargs={"uuid": report.uuid})
    client.get(url)  # what is asked once a session
    counts = []
    for chosen in (["asten"], ["someren"], None):
        municipalities = chosen and Municipality.objects.filter(slug__in=chosen)
        domain.queue_council_set(report, by=by, municipalities=municipalities)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))

    assert report.editions.count() == 88
    assert len(set(counts)) == 1


def test_archive_asks_as_much_for_1_edition_as_for_3(frozen, by, client):
    client.force_login(by.person, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    makers.make_edition(frozen, by.person, is_released=True)
    client.get(reverse("reports:archive"))  # what is asked once a session
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("reports:archive"))
    domain.queue_council_set(frozen, by=by)
    render_all(frozen)
    domain.release_council_set(frozen, by=by)

    with CaptureQueriesContext(connection) as three:
        client.get(reverse("reports:archive"))

    assert len(one) == len(three)
