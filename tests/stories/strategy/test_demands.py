"""Every demand of the guides: entered in Slack, written down, and reported as missing when it is gone."""

from __future__ import annotations

import pytest

from bot.document.markdown import markdown
from bot.document.sections import KEYS
from bot.domain.when import local_date
from bot.schema.commands import WORDS
from bot.schema.missing.completeness import missing
from bot.services.context.whole_plan import plan_of
from bot.services.strategy import documents
from storage import strategies, workspaces
from tests.stories.cast import Person, Story
from tests.stories.demands import ALL, DEMANDS, OF_REVIEWS, Demand, Filled, Learnt, Told


def test_every_demand_has_a_command_a_model_a_chapter_and_a_story() -> None:
    """A demand without one of them is a promise that nobody keeps."""
    served = {demand.code for demand in DEMANDS}
    assert served | OF_REVIEWS.keys() == set(ALL)
    assert not served & OF_REVIEWS.keys()
    for demand in DEMANDS:
        assert demand.command in WORDS, demand.code
        assert demand.chapter in KEYS, demand.code
        assert demand.model.__doc__, demand.code
        assert demand.says, demand.code


async def _written(story: Story, chapter: str) -> tuple[str, set[str]]:
    """Return a chapter of the strategy as it is now, and what is missing."""
    office = story.office
    async with office.bot.database.look() as tx:
        workspace = await workspaces.find(tx, office.server.workspace.id)
        assert workspace is not None
        channel = next(c.id for c in office.server.workspace.channels.values() if c.name == "social")
        strategy = await strategies.at_home(tx, workspace.id, channel)
        assert strategy is not None
        now = office.clock.now()
        document = (await documents.draft(tx, strategy, now)).document
        gaps = missing(await plan_of(tx, strategy), local_date(now, strategy.hours.zone))
    (section,) = [one for one in document.sections if one.key == chapter]
    return markdown(document.model_copy(update={"sections": (section,)})), {gap.key for gap in gaps}


async def _tell(ana: Person, situation: Told | Filled | Learnt) -> None:
    if isinstance(situation, Learnt):
        # Cho covers for somebody, reads a lesson, and answers its question.
        cho = ana.story.people["cho"]
        await ana.saves("/beat role Numbers @ben, backup @cho")
        await cho.types(f"/beat lesson {situation.lesson}")
        await cho.presses("A", channel="#social")
        return
    if isinstance(situation, Told):
        await ana.saves(situation.command, *situation.answers)
        return
    await _fill(ana, situation, situation.value)


async def _fill(ana: Person, situation: Filled, value: str) -> None:
    await ana.types(situation.listed)
    await ana.presses("Change…", channel="#social")
    answer = await ana.fills_in({situation.question: value})
    assert not answer.get("errors"), answer


async def _take_out(ana: Person, situation: Told | Filled | Learnt) -> None:
    if isinstance(situation, Learnt):
        await ana.story.office.server.control.deactivate(user="cho")
        await ana.story.office.quiet()
        return
    if isinstance(situation, Filled):
        await _fill(ana, situation, situation.empty)
        return
    await ana.types(situation.listed)
    ana.story.read()
    entries = [block for block in ana.story.told[-1].message["blocks"] if "accessory" in block]
    await ana.presses("Change…", channel="#social", value=entries[-1]["accessory"]["value"])
    window = await ana.window()
    label = next(line for line in window.split("\n") if line.startswith("Remove "))
    await ana.presses_in_window(label)
    await ana.fills_in({})


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.code)
async def test_a_demand_is_told_written_down_and_missed_when_it_is_gone(
    calm: Story, ana: Person, demand: Demand
) -> None:
    """Its situation changes its chapter and the gaps; removing it changes both again."""
    before, lacked = await _written(calm, demand.chapter)
    assert demand.says not in before
    await _tell(ana, demand.situation)
    told, lacks = await _written(calm, demand.chapter)
    assert demand.says in told
    assert lacks != lacked
    await _take_out(ana, demand.situation)
    after, lacks_again = await _written(calm, demand.chapter)
    assert demand.says not in after
    assert lacks_again != lacks
    calm.forget()
