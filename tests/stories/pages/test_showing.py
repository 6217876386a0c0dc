"""Lists, the calendar and the day are shown to the person who asks, and to nobody else."""

from __future__ import annotations

from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import make_plan, slot


async def test_the_goals_say_how_they_stand_and_who_looks_after_them(bakery: Story, ana: Person) -> None:
    """Before the first number nothing is judged."""
    goals = await ana.types("/beat goals")
    assert "Instagram followers: 1,000 by Wed 30 Jun 2027. No number yet." in goals
    assert "Asked each week: Instagram editor (ben). Reviewed by: Reviewer (ana)" in goals


async def test_the_roles_say_who_does_what_and_who_leads(bakery: Story, ana: Person) -> None:
    """The lead is named once, although the person who set it up is both."""
    roles = await ana.types("/beat roles")
    assert "Instagram editor*: ben" in roles
    assert "\nLead: ana\n" in roles


async def test_the_calendar_shows_two_weeks(bakery: Story, ana: Person) -> None:
    """Each entry has its time, its title and who does it; near days are named."""
    calendar = await ana.types("/beat calendar")
    assert "Mon 30 Mar (today)" in calendar
    assert "10:00 · Instagram: Tip of the day · ben" in calendar
    assert "Fri 10 Apr" in calendar
    assert "Mon 13 Apr" not in calendar


async def test_the_day_is_ones_own(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben's duty is in his day, with its buttons, and not in ana's."""
    assert "Nothing for you today" in await ana.types("/beat today")
    day = await ben.types("/beat today")
    assert "Tip of the day" in day
    assert "Done" in day


async def test_plans_are_listed_for_people_who_may_see_them(bakery: Story, ana: Person, eve: Person) -> None:
    """Eve is in none of the channels."""
    social = bakery.office.server.workspace.find_channel("#social", ana.id)
    mine = await ana.types("/beat plans", channel=BOT)
    assert "1 plan that you can see:" in mine
    assert f"in <#{social.id}>" in mine
    theirs = await eve.types("/beat plans", channel=BOT)
    assert "no plan yet that you can see" in theirs
    assert social.id not in theirs


async def test_help_lists_what_can_be_typed_with_examples(story: Story, ana: Person) -> None:
    """Each command has an example that works as it is."""
    text = await ana.types("/beat help")
    for command in ("setup", "today", "goals", "goal 1,000", "roles", "role Editor", "calendar", "slot ", "cancel"):
        assert f"`/beat {command}" in text


async def test_beat_alone_offers_set_up_where_there_is_no_plan(story: Story, ana: Person) -> None:
    """One press begins the conversation."""
    assert "This channel has no plan yet" in await ana.types("/beat")
    await ana.presses("Set up a plan", channel=ana.home)
    ana.sees("Let us set up your plan")
    ana.sees("What do you want to achieve?")


async def test_beat_alone_offers_what_there_is(bakery: Story, ana: Person, ben: Person) -> None:
    """In the home channel: the plan's name, how much is waiting, and a button for each list."""
    assert "1 duty waits for you" in await ben.types("/beat")
    assert "Nothing waits for you" in await ana.types("/beat")
    for button, shown in (
        ("Goals", "Social: goals"),
        ("Roles", "who does what"),
        ("Calendar", "the next two weeks"),
        ("My day", "Nothing for you today"),
        ("Help", "/beat reminders gentle"),
    ):
        await ana.types("/beat")
        await ana.presses(button, channel=ana.home)
        ana.sees(shown)
    await ana.types("/beat")
    await ana.presses("Add a regular post", channel=ana.home)
    ana.sees("I have a question or two for you")
    ana.sees("What is to be done regularly?")


async def test_in_a_direct_message_the_only_plan_is_meant(bakery: Story, ana: Person, eve: Person) -> None:
    """Lists and menu need no channel; a person without a visible plan is told where to begin."""
    assert "Social: goals" in await ana.types("/beat goals", channel=BOT)
    assert "*Social*" in await ana.types("/beat", channel=BOT)
    assert "no plan yet that you can see" in await eve.types("/beat goals", channel=BOT)
    assert "There is no plan here" in await eve.types("/beat", channel=BOT)


async def test_with_several_plans_a_direct_message_asks_which(bakery: Story, ana: Person) -> None:
    """The answer names the plans and how to name one; named, it is shown. `/beat` alone asks as well."""
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    ana.home = "#social"
    for command in ("/beat goals", "/beat roles", "/beat calendar", "/beat"):
        said = await ana.types(command, channel=BOT)
        assert "You have more than one plan" in said
        assert "#social, #secret" in said
    assert "Letter" in await ana.types("/beat calendar in #secret", channel=BOT)
    assert "Tip of the day" in await ana.types("/beat calendar in #social", channel=BOT)
    assert "Tip of the day" in await ana.types("/beat calendar", channel="#social")


async def test_the_plan_of_another_channel_can_be_shown_by_name(bakery: Story, ana: Person) -> None:
    """In a channel without a plan, the asker's only plan is meant, and a plan can be named."""
    assert "Social: goals" in await ana.types("/beat goals", channel="#elsewhere")
    assert "Social: goals" in await ana.types("/beat goals in #social", channel="#elsewhere")
