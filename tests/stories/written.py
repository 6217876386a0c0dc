"""A plan with something in each chapter, made at once, for stories about the written strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from bot.services.context.ctx import Ctx
from bot.services.editing.parts import add_values
from storage import editions, roles, strategies
from storage.tables import logo
from tests.stories.cast import Person, Story
from tests.stories.plans import act, make_plan, slot

VISION = "Everybody in town knows where their bread comes from. They ask us before they buy."


async def write(story: Story, who: Person, concept: str, **values: JsonValue) -> int:
    """Add a part to the plan of somebody's home channel, and return its id."""
    added: list[int] = []

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        added.append(await add_values(ctx.tx, ctx.workspace_id, plan.id, concept, values, ctx.now))

    await act(story, who, verb)
    return added[0]


async def role_ids(story: Story, who: Person) -> Mapping[str, int]:
    """Return the roles of the plan of somebody's home channel by title."""
    found: dict[str, int] = {}

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        found.update({r.title: r.id for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, plan.id)})

    await act(story, who, verb)
    return found


async def state_of(story: Story, who: Person, number: int) -> str:
    """Return what has become of a version of the plan of somebody's home channel."""
    found: dict[int, str] = {}

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        found.update({e.number: e.state for e in await editions.of_strategy(ctx.tx, ctx.workspace_id, plan.id)})

    await act(story, who, verb)
    return found[number]


async def put_logo(story: Story, who: Person, picture: bytes) -> None:
    """Put a picture on the first page of the strategy of somebody's home channel."""

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        await ctx.tx.execute(logo.delete().where(logo.c.strategy_id == plan.id))
        row = {"strategy_id": plan.id, "workspace_id": ctx.workspace_id, "picture": picture, "since": ctx.now}
        await ctx.tx.execute(logo.insert().values(row))

    await act(story, who, verb)


async def make_strategy(
    story: Story,
    lead: Person,
    writer: Person,
    approvers: Sequence[tuple[str, Person]] = (),
    *,
    rule: str = "any",
    next_update: str | None = None,
) -> None:
    """Make a plan with a vision, and roles that approve it: `[("Director", eve)]`. All that is said is expected."""
    await make_plan(story, lead, [slot("Tip of the day", "mon wed fri", "10:00", writer)], measurer=writer)
    for title, person in approvers:
        await lead.types(f"/beat role {title} <@{person.id}>")
        await lead.says("skip")
        await lead.presses_in_thread("Save")
    known = await role_ids(story, lead)
    await write(story, lead, "vision", text=VISION)
    await write(
        story,
        lead,
        "signing",
        company="Sample Bakery Ltd",
        approvers=[known[title] for title, _ in approvers],
        rule=rule,
        next_update=next_update,
    )
    story.forget()
