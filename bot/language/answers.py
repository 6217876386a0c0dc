"""What an answer can turn out to be, and the readers that need no other grammar: plain text, yes or no, choices.

Everything in this family is pure: text in, `Understood`, `Choice` or `Unclear` out, for any text. Nothing here guesses:
what was half-understood has `confirm=True` or becomes a `Choice`. The other readers are named by their subject:
numbers, targets, dates, clock, weekdays, schedules, people, platform_names, phrases.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

# Covariant: an answer is frozen, so an answer of dates is also an answer of objects.
T = TypeVar("T", covariant=True)

# No value that a person types (a date, a number, a schedule) is longer than this; longer text was meant for something
# else. This also bounds the readers' work.
VALUE_LIMIT = 300

CommandWord = Literal["back", "skip", "cancel", "help", "recap"]


@dataclass(frozen=True)
class Understood(Generic[T]):
    """A value, and in `echo` how it was read. `confirm` when it was half-understood: ask before using it.

    `left_out` are unused words next to it that may have mattered to the person who typed them. `question` replaces
    "Did I get that right?" where there is more to say: what could not be used.
    """

    value: T
    echo: str
    confirm: bool = False
    left_out: tuple[str, ...] = field(default=(), kw_only=True)
    question: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Choice(Generic[T]):
    """More than one reading is possible: `question`, and (label, value) for each reading."""

    question: str
    options: tuple[tuple[str, T], ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unclear:
    """Nothing usable: what was understood and what was not, and an example that would work."""

    problem: str
    example: str


Answer: TypeAlias = Understood[T] | Choice[T] | Unclear


@dataclass(frozen=True)
class Locale:
    """How a strategy writes dates and numbers. `date_order` None: not known yet, so "3/4" is asked about.

    `week_start` is 0 for Monday to 6 for Sunday.
    """

    date_order: Literal["dmy", "mdy", "ymd"] | None
    decimal_mark: Literal[".", ","]
    week_start: int = 0


# ---------------------------------------------------------------- plain text

# Slack's own markup in the text that it sends: <@U1|ana>, <#C1|general>, <!here>, <https://x|label>.
_MARKUP = re.compile(r"<([^<>]+)>")
_ESCAPES = re.compile(r"&(lt|gt|amp);")
_ESCAPED = {"lt": "<", "gt": ">", "amp": "&"}
# Characters that change how the text around them reads, or are invisible.
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _without_markup(match: re.Match[str]) -> str:
    target, _, label = match.group(1).partition("|")
    if target.startswith("@"):
        return f"@{(label or target[1:]).lstrip('@')}"
    if target.startswith("#"):
        return f"#{(label or target[1:]).lstrip('#')}"
    if target.startswith("!"):
        name = label or target[1:].partition("^")[2] or target[1:]
        return name if target.startswith("!date^") else f"@{name.lstrip('@')}"
    for scheme in ("mailto:", "tel:"):
        if target.startswith(scheme):
            return label or target.removeprefix(scheme)
    if "://" not in target:
        return match.group(0)
    if not label or label == target:
        return target
    bare = target.partition("://")[2].rstrip("/")
    # A label that hides another address is shown next to it, never instead of it.
    return label if label.rstrip("/") == bare else f"{label} ({target})"


# A person in Slack's markup: commands come with a label, events without.
MENTIONED = r"<@(?P<id>[UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>"
_MENTION = re.compile(MENTIONED)
_BREAKS_LABELS = str.maketrans("", "", "<>|")


def ids_in(text: str) -> set[str]:
    """Return the Slack ids of the people whom a text mentions."""
    return {match["id"] for match in _MENTION.finditer(text)}


def with_names(text: str, names: Mapping[str, str]) -> str:
    """Return a text to store, with a name in each mention: "<@U1>" becomes "<@U1|Noah>".

    Slack's events have only ids, which nobody can read. For text that no reader parses later: a name may contain
    any word. People who aren't among `names`, by Slack id, keep the label from Slack.
    """

    def named(match: re.Match[str]) -> str:
        name = names.get(match["id"])
        if name is None:
            return match[0]
        bare = plain(name).translate(_BREAKS_LABELS)
        return f"<@{match['id']}|{bare.replace('&', '&amp;')}>"

    return _MENTION.sub(named, text)


def plain(text: str, *, keep_lines: bool = False) -> str:
    """Return what a person wrote, without Slack's markup, control characters and extra whitespace.

    Mentions become inert text ("@channel", "@ana"). With `keep_lines`, line breaks stay; otherwise they are spaces.
    """
    text = _ESCAPES.sub(lambda match: _ESCAPED[match.group(1)], _MARKUP.sub(_without_markup, text))
    text = text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    seen = "".join(
        " " if char.isspace() and char != "\n" else char
        for char in unicodedata.normalize("NFC", text)
        if char not in _UNSEEN and (char.isspace() or unicodedata.category(char) not in {"Cc", "Cs"})
    )
    if not keep_lines:
        return " ".join(seen.split())
    return "\n".join(" ".join(line.split()) for line in seen.split("\n")).strip()


def clean_text(text: str, limit: int, *, keep_lines: bool = False) -> Understood[str] | Unclear:
    """Read free text of at most `limit` characters; nothing is ever cut silently."""
    wrote = plain(text, keep_lines=keep_lines)
    # The question itself shows an example of the same kind.
    if not wrote:
        return Unclear("There was nothing to read in that.", "")
    if len(wrote) > limit:
        return Unclear(f"That is {len(wrote):,} characters long. There is room for {limit:,}.", "")
    return Understood(wrote, wrote)


_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2192\u21d2\u27f6\u2794", ">"),
        # Arabic marks of thousands and of percent.
        "\u066c": "'",
        "\u066a": "%",
    }
)


def fold(text: str) -> str:
    """Return `text` for matching: lower case, one kind of digit, dash, quote and arrow, and the same length.

    Character by character, so that a span found in the folded text is a span of the text itself.
    """

    def one(char: str) -> str:
        if char.isdecimal():
            return str(unicodedata.decimal(char))
        if char.isdigit():
            # "5²" is not 52, and nobody types "①" as a count.
            return char
        wide = unicodedata.normalize("NFKC", char)
        lower = (wide if len(wide) == 1 else char).lower()
        return lower if len(lower) == 1 else char

    return "".join(one(char) for char in text).translate(_SAME)


def quoted(text: str, limit: int = 60) -> str:
    """Return `text` in quotation marks for a sentence; a long one ends in an ellipsis."""
    wrote = plain(text)
    return f"“{wrote}”" if len(wrote) <= limit else f"“{wrote[:limit].rstrip()} …”"


def too_long(text: str, example: str) -> Unclear | None:
    """Refuse text that is too long (over VALUE_LIMIT characters) or too empty to be a value."""
    if not text:
        return Unclear("There was nothing to read in that.", example)
    if len(text) > VALUE_LIMIT:
        return Unclear(f"That is {len(text):,} characters long. A few words are enough here.", example)
    return None


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def words(text: str) -> list[str]:
    """Return the words of a list that is written as one string."""
    return text.split()


def cut_out(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return `text` without `spans`, a space where each was; spans may overlap, in any order."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    kept.append(text[at:])
    return " ".join(" ".join(kept).split())


# ---------------------------------------------------------------- words that control a conversation

_COMMANDS: dict[CommandWord, frozenset[str]] = {
    "back": frozenset({"back", "go back", "previous", "one back", "step back", "back please"}),
    "skip": frozenset(
        {
            *("skip", "skip it", "skip this", "skip that", "skip this one", "skip that one", "pass", "skip please"),
            *("skip for now", "skip it for now", "skip this for now", "skip that for now", "skip that one for now"),
            *("skip this one for now", "lets skip that", "let's skip that", "let's skip it", "i'll skip that"),
        }
    ),
    "cancel": frozenset({"cancel", "stop", "quit", "abort", "exit", "never mind", "nevermind", "forget it"}),
    "help": frozenset({"help", "?", "??", "help me", "what", "huh", "i need help", "help please"}),
    "recap": frozenset(
        {
            "what have i said so far",
            "what have i said",
            "what did i say",
            "what did i say so far",
            "show me what i said",
            "so far",
            "recap",
            "summary",
            "where are we",
        }
    ),
}


def is_command_word(text: str) -> CommandWord | None:
    """Return which control word `text` is, or None; only a whole answer is one, never a word inside it."""
    said = fold(plain(text))
    for command, phrases in _COMMANDS.items():
        if said in phrases or said.rstrip(" .!?") in phrases:
            return command
    return None


_YES = frozenset(
    words(
        "y yes yep yeah yup ya sure ok okay okey correct right true exactly absolutely definitely certainly agreed"
        " save fine 👍 ✅ :+1: :thumbsup: :white_check_mark:"
    )
) | {"that's right", "that is right", "thats right", "sounds good", "looks good", "go ahead", "of course"}
_NO = frozenset(words("n no nope nah not wrong false incorrect never 👎 ❌ :-1: :thumbsdown: :x:")) | {
    "not yet",
    "not really",
    "no way",
    "that's wrong",
    "that is wrong",
    "not right",
    "don't",
    "do not",
    "no not that",
}
_POLITE = re.compile(
    r"(?<![ ,.!])[ ,.!]++(?:please|thanks|thank you|it is|it's right|that's right|do it|i do|i don't)$"
)


def read_yes_no(text: str) -> Answer[bool]:
    """Read a yes or a no."""
    said = fold(plain(text)).rstrip(" .!,")
    if refused := too_long(said, "yes"):
        return refused
    short = _POLITE.sub("", said)
    for word in (said, short):
        if word in _YES:
            return Understood(True, "yes")
        if word in _NO:
            return Understood(False, "no")
    first = said.partition(" ")[0].rstrip(",.!")
    if first in {"yes", "no", "yep", "nope", "yeah"}:
        value = first in _YES
        return Understood(value, "yes" if value else "no", confirm=True)
    return Unclear("I could not tell whether that is a yes or a no.", "yes")


# ---------------------------------------------------------------- one of several

_PLACES = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
}
_PLACE = re.compile(r"(?:the |option |number |no\. ?|#){0,4}(?:([0-9]{1,3})|([a-z]+))(?:st|nd|rd|th)?(?: one)?[.)]?")


def _place(said: str, count: int) -> int | None:
    match = _PLACE.fullmatch(said)
    if match is None:
        return None
    if match.group(2) == "last":
        return count - 1
    number = int(match.group(1)) if match.group(1) else _PLACES.get(match.group(2), 0)
    return number - 1 if 1 <= number <= count else None


def read_choice(text: str, options: Sequence[str]) -> Answer[int]:
    """Read which of `options` is meant: its label, its number, its beginning, or something close.

    The value is the index. A close spelling needs confirmation; several that fit become a Choice.
    """
    if not options:
        return Unclear("There is nothing to choose from.", "cancel")
    said = fold(plain(text))
    labels = [fold(plain(option)) for option in options]
    if refused := too_long(said, options[0]):
        return refused
    for match in (
        [i for i, label in enumerate(labels) if label == said],
        [i for i in [_place(said, len(options))] if i is not None],
        [i for i, label in enumerate(labels) if label.startswith(said)],
        [i for i, label in enumerate(labels) if len(said) > 2 and f" {said} " in f" {label} "],
    ):
        if len(match) == 1:
            return Understood(match[0], options[match[0]])
        if match:
            return Choice("Which one do you mean?", tuple((options[i], i) for i in match))
    near = difflib.get_close_matches(said, labels, n=1, cutoff=0.75)
    if near:
        index = labels.index(near[0])
        return Understood(index, options[index], confirm=True)
    shown = [quoted(option) for option in options[:6]]
    more = f", and {len(options) - 6} more" if len(options) > 6 else ""
    return Unclear(f"{quoted(text)} is none of these: {', '.join(shown)}{more}.", options[0])
