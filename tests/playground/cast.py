"""What the tests of the stand-in work with: a Bolt app that remembers, the control API, ids by name, block shapes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer


class Bot:
    """A Bolt app connected over Socket Mode; `bodies` has every request that it was sent, in order."""

    def __init__(self, client: AsyncWebClient, app_token: str) -> None:
        self.app = AsyncApp(client=client, process_before_response=True)
        self.app_token = app_token
        self.bodies: list[dict[str, Any]] = []
        self.handlers: list[AsyncSocketModeHandler] = []
        self.app.middleware(self._remember)

    async def _remember(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:
        self.bodies.append(body)
        await next()

    async def connect(self) -> AsyncSocketModeHandler:
        """Open one more connection."""
        handler = AsyncSocketModeHandler(self.app, self.app_token)
        self.handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type
        return handler

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of one type that arrived."""
        return [body["event"] for body in self.bodies if body.get("event", {}).get("type") == kind]

    def actions(self, kind: str) -> list[dict[str, Any]]:
        """Return the interaction payloads of one type that arrived."""
        return [body for body in self.bodies if body.get("type") == kind]

    async def close(self) -> None:
        """Close every connection."""
        for handler in self.handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type


class Control:
    """The HTTP control API, as a script uses it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def post(self, action: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Do something; return the status and the answer."""
        async with self._session.post(f"{self._url}/control/{action}", json=body) as response:
            return response.status, await response.json()

    async def get(self, noun: str, **query: str) -> tuple[int, dict[str, Any]]:
        """Read something; return the status and the answer."""
        async with self._session.get(f"{self._url}/control/{noun}", params=query) as response:
            return response.status, await response.json()

    async def delete(self, noun: str, **query: str) -> tuple[int, dict[str, Any]]:
        """Remove something; return the status and the answer."""
        async with self._session.delete(f"{self._url}/control/{noun}", params=query) as response:
            return response.status, await response.json()


class Ids:
    """Ids by name, for short tests."""

    def __init__(self, slack: SlackServer) -> None:
        self._ws = slack.workspace

    def __getattr__(self, name: str) -> str:
        for channel in self._ws.channels.values():
            if channel.name == name:
                return channel.id
        return self._ws.find_member(name).id


async def error_of(call: Awaitable[object]) -> str:
    """Return the error with which Slack refuses a call; fail if it does not."""
    try:
        await call
    except SlackApiError as refused:
        return str(refused.response["error"])
    raise AssertionError("The call was accepted.")


async def refusal_of(call: Awaitable[object]) -> dict[str, Any]:
    """Return the whole refusal of a call."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return dict(refused.value.response.data)


async def until(condition: Callable[[], object], seconds: float = 3.0) -> None:
    """Wait until a condition holds; fail after some seconds."""
    for _ in range(int(seconds / 0.002)):
        if condition():
            return
        await asyncio.sleep(0.002)
    assert condition()


def button(action_id: str = "go", label: str = "Go", value: str = "7") -> dict[str, Any]:
    """Return an actions block with one button."""
    text = {"type": "plain_text", "text": label}
    element = {"type": "button", "action_id": action_id, "text": text, "value": value}
    return {"type": "actions", "block_id": f"block-{action_id}", "elements": [element]}


def section(text: str) -> dict[str, Any]:
    """Return a section of text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a modal with a title and a submit button."""
    view: dict[str, Any] = {"type": "modal", "callback_id": "form", "blocks": list(blocks)}
    view["title"] = {"type": "plain_text", "text": "A form"}
    view["submit"] = {"type": "plain_text", "text": "Save"}
    return view | more


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an input block."""
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": block_id, "label": text, "element": element} | more
