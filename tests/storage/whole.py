"""A workspace with a row in every table, all of whose texts carry the team's name: what the isolation sweep reads."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from bot.conversations.steps import State
from bot.domain.calendar import Due, NewSlot
from bot.domain.goals import NewGoal
from bot.domain.outbox import Owed
from bot.domain.posts import NewPost
from bot.domain.roles import Who
from bot.domain.strategies import NewSettings, NewStrategy
from bot.domain.when import Rule
from storage import (
    calendar,
    changes,
    conversations,
    delivery,
    dismissals,
    duties,
    editions,
    files,
    goals,
    holds,
    imports,
    lessons,
    members,
    outbox,
    parts,
    posts,
    questions,
    reviews,
    roles,
    standing,
    strategies,
    workspaces,
)
from storage.database import Database, Tx
from storage.members import Told
from storage.tables import logo, measure
from tests.storage.samples import NOW

TODAY = date(2026, 3, 2)
RULE = Rule(every="week", weekdays=(0,), start=TODAY)


def new_goal(name: str) -> NewGoal:
    """Make a goal whose texts carry a name."""
    return NewGoal(
        statement=f"Grow {name}",
        measure=f"Followers of {name}",
        target=Decimal(1000),
        due=date(2026, 6, 30),
        measurer=Who(slack_id="UANA"),
        reviewer=Who(slack_id="UANA"),
        platform=f"Net {name}",
    )


def new_slot(name: str) -> NewSlot:
    """Make a weekly slot whose texts carry a name."""
    return NewSlot(
        title=f"Post of {name}",
        who=Who(slack_id="UANA"),
        platform=f"Net {name}",
        audience=f"People of {name}",
        wall=time(9),
        rule=RULE,
    )


async def a_whole_team(database: Database, name: str) -> dict[str, Any]:
    """Write it all down, and return what a caller needs to ask for it, by the name of the parameter that takes it.

    Ids of Slack and keys are the same in every team, as those of people in several workspaces are; our ids differ.
    """
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", f"T-{name}", f"Team {name}", "UBOT", "drumbeat", NOW)
        return await a_whole_plan(tx, team.id, name)


async def a_whole_plan(tx: Tx, workspace_id: int, name: str) -> dict[str, Any]:
    """Write a whole plan down in a workspace, where nothing else waits to be sent."""
    ids = {"workspace_id": workspace_id} | await _people(tx, workspace_id, name)
    ids |= await _plan(tx, workspace_id, name, ids)
    return ids | await _talk(tx, workspace_id, name, ids)


async def _people(tx: Tx, workspace_id: int, name: str) -> dict[str, Any]:
    channel = await workspaces.keep_channel(tx, workspace_id, "C1", NOW, name=f"social-{name}", bot_is_in=True)
    told = Told("UANA", f"Ana {name}", f"ana-{name}", "Europe/Madrid", False, False, False, is_admin=True)
    ana = await members.keep(tx, workspace_id, told, NOW)
    await members.set_dm(tx, ana.id, "D1")
    await members.change(tx, workspace_id, ana.id, zone_chosen="Europe/Madrid")
    await workspaces.join(tx, workspace_id, channel.id, ana.id, NOW)
    await workspaces.leave(tx, workspace_id, channel.id, ana.id, NOW)
    await workspaces.join(tx, workspace_id, channel.id, ana.id, NOW)
    return {"channel_id": channel.id, "member_id": ana.id, "member_ids": [ana.id]}


async def _plan(tx: Tx, workspace_id: int, name: str, ids: dict[str, Any]) -> dict[str, Any]:
    new = NewStrategy(
        name=f"Plan {name}",
        # A zone and days that are told apart in what is returned.
        zone="Europe/Madrid" if name == "lark" else "Asia/Tokyo",
        working_days=(0, 1, 2) if name == "lark" else (4, 5, 6),
        lead="UANA",
        goal=new_goal(name),
        slots=(new_slot(name),),
    )
    strategy_id = await strategies.add(tx, workspace_id, ids["channel_id"], new, NOW)
    assert strategy_id is not None
    await strategies.permit(tx, workspace_id, strategy_id, ids["member_id"], "lead", NOW)
    elsewhere = await workspaces.keep_channel(tx, workspace_id, "C8", NOW, name=f"unled-{name}")
    await strategies.add(tx, workspace_id, elsewhere.id, new, NOW)
    role_id = await roles.add(tx, workspace_id, strategy_id, f"Writer of {name}", NOW)
    holding_id = await roles.give(tx, workspace_id, role_id, ids["member_id"], "holder", "accepted", None, NOW)
    goal_id = await goals.add(tx, workspace_id, strategy_id, new.goal, role_id, role_id, TODAY, NOW)
    (found,) = await goals.measures_where(tx, measure.c.goal_id == goal_id)
    await goals.take_reading(tx, workspace_id, found.id, TODAY, Decimal(7), ids["member_id"], NOW)
    slot_id = await calendar.add(
        tx,
        workspace_id,
        strategy_id,
        new.slots[0].model_copy(update={"goal_id": goal_id}),
        role_id,
        await goals.named(tx, "platform", workspace_id, strategy_id, new.slots[0].platform, NOW),
        await goals.named(tx, "audience", workspace_id, strategy_id, new.slots[0].audience, NOW),
        NOW,
    )
    occurrence_id = await calendar.add_occurrence(tx, workspace_id, slot_id, Due(TODAY, NOW), NOW)
    later = NOW + timedelta(days=2)
    review_id = await reviews.plan(tx, workspace_id, strategy_id, TODAY, NOW, later, NOW, NOW)
    assert review_id is not None
    before = TODAY - timedelta(days=7)
    asked_id = await reviews.plan(tx, workspace_id, strategy_id, before, NOW - timedelta(days=7), later, NOW, NOW)
    assert asked_id is not None
    await reviews.move(tx, asked_id, state="asked", next_at=None)
    given_up = await roles.add(tx, workspace_id, strategy_id, f"Former writer of {name}", NOW)
    await roles.change(tx, workspace_id, given_up, until=NOW)
    duty_id = await duties.add(
        tx,
        workspace_id,
        strategy_id,
        role_id,
        "publish",
        f"Post of {name}",
        NOW,
        NOW,
        slot_id=slot_id,
        occurrence_id=occurrence_id,
        review_id=review_id,
    )
    # A second one, without an occurrence, is done.
    done_id = await duties.add(tx, workspace_id, strategy_id, role_id, "converse", f"Answer for {name}", NOW, NOW)
    assert done_id is not None
    done = await duties.by_id(tx, workspace_id, done_id)
    assert done is not None
    assert await duties.change(tx, done, state="done", settled_by=ids["member_id"], settled_at=NOW)
    # A post was chosen for the first one; the done one was published long ago, and its post waits again.
    (platform_id, _), *_ = await posts.platforms(tx, workspace_id, strategy_id)
    idea = NewPost(title=f"Idea of {name}", body=f"Text of {name}", platform_id=platform_id)
    post_id = await posts.add(tx, workspace_id, strategy_id, idea, "idea", ids["member_id"], NOW)
    chosen_id = await posts.add(tx, workspace_id, strategy_id, idea, "drafting", ids["member_id"], NOW)
    assert occurrence_id is not None
    assert await posts.assign(tx, occurrence_id, chosen_id)
    older_id = await duties.add(
        tx, workspace_id, strategy_id, role_id, "publish", f"Older of {name}", NOW, NOW, slot_id=slot_id
    )
    assert older_id is not None
    older = await duties.by_id(tx, workspace_id, older_id)
    assert older is not None
    assert await duties.change(tx, older, state="done", link=f"https://example.org/{name}", settled_at=NOW)
    assert duty_id is not None
    await changes.record(
        tx,
        workspace_id,
        actor="clock",
        member_id=None,
        receipt_id=None,
        strategy_id=strategy_id,
        verb=posts.OFFERED_AGAIN,
        thing="duty",
        thing_id=duty_id,
        before=None,
        after=None,
        at=NOW,
    )
    # Numbers are asked for, and somebody stepped in for a time.
    await duties.add(
        tx, workspace_id, strategy_id, role_id, "measure", f"Count of {name}", NOW, NOW, review_id=review_id
    )
    backup_id = await roles.give(tx, workspace_id, role_id, ids["member_id"], "backup", "accepted", None, NOW)
    assert backup_id is not None
    await roles.set_holding(tx, backup_id, until=NOW)
    # A third one was handed over, and publishing is on hold.
    handed = await duties.add(
        tx, workspace_id, strategy_id, role_id, "listen", f"Ear of {name}", NOW, NOW, handed_to=ids["member_id"]
    )
    assert handed is not None
    hold_id = await holds.add(
        tx,
        workspace_id,
        strategy_id,
        f"Storm over {name}",
        None,
        NOW,
        platform_id=platform_id,
        slot_id=None,
        set_by=ids["member_id"],
    )
    written = await _written(tx, workspace_id, name, strategy_id, role_id, ids["member_id"])
    note_id = await reviews.add_note(
        tx, workspace_id, review_id, "learning", f"Learnt {name}", ids["member_id"], None, None, NOW
    )
    await reviews.add_note(
        tx, workspace_id, review_id, "decision", f"Decided {name}", ids["member_id"], None, None, NOW
    )
    return {
        **written,
        "strategy_id": strategy_id,
        "strategy_ids": [strategy_id],
        "role_id": role_id,
        "role_ids": [role_id],
        "holding_id": holding_id,
        "goal_id": goal_id,
        "goal_ids": [goal_id],
        "slot_id": slot_id,
        "slot_ids": [slot_id],
        "measure_id": found.id,
        "measure_ids": [found.id],
        "platform_id": platform_id,
        "hold_id": hold_id,
        "post_id": post_id,
        "post_ids": [chosen_id],
        "thing_id": duty_id,
        "review_id": review_id,
        "duty_id": duty_id,
        "ids": [duty_id],
        "note_id": note_id,
        "person": ids["member_id"],
        "handed_to": ids["member_id"],
    }


async def _written(
    tx: Tx, workspace_id: int, name: str, strategy_id: int, role_id: int, member_id: int
) -> dict[str, Any]:
    """Write down a version that waits for a role's word, what was said about it, and a logo."""
    text = {"cover": {"strategy": name}}
    edition_id = await editions.add(tx, workspace_id, strategy_id, 1, "submitted", text, "any", TODAY, member_id, NOW)
    assert edition_id is not None
    await editions.wait_for(tx, workspace_id, edition_id, role_id)
    comment_id = await editions.add_comment(
        tx, workspace_id, edition_id, "goals", f"Comment of {name}", member_id, member_id, NOW
    )
    picture = {"strategy_id": strategy_id, "workspace_id": workspace_id, "picture": name.encode(), "since": NOW}
    await tx.execute(logo.insert().values(picture))
    await strategies.keep_canvas(tx, workspace_id, strategy_id, f"F-{name}")
    part_id = await parts.add(tx, workspace_id, strategy_id, "vision", {"text": f"Vision of {name}"}, NOW)
    return {"edition_id": edition_id, "comment_id": comment_id, "part_id": part_id}


async def _talk(tx: Tx, workspace_id: int, name: str, ids: dict[str, Any]) -> dict[str, Any]:
    state = State(flow="goal", given={"statement": f"Grow {name}"})
    conversation_id = await conversations.begin(
        tx, workspace_id, ids["member_id"], ids["strategy_id"], "D1", False, state, NOW
    )
    change_id = await changes.record(
        tx,
        workspace_id,
        actor="member",
        member_id=ids["member_id"],
        receipt_id=None,
        strategy_id=ids["strategy_id"],
        verb="done",
        thing="duty",
        thing_id=ids["duty_id"],
        before=None,
        after={"link": name},
        at=NOW,
    )
    asked_id = await _beside(tx, workspace_id, name, ids)
    for key, due_at in (("sent:1", NOW - timedelta(hours=1)), ("wait:1", NOW + timedelta(hours=1))):
        owed = Owed(key, "nudge", due_at, person=ids["member_id"], facts={"code": name})
        message_id = await outbox.owe(tx, workspace_id, owed, NOW)
        assert message_id is not None
        await standing.show(tx, message_id, [(ids["duty_id"], 1)])
    for_all = Owed("wait:channel", "hold", NOW + timedelta(hours=1), channel="C1", facts={"code": name})
    await outbox.owe(tx, workspace_id, for_all, NOW)
    facts: dict[str, str | int] = {"strategy": ids["strategy_id"], "which": "results"}
    picture = Owed("sent:picture", "picture", NOW, op="upload", channel="C1", facts=facts)
    await outbox.owe(tx, workspace_id, picture, NOW)
    message, shown = await delivery.claim(tx, workspace_id, NOW, NOW, timedelta(minutes=1), 8)
    assert await delivery.sent(tx, message, "D1", "1.0", NOW, None)
    await roles.set_holding(tx, ids["holding_id"], told_in=message.id)
    assert await delivery.keep_file(tx, shown, f"F-{name}")
    assert await delivery.sent(tx, shown, "C1", "", NOW, None)
    said = ("B9.spread", "strategy", ids["strategy_id"], f"Reason of {name}", ids["member_id"])
    lived_with = await dismissals.add(tx, workspace_id, ids["strategy_id"], *said, NOW)
    asked_id |= await _dropped(tx, workspace_id, name, ids)
    found = {"conversation_id": conversation_id, "change_id": change_id, "dismissal_id": lived_with}
    return {**found, "message_id": message.id, **asked_id}


async def _dropped(tx: Tx, workspace_id: int, name: str, ids: dict[str, Any]) -> dict[str, Any]:
    """Write down a file that is being fetched, and a channel that could be the home of a plan."""
    assert await files.receive(tx, workspace_id, ids["member_id"], "C1", "1.0", "F1", f"{name}.yaml", NOW)
    dropped = await files.claim(tx, NOW, NOW + timedelta(minutes=1))
    assert dropped is not None
    free = await workspaces.keep_channel(tx, workspace_id, "C2", NOW, name=f"free-{name}", bot_is_in=True)
    await workspaces.join(tx, workspace_id, free.id, ids["member_id"], NOW)
    home = await workspaces.keep_channel(tx, workspace_id, "C3", NOW, name=f"new-{name}", bot_is_in=True)
    settings = NewSettings(name=f"New plan of {name}", zone="Europe/Madrid")
    building_id = await strategies.add(tx, workspace_id, home.id, settings, NOW, is_building=True)
    assert building_id is not None
    import_id = await imports.add(
        tx, workspace_id, dropped.id, ids["member_id"], home.id, building_id, NOW, is_current=False
    )
    return {"incoming_id": dropped.id, "building_id": building_id, "import_id": import_id}


async def _beside(tx: Tx, workspace_id: int, name: str, ids: dict[str, Any]) -> dict[str, Any]:
    """Write down a lesson that came and was answered, and a question that was put off."""
    who, strategy_id = ids["member_id"], ids["strategy_id"]
    await lessons.want(tx, workspace_id, who, NOW)
    await lessons.answer_once(tx, workspace_id, who, f"goals-{name}", 1, True, NOW)
    await questions.add(tx, workspace_id, who, TODAY, "lesson", None, f"goals-{name}", NOW)
    tomorrow = TODAY + timedelta(days=1)
    aside_id = await questions.add(tx, workspace_id, who, tomorrow, "gap", strategy_id, f"vision-{name}", NOW)
    put_off_id = await questions.put_off_gap(
        tx, workspace_id, strategy_id, f"vision-{name}", who, "not_ours", None, NOW
    )
    return {"aside_id": aside_id, "put_off_id": put_off_id}
