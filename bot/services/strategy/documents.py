"""The written strategy to read: the draft, which is the plan as it is now, and the versions as they were frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape

from bot.document.difference import SectionChange
from bot.document.model import Cover, Document, Signature, Status
from bot.document.own_changes import worth_telling
from bot.document.sections import cover_of, written
from bot.document.stored import version_from
from bot.domain.editions import Edition, compared_with, in_use, is_superseded
from bot.domain.plan import Plan
from bot.domain.refusals import Absence, Gone
from bot.domain.strategies import Strategy
from bot.schema.missing.completeness import missing
from bot.services.calendar.pictures import results_of
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import plan_of
from bot.views.kit import ids
from bot.views.questions import gaps as gap_words
from storage import editions, members, roles, strategies
from storage.database import Tx


@dataclass(frozen=True)
class Reading:
    """A document with the facts around it. `edition` is None for the draft; `every` has the newest first."""

    strategy: Strategy
    document: Document
    edition: Edition | None
    every: tuple[Edition, ...]

    @property
    def earlier(self) -> Edition | None:
        """Return the version to compare this one with; None where there was none before."""
        return compared_with(self.edition, self.every) if self.edition else in_use(self.every)


def written_now(plan: Plan, cover: Cover, today: date) -> Document:
    """Write a plan down with what it lacks, and with its latest numbers."""
    # The texts about what is missing are escaped for Slack; a document needs no escapes.
    gaps = [unescape(line) for _, line in gap_words.lines_alike(missing(plan, today))]
    return written(plan, cover, gaps, results_of(plan.goals, plan.strategy))


async def draft(tx: Tx, strategy: Strategy, now: datetime) -> Reading:
    """Return a strategy as it is now."""
    plan, today = await plan_of(tx, strategy), strategy.hours.local_date(now)
    every = tuple(await editions.of_strategy(tx, strategy.workspace_id, strategy.id))
    return Reading(strategy, written_now(plan, cover_of(plan, today), today), None, every)


async def version(tx: Tx, strategy: Strategy, edition: Edition) -> Reading:
    """Return a version as it was submitted, with its present status on its cover."""
    every = tuple(await editions.of_strategy(tx, strategy.workspace_id, strategy.id))
    return Reading(strategy, await text(tx, strategy, edition, every), edition, every)


async def text(tx: Tx, strategy: Strategy, edition: Edition, every: Sequence[Edition]) -> Document:
    """Return a version's frozen document. Only its cover is written again: status, day, and signatures."""
    kept = await editions.text_of(tx, strategy.workspace_id, edition.id)
    assert kept is not None
    document = version_from(kept)
    settled = edition.settled_at if edition.state in ("approved", "unsigned") else None
    cover = document.cover.model_copy(
        update={
            "status": status_of(edition, every),
            "on": strategy.hours.local_date(settled or edition.since),
            "signatures": await _signatures(tx, strategy, edition),
            "unsigned": edition.state == "unsigned",
        }
    )
    return document.model_copy(update={"cover": cover})


def status_of(edition: Edition, every: Sequence[Edition]) -> Status:
    """Return a version's status for its cover. A withdrawn one is a draft again."""
    if is_superseded(edition, every):
        return "superseded"
    return "draft" if edition.state == "withdrawn" else edition.state


async def _signatures(tx: Tx, strategy: Strategy, edition: Edition) -> tuple[Signature, ...]:
    if edition.state != "approved":
        return ()
    found = await editions.approvals_of(tx, strategy.workspace_id, edition.id)
    titles = await roles.titles(tx, strategy.workspace_id, [one.role_id for one in found])
    signed = []
    for one in found:
        by = await members.by_id(tx, strategy.workspace_id, one.member_id) if one.member_id else None
        if one.verdict == "approved" and by is not None and one.at is not None:
            signed.append(
                Signature(name=by.name, role=titles.get(one.role_id, ""), on=strategy.hours.local_date(one.at))
            )
    return tuple(signed)


async def changes_in(tx: Tx, reading: Reading) -> tuple[SectionChange, ...]:
    """Return what changed since the previous version; for a first version, everything in it."""
    earlier = reading.earlier
    if earlier is None:
        nothing = Document(cover=reading.document.cover, sections=())
        return tuple(one for one in worth_telling(nothing, reading.document) if one.added)
    return worth_telling(await text(tx, reading.strategy, earlier, reading.every), reading.document)


async def found(ctx: Ctx, ref: ids.Ref) -> tuple[Strategy, Edition | None]:
    """Return what a button's reference names: a strategy, or one of its versions. Raises `gone`."""
    edition = await editions.by_id(ctx.tx, ctx.workspace_id, ref.id) if ref.thing == "edition" else None
    strategy_id = edition.strategy_id if edition else ref.id if ref.thing == "strategy" else 0
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id)
    if strategy is None or (ref.thing == "edition" and edition is None):
        raise Gone(Absence.DELETED if ref.thing in ("strategy", "edition") else Absence.FOREIGN)
    return strategy, edition
