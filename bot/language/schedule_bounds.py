"""Limits of a schedule that it can store: from and until when, for how long, in which month, without which weekdays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.when import week_of
from bot.language.answers import Choice, Locale, Unclear, Understood, quoted
from bot.language.date_forms import DAYNAME, MONTH
from bot.language.dates import date_at
from bot.language.schedule_parts import END, NUMBER, PERIOD, Days, Token, count_of, starts_word
from bot.language.weekdays import DAYS_LIST, LIMITED, days_named

_FROM = re.compile(
    r"(?:first(?: time)? on|from|starting(?: on| from| in)?|beginning(?: on| in)?|as of|as from|since|start(?:s|ing)?:?"
    r"|between) (?:the )?"
)
# A schedule's beginning is looked for within this many words before its end.
LOOK_BACK = 60
_UNTIL = re.compile(
    r"(?:until|till|til|through|thru|up to(?: and including)?|ending(?: on| in)?|ends?(?: on| in)?) (?:the )?"
)
# These introduce an end only after a beginning, or after a schedule.
_WEAK = re.compile(r"(?:to |- ?|and )(?:the )?")
_LIST = re.compile(DAYS_LIST)
_RANGE = re.compile(r" to |-| thru | through ")
_WHOLE_PERIOD = re.compile(rf"{PERIOD}{END}")
_SPAN = re.compile(
    r"(?:(?:only |just )?for (?:a total of |the next |the coming |about |another )?"
    r"|(?:over|during|in|within|throughout) the (?:next|coming|following) |the next )"
    rf"(?P<count>{NUMBER}|half an?|an?|a couple of) (?P<unit>day|week|fortnight|month|quarter|year)s?"
    rf"(?: long| in a row| straight| from now)?{END}(?! (?:of|old|ago|free|off)\b)"
)
_LENGTHS = {"fortnight": ("week", 2), "quarter": ("month", 3), "year": ("month", 12)}
_MORE_PERIODS = rf"(?! ?(?:and|or|to|-|&|,|/|through|thru|till|until) ?(?:in )?(?:{PERIOD}|the next\b))"
_WINDOW = re.compile(
    rf"(?:(?:only |just )?(?:in|during|throughout|for|of|within) (?:all of |the month of |all )?(?P<led>{PERIOD})"
    r"|(?:(?:only |just )?(?:in|during|for|within|throughout) )?"
    r"(?P<near>(?:this|next|the coming) (?:week|month|quarter|year))"
    rf"|(?P<alone>{PERIOD})(?= only{END}))"
    rf"(?: only)?{END}{_MORE_PERIODS}"
)
_PERIODS = re.compile(
    rf"(?:(?:only )?(?:in|during|from|between|for) )?(?P<first>{PERIOD}) ?(?:-|to|through|thru|until|till) ?"
    rf"(?P<last>{PERIOD})(?: only)?{END}"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DAYS_OF_MONTH = re.compile(
    rf"(?:(?:from|between) )?(?:(?P<a>{_DAY}) ?(?:-|to|and|until|till) ?(?P<b>{_DAY}) (?:of )?(?P<month>{MONTH})\.?"
    rf"|(?P<named>{MONTH})\.? (?P<c>{_DAY}) ?(?:-|to|until|till) ?(?P<d>{_DAY}))(?:,? (?P<year>20[0-9]{{2}}))?"
    rf"{END}(?![:.]?[0-9]| ?[ap]\.?m)"
)
# No more days than a week has.
_FEW_DAYS = rf"{DAYNAME}(?:(?:, and |, ?| and |/| ?- ?| ?& ?){DAYNAME}){{0,6}}"
_BUT = re.compile(
    r"(?:(?:except(?:ing)?(?: for)?|excluding|excl\.?|but(?: not| never)?|not|never|without|w/o|minus|apart from"
    r"|aside from|other than|skip(?:ping)?|omitting|leaving out|no)(?: on)?(?: the| any)? "
    rf"(?P<but>{DAYS_LIST}|weekends?|weekdays?){END}(?! ?{LIMITED})"
    rf"|(?P<off>{_FEW_DAYS}|weekends?|weekdays?) (?:are |is )?(?:off|excluded|excepted|excl\.?|free){END})"
)


def read_bound(folded: str, at: int, before: Sequence[Token], today: date, locale: Locale) -> Token | None:
    """Read a limit of a schedule at this place of a folded text, after the tokens that came `before`."""
    if not starts_word(folded, at):
        return None
    return (
        _read_but(folded, at)
        or _read_span(folded, at)
        or _read_window(folded, at, today, locale)
        or _read_from(folded, at, today, locale)
        or _read_until(folded, at, before, today, locale)
    )


def _read_but(folded: str, at: int) -> Token | None:
    match = _BUT.match(folded, at)
    if match is None:
        return None
    days = days_named(match["but"] or match["off"])
    return Token("but", at, match.end(), days=Days("week", days), said=match.group()) if days else None


def _read_span(folded: str, at: int) -> Token | None:
    match = _SPAN.match(folded, at)
    if match is None:
        return None
    said, named = match["count"], match["unit"]
    unit, each = _LENGTHS.get(named, (named, 1))
    if said.startswith("half"):
        if named != "year":
            return None
        unit, each, count = "month", 6, 1
    else:
        count = {"a": 1, "an": 1, "a couple of": 2}.get(said) or count_of(said)
    if not 1 <= count * each <= 999:
        return None
    return Token(
        "span",
        at,
        match.end(),
        count=count * each,
        unit="week" if unit == "week" else "month" if unit == "month" else "day",
        said=match.group(),
        confirm=True,
    )


def _read_window(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read "in December", "June to August", "5-26 March" as the time between two dates; to be confirmed."""
    if match := _PERIODS.match(folded, at):
        edges = (f"start of {match['first']}", f"end of {match['last']}")
        return _between(edges, folded, match, today, locale)
    if match := _DAYS_OF_MONTH.match(folded, at):
        month, year = match["month"] or match["named"], match["year"] or ""
        edges = (
            f"{match['a'] or match['c']} {month} {year}".strip(),
            f"{match['b'] or match['d']} {month} {year}".strip(),
        )
        return _between(edges, folded, match, today, locale)
    match = _WINDOW.match(folded, at)
    if match is None:
        return None
    period = (match["led"] or match["near"] or match["alone"]).replace("the coming", "next")
    if period.endswith(" week"):
        first = week_of(today, locale.week_start) + timedelta(weeks=period.startswith("next"))
        return Token("window", at, match.end(), day=first, last=first + timedelta(days=6), said=match.group())
    return _between((f"start of {period}", f"end of {period}"), folded, match, today, locale)


def _between(edges: tuple[str, str], folded: str, match: re.Match[str], today: date, locale: Locale) -> Token | None:
    first_read, last_read = (date_at(edge, 0, today, locale) for edge in edges)
    at = match.start()
    if last_read is None or not isinstance(last_read.answer, Understood):
        return None
    last = last_read.answer.value
    begins = first_read.answer.value if first_read and isinstance(first_read.answer, Understood) else today
    # A month that has begun: its start is past, and the next one is a year away.
    return Token("window", at, match.end(), day=begins if begins <= last else today, last=last, said=match.group())


def _read_from(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read "from 12 March"; not "from Monday to Friday"."""
    match = _FROM.match(folded, at)
    if match is None:
        return None
    days = _LIST.match(folded, match.end())
    if days and _RANGE.search(days.group()):
        return None
    return _edge("from", folded, at, match.end(), today, locale) or _in_some_time("from", folded, match, today, locale)


def _in_some_time(kind: str, folded: str, match: re.Match[str], today: date, locale: Locale) -> Token | None:
    """Read "starting in 2 weeks", where "in" belongs to the date."""
    if not match.group().endswith(" in "):
        return None
    return _edge(kind, folded, match.start(), match.end() - len("in "), today, locale)


def _read_until(folded: str, at: int, before: Sequence[Token], today: date, locale: Locale) -> Token | None:
    """Read "until end of June"; "to" and "and 26 March" only after a beginning, or after a schedule."""
    told = [token for token in before[-LOOK_BACK:] if token.kind != "link"]
    begun = bool(told) and (told[-1].kind == "from" or (told[-1].days is not None and told[-1].days.every == "once"))
    scheduled = any(token.kind == "time" or (token.days and token.days.every != "once") for token in told)
    weak = _WEAK.match(folded, at)
    if weak is not None:
        between = bool(told) and told[-1].kind == "from" and told[-1].said.startswith("between")
        if folded.startswith("and", at) and not between:
            return None
        if not begun and not (scheduled and folded.startswith("to ", at)):
            return None
        token = _edge("until", folded, at, weak.end(), today, locale)
        return token if token is None or token.kind == "refused" or begun else _doubted(token)
    match = _UNTIL.match(folded, at)
    if match is None:
        return None
    return _edge("until", folded, at, match.end(), today, locale) or _in_some_time(
        "until", folded, match, today, locale
    )


def _doubted(token: Token) -> Token:
    return Token(token.kind, token.start, token.end, day=token.day, said=token.said, confirm=True)


def _edge(kind: str, folded: str, at: int, place: int, today: date, locale: Locale) -> Token | None:
    """Read the date of a beginning or an end; for a month, its first or its last day."""
    found = date_at(folded, place, today, locale, led=True)
    if found is None:
        return None
    said, answer = folded[at : found.end], found.answer
    known = "from" if kind == "from" else "until"
    if isinstance(answer, Understood):
        return Token(
            "from" if known == "from" else "until", at, found.end, day=answer.value, said=said, confirm=answer.confirm
        )
    if isinstance(answer, Choice) and _WHOLE_PERIOD.fullmatch(folded[place : found.end]):
        days = sorted(day for _, day in answer.options)
        day = days[0] if known == "from" else days[-1]
        return Token("from" if known == "from" else "until", at, found.end, day=day, said=said, confirm=True)
    if isinstance(answer, Unclear) and not any(char.isdigit() for char in folded[place : found.end]):
        # "Until Easter" isn't a wrong date: it is asked about like any other limit.
        return None
    choice = f"{quoted(folded[place : found.end])} can be more than one date."
    wrong = answer.problem if isinstance(answer, Unclear) else choice
    return Token("refused", at, found.end, said=wrong)
