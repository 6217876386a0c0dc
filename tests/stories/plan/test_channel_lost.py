"""Taken out of a plan's channel, or the channel archived or deleted: the lead hears it at once, and when it goes on."""

from __future__ import annotations

import pytest

from tests.stories.cast import BOT, Person, Story
from tests.stories.plan.test_moved_ids import channel_id
from tests.stories.plan.test_moving import another_channel, moves

OPENS = "2026-04-03 15:00"


async def _kick(story: Story, channel: str = "#social") -> None:
    await story.office.server.control.kick(channel=channel, user=BOT, by="ben")
    await story.office.quiet()


async def _invite(story: Story, channel: str = "#social") -> None:
    await story.office.server.control.invite(channel=channel, users=BOT, user="ana")
    await story.office.quiet()


async def test_the_lead_hears_at_once_that_the_bot_was_removed_and_what_to_do(
    calm: Story, ana: Person, ben: Person
) -> None:
    """Long before anything has to be posted there; once, whatever is tried there afterward."""
    await _kick(calm)
    said = ana.sees("I was removed from", "#social|<#C", "`/invite @drumbeat`")
    assert "weekly review" in said
    ben.sees_nothing()
    await calm.until("2026-04-05 12:00")
    assert not ana.has("I cannot write in")
    assert not [t for t in calm.told if not t.seen and "removed" in t.text]
    calm.forget()
    await _invite(calm)
    ana.sees("I'm back in", "goes on|pick up")
    calm.forget()


@pytest.mark.parametrize("private", [False, pytest.param(True, marks=pytest.mark.thorough)])
async def test_an_archived_channel_is_told_and_its_return_too(calm: Story, ana: Person, private: bool) -> None:
    """For a private channel Slack sends other events. The messages are the same."""
    control = calm.office.server.control
    if private:
        calm.office.server.workspace.find_channel("#social", ana.id).kind = "group"
    await control.archive(channel="#social", user="ben")
    await calm.office.quiet()
    ana.sees("was archived", "unarchive", "`/invite @drumbeat`")
    await calm.until("2026-04-04 12:00")
    calm.forget()
    await control.unarchive(channel="#social", user="ben")
    await calm.office.quiet()
    ana.sees("I'm back in")
    ana.sees("Weekly review: Social")
    ana.sees("What worked\\?")
    calm.forget()


async def test_a_deleted_channel_is_told_with_a_way_to_keep_the_plan(calm: Story, ana: Person) -> None:
    """Nobody can restore it, so no invitation is asked for."""
    await calm.office.server.control.delete_channel(channel="#social", user="ben")
    await calm.office.quiet()
    said = ana.sees("#social was deleted", "in another channel")
    assert "To bring me back" not in said
    await calm.until("2026-04-05 12:00")
    calm.forget()


async def test_what_happened_while_the_bot_was_down_is_told_when_it_is_up_again(calm: Story, ana: Person) -> None:
    """Slack repeats events only for minutes. Its list of our channels says the same."""
    control = calm.office.server.control
    for change in ("kick", "archive"):
        events = set(calm.office.server.app.events)
        calm.office.server.app.events.clear()
        if change == "kick":
            await control.kick(channel="#social", user=BOT, by="ben")
        else:
            await control.archive(channel="#social", user="ben")
        calm.office.server.app.events |= events
        await calm.office.restart()
        ana.sees("I was removed from" if change == "kick" else "was archived")
        await calm.office.restart()
        ana.sees_nothing()
        if change == "kick":
            await _invite(calm)
            ana.sees("I'm back in")


async def test_what_only_a_refused_message_shows_is_told_as_well(calm: Story, ana: Person) -> None:
    """No event came and nothing was compared: the review that could not be posted shows it, once."""
    calm.office.server.app.events -= {"channel_left", "channel_archive"}
    await calm.office.server.control.archive(channel="#social", user="ben")
    await calm.until("2026-04-03 16:00")
    ana.sees("was archived", "unarchive")
    await calm.until("2026-04-05 12:00")
    assert len([t for t in calm.told if "was archived" in t.text]) == 1
    calm.forget()
    await calm.office.server.control.unarchive(channel="#social", user="ben")
    await calm.office.quiet()
    ana.sees("I'm back in")
    ana.sees("Weekly review: Social")
    calm.forget()


async def test_several_events_of_one_loss_are_told_once(calm: Story, ana: Person) -> None:
    """Slack reports it by any of these, in any order, and repeats them."""
    server = calm.office.server
    channel = server.workspace.find_channel("#social", ana.id).id
    about = {"channel": channel, "user": server.workspace.bot_user_id}
    for kind in ("member_left_channel", "channel_left", "group_left", "member_left_channel"):
        stamp = server.workspace.stamps.next()
        server.events.send(server.workspace, {"type": kind, **about, "team": server.workspace.id, "event_ts": stamp})
    await calm.office.quiet()
    ana.sees("I was removed from")
    ana.sees_nothing()


@pytest.mark.thorough
async def test_an_unarchived_channel_without_the_bot_in_it_asks_for_an_invitation(calm: Story, ana: Person) -> None:
    """Slack is asked whether an app stays in an archived channel: open again doesn't mean that the bot is in it."""
    server = calm.office.server
    await server.control.archive(channel="#social", user="ben")
    await calm.office.quiet()
    ana.sees("was archived")
    server.workspace.find_channel("#social", ana.id).members.remove(server.workspace.bot_user_id)
    await server.control.unarchive(channel="#social", user="ben")
    await calm.office.quiet()
    ana.sees("I was removed from", "`/invite @drumbeat`")
    await _invite(calm)
    ana.sees("I'm back in")


# ---------------------------------------------------------------- the review


async def test_a_review_that_was_missed_opens_within_its_week_for_its_usual_time(
    calm: Story, ana: Person, ben: Person
) -> None:
    """Back after the review would have closed, it still opens, can be used, and closes two days later."""
    await _kick(calm)
    await calm.until("2026-04-08 10:00")
    calm.forget()
    await _invite(calm)
    ana.sees("I'm back in", "weekly review")
    ana.sees("Weekly review: Social")
    ana.thread = next(t for t in reversed(calm.told) if "Weekly review: Social" in t.text).ts
    ana.sees("What worked\\?")
    assert not ana.has("Review closed")
    assert "photos of the oven" in await ana.says("Learning: photos of the oven get more answers")
    await calm.until("2026-04-10 14:00")
    ana.sees("Review closed: Social", "photos of the oven")
    await calm.until("2026-04-10 16:00")
    calm.forget()
    assert len([t for t in calm.told if "Weekly review: Social" in t.text and not t.thread_ts]) == 2


async def test_a_review_whose_week_is_over_opens_by_a_button_only(calm: Story, ana: Person, ben: Person) -> None:
    """The next one is close, so the lead decides. Pressed twice, it opens once."""
    await _kick(calm)
    await calm.until("2026-04-10 08:00")
    calm.forget()
    await _invite(calm)
    ana.sees("I'm back in", "Open the review")
    assert not ana.has("Weekly review: Social")
    held = ana.holds("Open the review")
    await ana.presses_held(held)
    await ana.presses_held(held)
    ana.sees("Weekly review: Social")
    ana.sees("What worked\\?")
    ana.sees_nothing()
    calm.forget()


@pytest.mark.thorough
async def test_the_button_is_the_leads_alone(calm: Story, ana: Person, ben: Person) -> None:
    """Somebody else's press opens nothing."""
    await _kick(calm)
    await calm.until("2026-04-10 08:00")
    await _invite(calm)
    calm.forget()
    await ben.presses_held(ana.holds("Open the review"))
    assert not ana.has("Weekly review: Social")
    calm.forget()


@pytest.mark.thorough
async def test_a_review_that_closed_meanwhile_gets_its_summary_afterwards(calm: Story, ana: Person) -> None:
    """It was open when the bot was removed, so it isn't opened again: its summary is posted, once."""
    await calm.until(OPENS)
    await _kick(calm)
    await calm.until("2026-04-07 12:00")
    calm.forget()
    await _invite(calm)
    assert "review" not in ana.sees("I'm back in")
    ana.sees("Review closed: Social")
    assert len([t for t in calm.told if t.text.startswith("Weekly review: Social")]) == 1
    calm.forget()


@pytest.mark.thorough
async def test_nothing_is_said_of_a_channel_without_a_plan(calm: Story, ana: Person) -> None:
    """Nobody is waiting for anything there."""
    await _kick(calm, "#secret")
    await _invite(calm, "#secret")
    assert not calm.unexpected()


async def test_a_channel_that_is_found_again_under_another_id_is_back(calm: Story, ana: Person) -> None:
    """Only its old id was lost: the event for that came after the comparison that missed the channel."""
    server = calm.office.server
    where = server.workspace.find_channel("#social", ana.id)
    old = where.id
    server.app.events.discard("channel_id_changed")
    await server.control.change_id(channel="#social")
    await calm.office.restart()
    ana.sees("I can't get into #social", "/invite")
    ids = {"old_channel_id": old, "new_channel_id": where.id}
    stamp = server.workspace.stamps.next()
    server.events.send(server.workspace, {"type": "channel_id_changed", **ids, "event_ts": stamp})
    await calm.office.quiet()
    ana.sees("I'm back in")
    await calm.until(OPENS)
    ana.sees("Weekly review: Social")
    calm.forget()


@pytest.mark.parametrize("heard", [True, pytest.param(False, marks=pytest.mark.thorough)])
async def test_a_plan_whose_channel_was_deleted_goes_on_where_it_is_moved(
    calm: Story, ana: Person, heard: bool
) -> None:
    """The missed review opens in the new channel, whether it waited or was tried in the old one."""
    server = calm.office.server
    await another_channel(calm, "bread", "ana", "ben")
    if not heard:
        server.app.events.discard("channel_deleted")
    await server.control.delete_channel(channel="#social", user="ben")
    await calm.until("2026-04-04 12:00")
    if heard:
        ana.finds("#social was deleted", "`/beat move here`")
    calm.forget()
    await moves(calm, ana, "bread")
    assert channel_id(calm, "bread") == next(t for t in calm.told if "Weekly review: Social" in t.text).channel
    ana.sees("What worked\\?")
    calm.forget()
