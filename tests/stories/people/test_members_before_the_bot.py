"""Problems from a week's trial, and that they stay fixed."""

from __future__ import annotations

from tests.stories.cast import BOT, Person, Story


async def test_who_was_in_a_private_channel_before_the_bot_can_be_given_work_at_once(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """The bot asks Slack who is there as soon as it is invited, and shows the plan's name, not an id."""
    control = bakery.office.server.control
    await control.add_channel(name="backroom", user="ana", private=True, members=["ana", "ben"])
    await control.invite(channel="#backroom", users=BOT, user="ana")
    await bakery.office.quiet()
    ana.home = "#backroom"
    await ana.saves(
        "/beat setup", "20 new clients by end of June", "me", "Newsletter every Tuesday at 11", f"<@{ben.id}>"
    )
    told = "\n".join(told.text for told in bakery.told)
    assert "is not in" not in told
    assert "Newsletter" in told
    bakery.forget()


async def test_the_lead_reads_of_no_reminder_that_somebody_else_got(bakery: Story, ana: Person, dee: Person) -> None:
    """Ben was reminded; then the role went to dee, and the message about her has only what she was told."""
    await bakery.until("2026-04-01 13:30")
    await ana.saves("/beat role", "Instagram editor", f"<@{dee.id}>")
    await bakery.until("2026-04-01 17:30")
    told = ana.finds("1 dut(y|ies) needs? a hand", "dee")
    assert "was reminded" not in told
    bakery.forget()
