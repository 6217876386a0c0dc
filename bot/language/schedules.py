"""Schedules as people type them: "Mon/Wed 9 and 4pm", "every other Thursday at 10", "the 25th at noon"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import product
from typing import Literal, TypeVar

from dateutil.relativedelta import relativedelta

from bot.domain.when import EARLIEST, LATEST, WEEKDAYS, Rule
from bot.language.answers import (
    Answer,
    Choice,
    Locale,
    Unclear,
    Understood,
    cut_out,
    fold,
    joined,
    plain,
    quoted,
    too_long,
    words,
)
from bot.language.clock import say_time
from bot.language.dates import say_date
from bot.language.misspelt_days import Misspelt, corrected, misspelt_in, place_before
from bot.language.schedule_limits import Limit, placed, split_limits
from bot.language.schedule_parts import NUMBER, Days, Token, count_of
from bot.language.schedule_rules import Bounds, Run, half_of_day, rules_of, runs_of, walls_of
from bot.language.schedule_tokens import MOST_TIES, last_said, tokens
from bot.language.weekdays import read_days

EXAMPLE = "Mon and Thu 9:00"
# More of them in one answer are a pasted table.
MOST_ITEMS = 50
# An answer with more readings than this makes no question that somebody can answer.
MOST_READINGS = 6

_T = TypeVar("_T")
Missing = Literal["days", "time"]


@dataclass(frozen=True)
class Planned:
    """One regular time: on which dates, and when on those. None for what was not said yet."""

    rule: Rule | None
    wall: time | None


@dataclass(frozen=True)
class Schedule:
    """One or more regular times. `missing` is what still has to be asked for."""

    items: tuple[Planned, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Return what was not said: "days", "time", or both where nothing was."""
        missing: list[Missing] = []
        if not self.items or any(item.rule is None for item in self.items):
            missing.append("days")
        if not self.items or any(item.wall is None for item in self.items):
            missing.append("time")
        return tuple(missing)

    def completed_by(self, more: "Schedule") -> "Schedule":
        """Return this with what it lacks filled in from `more`, the answer to the question about that.

        An answer that is complete in itself replaces everything.
        """
        if not self.missing or not more.missing or not self.items:
            return more if more.items else self
        walls: list[time | None] = [item.wall for item in more.items if item.wall is not None]
        rules: list[Rule | None] = [item.rule for item in more.items if item.rule is not None]
        items: list[Planned] = []
        for item in self.items:
            of_rule = rules if item.rule is None and rules else [item.rule]
            of_wall = walls if item.wall is None and walls else [item.wall]
            items += [Planned(rule, wall) for rule, wall in product(of_rule, of_wall)]
        return Schedule(tuple(_unique(items)))

    def in_words(self, today: date | None = None) -> str:
        """Return how it was read: "every Monday and Wednesday at 09:00 and 16:00".

        With `today`, it also says its start, if that is later, and for every other week which one comes next.
        """
        rules = _unique([item.rule for item in self.items])
        return "; ".join(_said(rule, [i.wall for i in self.items if i.rule == rule], today) for rule in rules)


def _unique(things: Sequence[_T]) -> list[_T]:
    kept: list[_T] = []
    for thing in things:
        if thing not in kept:
            kept.append(thing)
    return kept


def _said(rule: Rule | None, walls: Sequence[time | None], today: date | None) -> str:
    times = [say_time(wall) for wall in walls if wall is not None]
    at = f" at {joined(times)}" if times else ", at a time still to be said"
    if rule is None:
        return f"{at.strip(' ,')}, on days still to be said"
    first = next(iter(rule.dates(max(rule.start, today or rule.start), LATEST)), None)
    again = rule.interval > 1 and rule.start != rule.until and first is not None
    begins = f", first on {say_date(first)}" if again and first else ""
    if today and today < rule.start != rule.until and not begins:
        begins = f", from {say_date(rule.start)}"
    if rule.until is None or rule.start == rule.until:
        return rule.in_words() + at + begins
    return f"{rule.model_copy(update={'until': None}).in_words()}{at}{begins}, until {say_date(rule.until)}"


@dataclass(frozen=True)
class FoundSchedule:
    """A schedule inside a longer text, the spans that it covers, and what next to it could not be used."""

    answer: Answer[Schedule]
    spans: tuple[tuple[int, int], ...]
    unread: str
    limits: tuple[Limit, ...] = ()


def find_schedule(
    folded: str, today: date, locale: Locale, text: str = "", *, alone: bool = False
) -> FoundSchedule | None:
    """Find the schedule in a folded text, or None where nothing in it says when.

    Possible limits that were not understood are asked about, in the words of `text`. `alone`: there is no title
    that such words could belong to.
    """
    misspelt = _misspelt(tokens(folded, today, locale))
    found = _asked_about(misspelt, folded, today, locale) if misspelt else _find(folded, today, locale)
    return found and replace(found, answer=_questioned(found, text or folded, alone=alone))


def _questioned(found: FoundSchedule, text: str, *, alone: bool) -> Answer[Schedule]:
    """Ask whether a schedule is meant without its limit, or with those words as part of the title."""
    answer = found.answer
    if isinstance(answer, Unclear) or not found.limits:
        return answer
    sure = [text[limit.start : limit.end] for limit in found.limits if limit.is_sure or alone]
    other = [text[limit.start : limit.end] for limit in found.limits if not limit.is_sure and not alone]
    left_out = f"I can't put {joined([quoted(said) for said in sure])} into a schedule yet." if sure else ""
    if isinstance(answer, Choice):
        named = left_out or f"{joined([quoted(said) for said in other])} stays in the title."
        return Choice(f"{named} {answer.question}", answer.options)
    if sure:
        plan = "go on without it" if answer.value.missing else f"plan it {answer.echo} anyway"
        question = f"{left_out} Shall I {plan}?"
    else:
        part = "a part" if len(other) == 1 else "parts"
        verb = "Is" if len(other) == 1 else "Are"
        question = (
            f"I would plan it {answer.echo}. {verb} {joined([quoted(said) for said in other])} {part} of the title?"
        )
    return replace(answer, confirm=True, question=question)


_BEFORE_DAYS = frozenset(words("on every each from to till until other next first second third fourth last"))


def _misspelt(found: list[Token]) -> list[Misspelt]:
    """Return the misspelled days where a day is possible: next to days and times, or after "on" and "every"."""
    like = {index: misspelt_in(token.said, token.start) for index, token in enumerate(found) if token.kind == "word"}
    told = [i for i, token in enumerate(found) if token.kind != "link"]
    kept: list[Misspelt] = []
    for place, index in enumerate(told):
        beside = told[max(place - 1, 0) : place] + told[place + 1 : place + 2]
        led = index > 0 and found[index - 1].said in _BEFORE_DAYS
        if led or not beside or any(found[i].kind != "word" or like[i] for i in beside):
            kept += like.get(index, [])
    return kept


def _asked_about(misspelt: list[Misspelt], folded: str, today: date, locale: Locale) -> FoundSchedule | None:
    """Ask whether the misspelled days are meant: with each day that they may be, and without them."""
    options: list[tuple[str, Schedule]] = []
    meant: FoundSchedule | None = None
    for choice in range(max(len(one.days) for one in misspelt)):
        found = _find(corrected(folded, misspelt, choice), today, locale)
        meant = meant or found
        options += _options(found, today)
    if meant is None or not options:
        return meant and replace(meant, spans=_as_typed(meant, misspelt), unread="")
    spans = _as_typed(meant, misspelt)
    without = _options(_find(folded, today, locale), today)
    question = " ".join(one.problem for one in misspelt)
    read: Answer[Schedule]
    if len(options) == 1 and not without:
        named = joined([f"{quoted(one.word)} is {WEEKDAYS[one.days[0]]}" for one in misspelt])
        read = Understood(options[0][1], f"{options[0][0]} ({named})", confirm=True)
    else:
        if len(options) == 1:
            options = [(f"Yes: {label}", value) for label, value in options]
            without = [(f"No: {label}", value) for label, value in without]
        read = Choice(question, tuple(_unique([*options, *without]))[:MOST_READINGS])
    limits = tuple(
        replace(limit, start=place_before(limit.start, misspelt), end=place_before(limit.end, misspelt))
        for limit in meant.limits
    )
    return FoundSchedule(read, spans, cut_out(folded, spans), limits)


def _as_typed(found: FoundSchedule, misspelt: list[Misspelt]) -> tuple[tuple[int, int], ...]:
    return tuple((place_before(start, misspelt), place_before(end, misspelt)) for start, end in found.spans)


def _options(found: FoundSchedule | None, today: date) -> list[tuple[str, Schedule]]:
    if found is None or isinstance(found.answer, Unclear):
        return []
    if isinstance(found.answer, Choice):
        return [*found.answer.options]
    return [(found.answer.value.in_words(today), found.answer.value)]


def _find(folded: str, today: date, locale: Locale) -> FoundSchedule | None:
    every = placed(_dated(_without_titles(tokens(folded, today, locale))), folded)
    found, limits = split_limits(every, folded)
    if not _says_when(found):
        # The limit is all there is: "not on Monday" alone says when, after all.
        found, limits = every, []
    if not _says_when(found):
        return None
    spans = _taken(found)
    answer, unused = _answer([token for token in found if token.kind != "limit"], today, locale)
    limits += [Limit(token.start, token.end, is_sure=True) for token in unused]
    limits.sort(key=lambda limit: limit.start)
    return FoundSchedule(answer, tuple(spans), cut_out(folded, spans), tuple(limits))


def _says_when(found: list[Token]) -> bool:
    return any(token.kind in {"days", "often", "time", "vague", "refused"} for token in found)


def _dated(found: list[Token]) -> list[Token]:
    """Read "5 January until 26 March" as a beginning and an end."""
    kept = [*found]
    for at, token in enumerate(found):
        following = next((other for other in found[at + 1 : at + 3] if other.kind != "link"), None)
        once = token.days if token.days is not None and token.days.every == "once" else None
        if once and len(once.once) == 1 and following is not None and following.kind == "until":
            kept[at] = Token("from", token.start, token.end, day=once.once[0], said=token.said, confirm=once.confirm)
    return kept


def _without_titles(found: list[Token]) -> list[Token]:
    """Leave "Monday motivation" and "weekly report" to the title where the days are repeated."""
    kept: list[Token] = []
    after: Token | None = None
    days_later = False
    weeks_later: set[frozenset[int]] = set()
    for token in reversed(found):
        again = token.kind == "often" and token.interval == 1 and days_later
        if token.days is not None and token.days.every == "week":
            again = any(token.days.weekdays <= weekdays for weekdays in weeks_later)
        named = after is not None and after.kind == "word" and again
        kept.append(Token("word", token.start, token.end, said=token.said) if named else token)
        if token.days is not None:
            days_later = True
            weeks_later |= {token.days.weekdays} if token.days.every == "week" else set()
        after = token
    return kept[::-1]


def _taken(found: list[Token]) -> list[tuple[int, int]]:
    """Return the spans that say when, with the words that connect them to the rest."""
    spans: list[tuple[int, int]] = []
    for index, token in enumerate(found):
        if token.kind == "word":
            continue
        if token.kind != "link":
            spans.append((token.start, token.end))
            continue
        after = next((t for t in found[index : index + MOST_TIES] if t.kind != "link"), None)
        before = last_said(found[max(0, index - MOST_TIES) : index])
        beside = [t for t in (before, after) if t is not None and t.kind != "word"]
        if beside:
            spans.append((token.start, token.end))
    return spans


# ---------------------------------------------------------------- from tokens to rules


@dataclass(frozen=True)
class _Read:
    """The result of some runs: the schedules that they may mean, and what to say about them."""

    schedules: list[Schedule]
    is_sure: bool = True
    problem: str = ""
    notes: tuple[str, ...] = ()
    unused: tuple[Token, ...] = ()


def _answer(found: list[Token], today: date, locale: Locale) -> tuple[Answer[Schedule], tuple[Token, ...]]:
    """Return when tokens say it happens, and the tokens that were unused."""
    refused = next((token for token in found if token.kind == "refused"), None)
    if refused:
        return Unclear(refused.said, EXAMPLE), ()
    zone = next((token for token in found if token.kind == "zone"), None)
    if zone:
        said = f"Times here are on this plan's clock, so I can't use {quoted(zone.said.upper())}."
        return Unclear(said, EXAMPLE), ()
    found, ranged = _without_ranges(found)
    runs, doubtful = runs_of(found)
    vague = [token for token in found if token.kind == "vague"]
    if not any(run.days for run in runs) and vague:
        return _vague(vague[0], runs), ()
    bounds, problem = _bounds(found, today)
    but = next((token for token in found if token.kind == "but"), None)
    if but and not any(run.days for run in runs):
        problem = f"{quoted(but.said)} says when not. I need the days on which it happens."
    if problem:
        return Unclear(problem, EXAMPLE), ()
    read = _read_runs(runs, bounds, half_of_day(found), locale)
    if read.problem:
        return Unclear(read.problem, EXAMPLE), ()
    unused = (*(token for token in vague if not _agrees(token, found)), *_needless(found), *read.unused)
    if asked := _one_or_both(runs, found, bounds, today, locale):
        return asked, unused
    # "Tue 10:00, Thu 16:00, every other week": both, or the last one? "Every other Monday, in alternate weeks": which?
    skips = [t for t in found if (t.kind == "often" and t.interval > 1) or (t.days and t.days.interval > 1)]
    doubtful = doubtful or len(skips) > 1 or (len(runs) > 1 and bool(skips))
    limited = any(token.confirm or token.kind in {"span", "window"} for token in _bounding(found))
    notes = [f"“{ranged}” left out: one time, not a span"] if ranged else []
    confirm = doubtful or limited or bool(ranged) or not read.is_sure
    return _put(read.schedules, [*notes, *read.notes], ranged, today, confirm), unused


def _read_runs(runs: list[Run], bounds: Bounds, half: str, locale: Locale) -> _Read:
    told: list[tuple[list[list[Rule | None]], list[list[time | None]]]] = []
    notes: list[str] = []
    unused: list[Token] = []
    is_sure = True
    for run in runs:
        rules = rules_of(run.days, bounds, locale)
        if rules.problem:
            return _Read([], problem=rules.problem)
        walls, certain, said = walls_of(run.times, half)
        notes += said
        unused += rules.unused
        is_sure = is_sure and rules.is_sure and certain
        told.append((rules.readings, walls))
    return _Read(_readings(told), is_sure, notes=tuple(notes), unused=tuple(unused))


def _put(schedules: list[Schedule], notes: list[str], ranged: str, today: date, confirm: bool) -> Answer[Schedule]:
    """Put the result into an answer: the schedule, or the question which of several is meant."""
    if not schedules:
        empty = f"“{ranged}” is a span. One time is needed." if ranged else "I found neither days nor a time in that."
        return Unclear(empty, EXAMPLE)
    if len(schedules) > MOST_READINGS or any(len(one.items) > MOST_ITEMS for one in schedules):
        return Unclear("That is more than I can read at once. Give me one regular time after the other.", EXAMPLE)
    if len(schedules) > 1:
        return Choice("Which one do you mean?", tuple((one.in_words(today), one) for one in schedules))
    echo = schedules[0].in_words(today) + (f" ({'; '.join(notes)})" if notes else "")
    return Understood(schedules[0], echo, confirm)


def _bounding(found: list[Token]) -> list[Token]:
    return [token for token in found if token.kind in {"from", "until", "span", "window"}]


def _bounds(found: list[Token], today: date) -> tuple[Bounds, str]:
    """Return from when until when something may happen, and what is wrong with that."""
    bounding = _bounding(found)
    yearly = any(token.kind == "often" and token.every == "year" for token in found)
    recurs = any(token.kind == "days" and token.days and (yearly or _recurs(token.days)) for token in found)
    if bounding and not recurs:
        said = " ".join(token.said for token in bounding)
        return Bounds(today), f"{quoted(said)} says from when or until when, not on which days."
    starts = [token.day for token in bounding if token.kind == "from" and token.day]
    ends = [token for token in bounding if token.kind in {"until", "span"}]
    if len(starts) > 1 or len(ends) > 1:
        return Bounds(today), "I found more than one beginning or end in that."
    windows = [token for token in bounding if token.kind == "window"]
    begin = max([today, EARLIEST, *starts, *(token.day for token in windows if token.day)])
    lasts = [token.last for token in windows if token.last]
    lasts += [token.day if token.day else _last_of(token, begin) for token in ends]
    until = min(lasts, default=None)
    if until and until < begin:
        return Bounds(today), f"It would end on {say_date(until)}, before it begins."
    but = frozenset[int]().union(*(token.days.weekdays for token in found if token.kind == "but" and token.days))
    return Bounds(begin, until, but), ""


def _recurs(days: Days) -> bool:
    return days.every != "once" or days.is_yearly


def _last_of(span: Token, begin: date) -> date:
    """Return the last of a number of days, weeks or months that begin on `begin`."""
    length = relativedelta(
        days=span.count * (span.unit == "day"),
        weeks=span.count * (span.unit == "week"),
        months=span.count * (span.unit == "month"),
    )
    return min(begin + length - timedelta(days=1), LATEST)


def _agrees(vague: Token, found: list[Token]) -> bool:
    """Tell whether "twice a week" only repeats the two days next to it."""
    match = _A_WEEK.match(vague.said)
    days = [token.days for token in found if token.days is not None and token.kind == "days"]
    if match is None or any(one.every != "week" or one.interval > 1 for one in days):
        return False
    count = {"twice": 2, "thrice": 3}.get(match["count"]) or count_of(match["count"])
    return count == len(frozenset[int]().union(*(one.weekdays for one in days)))


def _needless(found: list[Token]) -> list[Token]:
    """Return excluded weekdays that were never among the days: something else is meant."""
    weekly = [
        token.days.weekdays for token in found if token.kind == "days" and token.days and token.days.every == "week"
    ]
    days = frozenset[int]().union(*weekly)
    return [token for token in found if token.kind == "but" and token.days and not token.days.weekdays & days]


_A_WEEK = re.compile(rf"(?P<count>twice|thrice|{NUMBER}) ?(?:times|x|posts?)?(?: (?:a|per|each|every) |/)week")
_TOGETHER = frozenset({"and", "plus", "also", "&", "+", ",", ";", "as well as"})


def _one_or_both(
    runs: list[Run], found: list[Token], bounds: Bounds, today: date, locale: Locale
) -> Answer[Schedule] | None:
    """Ask about a date next to regular days: unless "and" connects the two, it may be no day to post on."""
    named = [at for at, token in enumerate(found) if token.kind == "days"]
    dates = [at for at in named if (days := found[at].days) and not _recurs(days)]
    if not dates or len(dates) == len(named) or any(token.every == "year" for token in found):
        return None
    options = []
    for wanted in (True, False, None):
        some = [Run([t for t in run.days if wanted is None or _is_regular(t) == wanted], run.times) for run in runs]
        read = _read_runs([run for run in some if run.days], bounds, half_of_day(found), locale)
        options += [(one.in_words(today), one) for one in read.schedules]
    ties = {token.said for token in found[min(named) : max(named)] if token.kind == "link"}
    if ties & _TOGETHER and len(options) == 3:
        return Understood(options[2][1], options[2][0], confirm=True)
    return Choice("Which of these do you mean?", tuple(_unique(options)[:MOST_READINGS])) if options else None


def _is_regular(token: Token) -> bool:
    return token.days is None or _recurs(token.days)


def _readings(told: list[tuple[list[list[Rule | None]], list[list[time | None]]]]) -> list[Schedule]:
    """Return the schedules that days and times may mean; doubtful hours are all late or all early, never mixed."""
    found: list[Schedule] = []
    for early in range(max((len(walls) for _, walls in told), default=0)):
        readings: list[list[Planned]] = [[]]
        for rules, walls in told:
            at = walls[min(early, len(walls) - 1)]
            options = [
                [Planned(rule, wall) for rule in one for wall in at if rule or wall is not None] for one in rules
            ]
            # One more than can be offered is enough to know that there are too many.
            readings = [before + option for before in readings for option in options][: MOST_READINGS + 1]
        found += [Schedule(tuple(_unique(items))) for items in readings if items]
    return _unique(found)


def _vague(token: Token, runs: list[Run]) -> Answer[Schedule]:
    """Keep the time if there is one; the days are still to be asked for."""
    walls, certain, _ = walls_of([time for run in runs for time in run.times], "")
    if walls != [[None]] and len(walls) == 1:
        kept = Schedule(tuple(Planned(None, wall) for wall in walls[0]))
        return Understood(kept, kept.in_words(), confirm=not certain)
    return Unclear(f"{quoted(token.said)} says how often, not on which days.", "Tuesday and Thursday 9:00")


def _without_ranges(found: list[Token]) -> tuple[list[Token], str]:
    """Remove "9-11": a regular thing is due at one time. Returns what is left, and what was removed."""
    for index in range(len(found) - 2):
        first, link, second = found[index : index + 3]
        if first.kind == second.kind == "time" and link.said in {"-", "to", "till", "until"}:
            said = f"{_clock_words(first)}-{_clock_words(second)}"
            return found[:index] + found[index + 3 :], said
    return found, ""


def _clock_words(token: Token) -> str:
    return say_time(token.clock.readings[0]) if token.clock and token.clock.readings else ""


# ---------------------------------------------------------------- the whole answer

_FILLER = frozenset(words("post posts posting publish please we it always usually i'd i would like want say ok hmm"))
_OTHERWISE = re.compile(r"\b(?:not|never|except|or|maybe|either|but|if|when|unless|without)\b|[0-9]")


def read_schedule(text: str, today: date, locale: Locale) -> Answer[Schedule]:
    """Read when something happens regularly, or once.

    A schedule without days or a time is Understood too: `Schedule.missing` says what to ask for, and
    `Schedule.completed_by` adds the answer. "twice a week" is Unclear: on which days?
    """
    folded = fold(plain(text)).rstrip(" .!?")
    if refused := too_long(folded, EXAMPLE):
        return refused
    typed = plain(text)
    found = find_schedule(folded, today, locale, typed, alone=True)
    if found is None:
        # A lone "9" or "4pm" answers "at what time?".
        led = re.match("[0-9]", folded)
        found = find_schedule(f"at {folded}", today, locale, f"at {typed}", alone=True) if led else None
        if found is None:
            days = read_days(text)
            if isinstance(days, Understood):
                rule = Rule(
                    every="week", weekdays=tuple(days.value), start=max(today, EARLIEST), week_start=locale.week_start
                )
                schedule = Schedule((Planned(rule, None),))
                return Understood(schedule, schedule.in_words(), days.confirm, question=days.question)
            return Unclear(f"I found neither days nor a time in {quoted(text)}.", EXAMPLE)
    unread = [word for word in re.findall(r"[^\s,;/&()-]+", found.unread) if word not in _FILLER]
    if not unread or not isinstance(found.answer, Understood):
        return found.answer
    if _OTHERWISE.search(" ".join(unread)):
        return Unclear(f"I understood {found.answer.value.in_words()}, but not all of {quoted(text)}.", EXAMPLE)
    if found.limits:
        return found.answer
    question = f"I can't use {quoted(found.unread)}. Is {found.answer.echo} what you mean?"
    return replace(found.answer, confirm=True, question=question)
