"""Every page of the written strategy, and every message and form about its versions, with any text in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.document.difference import differences
from bot.document.labels import fact
from bot.document.model import Document, Entry, Section
from bot.document.sections import cover_of, written
from bot.domain.editions import Comment, Edition, EditionState
from bot.domain.plan import Part, Plan
from bot.domain.positioning import Vision
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.pictures.charts import Results, Track
from bot.views.kit.blocks import Block, Content
from bot.views.strategy import editions, strategy

# A view that shows a text whole, however long it is.
WHOLE = ("strategy_chapter", "strategy_table", "comment")

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 30)


def edition(state: EditionState = "submitted", number: int = 2) -> Edition:
    """Return a version."""
    return Edition(number, 3, number, state, "any", date(2026, 9, 30), 7, NOW, NOW if state != "submitted" else None)


def comment_of(text: str) -> Comment:
    """Return a comment on the goals."""
    return Comment(5, 2, "goals", text, 7, 8, NOW)


def document(text: str, plan: Strategy, entries: int = 3) -> Document:
    """Return a document with every chapter, and a full one."""
    words = text or "Everybody knows where their bread comes from"
    parts = (Part(1, "vision", Vision(text="We bake."), NOW),)
    made = written(Plan(strategy=plan, parts=parts), cover_of(Plan(strategy=plan), TODAY), [words, "One more."])
    facts = (fact("audience", "cares", words), fact("objective", "level", "Business"))
    full = Section(
        key="audiences",
        title="Audiences",
        lead=words,
        entries=tuple(Entry(key=f"audience:{n}", title=words, facts=facts) for n in range(entries)),
    )
    track = Track(words, words[:40], ((TODAY, Decimal(640)),), Decimal(1000), date(2026, 6, 30))
    seen = Section(key="measures", title="Numbers and targets", entries=full.entries, as_table=True)
    seen = seen.model_copy(update={"results": Results((track,))})
    kept = {"audiences": full, "measures": seen}
    cover = made.cover.model_copy(update={"company": words, "next_update": date(2026, 9, 30)})
    return Document(cover=cover, sections=tuple(kept.get(one.key, one) for one in made.sections))


def messages(text: str, plan: Strategy, ana: Person) -> dict[str, Content]:
    """Render every page and every message."""
    now, before = document(text, plan), document(text, plan, 1)
    changes = differences(before, now)
    every = (edition(), *(edition("approved", n) for n in range(120) if n != edition().number))
    draft = strategy.Front(plan, now, None, edition("approved", 1), every, edition(), frozenset({"submit"}))
    version = replace(draft, edition=edition(), may=frozenset({"approve", "withdraw"}))
    many = document(text, plan, 60)
    comment = Comment(5, 2, "audiences", text or "Is that all?", 7, 8, NOW)
    answered = replace(comment, answer=text or "It is.", answered_by=8)
    asked = editions.Asked(edition(), plan, ana, changes, edition("approved", 1), now, is_mine=True)
    found = {
        "strategy_front": strategy.front(draft),
        "strategy_front_few": strategy.front(replace(draft, every=every[:3])),
        "strategy_version": strategy.front(version),
        "strategy_first": strategy.front(replace(draft, earlier=None, every=(), waiting=None)),
        "strategy_chapter": strategy.chapter(draft, now.sections[5], 1),
        "strategy_chapter_1": strategy.chapter(replace(draft, document=many), many.sections[5], 1),
        "strategy_chapter_2": strategy.chapter(replace(draft, document=many), many.sections[5], 2),
        "strategy_table": strategy.chapter(version, now.sections[3], 1),
        "strategy_empty": strategy.chapter(draft, now.sections[10], 1),
        "strategy_changes": strategy.changed(draft, changes, 1),
        "strategy_no_changes": strategy.changed(draft, (), 1),
        "edition_asked": editions.approval(asked),
        "edition_asked_first": editions.approval(replace(asked, earlier=None)),
        "edition_for_you": editions.for_you(edition("approved"), plan, changes, is_first=False),
        "edition_for_you_first": editions.for_you(edition("approved"), plan, changes, is_first=True),
        "edition_announced": editions.announcement(edition("approved"), plan, now, changes, edition("approved", 1)),
        "edition_unsigned": editions.announcement(edition("unsigned"), plan, now, changes, None),
        "comment": editions.comment(comment, edition(), plan, "Audiences", ana, None),
        "comment_whole": editions.comment(replace(comment, section=""), edition("sent_back"), plan, "", ana, None),
        "comment_settled": editions.comment(answered, edition(), plan, "Audiences", ana, ana),
        "comment_answered": editions.answered(answered, plan, "Audiences", ana),
        "edition_told_submitted": editions.submitted(edition(), [ana]),
        "edition_told_adopted": editions.adopted(edition("unsigned"), plan),
        "edition_told_withdrawn": editions.withdrawn(edition("withdrawn")),
        "edition_told_approved": editions.approved(edition("approved"), plan, ()),
        "edition_told_one_of_two": editions.approved(edition(), plan, [ana]),
        "edition_told_sent_back": editions.sent_back(edition("sent_back"), ana),
        "edition_told_comment": editions.commented(edition(), None),
        "comment_told": editions.answer_taken(),
    }
    for state in ("submitted", "sent_back", "approved", "unsigned", "withdrawn"):
        settled = replace(asked, edition=edition(state), is_mine=False, decided_by=(ana,))
        found[f"edition_asked_{state}"] = editions.approval(settled)
    return found


def modals(text: str, plan: Strategy, ana: Person) -> dict[str, Block]:
    """Render every form."""
    comment = Comment(5, 2, "audiences", text or "Is that all?", 7, 8, NOW)
    return {
        "submit": editions.submit_form(plan, 2, [ana, ana], all_of_them=True),
        "submit_unsigned": editions.submit_form(plan, 2, [], all_of_them=False, why="The only one who could is you."),
        "send_back": editions.comment_form(edition(), document(text, plan), "all", sends_back=True),
        "comment": editions.comment_form(edition(), document(text, plan), "audiences", sends_back=False),
        "comment_answer": editions.answer_form(comment),
    }
