"""A strategy's settings, and everything that set-up gathers for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, get_type_hints

from pydantic import BaseModel, Field, JsonValue, TypeAdapter, field_validator

from bot.domain.calendar import NewSlot
from bot.domain.goals import NewGoal
from bot.domain.reviews import next_review
from bot.domain.roles import TITLE_LIMIT
from bot.domain.when import Hours, zone_named

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[".", ","]

WORKING_DAYS = (0, 1, 2, 3, 4)
REVIEW_WEEKDAY = 4
REVIEW_AT = time(15)
# The settings that decide when a review opens, and which week it looks back on.
OF_REVIEWS = frozenset({"zone", "review_weekday", "review_at", "week_start", "working_days"})


@dataclass(frozen=True)
class Strategy:
    """One plan, at home in one channel. `channel` is the channel's Slack id, `zone` an IANA name, Monday is day 0."""

    id: int
    workspace_id: int
    channel: str
    channel_name: str
    is_private: bool
    name: str
    zone: str
    date_order: DateOrder
    decimal_mark: DecimalMark
    week_start: int
    working_days: tuple[int, ...]
    review_weekday: int
    review_at: time
    currency: str = ""  # a code of ISO 4217

    @property
    def hours(self) -> Hours:
        """Return when the team as such works: its working days, nine to six on the strategy's clock."""
        return Hours(zone_name=self.zone, days=frozenset(self.working_days), begins=time(9), ends=time(18))

    @property
    def settings(self) -> NewSettings:
        """Return its settings as they are, checked by nothing: older ones need not fit the limits of today."""
        return NewSettings.model_construct(**{name: getattr(self, name) for name in NewSettings.model_fields})

    def next_review(self, after: datetime) -> datetime:
        """Return the first instant later than `after` at which a review opens."""
        return next_review(after, self.zone, self.review_weekday, self.review_at)


class NewSettings(BaseModel, frozen=True, extra="forbid"):
    """A strategy's own settings, as set-up and strategy files give them."""

    name: str = Field(min_length=1, max_length=TITLE_LIMIT)
    zone: str
    date_order: DateOrder = "dmy"
    decimal_mark: DecimalMark = "."
    week_start: int = Field(default=0, ge=0, le=6)
    working_days: tuple[int, ...] = Field(default=WORKING_DAYS, min_length=1)
    review_weekday: int = Field(default=REVIEW_WEEKDAY, ge=0, le=6)
    review_at: time = REVIEW_AT
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")

    def changed(self, values: Mapping[str, JsonValue]) -> NewSettings:
        """Return them with other values, as JSON keeps them. Limits aren't checked: older ones may come back."""
        kinds = get_type_hints(type(self))
        read = {name: TypeAdapter(kinds[name]).validate_python(value) for name, value in values.items()}
        return self.model_copy(update=read)

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        zone_named(name)
        return name


class NewStrategy(NewSettings, frozen=True, extra="forbid"):
    """What `/beat setup` gathers in at most seven questions; the rest has defaults that can be changed."""

    lead: str = Field(min_length=1, description="Slack id of who hears when something is missed")
    goal: NewGoal
    slots: tuple[NewSlot, ...] = Field(min_length=1)
