"""Who may open and send forms, and what becomes of those that come twice, too late or made up."""

from __future__ import annotations

import json

import pytest

from playground.slack.open_views import stack_of
from tests.stories.cast import BOT, Held, Person, Story
from tests.stories.editing.test_forms import TARGET, beside, presses_in_form
from tests.stories.plans import add, make_plan, slot


@pytest.mark.parametrize("home", ["#social", "#secret"])
async def test_for_others_a_plan_and_its_parts_do_not_exist(story: Story, ana: Person, eve: Person, home: str) -> None:
    """Whoever makes up a press on what they cannot see is told that there is nothing, and no form opens."""
    ana.home = home
    await make_plan(story, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    await eve.says("hello", channel=BOT)
    workspace = story.office.server.workspace
    channel = workspace.direct_with_app(eve.id)
    said = next(message for message in workspace.visible(eve.id, channel) if message.bot_id)
    held = Held(channel, said, {"type": "button", "block_id": "b"})
    values = {
        "edit_goal": "goal:1:0",
        "edit_role": "role:1:0",
        "edit_slot": "slot:1:0",
        "edit_settings": "strategy:1:0",
        "edit_end": "slot:1:0",
        "edit_undo": "change:1:0",
        "ask_form": "ask:1:0",
        "list_page": "strategy:1:0|posts",
    }
    for action_id, value in values.items():
        await eve.presses_held(held, action_id=action_id, value=value)
        eve.sees("I cannot find that any more")
    assert stack_of(workspace, eve.id) == []


async def test_somebody_in_the_channel_may_change_but_not_remove(bakery: Story, ana: Person, cho: Person) -> None:
    """The button is not there for them, and one that was made up is refused."""
    await cho.types("/beat posts")
    await cho.presses("Change…", channel=cho.home)
    assert "Remove" not in json.dumps(stack_of(bakery.office.server.workspace, cho.id)[-1].shape)
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await presses_in_form(bakery, ana, "Remove this post…")
    assert len(stack_of(bakery.office.server.workspace, ana.id)) == 2


async def test_what_was_removed_cannot_be_changed(bakery: Story, ana: Person, ben: Person) -> None:
    """An old list still has its button, and an open form can still be sent: both say that it is gone."""
    await ben.types("/beat posts")
    held = ben.holds("Change…", channel=ben.home)
    await ben.presses("Change…", channel=ben.home)
    await ana.types("/beat posts")
    await ana.presses("Change…", channel=ana.home)
    await presses_in_form(bakery, ana, "Remove this post…")
    await ana.fills_in({})
    ana.sees("Removed: the regular post")
    answer = await ben.fills_in({"What is it called?": "Trick of the day"})
    assert "I cannot find that any more" in next(iter(beside(answer).values()))
    await ben.presses_held(held)
    ben.sees("I cannot find that any more")


async def test_nobody_takes_back_somebody_elses_own_settings(bakery: Story, ana: Person, ben: Person) -> None:
    """The Undo of one's own settings is one's own."""
    await ana.types("/beat settings")
    await ana.presses("Change my settings…", channel=ana.home)
    await ana.fills_in({"How much shall I remind you?": "Off: only the digest"})
    ana.sees("Reminders: standard → off")
    held = ana.holds("Undo")
    await ben.types("/beat settings")
    await ben.presses("Change my settings…", channel=ben.home)
    await ben.fills_in({"How much shall I remind you?": "Off: only the digest"})
    ben.sees("Reminders: standard → off")
    await ben.presses_held(ben.holds("Undo"), value=held.action["value"])
    ben.sees("I cannot find that any more")
    assert "Reminders: off" in await ben.types("/beat settings")


async def test_undo_pressed_twice_is_undone_once(bakery: Story, ana: Person) -> None:
    """A second press of the same button is a success, and changes nothing."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({TARGET: "1100"})
    ana.sees("Target: 1,000 → 1,100")
    held = ana.holds("Undo")
    await ana.presses_held(held)
    await ana.presses_held(held)
    ana.finds("Taken back")
    ana.sees_nothing()
    assert "1,000 by" in await ana.types("/beat goals")


async def test_long_lists_have_pages(bakery: Story, ana: Person, ben: Person) -> None:
    """By typing the number, and by a button that turns the page in place; every entry has its button."""
    await add(
        bakery,
        ana,
        *(slot(f"Tip {n:02}", "sat", "10:00", ben, role="Instagram editor") for n in range(1, 40)),
    )
    bakery.forget()
    first = await ana.types("/beat posts")
    assert "Page 1 of 2. You can also type /beat posts 2." in first.replace("`", "")
    assert "Tip 39" not in first
    second = await ana.types("/beat posts 2")
    assert "Tip 39" in second
    assert "Tip 01" not in second
    await ana.types("/beat posts")
    await ana.presses("Next page", channel=ana.home)
    ana.finds("Page 2 of 2", "Tip 39")
    await ana.presses("Change…", channel=ana.home)
    await ana.fills_in({"What is it called?": "Trick"})
    ana.sees("Title: Tip \\d\\d → Trick")


async def test_a_plan_is_changed_from_a_direct_message(bakery: Story, ana: Person) -> None:
    """Lists that were asked for in the direct message have the same buttons."""
    await ana.types("/beat goals", channel=BOT)
    await ana.presses("Change…")
    await ana.fills_in({TARGET: "1100"})
    ana.sees("Target: 1,000 → 1,100")
    await ana.types("/beat calendar", channel=BOT)
    await ana.presses("Change regular posts…")
    ana.finds("regular posts", "Tip of the day", "Change…")
