"""`/beat pause|hold|stop …` in a hurry: whatever the order, a platform or "everything" in it is enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversations.pause import NO_REASON, read_pause
from tests.conversations.test_hold import CONTEXT, berlin

PLAN = replace(CONTEXT, platforms=("Instagram", "Facebook", "LinkedIn", "X", "Market stall"))


@pytest.mark.parametrize(
    ("typed", "platforms", "until", "reason"),
    [
        # The usual order.
        ("Instagram until Monday: product recall", "Instagram", "2026-04-06T00:00", "product recall"),
        ("everything for 3 days - elections", "", "2026-04-02T00:00", "elections"),
        ("all until further notice: fire", "", None, "fire"),
        ("publishing on Facebook until Thursday; strike", "Facebook", "2026-04-02T00:00", "strike"),
        # The platform anywhere.
        ("insta", "Instagram", None, ""),
        ("posting on insta please", "Instagram", None, ""),
        ("there's been an accident, stop instagram", "Instagram", None, "there's been an accident"),
        ("because of the recall, Instagram", "Instagram", None, "the recall"),
        ("until Monday instagram", "Instagram", "2026-04-06T00:00", ""),
        ("our Facebook page was hacked", "Facebook", None, "page was hacked"),
        ("the market stall until Friday: rain", "Market stall", "2026-04-03T00:00", "rain"),
        ("x until tomorrow", "X", "2026-03-31T00:00", ""),
        ("posts on X: outage", "X", None, "outage"),
        # Everything, anywhere.
        ("everything", "", None, ""),
        ("everything now", "", None, ""),
        ("please stop everything, the shop is on fire", "", None, "the shop is on fire"),
        ("the shop is on fire, everything", "", None, "the shop is on fire"),
        ("all posts until tomorrow", "", "2026-03-31T00:00", ""),
        ("all of it: legal review", "", None, "legal review"),
        ("everything, someone hacked our Instagram", "", None, "someone hacked our Instagram"),
        ("everything on Instagram until Monday", "Instagram", "2026-04-06T00:00", ""),
        ("all Instagram posts", "Instagram", None, ""),
        # Several, and all but one.
        ("instagram and facebook: recall", "Instagram, Facebook", None, "recall"),
        ("IG, FB and LinkedIn for 2 hours", "Instagram, Facebook, LinkedIn", "2026-03-30T11:00", ""),
        ("everything except LinkedIn", "Instagram, Facebook, X, Market stall", None, ""),
        ("all but X and Facebook until Monday", "Instagram, LinkedIn, Market stall", "2026-04-06T00:00", ""),
        ("instagram but not facebook", "Instagram", None, ""),
        ("not everything, just Instagram", "Instagram", None, ""),
        ("Facebook, keep Instagram going", "Facebook", None, "keep Instagram going"),
        ("only Facebook, Instagram can go on", "Facebook", None, "Instagram can go on"),
        ("Facebook instead of Instagram", "Facebook", None, "instead of Instagram"),
        ("don't post anything on Instagram", "Instagram", None, "don't post anything"),
        ("could you please stop everything?", "", None, "could you"),
        ("instagram wrong message went out", "Instagram", None, "wrong message went out"),
        ("what a mess, stop everything", "", None, "what a mess"),
        ("who did this? please pause Instagram", "Instagram", None, "who did this?"),
        ("instagram, who posted that?", "Instagram", None, "who posted that?"),
        # The end: read, or until further notice.
        ("everything until Monday because of the storm", "", "2026-04-06T00:00", "the storm"),
        ("everything: storm, until Monday", "", "2026-04-06T00:00", "storm"),
        ("instagram until Monday we have an outage", "Instagram", "2026-04-06T00:00", "we have an outage"),
        ("instagram until the dust settles", "Instagram", None, "until the dust settles"),
        ("instagram until whenever: recall", "Instagram", None, "until whenever: recall"),
        ("everything until yesterday", "", None, "until yesterday"),
        ("everything until 3/4/5/6", "", None, "until 3/4/5/6"),
        ("instagram for the recall", "Instagram", None, "for the recall"),
        # The rest is the reason.
        ("instagram wrong price in the last post", "Instagram", None, "wrong price in the last post"),
        ("instagram (product recall)", "Instagram", None, "product recall"),
    ],
)
def test_what_stops_until_when_and_why(typed: str, platforms: str, until: str | None, reason: str) -> None:
    read = read_pause(typed, PLAN)
    assert read is not None
    assert ", ".join(read.platforms) == platforms
    assert read.resume_at == (berlin(until) if until else None)
    assert read.reason == (reason or NO_REASON)


@pytest.mark.parametrize(
    "typed",
    ["", "until Monday: product recall", "the moon", "TikTok until Monday", "x-rays", "a wallet", "until all is clear"],
)
def test_without_a_platform_of_the_plan_or_everything_it_is_asked(typed: str) -> None:
    assert read_pause(typed, PLAN) is None


@pytest.mark.parametrize(
    "typed",
    [
        "is Instagram on hold?",
        "why is Instagram on hold",
        "what about Instagram?",
        "should we stop everything?",
        "on, is Facebook affected?",
        "everything?",
        "don't stop Instagram",
        "do not pause everything",
        "no need to hold Instagram",
        "never mind, Instagram is fine",
        "not yet, Instagram is still ok",
        "everything is fine except Instagram",
        "Instagram can go on",
        "not everything",
        "all reminders",
        "my Instagram notifications",
        "everything you ask me about Instagram",
    ],
)
def test_a_question_a_no_or_a_word_about_reminders_stops_nothing(typed: str) -> None:
    assert read_pause(typed, PLAN) is None


@pytest.mark.parametrize(
    "typed",
    [
        "posts about the recipe",
        "posts by Noah until Monday",
        "post Recipe of the week",
        "content meeting until Monday",
        "channel takeover",
        "all hands meeting at 4",
        "that's all",
        "not at all",
    ],
)
def test_a_part_of_it_is_not_everything(typed: str) -> None:
    assert read_pause(typed, PLAN) is None


@pytest.mark.parametrize(
    "typed",
    ["posts", "all posts now", "posting for 3 days", "all, please", "publishing because of a fire", "stop it all"],
)
def test_everything_is_said_in_many_ways(typed: str) -> None:
    read = read_pause(typed, PLAN)
    assert read is not None
    assert read.platforms == ()


@pytest.mark.parametrize("typed", ["it all", "until I know more about the Instagram thing", "everything/Instagram"])
def test_what_is_said_back_holds_only_what_was_typed(typed: str) -> None:
    read = read_pause(typed, PLAN)
    assert read is not None
    assert "\ufffc" not in f"{read.reason}{read.unread_end}"


@pytest.mark.parametrize(
    "typed", ["everything until whenever: x", "instagram till we know more", "all through April 31"]
)
def test_an_end_that_is_not_understood_is_named(typed: str) -> None:
    read = read_pause(typed, PLAN)
    assert read is not None
    assert read.unread_end


def test_a_reason_is_cut_to_what_is_shown_of_one() -> None:
    read = read_pause(f"everything: {'because ' * 100}", PLAN)
    assert read is not None
    assert len(read.reason) == 200
    assert read.reason.endswith("…")
