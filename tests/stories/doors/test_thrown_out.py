"""When Drumbeat is taken off a workspace: an operator can see it, once, and it goes on after a reinstallation."""

from __future__ import annotations

import logging

import pytest

from tests.stories.cast import Person, Story

pytestmark = pytest.mark.usefixtures("bakery")


async def _problems(story: Story) -> list[str]:
    return list((await story.office.bot.health.report()).problems)


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("how", ["uninstall", pytest.param("revoke", marks=pytest.mark.thorough)])
async def test_being_taken_off_the_workspace_shows_in_health_and_in_one_error_line(
    bakery: Story, ana: Person, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    """Nothing is sent any more, so no refusal would ever show it. A day later there is still one line."""
    control, workspace = bakery.office.server.control, bakery.office.server.workspace
    assert await _problems(bakery) == []
    await (control.uninstall() if how == "uninstall" else control.revoke())
    await bakery.office.quiet()
    (problem,) = await _problems(bakery)
    assert workspace.name in problem
    assert "removed" in problem
    assert "SLACK_BOT_TOKEN" in problem
    await bakery.until("2026-03-31 12:00")
    assert await _problems(bakery) == [problem]
    assert len(_errors(caplog)) == 1, _errors(caplog)

    await control.reinstall()
    await bakery.office.restart()
    assert await _problems(bakery) == []
    if how == "uninstall":  # that takes it out of its channels, too
        ana.sees("I was removed from", "`/invite @drumbeat`")
    bakery.forget()


async def test_a_removal_that_is_heard_of_after_the_reinstallation_removes_nothing(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Slack repeats an event for minutes. By then the app may be back, and what waits must not be taken back."""
    server = bakery.office.server
    server.events.send(server.workspace, {"type": "app_uninstalled", "event_ts": server.workspace.stamps.next()})
    await bakery.office.quiet()
    assert await _problems(bakery) == []
    await bakery.until("2026-03-30 12:00")
    ben.sees("Tip of the day", "Done")
    bakery.forget()
