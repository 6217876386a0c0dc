"""Which time-zone data is used: the newer of the system's and the package tzdata's.

Python looks in the system's folders first and at the package only for zones that those lack, however old they are.
Countries change their clocks at a few weeks' notice, so an old system is an hour off where a newer package is not.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

# Zones of several continents that every set of zone data has. A folder without them is no zone data.
PROBED = (
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Africa/Nairobi",
    "Australia/Sydney",
)

# Where folders say their release: "# version 2025b" as the first line of the one (Linux, the package), else alone.
_SAYING = ("tzdata.zi", "+VERSION")
_RELEASE = re.compile(r"\b((?:19|20)[0-9]{2})([a-z]{1,2})\b")
_MAGIC = b"TZif"


@dataclass(frozen=True)
class Source:
    """Zone data that can be used: its folder, and its release ("2025b"), "" where it does not say."""

    folder: str
    release: str


@dataclass(frozen=True)
class Choice:
    """What was found on either side, None for nothing that can be used, and which of both is the newer."""

    system: Source | None
    package: Source | None
    used: Literal["system", "package", ""]


@cache
def use_newest() -> Choice:
    """Let zoneinfo read the newer data, and say which it is. To be called before any zone is read; once is enough.

    Zones that the older data alone has stay known. PYTHONTZPATH counts as the system's.
    """
    folders = zoneinfo.TZPATH
    found = look(folders, _packaged())
    # In their order, without those that cannot be read: zoneinfo would stop at their files.
    usable = [folder for folder in folders if _source(folder) is not None]
    if found.package and found.used == "package":
        usable.insert(0, found.package.folder)
    if tuple(usable) != folders:
        zoneinfo.reset_tzpath(usable)
        zoneinfo.ZoneInfo.clear_cache()
    return found


def look(system: Iterable[str], package: Path | None) -> Choice:
    """Compare the first of the system's folders that can be used with the package's.

    Of the same release, the system's is used: its updates come by themselves. Data that says its release is trusted
    over data that does not.
    """
    ours = next((found for folder in system if (found := _source(folder))), None)
    theirs = _source(str(package)) if package else None
    if theirs and (ours is None or _age(theirs) > _age(ours)):
        return Choice(ours, theirs, "package")
    return Choice(ours, theirs, "system" if ours else "")


def _packaged() -> Path | None:
    """Return the folder of the package tzdata; None where it is not installed, or not as files."""
    spec = find_spec("tzdata")
    return Path(spec.origin).parent / "zoneinfo" if spec and spec.origin else None


def _source(folder: str) -> Source | None:
    path = Path(folder)
    return Source(folder, _release(path)) if all(_is_zone(path / name) for name in PROBED) else None


def _is_zone(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _release(folder: Path) -> str:
    for name in _SAYING:
        try:
            with (folder / name).open(encoding="utf-8", errors="replace") as file:
                first = file.readline(100)
        except OSError:
            continue
        if found := _RELEASE.search(first):
            return found[0]
    return ""


def _age(source: Source) -> tuple[str, int, str]:
    """Return what orders releases: after "2025z" comes "2025za"."""
    found = _RELEASE.fullmatch(source.release)
    return (found[1], len(found[2]), found[2]) if found else ("", 0, "")
