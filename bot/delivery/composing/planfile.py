"""Messages about files that people drop."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import FileMessage
from bot.domain.outbox import Message
from bot.services.context.composers import Made, NotWanted, Shows, composes
from bot.services.planfile import imports, incoming
from bot.views.planfile import files as words
from storage import files, strategies
from storage.database import Tx


@composes(FileMessage)
async def _file(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = FileMessage.of(message)
    dropped = await files.by_id(tx, message.workspace_id, what.incoming or 0)
    if dropped is None:
        return NotWanted("file_gone"), ()
    if what.part == "errors":
        first, last, stopped = bool(what.first), bool(what.last), bool(what.stopped)
        lines, many = what.lines or [], what.many or 0
        return words.errors(dropped.name, lines, many, first=first, last=last, stopped=stopped), ()
    if what.part == "who":
        return await _who(tx, message), ()
    return words.offer(await incoming.offered(tx, message, dropped)), ()


async def _who(tx: Tx, message: Message) -> Made:
    strategy = await strategies.by_id(tx, message.workspace_id, FileMessage.of(message).strategy or 0)
    if strategy is None:
        return NotWanted("strategy_gone")
    vacant = await imports.without_owner(tx, strategy)
    if not vacant:
        return NotWanted("answered_already")
    named = [(role.id, role.title) for role in vacant[: imports.MOST_ROLES]]
    return words.ask_who(named, len(vacant) - len(named))
