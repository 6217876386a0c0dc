"""Settling by a reply or a check mark: a link or "done", or a mark on a message, settles its duties.

Only in direct messages, and only what the person may settle anyway. If several duties may be meant, it asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.duties import Duty
from bot.domain.errors import Refusal
from bot.domain.messages import Facts, ReplyMessage, ToldMessage
from bot.domain.outbox import Kind, Message, Owed
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, Gone, not_gone
from bot.domain.roles import Person
from bot.language.links import belongs, network_of
from bot.language.replies import CHECK_MARKS, Reply, may_answer, read_reply
from bot.services.calendar.progress import progress_lines
from bot.services.calendar.week import week_lines
from bot.services.context.composers import Made, Shows, as_shown, composes_for_reader
from bot.services.context.ctx import Ctx
from bot.services.context.people import plans_of, who_does
from bot.services.duties.digests import day_of
from bot.services.duties.duties import add_link_found, find_mine, read_link, settle_found, undo
from bot.views.duties import replies as replies_view
from storage import changes, duties, outbox, standing
from storage.database import Tx

# Messages that show duties; one about a single duty tells what a bare "done" after it means.
OF_DUTIES: tuple[Kind, ...] = ("digest", "catch_up", "arrival", "reminder", "nudge", "lead", "reply")
OF_ONE: tuple[Kind, ...] = ("arrival", "reminder", "nudge")
# A bare "done" answers a message at most this old; a link may belong to a duty that was done at most this long ago.
RIGHT_AFTER = timedelta(hours=24)
# A link that comes at most this long after a duty was done without one can be its link.
JUST_DONE = timedelta(minutes=30)
# The messages that can carry a question about a plan, or a lesson; and how long a typed answer to it is accepted.
ASKING: tuple[Kind, ...] = ("aside", "digest")
JUST_ASKED = timedelta(hours=1)


# ---------------------------------------------------------------- what people write


async def hear(ctx: Ctx, channel: str, thread_ts: str | None, ts: str, text: str) -> bool:
    """Read a direct message as "it is done", with or without a link; False where it says no such thing.

    In the thread of a message about duties it means those; elsewhere the duty of the last reminder, else the day's.
    """
    said = read_reply(text)
    if said is None:
        return False
    key = ReplyMessage.key(channel=channel, ts=ts)
    if thread_ts is None:
        meant = await _meant_now(ctx, said)
    else:
        root = await _root(ctx, channel, thread_ts)
        if root is None or root.kind not in OF_DUTIES:
            return False
        meant = await _meant(ctx, await _shown_in(ctx, root), said)
    if not meant:
        code = "reply_link_alone" if said.link else "reply_nothing_open"
        await tell(ctx, ToldMessage.reply(channel=channel, ts=ts), thread_ts, code)
    else:
        await _take(ctx, meant, said, key, thread_ts, {"reply": ts})
    return True


async def hint(ctx: Ctx, channel: str, thread_ts: str | None, text: str) -> str:
    """Return the words that help a person whose message answered nothing: a code of bot/views/talk/notices.py.

    Outside a thread, a question back, a greeting, or a message long after a question isn't an attempt to answer.
    """
    root = await outbox.by_ts(ctx.tx, ctx.workspace_id, channel, thread_ts) if thread_ts else None
    if root is None and not thread_ts and may_answer(text):
        root = await standing.last_to(ctx.tx, ctx.workspace_id, ctx.me.id, ASKING, ctx.now - JUST_ASKED)
    if root is not None and root.kind in ASKING and "aside" in root.facts:
        return "aside_hint"
    return "reply_hint" if thread_ts and root is not None and root.kind in OF_DUTIES else "dm_hint"


async def tell(ctx: Ctx, key: str, thread_ts: str | None, code: str, **facts: str) -> None:
    """Owe a person a plain answer where they wrote: in their direct messages, or in a thread there."""
    what = ToldMessage(code=code, about=facts)
    await ctx.owe(Owed.about(what, ctx.now, key, person=ctx.me.id, thread_ts=thread_ts))


async def _root(ctx: Ctx, channel: str, ts: str) -> Message | None:
    """Return our message at a place.

    People may see a message whose place Slack never told us. If there is only one of those, it is the one meant.
    """
    root = await outbox.by_ts(ctx.tx, ctx.workspace_id, channel, ts)
    if root is not None:
        return root
    unsettled = await standing.in_flight_to(ctx.tx, ctx.workspace_id, ctx.me.id, OF_DUTIES)
    return unsettled[0] if len(unsettled) == 1 else None


async def _shown_in(ctx: Ctx, root: Message) -> list[Duty]:
    return await duties.by_ids(ctx.tx, ctx.workspace_id, await standing.duties_shown(ctx.tx, root.id))


async def _meant_now(ctx: Ctx, said: Reply) -> list[Duty]:
    """Return which duties a person can mean who writes outside any thread."""
    last = await standing.last_to(ctx.tx, ctx.workspace_id, ctx.me.id, OF_DUTIES, ctx.now - RIGHT_AFTER)
    # A message that they may see, although Slack hasn't confirmed it, can be the last one just as well.
    is_last = not await standing.in_flight_to(ctx.tx, ctx.workspace_id, ctx.me.id, OF_DUTIES)
    reminded: list[Duty] = []
    if is_last and last is not None and last.kind in OF_ONE:
        reminded = await _meant(ctx, await _shown_in(ctx, last), said)
    # A link to another network than the task's belongs to a task on that network, if there is one.
    if reminded and (not said.link or not network_of(said.link) or _fitting(reminded, said.link)):
        return reminded
    day = (await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)).digest
    plans = [plan.id for plan in await plans_of(ctx.tx, ctx.workspace_id, ctx.me)]
    settled = await duties.settled_by(ctx.tx, ctx.workspace_id, plans, ctx.me.id, ctx.now - RIGHT_AFTER)
    of_the_day = await _meant(ctx, [*day.overdue, *day.today, *settled], said)
    return reminded if reminded and not _fitting(of_the_day, said.link or "") else of_the_day


async def _meant(ctx: Ctx, some: Sequence[Duty], said: Reply) -> list[Duty]:
    """Return those of some duties that a reply can mean: the open ones, the person's own before others'.

    A link means duties on its own platform, where there are any; also a duty done without a link, if nothing is
    open or it was done just now. Numbers are reported in their form, never in a reply.
    """
    mine = [mine for duty in some if duty.kind != "measure" and (mine := await _find_mine(ctx, duty)) is not None]
    still_open = [duty for duty in mine if duty.is_open]
    own = [d for d in still_open if (who := await who_does(ctx.tx, d)) is not None and who.person.id == ctx.me.id]
    if not said.link:
        return own or still_open
    without = [duty for duty in mine if duty.state in ("done", "scheduled") and not duty.link]
    fitting = [fits for group in (own, still_open, without) if (fits := _fitting(group, said.link))]
    if not fitting:
        return own or still_open or without
    just_done = [d for d in without if d.settled_at is not None and d.settled_at > ctx.now - JUST_DONE]
    return [*fitting[0], *(duty for duty in _fitting(just_done, said.link) if duty not in fitting[0])]


def _fitting(some: Sequence[Duty], link: str) -> list[Duty]:
    return [duty for duty in some if belongs(link, duty.platform)]


async def _find_mine(ctx: Ctx, duty: Duty) -> Duty | None:
    try:
        return await find_mine(ctx, duty.id, Action.SETTLE_DUTY)
    except Refusal:
        return None


async def _take(
    ctx: Ctx, meant: Sequence[Duty], said: Reply, key: str, thread_ts: str | None, noted: dict[str, str]
) -> None:
    """Settle the duty, if only one can be meant; otherwise ask. The answer shows what was done, with Undo."""
    if said.link:
        read_link(said.link)
    is_sure = len(meant) == 1 and said.is_sure
    if said.link and is_sure:
        is_sure = belongs(said.link, meant[0].platform, is_pointed_at=thread_ts is not None)
    if is_sure:
        await _settle(ctx, meant[0], said.link, noted)
    what = ReplyMessage(
        reply=noted.get("reply"),
        reaction=noted.get("reaction"),
        on=noted.get("on"),
        link=said.link or "",
        sure=int(is_sure),
    )
    message_id = await ctx.owe(Owed.about(what, ctx.now, key, person=ctx.me.id, thread_ts=thread_ts))
    if message_id is not None:
        await standing.will_show(ctx.tx, message_id, [duty.id for duty in meant])


async def _settle(ctx: Ctx, duty: Duty, link: str | None, noted: Mapping[str, Any]) -> None:
    if duty.state in ("done", "scheduled") and link:
        if duty.link != link:
            await add_link_found(ctx, duty, link)
    else:
        await settle_found(ctx, duty, "done", link, noted)


async def pick(ctx: Ctx, message_id: int, duty_id: int) -> None:
    """Settle the duty that a person picks from those that their reply or check mark can mean.

    Picking it twice is a success. Raises `gone`, and the refusals of settling it. The question is in their direct
    messages: it doesn't exist for anyone else.
    """
    asked = not_gone(await outbox.by_id(ctx.tx, message_id))
    if asked.workspace_id != ctx.workspace_id or asked.kind != "reply" or asked.op != "post":
        raise Gone(Absence.FOREIGN)
    if asked.person != ctx.me.id:
        raise Gone(Absence.HIDDEN)
    if duty_id not in await standing.duties_shown(ctx.tx, asked.id):
        raise Gone(Absence.FOREIGN)
    duty = await find_mine(ctx, duty_id, Action.SETTLE_DUTY)
    noted = {name: asked.facts[name] for name in ("reply", "reaction", "on") if name in asked.facts}
    await _settle(ctx, duty, ReplyMessage.of(asked).link or None, noted)


# ---------------------------------------------------------------- check marks


async def react(ctx: Ctx, channel: str, ts: str, emoji: str) -> None:
    """Take a check mark on a message about duties as Done. If several are open, ask which.

    Any other emoji, and a check mark on anything else or by anyone else, does nothing.
    """
    root = await _marked(ctx, channel, ts, emoji)
    if root is None:
        return
    said = Reply(None, 0, True)
    meant = [duty for duty in await _meant(ctx, await _shown_in(ctx, root), said) if duty.is_open]
    noted = {"reaction": emoji, "on": ts}
    if len(meant) == 1:
        # The message itself says so, right above the mark: an answer would repeat it.
        await settle_found(ctx, meant[0], "done", None, noted)
    elif meant:
        await _take(ctx, meant, said, ReplyMessage.to_mark(**_mark(ctx, channel, ts, emoji)), ts, noted)


def _mark(ctx: Ctx, channel: str, ts: str, emoji: str) -> Facts:
    return {"channel": channel, "ts": ts, "emoji": emoji, "receipt": ctx.receipt_id or 0}


async def unreact(ctx: Ctx, channel: str, ts: str, emoji: str) -> None:
    """Undo a check mark: what it settled is open again, within ten minutes. Later, they are told that it stays.

    If it led to a question that nobody has answered, the question is removed.
    """
    root = await _marked(ctx, channel, ts, emoji)
    if root is None:
        return
    for duty in await _shown_in(ctx, root):
        change = await changes.last_of(ctx.tx, ctx.workspace_id, "duty", duty.id, "done")
        if change is None or change.undone_by is not None or duty.last_change != change.id:
            continue
        after = change.after or {}
        if (after.get("reaction"), after.get("on"), change.member_id) != (emoji, ts, ctx.me.id):
            continue
        if duty.can_be_undone(ctx.now):
            await undo(ctx, change.id)
        else:
            key = ToldMessage.mark(**_mark(ctx, channel, ts, emoji))
            await tell(ctx, key, ts, "reply_stays_done", title=duty.title)
        return
    questions = ReplyMessage.to_mark.begin(channel=channel, ts=ts, emoji=emoji)
    for question in await outbox.by_prefix(ctx.tx, ctx.workspace_id, questions):
        asked = await _shown_in(ctx, question)
        if question.kind == "reply" and all(duty.is_open for duty in asked):
            await ctx.take_away(question)


async def _marked(ctx: Ctx, channel: str, ts: str, emoji: str) -> Message | None:
    """Return the message that a check mark is on, if it is about duties and went to the person who reacted."""
    if emoji not in CHECK_MARKS:
        return None
    root = await _root(ctx, channel, ts)
    if root is None or root.kind not in OF_DUTIES or root.person != ctx.me.id:
        return None
    return root


# ---------------------------------------------------------------- the answers


@composes_for_reader(ReplyMessage)
async def _answer(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    """Answer a reply or a check mark, with the duties that it shows as they are now."""
    asked = message
    if message.op == "update" and message.target:
        asked = await outbox.by_id(tx, message.target) or message
    what = ReplyMessage.of(asked)
    link, is_sure = what.link, bool(what.sure)
    meant = await duties.by_ids(tx, message.workspace_id, await standing.duties_shown(tx, asked.id))
    taken = [
        d
        for d in meant
        if not d.is_open and ((link and d.link == link) or (d.settled_at is not None and d.settled_at >= asked.due_at))
    ]
    still = [d for d in meant if d.is_open or (link and d.state in ("done", "scheduled") and not d.link)]
    lines = await settled_lines(tx, taken, reader, now)
    return replies_view.reply(still, taken, reader, now, asked.id, link, is_sure, lines), as_shown(*meant)


async def settled_lines(tx: Tx, some: Sequence[Duty], reader: Person, now: datetime) -> list[str]:
    """Return the lines under what was settled: each platform's week, and what was scheduled with it."""
    settled = [d for d in some if d.state in ("done", "scheduled")]
    return [*await progress_lines(tx, settled, now, reader), *await week_lines(tx, settled, reader, now)]
