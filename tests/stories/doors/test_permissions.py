"""Who may do what: eight kinds of people, asked of the database every time, whatever a button says.

The table itself is compared with the docs, cell by cell, in tests/domain/test_permissions.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.domain.errors import Refusal
from bot.domain.permissions import KINDS, Action, Kind, may
from bot.domain.refusals import Gone, NotAllowed
from bot.services.context.access import kinds_towards, require
from bot.services.context.ctx import Ctx
from storage import roles, strategies
from tests.logged import logged
from tests.stories.cast import BOT, Held, Person, Story, words_of
from tests.stories.plans import act, make_plan, slot

NOTHING = "I cannot find that any more"
FOLLOWERS = "Instagram followers"


def _newcomer(story: Story, name: str, *channels: str, guest: bool = False) -> Person:
    """Bring somebody into the workspace and into channels, before the bot is told."""
    workspace = story.office.server.workspace
    member = workspace.add_member(name, real_name=name.title(), tz="Europe/Berlin", is_restricted=guest)
    for channel in workspace.channels.values():
        if channel.name in channels:
            channel.members.append(member.id)
    story.people[name] = Person(story, name, member.id)
    return story.people[name]


async def _everybody(story: Story) -> dict[Kind, Person]:
    """Make a plan in #social in which each kind of people is somebody else."""
    people = story.people
    ana, ben, cho, dee, eve = (people[name] for name in ("ana", "ben", "cho", "dee", "eve"))
    fay, gus, hal = _newcomer(story, "fay"), _newcomer(story, "gus"), _newcomer(story, "hal", "social")
    await story.office.restart()
    await make_plan(story, ben, [slot("Tip", "mon", "10:00", cho)], cho, reviewer=gus, by=ana)
    await ana.saves("/beat role Instagram editor @cho, backup @fay")
    story.forget()
    return {
        "admin": ana,
        "lead": ben,
        "holder": cho,
        "backup": fay,
        "reviewer": gus,
        "channel_member": hal,
        "guest": dee,
        "stranger": eve,
    }


async def test_the_eight_kinds_of_people_are_told_apart_and_may_what_the_table_says(story: Story) -> None:
    """Towards the editor's role: what each of them is, and which of nine actions is then refused."""
    people = await _everybody(story)
    # Whoever approves is an approver of a version, of no role: tests/stories/strategy/test_editions.py tells of them.
    # Whoever runs the workspace can take over a plan that nobody leads: tests/stories/plan/test_taking_over.py.
    assert set(people) == set(KINDS) - {"approver", "workspace_admin"}
    found: dict[Kind, frozenset[Kind]] = {}
    refused: dict[Kind, set[Action]] = {}
    classes: dict[Kind, set[type[Refusal]]] = {}

    def ask_about(kind: Kind) -> Callable[[Ctx], Awaitable[None]]:
        async def verb(ctx: Ctx) -> None:
            home = story.office.server.workspace.find_channel("#social", people["lead"].id)
            plan = await strategies.at_home(ctx.tx, ctx.workspace_id, home.id)
            assert plan is not None
            role = await roles.titled(ctx.tx, ctx.workspace_id, plan.id, "Instagram editor")
            found[kind] = await kinds_towards(ctx, plan, role)
            refused[kind], classes[kind] = set(), set()
            for action in Action:
                try:
                    await require(ctx, plan, action, role)
                except Refusal as refusal:
                    refused[kind].add(action)
                    classes[kind].add(type(refusal))

        return verb

    for kind, person in people.items():
        await act(story, person, ask_about(kind))
    assert found == {
        "admin": {"admin", "channel_member"},
        "lead": {"lead", "channel_member"},
        "holder": {"holder", "channel_member"},
        "backup": {"backup"},
        "reviewer": {"reviewer"},
        "channel_member": {"channel_member"},
        "guest": {"channel_member", "guest"},
        "stranger": {"stranger"},
    }
    for kind in people:
        assert refused[kind] == {action for action in Action if not may(found[kind], action)}
        assert classes[kind] <= {Gone if kind == "stranger" else NotAllowed}
    assert Action.SETTLE_DUTY in refused["channel_member"] & refused["guest"] & refused["reviewer"]
    assert refused["stranger"] == set(Action)


# ---------------------------------------------------------------- what people try


async def forges(story: Story, who: Person, action_id: str, value: str, **more: Any) -> str:
    """Send a press that no button of theirs says, from a message of the bot to them; returns what they are shown."""
    workspace = story.office.server.workspace
    channel = workspace.direct_with_app(who.id)
    if not any(m.bot_id for m in workspace.visible(who.id, channel)):
        await who.says("hello", channel=BOT)
    message = next(m for m in workspace.visible(who.id, channel) if m.bot_id)
    action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value, **more}
    story.read()
    before = len(story.told)
    await who.presses_held(Held(channel, message, action))
    shown = [t for t in story.told[before:] if t.to == who.id]
    for told in shown:
        told.seen = True
    return shown[0].text if shown else ""


PRESSES = ("duty_done", "duty_scheduled", "duty_hand_over", "numbers_open", "duty_link")


async def test_to_a_stranger_of_the_workspace_the_plan_does_not_exist(bakery: Story, ben: Person, eve: Person) -> None:
    """Neither by command, nor by name, nor by a made-up press on anything in it."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    assert "no plan yet" in await eve.types("/beat goals", channel=BOT)
    for command in ("goals", "roles", "calendar", "goal 5 stars by end of June", "slot Tip every Monday at 9"):
        assert NOTHING in await eve.types(f"/beat {command} in #social", channel=BOT)
    for action_id in PRESSES:
        assert NOTHING in await forges(bakery, eve, action_id, "duty:1:0")
    for action_id in ("offer_accept", "offer_decline"):
        assert NOTHING in await forges(bakery, eve, action_id, "holding:1:0")
    for action_id in ("note_learning", "note_decision"):
        assert NOTHING in await forges(bakery, eve, action_id, "review:1:0")
    assert NOTHING in await forges(bakery, eve, "duty_undo", "change:1:0")
    assert "Nothing for you today" in await eve.types("/beat today", channel=BOT)
    assert bakery.unexpected() == []


async def test_the_log_says_why_something_is_not_there_and_people_are_never_told(bakery: Story, eve: Person) -> None:
    """Hidden from them, deleted, or no value of ours: they read the same, and an operator finds out by their id."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    with logged() as lines:
        pressed = [await forges(bakery, eve, "duty_done", value) for value in ("duty:1:0", "duty:999:0", "goal:1:0")]
        await eve.types("/beat Zitronenkuchen", channel=BOT)
    assert len(set(pressed)) == 1
    assert NOTHING in pressed[0]
    told = [line.partition("refused ")[2] for line in lines.getvalue().splitlines() if " refused " in line]
    who = f"workspace={bakery.office.server.workspace.id} person={eve.id}"
    assert told == [
        f"verb=duties.settle code=gone reason=not_visible {who} ref=duty:1",
        f"verb=duties.settle code=gone reason=deleted {who} ref=duty:999",
        f"verb=payloads.pressed code=gone reason=not_ours {who} ref=goal:1",
        f'verb=commands.read code=unknown_word reason="" {who} ref=""',
    ]


async def test_the_log_says_which_typed_command_was_refused(bakery: Story, eve: Person) -> None:
    """Every word goes through the same two functions. A line that names those says nothing of what somebody tried."""
    with logged() as lines:
        for typed in ("hour Zitronenkuchen", "reminders Zitronenkuchen", "why Zitronenkuchen", "goals"):
            await eve.types(f"/beat {typed}", channel=BOT)
    told = [line.partition("refused verb=")[2] for line in lines.getvalue().splitlines() if " refused " in line]
    assert [line.partition(" ")[0] for line in told] == [
        "staff.type_hour",
        "staff.choose_reminders",
        "why.show_why",
        "access.find_strategy",
    ]


async def test_a_stranger_from_another_workspace_sees_nothing(bakery: Story) -> None:
    """Where the bot was never set up it says so, and ids from elsewhere lead nowhere."""
    server = bakery.office.server
    other = server.add_workspace("Elsewhere")
    zed = other.add_member("zed", real_name="Zed", tz="Europe/Berlin")
    other.add_channel("social", members=["zed"], bot=True)
    control = server.control_of(other.id)
    home = server.workspace.find_channel("#social", bakery.people["ana"].id).id
    for text in ("goals", f"goals in <#{home}|social>", "today", "setup"):
        answer = await control.command(user="zed", channel="#social", command="/beat", text=text)
        shown = words_of(answer["ephemeral"])
        assert "I am not fully installed in this workspace" in shown
        assert "Instagram" not in shown
    await control.say(user="zed", channel="#social", text="hello")
    await bakery.office.quiet()
    said = [e for e in server.journal if e["kind"] == "message" and e.get("by") == "app" and e["team"] == other.id]
    assert all("not fully installed" in str(e) for e in said)
    assert zed.id not in {p.id for p in bakery.people.values()}
    bakery.forget()


async def test_a_channel_member_looks_and_adds_and_settles_nothing_of_others(
    bakery: Story, ben: Person, cho: Person
) -> None:
    """They may see and extend the plan; the work of others is theirs alone, and the lead's."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    assert "Social: goals" in await cho.types("/beat goals")
    assert "Shall I save this goal?" in await cho.saves("/beat goal 20 customer reviews by end of June", "me", "me")
    done = ben.holds("Done")
    await cho.presses_held(done)
    cho.sees("You cannot settle a duty here. Ask the lead of this plan")
    await cho.presses_held(done, action_id="duty_hand_over")
    cho.sees("You cannot hand a duty over")
    await cho.presses_held(done, action_id="duty_undo", value="change:1:0")
    cho.sees(NOTHING)
    assert "1 to do" in await ben.types("/beat today")


async def test_the_lead_and_the_backup_may_settle_what_the_holder_has(story: Story) -> None:
    """The lead with the button of the message to them, the backup with any; the holder sees by whom it was done."""
    people = await _everybody(story)
    await story.until("2026-03-30 10:00")
    story.forget()
    for other in (people["channel_member"], people["guest"], people["reviewer"]):
        assert "You cannot settle a duty" in await forges(story, other, "duty_done", "duty:1:0")
    assert "You cannot" not in await forges(story, people["backup"], "duty_done", "duty:1:0")
    people["holder"].finds("Done")
    assert "settled already: done by fay" in await forges(story, people["lead"], "duty_scheduled", "duty:1:0")
    story.forget()


async def test_an_offer_is_answered_by_nobody_but_whom_it_was_made_to(bakery: Story, ana: Person, ben: Person) -> None:
    """Not even by the lead."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    for action_id in ("offer_accept", "offer_decline"):
        for who in ("ana", "cho", "dee"):
            assert NOTHING in await forges(bakery, bakery.people[who], action_id, "holding:1:0")
    assert "ben (asked, no answer yet)" in await ana.types("/beat roles")
    await ben.presses("Accept")
    assert "no answer yet" not in await ana.types("/beat roles")
    bakery.forget()


async def test_numbers_are_given_by_whoever_reads_them_and_by_the_lead(
    calm: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Others are told whom to ask; the form does not even open."""
    await calm.until("2026-04-02 15:00")
    calm.forget()
    give = ben.holds("Give the numbers")
    await cho.presses_held(give)
    cho.sees("You cannot give the latest numbers here")
    await ana.presses_held(give)
    await ana.fills_in({FOLLOWERS: "640"})
    assert "640 of 1,000" in await ana.types("/beat goals")
    ben.finds("Latest numbers", "✓")


async def test_a_learning_is_taken_back_by_its_author_or_a_reviewer(
    calm: Story, ana: Person, ben: Person, cho: Person, dee: Person
) -> None:
    """Everybody in the channel may record one, guests too; somebody else's stays."""
    await calm.until("2026-04-03 15:00")
    root = next(t for t in calm.told if "Weekly review" in t.text)
    ana.thread = cho.thread = dee.thread = root.ts
    assert "Learning recorded: guests see more (dee)" in await dee.says("Learning: guests see more")
    undo = dee.holds("Undo", "#social", root.ts)
    calm.forget()
    await cho.presses_held(undo)
    cho.sees("You cannot take a learning or a decision back here")
    await ana.presses_held(undo)
    ana.finds("Learning taken back")
    assert "Learning recorded" in await cho.says("Learning: lists work")
    await cho.presses("Undo", channel="#social", thread_ts=root.ts)
    cho.finds("Learning taken back: lists work")
    calm.forget()


# ---------------------------------------------------------------- private channels, guests, leaving


async def test_the_plan_of_a_private_channel_does_not_exist_for_those_outside(
    story: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Whether it is named or pressed upon; and no role of it is given to them."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue", "11:00", ana, platform="Newsletter")])
    secret = story.office.server.workspace.find_channel("#secret", ana.id).id
    assert "Letter" in await ben.types("/beat calendar", channel="#secret")
    for command in ("goals", "roles", "calendar", "goal 5 stars by end of June"):
        assert NOTHING in await cho.types(f"/beat {command} in <#{secret}|secret>")
    assert "no plan yet" in await cho.types("/beat goals", channel=BOT)
    assert NOTHING in await forges(story, cho, "duty_done", "duty:1:0")
    await ana.types("/beat role Writer @cho")
    said = await ana.says("save")
    assert f"cho is not in <#{secret}>, where this plan lives. Invite them there first" in said
    await story.office.server.control.invite(channel="#secret", users="cho", user="ana")
    await story.office.quiet()
    assert "cho has the role Writer" in await ana.says("save")
    cho.sees("ana gave you the role")
    story.forget()


async def test_who_leaves_a_private_channel_loses_the_plan_and_their_roles(
    story: Story, ana: Person, ben: Person
) -> None:
    """The lead is asked once to give the role to somebody; nothing more goes to who left."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue thu", "11:00", ben, platform="Newsletter")])
    await story.until("2026-03-30 10:00")
    story.forget()
    await story.office.server.control.leave(user="ben", channel="#secret")
    await story.office.quiet()
    ana.sees("Nobody has the role Newsletter editor now", "ben cannot do it", "`/beat role Newsletter editor @ana`")
    assert "no plan yet" in await ben.types("/beat goals", channel=BOT)
    await story.until("2026-03-31 11:00")
    ben.sees_nothing()
    ana.finds("Newsletter: Letter")
    assert sum("Nobody has the role" in t.text for t in story.told) == 1
    story.forget()


async def test_who_leaves_the_workspace_leaves_their_roles_to_the_backup(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """The backup gets the work, and the lead one question."""
    await ana.saves("/beat role Instagram editor @ben, backup @cho")
    await bakery.until("2026-03-30 12:00")
    bakery.forget()
    await bakery.office.server.control.deactivate(user="ben")
    await bakery.office.quiet()
    ana.sees("Nobody has the role Instagram editor now", "its duties come to cho")
    await bakery.until("2026-04-01 10:00")
    cho.finds("Tip of the day")
    assert sum("Nobody has the role" in t.text for t in bakery.told) == 1
    ben.sees_nothing()
    bakery.forget()


async def test_who_left_while_the_bot_was_off_is_found_out_at_its_start(story: Story, ana: Person, ben: Person) -> None:
    """Nobody told the bot: it compares with Slack, and the lead is asked as ever."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot("Letter", "tue thu", "11:00", ben, platform="Newsletter")])
    await story.until("2026-03-30 10:00")
    story.forget()
    await story.office.bot.stop()
    await story.office.server.control.leave(user="ben", channel="#secret")
    await story.office.outage(datetime.fromisoformat("2026-03-30T10:05:00+02:00"))
    ana.sees("Nobody has the role Newsletter editor now")
    assert "no plan yet" in await ben.types("/beat goals", channel=BOT)


async def test_a_guest_counts_in_their_channel_and_nowhere_else(
    bakery: Story, ana: Person, dee: Person, eve: Person
) -> None:
    """In the home channel a guest may hold a role; taken out of it, they lose it."""
    await ana.saves("/beat role Photographer @dee")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    assert "Photographer*: dee" in await dee.types("/beat roles")
    await bakery.office.server.control.kick(channel="#social", user="dee", by="ana")
    await bakery.office.quiet()
    ana.sees("Nobody has the role Photographer now")
    assert "no plan yet" in await dee.types("/beat roles", channel=BOT)
    await ana.types("/beat role Photographer @dee")
    assert "dee is not in <#" in await ana.says("save")
    bakery.forget()


async def test_who_leaves_a_public_channel_keeps_the_role_and_nothing_else(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """A role need not sit in the channel: its holder goes on. Who has none sees the plan no more."""
    control = bakery.office.server.control
    for name in ("ben", "cho"):
        await control.leave(user=name, channel="#social")
    await bakery.office.quiet()
    assert "no plan yet" in await cho.types("/beat goals", channel=BOT)
    assert "Social: goals" in await ben.types("/beat goals", channel=BOT)
    assert "Instagram editor*: ben" in await ana.types("/beat roles")
