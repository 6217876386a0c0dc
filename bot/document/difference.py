"""What changed between two versions of a strategy: by section and entry, then in words.

An entry is known by its key, even if its title and place change. Readings are no change of the plan: they are left out,
and so are signatures, status and number, which differ in every version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.document.labels import COVER, LEAD, TITLE, fact
from bot.document.model import Cover, Document, Entry, Fact, Section
from bot.document.words import date_words

# Texts up to this length are shown whole; a longer one counts as rewritten, and is shown by its first words.
SHORT = 80
QUOTED = 40

_NOTHING = Fact(key="", label="", words="")
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class FactChange:
    """What the fact of one key said before and says now; "" if it was not there.

    label        its present label, or its last one if it is gone
    meant, means what the words before and those after stand for (`Fact.means`)
    """

    key: str
    label: str
    before: str
    after: str
    meant: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryChange:
    """An entry that is in both versions, under its present title; a new title is among the facts, as TITLE."""

    key: str
    title: str
    facts: tuple[FactChange, ...]


@dataclass(frozen=True)
class SectionChange:
    """What changed in a section. `is_new` and `is_gone` are for the whole section; its entries are listed anyway.

    facts  of the section itself (TITLE, LEAD); of the cover: name, company, next update
    """

    key: str
    title: str
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[EntryChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    is_new: bool = False
    is_gone: bool = False


def differences(before: Document, after: Document) -> tuple[SectionChange, ...]:
    """Find what changed, in the order of the later version; sections that are gone come last. Nothing changed: ()."""
    found = [_of_covers(before.cover, after.cover)]
    old = _numbered((section.key, section) for section in before.sections)
    new = _numbered((section.key, section) for section in after.sections)
    for key, section in new.items():
        found.append(_of_sections(old[key], section) if key in old else _whole(section, is_new=True))
    found += [_whole(section, is_new=False) for key, section in old.items() if key not in new]
    empty = (SectionChange(one.key, one.title) for one in found)
    return tuple(one for one, nothing in zip(found, empty, strict=True) if one != nothing)


def _of_covers(before: Cover, after: Cover) -> SectionChange:
    return SectionChange(COVER, "Cover", facts=_changes(_cover_facts(before), _cover_facts(after)))


def _cover_facts(cover: Cover) -> list[Fact]:
    following = date_words(cover.next_update) if cover.next_update else ""
    said = {"strategy": cover.strategy, "company": cover.company, "next_update": following}
    return [fact(COVER, key, words) for key, words in said.items()]


def _whole(section: Section, *, is_new: bool) -> SectionChange:
    if is_new:
        return SectionChange(section.key, section.title, added=section.entries, is_new=True)
    return SectionChange(section.key, section.title, removed=section.entries, is_gone=True)


def _of_sections(before: Section, after: Section) -> SectionChange:
    old = _numbered((entry.key, entry) for entry in before.entries)
    new = _numbered((entry.key, entry) for entry in after.entries)
    both = [(old[key], entry) for key, entry in new.items() if key in old]
    entries = [EntryChange(now.key, now.title, _changes(_titled(was), _titled(now))) for was, now in both]
    itself = _changes(*([fact("", TITLE, one.title), fact("", LEAD, one.lead)] for one in (before, after)))
    return SectionChange(
        after.key,
        after.title,
        added=tuple(entry for key, entry in new.items() if key not in old),
        removed=tuple(entry for key, entry in old.items() if key not in new),
        changed=tuple(entry for entry in entries if entry.facts),
        facts=itself,
    )


def _titled(entry: Entry) -> tuple[Fact, ...]:
    return (fact("", TITLE, entry.title, entry.means), *entry.facts)


def _changes(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[FactChange, ...]:
    old = _numbered((one.key, one) for one in before)
    new = _numbered((one.key, one) for one in after)
    found = []
    for place in dict.fromkeys((*new, *old)):
        was, now = old.get(place, _NOTHING), new.get(place, _NOTHING)
        if was.words != now.words:
            found.append(FactChange(place[0], now.label or was.label, was.words, now.words, was.means, now.means))
    return tuple(found)


def _numbered(pairs: Iterable[tuple[str, _Kept]]) -> dict[tuple[str, int], _Kept]:
    """Return values by (key, count of that key before): two facts of one key are compared in order."""
    seen: dict[str, int] = {}
    found: dict[tuple[str, int], _Kept] = {}
    for key, value in pairs:
        found[key, seen.get(key, 0)] = value
        seen[key] = seen.get(key, 0) + 1
    return found


# ---------------------------------------------------------------- words


def in_words(changes: Iterable[SectionChange]) -> list[tuple[str, list[str]]]:
    """Say each change in one line, under the title of its section.

    Short texts are shown whole; long ones by their first words and their length.
    """
    return [(change.title, _section_lines(change)) for change in changes]


def _section_lines(change: SectionChange) -> list[str]:
    lines = ["New chapter"] if change.is_new else ["Chapter removed"] if change.is_gone else []
    lines += [_said(one) for one in change.facts]
    lines += [f"Added: {_shown(entry.title)}" for entry in change.added]
    lines += [f"Removed: {_shown(entry.title)}" for entry in change.removed]
    return lines + [f"{_shown(one.title)}: {_said(each)}" for one in change.changed for each in one.facts]


def _said(one: FactChange) -> str:
    label, before, after = _shown(one.label), _one_line(one.before), _one_line(one.after)
    if before == after:
        return f"{label} was laid out anew, in the same words"
    if not after:
        return f"{label} removed: {_shown(before)}"
    if not before:
        return f"{label} added: {_shown(after)}"
    if len(before) <= SHORT and len(after) <= SHORT:
        return f"{label}: {before} → {after}"
    return f"{label} was rewritten: {_shown(after)}; before: {_shown(before)}"


def _shown(text: str) -> str:
    """Return a short text whole, or the first words of a long one and how long it is."""
    text = _one_line(text)
    if len(text) <= SHORT:
        return text
    first = text[:QUOTED]
    # Up to the end of a word, if there is one.
    first = first.rpartition(" ")[0] or first
    return f"“{first}…” ({len(text):,} characters)"


def _one_line(text: str) -> str:
    return " ".join(text.split())
