"""Which files come in: by their bytes, with a name that agrees, and never something that runs."""

import io
import random
import struct
import zipfile
from contextlib import suppress

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from brainport_portal.core import files
from brainport_portal.core.files import (
    EXTENSIONS,
    FILE_TYPES,
    LONGEST_NAME,
    LONGEST_NAME_IN_BYTES,
    MOST_PARTS,
    check_file,
    extension_of,
    safe_name,
    size_in_words,
)
from tests.core.file_making import (
    GOOD_FILES,
    encrypted_pdf,
    jpeg,
    office,
    open_document,
    pdf,
    png,
    zipped,
)

LIMIT = settings.ATTACHMENT_MAX_BYTES
HTML = b"<html><script>alert(1)</script></html>"


def problem_with(name: str, data: bytes) -> str:
    """The message to who uploads it; fails when the file is taken."""
    with pytest.raises(ValidationError) as refusal:
        check_file(name, data, limit=LIMIT)
    return refusal.value.messages[0]


@pytest.mark.parametrize("name", GOOD_FILES)
def test_every_type_comes_in(name):
    checked = check_file(name, GOOD_FILES[name], limit=LIMIT)

    assert (checked.name, checked.data) == (name, GOOD_FILES[name])
    assert extension_of(name) in checked.kind.extensions


def test_good_files_cover_all_types():
    assert {extension_of(name) for name in GOOD_FILES} == set(EXTENSIONS)


def test_no_type_is_one_that_a_browser_runs():
    types = {kind.content_type.split(";")[0] for kind in FILE_TYPES}

    assert types.isdisjoint({"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"})


@pytest.mark.parametrize("name", [name for name in GOOD_FILES if extension_of(name) not in ("txt", "csv")])
def test_another_name_is_refused(name):
    other = "brief.pdf" if extension_of(name) != "pdf" else "brief.docx"

    assert "De naam eindigt op" in problem_with(other, GOOD_FILES[name])


@pytest.mark.parametrize("name", ["brief.pdf", "brief.docx", "kaart.png"])
def test_plain_text_under_another_name_is_refused(name):
    assert "tekstbestand" in problem_with(name, b"Gewone tekst.")


@pytest.mark.parametrize("name", ["verslag", "verslag.pdf.exe", "verslag.html", "verslag.docm", ".pdf"])
def test_a_name_that_no_type_has_is_refused(name):
    if name == ".pdf":
        assert check_file(name, pdf(), limit=LIMIT).name == "bijlage.pdf"
    else:
        assert "De naam eindigt op" in problem_with(name, pdf())


REFUSED = {
    "html": ("a.txt", HTML, "webpagina"),
    "html after spaces": ("a.txt", b" \r\n\t" + HTML, "webpagina"),
    "html after a mark": ("a.txt", b"\xef\xbb\xbf<!DOCTYPE html>", "webpagina"),
    "html with a comment first": ("a.txt", b"<!-- niets --><p onclick=x>", "webpagina"),
    "html further on": ("a.csv", b"a;b\n" + HTML, "webpagina"),
    "html in UTF-16": ("a.txt", HTML.decode().encode("utf-16"), "UTF-8"),
    "svg": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "webpagina"),
    "xml": ("a.txt", b'<?xml version="1.0"?><x/>', "webpagina"),
    "php": ("a.txt", b"<?php system($_GET[0]);", "webpagina"),
    "pdf after html": ("a.pdf", HTML + pdf(), "webpagina"),
    "pdf with html in its head": ("a.pdf", b"%PDF-1.7\n%" + HTML + pdf()[8:], "webpagina"),
    "jpeg with html in a comment": ("a.jpg", b"\xff\xd8\xff\xfe\x00\x30" + HTML + b"\xff\xd9", "webpagina"),
    "png with html": ("a.png", png()[:33] + HTML + png()[33:], "webpagina"),
    "zip after html": ("a.docx", HTML + office(), "webpagina"),
    "zip after a program": ("a.docx", b"MZ\x90\x00\x00" + office(), "kan geen bijlage"),
    "program": ("a.pdf", b"MZ\x90\x00\x03\x00", "kan geen bijlage"),
    "linux program": ("a.txt", b"\x7fELF\x02\x01\x01\x00", "kan geen bijlage"),
    "gif": ("a.gif", b"GIF89a\x01\x00\x01\x00\xff", "kan geen bijlage"),
    "half a pdf": ("a.pdf", pdf()[:-60], "niet compleet"),
    "pdf not at the start": ("a.pdf", b"\n" + pdf(), "kan geen bijlage|inhoud is"),
    "locked pdf": ("a.pdf", encrypted_pdf(compressed=False), "beveiligd"),
    "locked pdf, newer": ("a.pdf", encrypted_pdf(compressed=True), "beveiligd"),
    "old word, or locked": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "wachtwoord"),
    "rtf": ("a.rtf", b"{\\rtf1 tekst}", "kan geen bijlage"),
    "plain zip": ("a.zip", zipped({"a.txt": "a"}), "kan geen bijlage"),
    "zip called docx": ("a.docx", zipped({"a.txt": "a"}), "kan geen bijlage"),
    "jar": ("a.docx", zipped({"META-INF/MANIFEST.MF": "", "A.class": b"\xca\xfe\xba\xbe"}), "programma"),
    "docm": ("a.docm", office("docm"), "macro"),
    "docm called docx": ("a.docx", office("docm"), "macro"),
    "docx with macros": ("a.docx", office(extra={"word/vbaProject.bin": b"\xd0\xcf"}), "macro"),
    "macros in capitals": ("a.docx", office(extra={"WORD/VBAPROJECT.BIN": b"\xd0\xcf"}), "macro"),
    "macros under another name": (
        "a.docx",
        office(types='<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        "macro",
    ),
    "xlsx with old macros": ("a.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}), "macro"),
    "active control": ("a.docx", office(extra={"word/activeX/activeX1.xml": "<x/>"}), "macro"),
    "embedded macros": ("a.docx", office(extra={"word/embeddings/a.xlsm": b"PK"}), "macro"),
    "odt with macros": ("a.odt", open_document(extra={"Basic/Standard/Module1.xml": "<x/>"}), "macro"),
    "odt with scripts": ("a.odt", open_document(extra={"Scripts/python/a.py": "x"}), "macro"),
    "embedded program": ("a.docx", office(extra={"word/embeddings/Factuur.EXE": b"MZ"}), "programma"),
    "archive in a file": ("a.docx", office(extra={"word/a.zip": zipped({"a": "a"})}), "archief"),
    "locked odt": ("a.odt", open_document(manifest="<manifest:encryption-data/>"), "wachtwoord"),
    "odg": ("a.odt", open_document("odg"), "kan geen bijlage"),
    "type not first": (
        "a.odt",
        zipped({"content.xml": "", "mimetype": "application/vnd.oasis.opendocument.text"}),
        "kan geen bijlage",
    ),
    "no picture in a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(30), "kan geen bijlage"),
    "text in another code": ("a.txt", "café".encode("cp1252"), "UTF-8"),
    "bytes called text": ("a.txt", b"tekst\x00met\x01bytes", "kan geen bijlage"),
    "empty": ("a.txt", b"", "leeg"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_come_in_is_refused_with_a_reason(case):
    name, data, words = REFUSED[case]

    assert any(word in problem_with(name, data) for word in words.split("|"))


def test_a_drawing_or_workbook_inside_a_document_is_fine():
    inside = {"word/media/kaart.svg": "<svg/>", "word/embeddings/Werkblad1.xlsx": office("xlsx")}

    assert check_file("a.docx", office(extra=inside), limit=LIMIT).kind.extensions == ("docx",)


def test_size_is_checked_with_the_limit_in_words():
    assert check_file("a.txt", b"a" * 100, limit=100).data
    assert "mag 10\xa0MB zijn" in problem_with("a.txt", b"a" * (LIMIT + 1))


# Files that are small and say, or become, large


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 8 * files.MB)
    bomb = office(extra={f"word/media/{n}.bin": bytes(4 * files.MB) for n in range(3)})

    assert len(bomb) < 100 * files.KB
    assert "veel te groot" in problem_with("a.docx", bomb)


def test_a_part_that_says_it_is_huge_is_refused():
    data = bytearray(office())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)

    assert "veel te groot" in problem_with("a.docx", bytes(data))


def test_a_part_that_says_it_is_small_is_read_no_further(monkeypatch):
    """The list says a few bytes, the part unpacks to 64 MB: no more than a few kB are ever made of it."""
    content = b"<Types/>" + bytes(64 * 1024 * 1024)
    data = bytearray(zipped({"[Content_Types].xml": content}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 20)
    made = []
    plain = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *a: made.append(plain(*a)) or made[-1])

    problem_with("a.docx", bytes(data))

    assert sum(map(len, made)) <= 20


def test_a_list_of_types_that_is_too_long_is_refused():
    assert "veel te groot" in problem_with("a.docx", office(types=" " * 2_000_000))


def test_too_many_parts_are_refused_before_they_are_listed(monkeypatch):
    many = zipped({f"word/{n}.xml": "" for n in range(MOST_PARTS + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", None)

    assert "veel te groot" in problem_with("a.docx", many)


def test_two_parts_with_one_name_are_refused():
    stored = io.BytesIO(office())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stored, "a") as package:
        package.writestr("[Content_Types].xml", "<Types>macroEnabled</Types>")

    assert "beschadigd" in problem_with("a.docx", stored.getvalue())


def test_a_locked_part_is_refused():
    data = bytearray(office())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1

    assert "wachtwoord" in problem_with("a.docx", bytes(data))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_compression_is_refused(compression):
    with zipfile.ZipFile(io.BytesIO(office())) as package:
        parts = {name: package.read(name) for name in package.namelist()}

    assert "beschadigd" in problem_with("a.docx", zipped(parts, compression))


@pytest.mark.parametrize("name", ["brief.docx", "notitie.odt", "verslag.pdf", "kaart.png", "foto.jpg"])
def test_damaged_files_are_refused_or_taken_never_an_error(name):
    """Mostly near the end, where office files list their parts."""
    generator, data = random.Random(name), GOOD_FILES[name]
    for _round in range(2_000):
        damaged = bytearray(data)
        for _byte in range(generator.randint(1, 6)):
            first = max(4, len(data) - 350) if generator.random() < 0.6 else 4
            damaged[generator.randrange(min(first, len(data) - 1), len(data))] = generator.randrange(256)
        with suppress(ValidationError):
            check_file(name, bytes(damaged), limit=LIMIT)


def test_a_part_that_lies_beyond_all_bytes_is_refused():
    data = bytearray(office())
    at = data.index(b"PK\x01\x02")
    length, extra = struct.unpack("<HH", data[at + 28 : at + 32])
    far = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    data[at + 30 : at + 32] = struct.pack("<H", extra + len(far))
    data[at + 42 : at + 46] = b"\xff\xff\xff\xff"
    data[at + 46 + length : at + 46 + length] = far
    end = data.rindex(b"PK\x05\x06")
    size = struct.unpack("<I", data[end + 12 : end + 16])[0]
    data[end + 12 : end + 16] = struct.pack("<I", size + len(far))

    assert "beschadigd" in problem_with("a.docx", bytes(data))


@given(st.binary(max_size=300), st.sampled_from(EXTENSIONS))
def test_any_bytes_are_refused_or_taken_never_an_error(data, extension):
    for start in (b"", b"PK\x03\x04", b"%PDF-", jpeg()[:4]):
        with suppress(ValidationError):
            check_file(f"a.{extension}", start + data, limit=LIMIT)


# Names

NAMES = {
    "Verslag 3 juni (v2).PDF": "Verslag 3 juni (v2).pdf",
    "../../etc/passwd.txt": "passwd.txt",
    "C:\\Users\\jan\\geheim.docx": "geheim.docx",
    "..\\..\\a.txt": "a.txt",
    "/": "bijlage",
    "...": "bijlage",
    "": "bijlage",
    ".pdf": "bijlage.pdf",
    "a.pdf\x00.exe": "a.pdf.exe",
    "a.pdf\r\nSet-Cookie: a=b": "a.pdf set-cookie_ a=b",
    "factuur\u202efdp.exe": "factuurfdp.exe",
    "exe.\u202efdp.txt": "exe.fdp.txt",
    "a\"b';c%2e.pdf": "a_b'_c_2e.pdf",
    "a.exe:.pdf": "a.exe_.pdf",
    "verslag.pdf.": "verslag.pdf",
    "verslag.pdf . .": "verslag.pdf",
    "con.pdf": "_con.pdf",
    "LPT1.txt": "_LPT1.txt",
    "\ufeffre\u0301union\u2028.pdf": "réunion.pdf",
    "\ud800.pdf": "bijlage.pdf",
    "日本.pdf": "日本.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_become_safe(name):
    assert safe_name(name) == NAMES[name]


@pytest.mark.parametrize("letter", ["a", "é", "日", "🚲", ".", " "])
def test_long_names_are_cut_and_keep_their_ending(letter):
    name = safe_name(letter * 300 + ".pdf")

    assert name.endswith(".pdf")
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= LONGEST_NAME_IN_BYTES


@given(st.text(max_size=400))
def test_any_name_is_safe_and_stays_so(name):
    safe = safe_name(name)

    assert safe
    assert safe == safe_name(safe)
    assert safe.isprintable()
    assert set(safe).isdisjoint('<>:"/\\|?*;%\r\n\0')
    assert not safe.startswith(".")
    assert (len(safe) <= LONGEST_NAME, len(safe.encode()) <= LONGEST_NAME_IN_BYTES) == (True, True)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 bytes"),
        (812, "812 bytes"),
        (1024, "1 kB"),
        (240 * 1024, "240 kB"),
        (1024 * 1024 - 1, "1 MB"),
        (1468006, "1,4 MB"),
        (10 * 1024 * 1024, "10 MB"),
    ],
)
def test_sizes_in_words(size, words):
    with translation.override("nl"):
        assert size_in_words(size).replace("\xa0", " ") == words
