"""Home: one tab with the reader's day, roles, goals and settings; actions there take effect, and show right away."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import make_plan, slot

# The goal form's label for a measure's baseline.
BASELINE = "Where did it stand at the beginning?"


def published(story: Story, person: Person) -> int:
    """Count how often a person's Home was published."""
    journal = story.office.server.journal
    return sum(1 for e in journal if e["kind"] == "home" and e["user"] == person.id)


def refused(story: Story) -> list[dict[str, Any]]:
    """List what Slack refused."""
    return [e for e in story.office.server.journal if e["kind"] == "call" and not e["ok"]]


async def test_home_shows_the_day_the_roles_the_goals_and_the_settings(bakery: Story, ben: Person) -> None:
    """Opened before his digest, ben's Home has today's duty with its buttons, and a first step."""
    bakery.forget()
    home = await ben.opens_home()
    assert "Welcome to Drumbeat" in home
    assert "*The first step:* somebody gave you a role" in home
    assert "Monday, 30 Mar" in home
    assert "1 to do." in home
    assert "*10:00* · Instagram: Tip of the day" in home
    assert "• *Instagram editor*: next 10:00 · Instagram: Tip of the day" in home
    assert "*1,000 Instagram followers*" in home
    assert "No number yet" in home
    assert "Your digest comes at 09:00 (Berlin)" in home
    assert "Reminders are standard" in home
    assert published(bakery, ben) == 1
    assert refused(bakery) == []


async def test_home_says_when_the_next_number_is_asked_for(story: Story, ana: Person, ben: Person) -> None:
    """Ben has no post, and reports the number: the message about his role and his Home both say so."""
    autumn = slot("Harvest tip", "sat", "10:00", ana, start=date(2026, 10, 3))
    await make_plan(story, ana, [autumn], measurer=ben)
    assert "the next numbers are asked for Thu 2 Apr at 15:00." in await ben.opens_home()
    await story.until("2026-03-30 09:00")
    ben.finds("gave you the role", "Reading a number every week: Instagram followers")
    story.forget()


async def test_home_explains_itself_on_the_first_day_alone(bakery: Story, ben: Person) -> None:
    """A day later the explanation is gone; everything that it explained is still there."""
    bakery.forget()
    assert "Welcome" in await ben.opens_home()
    await bakery.pass_time(days=1, hours=1)
    home = await ben.opens_home()
    assert "Welcome" not in home
    assert "Tuesday, 31 Mar" in home
    bakery.forget()


async def test_done_in_home_is_done_and_can_be_undone_there(bakery: Story, ben: Person) -> None:
    """After the press the duty is shown as settled, with Undo; undone, it is open again. Nobody gets a message."""
    bakery.forget()
    await ben.opens_home()
    home = await ben.presses_at_home("Done")
    assert "Nothing is left to do today." in home
    assert "✓ Done 07:30 — Instagram: Tip of the day\nInstagram 1 of 3 this week." in home
    assert "Nothing is left to do" in await ben.types("/beat today")
    home = await ben.presses_at_home("Undo")
    assert "1 to do." in home
    assert "✓ Done" not in home
    ben.sees_nothing()


async def test_what_a_form_changes_shows_in_home_at_once(bakery: Story, ben: Person) -> None:
    """Skip asks for the reason in a form; when that is sent, Home shows it."""
    bakery.forget()
    await ben.opens_home()
    await ben._control.select(user="ben", home=True, label="Skip…", value="Other reason…")
    await bakery.office.quiet()
    assert "1 to do." in await ben.home_tab()
    await ben.fills_in({"skip_text": "The oven is broken."})
    assert "Skipped 07:30, The oven is broken. — Instagram: Tip of the day" in await ben.home_tab()


async def test_a_role_is_accepted_in_home(bakery: Story, ben: Person) -> None:
    """The offer waits for the morning as a message; in Home it can be answered earlier."""
    bakery.forget()
    assert "You were given the role *Instagram editor*." in await ben.opens_home()
    assert "You were given the role" not in await ben.presses_at_home("Accept")
    await bakery.until("2026-03-30 09:00")
    ben.sees("1 to do", "Tip of the day")
    bakery.forget()


async def test_what_is_pressed_on_an_old_home_is_answered_in_a_window_and_home_is_drawn_anew(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ana skipped ben's duty meanwhile; his Home, drawn before that, is updated when he presses Done."""
    bakery.forget()
    await ben.opens_home()
    assert "1 to do." in await ben.home_tab()
    await bakery.until("2026-03-30 16:59")
    bakery.forget()
    await ana.chooses("Skip…", "No time")
    bakery.forget()
    assert "1 to do." in await ben.home_tab()
    home = await ben.presses_at_home("Done")
    assert "settled already: skipped by ana" in await ben.window()
    assert "Nothing for you today." in home


async def test_an_eye_on_the_lists_from_home(bakery: Story, ana: Person) -> None:
    """Goals, roles and calendar open as windows over Home; nothing is posted anywhere."""
    bakery.forget()
    home = await ana.opens_home()
    assert "You lead it." in home
    for button, shown in (("Goals", "Social: goals"), ("Roles", "who does what"), ("Calendar", "next two weeks")):
        await ana.presses_at_home(button)
        assert shown in await ana.window()
    ana.sees_nothing()


async def test_what_is_missing_is_named(bakery: Story, ana: Person) -> None:
    """The three most important kinds, in the order of asking; the rest is counted."""
    bakery.forget()
    home = await ana.opens_home()
    assert "*What is missing*" in home
    assert "There is no vision yet. Where does all of this lead?" in home
    assert "Nothing says yet what the organisation wants to bring about." in home
    assert "“Instagram followers” has no number to start from." in home
    assert re.search(r"[0-9]+ more can wait", home)


async def test_what_is_mended_from_home_belongs_to_the_right_plan(bakery: Story, ana: Person) -> None:
    """With two plans, one plan's button opens its form, and the other plan still lacks the same."""
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Read the letters", "tue", "11:00", ana, kind="listen")])
    bakery.forget()
    home = await ana.opens_home()
    assert home.count("There is no vision yet.") == 2
    await ana.presses_at_home("Say it", value="strategy:2:0|vision")
    await ana.fills_in({"Where does all of this lead? Three sentences at most.": "Letters are answered."})
    ana.sees("Saved: vision")
    assert (await ana.opens_home()).count("There is no vision yet.") == 1
    assert "There is no vision yet" in await ana.types("/beat missing in #social", channel=BOT)
    assert "There is no vision yet" not in await ana.types("/beat missing in #secret", channel=BOT)


async def test_private_plans_show_to_those_inside_alone(
    bakery: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Ana and ben are in the private channel; cho isn't, and eve is in neither: she reads how to start."""
    ana.home = "#secret"
    await make_plan(bakery, ana, [slot("Letters", "tue", "11:00", ana, platform="Newsletter")])
    bakery.forget()
    home = await ana.opens_home()
    # The plan with something to do comes first, although the other one is older.
    assert home.index("*Newsletter editor*") < home.index("*Reviewer*")
    assert "Newsletter editor" not in await cho.opens_home()
    home = await eve.opens_home()
    assert "type `/beat setup`" in home
    assert "Social" not in home
    eve.sees_nothing()


async def test_home_is_paged_when_there_is_much_to_do(story: Story, ana: Person, ben: Person) -> None:
    """Twelve duties: eight with buttons, the others as lines; the next page has the other four. Done keeps the page."""
    await make_plan(story, ana, [slot(f"Tip {n}", "mon", "10:00", ben) for n in range(1, 13)])
    story.forget()
    home = await ben.opens_home()
    assert "12 to do. This is page 1 of 2." in home
    assert home.count("Scheduled") == 8
    assert "*Then:*" in home
    home = await ben.presses_at_home("Show more")
    assert "This is page 2 of 2." in home
    assert home.count("Scheduled") == 4
    home = await ben.presses_at_home("Done")
    assert "11 to do. This is page 2 of 2." in home
    assert "✓ Done 07:30" in home
    assert home.count("Scheduled") == 3
    home = await ben.presses_at_home("Back")
    assert "✓ Done" in home
    assert refused(story) == []


async def test_the_messages_tab_publishes_nothing(bakery: Story, ben: Person) -> None:
    """Slack reports both tabs; only Home is drawn."""
    bakery.forget()
    await ben._control.open_home(user="ben", tab="messages")
    await bakery.office.quiet()
    assert published(bakery, ben) == 0


async def test_slack_away_home_is_published_once_when_it_is_back(bakery: Story, ben: Person) -> None:
    """Opened three times while Slack refuses: the last state is published once, and no message waited for it."""
    bakery.forget()
    server = bakery.office.server
    await server.control.fault(kind="ratelimited", method="views.publish", retry_after=1, count=1)
    for _ in range(3):
        await ben._control.open_home(user="ben")
    await bakery.office.quiet()
    assert published(bakery, ben) == 1
    assert "1 to do." in await ben.home_tab()


async def test_a_home_of_which_nobody_knows_whether_it_arrived_is_published_again(bakery: Story, ben: Person) -> None:
    """Publishing twice is harmless, so history isn't read."""
    bakery.forget()
    await bakery.office.server.control.fault(kind="reset_after", method="views.publish", count=1)
    assert "1 to do." in await ben.opens_home()
    assert published(bakery, ben) == 2
    asked = [e["method"] for e in bakery.office.server.journal if e["kind"] == "call"]
    assert "conversations.history" not in asked
    assert await ben.last(BOT) == ""


async def test_after_a_review_the_goals_have_their_picture(bakery: Story, ana: Person, ben: Person) -> None:
    """The last review's chart is shown with the bars; if it is deleted in Slack, Home comes without it."""
    await bakery.until("2026-04-02 15:00")
    await ben.presses("Give the numbers")
    await ben.fills_in({"number": "640"})
    await bakery.until("2026-04-03 15:30")
    bakery.forget()
    await ana.opens_home()
    (picture,) = await pictures_in_home(ana)
    assert picture["alt_text"] == "Social: the numbers over time, as of Fri 3 Apr"
    bakery.office.server.workspace.files[picture["slack_file"]["id"]]["channels"] = []
    home = await ana.opens_home()
    assert "1,000 Instagram followers" in home
    assert await pictures_in_home(ana) == []


async def pictures_in_home(person: Person) -> list[dict[str, Any]]:
    """List the pictures in a person's Home."""
    view = (await person._control.home(user=person.name))["view"]
    return [block for block in view["blocks"] if block["type"] == "image"]


async def test_ones_settings_are_changed_from_home(bakery: Story, ben: Person) -> None:
    """The form opens over Home with the current values; once saved, Home shows the new hour."""
    bakery.forget()
    assert "Your digest comes at 09:00 (Berlin)" in await ben.opens_home()
    await ben._control.press(user="ben", home=True, action_id="edit_mine")
    await bakery.office.quiet()
    answer = await ben.fills_in({"When may your digest come?": "08:30"})
    assert "errors" not in answer
    assert "Your digest comes at 08:30 (Berlin)" in await ben.home_tab()
    bakery.forget()


async def test_what_is_missing_is_filled_in_from_home(bakery: Story, ana: Person) -> None:
    """The gap's button opens the goal's form; once the baseline is there, the gap is gone."""
    bakery.forget()
    assert "has no number to start from" in await ana.opens_home()
    await ana._control.press(user="ana", home=True, action_id="edit_goal")
    await bakery.office.quiet()
    assert BASELINE in await ana.window()
    answer = await ana.fills_in({BASELINE: "400"})
    assert "errors" not in answer
    assert "has no number to start from" not in await ana.home_tab()
    bakery.forget()


async def test_a_list_over_home_leads_to_its_forms(bakery: Story, ana: Person) -> None:
    """The form opens on top of the list; once saved, Home behind both is redrawn, and the change can be undone."""
    bakery.forget()
    await ana.opens_home()
    await ana.presses_at_home("Goals")
    await ana._control.press(user="ana", view=True, action_id="edit_goal")
    await bakery.office.quiet()
    assert BASELINE in await ana.window()
    answer = await ana.fills_in({BASELINE: "400"})
    assert "errors" not in answer
    assert "Social: goals" in await ana.window()
    assert "has no number to start from" not in await ana.home_tab()
    ana.sees("400", "Undo")
