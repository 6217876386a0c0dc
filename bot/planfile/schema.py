"""The JSON Schema of strategy files, for editors that complete and check while one types.

It says what each key takes. What only the whole tells (names that refer to nothing, ends before beginnings) is told by
`drumbeat import --check`.
"""

from __future__ import annotations

import json
from typing import Any

from bot.domain.roles import TITLE_LIMIT
from bot.domain.when import WEEKDAYS
from bot.planfile.keys import MEASURES, PLAN, REFERRED, SECTIONS, Key, Section
from bot.planfile.reading import HEAD
from bot.planfile.shape import ID, MOST_THINGS, VERSION
from bot.planfile.values import POSITION_NAMES
from bot.schema.shape import LIST_LIMIT

_DAYS = [day.lower() for day in WEEKDAYS]
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PERSON = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "minProperties": 1,
        },
    ]
}


def schema() -> dict[str, Any]:
    """Return the schema as data."""
    properties: dict[str, Any] = {HEAD: {"const": VERSION, "description": "Which kind of file this is."}}
    properties[PLAN.name] = {"description": PLAN.about, "$ref": f"#/$defs/{PLAN.concept}"}
    for name, section in SECTIONS.items():
        ref = {"$ref": f"#/$defs/{section.concept}"}
        many = {"type": "array", "items": ref, "maxItems": MOST_THINGS}
        properties[name] = {"description": section.about, **(ref if section.single else many)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A strategy file of Drumbeat",
        "type": "object",
        "additionalProperties": False,
        "required": [HEAD, PLAN.name],
        "properties": properties,
        "$defs": {section.concept: _thing(section) for section in (PLAN, *SECTIONS.values(), MEASURES)},
    }


def text() -> str:
    """Return the schema as it is published."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _thing(section: Section) -> dict[str, Any]:
    properties = {key.name: _nullable(key) for key in section.keys}
    if section.concept in REFERRED:
        words = "Tells it from another of the same name."
        properties["id"] = {"type": "string", "pattern": f"^{ID.pattern}$", "description": words}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in section.keys if key.required],
        "properties": properties,
    }


def _nullable(key: Key) -> dict[str, Any]:
    told: dict[str, Any] = {"description": key.about}
    shape = _shape(key)
    if key.kind not in ("person", "people", "list", "many", "several", "measures", "readings"):
        told["examples"] = [key.example]
    return {**told, **shape} if key.required else {**told, "anyOf": [shape, {"type": "null"}]}


def _several(item: dict[str, Any], most: int = MOST_THINGS) -> dict[str, Any]:
    return {"anyOf": [{"type": "array", "items": item, "maxItems": most}, item]}


def _shape(key: Key) -> dict[str, Any]:
    number = {"type": ["number", "string"], "minimum": float(key.least), "maximum": float(key.most)}
    nth = [f"{position} {day}" for position in POSITION_NAMES for day in _DAYS]
    day = {"type": "string", "enum": _DAYS}
    shapes: dict[str, dict[str, Any]] = {
        "line": {"type": ["string", "number"], "maxLength": key.limit},
        "text": {"type": ["string", "number"], "maxLength": key.limit},
        "list": _several({"type": ["string", "number"], "maxLength": TITLE_LIMIT}, LIST_LIMIT),
        "choice": {"type": "string", "enum": list(key.options)},
        "several": _several({"type": "string", "enum": list(key.options)}),
        "number": number,
        "score": {"type": "integer", "minimum": int(key.least), "maximum": int(key.most)},
        "date": _DATE,
        "one": {"type": ["string", "number"]},
        "many": _several({"type": ["string", "number"]}),
        "time": {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"},
        "zone": {"type": "string"},
        "weekday": day,
        "weekdays": _several(day),
        "month_days": _several({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 31}, {"const": "last"}]}),
        "nth": _several({"type": "string", "enum": nth}),
        "person": _PERSON,
        "people": _several(_PERSON),
        "measures": {"type": "array", "items": {"$ref": f"#/$defs/{MEASURES.concept}"}, "maxItems": MOST_THINGS},
        "readings": {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
    }
    return shapes[key.kind]
