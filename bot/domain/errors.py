"""What a verb raises to say no. Views word it as a problem and a remedy; nothing here is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from inspect import get_annotations
from types import MappingProxyType
from typing import ClassVar, dataclass_transform

from bot.domain.permissions import Action

# How a fact is read back from its text, by the type of its field. Any other type is text.
_READ: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "int": lambda text: int(text or 0),
        "bool": bool,
        "datetime | None": lambda text: datetime.fromisoformat(text) if text else None,
        "Action | None": lambda text: next((action for action in Action if action.value == text), None),
    }
)


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True)
class Refusal(Exception):
    """Say no to an actor, for a reason that they can do something about. Raising one rolls the transaction back.

    Each reason is a class in bot/domain/refusals.py; its fields are the facts that fill the sentence. `code` names it
    in the log and in messages that wait to be sent, so it never changes. `reason` is for the log alone.
    mypy holds the fields frozen; at run time they aren't, because contextlib sets an exception's traceback.
    """

    kinds: ClassVar[dict[str, type[Refusal]]] = {}
    code: ClassVar[str]
    reason = ""

    def __init_subclass__(cls, code: str) -> None:
        assert code not in cls.kinds, code
        dataclass(eq=False, repr=False, kw_only=True)(cls)
        cls.code, cls.kinds[code] = code, cls

    def __str__(self) -> str:
        return self.code

    @property
    def facts(self) -> dict[str, str]:
        """Return the facts as text, empty ones left out, as a message that waits to be sent carries them."""
        texts = {name: _text(getattr(self, name)) for name in get_annotations(type(self))}
        return {name: text for name, text in texts.items() if text}

    @staticmethod
    def stored(code: str, facts: Mapping[str, object]) -> Refusal:
        """Return the refusal with these facts; missing ones are empty. Raises KeyError for an unknown code."""
        kind = Refusal.kinds[code]
        refusal = kind.__new__(kind)
        for name, of in get_annotations(kind).items():
            vars(refusal)[name] = _READ.get(of, str)(str(facts.get(name, "")))
        return refusal


def _text(fact: object) -> str:
    if isinstance(fact, datetime):
        return fact.isoformat()
    return "yes" if fact is True else str(fact.value) if isinstance(fact, Action) else str(fact or "")


class OutcomeUnknown(Exception):
    """The connection to the database was lost during a commit: nobody knows whether the transaction was kept."""


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
