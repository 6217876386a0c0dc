"""Home: the reader's day with its buttons, roles, goals, what the plan still lacks, and settings.

A view takes a hundred blocks, and pictures only by public address. So progress is drawn in characters, which are
legible in dark and light mode; what doesn't fit is counted, and Home says where to find it. Its blocks have no ids:
Slack then treats each publishing as new, and a menu does not keep an earlier choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.duties import Digest, Duty
from bot.domain.gaps import Gap
from bot.domain.goals import Goal, Measure, time_gone, way_gone
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.domain.when import WEEKDAYS
from bot.schema.lessons import Way
from bot.views.duties.duty_lines import headline, label, row, settled, settled_row, when_due, why
from bot.views.kit import ids
from bot.views.kit.blocks import (
    Block,
    Content,
    actions,
    beside,
    button,
    context,
    divider,
    fit_home,
    header,
    lines_within,
    picture,
    section,
)
from bot.views.kit.texts import brief, channel_link, count, date_in, day_words, listed, near_time, titled
from bot.views.people.roles import hour_words
from bot.views.plan.goals import result
from bot.views.questions import gaps as gap_words
from bot.views.questions.lessons import progress_line

# Limits for duties with buttons, lines, and the other parts: within all of them, a Home of four plans stays under a
# hundred blocks.
PAGE = 8
LINES = 10
SETTLED = 4
PLANS = 4
GOALS = 8
MEASURES = 4
OFFERS = 2
GAPS = 3
CELLS = 10


@dataclass(frozen=True)
class MyRole:
    """A person's role, as holder or backup, and what it brings them next. `offer` until they have answered.

    `numbers_at` is when its numbers are asked for next, if it reports any and the time is known.
    """

    role: Role
    is_backup: bool
    next: Duty | None = None
    offer: int | None = None
    numbers_at: datetime | None = None


@dataclass(frozen=True)
class Plan:
    """A strategy as one person sees it: their roles in it, its goals, and what it lacks.

    `picture` is the file of its last review's chart, and when that was drawn, if Slack has one.
    """

    strategy: Strategy
    is_lead: bool
    roles: tuple[MyRole, ...]
    goals: tuple[Goal, ...]
    gaps: tuple[Gap, ...]
    picture: tuple[str, datetime] | None = None


@dataclass(frozen=True)
class Seen:
    """Everything on a person's Home. Their zone is known. `plans` are at most four, `others` the rest that they see.

    `digest` is their day, with what they settled today, the latest first; `said` tells about the latest one's week.
    `held` are duties on hold: listed separately, asking nothing of anyone. `lessons` is the reader's progress.
    """

    reader: Person
    digest: Digest
    plans: tuple[Plan, ...]
    is_new: bool
    first_digest: datetime
    others: tuple[Strategy, ...] = ()
    held: tuple[Duty, ...] = ()
    said: tuple[str, ...] = ()
    lessons: Way | None = None


def home(seen: Seen, now: datetime, page: int) -> Content:
    """Compose a Home tab. `page` is a page of eight duties; one beyond the last is the last."""
    blocks: list[Block] = []
    if seen.is_new or not seen.plans:
        blocks += _welcome(seen)
    if seen.plans:
        blocks += _day(seen, now, page)
    for plan in seen.plans:
        blocks += _plan(plan, seen, now)
    if seen.others:
        names = [titled(strategy.name) for strategy in seen.others[:5]]
        more = [f"{len(seen.others) - 5} more"] if len(seen.others) > 5 else []
        blocks.append(context(f"You also see {listed([*names, *more])}. Type `/beat` in their channels."))
    if seen.lessons is not None:
        blocks.append(beside(*progress_line(seen.lessons)))
    blocks += _settings(seen)
    return Content("Home", fit_home(blocks, "Type `/beat today` for your day, or `/beat` in a plan's channel."))


# ---------------------------------------------------------------- the first time


def _welcome(seen: Seen) -> list[Block]:
    words = (
        "I keep your team's plan in motion. Each morning you get what is due, with buttons. "
        "If something stays open, I remind you quietly. Each week we look back together at what came of it."
    )
    return [header("Welcome to Drumbeat"), section(f"{words}\n*The first step:* {_first_step(seen)}")]


def _first_step(seen: Seen) -> str:
    if not seen.plans:
        return "go to the channel where your team works, and type `/beat setup`. It takes at most seven questions."
    if any(mine.offer for plan in seen.plans for mine in plan.roles):
        return "somebody gave you a role. Say yes or no to it below."
    if not seen.digest.is_empty:
        return "do the first duty below, and press Done. You can take it back for ten minutes."
    if any(plan.roles for plan in seen.plans):
        return f"nothing yet. Your next digest can come {day_words(date_in(seen.first_digest, _zone(seen)))}."
    return "have a look at the plan below. You have no role in it yet: `/beat role Editor @ana` gives one."


# ---------------------------------------------------------------- the day


def _zone(seen: Seen) -> str:
    return seen.reader.zone or "UTC"


def _day(seen: Seen, now: datetime, page: int) -> list[Block]:
    reader, digest = seen.reader, seen.digest
    day = date_in(now, _zone(seen))
    everything = [*digest.overdue, *digest.today]
    pages = max(1, -(-len(everything) // PAGE))
    page = min(max(page, 1), pages)
    shown = everything[(page - 1) * PAGE : page * PAGE]
    intro = _counts(digest) + (f" This is page {page} of {pages}." if pages > 1 else "")
    blocks = [header(f"{WEEKDAYS[day.weekday()]}, {day_words(day).partition(' ')[2]}"), section(intro)]
    several = len({duty.strategy_id for duty in everything}) > 1
    for duty in shown:
        where = f"{titled(duty.strategy_name)} in {channel_link(duty.channel)}" if several else ""
        lines = (headline(duty, reader, now), why(duty), where)
        blocks += [section("\n".join(filter(None, lines))), _anew(row(duty, now))]
    rest = everything[page * PAGE :]
    if rest:
        blocks.append(_lines("Then", rest, reader, now))
    if pages > 1:
        blocks.append(_pages(page, pages))
    if seen.held:
        blocks.append(_lines("On hold", seen.held, reader, now))
    return blocks + _settled(seen, now, SETTLED if page == 1 else 1)


def _lines(title: str, duties: Sequence[Duty], reader: Person, now: datetime) -> Block:
    text, left = lines_within([f"• {headline(duty, reader, now)}" for duty in duties[:LINES]], 2500)
    left += len(duties[LINES:])
    return section(f"*{title}:*\n{text}" + (f"\n… and {left:,} more" if left else ""))


def _counts(digest: Digest) -> str:
    number = len(digest.overdue) + len(digest.today)
    if not number:
        return "Nothing is left to do today." if digest.settled else "Nothing for you today."
    if not digest.overdue:
        return f"{number:,} to do."
    return f"{number:,} to do, {len(digest.overdue):,} of them overdue." if digest.today else f"{number:,} overdue."


def _pages(page: int, pages: int) -> Block:
    buttons = []
    if page > 1:
        buttons.append(button("Back", ids.HOME_BACK, ids.Ref("page", page - 1).encode()))
    if page < pages:
        buttons.append(button("Show more", ids.HOME_NEXT, ids.Ref("page", page + 1).encode()))
    return actions(*buttons)


def _settled(seen: Seen, now: datetime, shown: int) -> list[Block]:
    """Return what was settled today: the latest with its week so far, each with its buttons."""
    latest = seen.digest.settled
    blocks: list[Block] = []
    for duty in latest[:shown]:
        said = seen.said if duty is latest[0] and duty.state in ("done", "scheduled") else ()
        blocks.append(section("\n".join([settled(duty, seen.reader, now), *said])))
        if buttons := settled_row(duty, now):
            blocks.append(_anew(buttons))
    if more := latest[shown:]:
        blocks.append(context(f"{count(len(more), 'more is', 'more are')} settled today."))
    return blocks


def _anew(block: Block) -> Block:
    """Return a row without its id: redrawn, its menus have nothing chosen."""
    return {key: value for key, value in block.items() if key != "block_id"}


# ---------------------------------------------------------------- a plan


def _plan(plan: Plan, seen: Seen, now: datetime) -> list[Block]:
    strategy = plan.strategy
    ref = ids.Ref("strategy", strategy.id).encode()
    goals = plan.goals[: max(2, GOALS // max(1, len(seen.plans)))]
    today = date_in(now, strategy.zone)
    blocks: list[Block] = [divider(), header(strategy.name), section(_roles(plan, seen.reader, now))]
    for mine in [mine for mine in plan.roles if mine.offer is not None][:OFFERS]:
        blocks += _offer(mine)
    for goal in goals:
        blocks.append(section(_goal(goal, strategy, today)))
    if len(plan.goals) > len(goals):
        blocks.append(context(f"{count(len(plan.goals) - len(goals), 'more goal', 'more goals')}: press Goals."))
    if plan.picture and goals:
        file_id, at = plan.picture
        drawn = f"{strategy.name}: the numbers over time, as of {day_words(date_in(at, strategy.zone), today)}"
        blocks.append(picture(file_id, drawn))
    blocks += _missing(plan)
    lists = (
        ("Goals", ids.BEAT_GOALS),
        ("Roles", ids.BEAT_ROLES),
        ("Calendar", ids.BEAT_CALENDAR),
        ("In writing", ids.BEAT_STRATEGY),
    )
    blocks.append(actions(*[button(words, action, ref) for words, action in lists]))
    return blocks


def _roles(plan: Plan, reader: Person, now: datetime) -> str:
    opening = f"At home in {channel_link(plan.strategy.channel)}." + (" You lead it." if plan.is_lead else "")
    if not plan.roles:
        return opening if plan.is_lead else f"{opening} You have no role in it."
    lines = [_role(mine, reader, now) for mine in plan.roles[:LINES]]
    more = len(plan.roles) - len(lines)
    text, left = lines_within(lines, 2600)
    return f"{opening}\n{text}" + (f"\n… and {left + more} more roles" if left + more else "")


def _role(mine: MyRole, reader: Person, now: datetime) -> str:
    title = f"• *{titled(mine.role.title)}*" + (" (you step in)" if mine.is_backup else "")
    if mine.next is None and mine.numbers_at is not None:
        return f"{title}: the next numbers are asked for {_asked_at(mine.numbers_at, reader, now)}."
    if mine.next is None:
        return f"{title}: nothing in the next ten days."
    duty = mine.next
    if duty.is_put_off(now):
        return f"{title}: next is {label(duty)}, snoozed."
    was = "was due " if duty.due_at < now else ""
    return f"{title}: next {was}{when_due(duty, reader, now)} · {label(duty)}"


def _asked_at(at: datetime, reader: Person, now: datetime) -> str:
    return near_time(at, reader.zone or "UTC", now)


def _offer(mine: MyRole) -> list[Block]:
    ref = ids.Ref("holding", mine.offer or 0).encode()
    step = f"You are asked to step in as *{titled(mine.role.title)}*." if mine.is_backup else ""
    words = step or f"You were given the role *{titled(mine.role.title)}*."
    buttons = button("Accept", ids.OFFER_ACCEPT, ref, "primary"), button("Not me", ids.OFFER_DECLINE, ref)
    return [section(words), actions(*buttons)]


# ---------------------------------------------------------------- goals, drawn


def bar(share: Decimal) -> str:
    """Draw a share of 0 to 1 in ten cells: a cell is filled only once it is fully reached, except for the first one."""
    full = max(int(share * CELLS), 1 if share > 0 else 0)
    return "▰" * full + "▱" * (CELLS - full)


def _percent(share: Decimal) -> str:
    return f"{int(share * 100)} %"


def _goal(goal: Goal, strategy: Strategy, today: date) -> str:
    words = [f"*{brief(goal.statement, 200, 'under Goals')}*"]
    for measure in goal.measures[:MEASURES]:
        words += [*_drawn(measure, today), result(measure, strategy.decimal_mark, today)]
    if len(goal.measures) > MEASURES:
        words.append(f"… and {len(goal.measures) - MEASURES} more numbers")
    return "\n".join(words)


def _drawn(measure: Measure, today: date) -> list[str]:
    """Draw the progress made and the time passed: at an even pace both bars are equally long."""
    way, time = way_gone(measure), time_gone(measure, today)
    if way is None:
        return []
    lines = [f"{bar(way)} {_percent(way)} of the way"]
    return lines + ([f"{bar(time)} {_percent(time)} of the time"] if time is not None and way < 1 else [])


# ---------------------------------------------------------------- what is missing


def _missing(plan: Plan) -> list[Block]:
    """Name what is missing, one of each kind, the most important first; each with the button that fixes it."""
    alike: dict[tuple[str, str], list[Gap]] = {}
    for gap in plan.gaps:
        alike.setdefault((gap.what, gap.thing), []).append(gap)
    if not alike:
        return []
    shown = list(alike.values())[:GAPS]
    blocks: list[Block] = [section("*What is missing*")]
    for gap, *others in shown:
        words = gap_words.line(gap) + (f" ({len(others)} more like it)" if others else "")
        mending = gap_words.mend(gap, plan.strategy.id)
        blocks.append(section(words) if mending is None else beside(words, button(*mending)))
    if left := len(plan.gaps) - sum(len(some) for some in shown):
        blocks.append(context(f"{left} more can wait. They come up when these are done."))
    return blocks


# ---------------------------------------------------------------- settings


_REMINDERS = {
    "gentle": "gentle: one reminder and one nudge",
    "standard": "standard: one reminder and two nudges",
    "off": "off",
}


def _settings(seen: Seen) -> list[Block]:
    reader = seen.reader
    words = (
        f"*Your settings*\nYour digest comes at {hour_words(reader)} when there is something to do.\n"
        f"Reminders are {_REMINDERS[reader.nudges]}."
    )
    change = button("Change…", ids.EDIT_MINE, ids.Ref("member", reader.id).encode())
    help_ = button("Help", ids.BEAT_HELP, ids.Ref("strategy", 0).encode())
    return [divider(), section(words), actions(change, help_)]
