"""Answer in a form: the same questions at once, with what was understood already, and the same end."""

from __future__ import annotations

from typing import Any

from playground.slack.open_views import stack_of
from tests.stories.cast import GOAL, Person, Story
from tests.stories.editing.test_forms import beside, top

FORM = "Answer in a form"


def standing_in(form: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in the fields of a form, by name."""
    found = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            option = element.get("initial_option") or {}
            shown = [element.get(key) for key in ("initial_value", "initial_date", "initial_user") if element.get(key)]
            found[block["block_id"].split(":")[1]] = shown[0] if shown else option.get("value")
    return found


async def test_a_goal_is_answered_in_a_form_with_what_was_said_already(bakery: Story, ana: Person) -> None:
    """Statement, number and date stand in it; saving it ends the conversation in its thread."""
    await ana.types("/beat goal 500 newsletter subscribers by end of June")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    shown = standing_in(top(bakery, ana))
    assert shown["goal"] == "500 newsletter subscribers"
    assert shown["due"] == "2026-06-30"
    assert shown["measurer"] is None
    answer = await ana.fills_in({"Who reads the number?": "me", "Who judges it?": "Instagram editor"})
    assert beside(answer) == {}
    assert stack_of(bakery.office.server.workspace, ana.id) == []
    assert "Saved the goal: 500 newsletter subscribers" in await ana.last(ana.home, ana.thread)
    ana.finds("Who reads the number", "You said: in the form")
    bakery.passes_over(ana.home)
    listed = await ana.types("/beat goals")
    assert "500 subscribers by Tue 30 Jun 2026" in listed or "500 newsletter subscribers" in listed
    assert "There is nothing to stop here" in await ana.types("/beat cancel")


async def test_what_is_missing_or_wrong_in_a_new_goal_is_told_of_at_once(bakery: Story, ana: Person) -> None:
    """The words are those of the conversation."""
    await ana.types("/beat goal")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    bakery.passes_over(ana.home)
    answer = await ana.fills_in(
        {
            "What do you want to achieve?": "More <visitors> & joy",
            "Which number would show that you got there?": "-20 %",
            "By when?": "2026-03-01",
            "Who reads the number?": "Zoltan",
            "Who judges it?": "me",
        }
    )
    errors = beside(answer)
    assert "is in the past" in errors["due"]
    assert "I know nobody called “Zoltan” here." in errors["measurer"]
    assert "Where does that number stand now?" in errors["start"]
    assert set(errors) == {"due", "measurer", "start"}
    await ana.fills_in(
        {"By when?": "2026-12-31", "Who reads the number?": "ben", "Where does that number stand now?": "1k"}
    )
    bakery.passes_over(ana.home)
    assert "More &lt;visitors&gt; &amp; joy" in await ana.types("/beat goals")


async def test_a_role_is_answered_in_a_form(bakery: Story, ana: Person, cho: Person) -> None:
    """People are chosen from Slack's own list; whoever gets the role is asked."""
    await ana.types("/beat role")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    bakery.passes_over(ana.home)
    form = {"What is it called?": "Photographer", "Who does it?": "cho", "Who steps in when they are away?": "cho"}
    assert "has to be somebody else" in beside(await ana.fills_in(form))["backup"]
    assert beside(await ana.fills_in({"Who steps in when they are away?": "ana"})) == {}
    cho.sees("ana gave you the role .*Photographer")
    bakery.passes_over(ana.home)
    assert "Photographer*: cho (asked, no answer yet), backup ana" in await ana.types("/beat roles")


async def test_a_post_is_answered_in_a_form(bakery: Story, ana: Person) -> None:
    """Two times make two posts, as in chat; a new role needs a person."""
    await ana.types("/beat slot Story on Facebook")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    bakery.passes_over(ana.home)
    shown = standing_in(top(bakery, ana))
    assert shown["title"] == "Story"
    assert shown["platform"] == "Facebook"
    assert shown["kind"] == "publish"
    answer = await ana.fills_in({"On which days, and at what time?": "Tuesday", "Who does it?": "story desk"})
    errors = beside(answer)
    assert errors["when"].startswith("At what time?")
    assert "no role of that name: “story desk”" in errors["doer"]
    errors = beside(await ana.fills_in({"Who does it?": "role story desk"}))
    assert "“story desk” is a new role. Who is it?" in errors["doer"]
    answer = await ana.fills_in(
        {
            "On which days, and at what time?": "Tue 9 and 16",
            "Who does it?": "Story desk: me",
            "Which goal does it serve?": GOAL,
        }
    )
    assert beside(answer) == {}
    bakery.passes_over(ana.home)
    posts = await ana.types("/beat posts")
    assert posts.count("Story desk (ana)") == 2
    assert "every Tuesday at 09:00 (Berlin)" in posts
    assert "every Tuesday at 16:00 (Berlin)" in posts


async def test_a_conversation_that_went_on_meanwhile_keeps_both_answers(
    bakery: Story, ana: Person, cho: Person
) -> None:
    """What was typed in the form stays; what was answered in chat since is shown; saving again saves both."""
    await ana.types("/beat goal 500 newsletter subscribers by end of June")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    await ana.says("ben")
    bakery.passes_over(ana.home)
    await ana.fills_in({"Who reads the number?": "cho", "Who judges it?": "me"})
    form = top(bakery, ana)
    assert "Somebody changed this in the meantime" in form["blocks"][0]["text"]["text"]
    assert "Who reads the number? (ben)" in form["blocks"][0]["text"]["text"]
    assert standing_in(form)["measurer"] == "cho"
    assert standing_in(form)["reviewer"] == "me"
    assert beside(await ana.fills_in({})) == {}
    bakery.passes_over(ana.home)
    cho.sees("ana gave you the role .*Numbers")
    assert "Asked each week: Numbers (cho)" in await ana.types("/beat goals")


async def test_a_form_of_a_conversation_that_is_over_saves_nothing(bakery: Story, ana: Person) -> None:
    """Cancelled in chat, it says so beside its first field."""
    await ana.types("/beat goal 500 newsletter subscribers by end of June")
    await ana.presses(FORM, channel=ana.home, thread_ts=ana.thread)
    await ana.says("cancel")
    answer = await ana.fills_in({"Who reads the number?": "me", "Who judges it?": "me"})
    assert "That conversation is over" in next(iter(beside(answer).values()))
    bakery.passes_over(ana.home)
    assert "newsletter" not in await ana.types("/beat goals")


async def test_nobody_answers_somebody_elses_question_in_a_form(bakery: Story, ana: Person, ben: Person) -> None:
    """The button stands in the channel; only who is asked may press it."""
    await ana.types("/beat goal")
    held = ana.holds(FORM, channel=ana.home, thread_ts=ana.thread)
    await ben.presses_held(held)
    ben.sees("I am asking somebody else here")
    bakery.passes_over(ana.home)
