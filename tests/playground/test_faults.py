"""Trouble on purpose: what the app sees of it, and what was accepted all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Ids, error_of, refusal_of, until


def _posted(slack: SlackServer) -> list[str]:
    """Return the texts of the messages that Slack accepted."""
    return [entry["text"] for entry in slack.journal if entry["kind"] == "message" and entry["change"] == "posted"]


def _fates(slack: SlackServer) -> list[str]:
    return [entry["fate"] for entry in slack.journal if entry["kind"] == "answered"]


async def test_too_many_requests_come_with_the_time_to_wait(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.fault("ratelimited", method="chat.postMessage", retry_after=7, count=1)
    refused = await refusal_of(client.chat_postMessage(channel=ids.social, text="One"))
    assert refused["error"] == "ratelimited"
    await client.chat_postMessage(channel=ids.social, text="Two")
    assert _posted(slack) == ["Two"]


async def test_the_header_says_how_long(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    await slack.control.fault("ratelimited", retry_after=7)
    async with session.post(f"{slack.api_url}api.test") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize(("kind", "given"), [("status", {"status": 503}), ("error", {"error": "fatal_error"})])
async def test_errors_of_the_server_accept_nothing(
    client: AsyncWebClient, slack: SlackServer, ids: Ids, kind: str, given: dict[str, Any]
) -> None:
    await slack.control.fault(kind, **given)
    await error_of(client.chat_postMessage(channel=ids.social, text="One"))
    assert _posted(slack) == []


async def test_a_reset_before_accepts_nothing_and_one_after_accepts_it(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    for kind in ("reset_before", "reset_after"):
        await slack.control.fault(kind, method="chat.postMessage", count=1)
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.chat_postMessage(channel=ids.social, text=kind)
    assert _posted(slack) == ["reset_after"]
    assert _fates(slack) == ["cut"]


async def test_a_fault_can_be_about_one_channel(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    """Only calls with the given arguments are hit."""
    await slack.control.fault("error", method="chat.postMessage", error="is_archived", args={"channel": ids.social})
    assert await error_of(client.chat_postMessage(channel=ids.social, text="One")) == "is_archived"
    await client.chat_postMessage(channel=ids.general, text="Two")
    assert _posted(slack) == ["Two"]


async def test_half_an_answer_is_accepted_too(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    await slack.control.fault("half", count=1)
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await client.chat_postMessage(channel=ids.social, text="Half")
    assert (_posted(slack), _fates(slack)) == (["Half"], ["half"])


async def test_a_call_that_hangs_is_accepted_and_never_answered(slack: SlackServer, ids: Ids) -> None:
    await slack.control.fault("hang", method="chat.postMessage", count=1)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as impatient:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=impatient, retry_handlers=[])
        with pytest.raises(asyncio.TimeoutError):
            await client.chat_postMessage(channel=ids.social, text="Hangs")
    assert _posted(slack) == ["Hangs"]
    await slack.quiet(2)


async def test_a_slow_call_is_accepted_after_its_time(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    await slack.control.fault("slow", seconds=0.05, count=1)
    call = asyncio.create_task(client.chat_postMessage(channel=ids.social, text="Slow"))
    await until(lambda: any(entry["kind"] == "fault" for entry in slack.journal))
    assert _posted(slack) == []
    await call
    assert _posted(slack) == ["Slow"]


async def test_the_first_post_of_every_key_is_accepted_and_not_answered(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.fault("first_of_each_key", method="chat.postMessage")

    async def post(key: str) -> None:
        metadata = {"event_type": "owed", "event_payload": {"key": key}}
        await client.chat_postMessage(channel=ids.social, text=key, metadata=metadata)

    for key in ("a", "b"):
        with pytest.raises(aiohttp.ClientConnectionError):
            await post(key)
        await post(key)
    await client.chat_postMessage(channel=ids.social, text="no key")
    assert _posted(slack) == ["a", "a", "b", "b", "no key"]


async def test_the_same_seed_brings_the_same_trouble(client: AsyncWebClient, slack: SlackServer) -> None:
    await slack.control.fault("status", method="auth.test", probability=0.5)

    async def run() -> list[bool]:
        await slack.control.seed(7)
        results = []
        for _ in range(20):
            try:
                results.append((await client.auth_test())["ok"])
            except SlackApiError:
                results.append(False)
        return results

    first = await run()
    assert first == await run()
    assert {True, False} == set(first)


async def test_faults_are_listed_and_removed(client: AsyncWebClient, slack: SlackServer) -> None:
    one = (await slack.control.fault("status", method="auth.test"))["id"]
    assert [fault["id"] for fault in (await slack.control.faults())["faults"]] == [one]
    await slack.control.clear_faults(one)
    assert (await client.auth_test())["ok"]
    with pytest.raises(Refused, match="no_such_fault"):
        await slack.control.fault("earthquake")


STAGES = ["before_read", "headers_read", "body_read", "accepted", "half_answered", "answered"]


@pytest.mark.parametrize("stage", STAGES)
async def test_a_gate_holds_the_nth_call_at_its_stage(
    client: AsyncWebClient, slack: SlackServer, ids: Ids, stage: str
) -> None:
    gate = (await slack.control.gate(stage, method="chat.postMessage", nth=2))["id"]
    await client.chat_postMessage(channel=ids.social, text="One")
    assert (await slack.control.reached(gate, wait=0.01))["reached"] is False

    call = asyncio.create_task(client.chat_postMessage(channel=ids.social, text="Two"))
    held = await slack.control.reached(gate, wait=2)
    assert (held["reached"], held["method"]) == (True, "chat.postMessage")
    accepted = STAGES.index(stage) >= STAGES.index("accepted")
    assert _posted(slack) == (["One", "Two"] if accepted else ["One"])
    assert call.done() is False or stage == "answered"

    await slack.control.release(gate)
    assert (await call)["ok"]
    assert _posted(slack) == ["One", "Two"]


@pytest.mark.parametrize("stage", ["body_read", "accepted", "half_answered"])
async def test_a_gate_can_be_cut(client: AsyncWebClient, slack: SlackServer, ids: Ids, stage: str) -> None:
    gate = (await slack.control.gate(stage))["id"]
    call = asyncio.create_task(client.chat_postMessage(channel=ids.social, text="One"))
    await slack.control.reached(gate, wait=2)
    await slack.control.release(gate, then="cut")
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await call
    assert _posted(slack) == ([] if stage == "body_read" else ["One"])


async def test_limits_are_off_until_switched_on(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    for number in range(12):
        await client.chat_postMessage(channel=ids.social, text=str(number))
    await slack.control.limit(on=True)
    refused: list[str] = []
    for number in range(12):
        try:
            await client.chat_postMessage(channel=ids.social, text=str(number))
        except SlackApiError as error:
            refused.append(str(error.response["error"]))
    assert len(refused) >= 5
    assert set(refused) == {"ratelimited"}
    assert (await client.chat_postMessage(channel=ids.quiet, text="another channel"))["ok"]


async def test_a_methods_own_limit_is_counted_for_each_workspace(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.limit(per_minute={"users.info": 2})
    for _ in range(2):
        await client.users_info(user=ids.ana)
    assert await error_of(client.users_info(user=ids.ana)) == "ratelimited"
    stranger = AsyncWebClient(token=slack.add_workspace("Elsewhere").bot_token, base_url=slack.api_url)
    assert (await stranger.users_info(user="USLACKBOT"))["ok"]
