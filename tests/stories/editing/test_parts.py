"""Telling the bot what a strategy holds beside goals, roles and posts: in conversation, in a form; changed, removed."""

from __future__ import annotations

from tests.stories.cast import BOT, Person, Story


async def test_an_audience_is_told_in_conversation_and_listed(calm: Story, ana: Person) -> None:
    """The name, then who they are and what they care about; what was saved stands in the list with its button."""
    said = await ana.saves(
        "/beat audience people who live near the bakery", "parents, owners of cafés", "Good bread before school"
    )
    assert "Audience: people who live near the bakery" in said
    assert "Roles and titles: parents, owners of cafés" in said
    shown = await ana.types("/beat audiences")
    assert "people who live near the bakery" in shown
    assert "What they care about: Good bread before school" in shown
    assert "Change…" in shown


async def test_a_platform_that_is_there_gets_what_is_told_of_it(calm: Story, ana: Person) -> None:
    """A regular post has named Instagram before: it is not there twice."""
    said = await ana.saves("/beat platform ig", "Primary", "1,000 Instagram followers", "4", "skip", "skip")
    assert "it is there already: I add to it" in said
    shown = await ana.types("/beat platforms")
    assert shown.count("*Instagram*") == 1
    assert "Priority: Primary" in shown
    assert "Goals: 1,000 Instagram followers" in shown
    assert "Hours a week: 4" in shown


async def test_what_is_named_for_the_first_time_comes_to_be(calm: Story, ana: Person) -> None:
    """Evidence about a new audience on a new platform makes both."""
    await ana.saves("/beat evidence 31 of 50 customers look at it daily", "Mastodon", "bread lovers", "our survey")
    assert "Mastodon" in await ana.types("/beat platforms")
    assert "bread lovers" in await ana.types("/beat audiences")
    shown = await ana.types("/beat evidence")
    assert "Platform: Mastodon" in shown
    assert "Source: our survey" in shown


async def test_a_highlight_takes_its_day_out_of_the_sentence(calm: Story, ana: Person) -> None:
    """ "Our 50th birthday on 12 May" is a name and a date."""
    said = await ana.saves("/beat highlight Our 50th birthday on 12 May", "Instagram", "1,000 Instagram followers")
    assert "Highlight: Our 50th birthday" in said
    assert "From: Tue 12 May 2026" in said


async def test_what_a_plan_has_one_of_is_changed_and_not_doubled(calm: Story, ana: Person) -> None:
    """A vision told again is the same vision with other words."""
    await ana.saves("/beat vision Everybody in town knows where their bread comes from.")
    said = await ana.types("/beat vision The whole valley knows us.")
    assert said
    await ana.says("save")
    assert "Saved: vision" in await ana.last("#social", ana.thread)
    assert "removed" not in await ana.types("/beat history")
    calm.forget()


async def test_a_part_is_changed_in_a_form_with_undo(calm: Story, ana: Person) -> None:
    """What was changed is said with both values, and can be taken back."""
    await ana.saves("/beat competitor The bakery at the station", "Instagram", "Their live stream")
    shown = await ana.types("/beat competitors")
    assert "The bakery at the station" in shown
    await ana.presses("Change…", channel="#social")
    await ana.fills_in({"What works for them?": "Their Saturday queue"})
    ana.sees("Changed: the competitor The bakery at the station", "What works for them: Their live stream → Their Sat")
    await ana.presses("Undo")
    assert "Their live stream" in await ana.types("/beat competitors")
    calm.forget()


async def test_a_part_is_removed_and_put_back(calm: Story, ana: Person) -> None:
    """Removing asks first, and can be taken back for ten minutes."""
    await ana.saves("/beat milestone A podcast of our own by end of next year", "200 listeners")
    await ana.types("/beat milestones")
    await ana.presses("Change…", channel="#social")
    window = await ana.presses_in_window("Remove it…")
    assert "Remove the milestone *A podcast of our own*?" in window
    await ana.fills_in({})
    ana.sees("Removed: the milestone A podcast of our own")
    assert "nothing here yet" in await ana.types("/beat milestones")
    await ana.presses("Undo")
    assert "A podcast of our own" in await ana.types("/beat milestones")
    calm.forget()


async def test_the_history_says_who_changed_what(calm: Story, ana: Person) -> None:
    """Newest first, with both values."""
    await ana.saves("/beat competitor The bakery at the station", "Instagram", "Their live stream")
    await ana.types("/beat competitors")
    await ana.presses("Change…", channel="#social")
    await ana.fills_in({"What works for them?": "Their Saturday queue"})
    shown = await ana.types("/beat history")
    assert "ana changed the competitor The bakery at the station" in shown
    assert "What works for them: Their live stream → Their Saturday queue" in shown
    assert shown.index("changed the competitor") < shown.index("added the competitor")
    calm.forget()


async def test_a_conversation_can_be_had_in_a_form(calm: Story, ana: Person) -> None:
    """Everything that is wrong is said at once; nothing is lost."""
    await ana.types("/beat experiment")
    await ana.presses_in_thread("Answer in a form")
    wrong = {
        "What do you believe, and want to try out?": "Videos do better",
        "From when do you try it?": "2026-05-01",
        "Until when?": "2026-04-15",
    }
    assert "before it begins" in str((await ana.fills_in(wrong))["errors"])
    answer = await ana.fills_in({"Until when?": "2026-06-01"})
    assert not answer.get("errors")
    assert "Videos do better" in await ana.types("/beat experiments")
    calm.forget()


async def test_details_of_a_goal_and_a_role_are_in_their_forms(calm: Story, ana: Person) -> None:
    """What a goal is for, what would be done if its number went wrong, and the hours of a role."""
    await ana.types("/beat goals")
    await ana.presses("Change…", channel="#social")
    await ana.fills_in(
        {
            "What would you do if this number went wrong?": "Ask ten followers",
            "From which number on would you worry?": "500",
        }
    )
    ana.sees("What we would do: nothing → Ask ten followers", "Worry line: nothing → 500")
    await ana.types("/beat roles")
    await ana.presses("Change…", channel="#social")
    await ana.fills_in({"How many hours a week does this role have?": "6"})
    ana.sees("Hours a week: nothing → 6")
    calm.forget()


async def test_strangers_see_none_of_it(calm: Story, ana: Person, eve: Person) -> None:
    """For whoever is not in the channel, the plan's parts do not exist."""
    await ana.saves("/beat competitor The bakery at the station")
    assert "The bakery at the station" in await ana.types("/beat competitors", channel=BOT)
    for command in ("/beat competitors", "/beat history", "/beat competitor"):
        assert "no plan yet" in await eve.types(command, channel=BOT)


async def test_a_highlight_offers_its_work_and_puts_it_on_the_calendar(calm: Story, ana: Person) -> None:
    """Announce it, prepare it, publish on the day, look back; one tap, and one to take it back."""
    await ana.saves("/beat highlight Our 50th birthday on 12 May", "Instagram", "1,000 Instagram followers")
    said = await ana.last("#social", ana.thread)
    assert "Shall I put its work on the calendar?" in said
    assert "Mon 27 Apr, 10:00: Prepare: Our 50th birthday · Instagram editor (ana)" in said
    await ana.presses_in_thread("Put it on the calendar")
    shown = await ana.types("/beat posts")
    for title in ("Announce: Our 50th birthday", "Prepare: Our 50th birthday", "Look back: Our 50th birthday"):
        assert title in shown
    await ana.presses_in_thread("Undo")
    assert "Our 50th birthday" not in await ana.types("/beat posts")
    calm.forget()


async def test_renaming_a_platform_shows_in_the_duties_that_stand(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben's digest says the new name, not the one of this morning."""
    await bakery.until("2026-03-30 09:10")
    bakery.forget()
    await ana.types("/beat platforms")
    await ana.presses("Change…", channel="#social")
    await ana.fills_in({"Which platform? A network, a blog, a newsletter.": "Insta"})
    ben.finds("Insta: Tip of the day")
    bakery.forget()


async def test_what_a_plan_has_one_of_is_never_two(calm: Story, ana: Person) -> None:
    """The vision is removed, another is told: taking the removal back would make two, and is refused."""
    await ana.saves("/beat vision Everybody knows our bread.")
    await ana.types("/beat vision")
    await ana.presses("Change…", channel="#social")
    await ana.presses_in_window("Remove it…")
    await ana.fills_in({})
    undo = ana.holds("Undo")
    await ana.saves("/beat vision The whole valley knows us.")
    await ana.presses_held(undo)
    ana.sees("changed")
    shown = await ana.types("/beat vision")
    assert "The whole valley" in shown
    assert "Everybody knows" not in shown
    calm.forget()


async def test_what_somebody_else_changed_meanwhile_stays(calm: Story, ana: Person, ben: Person) -> None:
    """Ana begins to change the tone; ben changes another part of it; hers is saved, and his stays."""
    await ana.saves("/beat positioning Bread takes time", "The old oven", "We ask them", "Warm", "No stock photos")
    await ana.types("/beat positioning Bread takes a night")
    await ben.types("/beat positioning", channel="#social")
    await ben.presses("Change…", channel="#social")
    await ben.fills_in({"What can nobody else say?": "The new oven"})
    await ana.says("save")
    shown = await ana.types("/beat positioning")
    assert "Bread takes a night" in shown
    assert "The new oven" in shown
    calm.forget()


async def test_a_new_number_of_a_kind_that_cannot_take_it_is_refused(calm: Story, ana: Person) -> None:
    """A rating goes from 1 to 5: a target of 1,000 is told of beside its field."""
    await ana.types("/beat goals")
    shown = calm.told[-1].message
    goal = next(block["accessory"]["value"] for block in shown["blocks"] if "accessory" in block)
    held = ana.holds("Change…", "#social")
    await ana.presses_held(held, action_id="add_number", value=goal)
    wrong = {"What is counted?": "How content customers are", "Which number shows that you got there?": "1000"}
    answer = await ana.fills_in({**wrong, "Which way is better?": "rating"})
    assert "A rating goes from 1 to 5" in str(answer["errors"])
    answer = await ana.fills_in({"Which number shows that you got there?": "4"})
    assert not answer.get("errors")
    assert "How content customers are" in await ana.types("/beat goals")
    calm.forget()
