"""Of which workspace a payload is: ours, whatever else it names."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.payloads import our_team

OURS, THEIRS = "T0OURS", "T0THEIRS"
USER = {"id": "U1", "team_id": THEIRS}
AUTHORIZATION = {"enterprise_id": "E0OURS", "team_id": OURS, "user_id": "UBOT", "is_bot": True}

PAYLOADS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "an event of a shared channel": (
        {"type": "event_callback", "team_id": THEIRS, "enterprise_id": "E0X", "authorizations": [AUTHORIZATION]},
        (OURS, "E0OURS"),
    ),
    "an event of an installation for a whole organisation": (
        {"type": "event_callback", "team_id": OURS, "authorizations": [{"enterprise_id": "E0OURS", "team_id": None}]},
        (OURS, "E0OURS"),
    ),
    "an event without authorizations": ({"type": "event_callback", "team_id": OURS}, (OURS, "")),
    "a command": ({"command": "/beat", "team_id": OURS, "enterprise_id": "E0OURS"}, (OURS, "E0OURS")),
    "a form from the other side": (
        {
            "type": "view_submission",
            "team": {"id": THEIRS, "domain": "theirs"},
            "enterprise": {"id": "E0X", "name": "X"},
            "user": USER,
            "view": {"team_id": THEIRS, "app_installed_team_id": OURS},
        },
        (OURS, ""),
    ),
    "a form of ours": (
        {
            "type": "view_submission",
            "team": {"id": OURS, "domain": "ours"},
            "enterprise": {"id": "E0OURS", "name": "Ours"},
            "view": {"team_id": OURS, "app_installed_team_id": OURS},
        },
        (OURS, "E0OURS"),
    ),
    "a button pressed by somebody of the other side": (
        {"type": "block_actions", "team": {"id": OURS}, "user": USER, "enterprise": None},
        (OURS, ""),
    ),
    "a shortcut of an installation for a whole organisation": (
        {"type": "shortcut", "team": None, "user": {"id": "U1", "team_id": OURS}, "enterprise": {"id": "E0OURS"}},
        (OURS, ""),
    ),
    "what names nothing": ({}, ("", "")),
    "what names nonsense": ({"team": [OURS], "view": 7, "user": "U1", "authorizations": {}}, ("", "")),
}


@pytest.mark.parametrize(("body", "team"), PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_is_of_the_workspace_in_which_we_are_installed(body: dict[str, Any], team: tuple[str, str]) -> None:
    assert our_team(body) == team
