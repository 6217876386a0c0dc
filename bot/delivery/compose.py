"""Decides at the last moment whether a message is still wanted, for whom, and in which view.

It changes nothing except messages owed instead, and when a duty's ladder continues.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from bot import services
from bot.delivery import composing
from bot.delivery.sender import Composed, Elsewhere, Outcome
from bot.domain.clock import Clock
from bot.domain.messages import KINDS
from bot.domain.outbox import Message
from bot.services.context.composers import COMPOSERS, NotWanted, NotYet, Shows
from bot.views.kit.blocks import Content
from storage import members, outbox, strategies
from storage.database import Tx

for _package in (composing, services):
    for _module in walk_packages(_package.__path__, f"{_package.__name__}."):
        import_module(_module.name)  # each adds its composers


class Composer:
    """Composes any message of the outbox."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, tx: Tx, message: Message) -> Outcome:
        """Return what to post and where, or why not to."""
        now = self._clock.now()
        target: Message | None = None
        if message.op in ("update", "delete"):
            target = await outbox.by_id(tx, message.target) if message.target else None
            if target is None or target.state in ("never", "withdrawn", "unknown", "deleted"):
                return NotWanted("nothing_stands")
            if target.state == "waiting" and message.op == "update":
                # That one will say what is true when it leaves. If this one were kept in front of it, both would wait
                # forever.
                return NotWanted("nothing_stands")
            if target.ts is None or target.channel is None:
                return NotYet("not_standing_yet")
            if message.op == "delete":
                return Composed(Content(""), target.channel, ts=target.ts)
        if target is None and (moved := await _moved(tx, message)) is not None:
            return moved
        made, shows = await COMPOSERS[message.kind](tx, message, now, self._clock.real())
        if not isinstance(made, Content):
            # Only a post can go elsewhere or be withdrawn; a posted message with nothing new to say stays as it is.
            return made if target is None or isinstance(made, NotWanted | NotYet) else NotWanted("somebody_elses_now")
        if target is not None:
            assert target.channel is not None
            return Composed(made, target.channel, ts=target.ts, token=target.token, shows=())
        return await _placed(tx, message, made, shows)


async def _moved(tx: Tx, message: Message) -> Outcome | None:
    """Return the new place of a message that was owed while its plan moved; None where the place is right."""
    strategy_id = message.facts.get("strategy")
    if message.person is not None or not KINDS[message.kind].of_plan or not isinstance(strategy_id, int):
        return None
    strategy = await strategies.by_id(tx, message.workspace_id, strategy_id)
    if strategy is None or strategy.channel == message.channel:
        return None
    root = await outbox.by_id(tx, message.thread) if message.thread is not None else None
    follows = root is not None and root.channel == strategy.channel  # its root went there before it
    in_thread = message.thread is not None or message.thread_ts is not None
    return NotWanted("moved") if in_thread and not follows else Elsewhere(strategy.channel)


async def _placed(tx: Tx, message: Message, content: Content, shows: Shows) -> Outcome:
    """Add where a post goes: a direct message, a channel, or a thread whose root is posted."""
    if message.person is not None:
        person = await members.by_id(tx, message.workspace_id, message.person)
        if person is None or person.has_left:
            return NotWanted("person_left")
        place = await members.dm_of(tx, person.id) if message.op != "publish" else None
        return Composed(content, place, slack_id=person.slack_id, thread_ts=message.thread_ts, shows=shows)
    thread_ts = message.thread_ts
    if message.thread is not None:
        root = await outbox.by_id(tx, message.thread)
        if root is None or root.state in ("never", "withdrawn", "deleted"):
            return NotWanted("no_thread")
        if root.state == "unknown" and thread_ts is None:
            return NotWanted("no_thread")
        if root.ts is None and root.state != "unknown":
            return NotYet("root_not_standing_yet")
        thread_ts = root.ts or thread_ts
    return Composed(content, message.channel, thread_ts=thread_ts, shows=shows)
