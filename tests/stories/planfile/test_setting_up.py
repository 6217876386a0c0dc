"""A plan is made of a dropped file: what people are told while it is built, when it cannot be, and after Undo."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from storage import calendar, strategies, workspaces
from storage.tables import plan_import
from tests.stories.cast import Person, Story, words_of
from tests.stories.planfile.test_files import SMALL, drops, plan_of

# An Instagram post that is due today, of a role that Ben is offered, and one that nobody has.
BUSY = SMALL.replace("weekdays: thursday", "weekdays: [monday, tuesday]").replace('at: "10:00"', 'at: "16:00"')


async def _set_up(ana: Person) -> str:
    ts = await drops(ana, "corner.yaml", BUSY)
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    ana.story.passes_over("#social")
    return ts


async def _put_off(story: Story, **values: object) -> None:
    """Keep the clock from building what was pressed for."""
    async with story.office.bot.database.begin() as tx:
        await tx.execute(update(plan_import).values(**values))


async def _pressed_only(story: Story, ana: Person) -> str:
    """Press while the planner is not there; returns where the file lies."""
    planner = story.office.bot.ticker
    ts = await drops(ana, "corner.yaml", BUSY)
    held = ana.holds("Set it up here", "#social", ts)
    await planner.stop()
    server = story.office.server
    action = {**held.action, "action_ts": server.workspace.stamps.next()}
    await server.interactions.act_on_message(server.workspace, held.channel, held.message, ana.id, action)
    return ts


async def test_the_press_says_that_the_plan_is_being_made_and_a_restart_goes_on_with_it(
    story: Story, ana: Person, ben: Person
) -> None:
    ts = await _pressed_only(story, ana)
    await story.office.restart()
    story.passes_over("#social")
    ana.finds("Sample Corner.* is set up in", "Ana did that", "Undo set-up")
    assert "Letter" in await plan_of(ana)
    progress = [one for one in story.office.server.journal if one.get("change") == "changed" and one["ts"] != ts]
    assert any("I'm making *Sample Corner* the plan" in str(one) for one in progress)
    story.forget()


async def test_a_channel_whose_plan_is_being_made_says_so_to_whoever_would_set_one_up(
    story: Story, ana: Person
) -> None:
    await _pressed_only(story, ana)
    answer = await story.office.server.control.command(user="ben", channel="#social", command="/beat", text="setup")
    assert "I'm making Sample Corner the plan of this channel right now" in words_of(answer["ephemeral"])
    await story.office.restart()
    story.forget()


async def test_undo_takes_a_set_up_back_with_all_that_was_said_of_it(story: Story, ana: Person, ben: Person) -> None:
    await story.until("2026-03-30 11:00")
    ts = await _set_up(ana)
    ben.sees("Editor", "Accept")
    ben.sees("Letter", "16:00")
    await ben.presses("Undo set-up", "#social", thread_ts=ts)
    ben.sees("You cannot take a file over")
    await ana.presses("Undo set-up", "#social", thread_ts=ts)
    ana.finds("Ana took the set-up of .*Sample Corner.* back")
    assert await plan_of(ana) == ""
    for told in ("Who does what", "Accept", "Letter"):
        assert not ben.has(told)
    story.forget()
    await story.until("2026-04-03 18:00")
    for person in (ana, ben):
        person.sees_nothing()
    again = await drops(ana, "corner.yaml", BUSY)
    story.forget()
    await ana.presses("Set it up here", "#social", thread_ts=again)
    story.forget()
    assert "Letter" in await plan_of(ana)


async def test_undo_works_for_ten_minutes(story: Story, ana: Person) -> None:
    ts = await _set_up(ana)
    story.forget()
    await story.until("2026-03-30 07:41")
    await ana.presses("Undo set-up", "#social", thread_ts=ts)
    ana.sees("Undo works for ten minutes")
    assert "Letter" in await plan_of(ana)
    story.forget()


async def test_a_plan_that_cannot_be_built_says_why_and_can_be_pressed_for_again(story: Story, ana: Person) -> None:
    ts = await _pressed_only(story, ana)
    await _put_off(story, tries=9)
    await story.office.restart()
    story.passes_over("#social")
    ana.finds("I couldn't set up .*Sample Corner.*nothing of it was kept", "Set it up here")
    ana.finds("I couldn't set up the plan in corner.yaml")
    assert await plan_of(ana) == ""
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    story.forget()
    assert "Letter" in await plan_of(ana)


async def test_who_does_what_is_asked_next_and_answered_with_a_form(story: Story, ana: Person, eve: Person) -> None:
    ts = await _set_up(ana)
    ana.finds("Who does what.* 1 role has no owner yet", "Judge", "Choose…")
    await ana.presses("Choose…", "#social", thread_ts=ts)
    form = await story.office.server.control.views(user=ana.name)
    assert "'initial_value': 'Judge'" in str(form)
    eve.sees_nothing()
    story.forget()


MANY = 200
LARGE = BUSY + "".join(
    f'  - {{title: Post {n}, role: Editor, platform: Newsletter, every: week, weekdays: friday, at: "11:00"}}\n'
    for n in range(MANY - 1)
)


@pytest.mark.thorough
@pytest.mark.both
async def test_everybody_else_is_answered_and_sees_all_of_a_large_plan_or_nothing(
    story: Story, ana: Person, ben: Person
) -> None:
    control = story.office.server.control
    ts = await drops(ana, "large.yaml", LARGE)
    await control.press(user="ana", channel="#social", label="Set it up here", thread_ts=ts)
    seen = []
    while len(await plan_lines(story)) < MANY:
        answer = await control.command(user="ben", channel="#social", command="/beat", text="calendar")
        seen.append(words_of(answer["ephemeral"]))
        await control.command(user="eve", channel="@drumbeat", command="/beat", text="reminders gentle")
        await control.command(user="eve", channel="@drumbeat", command="/beat", text="reminders standard")
    assert any("no plan yet" in words for words in seen)
    assert all("no plan yet" in words for words in seen[:-1])
    await story.office.quiet()
    story.read()
    told = [one.text for one in story.told if not one.gone]
    assert sum("Who does what" in text for text in told) == 1
    assert sum("Accept" in text for text in told) == 0  # in the morning
    assert not any("operation_timeout" in text for text in seen)
    assert (await plan_of(ana)).count("title: Post") == MANY - 1
    story.forget()


async def plan_lines(story: Story) -> list[str]:
    """List the regular posts that anybody can see, of any plan."""
    async with story.office.bot.database.look() as tx:
        (team,) = await workspaces.every(tx)
        plans = await strategies.every(tx, team.id)
        return [slot.title for plan in plans for slot in await calendar.of_strategy(tx, team.id, plan.id)]


async def test_undo_takes_the_roles_out_of_a_digest_that_brought_them(bakery: Story, ana: Person, ben: Person) -> None:
    """Set up five minutes before nine, with nothing to do in it today: the digest is about the bakery's plan, too."""
    await bakery.until("2026-03-30 08:55")
    ts = await drops(ana, "corner.yaml", SMALL, "#secret")
    await ana.presses("Set it up here", "#secret", thread_ts=ts)
    await bakery.until("2026-03-30 09:00")
    ben.finds("Editor.* in Sample Corner", "Instagram editor", "1 to do")
    await bakery.until("2026-03-30 09:03")
    await ana.presses("Undo set-up", "#secret", thread_ts=ts)
    digest = ben.finds("1 to do")
    assert "Sample Corner" not in digest
    assert "Instagram editor" in digest
    bakery.forget()


async def test_undo_takes_away_what_asks_about_a_role_where_another_one_was_declined(
    story: Story, ana: Person, ben: Person
) -> None:
    await story.until("2026-03-30 11:00")
    two = BUSY.replace("{id: U0NOBODY, name: Zoe Sample}", '"@ben"')
    ts = await drops(ana, "corner.yaml", two)
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    ben.finds("2 roles", "Editor", "Judge")
    await ben.presses("Not me")
    await ana.presses("Undo set-up", "#social", thread_ts=ts)
    assert not ben.has("Accept")
    story.forget()
