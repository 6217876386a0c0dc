"""Ten thousand answers of any kind to every conversation: never an exception, never a wrong value, always a way out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue

from bot.conversations.concepts import NewPart
from bot.conversations.machine import FLOWS, Ask, Cancelled, Context, Done, State, answer, ask_again, begin
from bot.schema.table import CONCEPTS, OWN
from tests.conversations.played import NEW_CHANNEL, OFFICE
from tests.examples import examples
from tests.language import phrases

TYPED = [row[0] for name, rows in vars(phrases).items() if name.isupper() and isinstance(rows, list) for row in rows]
EXAMPLES = [field.example for concept in CONCEPTS.values() for field in concept.fields]
LABELS = [label for concept in CONCEPTS.values() for field in concept.fields for _, label in field.options]
STEERING = [
    "back",
    "skip",
    "help",
    "save",
    "yes",
    "no",
    "none",
    "what have I said so far",
    "change",
    "change goal",
    "1",
]
HOSTILE = [
    "",
    " ",
    "\x00",
    "<@U1>",
    "<@U1|Ana>",
    "<!channel>",
    "<https://x.example|here>",
    "&lt;b&gt;",
    "*_~`",
    "\u202eevil",
    "😀" * 40,
    "x" * 1000,
    "y" * 1001,
    "a, " * 60,
    "9" * 400,
    "1e999",
    "NaN",
    "-5",
    "3/4",
    "31 February",
    "Instagram, Newsletter and Threads",
    "𝟜",
    "الخبز",
    "面包",
    "0",
    "4.5",
    "end of next year",
    "last March",
]
THINGS: dict[str, tuple[tuple[int, str], ...]] = {
    "goal": ((11, "1,000 Instagram followers"), (12, "Sell more bikes")),
    "measure": ((21, "Instagram followers"), (22, "Bikes sold")),
    "role": ((31, "Editor"), (32, "Community manager")),
    "platform": ((41, "Instagram"), (42, "Newsletter")),
    "audience": ((51, "people who cycle"), (52, "people who do not")),
    "objective": ((61, "10 % more revenue"),),
    "competitor": ((71, "The shop at the station"),),
}
FULL = replace(OFFICE, things=THINGS, present={"vision": {"text": "Everybody cycles."}})
CONTEXTS = (FULL, OFFICE, NEW_CHANNEL)

ANSWERS = st.one_of(
    st.sampled_from(STEERING),
    st.sampled_from(EXAMPLES),
    st.sampled_from(LABELS),
    st.sampled_from(HOSTILE),
    st.sampled_from(TYPED),
    st.text(max_size=60),
    st.integers(0, 30).map(lambda place: f"option {place}"),
)


def _is_sound(result: BaseModel, context: Context) -> None:
    """Expect that what is to be saved is what its model takes, beside what a plan's only one says already."""
    assert type(result).model_validate(result.model_dump()) == result
    if not isinstance(result, NewPart):
        return
    concept = OWN[result.concept]
    values: dict[str, JsonValue] = dict(context.present.get(concept.name, {})) if concept.single else {}
    for field in concept.fields:
        if field.name in result.values:
            value = result.values[field.name]
            # Something new is told by its name, which its verb turns into an id.
            many = value if isinstance(value, list) else [value]
            ids: list[JsonValue] = [0 if field.of and isinstance(one, str) else one for one in many]
            values[field.name] = ids if isinstance(value, list) else ids[0]
    assert result.values.keys() <= {field.name for field in concept.fields}
    concept.model.model_validate(values)


def _holds(flow: str, state: State, said: Ask | Done | Cancelled, context: Context) -> bool:
    """Check what holds after every answer; tell whether the conversation goes on."""
    if isinstance(said, Done):
        _is_sound(said.result, context)
        return False
    if isinstance(said, Cancelled):
        return False
    assert said.text, flow
    assert said.help, flow
    assert said.example, flow
    assert State.model_validate_json(state.model_dump_json()) == state
    assert ask_again(state, context) == said
    assert isinstance(answer(state, "cancel", context)[1], Cancelled)
    assert isinstance(answer(state, "help", context)[1], Ask)
    return True


def _talk(flow: str, opening: str, texts: list[str], context: Context) -> int:
    """Have conversations of a flow until the answers are used up; returns how many were given."""
    said: Ask | Done | Cancelled
    state, said = begin(flow, opening, context)
    for text in texts:
        if not _holds(flow, state, said, context):
            state, said = begin(flow, text, context)
            continue
        assert isinstance(said, Ask)
        place = text.removeprefix("option ")
        if text != place and place.isascii() and place.isdecimal() and said.options:
            text = said.options[int(place) % len(said.options)].value
        state, said = answer(state, text, context)
    _holds(flow, state, said, context)
    return len(texts)


@pytest.mark.parametrize("flow", FLOWS)
@given(opening=ANSWERS, texts=st.lists(ANSWERS, min_size=5, max_size=25), context=st.sampled_from(CONTEXTS))
@examples(15)
def test_any_answers_to_any_question_leave_a_way_out(
    flow: str, opening: str, texts: list[str], context: Context
) -> None:
    """A few hundred of them, each time others."""
    _talk(flow, opening, texts, context)


@pytest.mark.thorough
@pytest.mark.parametrize("flow", FLOWS)
@given(seed=st.integers(0, 2**32))
@examples(100)
def test_ten_thousand_answers_to_every_conversation(flow: str, seed: int) -> None:
    """A hundred conversations of a hundred answers each: what is typed, what is pressed, and what nobody would type."""
    dice = random.Random(seed)
    pool = [*STEERING * 3, *EXAMPLES, *LABELS, *HOSTILE, *TYPED, *(f"option {place}" for place in range(12))]
    texts = [dice.choice(pool) if dice.random() < 0.85 else _scrambled(dice) for _ in range(100)]
    assert _talk(flow, dice.choice(pool), texts, dice.choice(CONTEXTS)) == 100


def _scrambled(dice: random.Random) -> str:
    """Put pieces of real answers together wrongly."""
    words = " ".join(dice.sample(TYPED, 3)).split()
    dice.shuffle(words)
    return " ".join(words[: dice.randint(1, 12)])
