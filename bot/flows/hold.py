"""`/beat hold`: what is to stop, why, and until when it does.

"Instagram until Monday: product recall", "everything for 3 days because of the fire", "all until further notice: …".
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.domain.holds import REASON_LIMIT, NewHold
from bot.domain.when import instant, local, zone_named
from bot.flows.answers import Choice, Unclear, Understood, clean_text, fold, plain, quoted, read_choice, with_names
from bot.flows.clock import read_snooze
from bot.flows.given import place, say_day, text
from bot.flows.platform_names import read_platform
from bot.flows.steps import Context, Flow, Given, Meaning, Option, Step, Taken, Unsettled

EVERYTHING = "everything"
UNTIL_TOLD = "further notice"
# A field cannot hold "nothing": this stands for "no platform", that is for everything.
_ALL = re.compile(
    r"(?:all|everything|every ?where|all of (?:it|them)|all (?:publishing|posts|platforms|channels)|publishing|posting)"
)
_FURTHER = re.compile(
    r"(?:until |till |til )?(?:further notice|i say so|we say so|i tell you|told otherwise|open[ -]ended"
    r"|i resume(?: it)?|resumed|no end|indefinitely)|(?:i|we) (?:do not|don't) know(?: yet)?|unknown|not sure"
)
_UNTIL = re.compile(
    r"(?<![a-z0-9])(?:until|till|til|for(?= (?:[0-9]|an? |one|two|three|four|five|six|half)))(?![a-z0-9])"
)
_REASON = re.compile(r"[:;]\s|:$|(?<![a-z0-9])(?:because(?: of)?|due to|since|reason:?)(?![a-z0-9])| [-\u2013\u2014] ")


# ---------------------------------------------------------------- what is to stop


def _take_scope(wrote: str, given: Given, context: Context) -> Taken:
    said = re.sub(r"^(?:just |only |the )", "", fold(plain(wrote)).strip(" .!,"))
    said = re.sub(r"^(?:(?:all )?(?:publishing|posting|posts)) (?:on|to) ", "", said)
    if _ALL.fullmatch(said):
        return Taken({"scope": EVERYTHING})
    names = list(context.platforms)
    example = names[0] if names else EVERYTHING
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


def _scope_options(given: Given, context: Context) -> tuple[Option, ...]:
    return (*(Option(name, name) for name in context.platforms[:20]), Option("Everything", EVERYTHING))


def _show_scope(given: Given, context: Context) -> str:
    scope = text(given, "scope")
    return "All publishing" if scope == EVERYTHING else f"Publishing on {scope}" if scope else ""


# ---------------------------------------------------------------- until when


def _take_until(wrote: str, given: Given, context: Context) -> Taken:
    said = fold(plain(wrote)).strip(" .!,")
    if _FURTHER.fullmatch(said):
        return Taken({"until": UNTIL_TOLD})
    zone = zone_named(context.zone)
    now = local(context.now, zone).replace(tzinfo=None)
    # A day alone means its beginning: on that day everything goes on.
    read = read_snooze(wrote, now, context.locale, time())
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
    whole = plain(wrote)
    found = Taken()
    folded = fold(whole)
    reason = _REASON.search(folded)
    if reason:
        said = whole[reason.end() :].strip(" .,")
        if said:
            found += _take_reason(said, given, context)
        whole, folded = whole[: reason.start()].rstrip(" ,("), folded[: reason.start()].rstrip(" ,(")
    until = _UNTIL.search(folded)
    if until:
        found += _take_until(whole[until.start() :], given, context)
        whole = whole[: until.start()].rstrip(" ,")
    return _take_scope(whole, given, context) + found if whole else found


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
            take=_take_until,
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
