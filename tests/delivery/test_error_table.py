"""Every documented error of every method that the bot calls has a meaning, and its fate follows from the table."""

from __future__ import annotations

import inspect
import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.slack import fate_of
from bot.domain.doctor import REFUSED
from bot.domain.outbox import Later, Never, Unsure
from bot.domain.slack_errors import ERRORS, UNKNOWN, UNKNOWN_TRIES, WIDE, meaning_of
from tests.code_base import ROOT, sources

REFERENCE: dict[str, Any] = json.loads((ROOT / "tests/delivery/slack_reference.json").read_text(encoding="utf-8"))
# What the reference does not say, and others found out: these pass by themselves, with whatever method they come.
PASSING = (
    "access_denied",
    "accesslimited",
    "app_access_restricted",
    "canvas_editing_locked",
    "enterprise_is_restricted",
    "external_channel_migrating",
    "fetch_members_failed",
    "file_update_failed",
    "org_login_required",
    "team_access_not_granted",
    "team_added_to_org",
    "two_factor_setup_required",
)


@cache
def methods_of_the_sdk() -> dict[str, str]:
    """Return Slack's name of each method that the SDK's client has: `views_open` is "views.open"."""
    source = Path(inspect.getfile(AsyncWebClient)).read_text(encoding="utf-8")
    named = re.finditer(r"^    async def (\w+)\(|self\.api_call\(\s*\"([\w.]+)\"", source, re.MULTILINE)
    found, function = {}, ""
    for one in named:
        function = one[1] or function
        if one[2]:
            found[function] = one[2]
    return found


@cache
def methods_called() -> frozenset[str]:
    """Return every method that our code names, by Slack's name or by the SDK's."""
    known = methods_of_the_sdk()
    found: set[str] = set()
    for path in sources("bot", "handlers", "storage"):
        if path.name == "slack_errors.py":
            continue  # the table itself calls nothing
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\"([a-z]+(?:\.[A-Za-z]+)+)\"", source)) & set(known.values())
        found |= {known[name] for name in re.findall(r"\.(\w+)", source) if name in known}
    return frozenset(found)


def documented(method: str) -> set[str]:
    """Return the errors that the reference lists for a method, with those of every method."""
    return {*REFERENCE["common_errors"], *REFERENCE["methods"][method]}


def raised(method: str, code: str, status: int = 200) -> SlackApiError:
    """Make the error that the SDK raises when Slack answers with a code."""
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url=f"https://slack.com/api/{method}",
        req_args={},
        data={"ok": False, "error": code},
        headers={"Retry-After": "7"},
        status_code=status,
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # the SDK gives it no type


def test_the_sweep_sees_both_ways_of_calling() -> None:
    assert {"chat.postMessage", "views.publish", "views.open", "auth.test", "conversations.history"} <= methods_called()
    assert len(methods_of_the_sdk()) > 200


def test_every_method_that_is_called_is_in_the_table_and_in_the_reference() -> None:
    assert methods_called() == set(ERRORS)
    assert sorted(methods_called() - set(REFERENCE["methods"])) == []


@pytest.mark.parametrize("method", sorted(ERRORS))
def test_every_documented_error_is_in_the_table_and_no_other(method: str) -> None:
    assert set(ERRORS[method]) == documented(method)


@pytest.mark.parametrize("method", sorted(ERRORS))
def test_every_error_comes_to_the_fate_that_the_table_says(method: str) -> None:
    classes = {"later": Later, "never": Never, "unsure": Unsure}
    for code, meaning in ERRORS[method].items():
        fate = fate_of(raised(method, code), 1)
        assert isinstance(fate, classes[meaning.verdict]), code
        if isinstance(fate, Later):
            assert (fate.about, fate.is_wide) == (meaning.about, meaning.about in WIDE), code


@pytest.mark.parametrize("code", PASSING)
def test_what_passes_by_itself_is_later_with_every_method(code: str) -> None:
    assert {meaning_of(method, code).verdict for method in ERRORS} == {"later"}


def test_a_start_ends_at_a_token_that_will_not_do_and_waits_for_what_passes() -> None:
    assert {"account_inactive", "invalid_auth", "missing_scope", "not_authed", "token_revoked"} <= REFUSED
    assert sorted(REFUSED & set(PASSING)) == []


def test_a_server_that_fails_leaves_everything_unsure() -> None:
    """Whatever it says beside it."""
    for code in ("channel_not_found", "token_revoked", "no_such_code"):
        assert fate_of(raised("chat.postMessage", code, status=503), 1) == Unsure(code)


@pytest.mark.parametrize("code", ["ratelimited", "rate_limited", "message_limit_exceeded"])
def test_being_asked_to_slow_down_waits_as_long_as_slack_says(code: str) -> None:
    fate = fate_of(raised("chat.postMessage", code), 1)
    assert fate == Later(timedelta(seconds=7), "ratelimited", throttled=True, about="pace")


def test_an_error_that_nobody_knows_is_tried_for_a_while_and_then_given_up() -> None:
    """One that passes loses nothing; one that lasts holds its conversation up for ten minutes at most."""
    assert meaning_of("chat.postMessage", "brand_new") is UNKNOWN
    fates = [fate_of(raised("chat.postMessage", "brand_new"), attempt) for attempt in range(1, UNKNOWN_TRIES + 1)]
    assert [type(fate) for fate in fates] == [Later] * (UNKNOWN_TRIES - 1) + [Never]
    waits = [fate.after for fate in fates if isinstance(fate, Later)]
    assert timedelta(minutes=5) < sum(waits, timedelta()) < timedelta(minutes=10)


def test_what_can_be_said_with_any_method_does_not_shadow_what_a_method_says_itself() -> None:
    """An admin's setting about canvases is not the same as one about posts."""
    assert meaning_of("canvases.edit", "restricted_action").about == "method"
    assert meaning_of("chat.postMessage", "restricted_action").about == "channel"
