"""Zip files whose bytes depend on nothing but what is in them: no clock, no machine."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

# The earliest moment that a zip file can name.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
UNIX = 3


def write_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The `members`, name and bytes, as one zip file in the order given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            member = zipfile.ZipInfo(name, NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = READABLE
            archive.writestr(member, data)
    return buffer.getvalue()


def without_times(data: bytes) -> bytes:
    """The zip file `data`, as office documents are, without the times at which its parts were written."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return write_zip((item.filename, archive.read(item)) for item in archive.infolist())


class _Outbox(io.RawIOBase):
    """Takes what a zip file writes until somebody collects it; it cannot go back, like a connection."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def collect(self) -> bytes:
        collected, self._waiting = b"".join(self._waiting), []
        return collected


def stream_zip(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The `members` as one zip file, piece by piece, so that never more than one is in memory.

    They are stored as they are: a PDF does not get smaller.
    """
    outbox = _Outbox()
    with zipfile.ZipFile(cast(IO[bytes], outbox), "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            member = zipfile.ZipInfo(name, NO_TIME)
            member.create_system = UNIX
            member.external_attr = READABLE
            archive.writestr(member, data)
            yield outbox.collect()
    yield outbox.collect()
