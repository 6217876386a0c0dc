"""Currencies as people type them: a code, a name, a sign. A shared name is asked about; nothing is guessed."""

from __future__ import annotations

import pytest

from bot.language.answers import Choice, Unclear, Understood
from bot.language.currencies import read_currency


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        (" Euro ", "EUR"),
        ("euros.", "EUR"),
        ("€", "EUR"),
        ("US dollars", "USD"),
        ("US$", "USD"),
        ("£", "GBP"),
        ("Swiss francs", "CHF"),
        ("zł", "PLN"),
        ("Złoty", "PLN"),
        ("isk", "ISK"),
        ("XCG", "XCG"),  # of Curaçao and Sint Maarten, since 2025
    ],
)
def test_a_code_a_name_and_a_sign_are_one_currency(text: str, code: str) -> None:
    assert read_currency(text) == Understood(code, code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("dollars", "USD CAD AUD"), ("$", "USD CAD AUD"), ("Pounds", "GBP EGP"), ("¥", "JPY CNY"), ("kr", "SEK NOK DKK")],
)
def test_what_several_currencies_share_is_asked_about(text: str, codes: str) -> None:
    answer = read_currency(text)
    assert isinstance(answer, Choice)
    assert [code for _, code in answer.options] == codes.split()


@pytest.mark.parametrize("text", ["", "seashells", "XYZ", "XAU", "EUR or USD", "1,000", "e" * 500])
def test_anything_else_gets_a_sentence_with_an_example(text: str) -> None:
    answer = read_currency(text)
    assert isinstance(answer, Unclear)
    assert answer.example == "EUR"
