"""The weekly review: its planning week by week, its numbers, its thread, what is recorded in it, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.decisions import Proposal
from bot.domain.duties import Duty, by_kind, by_platform
from bot.domain.errors import WrongFields
from bot.domain.goals import Measure, looks_like_slip
from bot.domain.messages import NotedMessage, PictureMessage, PromptsMessage, ReviewMessage, SummaryMessage
from bot.domain.outbox import Owed, lateness
from bot.domain.permissions import Action
from bot.domain.refusals import (
    Absence,
    AppliedAlready,
    Gone,
    NoNumbers,
    NothingSaid,
    ReviewClosed,
    TextTooLong,
    not_gone,
)
from bot.domain.reviews import (
    ASK_BEFORE,
    CARRIED,
    Review,
    closes_at,
    counted,
    recorded,
    tally,
    week_under_review,
)
from bot.domain.roles import TEXT_LIMIT
from bot.domain.strategies import Strategy
from bot.forms.forms import Prints, print_of, with_example
from bot.language.acts import act_of, says_nothing
from bot.language.answers import Locale, Unclear, Understood, clean_text
from bot.language.people import read_people
from bot.language.values import read_latest
from bot.services.calendar.numbers import ask, readers_of
from bot.services.calendar.pictures import WHICH, owe_pictures
from bot.services.context.access import plan_open_to, require
from bot.services.context.ctx import Ctx
from bot.services.context.people import by_name, person_for_work, who_does, who_has
from bot.services.context.undo import Halves, Undo, undoes
from bot.services.duties.duties import redraw
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.kit.ids import Ref, number_name
from bot.views.reviews import reviews as review_views
from storage import duties, goals, outbox, reviews, roles, strategies, workspaces
from storage.database import Tx
from storage.planning import Taken
from storage.reviews import Planned

# A review without a predecessor counts this much time as its week.
FIRST_PERIOD = timedelta(days=7)


def _root(review: Planned, strategy: Strategy, now: datetime) -> Owed:
    what = ReviewMessage(review=review.id, strategy=strategy.id)
    return Owed.about(what, now, channel=strategy.channel, name=_name(ReviewMessage, review))


def _name(of: type[ReviewMessage], review: Planned) -> str:
    return of.name(strategy=review.strategy_id, week=review.week)


async def plan_first(tx: Tx, strategy: Strategy, now: datetime) -> None:
    """Plan a new strategy's first review: the earliest one that leaves a day to ask for the numbers."""
    await _plan(tx, strategy, now + ASK_BEFORE, now)


async def _plan(tx: Tx, strategy: Strategy, after: datetime, now: datetime) -> None:
    at = strategy.next_review(after)
    week = week_under_review(at, strategy.zone, strategy.week_start)
    until = closes_at(at, strategy.hours)
    await reviews.plan(tx, strategy.workspace_id, strategy.id, week, at, until, at - ASK_BEFORE, now)


async def _plan_next(ctx: Ctx, strategy: Strategy, review: Planned) -> None:
    """Plan the review after one, unless a later one is planned: however a review opens, the next one follows."""
    latest = await reviews.latest(ctx.tx, strategy.id)
    if latest is None or latest.opens_at <= review.opens_at:
        await _plan(ctx.tx, strategy, review.opens_at, ctx.now)


# ---------------------------------------------------------------- what the planner does


async def plan_review(ctx: Ctx, due: Taken) -> None:
    """Take a review one step further: ask for numbers, open, close."""
    planned = await reviews.by_id(ctx.tx, ctx.workspace_id, due.id)
    assert planned is not None
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, planned.strategy_id)
    if strategy is None:
        await reviews.move(ctx.tx, planned.id, state="closed", next_at=None)
    elif planned.state == "planned":
        if not is_too_late(planned, ctx.now):
            await _ask_for_numbers(ctx, planned)
        await reviews.move(ctx.tx, planned.id, state="asked", next_at=planned.opens_at)
    elif planned.state == "asked":
        await (_wait if await _has_no_place(ctx, planned, strategy) else _open)(ctx, planned, strategy)
    elif planned.state == "open":
        await _close(ctx, planned, strategy)


async def _ask_for_numbers(ctx: Ctx, review: Planned) -> None:
    """Make one duty for each person whose numbers are due in this week by their own cadence.

    Numbers that are asked for late are due at that moment: nobody could have reported them before.
    """
    at = review.opens_at - ASK_BEFORE
    due_at = at if lateness("ask", at, ctx.now) == "on_time" else ctx.now
    for role_id, *_ in (await readers_of(ctx, review.strategy_id, review.week)).values():
        await ask(ctx, review, role_id, due_at)


async def _has_no_place(ctx: Ctx, review: Planned, strategy: Strategy) -> bool:
    """Tell whether the channel is lost while a review can still wait for it."""
    home = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    return home is not None and home.is_lost and not is_too_late(review, ctx.now)


async def _wait(ctx: Ctx, review: Planned, strategy: Strategy) -> None:
    """Let a review wait for its channel, for as long as it may be late (bot/services/plan/channel_back.py opens it)."""
    limit = ReviewMessage.late
    assert limit is not None
    await _plan_next(ctx, strategy, review)
    await reviews.move(ctx.tx, review.id, state="asked", next_at=review.opens_at + limit + timedelta(seconds=1))


def is_too_late(review: Planned, now: datetime) -> bool:
    """Tell whether the next review is so close that this one no longer opens by itself."""
    limit = ReviewMessage.late
    return limit is not None and now - review.opens_at > limit


async def _open(ctx: Ctx, review: Planned, strategy: Strategy) -> None:
    """Open the thread, late if need be; one that is later than the next one's time is skipped, with the reason."""
    root = _root(review, strategy, ctx.now)
    if is_too_late(review, ctx.now):
        await _plan_next(ctx, strategy, review)
        await ctx.owe(root, held="too_late")
        await reviews.move(ctx.tx, review.id, state="closed", next_at=None)
        return
    await open_late(ctx, review, strategy)


async def open_late(ctx: Ctx, review: Planned, strategy: Strategy) -> None:
    """Open the thread, however late it is. What was given up before it was posted is owed now."""
    await _plan_next(ctx, strategy, review)
    root = _root(review, strategy, ctx.now)
    pictures = [PictureMessage.key(beside=root.key, which=which) for which in WHICH]
    parts = [root.key, PromptsMessage.key(review=review.id), *pictures]
    await outbox.put_back(ctx.tx, ctx.workspace_id, parts, ctx.now)
    for part in parts:  # given up in another channel, before the plan was moved
        one = await outbox.by_key(ctx.tx, ctx.workspace_id, part)
        if one is not None and one.state == "waiting" and one.channel != strategy.channel:
            await outbox.readdress(ctx.tx, one, strategy.channel)
    before = await outbox.by_key(ctx.tx, ctx.workspace_id, root.key)
    root_id = before.id if before is not None else await ctx.owe(root)
    prompts, name = PromptsMessage(review=review.id, strategy=strategy.id), _name(PromptsMessage, review)
    await ctx.owe(Owed.about(prompts, ctx.now, channel=strategy.channel, thread=root_id, name=name))
    if root_id is not None and (standing := await outbox.by_id(ctx.tx, root_id)) is not None:
        await owe_pictures(ctx, strategy, review.id, standing, root_id, WHICH, review.opens_at)
    until = closes_at(max(review.opens_at, ctx.now), strategy.hours)
    await reviews.move(ctx.tx, review.id, state="open", closes_at=until, next_at=until)
    await ctx.record("open", "review", review.id, strategy_id=strategy.id)


async def _close(ctx: Ctx, review: Planned, strategy: Strategy) -> None:
    """Close the thread with its summary, and mark its first message as closed."""
    root = await outbox.by_key(ctx.tx, ctx.workspace_id, ReviewMessage.key(review=review.id))
    never_stood = root is not None and root.is_given_up
    if never_stood and await _has_no_place(ctx, review, strategy):
        await _wait(ctx, review, strategy)
        return
    await reviews.move(ctx.tx, review.id, state="closed", next_at=None)
    await ctx.record("close", "review", review.id, strategy_id=strategy.id)
    if root is None:
        return
    said, name = SummaryMessage(review=review.id, strategy=strategy.id), _name(SummaryMessage, review)
    summary_id = await ctx.owe(Owed.about(said, ctx.now, channel=strategy.channel, thread=root.id, name=name))
    # The picture from the opening is used again as long as it is true.
    shown_at = await outbox.settled_at(ctx.tx, root.id) or review.opens_at
    summary = await outbox.by_id(ctx.tx, summary_id) if summary_id is not None else None
    if summary is not None and await goals.were_read_since(ctx.tx, ctx.workspace_id, strategy.id, shown_at):
        await owe_pictures(ctx, strategy, review.id, summary, root.id, ["results"], review.opens_at)
    await ctx.redraw(root)
    prompts = await outbox.by_key(ctx.tx, ctx.workspace_id, PromptsMessage.key(review=review.id))
    if prompts:
        await ctx.redraw(prompts)


# ---------------------------------------------------------------- what its messages say


async def load(tx: Tx, workspace_id: int, review_id: int, now: datetime) -> tuple[Review, Strategy] | None:
    """Return a review with everything that its messages say; None where it or its strategy is gone.

    Its period runs from the previous opening to its own; bot.domain.reviews.counted decides what counts.
    """
    planned = await reviews.by_id(tx, workspace_id, review_id)
    strategy = await strategies.by_id(tx, workspace_id, planned.strategy_id) if planned else None
    if planned is None or strategy is None:
        return None
    earlier = await reviews.before(tx, planned)
    since = earlier.opens_at if earlier else planned.opens_at - FIRST_PERIOD
    all_owed = await duties.of_strategy(tx, workspace_id, strategy.id, since - CARRIED, planned.opens_at)
    owed = counted(all_owed, since, earlier.closes_at if earlier else None, planned.closes_at)
    latest = await reviews.latest(tx, strategy.id)
    return (
        Review(
            id=planned.id,
            strategy_id=strategy.id,
            strategy_name=strategy.name,
            week=planned.week,
            zone=strategy.zone,
            opens_at=planned.opens_at,
            closes_at=planned.closes_at,
            state=planned.state,
            activity=tally(owed),
            platforms=tuple((name, tally(some)) for name, some in by_platform(owed)),
            kinds=tuple((name, tally(some)) for name, some in by_kind(owed)),
            goals=tuple(await goals.of_strategy(tx, workspace_id, strategy.id)),
            notes=tuple(await reviews.notes_of(tx, workspace_id, planned.id)),
            next_opens_at=latest.opens_at if latest and latest.opens_at > planned.opens_at else None,
        ),
        strategy,
    )


# ---------------------------------------------------------------- numbers


async def measures_for(ctx: Ctx, duty: Duty) -> list[Measure]:
    """List the measures whose numbers a duty asks for: all of the person's, through the role or a hand-over."""
    assert duty.review_id is not None
    resolved = await who_does(ctx.tx, duty)
    found = []
    for goal in await goals.of_strategy(ctx.tx, ctx.workspace_id, duty.strategy_id):
        for measure in goal.measures:
            whose = await who_has(ctx.tx, ctx.workspace_id, duty.strategy_id, measure.measurer_role_id, duty.handed_to)
            mine = resolved and whose and whose.person.id == resolved.person.id
            if measure.measurer_role_id == duty.role_id or mine:
                found.append(measure)
    return found


async def form(ctx: Ctx, duty_id: int) -> tuple[Duty, list[Measure], date, Strategy]:
    """Return what the numbers form needs: duty, measures, the week they count for, the strategy. Raises `gone`."""
    duty = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id, lock=True)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id) if duty else None
    planned = await reviews.by_id(ctx.tx, ctx.workspace_id, duty.review_id) if duty and duty.review_id else None
    if duty is None or strategy is None or planned is None:
        raise Gone(Absence.DELETED)
    role = await roles.by_id(ctx.tx, ctx.workspace_id, duty.role_id)
    await require(ctx, strategy, Action.GIVE_NUMBERS, role, also=(duty.handed_to,))
    return duty, await measures_for(ctx, duty), planned.week, strategy


class LooksLikeSlip(Exception):
    """Some numbers are far from the last ones. `view` is the form again; sending it once more saves it."""

    def __init__(self, view: Block) -> None:
        super().__init__("far from the last number")
        self.view = view


async def give_numbers(ctx: Ctx, duty_id: int, typed: Mapping[int, str], confirmed: Prints) -> Content:
    """Save the latest numbers, by measure id, as typed ("same" repeats the last one; empty leaves it open).

    Returns what was saved, in words, with the numbers before. Raises WrongFields by measure id, and LooksLikeSlip
    for numbers that are far from the last ones and not among the `confirmed` (fingerprints by measure id); then
    nothing is saved. With every number given, the duty is done. Numbers count for the week for which they were
    requested, however late they come; the review's thread shows them.
    """
    duty, measures, week, strategy = await form(ctx, duty_id)
    values = _read_numbers(measures, typed, Locale(strategy.date_order, strategy.decimal_mark, strategy.week_start))
    slips = [(m, values[m.id]) for m in measures if m.id in values and looks_like_slip(m, values[m.id])]
    prints = {number_name(measure.id): print_of(f"{value:f}") for measure, value in slips}
    if any(confirmed.get(name) != printed for name, printed in prints.items()):
        asked = review_views.Asked(typed, slips, prints)
        ref = Ref("duty", duty.id, duty.version)
        mark, plan = strategy.decimal_mark, strategy.name
        raise LooksLikeSlip(review_views.numbers_modal(measures, week, ref, mark, plan, asked))
    for measure_id, value in values.items():
        before = await goals.take_reading(ctx.tx, ctx.workspace_id, measure_id, week, value, ctx.me.id, ctx.now)
        await ctx.record(
            "take_reading",
            "measure",
            measure_id,
            strategy_id=strategy.id,
            before={"week": week.isoformat(), "value": str(before) if before is not None else None},
            after={"week": week.isoformat(), "value": str(value)},
        )
    await _settle_numbers(ctx, duty, measures, week, values)
    return review_views.numbers_saved(measures, values, week, strategy.decimal_mark)


def _read_numbers(measures: list[Measure], typed: Mapping[int, str], locale: Locale) -> dict[int, Decimal]:
    """Read what was typed. Raises WrongFields with everything that is wrong, and `no_numbers` where all is empty."""
    values: dict[int, Decimal] = {}
    wrong: dict[int, str] = {}
    for measure in measures:
        text = typed.get(measure.id, "").strip()
        if not text:
            continue
        read = read_latest(text, measure.direction, measure.last.value if measure.last else None, locale)
        if isinstance(read, Understood):
            values[measure.id] = read.value
        elif act_of(text) == "unknown":
            continue
        else:
            wrong[measure.id] = with_example(read.problem, read.example) if isinstance(read, Unclear) else read.question
    if wrong:
        raise WrongFields(wrong)
    if not values:
        raise NoNumbers
    return values


async def _settle_numbers(
    ctx: Ctx, duty: Duty, measures: list[Measure], week: date, values: Mapping[int, Decimal]
) -> None:
    """Settle a duty once all its numbers are given, and show them in the review."""
    given = {m.id for m in measures if any(r.week == week for r in m.readings)} | set(values)
    if duty.is_open and all(m.id in given for m in measures):
        await duties.change(
            ctx.tx, duty, state="done", settled_at=ctx.now, settled_by=ctx.me.id, next_at=None, last_change=None
        )
        await ctx.record("done", "duty", duty.id, strategy_id=duty.strategy_id, before={"state": "open"})
        await redraw(ctx, duty)
    if duty.review_id:
        await ctx.redraw_keyed(ReviewMessage.key(review=duty.review_id))


# ---------------------------------------------------------------- takeaways and decisions


async def _open_review(ctx: Ctx, review_id: int) -> tuple[Planned, Strategy]:
    planned = not_gone(await reviews.by_id(ctx.tx, ctx.workspace_id, review_id))
    strategy = await plan_open_to(ctx, planned.strategy_id, Action.RECORD_LEARNING)
    if planned.state != "open":
        raise ReviewClosed
    return planned, strategy


async def may_note(ctx: Ctx, review_id: int) -> None:
    """Refuse a form whose answer could not be recorded anyway."""
    await _open_review(ctx, review_id)


async def note(
    ctx: Ctx,
    review_id: int,
    kind: str,
    text: str,
    owner: str | None = None,
    message_ts: str | None = None,
    *,
    proposal: Proposal | None = None,
) -> None:
    """Record a takeaway or a decision; a decision's owner (a Slack id) is its author unless somebody is named.

    `proposal` is the change to the plan that it asks for: nothing changes until somebody applies it.
    """
    planned, strategy = await _open_review(ctx, review_id)
    clean = clean_text(await by_name(ctx.tx, ctx.workspace_id, text), TEXT_LIMIT)
    if not isinstance(clean, Understood):
        raise TextTooLong(length=len(text), limit=TEXT_LIMIT)
    if not clean.value or says_nothing(clean.value):
        raise NothingSaid
    decided = kind == "decision"
    carrier = (await person_for_work(ctx, owner, strategy)) if decided and owner else ctx.me
    note_id = await reviews.add_note(
        ctx.tx,
        ctx.workspace_id,
        planned.id,
        "decision" if decided else "learning",
        clean.value,
        ctx.me.id,
        carrier.id if decided else None,
        message_ts,
        ctx.now,
        proposal,
    )
    await ctx.record("note", "note", note_id, strategy_id=strategy.id, after={"kind": kind, "text": clean.value})
    root = await outbox.by_key(ctx.tx, ctx.workspace_id, ReviewMessage.key(review=planned.id))
    if root is not None:
        what = NotedMessage(note=note_id, review=planned.id, strategy=strategy.id)
        await ctx.owe(Owed.about(what, ctx.now, channel=strategy.channel, thread=root.id))


async def hear(ctx: Ctx, review_id: int, text: str, ts: str) -> bool:
    """Read a reply in a review's thread: "Learning:" or "Decision:" at its start records it; others stay chat.

    Returns False for chat.
    """
    found = recorded(text)
    if found is None:
        return False
    kind, said = found
    owner: str | None = None
    if kind == "decision":
        named = [p.value for p in read_people(said).people if p.kind == "id"]
        owner = named[0] if named else None
    await note(ctx, review_id, kind, said, owner, ts)
    return True


@undoes(ids.NOTE_UNDO)
async def undo_note(ctx: Ctx, note_id: int) -> Halves:
    """Take a learning or a decision back while its review is open. Raises `applied_already` and `review_closed`."""
    said, review_id, author_id, stands = not_gone(await reviews.note_by_id(ctx.tx, ctx.workspace_id, note_id))
    planned = not_gone(await reviews.by_id(ctx.tx, ctx.workspace_id, review_id))
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, planned.strategy_id))
    # It belongs to no role, only to its author and its owner.
    own = (author_id, ctx.me.id if said.owner == ctx.me.slack_id else None)
    await require(ctx, strategy, Action.UNDO_LEARNING, also=own, of_any_role=False)
    about, shown = ("note", note_id), [NotedMessage.key(note=note_id)]
    yield Undo(strategy=strategy, is_undone=not stands, verb="undo_note", about=about, shown=shown)
    if said.applied_at is not None:
        raise AppliedAlready
    if planned.state != "open":
        raise ReviewClosed
    await reviews.end_note(ctx.tx, note_id, ctx.now)
