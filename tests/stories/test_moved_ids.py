"""Slack gives a channel another id, as it does when a private channel is shared by Slack Connect: nothing is lost."""

from __future__ import annotations

from tests.stories.cast import Person, Story


def channel_id(story: Story, name: str = "social") -> str:
    """Return the id that a channel has in Slack now."""
    return next(c.id for c in story.office.server.workspace.channels.values() if c.name == name)


async def changes_id(story: Story, name: str = "social") -> tuple[str, str]:
    """Give a channel another id; returns the old and the new one."""
    old = channel_id(story, name)
    await story.office.server.control.change_id(channel=f"#{name}")
    await story.office.quiet()
    return old, channel_id(story, name)


async def test_a_plan_goes_on_in_its_channel_under_the_new_id(calm: Story, ana: Person, ben: Person) -> None:
    """The review that opens next week stands in the channel, and answers there are heard."""
    await changes_id(calm)
    assert "1,000 Instagram followers" in await ana.types("/beat goals")
    await calm.until("2026-04-03 15:00")
    root = next(t for t in calm.told if "Weekly review" in t.text)
    assert root.channel == channel_id(calm)
    ana.thread = root.ts
    assert "Learning recorded: guests see more" in await ana.says("Learning: guests see more")
    calm.forget()


async def test_a_conversation_goes_on_in_its_thread(bakery: Story, ana: Person) -> None:
    """What was asked under the old id is answered under the new one."""
    bakery.forget()
    await ana.types("/beat role Photographer")
    await changes_id(bakery)
    said = await ana.says("@cho")
    for _ in range(5):
        said = said if "Save" in said.split("\n") else await ana.says("skip")
    await ana.presses_in_thread("Save")
    bakery.forget()
    assert "Photographer*: cho" in await ana.types("/beat roles")
