"""What takes longer than Slack waits is acknowledged with words, goes on, and is told of once when it is done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.refusals import Absence, Gone
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door
from bot.views.kit.blocks import Content, section
from handlers.gate import Gate
from storage import workspaces
from storage.database import Database
from storage.tables import outbox, receipt
from tests.planfile.acting import NOW
from tests.planfile.test_setting_up import Clock


@dataclass
class Args:
    """What Bolt hands a listener, with what the listener does with it."""

    body: dict[str, Any]
    said: list[str] = field(default_factory=list)
    action: dict[str, Any] = field(default_factory=dict)
    context: Any = field(default_factory=lambda: SimpleNamespace(user_id="UANA", response_url="somewhere"))
    client: Any = None

    async def ack(self, text: str = "", **more: Any) -> None:
        """Write down how it was acknowledged."""
        self.said.append(f"ack {text}{more.get('errors', '')}".strip())

    async def respond(self, text: str, **_: Any) -> None:
        """Write down what came after."""
        self.said.append(text)


class _SlowArgs(Args):
    """A Slack that takes words slowly."""

    async def respond(self, text: str, **_: Any) -> None:
        """Take what came after, in its time."""
        await asyncio.sleep(1.4)
        self.said.append(text)


def _args(**body: Any) -> Args:
    return Args({"team": {"id": "T1"}, "team_id": "T1", "trigger_id": "1.2", **body})


async def _gate(database: Database) -> Gate:
    async with database.begin() as tx:
        await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    return Gate(Door(database, Clock(), lambda: None), words_after=timedelta(seconds=0.01))


async def _owed(database: Database) -> list[str]:
    async with database.look() as tx:
        rows = await tx.execute(select(outbox.c.facts))
        return [row.facts["code"] for row in rows]


async def test_a_command_that_is_late_gets_words_then_its_answer_and_is_done_once(database: Database) -> None:
    gate, go_on, args = await _gate(database), asyncio.Event(), _args()

    async def slow(ctx: Ctx) -> Content:
        await go_on.wait()
        return Content("the answer", (section("the answer"),))

    async def listener(args: Any, gate: Gate) -> Content | None:
        return await gate.take(args, slow)

    await gate.command(listener)(args)
    assert [one.split(",")[0] for one in args.said] == ["ack One moment"]
    assert not gate.is_idle
    go_on.set()
    await gate.idle()
    assert args.said[1:] == ["the answer"]
    assert await _owed(database) == ["late_done"]
    async with database.look() as tx:
        assert len((await tx.execute(select(receipt))).all()) == 1


async def test_a_press_that_is_late_is_told_of_in_a_message_of_its_own(database: Database) -> None:
    gate, go_on, args = await _gate(database), asyncio.Event(), _args(type="block_actions")

    async def slow(ctx: Ctx) -> None:
        await go_on.wait()

    async def listener(args: Any, gate: Gate) -> Content | None:
        await gate.take(args, slow)
        return None

    await gate.action(listener)(args)
    assert [one.split(",")[0] for one in args.said] == ["One moment", "ack"]
    go_on.set()
    await gate.idle()
    assert len(args.said) == 2
    assert await _owed(database) == ["late_done"]


async def test_a_form_that_is_late_can_be_sent_again_and_is_saved_once(database: Database) -> None:
    gate, go_on, saved = await _gate(database), asyncio.Event(), list[int]()

    async def slow(ctx: Ctx) -> None:
        saved.append(ctx.receipt_id or 0)
        await go_on.wait()

    async def listener(args: Any, gate: Gate) -> None:
        await gate.take(args, slow)

    form = {"type": "view_submission", "view": {"id": "V1", "blocks": [{"type": "input", "block_id": "title"}]}}
    first, again = _args(**form), _args(**form)
    await gate.form("title", listener)(first)
    assert "send the form again" in first.said[0]
    go_on.set()
    await gate.idle()
    await gate.form("title", listener)(again)
    await gate.idle()
    assert again.said[-1:] == ["ack"] or "send the form again" in again.said[-1]
    assert len(saved) == 1
    assert await _owed(database) == ["late_done"]


class _Client:
    """A Slack in which no form can be opened any more."""

    async def views_open(self, **_: Any) -> None:
        """Refuse, as Slack does three seconds after a press."""
        raise TimeoutError


async def test_a_form_that_opens_too_late_is_not_called_done(database: Database) -> None:
    gate, go_on, args = await _gate(database), asyncio.Event(), _args(type="block_actions")
    args.client = _Client()

    async def slow(ctx: Ctx) -> dict[str, Any]:
        await go_on.wait()
        return {"type": "modal", "blocks": []}

    async def listener(args: Any, gate: Gate) -> Content | None:
        await gate.open_form(args, await gate.take(args, slow))
        return None

    await gate.action(listener)(args)
    go_on.set()
    await gate.idle()
    assert [one.split(".")[0] for one in args.said] == [
        "One moment, this takes longer than usual",
        "ack",
        "The form could not open in time",
    ]
    assert await _owed(database) == []


@pytest.mark.thorough
async def test_a_refusal_that_slack_is_slow_to_take_holds_no_acknowledgement_up(database: Database) -> None:
    """Two seconds for the database, and as long for the words: Slack waits three seconds in all."""
    async with database.begin() as tx:
        await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    gate, args = Gate(Door(database, Clock(), lambda: None)), _SlowArgs({"type": "block_actions"})

    async def listener(args: Any, gate: Gate) -> Content | None:
        await asyncio.sleep(2)
        raise Gone(Absence.DELETED)

    began = asyncio.get_running_loop().time()
    await gate.action(listener)(args)
    assert args.said[-1] == "ack"
    assert asyncio.get_running_loop().time() - began < 3
    await gate.idle()
