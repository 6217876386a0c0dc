"""Expected refusals: a code and facts. Views word them as a problem and a remedy; nothing here is a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class Refusal(Exception):
    """Say no to an actor, for a reason that they can do something about.

    `code` names an entry of bot/views/refusals.py (a test holds that each code has its words);
    `facts` fill the sentence. Raising one rolls the verb's transaction back: a refused verb changes nothing.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str] = MappingProxyType(dict(facts))


class WrongFields(Exception):
    """Say which fields of a form cannot be taken, all at once, by their id. Nothing was changed.

    Like a Refusal it rolls the transaction back, so that the form can be sent again. The texts are what people read.
    """

    def __init__(self, fields: Mapping[int, str]) -> None:
        super().__init__(", ".join(map(str, fields)))
        self.fields: Mapping[int, str] = MappingProxyType(dict(fields))


class WrongAnswers(Exception):
    """Say which fields of a form cannot be taken, all at once, by name, with the words to show at each."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))
