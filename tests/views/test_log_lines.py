"""The log: one line for each event, and nothing in it that gives access to anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.views.operations.log_lines import line, redact

AT = datetime(2026, 3, 30, 7, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("secret", "left"),
    [
        ("xoxb-1234567890-1234567890123-AbCdEfGhIjKlMnOp", "xoxb-…"),
        ("xoxp-1-2-3", "xoxp-…"),
        ("xoxe.xoxb-1-Mi0yLTEyMzQ", "xoxe.xoxb-…"),
        ("xapp-1-A0123456789-1234567890123-0a1b2c3d4e5f", "xapp-…"),
        ("https://hooks.slack.com/commands/T0001/123456/AbCdEf", "https://hooks.slack.com/commands/T0001/…"),
        ("https://hooks.slack.com/actions/T0001/123/AbC-dEf?x=1", "https://hooks.slack.com/actions/T0001/…"),
        ("13345224609.738474920.8088930838d88f008e0", "…"),
        (
            "wss://wss-primary.slack.com/link/?ticket=abc-def&app_id=1",
            "wss://wss-primary.slack.com/link/?ticket=…&app_id=1",
        ),
        ("postgresql://drumbeat:hunter2@db/drumbeat", "postgresql://drumbeat:…@db/drumbeat"),
    ],
)
def test_a_secret_is_taken_out_wherever_it_stands(secret: str, left: str) -> None:
    assert redact(secret) == left
    assert redact(f'{{"a": "{secret}", "b": 1}}') == f'{{"a": "{left}", "b": 1}}'
    assert redact(f"posting to {secret} failed") == f"posting to {left} failed"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"trigger_id": "12.34.ab", "user": "U1"}', '{"trigger_id": "…", "user": "U1"}'),
        ("{'trigger_id': '12.34.ab'}", "{'trigger_id': '…'}"),
        ('{\\"token\\":\\"abcDEF123\\",\\"team\\":\\"T1\\"}', '{\\"token\\":\\"…\\",\\"team\\":\\"T1\\"}'),
        ("response_url=http://127.0.0.1:3030/x/y", "response_url=…"),
    ],
)
def test_a_field_that_holds_a_secret_is_emptied(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "settled key=duty:812:nudge:2 fate=Sent",
        "ts=1711782000.000100",
        "2026-03-30 07:00:00",
        "posting to https://slack.com/api/chat.postMessage",
        "sqlite:////data/drumbeat.sqlite",
        "the token is refused",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_an_event_is_one_line_with_its_facts() -> None:
    more = {"key": "digest:7:2026-03-30", "reason": "not in channel", "left": 3}
    assert line(AT, "INFO", "bot.delivery.sender", "settled", more) == (
        "2026-03-30T07:00:00.123Z INFO bot.delivery.sender settled"
        ' key=digest:7:2026-03-30 reason="not in channel" left=3'
    )


def test_a_traceback_stays_on_the_line_and_gives_nothing_away() -> None:
    said = line(AT, "ERROR", "bot", "two\nlines", {}, 'Traceback:\n  File "a.py"\nValueError: xoxb-1-2')
    assert "\n" not in said
    assert said.endswith('trace="Traceback:\\n  File \\"a.py\\"\\nValueError: xoxb-…"')
