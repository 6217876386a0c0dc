"""A PlanFile → YAML or JSON text. The same file gives the same bytes, and reading them gives the same file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

import yaml

from bot.domain.when import WEEKDAYS
from bot.planfile.keys import MEASURES, PLAN, SECTIONS, Key, Section
from bot.planfile.reading import HEAD
from bot.planfile.shape import VERSION, PlanFile, Somebody, Thing, Value
from bot.planfile.values import POSITION_NAMES

Format = Literal["yaml", "json"]
FORMATS: tuple[Format, ...] = ("yaml", "json")
ABOUT = "# A plan, to be read and changed. What can stand here: docs/strategy-file.md of Drumbeat.\n"
WIDTH = 110
ODD_BREAKS = ("\x85", "\u2028", "\u2029", "\ufeff", "\r")
_POSITIONS = {number: name for name, number in POSITION_NAMES.items()}


class Plain(str):
    """A value that stands without quotes: a date, or a number with all its digits."""

    __slots__ = ()


class Quoted(str):
    """A value that stands in quotes: a time, which some readers of YAML take for minutes."""

    __slots__ = ()


def write(file: PlanFile, form: Format = "yaml") -> str:
    """Write a file as YAML, for people, or as JSON, for programs."""
    data = data_of(file)
    if form == "json":
        return json.dumps(_for_json(data), ensure_ascii=False, indent=2) + "\n"
    parts = [yaml.dump({name: part}, Dumper=_Dumper, **_YAML) for name, part in data.items()]
    return ABOUT + "\n".join(parts)


def data_of(file: PlanFile) -> dict[str, Any]:
    """Return a file as plain mappings, lists and texts, in their order."""
    data: dict[str, Any] = {HEAD: VERSION, PLAN.name: _thing(PLAN, file.plan)}
    for name, section in SECTIONS.items():
        things = [_thing(section, thing) for thing in file.of(name)]
        if things:
            data[name] = things[0] if section.single else things
    return data


def _thing(section: Section, thing: Thing) -> dict[str, Any]:
    data: dict[str, Any] = {"id": thing.id} if thing.id else {}
    for key in section.keys:
        if key.kind == "measures":
            if thing.measures:
                data[key.name] = [_thing(MEASURES, measure) for measure in thing.measures]
        elif key.name in thing.values:
            data[key.name] = _value(key, thing.values[key.name])
    return data


def _value(key: Key, value: Value) -> Any:
    match key.kind:
        case "weekday":
            return WEEKDAYS[int(str(value))].lower()
        case "weekdays":
            return [WEEKDAYS[int(str(one))].lower() for one in _each(value)]
        case "month_days":
            return ["last" if one == -1 else one for one in _each(value)]
        case "nth":
            return [f"{_POSITIONS[position]} {WEEKDAYS[day].lower()}" for position, day in _each(value)]
        case "readings":
            return {Plain(week.isoformat()): _number(number) for week, number in _each(value)}
    if isinstance(value, Somebody):
        return _person(value)
    if isinstance(value, tuple):
        return [_person(one) if isinstance(one, Somebody) else one for one in value]
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return Plain(value.isoformat())
    if isinstance(value, time):
        return Quoted(value.isoformat() if value.second else value.isoformat("minutes"))
    return value


def in_short(key: Key, value: Value | None) -> str:
    """Return a value as a sentence can repeat it, on one line; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Somebody):
        return value.said
    plain = _value(key, value)
    if isinstance(plain, dict):
        return ", ".join(f"{name}: {one}" for name, one in plain.items())
    several = plain if isinstance(plain, list) else [plain]
    return " ".join(", ".join(map(str, several)).split())


def _each(value: Value) -> tuple[Any, ...]:
    assert isinstance(value, tuple)
    return value


def _person(person: Somebody) -> dict[str, str]:
    return {name: text for name, text in (("id", person.id), ("name", person.name)) if text}


def _number(value: Decimal) -> Plain | int:
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Plain(plain) if "." in plain else int(plain)


# ---------------------------------------------------------------- YAML and JSON


class _Dumper(yaml.SafeDumper):
    """Sets lists two spaces in, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Never leave a list at the level of its key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: a file of ours has no anchors."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Several lines stand as they are. Where that would change the text, the library puts it into quotes; that it does
    # so for breaks which few people know of, it has to be told.
    odd = any(mark in text for mark in ODD_BREAKS)
    style = '"' if odd else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _plain(dumper: yaml.SafeDumper, text: Plain) -> yaml.ScalarNode:
    kind = "timestamp" if text.count("-") == 2 else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(text))


def _quoted(dumper: yaml.SafeDumper, text: Quoted) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Quoted, _quoted)
_Dumper.add_representer(Plain, _plain)
_YAML: Mapping[str, Any] = {"sort_keys": False, "allow_unicode": True, "width": WIDTH, "default_flow_style": False}


def _for_json(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(name): _for_json(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_for_json(one) for one in data]
    if isinstance(data, Plain) and data.count("-") < 2:
        # A number of many decimals stays a text: most readers of JSON would round it.
        near = float(data)
        return near if repr(near) == str(data) else str(data)
    return str(data) if isinstance(data, str) else data
