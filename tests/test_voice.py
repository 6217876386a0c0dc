"""How Drumbeat speaks (docs/product.md): every sentence of the code is short, and nothing shouts."""

from __future__ import annotations

import re

from tests.voice import emoji, everything, words

MOST_WORDS = 25
JARGON = re.compile(r"\b(outbox|ledger|payload|rung|lease|occurrence|enum|null|boolean|utilis|leverage|synerg)\b", re.I)


def test_every_sentence_that_the_bot_can_say_has_at_most_25_words() -> None:
    """People read in passing."""
    long = [
        f"{said.file}:{said.line} ({words(sentence)}): {sentence}"
        for said in everything()
        for sentence in said.sentences
        if words(sentence) > MOST_WORDS
    ]
    assert not long, "\n".join(long)


def test_nothing_shouts_and_no_message_has_more_than_one_emoji() -> None:
    """No exclamation marks anywhere, not in nudges alone."""
    loud = [f"{s.file}:{s.line}: {s.text}" for s in everything() if re.search(r"[A-Za-z]!(?:\s|$)", s.text)]
    assert not loud, "\n".join(loud)
    bright = [f"{s.file}:{s.line}: {s.text}" for s in everything() if emoji(s.text) > 1]
    assert not bright, "\n".join(bright)


def test_our_own_words_stay_in_the_code() -> None:
    """Rungs and leases are never shown (docs/product.md, "During the day")."""
    jargon = [f"{s.file}:{s.line}: {s.text}" for s in everything() if JARGON.search(s.text)]
    assert not jargon, "\n".join(jargon)


def test_the_list_is_the_whole_list() -> None:
    """A few sentences that everybody knows are in it: the reader of the code has not lost its way."""
    text = "\n".join(said.text for said in everything())
    for known in (
        "I am late, and I am sorry for that.",
        "A quiet reminder:",
        "Nothing is left to do.",
        "What do we change?",
    ):
        assert known in text
    assert len(everything()) > 300
