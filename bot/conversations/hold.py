"""`/beat hold`: what is to stop, why, and until when it does.

"Instagram until Monday: product recall", "everything for 3 days because of the fire", "all until further notice: …".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.conversations.steps import Flow, Meaning, Option, Step, Taken, Unsettled
from bot.domain.holds import REASON_LIMIT, NewHold
from bot.domain.when import instant, local, zone_named
from bot.language.answers import (
    Answer,
    Choice,
    Unclear,
    Understood,
    clean_text,
    fold,
    plain,
    quoted,
    read_choice,
    with_names,
)
from bot.language.clock import LONGEST_SNOOZE, read_snooze
from bot.language.context import Context, Given
from bot.language.date_forms import DAYNAME
from bot.language.dates import read_date
from bot.language.kept_values import place, say_day, text
from bot.language.platform_names import read_platform

EVERYTHING = "everything"
UNTIL_TOLD = "further notice"
# A field cannot hold "nothing": this stands for "no platform", that is for everything.
_ALL = re.compile(
    r"(?:all|everything|every ?where|all of (?:it|them)|all (?:publishing|posts|platforms|channels)|publishing|posting)"
)
_FURTHER = re.compile(
    r"(?:until |till |til |for )?(?:further notice|i say so|we say so|i tell you|told otherwise|open[ -]ended"
    r"|i resume(?: it)?|resumed|no end|indefinitely|now|good|the time being|the moment)"
    r"|(?:i|we) (?:do not|don't) know(?: yet)?|unknown|not sure"
)
_SMALL = r"(?:[0-9]|an? |one|two|three|four|five|six|seven|eight|nine|ten|half|now|good|today|tonight|the )"
# What begins the words that say until when.
UNTIL = re.compile(
    rf"(?<![a-z0-9])(?:until|till|til|through|thru|up to|indefinitely|(?:today|tonight)(?= ?$)|for(?= {_SMALL}))"
    r"(?![a-z0-9])"
)
_REASON = re.compile(r"[:;]\s|:$|(?<![a-z0-9])(?:because(?: of)?|due to|since|reason:?)(?![a-z0-9])| [-\u2013\u2014] ")
_IN_BRACKETS = re.compile(r" ?\((?P<reason>[^()]+)\)?$")
_AND = re.compile(r" ?(?:,? and |[,;&+/]) ?")
# These name a last day, on which it is still on hold: it goes on the day after.
_THROUGH = re.compile(r"^(?:until |till |til )?(?:through|thru|(?:and |up to and )?including) ")
_BY_ITS_END = re.compile(r"^(?:until |till |til |up to |for )?(?=(?:the )?(?:very )?end of |eo[wmqy]$)")
_INCLUDED = re.compile(r"(?: |, )\(?(?:inclusive|included|incl)\)?$")
_LEADS_TO_DAY = re.compile(r"^(?:until|till|til|up to) ")
_END_OF = re.compile(rf"(?:the )?(?:very )?end of (?:the )?(?=(?:{DAYNAME}(?![a-z])|[0-9]))")
_UP_TO = re.compile(r"^up to ")
_TODAY = re.compile(
    r"(?:until |till |til |through |for )?(?:(?:the )?(?:very )?(?:end|rest) of (?:the |to)day|eod|today|today included"
    r"|(?P<tonight>tonight|this evening|the evening)|(?P<closing>(?:close|end) of business|cob|closing(?: time)?))"
)
# A sentence with more of them is a reason by itself.
MOST_COMMAS = 5
# When a working day ends, for who says no more than that; to be confirmed.
CLOSING = time(18)


# ---------------------------------------------------------------- what is to stop


def _take_scope(wrote: str, given: Given, context: Context) -> Taken:
    said = re.sub(r"^(?:just |only |the )", "", fold(plain(wrote)).strip(" .!,"))
    said = re.sub(r"^(?:(?:all )?(?:publishing|posting|posts)) (?:on|to) ", "", said)
    if _ALL.fullmatch(said):
        return Taken({"scope": EVERYTHING})
    names = list(context.platforms)
    example = names[0] if names else EVERYTHING
    if asked := _several(said, names):
        return asked
    known = read_platform(said)
    if known in names:
        return Taken({"scope": known})
    if not names or len(said) > 200:
        return Taken(problem=f"I could not tell what to hold from {quoted(wrote)}.", example=example)
    chosen = read_choice(said, names)
    if isinstance(chosen, Understood):
        scope: Given = {"scope": names[chosen.value]}
        if chosen.confirm:
            return Taken(unsettled=(Unsettled.confirm(names[chosen.value], scope),))
        return Taken(scope)
    if isinstance(chosen, Choice):
        meanings = tuple(Meaning(label=label, given={"scope": names[value]}) for label, value in chosen.options)
        return Taken(unsettled=(Unsettled(question=chosen.question, meanings=meanings),))
    return Taken(problem=f"{quoted(wrote)} is no platform of this plan.", example=example)


def _several(said: str, names: list[str]) -> Taken | None:
    """Ask which of several platforms is to stop; None where not all that is named is a platform of the plan."""
    parts = [read_platform(part) or part for part in _AND.split(said)]
    known = {fold(name): name for name in names}
    found = list(dict.fromkeys(known[fold(part)] for part in parts if fold(part) in known))
    if len(found) < 2 or any(fold(part) not in known for part in parts):
        return None
    question = "I can hold one platform at a time, or everything. Which is it? You can hold the other one after that."
    meanings = [Meaning(label=name, given={"scope": name}) for name in found[:5]]
    everything = Meaning(label="Everything", given={"scope": EVERYTHING})
    return Taken(unsettled=(Unsettled(question=question, meanings=(*meanings, everything)),))


def _scope_options(given: Given, context: Context) -> tuple[Option, ...]:
    return (*(Option(name, name) for name in context.platforms[:20]), Option("Everything", EVERYTHING))


def _show_scope(given: Given, context: Context) -> str:
    scope = text(given, "scope")
    return "All publishing" if scope == EVERYTHING else f"Publishing on {scope}" if scope else ""


# ---------------------------------------------------------------- until when


def take_until(wrote: str, given: Given, context: Context) -> Taken:
    """Take when it goes on: an instant, or until further notice."""
    said = fold(plain(wrote)).strip(" .!,")
    if _FURTHER.fullmatch(said):
        return Taken({"until": UNTIL_TOLD})
    read = _read_until(said, wrote, context)
    if isinstance(read, Unclear):
        example = "Monday, 3 days, or further notice"
        own = f"I could not tell from {quoted(wrote)} when it goes on."
        return Taken(problem=own if "come back" in read.problem else read.problem, example=example)
    if isinstance(read, Choice):
        meanings = tuple(Meaning(label=label, given={"until": _kept(value, context)}) for label, value in read.options)
        return Taken(unsettled=(Unsettled(question=read.question, meanings=meanings),))
    kept = {"until": _kept(read.value, context)}
    if read.confirm:
        return Taken(unsettled=(Unsettled.confirm(_say(kept, context), kept),))
    return Taken(kept)


def _read_until(said: str, wrote: str, context: Context) -> Answer[tuple[date, time] | timedelta]:
    """Read when it goes on. A day alone means its beginning; after "through" and "the end of" it is on hold, too."""
    now = local(context.now, zone_named(context.zone)).replace(tzinfo=None)
    today = _TODAY.fullmatch(said)
    if today:
        if today["closing"] and now.time() < CLOSING:
            return Understood((now.date(), CLOSING), "", confirm=True)
        return Understood(
            (now.date() + timedelta(days=1), time()), "", confirm=bool(today["tonight"] or today["closing"])
        )
    last = _last_day(said)
    if not last:
        return read_snooze(_UP_TO.sub("until ", said), now, context.locale, time())
    day = read_date(_END_OF.sub("", last), now.date(), context.locale)
    if isinstance(day, Unclear):
        return (
            day if not day.problem.startswith("I could not read") else read_snooze(wrote, now, context.locale, time())
        )
    days = [day.value] if isinstance(day, Understood) else [value for _, value in day.options]
    if any((one - now.date()) >= LONGEST_SNOOZE for one in days):
        return Unclear(f"That is more than {LONGEST_SNOOZE.days} days away.", "tomorrow")
    after = [(one + timedelta(days=1), time()) for one in days]
    if isinstance(day, Understood):
        return Understood(after[0], "", day.confirm)
    return Choice(day.question, tuple((_say({"until": _kept(one, context)}, context), one) for one in after))


def _last_day(said: str) -> str:
    """Return what names the last day of a hold, "" where the words name the day on which it goes on."""
    for pattern in (_THROUGH, _BY_ITS_END):
        if match := pattern.match(said):
            return said[match.end() :]
    if match := _INCLUDED.search(said):
        return _LEADS_TO_DAY.sub("", said[: match.start()])
    return ""


def _kept(value: tuple[date, time] | timedelta, context: Context) -> str:
    """Return an instant as it is kept; a span of hours counts from now, a day and time is on the plan's clock."""
    if isinstance(value, timedelta):
        return (context.now + value).isoformat()
    return instant(value[0], value[1], zone_named(context.zone)).isoformat()


def resume_at(given: Given) -> datetime | None:
    """Return when it goes on, None for until further notice."""
    kept = text(given, "until")
    return datetime.fromisoformat(kept) if kept and kept != UNTIL_TOLD else None


def _say(given: Given, context: Context) -> str:
    at = resume_at(given)
    if at is None:
        return "until further notice"
    here = local(at, zone_named(context.zone))
    return f"{say_day(here.date())} {here:%H:%M} ({place(context.zone)})"


def _show_until(given: Given, context: Context) -> str:
    return _say(given, context) if "until" in given else ""


def _check_until(given: Given, context: Context) -> str:
    at = resume_at(given)
    return "That time is over by now." if at is not None and at <= context.now else ""


# ---------------------------------------------------------------- why


def _take_reason(wrote: str, given: Given, context: Context) -> Taken:
    return Taken.of(clean_text(with_names(wrote, context.names), REASON_LIMIT), lambda reason: {"reason": reason})


# ---------------------------------------------------------------- everything at once


def _opening(wrote: str, given: Given, context: Context) -> Taken:
    """Read "Instagram until Monday: product recall": what, until when and why, in that order, each may be missing."""
    whole, reason = reason_of(plain(wrote))
    until = UNTIL.search(fold(whole))
    said = whole[until.start() :] if until else ""
    scope = whole[: until.start()].rstrip(" ,") if until else whole
    if said and not reason:
        said, reason = _without_reason(said, lambda part: take_until(part, given, context))
    elif not reason:
        scope, reason = _without_reason(scope, lambda part: _take_scope(part, given, context))
    found = _take_reason(reason, given, context) if reason else Taken()
    if said:
        found += take_until(said, given, context)
    return _take_scope(scope, given, context) + found if scope else found


def reason_of(whole: str) -> tuple[str, str]:
    """Split "Instagram until Monday: product recall" at what leads to a reason; "" where nothing does."""
    folded = fold(whole)
    if match := _REASON.search(folded):
        return whole[: match.start()].rstrip(" ,("), whole[match.end() :].strip(" .,")
    if match := _IN_BRACKETS.search(folded):
        return whole[: match.start()].rstrip(" ,"), whole[match.start("reason") : match.end("reason")].strip(" .,")
    return whole, ""


def _without_reason(said: str, take: Callable[[str], Taken]) -> tuple[str, str]:
    """Split at a comma, which is as good as a colon when something burns: the longest beginning that is read best."""
    ends = [len(said), *reversed([match.start() for match in re.finditer(",", said)][:MOST_COMMAS])]
    taken = [(end, take(said[:end])) for end in ends]
    sure = [end for end, one in taken if one.given]
    read = sure or [end for end, one in taken if not one.problem]
    return (said[: read[0]].rstrip(" ,"), said[read[0] :].strip(" ,.")) if read else (said, "")


def _build(given: Given, context: Context) -> NewHold:
    scope = text(given, "scope")
    return NewHold(
        platform="" if scope == EVERYTHING else scope,
        reason=text(given, "reason"),
        resume_at=resume_at(given),
    )


FLOW = Flow(
    name="hold",
    opening=_opening,
    build=_build,
    closing="Shall I hold it from now on? I tell this plan's channel, and you can let it go on at any time.",
    steps=(
        Step(
            name="scope",
            label="What stops",
            fills=("scope",),
            ask=lambda given, context: "What shall I hold?",
            example=lambda given, context: context.platforms[0] if context.platforms else EVERYTHING,
            help="Publishing stops there. Answering and listening go on, since people may ask now.",
            take=_take_scope,
            show=_show_scope,
            options=_scope_options,
        ),
        Step(
            name="until",
            label="Until",
            fills=("until",),
            ask=lambda given, context: "Until when? On that day everything goes on by itself.",
            example=lambda given, context: "Monday, 3 days, or further notice",
            help="What is due until then is left out, and counts against nobody. You can end the hold earlier.",
            take=take_until,
            show=_show_until,
            options=lambda given, context: (
                Option("Tomorrow", "tomorrow"),
                Option("One week", "7 days"),
                Option("Further notice", UNTIL_TOLD),
            ),
            check=_check_until,
            if_unknown={"until": UNTIL_TOLD},
        ),
        Step(
            name="reason",
            label="Why",
            fills=("reason",),
            ask=lambda given, context: "Why? The team reads it in the channel.",
            example=lambda given, context: "product recall",
            help="A few words are enough, so that nobody wonders.",
            take=_take_reason,
            show=lambda given, context: text(given, "reason"),
        ),
    ),
)
