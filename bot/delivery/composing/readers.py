"""What several composers need: the duties that a message showed."""

from __future__ import annotations

from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.outbox import Message
from bot.domain.roles import Person
from bot.services.context.people import who_does
from bot.services.duties.on_hold import marked
from storage import duties, standing
from storage.database import Tx


async def shown_by(
    tx: Tx, target: Message, reader: Person, now: datetime
) -> tuple[list[Duty], list[tuple[Duty, Person]]]:
    """Return the duties that a message showed, as they are now: the reader's, and those that somebody else has now."""
    shown = await duties.by_ids(tx, target.workspace_id, await standing.duties_shown(tx, target.id))
    shown = await marked(tx, target.workspace_id, shown, now)
    mine: list[Duty] = []
    elsewhere: list[tuple[Duty, Person]] = []
    for duty in shown:
        resolved = await who_does(tx, duty) if duty.is_open else None
        if resolved and resolved.person.id != reader.id:
            elsewhere.append((duty, resolved.person))
        else:
            mine.append(duty)
    return mine, elsewhere
