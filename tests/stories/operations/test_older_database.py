"""Teams' databases from before migrations: they come through with all that was pending, and life goes on.

`team_at_0006.json` was written by the code of revision 0006, on a Tuesday at 09:31. Slack had stopped answering at
nine: a digest is in doubt, a reminder waits for it, a version waits for approval, a platform is on hold, and a question
is open. `team_at_0011.json` was written by the code of revision 0011, on a Friday at 18:30: six conversations are open,
each of another kind; a digest stands, a review is open, two versions were approved; two roles wait for Monday, and a
list for a Slack that takes no message at the moment.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import MetaData, select

from storage.database import migrate
from tests.databases import Kind
from tests.stories.cast import BOT, Person, Story
from tests.stories.older_teams import STARTS, engine_of, kept, older_database, older_team


@pytest.mark.parametrize("revision", STARTS)
def test_no_row_is_lost_on_the_way(kind: Kind, revision: str) -> None:
    """Each table that still exists has every row that it had, found by its key, with all that it said."""
    with older_database(kind, revision) as older:
        migrate(older)
        engine = engine_of(older)
        with engine.connect() as connection:
            found = MetaData()
            found.reflect(connection)
            for name, rows in kept(revision)["tables"].items():
                table = found.tables[name]
                assert set(rows[0]) <= set(table.c.keys()), name
                key = [column.name for column in table.primary_key]
                now = {tuple(str(row[k]) for k in key) for row in connection.execute(select(table)).mappings()}
                assert {tuple(str(row[k]) for k in key) for row in rows} <= now, name
        engine.dispose()


@pytest.fixture
def revision() -> str:
    """The revision whose code wrote the team's database."""
    return "0006"


@pytest.fixture
async def story(kind: Kind, revision: str) -> AsyncIterator[Story]:
    """A team's Slack, and the bot of today on their database."""
    async with older_team(kind, revision) as story:
        yield story


async def test_what_was_in_doubt_is_not_repeated_and_what_waited_for_it_arrives(story: Story, ben: Person) -> None:
    """Slack had taken the digest of nine without saying so. The reminder of 09:30 had waited for that."""
    ben.sees("It is time for", "Facebook: Opening hours")
    assert not story.unexpected()
    assert len([one for one in story.told if one.text.startswith("Tuesday, 31 Mar")]) == 1


async def test_buttons_and_questions_from_before_still_work(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """A duty is done from the old digest, the waiting version is approved, and the open question is answered."""
    story.forget()
    (digest,) = [one for one in story.told if one.text.startswith("Tuesday, 31 Mar")]
    await ben.presses("Done", channel=digest.channel, ts=digest.ts)
    ben.finds("Tuesday, 31 Mar", "✓ Done 09:31 — Facebook: Opening hours")
    await eve.presses("Approve")
    ana.sees("Version 2 of Social is approved, by eve")
    story.forget()
    asked = [one for one in story.told if "100 newsletter readers" in one.text][-1]
    ana.thread = asked.thread_ts or asked.ts
    assert "Who reads the number?" in asked.text
    assert "Who reads the number: ana" in await ana.says("me")
    story.forget()


async def test_the_week_goes_on(story: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The review opens, the hold ends by itself, and the digests come, each of them once."""
    await story.until("2026-04-07 09:00")
    ana.sees("Weekly review: Social", "2 were on hold")
    ana.sees("Publishing on TikTok", "goes on", "The hold is over, as planned")
    cho.sees("Tuesday, 7 Apr", "TikTok: Oven video")
    for told in ("Weekly review: Social", "*Publishing on TikTok* goes on", "Monday, 6 Apr"):
        assert len([one for one in story.told if one.text.startswith(told)]) == 1
    story.forget()


# ---------------------------------------------------------------- revision 0011

OF_0011 = pytest.mark.parametrize("revision", ["0011"])


def goes_on(who: Person, words: str) -> None:
    """Let somebody answer in the thread of the conversation whose last question says some words."""
    (asked,) = [one for one in who.story.told if words in one.text and not one.gone]
    who.thread = asked.thread_ts or asked.ts


async def finishes(who: Person, *answers: str, channel: str | None = None) -> None:
    """Answer the rest of a conversation's questions, and save what it is about."""
    where = channel or who.home
    said = await who.says(*answers, channel=where)
    for _ in range(8):
        if "Save" in said.split("\n"):
            break
        said = await who.says("skip", channel=where)
    await who.presses("Save", channel=where, thread_ts=None if channel else who.thread)


@OF_0011
async def test_each_open_conversation_goes_on_to_what_it_was_about(
    story: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """What was said before the update is kept, the next answer is taken, and all of it is saved."""
    story.forget()
    goes_on(ana, "500 newsletter subscribers")
    await finishes(ana, "me", "me")
    assert "500 newsletter subscribers" in await ana.types("/beat goals")
    goes_on(ben, "Recipe card")
    await finishes(ben, "Tue and Thu 15:00", "me", "1,000 Instagram followers")
    assert re.search("Recipe card", await ben.types("/beat posts"))
    goes_on(cho, "Photographer")
    await finishes(cho, "me")
    assert "Photographer*: cho" in await cho.types("/beat roles")
    await finishes(eve, "The kiosk", channel=BOT)
    assert "The kiosk" in await ana.types("/beat strategy competitors")
    await finishes(ana, "Instagram", "until Tuesday", "The oven is broken", channel=BOT)
    ana.home = "#secret"
    goes_on(ana, "1,000 Facebook followers")
    await finishes(ana, "me", "Offer of the week on Facebook, Fri 11:00", "me")
    assert "1,000 Facebook followers" in await ana.types("/beat goals")
    story.forget()


@OF_0011
async def test_what_waited_leaves_once_and_the_open_review_closes(
    story: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """The list that Slack did not take is shown, the roles come on Monday, and the old buttons still work."""
    ben.sees("Shared by ana", "Baker on call")
    story.forget()
    (digest,) = [one for one in story.told if one.text.startswith("Friday, 3 Apr")]
    await ben.presses("Done", channel=digest.channel, ts=digest.ts)
    ben.finds("Friday, 3 Apr", "✓ Done 18:31 — Instagram: Tip of the day")
    review = next(one for one in story.told if "Weekly review: Social" in one.text)
    ana.thread = review.ts
    await ana.says("Learning: guests like the oven")
    await story.until("2026-04-06 09:00")
    told = [one.text for one in story.told]
    assert len([text for text in told if re.search("ana gave you the role .*Baker on call", text)]) == 1
    assert len([text for text in told if re.search("ana gave you the role .*Guide", text)]) == 1
    assert len([text for text in told if "Monday, 6 Apr" in text]) == 1
    ana.finds("Review closed", "guests like the oven")
    story.forget()


@OF_0011
async def test_versions_from_before_are_read_and_compared(story: Story, ana: Person) -> None:
    """Each says what it said, and what changed between two of them, and since, is what people changed."""
    story.forget()
    assert "Bread takes time" in await ana.types("/beat strategy version 1 positioning")
    shown = await ana.types("/beat strategy changes")
    assert shown.split("\n")[2:-1] == [
        "*Experiments*",
        "• Added: Stories sell more rolls",
        "*Roles*",
        "• Added: Baker on call",
        "• Added: Guide",
    ]
    changed = await ana.types("/beat strategy version 2 changes")
    assert changed.split("\n")[2:-1] == [
        "*Competitors*",
        "• Added: Station bakery",
        "*Content calendar*",
        "• Added: Oven video",
    ]


@OF_0011
async def test_a_plan_from_before_currencies_has_none_and_can_get_one(story: Story, ana: Person) -> None:
    story.forget()
    assert "Currency: none yet" in await ana.types("/beat settings")
    await ana.presses("Change the plan's settings…", channel=ana.home)
    await ana.fills_in({"Which currency are your budgets in?": "USD"})
    ana.sees("Currency: nothing → USD")
    assert "Currency: USD" in await ana.types("/beat settings")
