"""The verbs on rounds, reports and editions: who may, in which order, and what stays as it is for good."""

import datetime
import hashlib
import inspect
import json
import logging
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from brainport_portal.core.dates import today
from brainport_portal.core.gates import Refused
from charter.models import Goal
from governance.models import Body
from partners.models import Municipality
from tests import makers
from tests.reports import samples
from workagenda import domain as verbs
from workagenda.models import Action, ProgressUpdate, ReleasedState, ReportingRound
from workagenda.reports import domain, rendering, tasks
from workagenda.reports.assemble import build_content
from workagenda.reports.choices import NEXT_STATUS, Audience, ReportStatus, Section
from workagenda.reports.content_json import content_hash, from_json, to_json
from workagenda.reports.models import (
    Edition,
    MunicipalNote,
    PartnerRemark,
    Report,
    ReportLine,
    ReportText,
)
from workagenda.reports.written import digest_of, stored_answer, stored_line, stored_note, stored_sections

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AB = Audience.GENERAL_BOARD


def day(offset: int) -> datetime.date:
    return today() + datetime.timedelta(days=offset)


def round_fields(**fields):
    dates = {"opens_on": day(0), "reference_date": day(30), "closes_on": day(30), "dates_confirmed": False}
    return {"name": "Najaar", "agendas": [makers.make_agenda()], **dates, **fields}


# Rounds and steps


def test_round_goes_from_planned_to_open_to_closed(reporter):
    by = makers.actor(reporter)
    round_ = domain.plan_round(by=by, fields=round_fields())
    states = [
        round_.status,
        domain.open_round(round_, by=by).status,
        domain.close_round(round_, by=by).status,
    ]

    assert states == ["planned", "open", "closed"]
    assert list(round_.agendas.all()) == [makers.make_agenda()]


@pytest.mark.parametrize(
    ("verb", "status"), [("open_round", "open"), ("open_round", "closed"), ("close_round", "planned")]
)
def test_round_takes_no_other_step(verb, status, reporter):
    round_ = makers.make_round(status=status)

    with pytest.raises(domain.WrongStep):
        getattr(domain, verb)(round_, by=makers.actor(reporter))

    assert ReportingRound.objects.get().status == status


@pytest.mark.parametrize("wrong", ["reference_date", "closes_on"])
def test_round_that_ends_before_it_opens_is_refused(wrong, reporter):
    with pytest.raises(ValidationError):
        domain.plan_round(by=makers.actor(reporter), fields=round_fields(**{wrong: day(-1)}))

    assert ReportingRound.objects.count() == 0


def test_closed_round_locks_nothing(action, official, coordinator, reporter):
    report = makers.make_report(reporter)
    domain.close_round(report.round, by=makers.actor(reporter))

    makers.make_approved(action, official, coordinator, done="Na sluiting.")

    assert build_content(report).lines[0].done == "Na sluiting."


def test_second_report_on_a_round_is_refused(reporter):
    report = makers.make_report(reporter)

    with pytest.raises(domain.WrongStep):
        domain.start_report(report.round, by=makers.actor(reporter))

    assert Report.objects.count() == 1


@pytest.mark.parametrize("start", [ReportStatus.DRAFT, ReportStatus.PARTNER_CHECK, ReportStatus.AGREED])
@pytest.mark.parametrize("status", list(ReportStatus))
def test_report_moves_one_step_at_a_time(start, status, reporter):
    report = makers.make_report(reporter, start)
    if status in NEXT_STATUS[start] and status != ReportStatus.FROZEN:
        assert domain.move_report(report, status, by=makers.actor(reporter)).status == status
        return

    with pytest.raises(domain.WrongStep):
        domain.move_report(report, status, by=makers.actor(reporter))

    assert Report.objects.get().status == start


def test_report_can_go_back_before_the_freeze():
    assert {
        "draft": {"partner_check"},
        "partner_check": {"draft", "agreed"},
        "agreed": {"partner_check", "frozen"},
        "frozen": frozenset(),
    } == NEXT_STATUS


# Freeze


@pytest.mark.parametrize("status", ["draft", "partner_check"])
def test_only_an_agreed_report_is_frozen(status, reporter):
    report = makers.make_report(reporter, status)

    with pytest.raises(domain.WrongStep):
        domain.freeze(report, by=makers.actor(reporter))

    report.refresh_from_db()
    assert (report.status, report.content, report.content_sha256) == (status, None, "")


def test_freeze_stores_the_content_with_its_hash_and_who_did_it(action, official, coordinator, reporter):
    makers.make_approved(action, official, coordinator)
    report = makers.make_report(reporter, "agreed")
    live = build_content(report)

    domain.freeze(report, by=makers.actor(reporter))

    report.refresh_from_db()
    assert from_json(report.content) == replace(live, frozen_on=today().isoformat())
    assert report.content_sha256 == content_hash(report.content)
    assert (report.status, report.frozen_by) == ("frozen", reporter)


def test_freeze_completes_the_lines_in_their_order(mobility, official, coordinator, reporter):
    told, silent, omitted = (makers.make_action(mobility) for _ in range(3))
    makers.make_approved(told, official, coordinator)
    report = makers.make_report(reporter, "agreed")
    domain.omit_action(report, omitted, by=makers.actor(reporter), reason="Nog niet.")

    domain.freeze(report, by=makers.actor(reporter))

    lines = report.lines.exclude(confirmation="omitted").values_list("action", "position", "confirmation")
    assert list(lines) == [(told.pk, 1, "confirmed"), (silent.pk, 2, "carried")]
    assert report.lines.get(confirmation="omitted").action == omitted


def test_second_freeze_is_refused_and_changes_nothing(action, reporter):
    report = makers.make_report(reporter, "frozen")
    before = Report.objects.values().get()

    with pytest.raises(domain.WrongStep):
        domain.freeze(report, by=makers.actor(reporter))

    assert Report.objects.values().get() == before


def test_freeze_with_an_old_copy_of_the_report_is_refused(action, reporter):
    report = makers.make_report(reporter, "agreed")
    copy = Report.objects.get(pk=report.pk)
    domain.freeze(report, by=makers.actor(reporter))

    with pytest.raises(domain.WrongStep):
        domain.freeze(copy, by=makers.actor(reporter))


def write_all(report, by, text="Anders.", seen=None):
    stored = domain.stored_sections(report)
    texts = dict.fromkeys(stored, text)
    return domain.write_sections(report, by=by, texts=texts, seen=seen or domain.digest_of(stored))


def decide(report, action, by, *, text="Anders.", seen=None):
    seen = seen or domain.digest_of(domain.stored_line(report, action))
    return domain.decide_line(
        report, action, by=by, editorial_text=text, omission_reason="", is_omitted=None, seen=seen
    )


def test_texts_written_by_somebody_else_are_not_overwritten_unseen(action, reporter):
    report, by = makers.make_report(reporter), makers.actor(reporter)
    seen_sections = domain.digest_of(domain.stored_sections(report))
    seen_line = domain.digest_of(domain.stored_line(report, action))
    write_all(report, by, "Van de eerste.", seen_sections)
    decide(report, action, by, text="Van de eerste.", seen=seen_line)

    with pytest.raises(domain.StaleTexts) as stale:
        write_all(report, by, "Te laat.", seen_sections)
    with pytest.raises(domain.StaleTexts) as stale_line:
        decide(report, action, by, text="Te laat.", seen=seen_line)

    assert set(stale.value.stored.values()) == {"Van de eerste."}
    assert stale_line.value.stored["editorial_text"] == "Van de eerste."
    assert set(build_content(report).sections.values()) == {"Van de eerste."}
    assert build_content(report).lines[0].done == "Van de eerste."


def test_report_is_not_frozen_before_its_reference_date(action, reporter):
    report = makers.make_report(reporter, "agreed", reference_date=day(1), closes_on=day(1))

    with pytest.raises(domain.WrongStep):
        domain.freeze(report, by=makers.actor(reporter))

    assert domain.freeze(report, by=makers.actor(reporter, day(1))).is_frozen


AFTER_FREEZE = {
    "omit": lambda report, action, by: domain.omit_action(report, action, by=by, reason="Toch niet."),
    "include": lambda report, action, by: domain.include_action(report, action, by=by),
    "edit": lambda report, action, by: domain.edit_line(report, action, by=by, editorial_text="Anders."),
    "write": lambda report, action, by: domain.write_section(report, Section.SUMMARY, by=by, text="Anders."),
    "write all": lambda report, action, by: write_all(report, by),
    "decide": lambda report, action, by: decide(report, action, by),
    "move back": lambda report, action, by: domain.move_report(report, ReportStatus.PARTNER_CHECK, by=by),
    "move on": lambda report, action, by: domain.move_report(report, ReportStatus.FROZEN, by=by),
}


@pytest.mark.parametrize("verb", AFTER_FREEZE)
def test_no_verb_changes_a_frozen_report(verb, action, reporter):
    old = makers.make_report(reporter, "agreed")
    report = Report.objects.get(pk=old.pk)
    domain.freeze(report, by=makers.actor(reporter))
    before = _rows()

    for copy in (report, old):  # `old` does not know yet that it is frozen
        with pytest.raises(domain.WrongStep):
            AFTER_FREEZE[verb](copy, action, makers.actor(reporter))

    assert _rows() == before


def _rows():
    return [list(model.objects.values()) for model in (Report, ReportLine, ReportText)]


def test_database_refuses_a_frozen_report_without_content(reporter):
    report = makers.make_report(reporter)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="frozen")


def test_later_edits_change_no_byte_of_a_frozen_report(action, mobility, official, coordinator, reporter):
    """Titles, goals, bodies, partners, updates and accounts may change; the content and its PDF do not."""
    update = makers.make_approved(action, official, coordinator, **makers.stuck_content())
    partner = action.partners.create(organisation=makers.make_organisation(), role="lead")
    report = makers.make_report(reporter, "frozen", opens_on=day(-30), reference_date=day(0))
    report.refresh_from_db()
    content = json.dumps(report.content)
    pdf = rendering.render_content(from_json(report.content), AB).data
    live_words = json.dumps(to_json(build_content(makers.make_report(reporter))))

    Action.objects.update(title="Anders", official_title="Anders", visibility="working_group")
    Goal.objects.update(text="Anders.", short_name="Anders")
    Body.objects.update(name="Anders")
    type(partner.organisation).objects.update(name="Anders")
    ProgressUpdate.objects.filter(pk=update.pk).update(done="Anders.", rating="on_track")
    ReportingRound.objects.filter(pk=report.round_id).update(name="Anders", reference_date=day(1))
    makers.make_action(mobility)
    makers.make_approved(action, coordinator, makers.make_member(mobility, "coordinator"), done="Nieuw.")

    again = Report.objects.get(pk=report.pk)
    assert live_words != json.dumps(to_json(build_content(makers.make_report(reporter))))
    assert json.dumps(again.content) == content
    assert build_content(again) == from_json(json.loads(content))
    assert content_hash(again.content) == again.content_sha256
    assert rendering.render_content(build_content(again), AB).data == pdf


# Content as JSON


@pytest.mark.parametrize(
    "make",
    [
        samples.make_content,
        samples.make_empty_content,
        samples.make_hostile_content,
        samples.make_heavy_content,
    ],
)
def test_content_survives_the_database(make):
    content = make()

    assert from_json(json.loads(json.dumps(to_json(content)))) == content


@pytest.mark.parametrize("schema", [0, 3, "1", None])
def test_unknown_schema_is_refused(schema):
    data = {**to_json(samples.make_content()), "schema": schema}

    with pytest.raises(ValueError, match="unknown report schema"):
        from_json(data)


def test_content_without_schema_is_refused():
    data = to_json(samples.make_content())
    del data["schema"]

    with pytest.raises(ValueError, match="unknown report schema"):
        from_json(data)


def test_hash_looks_at_the_content_and_not_at_the_order_of_its_keys():
    data = to_json(samples.make_content())
    shuffled = dict(reversed(data.items()))
    changed = {**data, "version": "1.1"}

    assert content_hash(shuffled) == content_hash(data)
    assert content_hash(changed) != content_hash(data)


def test_stored_content_has_the_hash_it_was_given(action, reporter):
    """A JSON column may reorder keys; the hash is of the content all the same."""
    makers.make_report(reporter, "frozen")

    report = Report.objects.get()

    assert content_hash(report.content) == report.content_sha256


# Editions


@pytest.fixture
def frozen(action, official, coordinator, reporter):
    """A frozen report on one action that is on track."""
    makers.make_approved(action, official, coordinator, done="Zo staat het.", rating="on_track")
    return makers.make_report(reporter, "frozen")


@pytest.mark.parametrize("status", ["draft", "partner_check", "agreed"])
def test_edition_of_a_live_report_is_refused(status, reporter):
    report = makers.make_report(reporter, status)

    with pytest.raises(domain.WrongStep):
        domain.queue_edition(report, AB, by=makers.actor(reporter))

    assert Edition.objects.count() == 0


def queued_jobs():
    return tasks.render_edition.get_backend().results


def test_edition_is_queued_once(frozen, reporter, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = domain.queue_edition(frozen, AB, by=makers.actor(reporter))
        again = domain.queue_edition(frozen, AB, by=makers.actor(reporter))

    assert (first.pk, first.state) == (again.pk, "queued")
    assert [job.args for job in queued_jobs()] == [[first.pk]]


def test_edition_is_not_queued_when_the_transaction_fails(
    frozen, reporter, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        domain.queue_edition(frozen, AB, by=makers.actor(reporter))
        transaction.set_rollback(True)

    assert (queued_jobs(), Edition.objects.count()) == ([], 0)


def test_failed_edition_says_so_and_can_be_tried_again(
    frozen, reporter, quick_pdf, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.CRITICAL)
    with monkeypatch.context() as broken:
        broken.setattr(rendering, "render_content", lambda *arguments: 1 / 0)
        edition = makers.make_edition(frozen, reporter)
    failed = edition.state, edition.problem, edition.file.name

    with django_capture_on_commit_callbacks(execute=True):
        again = domain.queue_edition(frozen, AB, by=makers.actor(reporter))
    rendering.render(again.pk)

    edition.refresh_from_db()
    assert failed == (
        "failed",
        "Het maken van deze editie is mislukt. Probeer het opnieuw of meld het bij de beheerder.",
        "",
    )
    assert [job.args for job in queued_jobs()] == [[edition.pk]]
    assert (again.pk, edition.state, edition.problem) == (edition.pk, "ready", "")


def test_ready_edition_stays_as_it_is(frozen, reporter, quick_pdf, monkeypatch):
    edition = makers.make_edition(frozen, reporter)
    before = Edition.objects.values().get()
    monkeypatch.setattr(rendering, "render_content", lambda *arguments: 1 / 0)

    domain.queue_edition(frozen, AB, by=makers.actor(reporter))
    state = rendering.render(edition.pk)

    assert state == "ready"
    assert Edition.objects.values().get() == before


def test_edition_holds_the_stored_bytes_under_a_telling_name(frozen, reporter, quick_pdf):
    edition = makers.make_edition(frozen, reporter)

    with edition.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == edition.sha256
    date = frozen.round.reference_date.isoformat()
    name = f"voortgangsrapportage-BLK-{date[:4]}-1-v1.0-ab-{date}.pdf"
    assert edition.file.name == f"editions/{edition.sha256[:16]}/{name}"


@pytest.mark.parametrize("state", ["queued", "rendering", "failed"])
def test_only_a_ready_edition_is_released(state, frozen, reporter):
    edition = domain.queue_edition(frozen, AB, by=makers.actor(reporter))
    Edition.objects.update(state=state)

    with pytest.raises(domain.WrongStep):
        domain.release_edition(edition, by=makers.actor(reporter))

    assert (Edition.objects.get().released_on, ReleasedState.objects.count()) == (None, 0)


def test_database_refuses_to_release_what_is_not_ready(frozen, reporter):
    domain.queue_edition(frozen, AB, by=makers.actor(reporter))

    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(released_on=today())


def seen_by_visitor(action) -> tuple[str, str]:
    """The rating that a visitor finds in lists and on the page, and the text on the page."""
    row = Action.objects.with_state_for(makers.Actor()).get(pk=action.pk)
    state = ReleasedState.objects.filter(action=action).first()
    return row.shown_rating, state.done if state else ""


def test_visitors_see_a_state_once_released_and_not_before(frozen, action, reporter, quick_pdf):
    edition = makers.make_edition(frozen, reporter)
    before = seen_by_visitor(action)

    domain.release_edition(edition, by=makers.actor(reporter))

    assert (before, seen_by_visitor(action)) == (("not_rated", ""), ("on_track", "Zo staat het."))


def test_visitors_keep_seeing_what_was_released(frozen, action, official, coordinator, reporter, quick_pdf):
    makers.make_edition(frozen, reporter, is_released=True)

    makers.make_approved(action, official, coordinator, done="Nieuw.", rating="not_rated")

    assert seen_by_visitor(action) == ("on_track", "Zo staat het.")


def test_released_state_is_the_frozen_one(frozen, action, official, coordinator, reporter, quick_pdf):
    edition = makers.make_edition(frozen, reporter)
    makers.make_approved(action, official, coordinator, done="Na het vastleggen.", rating="not_rated")

    domain.release_edition(edition, by=makers.actor(reporter))

    assert seen_by_visitor(action) == ("on_track", "Zo staat het.")


def test_editorial_text_is_what_visitors_read(action, official, coordinator, reporter, quick_pdf):
    makers.make_approved(action, official, coordinator, done="Van de werkgroep.")
    report = makers.make_report(reporter, "agreed")
    domain.edit_line(report, action, by=makers.actor(reporter), editorial_text="Voor dit bestuur.")

    makers.make_edition(domain.freeze(report, by=makers.actor(reporter)), reporter, is_released=True)

    assert seen_by_visitor(action) == ("on_track", "Voor dit bestuur.")


def test_omitted_and_silent_actions_are_not_published(mobility, official, coordinator, reporter, quick_pdf):
    omitted, silent = makers.make_action(mobility), makers.make_action(mobility)
    makers.make_approved(omitted, official, coordinator)
    report = makers.make_report(reporter, "agreed")
    domain.omit_action(report, omitted, by=makers.actor(reporter), reason="Nog niet.")

    makers.make_edition(domain.freeze(report, by=makers.actor(reporter)), reporter, is_released=True)

    assert [seen_by_visitor(action) for action in (omitted, silent)] == [("not_rated", "")] * 2


def test_older_report_released_later_overwrites_no_newer_state(
    action, official, coordinator, reporter, quick_pdf
):
    makers.make_approved(action, official, coordinator, as_of=day(-50), done="Ouder.")
    older = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-40))
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Nieuwer.", rating="not_rated")
    newer = makers.make_report(reporter, "frozen", opens_on=day(-39), reference_date=day(-10))
    makers.make_edition(newer, reporter, is_released=True)

    makers.make_edition(older, reporter, is_released=True)

    assert seen_by_visitor(action) == ("not_rated", "Nieuwer.")


def test_newer_report_overwrites_an_older_state(action, official, coordinator, reporter, quick_pdf):
    makers.make_approved(action, official, coordinator, as_of=day(-50), done="Ouder.")
    older = makers.make_report(reporter, "frozen", opens_on=day(-60), reference_date=day(-40))
    makers.make_edition(older, reporter, is_released=True)
    makers.make_approved(action, official, coordinator, as_of=day(-20), done="Nieuwer.", rating="not_rated")
    newer = makers.make_report(reporter, "frozen", opens_on=day(-39), reference_date=day(-10))

    makers.make_edition(newer, reporter, is_released=True)

    assert seen_by_visitor(action) == ("not_rated", "Nieuwer.")
    assert ReleasedState.objects.get().report_uuid == newer.uuid


def test_release_is_dated_once(frozen, reporter, quick_pdf):
    edition = makers.make_edition(frozen, reporter)
    domain.release_edition(edition, by=makers.actor(reporter), on=day(-1))

    domain.release_edition(edition, by=makers.actor(reporter))

    assert Edition.objects.get().released_on == day(-1)


def test_edition_for_the_taskforce_publishes_nothing(frozen, action, reporter):
    edition = domain.queue_edition(frozen, Audience.TASKFORCE, by=makers.actor(reporter))
    Edition.objects.update(state="ready")

    domain.release_edition(edition, by=makers.actor(reporter))

    assert seen_by_visitor(action) == ("not_rated", "")
    assert list(Edition.objects.visible_to(makers.Actor())) == []


# Rights

VERBS = {
    "plan_round": lambda w, by: domain.plan_round(by=by, fields=round_fields()),
    "open_round": lambda w, by: domain.open_round(w["planned"], by=by),
    "close_round": lambda w, by: domain.close_round(w["report"].round, by=by),
    "start_report": lambda w, by: domain.start_report(w["planned"], by=by),
    "omit_action": lambda w, by: domain.omit_action(w["report"], w["action"], by=by, reason="Nog niet."),
    "include_action": lambda w, by: domain.include_action(w["report"], w["action"], by=by),
    "edit_line": lambda w, by: domain.edit_line(w["report"], w["action"], by=by, editorial_text="Anders."),
    "write_section": lambda w, by: domain.write_section(w["report"], Section.SUMMARY, by=by, text="Anders."),
    "write_sections": lambda w, by: write_all(w["report"], by),
    "decide_line": lambda w, by: decide(w["report"], w["action"], by),
    "write_note": lambda w, by: domain.write_note(
        w["report"],
        w["place"],
        by=by,
        text="Anders.",
        author_function="Adviseur",
        seen=digest_of(stored_note(w["report"], w["place"])),
    ),
    "check_note": lambda w, by: domain.check_note(w["report"], w["place"], by=by, on=today()),
    "move_report": lambda w, by: domain.move_report(w["report"], ReportStatus.PARTNER_CHECK, by=by),
    "freeze": lambda w, by: domain.freeze(w["report"], by=by),
    "queue_edition": lambda w, by: domain.queue_edition(w["frozen"], Audience.PUBLIC, by=by),
    "release_edition": lambda w, by: domain.release_edition(w["edition"], by=by),
    "queue_council_set": lambda w, by: domain.queue_council_set(w["frozen"], by=by),
    "retry_editions": lambda w, by: domain.retry_editions(w["frozen"], by=by),
    "cancel_editions": lambda w, by: domain.cancel_editions(w["frozen"], by=by),
    "release_council_set": lambda w, by: domain.release_council_set(w["frozen"], by=by),
    "note_sending": lambda w, by: domain.note_sending(w["released"], by=by, on=today()),
    "withdraw_edition": lambda w, by: domain.withdraw_edition(w["released"], by=by, reason="Een fout."),
    "queue_archive_copy": lambda w, by: domain.queue_archive_copy(w["released"], by=by),
    "correct_report": lambda w, by: domain.correct_report(w["frozen"], by=by, reason="Een fout."),
    "change_check_date": lambda w, by: domain.change_check_date(w["checked"], by=by, check_until=day(90)),
    "write_remark": lambda w, by: domain.write_remark(w["checked"], by=by, text="Anders."),
    "answer_remark": lambda w, by: domain.answer_remark(w["remark"], by=by, answer="Goed."),
    "handle_remark": lambda w, by: domain.handle_remark(
        w["remark"], by=by, answer="Goed.", is_settled=True, seen=digest_of(stored_answer(w["remark"]))
    ),
    "settle_remark": lambda w, by: domain.settle_remark(w["remark"], by=by),
    "reopen_remark": lambda w, by: domain.reopen_remark(w["settled"], by=by),
}
# Done by partners too (test_remarks).
OF_PARTNERS = {"write_remark"}
# Leaves nothing in the database but a job for the task worker.
ONLY_A_JOB = {"queue_archive_copy"}
OTHERS = ["official", "coordinator", "outsider", "director", "administrator", "seatless"]


@pytest.fixture
def municipalities(db):
    """Municipalities of the MRE, made before the report that tells about them."""
    region = makers.make_region("brainportregio")
    for slug in ("ready", "failed", "queued", "released", "without"):
        makers.make_municipality(slug=slug, region=region)


@pytest.fixture
def world(municipalities, frozen, action, reporter, quick_pdf):
    """One of everything that a verb can be tried on."""
    place, report = Municipality.objects.get(slug="without"), makers.make_report(reporter, "agreed")
    MunicipalNote.objects.create(report=report, municipality=place, text="Een tekst.")
    checked, by = makers.make_report(reporter, "partner_check"), makers.actor(reporter)
    settled = domain.write_remark(checked, by=by, text="Dit kan weg.")
    return {
        "checked": checked,
        "remark": domain.write_remark(checked, by=by, text="Dit klopt niet."),
        "settled": domain.settle_remark(settled, by=by),
        "place": place,
        "action": action,
        "planned": makers.make_round(status="planned"),
        "report": report,
        "frozen": frozen,
        "edition": makers.make_edition(frozen, reporter),
        **_council_world(frozen, reporter),
    }


def _council_world(frozen, reporter):
    """Council editions of every sort: ready, failed, queued and released; one municipality has none yet."""
    names = ("ready", "failed", "queued", "released")
    for name in names:
        municipality = Municipality.objects.get(slug=name)
        edition = domain.queue_edition(
            frozen, Audience.COUNCIL, by=makers.actor(reporter), municipality=municipality
        )
        Edition.objects.filter(pk=edition.pk).update(state="ready" if name == "released" else name)
    domain.release_edition(edition, by=makers.actor(reporter))
    return {"released": Edition.objects.get(pk=edition.pk)}


def test_others_than_the_reporter_do_nothing(world, request):
    actors = [makers.actor(request.getfixturevalue(persona)) for persona in OTHERS]
    before = _everything()

    for by in actors:
        for name, verb in VERBS.items():
            if name in OF_PARTNERS:
                continue
            with pytest.raises(Refused):
                verb(world, by)

    assert _everything() == before


def _everything():
    models = (
        ReportingRound,
        Report,
        ReportLine,
        ReportText,
        MunicipalNote,
        PartnerRemark,
        Edition,
        ReleasedState,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_reporter_may_do_every_verb(world, reporter):
    before = _everything()
    for name, verb in VERBS.items():
        with transaction.atomic():
            verb(world, makers.actor(reporter))
            assert (_everything() != before) != (name in ONLY_A_JOB)
            transaction.set_rollback(True)


def test_every_verb_on_reports_is_in_the_list():
    verbs_there = {
        name
        for name, value in inspect.getmembers(domain, inspect.isfunction)
        if value.__module__.startswith(domain.__name__) and "by" in inspect.signature(value).parameters
    }
    assert {name for name in verbs_there if not name.startswith("_")} == set(VERBS)


def test_reporter_whose_seat_ended_does_nothing(world, reporter):
    reporter.contact.seats.update(until=day(-1))

    with pytest.raises(Refused):
        domain.freeze(world["report"], by=makers.actor(reporter))


def test_verbs_leave_a_trace_without_text(world, reporter, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO, logger="portal.audit")

    with django_capture_on_commit_callbacks(execute=True):
        domain.edit_line(world["report"], world["action"], by=makers.actor(reporter), editorial_text="Tekst.")
        domain.freeze(world["report"], by=makers.actor(reporter))

    lines = [json.loads(record.message) for record in caplog.records if record.name == "portal.audit"]
    assert [(line["verb"], line["by"]) for line in lines] == [
        ("decide_line", reporter.pk),
        ("freeze", reporter.pk),
    ]
    assert "Tekst." not in caplog.text


def test_update_verbs_do_not_know_reports(frozen, action, official, coordinator):
    """A frozen report does not stop anybody from reporting on."""
    update = makers.make_submitted(action, official, done="Gewoon verder.")

    assert (
        verbs.approve_update(update, by=makers.actor(coordinator), version=update.version).state == "approved"
    )


def test_stale_form_of_texts_overwrites_nothing(world, reporter):
    """Two tabs: the second was made before the first was saved."""
    report, by = world["report"], makers.actor(reporter)
    seen = digest_of(stored_sections(report))
    empty = {section.value: "" for section in Section}
    domain.write_sections(report, by=by, texts={**empty, "summary": "Van de ene."}, seen=seen)

    with pytest.raises(domain.StaleTexts) as stale:
        domain.write_sections(report, by=by, texts={**empty, "results": "Van de ander."}, seen=seen)

    assert stale.value.stored["summary"] == "Van de ene."
    assert stored_sections(report)["summary"] == "Van de ene."


def test_leaving_out_keeps_the_text_that_was_typed(world, reporter):
    report, action = world["report"], world["action"]
    seen = digest_of(stored_line(report, action))

    domain.decide_line(
        report,
        action,
        by=makers.actor(reporter),
        editorial_text="Een eigen tekst.",
        omission_reason="Nog niet rijp.",
        is_omitted=True,
        seen=seen,
    )

    assert stored_line(report, action) == {
        "editorial_text": "Een eigen tekst.",
        "omission_reason": "Nog niet rijp.",
        "confirmation": "omitted",
    }


def test_freeze_before_the_reference_date_is_refused(reporter):
    by = makers.actor(reporter)
    tomorrow = today() + datetime.timedelta(days=1)
    report = domain.start_report(makers.make_round(reference_date=tomorrow), by=by)
    for status in (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED):
        domain.move_report(report, status, by=by)

    with pytest.raises(domain.WrongStep, match="peildatum"):
        domain.freeze(report, by=by)


def test_edition_whose_worker_was_stopped_can_be_asked_again(frozen, reporter):
    by = makers.actor(reporter)
    edition = domain.queue_edition(frozen, Audience.GENERAL_BOARD, by=by)
    Edition.objects.filter(pk=edition.pk).update(
        state="rendering", queued_at=timezone.now() - datetime.timedelta(minutes=6)
    )

    again = domain.queue_edition(frozen, Audience.GENERAL_BOARD, by=by)

    assert again.state == "queued"
