"""The words of every refusal stay as they were: bare, with facts, with hostile and with endless ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.errors import Refusal
from bot.views.talk import refusals

LINES = (Path(__file__).parent / "golden" / "refusals.jsonl").read_text("utf-8").splitlines()
GOLDEN = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("code", sorted({entry["code"] for entry in GOLDEN}))
def test_a_refusal_reads_as_it_always_did(code: str) -> None:
    for entry in GOLDEN:
        if entry["code"] == code:
            refusal = Refusal.stored(code, entry["facts"])
            assert refusals.refusal(refusal).text == entry["text"]
            assert refusals.field_error(refusal) == entry["field"]


def test_a_refusal_is_the_same_after_it_has_waited_in_the_outbox() -> None:
    for entry in GOLDEN:
        assert Refusal.stored(entry["code"], entry["facts"]).facts == entry["facts"]
