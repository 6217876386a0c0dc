"""What an operator is told while the bot runs: channels it was taken out of, tabs that are off, what Slack refused."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.doctor import gather
from bot.domain.doctor import findings
from bot.settings import Settings
from bot.views.operations.doctor import lines
from manifests.socket_mode import scopes
from tests.stories.cast import Person, Story


class OnTheStorysClock:
    """A clock whose real time is the story's: what Slack refused in it was refused just now."""

    def __init__(self, story: Story) -> None:
        self._clock = story.office.clock

    def now(self) -> datetime:
        return self._clock.now()

    def real(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()


async def told(story: Story) -> str:
    """Return what `drumbeat doctor` prints now."""
    office = story.office
    settings = Settings(
        slack_bot_token=office.server.bot_token,
        slack_app_token=office.server.app_token,
        slack_api_url=office.server.api_url,
        database_url=office.bot.database.engine.url.render_as_string(hide_password=False),
        _env_file=None,
    )
    return "\n".join(lines(findings(await gather(settings, OnTheStorysClock(story), scopes()))))


async def test_a_plan_whose_channel_the_bot_was_taken_out_of(bakery: Story) -> None:
    """In it, all is fine; taken out, the channel is named with what to type."""
    assert "✓ The bot is in the channel of every plan (1)." in await told(bakery)
    await bakery.office.server.control.kick(channel="#social", user="@drumbeat")
    await bakery.office.quiet()
    said = await told(bakery)
    assert "✗ The bot is not in #social, where a plan lives." in said
    assert "/invite @drumbeat" in said
    bakery.forget()


async def test_a_messages_tab_that_is_off_shows_in_what_slack_refused(bakery: Story, ben: Person) -> None:
    """No token of ours may read the app's settings; that Slack refuses direct messages says it."""
    assert "Messages tab" not in await told(bakery)
    bakery.office.server.workspace.app.messages_tab = False
    await bakery.until("2026-03-30 09:00")
    assert "✗ The app's Messages tab is switched off" in await told(bakery)
    bakery.forget()


async def test_what_is_granted_is_compared_with_what_is_needed(bakery: Story) -> None:
    """Slack lists the granted scopes in a header of its answers."""
    said = await told(bakery)
    assert f"✓ All {len(scopes())} scopes that Drumbeat needs are granted." in said
    await bakery.office.server.control.app(scopes=sorted(scopes() - {"im:write"}))
    assert "✗ The bot token lacks scopes: im:write." in await told(bakery)
    bakery.forget()


async def test_whether_its_own_posts_are_found_again_is_tried_out(bakery: Story) -> None:
    """One is posted in a plan's channel, read back and taken away: a lost answer must not make two of one."""
    office = bakery.office
    assert "✓ The bot finds its own posts again in #social: by their block ids, and by their metadata." in await told(
        bakery
    )
    office.server.options.shows_metadata = False
    assert "✓ The bot finds its own posts again in #social: by their block ids." in await told(bakery)
    bakery.read()
    tried = [one for one in bakery.told if "doctor" in one.text]
    assert [one.gone for one in tried] == [True, True]
    await office.server.control.fault("error", method="conversations.history", error="missing_scope")
    assert "• I couldn't check whether the bot finds its own posts again in #social" in await told(bakery)
    await office.server.control.fault("error", method="chat.delete", error="internal_error")
    assert "• I couldn't take my test message in #social away again." in await told(bakery)
    office.server.faults.clear()
    bakery.forget()
