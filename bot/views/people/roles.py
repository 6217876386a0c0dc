"""Roles: who does what, new roles, and the hour of the digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.calendar import Slot
from bot.domain.goals import Cadence
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.language.kept_values import place
from bot.views.kit import ids
from bot.views.kit.blocks import (
    Block,
    Content,
    actions,
    beside,
    button,
    context,
    divider,
    fit,
    lines_within,
    modal,
    section,
    time_input,
)
from bot.views.kit.paging import page_of, turning
from bot.views.kit.texts import count, inline, listed, moment, name, titled
from bot.views.questions.lessons import Teaching, offer_blocks, offer_button

OfferState = Literal["offered", "accepted", "declined", "over", "gone"]


@dataclass(frozen=True)
class Beside:
    """A role's work besides recurring posts: the numbers it reports, and how often; those it judges; approving."""

    reads: tuple[tuple[str, Cadence], ...] = ()
    judges: tuple[str, ...] = ()
    approves: bool = False

    def lines(self) -> list[str]:
        """Return a line for each kind of work."""
        found = [f"• Reading a number every {often}: {titled(what)}" for what, often in self.reads[:5]]
        more = len(self.reads) - 5
        found += [f"• Reading {more} more {'number' if more == 1 else 'numbers'}: `/beat goals`"] if more > 0 else []
        if self.judges:
            shown = [titled(what) for what in self.judges[:5]]
            more = len(self.judges) - 5
            found.append(
                f"• Judging in the review how it stands: {listed([*shown, *([f'{more} more'] if more > 0 else [])])}"
            )
        return [*found, *(["• Approving new versions of the strategy"] if self.approves else [])]


def roles(roles: Sequence[Role], leads: Sequence[Person], strategy: Strategy, page: int = 1) -> Content:
    """List the roles with their current holders, each with a button to change it, and the leads."""
    title = f"*{titled(strategy.name)}: who does what*"
    lines = [_line(role) for role in roles]
    leading = f"Lead: {listed([name(lead) for lead in leads])}" if leads else "Lead: nobody yet"
    entries = [
        beside(line, button("Change…", ids.EDIT_ROLE, ids.Ref("role", role.id).encode()))
        for role, line in zip(roles, lines, strict=True)
    ]
    shown, page, pages = page_of(entries, page)
    closing = "Give a role to somebody: `/beat role Editor @ana`"
    blocks = [section(title), *(shown or [section("No roles yet.")])]
    blocks += [*turning("roles", page, pages, strategy), section(leading), context(closing)]
    return fit(Content("\n".join([title, *lines[:20], leading, closing]), tuple(blocks)))


def _line(role: Role) -> str:
    pending = {h.person.id for h in role.holdings if h.until is None and h.state == "offered"}
    words = f"• *{titled(role.title)}*: {name(role.holder)}"
    if role.holder and role.holder.id in pending:
        words += " (asked, no answer yet)"
    if role.backup:
        words += f", backup {name(role.backup)}"
        words += " (asked, no answer yet)" if role.backup.id in pending else ""
    return words


@dataclass(frozen=True)
class Offered:
    """A role that a person was given: by whom, what for, and what became of it.

    `slots` are its recurring posts; `beside_posts` is its other work.
    """

    role: Role
    by: Person | None
    slots: Sequence[Slot]
    state: OfferState
    holding_id: int
    strategy_name: str = ""
    beside_posts: Beside | None = None

    @property
    def is_backup(self) -> bool:
        """Tell whether they are only the backup."""
        return any(h.id == self.holding_id and h.kind == "backup" for h in self.role.holdings)

    @property
    def lasts(self) -> bool:
        """Tell whether it is theirs, accepted or not answered yet."""
        return self.state in ("offered", "accepted")

    @property
    def opening(self) -> str:
        """Return who gave what."""
        title, giver = f"*{titled(self.role.title)}*", _giver(self.by)
        where = _where(self.strategy_name)
        if self.is_backup:
            return f"{giver} asks you to step in as {title}{where} when the person who has it cannot."
        return f"{giver} gave you the role {title}{where}."


# For more roles than this at once, a message has no room for their buttons.
MOST_ROLES = 8


def offer(
    role: Role,
    by: Person | None,
    slots: Sequence[Slot],
    reader: Person,
    first_digest_at: datetime,
    state: OfferState,
    holding_id: int,
    strategy_name: str = "",
    teaching: Teaching | None = None,
    beside_posts: Beside | None = None,
) -> Content:
    """Compose the first message to a person who was given one role and has nothing to do in it today."""
    one = Offered(role, by, slots, state, holding_id, strategy_name, beside_posts)
    return arrival([one], reader, first_digest_at, teaching)


def arrival(
    some: Sequence[Offered],
    reader: Person,
    first_digest_at: datetime,
    teaching: Teaching | None = None,
    today: Sequence[Block] = (),
) -> Content:
    """Compose the first message to a person who was given roles, also after their answers.

    Says by whom, what for, what comes first, and when digests begin (in the reader's zone; UTC while that is
    unknown). `today` is what the roles bring today; `teaching` offers newcomers a lesson a day.
    """
    zone = reader.zone or next((slot.zone for one in some for slot in one.slots), "UTC")
    at = moment(first_digest_at, zone)
    first = f"Your first digest comes {at}, or on the first day with something to do."
    if today:
        first = f"Your daily digest starts {at}, or on the next day with something to do."
    text, blocks = _told(some, reader, first, teaching, [section("*First up*"), *today] if today else [])
    return fit(Content(text, tuple(blocks), "Type `/beat calendar` to see them."))


def in_digest(content: Content, some: Sequence[Offered], reader: Person, teaching: Teaching | None) -> Content:
    """Put the message about new roles before the digest of that morning: it is one message."""
    text, blocks = _told(some, reader, f"Your digest comes at {hour_words(reader)} from now on.", teaching)
    return fit(Content(f"{text}\n{content.text}", (*blocks, divider(), *content.blocks), content.rest))


def _told(
    some: Sequence[Offered], reader: Person, first: str, teaching: Teaching | None, today: Sequence[Block] = ()
) -> tuple[str, list[Block]]:
    if asked := [one for one in some if one.state == "offered" and not one.is_backup]:
        first += f" {'Its' if len(asked) == 1 else 'Their'} tasks are yours unless you press *Not me*."
    if len(some) == 1:
        return _one(some[0], reader, first, teaching, today)
    shared = _shared(some)
    blocks: list[Block] = [section(shared)] if shared else []
    for one in some[:MOST_ROLES]:
        head = f"*{titled(one.role.title)}*" if shared else one.opening
        work = _work(one, reader)
        blocks.append(section(f"{head}\n{work}" if work else head))
        blocks.append(actions(*_answers(one)) if one.state == "offered" else section(_ended(one)))
    if len(some) > MOST_ROLES:
        more = f"{count(len(some) - MOST_ROLES, 'more role', 'more roles')}: open my Home tab to answer."
        blocks.append(context(more))
    blocks += today
    if any(one.lasts for one in some):
        blocks += _closing(first, some[0].holding_id, teaching)
    said = shared or " ".join(one.opening for one in some[:3])
    return f"{said} {first}", blocks


def _one(
    one: Offered, reader: Person, first: str, teaching: Teaching | None, today: Sequence[Block]
) -> tuple[str, list[Block]]:
    blocks: list[Block] = [section(one.opening)]
    if work := _work(one, reader):
        blocks.append(section(work))
    if one.state == "offered":
        closing = first
        row = [*_answers(one), _hour(one.holding_id), *_lessons(teaching, one.holding_id)]
        blocks += [*today, section(first), actions(*row)] if not today else [actions(*row), *today, section(first)]
    elif one.state == "accepted":
        closing = f"{_ended(one)} {first}"
        row = [_hour(one.holding_id), *_lessons(teaching, one.holding_id)]
        blocks += [section(closing), actions(*row), *today]
    else:
        closing = _ended(one)
        blocks += [section(closing), *today]
    if one.lasts and teaching is not None:
        blocks += offer_blocks(teaching, ids.Ref("holding", one.holding_id))
    return f"{one.opening} {closing}", blocks


def _shared(some: Sequence[Offered]) -> str:
    """Return who gave all of some roles in which plan; "" if there is no single answer."""
    gave = {(one.by.id if one.by else None, one.strategy_name, one.is_backup) for one in some}
    if len(gave) > 1 or some[0].is_backup:
        return ""
    return f"{_giver(some[0].by)} gave you {count(len(some), 'role', 'roles')}{_where(some[0].strategy_name)}."


def _giver(by: Person | None) -> str:
    return name(by) if by else "Your team"


def _where(strategy_name: str) -> str:
    return f" in {titled(strategy_name)}" if strategy_name else ""


def _answers(one: Offered) -> list[Block]:
    ref = ids.Ref("holding", one.holding_id).encode()
    return [button("Accept", ids.OFFER_ACCEPT, ref, "primary"), button("Not me", ids.OFFER_DECLINE, ref)]


def _hour(holding_id: int) -> Block:
    return button("Change the hour", ids.OFFER_HOUR, ids.Ref("holding", holding_id).encode())


def _ended(one: Offered) -> str:
    if one.state == "accepted":
        return "✓ You accepted."
    if one.state == "gone":
        return "This role isn't in the plan anymore, so you get nothing more for it."
    if one.state == "over":
        return "Somebody else has this role now, so you get nothing more for it."
    return "You said that it is not for you. I told the lead, and you get nothing for this role."


def _closing(first: str, holding_id: int, teaching: Teaching | None) -> list[Block]:
    row = actions(_hour(holding_id), *_lessons(teaching, holding_id))
    lessons = offer_blocks(teaching, ids.Ref("holding", holding_id)) if teaching is not None else []
    return [section(first), row, *lessons]


def _lessons(teaching: Teaching | None, holding_id: int) -> list[Block]:
    return offer_button(teaching, ids.Ref("holding", holding_id)) if teaching is not None else []


def _work(one: Offered, reader: Person) -> str:
    """Return a role's work, a line each; "" if there is none yet."""
    lines = one.beside_posts.lines() if one.beside_posts is not None else []
    for slot in one.slots:
        where = f"{titled(slot.platform_name)}: " if slot.platform_name else ""
        clock = f" in {place(slot.zone)}" if slot.zone != reader.zone else ""
        lines.append(f"• {where}{titled(slot.title)}, {slot.rule.in_words()} at {slot.wall:%H:%M}{clock}")
    if not lines:
        return ""
    text, left = lines_within(["What belongs to it:", *lines], 2500)
    return f"{text}\n… and {left} more. Type `/beat calendar` to see them." if left else text


def hour_modal(reader: Person, ref: ids.Ref | None = None) -> Block:
    """Return the form for the hour of the digest. Input: ids.HOUR_TIME, in the reader's zone."""
    clock = f"On your clock ({place(reader.zone)})." if reader.zone else "On your clock, as Slack knows it."
    field = time_input(
        ids.HOUR_TIME, "When may your digest come?", reader.digest_at, f"{clock} Your day with me begins then."
    )
    return modal(ids.MODAL_HOUR, "Your hour", [field], "Save", ref.encode() if ref else "")


def hour_words(reader: Person) -> str:
    """Return "09:00 (Berlin)": the hour at which a person's digest comes."""
    return f"{reader.digest_at:%H:%M}" + (f" ({inline(place(reader.zone))})" if reader.zone else "")
