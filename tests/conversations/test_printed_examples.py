"""Whoever types a printed example at its own question is understood, and nothing comes of it that it does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pydantic import JsonValue

from bot.conversations.machine import FLOWS, Ask, answer, begin
from bot.conversations.pause import read_pause
from bot.conversations.readers import take_readers
from bot.conversations.steps import State, Step
from bot.domain.reviews import recorded
from bot.domain.roles import Person
from bot.forms.concept_forms import edit_form
from bot.forms.edit_forms import goal_form, plan_form, role_form, slot_form
from bot.forms.forms import Form
from bot.forms.new_forms import FORMS, new_form
from bot.language.answers import Understood
from bot.language.dates import read_date
from bot.language.kept_values import told
from bot.language.numbers import read_number
from bot.language.schedules import read_schedule
from bot.language.targets import read_target
from bot.language.who import read_told
from bot.schema.commands import COMMANDS
from bot.schema.commands import read as read_command
from bot.schema.missing.lacks import LACKS
from bot.schema.table import CONCEPTS, OWN
from bot.views.plan.parts import example as command_of
from tests.conversations.played import ANA, BEN, OFFICE, WHOLE, Talk
from tests.schema.test_concepts import THINGS
from tests.views.form_samples import choosing, goal_values, plan_values, role_values, slot_values
from tests.voice import everything

PAGES = ("README.md", "docs/guide.md", "docs/strategy-file.md")
# The plan of the examples: an Ana and a Ben, and everything that the examples name.
CLEO = Person(9, "U9", "Cleo Park", "Europe/Berlin")
CAST = replace(OFFICE, asker=CLEO, people=(ANA, BEN, CLEO), things=THINGS)
# Texts that are kept as they are typed.
FREE = ("name", "audience", "message", "theme", "content_kind", "measure", "reason")
PEOPLE = ("measurer", "reviewer", "doer", "holder", "backup", "lead", "co_lead")
# What makes a question say what is wrong, and print an example of what would do.
UNREADABLE = (
    "xyzzy",
    "🎉",
    "31 February",
    "1.2.3",
    "<!channel>",
    "x" * 1001,
    "9" * 30,
    "Ana and Ben and Cleo",
    "-5",
    "3/4/5/6",
)


def each_of(example: str) -> list[str]:
    """Split an example that shows several answers: "me, or @Ana"."""
    parts = re.split(r", or ", example)
    return [one for part in parts for one in (part.split(", ") if len(parts) > 1 else [part])]


@cache
def _whole(flow: str) -> State:
    return Talk(flow, context=CAST).says(*WHOLE[flow]).state


def fresh(flow: str, step: Step) -> State:
    """Return a conversation that has come to a question."""
    whole = _whole(flow)
    given = {name: value for name, value in whole.given.items() if name not in {*step.fills, *step.keeps}}
    return whole.model_copy(update={"step": step.name, "given": given, "trail": (), "asked": (step.name,)})


def roles_told(given: Mapping[str, JsonValue]) -> set[str]:
    return {who.title for name in PEOPLE if (who := told(given, name)) and who.title}


def is_taken(flow: str, step: Step, text: str) -> None:
    """Expect that an example is an answer to its question, as it stands."""
    before = fresh(flow, step)
    if flow not in OWN:
        known = {name: value for name, value in FLOWS[flow].defaults(CAST).items() if name not in step.fills}
        before = before.model_copy(update={"given": known})
    after, said = answer(before, text, CAST)
    assert isinstance(said, Ask), text
    if text == "skip":
        assert step.name in after.skipped
        return
    assert (said.problem, after.unsettled) == ("", ()), text
    # What is wrong with a date in a sentence about a goal has a date as its example.
    assert after.given != before.given, text
    assert "left out" not in said.text, text
    assert roles_told(after.given) <= ({"Editor"} if "editor" in text else set()), text
    kept = after.given.get(step.name)
    if OWN[flow].field(step.name).kind in ("line", "text") if flow in OWN else step.name in FREE:
        assert kept == (text if step.name != "platform" else kept), text


@pytest.mark.parametrize("flow", FLOWS)
def test_the_example_of_a_question_is_an_answer_to_it(flow: str) -> None:
    for step in FLOWS[flow].steps:
        before = fresh(flow, step)
        for example in {step.example(before.given, CAST), step.example({}, CAST)}:
            for text in each_of(example):
                is_taken(flow, step, text)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_example_of_a_refusal_is_an_answer_to_its_question(flow: str) -> None:
    for step in FLOWS[flow].steps:
        before, examples = fresh(flow, step), set[str]()
        for bad in UNREADABLE:
            after, said = answer(before, bad, CAST)
            if isinstance(said, Ask) and said.problem and said.step == step.name and not after.unsettled:
                assert said.example
                examples |= set(each_of(said.example))
        for text in examples:
            is_taken(flow, step, text)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_button_is_an_answer_to_its_question(flow: str) -> None:
    for step in FLOWS[flow].steps:
        before = fresh(flow, step)
        for option in step.options(before.given, CAST):
            for text in {option.value, option.label}:
                after, said = answer(before, text, CAST)
                assert isinstance(said, Ask)
                assert (said.problem, after.unsettled) == ("", ()), (step.name, text)
                assert after.given.keys() & set(step.fills), (step.name, text)
                assert roles_told(after.given) <= {*OFFICE.roles}, (step.name, text)


@pytest.mark.parametrize("flow", FORMS)
def test_the_example_of_a_new_forms_field_can_be_typed_into_it(flow: str) -> None:
    steps = {step.name: step for step in FLOWS[flow].steps}
    for field in new_form(State(flow=flow), CAST).fields:
        if field.kind in ("text", "long") and field.example:
            for text in each_of(field.example):
                is_taken(flow, steps[field.name], text)


EDITS: Mapping[str, Form] = {
    "goal": goal_form(goal_values(), choosing(), can_end=False),
    "role": role_form(role_values(), choosing(), can_end=False),
    "slot": slot_form(slot_values(), choosing(), can_end=False),
    "plan": plan_form(plan_values(), choosing()),
    **{name: edit_form(concept, {}, CAST, can_end=False) for name, concept in CONCEPTS.items()},
}


@pytest.mark.parametrize("name", EDITS)
def test_the_example_of_a_field_can_be_typed_into_it(name: str) -> None:
    for field in EDITS[name].fields:
        if field.kind in ("text", "long") and field.example and field.read:
            read = field.read(field.example)
            assert isinstance(read, Understood), (field.name, read)
            assert not read.confirm


def commands_printed() -> Iterator[str]:
    """Return every command that the help, the guide and any sentence of ours print as it can be typed."""
    yield from (command.typed for command in COMMANDS)
    yield from (command_of(concept) for concept in OWN.values())
    for said in everything():
        yield from re.findall(r"`(/beat [^`‹{]*)`", said.text)
    root = Path(__file__).resolve().parents[2]
    for page in PAGES:
        yield from re.findall(r"`(/beat [^`]*)`", (root / page).read_text(encoding="utf-8"))


# The first stands in the guide for a slip of the finger. Slack turns the channel of the other into a link.
NOT_AS_IT_STANDS = ("/beat gaols", "/beat goals in #social")


@pytest.mark.parametrize("command", sorted(set(commands_printed()) - set(NOT_AS_IT_STANDS)))
def test_a_printed_command_can_be_typed_as_it_stands(command: str) -> None:
    typed = read_command(command.removeprefix("/beat").strip())
    flow = typed.command.word
    if flow not in FLOWS or not typed.rest or typed.rest.isdecimal():
        return
    if flow == "hold":
        paused = read_pause(typed.rest, CAST)
        assert paused is not None
        assert not paused.unread_end
        return
    state, said = begin(flow, typed.rest, CAST)
    assert (said.problem, state.unsettled) == ("", ()), said
    assert set(state.given) > set(FLOWS[flow].defaults(CAST)) or OWN[flow].single
    assert "left out" not in said.text
    assert roles_told(state.given) == set()
    if flow == "role":
        assert state.given["title"] == "Editor"
        assert told(state.given, "holder") is not None


def _printed_under(heading: str) -> list[str]:
    page = (Path(__file__).resolve().parents[2] / "docs/guide.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith(f"- **{heading}:**"))
    return re.findall(r"`([^`]+)`", line)


def test_the_guides_examples_of_what_is_read_are_read() -> None:
    today, locale = CAST.now.date(), CAST.locale
    assert all(isinstance(read_target(text, locale), Understood) for text in _printed_under("Numbers"))
    assert all(
        isinstance(read_date(text, today, locale), Understood) for text in _printed_under("Dates") if text != "3/4"
    )
    assert all(isinstance(read_schedule(text, today, locale), Understood) for text in _printed_under("Times"))
    for text in _printed_under("People"):
        taken = take_readers(text, CAST, ("measurer",))
        assert (taken.problem, taken.left_out, taken.unsettled) == ("", (), ()), text
        assert roles_told(taken.given) == set(), text
    roles = [read_told(text, CAST) for text in _printed_under("Roles")]
    assert [told.value.title for told in roles if isinstance(told, Understood)] == ["Editor", "barista"]


def test_what_the_reviews_print_is_recorded() -> None:
    assert recorded("Learning: photos of the oven get more answers than photos of bread.")


def test_what_a_decision_prints_is_read() -> None:
    today = CAST.now.date()
    assert isinstance(read_schedule("every Tuesday at 14:00", today, CAST.locale), Understood)
    assert isinstance(read_number("1,200", CAST.locale), Understood)
    assert isinstance(read_date("end of September", today, CAST.locale), Understood)


@pytest.mark.parametrize("gap", [key for key in LACKS if ":" in key])
def test_the_example_of_a_gap_is_an_answer_to_what_it_asks_for(gap: str) -> None:
    """What is said of a whole thing that is missing answers the first question about it."""
    example = LACKS[gap].example
    concept = gap.partition(":")[0]
    if concept in ("goal", "objective", "audience", "platform", "tactic", "message", "highlight", "milestone"):
        state, said = begin(concept, example, CAST)
        assert (said.problem, state.unsettled) == ("", ()), said
        assert state.given
