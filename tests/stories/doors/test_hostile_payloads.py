"""Payloads of the wrong shape are refused at the door: acknowledged, without a traceback, a query or a message."""

from __future__ import annotations

import logging
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.tables import outbox
from tests.stories.cast import BOT, Person, Story
from tests.stories.hostile import HOSTILE, NUL, SURROGATE, Golden, Path, changed, golden_payloads, leaves, watching

# What is read of each kind, and so is never believed to be of the right type.
READ: dict[str, tuple[str, ...]] = {
    "command": ("team_id", "user_id", "channel_id", "command", "trigger_id", "response_url"),
    "block_actions": (
        "type",
        "team.id",
        "user.id",
        "channel.id",
        "trigger_id",
        "response_url",
        "container.message_ts",
        "container.channel_id",
        "container.is_ephemeral",
        "actions.0.action_id",
        "actions.0.block_id",
        "actions.0.value",
        "actions.0.action_ts",
    ),
    "view_submission": (
        "type",
        "team.id",
        "user.id",
        "view.id",
        "view.callback_id",
        "view.private_metadata",
        "view.app_installed_team_id",
        "view.external_id",
        "view.blocks.0.block_id",
    ),
    "message_action": ("callback_id", "trigger_id", "channel.id", "message.ts", "message_ts", "user.id"),
    "message": ("event.user", "event.channel", "event.ts", "event.type", "event.client_msg_id", "event_id"),
    "reaction_added": ("event.user", "event.item.channel", "event.item.ts", "event.reaction"),
    "reaction_removed": ("event.user", "event.item.channel", "event.item.ts", "event.reaction"),
    "app_home_opened": ("event.user", "event.channel", "event.tab", "team_id", "authorizations.0.team_id"),
    "team_join": ("event.user.id", "event.user.tz", "event.user.is_bot", "event.user.deleted"),
    "user_change": ("event.user.id", "event.user.tz", "event.user.is_bot", "event.user.deleted"),
    "member_joined_channel": ("event.user", "event.channel"),
    "member_left_channel": ("event.user", "event.channel"),
    "channel_rename": ("event.channel.id",),
}


# No payload at all.
NONE: tuple[Any, ...] = ([], "text", 7, None, {}, {"type": []}, {"event": {}}, {"type": "event_callback", "event": 1})


def path_of(text: str) -> Path:
    return tuple(int(step) if step.isdecimal() else step for step in text.split("."))


async def owed(story: Story) -> int:
    async with story.office.bot.database.look() as tx:
        return int((await tx.execute(select(func.count()).select_from(outbox))).scalar_one())


async def delivered(story: Story, golden: Golden, payload: dict[str, Any]) -> str:
    """Send a payload over a socket once, and return its fate."""
    server = story.office.server
    takes_answer = golden.envelope != "events_api"
    hub = server.interactions.hub
    return (await hub.deliver(golden.envelope, server.workspace.id, payload, accepts_response=takes_answer)).fate


async def test_whatever_is_read_of_a_payload_is_refused_where_it_is_of_the_wrong_type(
    bakery: Story, ana: Person, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """One value of HOSTILE at each leaf that is read; each of them at every leaf in `make faults`."""
    golden = await golden_payloads(bakery, ana, ben)
    assert golden.keys() >= READ.keys()
    before, values, number = await owed(bakery), list(HOSTILE.items()), 0
    caplog.set_level(logging.WARNING)
    for kind, paths in READ.items():
        for text in paths:
            number += 1
            name, value = values[number % len(values)]
            if name == "true" and text.rpartition(".")[2].startswith(("is_", "deleted")):
                name, value = values[0]
            payload = changed(golden[kind], path_of(text), value, number)
            with watching(bakery) as watch:
                assert await delivered(bakery, golden[kind], payload) == "acknowledged", (kind, text, name)
            assert watch.statements == [], (kind, text, name)
    for envelope, payload in product(("events_api", "slash_commands", "interactive", "options", "made_up"), NONE):
        nothing = Golden(envelope, payload)
        with watching(bakery) as watch:
            assert await delivered(bakery, nothing, payload) == "acknowledged", (envelope, payload)
        assert watch.statements == [], (envelope, payload)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert await owed(bakery) == before


@pytest.mark.thorough
async def test_no_leaf_of_a_payload_makes_the_bot_fail_whatever_it_holds(
    bakery: Story, ana: Person, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """What is not read may be anything; what is read is refused."""
    golden, number = await golden_payloads(bakery, ana, ben), 0
    caplog.set_level(logging.WARNING)
    for kind, one in golden.items():
        for path, _ in leaves(one.payload):
            for name, value in HOSTILE.items():
                number += 1
                payload = changed(one, path, value, number)
                with watching(bakery) as watch:
                    assert await delivered(bakery, one, payload) == "acknowledged", (kind, path, name)
                is_read = ".".join(map(str, path)) in READ.get(kind, ())
                is_flag = name == "true" and str(path[-1]).startswith(("is_", "deleted"))
                assert not is_read or is_flag or watch.statements == [], (kind, path, name)
                errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
                assert not errors, (kind, path, name, errors[0].getMessage())
    bakery.forget()


# ---------------------------------------------------------------- what people type


async def test_letters_that_no_database_keeps_are_answered_like_any_text(
    bakery: Story, ana: Person, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """In a command, in an answer, in a form, in a name: something is said, and nothing fails."""
    bakery.forget()
    letters = f"{NUL}{SURROGATE}"
    for only in (letters, "\x00", "\udcff"):
        assert await ana.types(f"/beat {only}") != ""
    assert "Saved" in await ana.types(f"/beat post How {letters} we shape a loaf")
    await ana.types("/beat goal")
    assert "100" in await ana.says(f"100 {letters} likes by end of June")
    await ana.types("/beat cancel")
    await ben.says("\x00", channel=BOT)
    assert "I take plain messages" in await ben.last(BOT)
    await bakery.office.server.control.change_member(user="ben", real_name=f"Ben {letters}", display_name=f"B{letters}")
    await bakery.office.quiet()
    await bakery.until("2026-03-30 09:00")
    await ben.chooses("Skip…", "Other reason…")
    assert not (await ben.fills_in({"Why not this time?": f"The oven {letters} is cold"})).get("errors")
    ben.finds("The oven")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    bakery.forget()
