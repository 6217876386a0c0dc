"""How a file differs from the existing plan, in words: each difference, what is unclear, and what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bot.domain.messages import Parts
from bot.planfile.shape import WhyNot
from bot.schema.columns import COLUMNS
from bot.views.kit.blocks import clip
from bot.views.kit.texts import inline

# At most this many lines each for a file's differences, unclear entries, and settings. All of them are applied.
LINES = 10
VALUE_SHOWN = 60


def needs_left_out(title: str) -> str:
    """Say that an entry can't be used without another one, which is left out."""
    return f"It needs {title}, which is left out."


def beside_the_plan(problem: str) -> str:
    """Say that an entry doesn't fit what the plan says."""
    return f"With what the plan says already: {problem}"


@dataclass(frozen=True)
class Difference:
    """One key of a thing that differs between file and plan: the thing's name, the old value, the new one.

    `key` is "" where the thing itself is the value; a value of "" is nothing.
    """

    title: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Stays:
    """A setting, or a person's place, that differs in a file; it stays as it is.

    key       the file's key: a setting's, `leads`, `holder` or `backup`; these two of the role called `role`
    now       what the plan says
    said      what the file says
    why       why the person named in the file can't have the place, None where they can
    """

    key: str
    role: str
    now: str
    said: str
    why: WhyNot | None = None


@dataclass(frozen=True)
class Doubt:
    """An unclear entry of a file: it is left alone unless somebody says what it is.

    place     where it is in the file: "regular_posts[2]"
    could_be  the only thing that it may be a change of; "" where several fit alike
    several   how many things of that name it may be
    tells     the keys that would settle it
    problem   why it can't be used, whatever it is; then everything else is empty
    """

    place: str
    title: str
    could_be: str = ""
    several: int = 0
    tells: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Otherwise:
    """How a file differs from the existing plan, apart from the counts of new and changed things."""

    differences: Sequence[Difference] = ()
    doubts: Sequence[Doubt] = ()
    stays: Sequence[Stays] = ()

    @property
    def asked(self) -> Sequence[Doubt]:
        """Return the entries that people can identify."""
        return [one for one in self.doubts if not one.problem]

    @property
    def can_be_adopted(self) -> bool:
        """Tell whether the file has a setting or a person that the plan can take over."""
        return any(not one.why for one in self.stays)


def pack_otherwise(of: Otherwise) -> dict[str, Parts]:
    """Write a file's differences as a fact of a message: as many as it shows, those with buttons first."""
    doubts = sorted(of.doubts, key=lambda one: bool(one.problem))
    stay = sorted(of.stays, key=lambda one: one.why is not None)
    every: dict[str, Sequence[Difference | Doubt | Stays]]
    every = {"differences": of.differences, "doubts": doubts, "stays": stay}
    return {name: [asdict(one) for one in some[: LINES + 1]] for name, some in every.items()}


def unpack_otherwise(found: Mapping[str, Parts]) -> Otherwise:
    """Read what `pack_otherwise` wrote."""
    return Otherwise(
        tuple(Difference(**one) for one in found.get("differences", ())),
        tuple(Doubt(**{**one, "tells": tuple(one["tells"])}) for one in found.get("doubts", ())),
        tuple(Stays(**one) for one in found.get("stays", ())),
    )


WHY_NOT = {
    "unknown": "nobody here goes by that name",
    "several": "several people here go by that name",
    "left": "they have left this workspace",
    "is_bot": "that is a bot",
    "not_in_home": "they are not in the channel",
}
_SETTINGS = {field.name: field.label for field in COLUMNS["plan"]} | {
    "name": "Plan name",
    "leads": "Plan lead",
    "review_day": "Review day",
    "review_at": "Review time",
    "week_start": "Week starts on",
    "date_order": "Date order",
    "decimal_mark": "Decimal mark",
}


def difference(one: Difference) -> str:
    """Say what changes: "Poll: at 18:00 → 17:00"."""
    key = f" {one.key.replace('_', ' ')}" if one.key else ""
    return f"{clip(one.title, 160)}:{key} {value(one.before)} → {value(one.after)}"


def value(text: str) -> str:
    """Return a value as a line shows it."""
    return clip(text, VALUE_SHOWN) or "nothing"


def label(one: Stays) -> str:
    """Name a setting, or the role in which a person has a place."""
    return _SETTINGS.get(one.key) or (one.role if one.key == "holder" else f"{one.role}, backup")


def stays(one: Stays) -> str:
    """Say what stays as it is, and what the file says: "Time zone: Europe/Berlin (the file says Asia/Tokyo)"."""
    because = f", but {WHY_NOT[one.why]}" if one.why else ""
    return f"{label(one)}: {value(one.now)} (the file says {value(one.said)}{because})"


def doubt(one: Doubt) -> str:
    """Ask what an entry is, or say why it can't be used."""
    entry = f"{one.place}, {clip(one.title, 160)}"
    if one.problem:
        return f"{entry}: {one.problem}"
    if one.could_be:
        return f"{entry}: is it new, or a change of {clip(one.could_be, 160)}?"
    keys = " or ".join(one.tells)
    same = f"one of {one.several} of that name" if one.several > 1 else "the one of that name"
    return f"{entry}: is it new, or {same}? Its {keys} would tell."


def listed(head: str, lines: Sequence[str]) -> str:
    """List lines under a heading, as many as a message shows; "" for none."""
    if not lines:
        return ""
    shown = [f"• {inline(line)}" for line in lines[:LINES]]
    return "\n".join([head, *shown, *(["• … and more"] if len(lines) > LINES else [])])
