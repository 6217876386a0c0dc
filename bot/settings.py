"""The environment (and a `.env` file) as one frozen model. Nothing else reads the environment."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# Read in the folder in which the program is started.
ENV_FILE = ".env"
SLACK_API_URL = "https://slack.com/api/"
# The health page stays on this machine unless somebody says otherwise.
LOOPBACK = "127.0.0.1"
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
    drumbeat_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_a_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("SLACK_API_URL begins with https:// (or http:// for a stand-in on this machine)")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("drumbeat_health_host")
    @classmethod
    def _is_an_address(cls, host: str) -> str:
        host = host.strip().removeprefix("[").removesuffix("]")
        # An empty host would be taken for every interface.
        if not host:
            return LOOPBACK
        if not _is_host(host):
            raise ValueError(
                "It takes an address without a port, such as 127.0.0.1 (this machine only) or 0.0.0.0 (everyone)"
            )
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
    """Say what is wrong with the environment, a line each."""
    return [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
