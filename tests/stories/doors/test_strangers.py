"""People who are here by Slack Connect are guests, everywhere: in the plan's own channel members, elsewhere nobody.

Slack marks them by their team alone: whoever shares a channel with the bot is no `is_stranger`.
"""

from __future__ import annotations

import pytest

from bot.schema.commands import WORDS
from tests.storage.whole import a_whole_plan
from tests.stories.cast import BOT, Person, Story, words_of
from tests.stories.doors.test_ids_of_others import things, told_apart

OUTSIDE = "other-side"


async def from_outside(story: Story, name: str, *channels: str) -> Person:
    """Bring somebody of another team into channels that are shared with it; nobody tells the bot who they are."""
    control, workspace = story.office.server.control, story.office.server.workspace
    member = workspace.add_member(name, real_name=name.title(), tz="Europe/Berlin")
    workspace.general.members.remove(member.id)
    await control.move_out(name, domain=OUTSIDE, enterprise="Other Group")
    for channel in channels:
        await control.share_outside(channel, domain=OUTSIDE)
        await control.invite(channel=channel, users=name)
    await story.office.quiet()
    story.people[name] = Person(story, name, member.id)
    return story.people[name]


async def test_somebody_from_another_team_is_given_no_role_outside_the_plans_channel(
    bakery: Story, ana: Person
) -> None:
    """As with a guest: they have to be in the channel where the plan lives."""
    await from_outside(bakery, "zoe", "#elsewhere")
    await bakery.office.restart()
    bakery.forget()
    await ana.types("/beat role Photographer @zoe")
    assert "zoe is not in <#" in await ana.says("save")
    bakery.forget()


async def test_taken_out_of_the_channel_they_lose_their_role(bakery: Story, ana: Person) -> None:
    """A colleague would keep it: the channel is public."""
    zoe = await from_outside(bakery, "zoe", "#social")
    await ana.saves("/beat role Photographer @zoe")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    assert "Photographer*: zoe" in await zoe.types("/beat roles")
    await bakery.office.server.control.kick(channel="#social", user="zoe", by="ana")
    await bakery.office.quiet()
    ana.sees("Nobody has the role Photographer now")
    assert "no plan yet" in await zoe.types("/beat roles", channel=BOT)
    bakery.forget()


async def test_before_slack_says_who_somebody_is_they_are_a_guest(bakery: Story, ben: Person) -> None:
    """Slack is asked within seconds; until it answers, nobody has rights that only colleagues have."""
    await bakery.office.server.control.fault("error", method="users.info", error="internal_error")
    zoe = await from_outside(bakery, "zoe", "#elsewhere")
    await zoe.says("hello", channel=BOT)
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.presses("Hand over")
    answer = await ben.fills_in({"Who does it?": zoe.id})
    assert "is not in <#" in str(answer["errors"])
    await bakery.office.server.control.clear_faults()


async def test_colleagues_of_the_same_organisation_are_no_guests(bakery: Story, ana: Person, eve: Person) -> None:
    """In an organisation, somebody's own workspace can be another one; they are people of this one all the same."""
    workspace = bakery.office.server.workspace
    whole = (await bakery.office.server.control.join_enterprise("Sample Group"))["enterprise"]
    member = workspace.members[eve.id]
    member.team_id, member.enterprise = "T0SIBLING", (whole["id"], [workspace.id])
    await bakery.office.server.control.change_member(user="eve", title="Baker")
    await bakery.office.quiet()
    await ana.saves("/beat role Photographer @eve")
    assert "Photographer*: eve" in await ana.types("/beat roles")
    bakery.forget()


# ---------------------------------------------------------------- every door

WORDS_TYPED = sorted({command.word for command in WORDS.values()})
FILE = b"drumbeat: 1\nplan:\n  name: Bread\n"


async def typed(story: Story, who: Person, channel: str, text: str) -> str:
    """Type a command, stop the conversation that it may have opened, and return what was shown at once."""
    control = story.office.server.control
    found = []
    for one in (text, "cancel"):
        answer = await control.command(user=who.name, channel=channel, command="/beat", text=one)
        found.append(words_of(answer["ephemeral"]) if answer["ephemeral"] else "")
    return found[0].replace(who.name, "NAME").replace(who.id, "ID")


@pytest.mark.parametrize(
    "channel", [pytest.param(name, marks=pytest.mark.thorough) for name in ("#social", "#elsewhere", BOT)]
)
async def test_every_word_answers_them_as_it_answers_a_guest(bakery: Story, dee: Person, channel: str) -> None:
    """In the plan's channel, in a channel without one, and in the direct message."""
    zoe = await from_outside(bakery, "zoe", "#social", "#elsewhere")
    await bakery.office.server.control.invite(channel="#elsewhere", users="dee")
    for who in (dee, zoe):
        await who.says("hello", channel=BOT)
    await bakery.office.bot.ticker.stop()
    for word in WORDS_TYPED:
        said = [await typed(bakery, who, channel, word) for who in (dee, zoe)]
        assert said[0] == said[1], word
    bakery.forget()


async def test_outside_the_plans_channel_no_word_tells_them_that_there_is_one(bakery: Story) -> None:
    """Named, it answers like a channel that nobody ever heard of."""
    zoe = await from_outside(bakery, "zoe", "#elsewhere")
    await zoe.says("hello", channel=BOT)
    await bakery.office.bot.ticker.stop()
    home = bakery.office.server.workspace.find_channel("#social", bakery.people["ana"].id).id
    for word in WORDS_TYPED:
        named = await typed(bakery, zoe, BOT, f"{word} in <#{home}|social>")
        assert named == (await typed(bakery, zoe, BOT, f"{word} in <#C0UNKNOWN1|social>")), word
    bakery.forget()


async def test_what_they_write_and_drop_is_heard_as_a_guests_is(calm: Story, dee: Person) -> None:
    """In the direct message, in a thread of the plan's channel, and as a file."""
    control = calm.office.server.control
    zoe = await from_outside(calm, "zoe", "#social")
    await calm.until("2026-04-03 15:00")
    root = next(t for t in calm.told if "Weekly review" in t.text)
    heard: dict[str, list[str]] = {}
    for who in (dee, zoe):
        who.thread = root.ts
        answers = [await who.says(text, channel=BOT) for text in ("done", "https://example.org/1", "what now?")]
        answers.append(await who.says("Learning: guests see more"))
        answers.append(await who.opens_home())
        await control.share_file(user=who.name, channel=BOT, name="plan.yaml", content=FILE)
        await calm.office.quiet()
        answers.append(await who.last(BOT))
        heard[who.name] = [answer.replace(who.name, "NAME") for answer in answers]
    assert heard["dee"] == heard["zoe"]
    calm.forget()


@pytest.mark.thorough
@pytest.mark.parametrize("is_from_outside", [True, False])
async def test_outside_the_plans_channel_no_press_tells_them_that_there_is_one(
    story: Story, *, is_from_outside: bool
) -> None:
    """The plan is a public channel's, and its ids are answered like ids of nothing all the same."""
    if is_from_outside:
        who = await from_outside(story, "zoe", "#elsewhere")
    else:
        member = story.office.server.workspace.add_member("fay", is_restricted=True)
        who = story.people["fay"] = Person(story, "fay", member.id)
        await story.office.restart()
    await who.says("hello", channel=BOT)
    await story.office.bot.ticker.stop()
    async with story.office.bot.database.begin() as tx:
        known = await a_whole_plan(tx, 1, "lark")
    wrong = await told_apart(story, who, await things(story, known))
    story.forget()
    assert not wrong, "\n".join(wrong)


async def test_a_shortcut_opens_for_them_what_it_opens_for_a_guest(bakery: Story, dee: Person) -> None:
    """Whether the message stands in the plan's channel or elsewhere."""
    zoe = await from_outside(bakery, "zoe", "#social", "#elsewhere")
    control = bakery.office.server.control
    await control.invite(channel="#elsewhere", users="dee")
    bakery.forget()
    for channel in ("#social", "#elsewhere"):
        said = await control.say(user="ana", channel=channel, text="How we shape a loaf")
        shown = []
        for who in (dee, zoe):
            await control.shortcut(user=who.name, callback_id="make_post", channel=channel, ts=said["ts"])
            await bakery.office.quiet()
            shown.append((await who.window(), await who.last(channel)))
            if shown[-1][0]:
                await control.close(user=who.name)
        assert shown[0] == shown[1], channel
    bakery.forget()
