"""The version in use is in the channel's canvas, if the workspace allows it; otherwise files say the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.cast import Person, Story
from tests.stories.strategy.test_editions import TUESDAY, approved, submit
from tests.stories.written import make_strategy, write


@pytest.fixture
async def written(story: Story, ana: Person, ben: Person, eve: Person) -> Story:
    """Ana leads, ben writes, eve approves. It is Tuesday morning, after everybody's digest."""
    await make_strategy(story, ana, ben, [("Director", eve)])
    await story.until(TUESDAY)
    story.forget()
    return story


async def canvas(who: Person) -> dict[str, Any] | None:
    """Return the home channel's canvas as a person reads it."""
    found: dict[str, Any] | None = (await who._control.canvas(user=who.name, channel="#social"))["canvas"]
    return found


async def test_what_is_approved_stands_in_the_channels_canvas(
    written: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """There is nothing in it before; then it has the whole document."""
    await submit(ana)
    assert await canvas(ben) is None
    await eve.presses("Approve")
    shown = await canvas(ben)
    assert shown is not None
    for words in ("# Social", "Sample Bakery Ltd", "Tip of the day", "Everybody in town knows"):
        assert words in shown["markdown"]
    written.forget()


async def test_the_next_version_is_written_over_the_one_before(written: Story, ana: Person, eve: Person) -> None:
    """It remains one canvas, with the version in use now; a draft never shows in it."""
    await approved(written, ana, eve)
    first = await canvas(ana)
    await write(written, ana, "competitor", name="Station bakery")
    drafted = await canvas(ana)
    await approved(written, ana, eve)
    second = await canvas(ana)
    assert first is not None
    assert drafted is not None
    assert second is not None
    assert first["id"] == second["id"]
    assert "Station bakery" not in drafted["markdown"]
    assert "Station bakery" in second["markdown"]
    assert second["markdown"].count("# Social") == 1


async def test_a_canvas_that_was_deleted_is_made_anew(written: Story, ana: Person, eve: Person) -> None:
    await approved(written, ana, eve)
    first = await canvas(ana)
    assert first is not None
    workspace = written.office.server.workspace
    del workspace.canvases[first["id"]], workspace.files[first["id"]], workspace.contents[first["id"]]
    await write(written, ana, "competitor", name="Station bakery")
    await approved(written, ana, eve)
    second = await canvas(ana)
    assert second is not None
    assert second["id"] != first["id"]


@pytest.mark.parametrize("fault", ["reset_after", "reset_before"])
async def test_made_in_a_call_whose_answer_got_lost_it_is_found_again(
    written: Story, ana: Person, eve: Person, fault: str
) -> None:
    """Slack is first asked whose canvas is there: the second attempt writes into the bot's own, without duplicates."""
    await submit(ana)
    await written.office.server.control.fault(fault, method="conversations.canvases.create", count=1)
    await eve.presses("Approve")
    written.forget()
    shown = await canvas(ana)
    assert shown is not None
    assert shown["markdown"].count("# Social") == 1
    assert len(written.office.server.workspace.canvases) == 1


async def test_a_canvas_of_the_teams_own_is_left_alone(written: Story, ana: Person, ben: Person, eve: Person) -> None:
    """The lead is told once why; the PDF is in the channel anyway."""
    await ben._control.write_canvas(user="ben", channel="#social", markdown="# Our recipes")
    await submit(ana)
    await eve.presses("Approve")
    ana.sees("could not put the strategy into the canvas", "not mine, and I leave it alone", "I tell you this once")
    shown = await canvas(ben)
    assert shown is not None
    assert shown["markdown"] == "# Our recipes"
    written.forget()
    await write(written, ana, "competitor", name="Station bakery")
    await submit(ana)
    await eve.presses("Approve")
    assert not any("canvas" in told.text for told in written.told if not told.seen)
    written.forget()


@pytest.mark.parametrize("why", ["off", "no_scope"])
async def test_where_canvases_are_not_allowed_the_files_say_it_all(
    written: Story, ana: Person, ben: Person, eve: Person, why: str
) -> None:
    if why == "off":
        await ana._control.canvases(plan="off")
    else:
        written.office.server.workspace.app.scopes.discard("canvases:write")
    await submit(ana)
    await eve.presses("Approve")
    ana.sees("could not put the strategy into the canvas", "The PDF in the channel")
    ben.sees("is in use from today")
    ben.sees("PDF")
    written.forget()
