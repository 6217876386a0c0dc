"""The facts that fill a sentence: references and text from people, never trusted, never missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter

from bot.views.kit.texts import brief, clean

# Facts quote what people typed; a sentence stays readable with at most this much of it.
SHOWN = 120


class Safe:
    """Makes a fact safe for a sentence; with `plain`, for one that Slack shows without formatting."""

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain

    def __call__(self, fact: str) -> str:
        """Return a fact on one line, without effect on the text around it."""
        if not self._plain:
            return brief(fact, SHOWN, "are left out")
        fact = clean(fact)
        return fact if len(fact) <= SHOWN else f"{fact[:SHOWN]}…"

    def told(self, fact: str, words: str) -> str:
        """Return `words` with the fact in place of its "{}", or nothing where the fact is empty."""
        return words.format(safe) if (safe := self(fact)) else ""

    def either(self, fact: str, otherwise: str) -> str:
        """Return the fact, or other words where it is empty."""
        return self(fact) or otherwise


class Facts:
    """Reads facts by name, safe for a sentence. A missing fact reads as empty text."""

    def __init__(self, facts: Mapping[str, str | int]) -> None:
        self._facts = facts

    def __getitem__(self, key: str) -> str:
        return Safe()(self.raw(key))

    def raw(self, key: str) -> str:
        """Return a fact as it came, for ids that are checked where they are used."""
        return str(self._facts.get(key, ""))

    def shown(self) -> dict[str, str]:
        """Return the facts that are not empty."""
        return {key: fact for key in self._facts if (fact := self[key])}

    def told(self, key: str, words: str) -> str:
        """Return `words` with the fact in place of its "{}", or nothing where the fact is empty."""
        return Safe().told(self.raw(key), words)

    def either(self, key: str, otherwise: str) -> str:
        """Return the fact, or other words where it is empty."""
        return self[key] or otherwise


Words = Callable[[Facts], str]


def filled(part: str, facts: Mapping[str, str]) -> str:
    """Return a sentence with facts in place of their names in braces, or nothing where one of them is empty."""
    return part.format_map(facts) if all(facts.get(name) for _, name, _, _ in Formatter().parse(part) if name) else ""


def sentence(*parts: str) -> str:
    """Join the sentences that are not empty."""
    return " ".join(part for part in parts if part)
