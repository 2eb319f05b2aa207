"""Reading PDFs back in tests: text as a reader's machine sees it, and the structure behind it."""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO

import pikepdf

SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def open_pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def read_text(data: bytes, *options: str) -> str:
    """The text of the whole file by pdftotext; `options` are those of that program."""
    command = ["pdftotext", "-enc", "UTF-8", *options, "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def read_flowing_text(data: bytes) -> str:
    """The text with every run of white space as one space, so that sentences can be found."""
    return " ".join(read_text(data, "-raw").split())


def table_row(data: bytes, start: str) -> list[int]:
    """The numbers of the first row in the laid-out text that begins with `start`."""
    lines = read_text(data, "-layout").splitlines()
    line = next(line for line in lines if line.strip().startswith(start))
    return [int(number) for number in re.findall(r"(?<=\s)\d+(?=\s|$)", line.strip()[len(start) :])]


def elements(pdf: pikepdf.Pdf, *kinds: str) -> list:
    """The structure elements of those kinds (all without), in reading order."""
    found = _walk(pdf.Root.StructTreeRoot)
    return [element for element in found if not kinds or str(element.S)[1:] in kinds]


def _walk(node) -> Iterator:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _walk(kid)


def untagged_text(page: pikepdf.Page) -> list:
    """Instructions of `page` that show text outside both marked content and artifacts."""
    open_marks, found = 0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                open_marks += 1
            case "EMC":
                open_marks -= 1
            case shows if shows in SHOWS_TEXT and not open_marks:
                found.append(operands)
    return found


def decoded_objects(data: bytes) -> bytes:
    """Every object and every decompressed stream of the file, for a search that misses nothing."""
    parts = []
    with open_pdf(data) as pdf:
        for item in pdf.objects:
            parts.append(item.unparse())
            if isinstance(item, pikepdf.Stream):
                parts.append(item.read_bytes())
    return b"\n".join(parts)
