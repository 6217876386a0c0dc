"""Files for people: the written strategy as a PDF and as Markdown, and a whole plan for `/beat export`.

A file is owed by what it is (facts), and made at the last moment: see bot/services/pages/document_files.py.
"""

from __future__ import annotations

from typing import Literal

from bot.domain.messages import DocumentMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.refusals import UnknownFormat
from bot.domain.strategies import Strategy
from bot.planfile.writing import Format
from bot.services.context.access import require
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.strategy.documents import found
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.talk.notices import notice

What = Literal["pdf", "markdown", "export"]


async def send_document(ctx: Ctx, ref: ids.Ref, pressed_at: str) -> Content:
    """Owe the actor the whole document, as a PDF and as Markdown, in their direct messages; tell them so.

    `pressed_at` identifies the press, as Slack names it: pressing twice sends once. Raises `gone`, `not_allowed`.
    """
    strategy, edition = await found(ctx, ref)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    for what in ("pdf", "markdown"):
        await send_file(ctx, strategy, what, edition.id if edition else 0, pressed_at)
    return notice("files_coming", {})


@runs("export")
async def type_export(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat export`: owe the actor the whole plan as a file, YAML or JSON. Raises `unknown_format`."""
    typed = asked.typed.rest
    said = typed.strip().casefold().lstrip(".")
    if said not in ("", "yaml", "yml", "json"):
        raise UnknownFormat(typed=typed[:40])
    form: Format = "json" if said == "json" else "yaml"
    await send_file(ctx, asked.plan, "export", 0, str(ctx.receipt_id or ctx.real.isoformat()), form)
    return notice("export_coming", {"form": form.upper()})


async def send_file(
    ctx: Ctx, strategy: Strategy, what: What, edition_id: int, once: str, form: Format = "yaml"
) -> None:
    """Owe the actor a file in their direct messages. `once` tells this request from others; 0 is the draft.

    `form` is for an export. The caller has checked that the actor may have it.
    """
    file = DocumentMessage(what=what, strategy=strategy.id, edition=edition_id, form=form)
    key = DocumentMessage.key(**file.facts(), person=ctx.me.id, once=once[:60])
    await ctx.owe(Owed.about(file, ctx.now, key, op="upload", person=ctx.me.id))
