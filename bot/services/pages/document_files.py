"""Files for people: the written strategy as a PDF and as Markdown, and a whole plan for `/beat export`.

A file is owed by what it is (facts), and made at the last moment: the draft is the plan at that time, a version is as
it was submitted. bot/services/strategy/sending.py owes them.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.document.markdown import markdown
from bot.document.pdf import pdf
from bot.domain.errors import Refusal
from bot.domain.messages import DocumentMessage
from bot.domain.outbox import Message
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.planfile.files import export_text
from bot.services.strategy.documents import draft, version
from bot.views.strategy import attached
from bot.views.strategy.attached import Attached
from storage import editions, members, strategies, workspaces
from storage.database import Tx


async def made(tx: Tx, message: Message, now: datetime, real: datetime) -> Attached | None:
    """Return an owed file as it is now, ready to be made; None where its plan or its version is gone."""
    file = DocumentMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, file.strategy)
    if strategy is None:
        return None
    if file.what == "export":
        return await _export(tx, message, strategy, now, real)
    if file.edition:
        edition = await editions.by_id(tx, message.workspace_id, file.edition)
        if edition is None:
            return None
        document = (await version(tx, strategy, edition)).document
    else:
        document = (await draft(tx, strategy, now)).document
    if file.what == "markdown":
        return attached.document(document.cover, "md", lambda: markdown(document).encode())
    logo = await editions.logo_of(tx, message.workspace_id, strategy.id)
    return attached.document(document.cover, "pdf", partial(pdf, document, logo))


async def _export(tx: Tx, message: Message, strategy: Strategy, now: datetime, real: datetime) -> Attached | None:
    workspace = await workspaces.by_id(tx, message.workspace_id)
    reader = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    assert workspace is not None
    form = DocumentMessage.of(message).form or "yaml"
    try:
        name, content = await export_text(Ctx(tx, workspace, reader, now, real), strategy, form)
    except Refusal:  # they may no longer have it
        return None
    return attached.export(strategy.name, name, lambda: content)
