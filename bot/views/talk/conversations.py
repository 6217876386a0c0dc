"""A conversation's questions: what was wrong, the question, an example, one-tap answers, and the ways out."""

from __future__ import annotations

from bot.conversations.steps import Ask, Option
from bot.views.kit import ids
from bot.views.kit.blocks import BUTTON, OPTIONS, Block, Content, actions, button, context, fit, section, select, units
from bot.views.kit.texts import inline, lines

# More answers than this become a menu instead of a row of buttons.
MOST_BUTTONS = 5
# How a summary's options begin (bot.conversations.machine): one to save, highlighted, one for each change, one to
# discard.
SAVE, CHANGE = "save", "change "


def question(ask: Ask, conversation_id: int, version: int, *, form: bool = False, in_thread: bool = False) -> Content:
    """Compose a question. Buttons carry (conversation, version, index of the option), never the answer itself.

    With `form`, everything can be answered at once, in a form. `in_thread`: it is held in a channel's thread, which
    the first question opens.
    """
    blocks: list[Block] = []
    if ask.problem:
        blocks.append(section(lines(ask.problem)))
    blocks.append(section(lines(ask.text)))
    if ask.example:
        blocks.append(context(f"For example: {lines(ask.example)}"))
    if ask.options:
        blocks += _options(ask, ids.Ref("ask", conversation_id, version))
    if form:
        ref = ids.Ref("ask", conversation_id, version).encode()
        blocks += [actions(button("Answer in a form", ids.ASK_FORM, ref)), context("Or answer in words.")]
    blocks.append(context(f"{_where(version) if in_thread else ''}{_ways(ask)}"))
    parts = [lines(ask.problem), lines(ask.text), f"For example: {lines(ask.example)}" if ask.example else ""]
    parts.append(" / ".join(inline(option.label) for option in ask.options[:MOST_BUTTONS]))
    return fit(Content("\n".join(filter(None, parts)), tuple(blocks), "Type `help` to see what can be answered."))


def answered(ask: Ask, answer: str) -> Content:
    """Compose a question that was answered: the same words, the answer, and no buttons."""
    said = f"You said: {inline(answer)}"
    return fit(Content(f"{lines(ask.text)}\n{said}", (section(lines(ask.text)), context(said))))


def _options(ask: Ask, ref: ids.Ref) -> list[Block]:
    values = [ids.choice(ref, index) for index in range(len(ask.options))]
    labels, listed = _labels(ask.options)
    if ask.is_summary:
        return [*listed, _summary_row(ask, labels, values)]
    if len(labels) > MOST_BUTTONS:
        menu = select("Choose…", ids.ASK_CHOOSE_MENU, list(zip(labels, values, strict=True))[:OPTIONS])
        left = len(labels) - OPTIONS
        note = [context(f"{left} more do not fit into the list. You can type those.")] if left > 0 else []
        return [*listed, actions(menu), *note]
    row = [_button(ask, index, label, value) for index, (label, value) in enumerate(zip(labels, values, strict=True))]
    return [*listed, actions(*row)]


def _button(ask: Ask, index: int, label: str, value: str) -> Block:
    return button(label, ids.ask_choose(index), value, "primary" if ask.options[index].value == SAVE else None)


def _summary_row(ask: Ask, labels: list[str], values: list[str]) -> Block:
    """Return Save, one menu for everything that can be changed, Discard."""
    changes, row = [], []
    for index, (label, value) in enumerate(zip(labels, values, strict=True)):
        if ask.options[index].value.startswith(CHANGE):
            changes.append((label.removeprefix("Change: "), value))
        else:
            row.append(_button(ask, index, label, value))
    if changes:
        row.insert(1, select("Change…", ids.ASK_CHOOSE_MENU, changes[:OPTIONS]))
    return actions(*row)


def _labels(options: tuple[Option, ...]) -> tuple[list[str], list[Block]]:
    """Return the labels; if one is too long for a button, all are numbered, and listed above in full."""
    if all(units(option.label) <= BUTTON for option in options):
        return [option.label for option in options], []
    numbered = [f"{index}. {option.label}" for index, option in enumerate(options, 1)]
    return numbered, [section("\n".join(inline(label) for label in numbered))]


def _where(version: int) -> str:
    """Say where to answer: text typed in the channel itself is no answer."""
    opens = " (press “Reply in thread” at this message)" if version == 1 else ""
    return f"Answer in this thread{opens}, not in the channel. "


def _ways(ask: Ask) -> str:
    words = ["`back`"] if ask.can_back else []
    words += ["`skip`"] if ask.can_skip else []
    words += ["`save`"] if ask.can_save else []
    words += ["`help`", "`cancel`"]
    where = f"Question {ask.number} of at most {ask.of}. " if ask.number and ask.of else ""
    return f"{where}You can also type {' · '.join(words)}"
