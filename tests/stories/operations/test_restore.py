"""A backup is restored: what was posted since doesn't come again, nothing is lost, and the lead hears once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.when import instant, zone_named
from bot.views.kit import ids
from storage.tables import duty
from tests.databases import quick
from tests.faults.copies import copy_of
from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot

TOLD = "I'm running on a backup"


def berlin(moment: str) -> datetime:
    at = datetime.fromisoformat(moment)
    return instant(at.date(), at.time(), zone_named("Europe/Berlin"))


class Backups:
    """Copies of the bot's memory, as an operator makes them."""

    def __init__(self, story: Story, stack: AsyncExitStack) -> None:
        self._story, self._stack = story, stack

    async def make(self) -> str:
        """Copy the memory as it is now, with the bot stopped for a moment, and return the copy's address."""
        office = self._story.office
        url = office.bot.database.url.set(drivername=office.bot.database.url.get_backend_name())
        await office.bot.stop()
        copy = self._stack.enter_context(copy_of(url.render_as_string(hide_password=False)))
        await office.outage(office.clock.now())
        return quick(copy)

    async def restore(self, copy: str, moment: str) -> list[str]:
        """Start the bot on a copy at a moment; returns what it said from then on, until all is quiet."""
        story = self._story
        story.forget()
        said = len(story.told)
        await story.office.restore(copy, berlin(moment))
        story.read()
        return [one.text for one in story.told[said:] if not one.gone]


@pytest.fixture
async def backups(story: Story) -> AsyncIterator[Backups]:
    """Copies that are thrown away after the story's bot has stopped."""
    async with AsyncExitStack() as stack:
        yield Backups(story, stack)
        await story.office.bot.stop()
        story.office.bot = story.office.new_bot()


@pytest.fixture
async def tuesday(story: Story, ana: Person, ben: Person) -> Story:
    """The second day of a plan, before nine: ben posts at ten, and leaves what is due at half past nine undone."""
    await make_plan(story, ana, [slot("Tip of the day", "tue wed", "10:00", ben)])
    await add(story, ana, slot("Opening hours", "tue", "09:30", ben, platform="Facebook"))
    await add(story, ana, slot("Good night", "tue", "16:35", ben, platform="Facebook"))
    await story.until("2026-03-31 08:30")
    story.forget()
    return story


async def duty_block(story: Story, title: str) -> str:
    """Return the id of the row of buttons of the first duty of a title."""
    async with story.office.bot.database.look() as tx:
        found = await tx.execute(select(duty.c.id).where(duty.c.title == title).order_by(duty.c.due_at))
    return ids.duty_block(found.scalars().first() or 0)


async def test_what_was_posted_since_the_backup_does_not_come_again(
    tuesday: Story, backups: Backups, ana: Person, ben: Person
) -> None:
    """Digest, reminders, nudges and the lead's message stand in Slack: none of them is sent once more."""
    copy = await backups.make()
    await tuesday.until("2026-03-31 11:30")
    await ben.presses("Done")  # the newest one: Tip of the day
    await tuesday.until("2026-03-31 16:20")
    assert ana.has("needs a hand", "Opening hours")
    said = await backups.restore(copy, "2026-03-31 16:30")
    assert [text.split(".")[0] for text in said if TOLD not in text] == []
    told = ana.sees(TOLD, "Tue 31 Mar 08:30", "16:30")
    assert "Tip of the day" in told
    assert "Opening hours" not in told
    # What nobody posted yet comes, and in the morning all is as ever.
    await tuesday.until("2026-03-31 16:35")
    ben.sees("It is time for", "Good night")
    await tuesday.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "Tip of the day")
    assert not [text for text in tuesday.unexpected() if TOLD in text]
    tuesday.forget()


@pytest.mark.thorough
async def test_it_makes_no_difference_whether_slack_gives_metadata_back(
    tuesday: Story, backups: Backups, ana: Person
) -> None:
    """Block ids are enough; and a second start changes nothing: the lead hears once."""
    tuesday.office.server.options.shows_metadata = False
    copy = await backups.make()
    await tuesday.until("2026-03-31 12:45")
    said = await backups.restore(copy, "2026-03-31 12:50")
    assert [text.split(".")[0] for text in said if TOLD not in text] == []
    ana.sees(TOLD)
    await tuesday.office.restart()
    ana.sees_nothing()
    tuesday.forget()


async def test_a_press_that_got_lost_can_be_made_again_and_nobody_is_nagged(
    tuesday: Story, backups: Backups, ana: Person, ben: Person
) -> None:
    """Ben had pressed Done: his messages get their buttons back, and no reminder comes of what he did."""
    copy = await backups.make()
    await tuesday.until("2026-03-31 10:30")
    await ben.presses("Done", block_id=await duty_block(tuesday, "Tip of the day"))
    ben.finds("Tuesday, 31 Mar", "✓ Done 10:30 — Instagram: Tip of the day")
    await backups.restore(copy, "2026-03-31 12:55")
    assert "✓ Done" not in ben.finds("Tuesday, 31 Mar", "Tip of the day")
    tuesday.forget()
    await tuesday.until("2026-03-31 13:30")
    assert not [text for text in tuesday.unexpected() if "Tip of the day" in text]
    await ben.presses("Done", block_id=await duty_block(tuesday, "Tip of the day"))
    ben.finds("Tuesday, 31 Mar", "✓ Done 13:30 — Instagram: Tip of the day")
    tuesday.forget()


@pytest.mark.thorough
async def test_a_copied_key_settles_nothing(tuesday: Story, backups: Backups, ben: Person) -> None:
    """Ben's digest is gone from Slack, and somebody posted a copy of it with its key: the digest comes."""
    copy = await backups.make()
    await tuesday.until("2026-03-31 09:00")
    server = tuesday.office.server
    (digest,) = [one for one in tuesday.told if one.text.startswith("Tuesday, 31 Mar")]
    channel = server.workspace.channels[digest.channel]
    posted = server.workspace.history(channel).messages[digest.ts]
    server.world.delete(server.workspace, channel, posted, by="app")
    posted = replace(posted, ts=server.workspace.stamps.next(), user=ben.id, bot_id=None, app_id=None, deleted=False)
    server.world.post(server.workspace, channel, posted, by="person")
    said = await backups.restore(copy, "2026-03-31 09:20")
    assert any(text.startswith("Tuesday, 31 Mar") for text in said)
    tuesday.forget()


@pytest.mark.thorough
async def test_the_reviews_thread_and_its_pictures_are_not_posted_again(
    tuesday: Story, backups: Backups, ana: Person, ben: Person
) -> None:
    """Opened, and closed by its summary, after the backup: all of that is found in the channel and its thread."""
    await tuesday.until("2026-04-02 16:00")
    await ana.presses("Give the numbers")
    await ana.fills_in({"Instagram followers": "430"})
    copy = await backups.make()
    await tuesday.until("2026-04-06 08:50")
    channel = tuesday.office.server.workspace.find_channel("#social", ana.id).id
    before = [one.text for one in tuesday.told if one.channel == channel]
    assert [text for text in before if "Weekly review" in text]
    said = await backups.restore(copy, "2026-04-06 08:55")
    tuesday.read()
    assert [one.text for one in tuesday.told if one.channel == channel] == before
    assert not [text for text in said if TOLD not in text]
    tuesday.forget()


@pytest.mark.thorough
async def test_after_an_ordinary_outage_nobody_is_told_of_a_backup(tuesday: Story, ben: Person) -> None:
    """Nothing was posted while the bot was off: the digest comes late and says so, and that is all."""
    await tuesday.office.outage(berlin("2026-03-31 09:20"))
    tuesday.read()
    ben.sees("Tuesday, 31 Mar", "This digest was due at 09:00")
    assert not [text for text in tuesday.unexpected() if TOLD in text]
    tuesday.forget()


async def test_what_people_ask_for_after_a_restore_is_no_repetition(
    tuesday: Story, backups: Backups, ana: Person
) -> None:
    """The first conversation after the restore has the number of the one that got lost: it's asked all the same."""
    copy = await backups.make()
    await tuesday.until("2026-03-31 08:40")
    await ana.types("/beat goal")
    lost = await ana.last(ana.home, ana.thread)
    await backups.restore(copy, "2026-03-31 09:00")
    await ana.types("/beat goal")
    assert await ana.last(ana.home, ana.thread) == lost
    asked = [one for one in tuesday.told if one.text == lost]
    assert len(asked) == 2
    tuesday.forget()


@pytest.mark.thorough
async def test_a_digest_that_was_not_posted_is_not_lost(tuesday: Story, backups: Backups, ben: Person) -> None:
    """The bot was stopped before nine: after the restore the digest comes, late."""
    copy = await backups.make()
    await tuesday.until("2026-03-31 08:50")
    said = await backups.restore(copy, "2026-03-31 09:40")
    assert [text for text in said if text.startswith("Tuesday, 31 Mar")]
    tuesday.forget()


@pytest.mark.parametrize("back", ["09:20", "11:05", "16:30"])
async def test_roles_that_came_with_a_digest_do_not_come_again(
    story: Story, backups: Backups, ana: Person, ben: Person, back: str
) -> None:
    """The digest that stands brought them: they keep their buttons in it, and its tasks are still drawn there."""
    await make_plan(story, ana, [slot("Tip of the day", "mon tue", "18:00", ben)])
    copy = await backups.make()
    await story.until("2026-03-30 09:00")
    ben.sees("ana gave you the role", "Monday, 30 Mar", "Accept")
    said = await backups.restore(copy, f"2026-03-30 {back}")
    assert not [text for text in said if TOLD not in text]
    await ben.presses("Done")
    ben.finds("ana gave you the role", "Accept", "✓ Done", "Tip of the day")
    story.forget()
