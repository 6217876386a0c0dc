"""Answers to a reminder: a link, "done", or something else, which is never taken for either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.replies import Reply, may_answer, read_reply


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("To bread for everybody", True),
        ("it was 400", True),
        ("400", True),
        ("Good bread for everybody", True),
        ("hi, what do I have to do??", False),
        ("hi", False),
        ("Good morning, all", False),
        ("thanks!", False),
        ("what do i have to do", False),
        ("Is that the number of May?", False),
        ("🙂", False),
        ("", False),
    ],
)
def test_a_greeting_and_a_question_are_no_answer(text: str, may: bool) -> None:
    assert may_answer(text) is may


LINK = "https://www.instagram.com/p/abc"


@pytest.mark.parametrize(
    "text",
    [
        "done",
        "Done!",
        "DONE.",
        "it's done",
        "It’s done",
        "all done, thanks",
        "Posted it already",
        "I posted it",
        "published",
        "it is live now",
        "✅",
        "✔️ done",
        ":white_check_mark:",
    ],
)
def test_done_in_many_words(text: str) -> None:
    assert read_reply(text) == Reply(None, 0, True)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (LINK, LINK),
        (f"<{LINK}>", LINK),
        (f"<{LINK}|instagram.com/p/abc>", LINK),
        (f"done: {LINK}", LINK),
        (f"Done {LINK} ✅", LINK),
        (f"Here it is: {LINK}.", LINK),
        (f"posted it, here's the link: <{LINK}>", LINK),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        (f"(see {LINK})", LINK),
        (f"<{LINK}> <{LINK}|again>", LINK),
    ],
)
def test_a_link_with_nothing_but_done_around_it(text: str, link: str) -> None:
    assert read_reply(text) == Reply(link, 1, True)


@pytest.mark.parametrize(
    "text",
    [
        f"not done, but see {LINK}",
        f"is this it? {LINK}",
        f"tomorrow: {LINK}",
        f"{LINK} and https://example.org/other",
        f"the competition posted {LINK}",
    ],
)
def test_a_link_among_other_words_is_half_understood(text: str) -> None:
    reply = read_reply(text)
    assert reply is not None
    assert reply.link == LINK
    assert not reply.is_sure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "not done",
        "done?",
        "is it done",
        "isn't done",
        "can't today",
        "yes",
        "ok",
        "thanks",
        "up",
        "I will have it done by four",
        "we are live on television",
        "instagram.com",
        "ftp://example.org",
        "javascript:alert(1)",
        "done " * 50 + "and gone",
    ],
)
def test_anything_else_is_no_reply(text: str) -> None:
    assert read_reply(text) is None


@given(st.text(max_size=400))
def test_reading_never_fails_and_never_makes_a_link_up(text: str) -> None:
    reply = read_reply(text)
    if reply is not None and reply.link is not None:
        assert reply.link.lower().startswith(("http://", "https://"))
        assert not any(c in reply.link for c in " <>|\n")
