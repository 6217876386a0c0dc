"""People who join, leave and change, and talk that must not reach the wrong ones: each story was once a bug."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.errors import Refusal
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.places import Place
from bot.domain.roles import NewRole
from bot.services.context.access import find_strategy
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Envelope
from bot.services.duties import duties
from bot.services.people.staff import add_role
from bot.services.plan import directory
from bot.services.talk import conversations
from storage import members, outbox, roles, workspaces
from storage.members import Told
from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import act, make_plan, slot

TIP = "Tip of the day"


def _channel(story: Story, who: Person, name: str = "#social") -> str:
    return str(story.office.server.workspace.find_channel(name, who.id).id)


def _told(who: Person, zone: str = "Europe/Berlin", *, is_guest: bool = False, has_left: bool = False) -> Told:
    return Told(who.id, who.name, who.name, zone, is_bot=False, is_guest=is_guest, has_left=has_left)


async def _holder(story: Story, who: Person) -> str | None:
    """Return who holds the editor's role of the plan in #social, None where it is vacant."""
    found: list[str | None] = []

    async def look(ctx: Ctx) -> None:
        role = await roles.titled(ctx.tx, ctx.workspace_id, 1, "Instagram editor")
        found.append(role.holder.name if role and role.holder else None)

    await act(story, who, look)
    return found[0]


# ---------------------------------------------------------------- where a plan is discussed


async def test_a_plan_is_talked_of_in_its_home_or_in_private(story: Story, ana: Person, ben: Person) -> None:
    """A private plan's goals are the options of a question: nobody in a public channel may read them."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Secret tip", "mon", "16:00", ben)], measurer=ben)
    story.forget()
    shown = await ana.types("/beat slot Tip, Tuesdays 10:00, @ana", channel="#social")
    assert "in your direct messages" in shown
    await ana.presses("Instagram")
    await ana.presses("No goal yet")
    await ana.presses("Save")
    ana.sees("Saved")
    story.read()
    assert not [t.text for t in story.told if t.channel == _channel(story, ana) and t.to is None]
    story.forget()


async def test_a_conversation_that_was_moved_is_cancelled_from_where_it_began(
    story: Story, ana: Person, ben: Person
) -> None:
    """The person who typed the command in the channel can stop it there."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Secret tip", "mon", "16:00", ben)], measurer=ben)
    await ana.types("/beat goal", channel="#social")
    story.forget()
    assert "Stopped" in await ana.types("/beat cancel", channel="#social")


async def test_whoever_was_shut_out_goes_on_with_no_conversation(story: Story, ana: Person, ben: Person) -> None:
    """Its questions name what is in the plan: it ends with their part in it."""
    ana.home = ben.home = "#secret"
    await make_plan(story, ana, [slot("Secret tip", "mon", "16:00", ana)])
    await ben.types("/beat slot", channel=BOT)
    await act(story, ana, lambda ctx: directory.left(ctx, _channel(story, ana, "#secret"), ben.id))
    story.forget()
    said = await ben.says("Tip, Tuesdays 10:00, @ben", channel=BOT)
    assert "goal" not in said.casefold()
    assert "Secret" not in said


# ---------------------------------------------------------------- threads whose opening is not known yet


async def _as(story: Story, who: Person, verb: Callable[[Ctx], Awaitable[object]]) -> object:
    bot = story.office.bot
    door = Door(bot.database, story.office.clock, lambda: None)
    return await door.take(Envelope("", story.office.server.workspace.id, who.id, ()), verb)


@pytest.fixture
async def opening(bakery: Story, ana: Person) -> Place:
    """Start a conversation of ana's in #social whose opening question is unsure; nothing more is sent."""
    await bakery.office.bot.ticker.stop()
    place = Place(_channel(bakery, ana), "social")

    async def verb(ctx: Ctx) -> None:
        await conversations.open_conversation(ctx, "goal", "", place, await find_strategy(ctx, place.channel))

    await _as(bakery, ana, verb)
    await _put(bakery, "unsure", None)
    bakery.forget()
    return place


async def _put(story: Story, state: str, ts: str | None) -> None:
    async with story.office.bot.database.begin() as tx:
        await tx.execute(
            text("UPDATE outbox SET state = :state, ts = :ts, not_before = '2099-01-01' WHERE key LIKE :key"),
            {"state": state, "ts": ts, "key": "ask:%:1"},
        )


# By Slack's clock: the day before, and a minute after the conversation began.
EARLIER, SINCE = "1774760000.000100", "1774848660.000100"


async def test_talk_in_an_older_thread_is_no_answer(bakery: Story, ana: Person, opening: Place) -> None:
    """While nobody knows where the question is, only a thread that can be its own counts."""

    async def hears(thread: str, ts: str, root_by: str | None = None) -> object:
        words = "1,000 followers by June"
        return await _as(bakery, ana, lambda ctx: conversations.hear(ctx, opening, thread, ts, words, root_by))

    assert not await hears(EARLIER, "1774848670.000100")
    assert not await hears(SINCE, "1774848670.000100", ana.id), "ana's own thread"
    await _put(bakery, "sent", SINCE)
    assert await hears(SINCE, "1774848680.000100")
    assert not await hears(EARLIER, "1774848690.000100")


async def test_an_answer_under_a_question_that_nobody_can_find_is_taken(
    bakery: Story, ana: Person, opening: Place
) -> None:
    """It is in Slack, or nobody could answer there: the conversation continues in that thread."""
    await _put(bakery, "unknown", None)
    words = "1,000 followers by June"
    taken = await _as(
        bakery, ana, lambda ctx: conversations.hear(ctx, opening, SINCE, "1774848670.000100", words, None)
    )
    assert taken
    bakery.office.bot.ticker.start()
    await bakery.office.quiet()
    async with bakery.office.bot.database.look() as tx:
        row = (
            await tx.execute(text("SELECT state, thread_ts FROM outbox WHERE key LIKE :key"), {"key": "ask:%:2"})
        ).one()
    assert row.thread_ts == SINCE
    assert row.state != "withdrawn"
    bakery.forget()


# ---------------------------------------------------------------- who is there, who may


async def test_whoever_speaks_in_the_home_channel_is_in_it(bakery: Story, ana: Person, eve: Person) -> None:
    """Eve joined while the bot was down; her message shows that she is there."""
    await bakery.until("2026-04-03 15:00")
    eve.thread = next(t.ts for t in reversed(bakery.told) if "Weekly review" in t.text)
    bakery.forget()
    bakery.office.server.workspace.find_channel("#social", ana.id).members.append(eve.id)
    await eve.says("Learning: questions in the first line work", channel="#social")
    ana.finds("questions in the first line work")


async def test_what_was_said_before_leaving_proves_nothing(story: Story, ana: Person, ben: Person) -> None:
    """Slack promises no order: a message may come after the event that its author left."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Secret tip", "mon", "16:00", ana)])
    story.forget()
    secret = _channel(story, ana, "#secret")
    before = story.office.server.workspace.stamps.next()
    await story.pass_time(minutes=1)
    await act(story, ana, lambda ctx: directory.left(ctx, secret, ben.id))
    await act(story, ben, lambda ctx: directory.seen_in(ctx, secret, before))
    assert "#secret" not in await ben.types("/beat goals", channel=BOT)
    with pytest.raises(Refusal):
        await act(story, ben, lambda ctx: _named(ctx, secret))


async def _named(ctx: Ctx, channel: str) -> None:
    await find_strategy(ctx, channel)


async def test_whoever_handed_a_duty_on_may_take_that_back(bakery: Story, ben: Person, cho: Person) -> None:
    """Ben hands to cho, who hands to ana, so that it leaves cho's hands; cho changes her mind."""
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Hand over")
    await ben.fills_in({"Who does it?": "cho"})
    passed: list[int] = []

    async def on(ctx: Ctx) -> None:
        one = await duties.hand_over(ctx, 1, bakery.people["ana"].id)
        assert one.last_change is not None
        passed.append(one.last_change)

    async def back(ctx: Ctx) -> None:
        await duties.undo(ctx, passed[0])
        assert (await duties.find_mine(ctx, 1, Action.SETTLE_DUTY)).handed_to == ctx.me.id

    await act(bakery, cho, on)
    await act(bakery, cho, back)
    bakery.forget()


async def test_a_channel_that_becomes_private_shuts_out_who_is_not_in_it(
    story: Story, ana: Person, eve: Person
) -> None:
    """Eve had a role in a public plan without being in its channel; the lead is asked to find somebody else."""
    await make_plan(story, ana, [slot(TIP, "mon", "16:00", eve)])
    story.forget()
    there = list(story.office.server.workspace.find_channel("#social", ana.id).members)
    await act(story, ana, lambda ctx: directory.compared(ctx, _channel(story, ana), "social", True, there))
    await story.until("2026-03-30 10:00")
    assert await _holder(story, ana) is None
    eve.sees_nothing()
    ana.sees("Instagram editor")
    story.forget()


async def test_work_goes_past_whoever_may_not_take_part(story: Story, ana: Person, eve: Person) -> None:
    """A command shows that the channel is private now, before it was compared: eve's digest names nothing."""
    await make_plan(story, ana, [slot(TIP, "mon", "16:00", eve)])
    story.forget()

    async def private(ctx: Ctx) -> None:
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, _channel(story, ana), ctx.now, is_private=True)

    await act(story, ana, private)
    assert TIP not in await eve.types("/beat today", channel=BOT)
    await story.until("2026-03-30 10:00")
    eve.sees_nothing()
    ana.sees(TIP)


async def test_who_becomes_a_guest_keeps_only_what_is_in_their_channels(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """Ben is in the home channel and keeps his part; eve isn't."""
    await make_plan(story, ana, [slot(TIP, "mon", "16:00", eve)], measurer=ben)
    for who in (ben, eve):
        told = _told(who, is_guest=True)
        await act(story, ana, lambda ctx, told=told: directory.learn(ctx, told))  # type: ignore[misc]
    assert await _holder(story, ana) is None
    assert "Numbers" in await ana.types("/beat roles")
    story.forget()


async def _give(story: Story, ana: Person, slack_id: str) -> None:
    """Have ana give a role to a person in the channel about whom the bot knows nothing else yet."""

    async def give(ctx: Ctx) -> None:
        person = await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
        home = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, _channel(story, ana))
        assert home is not None
        await workspaces.join(ctx.tx, ctx.workspace_id, home.id, person.id, ctx.now)
        await add_role(ctx, await find_strategy(ctx, _channel(story, ana)), NewRole(title="Listener", holder=slack_id))

    await act(story, ana, give)


async def test_somebody_who_turns_out_to_have_left_leaves_their_role(bakery: Story, ana: Person) -> None:
    """The bot first sees them when they are given a role, and Slack says that they left long ago."""
    zoe = bakery.office.server.workspace.add_member("zoe")
    zoe.deleted = True
    await _give(bakery, ana, zoe.id)
    bakery.forget()
    await bakery.until("2026-03-30 09:01")
    ana.sees("Listener", "zoe")
    bakery.forget()


async def test_the_first_digest_waits_for_the_zone_to_be_known(bakery: Story, ana: Person) -> None:
    """Kim is in Tokyo, but Slack says so a moment after they were given a role."""
    kim = bakery.office.server.workspace.add_member("kim", tz="Asia/Tokyo")
    await _give(bakery, ana, kim.id)
    found: list[datetime | None] = []

    async def look(ctx: Ctx) -> None:
        person = await members.meet(ctx.tx, ctx.workspace_id, kim.id, ctx.now)
        found.append(await members.next_of(ctx.tx, person.id))

    await act(bakery, ana, look)
    assert found == [datetime(2026, 3, 31, 0, 0, tzinfo=UTC)]
    bakery.forget()


async def test_a_reminder_finds_its_way_whatever_the_numbers_of_its_readers(
    bakery: Story, ben: Person, cho: Person
) -> None:
    """Handed to member 20 first, it can still be handed to member 2."""
    await bakery.until("2026-03-30 09:01")
    bakery.forget()

    async def owe(ctx: Ctx) -> None:
        there = await members.by_slack_id(ctx.tx, ctx.workspace_id, cho.id)
        owner = await members.by_slack_id(ctx.tx, ctx.workspace_id, ben.id)
        assert there is not None
        assert owner is not None
        key = f"duty:1:reminder:for:{owner.id}0"
        await ctx.owe(Owed(key, "reminder", ctx.now, person=there.id, facts={"duty": 1, "rung": 1, "strategy": 1}))

    await act(bakery, ben, owe)
    ben.sees(TIP)
    cho.sees_nothing()


# ---------------------------------------------------------------- taken off the workspace


async def test_after_it_was_taken_off_nothing_is_planned_or_sent(bakery: Story, ana: Person) -> None:
    """What waited for a morning is withdrawn; the operator isn't told that something is stuck."""
    await _give(bakery, ana, bakery.people["cho"].id)
    async with bakery.office.bot.database.begin() as tx:
        row = Owed("stale", "told", bakery.office.clock.now() + timedelta(hours=2), person=2, facts={"code": "dm_hint"})
        await outbox.owe(tx, 1, row, bakery.office.clock.now())
    bakery.forget()
    await bakery.office.server.control.uninstall()
    await bakery.office.quiet()
    await bakery.until("2026-03-31 12:00")
    assert not bakery.unexpected()
    assert not [p for p in (await bakery.office.bot.health.report()).problems if "waited" in p]
    await bakery.office.server.control.reinstall()
    await bakery.office.restart()
    bakery.read()
    assert not [t.text for t in bakery.told if not t.seen and "I did not ask you anything" in t.text]
    async with bakery.office.bot.database.look() as tx:
        states = await tx.execute(text("SELECT state, reason FROM outbox WHERE key = 'stale'"))
    assert states.one() == ("withdrawn", "uninstalled")
    bakery.forget()
