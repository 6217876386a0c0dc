"""What people are asked or told besides their duties: chosen with their digest; and what they answer.

bot/domain/questions.py chooses. A question is drawn from the plan as it is then: once it is answered, it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.gaps import Gap
from bot.domain.messages import AsideMessage, DigestMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action
from bot.domain.plan import Plan
from bot.domain.questions import (
    LOOK_BACK,
    NOT_NOW,
    SAME_AGAIN,
    Aside,
    AsideKind,
    Open,
    Outcome,
    PutOff,
    PutOffKind,
    is_old_enough,
    is_time_to_ask,
    order,
    pick,
    put_to,
    word_of,
)
from bot.domain.refusals import Absence, GapClosed, Gone, not_gone
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.when import Hours, instant, local_date
from bot.schema.lessons import BY_NAME, first_beside
from bot.schema.missing.completeness import missing
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.services.context.people import may_take_part, zone_of
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.context.whole_plan import plan_of
from bot.services.questions.teaching import way_of
from bot.views.kit import ids
from bot.views.questions import lessons as lessons_view
from bot.views.questions import questions as asides_view
from bot.views.questions.questions import Closing, Heard
from storage import changes, conversations, lessons, members, outbox, questions, strategies
from storage.database import Tx

# A conversation that was left for a day no longer keeps questions away.
IN_CONVERSATION = timedelta(days=1)
PUT_OFF = "put_off"


# ---------------------------------------------------------------- choosing


@dataclass(frozen=True)
class Chosen:
    """What a person gets today."""

    kind: AsideKind
    ref: str
    strategy_id: int | None = None


async def plan_aside(ctx: Ctx, person: Person, hours: Hours, day: date) -> int | None:
    """Choose a person's question or lesson for today, and return its id; None where there is nothing.

    Plans are not searched for people who have no part in any, were asked lately, or have reminders off.
    """
    chosen = await _choose(ctx, person, hours, day)
    if chosen is None:
        return None
    return await questions.add(
        ctx.tx, ctx.workspace_id, person.id, day, chosen.kind, chosen.strategy_id, chosen.ref, ctx.now
    )


async def owe_alone(ctx: Ctx, person: Person, aside_id: int, digest_id: int, at: datetime) -> None:
    """Owe what was chosen as a separate message, which leaves only if its digest has nothing else to say."""
    name = AsideMessage.name(person=person.id, at=at.isoformat())
    await ctx.owe(Owed.about(AsideMessage(aside=aside_id, digest=digest_id), at, person=person.id, name=name))


async def _choose(ctx: Ctx, person: Person, hours: Hours, day: date) -> Chosen | None:
    tx, workspace_id, now = ctx.tx, ctx.workspace_id, ctx.now
    since = await lessons.wanted_since(tx, workspace_id, person.id)
    may_be_asked = person.nudges != "off"
    if since is None and not may_be_asked:
        return None
    before = await questions.of_member(tx, workspace_id, person.id, day - LOOK_BACK)
    if before and before[0].day >= day:
        return None
    if await conversations.is_asked(tx, workspace_id, person.id, now - IN_CONVERSATION):
        return None
    before = [one for one in before if one.outcome != "dropped"]
    for kind in order(before, wants_lessons=since is not None, may_be_asked=may_be_asked):
        if kind == "lesson" and since is not None:
            chosen = await _lesson(ctx, person, since)
        else:
            chosen = await _question(tx, workspace_id, person, before, hours, day, now)
        if chosen is not None:
            return chosen
    return None


async def _lesson(ctx: Ctx, person: Person, since: datetime) -> Chosen | None:
    """Choose the next lesson: the first one neither answered nor sent since the person asked for lessons.

    After all of them, the daily lessons end: a person who left some unread can start again.
    """
    way = await way_of(ctx.tx, ctx.workspace_id, person.id)
    given = {one.ref for one in await questions.lessons_given(ctx.tx, ctx.workspace_id, person.id, since)}
    following = first_beside({*way.answers, *given})
    if following is None:
        await lessons.want(ctx.tx, ctx.workspace_id, person.id, None)
        before = {"lessons_since": since.isoformat()}
        await ctx.record(
            "end_lessons", "member", person.id, strategy_id=None, before=before, after={"lessons_since": None}
        )
        return None
    return Chosen("lesson", following.name)


async def _question(
    tx: Tx, workspace_id: int, person: Person, before: Sequence[Aside], hours: Hours, day: date, now: datetime
) -> Chosen | None:
    last = next((one for one in before if one.kind == "gap"), None)
    if last is not None and not is_time_to_ask([last], hours, day):
        return None  # too soon, whatever became of it: no need to look at a plan
    found: list[Open] = []
    put_offs: list[PutOff] = []
    asked: list[Aside] = []
    settled: set[int] = set()
    for strategy, founded in await strategies.concerning(tx, workspace_id, person.id):
        if not is_old_enough(local_date(founded, hours.zone), hours, day):
            continue
        if not await may_take_part(tx, strategy, person):
            continue
        gaps = await gaps_of(tx, strategy, now)
        found += [Open(strategy.id, gap) for gap in gaps]
        put_offs += await questions.put_offs(tx, workspace_id, strategy.id, now)
        asked += await questions.of_strategy(tx, workspace_id, strategy.id, day - SAME_AGAIN)
        settled |= await _note_answered(tx, workspace_id, before, strategy, gaps)
    before = [replace(one, outcome="answered") if one.id in settled else one for one in before]
    if not is_time_to_ask(before, hours, day):
        return None
    picked = pick(found, person.id, day, put_offs, asked)
    return Chosen("gap", picked.gap.key, picked.strategy_id) if picked else None


async def _note_answered(
    tx: Tx, workspace_id: int, before: Sequence[Aside], strategy: Strategy, gaps: Sequence[Gap]
) -> set[int]:
    """Record which questions about a plan are answered, wherever the answer was given; returns their ids."""
    keys = {gap.key for gap in gaps}
    here = [one for one in before if one.strategy_id == strategy.id and one.outcome is None and one.ref not in keys]
    for one in here:
        await questions.come_of(tx, workspace_id, one.id, "answered")
    return {one.id for one in here}


async def gaps_of(tx: Tx, strategy: Strategy, now: datetime) -> list[Gap]:
    """List what a plan lacks, the most important first, each for the people who can be asked.

    Excludes people with reminders off and people who no longer have access.
    """
    plan = await plan_of(tx, strategy)
    gaps = missing(plan, local_date(now, strategy.hours.zone))
    silent = {person.id for person in _people(plan) if person.nudges == "off"}
    silent |= {p.id for p in _people(plan) if p.id not in silent and not await may_take_part(tx, strategy, p)}
    return [replace(gap, asked=tuple(one for one in gap.asked if one not in silent)) for gap in gaps]


def _people(plan: Plan) -> list[Person]:
    held = [holding.person for role in plan.roles for holding in role.holdings]
    return list({person.id: person for person in (*held, *plan.leads, *plan.admins)}.values())


# ---------------------------------------------------------------- showing


async def drawn(
    tx: Tx, workspace_id: int, aside_id: int, reader: Person, now: datetime, *, alone: bool, is_new: bool
) -> Closing | None:
    """Draw a question or a lesson as it is now: alone, or as the last lines of a digest.

    None where there is nothing to show: it was dropped, or its plan is gone. A new one that is no longer wanted is
    dropped: it was never posted. `reader` has a zone.
    """
    one = await questions.by_id(tx, workspace_id, aside_id)
    if one is None or one.outcome == "dropped" or one.member != reader.id:
        return None
    closing: Closing | None
    if one.kind == "lesson":
        closing, is_wanted = await _drawn_lesson(tx, workspace_id, one, alone=alone)
    else:
        closing, is_wanted = await _drawn_question(tx, workspace_id, one, reader, now)
    if is_new and not (is_wanted and one.outcome is None):
        await questions.come_of(tx, workspace_id, one.id, "dropped")
        return None
    return closing


async def drop(tx: Tx, workspace_id: int, aside_id: int) -> None:
    """Record that a question or a lesson was never posted: it counts as not asked."""
    one = await questions.by_id(tx, workspace_id, aside_id)
    if one is not None and one.outcome is None:
        await questions.come_of(tx, workspace_id, aside_id, "dropped")


async def _drawn_lesson(tx: Tx, workspace_id: int, one: Aside, *, alone: bool) -> tuple[Closing, bool]:
    """Draw a lesson; also tells whether it is still to be read."""
    lesson, where = BY_NAME[one.ref], ids.Ref("aside", one.id)
    way = await way_of(tx, workspace_id, one.member)
    is_wanted = way.since is not None and one.ref not in way.answers
    if alone:
        content = lessons_view.lesson(lesson, way, where)
        return Closing(content.text, content.blocks), is_wanted
    words, blocks = lessons_view.line(lesson, way, where)
    return Closing(words, tuple(blocks)), is_wanted


async def _drawn_question(
    tx: Tx, workspace_id: int, one: Aside, reader: Person, now: datetime
) -> tuple[Closing | None, bool]:
    """Draw a question about a plan; also tells whether it is still open."""
    strategy = await strategies.by_id(tx, workspace_id, one.strategy_id) if one.strategy_id else None
    if strategy is None:
        return None, False
    gap = next((gap for gap in await gaps_of(tx, strategy, now) if gap.key == one.ref), None)
    if gap is None:
        return asides_view.answered(strategy), False
    told = await _heard(tx, strategy, gap, reader.id, now) if one.outcome in ("put_off", "not_ours") else None
    if told is not None:
        return asides_view.heard(gap, told, reader.zone or strategy.zone), False
    return asides_view.question(gap, strategy), True


async def _heard(tx: Tx, strategy: Strategy, gap: Gap, person: int, now: datetime) -> Heard | None:
    """Return a person's answer to a question, while it still counts."""
    put_offs = await questions.put_offs(tx, strategy.workspace_id, strategy.id, now)
    here = [one for one in put_offs if one.gap == gap.key]
    own = next((one for one in reversed(here) if one.member == person), None)
    if own is None:
        return None
    made = await changes.last_of(tx, strategy.workspace_id, PUT_OFF, own.id, "put_off")
    others = [one for one in here if one.id != own.id]
    following = put_to(gap, here)
    instead = await members.by_id(tx, strategy.workspace_id, following) if following not in (None, person) else None
    return Heard(own, made.id if made else None, put_to(gap, others) == person, instead)


async def redraw_aside(ctx: Ctx, one: Aside) -> None:
    """Owe updates of the messages that show a question or a lesson."""
    digests = await outbox.by_prefix(ctx.tx, ctx.workspace_id, DigestMessage.key(person=one.member, day=one.day))
    alone = await outbox.by_key(ctx.tx, ctx.workspace_id, AsideMessage.key(aside=one.id))
    found: list[Message] = [message for message in digests if DigestMessage.of(message).aside == one.id]
    if alone is not None and alone.stands_in_slack:
        found.append(alone)
    for message in found:
        await ctx.redraw(message)


async def settle_answered(ctx: Ctx, strategy: Strategy) -> None:
    """Show in the posted questions about a plan which of them are answered now.

    For every verb that fills something in. It costs one query where nobody was asked anything within a month.
    """
    first_day = local_date(ctx.now, strategy.hours.zone) - LOOK_BACK
    asked = await questions.of_strategy(ctx.tx, ctx.workspace_id, strategy.id, first_day)
    open_ones = [one for one in asked if one.outcome is None]
    if not open_ones:
        return
    settled = await _note_answered(
        ctx.tx, ctx.workspace_id, open_ones, strategy, await gaps_of(ctx.tx, strategy, ctx.now)
    )
    for one in open_ones:
        if one.id in settled:
            await redraw_aside(ctx, one)


# ---------------------------------------------------------------- answering


async def gap_named(ctx: Ctx, strategy_id: int, word: str) -> tuple[Strategy, Gap]:
    """Find the gap that a button names. Raises `gone`, and `gap_closed` where the plan no longer has it."""
    strategy = await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY)
    for gap in await gaps_of(ctx.tx, strategy, ctx.now):
        if word_of(gap.key) == word:
            return strategy, gap
    raise GapClosed


async def put_off_gap(ctx: Ctx, strategy_id: int, word: str, kind: PutOffKind) -> tuple[Heard, str]:
    """Put a question off: not now, for fourteen days; or not ours, and then the next person concerned is asked.

    It counts for the actor alone; pressing twice counts once. Returns the outcome, and the zone for its dates.
    Raises `gone`, `not_allowed`, `gap_closed`.
    """
    strategy, gap = await gap_named(ctx, strategy_id, word)
    zone = await zone_of(ctx.tx, ctx.workspace_id, ctx.me)
    before = await _heard(ctx.tx, strategy, gap, ctx.me.id, ctx.now)
    if before is None or before.put_off.kind != kind:
        if before is not None:
            await questions.end_put_off(ctx.tx, ctx.workspace_id, before.put_off.id, ctx.now)
        # It ends with the day, so that morning's digest may ask again.
        until = instant(local_date(ctx.now, zone) + NOT_NOW, time(), zone) if kind == "not_now" else None
        put_off_id = await questions.put_off_gap(
            ctx.tx, ctx.workspace_id, strategy.id, gap.key, ctx.me.id, kind, until, ctx.now
        )
        after = {"gap": gap.key, "kind": kind}
        await ctx.record("put_off", PUT_OFF, put_off_id, strategy_id=strategy.id, after=after)
        await _come_of_mine(ctx, strategy, gap.key, "put_off" if kind == "not_now" else "not_ours")
    told = await _heard(ctx.tx, strategy, gap, ctx.me.id, ctx.now)
    assert told is not None
    return told, zone.key


@undoes(ids.GAP_UNDO)
async def take_back(ctx: Ctx, change_id: int) -> Halves:
    """Undo putting a question off. The actor is told whether it is still open.

    It has no time limit: its only effect is that they are asked again.
    """
    change = await made(ctx, change_id, PUT_OFF)
    found = not_gone(await questions.put_off_by_id(ctx.tx, ctx.workspace_id, change.thing_id))
    if found.member != ctx.me.id:
        raise Gone(Absence.HIDDEN)
    strategy = await plan_open_to(ctx, found.strategy_id, Action.SEE_STRATEGY)
    is_open = any(gap.key == found.gap for gap in await gaps_of(ctx.tx, strategy, ctx.now))
    yield Undo(
        strategy=strategy,
        change=change,
        is_undone=found.until is not None and found.until <= ctx.now,
        span=None,
        verb="undo_put_off",
        answer=asides_view.taken_back(is_open),
    )
    await questions.end_put_off(ctx.tx, ctx.workspace_id, found.id, ctx.now)
    await _come_of_mine(ctx, strategy, found.gap, None)


async def _come_of_mine(ctx: Ctx, strategy: Strategy, key: str, outcome: Outcome | None) -> None:
    """Record the outcome of a question for the actor, and show it in their message."""
    first_day = local_date(ctx.now, strategy.hours.zone) - LOOK_BACK
    for one in await questions.of_member(ctx.tx, ctx.workspace_id, ctx.me.id, first_day):
        if (one.kind, one.strategy_id, one.ref) == ("gap", strategy.id, key) and one.outcome != "dropped":
            await questions.come_of(ctx.tx, ctx.workspace_id, one.id, outcome)
            await redraw_aside(ctx, one)
