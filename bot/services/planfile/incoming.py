"""Files that people drop: what is fetched, what is offered of it, and what becomes of it when somebody presses.

A strategy file becomes a plan, or is taken over into one; a picture becomes a plan's logo. Anything else gets one
sentence in a direct message. In channels people share files with each other: there, only tables and plans without
their first line do, and whatever is shared with a message that names us.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from bot.domain.errors import Refusal
from bot.domain.messages import FileEnd, FileMessage, ToldMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import Absence, FileOver, Gone, not_gone
from bot.domain.strategies import Strategy
from bot.domain.when import local_date, zone_named
from bot.pictures.logo import logo_of
from bot.planfile import reading
from bot.planfile.meaning import over_in
from bot.planfile.nodes import WrongFile
from bot.planfile.shape import MOST_BYTES, NotGiven, PlanFile, Somebody
from bot.services.calendar.calendar import home_of
from bot.services.context.access import kinds_towards
from bot.services.context.ctx import Ctx
from bot.services.context.people import plans_of
from bot.services.planfile.file_comparing import Doubtful
from bot.services.planfile.file_merge import Merged, take_over, would_change
from bot.services.planfile.file_settings import adopt_settings
from bot.services.planfile.files import find_person
from bot.views.planfile import file_differences
from bot.views.planfile import files as words
from bot.views.talk import refusals
from storage import addresses, files, outbox, strategies
from storage.files import Incoming
from storage.workspaces import channel_of

Held = Literal["holder", "backup", "lead"]
Kind = Literal["plan", "picture", ""]
PLANS = (".yaml", ".yml", ".json")
# What people keep a calendar of posts in. In a channel, nothing is said of any other file, unless we are named.
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".numbers")
PICTURES = (".png", ".jpg", ".jpeg")
# What is offered waits so long for somebody's press.
KEPT_FOR = timedelta(days=30)
MOST_FILES = 10
MOST_HOMES = 100
# The head of a plan, in YAML or JSON: other people's files are none of our business. Comments may stand before it.
HEAD_SIZE = 64_000
_OURS = re.compile(rb"""^[ \t\r\f\v{]*+["']?drumbeat["']?\s*+:""", re.MULTILINE)
# How the parts of a plan begin: a file with two of them is a plan without its first line. Others' files have one, too.
_LIKE_OURS = re.compile(
    rb"""^["']?(plan|goals|roles|regular_posts|platforms|audiences|objectives|competitors|highlights)["']?[ ]?:""",
    re.MULTILINE,
)
# What keeps a file from being fetched, and the code of bot/views/talk/notices.py that says so.
LOST = {
    "too_large": "file_too_large",
    "file_gone": "file_gone",
    "sign_in": "file_no_scope",
    "elsewhere": "file_elsewhere",
    "out_of_reach": "file_out_of_reach",
    "unreadable": "file_unreadable",
}
# What was made of a file's bytes: a plan, what is wrong with it, a logo, or a code of bot/views/talk/notices.py.
Judged = PlanFile | WrongFile | bytes | str


def kind_of(name: str) -> Kind:
    """Tell by its name what a file may be."""
    if name.casefold().endswith(PLANS):
        return "plan"
    return "picture" if name.casefold().endswith(PICTURES) else ""


def judge(name: str, data: bytes) -> Judged:
    """Look into a file: slow for large ones, and so for a thread of its own."""
    if kind_of(name) == "picture":
        drawn = logo_of(data)
        return drawn if isinstance(drawn, bytes) else f"logo_{drawn}"
    if not _OURS.search(data[:HEAD_SIZE].removeprefix(b"\xef\xbb\xbf")):
        parts = {match[1] for match in _LIKE_OURS.finditer(data[:HEAD_SIZE])}
        return "file_first_line" if len(parts) > 1 else "file_not_ours"
    try:
        return reading.read(data)
    except WrongFile as wrong:
        return wrong


# ---------------------------------------------------------------- dropping


async def received(
    ctx: Ctx,
    place: Place,
    root: str,
    text: str,
    shared: Sequence[Mapping[str, Any]],
    *,
    in_thread: bool,
    is_mentioned: bool = False,
) -> bool:
    """Write down which files of a message are to be fetched; False where nothing is, or will be, said of any.

    `root` is its thread, or the message itself. `is_mentioned`: the message names us.
    """
    await files.let_go(ctx.tx, ctx.workspace_id, ctx.now - KEPT_FOR)
    is_taken = False
    for one in shared[:MOST_FILES]:
        file_id, name = str(one.get("id") or ""), str(one.get("name") or "")[:255]
        kind = kind_of(name)
        if kind == "picture" and not _is_for_us(place, name, text, in_thread=in_thread):
            continue
        if not kind or not re.fullmatch(r"F[A-Z0-9]{2,30}", file_id):
            if (place.is_dm and not in_thread) or is_mentioned or (not in_thread and _is_table(name)):
                await _say_unknown(ctx, place, root, name, is_mentioned=is_mentioned)
                is_taken = True
            continue
        if int(one.get("size") or 0) > MOST_BYTES:
            if place.is_dm:
                await ctx.tell(ctx.me, ToldMessage.file_large(root=root, file=file_id), "file_too_large", name=name)
            continue
        await files.receive(ctx.tx, ctx.workspace_id, ctx.me.id, place.channel, root, file_id, name, ctx.now)
        is_taken = True
    return is_taken


def _is_table(name: str) -> bool:
    return name.casefold().endswith(TABLES)


async def _say_unknown(ctx: Ctx, place: Place, root: str, name: str, *, is_mentioned: bool) -> None:
    """Say that a file is no plan, with what can be done instead. In a channel, in the thread of its message.

    A team that shares tables there hears so of each kind once a month, from each person, unless we are named.
    """
    if place.is_dm:
        what = ToldMessage(code="file_unknown", about={"name": name, "place": "dm"})
        await ctx.owe(Owed.about(what, ctx.now, ToldMessage.file_unknown(root=root), person=ctx.me.id))
        return
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel)
    kind = name.casefold().rpartition(".")[2]
    key = ToldMessage.file_unknown_here(channel=place.channel, person=ctx.me.id, ending=kind, month=ctx.now)
    if is_mentioned:
        key = ToldMessage.spoken(channel=place.channel, root=root)
    what = ToldMessage(code="file_unknown", about={"name": name, "place": "plan" if here else "new"})
    await ctx.owe(Owed.about(what, ctx.now, key, channel=place.channel, thread_ts=root))


def _is_for_us(place: Place, name: str, text: str, *, in_thread: bool) -> bool:
    """Tell whether a picture may be meant as a logo: people show each other pictures all day."""
    return (place.is_dm and not in_thread) or "logo" in f"{name} {text}".casefold()


# ---------------------------------------------------------------- what was fetched


async def take_fetched(ctx: Ctx, incoming_id: int, attempt: int, data: bytes, judged: Judged) -> None:
    """Say what was found in a file, and offer what can be done with it. Done once, however often it was fetched.

    The actor is who dropped it.
    """
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, incoming_id, lock=True)
    if dropped is None or dropped.state != "waiting" or dropped.attempt != attempt:
        return
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, dropped.channel)
    if isinstance(judged, PlanFile):
        await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "fetched", data)
        await _offer_plan(ctx, dropped, here, judged)
        return
    if isinstance(judged, bytes):
        await _offer_logo(ctx, dropped, here, judged)
        return
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "refused", outcome="wrong")
    if isinstance(judged, WrongFile):
        pages = words.error_pages(judged.problems)
        for number, lines in enumerate(pages):
            what = FileMessage(
                incoming=dropped.id,
                part="errors",
                lines=lines,
                many=len(judged.problems),
                stopped=int(judged.stopped),
                first=int(number == 0),
                last=int(number == len(pages) - 1),
            )
            key = FileMessage.errors(incoming=dropped.id, root=dropped.root, number=number)
            await ctx.owe(owed_about(ctx, dropped, what, key))
    elif dropped.is_dm or judged.startswith("logo_") or judged == "file_first_line":
        await _say(ctx, dropped, judged, "dm" if dropped.is_dm else "plan" if here else "new")


async def lost(ctx: Ctx, incoming_id: int, attempt: int, reason: str) -> None:
    """Write down that a file cannot be had; who dropped it on us hears why."""
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, incoming_id, lock=True)
    if dropped is None or dropped.state != "waiting" or dropped.attempt != attempt:
        return
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "refused", outcome=reason)
    # In a channel it may have been meant for others, unless it is of a kind that few people share.
    if dropped.is_dm or reason == "unreadable" or dropped.name.casefold().endswith((".yaml", ".yml")):
        await _say(ctx, dropped, LOST[reason])


async def _say(ctx: Ctx, dropped: Incoming, code: str, place: str = "") -> None:
    what = ToldMessage(code=code, about={"name": dropped.name, "place": place})
    key = ToldMessage.file(incoming=dropped.id, root=dropped.root, code=code)
    await ctx.owe(owed_about(ctx, dropped, what, key))


def owed_about(ctx: Ctx, dropped: Incoming, what: FileMessage | ToldMessage, key: str) -> Owed:
    return Owed.about(
        what,
        ctx.now,
        key,
        person=dropped.member_id if dropped.is_dm else None,
        channel=None if dropped.is_dm else dropped.channel,
        thread_ts=None if dropped.is_dm else dropped.root,
    )


def key_of(dropped: Incoming) -> str:
    """Return the key of the message that says what was read in a file."""
    return FileMessage.key(incoming=dropped.id, root=dropped.root)


async def _offer_plan(ctx: Ctx, dropped: Incoming, here: Strategy | None, file: PlanFile) -> None:
    what = FileMessage(incoming=dropped.id, name=file.plan.text("name"), part="choose" if dropped.is_dm else "set_up")
    if here is not None:
        what = _with_merged(what, await would_change(ctx, here, file))
    else:
        over, added = over_in(file, today_of(file, ctx.now)), words.counts_of(file)
        what = replace(what, over=over, added=added, odd=words.pack(await _strangers(ctx, file)))
    await ctx.owe(owed_about(ctx, dropped, what, key_of(dropped)))


def _with_merged(what: FileMessage, merged: Merged) -> FileMessage:
    """Add what a file would do to a plan, or did."""
    return replace(
        what,
        part="nothing_new" if merged.is_nothing else "take_over" if merged.is_work else "stays",
        added=dict(merged.added),
        changed=dict(merged.changed),
        odd=words.pack(merged.odd),
        otherwise=file_differences.pack_otherwise(merged.otherwise),
    )


def today_of(file: PlanFile, now: datetime) -> date:
    """Return the date on the clock of the plan that a file holds."""
    return local_date(now, zone_named(file.plan.text("zone")))


async def _strangers(ctx: Ctx, file: PlanFile) -> list[NotGiven]:
    """List the places for which a file names somebody whom nobody here is."""
    found: list[NotGiven] = []
    leads = file.plan.values.get("leads")
    said: list[tuple[str, Held, object]] = [("", "lead", one) for one in (leads if isinstance(leads, tuple) else ())]
    said += [(role.text("title"), kind, role.values.get(kind)) for role in file.of("roles") for kind in _HELD]
    for title, place, one in said:
        person = await find_person(ctx, one) if isinstance(one, Somebody) else None
        if isinstance(one, Somebody) and isinstance(person, str):
            found.append(NotGiven(one.said, title, place, person))
    return found


_HELD: tuple[Held, ...] = ("holder", "backup")


async def _offer_logo(ctx: Ctx, dropped: Incoming, here: Strategy | None, picture: bytes) -> None:
    plans = await plans_for_logo(ctx, here)
    if not plans:
        await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "refused", outcome="no_plan")
        if dropped.is_dm:
            await _say(ctx, dropped, "logo_no_plan")
        return
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "fetched", picture)
    places = [(plan.id, plan.name) for plan in plans]
    what = FileMessage(incoming=dropped.id, part="logo", name=plans[0].name, places=places)
    await ctx.owe(owed_about(ctx, dropped, what, key_of(dropped)))


async def plans_for_logo(ctx: Ctx, here: Strategy | None) -> list[Strategy]:
    """List the plans whose settings the actor may change: the channel's own, or in a direct message all of theirs."""
    mine = [here] if here else await plans_of(ctx.tx, ctx.workspace_id, ctx.me)
    return [plan for plan in mine if may(await kinds_towards(ctx, plan), Action.CHANGE_SETTINGS)]


# ---------------------------------------------------------------- pressing


async def pressed_at(ctx: Ctx, incoming_id: int, channel: str) -> None:
    """Take a press in the channel where a file lies as proof that whoever pressed is there, too."""
    dropped = await files.by_id(ctx.tx, ctx.workspace_id, incoming_id)
    if dropped is not None and not dropped.is_dm:
        where = await addresses.current(ctx.tx, ctx.workspace_id, channel)
        if where == dropped.channel:
            await home_of(ctx, where, "", None)


async def found(ctx: Ctx, incoming_id: int) -> Incoming:
    """Find and lock a file that the actor may press about. Raises `gone`.

    A file in a direct message is its person's; one in a channel is everybody's who is there, and nobody else's.
    """
    dropped = not_gone(await files.by_id(ctx.tx, ctx.workspace_id, incoming_id, lock=True))
    if dropped.is_dm:
        is_there = dropped.member_id == ctx.me.id
    else:
        is_there = bool(await channel_of(ctx.tx, ctx.workspace_id, dropped.channel, ctx.me.id))
    if not is_there:
        raise Gone(Absence.HIDDEN)
    return dropped


async def fetched(ctx: Ctx, incoming_id: int) -> Incoming | None:
    """Return a file that waits for a press; None where somebody has pressed already. Raises `gone`, `file_over`."""
    dropped = await found(ctx, incoming_id)
    if dropped.state == "taken":
        return None
    if dropped.state != "fetched" or dropped.content is None:
        raise FileOver
    return dropped


async def _read(dropped: Incoming) -> PlanFile:
    assert dropped.content is not None
    try:
        return await asyncio.to_thread(reading.read, dropped.content)
    except WrongFile as wrong:  # a newer Drumbeat may read it more closely than the one that offered it
        raise FileOver from wrong


async def redraw(ctx: Ctx, dropped: Incoming, more: FileMessage) -> None:
    """Owe an update of what was said of a file, with what has come of it."""
    message = await outbox.by_key(ctx.tx, ctx.workspace_id, key_of(dropped))
    if message is not None:
        await ctx.redraw(message, **more.facts())


async def _read_here(ctx: Ctx, dropped: Incoming) -> tuple[Strategy, PlanFile]:
    strategy = not_gone(await strategies.at_home(ctx.tx, ctx.workspace_id, dropped.channel))
    return strategy, await _read(dropped)


async def merge(ctx: Ctx, incoming_id: int, doubtful: Doubtful = "leave") -> None:
    """Take a file over into the plan of the channel where it lies. Pressing twice is a success.

    `doubtful` is what becomes of entries of which only people can tell what they are.
    Raises `not_allowed`, `file_over`, `gone`.
    """
    dropped = await fetched(ctx, incoming_id)
    if dropped is None:
        return
    merged = await take_over(ctx, *await _read_here(ctx, dropped), doubtful)
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "taken", outcome="taken_over")
    what = _with_merged(FileMessage(end="taken_over", who=ctx.me.name), merged)
    await redraw(ctx, dropped, replace(what, part="take_over"))


async def adopt(ctx: Ctx, incoming_id: int) -> None:
    """Give the plan the settings and people that a file names. What else it says waits for its own button.

    Pressing twice is a success. Raises `not_allowed`, `file_over`, `gone`.
    """
    dropped = await fetched(ctx, incoming_id)
    if dropped is None:
        return
    strategy, file = await _read_here(ctx, dropped)
    adopted = await adopt_settings(ctx, strategy, file)
    changed = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy.id)
    assert changed is not None
    merged = await would_change(ctx, changed, file)
    packed = file_differences.pack_otherwise(file_differences.Otherwise(stays=adopted))
    what = _with_merged(FileMessage(adopter=ctx.me.name, adopted=packed), merged)
    if merged.is_work:
        await redraw(ctx, dropped, what)
        return
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "taken", outcome="adopted")
    await redraw(ctx, dropped, replace(what, end="adopted", part="stays"))


async def not_now(ctx: Ctx, incoming_id: int) -> None:
    """Leave a file alone. It can be dropped again. Pressing twice is a success."""
    dropped = await found(ctx, incoming_id)
    if dropped.state == "taken":
        raise FileOver
    if dropped.state == "fetched":
        await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "refused", outcome="not_now")
        await redraw(ctx, dropped, FileMessage(end="not_now", who=ctx.me.name))


# ---------------------------------------------------------------- what a message of a file says


async def offered(tx: Any, message: Message, dropped: Incoming) -> words.Offered:
    """Return what is to be said of a file that was offered, as it stands now."""
    what = FileMessage.of(message)
    places: list[tuple[int, str]] = []
    if what.part == "choose":
        homes = await files.homes_for(tx, message.workspace_id, dropped.member_id, MOST_HOMES)
        places = [(one, f"#{name}") for one, _, name in homes]
    elif what.part == "logo":
        places = [what.worn] if what.end == "logo" and what.worn else what.places or []
    end: FileEnd = what.end or ""
    if end in ("", "failed") and dropped.state == "refused" and dropped.reason == "too_old":
        end = "too_old"
    return words.Offered(
        id=dropped.id,
        part=what.part,
        name=what.name or "",
        filename=dropped.name,
        added=what.added or {},
        changed=what.changed or {},
        odd=words.unpack(what.odd or []),
        places=places,
        end=end,
        who=what.who or "",
        channel=what.channel or "",
        vacant=what.vacant or (0, ""),
        over=what.over or (0, ""),
        otherwise=file_differences.unpack_otherwise(what.otherwise or {}),
        adopted=file_differences.unpack_otherwise(what.adopted or {}).stays,
        adopter=what.adopter or "",
        why=refusals.refusal(Refusal.stored(*what.why)).text if end == "failed" and what.why else "",
        imported=int(what.imported or 0),
    )
