"""What a change to the plan leaves behind: nobody loses a reminder, a duty or a number by it, nor by its Undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import TypeVar

import pytest

from bot.domain.calendar import SlotValues
from bot.domain.edits import ENDABLE, measures_in
from bot.domain.goals import MeasureValues
from bot.domain.refusals import NeedsTaker, NotInHome
from bot.domain.roles import Person as Member
from bot.domain.roles import Role, RoleValues, Who
from bot.services.calendar import week
from bot.services.context.ctx import Ctx
from bot.services.context.people import who_does
from bot.services.duties import duties as verbs
from bot.services.editing import editing
from bot.services.people.staff import role_for
from bot.services.plan import directory
from storage import duties, members, roles, strategies
from tests.stories.cast import Person, Story
from tests.stories.plans import act, add, make_plan, slot

T = TypeVar("T")
BEYOND = datetime.fromisoformat("2026-06-01T00:00+00:00")


async def does(story: Story, who: Person, verb: Callable[[Ctx], Awaitable[T]]) -> T:
    """Have somebody act, and return what their verb does."""
    made: list[T] = []

    async def kept(ctx: Ctx) -> None:
        made.append(await verb(ctx))

    await act(story, who, kept)
    return made[0]


async def ends(story: Story, who: Person, thing: str, thing_id: int, taker: int | None = None) -> int:
    """Have somebody take a slot, a goal or a role out of the plan; returns the change's id."""
    known = next(one for one in ENDABLE if one == thing)
    return await does(story, who, lambda ctx: editing.end_thing(ctx, known, thing_id, taker))


async def undoes(story: Story, who: Person, change_id: int | None) -> None:
    """Have somebody take a change back."""
    assert change_id is not None
    await does(story, who, lambda ctx: editing.undo_change(ctx, change_id))


async def measures(story: Story, who: Person, measure_id: int, role_id: int) -> int | None:
    """Have somebody give a measure to another role to read; returns the change's id."""
    to = MeasureValues(measurer=role_id)
    return await does(story, who, lambda ctx: editing.change_measure(ctx, measure_id, to))


async def roles_of(story: Story, who: Person) -> dict[str, Role]:
    """Return the roles of the plan of somebody's home, by title."""

    async def verb(ctx: Ctx) -> dict[str, Role]:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        return {role.title: role for role in await roles.of_strategy(ctx.tx, ctx.workspace_id, plan.id)}

    return await does(story, who, verb)


async def owed_by(story: Story, who: Person, kind: str) -> list[tuple[int, str]]:
    """Return whose the open duties of a kind are, with the duties' ids: "nobody" where nobody does one."""

    async def verb(ctx: Ctx) -> list[tuple[int, str]]:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        found = []
        for duty in await duties.open_of_strategy(ctx.tx, ctx.workspace_id, plan.id):
            resolved = await who_does(ctx.tx, duty)
            if duty.kind == kind:
                found.append((duty.id, resolved.person.name if resolved else "nobody"))
        return sorted(found)

    return await does(story, who, verb)


async def whose_numbers(story: Story, who: Person) -> list[str]:
    """Return who is asked for numbers, once for every duty."""
    return sorted(name for _, name in await owed_by(story, who, "measure"))


# ---------------------------------------------------------------- a slot taken out and put back


async def test_undo_of_a_removal_leaves_the_reminder_that_stands(bakery: Story, ana: Person, ben: Person) -> None:
    """Taken out and put back after the nudge, the post is still asked for in ben's messages."""
    await bakery.until("2026-03-30 11:05")
    bakery.forget()
    await undoes(bakery, ana, await ends(bakery, ana, "slot", 1))
    await bakery.pass_time(minutes=1)
    ben.finds("A quiet reminder", "Tip of the day", "Done")
    bakery.forget()


async def test_undo_of_a_removal_keeps_what_was_put_off(bakery: Story, ana: Person, ben: Person) -> None:
    """Put off until 12:05, taken out and put back: nobody is reminded before that, and then ben is."""
    await bakery.until("2026-03-30 10:05")
    await does(bakery, ben, lambda ctx: verbs.snooze_for(ctx, 1, "2h"))
    bakery.forget()
    await undoes(bakery, ana, await ends(bakery, ana, "slot", 1))
    bakery.forget()
    await bakery.until("2026-03-30 12:04")
    ben.sees_nothing()
    await bakery.until("2026-03-30 12:05")
    ben.sees("Tip of the day")


# ---------------------------------------------------------------- a role taken out


@pytest.fixture
async def letter_left_behind(bakery: Story, ana: Person, ben: Person) -> Story:
    """Ben's letter was due at 9:30; the letters go to another role from then on, and his role has this one still."""
    await add(bakery, ana, slot("Letter", "mon wed", "09:30", ben, role="Letter writer", platform="Newsletter"))
    await bakery.until("2026-03-30 10:30")
    editor = (await roles_of(bakery, ana))["Instagram editor"]
    await does(bakery, ana, lambda ctx: editing.change(ctx, "slot", 2, SlotValues(role=editor.id)))
    bakery.forget()
    return bakery


async def test_a_role_with_an_open_duty_does_not_end_without_a_taker(letter_left_behind: Story, ana: Person) -> None:
    """An overdue duty is work as well: who removes its role says whose it is from now on."""
    writer = (await roles_of(letter_left_behind, ana))["Letter writer"]
    with pytest.raises(NeedsTaker):
        await ends(letter_left_behind, ana, "role", writer.id)


async def test_an_open_duty_of_an_ended_role_is_its_takers(letter_left_behind: Story, ana: Person) -> None:
    """Ana's role takes over: the overdue letter is hers, and ben's again when she takes that back."""
    known = await roles_of(letter_left_behind, ana)
    before = await owed_by(letter_left_behind, ana, "publish")
    change = await ends(letter_left_behind, ana, "role", known["Letter writer"].id, known["Reviewer"].id)
    after = await owed_by(letter_left_behind, ana, "publish")
    assert [name for one, name in after if (one, name) not in before] == ["ana"]
    await undoes(letter_left_behind, ana, change)
    assert await owed_by(letter_left_behind, ana, "publish") == before
    letter_left_behind.forget()


async def test_what_is_undone_after_its_role_ended_is_somebodys(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben takes back that a post is done, whose role ana gave up meanwhile: it is hers, who took it over."""
    await bakery.until("2026-03-30 10:01")
    done = await does(bakery, ben, lambda ctx: verbs.settle(ctx, 1, "done"))
    known = await roles_of(bakery, ana)
    await ends(bakery, ana, "role", known["Instagram editor"].id, known["Reviewer"].id)
    assert done.last_change is not None
    change_id = done.last_change
    await does(bakery, ben, lambda ctx: verbs.undo(ctx, change_id))
    assert (1, "ana") in await owed_by(bakery, ana, "publish")
    bakery.forget()


async def test_an_undone_duty_of_a_role_without_a_taker_is_in_the_leads_day(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """A role whose last duty was done ends with no taker; that duty, open again, is the lead's to see and to do."""
    await add(bakery, ana, slot("Letter", "mon", "09:30", ben, role="Letter writer", platform="Newsletter"))
    await bakery.until("2026-03-30 10:01")
    writer = (await roles_of(bakery, ana))["Letter writer"]

    async def letter(ctx: Ctx) -> int:
        found = await duties.open_of_roles(ctx.tx, ctx.workspace_id, [writer.id], 0, BEYOND)
        return found[0].id

    duty_id = await does(bakery, ana, letter)
    done = await does(bakery, ben, lambda ctx: verbs.settle(ctx, duty_id, "done"))
    await ends(bakery, ana, "slot", 2)
    await ends(bakery, ana, "role", writer.id)
    assert done.last_change is not None
    change_id = done.last_change
    await does(bakery, ben, lambda ctx: verbs.undo(ctx, change_id))
    assert (duty_id, "ana") in await owed_by(bakery, ana, "publish")
    assert "Letter" in await ana.types("/beat today")
    bakery.forget()


# ---------------------------------------------------------------- numbers


@pytest.fixture
async def two_numbers(calm: Story, ana: Person) -> Story:
    """Ben reads one number and ana another; both were asked for."""
    await ana.saves("/beat goal 300 newsletter subscribers by end of June", "me", "me")
    await calm.until("2026-04-02 15:05")
    calm.forget()
    assert await whose_numbers(calm, ana) == ["ana", "ben"]
    return calm


async def reader(story: Story, who: Person, measure_id: int) -> int:
    """Return the id of the role that reads a measure."""

    async def verb(ctx: Ctx) -> int:
        kept = await editing.find(ctx, "goal", measure_id)
        found = measures_in(kept.values)[measure_id].measurer
        assert isinstance(found, int)
        return found

    return await does(story, who, verb)


async def test_a_number_given_away_and_back_is_asked_for_again(two_numbers: Story, ana: Person) -> None:
    """Ana, who was asked already, takes ben's number over: one duty. Undone, ben is asked again."""
    change = await measures(two_numbers, ana, 1, await reader(two_numbers, ana, 2))
    assert await whose_numbers(two_numbers, ana) == ["ana"]
    await undoes(two_numbers, ana, change)
    assert await whose_numbers(two_numbers, ana) == ["ana", "ben"]
    two_numbers.forget()


async def test_a_readers_role_taken_out_and_put_back_is_asked_again(two_numbers: Story, ana: Person) -> None:
    """The same by removing ben's role."""
    taker = await reader(two_numbers, ana, 2)
    change = await ends(two_numbers, ana, "role", await reader(two_numbers, ana, 1), taker)
    assert await whose_numbers(two_numbers, ana) == ["ana"]
    await undoes(two_numbers, ana, change)
    assert await whose_numbers(two_numbers, ana) == ["ana", "ben"]
    two_numbers.forget()


async def test_a_goal_given_up_and_back_is_asked_for_again(two_numbers: Story, ana: Person) -> None:
    """The same by giving ben's goal up."""
    change = await ends(two_numbers, ana, "goal", 1)
    assert await whose_numbers(two_numbers, ana) == ["ana"]
    await undoes(two_numbers, ana, change)
    assert await whose_numbers(two_numbers, ana) == ["ana", "ben"]
    two_numbers.forget()


async def test_who_reads_for_two_roles_is_asked_for_what_is_left(calm: Story, ana: Person, ben: Person) -> None:
    """Ben reads two numbers in two roles, asked for in one duty: one goes to ana, and he is asked for the other."""
    await ana.saves("/beat goal 300 newsletter subscribers by end of June", "@ben", "me")

    async def second(ctx: Ctx) -> int:
        channel = calm.office.server.workspace.find_channel(ana.home, ana.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        return (await role_for(ctx, plan, Who(title="Letters", slack_id=ben.id))).id

    await measures(calm, ana, 2, await does(calm, ana, second))
    await calm.until("2026-04-02 15:05")
    calm.forget()
    assert await whose_numbers(calm, ana) == ["ben"]
    hers = next(one for one in (await roles_of(calm, ana)).values() if one.holder and one.holder.name == "ana")
    await measures(calm, ana, 1, hers.id)
    assert await whose_numbers(calm, ana) == ["ana", "ben"]
    calm.forget()


# ---------------------------------------------------------------- people who are not there any more


async def leaves_secret(story: Story, ana: Person, who: Person) -> None:
    """Have the directory learn that somebody left #secret."""
    channel = story.office.server.workspace.find_channel("#secret", ana.id)
    await does(story, ana, lambda ctx: directory.left(ctx, channel.id, who.id))


async def member(story: Story, who: Person) -> Member:
    """Return somebody as the bot knows them."""

    async def verb(ctx: Ctx) -> Member:
        found = await members.by_slack_id(ctx.tx, ctx.workspace_id, who.id)
        assert found is not None
        return found

    return await does(story, who, verb)


async def test_undo_gives_no_role_to_who_left_the_private_channel(story: Story, ana: Person, ben: Person) -> None:
    """Ana takes ben's role, and he leaves the channel: her Undo is refused, and says why."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)])
    role = (await roles_of(story, ana))["Instagram editor"]
    me = (await member(story, ana)).id
    change = await does(story, ana, lambda ctx: editing.change(ctx, "role", role.id, RoleValues(holder=me)))
    await leaves_secret(story, ana, ben)
    with pytest.raises(NotInHome):
        await undoes(story, ana, change)
    story.forget()


async def test_undo_makes_nobody_lead_who_left_the_private_channel(story: Story, ana: Person, ben: Person) -> None:
    """Ben led, and leaves the channel once ana leads: Undo is refused."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ana)])
    me, other = (await member(story, ana)).id, (await member(story, ben)).id
    await does(story, ana, lambda ctx: editing.change(ctx, "plan", 1, {"lead": other}))
    change = await does(story, ana, lambda ctx: editing.change(ctx, "plan", 1, {"lead": me}))
    await leaves_secret(story, ana, ben)
    with pytest.raises(NotInHome):
        await undoes(story, ana, change)
    story.forget()


# ---------------------------------------------------------------- a week scheduled at once


async def test_moving_a_slot_keeps_what_a_scheduled_week_made(story: Story, ana: Person, ben: Person) -> None:
    """A week beyond the horizon, scheduled and taken back: its duties move with the slot, none is withdrawn."""
    await make_plan(story, ana, [slot("Daily", "mon tue wed thu fri sat sun", "10:00", ben)])
    await story.until("2026-04-03 12:00")
    story.forget()

    async def last(ctx: Ctx) -> int:
        return (await duties.open_of_strategy(ctx.tx, ctx.workspace_id, 1))[-1].id

    duty_id = await does(story, ben, last)
    await does(story, ben, lambda ctx: week.schedule_week(ctx, duty_id))

    async def scheduled(ctx: Ctx) -> int:
        found = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id)
        assert found is not None
        assert found.last_change is not None
        return found.last_change

    change_id = await does(story, ben, scheduled)
    await does(story, ben, lambda ctx: verbs.undo(ctx, change_id))
    before = await owed_by(story, ana, "publish")
    await does(story, ana, lambda ctx: editing.change(ctx, "slot", 1, SlotValues(wall=time(11))))
    assert await owed_by(story, ana, "publish") == before
    story.forget()


async def test_undo_of_a_move_gives_todays_duty_its_time_back(bakery: Story, ana: Person, ben: Person) -> None:
    """Reminded at 10:00 and nudged at 11:00, moved to 15:00 and back: it is due at 10:00, and nothing is said twice."""
    await bakery.until("2026-03-30 11:30")
    bakery.forget()
    change = await does(bakery, ana, lambda ctx: editing.change(ctx, "slot", 1, SlotValues(wall=time(15))))
    await bakery.office.quiet()
    ben.finds("Tip of the day", "due .*15:00")
    await bakery.until("2026-03-30 11:35")
    await undoes(bakery, ana, change)
    await bakery.office.quiet()
    assert "15:00" not in ben.finds("A quiet reminder", "was due at 10:00")
    bakery.forget()
    await bakery.until("2026-03-30 12:59")
    ben.sees_nothing()
    await bakery.until("2026-03-30 13:00")
    ben.sees("Still open", "due at 10:00")
    await bakery.until("2026-03-30 15:30")
    ben.sees_nothing()
