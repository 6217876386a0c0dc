"""The messages of a review, with its pictures, and the summary to forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.delivery.composing.readers import Compose, Made, Shows, fact
from bot.delivery.sender import NotWanted
from bot.domain.outbox import Kind, Message, lateness
from bot.pictures.charts import is_empty
from bot.services import decisions, pictures
from bot.services import reviews as review_service
from bot.views import boss as boss_view
from bot.views import pictures as pictures_view
from bot.views import reviews as reviews_view
from storage import members, outbox, reviews, strategies
from storage.database import Tx


async def _review(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    loaded = await review_service.load(tx, message.workspace_id, fact(message, "review"), now)
    if loaded is None:
        return NotWanted("strategy_gone"), ()
    review, strategy = loaded
    if message.kind == "prompts":
        return reviews_view.prompts(review), ()
    without = await outbox.pictures_missing(tx, message.target) if message.op == "update" and message.target else 0
    if message.kind == "summary":
        review = replace(review, notes=await decisions.with_words(tx, strategy, review.notes))
        return reviews_view.summary(review, strategy, without=without), ()
    return reviews_view.root(review, strategy, without=without), ()


async def _noted(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    found = await reviews.note_by_id(tx, message.workspace_id, fact(message, "note"))
    if found is None:
        return NotWanted("note_gone"), ()
    note, _, author_id, stands = found
    by = await members.by_id(tx, message.workspace_id, author_id)
    strategy = await strategies.by_id(tx, message.workspace_id, fact(message, "strategy"))
    applied_by = await members.by_id(tx, message.workspace_id, note.applied_by) if note.applied_by else None
    if strategy is not None:
        (note,) = await decisions.with_words(tx, strategy, (note,))
    return reviews_view.noted(note, by, taken_back=not stands, applied_by=applied_by), ()


async def picture(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Draw a review's picture. Where it comes too late, the message above it says so."""
    strategy = await strategies.by_id(tx, message.workspace_id, fact(message, "strategy"))
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    if message.file_id is None and lateness("picture", message.due_at, now) == "too_late":
        await pictures.told_without(tx, message, "too_late", now, real)
        return NotWanted("too_late"), ()
    at = datetime.fromisoformat(str(message.facts["at"]))
    which = next(one for one in pictures.WHICH if one == message.facts["which"])
    chart = await pictures.chart_of(tx, strategy, which, at)
    return NotWanted("nothing_to_show") if is_empty(chart) else pictures_view.illustrated(chart), ()


async def boss(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Say what a review came to, to be forwarded: with its picture as an upload, without one as a post."""
    loaded = await review_service.load(tx, message.workspace_id, fact(message, "review"), now)
    if loaded is None:
        return NotWanted("strategy_gone"), ()
    review, strategy = loaded
    if message.op == "post":
        without = fact(message, "missing") if "missing" in message.facts else 0
        return boss_view.for_the_boss(review, strategy, None, without=without), ()
    chart = await pictures.chart_to_forward(tx, strategy, review.opens_at)
    too_late = message.file_id is None and lateness("boss", message.due_at, now) == "too_late"
    if too_late or is_empty(chart):
        await pictures.told_without(tx, message, "too_late", now, real)
        return NotWanted("too_late"), ()
    return boss_view.for_the_boss(review, strategy, chart), ()


COMPOSERS: Mapping[Kind, Compose] = {
    "review": _review,
    "prompts": _review,
    "summary": _review,
    "noted": _noted,
}
