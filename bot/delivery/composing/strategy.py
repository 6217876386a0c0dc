"""Messages about versions of the written strategy, and files."""

from __future__ import annotations

from datetime import datetime

from bot.document.canvas import canvas_text
from bot.domain.editions import Edition, is_superseded
from bot.domain.messages import (
    AdoptedMessage,
    ApproveMessage,
    CanvasMessage,
    CommentMessage,
    DocumentMessage,
)
from bot.domain.outbox import Message
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.calendar.delivery_failures import told_of_canvas
from bot.services.context.composers import (
    ForSomebodyElse,
    Made,
    NotWanted,
    Shows,
    composes,
    composes_by_both,
    composes_for_reader,
    put_off,
    reader_of,
)
from bot.services.context.people import leads_of, may_take_part
from bot.services.pages.document_files import made
from bot.services.strategy.approvers import roles_of
from bot.services.strategy.documents import changes_in, version
from bot.views.kit.texts import listed, name
from bot.views.strategy import editions as editions_view
from bot.views.strategy.canvas import Canvas
from storage import editions, members, strategies
from storage.database import Tx


async def _found(tx: Tx, message: Message, edition_id: int) -> tuple[Strategy, Edition] | None:
    edition = await editions.by_id(tx, message.workspace_id, edition_id)
    strategy = await strategies.by_id(tx, message.workspace_id, edition.strategy_id) if edition else None
    return (strategy, edition) if edition and strategy else None


async def _decided_by(tx: Tx, message: Message, edition: Edition) -> tuple[Person, ...]:
    """Return the people whose verdict counts: those who approved, or who sent it back."""
    wanted = "sent_back" if edition.state == "sent_back" else "approved"
    said = await editions.approvals_of(tx, message.workspace_id, edition.id)
    people: dict[int, Person] = {}
    for one in said:
        if one.verdict == wanted and one.member_id is not None:
            person = await members.by_id(tx, message.workspace_id, one.member_id)
            if person is not None:
                people[person.id] = person
    return tuple(people.values())


async def _sent_back_by(tx: Tx, message: Message, earlier: Edition | None, reader: Person) -> str:
    """Return the name of the person who sent a version back, for the reader; "" where nobody did."""
    if earlier is None or earlier.state != "sent_back":
        return ""
    people = await _decided_by(tx, message, earlier)
    return "you" if any(one.id == reader.id for one in people) else listed([name(one) for one in people])


@composes_for_reader(ApproveMessage)
async def _approve(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    found = await _found(tx, message, ApproveMessage.of(message).edition)
    if found is None:
        return NotWanted("edition_gone"), ()
    strategy, edition = found
    is_mine = bool(await roles_of(tx, strategy, edition, reader))
    if message.op == "post":
        if edition.state != "submitted":
            return NotWanted("edition_settled"), ()
        if not is_mine:
            return NotWanted("somebody_elses_now"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
    reading = await version(tx, strategy, edition)
    asked = editions_view.Asked(
        edition=edition,
        strategy=strategy,
        by=await members.by_id(tx, message.workspace_id, edition.submitted_by),
        changes=await changes_in(tx, reading),
        earlier=reading.earlier,
        document=reading.document,
        sent_back_by=await _sent_back_by(tx, message, reading.earlier, reader),
        is_mine=is_mine,
        decided_by=await _decided_by(tx, message, edition),
    )
    return editions_view.approval(asked), ()


@composes(AdoptedMessage)
async def _edition(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    found = await _found(tx, message, AdoptedMessage.of(message).edition)
    if found is None:
        return NotWanted("edition_gone"), ()
    strategy, edition = found
    reading = await version(tx, strategy, edition)
    changes = await changes_in(tx, reading)
    return editions_view.announcement(edition, strategy, reading.document, changes, reading.earlier), ()


@composes(CommentMessage)
async def _comment(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    one = await editions.comment_by_id(tx, message.workspace_id, CommentMessage.of(message).comment)
    found = await _found(tx, message, one.edition_id) if one else None
    if one is None or found is None:
        return NotWanted("edition_gone"), ()
    strategy, edition = found
    reader = await reader_of(tx, message)
    is_question = CommentMessage.of(message).part == "asked"
    if reader is None or not await may_take_part(tx, strategy, reader):
        lead = next((p for p in await leads_of(tx, strategy) if p.id != message.person), None)
        if message.op == "post" and is_question and lead is not None:
            return ForSomebodyElse(lead.id, CommentMessage.for_another(comment=one.id, person=lead.id)), ()
        return NotWanted("person_left"), ()
    if (wait := await put_off(tx, message, reader, now)) is not None:
        return wait, ()
    document = (await version(tx, strategy, edition)).document
    title = next((section.title for section in document.sections if section.key == one.section), "")
    answerer = await members.by_id(tx, message.workspace_id, one.answered_by) if one.answered_by else None
    if not is_question:
        return editions_view.answered(one, strategy, title, answerer), ()
    author = await members.by_id(tx, message.workspace_id, one.author_id)
    return editions_view.comment(one, edition, strategy, title, author, answerer), ()


@composes_by_both(DocumentMessage)
async def document(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Prepare a file. A request to approve that is no longer wanted needs none."""
    if message.person is not None:
        reader = await reader_of(tx, message)
        if reader is None:
            return NotWanted("person_left"), ()
        strategy = await strategies.by_id(tx, message.workspace_id, DocumentMessage.of(message).strategy)
        if strategy is not None and not await may_take_part(tx, strategy, reader):
            return NotWanted("takes_no_part"), ()
        if strategy is not None and not await _still_asked(tx, message, strategy, reader):
            return NotWanted("edition_settled"), ()
    content = await made(tx, message, now, real)
    return content or NotWanted("edition_gone"), ()


async def _still_asked(tx: Tx, message: Message, strategy: Strategy, reader: Person) -> bool:
    """Tell whether the file that goes with a request to approve is wanted still; any other file is."""
    edition = await editions.by_id(tx, message.workspace_id, DocumentMessage.of(message).edition)
    if edition is None or not message.key.startswith(DocumentMessage.to_approve.begin(edition=edition.id)):
        return True
    return bool(await roles_of(tx, strategy, edition, reader))


@composes(CanvasMessage)
async def _canvas(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    found = await _found(tx, message, CanvasMessage.of(message).edition)
    if found is None:
        return NotWanted("edition_gone"), ()
    strategy, edition = found
    reading = await version(tx, strategy, edition)
    if is_superseded(edition, reading.every):
        return NotWanted("newer_follows"), ()
    text = canvas_text(reading.document)
    if text is None:
        await told_of_canvas(tx, message, "canvas_too_long", now)
        return NotWanted("canvas_too_long"), ()
    canvas_id = await strategies.canvas_of(tx, message.workspace_id, strategy.id) or ""
    return Canvas("", markdown=text, canvas_id=canvas_id, strategy_id=strategy.id), ()
