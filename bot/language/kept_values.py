"""Understood values, to and from JSON, and in the words of the summary: dates with weekday, times with place."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field, JsonValue, TypeAdapter

from bot.domain.roles import TITLE_LIMIT, Person, Who
from bot.domain.strategies import DateOrder, DecimalMark
from bot.domain.when import WEEKDAYS
from bot.language.answers import Locale
from bot.language.context import Context, Given
from bot.language.dates import bare_date
from bot.language.numbers import say_number
from bot.language.schedules import Planned, Schedule

_FIXED = re.compile(r"Etc/GMT([+-])([0-9]{1,2})")


class Told(BaseModel, frozen=True, extra="forbid"):
    """The person responsible, as typed: a role's title, a person, or both. `name` is only for display."""

    title: str = Field(default="", max_length=TITLE_LIMIT)
    slack_id: str = ""
    name: str = ""

    @classmethod
    def person(cls, person: Person, title: str = "") -> Told:
        """Return `person`, in the role `title` if one was typed."""
        return cls(title=title, slack_id=person.slack_id, name=person.name)

    def who(self, fallback: str) -> Who:
        """Return it as the domain's type; a person without a role gets one titled `fallback`."""
        return Who(title=self.title, slack_id=self.slack_id, fallback="" if self.title else fallback)

    def say(self) -> str:
        """Return "Editor (Ana)", "Ana" or "Editor"."""
        name = self.name or self.slack_id
        return f"{self.title} ({name})" if self.title and name else self.title or name


_PLANNED: TypeAdapter[tuple[Planned, ...]] = TypeAdapter(tuple[Planned, ...])
_DAYS: TypeAdapter[tuple[int, ...]] = TypeAdapter(tuple[int, ...])
_ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_MARKS: dict[str, DecimalMark] = {".": ".", ",": ","}


# ---------------------------------------------------------------- to JSON


def keep(value: BaseModel) -> JsonValue:
    """Return a value in its JSON form."""
    kept: JsonValue = value.model_dump(mode="json")
    return kept


def keep_schedule(value: Schedule) -> JsonValue:
    """Return regular times in their JSON form, complete or not."""
    kept: JsonValue = _PLANNED.dump_python(value.items, mode="json")
    return kept


def keep_number(value: Decimal) -> str:
    """Return a number in its stored form: plain digits, without exponent and trailing zeros."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


# ---------------------------------------------------------------- from JSON


def text(given: Given, name: str) -> str:
    """Return a text, or "" where there is none."""
    value = given.get(name)
    return value if isinstance(value, str) else ""


def number(given: Given, name: str) -> Decimal | None:
    """Return a number, or None."""
    return Decimal(text(given, name)) if text(given, name) else None


def day(given: Given, name: str) -> date | None:
    """Return a date, or None."""
    return date.fromisoformat(text(given, name)) if text(given, name) else None


def whole(given: Given, name: str) -> int | None:
    """Return an integer, or None."""
    value = given.get(name)
    return value if isinstance(value, int) else None


def told(given: Given, name: str) -> Told | None:
    """Return the person or role that was typed, or None."""
    value = given.get(name)
    return Told.model_validate(value) if isinstance(value, dict) else None


def schedule(given: Given, name: str) -> Schedule:
    """Return regular times, or an empty schedule."""
    return Schedule(_PLANNED.validate_python(given.get(name) or ()))


def days(given: Given, name: str) -> tuple[int, ...]:
    """Return days of the week, or none."""
    return _DAYS.validate_python(given.get(name) or ())


# ---------------------------------------------------------------- in words


def place(zone: str) -> str:
    """Return how people name a zone: "Berlin", "New York", "UTC+3"."""
    fixed = _FIXED.fullmatch(zone)
    if fixed:
        # POSIX counts in the other direction: Etc/GMT-3 is three hours ahead.
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}" if fixed[2] != "0" else "UTC"
    return zone.rpartition("/")[2].replace("_", " ")


def say_day(value: date) -> str:
    """Return "Wed 31 March 2027"."""
    return f"{WEEKDAYS[value.weekday()][:3]} {bare_date(value)}"


def say_schedule(value: Schedule, zone: str, today: date | None = None) -> str:
    """Return "every Monday at 09:00 (Berlin)", or "" for none; with `today`, also its start if that is later."""
    return f"{value.in_words(today)} ({place(zone)})" if value.items else ""


def say_amount(value: Decimal, unit: str, locale: Locale) -> str:
    """Return "1,000 followers", "$1,000" or "20 %"."""
    said = say_number(value, locale)
    return f"{unit}{said}" if unit in {"$", "£"} else f"{said} {unit}".strip()


def locale_of(given: Given, context: Context) -> Locale:
    """Return how to write dates and numbers: as said in this conversation, else as the context knows."""
    known = context.locale
    return Locale(
        _ORDERS.get(text(given, "date_order"), known.date_order),
        _MARKS.get(text(given, "decimal_mark"), known.decimal_mark),
        known.week_start,
    )
