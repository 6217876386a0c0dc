"""Messages about a plan: roles, conversations, changes, holds, posts; Home, and what is shared."""

from __future__ import annotations

from datetime import datetime

from bot.domain.edits import can_be_undone
from bot.domain.errors import Refusal
from bot.domain.messages import (
    AskMessage,
    ChangedMessage,
    HandedMessage,
    HoldMessage,
    HomeMessage,
    ToldMessage,
    WeekMessage,
)
from bot.domain.outbox import Message
from bot.domain.roles import Person
from bot.forms.new_forms import has_form
from bot.services.context.composers import Made, NotWanted, Shows, composes, composes_for_reader, put_off, reader_of
from bot.services.context.people import may_take_part
from bot.services.day import recall
from bot.services.day.preview_week import foresee
from bot.services.pages import home as home_service
from bot.services.people import hand_over_role
from bot.services.plan import channel_back, returning
from bot.services.questions.open_conversations import ASKS
from bot.views.calendar import calendar as calendar_view
from bot.views.calendar import holds as holds_view
from bot.views.editing import changes as changes_view
from bot.views.people import hand_over_role as handing_view
from bot.views.talk import conversations as conversations_view
from bot.views.talk import notices, refusals
from storage import addresses, changes, conversations, holds, members, outbox, strategies
from storage.database import Tx

# Unrequested notices, sent only within the reader's hours; other plain answers come at once.
_BY_THE_CLOCK = frozenset(
    {"role_vacant", "role_declined", "role_retaken", "home_lost", recall.RESTORED, returning.ROLES_BACK}
)

# Notices about a role, with the channel of its plan.
_OF_ROLES = frozenset({"role_vacant", "role_declined", "role_retaken"})


@composes(AskMessage)
async def _ask(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = AskMessage.of(message)
    ask, version = ASKS.validate_json(what.ask), what.version
    if message.op == "update":
        return conversations_view.answered(ask, what.answer or ""), ()
    conversation = await conversations.by_id(tx, message.workspace_id, what.conversation)
    if conversation is None or conversation.is_over:
        return NotWanted("conversation_over"), ()
    if conversation.version != version and version > 1:  # the first one opens the thread for the next ones
        return NotWanted("answered_already"), ()
    form = version == 1 and has_form(conversation.state.flow) and not ask.is_summary
    shown = conversations_view.question(ask, conversation.id, version, form=form, in_thread=conversation.in_thread)
    return shown, ()


@composes(WeekMessage)
async def _week(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    strategy = await strategies.by_id(tx, message.workspace_id, WeekMessage.of(message).strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    return calendar_view.week_to_come(await foresee(tx, strategy, now), strategy, now), ()


@composes(ChangedMessage)
async def _changed(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = ChangedMessage.of(message)
    change = await changes.by_id(tx, message.workspace_id, what.change)
    if change is None:
        return NotWanted("change_gone"), ()
    ended, undone = change.verb.startswith("end_"), change.undone_by is not None
    can_undo = can_be_undone(change.at, now)
    return changes_view.changed(
        what.title, what.lines.split("\n"), change.id, ended=ended, undone=undone, can_undo=can_undo
    ), ()


async def _may_hear(tx: Tx, message: Message, reader: Person) -> bool:
    """Tell whether a reader may still have to do with the plan whose channel a message names."""
    plan = await strategies.at_home(tx, message.workspace_id, str(ToldMessage.of(message).about["channel"]))
    return plan is None or await may_take_part(tx, plan, reader)


@composes(ToldMessage)
async def _told(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = ToldMessage.of(message)
    if what.code in _BY_THE_CLOCK:
        reader = await reader_of(tx, message)
        if reader is None:
            return NotWanted("person_left"), ()
        if what.code in _OF_ROLES and not await _may_hear(tx, message, reader):
            return NotWanted("takes_no_part"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
        if what.code == recall.RESTORED:
            return await recall.told(tx, message, reader), ()
        if what.code == returning.ROLES_BACK:
            return await returning.told(tx, message, reader, now) or NotWanted("role_gone"), ()
    if what.code == channel_back.CHANNEL_BACK:
        return await channel_back.told(tx, message) or NotWanted("strategy_gone"), ()
    facts = dict(what.about)
    if isinstance(channel := facts.get("channel"), str) and channel:
        facts["channel"] = await addresses.current(tx, message.workspace_id, channel)
    if what.refusal:
        return refusals.refusal(Refusal.stored(what.refusal, facts)), ()
    return notices.notice(what.code or "", facts), ()


@composes(HoldMessage)
async def _hold(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = HoldMessage.of(message)
    hold = await holds.by_id(tx, message.workspace_id, what.hold)
    strategy = await strategies.by_id(tx, message.workspace_id, hold.strategy_id) if hold else None
    if hold is None or strategy is None:
        return NotWanted("strategy_gone"), ()
    if what.part == "begun":
        by = await members.by_id(tx, message.workspace_id, hold.set_by) if hold.set_by else None
        return holds_view.word(hold, by, strategy.zone, now, "begun"), ()
    change = await changes.by_id(tx, message.workspace_id, what.change) if what.change else None
    by = await members.by_id(tx, message.workspace_id, change.member_id) if change and change.member_id else None
    undone = change is not None and change.undone_by is not None
    return holds_view.word(hold, by, strategy.zone, now, "over", what.change, undone), ()


@composes(HandedMessage)
async def _handed(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await reader_of(tx, message)
    told = await hand_over_role.handed(tx, message.workspace_id, HandedMessage.of(message).change)
    if reader is None or told is None:
        return NotWanted("role_gone"), ()
    if message.op == "post" and told.is_taken_back and (told.by is None or told.by.id != reader.id):
        return NotWanted("taken_back"), ()
    return handing_view.handed(told, reader), ()


@composes_for_reader(HomeMessage)
async def _home(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    if await outbox.is_overtaken(tx, message):
        return NotWanted("newer_follows"), ()
    # What it shows is not written down: a tab is composed anew whenever it is looked at.
    return await home_service.composed(tx, message.workspace_id, reader, now, HomeMessage.of(message).page), ()
