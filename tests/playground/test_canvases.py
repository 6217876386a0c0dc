"""Canvases: a channel's own and those that stand alone, their sections, who may write, and what a plan allows."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.canvases import problem_of, sections_of
from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Control, Ids, error_of, refusal_of

PLAN = "# Our plan\n\nWe bake.\n\n## Goals\n\n- More bread\n- Less waste\n\n### Later\n\nCake"


def text(markdown: str) -> dict[str, str]:
    """Return contents as Slack takes them."""
    return {"type": "markdown", "markdown": markdown}


async def made(client: AsyncWebClient, channel: str, markdown: str = PLAN) -> str:
    """Create a channel's canvas and return its id."""
    answer = await client.conversations_canvases_create(channel_id=channel, document_content=text(markdown))
    return str(answer["canvas_id"])


async def edit(client: AsyncWebClient, canvas_id: str, **change: Any) -> None:
    """Make one change."""
    await client.canvases_edit(canvas_id=canvas_id, changes=[change])


async def section(client: AsyncWebClient, canvas_id: str, words: str) -> str:
    """Return the id of the one section with these words."""
    found = await client.canvases_sections_lookup(canvas_id=canvas_id, criteria={"contains_text": words})
    (one,) = found["sections"]
    return str(one["id"])


async def shown(slack: SlackServer, channel: str = "#social") -> str:
    """Return what Ana reads in a channel's canvas."""
    return str((await slack.control.canvas(user="ana", channel=channel))["canvas"]["markdown"])


# ---------------------------------------------------------------- a channel's canvas


async def test_a_channels_canvas_is_read_by_its_members_and_is_a_file(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    canvas_id = await made(client, ids.social)
    assert await shown(slack) == PLAN
    file = (await client.files_info(file=canvas_id))["file"]
    assert (file["filetype"], file["mimetype"], file["mode"]) == ("quip", "application/vnd.slack-docs", "quip")
    assert file["linked_channel_id"] == ids.social


async def test_the_channel_says_which_canvas_it_has(client: AsyncWebClient, ids: Ids) -> None:
    assert "properties" not in (await client.conversations_info(channel=ids.social))["channel"]
    canvas_id = await made(client, ids.social)
    properties = (await client.conversations_info(channel=ids.social))["channel"]["properties"]
    assert (properties["canvas"]["file_id"], properties["canvas"]["is_empty"]) == (canvas_id, False)
    assert properties["tabs"][0]["data"]["file_id"] == canvas_id


async def test_a_channel_has_one_canvas_of_its_own(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    await made(client, ids.social)
    assert await error_of(made(client, ids.social)) == "channel_canvas_already_exists"
    await slack.control.write_canvas(user="ana", channel="#plans", markdown="Made by a person")
    assert await error_of(made(client, ids.plans)) == "channel_canvas_already_exists"


@pytest.mark.parametrize(
    ("channel", "error"), [("quiet", "not_in_channel"), ("secret", "channel_not_found"), (None, "channel_not_found")]
)
async def test_a_canvas_is_made_where_the_bot_is(
    client: AsyncWebClient, ids: Ids, channel: str | None, error: str
) -> None:
    where = getattr(ids, channel) if channel else "C0NOWHERE"
    assert await error_of(made(client, where)) == error


async def test_canvases_need_their_scopes(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    canvas_id = await made(client, ids.social)
    slack.app.scopes -= {"canvases:read", "canvases:write"}
    refused = await refusal_of(made(client, ids.plans))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "canvases:write")
    assert await error_of(section(client, canvas_id, "bread")) == "missing_scope"


# ---------------------------------------------------------------- plans


async def test_a_free_workspace_has_one_canvas_tab_a_channel(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    await slack.control.canvases(plan="free")
    alone = await error_of(client.canvases_create(title="Alone"))
    assert alone == "free_teams_cannot_create_non_tabbed_canvases"
    canvas_id = await made(client, ids.social)
    await edit(client, canvas_id, operation="insert_at_end", document_content=text("More"))
    assert await error_of(made(client, ids.social)) == "free_team_canvas_tab_already_exists"
    second = client.canvases_create(title="Second", channel_id=ids.social)
    assert await error_of(second) == "free_team_canvas_tab_already_exists"


async def test_a_canvas_that_stands_alone_cannot_be_edited_after_the_plan_became_free(
    client: AsyncWebClient, slack: SlackServer
) -> None:
    canvas_id = (await client.canvases_create(title="Alone"))["canvas_id"]
    await slack.control.canvases(plan="free")
    change = edit(client, canvas_id, operation="insert_at_end", document_content=text("x"))
    assert await error_of(change) == "free_teams_cannot_edit_standalone_canvases"


async def test_where_canvases_are_off_nothing_of_them_works(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    canvas_id = await made(client, ids.social)
    await slack.control.canvases(plan="off")
    off = "canvas_disabled_user_team"
    assert await error_of(made(client, ids.plans)) == off
    assert await error_of(client.canvases_create(title="x")) == off
    assert await error_of(edit(client, canvas_id, operation="rename", title_content=text("x"))) == off
    assert await error_of(section(client, canvas_id, "x")) == off
    with pytest.raises(Refused, match="canvases_off"):
        await slack.control.write_canvas(user="ana", channel="#plans", markdown="x")


async def test_a_plan_that_there_is_not_is_refused(control: Control) -> None:
    status, answer = await control.post("canvases", plan="gold")
    assert (status, answer["error"]) == (400, "no_such_plan")


# ---------------------------------------------------------------- sections and edits


def test_headings_paragraphs_lists_and_code_are_sections_of_their_own(slack: SlackServer) -> None:
    markdown = "# A\nwords\nmore words\n\n- one\n- two\n\n```\n# no heading\n\ncode\n```\nafter"
    found = [(one.kind, one.markdown) for one in sections_of(markdown, slack.ids)]
    assert found == [
        ("h1", "# A"),
        ("", "words\nmore words"),
        ("", "- one\n- two"),
        ("", "```\n# no heading\n\ncode\n```"),
        ("", "after"),
    ]


@pytest.mark.parametrize(
    ("criteria", "count"),
    [
        ({"section_types": ["any_header"]}, 3),
        ({"section_types": ["h1", "h2"]}, 2),
        ({"section_types": ["h3"], "contains_text": "goals"}, 0),
        ({"contains_text": "BREAD"}, 1),
    ],
)
async def test_sections_are_found_by_kind_and_words(
    client: AsyncWebClient, ids: Ids, criteria: dict[str, Any], count: int
) -> None:
    canvas_id = await made(client, ids.social)
    found = await client.canvases_sections_lookup(canvas_id=canvas_id, criteria=criteria)
    assert len(found["sections"]) == count
    assert all(set(one) == {"id"} for one in found["sections"])


@pytest.mark.parametrize(
    ("operation", "on", "after"),
    [
        ("insert_at_start", None, "New\n\nA\n\nB"),
        ("insert_at_end", None, "A\n\nB\n\nNew"),
        ("insert_before", "B", "A\n\nNew\n\nB"),
        ("insert_after", "A", "A\n\nNew\n\nB"),
        ("replace", "A", "New\n\nB"),
        ("replace", None, "New"),
        ("delete", "A", "B"),
    ],
)
async def test_a_change_is_made_where_it_says(
    client: AsyncWebClient, slack: SlackServer, ids: Ids, operation: str, on: str | None, after: str
) -> None:
    canvas_id = await made(client, ids.social, "A\n\nB")
    change: dict[str, Any] = {"operation": operation}
    if on:
        change["section_id"] = await section(client, canvas_id, on)
    if operation != "delete":
        change["document_content"] = text("New")
    await edit(client, canvas_id, **change)
    assert await shown(slack) == after


async def test_a_rename_changes_the_title_alone(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    canvas_id = await made(client, ids.social)
    await edit(client, canvas_id, operation="rename", title_content=text("Spring"))
    assert (await slack.control.canvas(user="ana", channel="#social"))["canvas"]["title"] == "Spring"
    assert (await client.files_info(file=canvas_id))["file"]["title"] == "Spring"
    assert await shown(slack) == PLAN


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ([], "invalid_arguments"),
        ([{"operation": "rename", "title_content": text("x")}] * 2, "invalid_arguments"),
        ([{"operation": "append", "document_content": text("x")}], "invalid_arguments"),
        ([{"operation": "delete"}], "invalid_arguments"),
        ([{"operation": "insert_after", "document_content": text("x")}], "invalid_arguments"),
        ([{"operation": "insert_at_end"}], "invalid_arguments"),
        ([{"operation": "insert_at_end", "document_content": {"type": "html", "markdown": "x"}}], "invalid_arguments"),
        (
            [{"operation": "insert_at_end", "section_id": "temp:C:a", "document_content": text("x")}],
            "invalid_arguments",
        ),
        ([{"operation": "delete", "section_id": "temp:C:gone"}], "canvas_editing_failed"),
        ([{"operation": "replace", "document_content": text("#### Deep")}], "canvas_editing_failed"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_and_changes_nothing(
    client: AsyncWebClient, slack: SlackServer, ids: Ids, changes: list[Any], error: str
) -> None:
    canvas_id = await made(client, ids.social)
    assert await error_of(client.canvases_edit(canvas_id=canvas_id, changes=changes)) == error
    assert await shown(slack) == PLAN


async def test_a_section_that_was_replaced_has_another_id(client: AsyncWebClient, ids: Ids) -> None:
    canvas_id = await made(client, ids.social, "A\n\nB")
    old = await section(client, canvas_id, "A")
    await edit(client, canvas_id, operation="replace", section_id=old, document_content=text("A again"))
    again = edit(client, canvas_id, operation="delete", section_id=old)
    assert await error_of(again) == "canvas_editing_failed"


@pytest.mark.parametrize(
    "markdown",
    ["#### Deep", "- one\n  > quoted", "- one\n  1. first", "1. first\n   - one"],
)
async def test_markdown_that_slack_does_not_take_makes_no_canvas(
    client: AsyncWebClient, slack: SlackServer, ids: Ids, markdown: str
) -> None:
    refused = await refusal_of(made(client, ids.social, markdown))
    assert refused["error"] == "canvas_creation_failed"
    assert refused["detail"]
    assert slack.workspace.canvases == {}


@pytest.mark.parametrize(
    "markdown",
    [
        "### Three",
        "> quoted\n\n- one",
        "- one\n  - two\n\n1. first",
        "```\n#### no heading\n```",
        "- [ ] to do\n- [x] done",
    ],
)
def test_markdown_that_slack_takes_is_no_problem(markdown: str) -> None:
    assert problem_of(markdown) is None


def test_a_megabyte_of_markdown_is_the_most() -> None:
    assert problem_of("x" * 1_048_576) is None
    assert problem_of("x" * 1_048_577)


# ---------------------------------------------------------------- who may do what


async def test_a_canvas_of_somebody_else_does_not_exist_for_the_bot(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    theirs = (await slack.control.write_canvas(user="ana", channel="#secret", markdown="Ours"))["canvas"]["id"]
    for call in (
        edit(client, theirs, operation="insert_at_end", document_content=text("x")),
        section(client, theirs, "Ours"),
        client.canvases_delete(canvas_id=theirs),
        client.canvases_access_set(canvas_id=theirs, access_level="read", channel_ids=[ids.social]),
    ):
        assert await error_of(call) == "canvas_not_found"
    assert await error_of(client.files_info(file=theirs)) == "file_not_found"


async def test_a_canvas_is_opened_to_a_channel_to_read(client: AsyncWebClient, slack: SlackServer, ids: Ids) -> None:
    canvas_id = (await client.canvases_create(title="Spring", document_content=text("Plan")))["canvas_id"]
    with pytest.raises(Refused, match="canvas_not_found"):
        await slack.control.canvas(user="ana", canvas_id=canvas_id)
    await client.canvases_access_set(canvas_id=canvas_id, access_level="read", channel_ids=[ids.social])
    assert (await slack.control.canvas(user="ana", canvas_id=canvas_id))["canvas"]["markdown"] == "Plan"
    assert b"Plan" in (await slack.control.file(user="ana", file_id=canvas_id))["content"]


async def test_members_cannot_write_what_their_channel_may_only_read(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    canvas_id = await made(client, ids.social)
    await slack.control.write_canvas(user="ben", channel="#social", markdown="Ben was here")
    await client.canvases_access_set(canvas_id=canvas_id, access_level="read", channel_ids=[ids.social])
    with pytest.raises(Refused, match="read_only"):
        await slack.control.write_canvas(user="ben", channel="#social", markdown="Again")
    await edit(client, canvas_id, operation="insert_at_end", document_content=text("The bot still may"))
    assert await shown(slack) == "Ben was here\n\nThe bot still may"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "invalid_parameters"),
        ({"channel_ids": ["C1"], "user_ids": ["U1"]}, "invalid_parameters"),
        ({"channel_ids": ["C0NOWHERE"]}, "channel_not_found"),
        ({"user_ids": ["U0NOBODY"]}, "user_not_found"),
    ],
)
async def test_access_is_for_people_or_for_channels_that_there_are(
    client: AsyncWebClient, ids: Ids, given: dict[str, Any], error: str
) -> None:
    canvas_id = await made(client, ids.social)
    assert await error_of(client.canvases_access_set(canvas_id=canvas_id, access_level="read", **given)) == error


async def test_a_deleted_canvas_is_gone_and_another_can_be_made(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    canvas_id = await made(client, ids.social)
    await client.canvases_delete(canvas_id=canvas_id)
    assert (await slack.control.canvas(user="ana", channel="#social"))["canvas"] is None
    assert await error_of(client.canvases_delete(canvas_id=canvas_id)) == "canvas_not_found"
    assert await made(client, ids.social, "Anew")


async def test_the_file_of_a_canvas_is_html_in_which_words_are_only_words(
    client: AsyncWebClient, slack: SlackServer, ids: Ids
) -> None:
    canvas_id = await made(client, ids.social, "# <script>alert(1)</script>")
    content = (await slack.control.file(user="ana", file_id=canvas_id))["content"]
    assert content.startswith(b"<h1 id='temp:C:")
    assert b"<script>" not in content
