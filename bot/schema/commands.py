"""The words of `/beat`, each described once: what people can type, what help says about it, what it needs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bot.domain.permissions import Action
from bot.domain.refusals import UnknownChannel, UnknownWord
from bot.schema.shape import Concept
from bot.schema.table import OWN


@dataclass(frozen=True)
class Command:
    """One word of `/beat`. What it does is registered with `runs`, under the same word.

    word     what people type; "" is `/beat` alone
    also     its synonyms
    example  what help shows after `/beat`, and can be typed as it is; without one it is the word
    does     what it does, in help
    whole    what it does, in help's part on the whole strategy
    adds     it adds a part, and help names it among those that do
    shows    a list of the plan, or a page: then "in #social" after it must be a known channel
    needs    what the asker must be allowed to do in the plan that is meant; None if the command finds its own plan
    """

    word: str
    also: tuple[str, ...] = ()
    example: str = ""
    does: str = ""
    whole: str = ""
    adds: bool = False
    shows: Literal["", "list", "page"] = ""
    needs: Action | None = Action.SEE_STRATEGY

    @property
    def typed(self) -> str:
        """Return the example as people type it."""
        return f"/beat {self.example or self.word}"


# Other words for the concepts of the table: the singular adds one, the plural lists them.
_ALSO = {
    "milestones": ("roadmap",),
    "competitors": ("competition",),
    "positioning": ("tone",),
    "resource": ("tool", "procedure", "guideline"),
    "resources": ("tools", "procedures", "guidelines"),
    "platform": ("network",),
    "audience": ("persona",),
    "audiences": ("personas",),
    "message": ("key-message",),
    "responsibilities": ("who-does-what",),
    "highlight": ("campaign",),
    "highlights": ("campaigns",),
    "signing": ("approvers", "company"),
}
# What help shows where people would not think of the concept's own word.
_EXAMPLES = {"resource": "procedure"}


def _of_concept(concept: Concept) -> Iterable[Command]:
    """Return the word that adds a concept of the table, and the one that lists it, if that is another."""
    name, many = concept.name, concept.many
    shows: Literal["", "page"] = "page" if many == name else ""
    yield Command(name, _ALSO.get(name, ()), _EXAMPLES.get(name, ""), adds=True, shows=shows)
    if many != name:
        yield Command(many, _ALSO.get(many, ()), shows="list")


# In the order of help.
COMMANDS = (
    Command("", needs=None),
    Command(
        "strategy",
        ("document",),
        whole="shows the whole plan in writing: chapters, versions, files, approval.",
        shows="page",
    ),
    Command(
        "setup",
        ("set-up", "start"),
        does="makes this channel the home of a plan. At most seven questions.",
        whole="shows what is still missing, once there is a plan.",
        needs=None,
    ),
    Command("missing", ("gaps",), whole="shows that, too, from any channel.", shows="list"),
    Command(
        "check", ("warnings",), whole="looks at the plan, and asks about what does not fit together.", shows="list"
    ),
    Command("history", ("changes",), whole="shows who changed what, and takes a change back.", shows="list"),
    Command("today", ("day",), does="shows what you have to do, with buttons.", needs=None),
    Command("goals", does="shows the goals and their latest numbers.", shows="list"),
    Command(
        "goal", example="goal 1,000 Instagram followers by end of March", does="adds a goal. I ask for what is missing."
    ),
    Command("roles", ("team",), does="shows who does what.", shows="list"),
    Command("role", example="role Editor @ana", does="gives a role to somebody."),
    Command("calendar", ("plan",), does="shows the next two weeks.", shows="list"),
    Command("posts", ("slots",), does="shows the regular posts, and changes them.", shows="list"),
    Command("slot", example="slot Instagram tip every Monday at 9", does="adds a regular post."),
    Command("post", example="post A photo of the new oven", does="keeps an idea for a post, for a day without one."),
    Command("ideas", does="shows the ideas for posts.", shows="list"),
    Command("idea"),
    Command("hour", example="hour 8:30", does="changes when your day with me begins.", needs=None),
    Command(
        "reminders", ("nudges",), "reminders gentle", "reminds you less. The others are standard and off.", needs=None
    ),
    Command(
        "settings", ("options",), does="shows and changes the plan's settings, and yours.", shows="page", needs=None
    ),
    Command("plans", does="shows the plans that you can see, and where they are.", needs=None),
    Command(
        "lead",
        ("leads", "co-lead", "colead"),
        does="shows who leads the plan. For leads: `/beat lead @ben` names a co-lead.",
        needs=None,
    ),
    Command(
        "move", example="move here", does="moves the plan to the channel where you type it. For leads.", needs=None
    ),
    Command(
        "hold",
        ("pause", "halt", "freeze", "suspend"),
        "hold Instagram until Monday: product recall",
        "stops publishing there, or everywhere. For leads.",
        needs=Action.HOLD,
    ),
    Command("resume", does="lets go on what is on hold. For leads.", needs=Action.HOLD),
    Command("why", does="shows what I sent you or did not, and the reason. For leads: `/beat why @ben`", needs=None),
    Command(
        "lessons",
        ("primer",),
        does="ten short lessons on how such a plan is made. One a day, if you like.",
        whole="teaches how such a plan is made.",
        needs=None,
    ),
    Command("lesson", example="lesson 3", does="shows one of them. Without a number it is the next one.", needs=None),
    Command(
        "export", does="sends you all of the plan as a file, for another channel or for keeps.", needs=Action.EXPORT
    ),
    Command("cancel", does="stops what I am asking you.", needs=None),
    Command("stop", needs=None),
    Command("help", ("?",), does="shows this list.", needs=None),
    *(command for concept in OWN.values() for command in _of_concept(concept)),
)


def words_of(commands: Iterable[Command]) -> Mapping[str, Command]:
    """Return what people can type, and which command each word means."""
    return MappingProxyType({word: one for one in commands for word in (one.word, *one.also)})


WORDS = words_of(COMMANDS)

# A channel that exists and is visible to the asker comes with its id; anything else is text.
_NO_CHANNEL = re.compile(r"\bin\s+(#\S+)", re.IGNORECASE)
_CHANNEL = re.compile(r"\bin <#(?P<id>[CG][A-Z0-9]+)(?:\|[^>]*)?>", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What was typed after `/beat`: the command, the rest, and the channel that it names ("in #social"), if any."""

    command: Command
    rest: str
    channel: str = ""

    @property
    def is_page(self) -> bool:
        """Tell whether the rest names a page of a list."""
        return self.rest.isdecimal() and len(self.rest) < 4

    @property
    def page(self) -> int:
        """Return which page of a list was asked for; the first one by default."""
        return int(self.rest) if self.is_page else 1


def read(text: str, words: Mapping[str, Command] = WORDS) -> Typed:
    """Read what was typed.

    Raises the Refusals `unknown_word`, with the nearest known word, and `unknown_channel`.
    """
    named = _CHANNEL.search(text)
    plain = (_CHANNEL.sub("", text, count=1) if named else text).strip()
    first, _, rest = plain.partition(" ")
    command = words.get(first.casefold())
    if command is None:
        near = difflib.get_close_matches(first.casefold(), words, n=1, cutoff=0.6)
        raise UnknownWord(typed=first[:40], nearest=words[near[0]].word if near else "")
    if command.shows and (unknown := _NO_CHANNEL.search(rest)):
        raise UnknownChannel(typed=unknown[1][:80])
    return Typed(command, rest.strip(), named["id"] if named else "")
