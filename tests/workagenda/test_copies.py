"""Working copies: nothing typed is lost, nobody reads another's, and no window overwrites another unseen."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from brainport_portal.core.gates import Refused
from tests import makers
from tests.makers import actor, make_draft, make_working_copy
from workagenda import domain
from workagenda.models import ProgressUpdate, WorkingCopy

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def keep(action, by, text, *, copy_version=0, token=None, **options):
    return domain.keep_working_copy(
        action,
        by=actor(by),
        fields={"done": text},
        based_on_version=0,
        copy_version=copy_version,
        token=token or uuid.uuid4(),
        **options,
    )


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def test_keeping_again_keeps_the_newest_text(action, official):
    token = uuid.uuid4()
    first = keep(action, official, "Een", token=token)
    copy = keep(action, official, "Een twee", token=token)

    assert (copy.fields, copy.version) == ({"done": "Een twee"}, first.version + 1)
    assert WorkingCopy.objects.count() == 1


def test_keeping_the_same_text_changes_nothing(action, official):
    first = keep(action, official, "Een")
    again = keep(action, official, "Een")
    assert (again.pk, again.version, again.saved_at) == (first.pk, first.version, first.saved_at)


def test_who_may_not_report_keeps_nothing(action, outsider):
    with pytest.raises(Refused):
        keep(action, outsider, "Zomaar")
    assert not WorkingCopy.objects.exists()


def test_second_window_does_not_overwrite_the_first_unseen(action, official):
    keep(action, official, "Venster een")

    with pytest.raises(domain.StaleCopy) as stale:
        keep(action, official, "Venster twee")

    assert stale.value.current.fields == {"done": "Venster een"}
    assert WorkingCopy.objects.get().fields == {"done": "Venster een"}


def test_window_that_knows_the_copy_goes_on_with_it(action, official):
    copy = keep(action, official, "Venster een")
    assert keep(action, official, "Verder", copy_version=copy.version).fields == {"done": "Verder"}


def test_each_person_has_a_copy_of_their_own(action, official, colleague):
    keep(action, official, "Van de een")
    keep(action, colleague, "Van de ander")
    texts = {copy.user_id: copy.fields["done"] for copy in WorkingCopy.objects.all()}
    assert texts == {official.pk: "Van de een", colleague.pk: "Van de ander"}


def test_correction_has_a_copy_beside_the_change(action, official, coordinator):
    agreed = makers.make_approved(action, official, coordinator)
    keep(action, official, "Nieuwe melding")
    keep(action, official, "Verbetering", corrects=agreed)
    assert WorkingCopy.objects.count() == 2


def test_filing_takes_the_copy_away(action, official):
    token = uuid.uuid4()
    keep(action, official, "Getypt", token=token)
    domain.report_progress(
        action, by=actor(official), fields=makers.content(), version=0, token=token, copy_version=0
    )
    assert not WorkingCopy.objects.exists()


def test_filing_leaves_what_was_typed_in_another_window(action, official):
    keep(action, official, "Ander venster")
    make_draft(action, official)
    assert WorkingCopy.objects.get().fields == {"done": "Ander venster"}


def test_keystroke_that_comes_after_filing_makes_no_copy(action, official):
    token = uuid.uuid4()
    domain.report_progress(action, by=actor(official), fields=makers.content(), version=0, token=token)
    assert keep(action, official, "Te laat", token=token) is None
    assert not WorkingCopy.objects.exists()


def test_copy_longer_than_any_form_is_refused(action, official):
    with pytest.raises(domain.CopyTooLong):
        keep(action, official, "x" * 200_001)


def test_nobody_else_discards_a_copy(action, official, colleague):
    copy = make_working_copy(action, official)
    with pytest.raises(Refused):
        domain.discard_working_copy(copy, by=actor(colleague))
    domain.discard_working_copy(copy, by=actor(official))
    assert not WorkingCopy.objects.exists()


# Over HTTP


def form_of(action, client) -> dict[str, str]:
    """The fields of the form as the page gives them."""
    form = client.get(reverse("workagenda:update_edit", args=[action.code])).context["form"]
    names = [*form.WRITTEN, "version", "token", "copy_version", "start", "writer"]
    values = {name: form[name].value() for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_typed_text_comes_back_in_another_browser(action, official):
    here = client_of(official)
    data = {**form_of(action, here), "done": "Halverwege"}
    here.post(reverse("workagenda:copy_keep", args=[action.code]), data)

    page = client_of(official).get(reverse("workagenda:update_edit", args=[action.code]))

    assert page.context["form"]["done"].value() == "Halverwege"
    assert b"Dit is de tekst die u vandaag om" in page.content


def test_refused_form_is_kept_without_javascript(action, official):
    client = client_of(official)
    data = {**form_of(action, client), "done": "Bewaar mij", "rating": "stalled", "submit": "1"}

    answer = client.post(reverse("workagenda:update_edit", args=[action.code]), data)

    assert answer.status_code == 422
    assert WorkingCopy.objects.get().fields["done"] == "Bewaar mij"


def test_keeping_answers_with_the_time_and_the_version(action, official):
    client = client_of(official)
    data = {**form_of(action, client), "done": "Iets"}
    answer = client.post(reverse("workagenda:copy_keep", args=[action.code]), data)
    assert b"Bewaard om" in answer.content
    assert f'name="copy_version" value="{WorkingCopy.objects.get().version}"' in answer.content.decode()


def test_second_window_is_told_that_its_text_is_not_kept(action, official):
    client = client_of(official)
    url = reverse("workagenda:copy_keep", args=[action.code])
    first, second = form_of(action, client), form_of(action, client)
    client.post(url, {**first, "done": "Een"})
    answer = client.post(url, {**second, "done": "Twee"})
    assert answer.status_code == 409
    assert b"u typt ook in een ander venster" in answer.content


def test_colleague_sees_that_somebody_writes_and_not_what(action, official, colleague):
    make_working_copy(action, official, done="geheimpje")
    client = client_of(colleague)
    for url in (
        reverse("workagenda:copy_keep", args=[action.code]),
        reverse("workagenda:update_edit", args=[action.code]),
        reverse("workagenda:my_actions"),
    ):
        page = client.get(url).content.decode()
        assert str(official) in page
        assert "geheimpje" not in page


def test_colleague_sees_the_newer_draft(action, official, colleague):
    client = client_of(colleague)
    url = reverse("workagenda:copy_keep", args=[action.code])
    make_draft(action, official, done="Intussen opgeslagen.")
    page = client.get(url, {"version": 0}).content.decode()
    assert "Intussen opgeslagen." in page
    assert "Intussen opgeslagen." not in client.get(url, {"version": 1}).content.decode()


def test_text_stays_readable_after_the_seat_ended(action, official):
    make_working_copy(action, official, done="Van vroeger")
    official.contact.seats.update(until=makers.today() - makers.datetime.timedelta(days=1))

    page = client_of(official).get(reverse("workagenda:copy_list")).content.decode()

    assert "Van vroeger" in page
    assert "geen voortgang meer melden" in page


def test_list_shows_nobody_elses_text(action, official, colleague):
    make_working_copy(action, official, done="Van een ander")
    assert b"Van een ander" not in client_of(colleague).get(reverse("workagenda:copy_list")).content


def test_copy_of_an_older_draft_is_shown_beside_the_newer_one(action, official, colleague):
    make_working_copy(action, official, done="Mijn tekst")
    make_draft(action, colleague, done="Tekst van een collega")

    page = client_of(official).get(reverse("workagenda:update_edit", args=[action.code]))

    assert page.context["form"].has_conflict
    done = next(item for item in page.context["differences"] if item.name == "done")
    assert (done.typed, done.stored) == ("Mijn tekst", "Tekst van een collega")


def test_conflict_is_solved_field_by_field(action, official, colleague):
    """One's own text in one field, the colleague's in another, in one save."""
    client = client_of(official)
    url = reverse("workagenda:update_edit", args=[action.code])
    data = {**form_of(action, client), "done": "Gedaan door mij", "next_step": "Stap van mij", "save": "1"}
    make_draft(action, colleague, done="Gedaan door haar", next_step="Stap van haar")

    conflict = client.post(url, data)
    form = conflict.context["form"]
    again = {**data, "version": form["version"].value(), "token": form["token"].value()}
    answer = client.post(url, {**again, "choose_done": "typed", "choose_next_step": "stored"})

    assert (conflict.status_code, answer.status_code) == (409, 302)
    stored = ProgressUpdate.objects.get()
    assert (stored.done, stored.next_step) == ("Gedaan door mij", "Stap van haar")


def test_choice_from_an_older_version_is_asked_again(action, official, colleague):
    client = client_of(official)
    url = reverse("workagenda:update_edit", args=[action.code])
    data = {**form_of(action, client), "done": "Van mij", "save": "1"}
    draft = make_draft(action, colleague, done="Versie een")
    form = client.post(url, data).context["form"]
    make_draft(action, colleague, version=draft.version, done="Versie twee")

    again = {**data, "version": form["version"].value(), "token": form["token"].value()}
    answer = client.post(url, {**again, "choose_done": "stored"})

    assert answer.status_code == 409
    assert answer.context["form"]["done"].value() == "Van mij"
    assert ProgressUpdate.objects.get().done == "Versie twee"


# What a fresh eye found


def post(client, action, data, **more):
    return client.post(reverse("workagenda:update_edit", args=[action.code]), {**data, **more})


def test_form_from_before_a_counted_update_shows_what_counts_now(action, official, colleague, coordinator):
    """Nobody overwrites unseen what was written and agreed since the form was opened."""
    makers.make_approved(action, official, coordinator, next_step="Oud.")
    client = client_of(official)
    data = form_of(action, client)
    makers.make_approved(action, colleague, coordinator, next_step="Nieuw en akkoord.")

    answer = post(client, action, data, done="Alleen dit is van mij.", save="1")

    assert answer.status_code == 409
    [step] = [item for item in answer.context["differences"] if item.name == "next_step"]
    assert (step.typed, step.stored, step.is_mine) == ("Oud.", "Nieuw en akkoord.", False)
    assert not action.updates.open().exists()


def test_what_nobody_touched_gives_way_to_the_colleague(action, official, colleague):
    draft = make_draft(action, official, done="Gedaan.", next_step="Stap.")
    client = client_of(colleague)
    data = form_of(action, client)
    make_draft(action, official, version=draft.version, done="Gedaan.", next_step="Nieuwe stap.")

    answer = post(client, action, data, done="Meer gedaan.", save="1")

    chosen = {item.name: item.is_mine for item in answer.context["differences"]}
    assert chosen == {"done": True, "next_step": False}


def test_undone_keystroke_does_not_stop_the_keeping(action, official):
    client = client_of(official)
    url = reverse("workagenda:copy_keep", args=[action.code])
    client.post(url, form_of(action, client))  # typed and erased: the copy says what the form says

    again = form_of(action, client)
    answer = client.post(url, {**again, "done": "Nu echt."})

    assert answer.status_code == 200
    assert WorkingCopy.objects.get().fields["done"] == "Nu echt."
    assert post(client, action, again, done="Nu echt.", save="1").status_code == 302
    assert not WorkingCopy.objects.exists()


def test_form_of_another_account_is_not_filed(action, official, coordinator):
    """A page outlives a log-out; whoever logs in next in that browser must not sign its text."""
    data = form_of(action, client_of(official))

    answer = post(client_of(coordinator), action, data, done="Woorden van de ambtenaar", submit="1")
    kept = client_of(coordinator).post(reverse("workagenda:copy_keep", args=[action.code]), data)

    assert (answer.status_code, kept.status_code) == (409, 409)
    assert b"Woorden van de ambtenaar" in answer.content
    assert not ProgressUpdate.objects.exists()
    assert not WorkingCopy.objects.exists()


def test_choices_survive_a_stale_token(action, official):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    answer = post(client, action, {"done": "Van mij.", "choose_next_step": "stored"})
    assert answer.status_code == 403
    assert b'name="choose_next_step" value="stored"' in answer.content


def test_copy_of_a_correction_goes_back_to_the_correction(action, official, coordinator):
    agreed = makers.make_approved(action, official, coordinator)
    copy = keep(action, official, "Verbetering", corrects=agreed)
    client = client_of(official)

    form = client.get(reverse("workagenda:update_correct", args=[agreed.uuid])).context["form"]
    answer = client.post(reverse("workagenda:copy_discard", args=[copy.pk]), {"next": "form"})

    assert (form["done"].value(), form["as_of"].value()) == ("Verbetering", agreed.as_of)
    assert answer.url == reverse("workagenda:update_correct", args=[agreed.uuid])


def test_group_of_another_is_no_filter(action, official, housing):
    client = client_of(official)
    own = client.get(reverse("workagenda:my_actions"), {"werkgroep": action.working_group.slug})
    other = client.get(reverse("workagenda:my_actions"), {"werkgroep": housing.slug})
    assert (own.status_code, other.status_code) == (200, 404)
