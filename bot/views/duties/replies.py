"""The answer to a reply or a check mark: what was settled, with Undo, or the question which duty was meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.roles import Person
from bot.language.links import belongs, network_of
from bot.views.duties.duty_lines import label, settled, settled_row, when_due
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, section, select
from bot.views.kit.texts import clean, web_link

# Up to this many duties get a button each; more become a menu, with the second number as its limit.
BUTTONS = 5
MENU = 100


def reply(
    meant: Sequence[Duty],
    taken: Sequence[Duty],
    reader: Person,
    now: datetime,
    message_id: int,
    link: str,
    is_sure: bool,
    lines: Sequence[str] = (),
) -> Content:
    """Say what was settled, and how the week is going; or ask which of `meant` it is, while none is `taken`.

    `link` is what was sent, "" for none. `is_sure`: it was settled right away, and has been undone since.
    """
    if taken:
        said = [settled(duty, reader, now) for duty in taken]
        blocks: list[Block] = []
        for duty, line in zip(taken, said, strict=True):
            blocks.append(section(line))
            blocks += [row] if (row := settled_row(duty, now)) else []
        blocks += [context("\n".join(lines))] if lines else []
        return fit(Content("\n".join(said), tuple(blocks)))
    with_link = web_link(link) if link else ""
    to_open = any(duty.is_open for duty in meant)
    if is_sure:
        question = f"Taken back: {label(meant[0])} is open again." if meant else "Taken back."
    elif len(meant) == 1:
        what = f"*{label(meant[0])}*"
        question = f"Is {what} done, with this {with_link}?" if to_open else f"Does this {with_link} belong to {what}?"
    elif to_open:
        question = f"Which one is done, with this {with_link}?" if with_link else "Which one is done?"
    else:
        question = f"Which one does this {with_link} belong to?"
    network = network_of(link)
    if network and meant and not is_sure and not any(belongs(link, duty.platform) for duty in meant):
        question = f"That link leads to {network}. {question}"
    only = "Done after all" if is_sure else "Yes, it is done" if to_open else "Yes, add it"
    blocks = [section(question), *_choices(meant, reader, now, message_id, only)]
    named = [f"• {label(duty)}" for duty in meant[:BUTTONS]] if len(meant) > 1 else []
    named += [f"• and {len(meant) - BUTTONS} more"] if len(meant) > BUTTONS else []
    return fit(Content("\n".join([question, *named]), tuple(blocks), "Type `/beat today` to see them."))


def _choices(meant: Sequence[Duty], reader: Person, now: datetime, message_id: int, only: str) -> list[Block]:
    """Return the buttons or the menu; `only` is the label if there is a single choice."""
    ref = ids.Ref("reply", message_id)
    if len(meant) == 1:
        return [actions(button(only, ids.reply_pick(0), ids.choice(ref, meant[0].id)))]
    if len(meant) <= BUTTONS:
        made = [
            button(_named(duty, meant, reader, now), ids.reply_pick(index), ids.choice(ref, duty.id))
            for index, duty in enumerate(meant)
        ]
        return [actions(*made)] if made else []
    options = [(_named(duty, meant, reader, now), ids.choice(ref, duty.id)) for duty in meant[:MENU]]
    more = f"{len(meant) - MENU} more have no room here. Type `/beat today` for them." if len(meant) > MENU else ""
    return [actions(select("Choose one…", ids.REPLY_PICK_MENU, options)), *([context(more)] if more else [])]


def _named(duty: Duty, meant: Sequence[Duty], reader: Person, now: datetime) -> str:
    """Return a duty's name for a button, with its time if another duty has the same name."""
    what = f"{clean(duty.platform)}: {clean(duty.title)}" if duty.platform else clean(duty.title)
    alike = [d for d in meant if (d.title, d.platform) == (duty.title, duty.platform)]
    return f"{when_due(duty, reader, now)} {what}" if len(alike) > 1 else what
