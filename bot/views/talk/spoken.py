"""Answers to people who write to Drumbeat where it can't act on it: a sentence or two, and one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.views.kit import ids
from bot.views.kit.blocks import Block, button
from bot.views.kit.facts import Facts, Words
from bot.views.kit.texts import brief, channel_link

# At most this much of somebody's text is quoted.
QUOTED = 200


def _quoted(f: Facts, otherwise: str) -> str:
    said = brief(f.raw("quoted") or f.raw("said"), QUOTED, "in your message")
    return f"“{said}”" if said else otherwise


def _answer_in_channel(f: Facts) -> str:
    if f.raw("used"):
        return f"✓ I took {_quoted(f, 'that')} as your answer. The next question is in the thread."
    where = channel_link(f.raw("channel")) if f.raw("channel") else "the channel"
    return (
        f"You wrote {_quoted(f, 'something')} in {where}. I asked you a question in a thread there. Is it the answer?"
    )


def _edited_answer(f: Facts) -> str:
    kept = f"I read an answer once, when you send it, so I kept {_quoted(f, 'your first words')}."
    return f"{kept} Type `back` to answer again."


def _edited_saved(f: Facts) -> str:
    kept = f"I read an answer once, when you send it, so {_quoted(f, 'what you wrote first')} still counts."
    return f"{kept} Type `/beat` to change your plan."


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "mentioned": lambda f: (
            "I don't read along in channels. Type `/beat` here, or tap the button for what I can do."
        ),
        "mentioned_new": lambda f: (
            "I keep a social-media plan moving: who posts what, where and when. There's no plan in this channel yet."
        ),
        "answer_in_channel": _answer_in_channel,  # conversation, version, said, quoted, channel, used?
        "edited_answer": _edited_answer,  # said
        "edited_saved": _edited_saved,  # said
        "edited_message": lambda f: (
            "I read a message once, when you send it, and didn't take your edit. Send it again as a new message."
        ),
    }
)


def button_of(code: str, f: Facts) -> Block | None:
    """Return the button below a plain answer; most have none."""
    made = _BUTTONS.get(code)
    return made(f) if made else None


def _menu(label: str, action_id: str) -> Block:
    return button(label, action_id, ids.Ref("strategy", 0).encode())


def _help(f: Facts) -> Block:
    return _menu("What I can do", ids.BEAT_HELP)


def _set_up(f: Facts) -> Block:
    return _menu("Set up a plan", ids.BEAT_SETUP)


def _for_file(f: Facts) -> Block | None:
    """Return what to do instead of dropping a file: in a channel with a plan, in one without, in a direct message."""
    match f.raw("place"):
        case "plan":
            return _menu("Add a post", ids.BEAT_SLOT_NEW)
        case "new":
            return _set_up(f)
        case "dm":
            return _help(f)
    return None


def _use(f: Facts) -> Block | None:
    conversation, version = f.raw("conversation"), f.raw("version")
    if f.raw("used") or not (conversation.isdecimal() and version.isdecimal()):
        return None
    return button("Use this as my answer", ids.ASK_USE, ids.Ref("ask", int(conversation), int(version)).encode())


_BUTTONS: Mapping[str, Callable[[Facts], Block | None]] = MappingProxyType(
    {
        "mentioned": _help,
        "mentioned_new": _set_up,
        "file_unknown": _for_file,
        "file_first_line": _for_file,
        "file_not_ours": _for_file,
        "answer_in_channel": _use,
    }
)
