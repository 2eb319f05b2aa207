"""Annexes: who adds, sees and removes them, what the browser gets, and what happens when something breaks."""

import errno
import html
import logging
import os
import re
import uuid
from email.message import Message
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brainport_portal.core import uploads
from brainport_portal.core.dates import today
from brainport_portal.core.files import EXTENSIONS, check_file, extension_of
from brainport_portal.core.gates import Refused
from governance.permissions import Actor
from tests import makers
from tests.core.file_making import GOOD_FILES, office, pdf
from workagenda import domain
from workagenda.domain import attachments as verbs
from workagenda.models import Attachment
from workagenda.views.attachments import attachments_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOTE = b"Een korte notitie."


def client_of(user) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="brainport_portal.core.auth.ExpiringAccountBackend")
    return client


def url(name, action, attachment=None) -> str:
    code = {"code": action.code}
    return reverse(f"workagenda:{name}", kwargs={**code, "uuid": attachment.uuid} if attachment else code)


def download(user, attachment):
    return client_of(user).get(attachment.get_absolute_url())


def send(client, action, *, name="notitie.txt", data=NOTE, **fields):
    """Fills in the form and sends it; an empty `name` sends no file."""
    fields = {"title": "Notitie", "visibility": action.visibility, "token": uuid.uuid4(), **fields}
    upload = {"upload": SimpleUploadedFile(name, data)} if name else {}
    return client.post(url("attachment_add", action), {**fields, **upload})


def stored_files() -> list[Path]:
    folder = Path(uploads.default_storage.path("attachments"))
    return sorted(folder.iterdir()) if folder.is_dir() else []


# Adding


def test_adding_stores_the_file_and_what_it_is(action, official):
    data = pdf()
    attachment = makers.make_attachment(action, official, title="Verslag", name="Verslag 1.PDF", data=data)

    stored = Attachment.objects.get()
    assert stored == attachment
    assert (stored.title, stored.file_name, stored.content_type) == (
        "Verslag",
        "Verslag 1.pdf",
        "application/pdf",
    )
    assert (stored.size, stored.added_by) == (len(data), official)
    assert stored.sha256 == check_file("a.pdf", data, limit=10_000).sha256
    assert [file.read_bytes() for file in stored_files()] == [data]


def test_the_stored_name_tells_nothing_and_is_for_the_portal_only(action, official):
    attachment = makers.make_attachment(action, official, name="ontslag-burgemeester.txt")

    [file] = stored_files()
    assert re.fullmatch(r"[0-9a-f-]{36}", file.name)
    assert file.name != str(attachment.uuid)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "persona", ["outsider", "director", "reporter", "administrator", "seatless", "seat_ended"]
)
def test_only_the_working_group_adds(persona, action, request, mobility):
    ended = {"until": today() - makers.datetime.timedelta(days=1)}
    user = (
        makers.make_member(mobility, **ended) if persona == "seat_ended" else request.getfixturevalue(persona)
    )

    with pytest.raises(Refused) as refused:
        makers.make_attachment(action, user)

    assert "Werkgroep Mobiliteit gaat over deze actie" in refused.value.verdict.reason
    assert (Attachment.objects.count(), stored_files()) == (0, [])


@pytest.mark.parametrize(
    ("of_action", "wider"),
    [("partners", "public"), ("working_group", "public"), ("working_group", "partners")],
)
def test_an_annex_is_never_seen_by_more_people_than_its_action(of_action, wider, mobility, official):
    hidden = makers.make_action(mobility, visibility=of_action)

    with pytest.raises(ValidationError) as refused:
        makers.make_attachment(hidden, official, visibility=wider)

    assert list(refused.value.message_dict) == ["visibility"]
    assert (Attachment.objects.count(), stored_files()) == (0, [])


def test_the_same_form_twice_stores_one(action, official):
    token = uuid.uuid4()
    first = makers.make_attachment(action, official, title="Notitie", token=token)
    second = makers.make_attachment(action, official, title="Notitie", token=token)

    assert first == second == Attachment.objects.get()
    assert len(stored_files()) == 1


@pytest.mark.parametrize(
    "other", [{"title": "Iets anders"}, {"data": b"Anders."}, {"visibility": "partners"}]
)
def test_the_same_token_for_something_else_is_refused(other, action, official):
    sent = {"title": "Notitie", "token": uuid.uuid4()}
    makers.make_attachment(action, official, **sent)

    with pytest.raises(domain.WrongState):
        makers.make_attachment(action, official, **{**sent, **other})

    assert (Attachment.objects.count(), len(stored_files())) == (1, 1)


def test_the_token_of_somebody_else_is_refused(action, official, colleague):
    theirs = makers.make_attachment(action, official, title="Notitie")

    with pytest.raises(domain.WrongState):
        makers.make_attachment(action, colleague, title="Notitie", token=theirs.uuid)


def test_a_double_click_at_the_same_moment_stores_one(action, official, monkeypatch):
    """The second click is done while the first still writes its file."""
    sent = {"title": "Notitie", "token": uuid.uuid4()}
    second = []

    def slow(name, data):
        monkeypatch.setattr(verbs, "store_whole", uploads.store_whole)
        uploads.store_whole(name, data)
        second.append(makers.make_attachment(action, official, **sent))

    monkeypatch.setattr(verbs, "store_whole", slow)

    first = makers.make_attachment(action, official, **sent)

    assert [first] == second == list(Attachment.objects.all())
    assert [file.name for file in stored_files()] == [Path(str(second[0].file)).name]


def test_adding_leaves_a_line_without_words(action, official, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.INFO, "portal.audit")
    with django_capture_on_commit_callbacks(execute=True):
        attachment = makers.make_attachment(action, official, title="Geheim", name="geheim.txt")

    [line] = [record.message for record in caplog.records if record.name == "portal.audit"]
    assert f'"verb": "add_attachment", "object": "workagenda.Attachment:{attachment.pk}"' in line
    assert "geheim" not in line.lower()


# When something breaks


def test_a_row_that_fails_takes_its_file_along(action, official, monkeypatch):
    def fail(*_what, **_details):
        raise RuntimeError

    monkeypatch.setattr(verbs, "trace", fail)

    with pytest.raises(RuntimeError):
        makers.make_attachment(action, official)

    assert (Attachment.objects.count(), stored_files()) == (0, [])


def test_a_full_disk_leaves_nothing(action, official, monkeypatch, caplog):
    def full(_file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(uploads.os, "fsync", full)

    with pytest.raises(domain.NotStored):
        makers.make_attachment(action, official)

    assert (Attachment.objects.count(), stored_files()) == (0, [])
    assert "could not be stored" in caplog.text


def test_a_file_that_nothing_names_does_no_harm(action, official):
    uploads.store_whole(f"attachments/{uuid.uuid4()}", b"van een afgebroken poging")

    attachment = makers.make_attachment(action, official)

    assert b"".join(download(official, attachment).streaming_content) == NOTE


def test_a_storage_that_cannot_be_written_keeps_what_was_typed(action, official, settings, caplog):
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "attachments").write_text("geen map")

    response = send(client_of(official), action, title="Lang bedacht", visibility="partners")

    page = response.content.decode()
    assert response.status_code == 503
    assert "kon niet worden bewaard" in page
    assert 'value="Lang bedacht"' in page
    assert Attachment.objects.count() == 0
    (settings.MEDIA_ROOT / "attachments").unlink()
    again = send(client_of(official), action, title="Lang bedacht", token=token_in(page))
    assert (again.status_code, Attachment.objects.count()) == (302, 1)


def token_in(page: str) -> str:
    return re.search(r'name="token" value="([\w-]+)"', page)[1]


# Removing and putting back


def test_a_removed_annex_is_out_of_sight_and_its_file_stays(action, official, colleague):
    attachment = makers.make_attachment(action, official)

    domain.remove_attachment(attachment, by=makers.actor(colleague))

    attachment.refresh_from_db()
    assert attachment.removed_by == colleague
    assert [download(user, attachment).status_code for user in (None, official)] == [404, 404]
    assert len(stored_files()) == 1


def test_removing_twice_keeps_who_did_it_first(action, official, colleague):
    attachment = makers.make_attachment(action, official)
    domain.remove_attachment(attachment, by=makers.actor(colleague))

    domain.remove_attachment(attachment, by=makers.actor(official))

    assert Attachment.objects.get().removed_by == colleague
    assert Attachment.history.count() == 2


def test_the_group_puts_back_what_was_removed(action, official, colleague):
    attachment = makers.make_attachment(action, official)
    domain.remove_attachment(attachment, by=makers.actor(official))

    domain.restore_attachment(attachment, by=makers.actor(colleague))

    assert not Attachment.objects.get().is_removed
    assert download(None, attachment).status_code == 200
    assert Attachment.history.count() == 3


def test_what_was_wiped_cannot_be_put_back(action, official):
    attachment = makers.make_attachment(action, official)
    domain.remove_attachment(attachment, by=makers.actor(official))
    stored_files()[0].unlink()

    response = client_of(official).post(url("attachment_restore", action, attachment), follow=True)

    assert "is gewist en kan niet worden teruggezet" in response.content.decode()
    assert Attachment.objects.get().is_removed


@pytest.mark.parametrize("verb", [domain.remove_attachment, domain.restore_attachment])
def test_others_remove_and_put_back_nothing(verb, action, official, outsider, reporter):
    attachment = makers.make_attachment(action, official)

    for user in (outsider, reporter):
        with pytest.raises(Refused):
            verb(attachment, by=makers.actor(user))

    assert Attachment.history.count() == 1


def test_removing_asks_first(action, official):
    attachment = makers.make_attachment(action, official, title="Notitie over de brug")
    client = client_of(official)

    page = client.get(url("attachment_remove", action, attachment)).content.decode()
    still_there = download(official, attachment).status_code
    response = client.post(url("attachment_remove", action, attachment), follow=True)

    assert "Notitie over de brug" in page
    assert still_there == 200
    assert response.redirect_chain == [(action.get_absolute_url(), 302)]
    assert Attachment.objects.get().is_removed


def test_the_removed_ones_are_listed_with_who_and_when(action, official):
    for title in ("Oude versie", "Nieuwe versie"):
        makers.make_attachment(action, official, title=title)
    domain.remove_attachment(Attachment.objects.get(title="Oude versie"), by=makers.actor(official))

    page = client_of(official).get(url("attachment_bin", action)).content.decode()

    assert "Oude versie" in page
    assert f"door {official.full_name}" in page
    assert "Nieuwe versie" not in page


# Seeing

PERSONAS = (
    "visitor",
    "seatless",
    "outsider",
    "official",
    "coordinator",
    "director",
    "reporter",
    "administrator",
)
EVERYONE, PARTICIPANTS = set(PERSONAS), set(PERSONAS) - {"visitor", "seatless"}
GROUP_AND_WATCHERS = {"official", "coordinator", "director", "reporter"}


@pytest.mark.parametrize(
    ("of_action", "of_annex", "seen_by"),
    [
        ("public", "public", EVERYONE),
        ("public", "partners", PARTICIPANTS),
        ("public", "working_group", GROUP_AND_WATCHERS),
        ("partners", "partners", PARTICIPANTS),
        ("partners", "working_group", GROUP_AND_WATCHERS),
        ("working_group", "working_group", GROUP_AND_WATCHERS),
    ],
)
def test_list_and_download_agree_for_everyone(of_action, of_annex, seen_by, mobility, official, request):
    action = makers.make_action(mobility, visibility=of_action)
    attachment = makers.make_attachment(action, official, visibility=of_annex)
    listed, given = set(), set()

    for persona in PERSONAS:
        user = None if persona == "visitor" else request.getfixturevalue(persona)
        actor = makers.actor(user) if user else Actor()
        if Attachment.objects.visible_to(actor).filter(pk=attachment.pk).exists():
            listed.add(persona)
        if download(user, attachment).status_code == 200:
            given.add(persona)

    assert listed == given == seen_by


@pytest.mark.parametrize(
    ("narrowed", "seen_by"), [("partners", PARTICIPANTS), ("working_group", GROUP_AND_WATCHERS)]
)
def test_an_action_that_is_hidden_hides_its_public_annex(narrowed, seen_by, action, official, request):
    attachment = makers.make_attachment(action, official, visibility="public")
    type(action).objects.filter(pk=action.pk).update(visibility=narrowed)
    users = {name: request.getfixturevalue(name) for name in PERSONAS if name != "visitor"}

    given = {
        name
        for name, user in {**users, "visitor": None}.items()
        if download(user, attachment).status_code == 200
    }

    assert given == seen_by
    assert Attachment.objects.get().shown_visibility == narrowed


def test_a_seat_that_ended_gives_no_annex_at_the_next_request(action, official):
    attachment = makers.make_attachment(action, official, visibility="working_group")
    client = client_of(official)
    before = client.get(attachment.get_absolute_url()).status_code

    official.contact.seats.update(until=today() - makers.datetime.timedelta(days=1))

    assert (before, client.get(attachment.get_absolute_url()).status_code) == (200, 404)
    assert client.get(url("attachment_add", action)).status_code == 403


def test_hidden_and_missing_annexes_look_the_same(action, official, outsider):
    hidden = makers.make_attachment(action, official, visibility="working_group")
    removed = makers.make_attachment(action, official)
    domain.remove_attachment(removed, by=makers.actor(official))
    missing = Attachment(uuid=uuid.uuid4(), action=action)

    pages = {}
    for user in (None, outsider):
        client = client_of(user)
        for attachment in (hidden, removed, missing):
            response = client.get(attachment.get_absolute_url())
            page = response.content.replace(str(attachment.uuid).encode(), b"")
            page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"|data-ends-in="\d+"', b"", page)
            pages.setdefault(user, set()).add((response.status_code, page))

    assert {user: len(found) for user, found in pages.items()} == {None: 1, outsider: 1}
    assert {status for found in pages.values() for status, _page in found} == {404}


# What the browser gets


@pytest.mark.parametrize("name", GOOD_FILES)
def test_a_download_is_the_file_to_keep_and_never_to_show(name, action, official):
    data = GOOD_FILES[name]
    attachment = makers.make_attachment(action, official, name=name, data=data)

    response = download(None, attachment)

    assert response.streaming
    assert b"".join(response.streaming_content) == data
    assert response["Content-Length"] == str(len(data))
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "'self'" not in response["Content-Security-Policy"]
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "html" not in response["Content-Type"]
    assert "svg" not in response["Content-Type"]


def test_a_row_that_says_html_is_not_given_out(action, official, caplog):
    """Whatever got into the table by another way."""
    attachment = makers.make_attachment(action, official)
    Attachment.objects.update(content_type="text/html")

    response = download(None, attachment)

    assert (response.status_code, response.streaming) == (404, False)
    assert NOTE not in response.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_download_only_reads(method, action, official):
    attachment = makers.make_attachment(action, official)

    assert getattr(client_of(official), method)(attachment.get_absolute_url()).status_code == 405


def test_the_address_belongs_to_the_action(action, official, mobility):
    attachment = makers.make_attachment(action, official)
    other = makers.make_action(mobility)

    assert client_of(official).get(url("attachment_download", other, attachment)).status_code == 404
    assert client_of(official).get(url("attachment_remove", other, attachment)).status_code == 404


NAUGHTY_NAMES = {
    "../../../etc/passwd.txt": "passwd.txt",
    "..\\..\\autoexec.txt": "autoexec.txt",
    "fac\u202etxt.exe.txt": "factxt.exe.txt",
    'a"; filename="kwaad.html.txt': "a__ filename=_kwaad.html.txt",
    'a\\"b.txt': "_b.txt",
    "regel%0d%0aSet-Cookie: a=b.txt": "regel_0d_0aSet-Cookie_ a=b.txt",
    "regel&#10;Set-Cookie&#58; a=b.txt": "regelSet-Cookie_ a=b.txt",
    "Réunion Hamont–Achel ☕.txt": "Réunion Hamont–Achel ☕.txt",
    "a" * 300 + ".txt": "a" * 116 + ".txt",
}


@pytest.mark.parametrize("name", NAUGHTY_NAMES, ids=range(len(NAUGHTY_NAMES)))
def test_a_naughty_name_comes_back_safe(name, action, official):
    response = send_raw(client_of(official), action, name)
    assert response.status_code == 302

    header = download(None, Attachment.objects.get())["Content-Disposition"]

    message = Message()
    message["Content-Disposition"] = header
    assert message.get_filename() == NAUGHTY_NAMES[name]
    assert header.isprintable()
    assert header.count("filename") - NAUGHTY_NAMES[name].count("filename") == 1


def send_raw(client, action, name: str):
    """The form as a browser, or somebody with other plans, puts it on the line."""
    fields = {"title": "Notitie", "visibility": "public", "token": str(uuid.uuid4())}
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in fields.items()]
    quoted = name.replace('"', "%22") if "filename=" not in name and "\\" not in name else name
    if '"' in quoted:
        quoted = quoted.replace("\\", "\\\\").replace('"', '\\"')
    parts.append(
        f'Content-Disposition: form-data; name="upload"; filename="{quoted}"\r\n'
        f"Content-Type: text/html\r\n\r\n{NOTE.decode()}"
    )
    body = "".join(f"--grens\r\n{part}\r\n" for part in parts) + "--grens--\r\n"
    content_type = "multipart/form-data; boundary=grens"
    return client.generic("POST", url("attachment_add", action), body.encode(), content_type)


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_file_that_is_gone_or_cut_is_said_so(damage, action, official, caplog):
    attachment = makers.make_attachment(action, official, title="Notitie over de brug")
    [file] = stored_files()
    file.unlink() if damage == "gone" else file.write_bytes(NOTE[:5])

    response = download(official, attachment)

    assert response.status_code == 404
    assert "Dit bestand is niet te openen" in response.content.decode()
    assert "Notitie over de brug" in response.content.decode()
    assert f"annex {attachment.uuid}" in caplog.text


def test_a_storage_that_cannot_be_read_is_said_so(action, official, caplog):
    attachment = makers.make_attachment(action, official)
    [file] = stored_files()
    file.unlink()
    file.mkdir()

    response = download(official, attachment)

    assert response.status_code == 503
    assert "Dit bestand is niet te openen" in response.content.decode()
    assert "cannot be read" in caplog.text


# The form


def test_the_form_adds_and_leads_to_the_action(action, official):
    response = send(client_of(official), action, title="  Verslag \t van  mei ", visibility="partners")

    stored = Attachment.objects.get()
    assert response["Location"] == action.get_absolute_url()
    assert (stored.title, stored.visibility, stored.added_by) == ("Verslag van mei", "partners", official)


def test_the_form_reminds_of_accessibility_and_does_not_insist(action, official):
    page = client_of(official).get(url("attachment_add", action)).content.decode()

    assert "Kan iedereen de bijlage lezen?" in page
    assert "geen scan" in page
    assert 'type="checkbox"' not in page


def test_the_form_warns_that_public_is_public_at_once(action, mobility, official):
    partners = makers.make_action(mobility, visibility="partners")

    pages = [client_of(official).get(url("attachment_add", it)).content.decode() for it in (action, partners)]

    assert ["Openbaar is meteen openbaar" in page for page in pages] == [True, False]
    assert ['value="public"' in page for page in pages] == [True, False]
    assert all(re.search(r'value="partners"[^>]* checked', page) for page in pages)


def test_the_form_of_a_group_action_offers_the_group_only(mobility, official):
    hidden = makers.make_action(mobility, visibility="working_group")

    page = client_of(official).get(url("attachment_add", hidden)).content.decode()

    assert re.findall(r'name="visibility" value="(\w+)"', page) == ["working_group"]


def test_the_form_offers_every_extension(action, official):
    page = client_of(official).get(url("attachment_add", action)).content.decode()

    assert re.search(r'accept="([^"]+)"', page)[1].split(",") == [f".{name}" for name in EXTENSIONS]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"name": "pagina.html", "data": b"<html><script>1</script>"}, "Een webpagina, SVG- of XML-bestand"),
        ({"name": "brief.docx", "data": office("docm")}, "macro's"),
        ({"name": "brief.pdf", "data": NOTE}, "De naam eindigt op .pdf"),
        ({"name": "leeg.txt", "data": b""}, "Dit bestand is leeg"),
        ({"name": ""}, "Kies een bestand"),
        ({"visibility": "iedereen"}, "Kies wie de bijlage mag zien"),
        ({"visibility": ""}, "Kies wie de bijlage mag zien"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(sent, message, action, official):
    response = send(client_of(official), action, **{"title": "Lang <bedacht>", **sent})

    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert message in page
    assert 'value="Lang <bedacht>"' in page
    assert "Kies het bestand opnieuw" in page
    assert (Attachment.objects.count(), stored_files()) == (0, [])


@pytest.mark.parametrize("title", ["", "   ", "x" * 151])
def test_a_title_is_needed_and_not_too_long(title, action, official):
    response = send(client_of(official), action, title=title, visibility="partners")

    page = response.content.decode()
    assert response.status_code == 422
    assert title.strip() in page
    assert re.search(r'value="partners"[^>]* checked', page)
    assert Attachment.objects.count() == 0


def test_a_title_loses_its_controls(action, official):
    send(client_of(official), action, title="a\x00b\r\nc\ud83d".encode("utf-8", "replace").decode())

    assert "\x00" not in Attachment.objects.get().title
    assert "\n" not in Attachment.objects.get().title


def test_a_file_over_the_limit_is_refused_and_never_fills_the_disk(action, official, settings, monkeypatch):
    settings.ATTACHMENT_MAX_BYTES = 300_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    sizes = []
    plain = check_file.__globals__["refuse_size"]
    monkeypatch.setattr(
        "workagenda.forms.refuse_size", lambda size, limit: sizes.append(size) or plain(size, limit)
    )

    response = send(client_of(official), action, title="Lang bedacht", data=b"a" * 3_000_000)

    page = response.content.decode()
    assert response.status_code == 422
    assert "te groot: een bijlage mag 293\xa0kB zijn" in page
    assert 'value="Lang bedacht"' in page
    assert 300_000 < sizes[0] < 400_000


def test_a_file_at_the_limit_comes_in_whole(action, official, settings):
    settings.ATTACHMENT_MAX_BYTES = 300_000
    data = b"b" * 300_000

    assert send(client_of(official), action, data=data).status_code == 302
    assert [file.read_bytes() for file in stored_files()] == [data]


def test_a_double_click_on_the_form_stores_one(action, official):
    client, token = client_of(official), uuid.uuid4()

    answers = [send(client, action, token=token).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert Attachment.objects.count() == 1


def test_going_back_for_another_file_asks_once_more(action, official):
    client, token = client_of(official), uuid.uuid4()
    send(client, action, token=token)

    refused = send(client, action, token=token, data=b"Iets anders.", title="Tweede")
    page = refused.content.decode()
    again = send(client, action, token=token_in(page), data=b"Iets anders.", title="Tweede")

    assert (refused.status_code, again.status_code) == (409, 302)
    assert "al eerder verstuurd" in page
    assert 'value="Tweede"' in page
    assert Attachment.objects.count() == 2


def test_an_action_that_was_hidden_meanwhile_refuses_the_wider_choice(action, official):
    client = client_of(official)
    type(action).objects.filter(pk=action.pk).update(visibility="working_group")

    response = send(client, action, visibility="public", title="Lang bedacht")

    assert response.status_code == 422
    assert "niet meer mensen dan de actie" in response.content.decode()
    assert Attachment.objects.count() == 0


def test_bytes_that_are_no_form_are_no_error(action, official):
    client = client_of(official)
    address = url("attachment_add", action)

    answers = [
        client.generic("POST", address, b"rommel", "multipart/form-data; boundary=x").status_code,
        client.generic("POST", address, b"\xff\xfe", "text/plain").status_code,
        client.post(address, {"upload": "geen bestand", "title": "Titel"}).status_code,
    ]

    assert answers == [422, 422, 422]


# The list on the page of an action


def listed(user, action) -> str:
    actor = makers.actor(user) if user else Actor()
    context = {"action": action, **attachments_of(actor, action)}
    return render_to_string("workagenda/_attachments.html", context)


def test_the_list_shows_title_type_size_date_and_who_sees_it(action, official):
    makers.make_attachment(
        action, official, title="Cijfers & <feiten>", name="a.csv", data=b"a;b\n" * 600, visibility="partners"
    )

    part = listed(official, action)

    assert "Cijfers &amp; &lt;feiten&gt;" in part
    assert "(CSV-bestand, 2\xa0kB)" in part
    assert str(today().year) in part
    assert "Zichtbaar voor: partners" in part


def test_the_list_has_buttons_for_the_group_only(action, official, outsider):
    attachment = makers.make_attachment(action, official)
    member, participant, visitor = (listed(user, action) for user in (official, outsider, None))

    assert url("attachment_add", action) in member
    assert url("attachment_remove", action, attachment) in member
    assert url("attachment_download", action, attachment) in participant
    assert participant == visitor
    assert not any(word in participant for word in ("toevoegen", "verwijderen", "verwijderd"))


def test_the_list_leaves_out_what_is_not_for_all(action, official):
    for visibility in ("partners", "working_group"):
        makers.make_attachment(action, official, visibility=visibility)
    removed = makers.make_attachment(action, official)
    domain.remove_attachment(removed, by=makers.actor(official))

    assert listed(None, action).strip() == ""
    assert listed(official, action).count("bijlagen/") == 2 * 2 + 2


@pytest.mark.parametrize("persona", ["visitor", "outsider", "official", "director"])
def test_the_list_takes_one_query_for_one_and_for_three(persona, action, official, request):
    user = None if persona == "visitor" else request.getfixturevalue(persona)
    actor = makers.actor(user) if user else Actor()

    counts = []
    for _more in range(3):
        makers.make_attachment(action, official)
        with CaptureQueriesContext(connection) as asked:
            part = render_to_string(
                "workagenda/_attachments.html", {"action": action, **attachments_of(actor, action)}
            )
        counts.append(len(asked))

    assert part.count("notitie") == 0
    assert part.count("Bijlage ") >= 3
    assert counts == [1, 1, 1]


def test_the_removed_ones_take_as_many_queries_for_one_as_for_three(action, official):
    client, counts = client_of(official), []
    for _more in range(3):
        attachment = makers.make_attachment(action, official)
        domain.remove_attachment(attachment, by=makers.actor(official))
        with CaptureQueriesContext(connection) as asked:
            client.get(url("attachment_bin", action))
        counts.append(len(asked))

    assert len(set(counts[1:])) == 1
    assert counts[0] >= counts[1]


def test_every_extension_is_one_of_the_good_files():
    assert {extension_of(name) for name in GOOD_FILES} == set(EXTENSIONS)
