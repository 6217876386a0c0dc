"""Share in channel: a list that one person saw is posted in the plan's own channel, once, and can be undone."""

from __future__ import annotations

import re

import pytest

from tests.stories.cast import BOT, Person, Story, words_of
from tests.stories.plans import make_plan, slot


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("/beat goals", "Social: goals"),
        ("/beat roles", "Social: who does what"),
        ("/beat calendar", "Social: the next two weeks"),
        ("/beat posts", "Tip of the day"),
        ("/beat ideas", "Social"),
    ],
)
async def test_a_list_is_shared_in_the_home_channel(
    bakery: Story, ana: Person, ben: Person, command: str, shown: str
) -> None:
    """Everyone there sees the list and who shared it; it has no buttons."""
    bakery.forget()
    await ben.types(command)
    await ben.presses("Share in channel", channel="#social")
    ben.sees("Shared in <#", "Everybody there can see it", "Take it back")
    said = ana.sees("Shared by ben", shown)
    assert "Share in channel" not in said
    assert not re.search(r"^(Change|Remove|Next|Back)", said, re.MULTILINE)


async def test_pressed_twice_a_list_is_shared_once(bakery: Story, ana: Person, ben: Person) -> None:
    """The second press says that it is there already; a list that is shown again can be shared again."""
    bakery.forget()
    await ben.types("/beat goals")
    held = ben.holds("Share in channel", channel="#social")
    await ben.presses_held(held)
    ana.sees("Shared by ben")
    ben.sees("Everybody there can see it")
    await ben.presses_held(held)
    ben.sees("already")
    ana.sees_nothing()
    await ben.types("/beat goals")
    await ben.presses("Share in channel", channel="#social")
    ana.sees("Shared by ben")
    ben.sees("Everybody there can see it")


async def test_a_shared_list_can_be_taken_back_and_shared_again(bakery: Story, ana: Person, ben: Person) -> None:
    """By the person who shared it, for ten minutes. After that, the same list can be shared again."""
    bakery.forget()
    await ben.types("/beat roles")
    held = ben.holds("Share in channel", channel="#social")
    await ben.presses_held(held)
    ana.sees("Shared by ben")
    taking = ben.holds("Take it back", channel="#social")
    await ben.presses_held(taking)
    assert not ana.has("Shared by ben")
    ben.finds("Taken back. It does not stand in <#")
    await ben.presses_held(held)
    ana.sees("Shared by ben")
    bakery.forget()
    late = ben.holds("Take it back", channel="#social")
    await bakery.pass_time(minutes=11)
    await ben.presses_held(late)
    ben.sees("Undo works for ten minutes")
    assert ana.has("Shared by ben")


async def test_nobody_takes_back_what_somebody_else_shared(bakery: Story, ana: Person, ben: Person) -> None:
    """A made-up value does nothing."""
    bakery.forget()
    await ben.types("/beat goals")
    await ben.presses("Share in channel", channel="#social")
    ben.sees("Everybody there can see it")
    ana.sees("Shared by ben")
    value = ben.holds("Take it back", channel="#social").action["value"]
    await ana.types("/beat roles")
    await ana.presses("Share in channel", channel="#social")
    bakery.forget()
    await ana.presses_held(ana.holds("Take it back", channel="#social"), value=value)
    ana.sees("cannot find that any more")
    assert ana.has("Shared by ben")


async def test_a_private_plan_is_shared_in_its_own_channel_alone(
    bakery: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Requested in a direct message, and shared: it is in the private channel. A stranger can't share it."""
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Letters", "tue", "11:00", ana, platform="Newsletter")])
    bakery.forget()
    await ana.types("/beat calendar in #secret", channel=BOT)
    held = ana.holds("Share in channel")
    await ana.presses_held(held)
    ana.sees("Everybody there can see it")
    ben.sees("Shared by ana", "Letters")
    cho.sees_nothing()
    cho.home = "#social"
    await cho.types("/beat calendar")
    await cho.presses_held(cho.holds("Share in channel", channel="#social"), value=held.action["value"])
    cho.sees("cannot find that any more")
    ben.sees_nothing()
    eve.sees_nothing()


async def test_a_list_that_does_not_exist_cannot_be_shared(bakery: Story, ana: Person) -> None:
    """The value names one of the lists, or nothing."""
    bakery.forget()
    await ana.types("/beat goals")
    held = ana.holds("Share in channel", channel="#social")
    value = str(held.action["value"]).replace("goals", "today")
    await ana.presses_held(held, value=value)
    ana.sees("cannot find that any more")


async def test_a_list_is_shared_from_home_too(bakery: Story, ana: Person, ben: Person) -> None:
    """In the window over Home, the confirmation comes in a window on top, with Undo."""
    bakery.forget()
    await ana.opens_home()
    await ana.presses_at_home("Goals")
    assert "Everybody there can see it" in await ana.presses_in_window("Share in channel")
    ben.sees("Shared by ana", "Social: goals")
    assert "Taken back" in await ana.presses_in_window("Take it back")
    assert not ben.has("Shared by ana")


async def test_what_is_shared_is_what_is_true_when_it_leaves(bakery: Story, ana: Person, ben: Person) -> None:
    """The list was shown before ben skipped; the shared one shows that he did."""
    bakery.forget()
    shown = await ana.types("/beat calendar")
    assert "skipped" not in shown
    await ben.types("/beat today")
    await ben.chooses("Skip…", "No time", channel="#social")
    bakery.forget()
    await ana.presses("Share in channel", channel="#social")
    assert "ben, skipped" in ben.sees("Shared by ana")
    ana.sees("Everybody there can see it")


async def test_the_day_is_personal_and_is_not_shared(bakery: Story, ben: Person) -> None:
    """`/beat today` has no such button."""
    bakery.forget()
    await ben.types("/beat today")
    found = await ben._control.messages(user="ben", channel="#social")
    assert [m for m in found["messages"] if "Share in channel" in words_of(m)] == []


async def test_where_the_bot_is_not_in_the_channel_it_says_so(bakery: Story, ana: Person, ben: Person) -> None:
    """Nothing is owed that could not be posted; the answer says how to fix it."""
    bakery.forget()
    await ana.types("/beat goals")
    await ana._control.kick(channel="#social", user="@drumbeat", by="ana")
    await bakery.office.quiet()
    bakery.forget()
    await ana.presses("Share in channel", channel="#social")
    ana.sees("/invite @drumbeat")
    ben.sees_nothing()
