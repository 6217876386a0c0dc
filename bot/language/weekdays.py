"""Days of the week as people type them: "Mon-Fri", "weekdays", "Tuesdays and Thursdays", "all but Sunday"."""

import re
from collections.abc import Iterable

from bot.domain.when import WEEKDAYS
from bot.language.answers import Answer, Unclear, Understood, cut_out, fold, joined, plain, quoted, too_long, words
from bot.language.misspelt_days import Misspelt, corrected, misspelt_in

_NAMES = {
    spelling: number
    for number, spellings in enumerate(
        (
            "monday mondays mon mo",
            "tuesday tuesdays tues tue tu",
            "wednesday wednesdays weds wed we",
            "thursday thursdays thurs thur thu th",
            "friday fridays fri fr",
            "saturday saturdays sat sa",
            "sunday sundays sun su",
        )
    )
    for spelling in spellings.split()
}
_GROUPS = {
    **dict.fromkeys(
        ("weekdays", "weekday", "workdays", "workday", "working days", "working day", "business days"), range(5)
    ),
    **dict.fromkeys(("weekends", "weekend", "the weekend"), range(5, 7)),
    **dict.fromkeys(("every day", "everyday", "daily", "each day", "all days", "all", "any day", "7 days"), range(7)),
}
_NARROW = "|".join(sorted((name for name in _NAMES if len(name) > 2), key=len, reverse=True))
_WIDE = "|".join(sorted(_NAMES, key=len, reverse=True))
_END = r"(?![a-z0-9])"
# Two letters are a day only next to another day: "mo-fr", but never the "we" of "we post".
_ITEM = rf"(?:(?:{_NARROW}){_END}\.?(?:(?: ?- ?| to | thru | through )(?:{_WIDE}){_END}\.?)?)"
_SHORT = rf"(?:(?:{_WIDE}){_END}\.?(?: ?[-/,] ?(?:{_WIDE}){_END}\.?)++)"
_JOIN = r"(?: ?(?:, and|, ?|/|&|\+|;) ?(?:on )?| and (?:on )?(?:every )?| )"
# Atomic: a list can be split into items in many ways, and none of them should be tried twice.
DAYS_LIST = rf"(?>(?:{_ITEM}|{_SHORT})(?:{_JOIN}(?:{_ITEM}|{_SHORT}))*+)"
_WORDS = (
    r"(?:every (?:single )?(?:week|work|working )day|(?:every|each|all) ?days?|everyday|daily|weekdays?|workdays?"
    r"|working days|business days|(?:every |the )?weekends?|(?:7|seven) days a week|all|any day)"
)
_EXCEPT = r" ?,? (?:except|excepting|but not|but|without|apart from|other than|not)(?: for)?(?: on)?(?: the)? "
# Before these, it isn't the weekday as such that is excluded: "except Sundays in August", "except Friday 25 December".
LIMITED = (
    r"(?:(?:in|of|during|before|after|if|when|while|until|till|from|this|next|only|the|as|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)\b|(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]"
    r"|,? ?[0-9]{1,2}(?:st|nd|rd|th|\.)? ?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
# Days, wherever they are; "every" and "on" before them belong to the match.
DAYS = re.compile(
    rf"(?<![a-z0-9_@#])(?:(?:on |every |each |all )?(?P<list>{DAYS_LIST})|(?P<group>{_WORDS}){_END}"
    rf"(?:{_EXCEPT}(?P<but>{DAYS_LIST}|weekends?)(?! ?{LIMITED}))?)(?![a-z0-9_])"
)


def days_in(match: re.Match[str]) -> frozenset[int]:
    """Return the days that a match of DAYS names."""
    if match["list"]:
        return _listed(match["list"])
    group = re.sub(r"^(?:every single |every |each |the )(?=week|work)", "", match["group"])
    base = frozenset(_GROUPS.get(group, range(7)))
    return base - days_named(match["but"]) if match["but"] else base


def days_named(text: str) -> frozenset[int]:
    """Return the days that a list of days, "weekends" or "weekdays" names."""
    return frozenset(_GROUPS[text]) if text in _GROUPS else _listed(text)


def _listed(text: str) -> frozenset[int]:
    days: set[int] = set()
    for first, last in re.findall(rf"({_WIDE}){_END}\.?(?:(?: ?- ?| to | thru | through )({_WIDE}){_END})?", text):
        start, span = _NAMES[first], 0
        if last:
            span = (_NAMES[last] - start) % 7
        days.update((start + step) % 7 for step in range(span + 1))
    return frozenset(days)


def say_days(days: Iterable[int]) -> str:
    """Return "Monday to Friday", "Monday and Wednesday", "every day"."""
    numbers = sorted(set(days))
    if len(numbers) == 7:
        return "every day"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{WEEKDAYS[numbers[0]]} to {WEEKDAYS[numbers[-1]]}"
    return joined([WEEKDAYS[number] for number in numbers])


_LETTERS = {
    "mwf": (0, 2, 4),
    "m w f": (0, 2, 4),
    "m/w/f": (0, 2, 4),
    "tth": (1, 3),
    "t/th": (1, 3),
    "tuth": (1, 3),
    "mtwtf": range(5),
    "m-f": range(5),
}
_WORD = re.compile(r"[a-z0-9]+")
_SAYS_NOTHING = frozenset(words("we i our the a team work works working post posts on at usually please open and"))
_EDGES = re.compile(r"^(?:we work|we're open|open|on|from|only|just|always|it's)(?: on)? ")


def read_days(text: str) -> Answer[frozenset[int]]:
    """Read a set of weekdays, 0 for Monday to 6 for Sunday. Never an empty set."""
    folded = fold(plain(text)).rstrip(" .!")
    example = "Mon-Fri, or Tuesday and Thursday"
    if refused := too_long(folded, example):
        return refused
    if folded in _LETTERS:
        days = frozenset(_LETTERS[folded])
        return Understood(days, say_days(days), confirm=True)
    rest = _EDGES.sub("", folded)
    if rest in _NAMES:
        return Understood(frozenset({_NAMES[rest]}), WEEKDAYS[_NAMES[rest]])
    if misspelt := misspelt_in(rest):
        return _asked_about(misspelt, rest, example)
    match = DAYS.fullmatch(rest)
    if match:
        days = days_in(match)
        if not days:
            return Unclear("That leaves no day of the week.", example)
        return Understood(days, say_days(days))
    found = list(DAYS.finditer(rest))
    if len(found) == 1 and not re.search(
        r"[0-9]|\b(?:not|never|no|except|but|other)\b", rest.replace(found[0].group(), "")
    ):
        days = days_in(found[0])
        left = cut_out(rest, [found[0].span()])
        if days:
            return Understood(days, say_days(days), confirm=True, question=_asked_of(left, say_days(days)))
    if found:
        return Unclear(f"I could read only a part of {quoted(text)} as days of the week.", example)
    return Unclear(f"I found no days of the week in {quoted(text)}.", example)


def _asked_of(left: str, days: str) -> str:
    """Return the question about unused words next to the days; "" where they mean nothing."""
    unread = [word for word in _WORD.findall(left) if word not in _SAYS_NOTHING]
    return f"I can't use {quoted(left.strip(' ,;.'))}. Do you mean {days}?" if unread else ""


def _asked_about(misspelt: list[Misspelt], rest: str, example: str) -> Answer[frozenset[int]]:
    """Ask whether misspelled days are meant. In an answer about days, no other word comes close to one."""
    if all(len(one.days) == 1 for one in misspelt):
        read = read_days(corrected(rest, misspelt))
        if isinstance(read, Understood):
            named = joined([f"{quoted(one.word)} is {WEEKDAYS[one.days[0]]}" for one in misspelt])
            return Understood(read.value, f"{read.echo} ({named})", confirm=True)
    return Unclear(" ".join(one.problem for one in misspelt), example)
