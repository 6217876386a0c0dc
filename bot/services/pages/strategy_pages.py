"""The written strategy to read in Slack: its first page, its chapters, what changed, and its versions."""

from __future__ import annotations

import difflib
import re

from bot.document.model import Document, Section
from bot.document.sections import KEYS, SECTION_OF
from bot.domain.editions import waiting
from bot.domain.permissions import Action, may
from bot.domain.refusals import Absence, Gone, NoChapter, NoVersion
from bot.domain.strategies import Strategy
from bot.schema.table import CONCEPTS
from bot.services.context.access import kinds_towards, require
from bot.services.context.command_registry import Asked, List, lists, runs
from bot.services.context.ctx import Ctx
from bot.services.strategy.approvers import roles_of
from bot.services.strategy.documents import Reading, changes_in, draft, found, version
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.pages import shared
from bot.views.strategy import strategy as strategy_view
from bot.views.strategy.strategy import CHANGES, FRONT, Front, page_in
from storage import editions

_VERSION = re.compile(r"(?:version|v)\s*(?P<number>[0-9]{1,6})\b", re.IGNORECASE)
_PAGE = re.compile(r"(?:^|\s)(?P<page>[0-9]{1,3})$")
# The draft's chapters are shared under this word and their key.
CHAPTER = "chapter"


@runs("strategy")
async def show_typed(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat strategy` with the text after it.

    "2" and "platforms" are chapters, "platforms 2" a page of one, "version 2" a version, "version 2 platforms" a
    chapter of it, "changes" what changed. Raises `no_version` and `no_chapter`.
    """
    reading = await _read(ctx, asked.plan, asked.typed.rest)
    what, page = _wanted(_VERSION.sub("", asked.typed.rest, count=1).strip(), reading.document)
    return await _page(ctx, reading, what, page)


async def _read(ctx: Ctx, strategy: Strategy, typed: str) -> Reading:
    named = _VERSION.search(typed)
    if named is None:
        return await draft(ctx.tx, strategy, ctx.now)
    every = await editions.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    found = next((one for one in every if one.number == int(named["number"])), None)
    if found is None:
        raise NoVersion(number=named["number"])
    return await version(ctx.tx, strategy, found)


def _wanted(typed: str, document: Document) -> tuple[str, int]:
    """Read which page is meant: a chapter by number or word, with an optional page; no text is the first page."""
    if not typed:
        return FRONT, 1
    if typed.isdecimal():
        number = int(typed)
        if not 1 <= number <= len(document.sections):
            raise NoChapter(typed=typed)
        return document.sections[number - 1].key, 1
    page = _PAGE.search(typed)
    word = (typed[: page.start()] if page else typed).strip().casefold()
    if word in ("changes", "changed", "what changed"):
        return CHANGES, int(page["page"]) if page else 1
    return _chapter(word, document).key, int(page["page"]) if page else 1


def _chapter(word: str, document: Document) -> Section:
    """Find a chapter by its key, by the concept table's words for its content, or by its title."""
    by_key = {one.key: one for one in document.sections}
    if word in by_key:
        return by_key[word]
    said = {
        one: by_key[key] for name, key in reversed(list(SECTION_OF.items())) if key in by_key for one in _words(name)
    }
    if word in said:
        return said[word]
    named = [one for one in document.sections if word in one.title.casefold()]
    if not named:
        near = difflib.get_close_matches(word[:40], [*by_key, *said], n=1, cutoff=0.6)
        raise NoChapter(typed=word[:40], nearest=near[0] if near else "")
    return named[0]


def _words(name: str) -> tuple[str, ...]:
    concept = CONCEPTS.get(name)
    return (name, concept.many, concept.noun, concept.nouns) if concept else (name,)


async def turn_to(ctx: Ctx, ref: ids.Ref, word: str) -> Content:
    """Return the page that a button names, of the draft or of a version. Raises `gone`, `not_allowed`."""
    named = page_in(word)
    if named is None:
        raise Gone(Absence.FOREIGN)
    strategy, edition = await found(ctx, ref)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    reading = await version(ctx.tx, strategy, edition) if edition else await draft(ctx.tx, strategy, ctx.now)
    return await _page(ctx, reading, *named)


async def _page(ctx: Ctx, reading: Reading, what: str, page: int) -> Content:
    around = await _front(ctx, reading)
    if what == FRONT:
        shown = strategy_view.front(around)
        return shown if reading.edition else shared.shareable(shown, reading.strategy.id, "strategy")
    if what == CHANGES:
        return strategy_view.changed(around, await changes_in(ctx.tx, reading), page)
    chapter = next((one for one in reading.document.sections if one.key == what), None)
    if chapter is None:
        raise Gone(Absence.DELETED)
    shown = strategy_view.chapter(around, chapter, page)
    return shown if reading.edition else shared.shareable(shown, reading.strategy.id, f"{CHAPTER}{what}", page)


async def _front(ctx: Ctx, reading: Reading) -> Front:
    return Front(
        strategy=reading.strategy,
        document=reading.document,
        edition=reading.edition,
        earlier=reading.earlier,
        every=reading.every,
        waiting=waiting(reading.every),
        may=await _may(ctx, reading),
    )


async def _may(ctx: Ctx, reading: Reading) -> frozenset[str]:
    """Return what the reader may do with it. A shared page has no particular reader."""
    if ctx.person is None:
        return frozenset()
    kinds = await kinds_towards(ctx, reading.strategy)
    allowed = {"submit"} if may(kinds, Action.SUBMIT) else set[str]()
    edition = reading.edition
    if edition is not None and edition.state == "submitted":
        if edition.submitted_by == ctx.me.id or kinds & {"admin", "lead"}:
            allowed.add("withdraw")
        if await roles_of(ctx.tx, reading.strategy, edition, ctx.me):
            allowed.add("approve")
    return frozenset(allowed)


# ---------------------------------------------------------------- what can be shared: the draft, chapter by chapter


@lists("strategy")
async def front_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the first page of a strategy's draft."""
    return strategy_view.front(await _front(ctx, await draft(ctx.tx, strategy, ctx.now)))


def _chapter_of(key: str) -> List:
    async def listed(ctx: Ctx, strategy: Strategy, page: int) -> Content:
        reading = await draft(ctx.tx, strategy, ctx.now)
        chapter = next(one for one in reading.document.sections if one.key == key)
        return strategy_view.chapter(await _front(ctx, reading), chapter, page)

    return listed


for _key in KEYS:
    lists(f"{CHAPTER}{_key}")(_chapter_of(_key))
