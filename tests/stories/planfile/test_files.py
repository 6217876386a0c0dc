"""Files that people drop: a plan is made of one, or takes one over; everything that is wrong with one is said."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.delivery.slack import ForeignAddress
from bot.services.context.ctx import Ctx
from bot.services.planfile import files as exporting
from bot.services.planfile import incoming
from storage import editions, files, members, strategies, workspaces
from storage.database import Database
from tests.code_base import ROOT
from tests.planfile.acting import NOW
from tests.stories.cast import BOT, Person, Story
from tests.stories.plans import act
from tests.stories.strategy.test_strategy_document import files as shared

# Who does what when two act at once, and what is read from files, depends on the database: always on both.
pytestmark = pytest.mark.both

SAMPLE = ROOT / "samples" / "local-shop.yaml"
SMALL = """\
drumbeat: 1
plan: {name: Sample Corner, zone: Europe/Berlin}
roles:
  - title: Editor
    holder: "@ben"
  - title: Judge
    holder: {id: U0NOBODY, name: Zoe Sample}
goals:
  - statement: 200 people on our list
    due: 2027-06-30
    measures: [{name: People on the list, target: 200, measurer: Editor, reviewer: Judge}]
platforms: [{name: Newsletter, goals: [200 people on our list]}]
regular_posts:
  - {title: Letter, role: Editor, platform: Newsletter, every: week, weekdays: thursday, at: "10:00"}
"""


async def drops(who: Person, name: str, content: str | bytes, channel: str = "#social", **more: Any) -> str:
    """Drop a file in a channel, and return the time of its message."""
    control = who.story.office.server.control
    said = await control.share_file(user=who.name, channel=channel, name=name, content=content, **more)
    await who.story.office.quiet()
    who.story.read()
    return str(said["message"]["ts"])


def picture(width: int = 64, form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, width), "#c04").save(made, form)
    return made.getvalue()


async def plan_of(who: Person, channel: str = "#social") -> str:
    """Return the plan of a channel as its file, "" for none."""
    found: list[str] = []

    async def look(ctx: Ctx) -> None:
        here = who.story.office.server.workspace.find_channel(channel, who.id)
        strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, here.id)
        if strategy is not None:
            found.append((await exporting.export_text(ctx, strategy))[1].decode())

    await act(who.story, who, look)
    return "".join(found)


# ---------------------------------------------------------------- setting up


async def test_a_file_dropped_in_a_channel_becomes_its_plan(story: Story, ana: Person, ben: Person) -> None:
    ts = await drops(ana, "corner.yaml", SMALL)
    offer = ana.sees("I read .*Sample Corner", "1 goal, 1 number", "Judge is vacant: the file names Zoe Sample")
    assert "1 regular post" in offer
    assert await plan_of(ana) == ""

    await ana.presses("Set it up here", "#social", thread_ts=ts)
    ana.finds("Sample Corner.* is set up in", "Ana did that", "Judge is vacant")
    ana.finds("1 role has nobody yet. Until somebody gets it, its work comes to Ana: `/beat roles`")
    ana.sees("next week|week to come|coming")
    ana.sees("Who does what.* 1 role has no owner yet", "Judge", "Choose…")
    await story.until("2026-03-30 09:00")
    ben.sees("Editor", "Accept")
    text = await plan_of(ana)
    assert "statement: 200 people on our list" in text
    assert f"id: {ben.id}" in text
    assert "Zoe" not in text


LATE = SMALL.replace('weekdays: thursday, at: "10:00"', 'weekdays: [monday, tuesday], at: "22:00"')


async def test_what_is_due_in_the_evening_is_told_on_that_day_and_not_first_as_overdue(
    story: Story, ana: Person
) -> None:
    """Set up after the digest, with the role of a stranger: the post of 22:00 is ana's, and she hears of it."""
    await story.until("2026-03-30 11:00")
    ts = await drops(ana, "late.yaml", LATE.replace("@ben", "@nobody.here"))
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    story.passes_over("#social")
    ana.sees("New for you", "22:00", "Newsletter: Letter")
    story.forget()
    await story.until("2026-03-31 09:00")
    ana.sees("Tuesday, 31 Mar", "Was due yesterday 22:00", "22:00")
    story.forget()


async def test_what_is_set_up_in_the_evening_begins_in_the_morning(story: Story, ana: Person) -> None:
    """Nobody could hear of that evening's post any more: it is not overdue the next morning."""
    await story.until("2026-03-30 20:00")
    ts = await drops(ana, "late.yaml", LATE.replace("@ben", "@nobody.here"))
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    story.passes_over("#social")
    await story.until("2026-03-31 09:00")
    digest = ana.sees("Tuesday, 31 Mar", "1 to do", "22:00")
    assert "overdue" not in digest
    story.forget()


async def test_a_sample_is_set_up_whole(story: Story, ana: Person) -> None:
    ts = await drops(ana, SAMPLE.name, SAMPLE.read_text(encoding="utf-8"))
    ana.sees("I read .*Sample Bakery", "3 goals, 3 numbers")
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    story.passes_over("#social")
    text = await plan_of(ana)
    assert "Everybody within two kilometres" in text
    assert text.count("- statement:") == 5


async def test_pressing_twice_sets_it_up_once(story: Story, ana: Person, ben: Person) -> None:
    ts = await drops(ana, "corner.yaml", SMALL)
    held = ana.holds("Set it up here", "#social", ts)
    await ana.presses_held(held)
    story.forget()
    before = await plan_of(ana)
    await ben.presses_held(held)
    assert await plan_of(ana) == before


async def test_not_now_leaves_everything_as_it_is_and_the_file_can_come_again(story: Story, ana: Person) -> None:
    ts = await drops(ana, "corner.yaml", SMALL)
    await ana.presses("Not now", "#social", thread_ts=ts)
    ana.finds("Not now, says Ana")
    assert await plan_of(ana) == ""
    again = await drops(ana, "corner.yaml", SMALL)
    ana.sees("Shall I set it up")
    await ana.presses("Set it up here", "#social", thread_ts=again)
    story.forget()
    assert "Sample Corner" in await plan_of(ana)


async def test_in_a_direct_message_the_channel_is_chosen(story: Story, ana: Person, eve: Person) -> None:
    await drops(ana, "corner.json", '{"drumbeat": 1, "plan": {"name": "Tiny", "zone": "Asia/Tokyo"}}', BOT)
    ana.sees("I read .*Tiny.*nothing", "In which channel")
    await ana.chooses("Choose a channel…", "#secret")
    ana.finds("Tiny.* is set up in")
    ana.sees("week")
    assert "zone: Asia/Tokyo" in await plan_of(ana, "#secret")
    eve.sees_nothing()


# ---------------------------------------------------------------- mistakes


async def test_everything_that_is_wrong_is_said_at_once_and_changes_nothing(story: Story, ana: Person) -> None:
    wrong = (
        SMALL.replace("target: 200", "target: many")
        .replace("[200 people", "[300 people")
        .replace('at: "10', 'att: "10')
    )
    await drops(ana, "corner.yaml", wrong)
    said = ana.sees("there are 4 things to mend", "Nothing was changed")
    assert "line 11, goals[0].measures[0].target: I need a number here" in said
    assert "Did you mean “200 people on our list”?" in said
    assert "Did you mean at?" in said
    assert await plan_of(ana) == ""


async def test_more_errors_than_a_message_holds_come_in_several(story: Story, ana: Person) -> None:
    many = SMALL + "".join(f"  - {{title: P{n}, role: Nobody, every: week, at: '10:00'}}\n" for n in range(60))
    await drops(ana, "corner.yaml", many)
    first = ana.sees("I show only the first 50 mistakes", r"regular_posts\[1\]")
    assert "drop it here again" not in first
    while "regular_posts[50]" not in (last := ana.sees(r"regular_posts\[")):
        pass
    assert "drop it here again" in last


async def test_other_peoples_files_are_nobodys_business_in_a_channel(story: Story, ana: Person) -> None:
    for name, content in (
        ("notes.txt", "hello"),
        ("package.json", '{"name": "x"}'),
        ("deploy.yaml", "kind: Service"),
        ("photo.png", picture()),
        ("huge.yaml", "drumbeat: 1\n" + "#" * 1_000_001),
    ):
        await drops(ana, name, content)
        ana.sees_nothing()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", "hello", "I do not know what to do with notes.txt"),
        ("package.json", '{"name": "x"}', "does not look like a plan"),
        ("huge.yaml", "drumbeat: 1\n" + "#" * 1_000_001, "larger than I can take"),
        ("broken.png", b"\x89PNG\r\n\x1a\nno", "can't open broken.png as a logo"),
    ],
)
async def test_in_a_direct_message_one_sentence_says_why(
    story: Story, ana: Person, name: str, content: str | bytes, said: str
) -> None:
    await drops(ana, name, content, BOT)
    ana.sees(said)
    ana.sees_nothing()


async def test_a_page_to_sign_in_is_not_taken_for_the_file(story: Story, ana: Person) -> None:
    story.office.server.workspace.app.scopes.discard("files:read")
    await drops(ana, "corner.yaml", SMALL, BOT)
    ana.sees("Slack does not let me open corner.yaml", "drumbeat doctor")


# ---------------------------------------------------------------- taking over


async def test_a_file_is_taken_over_into_a_plan_and_ends_nothing(bakery: Story, ana: Person, ben: Person) -> None:
    bakery.forget()
    before = await plan_of(ana)
    more = before.replace("target: 1000", "target: 1200") + (
        "\naudiences:\n  - name: neighbours\n\nmilestones:\n  - title: A second shop\n    due: 2028-12-31\n"
    )
    ts = await drops(ana, "bakery.yaml", more)
    ana.sees("new: 1 audience and 1 milestone", "changed: 1 goal", "Nothing is removed")
    await ben.presses("Take it over", "#social", thread_ts=ts)
    ben.sees("You cannot take a file over into the plan here")
    await ana.presses("Take it over", "#social", thread_ts=ts)
    ana.finds("taken over by Ana", "new: 1 audience and 1 milestone", "changed: 1 goal")
    after = await plan_of(ana)
    assert "target: 1200" in after
    assert "title: A second shop" in after
    assert after.count("title: Tip of the day") == 1

    await drops(ana, "again.yaml", after)
    ana.sees("says all of it already")


async def test_numbers_that_were_given_stay_and_vacant_places_are_filled(bakery: Story, ana: Person) -> None:
    bakery.forget()
    text = await plan_of(ana) + "\nideas:\n  - title: The oven at night\n"
    ts = await drops(ana, "bakery.yaml", text.replace("kind: publish", "kind: converse"))
    ana.sees("new: 1 idea", "changed: 1 regular post")
    await ana.presses("Take it over", "#social", thread_ts=ts)
    bakery.forget()
    after = await plan_of(ana)
    assert "The oven at night" in after
    assert "kind: converse" in after


async def test_what_was_taken_over_says_so_in_the_history(bakery: Story, ana: Person) -> None:
    bakery.forget()
    text = await plan_of(ana) + "\naudiences:\n  - name: neighbours\n"
    ts = await drops(ana, "bakery.yaml", text)
    await ana.presses("Take it over", "#social", thread_ts=ts)
    bakery.forget()
    actors: list[str] = []

    async def look(ctx: Ctx) -> None:
        from sqlalchemy import select

        from storage.tables import change

        rows = await ctx.tx.execute(select(change.c.actor).where(change.c.verb == "add_audience"))
        actors.extend(row.actor for row in rows)

    await act(bakery, ana, look)
    assert actors == ["import"]


# ---------------------------------------------------------------- logos


async def logo(who: Person) -> bytes | None:
    found: list[bytes | None] = []

    async def look(ctx: Ctx) -> None:
        here = who.story.office.server.workspace.find_channel("#social", who.id)
        strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, here.id)
        assert strategy is not None
        found.append(await editions.logo_of(ctx.tx, ctx.workspace_id, strategy.id))

    await act(who.story, who, look)
    return found[0]


async def test_a_picture_becomes_the_logo_and_can_be_taken_off(bakery: Story, ana: Person) -> None:
    bakery.forget()
    await drops(ana, "sign.jpg", picture(form="JPEG"), BOT)
    ana.sees("Is .*sign.jpg.* the logo of .*Social")
    await ana.presses("Use it as the plan's logo")
    ana.finds("That is the logo of .*Social.* now")
    kept = await logo(ana)
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).format == "PNG"
    await ana.presses("Take it off")
    assert await logo(ana) is None
    await ana.presses("Use it as the plan's logo")
    assert await logo(ana) == kept


async def test_only_who_leads_a_plan_chooses_its_logo(bakery: Story, ana: Person, ben: Person) -> None:
    bakery.forget()
    await drops(ben, "logo.png", picture(), BOT)
    ben.sees("no plan that you lead")
    ts = await drops(ana, "logo.png", picture())
    ana.sees("the logo of .*Social")
    await ben.presses("Use it as the plan's logo", "#social", thread_ts=ts)
    ben.sees("You cannot change the plan's settings here")
    assert await logo(ana) is None


# ---------------------------------------------------------------- on the way


@pytest.mark.parametrize("trouble", ["reset_before", "reset_after", "status"])
async def test_what_was_lost_on_the_way_is_fetched_again(story: Story, ana: Person, trouble: str) -> None:
    await story.office.server.control.fault(trouble, method="files.info", count=1)
    await drops(ana, "corner.yaml", SMALL)
    async with asyncio.timeout(20):
        while not ana.has("I read .*Sample Corner"):
            story.office.bot.ticker.wake("fetch")
            await story.office.quiet()
            await asyncio.sleep(0.05)
    ana.sees("I read .*Sample Corner")
    ana.sees_nothing()


async def test_our_token_goes_to_slack_alone(story: Story) -> None:
    slack = story.office.bot.slack
    for address in ("https://evil.example/a", "https://slack.com.evil.example/a", "http://files.slack.com/a", ""):
        with pytest.raises(ForeignAddress):
            await slack.get_bytes(1, address, 10)


async def test_a_bot_that_died_while_fetching_fetches_it_after_the_claim_ran_out(database: Database) -> None:
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        ana = await members.meet(tx, team.id, "UANA", NOW)
        assert await files.receive(tx, team.id, ana.id, "C1", "1.0", "F1", "plan.yaml", NOW)
        assert not await files.receive(tx, team.id, ana.id, "C1", "1.0", "F1", "plan.yaml", NOW)
        first = await files.claim(tx, NOW, NOW + timedelta(minutes=1))
        assert await files.claim(tx, NOW, NOW + timedelta(minutes=1)) is None
        later = NOW + timedelta(minutes=1)
        second = await files.claim(tx, later, later + timedelta(minutes=1))
        assert first is not None
        assert second is not None
        assert (first.id, first.attempt, second.attempt) == (second.id, 1, 2)
        # The one that was slow comes back, and changes nothing.
        ctx = Ctx(tx, team, ana, NOW, NOW)
        file = SMALL.encode()
        await incoming.take_fetched(ctx, first.id, first.attempt, file, incoming.judge("plan.yaml", file))
        found = await files.by_id(tx, team.id, first.id)
        assert found is not None
        assert found.state == "waiting"
        await incoming.take_fetched(ctx, first.id, second.attempt, file, incoming.judge("plan.yaml", file))
        found = await files.by_id(tx, team.id, first.id)
        assert found is not None
        assert (found.state, found.content) == ("fetched", file)


async def test_a_plan_is_sent_to_whoever_asks_for_it_as_a_file(calm: Story, ana: Person) -> None:
    """`/beat export` sends it to their direct messages; another word is answered with what would do."""
    assert "as YAML" in await ana.types("/beat export")
    ana.sees("Everything in \\*Social")
    assert "as JSON" in await ana.types("/beat export json")
    ana.sees("Everything in \\*Social")
    assert [file["name"] for file in shared(calm)] == ["social.yaml", "social.json"]
    assert "not word" in await ana.types("/beat export word")
    calm.forget()
