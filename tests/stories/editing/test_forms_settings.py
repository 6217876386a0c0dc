"""Settings in forms: those of the plan for who leads it, and everybody's own."""

from __future__ import annotations

from playground.slack.open_views import stack_of
from tests.stories.cast import BOT, Person, Story
from tests.stories.editing.test_forms import beside, top
from tests.stories.written import write

PLAN = "Change the plan's settings…"
MINE = "Change my settings…"


async def test_settings_are_shown_with_what_is_there(bakery: Story, ana: Person, ben: Person) -> None:
    """The lead sees a button for the plan's; everybody has one for their own."""
    shown = await ana.types("/beat settings")
    assert "Lead: ana" in shown
    assert "Working days: Monday to Friday" in shown
    assert "Review: every Friday at 15:00" in shown
    assert "Your digest comes at 09:00" in shown
    assert PLAN in shown
    shown = await ben.types("/beat settings")
    assert PLAN not in shown
    assert "The lead can change these." in shown
    assert MINE in shown


async def test_somebody_without_a_plan_sees_their_own_settings(bakery: Story, eve: Person) -> None:
    """Elsewhere, and in the direct message, one's own settings are there all the same."""
    eve.home = "#elsewhere"
    shown = await eve.types("/beat settings")
    assert "Your digest comes at 09:00" in shown
    assert "Lead" not in shown


async def test_only_the_lead_changes_the_plan(bakery: Story, ana: Person, ben: Person) -> None:
    """A button that was made up is asked about like any other."""
    await ana.types("/beat settings")
    held = ana.holds(PLAN, channel=ana.home)
    await ben.presses_held(held)
    ben.sees("You cannot change the plan's settings here")
    assert stack_of(bakery.office.server.workspace, ben.id) == []


async def test_the_plan_moves_to_another_clock_with_its_posts_and_its_review(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Posts on the plan's clock move, nobody is asked twice, and Undo moves all back."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ana.types("/beat settings")
    await ana.presses(PLAN, channel=ana.home)
    await ana.fills_in(
        {
            "On which clock does the plan run?": "Lisbon",
            "On which day do you look back on the week?": "Thursday",
            "At what time?": "11:00",
            "What is the plan called?": "Bakery",
        }
    )
    ana.sees(
        "Changed: the plan",
        "Name: Social → Bakery",
        "Time zone: Berlin → Lisbon",
        "Day of the review: Friday → Thursday",
        "Time of the review: 15:00 → 11:00",
    )
    ben.finds("11:00", "Tip of the day")
    await bakery.until("2026-03-30 10:59")
    ben.sees_nothing()
    await bakery.until("2026-03-30 11:00")
    ben.sees("Tip of the day")
    await ben.presses("Done")
    bakery.forget()
    await bakery.until("2026-04-02 12:01")
    assert ana.has("Week of|review") or ana.has("looks? back")
    bakery.forget()


async def test_wrong_settings_are_told_of_at_once(bakery: Story, ana: Person) -> None:
    """A place nobody knows, a bot for a lead: each beside its field, in the words of the chat."""
    await ana.types("/beat settings")
    await ana.presses(PLAN, channel=ana.home)
    errors = beside(await ana.fills_in({"On which clock does the plan run?": "Xanadu", "Who leads?": "eve"}))
    assert errors["zone"].startswith("I know no time zone called “Xanadu”.")
    assert "lead" not in errors  # anybody of the workspace can lead a plan in a public channel


async def test_the_plan_gets_a_currency_that_the_strategy_shows_with_its_budgets(bakery: Story, ana: Person) -> None:
    """A name is enough, what several currencies share is asked about, and Undo takes it back."""
    await write(bakery, ana, "platform", name="Mastodon", priority="secondary", budget="200")
    assert "Currency: none yet" in await ana.types("/beat settings")
    await ana.presses(PLAN, channel=ana.home)
    asked = "Which currency are your budgets in?"
    assert beside(await ana.fills_in({asked: "dollars"})) == {
        "currency": "“dollars” can be several currencies. Type one of these: USD, CAD or AUD"
    }
    assert beside(await ana.fills_in({asked: "seashells"})) == {
        "currency": "I know no currency called “seashells”. For example: EUR"
    }
    await ana.fills_in({asked: "euro"})
    ana.sees("Changed: the plan", "Currency: nothing → EUR")
    assert "Currency: EUR" in await ana.types("/beat settings")
    assert "Currency: nothing → EUR" in await ana.types("/beat history")
    assert "Budget a month: 200 EUR" in await ana.types("/beat strategy platforms")
    await ana.presses("Undo")
    assert "Currency: none yet" in await ana.types("/beat settings")
    shown = await ana.types("/beat strategy platforms")
    assert "Budget a month: 200" in shown
    assert "EUR" not in shown


async def test_somebody_else_leads_and_whoever_gave_it_away_can_take_that_back(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Giving the lead away takes one's own rights; Undo is still theirs for ten minutes."""
    await ana.types("/beat settings")
    await ana.presses(PLAN, channel=ana.home)
    await ana.fills_in({"Who leads?": "ben"})
    ana.sees("Lead: ana → ben")
    assert "Lead: ben" in await ana.types("/beat settings")
    await ana.presses("Undo")
    assert "Lead: ana" in await ana.types("/beat settings")


async def test_ones_own_hours_zone_and_reminders(bakery: Story, ben: Person) -> None:
    """The digest comes at the new hour on the chosen clock; empty goes back to Slack's; Undo takes it back."""
    await ben.types("/beat settings")
    await ben.presses(MINE, channel=ben.home)
    assert "Slack says Europe/Berlin" in str(top(bakery, ben))
    errors = beside(await ben.fills_in({"When may your digest come?": "04:00", "On which clock are you?": "Xanadu"}))
    assert errors["digest_at"].startswith("A digest can come between 05:00 and 16:00")
    assert errors["zone"].startswith("I know no time zone")
    errors = beside(
        await ben.fills_in(
            {"When may your digest come?": "12:00", "On which clock are you?": "", "When does your day end?": "11:00"}
        )
    )
    assert errors == {"work_until": "That is before your digest comes. Choose a later time, like 18:00."}
    await ben.fills_in(
        {"When may your digest come?": "08:15", "On which clock are you?": "Lisbon", "When does your day end?": "17:00"}
    )
    ben.sees("Changed: your settings", "Your digest: 09:00 → 08:15", "Time zone: Berlin → Lisbon")
    shown = await ben.types("/beat settings", channel=BOT)
    assert "Your digest comes at 08:15" in shown
    assert "Time zone: Lisbon" in shown
    await bakery.until("2026-03-30 09:14")
    ben.sees_nothing()
    await bakery.until("2026-03-30 09:15")
    ben.sees("Tip of the day", "Done")
    bakery.forget()


async def test_undo_of_ones_own_settings(bakery: Story, ben: Person) -> None:
    """Reminders off, and back."""
    await ben.types("/beat settings")
    await ben.presses(MINE, channel=ben.home)
    await ben.fills_in({"How much shall I remind you?": "Off: only the digest"})
    ben.sees("Reminders: standard → off")
    await ben.presses("Undo")
    ben.finds("Taken back: your settings")
    assert "Reminders: standard" in await ben.types("/beat settings")
