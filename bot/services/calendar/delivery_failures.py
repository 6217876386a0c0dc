"""What could not be delivered: the person who can fix it is told, once."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.domain.messages import CanvasMessage, DocumentMessage, Facts, ToldMessage
from bot.domain.outbox import Message, Owed
from bot.domain.roles import Person
from bot.services.context.people import leads_of, plans_of
from bot.views.strategy.attached import CALLED
from storage import conversations, members, outbox, strategies, workspaces
from storage.database import Tx

log = logging.getLogger(__name__)


async def told_of_failure(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell a person that Slack refuses a message: the one who waits for it, else a lead of its strategy."""
    if message.op != "post" or message.facts.get("code") in ("delivery_failed", "not_in_channel_told"):
        return
    person = await _who_can_mend(tx, message)
    if person is None:
        log.warning("nobody to tell about a failed message", extra={"key": message.key, "reason": reason})
        return
    where = message.channel or ""
    channel = await workspaces.channel_by_slack_id(tx, message.workspace_id, where) if where else None
    facts: Facts = {"channel": where, "reason": reason, "kind": message.kind}
    facts["who"] = await _name_of_reader(tx, message)
    code = "delivery_failed"
    if message.channel and reason in ("not_in_channel", "channel_not_found"):
        home = await workspaces.by_id(tx, message.workspace_id)
        code, facts["bot"] = "not_in_channel_told", home.bot_name if home else "drumbeat"
        if channel:
            await workspaces.keep_channel(tx, message.workspace_id, where, now, bot_is_in=False)
    key = ToldMessage.failed(code=code, conversation=message.conversation, reason=reason, day=now)
    await _tell(tx, message, person, key, ToldMessage(code=code, about=facts), now)


async def told_of_loss(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell the person who waits for a message that its channel is lost, unless they lead the plan: leads know."""
    strategy = await strategies.at_home(tx, message.workspace_id, message.channel or "")
    waits = await _who_can_mend(tx, message)
    leads = await leads_of(tx, strategy) if strategy is not None else []
    if waits is not None and waits.id not in [lead.id for lead in leads]:
        await told_of_failure(tx, message, reason, now)


async def told_of_picture(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell a lead why pictures can't be added: once for each reason, since the words are posted without them."""
    person = await _lead_of(tx, message)
    if person is None or reason == "too_late":
        return
    what = ToldMessage(code="picture_failed", about={"channel": message.channel or "", "reason": reason})
    await _tell(tx, message, person, ToldMessage.picture_failed(reason=reason), what, now)


async def told_of_file(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell the person who waits for a file that it can't be sent, and why; a lead, for a channel's file."""
    file = DocumentMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, file.strategy)
    person = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    if person is None and strategy is not None:
        person = next(iter(await leads_of(tx, strategy)), None)
    if person is None:
        return
    facts: Facts = {"what": CALLED[file.what], "reason": reason, "kind": file.what}
    # A file that is requested again is reported again; one that comes by itself is reported once for each reason.
    key = ToldMessage.file_failed(reason=reason, person=person.id)
    if message.key.startswith(DocumentMessage.key.begin()):
        key = ToldMessage.asked_file_failed(message=message.key)
    owed = Owed.about(ToldMessage(code="file_failed", about=facts), now, key, person=person.id)
    await outbox.owe(tx, message.workspace_id, owed, now)


async def told_of_canvas(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell a lead why a channel's canvas can't be written: once for each reason, since files say the same."""
    person = await _lead_of(tx, message)
    if person is None:
        return
    what = ToldMessage(code="canvas_failed", about={"channel": message.channel or "", "reason": reason})
    key = ToldMessage.canvas_failed(strategy=CanvasMessage.of(message).strategy, reason=reason)
    await _tell(tx, message, person, key, what, now)


async def told_of_unknown(tx: Tx, message: Message, now: datetime) -> None:
    """Tell an admin that it is unknown whether a message was posted."""
    person = await _lead_of(tx, message)
    if person is None:
        return
    who = await _name_of_reader(tx, message)
    facts: Facts = {"kind": message.kind, "channel": message.channel or "", "who": who}
    what = ToldMessage(code="delivery_unknown", about=facts)
    await _tell(tx, message, person, ToldMessage.unknown(message=message.id), what, now)


async def _name_of_reader(tx: Tx, message: Message) -> str:
    """Return the name of the person for whom a direct message is, "" for a message to a channel."""
    reader = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    return reader.name if reader else ""


async def _tell(tx: Tx, message: Message, person: Person, key: str, what: ToldMessage, now: datetime) -> None:
    if message.person == person.id:
        return  # they are the person who can't be reached
    await outbox.owe(tx, message.workspace_id, Owed.about(what, now, key, person=person.id), now)


async def _who_can_mend(tx: Tx, message: Message) -> Person | None:
    if message.kind == "shared" and isinstance(sharer := message.facts.get("by"), int):
        return await members.by_id(tx, message.workspace_id, sharer)
    conversation_id = message.facts.get("conversation")
    if isinstance(conversation_id, int):
        conversation = await conversations.by_id(tx, message.workspace_id, conversation_id)
        if conversation and conversation.member_id != message.person:
            return await members.by_id(tx, message.workspace_id, conversation.member_id)
    return await _lead_of(tx, message)


async def _lead_of(tx: Tx, message: Message) -> Person | None:
    strategy_id = message.facts.get("strategy")
    if not isinstance(strategy_id, int):
        if message.person is None:
            return None
        about = await members.by_id(tx, message.workspace_id, message.person)
        strategy = next(iter(await plans_of(tx, message.workspace_id, about)), None) if about else None
    else:
        strategy = await strategies.by_id(tx, message.workspace_id, strategy_id)
    found = await leads_of(tx, strategy) if strategy else []
    return next((p for p in found if p.id != message.person), None)
