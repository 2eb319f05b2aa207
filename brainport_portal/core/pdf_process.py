"""Documents made in a process of their own, within limits on time and memory.

Each process that makes documents starts one helper (`pdf_forker.py`), which loads WeasyPrint once and forks
for every document: the cost of a fork, not of a start. A document that takes too much is killed without
harm to the next one, and what WeasyPrint leaves behind in memory goes with it.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any, cast


@dataclass(frozen=True)
class Limits:
    """What one document may take: seconds by the clock, and megabytes of memory of its own."""

    seconds: int
    megabytes: int


class OverLimit(Exception):
    """A document took too much; `kind` is time or memory."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"over the limit on {kind}")
        self.kind = kind


class DocumentFailed(Exception):
    """The document could not be made; the message is for the log."""


@dataclass(frozen=True)
class Made:
    """A finished file, and what making it took of the machine."""

    data: bytes
    pages: int
    cpu_seconds: float
    peak_megabytes: float


def write_pdf(html: str, identifier: bytes, variant: str, limits: Limits) -> tuple[bytes, int]:
    """The finished file and its number of pages. Raises OverLimit, FileNotFoundError or DocumentFailed."""
    made = make_pdf(html, identifier, variant, limits)
    return made.data, made.pages


def make_pdf(html: str, identifier: bytes, variant: str, limits: Limits) -> Made:
    """The finished file, and what it took. Raises OverLimit, FileNotFoundError or DocumentFailed."""
    request = {"html": html, "identifier": identifier.hex(), "variant": variant, **asdict(limits)}
    answer, data = _helper.ask(request)
    match answer["result"]:
        case "done":
            return Made(data, answer["pages"], answer["cpu_seconds"], answer["peak_megabytes"])
        case "time" | "memory" as kind:
            raise OverLimit(kind)
        case "missing":
            raise FileNotFoundError(answer["message"])
    raise DocumentFailed(answer["message"])


class _Helper:
    """The helper of this process, started with the first document and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock, self._running() as process:
            requests, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            send(requests, request)
            return receive(answers)

    @contextlib.contextmanager
    def _running(self) -> Iterator[subprocess.Popen[bytes]]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._process, self._owner = _start(), os.getpid()
        try:
            yield self._process
        except (OSError, EOFError) as died:
            self._process.kill()
            self._process = None
            raise DocumentFailed("the process that makes documents died") from died


def _start() -> subprocess.Popen[bytes]:
    """A helper in a session of its own, so that stopping the worker lets it finish its document."""
    process = subprocess.Popen(
        [sys.executable, "-m", "brainport_portal.core.pdf_forker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    atexit.register(_stop, process, os.getpid())
    return process


def _stop(process: subprocess.Popen[bytes], owner: int) -> None:
    if owner == os.getpid():
        process.kill()
        process.wait()


def send(stream: IO[bytes], message: dict[str, Any], data: bytes = b"") -> None:
    """One message: a line of JSON, then as many bytes as it says."""
    stream.write(json.dumps({**message, "bytes": len(data)}).encode() + b"\n" + data)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """What `send` wrote; raises EOFError when the other side is gone."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    message = json.loads(line)
    data = stream.read(message["bytes"])
    if len(data) < message["bytes"]:
        raise EOFError
    return message, data


_helper = _Helper()
