"""The conversation machine: steering words, asking again, and that nothing typed is lost or breaks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.conversations.machine import (
    FLOWS,
    Ask,
    Cancelled,
    Context,
    Done,
    Mentioned,
    State,
    answer,
    ask_again,
    begin,
    names_in,
)
from bot.conversations.steps import Unsettled
from bot.schema.table import OWN
from tests.conversations.played import NEW_CHANNEL, OFFICE, WHOLE, WORDS_IN_A_SENTENCE, Talk, sentences
from tests.examples import examples

ALL_FLOWS = sorted(FLOWS)
RECAP = "what have I said so far"


def whole(flow: str) -> Talk:
    """Return a conversation at its summary."""
    talk = Talk(flow).says(*WHOLE[flow])
    assert talk.ask.is_summary
    return talk


def test_the_flows_are_those_that_the_commands_start() -> None:
    assert set(FLOWS) == {"setup", "goal", "role", "slot", "hold", *OWN}


@pytest.mark.parametrize("flow", ALL_FLOWS)
class TestEveryFlow:
    def test_ends_at_a_summary_that_saves(self, flow: str) -> None:
        talk = whole(flow)
        assert talk.labels[0] == "Save"
        assert talk.labels[-1] == "Discard"
        assert isinstance(talk.says("save").said, Done)

    @pytest.mark.parametrize("word", ["save", "yes", "ok", "Yes.", "done", "looks good"])
    def test_saves_at_a_typed_word(self, flow: str, word: str) -> None:
        assert isinstance(whole(flow).says(word).said, Done)

    @pytest.mark.parametrize("word", ["discard", "cancel", "never mind"])
    def test_throws_away_at_a_typed_word(self, flow: str, word: str) -> None:
        assert isinstance(whole(flow).says(word).said, Cancelled)

    def test_neither_saves_nor_discards_at_any_other_word(self, flow: str) -> None:
        talk = whole(flow).says("well, bread")
        assert talk.ask.is_summary
        assert talk.ask.problem
        assert talk.says("no").ask.is_summary

    def test_is_cancelled_from_every_question(self, flow: str) -> None:
        for count in range(len(WHOLE[flow]) + 1):
            assert isinstance(Talk(flow).says(*WHOLE[flow][:count], "cancel").said, Cancelled)

    def test_goes_back_through_every_question_and_forward_again(self, flow: str) -> None:
        talk = whole(flow)
        steps = [talk.ask.step]
        while talk.ask.can_back:
            talk.says("back")
            steps.append(talk.ask.step)
        assert len(steps) == len(WHOLE[flow]) + 1
        assert talk.says("back").ask.problem
        while not talk.ask.is_summary:
            assert talk.ask.can_skip
            talk.says("skip")
        assert isinstance(talk.says("save").said, Done)

    def test_helps_at_every_question_and_asks_it_again(self, flow: str) -> None:
        for count in range(len(WHOLE[flow]) + 1):
            talk = Talk(flow).says(*WHOLE[flow][:count])
            before = talk.ask
            after = talk.says("help").ask
            assert (after.step, after.number, after.options) == (before.step, before.number, before.options)
            assert after.help in after.text

    def test_tells_what_was_said_so_far(self, flow: str) -> None:
        talk = Talk(flow).says(WHOLE[flow][0], RECAP)
        assert WHOLE[flow][0] in talk.ask.text

    def test_every_part_can_be_changed_and_leads_back_to_the_summary(self, flow: str) -> None:
        for option in whole(flow).ask.options[1:-1]:
            talk = whole(flow).says(option.value)
            assert option.label == f"Change: {next(s.label for s in FLOWS[flow].steps if s.name == talk.ask.step)}"
            assert talk.ask.number is None
            assert talk.says("back").ask.is_summary
            assert talk.says(option.value, "skip").ask.is_summary

    def test_a_number_never_exceeds_what_was_announced(self, flow: str) -> None:
        talk = Talk(flow)
        most = talk.ask.of
        assert most is not None
        for text in WHOLE[flow]:
            talk.says(text)
            if talk.ask.of is not None:
                assert talk.ask.of <= most
                most = talk.ask.of

    def test_its_sentences_are_short_and_calm(self, flow: str) -> None:
        texts = [step.help for step in FLOWS[flow].steps] + [FLOWS[flow].closing]
        for context in (OFFICE, NEW_CHANNEL):
            texts += [step.ask({}, context) for step in FLOWS[flow].steps if step.applies({})]
        for text in texts:
            assert "!" not in text
            said = text.lower().replace("/beat slot", "")
            assert not any(word in said for word in ("slot", "rung", "holder", "reading"))
            assert max(len(sentence.split()) for sentence in sentences(text)) <= WORDS_IN_A_SENTENCE

    def test_a_hostile_answer_loses_nothing(self, flow: str) -> None:
        for bad in ("x" * 10_000, "\u202e\x00", "<!channel>" * 900, "&lt;script&gt;*_~`", "\ud800"):
            talk = Talk(flow).says(WHOLE[flow][0])
            before = talk.state.given
            talk.says(bad)
            assert before.items() <= talk.state.given.items()

    def test_a_question_of_an_older_version_is_asked_by_the_first_that_is_missing(self, flow: str) -> None:
        old = State(flow=flow, step="gone", trail=("gone", "summary"), given=dict(FLOWS[flow].defaults(OFFICE)))
        assert ask_again(old, OFFICE).step == Talk(flow).ask.step
        assert isinstance(answer(old, WHOLE[flow][0], OFFICE)[1], Ask)


def test_skip_is_refused_where_something_is_needed() -> None:
    talk = Talk("goal").says("skip")
    assert not talk.ask.can_skip
    assert "cancel" in talk.ask.problem


def test_an_optional_question_can_be_skipped_and_is_not_asked_again() -> None:
    talk = Talk("slot").says("Bicycle facts", "Publish something", "Mon 9:00")
    assert talk.ask.step == "platform"
    assert talk.ask.can_skip
    assert talk.says("skip").ask.step == "doer"


def test_an_optional_part_can_be_left_out_later() -> None:
    talk = whole("slot").says("change where")
    assert "Leave it out" in talk.labels
    talk.says("leave it out")
    assert talk.ask.is_summary
    assert "Where:" not in talk.ask.text


def test_a_part_can_be_changed_in_one_sentence() -> None:
    talk = whole("setup").says("change the name to Bikes for Everybody")
    assert talk.ask.is_summary
    assert "Name: Bikes for Everybody" in talk.ask.text


def test_what_shall_be_changed_is_asked_where_it_is_not_clear() -> None:
    talk = whole("goal").says("change")
    assert talk.ask.is_summary
    assert talk.ask.problem
    assert talk.ask.example == "change goal"


def test_a_bad_answer_is_the_same_question_again_with_an_example() -> None:
    talk = Talk("goal", "1,000 followers")
    before = talk.ask
    talk.says("on the thirtieth of February")
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == (before.step, before.number, before.of)
    assert talk.ask.problem
    assert talk.ask.example


def test_a_half_understood_answer_is_confirmed_before_it_is_taken() -> None:
    talk = Talk("goal").says("Be friendly", "gain 500 hugs")
    assert talk.labels == ["Yes", "No"]
    assert "target" not in talk.state.given
    assert talk.ask.number is None
    talk.says("no")
    assert talk.ask.step == "target"
    assert talk.ask.problem
    assert talk.says("gain 500 hugs", "yes").ask.step != "target"


def test_instead_of_choosing_one_can_say_it_anew() -> None:
    talk = Talk("goal").says("Be friendly", "500 hugs", "3/4")
    assert talk.labels == ["Saturday 3 April 2027", "Thursday 4 March 2027"]
    assert "By: Wed 5 May 2027" in talk.says("5 May 2027").ask.text


def test_a_choice_that_was_not_understood_is_offered_again() -> None:
    talk = Talk("goal").says("Be friendly", "500 hugs", "3/4", "the other day")
    assert len(talk.labels) == 2
    assert "the other day" in talk.ask.problem


def test_back_from_a_choice_asks_the_question_itself() -> None:
    talk = Talk("goal").says("Be friendly", "500 hugs", "3/4", "back")
    assert talk.ask.step == "due"
    assert talk.ask.options == ()


def test_what_is_open_about_the_first_sentence_is_settled_one_by_one() -> None:
    talk = Talk("goal", "1.000 followers by 3/4, @ana measures")
    opened = []
    while talk.ask.number is None:
        opened.append(talk.labels)
        talk.says(talk.labels[0])
    assert opened == [
        ["Saturday 3 April 2027", "Thursday 4 March 2027"],
        ["1,000 followers", "1 followers"],
        ["Ana Silva", "Ana Costa"],
    ]
    assert talk.ask.step == "reviewer"


def test_help_right_after_the_command_helps_and_asks() -> None:
    _, asked = begin("goal", "help", OFFICE)
    assert asked.help in asked.text
    assert asked.step == "goal"


def test_an_unknown_flow_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        begin("picnic", "", OFFICE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U7> reads, Ana judges", Mentioned(("U7",), ("u7", "reads", "ana", "judges"))),
        ("me", Mentioned((), ("me",))),
        ("", Mentioned((), ())),
    ],
)
def test_whom_an_answer_could_mean_is_told_before_it_is_taken(text: str, expected: Mentioned) -> None:
    assert names_in(text) == expected


def test_no_more_words_are_looked_up_than_a_name_can_have() -> None:
    assert len(names_in(" ".join(f"word{'x' * n}" for n in range(200))).words) == 40


# ---------------------------------------------------------------- any answer at all

COMMANDS = ["back", "skip", "cancel", "help", RECAP, "save", "discard", "change", "yes", "no", "none", "1", "2"]
SENSIBLE = sorted(
    {
        *(text for texts in WHOLE.values() for text in texts),
        *("3/4", "1.000", "+20 %", "tips", "mondays", "9", "Ana", "ana costa", "<@U2>", "<@U4>", "<@U5>", "the editor"),
        *(
            "barista @ana",
            "gain 50",
            "yesterday",
            "every day at 4",
            "twice a week",
            "me and ben",
            "change when",
            "lisbon",
        ),
        *("newsletter every other thursday 10:00 London time, <@U1>", "1,000 followers by 3/4, @ana measures", "0"),
        *(
            "under 2 hours",
            "change where it stands now",
            "change number to +20 %",
            "Leave it out",
            "deliver",
            "Fri 3pm",
        ),
    }
)
markup = st.text(alphabet="<>@!#&;|U1 a9/.,:'\u202e\U0001f600\x00\n", max_size=60)
anything = st.one_of(st.text(max_size=80), markup, st.sampled_from(SENSIBLE), st.sampled_from(COMMANDS))


@given(flow=st.sampled_from(ALL_FLOWS), opening=anything, answers=st.lists(anything, max_size=14), new=st.booleans())
@examples(300)
def test_no_answer_breaks_a_conversation(flow: str, opening: str, answers: list[str], new: bool) -> None:
    talk = Talk(flow, opening, NEW_CHANNEL if new else OFFICE)
    for text in answers:
        if not isinstance(talk.said, Ask):
            return
        assert isinstance(answer(talk.state, "cancel", talk.context)[1], Cancelled)
        assert isinstance(answer(talk.state, "back", talk.context)[1], Ask)
        talk.says(text)


@given(flow=st.sampled_from(ALL_FLOWS), text=st.text(max_size=10_000))
@examples(50)
def test_a_text_of_any_length_is_answered(flow: str, text: str) -> None:
    Talk(flow, text)
    talk = Talk(flow).says(WHOLE[flow][0])
    before = talk.state.given
    talk.says(text)
    if isinstance(talk.said, Ask):
        assert talk.state.given.keys() >= before.keys()


class AnyConversation(RuleBasedStateMachine):
    """Somebody who wanders about, and in the end answers sensibly: that always ends in Done."""

    # What to say to each question; who is asked for what is there already may keep it.
    GOOD: Mapping[str, str] = {
        "goal": "Grow our following",
        "target": "1,000 Instagram followers",
        "start": "640",
        "baseline": "640",
        "due": "31 March 2027",
        "readers": "me and <@U1>",
        "measurer": "me",
        "reviewer": "<@U1>",
        "title": "Tip of the day",
        "kind": "Publish something",
        "when": "Mon and Thu 9:00",
        "platform": "Instagram",
        "doer": "<@U2>",
        "serves": "Sell more bikes",
        "audience": "newcomers",
        "holder": "<@U2>",
        "scope": "everything",
        "until": "further notice",
        "reason": "Product recall",
        # Whoever this would be, it might be who does it already.
        "backup": "skip",
        "summary": "save",
    }

    @initialize(flow=st.sampled_from(ALL_FLOWS), opening=anything, new=st.booleans())
    def begin(self, flow: str, opening: str, new: bool) -> None:
        context: Context = NEW_CHANNEL if new else OFFICE
        self.talk = Talk(flow, opening, context)

    @precondition(lambda self: not isinstance(self.talk.said, Ask))
    @rule(flow=st.sampled_from(ALL_FLOWS))
    def begin_another(self, flow: str) -> None:
        self.talk = Talk(flow, "", self.talk.context)

    @precondition(lambda self: isinstance(self.talk.said, Ask))
    @rule(text=anything)
    def say_anything(self, text: str) -> None:
        self.talk.says(text)

    @precondition(lambda self: isinstance(self.talk.said, Ask) and bool(self.talk.ask.options))
    @rule(data=st.data())
    def tap_an_option(self, data: st.DataObject) -> None:
        self.talk.says(data.draw(st.sampled_from(self.talk.ask.options)).value)

    @precondition(lambda self: isinstance(self.talk.said, Ask))
    @rule()
    def steer_back(self) -> None:
        before = self.talk.state.given
        self.talk.says("back")
        assert self.talk.state.given == before

    @invariant()
    def sensible_answers_end_in_done(self) -> None:
        said, state = self.talk.said, self.talk.state
        for _ in range(60):
            if not isinstance(said, Ask):
                break
            state, said = answer(state, self._good(said, state), self.talk.context)
        assert isinstance(self.talk.said, Cancelled) or isinstance(said, Done)

    def _good(self, asked: Ask, state: State) -> str:
        # A choice is settled with its first meaning; the rest is said, or kept by "skip".
        unsettled: tuple[Unsettled, ...] = state.unsettled
        if unsettled:
            return asked.options[0].value
        # What the table of concepts asks, it gives an example of that would do.
        if state.flow in OWN and not asked.is_summary:
            return asked.example
        return self.GOOD.get(asked.step, "skip")


AnyConversation.TestCase.settings = examples(60, stateful_step_count=12)
TestAnyConversation = AnyConversation.TestCase


def test_a_state_is_plain_json() -> None:
    raw = Talk("setup").says("Grow our following", "3/4", "1,000").state.model_dump(mode="json")
    assert State.model_validate(json.loads(json.dumps(raw))).model_dump(mode="json") == raw


# ---------------------------------------------------------------- "save" at a question


def test_save_at_a_question_goes_to_the_summary_past_what_may_be_left_out() -> None:
    talk = Talk("audience").says("Night shift workers")
    assert talk.ask.can_save
    talk.says("save")
    assert talk.ask.is_summary
    assert isinstance(talk.says("save").said, Done)


def test_save_is_never_content() -> None:
    for flow in ALL_FLOWS:
        for word in ("save", "Save it.", "done", "finish"):
            talk = Talk(flow).says(word)
            assert not {"save", "save it.", "done", "finish"} & {str(v).casefold() for v in talk.state.given.values()}
            assert talk.ask.is_summary or talk.ask.problem


def test_save_says_what_is_still_needed_and_asks_for_it() -> None:
    talk = Talk("message", context=NEW_CHANNEL).says("save")
    assert talk.ask.problem.startswith("I cannot save it yet")
    assert not talk.ask.can_save


def test_what_is_no_answer_at_the_summary_is_said_to_be_so() -> None:
    assert whole("role").says("well, bread").ask.problem.startswith("I did not understand “well, bread”.")


def test_an_example_of_something_of_the_plan_is_one_that_is_there() -> None:
    there = replace(OFFICE, things={"audience": ((51, "Night owls"),)})
    assert Talk("message", "Bread all night", there).ask.example == "Night owls"
