"""The helper of `pdf_process`: loads WeasyPrint once, and forks for every document that is asked for.

Reads requests from its standard input and answers on its standard output; ends when the input does. It is
a program of its own, without threads and without a connection to the database, so that forking is safe.
"""

import contextlib
import gc
import os
import resource
import select
import signal
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import django

from .pdf_process import receive, send

MEGABYTE = 1024 * 1024
# A bit of everything that documents have, so that no child is the first to need it.
WARM_UP = Path(__file__).with_name("pdf_warm_up.html")
# Python looks for garbage all the time; a child that ends soon hardly has to.
GARBAGE_THRESHOLD = 100_000
# People who wait for a page go first; with a processor to spare this costs a document nothing.
NICENESS = 5


def main() -> None:
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed goes to the log and not between the answers
    for ignored in (signal.SIGINT, signal.SIGTERM):  # a worker that is stopped finishes its document first
        signal.signal(ignored, signal.SIG_IGN)
    _step_aside()
    django.setup()
    _warm_up()
    while True:
        try:
            request, _none = receive(requests)
        except EOFError:
            return
        send(answers, *_answer(request))


def _step_aside() -> None:
    """Gives this process and its children less of the processor than whoever answers people.

    Linux may weigh sessions before it weighs processes (autogroup); this one has a session of its own.
    """
    os.nice(NICENESS)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(NICENESS))


def _warm_up() -> None:
    """Loads what every document needs, before there are documents."""
    from .pdf_engine import write_pdf  # slow import  # noqa: PLC0415

    write_pdf(WARM_UP.read_text(), b"warm", "pdf/ua-1")
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Makes the document in a child and waits for it, no longer than it may take."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _be_child(request, os.fdopen(write_end, "wb"))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        written = _read_until(pipe, time.monotonic() + request["seconds"])
    if written is None:
        os.kill(child, signal.SIGKILL)
    _pid, status, usage = os.wait4(child, 0)
    if written is None:
        return {"result": "time"}, b""
    if status != 0:
        # C code does not raise MemoryError: it stops the process.
        is_full = usage.ru_maxrss * 1024 > 0.7 * request["megabytes"] * MEGABYTE
        return {"result": "memory" if is_full else "failed", "message": f"status {status}"}, b""
    answer, data = receive(BytesIO(written))
    used = {"cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_megabytes": usage.ru_maxrss / 1024}
    return {**answer, **used}, data


def _read_until(pipe: IO[bytes], deadline: float) -> bytes | None:
    """All that the child writes, or None when it is still busy at `deadline`."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            return None
        if not (part := os.read(pipe.fileno(), MEGABYTE)):
            return b"".join(parts)
        parts.append(part)
    return None


def _be_child(request: dict[str, Any], pipe: IO[bytes]) -> None:
    """Makes one document and ends this process, without running anything that its parent prepared."""
    from .pdf_engine import write_pdf  # slow import  # noqa: PLC0415

    status = 1
    try:
        _limit(request["seconds"], request["megabytes"])
        try:
            data, pages = write_pdf(request["html"], bytes.fromhex(request["identifier"]), request["variant"])
            send(pipe, {"result": "done", "pages": pages}, data)
        except MemoryError:
            send(pipe, {"result": "memory"})
        except FileNotFoundError as missing:
            send(pipe, {"result": "missing", "message": str(missing)})
        except Exception as error:
            send(pipe, {"result": "failed", "message": f"{type(error).__name__}: {error}"[:500]})
        status = 0
    finally:
        os._exit(status)


def _limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
