"""Which differences between two versions people are told about: what somebody changed, once, without what follows.

A chapter's introduction, its open questions, or a name repeated elsewhere changes along with something else: repeating
it would hide what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.document.difference import EntryChange, FactChange, SectionChange, differences
from bot.document.labels import COVER, TITLE
from bot.document.model import Document, Entry

# Chapters that are derived from the others, from the date, or from what people read.
DERIVED = frozenset({"open", "learning"})
# Chapters that say more about things in another one, where their adding, removal and renaming is told.
_BESIDE: Mapping[str, str] = {"acting": "measures"}
# An entry with this key is no part of the plan, yet somebody's work all the same.
_LEADS = "leads:0"
# Facts that repeat what other entries say about this one, by the first word of its key.
_SAID_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "objective": frozenset({"served_by", "goals"}),
    "goal": frozenset({"measures"}),
    "audience": frozenset({"met_on"}),
    "platform": frozenset({"met", "slots"}),
    "competitor": frozenset({"tactics"}),
}


def worth_telling(before: Document, after: Document) -> tuple[SectionChange, ...]:
    """Find what somebody changed between two versions; leaves out what merely follows from it. Nothing: ()."""
    found = {one.key: one for one in differences(before, after)}
    told = [_own(one, found) for one in found.values() if one.key not in DERIVED]
    return tuple(
        one for one in told if one.added or one.removed or one.changed or one.facts or one.is_new or one.is_gone
    )


def _own(change: SectionChange, every: Mapping[str, SectionChange]) -> SectionChange:
    other = every.get(_BESIDE.get(change.key, ""))
    came = {entry.key for entry in other.added} if other else set[str]()
    went = {entry.key for entry in other.removed} if other else set[str]()
    entries = [_without(one, is_beside=change.key in _BESIDE) for one in change.changed if is_own(one)]
    return replace(
        change,
        added=tuple(one for one in change.added if is_own(one) and one.key not in came),
        removed=tuple(one for one in change.removed if is_own(one) and one.key not in went),
        changed=tuple(one for one in entries if one.facts),
        facts=change.facts if change.key == COVER else (),
    )


def is_own(entry: Entry | EntryChange) -> bool:
    """Tell whether an entry is something that people wrote, not a summary of other entries."""
    return entry.key == _LEADS or not entry.key.endswith(":0")


def _without(entry: EntryChange, *, is_beside: bool) -> EntryChange:
    elsewhere = _SAID_ELSEWHERE.get(entry.key.partition(":")[0], frozenset())
    facts = [one for one in entry.facts if one.key not in elsewhere and not _follows(one)]
    return replace(entry, facts=tuple(one for one in facts if not (is_beside and one.key == TITLE)))


def _follows(fact: FactChange) -> bool:
    """Tell whether a fact means the same as before in other words: its thing was renamed, or our wording changed."""
    return bool(fact.means) and fact.meant == fact.means
