"""The stand-in beside Slack's own reference: its errors by name, its tiers and scopes, and what it says by itself."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack import limits, reference
from playground.slack.api import auth, canvases, chat, conversations, files, reactions, users, views
from playground.slack.api.door import METHODS
from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.code_base import ROOT, calls
from tests.playground.cast import error_of, refusal_of

PUBLISHED: dict[str, Any] = json.loads((ROOT / "tests/delivery/slack_reference.json").read_text(encoding="utf-8"))
TIERS = {"t1": limits.TIER_1, "t2": limits.TIER_2, "t3": limits.TIER_3, "t4": limits.TIER_4}
BOTH = sorted(set(METHODS) & set(PUBLISHED["methods"]))
FAMILIES = (auth, canvases, chat, conversations, files, reactions, users, views)


def test_the_stand_in_knows_the_same_reference_as_the_bots_table_of_errors() -> None:
    assert {name: sorted(method.errors) for name, method in reference.METHODS.items()} == {
        name: sorted(errors) for name, errors in PUBLISHED["methods"].items()
    }
    assert sorted(reference.COMMON) == sorted(PUBLISHED["common_errors"])


@pytest.mark.parametrize("method", BOTH)
async def test_every_documented_error_of_a_method_can_be_played_by_its_name(
    slack: SlackServer, client: AsyncWebClient, method: str
) -> None:
    """All are taken; the first and the last are heard by a client, at whatever call comes next."""
    codes = sorted(reference.METHODS[method].errors | reference.COMMON)
    for code in codes:
        await slack.control.clear_faults()
        await slack.control.fault("error", method=method, error=code, count=1)
        if code in (codes[0], codes[-1]):
            caller = AsyncWebClient(token=client.token, base_url=slack.api_url, session=client.session)
            assert await error_of(caller.api_call(method)) == code
    assert set((await slack.control.errors(method=method))["errors"]) >= set(codes)


@pytest.mark.parametrize(
    ("method", "code", "meant"),
    [
        ("canvases.edit", "canvas_editing_lokced", "canvas_editing_locked"),
        ("conversations.members", "fetch_member_failed", "fetch_members_failed"),
        ("chat.update", "message_too_long", "msg_too_long"),
        ("views.open", "is_archived", ""),
        ("*", "no_such_thing_at_all", ""),
    ],
)
async def test_an_error_that_slack_does_not_have_there_is_refused_with_the_nearest(
    slack: SlackServer, method: str, code: str, meant: str
) -> None:
    with pytest.raises(Refused) as refused:
        await slack.control.fault("error", method=method, error=code)
    assert refused.value.code == "no_such_error"
    assert meant in refused.value.detail
    assert (await slack.control.faults())["faults"] == []


async def test_a_fault_for_a_method_that_slack_does_not_have_is_refused(slack: SlackServer) -> None:
    with pytest.raises(Refused, match=r"chat\.postMessage"):
        await slack.control.fault("error", method="chat.postMesage", error="is_archived")


async def test_a_missing_scope_names_what_is_needed_and_what_is_there(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    await slack.control.fault("error", method="users.info", error="missing_scope", count=1)
    answer = await refusal_of(client.users_info(user=slack.workspace.bot_user_id))
    assert answer["needed"] == "users:read"
    assert "chat:write" in answer["provided"]


@pytest.mark.parametrize("method", BOTH)
def test_limits_and_scopes_are_slacks(method: str) -> None:
    ours, theirs = METHODS[method], reference.METHODS[method]
    if theirs.tier in TIERS:
        assert ours.tier == TIERS[theirs.tier]
    if ours.token == "bot":
        assert set(ours.scopes) == set(theirs.scopes)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_the_stand_in_says_by_itself_is_documented_or_known_from_the_field(family: Any) -> None:
    """Of the families whose methods the reference has; a code beyond it is listed with where it was seen."""
    known = reference.COMMON
    for method in family.METHODS:
        documented = reference.METHODS.get(method.name)
        known |= reference.beyond(method.name) | (documented.errors if documented else frozenset())
    path = ROOT / f"{family.__name__.replace('.', '/')}.py"
    first = [call.args[0] for called, call in calls(path) if called == "ApiError" and call.args]
    said = {argument.value for argument in first if isinstance(argument, ast.Constant)}
    assert said - known == set()
