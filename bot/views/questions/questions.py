"""Questions asked besides duties: a question about a plan, its three buttons, and the result of pressing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.gaps import Gap
from bot.domain.questions import PutOff, word_of
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, beside, button, context, fit, section
from bot.views.kit.texts import date_in, day_words, name, titled
from bot.views.questions import gaps


@dataclass(frozen=True)
class Closing:
    """The last lines of a digest, or a separate message: its text, and its blocks."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def content(self) -> Content:
        """Return it as a separate message."""
        return fit(Content(self.text, self.blocks))


@dataclass(frozen=True)
class Heard:
    """A person's answer to a question: the change that Undo takes back, and who is asked instead, if anyone."""

    put_off: PutOff
    change_id: int | None
    was_asked: bool
    instead: Person | None = None


def gap_row(gap: Gap, strategy: Strategy) -> list[Block]:
    """Return the three buttons of a question about a plan."""
    value = ids.choice(ids.Ref("strategy", strategy.id), word_of(gap.key))
    return [
        actions(
            button("Answer", ids.GAP_ANSWER, value, "primary"),
            button("Not now", ids.GAP_LATER, value),
            button("Not ours to answer", ids.GAP_NOT_OURS, value),
        )
    ]


def question(gap: Gap, strategy: Strategy) -> Closing:
    """Ask for what a plan lacks: the question, an example, why it matters, and the three buttons."""
    asked, example = gaps.question(gap)
    opening = f"*A question about {titled(strategy.name)}, when you have a minute*"
    words = f"{opening}\n{asked}\n_For example:_ {example}"
    return Closing(
        f"A question about {titled(strategy.name)}: {asked}",
        (section(words), context(gaps.why(gap)), *gap_row(gap, strategy)),
    )


def answered(strategy: Strategy) -> Closing:
    """Return what replaces a question once it is answered."""
    words = f"✓ Answered. {titled(strategy.name)} knows more now, thank you."
    return Closing(words, (section(words),))


def heard(gap: Gap, told: Heard, zone: str) -> Closing:
    """Return what replaces a question once its reader put it off, with the button that undoes that."""
    asked, _ = gaps.question(gap)
    words = said(told, zone)
    block = section(f"{asked}\n{words}")
    if told.change_id is not None:
        block = beside(f"{asked}\n{words}", _undo(told.change_id))
    return Closing(words, (block,))


def said(told: Heard, zone: str) -> str:
    """Say what follows from "Not now" and from "Not ours to answer"."""
    if told.put_off.kind == "not_now":
        assert told.put_off.until is not None
        return f"✓ I will not ask you about it again before {_day(told.put_off.until, zone)}."
    if told.instead is not None and told.was_asked:
        return f"✓ I ask {name(told.instead)} instead."
    if told.instead is not None:
        return f"✓ I will not ask you about it. It is with {name(told.instead)}."
    return "✓ I will not ask about it any more. It stays on the list of what is missing: `/beat setup`"


def told_alone(told: Heard, zone: str) -> Content:
    """Answer a press in a list that only its asker sees, with the button that undoes it."""
    words = said(told, zone)
    undo = [actions(_undo(told.change_id))] if told.change_id is not None else []
    return fit(Content(words, (section(words), *undo)))


def taken_back(gap_is_there: bool) -> Content:
    """Answer Undo."""
    words = "✓ Taken back. I may ask you about it again."
    if not gap_is_there:
        words = "✓ Taken back. It has its answer by now, so there is nothing left to ask."
    return fit(Content(words, (section(words),)))


def _undo(change_id: int) -> Block:
    return button("Undo", ids.GAP_UNDO, ids.Ref("change", change_id).encode())


def _day(at: datetime, zone: str) -> str:
    day: date = date_in(at, zone)
    return day_words(day)


def with_closing(content: Content, closing: Sequence[Closing]) -> Content:
    """Add the last lines to a message."""
    blocks = [block for one in closing for block in one.blocks]
    return fit(Content(content.text, (*content.blocks, *blocks), content.rest))
