"""The facts that fill a sentence: references and words from people, never trusted, never missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.views.texts import brief, clean, moment

# Facts quote what people typed; a sentence stays readable with this much of it.
SHOWN = 120


class Facts:
    """Read facts by name, safe to stand in a sentence. One that is not there reads as empty text."""

    def __init__(self, facts: Mapping[str, str | int], *, plain: bool = False) -> None:
        self._facts = facts
        self._plain = plain

    def __getitem__(self, key: str) -> str:
        text = str(self._facts.get(key, ""))
        if not self._plain:
            return brief(text, SHOWN, "are left out")
        text = clean(text)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

    def raw(self, key: str) -> str:
        """Return a fact as it came, for ids that are checked where they are used."""
        return str(self._facts.get(key, ""))

    def clock(self, key: str) -> str:
        """Return an instant written as ISO text on the clock of the fact "zone"; without a zone, nothing.

        A time on somebody else's clock would be worse than none. What is no ISO text was worded by the caller.
        """
        try:
            at = datetime.fromisoformat(self.raw(key))
        except ValueError:
            return self[key]
        zone = self.raw("zone")
        return moment(at, zone) if zone and at.tzinfo else ""

    def figure(self, key: str) -> str:
        """Return a whole number with its thousands set apart; anything else as it is."""
        text = self[key]
        return f"{int(text):,}" if text.isascii() and text.isdigit() and len(text) < 16 else text

    def told(self, key: str, words: str) -> str:
        """Return `words` with the fact in place of its "{}", or nothing where the fact is empty."""
        return words.format(self[key]) if self[key] else ""

    def either(self, key: str, otherwise: str) -> str:
        """Return the fact, or other words where it is empty."""
        return self[key] or otherwise


Words = Callable[[Facts], str]


def sentence(*parts: str) -> str:
    """Join what there is of some sentences."""
    return " ".join(part for part in parts if part)
