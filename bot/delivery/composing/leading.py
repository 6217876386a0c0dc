"""Messages about who leads a plan: nobody does, somebody took over, a lead is back, somebody was named."""

from __future__ import annotations

from datetime import datetime

from bot.domain.leading import can_take_back, last_leads, leaderless_since
from bot.domain.messages import LeaderlessMessage, LedMessage
from bot.domain.outbox import Message
from bot.services.context.composers import Made, NotWanted, Shows, composes, put_off, reader_of
from bot.services.plan.leading import led, may_lead, stamp
from bot.services.plan.returned_leads import takeover_of
from bot.views.plan import leading as leading_view
from storage import changes, members, strategies
from storage.database import Tx


@composes(LeaderlessMessage)
async def _leaderless(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await reader_of(tx, message)
    strategy = await strategies.by_id(tx, message.workspace_id, LeaderlessMessage.of(message).strategy)
    if reader is None:
        return NotWanted("person_left"), ()
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    if not await may_lead(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()  # the messages that they already have say nothing more, either
    every = await led(tx, strategy)
    leads = [one.person for one in every if one.is_active]
    if leads:
        if message.op == "post":
            return NotWanted("has_lead"), ()
        return leading_view.led_again(strategy, leads, reader), ()
    if message.op == "post":
        if stamp(leaderless_since(every)) != LeaderlessMessage.of(message).since:
            return NotWanted("newer_follows"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
    return leading_view.nobody_leads(strategy, last_leads(every)), ()


@composes(LedMessage)
async def _led(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = LedMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    reader = await reader_of(tx, message) if message.person is not None else None
    if message.person is not None and reader is None:
        return NotWanted("person_left"), ()
    if reader is not None and not await may_lead(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()
    if what.part == "named":
        assert reader is not None
        leads = [one.person for one in await led(tx, strategy) if one.is_active]
        is_lead = any(one.id == reader.id for one in leads)
        if message.op == "post":
            if not is_lead:
                return NotWanted("taken_back"), ()
            if (wait := await put_off(tx, message, reader, now)) is not None:
                return wait, ()
        by = await members.by_id(tx, message.workspace_id, what.by) if what.by else None
        is_first = bool(leads) and leads[0].id == reader.id
        return leading_view.named(strategy, by, is_lead=is_lead, is_first=is_first), ()
    change = await changes.by_id(tx, message.workspace_id, what.change) if what.change else None
    told = await takeover_of(tx, strategy, change) if change is not None else None
    if told is None:
        return NotWanted("change_gone"), ()
    if what.part == "back":
        return leading_view.back(told, reader), ()
    if reader is None:
        return leading_view.announced(told), ()
    if reader.id == told.lead.id:
        return leading_view.to_lead(told), ()
    if message.op == "post":
        if told.taken_back_by is not None:
            return NotWanted("taken_back"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
    return leading_view.to_former(told, can_take_back=can_take_back(told.at, now)), ()
