"""Words next to a name: they make a role only if they are one, or are said to be one. Other words are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

import pytest
from pydantic import JsonValue

from bot.conversations.machine import Ask, Context, State, answer
from bot.language.kept_values import told
from tests.conversations.played import NEW_CHANNEL, OFFICE, Talk

GOAL = "1,000 Instagram followers by end of March"
POST = "Tip of the day on Instagram Mon 9:00"
SET_UP = ("Grow our following", "1000", "31 March 2027")

# Every question that takes a name as its answer, by the field that it fills.
DOORS: Mapping[str, Callable[[], Talk]] = {
    "setup-readers": lambda: Talk("setup", context=NEW_CHANNEL).says(*SET_UP),
    "setup-doer": lambda: Talk("setup", context=NEW_CHANNEL).says(*SET_UP, "<@U3>", POST),
    "setup-lead": lambda: Talk("setup", context=NEW_CHANNEL).says(
        *SET_UP, "<@U3>", POST, "<@U3>", "skip", "skip", "change lead"
    ),
    "goal-measurer": lambda: Talk("goal", GOAL),
    "goal-reviewer": lambda: Talk("goal", GOAL).says("<@U3>"),
    "slot-doer": lambda: Talk("slot", POST),
    "role-holder": lambda: Talk("role", "Photographer"),
}
FIELDS = {
    "setup-readers": "measurer",
    "setup-doer": "doer",
    "setup-lead": "lead",
    "goal-measurer": "measurer",
    "goal-reviewer": "reviewer",
    "slot-doer": "doer",
    "role-holder": "holder",
}
WHO = {"me": "U2", "<@U1>": "U1", "@Ben": "U2", "Ben Okoro": "U2", "ben": "U2"}
# Words that only go with a name: they can be left out without telling anyone.
SMALL = (
    "just {}",
    "{} again",
    "{} for now",
    "ok then {} for now",
    "{} as well",
    "{} too",
    "{}, of course",
    "{} 🙋",
    "it's {}",
    "that would be {}",
    "{} i guess",
    "i think {}",
    "so {}",
    "only {}",
    "always {}",
    "{} please",
    "{} probably",
    "give it to {} please",
    "take {}",
    "{} does it",
    "{} will do that",
    "hm, {} then",
)
# Words that may matter, but make no role: people are told that they were left out.
LARGE = (
    ("{} films them", "films them"),
    ("our intern {}", "our intern"),
    ("{} from accounting", "from accounting"),
    ("{} on Mondays", "on Mondays"),
    ("my colleague {}", "my colleague"),
    ("{} when there is time", "when there is time"),
    ("whoever is on shift, mostly {}", "whoever is on shift"),
)


def who_has(talk: Talk, field: str) -> tuple[str, str]:
    """Return (Slack id, role) of the person named for a field."""
    return _told(talk.state, field)


def _told(state: State, field: str) -> tuple[str, str]:
    found = told(state.given, field)
    assert found is not None, (field, state)
    return found.slack_id, found.title


def answered(door: str, text: str) -> tuple[State, Ask]:
    """Answer the question of one place."""
    state, context = _opened(door)
    after, said = answer(state, text, context)
    assert isinstance(said, Ask)
    return after, said


@cache
def _opened(door: str) -> tuple[State, Context]:
    talk = DOORS[door]()
    return talk.state, talk.context


@pytest.mark.parametrize("door", DOORS)
def test_small_words_beside_a_name_make_no_role(door: str) -> None:
    for words, (name, slack_id) in product(SMALL, WHO.items()):
        after, said = answered(door, words.format(name))
        assert _told(after, FIELDS[door]) == (slack_id, ""), (words, name)
        assert "left out" not in said.text, (words, name)
        assert not said.problem, (words, name)


@pytest.mark.parametrize("door", DOORS)
def test_other_words_beside_a_name_make_no_role_and_are_said_to_be_left_out(door: str) -> None:
    for (words, left), (name, slack_id) in product(LARGE, WHO.items()):
        after, said = answered(door, words.format(name))
        assert _told(after, FIELDS[door]) == (slack_id, ""), (words, name)
        assert f"I left out: “{left}”" in said.text, (words, name)


@pytest.mark.parametrize("door", ["setup-doer", "slot-doer", "goal-measurer", "goal-reviewer"])
@pytest.mark.parametrize(
    ("words", "title"),
    [
        # Known titles, of the plan or of the trade.
        ("photo editor {}", "photo editor"),
        ("social media manager {}", "social media manager"),
        ("{} (community manager)", "community manager"),
        ("the photographer {}", "photographer"),
        ("our editor {}", "editor"),
        # Others, if they are said to be a role.
        ("barista: {}", "barista"),
        ("{} as the barista", "barista"),
        ("{} as our barista", "barista"),
        ("role barista: {}", "barista"),
        ("role: barista {}", "barista"),
        ("{} in the role barista", "barista"),
        ("{} in the barista role", "barista"),
        ("barista = {}", "barista"),
    ],
)
def test_a_role_is_one_that_is_known_or_is_said_to_be_one(door: str, words: str, title: str) -> None:
    for name in ("me", "<@U2>", "Ben Okoro"):
        slack_id, said = _told(answered(door, words.format(name))[0], FIELDS[door])
        assert (slack_id, said.casefold()) == ("U2", title), name


@pytest.mark.parametrize(("words", "title"), [("{}, editor", "Editor"), ("{}, role barista", "barista")])
def test_a_comma_before_a_role_ties_it_to_the_name_where_one_person_is_wanted(words: str, title: str) -> None:
    assert who_has(DOORS["slot-doer"]().says(words.format("<@U1>")), "doer") == ("U1", title)


def test_a_role_of_the_plan_is_known_beside_a_name() -> None:
    talk = Talk("slot", POST, OFFICE).says("Community manager <@U1>")
    assert who_has(talk, "doer") == ("U1", "Community manager")


@pytest.mark.parametrize(
    "words",
    ["whoever is on shift", "the night crew", "somebody from the agency", "ask around", "first come first served"],
)
def test_words_without_a_name_make_no_role_either(words: str) -> None:
    for talk in (Talk("slot", POST), Talk("setup", context=NEW_CHANNEL).says(*SET_UP, "me", POST)):
        before = talk.state.given
        talk.says(words)
        assert talk.ask.step == "doer"
        assert talk.state.given == before
        assert words in talk.ask.problem


@pytest.mark.parametrize(("words", "title"), [("photo editor", "photo editor"), ("role night crew", "night crew")])
def test_a_new_role_without_a_name_asks_who_it_is(words: str, title: str) -> None:
    talk = Talk("slot", POST).says(words)
    assert f"“{title}” is a new role. Who is it?" in talk.ask.text
    assert who_has(talk.says("<@U1>"), "doer") == ("U1", title)


@pytest.mark.parametrize(
    ("words", "measurer", "reviewer"),
    [
        ("<@U1> reads, i judge", "U1", "U2"),
        ("<@U1>, i review", "U1", "U2"),
        ("<@U1> does, i review it", "U1", "U2"),
        ("<@U1> counts them, i decide what we do with it", "U1", "U2"),
        ("i look at the number every monday and <@U1> decides if its ok", "U2", "U1"),
        ("<@U1> and ben has the last word", "U1", "U2"),
        ("<@U1> checks it and ben decides", "U1", "U2"),
        ("<@U1> reads it, ben signs off", "U1", "U2"),
        ("<@U1> keeps track, I approve", "U1", "U2"),
        ("<@U1> for both", "U1", "U1"),
        ("<@U1>, for both", "U1", "U1"),
        ("she's not on slack, take me", "U2", "U2"),
        ("the till counts it so ben i guess", "U2", ""),
    ],
)
def test_who_reads_and_who_judges_is_heard_in_the_words(words: str, measurer: str, reviewer: str) -> None:
    after, said = answered("setup-readers", words)
    assert not said.problem
    assert _told(after, "measurer") == (measurer, "")
    assert not reviewer or _told(after, "reviewer") == (reviewer, "")


@pytest.mark.parametrize(
    ("words", "title", "who"),
    [
        ("Reel on Instagram Tue 18:00, Ben Okoro films them", "Reel", "U2"),
        ("Reel on Instagram Tue 18:00, ben films them", "Reel", "U2"),
        ("Reel on Instagram Tue 18:00, ben", "Reel", "U2"),
        ("Reel on Instagram Tue 18:00 (ben)", "Reel", "U2"),
        ("Reel Tue 18:00 on insta, i film it", "Reel", "U2"),
        ("Photo from the window, fb, daily at 8:30, ben takes it", "Photo from the window", "U2"),
        ("Letter from the shop, every Thursday 10:00, in the newsletter, ben", "Letter from the shop", "U2"),
        ("We publish one poem every Tuesday 16:30 on Instagram, makes Ben", "poem", "U2"),
        ("Case study on LinkedIn Mon 9:00. ben writes it", "Case study", "U2"),
        ("Reel on Instagram Tue 18:00, whoever is around", "Reel", ""),
    ],
)
def test_a_name_in_a_sentence_about_a_post_is_no_part_of_its_title(words: str, title: str, who: str) -> None:
    talk = Talk("slot", words)
    assert talk.state.given.get("title") == title
    assert not who or who_has(talk, "doer") == (who, "")
    assert "doer_title" not in talk.state.given


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ben does the newsletter from now on", {"title": "newsletter", "holder": "U2"}),
        ("Comunity manager is Ben 🙂", {"title": "Comunity manager", "holder": "U2"}),
        ("answering the dms, thats me", {"title": "answering the dms", "holder": "U2"}),
        (
            "answering the dms, thats me, <@U1> steps in when im off",
            {"title": "answering the dms", "holder": "U2", "backup": "U1"},
        ),
        ("barista <@U1>", {"title": "barista", "holder": "U1"}),
        ("<@U1> as barista", {"title": "barista", "holder": "U1"}),
        ("<@U1>: barista", {"title": "barista", "holder": "U1"}),
        ("just me", {"holder": "U2"}),
        ("ben and <@U1> share the instagram", {}),
        ("ben = video, <@U1> = copy", {}),
    ],
)
def test_a_new_role_is_called_what_stands_beside_the_name_and_nothing_else(
    words: str, expected: Mapping[str, JsonValue]
) -> None:
    talk = Talk("role", words)
    given = talk.state.given
    people = {name: who.slack_id for name in ("holder", "backup") if (who := told(given, name))}
    assert {**({"title": given["title"]} if "title" in given else {}), **people} == expected
    assert talk.ask.is_summary == ("title" in expected)


@pytest.mark.parametrize(
    "words",
    ["oh sorry, the role is called Events", "it's called Events", "call it Events", "Events", "the role is Events"],
)
def test_what_a_role_is_called_is_its_name_alone(words: str) -> None:
    assert Talk("role", "me").says(words).state.given["title"] == "Events"
