"""Little files of every sort, as real as a few hundred bytes can be."""

import io
import struct
import zipfile
import zlib

import pikepdf

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "docx": ("word/document.xml", f"{OOXML}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OOXML}presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
}
ODF_KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation", "odg": "graphics"}


def pdf(**options) -> bytes:
    stored = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(stored, **options)
    return stored.getvalue()


def encrypted_pdf(*, compressed: bool) -> bytes:
    """`compressed`: with the trailer in a stream, as newer programs write it."""
    mode = pikepdf.ObjectStreamMode
    return pdf(
        encryption=pikepdf.Encryption(owner="geheim", user=""),
        object_stream_mode=mode.generate if compressed else mode.disable,
    )


def zipped(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", compression) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stored.getvalue()


def office(kind: str = "docx", extra: dict[str, bytes | str] | None = None, types: str = "") -> bytes:
    """An OOXML file; `extra` parts and `types` in its list of content types."""
    main, content_type = MAIN_PARTS[kind]
    listed = (
        '<?xml version="1.0" encoding="UTF-8"?><Types '
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{content_type}"/>{types}</Types>'
    )
    return zipped({"[Content_Types].xml": listed, "_rels/.rels": "<x/>", main: "<x/>", **(extra or {})})


def open_document(
    kind: str = "odt", extra: dict[str, bytes | str] | None = None, manifest: str = ""
) -> bytes:
    """An ODF file; its type comes first and uncompressed."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "mimetype", f"application/vnd.oasis.opendocument.{ODF_KINDS[kind]}", zipfile.ZIP_STORED
        )
        parts = {"content.xml": "<x/>", "META-INF/manifest.xml": f"<m>{manifest}</m>", **(extra or {})}
        for name, data in parts.items():
            package.writestr(name, data)
    return stored.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xd9"


GOOD_FILES = {
    "verslag.pdf": pdf(),
    "brief.docx": office("docx"),
    "telling.xlsx": office("xlsx"),
    "dia's.pptx": office("pptx"),
    "notitie.odt": open_document("odt"),
    "tabel.ods": open_document("ods"),
    "praatje.odp": open_document("odp"),
    "kaart.png": png(),
    "foto.jpg": jpeg(),
    "foto.jpeg": jpeg(),
    "uitleg.txt": "Eén knelpunt: de brug, kleiner dan < 3 meter.\r\n".encode(),
    "cijfers.csv": "\ufeffgemeente;aantal\nPelt;3\n".encode(),
}
