"""The words of every refusal stay what they were: bare, with facts, with hostile and with endless ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.views import refusals

GOLDEN = [
    json.loads(line) for line in (Path(__file__).parent / "golden" / "refusals.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("code", sorted({entry["code"] for entry in GOLDEN}))
def test_a_refusal_reads_as_it_always_did(code: str) -> None:
    for entry in GOLDEN:
        if entry["code"] == code:
            assert refusals.refusal(code, entry["facts"]).text == entry["text"]
            assert refusals.field_error(code, entry["facts"]) == entry["field"]
