"""Run a command with DATABASE_URL pointing to a throw-away PostgreSQL, and leave nothing behind.

    python scripts/with_postgres.py pytest -m database

The cluster lives in a temporary folder, listens on a free port of this machine only and trusts every local
connection. It writes without fsync, which is faster, unless KEEP_FSYNC=1. PostgreSQL refuses to run as
root, so root runs it as the user postgres.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {"max_connections": "200", "listen_addresses": "127.0.0.1", "timezone": "UTC"}
WITHOUT_FSYNC = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_SECONDS = 30


def main(command: list[str]) -> int:
    if not command:
        sys.exit(__doc__)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    with cluster(programs()) as port:
        environment = os.environ | {
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{port}/portal",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(port),
            "PGUSER": "postgres",
        }
        return run(command, environment)


def programs() -> Path:
    """Debian keeps the server's programs out of the PATH, in a folder per major version: take the newest."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not folders:
        sys.exit("PostgreSQL is missing. On Debian: apt-get install postgresql")
    return max(folders, key=lambda folder: [int(part) for part in folder.parent.name.split(".")])


@contextmanager
def cluster(bin_folder: Path) -> Iterator[int]:
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        initialise = ["initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8"]
        quietly(bin_folder, [*initialise, "--locale=C.UTF-8", f"--pgdata={data}"])
        server, port = start(bin_folder, folder)
        try:
            quietly(bin_folder, ["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "portal"])
            yield port
        finally:
            server.send_signal(signal.SIGQUIT)  # immediate: nothing in it is worth a checkpoint
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(bin_folder: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    settings = SETTINGS | {"unix_socket_directories": str(folder)}
    if os.environ.get("KEEP_FSYNC") != "1":
        settings |= WITHOUT_FSYNC
    for _attempt in range(3):  # another program may take the free port before the server does
        port = free_port()
        options = [f"--{name}={value}" for name, value in (settings | {"port": str(port)}).items()]
        command = ["postgres", "-D", str(folder / "data"), *options]
        log_path = folder / "server.log"
        with log_path.open("wb") as log:
            # --pdeathsig: should this script be killed, the kernel ends the server.
            server = subprocess.Popen(
                as_owner(bin_folder, command, "--pdeathsig", "QUIT"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                start_new_session=True,  # a Ctrl-C is for the command; the server ends after it
            )
        ready = False
        try:
            ready = is_ready(bin_folder, server, port)
        finally:
            if not ready:
                server.kill()
                server.wait()
        if ready:
            return server, port
    sys.exit(f"PostgreSQL does not start:\n{log_path.read_text(errors='replace')}")


def is_ready(bin_folder: Path, server: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    ask = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(ask).returncode == 0:
            return server.poll() is None
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_owner(bin_folder: Path, command: list[str], *options: str) -> list[str]:
    """The command as PostgreSQL accepts it: never as root."""
    if os.geteuid() == 0:
        options += ("--reuid", "postgres", "--regid", "postgres", "--init-groups")
    return ["setpriv", *options, "--", str(bin_folder / command[0]), *command[1:]]


def quietly(bin_folder: Path, command: list[str]) -> None:
    result = subprocess.run(as_owner(bin_folder, command), capture_output=True, text=True, cwd="/")
    if result.returncode:
        sys.exit(f"{command[0]} failed:\n{result.stdout}{result.stderr}")


def run(command: list[str], environment: dict[str, str]) -> int:
    """The command's exit code. Whatever ends this script ends the command first."""
    try:
        process = subprocess.Popen(command, env=environment)
    except FileNotFoundError:
        sys.exit(f"No such command: {command[0]}")
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the terminal sent the same Ctrl-C to the command: let it finish
        except SystemExit:
            process.terminate()
            process.wait()
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
