"""How Drumbeat speaks (docs/product.md): every sentence of the code is short, and nothing shouts."""

from __future__ import annotations

import re

from tests.voice import emoji, everything, words

MOST_WORDS = 25
# Letters beside what is filled in.
LETTERS = re.compile(r"(?:^|›)[^‹]*[A-Za-z]{2}")
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


# Strings that stand in verbs, doors, jobs and delivery all the same, none of them a sentence. The list only shrinks.
NO_SENTENCES = {
    ("bot/delivery/doctor.py", "HTTP ‹status›"),
    ("bot/delivery/doctor.py", "no answer in time"),
    ("bot/delivery/pacing.py", "‹method› waits for ‹total_seconds› s"),
    ("bot/delivery/slack.py", "Bearer ‹token›"),
    ("bot/services/planfile/file_comparing.py", "Value error,"),
    ("bot/services/questions/forms.py", "changed meanwhile"),
    ("bot/services/questions/forms.py", "in the form"),
    ("bot/services/plan/moving.py", "the plan moved"),
    ("bot/services/reviews/reviews.py", "far from the last number"),
    ("bot/services/questions/saving.py", "‹in_words› at ‹wall›"),
    ("handlers/commands.py", "in <#‹strategy_id›>"),
}


def test_no_sentence_stands_in_verbs_doors_jobs_or_delivery() -> None:
    """Words for people stand in views, questions and rules, where they are read together."""
    said = everything("bot/services", "handlers", "bot/jobs", "bot/delivery")
    assert {(one.file, one.text) for one in said if LETTERS.search(one.text)} == NO_SENTENCES


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
