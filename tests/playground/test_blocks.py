"""Block Kit's rules: what is over a limit or not known is refused, with a pointer to where it is."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.cast import Ids, button, error_of, field, modal, refusal_of, section

Block = dict[str, Any]


def _text(words: str, kind: str = "plain_text") -> Block:
    return {"type": kind, "text": words}


def _select(**more: Any) -> Block:
    options = [{"text": _text("One"), "value": "1"}, {"text": _text("Two"), "value": "2"}]
    return {"type": "static_select", "action_id": "pick", "options": options} | more


def _actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(**more: Any) -> Block:
    return {"type": "button", "action_id": "go", "text": _text("Go")} | more


WRONG: list[tuple[str, list[Block], str]] = [
    ("51 blocks", [{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("long text", [section("a" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("empty text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (
        "long header",
        [{"type": "header", "text": _text("a" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        "mrkdwn header",
        [{"type": "header", "text": _text("a", "mrkdwn")}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    ("unknown block", [{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ("no type", [{"text": _text("a")}], "missing required field: type [json-pointer:/blocks/0]"),
    ("bare section", [{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    (
        "unknown key",
        [section("a") | {"colour": "red"}],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    (
        "eleven fields",
        [{"type": "section", "fields": [_text("a")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        "long field",
        [{"type": "section", "fields": [_text("a" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        "26 elements",
        [_actions(*(_button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        "11 in context",
        [{"type": "context", "elements": [_text("a")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        "long button",
        [_actions(_button(text=_text("a" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        "mrkdwn button",
        [_actions(_button(text=_text("a", "mrkdwn")))],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]",
    ),
    (
        "long value",
        [_actions(_button(value="a" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        "bad style",
        [_actions(_button(style="loud"))],
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        "button without text",
        [_actions({"type": "button", "action_id": "go"})],
        "missing required field: text [json-pointer:/blocks/0/elements/0]",
    ),
    (
        "same action twice",
        [_actions(_button(), _button())],
        "action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        "same block twice",
        [section("a") | {"block_id": "b"}, section("b") | {"block_id": "b"}],
        "block_id already exists: b [json-pointer:/blocks/1/block_id]",
    ),
    (
        "101 options",
        [_actions(_select(options=[{"text": _text("a"), "value": str(n)} for n in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        "long option",
        [_actions(_select(options=[{"text": _text("a" * 76), "value": "1"}]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        "initial option that is none",
        [_actions(_select(initial_option={"text": _text("Three"), "value": "3"}))],
        "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        "six in an overflow",
        [
            _actions(
                {"type": "overflow", "options": [{"text": _text("a"), "value": str(n)} for n in range(6)]},
            )
        ],
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        "input among actions",
        [_actions({"type": "plain_text_input", "action_id": "a"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        "bad date",
        [_actions({"type": "datepicker", "initial_date": "2 March"})],
        "must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    (
        "image without words",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        "confirmation without text",
        [_actions(_button(confirm={"title": _text("a"), "confirm": _text("b"), "deny": _text("c")}))],
        "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
    ),
]


@pytest.mark.parametrize(("blocks", "finding"), [pytest.param(b, f, id=name) for name, b, f in WRONG])
async def test_a_message_with_wrong_blocks_is_refused(
    client: AsyncWebClient, ids: Ids, blocks: list[Block], finding: str
) -> None:
    refused = await refusal_of(client.chat_postMessage(channel=ids.social, text="Hello", blocks=blocks))
    assert refused["error"] == "invalid_blocks"
    assert refused["errors"] == [finding]
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {finding}"]


RIGHT: list[tuple[str, Block]] = [
    ("section with accessory", section("a") | {"accessory": _select()}),
    ("fields", {"type": "section", "fields": [_text("a"), _text("b", "mrkdwn")]}),
    ("header", {"type": "header", "text": _text("a" * 150)}),
    ("context", {"type": "context", "elements": [_text("a", "mrkdwn")]}),
    ("value of 2,000", _actions(_button(value="a" * 2000, style="primary"))),
    (
        "groups",
        _actions(
            {
                "type": "static_select",
                "option_groups": [{"label": _text("g"), "options": [{"text": _text("One"), "value": "1"}]}],
            }
        ),
    ),
    ("initial option", _actions(_select(initial_option={"text": _text("One"), "value": "1"}))),
    ("people", _actions({"type": "users_select", "initial_user": "U012345678", "placeholder": _text("Who")})),
    ("pickers", _actions({"type": "datepicker", "initial_date": "2026-03-02"}, {"type": "timepicker"})),
    ("input", field("b", "Name", {"type": "plain_text_input", "multiline": True})),
    ("image", {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A"}),
    ("rich text", {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}),
]


@pytest.mark.parametrize("block", [pytest.param(block, id=name) for name, block in RIGHT])
async def test_blocks_within_the_rules_are_taken(client: AsyncWebClient, ids: Ids, block: Block) -> None:
    posted = await client.chat_postMessage(channel=ids.social, text="Hello", blocks=[block])
    kept = posted["message"]["blocks"][0]
    assert kept["type"] == block["type"]
    assert kept["block_id"]


async def test_blocks_that_are_no_list_are_another_error(client: AsyncWebClient, ids: Ids) -> None:
    for blocks in ("{", '"text"'):
        call = client.api_call("chat.postMessage", data={"channel": ids.social, "text": "x", "blocks": blocks})
        assert await error_of(call) == "invalid_blocks_format"


async def test_all_texts_of_a_message_together_have_a_limit(client: AsyncWebClient, ids: Ids) -> None:
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[section("a" * 3000)] * 4)
    call = client.chat_postMessage(channel=ids.social, text="x", blocks=[section("a" * 3000)] * 5)
    assert await error_of(call) == "msg_blocks_too_long"


WRONG_VIEWS: list[tuple[str, Block, str]] = [
    (
        "long title",
        modal(section("a"), title=_text("a" * 25)),
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    (
        "101 blocks",
        modal(*[{"type": "divider"}] * 101),
        "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    (
        "long metadata",
        modal(section("a"), private_metadata="a" * 3001),
        "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (
        "input without submit",
        {key: value for key, value in modal(field("b", "N", {"type": "plain_text_input"})).items() if key != "submit"},
        "[ERROR] must define `submit` to use `input` block [json-pointer:/view/blocks/0/input]",
    ),
    (
        "markdown in a modal",
        modal({"type": "markdown", "text": "a"}),
        "[ERROR] unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
    (
        "a Home as a modal",
        {"type": "home", "blocks": []},
        "[ERROR] must be a valid enum value: modal [json-pointer:/view/type]",
    ),
]


@pytest.mark.parametrize(("view", "finding"), [pytest.param(v, f, id=name) for name, v, f in WRONG_VIEWS])
async def test_a_modal_with_something_wrong_is_refused(client: AsyncWebClient, view: Block, finding: str) -> None:
    refused = await refusal_of(client.views_open(trigger_id="1.2.3", view=view))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [finding]


async def test_texts_come_back_with_their_defaults(client: AsyncWebClient, ids: Ids) -> None:
    posted = await client.chat_postMessage(channel=ids.social, text="x", blocks=[section("a"), button()])
    first, second = posted["message"]["blocks"]
    assert first["text"] == {"type": "mrkdwn", "text": "a", "verbatim": False}
    assert second["elements"][0]["text"] == {"type": "plain_text", "text": "Go", "emoji": True}
