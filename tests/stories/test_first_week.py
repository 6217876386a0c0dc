"""A team's first week, from `/beat setup` to a closed review."""

from __future__ import annotations

from tests.stories.cast import Person, Story


async def test_a_first_week(story: Story, ana: Person, ben: Person) -> None:
    """A goal and roles are captured, duties arrive, a missed one is nudged and handed up, the review opens."""
    assert "seven questions" in await ana.types("/beat setup")
    assert "achieve" in await ana.says()
    assert "Who reads that number" in await ana.says("1,000 Instagram followers by end of June")
    assert "post regularly" in await ana.says("@ben reads the number and I judge it")
    assert "Who does it" in await ana.says("Tip of the day on Instagram, Mon/Wed/Fri 10:00")
    summary = await ana.says("Instagram editor @ben")
    while "Save" not in summary:
        summary = await ana.says("skip")
    print(summary)
    await ana.presses_in_thread("Save")
    story.read()
    for t in story.told:
        if not t.seen:
            print("TOLD", t.channel, t.to, t.text, "\n---")
    story.forget()
    for m in (
        "2026-03-30 09:00",
        "2026-03-30 10:00",
        "2026-03-30 11:00",
        "2026-03-30 13:00",
        "2026-03-30 16:00",
        "2026-03-31 18:00",
        "2026-04-01 12:00",
        "2026-04-02 15:00",
        "2026-04-03 15:00",
        "2026-04-06 12:00",
    ):
        await story.until(m)
        print("=====", m)
        for t in story.told:
            if not t.seen:
                print("TOLD", t.channel, t.to, "GONE" if t.gone else "", t.text, "\n---")
        story.forget()
    assert False
