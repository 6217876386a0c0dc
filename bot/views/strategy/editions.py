"""Words about versions of the strategy: asking for approval, the outcome, what changes for whom, and comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.document.difference import SectionChange
from bot.document.model import Cover, Document
from bot.document.words import chapters_filled, date_words, signature_lines
from bot.domain.editions import Comment, Edition
from bot.domain.roles import TEXT_LIMIT, Person, Role
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    lines_within,
    modal,
    section,
    select_input,
    text_input,
)
from bot.views.kit.texts import brief, channel_link, listed, name, titled
from bot.views.strategy.strategy import changes_in_short, page_word, pieces, vision_of

# At most this much of a message is for what changed; the whole of it is one press away.
CHANGES_ROOM = 2500
WHOLE = "all"


@dataclass(frozen=True)
class Asked:
    """What an approver is told about a version.

    is_mine       it still waits for the reader's own approval
    sent_back_by  who sent the earlier version back, for the reader: "you", "Eve"; "" where nobody did
    """

    edition: Edition
    strategy: Strategy
    by: Person | None
    changes: tuple[SectionChange, ...]
    earlier: Edition | None
    document: Document
    is_mine: bool
    sent_back_by: str = ""
    decided_by: tuple[Person, ...] = ()


def approval(asked: Asked) -> Content:
    """Ask a person to approve a version, or say what became of the request."""
    edition, ref = asked.edition, ids.Ref("edition", asked.edition.id)
    what = f"version {edition.number} of *{titled(asked.strategy.name)}*"
    opening = f"{name(asked.by)} asks you to approve {what}."
    closing = _decided(asked)
    if closing:
        text = f"{opening} {closing}"
        read = button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word("front")))
        return fit(Content(text, (section(text), actions(read))))
    blocks = [
        section(opening),
        *_what_changed(asked.changes, asked.earlier, edition, asked.document, asked.sent_back_by),
    ]
    row = [
        button("Approve", ids.EDITION_APPROVE, ref.encode(), "primary"),
        button("Send back…", ids.EDITION_SEND_BACK, ref.encode()),
        button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word("front"))),
        button("Comment…", ids.EDITION_COMMENT, ids.choice(ref, WHOLE)),
    ]
    small = "The PDF follows. If you send it back, say what is to be different. Whoever owns that part is asked."
    return fit(Content(opening, (*blocks, actions(*row), context(small)), "Press “Read it” to see all."))


def _decided(asked: Asked) -> str:
    who = listed([name(person) for person in asked.decided_by])
    match asked.edition.state:
        case "approved":
            return f"✓ Approved{f' by {who}' if who else ''}."
        case "unsigned":
            return "It is in use, unsigned."
        case "sent_back":
            return f"Sent back{f' by {who}' if who else ''}."
        case "withdrawn":
            return "It was withdrawn. There is nothing left to do."
        case "submitted":
            if asked.is_mine:
                return ""
            return f"✓ Approved by {who}. Others are still asked." if who else "Somebody else is asked now."


def _what_changed(
    changes: Sequence[SectionChange],
    earlier: Edition | None,
    edition: Edition,
    document: Document,
    sent_back_by: str = "",
) -> list[Block]:
    if earlier is None:
        first = "It is the first version." if edition.number == 1 else "No version was in use before it."
        many = f"{chapters_filled(document)} of its {len(document.sections)} chapters say something."
        return [section(f"{first} {many}")]
    lines, left = changes_in_short(changes, CHANGES_ROOM)
    if not lines and not left:
        return [section(f"Nothing but its cover differs from version {earlier.number}.")]
    more_lines = [f"… and {left:,} more. “Read it” shows all."] if left else []
    since = f"Since version {earlier.number}, which {sent_back_by} sent back:" if sent_back_by else ""
    text = "\n".join([since or f"What changed since version {earlier.number}:", *lines, *more_lines])
    return [section(text)]


# ---------------------------------------------------------------- adopted


def announcement(
    edition: Edition, strategy: Strategy, document: Document, changes: Sequence[SectionChange], earlier: Edition | None
) -> Content:
    """Tell the home channel of a new version: the vision, what changed, who signed, where to read it (E1, D5)."""
    cover = document.cover
    ref = ids.Ref("edition", edition.id)
    opening = f"*Version {edition.number} of {titled(strategy.name)}* is in use from today."
    if edition.state == "unsigned":
        signed = "It is unsigned: nobody but its author approved it."
    else:
        signed = f"Approved by {_signers(cover)}."
    blocks: list[Block] = [section(f"{opening} {signed}")]
    vision = vision_of(document)
    if vision:
        blocks += [section(f"*Our vision:* {piece}" if not n else piece) for n, piece in enumerate(pieces(vision))]
    blocks += _what_changed(changes, earlier, edition, document)
    if cover.next_update:
        blocks.append(context(f"Next update: {date_words(cover.next_update)}."))
    blocks.append(actions(button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word("front")))))
    text = " ".join(part for part in (opening, signed, brief(vision, 600, "in the message")) if part)
    return fit(Content(text, tuple(blocks), "Press “Read it” to see all."))


def _signers(cover: Cover) -> str:
    return listed([titled(line) for line in signature_lines(cover)])


def for_you(edition: Edition, strategy: Strategy, changes: Sequence[SectionChange], *, is_first: bool) -> Content:
    """Tell a person what a new version changes for them, and nothing else (E1)."""
    ref = ids.Ref("edition", edition.id)
    what = f"version {edition.number} of *{titled(strategy.name)}*"
    opening = f"What is yours in {what}:" if is_first else f"What {what} changes for you:"
    if is_first:
        mine = [(titled(one.title), listed([titled(entry.title) for entry in one.added])) for one in changes]
        text, left = lines_within([f"• *{title}*: {names}" for title, names in mine], CHANGES_ROOM)
        lines = [text] if text else []
    else:
        lines, left = changes_in_short(changes, CHANGES_ROOM)
    more = [f"… and {left:,} more. “Read it” shows all."] if left else []
    text = "\n".join([opening, *lines, *more])
    read = button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word("front")))
    return fit(Content(text, (section(text), actions(read))))


# ---------------------------------------------------------------- comments


def comment(
    one: Comment, edition: Edition, strategy: Strategy, title: str, author: Person | None, answerer: Person | None
) -> Content:
    """Send a comment to its chapter's owner, with a way to answer; once answered, it says so."""
    where = f"“{titled(title)}” of " if title else ""
    said = f"{name(author)} says about {where}version {edition.number} of *{titled(strategy.name)}*:"
    blocks = [section(said), *(section(piece) for piece in pieces(one.text))]
    if one.answer is not None:
        answered = f"✓ Answered by {name(answerer)}:"
        blocks += [section(answered), *(section(piece) for piece in pieces(one.answer))]
        return fit(Content(f"{said} {answered}", tuple(blocks)))
    back = "It was sent back with this." if edition.state == "sent_back" else "This part is yours, so I ask you."
    ref = ids.Ref("edition", edition.id)
    row = [
        button("Answer…", ids.COMMENT_ANSWER, ids.Ref("comment", one.id).encode(), "primary"),
        button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word(one.section or "front"))),
    ]
    return fit(Content(said, (*blocks, context(back), actions(*row))))


def answered(one: Comment, strategy: Strategy, title: str, answerer: Person | None) -> Content:
    """Show an answer to the comment's author."""
    where = f" about “{titled(title)}”" if title else ""
    said = f"{name(answerer)} answers what you said{where} in the strategy of *{titled(strategy.name)}*:"
    blocks = [section(said), *(section(piece) for piece in pieces(one.answer or ""))]
    blocks.append(context(f"You said: {brief(one.text, 300, 'are left out')}"))
    return fit(Content(said, tuple(blocks)))


# ---------------------------------------------------------------- forms


# The title of the duty to revise the strategy.
UPDATE = "Update the strategy"


def why_nobody(named: Sequence[Role]) -> str:
    """Say why none of the roles named for it can approve now."""
    if not named:
        return "No role is named that approves it."
    return "The only one who could is you." if any(role.holder for role in named) else "Nobody has the role that does."


def reading_title(number: int) -> str:
    """Name the duty of reading a version that waits for approval."""
    return f"Read version {number} and approve it or send it back"


def submit_form(
    strategy: Strategy,
    number: int,
    people: Sequence[Person],
    *,
    all_of_them: bool,
    why: str = "",
    vacant: Sequence[str] = (),
) -> Block:
    """Return the form that asks before a version is submitted: who will get it, or that it is adopted unsigned.

    `why` says why nobody else can approve it, if nobody can; `vacant` are roles that it waits for too.
    """
    value = ids.choice(ids.Ref("strategy", strategy.id), "approval" if people else "unsigned")
    if people:
        who = listed([name(person) for person in people])
        how = "All of them have to approve it." if all_of_them and len(people) > 1 else ""
        how = "One of them is enough." if len(people) > 1 and not all_of_them else how
        words = f"Version {number} goes to {who}. {how}".strip()
        if vacant:
            waits = listed([titled(title) for title in vacant])
            words += f"\nIt waits for {waits} too: nobody has that role yet. Whoever gets it is asked then."
        more = "It is kept as the plan is now. What is changed later belongs to the next version."
        return modal(ids.MODAL_SUBMIT, "Submit for approval", [section(words), context(more)], "Submit", value)
    words = f"Nobody else can approve version {number}. {why}"
    more = "You can adopt it unsigned. It then says everywhere that nobody but its author approved it."
    blocks = [section(words), section(more), context("Say who approves with `/beat signing`.")]
    return modal(ids.MODAL_SUBMIT, "Adopt it unsigned", blocks, "Adopt unsigned", value)


def comment_form(edition: Edition, document: Document, chosen: str, *, sends_back: bool) -> Block:
    """Return the form to comment on a version, or to send it back with a comment."""
    options = [("The whole of it", WHOLE), *((one.title, one.key) for one in document.sections)]
    label = "What is to be different?" if sends_back else "What do you want to say, or ask?"
    fields = [
        select_input(ids.COMMENT_SECTION, "What is it about?", options, initial=chosen),
        text_input(
            ids.COMMENT_TEXT, label, example="The target is too high: 800 would do", lines=True, limit=TEXT_LIMIT
        ),
        context("Whoever owns that part gets it as a question, and you get the answer."),
    ]
    ref = ids.Ref("edition", edition.id).encode()
    if sends_back:
        return modal(ids.MODAL_SEND_BACK, "Send it back", fields, "Send back", ref)
    return modal(ids.MODAL_COMMENT, "Comment", fields, "Comment", ref)


def answer_form(one: Comment) -> Block:
    """Return the form to answer a comment."""
    fields = [
        section("They said:"),
        *(section(piece) for piece in pieces(one.text)),
        text_input(
            ids.COMMENT_TEXT,
            "Your answer",
            example="You are right, I have changed it to 800",
            lines=True,
            limit=TEXT_LIMIT,
        ),
    ]
    return modal(ids.MODAL_ANSWER, "Answer", fields, "Answer", ids.Ref("comment", one.id).encode())


# ---------------------------------------------------------------- answers to the person who pressed


def submitted(edition: Edition, people: Sequence[Person]) -> Content:
    """Tell the person who submitted a version who got it, with Undo."""
    who = listed([name(person) for person in people])
    text = f"✓ Version {edition.number} waits for approval. I ask {who}."
    ref = ids.Ref("edition", edition.id)
    row = actions(
        button("Read it", ids.STRATEGY_READ, ids.choice(ref, page_word("front"))),
        button("Withdraw", ids.EDITION_WITHDRAW, ref.encode()),
    )
    return fit(Content(text, (section(text), row)))


def adopted(edition: Edition, strategy: Strategy) -> Content:
    """Tell the person who adopted a version without a signature what follows."""
    where = channel_link(strategy.channel)
    text = f"✓ Version {edition.number} is in use, unsigned. I have said so in {where}."
    return fit(Content(text, (section(text),)))


def withdrawn(edition: Edition) -> Content:
    """Tell the person who withdrew a version what follows."""
    text = f"✓ Version {edition.number} is withdrawn. Nobody is asked for it any more. The next one is yours to submit."
    return fit(Content(text, (section(text),)))


def approved(edition: Edition, strategy: Strategy, still: Sequence[Person]) -> Content:
    """Tell an approver what their approval did."""
    if still:
        who = listed([name(person) for person in still])
        text = f"✓ You approved version {edition.number}. I wait for {who} now."
    else:
        text = f"✓ Version {edition.number} is approved. I tell everybody in {channel_link(strategy.channel)}."
    return fit(Content(text, (section(text),)))


def sent_back(edition: Edition, owner: Person | None) -> Content:
    """Tell an approver what follows from sending a version back."""
    text = f"✓ Version {edition.number} is sent back.{_put_to(owner)}"
    return fit(Content(text, (section(text),)))


def commented(edition: Edition, owner: Person | None) -> Content:
    """Tell the author of a comment who got it."""
    text = f"✓ Your comment on version {edition.number} is kept.{_put_to(owner)}"
    return fit(Content(text, (section(text),)))


def _put_to(owner: Person | None) -> str:
    return f" I ask {name(owner)}, and you get the answer." if owner else " There is nobody yet to answer it."


def answer_taken() -> Content:
    """Tell the person who answered a comment what follows."""
    text = "✓ Thank you. Your answer is on its way."
    return fit(Content(text, (section(text),)))
