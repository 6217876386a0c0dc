"""The written strategy in Slack: its first page, its chapters page by page, and what changed since the last version.

Nothing is cut: what does not fit on a page is on the next one, and a long text continues in the next block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.document.difference import SectionChange, in_words
from bot.document.model import Document, Fact, Section
from bot.document.words import (
    STATUS,
    cells,
    chapters_filled,
    columns_of,
    date_words,
    dated,
    result_rows,
    signature_lines,
    standing_words,
    version_words,
)
from bot.domain.editions import ADOPTED, Edition
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import (
    MESSAGE_SIZE,
    OPTIONS,
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    header,
    section,
    select,
    size,
    units,
)
from bot.views.kit.paging import KEPT_FREE, page_of
from bot.views.kit.texts import brief, count, inline, titled

# Raw text is split at this many characters: escaped, at worst five times as long, each piece still fits into a block.
PIECE = 550
ROOM = 2900
CHANGES = "changes"
FRONT = "front"
_WORD = re.compile(r"(?P<what>[a-z]{1,30})_(?P<page>[1-9][0-9]{0,2})")


@dataclass(frozen=True)
class Front:
    """What is around a document on its first page.

    edition   the version that is shown, None for the draft; `earlier` the one to compare it with
    every     all versions, the newest first
    waiting   the version that waits for approval, if one does
    may       what the reader may do: "submit", "approve", "withdraw"; nothing on a shared page
    """

    strategy: Strategy
    document: Document
    edition: Edition | None
    earlier: Edition | None
    every: tuple[Edition, ...] = ()
    waiting: Edition | None = None
    may: frozenset[str] = frozenset()

    @property
    def ref(self) -> ids.Ref:
        """Return how buttons name what is shown."""
        return ref_of(self.strategy, self.edition)


def ref_of(strategy: Strategy, edition: Edition | None) -> ids.Ref:
    """Return how buttons name a version, or the draft."""
    return ids.Ref("edition", edition.id) if edition else ids.Ref("strategy", strategy.id)


def page_word(what: str, page: int = 1) -> str:
    """Return how a button names a page: "front_1", "platforms_2", "changes_1"."""
    return f"{what}_{page}"


def page_in(word: str) -> tuple[str, int] | None:
    """Read `page_word`; None for anything else."""
    match = _WORD.fullmatch(word)
    return (match["what"], int(match["page"])) if match else None


# ---------------------------------------------------------------- the first page


def front(shown: Front) -> Content:
    """Show the first page: what it is, its status, its vision, and where to go next."""
    cover = shown.document.cover
    name = f"{cover.strategy}: the strategy"
    said = [_standing(shown), *_signed(shown), _completeness(shown.document)]
    blocks: list[Block] = [header(name)]
    if cover.company:
        blocks.append(section(f"*{titled(cover.company)}*"))
    blocks.append(section("\n".join(said)))
    if words := vision_of(shown.document):
        blocks += [section(f"_Our vision_\n{piece}" if not n else piece) for n, piece in enumerate(pieces(words))]
    blocks += _ways(shown)
    blocks += _versions(shown, MESSAGE_SIZE - KEPT_FREE - size(blocks))
    return fit(Content("\n".join([inline(name), *said]), tuple(blocks)))


def _standing(shown: Front) -> str:
    cover = shown.document.cover
    if shown.edition is not None and shown.edition.state == "withdrawn":
        words = f"*{version_words(cover)}* · Withdrawn by whoever submitted it, or a lead. Nobody approved it."
    elif shown.edition is not None:
        happened, day = dated(cover)
        words = f"*{version_words(cover)}* · {STATUS[cover.status]}. {happened} {day}."
    elif shown.earlier is not None:
        words = f"*Draft*, as the plan is now. Version {shown.earlier.number} is in use."
    else:
        words = "*Draft*, as the plan is now. No version is in use yet."
    if shown.edition is None and shown.waiting is not None:
        words += f" Version {shown.waiting.number} waits for approval."
    following = f"Next update: {date_words(cover.next_update)}." if cover.next_update else "No next update is planned."
    return f"{words}\n{following}"


def _signed(shown: Front) -> list[str]:
    if shown.edition is None or shown.edition.state not in ADOPTED:
        return []
    return [f"Signed: {inline(line)}" for line in signature_lines(shown.document.cover)]


def _completeness(document: Document) -> str:
    gaps = next((len(one.entries) for one in document.sections if one.key == "open"), 0)
    still = f" {count(gaps, 'kind of question is', 'kinds of questions are')} open." if gaps else ""
    return f"{chapters_filled(document)} of {len(document.sections)} chapters say something.{still}"


def vision_of(document: Document) -> str:
    """Return a document's vision, "" where it has none."""
    for one in document.sections:
        for entry in one.entries:
            if entry.key.startswith("vision:"):
                return "\n".join(fact.words for fact in entry.facts)
    return ""


def _ways(shown: Front) -> list[Block]:
    document, ref = shown.document, shown.ref
    chapters = [
        (f"{number}. {one.title}{_how_many(one)}", ids.choice(ref, page_word(one.key)))
        for number, one in enumerate(document.sections, 1)
    ]
    blocks: list[Block] = [actions(select("Open a chapter…", ids.STRATEGY_OPEN, chapters))]
    row = [button("Whole document", ids.STRATEGY_FILES, ref.encode())]
    if shown.earlier is not None:
        label = f"What changed since version {shown.earlier.number}"
        row.append(button(label, ids.STRATEGY_CHANGES, ids.choice(ref, page_word(CHANGES))))
    row += _steps(shown)
    return [*blocks, actions(*row)]


def _versions(shown: Front, room: int) -> list[Block]:
    """Offer the newest versions: as many as fit in a menu, and in `room`."""
    versions = [one for one in shown.every if one.state != "withdrawn"]
    if not versions:
        return []
    options = [] if shown.edition is None else [("The draft", ids.choice(ref_of(shown.strategy, None), "front_1"))]
    for one in versions:
        label = f"Version {one.number}: {EDITION_STATES[one.state]}"
        options.append((label, ids.choice(ref_of(shown.strategy, one), "front_1")))
    menu = select("Another version…", ids.STRATEGY_VERSION, options[:OPTIONS])
    while len(menu["options"]) > 1 and size([menu]) > room:
        menu["options"].pop()
    left = len(options) - len(menu["options"])
    note = context(f"{left} older versions are left out here. Type `/beat strategy version 1`.")
    return [actions(menu), note] if left else [actions(menu)]


EDITION_STATES = {
    "submitted": "waits for approval",
    "sent_back": "sent back",
    "approved": "approved",
    "unsigned": "in use, unsigned",
    "withdrawn": "withdrawn",
}


def _how_many(one: Section) -> str:
    return f" ({len(one.entries)})" if one.entries else ""


def _steps(shown: Front) -> list[Block]:
    """Return the buttons for what the reader may do with the shown version."""
    row = []
    if shown.edition is None and shown.waiting is None and "submit" in shown.may:
        row.append(button("Submit for approval…", ids.EDITION_SUBMIT, shown.ref.encode()))
    if shown.edition is not None and shown.edition.state == "submitted":
        if "approve" in shown.may:
            row.append(button("Approve", ids.EDITION_APPROVE, shown.ref.encode(), "primary"))
            row.append(button("Send back…", ids.EDITION_SEND_BACK, shown.ref.encode()))
        if "withdraw" in shown.may:
            row.append(button("Withdraw", ids.EDITION_WITHDRAW, shown.ref.encode()))
    if shown.edition is not None:
        row.append(button("Comment…", ids.EDITION_COMMENT, ids.choice(shown.ref, "all")))
    return row


# ---------------------------------------------------------------- a chapter


def chapter(shown: Front, one: Section, page: int) -> Content:
    """Show a page of a chapter, with the ways to its other pages and to the previous and next chapters."""
    number = [each.key for each in shown.document.sections].index(one.key) + 1
    title = f"{number}. {one.title}"
    lead = [section(piece) for piece in pieces(one.lead)]
    entries, page, pages = page_of(_entries(one), page)
    blocks: list[Block] = [header(title), context(_whence(shown)), *(lead if page == 1 else ()), *entries]
    blocks += _turning(shown, one.key, page, pages)
    row = [button("All chapters", ids.STRATEGY_FRONT, ids.choice(shown.ref, page_word(FRONT)))]
    if number < len(shown.document.sections):
        following = shown.document.sections[number]
        words = f"Next: {following.title}"
        row.append(button(words, ids.STRATEGY_NEXT, ids.choice(shown.ref, page_word(following.key))))
    if shown.edition is not None:
        row.append(button("Comment…", ids.EDITION_COMMENT, ids.choice(shown.ref, one.key)))
    blocks.append(actions(*row))
    return fit(Content(f"{inline(title)}, page {page} of {pages}", tuple(blocks)))


def _whence(shown: Front) -> str:
    name = titled(shown.strategy.name)
    return " · ".join((name, *standing_words(shown.document.cover)))


def _entries(one: Section) -> list[Block]:
    columns = columns_of(one)
    found: list[Block] = []
    for entry in one.entries:
        as_row = zip(columns.values(), cells(entry, columns), strict=True)
        rows = as_row if one.as_table else _pairs(entry.facts)
        found += entry_blocks(entry.title, rows)
    if one.results is not None:
        names, results = result_rows(one.results)
        for row in results:
            found += entry_blocks(row[0], zip(names[1:], row[1:], strict=True), "How it goes: ")
    return found


def _pairs(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [(fact.label, fact.words) for fact in facts]


def entry_blocks(title: str, facts: Iterable[tuple[str, str]], before: str = "") -> list[Block]:
    """Return an entry in as many blocks as its words need, its title in the first."""
    parts = [f"*{before}{piece}*" for piece in pieces(title)]
    for label, words in facts:
        if words.strip():
            first, *rest = pieces(words)
            parts += [f"{inline(label)}: {first}", *rest]
    blocks: list[str] = []
    for part in parts:
        if blocks and units(blocks[-1]) + units(part) + 1 <= ROOM:
            blocks[-1] = f"{blocks[-1]}\n{part}"
        else:
            blocks.append(part)
    return [section(text) for text in blocks]


def pieces(text: str) -> list[str]:
    """Return a typed text whole and safe, in pieces that each fit into a block; split between words where possible."""
    found: list[str] = []
    for line in (line.strip() for line in text.splitlines()):
        while len(line) > PIECE:
            cut = line.rfind(" ", 1, PIECE)
            cut = cut if cut > 0 else PIECE
            found.append(inline(line[:cut]))
            line = line[cut:].strip()
        if line:
            found.append(inline(line))
    joined: list[str] = []
    for piece in found:
        if joined and units(joined[-1]) + units(piece) + 1 <= ROOM - 200:
            joined[-1] = f"{joined[-1]}\n{piece}"
        else:
            joined.append(piece)
    return joined


def _turning(shown: Front, what: str, page: int, pages: int) -> list[Block]:
    if pages < 2:
        return []
    row = []
    if page > 1:
        row.append(button("Page before", ids.STRATEGY_BACK, ids.choice(shown.ref, page_word(what, page - 1))))
    if page < pages:
        row.append(button("Next page", ids.STRATEGY_PAGE, ids.choice(shown.ref, page_word(what, page + 1))))
    version = f"version {shown.edition.number} " if shown.edition else ""
    typed = f"`/beat strategy {version}{what} {page % pages + 1}`"
    return [context(f"Page {page} of {pages}. You can also type {typed}."), actions(*row)]


# ---------------------------------------------------------------- what changed


def changed(shown: Front, changes: Sequence[SectionChange], page: int) -> Content:
    """Show what changed since the version before, chapter by chapter."""
    since = f"version {shown.earlier.number}" if shown.earlier else "the beginning"
    title = f"What changed since {since}"
    if not changes:
        words = f"Nothing has changed since {since}."
        back = button("All chapters", ids.STRATEGY_FRONT, ids.choice(shown.ref, page_word(FRONT)))
        return fit(Content(words, (section(words), actions(back))))
    blocks: list[Block] = []
    for name, said in in_words(changes):
        blocks += entry_blocks(name, ())[:1] + [section(piece) for piece in _bullets(said)]
    entries, page, pages = page_of(blocks, page)
    head: list[Block] = [header(title), context(_whence(shown))]
    row = actions(button("All chapters", ids.STRATEGY_FRONT, ids.choice(shown.ref, page_word(FRONT))))
    return fit(Content(title, (*head, *entries, *_turning(shown, CHANGES, page, pages), row)))


def _bullets(said: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in said:
        for number, piece in enumerate(pieces(line)):
            words = piece if number else f"• {piece}"
            if found and units(found[-1]) + units(words) + 1 <= ROOM:
                found[-1] = f"{found[-1]}\n{words}"
            else:
                found.append(words)
    return found


def changes_in_short(changes: Sequence[SectionChange], room: int) -> tuple[list[str], int]:
    """Return the first lines of what changed that fit into `room`, each with its chapter, and how many are left."""
    lines = [
        f"• *{inline(name)}*: {brief(line, 200, 'are left out')}" for name, said in in_words(changes) for line in said
    ]
    kept, used = [], 0
    for line in lines:
        used += units(line) + 1
        if used > room:
            break
        kept.append(line)
    return kept, len(lines) - len(kept)
