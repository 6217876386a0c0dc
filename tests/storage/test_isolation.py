"""Nothing of a workspace is ever returned to another: one sweep over every reader that the memory has."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import storage
from bot.domain.outbox import Owed
from bot.domain.silences import Posted, Silence
from storage import changes, delivery, outbox, silences, standing
from storage.database import Database
from storage.rows import insert
from storage.tables import silence
from tests.storage.samples import NOW, taken_back
from tests.storage.whole import TODAY, a_whole_team

Function = Callable[..., Awaitable[Any]]

# These write, and return the id of what they wrote, say. What they are handed was read within its workspace.
# (What returns nothing is no reader either, and is not listed.)
WRITERS = {
    "addresses.note_change",
    "questions.add",
    "questions.put_off_gap",
    "calendar.add",
    "calendar.add_occurrence",
    "changes.received",
    "changes.record",
    "conversations.begin",
    "dismissals.add",
    "dismissals.end",
    "duties.add",
    "editions.add",
    "editions.add_comment",
    "files.receive",
    "goals.add",
    "goals.add_alone",
    "goals.add_measure",
    "goals.named",
    "goals.take_reading",
    "holds.add",
    "imports.add",
    "lessons.answer_once",
    "members.keep",
    "members.meet",
    "delivery.claim",
    "outbox.owe",
    "outbox.recall",
    "files.begin_look",
    "parts.add",
    "posts.add",
    "reviews.add_note",
    "reviews.plan",
    "roles.add",
    "roles.give",
    "strategies.add",
    "workspaces.keep_channel",
    "workspaces.lose_channel",
    "workspaces.regain_channel",
    "workspaces.set_members",
}
# What Slack names and keys say is the same in both workspaces of the sweep: it must not be what tells them apart.
SHARED: Mapping[str, Any] = {
    "slack_id": "UANA",
    "slack_ids": ["UANA"],
    "names": ["Ana"],
    "channel": "D1",
    "ts": "1.0",
    "real": NOW,
    "place": "D1",
    "version": 1,
    "attempt": 1,
    "key": "sent:1",
    "prefix": "wait:",
    "channel_slack_id": "C1",
    "old": "C1",
    "new": "C2",
    "title": "Writer of lark",
    "thing": "duty",
    "verb": "done",
    "verbs": ["done"],
    "kinds": ["nudge"],
    "kind": "nudge",
    "since": NOW - timedelta(days=9),
    "after": NOW - timedelta(days=9),
    "first_day": TODAY - timedelta(days=9),
    "until": NOW + timedelta(days=9),
    "now": NOW,
    "most": 9,
    "first": 0,
    "concept": "vision",
    "values": {"text": "lark"},
    "days": [NOW.date(), TODAY],
}
# A Slack id of a person is that of a channel elsewhere; keys by prefix are read where something was sent.
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "workspaces.channel_by_slack_id": {"slack_id": "C1"},
    "workspaces.channel_of": {"slack_id": "C1"},
    "standing.last_picture": {"channel": "C1", "which": "results"},
    "strategies.building_at": {"channel_slack_id": "C3"},
    "outbox.by_prefix": {"prefix": "sent:"},
    "outbox.is_told_since": {"prefix": "sent:"},
    "outbox.unsettled": {"prefix": "flight:"},
    "outbox.waiting_in": {"channel": "C1"},
    "roles.ended_at": {"until": NOW},
    "posts.in_states": {"states": ["idea"]},
    "holds.platform_named": {"name": "Net lark"},
    "members.known_as": {"name": "Ana lark"},
}


def _all_that_take_a_workspace() -> dict[str, Function]:
    found: dict[str, Function] = {}
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"storage.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.iscoroutinefunction):
            of_this_module = function.__module__ == loaded.__name__ and not name.startswith("_")
            signature = inspect.signature(function)
            returns = signature.return_annotation not in (None, "None")
            if of_this_module and returns and "workspace_id" in signature.parameters:
                found[f"{module.name}.{name}"] = function
    return found


OURS, THEIRS = "lark", "wren"  # in every text of the one and of the other workspace
FUNCTIONS = _all_that_take_a_workspace()
READERS = sorted(set(FUNCTIONS) - WRITERS)


def test_every_writer_is_there() -> None:
    """So that a reader does not hide under the name of a writer that is gone."""
    assert set(FUNCTIONS) >= WRITERS
    assert len(READERS) > 30


def _arguments(name: str, workspace_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """Choose an argument for each parameter by its name. A KeyError asks for the sweep to learn a new one."""
    known = {**SHARED, **ids, **SPECIAL.get(name, {}), "workspace_id": workspace_id}
    return {
        parameter.name: known[parameter.name]
        for parameter in list(inspect.signature(FUNCTIONS[name]).parameters.values())[1:]
        if parameter.name in known or parameter.default is inspect.Parameter.empty
    }


async def _send(database: Database, team: Mapping[str, Any], word: str) -> None:
    """Leave a message of which nobody knows yet whether it arrived."""
    owed = Owed("flight:1", "nudge", NOW, person=team["member_id"], facts={"code": word})
    async with database.begin() as tx:
        message_id = await outbox.owe(tx, team["workspace_id"], owed, NOW)
        assert message_id is not None
        await standing.show(tx, message_id, [(team["duty_id"], 1)])
        assert await delivery.claim(tx, team["workspace_id"], NOW, NOW, timedelta(minutes=1), 8)


async def _lose(database: Database, team: Mapping[str, Any], word: str) -> dict[str, Any]:
    """Leave what Slack tells after a backup was restored, and return the ids of it."""
    workspace_id = team["workspace_id"]
    async with database.begin() as tx:
        told = Owed("lead:1", "lead", NOW, person=team["member_id"], facts={"code": word})
        message_id = await outbox.recall(tx, workspace_id, told, NOW, f"D-{word}", "9.0", NOW)
        assert message_id is not None
        await standing.show(tx, message_id, [(team["duty_id"], 1)])
        message = await outbox.by_id(tx, message_id)
        assert message is not None
        silence_id = await insert(tx, silence, {"since": NOW, "until": NOW, "is_restored": True})
        over = [Silence(silence_id, NOW, NOW, is_restored=True)]
        await silences.look(tx, workspace_id, "D1", over, NOW, done=True)
        await silences.keep_stray(tx, workspace_id, f"{word}-token", f"D-{word}", Posted(frozenset(), "9.0"))
        await silences.lose_press(tx, workspace_id, silence_id, team["duty_id"], 1, is_settled=True)
        await delivery.throttled(tx, workspace_id, f"method.{word}", NOW + timedelta(hours=1))
    return {
        "silence_id": silence_id,
        "token": f"{word}-token",
        "tokens": [message.token],
        "method": f"method.{word}",
    }


async def _leave(database: Database, team: Mapping[str, Any]) -> None:
    """Leave the word that somebody left the workspace when their place as a backup ended."""
    member_id = team["member_id"]
    async with database.begin() as tx:
        await changes.record(
            tx,
            team["workspace_id"],
            actor="clock",
            member_id=None,
            receipt_id=None,
            strategy_id=None,
            verb="learn",
            thing="member",
            thing_id=member_id,
            before={"has_left": False},
            after={"has_left": True},
            at=NOW,
        )


def _is_nothing(answer: object) -> bool:
    return all(not part for part in answer.values()) if isinstance(answer, dict) else not answer


async def test_every_reader_keeps_to_its_workspace(database: Database) -> None:
    """With its own ids it answers of its own; with the ids of another workspace it knows nothing."""
    one, two = await a_whole_team(database, OURS), await a_whole_team(database, THEIRS)
    for team, word in ((one, OURS), (two, THEIRS)):
        await _send(database, team, word)
        team.update(await _lose(database, team, word))
        await _leave(database, team)
    ours = {key: value for key, value in one.items() if key != "workspace_id"}
    theirs = {key: value for key, value in two.items() if key != "workspace_id"}
    assert all(ours[key] != theirs[key] for key in ours)
    problems: list[str] = []
    for name in READERS:

        async def ask(workspace_id: int, ids: Mapping[str, Any], name: str = name) -> object:
            async with taken_back(database) as tx:
                return await FUNCTIONS[name](tx, **_arguments(name, workspace_id, ids))

        own = await ask(one["workspace_id"], ours)
        if _is_nothing(own):
            problems.append(f"{name}: the sweep asks for what is not there")
        if THEIRS in repr(own):
            problems.append(f"{name} returns another workspace's: {own!r}")
        by_id = bool(set(_arguments(name, one["workspace_id"], ours)) & set(ours))
        for asker, asked, strange in ((one, theirs, THEIRS), (two, ours, OURS)):
            answer = await ask(asker["workspace_id"], asked)
            if strange in repr(answer) or (by_id and not _is_nothing(answer)):
                problems.append(f"{name} gives to a stranger: {answer!r}")
    assert problems == []
