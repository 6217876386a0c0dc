"""People, roles, strategies, conversations and numbers: one current row where there is to be one, and its history."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.conversations.steps import State
from bot.domain.duties import DutyState
from bot.domain.roles import HoldingKind, Person
from bot.domain.strategies import NewStrategy
from storage import changes, conversations, duties, goals, members, roles, strategies, workspaces
from storage.database import Database
from storage.members import Told
from storage.tables import measure
from tests.databases import fresh_database
from tests.storage.samples import NOW, Team, a_team, until_somebody_waits
from tests.storage.whole import a_whole_team, new_goal, new_slot

LATER = NOW + timedelta(days=3)
OPENING = State(flow="goal", given={})


def told(slack_id: str, name: str, *, handle: str = "", has_left: bool = False) -> Told:
    """Make what Slack tells of somebody."""
    return Told(slack_id, name, handle, "Europe/Madrid", False, False, has_left)


# ---------------------------------------------------------------- members


async def test_somebody_is_met_once(database: Database) -> None:
    """Seen first in several places at once, they are one member, as yet unknown."""
    team = await a_team(database)

    async def meet() -> int:
        async with database.begin() as tx:
            return (await members.meet(tx, team.id, "UCHO", NOW)).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(8))))) == 1
    async with database.look() as tx:
        assert (team.id, "UCHO") in await members.unknown(tx, 9)


async def test_leaving_is_dated_and_coming_back_undoes_it(database: Database) -> None:
    """The day on which they left stays, however often Slack repeats it."""
    team = await a_team(database)
    async with database.begin() as tx:
        for at in (NOW, LATER):
            gone = await members.keep(tx, team.id, told("UANA", "Ana", has_left=True), at)
            assert gone.has_left
        back = await members.keep(tx, team.id, told("UANA", "Ana"), LATER)
    assert (back.id, back.has_left, back.is_known) == (team.ana, False, True)


@pytest.mark.parametrize("typed", ["Émile", "émile", "ÉMILE", "émile zola", "EZ", "ez"])
async def test_a_name_is_found_whatever_its_case(database: Database, typed: str) -> None:
    """Beyond A to Z too: whole name, first name or handle."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    async with database.begin() as tx:
        for whose in (team, other):
            await members.keep(tx, whose.id, told("UEZ", "Émile Zola", handle="ez"), NOW)
            await members.keep(tx, whose.id, told("UEM", "Emil Émileson", handle="emil%"), NOW)
        found = await members.called(tx, team.id, [typed], [])
    assert [person.name for person in found] == ["Émile Zola"]


@pytest.mark.parametrize("typed", ["%", "_", "ana%", "", "  "])
async def test_a_name_is_no_pattern(database: Database, typed: str) -> None:
    """What a wildcard would find is not meant."""
    team = await a_team(database)
    async with database.begin() as tx:
        assert await members.called(tx, team.id, [typed], []) == []


# ---------------------------------------------------------------- workspaces and channels


async def test_a_workspace_is_kept_once_and_taken_up_again(database: Database) -> None:
    """Installed, taken off, installed again: the same workspace under our own id."""
    async with database.begin() as tx:
        first = await workspaces.keep(tx, "", "T1", "Ours", "UBOT", "drumbeat", NOW)
        await workspaces.end(tx, first.id, NOW)
        assert await workspaces.find(tx, "T1") is None
        assert await workspaces.every(tx) == []
        again = await workspaces.keep(tx, "", "T1", "Renamed", "UBOT2", "drumbeat", LATER)
    assert (again.id, again.name, again.bot_slack_id) == (first.id, "Renamed", "UBOT2")


async def test_a_workspace_of_an_organisation_is_the_one_that_it_was(database: Database) -> None:
    """It joins one, and another, and leaves: the same workspace under our own id, and the fact is kept."""
    async with database.begin() as tx:
        found = [
            await workspaces.keep(tx, organisation, "T1", "Ours", "UBOT", "drumbeat", NOW)
            for organisation in ("", "E1", "E2", "")
        ]
    assert {one.id for one in found} == {found[0].id}
    assert [one.enterprise_id for one in found] == ["", "E1", "E2", ""]


async def test_what_is_learnt_of_a_channel_adds_up(database: Database) -> None:
    """What is not told leaves what is known."""
    team = await a_team(database)
    async with database.begin() as tx:
        unknown = await workspaces.keep_channel(tx, team.id, "C1", NOW)
        assert (unknown.name, unknown.bot_is_in) == ("C1", None)
        await workspaces.keep_channel(tx, team.id, "C1", NOW, name="social", is_private=True)
        known = await workspaces.keep_channel(tx, team.id, "C1", NOW, bot_is_in=False)
    assert (known.id, known.name, known.is_private, known.bot_is_in) == (unknown.id, "social", True, False)


async def test_who_is_in_a_channel_is_who_slack_lists(database: Database) -> None:
    """Those not listed left; listed ones joined; the rest is history."""
    team = await a_team(database)
    async with database.begin() as tx:
        here = await workspaces.keep_channel(tx, team.id, "C1", NOW)
        for _ in range(2):
            await workspaces.join(tx, team.id, here.id, team.ana, NOW)
        await workspaces.set_members(tx, team.id, here.id, ["UBEN", "UNOBODY"], LATER)
        assert not await workspaces.is_in(tx, team.id, here.id, team.ana)
        assert await workspaces.is_in(tx, team.id, here.id, team.ben)
        await workspaces.leave(tx, team.id, here.id, team.ben, LATER)
        assert not await workspaces.is_in(tx, team.id, here.id, team.ben)
        await workspaces.join(tx, team.id, here.id, team.ben, LATER)
        assert await workspaces.is_in(tx, team.id, here.id, team.ben)


async def test_a_workspace_is_compared_by_one_at_a_time(database: Database) -> None:
    """Whoever takes it sets its next time; one that we were taken off is not compared."""
    teams = [await a_team(database, name) for name in ("one", "two", "three")]
    async with database.begin() as tx:
        await workspaces.end(tx, teams[2].id, NOW)

    async def take() -> int | None:
        async with database.begin() as tx:
            found = await workspaces.due_for_comparison(tx, NOW, LATER)
        return found.id if found else None

    taken = await asyncio.gather(*(take() for _ in range(6)))
    assert sorted(one for one in taken if one) == [teams[0].id, teams[1].id]


# ---------------------------------------------------------------- strategies, roles and who holds them


async def test_a_channel_is_the_home_of_one_strategy(database: Database) -> None:
    """Two set it up at once: one strategy, and the other is told."""
    whole = await a_whole_team(database, "lark")
    team_id = whole["workspace_id"]
    async with database.begin() as tx:
        channel = await workspaces.keep_channel(tx, team_id, "C2", NOW)
    new = NewStrategy(name="Plan", zone="UTC", lead="UANA", goal=new_goal("x"), slots=(new_slot("x"),))

    async def add() -> int | None:
        async with database.begin() as tx:
            return await strategies.add(tx, team_id, channel.id, new, NOW)

    ids = await asyncio.gather(*(add() for _ in range(5)))
    assert sum(one is not None for one in ids) == 1


async def test_one_holder_and_one_backup_at_a_time(database: Database) -> None:
    """Given while somebody has it, a role is not taken from them; ended first, it is, and what was stays readable."""
    whole = await a_whole_team(database, "lark")
    team_id, role_id, ana = whole["workspace_id"], whole["role_id"], whole["member_id"]
    async with database.begin() as tx:
        ben = (await members.meet(tx, team_id, "UBEN", NOW)).id

        async def give(kind: HoldingKind) -> int | None:
            return await roles.give(tx, team_id, role_id, ben, kind, "offered", ana, LATER)

        assert await give("holder") is None
        assert await give("backup") is not None
        assert await give("backup") is None
        await roles.set_holding(tx, whole["holding_id"], until=LATER)
        new = await give("holder")
        assert new is not None
        role = await roles.by_id(tx, team_id, role_id)
        assert role is not None
        assert [(h.person.id, h.kind, h.since) for h in role.holdings] == [
            (ben, "backup", LATER),
            (ben, "holder", LATER),
        ]
        old = await roles.holding_by_id(tx, team_id, whole["holding_id"])
        assert old is not None
        assert (old[0].person.id, old[0].since, old[0].until) == (ana, NOW, LATER)
        assert await roles.holding_by_id(tx, team_id, new) is not None
        assert await roles.held_by(tx, team_id, ana) == []
        assert [r.id for r in await roles.held_by(tx, team_id, ben)] == [role_id]


async def test_two_give_a_role_at_once(database: Database) -> None:
    """One of them gives it."""
    whole = await a_whole_team(database, "lark")
    team_id, role_id, ana = whole["workspace_id"], whole["role_id"], whole["member_id"]

    async def give() -> int | None:
        async with database.begin() as tx:
            return await roles.give(tx, team_id, role_id, ana, "backup", "offered", None, NOW)

    ids = await asyncio.gather(*(give() for _ in range(5)))
    assert sum(one is not None for one in ids) == 1


async def test_a_role_is_found_by_its_title_in_its_strategy(database: Database) -> None:
    """Whatever the case, beyond A to Z too."""
    whole = await a_whole_team(database, "lark")
    async with database.begin() as tx:
        await roles.add(tx, whole["workspace_id"], whole["strategy_id"], "Événements", NOW)
        for typed in ("événements", "ÉVÉNEMENTS"):
            found = await roles.titled(tx, whole["workspace_id"], whole["strategy_id"], typed)
            assert found is not None
            assert found.title == "Événements"


# ---------------------------------------------------------------- numbers


async def test_a_weeks_number_is_replaced(database: Database) -> None:
    """One number a week; giving it again returns the one before, so that it can be undone."""
    whole = await a_whole_team(database, "lark")
    team_id, ana, week = whole["workspace_id"], whole["member_id"], date(2026, 3, 9)
    async with database.begin() as tx:
        (one,) = await goals.measures_where(tx, measure.c.workspace_id == team_id)
        assert await goals.take_reading(tx, team_id, one.id, week, Decimal("10.5"), ana, NOW) is None
        assert await goals.take_reading(tx, team_id, one.id, week, Decimal(12), ana, NOW) == Decimal("10.5")
        (one,) = await goals.measures_where(tx, measure.c.workspace_id == team_id)
    assert [(r.week, r.value) for r in one.readings] == [(date(2026, 3, 2), Decimal(7)), (week, Decimal(12))]


async def test_two_give_a_weeks_number_at_once(database: Database) -> None:
    """Neither fails, and one number stands."""
    whole = await a_whole_team(database, "lark")
    team_id, week = whole["workspace_id"], date(2026, 3, 9)
    async with database.look() as tx:
        (one,) = await goals.measures_where(tx, measure.c.workspace_id == team_id)

    async def give(value: int) -> None:
        async with database.begin() as tx:
            await goals.take_reading(tx, team_id, one.id, week, Decimal(value), whole["member_id"], NOW)

    await asyncio.gather(*(give(value) for value in range(8)))
    async with database.look() as tx:
        (one,) = await goals.measures_where(tx, measure.c.workspace_id == team_id)
    assert [r.week for r in one.readings] == [date(2026, 3, 2), week]


# ---------------------------------------------------------------- conversations


async def _begin(database: Database, team: Team, channel: str, member_id: int) -> int | None:
    async with database.begin() as tx:
        return await conversations.begin(tx, team.id, member_id, None, channel, False, OPENING, NOW)


async def test_one_conversation_for_a_person_and_a_place(database: Database) -> None:
    """Begun several times at once it is begun once; other people and places have their own; over, another may begin."""
    team = await a_team(database)
    ids = await asyncio.gather(*(_begin(database, team, "D1", team.ana) for _ in range(5)))
    (first,) = [one for one in ids if one is not None]
    assert await _begin(database, team, "D1", team.ben) is not None
    assert await _begin(database, team, "C1", team.ana) is not None
    async with database.begin() as tx:
        await conversations.end(tx, first, "saved", LATER)
        assert await conversations.current(tx, team.id, "D1", team.ana) is None
    second = await _begin(database, team, "D1", team.ana)
    async with database.begin() as tx:
        current = await conversations.current(tx, team.id, "D1", team.ana)
        over = await conversations.by_id(tx, team.id, first)
    assert current is not None
    assert over is not None
    assert (current.id, over.is_over) == (second, True)


async def test_an_answer_is_saved_by_version(database: Database) -> None:
    """Who read an older version is refused, and what the quicker one said stays."""
    team = await a_team(database)
    conversation_id = await _begin(database, team, "D1", team.ana)
    assert conversation_id is not None
    async with database.begin() as tx:
        read = await conversations.by_id(tx, team.id, conversation_id)
        assert read is not None
        assert (read.state, read.version) == (OPENING, 1)
        first = OPENING.model_copy(update={"given": {"statement": "first"}})
        assert await conversations.save(tx, read, first, "1.0")
        assert not await conversations.save(tx, read, OPENING, "2.0")
        now = await conversations.by_id(tx, team.id, conversation_id)
    assert now is not None
    assert (now.state, now.version, now.last_ts) == (first, 2, "1.0")


async def test_two_answers_at_once_are_taken_one_after_the_other(database: Database) -> None:
    """A conversation is locked while an answer is taken: each builds on the one before."""
    team = await a_team(database)
    conversation_id = await _begin(database, team, "D1", team.ana)
    assert conversation_id is not None

    async def say(number: int) -> bool:
        async with database.begin() as tx:
            read = await conversations.by_id(tx, team.id, conversation_id or 0)
            assert read is not None
            await asyncio.sleep(0)
            said = {**read.state.given, str(number): number}
            return await conversations.save(tx, read, read.state.model_copy(update={"given": said}), str(number))

    assert all(await asyncio.gather(*(say(number) for number in range(8))))
    async with database.begin() as tx:
        read = await conversations.by_id(tx, team.id, conversation_id)
    assert read is not None
    assert set(read.state.given) == {str(number) for number in range(8)}


# ---------------------------------------------------------------- duties and changes


async def test_a_duty_is_changed_as_it_was_read(database: Database) -> None:
    """Two press at once: one is believed, the other is told that it was done already."""
    whole = await a_whole_team(database, "lark")
    async with database.look() as tx:
        duty = await duties.by_id(tx, whole["workspace_id"], whole["duty_id"])
    assert duty is not None

    async def press(state: DutyState) -> bool:
        async with database.begin() as tx:
            return await duties.change(tx, duty, state=state)

    pressed = await asyncio.gather(press("done"), press("skipped"), press("done"))
    assert sum(pressed) == 1
    async with database.look() as tx:
        now = await duties.by_id(tx, whole["workspace_id"], whole["duty_id"])
    assert now is not None
    assert now.version == duty.version + 1


async def test_an_occurrence_has_one_duty(database: Database) -> None:
    """Planned twice, it is owed once."""
    whole = await a_whole_team(database, "lark")
    team_id, strategy_id, role_id = whole["workspace_id"], whole["strategy_id"], whole["role_id"]
    async with database.begin() as tx:
        duty = await duties.by_id(tx, team_id, whole["duty_id"])
        assert duty is not None
        again = await duties.add(
            tx, team_id, strategy_id, role_id, "publish", "Again", NOW, NOW, occurrence_id=duty.occurrence_id
        )
    assert duty.occurrence_id is not None
    assert again is None


async def test_receipts_are_forgotten_but_for_those_that_explain_a_change(database: Database) -> None:
    """A repetition is known as long as Slack may repeat; what a change refers to is kept."""
    team = await a_team(database)
    async with database.begin() as tx:
        ids = [await changes.received(tx, team.id, f"event-{n}", NOW + timedelta(days=n)) for n in range(3)]
        assert await changes.received(tx, team.id, "event-0", NOW) is None
        await changes.record(
            tx,
            team.id,
            actor="member",
            member_id=team.ana,
            receipt_id=ids[0],
            strategy_id=None,
            verb="done",
            thing="duty",
            thing_id=1,
            before=None,
            after=None,
            at=NOW,
        )
        assert await changes.forget_receipts(tx, NOW + timedelta(days=2)) == 1
        assert await changes.received(tx, team.id, "event-0", NOW) is None
        assert await changes.received(tx, team.id, "event-1", NOW) is not None
        assert await changes.received(tx, team.id, "event-2", NOW) is None


async def test_a_change_is_undone_once(database: Database) -> None:
    """Two press Undo at once: one takes it back."""
    whole = await a_whole_team(database, "lark")
    change_id = whole["change_id"]

    async def undo() -> bool:
        async with database.begin() as tx:
            return await changes.undone(tx, change_id, change_id)

    assert sum(await asyncio.gather(*(undo() for _ in range(4)))) == 1


async def test_what_slack_tells_is_kept_though_somebody_is_met_at_that_moment() -> None:
    """On PostgreSQL: a press writes them down as unknown while Slack says that they have left."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        team = await a_team(database)

        async def learn() -> Person:
            async with database.begin() as tx:
                return await members.keep(tx, team.id, told("UZOE", "Zoe", has_left=True), NOW)

        async with database.begin() as press:
            await members.meet(press, team.id, "UZOE", NOW)
            learning = asyncio.create_task(learn())
            await until_somebody_waits(database)
        assert (await learning).has_left
        async with database.look() as tx:
            kept = await members.by_slack_id(tx, team.id, "UZOE")
        assert kept is not None
        assert (kept.name, kept.zone, kept.is_known, kept.has_left) == ("Zoe", "Europe/Madrid", True, True)
        await database.close()


async def test_a_channel_is_lost_once_for_each_thing_that_it_takes_to_bring_it_back(database: Database) -> None:
    """Archived after a removal is news, since it takes more to bring it back; removed from what is archived is none."""
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        await workspaces.keep_channel(tx, team.id, "C1", NOW)

        async def lose(*, ended: bool) -> bool:
            return await workspaces.lose_channel(tx, team.id, "C1", NOW, ended=ended)

        assert [await lose(ended=ended) for ended in (False, False, True, True, False)] == [
            True,
            False,
            True,
            False,
            False,
        ]
        assert [await workspaces.regain_channel(tx, team.id, "C1") for _ in range(2)] == [True, False]
        assert [await lose(ended=ended) for ended in (True, False)] == [True, False]
        found = await workspaces.channel_by_slack_id(tx, team.id, "C1")
        assert found is not None
        assert (found.bot_is_in, found.is_ended, found.is_lost) == (False, True, True)
