"""Files with a team's plans and words: made readable only by the user who runs the bot, and checked by the doctor."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy.engine import URL

from bot.domain.doctor import Permissions

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database; None where there is none: in memory, a `file:` address, PostgreSQL."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents; existing ones keep their mode. Raises OSError."""
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir(FOLDER_MODE, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file. An existing one is left alone, and not even opened. Raises OSError.

    SQLite gives its -wal, -shm and -journal files the mode of the database itself. Closing a file that SQLite has open
    would drop SQLite's locks on it (https://www.sqlite.org/howtocorrupt.html, 2.2), hence O_EXCL.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))


def beside(database: Path) -> Iterator[Path]:
    """List a database's file and files whose names begin with its name: SQLite's own, the lock, copies."""
    if database.parent.is_dir():
        yield from sorted(one for one in database.parent.iterdir() if one.name.startswith(database.name))


def permissions(paths: Iterable[Path]) -> tuple[Permissions, ...]:
    """Say who may do what with each path. One that is gone or out of reach is left out."""
    found: list[Permissions] = []
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        found.append(
            Permissions(
                str(path.absolute()),
                state.st_mode & 0o7777,
                is_folder=path.is_dir(),
                is_ours=state.st_uid == os.geteuid(),
            )
        )
    return tuple(found)
