"""People as they are typed: "<@U123>", "@ana, @ben and me", "Ana and Ben", and the words around them."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.answers import MENTIONED, fold, plain, words

# More names than this, without a mention among them, are ordinary text.
MOST_NAMES = 50


@dataclass(frozen=True)
class PersonRef:
    """A person as they were named.

    id      a Slack id ("U123"), from a mention
    name    a name without "@", to be looked up
    me      the speaker; the value is empty
    group   a user group's id ("S1"), or "channel", "here", "everyone": never a holder of anything
    """

    kind: Literal["id", "name", "me", "group"]
    value: str


@dataclass(frozen=True)
class PeopleAnswer:
    """The people named in a text, in order and without repeats, and the remaining words (often a role's title)."""

    people: tuple[PersonRef, ...]
    rest: str


# A mention in Slack's markup, one with "@" as typed, or the speaker.
MENTION = (
    rf"(?:{MENTIONED}"
    r"|<!subteam\^(?P<team>S[A-Z0-9]{1,30})(?:\|[^<>]*)?>"
    r"|<!(?P<all>channel|here|everyone)(?:\|[^<>]*)?>"
    r"|(?<![\w.+-])@(?P<name>[^\W_](?:[\w.'’-]{0,60}\w)?)"
    r"|(?<![\w@.'’-])(?P<me>[Mm]yself|[Mm]e|ME|I(?:['’](?:m|ll|d|ve))?|i|i['’](?:m|ll))(?![\w@.-]))"
)
_MENTION = re.compile(MENTION)
_NEGATED = re.compile(r"\b(?:not|nobody|no one|none|don't|isn't|never)\b")
_EDGE = (
    r"(?:and|&|\+|,|;|:|is|are|am|'s|was|will be|as|the|a|an|our|my|be|role|with|to|for|by|make|makes|give|gives"
    r"|it|it's|should|please|do|does|it to|-|=|/|\(|\)|\.|of course|who|can|then|assign|ask|let)"
)
_LEFT = re.compile(rf"^(?:{_EDGE}(?= |$|[^\w])|[,;:&+=/()-]) *", re.IGNORECASE)
_RIGHT = re.compile(rf"(?:^|(?<=[\s,;:&+=/()-])){_EDGE}$|[,;:&+=/()-]$", re.IGNORECASE)

# Words that make it a title, whatever its capitals.
_TITLES = frozenset(
    words(
        "manager editor lead leader owner designer writer director head assistant agency team community marketing sales"
        " social media content officer intern photographer producer strategist analyst specialist coordinator"
        " consultant author copywriter planner administrator admin support service role person anyone"
        " somebody someone everybody everyone both all none nobody boss ceo cmo founder freelancer videographer"
        " moderator"
    )
)
_EVERYBODY = frozenset(
    {"everyone", "everybody", "the team", "the whole team", "all of us", "us", "anyone", "channel", "here"}
)
_NAME = r"[^\W\d_](?:[\w.'’-]{0,40}\w)?"
_NAMES = re.compile(rf"{_NAME}(?: {_NAME}){{0,2}}")
_SPLIT = re.compile(r" ?[,;&+/] ?(?:and )?| and ", re.IGNORECASE)
_AND_NAME = re.compile(rf"^(?:and|&|\+) ({_NAME})$|^({_NAME}) (?:and|&|\+)$", re.IGNORECASE)


def person_in(match: re.Match[str]) -> PersonRef:
    """Return the person named by a match of MENTION."""
    if match["id"]:
        return PersonRef("id", match["id"])
    if match["team"] or match["all"]:
        return PersonRef("group", match["team"] or match["all"])
    if match["me"]:
        return PersonRef("me", "")
    name = match["name"]
    # Without Slack's markup, the three words for everybody keep that meaning.
    return (
        PersonRef("group", name.lower()) if name.lower() in {"channel", "here", "everyone"} else PersonRef("name", name)
    )


def read_people(text: str) -> PeopleAnswer:
    """Read the people named in a text. Without a mention, capitalized words or one word alone are taken as names.

    Nobody is found in "not me"; the words are then in `rest`.
    """
    if _NEGATED.search(fold(text)):
        return PeopleAnswer((), plain(text))
    people: list[PersonRef] = []
    rests: list[str] = []
    at = 0
    for match in _MENTION.finditer(text):
        rests.append(text[at : match.start()])
        people.append(person_in(match))
        at = match.end()
    rests.append(text[at:])
    pieces = [plain(rest) for rest in rests]
    if not people:
        if fold(pieces[0]).strip(" .!?") in _EVERYBODY:
            return PeopleAnswer((PersonRef("group", "everyone"),), "")
        named = _named(pieces[0])
        return named if named.people else PeopleAnswer((), _trimmed(named.rest) or named.rest)
    kept = []
    for piece in pieces:
        # "@ana and Ben": a name connected to a mention only by "and".
        tied = _AND_NAME.match(piece)
        name = (tied[1] or tied[2]) if tied else ""
        if name and name[0].isupper() and name.lower() not in _TITLES:
            people.append(PersonRef("name", name))
        elif trimmed := _trimmed(piece):
            kept.append(trimmed)
    return PeopleAnswer(_once(people), _trimmed(" ".join(kept)))


def around_mention(text: str) -> tuple[str, str]:
    """Return the text before and after the first mention in Slack's raw text; ("", "") where there is none."""
    match = _MENTION.search(text)
    return (text[: match.start()], text[match.end() :]) if match else ("", "")


def _named(said: str) -> PeopleAnswer:
    parts = [part for part in _SPLIT.split(said.strip(" .!?")) if part]
    for part in parts[: MOST_NAMES + 1]:
        names = part.split()
        capitals = all(name[0].isupper() for name in names)
        if not _NAMES.fullmatch(part) or (not capitals and len(names) > 1):
            return PeopleAnswer((), said)
        if any(name.lower().strip(".") in _TITLES for name in names):
            return PeopleAnswer((), said)
    if len(parts) > MOST_NAMES:
        return PeopleAnswer((), said)
    return PeopleAnswer(_once([PersonRef("name", part) for part in parts]), "")


def _once(people: list[PersonRef]) -> tuple[PersonRef, ...]:
    return tuple(dict.fromkeys(people))


def _trimmed(piece: str) -> str:
    """Return a piece of text without the words that only connect it to a name."""
    # A title can lose a few words at either end; with more of them it is a sentence, and stays whole.
    for _ in range(8):
        shorter = _RIGHT.sub("", _LEFT.sub("", piece)).strip()
        if shorter == piece:
            break
        piece = shorter
    return piece.strip(" .")
