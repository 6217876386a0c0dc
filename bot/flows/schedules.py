"""Schedules as people type them: "Mon/Wed 9 and 4pm", "every other Thursday at 10", "the 25th at noon"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import islice, product
from typing import Literal, TypeVar

from bot.domain.when import EARLIEST, LATEST, WEEKDAYS, Rule
from bot.flows.answers import (
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
from bot.flows.clock import say_time
from bot.flows.dates import say_date
from bot.flows.misspelt import Misspelt, corrected, misspelt_in, place_before
from bot.flows.schedule_tokens import MOST_TIES, Token, last_said, tokens
from bot.flows.weekdays import read_days

EXAMPLE = "Mon and Thu 9:00"
# More of them in one answer are a table that was pasted.
MOST_ITEMS = 50
# More ways to read an answer than this are no question that somebody can answer.
MOST_READINGS = 6

_T = TypeVar("_T")
Missing = Literal["days", "time"]


@dataclass(frozen=True)
class Planned:
    """One regular time: on which dates, and when on those. None where that was not said yet."""

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
        """Return this with what it lacks taken from `more`, the answer to what was asked.

        An answer that is complete in itself replaces what was there.
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

    def in_words(self) -> str:
        """Return how it was read: "every Monday and Wednesday at 09:00 and 16:00"."""
        rules = _unique([item.rule for item in self.items])
        return "; ".join(_said(rule, [i.wall for i in self.items if i.rule == rule]) for rule in rules)


def _unique(things: Sequence[_T]) -> list[_T]:
    kept: list[_T] = []
    for thing in things:
        if thing not in kept:
            kept.append(thing)
    return kept


def _said(rule: Rule | None, walls: Sequence[time | None]) -> str:
    times = [say_time(wall) for wall in walls if wall is not None]
    at = f" at {joined(times)}" if times else ", at a time still to be said"
    if rule is None:
        return f"{at.strip(' ,')}, on days still to be said"
    first = next(iter(rule.dates(rule.start, LATEST)), None)
    again = rule.interval > 1 and rule.start != rule.until and first is not None
    begins = f", first on {say_date(first)}" if again and first else ""
    if rule.until is None or rule.start == rule.until:
        return rule.in_words() + at + begins
    return f"{rule.model_copy(update={'until': None}).in_words()}{at}{begins}, until {say_date(rule.until)}"


@dataclass(frozen=True)
class FoundSchedule:
    """A schedule inside a longer text, and the spans that it took of it."""

    answer: Answer[Schedule]
    spans: tuple[tuple[int, int], ...]
    unread: str


def find_schedule(folded: str, today: date, locale: Locale) -> FoundSchedule | None:
    """Find the schedule in a folded text, or None where nothing in it says when."""
    misspelt = _misspelt(tokens(folded, today, locale))
    return _asked_about(misspelt, folded, today, locale) if misspelt else _find(folded, today, locale)


_BEFORE_DAYS = frozenset(words("on every each from to till until other next first second third fourth last"))


def _misspelt(found: list[Token]) -> list[Misspelt]:
    """Return the misspelt days that stand where a day can stand: beside days and times, or after "on" and "every"."""
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
    """Ask whether the misspelt days are meant: with each day that they may be, and without them."""
    options: list[tuple[str, Schedule]] = []
    meant: FoundSchedule | None = None
    for choice in range(max(len(one.days) for one in misspelt)):
        found = _find(corrected(folded, misspelt, choice), today, locale)
        meant = meant or found
        options += _options(found)
    if meant is None or not options:
        return meant and replace(meant, spans=_as_typed(meant, misspelt), unread="")
    spans = _as_typed(meant, misspelt)
    without = _options(_find(folded, today, locale))
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
    return FoundSchedule(read, spans, cut_out(folded, spans))


def _as_typed(found: FoundSchedule, misspelt: list[Misspelt]) -> tuple[tuple[int, int], ...]:
    return tuple((place_before(start, misspelt), place_before(end, misspelt)) for start, end in found.spans)


def _options(found: FoundSchedule | None) -> list[tuple[str, Schedule]]:
    if found is None or isinstance(found.answer, Unclear):
        return []
    if isinstance(found.answer, Choice):
        return [*found.answer.options]
    return [(found.answer.value.in_words(), found.answer.value)]


def _find(folded: str, today: date, locale: Locale) -> FoundSchedule | None:
    found = _without_titles(tokens(folded, today, locale))
    meant = [token for token in found if token.kind not in {"link", "word"}]
    if not any(token.kind in {"days", "often", "time", "vague", "refused"} for token in meant):
        return None
    spans = _taken(found)
    answer = _answer(found, today, locale)
    return FoundSchedule(answer, tuple(spans), cut_out(folded, spans))


def _without_titles(found: list[Token]) -> list[Token]:
    """Leave "Monday motivation" and "weekly report" to the title where the days are said again."""
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
    """Return the spans of what says when, with the words that tie it to the rest."""
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


@dataclass
class _Run:
    """Days that stand together, and the times that belong to them."""

    days: list[Token] = field(default_factory=list)
    times: list[Token] = field(default_factory=list)


def _answer(found: list[Token], today: date, locale: Locale) -> Answer[Schedule]:
    refused = next((token for token in found if token.kind == "refused"), None)
    if refused:
        return Unclear(refused.said, EXAMPLE)
    zone = next((token for token in found if token.kind == "zone"), None)
    if zone:
        return Unclear(f"Times here are on this plan's clock, so I can't use {quoted(zone.said.upper())}.", EXAMPLE)
    found, ranged = _without_ranges(found)
    runs, doubtful = _runs(found)
    vague = next((token for token in found if token.kind == "vague"), None)
    if not any(run.days for run in runs) and vague:
        return _vague(vague, runs)
    start = next((token.day for token in found if token.kind == "from"), None)
    until = next((token.day for token in found if token.kind == "until"), None)
    begin = max(start or today, EARLIEST)
    if until and until < begin:
        return Unclear(f"It would end on {say_date(until)}, before it begins.", EXAMPLE)
    notes: list[str] = [f"“{ranged}” left out: one time, not a span"] if ranged else []
    confirm = doubtful or bool(ranged) or any(token.confirm for token in found if token.kind in {"from", "until"})
    half = _half_of_day(found)
    told: list[tuple[list[list[Rule | None]], list[list[time | None]]]] = []
    for run in runs:
        rules, sure, problem = _rules(run.days, begin, until, locale)
        if problem:
            return Unclear(problem, EXAMPLE)
        walls, certain, said = _walls(run.times, half)
        notes += said
        confirm = confirm or not sure or not certain
        told.append((rules, walls))
    schedules = _readings(told)
    if not schedules:
        empty = f"“{ranged}” is a span. One time is needed." if ranged else "I found neither days nor a time in that."
        return Unclear(empty, EXAMPLE)
    if len(schedules) > MOST_READINGS or any(len(one.items) > MOST_ITEMS for one in schedules):
        return Unclear("That is more than I can read at once. Give me one regular time after the other.", EXAMPLE)
    if len(schedules) > 1:
        return Choice("Which one do you mean?", tuple((one.in_words(), one) for one in schedules))
    from_then = f", from {say_date(begin)}" if start and begin > today else ""
    echo = schedules[0].in_words() + from_then + (f" ({'; '.join(notes)})" if notes else "")
    return Understood(schedules[0], echo, confirm)


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
            # One more than may be offered is enough to know that there are too many.
            readings = [before + option for before in readings for option in options][: MOST_READINGS + 1]
        found += [Schedule(tuple(_unique(items))) for items in readings if items]
    return _unique(found)


def _vague(token: Token, runs: list[_Run]) -> Answer[Schedule]:
    """Keep the time where one was said; which days is still to be asked."""
    walls, certain, _ = _walls([time for run in runs for time in run.times], "")
    if walls != [[None]] and len(walls) == 1:
        kept = Schedule(tuple(Planned(None, wall) for wall in walls[0]))
        return Understood(kept, kept.in_words(), confirm=not certain)
    return Unclear(f"{quoted(token.said)} says how often, not on which days.", "Tuesday and Thursday 9:00")


def _without_ranges(found: list[Token]) -> tuple[list[Token], str]:
    """Take out "9-11": a regular thing is due at one time. Return what is left, and what was taken."""
    for index in range(len(found) - 2):
        first, link, second = found[index : index + 3]
        if first.kind == second.kind == "time" and link.said in {"-", "to", "till", "until"}:
            said = f"{_clock_words(first)}-{_clock_words(second)}"
            return found[:index] + found[index + 3 :], said
    return found, ""


def _clock_words(token: Token) -> str:
    return say_time(token.clock.readings[0]) if token.clock and token.clock.readings else ""


def _runs(found: list[Token]) -> tuple[list[_Run], bool]:
    """Put times to the days that they belong to: the ones after the days, or before them in "9am on Mondays"."""
    groups: list[tuple[str, list[Token]]] = []
    for token in found:
        kind = {"days": "D", "often": "D", "time": "T"}.get(token.kind)
        if kind is None:
            continue
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(token)
        else:
            groups.append((kind, [token]))
    groups = _with_often_joined(groups)
    if not groups:
        return [_Run()], False
    runs: list[_Run] = []
    if groups[0][0] == "D":
        for kind, group in groups:
            if kind == "D":
                runs.append(_Run(days=group))
            else:
                runs[-1].times = group
        return runs, False
    for kind, group in groups:
        if kind == "T":
            runs.append(_Run(times=group))
        else:
            runs[-1].days = group
    doubtful = False
    if len(runs) > 1 and not runs[-1].days:
        # "10:00 Tue, Thu 16:00": the last time has no days after it, so it goes with the ones before.
        last = runs.pop()
        runs[-1].times = runs[-1].times + last.times
        doubtful = True
    return runs, doubtful


def _with_often_joined(groups: list[tuple[str, list[Token]]]) -> list[tuple[str, list[Token]]]:
    """Join "every other week" that stands apart to the days that it speaks of: "Mon at 9, every other week"."""
    days = [index for index, (kind, _) in enumerate(groups) if kind == "D"]
    for place, index in enumerate(days):
        group = groups[index][1]
        if len(days) < 2 or any(token.kind == "days" for token in group):
            continue
        other = days[place - 1] if place else days[place + 1]
        groups[other] = ("D", groups[other][1] + group)
        rest = groups[:index] + groups[index + 1 :]
        merged: list[tuple[str, list[Token]]] = []
        for kind, found in rest:
            if merged and merged[-1][0] == kind:
                merged[-1] = (kind, merged[-1][1] + found)
            else:
                merged.append((kind, found))
        return merged
    return groups


def _rules(
    found: list[Token], begin: date, until: date | None, locale: Locale
) -> tuple[list[list[Rule | None]], bool, str]:
    """Return the readings of the days (each a list of rules), whether they are certain, and what is wrong."""
    if not found:
        return [[None]], True, ""
    often = [token for token in found if token.kind == "often"]
    named = [token.days for token in found if token.days is not None]
    every = max(often, key=lambda token: token.interval, default=None)
    sure = not any(token.confirm for token in often) and not any(days.confirm for days in named)
    if any(days.every == "month" for days in named) and any(token.every == "month" for token in often):
        # "monthly on the 25th": the 25th alone was doubtful, the month makes it certain.
        sure = not any(token.confirm for token in often)
    if not named:
        said = joined([token.said for token in often])
        return [], False, f"{quoted(said)} says how often, not on which days."
    weekly = [days for days in named if days.every == "week"]
    if every and every.every == "month" and weekly:
        return [], False, f"{quoted(every.said)} and a weekday leave open which one in the month."
    rules: list[Rule | None] = []
    if weekly:
        days = frozenset[int]().union(*(one.weekdays for one in weekly))
        interval = every.interval if every and every.every == "week" else 1
        if len(days) == 7 and interval == 1:
            rules.append(Rule(every="day", start=begin, until=until))
        else:
            rules.append(
                _started(
                    Rule(every="week", weekdays=tuple(days), start=begin, until=until, week_start=locale.week_start),
                    interval,
                )
            )
    rules += [Rule(every="day", interval=one.interval, start=begin, until=until) for one in named if one.every == "day"]
    monthly = [one for one in named if one.every == "month"]
    if monthly:
        rule = Rule(
            every="month",
            month_days=tuple({number for one in monthly for number in one.month_days}),
            nth=tuple({pair for one in monthly for pair in one.nth}),
            start=begin,
            until=until,
        )
        rules.append(_started(rule, every.interval if every and every.every == "month" else 1))
    readings = [rules]
    for one in named:
        if one.every == "once":
            readings = [[*before, Rule.once(day)] for before in readings for day in one.once]
    return readings, sure, ""


def _started(rule: Rule, interval: int) -> Rule:
    """Return `rule` each so many weeks or months, counted from its first date."""
    if interval == 1:
        return rule
    first = next(islice(rule.dates(rule.start, LATEST), 1), rule.start)
    return rule.model_copy(update={"interval": interval, "start": first})


def _half_of_day(found: list[Token]) -> str:
    """Return "am" or "pm" where a part of the day was named, as in "Monday evening at 8"; "" where none or two were."""
    halves = {
        "am" if "morn" in token.said else "pm"
        for token in found
        if token.kind in {"part", "days"} and re.search("morning|afternoon|evening|night", token.said)
    }
    return halves.pop() if len(halves) == 1 else ""


def _walls(found: list[Token], half: str) -> tuple[list[list[time | None]], bool, list[str]]:
    """Return the readings of the times (each a list), whether they are certain, and what to say about them.

    "9 and 4pm" is nine in the morning: hours count up. "2 and 4pm" is two in the afternoon. "10 and 11pm"
    may be either, and so may a lone "4".
    """
    if not found:
        return [[None]], True, []
    certain, notes = True, []
    fixed: list[tuple[time, ...]] = []
    for index, token in enumerate(found):
        clock = token.clock
        if clock is None:
            continue
        said = next((t.clock for t in found[index + 1 :] if t.clock and t.clock.half), None)
        readings = clock.readings
        if half and not clock.half and readings[0].hour % 12 and (clock.bare or len(readings) > 1):
            hour = readings[0].hour % 12 + (12 if half == "pm" else 0)
            fixed.append((readings[0].replace(hour=hour),))
            continue
        if said and not clock.half and clock.bare:
            named, own = said.readings[0], readings[0].hour % 12
            later = named.hour % 12 > own
            both = (time(own), time(own + 12)) if own else readings
            if said.half == "am":
                readings = (both[0],) if own < named.hour else readings
            elif own and later and own <= 6:
                readings, certain = (both[-1],), False
            elif own and later:
                readings = both
            else:
                readings = (both[0],) if readings[0].hour < 12 else readings
            if len(readings) == 1:
                notes.append(f"I read {own or 12} as {say_time(readings[0])}")
        elif token.confirm:
            certain = False
        fixed.append(readings)
    if any(len(readings) > 1 for readings in fixed):
        # All of them in the afternoon, or all in the morning.
        return [_in_order(map(max, fixed)), _in_order(map(min, fixed))], certain, notes
    return [_in_order(readings[0] for readings in fixed)], certain, notes


def _in_order(walls: Iterable[time]) -> list[time | None]:
    return [*sorted(set(walls))]


# ---------------------------------------------------------------- the whole answer

_FILLER = frozenset(words("post posts posting publish please we it always usually i'd i would like want say ok hmm"))
_OTHERWISE = re.compile(r"\b(?:not|never|except|or|maybe|either|but|if|when|unless|without)\b|[0-9]")


def read_schedule(text: str, today: date, locale: Locale) -> Answer[Schedule]:
    """Read when something happens again and again, or once.

    What lacks days or a time is Understood too: `Schedule.missing` says what to ask for, and
    `Schedule.completed_by` puts the answer to it. "twice a week" is Unclear: on which days?
    """
    folded = fold(plain(text)).rstrip(" .!?")
    if refused := too_long(folded, EXAMPLE):
        return refused
    found = find_schedule(folded, today, locale)
    if found is None:
        # A lone "9" or "4pm" answers "at what time?".
        found = find_schedule(f"at {folded}", today, locale) if re.match("[0-9]", folded) else None
        if found is None:
            days = read_days(text)
            if isinstance(days, Understood):
                rule = Rule(
                    every="week", weekdays=tuple(days.value), start=max(today, EARLIEST), week_start=locale.week_start
                )
                schedule = Schedule((Planned(rule, None),))
                return Understood(schedule, schedule.in_words(), days.confirm)
            return Unclear(f"I found neither days nor a time in {quoted(text)}.", EXAMPLE)
    unread = [word for word in re.findall(r"[^\s,;/&()-]+", found.unread) if word not in _FILLER]
    if not unread or not isinstance(found.answer, Understood):
        return found.answer
    if _OTHERWISE.search(" ".join(unread)):
        return Unclear(f"I understood {found.answer.value.in_words()}, but not all of {quoted(text)}.", EXAMPLE)
    return replace(found.answer, confirm=True)
