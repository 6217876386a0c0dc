"""Read a version of the strategy as it was stored, whenever that was.

Versions from before facts had keys are not rewritten. Reading one gives its facts their keys by the labels of that
time, and works out what their words meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.document.model import Document, Entry, Fact, Section
from bot.document.older import KEYS, LOOKED_AT, NAMES, TITLED, VALUES

# Names within a sentence were cut at this length.
_NAMED = 80


def version_from(kept: Mapping[str, Any]) -> Document:
    """Return a stored version. `kept` is the JSON of a Document, with or without keys of facts."""
    sections = [{**one, "entries": [_keyed(entry) for entry in one["entries"]]} for one in kept["sections"]]
    document = Document.model_validate({**kept, "sections": sections})
    return document if sections == kept["sections"] else _understood(document)


def _keyed(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    kind, facts = entry["key"].partition(":")[0], entry["facts"]
    return {**entry, "facts": [{"key": KEYS.get((kind, one["label"]), one["label"]), **one} for one in facts]}


# ---------------------------------------------------------------- what words stand for


def _understood(document: Document) -> Document:
    """Return an older version with the things that its words named."""
    things = _things(document)
    return document.model_copy(update={"sections": tuple(_section(one, things) for one in document.sections)})


def _section(section: Section, things: Mapping[tuple[str, str], str]) -> Section:
    return section.model_copy(update={"entries": tuple(_entry(one, things) for one in section.entries)})


def _entry(entry: Entry, things: Mapping[tuple[str, str], str]) -> Entry:
    facts = (one.model_copy(update={"means": _meaning(entry.kind, one, things)}) for one in entry.facts)
    means: tuple[str, ...] = ()
    if entry.kind in TITLED:
        means = (entry.kind,)
    elif entry.kind == "alignment":
        means = (entry.title.removeprefix(LOOKED_AT),)
    return entry.model_copy(update={"facts": tuple(facts), "means": means})


def _meaning(kind: str, fact: Fact, things: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Return what a fact's words mean: an option, several, a thing, or one in each line; () if that is open."""
    named = NAMES.get((kind, fact.key), "")
    for parts in ([fact.words], fact.words.split("\n" if named else ", ")):
        found = [VALUES.get((kind, fact.key, one)) or things.get((named, one)) for one in parts]
        means = tuple(one for one in found if one is not None)
        if len(means) == len(parts):
            return means
    return ()


def _things(document: Document) -> Mapping[tuple[str, str], str]:
    """Return the keys of an older version's entries, by kind and name; those of any kind as a "thing"."""
    called: dict[tuple[str, str], set[str]] = {}
    for entry in (one for section in document.sections for one in section.entries if not one.key.endswith(":0")):
        for name in (entry.title, _clipped(entry.title)):
            for kind in (entry.kind, "thing"):
                called.setdefault((kind, name), set()).add(entry.key)
    # A name that two things share can't tell them apart.
    return {name: next(iter(keys)) for name, keys in called.items() if len(keys) == 1}


def _clipped(name: str) -> str:
    return name if len(name) <= _NAMED else f"{name[: _NAMED - 1].rstrip()}…"
