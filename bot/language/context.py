"""What a reader of typed text knows about the plan, the people and the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from pydantic import JsonValue

from bot.domain.roles import Person
from bot.language.answers import Locale

# What has been understood so far, ready for JSON: dates as ISO texts, numbers as texts, people as objects.
Given: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Context:
    """What a conversation needs to know when an answer comes; the verb looks it up.

    now      an aware instant
    zone     IANA name of the strategy's zone, or the asker's while there is no strategy
    people   everybody whom the answer could mean (bot.language.who.names_in says whom to look up)
    goals    (id, statement) of the existing goals
    roles    titles of the existing roles
    things   (id, name) of everything that an answer can refer to, by its concept
    present  the values of things that a plan has only one of, by concept
    """

    now: datetime
    zone: str
    locale: Locale
    asker: Person
    people: tuple[Person, ...] = ()
    channel_name: str = ""
    strategy_name: str = ""
    goals: tuple[tuple[int, str], ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    things: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    present: Mapping[str, Given] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Return the names of those people by Slack's id."""
        return {person.slack_id: person.name for person in self.people}
