"""Slack gives a channel another id, as when a private channel is shared by Slack Connect: nothing is lost."""

from __future__ import annotations

from bot.services.plan import addresses
from storage import strategies
from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import act, make_plan, slot


def channel_id(story: Story, name: str = "social") -> str:
    """Return a channel's present id in Slack."""
    return next(c.id for c in story.office.server.workspace.channels.values() if c.name == name)


async def changes_id(story: Story, name: str = "social") -> tuple[str, str]:
    """Give a channel another id; returns the old and the new one."""
    old = channel_id(story, name)
    await story.office.server.control.change_id(channel=f"#{name}")
    await story.office.quiet()
    return old, channel_id(story, name)


async def test_a_plan_goes_on_in_its_channel_under_the_new_id(calm: Story, ana: Person, ben: Person) -> None:
    """The review that opens next week is in the channel, and answers there are read."""
    await changes_id(calm)
    assert "1,000 Instagram followers" in await ana.types("/beat goals")
    await calm.until("2026-04-03 15:00")
    root = next(t for t in calm.told if "Weekly review" in t.text)
    assert root.channel == channel_id(calm)
    ana.thread = root.ts
    assert "Learning recorded: guests see more" in await ana.says("Learning: guests see more")
    calm.forget()


async def test_a_conversation_goes_on_in_its_thread(bakery: Story, ana: Person) -> None:
    """A question asked under the old id is answered under the new one."""
    bakery.forget()
    await ana.types("/beat role Photographer")
    await changes_id(bakery)
    said = await ana.says("@cho")
    for _ in range(5):
        said = said if "Save" in said.split("\n") else await ana.says("skip")
    await ana.presses_in_thread("Save")
    bakery.forget()
    assert "Photographer*: cho" in await ana.types("/beat roles")


async def test_what_was_refused_under_the_old_id_is_posted_when_the_new_one_is_told(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Slack can report it late. The lead is told that the channel is lost, and then that it is back."""
    office = bakery.office
    office.server.app.events.discard("channel_id_changed")
    old, new = await changes_id(bakery)
    await ana.types("/beat hold everything until Friday: oven broken", channel=BOT)
    await bakery.pass_time(minutes=5)
    ana.sees("I can't get into #social anymore")
    await told_late(bakery, ana, old, new)
    ben.sees("oven broken")
    ana.sees(f"I'm back in <#{new}>")
    bakery.forget()


async def told_late(story: Story, who: Person, old: str, new: str) -> None:
    """Tell the bot about a new id, with its own verb."""
    await act(story, who, lambda ctx: addresses.changed(ctx, old, new))


async def test_two_rows_of_one_channel_become_one(bakery: Story, ana: Person, eve: Person) -> None:
    """People were seen under the new id before Slack reported that it is the same channel."""
    office = bakery.office
    office.server.app.events.discard("channel_id_changed")
    bakery.forget()
    old, new = await changes_id(bakery)
    await office.server.control.invite(channel="#social", users="eve", user="ana")
    await office.quiet()
    assert "no plan yet" in await eve.types("/beat goals", channel="#social")
    await told_late(bakery, ana, old, new)
    for person in (ana, eve):
        assert "1,000 Instagram followers" in await person.types("/beat goals")
    await told_late(bakery, ana, old, new)
    async with office.bot.database.look() as tx:
        homes = [(plan.channel, plan.name) for plan in await strategies.every(tx, 1)]
    assert homes == [(new, "Social")]
    bakery.forget()


async def test_changes_can_be_told_in_any_order(bakery: Story, ana: Person) -> None:
    """The second one first: the plan lives where the channel is now. It may even get back an earlier id."""
    old = channel_id(bakery)
    for before, after, lives in (
        ("C0SECOND", "C0THIRD", old),
        (old, "C0SECOND", "C0THIRD"),
        ("C0THIRD", old, old),
    ):
        await told_late(bakery, ana, before, after)
        async with bakery.office.bot.database.look() as tx:
            assert [plan.channel for plan in await strategies.every(tx, 1)] == [lives]
    assert "1,000 Instagram followers" in await ana.types("/beat goals")
    bakery.forget()


async def test_two_plans_never_share_a_home(bakery: Story, ana: Person) -> None:
    """If one plan's channel becomes another's, both stay, and the first plan's lead is told what to do."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    bakery.forget()
    await told_late(bakery, ana, channel_id(bakery), channel_id(bakery, "secret"))
    ana.sees("lost its channel", "/beat move here")
    async with bakery.office.bot.database.look() as tx:
        assert len({plan.channel for plan in await strategies.every(tx, 1)}) == 2
    bakery.forget()
