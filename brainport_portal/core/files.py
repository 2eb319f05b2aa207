"""What an uploaded file is: decided by its bytes; the name only has to agree. Pure functions, no disk.

The list is short on purpose: documents, pictures and plain text that every office opens. A table of our own
instead of a library: those that know hundreds of types guess, and what is asked here is a firm no. Nothing
is unpacked but a few small parts of office files, and nothing is parsed as XML. It is no virus scanner.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KB = 1024
MB = 1024 * KB
LONGEST_NAME = 120  # characters; in bytes it must fit in the file systems of those who download
LONGEST_NAME_IN_BYTES = 200
MOST_PARTS = 5_000
MOST_UNPACKED = 250 * MB
LARGEST_PART_READ = 1 * MB


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be uploaded; the first extension is the usual one."""

    content_type: str
    extensions: tuple[str, ...]
    label: str | Promise
    mark: bytes = b""  # what office files say about themselves inside


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FileType("application/pdf", ("pdf",), gettext_lazy("PDF"))
PNG = FileType("image/png", ("png",), gettext_lazy("PNG-afbeelding"))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"), gettext_lazy("JPEG-afbeelding"))
TEXT = FileType("text/plain; charset=utf-8", ("txt",), gettext_lazy("tekstbestand"))
CSV = FileType("text/csv; charset=utf-8", ("csv",), gettext_lazy("CSV-bestand"))
OFFICE_TYPES = (
    FileType(
        f"{_OOXML}wordprocessingml.document",
        ("docx",),
        gettext_lazy("Word-document"),
        b"wordprocessingml.document.main+xml",
    ),
    FileType(
        f"{_OOXML}spreadsheetml.sheet",
        ("xlsx",),
        gettext_lazy("Excel-bestand"),
        b"spreadsheetml.sheet.main+xml",
    ),
    FileType(
        f"{_OOXML}presentationml.presentation",
        ("pptx",),
        gettext_lazy("PowerPoint-presentatie"),
        b"presentationml.presentation.main+xml",
    ),
)
OPEN_DOCUMENT_TYPES = (
    FileType(f"{_ODF}text", ("odt",), gettext_lazy("OpenDocument-tekst"), f"{_ODF}text".encode()),
    FileType(
        f"{_ODF}spreadsheet",
        ("ods",),
        gettext_lazy("OpenDocument-rekenblad"),
        f"{_ODF}spreadsheet".encode(),
    ),
    FileType(
        f"{_ODF}presentation",
        ("odp",),
        gettext_lazy("OpenDocument-presentatie"),
        f"{_ODF}presentation".encode(),
    ),
)
FILE_TYPES = (PDF, *OFFICE_TYPES, *OPEN_DOCUMENT_TYPES, PNG, JPEG, TEXT, CSV)
EXTENSIONS = tuple(extension for kind in FILE_TYPES for extension in kind.extensions)
TYPE_OF = {kind.content_type: kind for kind in FILE_TYPES}


@dataclass(frozen=True)
class CheckedFile:
    """A file that `check_file` let through; nothing else makes one."""

    name: str
    kind: FileType
    data: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


def check_file(name: str, data: bytes, *, limit: int) -> CheckedFile:
    """The file under a name that is safe to give out; raises ValidationError with what to do instead."""
    refuse_size(len(data), limit)
    name = safe_name(name)
    kind = _type_of(data, extension_of(name))
    extension = extension_of(name)
    if extension not in kind.extensions:
        raise ValidationError(
            _("De naam eindigt op .%(extension)s, maar de inhoud is: %(kind)s. Sla het bestand opnieuw op.")
            % {"extension": extension, "kind": kind.label}
        )
    return CheckedFile(name=name, kind=kind, data=data)


def refuse_size(size: int, limit: int) -> None:
    """Empty or too large; asked before the bytes are read."""
    if not size:
        raise ValidationError(_("Dit bestand is leeg."))
    if size > limit:
        raise ValidationError(
            _("Dit bestand is te groot: een bijlage mag %(limit)s zijn. Maak afbeeldingen erin kleiner.")
            % {"limit": size_in_words(limit)}
        )


def size_in_words(size: int) -> str:
    """For example "240 kB" or "1,4 MB", counted in 1024s as the computers of readers do."""
    if size < KB:
        return _("%(size)s bytes") % {"size": size}
    if round(size / KB) < KB:
        return f"{round(size / KB)}\N{NO-BREAK SPACE}kB"
    megabytes = round(size / MB, 1)
    return f"{number_format(megabytes, 0 if megabytes.is_integer() else 1)}\N{NO-BREAK SPACE}MB"


# Names


_UNSAFE_IN_NAMES = re.compile(r'[<>:"/\\|?*;%]')
_TAKEN_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def safe_name(name: str) -> str:
    """`name` as it can stand in a header and on any disk: no folders, controls or reversed writing.

    What follows the last dot stays there, in small letters, so that the ending seen is the ending meant.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(
        " " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    name = " ".join(_UNSAFE_IN_NAMES.sub("_", name).split()).rstrip(". ")
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    ending = f"{dot}{extension.lower()}"[:20].rstrip()
    cut = stem[: LONGEST_NAME - len(ending)].encode()[: LONGEST_NAME_IN_BYTES - len(ending.encode())]
    readable = cut.decode(errors="ignore").strip(". ") or "bijlage"
    if _TAKEN_BY_WINDOWS.match(readable):
        readable = f"_{readable}"
    return f"{readable}{ending}"


def extension_of(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").lower()


# Types


_HTML = re.compile(
    rb"<(!doctype|html|head|body|script|iframe|svg|object|embed|meta|style|img|form|base|link)[\s/>]",
    re.IGNORECASE,
)
_MARKUP_AT_START = re.compile(rb"(\xef\xbb\xbf)?\s*<[a-z!?/]", re.IGNORECASE)
_START = 1024  # how far browsers look to guess a type
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _type_of(data: bytes, extension: str) -> FileType:
    if _HTML.search(data[:_START]) or _MARKUP_AT_START.match(data):
        raise ValidationError(
            _("Een webpagina, SVG- of XML-bestand kan geen bijlage zijn. Maak er een PDF van.")
        )
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_OLD_OFFICE):
        raise ValidationError(
            _(
                "Dit is een bestand van een oude Office-versie, of er zit een wachtwoord op. Sla het op als "
                ".docx, .xlsx of .pptx, zonder wachtwoord."
            )
        )
    return _text(data, extension)


def _unknown() -> ValidationError:
    return ValidationError(
        _("Dit soort bestand kan geen bijlage zijn, of het is beschadigd. Kies een van: %(extensions)s.")
        % {"extensions": ", ".join(EXTENSIONS)}
    )


_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def _pdf(data: bytes) -> FileType:
    if b"%%EOF" not in data[-4 * KB :]:
        raise ValidationError(_("Dit PDF-bestand is niet compleet. Maak het opnieuw."))
    if _PDF_ENCRYPTED.search(data):
        raise ValidationError(
            _(
                "Dit PDF-bestand is beveiligd, met een wachtwoord of tegen kopiëren. "
                "Sla het op zonder beveiliging."
            )
        )
    return PDF


_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _text(data: bytes, extension: str) -> FileType:
    """Plain text has no mark of its own, so here the extension chooses between the two kinds."""
    kind = CSV if extension in CSV.extensions else TEXT
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if extension not in (*TEXT.extensions, *CSV.extensions):
            raise _unknown() from error
        raise ValidationError(
            _(
                "De tekens in dit bestand zijn niet te lezen. "
                "Sla het op met tekencodering UTF-8, of maak er een PDF van."
            )
        ) from error
    if _NOT_IN_TEXT.search(text) or extension not in EXTENSIONS:
        raise _unknown()
    return kind


# Office files: packages of parts, zipped


_MACRO = re.compile(
    r"vbaproject|vbadata|(^|/)(activex|xlm|macrosheets)/|^(basic|scripts|dialogs)/."
    r"|\.(docm|dotm|xlsm|xltm|xlsb|xlam|pptm|potm|ppsm|ppam)$"
)
_PROGRAM_OR_ARCHIVE = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|class|sh"
    r"|zip|7z|rar|gz|tgz|bz2|xz|tar|cab|iso)$"
)
_PLAIN_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises for damaged and hostile files, each seen.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
)


def _package(data: bytes) -> FileType:
    # Before the list of parts is read, because a long list takes much memory itself.
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise _too_much()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_parts(package.infolist())
            return _office_type(package)
    except ValidationError:
        raise
    except _BROKEN as error:
        raise _unknown() from error


def _too_much() -> ValidationError:
    return ValidationError(
        _("De inhoud van dit bestand is veel te groot. Sla het opnieuw op of maak er een PDF van.")
    )


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Only what the list of parts says; a part that unpacks to more than it says is cut off by zipfile."""
    names = [part.filename.lower() for part in parts]
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_much()
    if any(part.flag_bits & 0x1 for part in parts):
        raise _protected()
    if any(_MACRO.search(name) for name in names):
        raise _has_macros()
    if any(_PROGRAM_OR_ARCHIVE.search(name) for name in names):
        raise ValidationError(_("In dit bestand zit een ander programma of archief. Haal dat eruit."))
    # Of two parts with one name, another program may read the other one.
    if len(set(names)) < len(names) or any(part.compress_type not in _PLAIN_OR_DEFLATED for part in parts):
        raise _unknown()


def _protected() -> ValidationError:
    return ValidationError(_("Op dit bestand zit een wachtwoord. Sla het op zonder wachtwoord."))


def _has_macros() -> ValidationError:
    return ValidationError(_("In dit bestand zitten macro's. Sla het op zonder macro's, of als PDF."))


def _office_type(package: zipfile.ZipFile) -> FileType:
    names = package.namelist()
    if "[Content_Types].xml" in names:
        says = _read(package, "[Content_Types].xml")
        if re.search(rb"macroenabled|vbaproject", says, re.IGNORECASE):
            raise _has_macros()
        found = [kind for kind in OFFICE_TYPES if kind.mark in says]
    elif names[:1] == ["mimetype"]:
        if b"encryption-data" in _read(package, "META-INF/manifest.xml"):
            raise _protected()
        says = _read(package, "mimetype")
        found = [kind for kind in OPEN_DOCUMENT_TYPES if kind.mark == says.strip()]
    else:
        found = []
    if len(found) != 1:
        raise _unknown()
    return found[0]


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """One small part of `package`, empty when it is not there."""
    if name not in package.namelist():
        return b""
    with package.open(name) as part:
        data = part.read(LARGEST_PART_READ + 1)
    if len(data) > LARGEST_PART_READ:
        raise _too_much()
    return data
