"""A PostgreSQL of this test run's own: in memory, thrown away at the end, and gone too if the run is killed."""

from __future__ import annotations

import atexit
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg
import pytest

OVERRIDE = "DRUMBEAT_TEST_POSTGRES"  # a URL of a server on which databases may be created
MISSING = (
    "PostgreSQL's programs are not installed, so its half of the tests cannot run. "
    f"Try `apt-get install postgresql`, or set {OVERRIDE} to the URL of a server on which databases may be created."
)
# What is lost in a crash does not matter here, so nothing waits for the disk. No vacuum runs between two tests' backs.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
}
# The shell outlives the test run by a moment only: its input ends however the run ends, SIGKILL included.
GUARD = '"$@" & server=$!; read _; kill -INT $server; wait $server; rm -rf "$PGDATA"'


def memory_backed() -> str:
    """Return a folder on memory-backed disk where there is one, else one with a path short enough for a socket."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"


def programs() -> Path | None:
    """Return the folder of the newest `initdb` and `postgres` installed, Debian's place first; None for none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: [int(n) for n in re.findall(r"\d+", p.parent.name)]
    )
    on_path = shutil.which("initdb")
    for folder in (*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _somebody() -> str | None:
    """Return the user to run the server as: None for ourselves, somebody humble where we are root, as it demands."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("there is neither a user postgres nor a user nobody to run PostgreSQL as")


def _start(folder: Path) -> str:
    """Make a cluster in memory, start it, arrange for its end, and return its URL."""
    data = Path(tempfile.mkdtemp(prefix="drumbeat-pg-", dir=memory_backed()))
    user = _somebody()
    environment = {"PATH": os.environ.get("PATH", ""), "PGDATA": str(data), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    group = None if user is None else pwd.getpwnam(user).pw_gid
    extra = None if user is None else [group or 0]
    if user is not None:
        shutil.chown(data, user, group)
    subprocess.run(
        [folder / "initdb", "-U", "drumbeat", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        env=environment,
        cwd=data,
        user=user,
        group=group,
        extra_groups=extra,
        check=True,
        capture_output=True,
    )
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (data / "server.log").open("wb") as log:
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", folder / "postgres", "-k", str(data), *settings],
            env=environment,
            cwd=data,
            user=user,
            group=group,
            extra_groups=extra,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests; the server ends after them
        )
    url = f"postgresql://drumbeat@/postgres?host={data}"
    assert guard.stdin is not None

    def stop() -> None:
        guard.communicate(timeout=30)
        shutil.rmtree(data, ignore_errors=True)

    atexit.register(stop)
    for _ in range(600):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            try:
                guard.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        return url
    raise RuntimeError(f"PostgreSQL does not start: {(data / 'server.log').read_text(errors='replace')}")


@cache
def server_url() -> str | None:
    """Return the URL of this process's server, started at the first call; None where none can be had."""
    given = os.environ.get(OVERRIDE)
    if given:
        return given
    folder = programs()
    return _start(folder) if folder else None


def required_server_url() -> str:
    """Return the server's URL; without one the test is skipped, or fails where CI is set and nothing is skipped."""
    url = server_url()
    if url is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    return url
