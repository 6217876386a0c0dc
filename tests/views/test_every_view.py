"""What holds for every message and every form, whatever people typed."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from bot.views.duties import duties
from bot.views.kit.blocks import Content
from playground.slack.rules.message import checked_content
from playground.slack.rules.view import check_view
from tests.views import edition_samples, samples
from tests.views.slack_limits import markup_of, problems_of_message, problems_of_view, texts_of

MESSAGES = samples.messages()
MODALS = samples.modals()

# Ours: people and channels that a view mentions, and links whose labels we wrote.
ALLOWED = re.compile(r"<@U[78]>|<#C1>|<https?://[^|<>]+\|link>")
EMOJI = re.compile(r"[\U0001f000-\U0001faff]|[\u2600-\u27bf]\ufe0f|[✅✨❌❗❓⭐⏰]|:[a-z_]+:")


@cache
def hostile(kind: str) -> dict[str, Content]:
    return samples.messages(samples.HOSTILE[kind])


@cache
def hostile_modals(kind: str) -> dict[str, Any]:
    return samples.modals(samples.HOSTILE[kind])


# ---------------------------------------------------------------- limits


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_keeps_to_slacks_limits_and_has_text_beside_its_blocks(name: str) -> None:
    assert problems_of_message(MESSAGES[name]) == []


@pytest.mark.parametrize("name", MESSAGES)
def test_the_first_block_of_a_message_has_room_for_its_key(name: str) -> None:
    """Its id is what a post is found by. So it has no other id, and no menu, which would keep its choice."""
    first = MESSAGES[name].blocks[0]
    assert "block_id" not in first
    assert first["type"] not in ("actions", "input")
    assert "options" not in first.get("accessory", {})


@pytest.mark.parametrize("name", MODALS)
def test_a_form_keeps_to_slacks_limits(name: str) -> None:
    assert problems_of_view(MODALS[name]) == []


@pytest.mark.parametrize("kind", samples.HOSTILE)
def test_no_text_breaks_a_limit(kind: str) -> None:
    found = {name: problems_of_message(content) for name, content in hostile(kind).items()}
    found |= {name: problems_of_view(view) for name, view in hostile_modals(kind).items()}
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("kind", ["nothing", *samples.HOSTILE])
def test_the_stand_in_for_slack_takes_every_message_and_every_form(kind: str) -> None:
    messages, modals = (MESSAGES, MODALS) if kind == "nothing" else (hostile(kind), hostile_modals(kind))
    for content in messages.values():
        given = {"text": content.text, "blocks": json.loads(json.dumps(content.blocks))}
        assert checked_content(given, limit_together=True).text == content.text
    for view in modals.values():
        check_view(json.loads(json.dumps(view)), "modal")


# ---------------------------------------------------------------- markup


@pytest.mark.parametrize("kind", samples.HOSTILE)
def test_nothing_that_people_type_becomes_markup(kind: str) -> None:
    for name, content in hostile(kind).items():
        for text in [content.text, *markup_of(content.blocks)]:
            rest = ALLOWED.sub("", text)
            assert "<" not in rest, name
            assert ">" not in rest, name
            assert not re.search(r"&(?!(?:amp|lt|gt);)", rest), name


@pytest.mark.parametrize("kind", samples.HOSTILE)
def test_nothing_that_people_type_opens_a_block_of_code(kind: str) -> None:
    for name, content in hostile(kind).items():
        for text in markup_of(content.blocks):
            if "```" in text:
                assert text.startswith("```"), name
                assert text.endswith("```"), name
                assert text.count("```") == 2, name
        assert "```" not in content.text, name


def test_nothing_that_people_type_turns_the_direction_of_our_words() -> None:
    for name, content in hostile("right_to_left").items():
        for text in [content.text, *texts_of(content.blocks)]:
            if not text.startswith("```"):  # what is to be copied stays as it was typed
                assert "\u202e" not in text, name
                assert text.count("\u2068") == text.count("\u2069"), name


def test_slack_is_told_not_to_make_mentions_and_links_of_its_own() -> None:
    def found(thing: Any) -> list[Any]:
        if isinstance(thing, dict):
            here = [thing] if thing.get("type") == "mrkdwn" else []
            return here + [t for value in thing.values() for t in found(value)]
        return [t for value in thing for t in found(value)] if isinstance(thing, list | tuple) else []

    for content in MESSAGES.values():
        assert all(text["verbatim"] is True for text in found(content.blocks))


# ---------------------------------------------------------------- nothing is cut silently


@pytest.mark.parametrize("kind", ["long", "ampersands", "emoji"])
def test_what_does_not_fit_is_counted(kind: str) -> None:
    whole = samples.HOSTILE[kind]
    for name, content in hostile(kind).items():
        if name.startswith(edition_samples.WHOLE):
            continue  # these go on in the next block and on the next page: tests/views/test_strategy.py
        for text in texts_of(content.blocks):
            if text.startswith("```") or whole[:60] not in text.replace("&amp;", "&"):
                continue
            assert re.search(r"[0-9] more|…", text), name


def test_a_text_to_copy_is_whole_however_long_it_is() -> None:
    for text in ("ten thousand letters " * 470, "👩‍👩‍👧" * 700, "a & b < c" * 300):
        content = duties.reminder(samples.duty(message=text), samples.person(), samples.NOW)
        parts = [t.strip("`") for t in markup_of(content.blocks) if t.startswith("```")]
        shown = "".join(parts).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert shown == text


def test_a_text_with_its_own_code_is_copied_as_plain_text() -> None:
    text = "Look: ```<!channel>``` & more"
    content = duties.reminder(samples.duty(message=text), samples.person(), samples.NOW)
    plain = [b["text"] for b in content.blocks if b["type"] == "section" and b["text"]["type"] == "plain_text"]
    assert plain == [{"type": "plain_text", "text": text}]


# ---------------------------------------------------------------- how it speaks


def sentences(content: Content) -> list[str]:
    texts = [content.text, *texts_of(content.blocks)]
    lines = [line for text in texts for line in text.split("\n") if not line.startswith("```")]
    # Examples of what to type are quoted; lists of times and names are no sentences.
    spoken = [re.sub(r"`[^`]*`", "`…`", line) for line in lines if not line.lstrip().startswith("•")]
    return [s for line in spoken for s in re.split(r"(?<=[.!?:])\s+", line) if s]


@pytest.mark.parametrize("name", MESSAGES)
def test_no_sentence_has_more_than_25_words(name: str) -> None:
    assert [s for s in sentences(MESSAGES[name]) if len(s.split()) > 25] == []


@pytest.mark.parametrize("name", MODALS)
def test_no_sentence_of_a_form_has_more_than_25_words(name: str) -> None:
    said = [s for text in texts_of(MODALS[name]["blocks"]) for s in re.split(r"(?<=[.!?])\s+", text)]
    assert [s for s in said if len(s.split()) > 25] == []


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_has_one_emoji_at_most_and_never_shouts(name: str) -> None:
    content = MESSAGES[name]
    assert len(EMOJI.findall("\n".join(texts_of(content.blocks)))) <= 1
    assert len(EMOJI.findall(content.text)) <= 1
    assert "!" not in content.text + "".join(texts_of(content.blocks))


@pytest.mark.parametrize("name", MESSAGES)
def test_words_of_the_machine_are_never_shown(name: str) -> None:
    said = (MESSAGES[name].text + "\n".join(texts_of(MESSAGES[name].blocks))).lower()
    said = re.sub(r"`[^`]*`", "", said)
    for word in ("slot", "rung", "lease", "a reading", "holder", "edition", "null", "none"):
        assert not re.search(rf"\b{word}s?\b(?! yet)", said), word
    for trace in ("{}", "()", "“”"):
        assert trace not in said, trace


@pytest.mark.parametrize("name", [n for n in MESSAGES if n.startswith(("refusal_", "notice_"))])
def test_a_sentence_reads_well_when_facts_are_missing(name: str) -> None:
    text = MESSAGES[name].text
    assert not re.search(r"  |\s[.,:]|“”|\.\.|: ?$|\(\)|,\.", text), text
