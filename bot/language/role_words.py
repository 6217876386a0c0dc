"""Words next to a name: a role, if they are known or said to be one; filler words; or words to leave out.

"Editor: Ana", "Ana as the barista" and "our photo editor Ana" name a role. "Just Ana" and "Ana again" don't, and
neither does "Ana films them": that is left out, and the person who typed it is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.answers import VALUE_LIMIT, fold, plain, words

# Nouns for people who do such work: a phrase that ends with one of these is a role's title.
JOBS = frozenset(
    words(
        "editor manager lead leader owner designer writer director head assistant photographer producer strategist"
        " analyst specialist coordinator officer moderator author copywriter planner videographer marketer illustrator"
        " administrator"
    )
)
# A title has at most this many words, and none of these.
MOST_WORDS = 5
_NEVER_IN_A_TITLE = frozenset(
    words(
        "i me my mine we us our you your he she it they them their his her him this that these those who whoever whom"
        " what when where why how is are am was were be been being do does did done has have had will would can could"
        " should must may might not no nobody someone somebody anyone anybody everyone everybody whenever if because so"
        " as from until since every each another other then again also too please reads read counts measures judges"
        " decides reviews writes films takes makes"
    )
)
# Words that change nothing next to a name, if there are no others.
_SMALL = frozenset(
    words(
        "a an the our my your and or is are was be being am as with to for by of at in on it its it's that that's thats"
        " this them those these there here one will would can could should shall may must do does did has have had got"
        " i'd i'll he he'll she she'll they we'll himself herself alone who all everything"
        " just only again too also well then now moment currently today first instead before after time always mostly"
        " usually still simply really actually honestly basically probably maybe perhaps sure both either course"
        " think thinks guess mean meant suppose believe hope wish reckon assume imagine say said"
        " so ok okay hm hmm um uh oh ah yes yeah yep please pls plz thanks thx lol haha"
        " give gives let make makes take takes ask asks assign put use go goes going come comes part work job"
    )
)
# At the ends of what is left out, these don't count.
_EDGES = frozenset(
    words(
        "ok okay so then well hm hmm um uh oh ah yes yeah please pls plz thanks just only mostly probably maybe and or"
        " but"
    )
)
# The speaker's asides: "I think" and "as I said" name nobody. Something that people can do themselves does.
_ASIDE = re.compile(r"(?<![\w@.'-])(?:i|we)(?:'d| would)? (?P<verb>(?!says? (?:if|whether|what)\b)[a-z']+)")
_OWN_WORK = frozenset(
    words(
        "do does will can could am is read reads judge judges decide decides look review reviews check count track"
        " measure report pull keep handle host write film take make post shoot edit cover run create prepare send"
        " publish share approve sign lead record draw design have has and or alone myself too also"
    )
)
_ARTICLE = r"(?:(?:the|our|my|an?|new) ){0,2}"
_HAVING = r"(?:(?:in|as|for|has|have|gets|takes) )?"
# "role barista", "in the role of barista", "as the barista role"; a colon or a verb may connect it to the name.
_ROLE_FIRST = re.compile(
    rf"{_HAVING}{_ARTICLE}(?:role|position)(?: (?:of|called|named|is|as))?[: ]+{_ARTICLE}(?P<t>[^:= ].*)"
)
_ROLE_LAST = re.compile(rf"{_HAVING}{_ARTICLE}(?P<t>.{{1,80}}) (?:role|position)")
_AS = re.compile(r"as (?:the|our|my|an?) (?P<t>.+)")
_NEVER_AS = frozenset(
    words("favor favour start test try trial rule joke bonus treat whole team group result pair rest usual backup gift")
)
_TIED = re.compile(r"(?: ?[:=]| is| are| goes to| belongs to| for| to| by| -)$")
_CLAUSES = re.compile(r"[,;()\n\u2013\u2014]|(?<!\w)-(?!\w)|\.(?= |$)")


@dataclass(frozen=True)
class Beside:
    """The words next to a name: the role that they name, and what to leave out, as it was typed."""

    title: str = ""
    left_out: tuple[str, ...] = ()


def without_asides(text: str) -> str:
    """Return a text with "I guess" and "I think" blanked out, so that they aren't taken for a name."""
    for match in _ASIDE.finditer(fold(text)):
        if match["verb"] not in _OWN_WORK:
            end = match.end() if match["verb"] in _SMALL else match.start("verb")
            text = f"{text[: match.start()]}{' ' * (end - match.start())}{text[end:]}"
    return text


def read_beside(before: str, after: str, roles: Sequence[str] = ()) -> Beside:
    """Read the plain words before and after a name. `roles` are the titles that the plan has."""
    parts_before, parts_after = _CLAUSES.split(before), _CLAUSES.split(after)
    clauses = [*((part, "before") for part in parts_before), *((part, "after") for part in parts_after)]
    nearest = len(parts_before)
    title, left = "", list[str]()
    for place, (part, side) in enumerate(clauses):
        is_next = place in (nearest - 1, nearest)
        said = "" if title else _said(" ".join(part.split()), side, roles, is_next=is_next)
        if said:
            title = said
        elif rest := what_is_left(part):
            left.append(rest)
    return Beside(title, tuple(left))


def title_said(text: str, roles: Sequence[str] = ()) -> str:
    """Return a role's title that is given without a name: a known one, or "role barista"; "" for other words."""
    if len(text) > VALUE_LIMIT:  # no title is that long
        return ""
    return _said(" ".join(plain(text).split()), "alone", roles, is_next=False)


def what_is_left(part: str) -> str:
    """Return the words that may matter, without fillers; "" if all of them are fillers."""
    rest = [word for word in plain(part).split() if any(char.isalnum() for char in word)]
    if all(_bare(word) in _SMALL for word in rest):
        return ""
    while rest and _bare(rest[0]) in _EDGES:
        rest = rest[1:]
    while rest and _bare(rest[-1]) in _EDGES:
        rest = rest[:-1]
    return " ".join(rest).strip(" .,;:!?=-")


def _bare(word: str) -> str:
    return fold(word).strip(".,;:!?=()\"'-")


def _said(part: str, side: str, roles: Sequence[str], *, is_next: bool) -> str:
    """Return the role's title in a clause, "" if it has none."""
    folded = fold(part)
    body = folded
    while side == "before" and (tie := _TIED.search(body[-16:])):
        body = body[: len(body) - len(tie[0])]
    for pattern in (_ROLE_FIRST, _ROLE_LAST):
        if (match := pattern.fullmatch(body)) and is_title(match["t"]):
            return part[match.start("t") : match.end("t")]
    if side == "after" and (match := _AS.fullmatch(folded)) and is_title(match["t"]) and match["t"] not in _NEVER_AS:
        return part[match.start("t") : match.end("t")]
    stands = part.strip(" :=")
    if is_next and stands and _is_tied(folded, side) and is_title(fold(stands)):
        return _without_article(stands)
    return _known(part, roles)


def _is_tied(folded: str, side: str) -> bool:
    """Tell whether a colon or an equals sign stands between words and the name."""
    return folded.rstrip().endswith((":", "=")) if side == "before" else folded.lstrip().startswith((":", "="))


def _known(part: str, roles: Sequence[str]) -> str:
    """Return the title of an existing role, or one that ends with a noun for people of a trade."""
    said = [word.strip(".,:=!?\"'") for word in part.split() if any(char.isalnum() for char in word)]
    folded = [fold(word) for word in said]
    spoken = f" {' '.join(folded)} "
    for title in sorted(roles, key=len, reverse=True):
        if f" {fold(plain(title))} " in spoken and not what_is_left(spoken.replace(f" {fold(plain(title))} ", " ")):
            return title
    while folded and folded[-1] in _SMALL:
        said, folded = said[:-1], folded[:-1]
    if not folded or folded[-1] not in JOBS:
        return ""
    first = len(folded) - 1
    while first > 0 and folded[first - 1] not in _NEVER_IN_A_TITLE | _SMALL and len(folded) - first < MOST_WORDS:
        first -= 1
    return " ".join(said[first:])


def is_title(folded: str) -> bool:
    """Tell whether folded words can be a role's title: only a few, and none that only a sentence has."""
    said = folded.strip(" :=.").split()
    return 0 < len(said) <= MOST_WORDS and _NEVER_IN_A_TITLE.isdisjoint(said) and not all(one in _SMALL for one in said)


def _without_article(title: str) -> str:
    return re.sub(r"^(?:the|our|my|an?) ", "", title, flags=re.IGNORECASE)
