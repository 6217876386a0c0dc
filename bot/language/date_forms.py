"""The forms in which people write a date, and the reader of each: a table of patterns.

A form is *loose* where it is a date wherever it stands, *led* where it needs a word such as "by" before it,
*whole* where only an answer that is nothing else can mean it. Use bot.language.dates to read.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.domain.when import EARLIEST, LATEST, MONTHS, WEEKDAYS, week_of
from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, quoted
from bot.language.numbers import SMALL_WORDS

# A plan looks three years ahead; a date ten years ahead is more likely a slip, so it is asked about.
FAR_YEARS = 10

Match = re.Match[str]
Reach = Literal["loose", "led", "whole"]


@dataclass(frozen=True)
class Ground:
    """What a date is read against. `past`: the latest date up to today is meant, not the next from today on."""

    today: date
    locale: Locale
    past: bool = False
    before: bool = False


def say_date(day: date) -> str:
    """Return "Wednesday 31 March 2027"."""
    return f"{WEEKDAYS[day.weekday()]} {bare_date(day)}"


def bare_date(day: date) -> str:
    """Return "31 March 2027"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# ---------------------------------------------------------------- judging a date


def judged(day: date, ground: Ground, *, confirm: bool = False, echo: str = "") -> Answer[date]:
    """Accept a date that is on the right side of today and within reach."""
    if not EARLIEST <= day <= LATEST:
        return _no_such_year(day.year, ground)
    today = ground.today
    if ground.past and day > today:
        return Unclear(f"{say_date(day)} is still to come.", bare_date(nearest(day, ground)))
    if not ground.past and day < today:
        return Unclear(f"{say_date(day)} is in the past.", bare_date(nearest(day, ground)))
    far = abs(day.year - today.year) > FAR_YEARS
    return Understood(day, echo or say_date(day), confirm or far)


def nearest(day: date, ground: Ground) -> date:
    """Return the same day of the year, on the right side of today."""
    years = range(9) if not ground.past else range(0, -9, -1)
    for year in (ground.today.year + step for step in years):
        if day.day <= monthrange(year, day.month)[1]:
            moved = day.replace(year=year)
            if (moved <= ground.today) if ground.past else (moved >= ground.today):
                return moved
    return ground.today


def _no_such_year(year: int, ground: Ground) -> Unclear:
    example = bare_date(ground.today if ground.past else ground.today + timedelta(days=30))
    if year < EARLIEST.year:
        return Unclear(f"The year {year} is too long ago for a plan.", example)
    return Unclear("That is further off than a plan can reach.", example)


def _shifted(ground: Ground, *, days: int = 0, months: int = 0) -> date | None:
    """Return the date this many days and months from today, or None outside the calendar."""
    if abs(days) > 400_000 or abs(months) > 12_000:
        return None
    try:
        return ground.today + relativedelta(days=days, months=months)
    except (OverflowError, ValueError):
        return None


def _on(day: int, month: int, year: int | None, ground: Ground, *, confirm: bool = False) -> Answer[date]:
    """Return a day of a month; without a year, its next occurrence (or its latest, looking back)."""
    if not 1 <= month <= 12:
        return Unclear(f"There is no month {month}.", bare_date(ground.today))
    if year is not None and not EARLIEST.year <= year <= LATEST.year:
        return _no_such_year(year, ground)
    name = MONTHS[month - 1]
    longest = 29 if month == 2 else monthrange(2001, month)[1]
    if not 1 <= day <= longest:
        last = longest if month != 2 else 28
        said = f"There is no {day} {name}: it has {'28 or 29' if month == 2 else longest} days."
        return Unclear(said, f"{last} {name}")
    if year is not None:
        near = year
    else:
        shift = 0 if ground.past else 1 if (month, day) < (ground.today.month, ground.today.day) else 0
        if ground.past and (month, day) > (ground.today.month, ground.today.day):
            shift = -1
        near = ground.today.year + shift
    if day > monthrange(near, month)[1]:
        return Unclear(f"There is no 29 February in {near}: it has 28 days.", f"28 February {near}")
    return judged(date(near, month, day), ground, confirm=confirm)


def _either(options: list[Understood[date]], question: str) -> Answer[date]:
    """Ask which of several dates is meant; equal dates count as one."""
    unlike = list({option.value: option for option in options}.values())
    if len(unlike) == 1:
        return unlike[0]
    return Choice(question, tuple((option.echo, option.value) for option in unlike))


# ---------------------------------------------------------------- pieces of the forms

_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
MONTH = (
    r"(?:january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep"
    r"|october|oct|november|nov|december|dec)"
)
DAYNAME = (
    r"(?:mondays?|mon|tuesdays?|tues|tue|wednesdays?|weds|wed|thursdays?|thurs|thur|thu|fridays?|fri"
    r"|saturdays?|sat|sundays?|sun)"
)
# A single day, while "Mondays" would be many.
_ONE_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun)"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_NAMED = rf"(?P<month>{MONTH})\.?"
_YEAR = r"(?:,? (?:of |in )?(?P<year>[0-9]{4})|,? ?'(?P<short>[0-9]{2})|,? (?:of )?(?P<which>this|next|last) year)"
_WEEKDAY = rf"(?:(?P<weekday>{DAYNAME})\.?,? (?:the )?)?"
_PART = (
    r"(?:the )?(?:(?P<part>very end|end|late|mid|middle|the middle|beginning|start|early|first day|last day"
    r"|first(?= of )|last(?= of ))"
    r"(?: of|-| in)? ?(?:the )?)"
)
_COUNT = (
    rf"(?P<count>[0-9]{{1,6}}|(?:{'|'.join(sorted(SMALL_WORDS, key=len, reverse=True))})(?![a-z])"
    r"|half an?|an?|a couple of|a few|several|some)"
)
_UNIT = r"(?P<unit>day|week|fortnight|month|quarter|year)s?"
_QUARTER = r"(?:q(?P<quarter>[1-4])|(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last) quarter)"

_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}


def weekday_number(name: str) -> int:
    """Return 0 for Monday to 6 for Sunday, for any spelling that DAYNAME matches."""
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name[:3])


def _year(match: Match, ground: Ground) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if groups.get("short"):
        return 2000 + int(groups["short"])
    if groups.get("which"):
        return ground.today.year + {"this": 0, "next": 1, "last": -1}[groups["which"]]
    return None


# ---------------------------------------------------------------- readers: a day


def _read_iso(match: Match, ground: Ground) -> Answer[date]:
    return _on(int(match["day"]), int(match["month"]), int(match["year"]), ground)


def _read_named(match: Match, ground: Ground) -> Answer[date]:
    answer = _on(int(match["day"]), _MONTHS[match["month"][:3]], _year(match, ground), ground)
    return _with_weekday(answer, match)


def _with_weekday(answer: Answer[date], match: Match) -> Answer[date]:
    """Refuse "Friday 31 March" where that day is a Wednesday."""
    named = match.groupdict().get("weekday")
    if not named or not isinstance(answer, Understood):
        return answer
    meant = weekday_number(named)
    if answer.value.weekday() == meant:
        return answer
    return Unclear(f"{bare_date(answer.value)} is not a {WEEKDAYS[meant]}.", say_date(answer.value))


def _read_numeric(match: Match, ground: Ground) -> Answer[date]:
    """Read 31.3., 3/4, 3-4-27 by the plan's date order; what fits two orders is asked about where the plan has none."""
    first, second, mark = int(match["a"]), int(match["b"]), match["mark"]
    year = int(match["c"]) + (2000 if len(match["c"]) < 4 else 0) if match["c"] else None
    order = ground.locale.date_order
    day_first, month_first = (second, first), (first, second)
    if year is None and order == "ymd":
        order = "mdy"
    readings: list[tuple[int, int, int | None]]
    if match["c"] and len(match["c"]) == 2 and order == "ymd":
        readings = [(2000 + first, second, int(match["c"]))]
    else:
        by_order = {"dmy": [day_first], "mdy": [month_first]}
        # Dots are used where the day comes first; only a plan with the month first makes it doubtful.
        likely = [day_first] if mark == "." else [day_first, month_first]
        pairs = likely if order is None else by_order.get(order, likely)
        if mark == "." and order == "mdy":
            pairs = [day_first, month_first]
        readings = [(year or 0, month, day) for month, day in pairs]
    answers = [_on(day or 0, month, when or None, ground) for when, month, day in readings]
    good = [answer for answer in answers if isinstance(answer, Understood)]
    if len(good) > 1:
        return _either(good, f"{quoted(match.group())} can be two dates. Which one?")
    if good:
        # Only one of two readings is in the future: likely, not certain.
        doubtful = len(answers) > 1 and max(first, second) <= 12
        return replace(good[0], confirm=True) if doubtful else good[0]
    # The plan's order gives no date, but the other one does: 31/3 in a plan with the month first.
    other = [_on(b, a, year, ground) for a, b in (day_first, month_first) if 1 <= a <= 12]
    if first > 12 or second > 12:
        for answer in other:
            if isinstance(answer, Understood):
                return replace(answer, confirm=True)
    return other[0] if other else answers[0]


def _read_near(match: Match, ground: Ground) -> Answer[date]:
    days = {"today": 0, "tonight": 0, "eod": 0, "end of day": 0, "end of the day": 0, "tomorrow": 1, "tmrw": 1}
    word = match.group().removeprefix("the ")
    step = 2 if word == "day after tomorrow" else -2 if word == "day before yesterday" else days.get(word, -1)
    there = _shifted(ground, days=step)
    return judged(there, ground) if there else _no_such_year(10_000, ground)


def _read_day_of_month(match: Match, ground: Ground) -> Answer[date]:
    """Read "the 25th", "25th of next month": this month, or the next one that has such a day."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        return Unclear(f"No month has a day {day}.", "the 25th")
    if match["which"]:
        first = _shifted(ground, months={"this": 0, "next": 1, "last": -1}[match["which"]])
        return _on(day, first.month, first.year, ground) if first else _no_such_year(10_000, ground)
    for step in range(3):
        month = _shifted(ground, months=-step if ground.past else step)
        if month is None:
            break
        answer = _on(day, month.month, month.year, ground)
        if isinstance(answer, Understood):
            return answer
    return Unclear(f"I found no month near by with a day {day}.", "28 March")


def _read_weekday(match: Match, ground: Ground) -> Answer[date]:
    """Read "Friday", "this Friday", "next Friday" (of this week or of the next one, so it is asked about)."""
    which, meant, today = match["which"] or match["after"], weekday_number(match["weekday"]), ground.today
    ahead = (meant - today.weekday()) % 7
    if ground.past or which == "last":
        behind = (today.weekday() - meant) % 7 or 7
        return _near_weekday([-behind], ground)
    if match["after"]:
        start = _days_to_next_week(ground)
        return _near_weekday([start + (meant - ground.locale.week_start) % 7], ground)
    if ahead == 0 and not which:
        return _near_weekday([0, 7], ground)
    if ahead == 0:
        return _near_weekday([7 if which == "next" else 0], ground)
    if which == "next" and ahead < _days_to_next_week(ground):
        return _near_weekday([ahead, ahead + 7], ground)
    return _near_weekday([ahead], ground)


def _read_weekday_ahead(match: Match, ground: Ground) -> Answer[date]:
    """Read "Saturday in 2 weeks": asks about the Saturdays around the day two weeks ahead."""
    there = _weeks_ahead(match["count"], ground)
    if there is None:
        return Unclear(f"{quoted(match.group())} says about when, not when.", "in six weeks")
    ahead = (weekday_number(match["weekday"]) - ground.today.weekday()) % 7
    return _near_weekday([there] if not ahead else [there + ahead - 7, there + ahead], ground)


def _read_weeks_from(match: Match, ground: Ground) -> Answer[date]:
    """Read "two weeks from Friday"; on a Friday, today or the next one may be meant."""
    there = _weeks_ahead(match["count"], ground)
    if there is None:
        return Unclear(f"{quoted(match.group())} says about when, not when.", "in six weeks")
    ahead = (weekday_number(match["weekday"]) - ground.today.weekday()) % 7
    return _near_weekday([there + ahead] if ahead else [there, there + 7], ground)


def _weeks_ahead(said: str, ground: Ground) -> int | None:
    """Return how many days a number of weeks is; None where "a few" gives no number, or it is too large."""
    if said in {"a", "an"}:
        return 7
    count = 2 if said == "a couple of" else int(said) if said.isdigit() else SMALL_WORDS.get(said, 0)
    return count * 7 if 0 < count <= 520 else None


def _days_to_next_week(ground: Ground) -> int:
    return 7 - (ground.today.weekday() - ground.locale.week_start) % 7


def _near_weekday(steps: list[int], ground: Ground) -> Answer[date]:
    days = [_shifted(ground, days=step) for step in steps]
    answers = [judged(day, ground) for day in days if day is not None]
    good = [answer for answer in answers if isinstance(answer, Understood)]
    if not good:
        return answers[0] if answers else _no_such_year(10_000, ground)
    return _either(good, "Which one do you mean?")


def _read_count(match: Match, ground: Ground) -> Answer[date]:
    """Read "in six weeks", "3 months from now", "two weeks ago"."""
    said, unit = match["count"], match["unit"]
    ago = match.groupdict().get("ago") is not None
    if said in {"a few", "several", "some"}:
        return Unclear(f"{quoted(match.group())} says about when, not when.", "in six weeks")
    each = {"day": 1, "week": 7, "fortnight": 14, "month": 1, "quarter": 3, "year": 12}[unit]
    if said.startswith("half"):
        if unit != "year":
            return Unclear(f"I could not count {quoted(match.group())}.", "in 2 weeks")
        count, each = 1, 6
    elif said in {"a", "an"}:
        count = 1
    else:
        count = 2 if said == "a couple of" else int(said) if said.isdigit() else SMALL_WORDS[said]
    total = -count * each if ago else count * each
    in_days = unit in {"day", "week", "fortnight"}
    there = _shifted(ground, days=total) if in_days else _shifted(ground, months=total)
    if there is None:
        return _no_such_year(10_000, ground)
    return judged(there, ground, confirm=said == "a couple of" or "about" in match.group())


# ---------------------------------------------------------------- readers: a part of a period


def _part(part: str | None, first: date, last: date, name: str, ground: Ground) -> Answer[date]:
    """Return the start, middle or end of a period; a period alone does not say which, so it is asked about."""
    if part in {"end", "very end", "last day", "last"}:
        return judged(last, ground)
    if part == "late":
        return judged(last, ground, confirm=True)
    if part in {"beginning", "start", "first day", "first", "early"}:
        return judged(first, ground, confirm=part == "early")
    if part:
        monthly = (last - first).days < 31
        middle = first + timedelta(days=14) if monthly else first + (last - first) // 2
        return judged(middle, ground, confirm=not monthly)
    if ground.before:
        return judged(first, ground, confirm=True)
    answers = [judged(first, ground), judged(last, ground)]
    good = [answer for answer in answers if isinstance(answer, Understood)]
    if len(good) == 1:
        return replace(good[0], confirm=True)
    return _either(good, f"The start of {name}, or its end?") if good else answers[-1]


def _span(year: int, month: int, months: int) -> tuple[date, date] | None:
    """Return the first and last date of a number of months from `month` of `year`, or None outside the calendar."""
    if not EARLIEST.year <= year <= LATEST.year:
        return None
    end_year, end_month = divmod(year * 12 + month - 1 + months - 1, 12)
    return date(year, month, 1), date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])


def _months(month: int, months: int, match: Match, ground: Ground, name: str) -> Answer[date]:
    """Read a named month, quarter or half: this year's, or next year's if it is over (past: the latest one begun)."""
    part, year = match["part"], _year(match, ground)
    years = [year] if year is not None else [ground.today.year, ground.today.year + (-1 if ground.past else 1)]
    answer: Answer[date] = _no_such_year(years[-1], ground)
    for candidate in years:
        span = _span(candidate, month, months)
        if span is None:
            return _no_such_year(candidate, ground)
        answer = _part(part, *span, f"{name} {candidate}", ground)
        if not isinstance(answer, Unclear):
            return answer
    return answer


def _read_month(match: Match, ground: Ground) -> Answer[date]:
    month = _MONTHS[match["month"][:3]]
    return _months(month, 1, match, ground, MONTHS[month - 1])


def _read_quarter(match: Match, ground: Ground) -> Answer[date]:
    number = int(match["quarter"]) if match["quarter"] else _NTH[match["nth"]]
    return _months(number * 3 - 2, 3, match, ground, f"Q{number}")


def _read_half(match: Match, ground: Ground) -> Answer[date]:
    number = int(match["half"]) if match["half"] else _NTH[match["nth"]]
    if number > 2:
        return Unclear("A year has two halves.", "end of H1")
    return _months(number * 6 - 5, 6, match, ground, f"H{number}")


def _read_year(match: Match, ground: Ground) -> Answer[date]:
    span = _span(int(match["year"]), 1, 12)
    if span is None:
        return _no_such_year(int(match["year"]), ground)
    return _part(match["part"], *span, match["year"], ground)


def _read_this(match: Match, ground: Ground) -> Answer[date]:
    """Read "end of the month", "end of next quarter", "next year", "year end"."""
    groups = match.groupdict()
    part, step = groups.get("part"), {"next": 1, "last": -1}.get(groups.get("which") or "", 0)
    unit = match["period"]
    if groups.get("suffix") or unit in {"eom", "eoy", "eow", "eoq"}:
        part = "end"
    unit = {"eom": "month", "eoy": "year", "eow": "week", "eoq": "quarter"}.get(unit, unit)
    if unit == "week":
        return _week(part, step, ground)
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    today = ground.today
    index = today.year * 12 + (today.month - 1) // length * length + step * length
    span = _span(index // 12, index % 12 + 1, length)
    if span is None:
        return _no_such_year(index // 12, ground)
    name = f"{'next' if step > 0 else 'last' if step else 'this'} {unit}"
    return _part(part, *span, name, ground)


def _week(part: str | None, step: int, ground: Ground) -> Answer[date]:
    first = week_of(ground.today, ground.locale.week_start) + timedelta(weeks=step)
    last = first + timedelta(days=6)
    if part not in {"end", "very end", "late"}:
        return _part(part, first, last, "that week", ground)
    # The working week ends on Friday; the calendar week ends where the plan says.
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    answers = [judged(day, ground) for day in (friday, last)]
    good = [answer for answer in answers if isinstance(answer, Understood)]
    return _either(good, "Which day is the end of that week?") if good else answers[-1]


def _read_season(match: Match, ground: Ground) -> Answer[date]:
    return Unclear(f"{quoted(match.group())} is not one date everywhere.", f"21 June {ground.today.year + 1}")


# ---------------------------------------------------------------- the table of forms


@dataclass(frozen=True)
class Form:
    """One way to write a date."""

    reach: Reach
    pattern: re.Pattern[str]
    read: Callable[[Match, Ground], Answer[date]]


def _form(reach: Reach, pattern: str, read: Callable[[Match, Ground], Answer[date]]) -> Form:
    return Form(reach, re.compile(rf"(?<![a-z0-9_@#])(?<![0-9][.,:/-])(?:{pattern})(?![a-z0-9%])"), read)


_NO_DATE = (
    r"(?:the )?(?:(?:end|start|beginning|middle) of )?(?:the |our )?(?:this |next )?"
    r"(?:spring|summer|autumn|fall|winter|christmas|easter|new year|(?:fiscal|financial) year(?: end)?)"
)
_TIME_NEXT = r"(?! ?(?:[:.h][0-9]|[ap]\.?m\b|x\b|times\b))"
FORMS = (
    _form("loose", r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})", _read_iso),
    _form("loose", rf"{_WEEKDAY}{_DAY} ?(?:of )?{_NAMED}{_YEAR}?", _read_named),
    _form("loose", rf"{_WEEKDAY}{_NAMED} ?(?:the )?{_DAY}{_TIME_NEXT}{_YEAR}?", _read_named),
    _form("whole", rf"{_WEEKDAY}{_DAY}(?: of | |-|/)?{_NAMED}[ /,-]+(?P<short>[0-9]{{2}})", _read_named),
    _form("loose", rf"{_DAY}[-/]{_NAMED}[-/](?:(?P<year>[0-9]{{4}})|(?P<short>[0-9]{{2}}))", _read_named),
    _form(
        "loose",
        r"(?P<a>[0-9]{1,2})(?P<mark>\.) ?(?P<b>[0-9]{1,2})\. ?"
        r"(?:(?P<c>[0-9]{4}|[0-9]{2}(?![0-9]))(?! ?(?:[:.h][0-9]|[ap]\.?m\b)))?",
        _read_numeric,
    ),
    _form(
        "loose", r"(?P<a>[0-9]{1,2})(?P<mark>[/.-])(?P<b>[0-9]{1,2})(?P=mark)(?P<c>[0-9]{4}|[0-9]{2})", _read_numeric
    ),
    _form("led", r"(?P<a>[0-9]{1,2})(?P<mark>/)(?P<b>[0-9]{1,2})(?P<c>)", _read_numeric),
    _form("whole", r"(?P<a>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<b>[0-9]{1,2})(?P<c>)", _read_numeric),
    _form(
        "loose", r"today|tonight|tomorrow|tmrw|yesterday|(?:the )?day (?:after tomorrow|before yesterday)", _read_near
    ),
    _form("led", r"eod|end of (?:the )?day", _read_near),
    _form("loose", rf"(?P<which>this|next|coming|last) (?P<weekday>{DAYNAME})(?P<after>)", _read_weekday),
    _form("loose", rf"(?P<which>)(?P<weekday>{DAYNAME}),? (?:of )?(?P<after>next) week", _read_weekday),
    _form("led", rf"(?P<which>)(?P<weekday>{DAYNAME})(?P<after>)", _read_weekday),
    _form(
        "led",
        r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?: of (?:the )?(?:(?P<which>this|next|last) )?month)?",
        _read_day_of_month,
    ),
    _form("loose", rf"(?P<weekday>{_ONE_DAY}),? in {_COUNT} weeks?(?: time)?", _read_weekday_ahead),
    _form("loose", rf"in {_COUNT} weeks?(?: time)?,? on (?:a |the )?(?P<weekday>{_ONE_DAY})", _read_weekday_ahead),
    _form("loose", rf"{_COUNT} weeks? (?:from|after|on) (?P<weekday>{_ONE_DAY})", _read_weeks_from),
    _form("loose", rf"in (?:about |the next )?{_COUNT} {_UNIT}(?: time)?", _read_count),
    _form("loose", rf"{_COUNT} {_UNIT} (?:from (?:now|today)|(?P<ago>ago))", _read_count),
    _form("loose", r"within (?:the next )?" + rf"{_COUNT} (?P<unit>week|month|quarter|year)s?", _read_count),
    _form("whole", rf"(?:within )?{_COUNT} {_UNIT}", _read_count),
    _form("loose", rf"{_PART}{_NAMED}{_YEAR}?", _read_month),
    _form("led", rf"(?P<part>){_NAMED}{_YEAR}?", _read_month),
    _form("loose", rf"{_PART}{_QUARTER}{_YEAR}?", _read_quarter),
    _form("led", rf"(?P<part>)(?:the )?{_QUARTER}{_YEAR}?", _read_quarter),
    _form("loose", rf"{_PART}(?:h(?P<half>[12])|(?P<nth>first|second) half){_YEAR}?", _read_half),
    _form("led", rf"(?P<part>)(?:the )?(?:h(?P<half>[12])|(?P<nth>first|second) half){_YEAR}?", _read_half),
    _form("loose", rf"{_PART}(?:(?P<which>this|next|last|current) )?(?P<period>week|month|quarter|year)", _read_this),
    _form(
        "loose",
        r"(?P<part>)(?P<which>this|next|last) (?P<period>week|month|quarter|year)(?P<suffix>'?s end)?",
        _read_this,
    ),
    _form("loose", r"(?P<period>month|quarter|year)(?P<suffix>[ -]end|'s end)", _read_this),
    _form("loose", r"(?P<period>eom|eoy|eow|eoq)", _read_this),
    _form("loose", rf"{_PART}(?P<year>[0-9]{{4}})", _read_year),
    _form("led", r"(?P<part>)(?P<year>2[0-9]{3})(?= *[.,;!)]| *$)", _read_year),
    _form("led", _NO_DATE, _read_season),
)

# The readers of forms that name one day, not a part of a period.
EXACT = {
    _read_iso,
    _read_named,
    _read_numeric,
    _read_near,
    _read_weekday,
    _read_weekday_ahead,
    _read_weeks_from,
    _read_count,
}


def names_period(form: Form) -> bool:
    """Tell whether a form names a month, quarter, half or year."""
    return form.read in {_read_month, _read_quarter, _read_half, _read_year}
