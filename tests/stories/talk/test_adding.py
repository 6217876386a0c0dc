"""Adding to a plan: a goal, a role, a recurring post; the bot takes what was given, and only asks for the rest."""

from __future__ import annotations

from tests.stories.cast import BOT, GOAL, Person, Story
from tests.stories.plans import make_plan, slot


async def test_a_goal_in_one_sentence_leaves_who_measures_and_who_reviews(bakery: Story, ana: Person) -> None:
    """Statement, target, date and platform are taken from the command; the date is echoed with its weekday."""
    await ana.types("/beat goal 1,000 Instagram followers by end of March")
    said = await ana.says()
    assert "Number to reach: 1,000 followers" in said
    assert "By: Tue 31 March 2026" in said
    assert "Who reads the number?" in said
    assert "Question 1 of at most 2" in said
    assert "who judges it" in await ana.says("@ben")
    summary = await ana.says("me")
    assert "Who reads the number: ben" in summary
    assert "Who judges it: ana" in summary
    assert "Saved the goal" in await ana.says("save")


async def test_a_role_is_given_and_whoever_gets_it_hears_of_it(bakery: Story, ana: Person, cho: Person) -> None:
    """A command with a role, its holder and its backup only needs Save."""
    summary = await ana.saves("/beat role Photographer @cho, backup @ana")
    assert "Role: Photographer" in summary
    assert "Who does it: cho" in summary
    assert "Backup: ana" in summary
    cho.sees("ana gave you the role .*Photographer.* in Social", "Accept", "Not me")
    assert "Photographer*: cho (asked, no answer yet), backup ana" in await ana.types("/beat roles")


async def test_two_times_in_one_sentence_make_two_regular_posts(bakery: Story, ana: Person) -> None:
    """ "Mon/Wed 9 and 4pm" is two posts on each of the two days, echoed before it is saved."""
    summary = await ana.saves("/beat slot Story on Facebook Mon/Wed 9 and 4pm", "me", GOAL)
    assert "every Monday and Wednesday at 09:00 and 16:00 (Berlin)" in summary
    calendar = await ana.types("/beat calendar")
    monday = calendar[calendar.index("Mon 6 Apr") : calendar.index("Wed 8 Apr")]
    assert "09:00 · Facebook: Story · ana" in monday
    assert "16:00 · Facebook: Story · ana" in monday
    assert calendar.count("Facebook: Story") == 8


async def test_several_things_are_added_one_after_the_other(bakery: Story, ana: Person, ben: Person) -> None:
    """A role, a goal and a post for both: each conversation ends, and the next one knows what was added."""
    await ana.saves("/beat role Writer @ana")
    await ana.saves("/beat goal 500 newsletter subscribers by end of June", "writer", "writer")
    await ana.saves("/beat slot Newsletter every Tuesday at 11", "writer", "500 newsletter subscribers")
    assert "Asked each week: Writer (ana). Reviewed by: Writer (ana)" in await ana.types("/beat goals")
    assert "11:00 · Newsletter: Newsletter · ana" in await ana.types("/beat calendar")


async def test_what_was_given_can_still_be_changed(bakery: Story, ana: Person) -> None:
    """At the summary, naming a part with its new value changes it, and the rest stays."""
    await ana.types("/beat goal 1,000 Instagram followers by end of June")
    await ana.says("me", "me")
    bakery.forget()
    summary = await ana.says("change number to reach to 1,500 followers")
    assert "Number to reach: 1,500 followers" in summary
    assert "By: Tue 30 June 2026" in summary
    await ana.says("save")


async def test_a_goal_can_be_added_from_a_direct_message(bakery: Story, ana: Person) -> None:
    """With only one visible plan there is nothing to ask: the conversation continues where it began."""
    await ana.types("/beat goal 20 customer reviews by end of June", channel=BOT)
    ana.sees("Number to reach", "Who reads the number")
    assert "who judges it" in await ana.says("me", channel=BOT)
    await ana.says("me", channel=BOT)
    assert "Saved the goal" in await ana.says("save", channel=BOT)
    assert "customer reviews" in await ana.types("/beat goals")


async def test_with_several_plans_the_channel_is_named(bakery: Story, ana: Person, ben: Person) -> None:
    """ "in #channel" says which plan is meant; without it, nothing is guessed."""
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    ana.home = "#social"
    command = "/beat goal 20 customer reviews by end of June"
    assert "I cannot tell which one you mean" in await ana.types(command, channel=BOT)
    ana.sees_nothing()
    await ana.types(f"{command} in #secret", channel=BOT)
    ana.sees("Number to reach")
    await ana.says("me", "me", "save", channel=BOT)
    bakery.forget()
    secret = await ana.types("/beat goals in #secret", channel=BOT)
    assert "customer reviews" in secret
    assert "customer reviews" not in await ana.types("/beat goals")


async def test_a_role_that_is_there_changes_hands(bakery: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The summary says that the role exists; the new holder has its work from then on."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    summary = await ana.saves("/beat role Instagram editor @cho")
    assert "Instagram editor (this role is there already)" in summary
    cho.sees("ana gave you the role", "Tip of the day, every Monday, Wednesday and Friday at 10:00")
    assert "Instagram editor*: cho" in await ana.types("/beat roles")
    bakery.forget()
