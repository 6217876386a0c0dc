"""The calendar: slots, the occurrences that they make, and the exceptions to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT, Who
from bot.domain.when import Rule, instant, occurrences, zone_named

SlotKind = Literal["publish", "converse", "listen", "deliver"]

# Occurrences become duties this long before they are due: a digest before a long weekend must know them.
HORIZON = timedelta(days=10)
# Occurrences older than this are not asked for after the bot slept.
LOOK_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Slot:
    """A recurring place on the calendar. `zone` is its own or its strategy's IANA zone.

    Its role, platform, audience and goal are their ids; what those are called now is for showing, never for comparing.
    `own_zone` is "" where it goes by the strategy's. `is_over`: it was taken off the calendar.
    """

    id: int
    strategy_id: int
    kind: SlotKind
    title: str
    role_id: int
    platform_id: int | None
    goal_id: int | None
    audience_id: int | None
    message: str | None
    theme: str | None
    content_kind: str | None
    wall: time
    zone: str
    rule: Rule
    own_zone: str = ""
    is_over: bool = False
    role_title: str = ""
    platform_name: str = ""
    goal_statement: str = ""
    audience_name: str = ""


@dataclass(frozen=True)
class SlotException:
    """A change to one occurrence: left out, moved to another date and wall time, or done by somebody else."""

    local_date: date
    action: Literal["skip", "move", "hand_over"]
    new_date: date | None = None
    new_wall: time | None = None
    slack_id: str | None = None


@dataclass(frozen=True)
class Due:
    """One occurrence: the date that keys it (its rule's), and the instant at which it is due."""

    local_date: date
    at: datetime


class PostTexts(BaseModel, frozen=True, extra="forbid"):
    """What a recurring post may say in words."""

    message: str = Field(default="", max_length=TEXT_LIMIT)
    theme: str = Field(default="", max_length=TITLE_LIMIT)
    content_kind: str = Field(default="", max_length=TITLE_LIMIT)


class SlotValues(PostTexts, frozen=True, extra="forbid"):
    """A slot as it can be changed. In a change, only the fields that are set count (`model_fields_set`).

    role, goal          our ids
    platform, audience  our ids, or names that somebody typed
    zone                IANA name, "" for the plan's
    """

    kind: SlotKind = "publish"
    title: str = ""
    role: int | None = None
    platform: int | str | None = None
    goal: int | None = None
    audience: int | str | None = None
    wall: time | None = None
    rule: Rule | None = None
    zone: str = ""


class NewSlot(PostTexts, frozen=True, extra="forbid"):
    """What `/beat slot` gathers: kind, title, who, where, when, and the goal that it serves; the rest is optional."""

    kind: SlotKind = "publish"
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    who: Who
    platform: str = Field(default="", max_length=TITLE_LIMIT)
    wall: time
    rule: Rule
    zone: str = Field(default="", description="IANA name where it is not the strategy's")
    goal_id: int | None = None
    audience: str = Field(default="", max_length=TITLE_LIMIT)


class NewSlots(BaseModel, frozen=True, extra="forbid"):
    """What one `/beat slot` saves: "Mon/Wed 9 and 4pm" makes two, alike but for their time."""

    slots: tuple[NewSlot, ...] = Field(min_length=1)


def coming(slot: Slot, exceptions: Mapping[date, SlotException], after: datetime, until: datetime) -> list[Due]:
    """List a slot's occurrences with `after` < due <= `until`, exceptions applied, by instant.

    A moved occurrence keeps the date that its rule gave it as its key, so it is still the same occurrence.
    A move may lead into the window from outside, hence the wider walk.
    """
    zone = zone_named(slot.zone)
    found: list[Due] = []
    for day, at in occurrences(slot.rule, slot.wall, zone, after, until):
        if day not in exceptions or exceptions[day].action == "hand_over":
            found.append(Due(day, at))
    for day, change in exceptions.items():
        if change.action == "move" and change.new_date:
            at = instant(change.new_date, change.new_wall or slot.wall, zone)
            if after < at <= until:
                found.append(Due(day, at))
    return sorted(found, key=lambda due: (due.at, due.local_date))
