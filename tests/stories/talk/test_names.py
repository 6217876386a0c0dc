"""People are called by their names in whatever is kept of what was said, never by Slack's ids."""

from __future__ import annotations

import re

from tests.stories.cast import Person, Story

RAW = re.compile(r"@?U0[A-Z0-9]{6,}")


async def test_a_decision_that_mentions_somebody_is_kept_with_their_name(calm: Story, ana: Person, ben: Person) -> None:
    """In the summary and in what is forwarded to the boss, where Slack would turn no id into a name."""
    await calm.until("2026-04-03 15:00")
    ana.thread = next(t.ts for t in calm.told if "Weekly review: Social" in t.text)
    calm.forget()
    await ana.says("Decision: @ben asks @cho for more polls", "Learning: @eve knows the printer")
    ana.finds("Decision", "@ben asks @cho for more polls")
    await calm.until("2026-04-07 15:00")
    calm.forget()
    await ben.presses("For the boss", channel=ben.home, thread_ts=ana.thread)
    ben.sees("I sent it to you")
    said = ben.sees("We decided: @ben asks @cho for more polls", "We learned: @eve knows the printer")
    assert not RAW.search(said)


async def test_an_audience_keeps_the_names_that_were_typed(story: Story, ana: Person) -> None:
    """What is answered in a conversation, too."""
    await ana.types("/beat setup")
    said = await ana.says(
        "1,000 Instagram followers by end of June",
        "@ben reads the number and I judge it",
        "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
        "Instagram editor @ben",
        "regulars whom @cho knows",
        "skip",
    )
    assert "For whom: regulars whom @cho knows" in said
    await ana.says("cancel")
    story.forget()


async def test_a_unit_that_the_name_says_is_not_said_twice(calm: Story, ana: Person, ben: Person) -> None:
    """ "Instagram followers: 640 of 1,000", and not "of 1,000 followers"."""
    assert "Instagram followers: 1,000 by" in await ana.types("/beat goals")
    await calm.until("2026-04-02 15:00")
    await ben.presses("Give the numbers")
    await ben.fills_in({"Instagram followers": "640"})
    calm.forget()
    assert "Instagram followers: 640 of 1,000 by" in await ana.types("/beat goals")


async def test_a_name_with_words_in_it_is_no_part_of_an_answer(story: Story, ana: Person) -> None:
    """ "Smith, John" and "Never Wong" are called so by themselves: their mention means them, and nothing else."""
    for handle, called in (("smith", "Smith, John"), ("wong", "Never Wong and Ana")):
        member = story.office.server.workspace.add_member(handle, real_name=called, tz="Europe/Berlin")
        member.display_name = called
    await ana.types("/beat setup")
    who = "@smith reads the number and @wong judges it"
    await ana.says("1,000 Instagram followers by end of June", who)  # whom it has not met, it asks Slack about
    said = await ana.says(who)
    assert "Who reads the number: Smith, John" in said
    assert "Who judges it: Never Wong and Ana" in said
    await ana.says("cancel")
    story.forget()
