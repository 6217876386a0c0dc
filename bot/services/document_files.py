"""Files that go to people: the written strategy as a PDF and as Markdown, and all of a plan for `/beat export`.

A file is owed by what it is (facts), and made at the last moment: the draft is the plan of then, a version is as it was
submitted. `send_file` is for any of them.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Literal, get_args

from bot.document.markdown import markdown
from bot.document.pdf import pdf
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action
from bot.domain.strategies import Strategy
from bot.services.access import require
from bot.services.context import Ctx
from bot.services.documents import draft, version
from bot.services.files import export_text
from bot.services.people import leads_of
from bot.services.strategy_pages import found
from bot.views import attached, ids
from bot.views.attached import Attached
from bot.views.blocks import Content
from bot.views.notices import notice
from storage import editions, members, outbox, strategies, workspaces
from storage.database import Tx

What = Literal["pdf", "markdown", "export"]


async def send_document(ctx: Ctx, ref: ids.Ref, pressed_at: str) -> Content:
    """Owe the actor the whole document, as a PDF and as Markdown, in their direct messages; tell them so.

    `pressed_at` is which press that was, as Slack names it: twice is once. Raises `gone`, `not_allowed`.
    """
    strategy, edition = await found(ctx, ref)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    for what in ("pdf", "markdown"):
        await send_file(ctx, strategy, what, edition.id if edition else 0, pressed_at)
    return notice("files_coming", {})


async def send_file(ctx: Ctx, strategy: Strategy, what: What, edition_id: int, once: str) -> None:
    """Owe the actor a file in their direct messages. `once` tells this asking from others; 0 is the draft.

    The caller has asked whether they may have it.
    """
    key = f"file:{what}:{strategy.id}:{edition_id}:{ctx.me.id}:{once[:60]}"
    facts: dict[str, str | int] = {"what": what, "strategy": strategy.id, "edition": edition_id}
    await ctx.owe(Owed(key, "document", ctx.now, op="upload", person=ctx.me.id, facts=facts))


async def made(tx: Tx, message: Message, now: datetime, real: datetime) -> Attached | None:
    """Return an owed file as it is now, ready to be made; None where its plan or its version is gone."""
    strategy_id, edition_id = message.facts.get("strategy"), message.facts.get("edition")
    what = next((one for one in get_args(What) if one == message.facts.get("what")), None)
    strategy = await strategies.by_id(tx, message.workspace_id, strategy_id) if isinstance(strategy_id, int) else None
    if strategy is None or what is None:
        return None
    if what == "export":
        workspace = await workspaces.by_id(tx, message.workspace_id)
        reader = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
        assert workspace is not None
        name, content = await export_text(Ctx(tx, workspace, reader, now, real), strategy)
        return attached.export(strategy.name, name, lambda: content)
    if edition_id:
        edition = await editions.by_id(tx, message.workspace_id, int(edition_id))
        if edition is None:
            return None
        document = (await version(tx, strategy, edition)).document
    else:
        document = (await draft(tx, strategy, now)).document
    if what == "markdown":
        return attached.document(document.cover, "md", lambda: markdown(document).encode())
    logo = await editions.logo_of(tx, message.workspace_id, strategy.id)
    return attached.document(document.cover, "pdf", partial(pdf, document, logo))


# What each is called where it could not be sent.
_CALLED = {"pdf": "the strategy as a PDF", "markdown": "the strategy as Markdown", "export": "the plan as a file"}


async def told_of_file(tx: Tx, message: Message, reason: str, now: datetime) -> None:
    """Tell whoever waits for a file that it cannot be sent, and why; of one for a channel, a lead. Once each reason."""
    strategy_id = message.facts.get("strategy")
    strategy = await strategies.by_id(tx, message.workspace_id, strategy_id) if isinstance(strategy_id, int) else None
    person = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    if person is None and strategy is not None:
        person = next(iter(await leads_of(tx, strategy)), None)
    if person is None:
        return
    what = str(message.facts.get("what", ""))
    facts: dict[str, str | int] = {"code": "file_failed", "what": _CALLED.get(what, ""), "reason": reason, "kind": what}
    # Asked for once more it is told once more; a file that comes by itself is told of once for each reason.
    key = f"{message.key}:failed" if message.key.startswith("file:") else f"file_failed:{reason}:{person.id}"
    await outbox.owe(tx, message.workspace_id, Owed(key, "told", now, person=person.id, facts=facts), now)
