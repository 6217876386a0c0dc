"""A cast, a context and somebody who talks to the machine, for the tests of the flows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import BaseModel

from bot.conversations.machine import Ask, Cancelled, Context, Done, State, answer, ask_again, begin
from bot.domain.roles import Person
from bot.language.answers import Locale
from bot.schema.reading import ADDS
from bot.schema.table import OWN

ANA = Person(1, "U1", "Ana Silva", "Europe/Lisbon")
BEN = Person(2, "U2", "Ben Okoro", "Europe/Berlin")
OTHER_ANA = Person(3, "U3", "Ana Costa", "Europe/Madrid")
DRUMBEAT = Person(4, "U4", "Drumbeat", is_bot=True)
GRETA = Person(5, "U5", "Greta Holm", has_left=True)

# A Sunday, ten in the morning in Berlin.
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

OFFICE = Context(
    now=NOW,
    zone="Europe/Berlin",
    locale=Locale(None, "."),
    asker=BEN,
    people=(ANA, BEN, OTHER_ANA, DRUMBEAT, GRETA),
    channel_name="spring-launch",
    goals=((11, "1,000 Instagram followers"), (12, "Sell more bikes")),
    roles=("Editor", "Community manager"),
    platforms=("Instagram", "Newsletter"),
)
# A channel without a plan: no goals and no roles yet.
NEW_CHANNEL = replace(OFFICE, goals=(), roles=(), platforms=())

WORDS_IN_A_SENTENCE = 25

# Complete conversations, from the command to the summary.
WHOLE: Mapping[str, tuple[str, ...]] = {
    "setup": (
        "Grow our following",
        "1,000 Instagram followers",
        "31 March 2027",
        "me",
        "Tip of the day on Instagram, Mon and Thu 9:00",
        "me",
        "newcomers",
    ),
    "goal": ("Grow our following", "1,000 Instagram followers", "31 March 2027", "me", "@Ana Costa"),
    "role": ("Photographer", "me"),
    "hold": ("Instagram", "Friday 9:00", "Product recall"),
    "slot": ("Bicycle facts", "Publish something", "Mon and Thu 9:00", "Instagram", "me", "Sell more bikes"),
    # Of a plan without goals and roles nobody is asked to choose among them.
    **{
        concept.name: tuple(
            field.example
            for field in concept.fields
            if (field.asked or field.required) and field.of not in ADDS and field.name != "on"
        )
        for concept in OWN.values()
    },
}


class Talk:
    """One conversation. Each answer checks what holds at every step: the state survives JSON, the words are plain."""

    def __init__(self, flow: str, text: str = "", context: Context = OFFICE) -> None:
        self.context = context
        self.flow = flow
        self.numbered: list[str] = []
        self.state, self.said = begin(flow, text, context)
        self._check()

    said: Ask | Done | Cancelled

    def says(self, *texts: str) -> Talk:
        """Give these answers, one after the other."""
        for text in texts:
            assert isinstance(self.said, Ask), f"it is over, and yet: {text!r}"
            self.state, self.said = answer(self.state, text, self.context)
            self._check()
        return self

    @property
    def ask(self) -> Ask:
        """Return the present question."""
        assert isinstance(self.said, Ask)
        return self.said

    @property
    def result(self) -> BaseModel:
        """Return what is to be saved."""
        assert isinstance(self.said, Done), self.said
        return self.said.result

    @property
    def labels(self) -> list[str]:
        """Return the labels of the one-tap answers."""
        return [option.label for option in self.ask.options]

    def _check(self) -> None:
        raw = self.state.model_dump_json()
        assert State.model_validate_json(raw) == self.state
        assert State.model_validate(json.loads(raw)) == self.state
        if isinstance(self.said, Done):
            model = type(self.said.result)
            assert model.model_validate(self.said.result.model_dump()) == self.said.result
        if not isinstance(self.said, Ask):
            return
        assert ask_again(self.state, self.context) == self.said
        assert self.said.text
        assert self.said.example
        assert self.said.help
        assert self.said.is_summary == (self.said.step == "summary")
        values = [option.value for option in self.said.options]
        assert len(set(values)) == len(values)
        if self.said.number is not None:
            assert self.said.of is not None
            assert 1 <= self.said.number <= self.said.of
            if self.said.step not in self.numbered:
                self.numbered.append(self.said.step)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [sentence for sentence in re.split(r"(?<=[.?!])\s+", text) if sentence]
