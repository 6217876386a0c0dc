"""Two with one name are two: people, platforms and goals are told apart by id, not by name."""

from __future__ import annotations

from bot.domain.calendar import SlotValues
from bot.domain.plan import Plan
from bot.domain.platforms import Platform
from bot.services.calendar.progress import progress_lines
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import plan_of
from bot.services.duties import duties
from bot.services.editing import editing
from storage import calendar, strategies
from storage import duties as kept
from tests.stories.cast import BOT, Person, Story
from tests.stories.planfile.test_files import drops
from tests.stories.plans import act, make_plan, slot


async def test_what_somebody_of_the_same_name_did_is_not_ones_own_doing(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ben is also named ana. What ana marks as done says by whom, and his own press doesn't count as hers."""
    await bakery.office.server.control.change_member(user="ben", display_name="ana", real_name="Ana")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    held = ben.holds("Done")

    async def done(ctx: Ctx) -> None:
        strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, _home(bakery, ana))
        assert strategy is not None
        first = (await kept.open_of_strategy(ctx.tx, ctx.workspace_id, strategy.id))[0]
        await duties.settle(ctx, first.id, "done")

    await act(bakery, ana, done)
    ben.finds("✓ Done 09:00 by ana")
    await ben.presses_held(held)
    ben.sees("ana")
    bakery.forget()


def _home(story: Story, who: Person) -> str:
    return story.office.server.workspace.find_channel(who.home, who.id).id


TWINS = """\
drumbeat: 1
plan: {name: Twins, zone: Europe/Berlin}
roles: [{title: Editor, holder: "@ben"}]
platforms: [{name: Instagram}]
goals:
  - {id: a, statement: Grow, due: 2026-12-31, measures: [
      {name: Followers, baseline: 1, target: 50, measurer: Editor, reviewer: Editor, readings: {2026-03-02: 11}}]}
  - {id: b, statement: Grow, due: 2027-12-31, measures: [
      {name: Visitors, baseline: 1, target: 90, measurer: Editor, reviewer: Editor, readings: {2026-03-02: 22}}]}
regular_posts:
  - {title: Tip, role: Editor, platform: Instagram, goal: b, every: day, at: "10:00"}
"""


async def test_done_says_how_its_own_goal_stands_and_not_one_of_that_name(
    story: Story, ana: Person, ben: Person
) -> None:
    ts = await drops(ana, "twins.yaml", TWINS)
    await ana.presses("Set it up here", "#social", thread_ts=ts)
    await story.until("2026-03-30 10:00")
    story.forget()
    await ben.presses("Done")
    said = ben.finds("✓ Done", "Instagram")
    assert "Visitors" in said
    assert "Followers" not in said
    story.forget()


async def _plan(story: Story, who: Person) -> Plan:
    """Return the plan of a person's home channel as it is now."""
    found: list[Plan] = []

    async def look(ctx: Ctx) -> None:
        strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, _home(story, who))
        assert strategy is not None
        found.append(await plan_of(ctx.tx, strategy))

    await act(story, who, look)
    return found[0]


async def test_undo_gives_a_post_its_platform_back_whatever_that_is_called_now(bakery: Story, ana: Person) -> None:
    """Both platforms were renamed in the meantime; neither is created again under its old name."""
    before = (await _plan(bakery, ana)).slots[0]
    made: list[int | None] = []

    async def change(ctx: Ctx) -> None:
        made.append(await editing.change(ctx, "slot", before.id, SlotValues(platform="Facebook", audience="regulars")))
        made.append(await editing.change(ctx, "slot", before.id, SlotValues(audience="neighbours")))
        changed = await calendar.by_id(ctx.tx, ctx.workspace_id, before.id)
        assert changed is not None
        assert changed.platform_id is not None
        assert changed.audience_id is not None
        assert before.platform_id is not None
        await editing.change(ctx, "platform", before.platform_id, {"name": "Insta"})
        await editing.change(ctx, "platform", changed.platform_id, {"name": "FB"})
        await editing.change(ctx, "audience", changed.audience_id, {"name": "people next door"})

    async def undo(ctx: Ctx) -> None:
        for change_id in reversed(made):
            assert change_id is not None
            await editing.undo_change(ctx, change_id)

    await act(bakery, ana, change)
    await act(bakery, ana, undo)
    plan = await _plan(bakery, ana)
    assert [part.value.name for part in plan.of(Platform)] == ["Insta", "FB"]
    assert (plan.slots[0].platform_id, plan.slots[0].audience_id) == (before.platform_id, before.audience_id)
    bakery.forget()


async def test_a_week_counts_for_its_own_platform_in_plans_that_call_theirs_the_same(
    bakery: Story, ana: Person, ben: Person
) -> None:
    """Ben posts on the Instagram of two plans; then the first plan's is renamed, and its week continues."""
    first = await _plan(bakery, ana)
    await bakery.office.server.control.add_channel(name="shop", user="ana", members=["ana", "ben", BOT])
    ana.home = "#shop"
    await make_plan(bakery, ana, [slot("Window", "mon", "10:00", ben)])
    second = await _plan(bakery, ana)
    ana.home = "#social"
    said: list[list[str]] = []

    async def done(ctx: Ctx) -> None:
        both = [
            (await kept.open_of_strategy(ctx.tx, ctx.workspace_id, plan.strategy.id))[0] for plan in (first, second)
        ]
        settled = [await duties.settle(ctx, duty.id, "done") for duty in both]
        said.append(await progress_lines(ctx.tx, settled, ctx.now))
        await editing.change(ctx, "platform", first.slots[0].platform_id or 0, {"name": "Insta"})
        again = await kept.by_ids(ctx.tx, ctx.workspace_id, [duty.id for duty in settled])
        said.append(await progress_lines(ctx.tx, again, ctx.now))

    await act(bakery, ana, done)
    assert said == [
        ["Instagram 1 of 3 this week.", "Instagram 1 of 1 this week."],
        ["Insta 1 of 3 this week.", "Instagram 1 of 1 this week."],
    ]
    bakery.forget()


async def test_a_change_that_was_kept_by_names_is_told_and_undone_all_the_same(bakery: Story, ana: Person) -> None:
    """It was made just before the upgrade that stores ids."""
    plan = await _plan(bakery, ana)
    post = plan.slots[0]
    told: list[list[str]] = []

    async def undo(ctx: Ctx) -> None:
        now = await editing.change(ctx, "slot", post.id, SlotValues(platform="Facebook"))
        assert now is not None
        before, after = {"platform": "Instagram", "audience": ""}, {"platform": "Facebook", "audience": ""}
        older = await ctx.record(
            "change_slot", "slot", post.id, strategy_id=plan.strategy.id, before=before, after=after
        )
        told.extend([await editing.lines_of_change(ctx, one) for one in (older, now)])
        await editing.undo_change(ctx, older)

    await act(bakery, ana, undo)
    assert told == [["Where: Instagram → Facebook"]] * 2
    assert (await _plan(bakery, ana)).slots[0].platform_id == post.platform_id
    bakery.forget()
