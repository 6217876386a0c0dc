"""The control API over HTTP, the journal, and the program that runs on its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Control, Ids, button, until


async def test_a_script_says_and_reads(control: Control, ids: Ids) -> None:
    status, said = await control.post("say", user="ana", channel="#social", text="Hello")
    assert (status, said["ok"]) == (200, True)
    _, found = await control.get("messages", user="Ben Ode", channel=ids.social)
    assert [(m["ts"], m["from"]["name"], m["text"]) for m in found["messages"]] == [(said["ts"], "ana", "Hello")]


async def test_a_thread_is_read_apart_from_its_channel(control: Control) -> None:
    _, parent = await control.post("say", user="ana", channel="#social", text="Parent")
    await control.post("say", user="ben", channel="#social", text="Reply", thread_ts=parent["ts"])

    async def texts(**query: str) -> list[str]:
        _, found = await control.get("messages", user="ana", channel="#social", **query)
        return [message["text"] for message in found["messages"]]

    assert await texts() == ["Parent"]
    assert await texts(thread_ts=parent["ts"]) == ["Parent", "Reply"]
    assert await texts(since=parent["ts"]) == []


async def test_a_whole_round_by_http_alone(
    control: Control, slack: SlackServer, bot: Bot, client: AsyncWebClient
) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any, command: dict[str, str], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=command["channel_id"], text="x", blocks=[button("done", "Done")])
        await ack("Look up.")

    @bot.app.action("done")
    async def done(ack: Any) -> None:
        await ack()

    _, given = await control.post("command", user="ana", channel="#social", command="/beat today")
    assert given["ephemeral"]["text"] == "Look up."
    _, pressed = await control.post("press", user="ben", channel="#social", label="Done")
    assert (pressed["acknowledged"], pressed["action"]["action_id"]) == (True, "done")
    assert (await control.get("quiet", timeout="2"))[0] == 200


REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    ("say", {"user": "zoe", "channel": "#social", "text": "x"}, 404, "user_not_found"),
    ("say", {"user": "ana", "channel": "#nowhere", "text": "x"}, 404, "channel_not_found"),
    ("say", {"user": "ben", "channel": "#secret", "text": "x"}, 404, "channel_not_found"),
    ("say", {"user": "ben", "channel": "#quiet", "text": "x"}, 400, "not_in_channel"),
    ("say", {"user": "ana", "channel": "#social", "text": " "}, 400, "no_text"),
    ("say", {"user": "ana"}, 400, "missing_argument"),
    ("say", {"user": "ana", "channel": "#social", "text": "x", "loud": True}, 400, "unknown_argument"),
    ("say", {"user": "ana", "channel": "#social", "text": 5}, 400, "bad_argument"),
    ("edit", {"user": "ana", "channel": "#social", "ts": "1.1", "text": "x"}, 404, "message_not_found"),
    ("react", {"user": "ana", "channel": "#social", "ts": "1.1", "name": "eyes"}, 404, "message_not_found"),
    ("submit", {"user": "ana"}, 404, "no_modal"),
    ("press", {"user": "ana", "channel": "#social", "label": "Go"}, 404, "message_not_found"),
    ("join", {"user": "gus", "channel": "#quiet"}, 404, "channel_not_found"),
    ("add_member", {"name": "ana"}, 400, "name_taken"),
    ("add_member", {"name": "eve", "tz": "Mars/Base"}, 400, "invalid_tz"),
    ("change_member", {"user": "ana", "shoe_size": 40}, 400, "not_changeable"),
    ("add_channel", {"name": "Big News"}, 400, "invalid_name_specials"),
    ("options", {"patience": 3}, 400, "no_such_option"),
    ("clock", {"to": "tomorrow"}, 501, "no_clock"),
    ("dance", {}, 404, "unknown_action"),
]


@pytest.mark.parametrize(("action", "body", "status", "error"), REFUSALS)
async def test_a_refusal_has_a_code_and_a_sentence(
    control: Control, action: str, body: dict[str, Any], status: int, error: str
) -> None:
    got, answer = await control.post(action, **body)
    assert (got, answer["ok"], answer["error"]) == (status, False, error)
    assert answer["detail"].endswith(".")


async def test_other_sites_pages_and_other_names_are_turned_away(
    slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    url = f"{slack.url}/control/say"
    body = {"user": "ana", "channel": "#social", "text": "x"}
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        async with session.post(url, json=body, headers=headers) as response:
            assert response.status == 403
    async with session.post(url, json=body, headers={"Origin": slack.url}) as response:
        assert response.status == 200


async def test_the_clock_is_the_hosts(control: Control, slack: SlackServer) -> None:
    async def push(request: dict[str, Any]) -> dict[str, Any]:
        return {"asked": request}

    slack.on_clock = push
    assert await control.post("clock", hours=1) == (200, {"ok": True, "asked": {"hours": 1}})


async def test_quiet_waits_for_the_host_too_and_says_when_it_is_not(control: Control, slack: SlackServer) -> None:
    waited: list[float] = []

    async def host(timeout: float) -> None:
        waited.append(timeout)
        if len(waited) > 1:
            raise TimeoutError("The sender is busy.")

    slack.on_quiet = host
    assert (await control.get("quiet", timeout="1"))[0] == 200
    status, answer = await control.get("quiet", timeout="1")
    assert (status, answer["error"], answer["detail"]) == (504, "not_quiet", "The sender is busy.")


async def test_it_is_not_quiet_while_an_envelope_waits(slack: SlackServer, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await asyncio.sleep(0.05)
        await ack()

    given = asyncio.create_task(slack.control.command(user="ana", channel="#social", command="/beat"))
    await until(lambda: slack.hub.waiting)
    assert slack.is_quiet() is False
    await given
    await slack.quiet(1)


async def test_the_journal_tells_everything_in_order(
    control: Control, slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    _, before = await control.get("journal")
    await client.chat_postMessage(
        channel=ids.social, text="Hello", metadata={"event_type": "k", "event_payload": {"key": "abc"}}
    )
    _, after = await control.get("journal", since=str(before["next"]))
    kinds = [entry["kind"] for entry in after["entries"]]
    assert kinds[0] == "message"
    assert kinds.index("call") < kinds.index("answered")
    message = after["entries"][0]
    assert (message["change"], message["by"], message["metadata"]["event_payload"]) == (
        "posted",
        "app",
        {"key": "abc"},
    )
    call = next(entry for entry in after["entries"] if entry["kind"] == "call")
    assert (call["method"], call["ok"], call["answer"]["ts"]) == ("chat.postMessage", True, message["ts"])
    assert slack.bot_token not in json.dumps(slack.journal)


async def test_the_journal_can_be_waited_for(control: Control, slack: SlackServer) -> None:
    waiting = asyncio.create_task(control.get("journal", kind="reaction", wait="2"))
    ts = (await slack.control.say(user="ana", channel="#social", text="x"))["ts"]
    await slack.control.react(user="ana", channel="#social", ts=ts, name="eyes")
    _, found = await waiting
    assert [entry["name"] for entry in found["entries"]] == ["eyes"]


async def test_the_stream_sends_every_entry(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{slack.url}/control/stream") as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert await response.content.readuntil(b"\n\n") == b": hello\n\n"
        await slack.control.say(user="ana", channel="#social", text="x")
        event = (await response.content.readuntil(b"\n\n")).decode()
    number, _, data = event.strip().partition("\n")
    entry = json.loads(data.removeprefix("data: "))
    assert number == f"id: {entry['seq']}"
    assert (entry["kind"], entry["action"]) == ("person", "say")


async def test_a_quiet_stream_says_that_it_is_alive(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    slack.options.alive_seconds = 0.02
    async with session.get(f"{slack.url}/control/stream") as response:
        await response.content.readuntil(b"\n\n")
        assert await response.content.readuntil(b"\n\n") == b"event: alive\ndata: 0.02\n\n"


async def test_what_a_client_sends_twice_is_said_once(slack: SlackServer, bot: Bot) -> None:
    """It did not hear the answer, and tries again with the same id: the app hears of one message."""
    sent: dict[str, Any] = {"user": "ana", "channel": "#social", "text": "Once", "client_msg_id": "0b0c"}
    first = await slack.control.say(**sent)
    again = await slack.control.say(**sent)
    assert again["ts"] == first["ts"]
    assert first["message"]["client_msg_id"] == "0b0c"
    await slack.control.say(user="ana", channel="#social", text="Once")
    await until(lambda: len(bot.events("message")) == 2)
    said = (await slack.control.messages(user="ana", channel="#social"))["messages"]
    assert [message["text"] for message in said] == ["Once", "Once"]


async def test_the_state_has_all_that_a_page_needs(control: Control, client: AsyncWebClient, ids: Ids) -> None:
    await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Only you")
    _, state = await control.get("state", user="ana")
    assert state["user"] == ids.ana
    social = next(c for c in state["conversations"] if c["name"] == "social")
    assert [message["text"] for message in social["messages"]] == ["Only you"]
    assert {"seq", "now", "team", "app", "members", "channels", "views", "home"} <= set(state)


async def test_another_workspace_is_reached_by_its_id(control: Control, slack: SlackServer) -> None:
    _, made = await control.post("add_workspace", name="Elsewhere")
    team = made["team"]["id"]
    await control.post("add_member", name="sam", team=team)
    status, _ = await control.post("say", user="sam", channel="#general", text="Hi", team=team)
    assert status == 200
    assert (await control.post("say", user="sam", channel="#general", text="Hi"))[1]["error"] == "user_not_found"
    assert (await control.post("say", user="sam", channel="#general", team="T0NONE"))[1]["error"] == "team_not_found"


async def test_faults_gates_and_limits_by_http(control: Control, client: AsyncWebClient) -> None:
    _, fault = await control.post("faults", kind="status", method="auth.test", count=1)
    assert [one["id"] for one in (await control.get("faults"))[1]["faults"]] == [fault["id"]]
    await control.delete("faults", id=fault["id"])
    assert (await client.auth_test())["ok"]

    _, gate = await control.post("gates", stage="accepted", method="auth.test")
    call = asyncio.create_task(client.auth_test())
    assert (await control.get("gates", id=gate["id"], wait="2"))[1]["reached"] is True
    await control.delete("gates", id=gate["id"])
    assert (await call)["ok"]
    assert (await control.post("limits", on=True))[1]["on"] is True
    assert (await control.post("socket", do="refuse"))[0] == 200


@pytest.fixture
async def standalone(tmp_path: Path) -> Any:
    """The stand-in as a program of its own, with its journal in a file."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "playground.slack",
        "--journal",
        str(tmp_path / "journal.jsonl"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    yield process, ready, tmp_path / "journal.jsonl"
    if process.returncode is None:
        os.kill(process.pid, signal.SIGTERM)
    await process.wait()


async def test_on_its_own_the_journal_survives_a_kill(standalone: Any, session: aiohttp.ClientSession) -> None:
    process, ready, journal = standalone
    assert ready["ready"] is True
    client = AsyncWebClient(token=ready["bot_token"], base_url=ready["api_url"], session=session, retry_handlers=[])
    made = await client.conversations_create(name="social")
    posted = await client.chat_postMessage(channel=made["channel"]["id"], text="Hello")
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    calls = [entry for entry in entries if entry["kind"] == "call" and entry["method"] == "chat.postMessage"]
    assert [entry["answer"]["ts"] for entry in calls] == [posted["ts"]]
