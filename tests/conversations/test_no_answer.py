"""What is no answer: not knowing, a greeting, thanks, a question back. At every question of every conversation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from pydantic import JsonValue

from bot.conversations.machine import FLOWS, Ask, Done, answer, begin
from bot.conversations.questions import SUMMARY
from bot.conversations.steps import State, Step
from tests.conversations.played import NEW_CHANNEL, OFFICE, WHOLE, Talk

# What people type who do not know, or do not want to say, as they type it.
NOT_KNOWN = (
    *(
        "idk",
        "IDK",
        "idk.",
        "idk yet",
        "idk 🤷",
        "no idea",
        "No idea!",
        "no idea yet",
        "honestly no idea",
        "no clue tbh",
    ),
    *("not sure", "not sure yet", "Not sure yet.", "unsure", "tbd", "TBD", "tba", "dunno", "dunno yet", "i dunno"),
    *("i don't know", "i don’t know yet", "i dont know", "I do not know", "we don't know yet", "don't know, sorry"),
    *("haven't decided", "havent decided yet", "we haven’t decided yet", "undecided", "not decided", "to be decided"),
    *(
        "who knows",
        "who knows…",
        "Who knows?",
        "no clue",
        "whatever",
        "hmm, whatever",
        "later",
        "maybe later",
        "later pls",
    ),
    *("will tell you later", "i'll tell you later", "ask me later", "let me think", "no opinion", "hard to say"),
    *(
        "I have no idea",
        "not 100% sure",
        "t.b.d.",
        "let me get back to you",
        "need to ask ben",
        "you tell me",
        "hmm",
        "hm…",
    ),
    *("that's a good question", "i forgot", "¯\\_(ツ)_/¯", "i'll tell you tomorrow", "doesn’t matter", "up to you"),
    *("🤷", "🤷‍♀️", ":shrug:", ":man-shrugging:", "???", "...", "…", "i need to check", "not sure who"),
)
# What people type who want to leave something out.
NOTHING = (
    "none",
    "None.",
    "NONE",
    "n/a",
    "N/A",
    "na",
    "-",
    "--",
    "—",
    "nothing",
    "nothing yet",
    "none yet",
    "leave it open",
)
GREETINGS = (
    *("hi", "Hi!", "hi 👋", "hey", "heyyy", "hello", "Hello there", "hello team", "good morning", "Good morning team!"),
    *(
        "morning all",
        "good evening everyone",
        "hi, how are you?",
        "howdy",
        "hallo",
        "hey drumbeat",
        ":wave:",
        "hi :wave:",
    ),
)
THANKS = ("thanks", "thanks!", "Thank you.", "thx", "thanks a lot", "ok thanks", "great, thank you", "cheers 🙏")
QUESTIONS = (
    *(
        "what do you mean?",
        "what do you mean by that?",
        "What do you mean",
        "what does that mean?",
        "why?",
        "what for?",
    ),
    *("why do you need that?", "why do you want to know?", "why do you ask?", "why is that important?", "how so?"),
    *(
        "can I change it later?",
        "can i change this afterwards",
        "can we skip this?",
        "do i have to?",
        "is this required?",
    ),
    *("what should i write here?", "like what?", "for example?", "can you give me an example?", "what are my options?"),
    *(
        "how does this work?",
        "how many questions are left?",
        "who can see this?",
        "are you a bot?",
        "i don't understand",
    ),
    *(
        "what if i don't know?",
        "can it be changed later?",
        "how do i change it?",
        "what do you need that for?",
        "which number?",
    ),
    *(
        "really?",
        "sorry?",
        "what's the difference?",
        "do you have an example?",
        "hi, what do you mean?",
        "please explain",
    ),
    *("how would you even count that?", "what happens then?", "what's a goal?", "whats a slot?", "what is this for?"),
)
# Where not knowing is an answer, and what it means there: nothing is kept that nobody said.
MEANS: Mapping[tuple[str, str], Mapping[str, JsonValue]] = {
    ("hold", "until"): {"until": "further notice"},
    ("slot", "serves"): {"goal": None},
}
# Every word is typed at these; the words that differ most are typed at every question.
FEW = (
    "idk",
    "not sure yet",
    "tbd",
    "none",
    "-",
    "who knows…",
    "whatever",
    "hi",
    "thanks!",
    "what do you mean?",
    "why?",
)


@cache
def _whole(flow: str) -> State:
    return Talk(flow).says(*WHOLE[flow]).state


def at(flow: str, step: Step) -> State:
    """Return a conversation that is at a question, everything else being answered."""
    whole = _whole(flow)
    open_fields = {*step.fills, *step.keeps}
    given = {name: value for name, value in whole.given.items() if name not in open_fields}
    return whole.model_copy(update={"step": step.name, "given": given, "trail": (), "asked": (step.name,)})


@pytest.mark.parametrize("flow", FLOWS)
def test_no_question_takes_for_a_value_what_is_no_answer(flow: str) -> None:
    """Those questions included that only the summary leads to."""
    for step in FLOWS[flow].steps:
        before = at(flow, step)
        expected = {**before.given, **MEANS.get((flow, step.name), {})}
        for word in FEW:
            after, said = answer(before, word, OFFICE)
            assert after.given in (before.given, expected), (step.name, word)
            assert isinstance(said, Ask), (step.name, word)
            stays = after.step == step.name
            assert stays or step.name in after.skipped or after.given == expected, (step.name, word)


@pytest.mark.parametrize("flow", ["setup", "vision", "message", "competitor"])
def test_not_knowing_leaves_a_needed_text_open_and_is_answered_kindly(flow: str) -> None:
    before, asked = begin(flow, "", NEW_CHANNEL)
    for word in (*NOT_KNOWN, *NOTHING):
        after, said = answer(before, word, NEW_CHANNEL)
        assert isinstance(said, Ask)
        assert (after.given, said.step, said.problem) == (before.given, asked.step, ""), word
        assert said.text.startswith("No problem"), word


def test_not_knowing_passes_over_what_may_be_left_out() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*WHOLE["setup"][:-1])
    assert talk.ask.step == "audience"
    for word in (*NOT_KNOWN, *NOTHING):
        after, said = answer(talk.state, word, NEW_CHANNEL)
        assert isinstance(said, Ask)
        assert "audience" not in after.given, word
        assert "audience" in after.skipped, word
        assert said.text.startswith("No problem"), word


def test_not_knowing_keeps_what_was_said_before() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*WHOLE["setup"], "skip", "change for whom")
    for word in NOT_KNOWN:
        _, said = answer(talk.state, word, NEW_CHANNEL)
        assert isinstance(said, Ask)
        assert said.is_summary, word
        assert "For whom: newcomers" in said.text


def test_not_knowing_whether_something_was_read_right_asks_for_it_again() -> None:
    talk = Talk("goal").says("Be friendly", "gain 500 hugs")
    assert talk.labels == ["Yes", "No"]
    for word in NOT_KNOWN:
        after, said = answer(talk.state, word, OFFICE)
        assert isinstance(said, Ask)
        assert said.step == "target", word
        assert not after.unsettled
        assert "target" not in after.given


def test_not_knowing_until_when_holds_until_further_notice() -> None:
    talk = Talk("hold", "Instagram: product recall").says("no idea")
    assert talk.ask.is_summary
    assert "Until: until further notice" in talk.ask.text


@pytest.mark.parametrize("flow", ["setup", "goal", "slot", "role", "audience", "message"])
def test_a_greeting_is_greeted_and_the_question_comes_again(flow: str) -> None:
    before, asked = begin(flow, "", OFFICE)
    for word in (*GREETINGS, *THANKS):
        after, said = answer(before, word, OFFICE)
        assert isinstance(said, Ask)
        assert after.given == before.given, word
        assert (said.step, said.number, said.problem) == (asked.step, asked.number, ""), word
        assert said.text.endswith(asked.text), word
        assert len(said.text) > len(asked.text)


@pytest.mark.parametrize("flow", ["setup", "goal", "slot", "role", "message"])
def test_after_the_command_it_is_no_answer_either(flow: str) -> None:
    blank, asked = begin(flow, "", OFFICE)
    for word in (*GREETINGS, *THANKS, *QUESTIONS, *NOT_KNOWN):
        state, said = begin(flow, word, OFFICE)
        assert (state.given, said.step) == (blank.given, asked.step), word


@pytest.mark.parametrize("flow", ["setup", "slot", "role", "audience", "message"])
def test_a_question_back_is_explained_and_the_question_comes_again(flow: str) -> None:
    before, asked = begin(flow, "", OFFICE)
    for word in QUESTIONS:
        after, said = answer(before, word, OFFICE)
        assert isinstance(said, Ask)
        assert after.given == before.given, word
        assert (said.step, said.problem) == (asked.step, ""), word
        assert asked.help in said.text, word
        assert said.text.endswith(asked.text), word


def test_a_question_back_about_something_of_the_plan_says_what_it_is_good_for() -> None:
    talk = Talk("message", "Good bread takes a night").says("why do you need that?")
    assert talk.ask.step == "audience"
    assert "telling each audience something of its own" in talk.ask.text


@pytest.mark.parametrize(
    ("flow", "text"),
    [
        ("goal", "How many people know us?"),
        ("goal", "more visitors?"),
        ("message", "How do you take your coffee?"),
        ("slot", "Which bread is it?"),
        ("experiment", "Do videos get more answers than photos?"),
    ],
)
def test_a_text_that_may_be_a_question_is_asked_about_before_it_is_saved(flow: str, text: str) -> None:
    talk = Talk(flow)
    before = talk.state.given
    talk.says(text)
    assert talk.state.given == before
    assert text in talk.ask.text
    assert talk.labels == ["It is my answer", "I am asking"]
    saved = Talk(flow).says(text, "It is my answer")
    assert text in saved.state.given.values()
    asked = Talk(flow).says(text, "I am asking")
    assert asked.state.given == before
    assert asked.ask.help in asked.ask.text


@pytest.mark.parametrize("text", ["Which one?", "is that a date?", "how would i find out?", "who else could it be?"])
@pytest.mark.parametrize("step", ["target", "due", "measurer", "baseline"])
def test_a_question_where_a_number_a_date_or_a_person_is_wanted_is_explained(step: str, text: str) -> None:
    before = at("setup" if step == "baseline" else "goal", next(s for s in FLOWS["goal"].steps if s.name == step))
    after, said = answer(before, text, OFFICE)
    assert isinstance(said, Ask)
    assert (after.given, said.step, said.problem) == (before.given, step, "")
    assert said.help in said.text


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("hey! so basically we want 1,000 followers by 31 March 2027 :rocket:", "we want 1,000 followers"),
        ("Hello, we want 1,000 followers by 31 March 2027", "we want 1,000 followers"),
        ("lol ok. so: 1,000 followers by 31 March 2027", "1,000 followers"),
        ("Right, 1,000 followers by 31 March 2027 pls", "1,000 followers"),
    ],
)
def test_a_greeting_before_an_answer_is_no_part_of_it(text: str, statement: str) -> None:
    for talk in (Talk("goal", text), Talk("goal").says(text)):
        assert talk.state.given["statement"] == statement
        assert talk.state.given["target"] == "1000"


@pytest.mark.parametrize(
    ("flow", "text"),
    [
        ("slot", "Good morning from the bakery"),
        ("slot", "Thanks for 1,000 followers"),
        ("slot", "What we bake"),
        ("slot", "Later that night"),
        ("slot", "Nothing but bread"),
        ("message", "Hello Monday"),
        ("audience", "people who are not sure what to bake"),
        ("vision", "Who knows bread knows us."),
        ("goal", "Know why people leave"),
        ("role", "Night watch"),
        ("slot", "Ask me anything"),
        ("message", "No one left behind"),
        ("audience", "us"),
    ],
)
def test_what_only_begins_like_that_is_an_answer(flow: str, text: str) -> None:
    assert text.rstrip(".") in [str(value).rstrip(".") for value in Talk(flow).says(text).state.given.values()]


@pytest.mark.parametrize("word", ["yes", "no", "ok", "okay", "sure"])
def test_a_bare_yes_or_no_is_never_a_text(word: str) -> None:
    for flow in ("setup", "goal", "slot", "role", "audience", "message", "vision"):
        talk = Talk(flow).says(word)
        assert word not in talk.state.given.values()
        assert talk.ask.problem


def test_an_option_that_sounds_like_no_answer_is_one() -> None:
    talk = Talk("responsibility", "Photos for the newsletter").says("Nobody")
    assert talk.state.given["today"] == "nobody"
    talk = Talk("slot", "Tip on Instagram Mon 9:00, <@U1>").says("No goal yet")
    assert talk.state.given["goal"] is None


@pytest.mark.parametrize("word", ["ok thanks", "yes, thanks", "Yes please!", "sure, thank you"])
def test_a_yes_with_thanks_is_a_yes(word: str) -> None:
    assert "target" in Talk("goal").says("Be friendly", "gain 500 hugs", word).state.given
    assert isinstance(Talk("goal").says(*WHOLE["goal"], word).said, Done)


def test_no_thanks_leaves_out_what_may_be_left_out() -> None:
    talk = Talk("slot").says("Bicycle facts", "Publish something", "Mon 9:00", "no thanks")
    assert "platform" in talk.state.skipped
    assert "text" not in Talk("vision").says("no thank you").state.given


@pytest.mark.parametrize("word", ["hi", "thanks!", "idk", "what do you mean?", "can i change it later?"])
def test_the_summary_stays_and_nothing_is_saved(word: str) -> None:
    talk = Talk("goal").says(*WHOLE["goal"])
    assert talk.ask.step == SUMMARY
    talk.says(word)
    assert talk.ask.step == SUMMARY
    assert not isinstance(talk.said, Done)
    assert not talk.ask.problem
