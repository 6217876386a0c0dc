"""Being given a role: the first message, and each of its answers."""

from __future__ import annotations

from tests.stories.cast import GOAL, Person, Story


async def test_the_first_message_says_by_whom_what_for_and_when_the_first_digest_comes(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ben was given the editor's role at half past seven, and is told when his day begins."""
    await bakery.until("2026-03-30 08:59")
    ben.sees_nothing()
    await bakery.until("2026-03-30 09:00")
    offer = ben.sees("ana gave you the role .*Instagram editor.* in Social", "Accept", "Not me", "Change the hour")
    assert "Instagram: Tip of the day, every Monday, Wednesday and Friday at 10:00" in offer
    assert "Your digest comes at 09:00 (Berlin) from now on" in offer
    assert "Its tasks are yours unless you press *Not me*" in offer
    assert "1 to do" in offer.partition("Monday, 30 Mar")[2]  # it is the first digest


async def test_who_accepts_reads_that_it_is_theirs(bakery: Story, ana: Person, ben: Person) -> None:
    """Accept, even pressed twice, removes the questions from the message; the list of roles shows it."""
    assert "ben (asked, no answer yet)" in await ana.types("/beat roles")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Accept")
    accepted = ben.finds("✓ You accepted", "Change the hour")
    assert "Not me" not in accepted
    assert "asked, no answer yet" not in await ana.types("/beat roles")


async def test_who_says_not_me_is_let_go_and_the_lead_is_told(bakery: Story, ana: Person, ben: Person) -> None:
    """The work goes to the lead if there is no backup, with its reminder; ben gets nothing more."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Not me")
    ben.finds("You said that it is not for you")
    told = ana.sees("ben said no to the role Instagram editor in <#", "`/beat role Instagram editor @ana`")
    assert "come to the backup or the lead" in told
    await bakery.until("2026-03-30 10:00")
    ana.sees("It is time for .*Tip of the day")
    ben.sees_nothing()


async def test_a_digest_does_not_keep_the_buttons_of_work_that_was_declined(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ben's digest came before he declined: its work is somebody else's now, and it says whose."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Not me")
    ana.sees("ben said no")
    digest = ben.finds("Monday, 30 Mar")
    assert "Done" not in digest
    assert "Now with ana: Instagram: Tip of the day" in digest


async def test_the_backup_steps_in_before_the_lead(bakery: Story, ana: Person, ben: Person, cho: Person) -> None:
    """With a backup, what ben declines is the backup's, at the backup's own hour."""
    await ana.saves("/beat role Instagram editor @ben, backup @cho")
    cho.sees("ana asks you to step in as .*Instagram editor", "when the person who has it cannot")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Not me")
    ana.sees("ben said no")
    await bakery.until("2026-03-30 10:00")
    cho.sees("It is time for .*Tip of the day", "due at 17:00 your time, 10:00 in Berlin")
    await bakery.until("2026-03-31 02:00")
    cho.sees("Tuesday, 31 Mar", "Was due yesterday 17:00 your time, 10:00 in Berlin", "Tip of the day")
    ana.sees_nothing()


async def test_a_backup_who_says_no_leaves_the_role_where_it_is(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Ana reads that the backup declined, not the holder; ben continues as before."""
    await ana.saves("/beat role Instagram editor @ben, backup @cho")
    cho.sees("ana asks you to step in")
    await cho.presses("Not me")
    cho.finds("You said that it is not for you")
    await bakery.until("2026-03-30 09:00")
    ana.sees("cho said no to stepping in as Instagram editor", "Whoever has the role keeps it", "backup @ben")
    ben.sees("gave you the role", "1 to do")


async def test_the_hour_can_be_changed_at_once(bakery: Story, ben: Person) -> None:
    """The digest comes at the new hour the next day; the form names the zone."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Change the hour")
    await ben.fills_in({"When may your digest come?": "07:30"})
    ben.finds("Your digest comes at 07:30 .Berlin. from now on", "Accept")
    await ben.presses("Done")
    await bakery.until("2026-04-01 07:29")
    ben.sees_nothing()
    await bakery.until("2026-04-01 07:30")
    ben.sees("Wednesday, 1 Apr", "1 to do")


async def test_an_hour_that_is_over_today_brings_the_digest_now(bakery: Story, ben: Person) -> None:
    """At eight ben moves his hour from nine to seven: today's digest isn't lost, and doesn't apologize."""
    await bakery.until("2026-03-30 08:00")
    assert "Your digest comes at 07:00 (Berlin)" in await ben.types("/beat hour 7:00")
    digest = ben.sees("gave you the role", "Monday, 30 Mar", "1 to do")
    assert "late" not in digest
    await bakery.until("2026-03-30 09:30")
    ben.sees_nothing()


async def test_an_hour_at_night_is_refused_with_what_would_do(bakery: Story, ben: Person) -> None:
    """The form stays open and says which hours there are."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Change the hour")
    answer = await ben.fills_in({"When may your digest come?": "03:00"})
    assert answer["errors"] == {
        "hour": "A digest can come between 05:00 and 16:00 on your clock. Choose an hour in between, like 08:30."
    }


async def test_a_role_given_at_night_arrives_in_that_persons_morning(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Five in the afternoon in Berlin is midnight in Tokyo: cho is told at nine, her time."""
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Done")
    await bakery.until("2026-03-30 17:00")
    bakery.forget()
    await ana.saves("/beat role Newsletter editor @cho")
    await bakery.until("2026-03-31 01:59")
    cho.sees_nothing()
    await bakery.until("2026-03-31 02:00")
    cho.sees("ana gave you the role .*Newsletter editor", "Your first digest comes Wed 1 Apr 09:00 .Tokyo.")


async def test_a_guest_of_the_home_channel_may_hold_a_role(bakery: Story, ana: Person, dee: Person) -> None:
    """Dee, a guest, gets the offer, the digest and the buttons like everyone."""
    await ana.saves("/beat slot Behind the counter on Facebook, Mon 16:00, Facebook editor @dee", GOAL)
    await bakery.until("2026-03-30 09:00")
    dee.sees("ana gave you the role .*Facebook editor", "Monday, 30 Mar", "Behind the counter")
    bakery.forget()
    await dee.presses("Done")
    dee.finds("✓ Done 09:00 — Facebook: Behind the counter")
    await bakery.until("2026-03-30 17:30")
    dee.sees_nothing()
    bakery.forget()


async def test_giving_oneself_a_role_is_no_news(bakery: Story, ana: Person) -> None:
    """Ana gives herself a role: it is hers without being asked."""
    said = await ana.saves("/beat role Photographer @ana")
    assert "Who does it: ana" in said
    await bakery.until("2026-03-30 09:30")
    ana.sees_nothing()
    assert "*Photographer*: ana\n" in await ana.types("/beat roles")
    bakery.forget()


async def test_an_offer_that_is_over_cannot_be_accepted(bakery: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The role went to somebody else in the meantime: the old message says so on a press, or before."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ana.saves("/beat role Instagram editor @cho")
    cho.sees("ana gave you the role .*Instagram editor")
    over = ben.finds("gave you the role|went to")
    assert "Accept" not in over
