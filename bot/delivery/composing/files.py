"""Messages about files that people drop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.delivery.composing.readers import Compose, Made, Shows, fact
from bot.delivery.sender import NotWanted
from bot.domain.outbox import Kind, Message
from bot.services import incoming
from bot.views import files as words
from storage import files
from storage.database import Tx


async def _file(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    dropped = await files.by_id(tx, message.workspace_id, fact(message, "incoming"))
    if dropped is None:
        return NotWanted("file_gone"), ()
    if message.facts["part"] == "errors":
        lines = [str(line) for line in json.loads(str(message.facts["lines"]))]
        first, last = bool(message.facts["first"]), bool(message.facts["last"])
        many, stopped = fact(message, "many"), bool(message.facts.get("stopped"))
        return words.errors(dropped.name, lines, many, first=first, last=last, stopped=stopped), ()
    return words.offer(await incoming.offered(tx, message, dropped)), ()


COMPOSERS: Mapping[Kind, Compose] = {"file": _file}
