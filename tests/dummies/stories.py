"""What people see of the dummies, end to end. Played in the house that has them: see tests/test_dummies.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module

import pytest

from bot.document.markdown import markdown
from bot.domain.strategies import Strategy
from bot.domain.when import local_date
from bot.schema.missing.completeness import missing
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import plan_of
from bot.services.planfile.files import export_text
from bot.services.strategy.documents import draft
from storage import strategies
from tests.stories.cast import Person, Story
from tests.stories.plans import act, make_plan, slot
from tests.stories.stage import staged


async def _bakery(story: Story) -> None:
    ana, ben = story.people["ana"], story.people["ben"]
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)], measurer=ben)


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A plan on SQLite: what the dummies add is stored as everything else is."""
    async with staged("sqlite", _bakery) as told:
        yield told


@pytest.fixture
def ana(story: Story) -> Person:
    """The lead of the plan."""
    return story.people["ana"]


async def plan_here(who: Person, ctx: Ctx) -> Strategy:
    """Return the plan of #social."""
    here = who.story.office.server.workspace.find_channel("#social", who.id)
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, here.id)
    assert strategy is not None
    return strategy


async def written(who: Person) -> tuple[str, str, str]:
    """Return the plan of #social as its file, as its document, and what it lacks."""
    found: list[str] = []

    async def look(ctx: Ctx) -> None:
        strategy = await plan_here(who, ctx)
        lacks = missing(await plan_of(ctx.tx, strategy), local_date(ctx.now, strategy.hours.zone))
        found.append((await export_text(ctx, strategy))[1].decode())
        found.append(markdown((await draft(ctx.tx, strategy, ctx.now)).document))
        found.append("\n".join(f"{gap.concept}.{gap.field}" for gap in lacks))

    await act(who.story, who, look)
    file, document, lacks = found
    return file, document, lacks


async def test_a_field_is_asked_listed_changed_missed_exported_and_written_down(ana: Person) -> None:
    """A field of what is kept as details: it needs no column."""
    await ana.saves("/beat positioning", "Bread takes time")
    file, document, lacks = await written(ana)
    assert "positioning.silent" in lacks
    assert "When we say nothing" not in document
    await ana.types("/beat positioning")
    await ana.presses("Change…", channel="#social")
    assert "When do you say nothing at all?" in await ana.window()
    assert not (await ana.fills_in({"When do you say nothing at all?": "In a quarrel"})).get("errors")
    assert "In a quarrel" in await ana.types("/beat positioning")
    file, document, lacks = await written(ana)
    assert "silent: In a quarrel" in file
    assert "When we say nothing" in document
    assert "positioning.silent" not in lacks
    assert "When we say nothing" in await ana.types("/beat history")


async def test_a_word_is_answered_and_stands_in_help(ana: Person) -> None:
    assert "Bread takes time, ana" in await ana.types("/beat motto")
    assert "Bread takes time, ana" in await ana.types("/beat slogan")
    assert "says our motto" in await ana.types("/beat help")


async def test_a_message_is_owed_once_composed_sent_and_accounted_for(story: Story, ana: Person) -> None:
    cheer = import_module("bot.services.plan.cheering").cheer  # which no other house has
    story.forget()

    async def owe(ctx: Ctx) -> None:
        await cheer(ctx, await plan_here(ana, ctx))

    await act(story, ana, owe)
    await act(story, ana, owe)
    ana.sees("Well done, ana: .* goes on")
    ana.sees_nothing()
    assert "cheer" in await ana.types("/beat why")


async def test_a_concept_is_told_listed_missed_exported_and_written_down(ana: Person) -> None:
    file, document, lacks = await written(ana)
    assert "ritual." in lacks
    assert "No ritual is written down yet." in document
    said = await ana.saves("/beat ritual", "Friday's look back")
    assert "Friday's look back" in said
    assert "Friday's look back" in await ana.types("/beat rituals")
    file, document, lacks = await written(ana)
    assert "rituals:\n- name: Friday's look back" in file.replace("  - ", "- ")
    assert "What we do together" in document
    assert "Friday's look back" in document
    assert "ritual.when" in lacks
    assert "Friday's look back" in await ana.types("/beat history")
    assert "What we do together" in await ana.types("/beat strategy rituals")


async def test_a_question_is_asked_in_the_settings_kept_shown_and_exported(ana: Person) -> None:
    assert "Hashtag: none yet" in await ana.types("/beat settings")
    await ana.presses("Change the plan's settings…", channel="#social")
    assert not (await ana.fills_in({"Which hashtag do you use everywhere?": "#bread"})).get("errors")
    assert "Hashtag: #bread" in await ana.types("/beat settings")
    file, _, _ = await written(ana)
    assert "hashtag: '#bread'" in file.replace('"', "'")
    assert "Hashtag" in await ana.types("/beat history")
