"""Times of day and spans as people type them: "9", "4pm", "16h30", "half past nine", "tomorrow 9am", "30 min".

A time has no zone here: it is in the strategy's (or the person's) zone. Words for a zone are refused, not dropped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, fold, plain, quoted, too_long
from bot.language.dates import date_at, read_date, say_date
from bot.language.numbers import SMALL_WORDS

# Above this a snooze is a change of plan.
LONGEST_SNOOZE = timedelta(days=60)

_hours = "|".join(sorted((word for word, value in SMALL_WORDS.items() if 1 <= value <= 12), key=len, reverse=True))
_ones = "|".join(word for word, value in SMALL_WORDS.items() if 1 <= value <= 9)
_teens = "|".join(word for word, value in SMALL_WORDS.items() if 10 <= value <= 19)
_tens = "|".join(word for word, value in SMALL_WORDS.items() if 20 <= value <= 50)
# "Fifteen", "forty", "forty-five"; after an hour also "oh five".
_minutes = rf"(?:(?:{_tens})(?:[ -](?:{_ones}))?|{_teens})"
_after_hour = rf"(?:{_minutes}|(?:oh|o)[ -](?:{_ones}))"
_HALF = r"(?P<half> ?(?:a\.?m\.?|p\.?m\.?|[ap])(?![a-z]))"
_OF_DAY = r"(?: (?:in the )?(?P<part>morning|afternoon|evening)| (?P<night>at night))"
_ALONE = r"(?<![a-z0-9_@#$€£])(?<![0-9][.,:/])"
_AFTER = r"(?![a-z0-9%]|[.,:/][0-9])"

# Clock times that can't be anything else; a bare hour is read only where a time is expected.
_OF_HOUR = rf"(?:(?P<hour>[0-9]{{1,2}}|{_hours})(?:{_HALF}|{_OF_DAY})?|(?P<named>noon|midday|midnight))"
_CLOCKS = tuple(
    re.compile(f"{_ALONE}(?:{form}){_AFTER}")
    for form in (
        rf"(?P<hour>[0-9]{{1,2}})(?:[:.h](?P<minute>[0-9]{{2}}))?{_HALF}{_OF_DAY}?",
        rf"(?P<hour>[0-9]{{1,2}})[:h](?P<minute>[0-9]{{2}})(?: ?(?:h|hrs))?{_OF_DAY}?",
        rf"(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-5][0-9])(?!\.){_OF_DAY}?",
        rf"(?P<hour>[0-9]{{1,2}}|{_hours})(?: o'?clock| ?h| ?hrs){_OF_DAY}?",
        rf"(?P<hour>{_hours}){_HALF.replace('|[ap]', '')}",
        rf"(?P<hour>[0-9]{{1,2}}|{_hours}){_OF_DAY}",
        rf"(?P<by>half|(?:a )?quarter|[0-9]{{1,2}}|five|{_minutes})(?: minutes?)? (?P<way>past|to) {_OF_HOUR}",
        # "Ten after nine" and "quarter of ten" are American; "5 of 9" and "2 after 9" are counts.
        rf"(?P<by>half|(?:a )?quarter|five|{_minutes}|[0-9]{{1,2}}(?= min))(?: minutes?)? "
        rf"(?P<way>after|till|(?<=quarter )of) {_OF_HOUR}",
        rf"(?P<hour>[0-9]{{1,2}}|{_hours})[ -](?P<words>{_after_hour})(?:{_HALF}|{_OF_DAY})",
        rf"(?P<doubtful>half) (?P<hour>{_hours})",
        r"(?:(?:12|twelve) )?(?P<name>noon|midday|midnight)",
    )
)
_BARE_HOUR = re.compile(
    rf"{_ALONE}(?:(?P<hour>[0-9]{{1,2}})|(?P<word>{_hours}))(?P<ish>-?ish)?{_AFTER}(?![-' ]?(?:x|×)(?![a-z]))"
)
_MILITARY = re.compile(rf"{_ALONE}(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?: ?(?:h|hrs|hours))?{_AFTER}")
# Read only where a bare hour is; in front of a counted thing ("thirty second clips") it is no time.
_WORDED = re.compile(
    rf"{_ALONE}(?P<hour>[0-9]{{1,2}}|{_hours})[ -](?P<words>{_after_hour}){_AFTER}"
    r"(?![ -](?:sec|min|hour|hr|day|week|month|year|point|percent|per cent|people|posts?|reels?|tips?|things?))"
)


def _minute_of(said: str) -> int:
    """Return the number for "half", "a quarter", "12", "forty-five" or "oh five"."""
    words = said.removeprefix("a ").replace("-", " ").split()
    if words[0].isdigit():
        return int(words[0])
    if words[0] in {"half", "quarter"}:
        return 30 if words[0] == "half" else 15
    return sum(SMALL_WORDS.get(word, 0) for word in words)


# Abbreviations for several zones, or for one that changes: never translated.
ZONE_WORDS = (
    r"(?:utc|gmt|z|pst|pdt|pt|est|edt|et|cst|cdt|ct|mst|mdt|mt|cet|cest|eet|eest|wet|west|bst|ist|jst|kst|aest|aedt"
    r"|acst|awst|nzst|nzdt|msk|sgt|hkt|akst|hst|brt)"
)
_ZONED = re.compile(
    rf"(?P<zone>(?:{ZONE_WORDS}(?:[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?|[+-][0-9]{{2}}:?[0-9]{{2}}"
    r"|(?<![a-z])[a-z]++(?: [a-z]++)? time|(?<![a-z])[a-z]++/[a-z_]++))$"
)


@dataclass(frozen=True)
class ClockTime:
    """A time found in a text. Two `readings` where both morning and afternoon are likely; the likelier one first.

    `bare` is an hour alone, `half` "am" or "pm" where it was said; `problem` where there is no such time.
    """

    readings: tuple[time, ...]
    start: int
    end: int
    bare: bool = False
    half: str = ""
    confirm: bool = False
    problem: str = ""


def say_time(wall: time) -> str:
    """Return "09:00"."""
    return f"{wall:%H:%M}"


def clock_at(folded: str, at: int, *, bare: bool) -> ClockTime | None:
    """Return the time that begins exactly at `at`, or None; with `bare`, an hour alone counts."""
    matches = [match for pattern in _CLOCKS if (match := pattern.match(folded, at))]
    if matches:
        return _clock(max(matches, key=lambda match: match.end()))
    worded = _WORDED.match(folded, at) if bare else None
    if worded:
        return _clock(worded)
    hour = _BARE_HOUR.match(folded, at) if bare else None
    if hour is None:
        military = _MILITARY.match(folded, at) if bare else None
        return _of_military(military) if military else None
    number = int(hour["hour"]) if hour["hour"] else SMALL_WORDS[hour["word"]]
    found = _of(number, 0, hour, plain24=(hour["hour"] or "").startswith("0"), bare=True)
    return replace(found, bare=True, confirm=found.confirm or bool(hour["ish"]))


def _clock(match: re.Match[str]) -> ClockTime:
    said = match.groupdict()
    if said.get("name"):
        wall = time(0) if said["name"] == "midnight" else time(12)
        return ClockTime((wall,), match.start(), match.end(), confirm=wall.hour == 0)
    named = said.get("named")
    spoken = "12" if named else said["hour"]
    hour = int(spoken) if spoken.isdigit() else SMALL_WORDS[spoken]
    if said.get("doubtful"):
        # "half nine" is 9:30 to some and 8:30 to others.
        return replace(_of(hour, 30, match), confirm=True)
    minute = _minute_of(said["words"]) if said.get("words") else int(said.get("minute") or 0)
    half = {"a": "am", "p": "pm"}.get((said.get("half") or "").strip()[:1], "")
    if named:
        half = "am" if named == "midnight" else "pm"
    sure = True
    if not half and hour <= 12:
        half, sure = _half_of(hour, said.get("part") or ("night" if said.get("night") else ""))
    found = _at(match, said, hour, minute, half)
    return found if sure else replace(found, confirm=True)


def _half_of(hour: int, part: str) -> tuple[str, bool]:
    """Return an hour's half of the day by its part of the day, "" where none is said, and whether that is certain.

    "8 at night" is before midnight, "2 at night" after it, and "12 at night" is midnight itself.
    """
    if part == "morning":
        return "am", True
    if part == "afternoon":
        return "pm", hour == 12 or hour <= 7
    if part == "evening":
        return ("am", False) if hour == 12 else ("pm", hour >= 4)
    if part == "night":
        return ("am" if hour == 12 or hour < 6 else "pm"), 7 <= hour <= 11
    return "", True


def _at(match: re.Match[str], said: Mapping[str, str | None], hour: int, minute: int, half: str) -> ClockTime:
    if said.get("way"):
        by = _minute_of(said["by"] or "")
        if not 1 <= by <= 59 or not 1 <= hour <= 23:
            return _none(match)
        if said["way"] in {"past", "after"}:
            return _of(hour, by, match, half=half)
        if hour == 1:
            # "quarter to one" is before one in the afternoon, or at night where "am" says so.
            return _of(12, 60 - by, match, half=half)
        # "quarter to noon" is the other way round: "to twelve in the afternoon" is still the morning.
        flipped = {"am": "pm", "pm": "am"}.get(half, "") if hour == 12 else half
        return _of(hour - 1, 60 - by, match, half=flipped)
    return _of(hour, minute, match, half=half, plain24=(said["hour"] or "").startswith("0") or hour == 0)


def _none(match: re.Match[str]) -> ClockTime:
    return ClockTime((), match.start(), match.end(), problem=f"There is no {quoted(match.group())} on a clock.")


def _of(
    hour: int, minute: int, match: re.Match[str], *, half: str = "", plain24: bool = False, bare: bool = False
) -> ClockTime:
    """Return what an hour and minute may mean: one to six without "am" or "pm" may be either half of the day."""
    start, end = match.span()
    if hour > 23 or minute > 59 or (half == "am" and hour > 12):
        return _none(match)
    if half:
        # 13pm and 12am are read in the only way that makes sense, and shown for confirmation.
        shifted = hour % 12 + (12 if half == "pm" else 0) if hour <= 12 else hour
        return ClockTime(
            (time(shifted, minute),), start, end, half=half, confirm=hour > 12 or (hour == 12 and half == "am")
        )
    if 1 <= hour <= 6 and not plain24:
        return ClockTime((time(hour + 12, minute), time(hour, minute)), start, end)
    return ClockTime((time(hour, minute),), start, end, confirm=bare and (hour in {0, 7, 8} or plain24))


_OPENING = re.compile(
    r"(?:(?:at|by|around|about|from|circa|~|every day at|daily at|let's say|say|it's|make it) ?(?= |~|[0-9]))(?: |$)?"
)


def read_time(text: str) -> Answer[time]:
    """Read one time of day, in the plan's own zone.

    "9" is 09:00, a bare hour from 1 to 6 is a Choice of morning and afternoon, 7 and 8 need confirmation. 25:00 and
    times with a zone ("9 PST") are Unclear.
    """
    folded = fold(plain(text)).rstrip(" .!,")
    folded = f"{folded}." if folded.endswith((" a.m", " p.m")) else folded
    if refused := too_long(folded, "9:00"):
        return refused
    vague = False
    while opening := _OPENING.match(folded):
        vague = vague or opening.group().strip() in {"around", "about", "circa", "~"}
        folded = folded[opening.end() :]
    folded = re.sub(r" (?:sharp|please|each day|every day|daily)$", "", folded)
    found = _whole_time(folded)
    if found is None:
        zoned = _ZONED.search(folded)
        if zoned and _whole_time(folded[: zoned.start()].rstrip(" ,(")):
            zone = plain(text)[-len(zoned["zone"]) :].strip()
            return Unclear(f"Times here are on this plan's clock, so I can't use {quoted(zone)}.", "9:00")
        return Unclear(f"I could not read {quoted(text)} as a time of day.", "9:00 or 4pm")
    if found.problem:
        return Unclear(f"{found.problem} A day runs from 0:00 to 23:59.", "16:00")
    if len(found.readings) > 1:
        return Choice("In the morning or in the afternoon?", tuple((say_time(t), t) for t in sorted(found.readings)))
    wall = found.readings[0]
    echo = f"{say_time(wall)}, the very start of the day" if wall == time(0) else say_time(wall)
    return Understood(wall, echo, vague or found.confirm)


def _whole_time(folded: str) -> ClockTime | None:
    found = clock_at(folded, 0, bare=True)
    if found and found.end == len(folded):
        return found
    return None


def _of_military(match: re.Match[str]) -> ClockTime:
    return _of(int(match["hour"]), int(match["minute"]), match, plain24=True)


# ---------------------------------------------------------------- spans, for snoozing

_small = "|".join(sorted(SMALL_WORDS, key=len, reverse=True))
_SPAN_COUNT = rf"(?:[0-9]{{1,5}}(?:[.,][0-9]{{1,2}})?|(?:{_small})(?![a-z])|half an?|an?|a couple of)"
_SPAN = re.compile(
    rf"(?:for |in |by )?(?:about )?(?P<count>{_SPAN_COUNT}) ?(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)"
    rf"(?:(?: and | |, ?)?(?P<more>[0-9]{{1,2}}|a half) ?(?:minutes?|mins?|m)?)?(?: from now| more| later)?"
)


def read_snooze(
    text: str, now_local: datetime, locale: Locale, morning: time = time(9)
) -> Answer[tuple[date, time] | timedelta]:
    """Read for how long, or until when, to snooze.

    A span of minutes or hours is a timedelta; everything else is a local (date, time) in the person's zone, with
    `morning` (their digest hour) where only a day was said. `now_local` is naive, in the same zone.
    """
    folded = fold(plain(text)).rstrip(" .!,")
    example = "2 hours"
    if refused := too_long(folded, example):
        return refused
    match = _SPAN.fullmatch(folded)
    if match:
        return _span(match, now_local, morning, text)
    folded = re.sub(
        r"^(?:until|till|til|to|snooze|remind me|put it off)(?: again)?(?: (?:until|till|for))? ", "", folded
    )
    match = _SPAN.fullmatch(folded)
    if match:
        return _span(match, now_local, morning, text)
    if re.fullmatch("2[4-9]|[3-9][0-9]|1[0-9]{2}", folded):
        # "30" can't be an hour: minutes, most likely.
        span = timedelta(minutes=int(folded))
        return Understood(span, say_span(span), confirm=True)
    clock, rest = _split_clock(folded)
    if clock and clock.problem:
        return Unclear(f"{clock.problem} A day runs from 0:00 to 23:59.", example)
    readings, sure = (clock.readings, not clock.confirm) if clock else ((morning,), True)
    if not rest:
        return _today_at(readings, now_local, sure)
    day = read_date(rest, now_local.date(), locale)
    if isinstance(day, Unclear):
        if day.problem.startswith("I could not read"):
            return Unclear(
                f"I could not tell from {quoted(text)} when to come back to it.", "2 hours, or tomorrow 9:00"
            )
        return Unclear(day.problem, f"tomorrow {say_time(morning)}")
    days = [day.value] if isinstance(day, Understood) else [value for _, value in day.options]
    if rest in {"next week", "next month"}:
        # Snoozed until a period: its beginning is meant.
        days, sure = days[:1], False
    sure = sure and not (isinstance(day, Understood) and day.confirm)
    return _moment([(value, wall) for value in days for wall in readings], now_local, sure)


def _split_clock(folded: str) -> tuple[ClockTime | None, str]:
    """Return the clock time at the start or end of a text, and the text without it."""
    for at in [match.start() for match in re.finditer(r"[a-z0-9]+", folded)]:
        led = at == 0 or folded[:at].endswith(("at ", "@ ", "day ", "tomorrow ", "today ", ", "))
        found = clock_at(folded, at, bare=led and date_at(folded, at, date(2001, 1, 1), _ANY) is None)
        if found and (at == 0 or found.end == len(folded)):
            rest = re.sub(r"(?: at|@|,| around| by)? ?$", "", folded[:at]) + folded[found.end :]
            return found, re.sub(r"^(?:at|by|around|on)(?: |$)", "", rest.strip(" ,")).strip()
    return None, folded


_ANY = Locale(None, ".")


def _today_at(readings: tuple[time, ...], now: datetime, sure: bool) -> Answer[tuple[date, time] | timedelta]:
    """Read a time alone as the next such time; tomorrow's needs confirmation."""
    ahead = [(now.date(), wall) for wall in readings if wall > now.time()]
    if ahead:
        return _moment(ahead, now, sure and len(ahead) == len(readings))
    if now.date() >= date.max - timedelta(days=1):
        return Unclear("That is further off than a plan can reach.", "2 hours")
    return _moment([(now.date() + timedelta(days=1), wall) for wall in readings], now, False)


def _moment(moments: list[tuple[date, time]], now: datetime, sure: bool) -> Answer[tuple[date, time] | timedelta]:
    ahead = [moment for moment in moments if datetime.combine(*moment) > now]
    if not ahead:
        return Unclear("That time is already over.", "2 hours, or tomorrow 9:00")
    near = [moment for moment in ahead if datetime.combine(*moment) - now <= LONGEST_SNOOZE]
    if not near:
        return Unclear(f"That is more than {LONGEST_SNOOZE.days} days away.", "tomorrow 9:00")
    options = tuple((f"{say_date(day)} at {say_time(wall)}", (day, wall)) for day, wall in sorted(near))
    if len(options) > 1:
        return Choice("Which one do you mean?", options)
    return Understood(options[0][1], options[0][0], not sure)


def _span(match: re.Match[str], now: datetime, morning: time, text: str) -> Answer[tuple[date, time] | timedelta]:
    said, unit = match["count"], match["unit"][0]
    if said[0].isdigit():
        count = float(said.replace(",", "."))
    elif said.startswith("half"):
        count = 0.5
    else:
        count = {"a": 1, "an": 1, "a couple of": 2}.get(said) or SMALL_WORDS[said]
    minutes = count * {"m": 1, "h": 60, "d": 1440, "w": 10080}[unit]
    more = match["more"]
    if more and unit != "h":
        return Unclear(f"I could not tell how long {quoted(text)} is.", "45 minutes")
    minutes += 0 if not more else 30 if more == "a half" else int(more)
    span = timedelta(minutes=round(minutes))
    if span < timedelta(minutes=1) or span > LONGEST_SNOOZE:
        return Unclear(f"A pause is between 1 minute and {LONGEST_SNOOZE.days} days.", "2 hours")
    if unit in "dw" and count == int(count):
        return _moment([((now + span).date(), morning)], now, True)
    return Understood(span, say_span(span), said == "a couple of")


def say_span(span: timedelta) -> str:
    """Return "2 hours 30 minutes"."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    words = [f"{n} {name}{'' if n == 1 else 's'}" for n, name in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(words)
