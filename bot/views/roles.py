"""Roles: who does what, being given one, and the hour of the digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.calendar import Slot
from bot.domain.goals import Cadence
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.views import ids
from bot.views.blocks import (
    Block,
    Content,
    actions,
    beside,
    button,
    context,
    fit,
    lines_within,
    modal,
    section,
    time_input,
)
from bot.views.lessons import Teaching, offer_blocks, offer_button
from bot.views.paging import page_of, turning
from bot.views.texts import inline, listed, moment, name, place, titled

OfferState = Literal["offered", "accepted", "declined", "over"]


@dataclass(frozen=True)
class Beside:
    """What a role has to do beside regular posts: numbers that it reads, and how often; those it judges; approving."""

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
    """List the roles with who has them now, each with a button to change it, and the leads."""
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
    """Compose the first message to somebody who was given a role, and what it becomes after their answer.

    Says by whom, what for, and when the first digest comes (on the reader's clock; UTC while that is unknown).
    `teaching` offers newcomers a lesson a day; `beside_posts` is what belongs to the role beside regular posts.
    """
    title = f"*{titled(role.title)}*"
    where = f" in {titled(strategy_name)}" if strategy_name else ""
    giver = name(by) if by else "Your team"
    is_backup = any(h.id == holding_id and h.kind == "backup" for h in role.holdings)
    if is_backup:
        opening = f"{giver} asks you to step in as {title}{where} when the person who has it cannot."
    else:
        opening = f"{giver} gave you the role {title}{where}."
    zone = reader.zone or (slots[0].zone if slots else "UTC")
    first = f"Your first digest comes {moment(first_digest_at, zone)}, or on the first day with something to do."
    blocks: list[Block] = [section(opening)]
    if slots or (beside_posts is not None and beside_posts.lines()):
        blocks.append(section(_work(slots, reader, beside_posts)))
    ref = ids.Ref("holding", holding_id).encode()
    if state == "offered":
        closing = first
        row = [
            button("Accept", ids.OFFER_ACCEPT, ref, "primary"),
            button("Not me", ids.OFFER_DECLINE, ref),
            button("Change the hour", ids.OFFER_HOUR, ref),
        ]
        blocks += [section(first), actions(*row, *_lessons(teaching, holding_id))]
    elif state == "accepted":
        closing = f"✓ You accepted. {first}"
        hour = button("Change the hour", ids.OFFER_HOUR, ref)
        blocks += [section(closing), actions(hour, *_lessons(teaching, holding_id))]
    elif state == "over":
        closing = "Somebody else has this role now, so you get nothing more for it."
        blocks.append(section(closing))
    else:
        closing = "You said that it is not for you. I told the lead, and you get nothing for this role."
        blocks.append(section(closing))
    if state in ("offered", "accepted") and teaching is not None:
        blocks += offer_blocks(teaching, ids.Ref("holding", holding_id))
    return fit(Content(f"{opening} {closing}", tuple(blocks), "Type `/beat calendar` to see them."))


def _lessons(teaching: Teaching | None, holding_id: int) -> list[Block]:
    return offer_button(teaching, ids.Ref("holding", holding_id)) if teaching is not None else []


def _work(slots: Sequence[Slot], reader: Person, beside_posts: Beside | None) -> str:
    lines = ["What belongs to it:", *(beside_posts.lines() if beside_posts is not None else [])]
    for slot in slots:
        where = f"{titled(slot.platform)}: " if slot.platform else ""
        clock = f" in {place(slot.zone)}" if slot.zone != reader.zone else ""
        lines.append(f"• {where}{titled(slot.title)}, {slot.rule.in_words()} at {slot.wall:%H:%M}{clock}")
    text, left = lines_within(lines, 2500)
    return f"{text}\n… and {left} more. Type `/beat calendar` to see them." if left else text


def hour_modal(reader: Person, ref: ids.Ref | None = None) -> Block:
    """Return the form for the hour of the digest. Input: ids.HOUR_TIME, on the reader's clock."""
    clock = f"On your clock ({place(reader.zone)})." if reader.zone else "On your clock, as Slack knows it."
    field = time_input(
        ids.HOUR_TIME,
        "When may your digest come?",
        reader.digest_at,
        f"{clock} Your day with me begins then.",
    )
    return modal(ids.MODAL_HOUR, "Your hour", [field], "Save", ref.encode() if ref else "")


def hour_words(reader: Person) -> str:
    """Return "09:00 (Berlin)": the hour at which a person's digest comes."""
    return f"{reader.digest_at:%H:%M}" + (f" ({inline(place(reader.zone))})" if reader.zone else "")
