"""`/beat move here`: a plan moves to another channel, once its lead has seen who will read it there."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.refusals import AlreadyHome
from bot.services.plan import moving
from bot.views.kit.blocks import Content
from tests.stories.cast import BOT, Person, Story
from tests.stories.operations.test_races import by_hand, ctx_of
from tests.stories.plan.test_moved_ids import channel_id
from tests.stories.plans import make_plan, slot

BREAD = "#bread"


async def another_channel(story: Story, name: str, *people: str, private: bool = False) -> str:
    """Make a channel with the bot in it, and return its id."""
    control = story.office.server.control
    made = await control.add_channel(name, user=people[0], private=private, members=list(people), bot=True)
    await story.office.quiet()
    return str(made["channel"]["id"])


async def moves(story: Story, who: Person, name: str) -> None:
    """Type `/beat move here` in a channel, and press."""
    await who.types("/beat move here", channel=f"#{name}")
    await who.presses("Move here", channel=f"#{name}")
    story.read()


async def test_the_lead_reads_who_will_see_the_plan_and_moves_it(
    bakery: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Both channels are told; new messages come in the new one."""
    await another_channel(bakery, "bread", "ana", "ben", "eve")
    bakery.forget()
    shown = await ana.types("/beat move here", channel=BREAD)
    assert "eve" in shown
    assert "ben" not in shown
    await ana.presses("Move here", channel=BREAD)
    bread, social = channel_id(bakery, "bread"), channel_id(bakery)
    eve.sees("Social. lives here now", f"<#{social}>", "ana moved it")
    ben.sees("Social. moved to", f"<#{bread}>")
    bakery.forget()
    assert "1,000 Instagram followers" in await eve.types("/beat goals", channel=BREAD)
    ben.home = ana.home = BREAD
    await bakery.until("2026-04-03 15:00")
    root = next(t for t in bakery.told if "Weekly review" in t.text)
    assert root.channel == bread
    bakery.forget()


async def test_pressing_twice_moves_once(bakery: Story, ana: Person) -> None:
    await another_channel(bakery, "bread", "ana")
    await ana.types("/beat move here", channel=BREAD)
    held = ana.holds("Move here", BREAD)
    await ana.presses_held(held)
    bakery.forget()
    await ana.presses_held(held)
    ana.finds("Social. lives in")
    assert bakery.unexpected() == []


async def test_an_open_review_ends_with_a_word_and_its_thread_says_where_the_plan_is(
    calm: Story, ana: Person, cho: Person
) -> None:
    """What was recorded in it stays. Anyone who writes there is told once; the next review opens in the new channel."""
    await calm.until("2026-04-03 15:00")
    root = next(t for t in calm.told if "Weekly review" in t.text)
    ana.thread = cho.thread = root.ts
    await ana.says("Learning: guests see more")
    await another_channel(calm, "bread", "ana", "cho")
    calm.forget()
    await moves(calm, ana, "bread")
    bread = channel_id(calm, "bread")
    said = [t for t in calm.told if t.thread_ts == root.ts]
    assert f"This review ends here. *Social* moved to <#{bread}>" in said[-1].text
    calm.forget()
    assert f"*Social* moved to <#{bread}>" in await cho.says("Learning: lists work")
    calm.forget()
    await cho.says("And another thing")
    assert calm.unexpected() == []
    await calm.until("2026-04-10 15:00")
    assert [t.channel for t in calm.told if "Weekly review" in t.text][-1] == bread
    calm.forget()


async def test_an_open_conversation_ends_with_a_word(bakery: Story, ana: Person, ben: Person) -> None:
    """The person being asked is told in the thread why it stopped."""
    await ben.types("/beat goal 20 customer reviews by end of June")
    await another_channel(bakery, "bread", "ana")
    bakery.forget()
    await moves(bakery, ana, "bread")
    bakery.read()
    said = [t.text for t in bakery.told if t.thread_ts == ben.thread]
    assert "I stopped asking" in said[-1]
    bakery.forget()
    assert "*Social* moved to" in await ben.says("me")
    bakery.forget()


async def test_what_waits_to_be_posted_goes_to_the_new_channel(bakery: Story, ana: Person) -> None:
    """Nothing can be sent for a moment: the old channel's messages are posted in the new one."""
    await another_channel(bakery, "bread", "ana", "ben")
    bakery.forget()
    control, text = bakery.office.server.control, "hold everything until Friday: oven broken"
    await bakery.office.bot.ticker.stop()
    await control.command(user="ana", channel="#social", command="/beat", text=text)
    await control.command(user="ana", channel=BREAD, command="/beat", text="move here")
    await control.press(user="ana", channel=BREAD, label="Move here")
    await bakery.office.restart()
    bakery.read()
    on_hold = [t for t in bakery.told if "oven broken" in t.text and not t.to]
    assert [t.channel for t in on_hold] == [channel_id(bakery, "bread")]
    bakery.forget()


async def test_from_private_to_public_it_is_said_twice(story: Story, ana: Person, ben: Person) -> None:
    """The first press says once more what becomes public; the second one moves the plan."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    await another_channel(story, "bread", "ana")
    story.forget()
    shown = await ana.types("/beat move here", channel=BREAD)
    assert "Anyone in this workspace can join" in shown
    await ana.presses("Move here", channel=BREAD)
    ana.finds("private now", "everyone in this workspace")
    assert "Letter" in await ana.types("/beat calendar", channel="#secret")
    await ana.presses("Make it public", channel=BREAD)
    assert "Letter" in await ana.types("/beat calendar", channel=BREAD)
    story.forget()


async def test_whoever_may_not_be_in_the_new_channel_loses_the_plan(bakery: Story, ana: Person, ben: Person) -> None:
    """The lead reads their names before, and is asked to give their roles to others."""
    await another_channel(bakery, "oven", "ana", private=True)
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    shown = await ana.types("/beat move here", channel="#oven")
    assert "ben" in shown
    assert "lose" in shown
    await ana.presses("Move here", channel="#oven")
    ana.sees("Nobody has the role Instagram editor now")
    assert "no plan yet" in await ben.types("/beat goals", channel=BOT)
    bakery.forget()


async def test_it_is_moved_by_its_lead_who_is_in_both_channels(
    bakery: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Others are told whom to ask; a channel that has a plan takes no second one."""
    await another_channel(bakery, "bread", "ana", "ben", "eve")
    bakery.forget()
    assert "You cannot move the plan" in await ben.types("/beat move here", channel=BREAD)
    assert "no plan yet" in await eve.types("/beat move here", channel=BREAD)
    assert "Go to the channel" in await ana.types("/beat move here", channel=BOT)
    assert "Go to the channel" in await ana.types("/beat move there", channel=BREAD)
    assert "already the home of Social" in await ana.types("/beat move here")
    await bakery.office.server.control.leave(user="ana", channel="#social")
    await bakery.office.quiet()
    assert "have to be in both channels" in await ana.types("/beat move here", channel=BREAD)
    assert "I am not a member of this channel" in await ana.types("/beat move here", channel="#elsewhere")
    bakery.forget()


async def test_somebody_who_came_since_is_named_before_it_moves(bakery: Story, ana: Person, eve: Person) -> None:
    """The button only moves it for the people whom its message named."""
    await another_channel(bakery, "bread", "ana")
    await ana.types("/beat move here", channel=BREAD)
    await bakery.office.server.control.invite(channel=BREAD, users="eve", user="ana")
    await bakery.office.quiet()
    bakery.forget()
    await ana.presses("Move here", channel=BREAD)
    ana.finds("eve", "changed since")
    assert "1,000" in await ana.types("/beat goals")
    await ana.presses("Move here", channel=BREAD)
    eve.sees("Social. lives here now")
    bakery.forget()


async def test_a_plan_whose_channel_was_archived_goes_on_in_another_one(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Nothing is posted where nothing can be posted."""
    await bakery.until("2026-03-30 09:00")
    await ben.types("/beat goal 20 customer reviews by end of June")
    await bakery.office.server.control.archive(channel="#social", user="ana")
    await bakery.office.quiet()
    ana.sees("#social|was archived")
    await another_channel(bakery, "bread", "ana", "ben")
    bakery.forget()
    await moves(bakery, ana, "bread")
    ben.sees("Social. lives here now")
    ana.finds("Social. lives in")
    assert bakery.unexpected() == []
    assert "1,000 Instagram followers" in await ben.types("/beat goals", channel=BREAD)


def word_of(content: Content) -> str:
    """Return the word in the value of an offer's only button: what its reader has read."""
    (button,) = (one for block in content.blocks if block["type"] == "actions" for one in block["elements"])
    return str(button["value"]).rpartition(":")[2]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_of_two_plans_that_move_into_one_channel_at_once_the_second_is_told(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """It waits for the first, and is then told which plan lives there."""
    bread = await another_channel(bakery, "bread", "ana", "ben")
    await another_channel(bakery, "cake", "ben")
    ben.home = "#cake"
    await make_plan(bakery, ben, [slot("Tip", "mon", "10:00", ben)])
    bakery.forget()
    engine = bakery.office.bot.database.engine
    async with by_hand(bakery), engine.connect() as first, engine.connect() as second:
        presses = []
        for tx, who, plan in ((first, ana, 1), (second, ben, 2)):
            ctx = await ctx_of(bakery, tx, who)
            word = word_of(await moving.press(ctx, plan, "ask_", bread))
            presses.append((ctx, plan, word))
            await tx.rollback()
        (a, plan_a, word_a), (b, plan_b, word_b) = presses
        await moving.press(a, plan_a, word_a, bread)
        later = asyncio.create_task(moving.press(b, plan_b, word_b, bread))
        await asyncio.sleep(0.2)  # the second is already waiting for the first at the database
        await first.commit()
        with pytest.raises(AlreadyHome):
            await later
        await second.rollback()
    bakery.forget()
