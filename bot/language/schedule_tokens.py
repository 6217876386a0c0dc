"""The words of a schedule in order: days, dates, times, frequency, and what connects them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from bot.language.answers import Locale, Unclear, Understood, quoted
from bot.language.clock import ZONE_WORDS, clock_at
from bot.language.date_forms import DAYNAME, weekday_number
from bot.language.dates import FoundDate, date_at
from bot.language.schedule_bounds import read_bound
from bot.language.schedule_parts import (
    AND,
    DAY_NAMED,
    END,
    NUMBER,
    OF_MONTH,
    ORDINAL,
    TAKEN,
    Days,
    Kind,
    Token,
    count_of,
    starts_word,
)
from bot.language.weekdays import DAYS, DAYS_LIST, days_in

# More connectives in a row than this ("and, on, the") connect nothing.
MOST_TIES = 30
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_nth = "|".join(_NTH)

_NTH_DAY = re.compile(
    rf"(?P<lead>on |every |each )?(?:the )?"
    rf"(?P<nth>(?:{_nth})(?:{AND}(?:the )?(?:{_nth})){{0,5}}+) (?P<day>{DAYNAME}){END}"
    rf"(?P<month>{OF_MONTH}{END})?"
)
_FIFTH = re.compile(rf"(?:the |every )?(?:fifth|5th) {DAYNAME}{END}{OF_MONTH}?")
_MONTH_DAY = re.compile(
    rf"(?:on )?(?P<lead>the |every |each )?(?P<list>[0-9]{{1,2}}(?:st|nd|rd|th)"
    rf"(?:{AND}(?:the )?(?:[0-9]{{1,2}}(?:st|nd|rd|th)|last(?: day)?)){{0,30}}+){END}(?P<month>{OF_MONTH}{END})?"
    # "1st working day", "2nd half": not a day of a month, but "the 24th every day" is one.
    r"(?! (?:(?!every|each|all|on|at|and|the)[a-z]{1,20} )?"
    r"(?:days?|weeks?|weekends?|half|quarters?|editions?|issues?|parts?)(?![a-z]))"
)
_MONTH_DAY_BARE = re.compile(rf"(?:on )?(?:the |day ){{1,2}}+(?P<list>[0-9]{{1,2}}){OF_MONTH}{END}")
_MONTH_END = re.compile(
    rf"(?:on |at |by )?(?:the )?(?:(?P<sure>last day{OF_MONTH}|last of (?:each|every|the) month"
    r"|end of (?:each|every) month)"
    rf"|end of (?:the )?month|month[- ]end){END}"
)
_MONTH_START = re.compile(rf"(?:on |at |by )?(?:the )?(?:first|start|beginning) of (?:each|every|the) month{END}")
_EVERY_DAYS = re.compile(rf"(?:every (?:(?P<other>other|second|2nd)|(?P<count>{NUMBER})) days?|alternate days){END}")
_OFTEN = re.compile(
    rf"(?:(?P<other>every (?:other|second|2nd)|alternate|alternating|each other)"
    r"(?: (?P<unit>week|month)s?(?:,? on| -)?)?"
    rf"|every (?P<count>{NUMBER}) (?P<units>week|month)s?(?:,? on)?"
    r"|(?P<fortnight>fortnightly|every fortnight|each fortnight)(?: on)?|(?P<doubtful>bi-?weekly|bi-?monthly)(?: on)?"
    r"|(?:(?P<weekly>weekly|(?:every|each|once a|once per|per) week)"
    r"|(?P<monthly>monthly|(?:every|each|once a|once per|per) month))"
    rf"(?: on)?){END}"
)
# "Every third week" is one in three; "every third weekday" could be anything, so people name the days instead.
_EVERY_NTH = re.compile(rf"(?:every|each) (?P<nth>{ORDINAL}) (?P<unit>day|week|month)s?(?:,? on)?{END}(?!{OF_MONTH})")
_EVERY_FEW = re.compile(rf"every (?P<count>{NUMBER})(?= {DAYNAME}{END})")
_WEEKENDS = re.compile(
    rf"(?:on )?(?:every (?:other|2|two|(?P<second>second|2nd))|alternate|alternating|each other) weekends?{END}"
)
_WORKDAYS = re.compile(
    rf"(?:on )?(?:(?:every|each) (?:other|alternate|{ORDINAL}|{NUMBER})|alternate|alternating)"
    rf" (?:weekdays?|workdays?|working days?|business days?|weekends?){END}"
)
_FROM_END = re.compile(
    rf"(?:on )?(?:the )?(?:(?:{ORDINAL}|next|one|two|three)[ -](?:to|from|before)[ -](?:the )?last|last but (?:one|two)"
    rf"|penultimate|antepenultimate)(?: {DAY_NAMED}{END})?(?:{OF_MONTH}{END})?"
)
_COUNTED_FROM = re.compile(
    rf"(?:{NUMBER}|an?) (?:working |business )?(?:days?|weeks?|hours?) (?:before|after|ahead of|prior to) (?:the )?"
    rf"(?:end|start|beginning|first|last)(?: day)?(?:{OF_MONTH}|(?: of)? (?:the )?month)?{END}"
)
_LISTED = re.compile(
    rf"(?:on )?(?:the )?(?P<list>(?:{ORDINAL}|last)(?:{AND}(?:the )?(?:{ORDINAL}|last)){{0,30}}+)(?P<days> days?)?"
    rf"(?P<month>{OF_MONTH}{END})?{END}"
)
_EACH = re.compile(rf"{ORDINAL}|last")
_YEARLY = re.compile(rf"(?:yearly|annually|(?:every|each|once a|once every|once per|per) year){END}")
_LEADS = re.compile(r"(?:on |every |each )?(?:the )?(?=[a-z0-9])")
# These add nothing to the schedule next to them.
_ALL_YEAR = re.compile(
    rf"(?:once(?=,? on )|all year(?:[ -]round)?|year-?round|all through the year|throughout the year){END}"
)
# Each of these is a single word; a part of it is no beginning and no time.
_PHRASES = re.compile(
    rf"(?:apart from|aside from|other than|as long as|so long as|save for|tak(?:e|es|ing) turns|24/7){END}"
)
_PER_DAY = re.compile(
    rf"(?:once|twice|(?:{NUMBER}) ?(?:times|x)) (?:a|per|each|every) day{END}|(?:{NUMBER})x daily{END}"
)
_VAGUE = re.compile(
    rf"(?:(?:about |at least )?(?:twice|thrice|{NUMBER} ?(?:times|x)|a few times|several times|{NUMBER} posts?)"
    r"(?: (?:a|per|each|every) |/)(?P<unit>week|month|year|quarter)"
    r"|(?P<rare>quarterly|(?:half|semi|bi)-?yearly|(?:semi|bi)-?annual(?:ly)?|(?:semi|tri)-?(?:weekly|monthly)|seasonally"
    r"|(?:every|each|per|once a|once per) (?:quarter|season|term|semester|half[- ]year)"
    rf"|(?:every|each) (?:few|couple of|several|{NUMBER} ?(?:-|to|or) ?{NUMBER}) (?:days|weeks|months))"
    r"|regularly|often|sometimes|now and then|from time to time|occasionally|frequently"
    rf"|hourly|every (?:{NUMBER} )?hours?|(?:{ORDINAL}|last) (?:working|business|week) ?days?(?:{OF_MONTH})?){END}"
)
_EACH_PART = re.compile(rf"(?:(?:every|each) (?:morning|afternoon|evening|night)|mornings|afternoons|evenings){END}")
_PART = re.compile(rf"(?:in the )?(?:mornings?|afternoons?|evenings?|lunch ?time|at night|nights?|midweek){END}")
_ZONE = re.compile(rf"{ZONE_WORDS}{END}")
_LINK = re.compile(
    rf"(?:and|at|on|by|the|every|each|around|about|then|also|plus|from|to|till|until|in|of"
    rf"|sharp|o'clock|as well as){END}|[,;/&+@:()\-–]"
)
_WORD = re.compile(r"[^\s,;/&()\ufffc]+|.", re.DOTALL)
_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}(?![0-9/])")
# After an hour, another hour may follow: "9 and 4pm".
_MORE_TIMES = re.compile(r" ?(?:,|&|/|and|-|to)(?: and)? ?")
# After a number these show that it is a count, not an hour.
_COUNTED = re.compile(
    r" ?(?:posts?|stor(?:y|ies)|reels?|times?|videos?|articles?|comments?|hours?|hrs|min(?:ute)?s?|days?|weeks?|months?"
    r"|tips?|people|followers?|tweets?|pins?|pictures?|photos?|ideas?|things|questions?|customers?|ways|reasons|x)(?![a-z])"
)


def tokens(folded: str, today: date, locale: Locale) -> list[Token]:
    """Return the tokens of a folded text, in order. Every character except blanks and TAKEN belongs to one."""
    found: list[Token] = []
    at = 0
    while at < len(folded):
        if folded[at] in {" ", TAKEN}:
            at += 1
            continue
        token = _next(folded, at, found, today, locale)
        found.append(token if token.said else replace(token, said=folded[at : token.end]))
        at = token.end
    return found


def _next(folded: str, at: int, before: list[Token], today: date, locale: Locale) -> Token:
    token = read_bound(folded, at, before, today, locale)
    if token:
        return token
    for read in (_read_vague, _read_counted, _read_month, _read_often):
        token = read(folded, at, today, locale)
        if token:
            return token
    token = _read_date(folded, at, before, today, locale) or _read_days(folded, at, before, today, locale)
    token = token or _read_time(folded, at, before)
    if token:
        return token
    for kind, pattern in _PLAIN:
        match = pattern.match(folded, at)
        if match and (kind != "zone" or (before and before[-1].kind == "time")):
            return Token(kind, at, match.end(), said=match.group())
    raise AssertionError("a word is any character")  # pragma: no cover


_PLAIN: tuple[tuple[Kind, re.Pattern[str]], ...] = (("part", _PART), ("zone", _ZONE), ("link", _LINK), ("word", _WORD))


def _read_vague(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    if not starts_word(folded, at):
        return None
    daily = _PER_DAY.match(folded, at)
    if daily:
        return Token("days", at, daily.end(), days=Days("week", frozenset(range(7))))
    if match := _YEARLY.match(folded, at):
        return Token("often", at, match.end(), said=match.group(), every="year")
    if match := _VAGUE.match(folded, at):
        return Token("vague", at, match.end(), said=match.group())
    if match := _ALL_YEAR.match(folded, at):
        return Token("link", at, match.end(), said=match.group())
    match = _PHRASES.match(folded, at)
    return Token("word", at, match.end(), said=match.group()) if match else None


def _read_counted(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read counts: every third week, the first and the last day; and refuse counts that no rule can have."""
    if not starts_word(folded, at):
        return None
    if match := _WEEKENDS.match(folded, at):
        return _days(at, match.end(), Days("week", frozenset({5, 6}), interval=2, confirm=bool(match["second"])))
    if match := _WORKDAYS.match(folded, at):
        said = f"I can't plan {quoted(match.group())}. Name the days, or say every other week."
        return Token("refused", at, match.end(), said=said)
    if match := _FROM_END.match(folded, at) or _COUNTED_FROM.match(folded, at):
        said = f"I can't plan {quoted(match.group())}. I count from the first to the fourth, and the last."
        return Token("refused", at, match.end(), said=said)
    if match := _EVERY_FEW.match(folded, at):
        # "Every three Tuesdays" counts weeks.
        count = count_of(match["count"])
        token = Token("often", at, match.end(), said=match.group(), interval=count, confirm=True)
        return token if 1 <= count <= 104 else None
    if match := _EVERY_NTH.match(folded, at):
        count = count_of(match["nth"])
        if match["unit"] == "day":
            return _days(at, match.end(), Days("day", interval=count, confirm=True))
        return replace(
            Token("often", at, match.end(), said=match.group().removesuffix(" on"), interval=count, confirm=count == 2),
            every="month" if match["unit"] == "month" else "week",
        )
    match = _LISTED.match(folded, at)
    if match is None or not (match["month"] or match["days"]):
        return None
    numbers = [-1 if word == "last" else count_of(word) for word in _EACH.findall(match["list"])]
    if len(numbers) == 1 and not (match["month"] and match["days"]):
        return None
    if any(number != -1 and not 1 <= number <= 31 for number in numbers) or (not match["month"] and -1 not in numbers):
        return None
    return _days(at, match.end(), Days("month", month_days=tuple(numbers), confirm=not match["month"]))


def _read_month(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read the first Monday, the 1st and 15th, the last day."""
    if not starts_word(folded, at):
        return None
    if match := _FIFTH.match(folded, at):
        return Token("refused", at, match.end(), said="Most months have no fifth one. The last one is in every month.")
    if match := _NTH_DAY.match(folded, at):
        second = match["nth"] in {"second", "2nd"}
        if not (second and (match["lead"] or "").startswith(("every", "each")) and not match["month"]):
            day = weekday_number(match["day"])
            nth = tuple((_NTH[name], day) for name in re.findall(_nth, match["nth"]))
            return _days(at, match.end(), Days("month", nth=nth, confirm=not match["month"]))
    if match := _MONTH_END.match(folded, at):
        return _days(at, match.end(), Days("month", month_days=(-1,), confirm=not match["sure"]))
    if match := _MONTH_START.match(folded, at):
        return _days(at, match.end(), Days("month", month_days=(1,), confirm=" the month" in match.group()))
    named = _date_after(folded, at, today, locale)
    match = _MONTH_DAY.match(folded, at) or _MONTH_DAY_BARE.match(folded, at)
    if match is None or (named and named.end >= match.end()):
        return None
    numbers = [-1 if text.startswith("l") else int(text) for text in re.findall("[0-9]+|last", match["list"])]
    if any(number != -1 and not 1 <= number <= 31 for number in numbers):
        return Token("refused", at, match.end(), said=f"There is no {quoted(match['list'])} in any month.")
    groups = match.groupdict()
    sure = "lead" not in groups or bool(groups["month"]) or (groups["lead"] or "").strip() in {"every", "each"}
    return _days(at, match.end(), Days("month", month_days=tuple(numbers), confirm=not sure))


def _days(start: int, end: int, days: Days) -> Token:
    return Token("days", start, end, days=days)


def _read_often(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    if not starts_word(folded, at):
        return None
    if match := _EVERY_DAYS.match(folded, at):
        count = count_of(match["count"]) if match["count"] else 2
        if not 1 <= count <= 366:
            return Token("refused", at, match.end(), said=f"I can't plan for {quoted(match.group())}.")
        return _days(at, match.end(), Days("day", interval=count))
    match = _OFTEN.match(folded, at)
    if match is None:
        return None
    token = Token("often", at, match.end(), said=match.group().removesuffix(" on"))
    if match["weekly"] or match["monthly"]:
        return replace(token, every="week" if match["weekly"] else "month")
    if match["fortnight"]:
        return replace(token, interval=2)
    if match["doubtful"]:
        # "Biweekly" is every two weeks to some and twice a week to others.
        return replace(token, every="week" if "week" in match["doubtful"] else "month", interval=2, confirm=True)
    if match["count"]:
        count = count_of(match["count"])
        if not 1 <= count <= 104:
            return Token("refused", at, match.end(), said=f"I can't plan for {quoted(match.group())}.")
        return replace(token, every="month" if match["units"] == "month" else "week", interval=count)
    if match["unit"] is None and not re.compile(rf" (?:on )?{DAYS_LIST}").match(folded, match.end()):
        return None
    second = match["unit"] is None and not match["other"].endswith("other") and match["other"] != "alternate"
    return replace(token, every="month" if match["unit"] == "month" else "week", interval=2, confirm=second)


def _date_after(folded: str, at: int, today: date, locale: Locale) -> FoundDate | None:
    """Return the date that begins at a place, or after "on", "the" or "every" there."""
    lead = _LEADS.match(folded, at)
    return date_at(folded, lead.end() if lead else at, today, locale, exact=True)


def _read_date(folded: str, at: int, before: list[Token], today: date, locale: Locale) -> Token | None:
    found = date_at(folded, at, today, locale, led=bool(_SLASHED.match(folded, at)), exact=True)
    if found is None:
        return None
    if isinstance(found.answer, Unclear):
        # "9.30." is more likely a time at the end of a sentence than the 9th of a 30th month.
        if clock_at(folded, at, bare=False):
            return None
        return Token("refused", at, found.end, said=found.answer.problem)
    # "Every 24 December" comes each year; "every Friday 24 December" and "every tomorrow" don't.
    yearly = bool(before) and before[-1].kind == "link" and before[-1].said in {"every", "each"}
    if isinstance(found.answer, Understood):
        sure = not found.answer.confirm and not yearly
        return _days(at, found.end, Days("once", once=(found.answer.value,), is_yearly=yearly, confirm=not sure))
    days = tuple(day for _, day in found.answer.options)
    return _days(at, found.end, Days("once", once=days, is_yearly=yearly, confirm=yearly))


def last_said(before: Sequence[Token]) -> Token | None:
    """Return the last token that isn't a connective, looking back over at most MOST_TIES of them."""
    return next((token for token in islice(reversed(before), MOST_TIES) if token.kind != "link"), None)


def _read_days(folded: str, at: int, before: list[Token], today: date, locale: Locale) -> Token | None:
    last = last_said(before)
    part = _EACH_PART.match(folded, at) if starts_word(folded, at) else None
    if part and (last is None or last.kind != "days"):
        # Every morning may exclude the weekend: to be confirmed.
        return Token("days", at, part.end(), days=Days("week", frozenset(range(7)), confirm=True), said=part.group())
    match = DAYS.match(folded, at)
    if match is None or match.end() == at:
        return None
    if match.group() in {"all", "any day"}:
        return None
    found = _date_after(folded, at, today, locale) if _LEADS.match(folded, at) else None
    if found and found.end > match.end():
        # "On Saturday 5 December" is one day, with no other Saturdays.
        return None
    days = days_in(match)
    if not days:
        return Token("refused", at, match.end(), said="That leaves no day of the week.")
    return _days(at, match.end(), Days("week", days))


def _read_time(folded: str, at: int, before: list[Token]) -> Token | None:
    """Read a clock time; a bare hour only after days, times or "at", and never before a counted thing."""
    last = last_said(before)
    led = bool(before) and before[-1].kind == "link" and before[-1].end >= at - 1 and before[-1].said in {"at", "@"}
    placed = last is not None and last.kind in {"days", "time", "often", "part"}
    adjacent = last is not None and TAKEN not in folded[last.end : at]
    clock = clock_at(folded, at, bare=led or (placed and adjacent))
    if clock is None:
        # "9 and 4pm": an hour followed by another time.
        clock = clock_at(folded, at, bare=True)
        more = _MORE_TIMES.match(folded, clock.end) if clock else None
        if more is None or clock_at(folded, more.end(), bare=False) is None:
            return None
    if clock is None or (clock.bare and not led and _COUNTED.match(folded, clock.end)):
        return None
    if clock.problem:
        return Token("refused", at, clock.end, said=f"{clock.problem} A day runs from 0:00 to 23:59.")
    return Token("time", at, clock.end, clock=clock, confirm=clock.confirm)
