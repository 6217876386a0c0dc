"""The environment (and a `.env` file) as one frozen model. Nothing else reads the environment."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

# Read in the folder in which the program is started.
ENV_FILE = ".env"
SLACK_API_URL = "https://slack.com/api/"
# The health page stays on this machine unless somebody says otherwise.
LOOPBACK = "127.0.0.1"
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
# What each setting takes, as an operator reads it: in `drumbeat run --help`, and where a value doesn't work.
TAKES: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": "It takes the bot token (xoxb-…) from your app's page, under OAuth & Permissions.",
    "SLACK_APP_TOKEN": "It takes the app-level token (xapp-…) from your app's page, under Basic Information.",
    "SLACK_API_URL": "It takes an address that begins with https://, or http:// for a stand-in on this machine.",
    "DATABASE_URL": "It takes an address such as sqlite:////var/lib/drumbeat/drumbeat.sqlite "
    "or postgresql://drumbeat:secret@localhost/drumbeat.",
    "DRUMBEAT_PORT": "It takes a port number from 0 to 65535, such as 8080. Without it, no health page is served.",
    "DRUMBEAT_HEALTH_HOST": "It takes an address without a port, such as 127.0.0.1 (this machine only) "
    "or 0.0.0.0 (everyone).",
    "DRUMBEAT_LOG_LEVEL": "It takes DEBUG, INFO, WARNING or ERROR.",
}
# Parts of letters, digits and hyphens, with dots between.
_HOST_NAME = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,20}")


def default_database_url() -> str:
    """Return a SQLite file in the platform's data folder."""
    return f"sqlite:///{Path(user_data_path('drumbeat', appauthor=False)) / 'drumbeat.sqlite'}"


class Settings(BaseSettings):
    """What is configured from outside. Names are those of docs/operations.md."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: SecretStr = Field(default=SecretStr(""))
    slack_app_token: SecretStr = Field(default=SecretStr(""))
    slack_api_url: str = SLACK_API_URL
    database_url: str = Field(default_factory=default_database_url)
    drumbeat_port: int | None = Field(default=None, ge=0, le=65535)
    drumbeat_health_host: str = LOOPBACK
    drumbeat_log_level: LogLevel = "INFO"

    @field_validator("slack_api_url", "drumbeat_port", "drumbeat_health_host", "drumbeat_log_level", mode="before")
    @classmethod
    def _left_empty(cls, value: object, info: ValidationInfo) -> object:
        """Take an empty value for one that was left out: files for containers often name every setting."""
        if isinstance(value, str) and not value.strip() and info.field_name:
            return cls.model_fields[info.field_name].default
        return value.strip() if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")) or not urlsplit(url).hostname:
            raise ValueError(TAKES["SLACK_API_URL"])
        return url if url.endswith("/") else f"{url}/"

    @field_validator("database_url")
    @classmethod
    def _is_given(cls, url: str) -> str:
        # An empty address is no default here: another, empty database would be made in silence.
        if not url.strip():
            raise ValueError(
                f"It is empty. {TAKES['DATABASE_URL']} Take it out to keep the database in this user's data folder."
            )
        return url.strip()

    @field_validator("drumbeat_health_host")
    @classmethod
    def _is_an_address(cls, host: str) -> str:
        host = host.removeprefix("[").removesuffix("]")
        if not _is_host(host):
            raise ValueError(TAKES["DRUMBEAT_HEALTH_HOST"])
        return host

    @field_validator("drumbeat_log_level", mode="before")
    @classmethod
    def _any_case(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # A name; digits and dots alone are an address with a slip in it.
        return bool(_HOST_NAME.fullmatch(host)) and any(letter.isalpha() for letter in host)
    return True


def missing(settings: Settings) -> list[str]:
    """Say what is missing or wrong about the tokens, each finding with what to do. Empty: they may work."""
    found: list[str] = []
    for name, prefix, where in (
        ("SLACK_BOT_TOKEN", "xoxb-", "your app's page, under OAuth & Permissions: Bot User OAuth Token"),
        ("SLACK_APP_TOKEN", "xapp-", "your app's page, under Basic Information: App-Level Tokens (connections:write)"),
    ):
        token: SecretStr = getattr(settings, name.lower())
        value = token.get_secret_value().strip()
        if not value:
            found.append(f"{name} is not set. Find it on {where}, and put {name}={prefix}… into .env.")
        elif not value.startswith(prefix):
            found.append(f"{name} does not begin with {prefix}, so it is another token. The right one is on {where}.")
    return found


def problems_of(error: ValidationError) -> list[str]:
    """Say what is wrong with the environment, a line each, in our own words and without the value."""
    return [f"{name}: {_wrong_with(name, one)}" for name, one in _by_name(error)]


def _by_name(error: ValidationError) -> Iterator[tuple[str, ErrorDetails]]:
    for one in error.errors():
        yield ".".join(map(str, one["loc"])).upper(), one


def _wrong_with(name: str, error: ErrorDetails) -> str:
    # Our own validators speak for themselves; urlsplit and other parsers raise the same exception.
    said = str(error.get("ctx", {}).get("error", ""))
    return said if TAKES[name] in said else TAKES[name]


def log_level(written: str | None) -> LogLevel:
    """Return the level of the log for a program that needs no other setting. Raises ValueError with a sentence."""
    level = (written or "").strip().upper() or "WARNING"
    found: LogLevel | None = next((one for one in get_args(LogLevel) if one == level), None)
    if found is None:
        raise ValueError(f"DRUMBEAT_LOG_LEVEL: {TAKES['DRUMBEAT_LOG_LEVEL']}")
    return found


# ---------------------------------------------------------------- slips of the pen

OURS = "DRUMBEAT_"
# Read by tests and benchmarks alone.
OF_DEVELOPERS = frozenset({"DRUMBEAT_CHROMIUM", "DRUMBEAT_EXAMPLES", "DRUMBEAT_SCREENSHOTS", "DRUMBEAT_TEST_POSTGRES"})
NAMES = tuple(name.upper() for name in Settings.model_fields)
KNOWN = frozenset(NAMES) | OF_DEVELOPERS
# How alike two names must be, from 0 to 1: one of ours is always meant for us, any other program has its own.
_NEAR_OURS, _NEAR_OTHERS = 0.6, 0.8


@dataclass(frozen=True)
class Slip:
    """A name that is no setting, with the setting that was probably meant, "" where none is near; or a line of .env."""

    name: str = ""
    meant: str = ""
    line: int = 0


def slips() -> list[Slip]:
    """Return the slips in the environment and in `.env`: names that are misspelt, and lines that say nothing."""
    written, lines = _file()
    named = {name.upper() for name in [*os.environ, *written]}
    found = [Slip(name, near) for name in sorted(named - KNOWN) if (near := _near(name, named)) is not None]
    return [*found, *[Slip(line=number) for number in lines]]


def _near(name: str, named: set[str]) -> str | None:
    """Return the setting that a name was probably meant for, "" where none is near; None for other programs' names."""
    if not name.startswith(OURS):
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=_NEAR_OTHERS)
        return near[0] if near and near[0] not in named else None
    # Without the prefix, which is half of each name; DRUMBEAT_BOT_TOKEN means one that has another.
    bare = name.removeprefix(OURS)
    whole = next((one for one in NAMES if one == bare or one.endswith(f"_{bare}")), None)
    ends = {one.removeprefix(OURS): one for one in NAMES}
    near = difflib.get_close_matches(bare, ends, n=1, cutoff=_NEAR_OURS)
    return whole or (ends[near[0]] if near else "")


def _file() -> tuple[list[str], list[int]]:
    """Return the names that `.env` sets, and the numbers of its lines that set nothing."""
    try:
        with Path(ENV_FILE).open(encoding="utf-8") as opened:
            bindings = list(parse_stream(opened))
    except (OSError, UnicodeDecodeError):
        return [], []
    return [one.key for one in bindings if one.key], [one.original.line for one in bindings if one.error]
