"""The messages of a review, with its pictures, and the summary to forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.messages import BossMessage, NotedMessage, PictureMessage, PromptsMessage, ReviewMessage, SummaryMessage
from bot.domain.outbox import Message, lateness
from bot.pictures.charts import is_empty
from bot.services.calendar import pictures
from bot.services.context.composers import Made, NotWanted, Shows, composes, composes_by_both
from bot.services.reviews import decisions
from bot.services.reviews import reviews as review_service
from bot.views.reviews import boss as boss_view
from bot.views.reviews import pictures as pictures_view
from bot.views.reviews import reviews as reviews_view
from storage import members, outbox, reviews, strategies
from storage.database import Tx


@composes(ReviewMessage, PromptsMessage, SummaryMessage)
async def _review(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    loaded = await review_service.load(tx, message.workspace_id, ReviewMessage.of(message).review, now)
    if loaded is None:
        return NotWanted("strategy_gone"), ()
    review, strategy = loaded
    if message.kind == PromptsMessage.kind:
        return reviews_view.prompts(review), ()
    without = await outbox.pictures_missing(tx, message.target) if message.op == "update" and message.target else 0
    if message.kind == SummaryMessage.kind:
        review = replace(review, notes=await decisions.with_words(tx, strategy, review.notes))
        return reviews_view.summary(review, strategy, without=without), ()
    return reviews_view.root(review, strategy, without=without), ()


@composes(NotedMessage)
async def _noted(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = NotedMessage.of(message)
    found = await reviews.note_by_id(tx, message.workspace_id, what.note)
    if found is None:
        return NotWanted("note_gone"), ()
    note, _, author_id, stands = found
    by = await members.by_id(tx, message.workspace_id, author_id)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    applied_by = await members.by_id(tx, message.workspace_id, note.applied_by) if note.applied_by else None
    if strategy is not None:
        (note,) = await decisions.with_words(tx, strategy, (note,))
    return reviews_view.noted(note, by, taken_back=not stands, applied_by=applied_by), ()


@composes_by_both(PictureMessage)
async def _picture(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Draw a review's picture. Where it comes too late, the message above it says so."""
    what = PictureMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    if message.file_id is None and lateness(PictureMessage.kind, message.due_at, now) == "too_late":
        await pictures.told_without(tx, message, "too_late", now, real)
        return NotWanted("too_late"), ()
    chart = await pictures.chart_of(tx, strategy, what.which, what.at)
    return NotWanted("nothing_to_show") if is_empty(chart) else pictures_view.illustrated(chart), ()


@composes_by_both(BossMessage)
async def _boss(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Say what a review came to, to be forwarded: with its picture as an upload, without one as a post."""
    what = BossMessage.of(message)
    loaded = await review_service.load(tx, message.workspace_id, what.review, now)
    if loaded is None:
        return NotWanted("strategy_gone"), ()
    review, strategy = loaded
    if message.op == "post":
        return boss_view.for_the_boss(review, strategy, None, without=what.missing or 0), ()
    chart = await pictures.chart_to_forward(tx, strategy, review.opens_at)
    too_late = message.file_id is None and lateness(BossMessage.kind, message.due_at, now) == "too_late"
    if too_late or is_empty(chart):
        await pictures.told_without(tx, message, "too_late", now, real)
        return NotWanted("too_late"), ()
    return boss_view.for_the_boss(review, strategy, chart), ()
