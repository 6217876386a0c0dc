"""Whole sentences: a goal or a recurring post as typed after a command, split into its fields.

Missing fields stay None and are asked for, half-understood ones are named in `doubtful`, and what could not be used is
a `Problem` with the field that it is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from bot.domain.calendar import SlotKind
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.language.answers import Choice, Locale, Unclear, Understood, clean_text, cut_out, fold, joined, plain, quoted
from bot.language.dates import find_date, say_date
from bot.language.numbers import LARGEST, find_numerals
from bot.language.people import MENTION, PersonRef, person_in
from bot.language.platform_names import find_platform, find_platforms_together
from bot.language.role_words import JOBS, title_said
from bot.language.schedule_parts import TAKEN
from bot.language.schedules import EXAMPLE, Schedule
from bot.language.targets import FoundTarget, Target, find_quality, find_target, say_target
from bot.language.titles import ONE_POST, find_times, platform_of, runs_of, several_in, tidy, with_kept_ties
from bot.language.zone_names import find_zone

Field: TypeAlias = Literal["statement", "target", "due", "title", "schedule", "zone"]


@dataclass(frozen=True)
class Problem:
    """Something that can't be used as typed, a Choice or an Unclear, and the field that it is about."""

    field: Field
    what: Unclear | Choice[date] | Choice[Target] | Choice[Schedule] | Choice[str]


@dataclass(frozen=True)
class GoalDraft:
    """A goal, as far as it was said.

    statement           in the person's words, without its date and without who measures
    target, measure     the number to reach, and the thing counted ("Instagram followers"); None where not said
    platform            a known platform that the sentence names
    due, due_echo       the date, and the date in words with its weekday
    measurer, reviewer  who was named for it; `people` are the others who were mentioned
    doubtful            the fields that were half-understood: to be confirmed
    """

    statement: str = ""
    target: Target | None = None
    measure: str | None = None
    platform: str | None = None
    due: date | None = None
    due_echo: str = ""
    measurer: PersonRef | None = None
    reviewer: PersonRef | None = None
    people: tuple[PersonRef, ...] = ()
    doubtful: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def unit(self) -> str:
        """Return what the target counts, "" if that was not said."""
        return self.target.unit if self.target else ""


@dataclass(frozen=True)
class SlotDraft:
    """A recurring post or task, as far as it was said. `schedule` may be incomplete: see Schedule.missing.

    `left_out` are words that no reader knows and that aren't part of the title either.
    """

    kind: SlotKind | None = None
    title: str | None = None
    platform: str | None = None
    schedule: Schedule | None = None
    schedule_echo: str = ""
    schedule_question: str = ""
    people: tuple[PersonRef, ...] = ()
    role_title: str | None = None
    zone_name: str | None = None
    doubtful: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()


# ---------------------------------------------------------------- people inside a sentence

_MEASURES = r"(?:measures?|counts?|tracks?|reports?|keeps track(?: of)?|reads?(?= (?:it|them|the numbers?)))"
_REVIEWS = r"(?:reviews?|judges?|checks?|decides?|approves?|signs off)"
_VERB = rf"(?P<verb>{_MEASURES}|{_REVIEWS})(?: it| this| that| them| the numbers?)?"
_VERB2 = rf"(?:,? (?:and|&|\+) (?P<verb2>{_MEASURES}|{_REVIEWS})(?: it| this)?)?"
_DONE = r"(?P<verb>measured|counted|tracked|reviewed|judged|checked)(?:(?: and | & )(?P<verb2>measured|reviewed))?"
_NOUN = r"(?P<verb>measurer|measures|measure|reviewer|reviews|review)(?:(?: and | & )(?P<verb2>measurer|reviewer))?"
_DUTIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{MENTION}(?i:(?: will| can| should| to| is going to)? {_VERB}{_VERB2})(?![\w])",
        rf"(?<!\w)(?i:{_DONE} by) {MENTION}",
        rf"(?<!\w)(?i:{_NOUN})(?: ?[:=] ?| is | ){MENTION}",
    )
)
_MENTIONED = re.compile(MENTION)


@dataclass(frozen=True)
class _Assigned:
    measurer: PersonRef | None
    reviewer: PersonRef | None
    spans: tuple[tuple[int, int], ...]


def _assigned(text: str) -> _Assigned:
    """Find who measures and who reviews in Slack's raw text."""
    measurer: PersonRef | None = None
    reviewer: PersonRef | None = None
    spans: list[tuple[int, int]] = []
    for pattern in _DUTIES:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in spans):
                continue
            person = person_in(match)
            for verb in (match["verb"], match["verb2"]):
                if verb and re.match(r"(?i)review|judge|check|decide|approve|sign", verb):
                    reviewer = reviewer or person
                elif verb:
                    measurer = measurer or person
            spans.append(match.span())
    return _Assigned(measurer, reviewer, tuple(spans))


def _mentioned(
    text: str, taken: Sequence[tuple[int, int]], *, speaker: bool
) -> tuple[list[PersonRef], list[tuple[int, int]]]:
    """Find the other mentions in a raw text, including the speaker's ("me") only on request."""
    people: list[PersonRef] = []
    spans: list[tuple[int, int]] = []
    for match in _MENTIONED.finditer(text):
        person = person_in(match)
        # "I" and "me" are ordinary words in a sentence; they mean a person only set apart at its end.
        apart = speaker and match["me"] and match["me"][0] in "mM" and not text[match.end() :].strip(" .)")
        if (person.kind == "me" and not apart) or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        people.append(person)
        spans.append(match.span())
    return list(dict.fromkeys(people)), spans


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with TAKEN in place of each span; what is left stays in order."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)] + TAKEN)
        at = max(at, end)
    return "".join(kept) + text[at:]


# ---------------------------------------------------------------- a goal


def read_goal(text: str, today: date, locale: Locale) -> GoalDraft:
    """Split a goal into its fields: "grow newsletter from 400 to 1,000 subscribers by June 30, @ana measures".

    A sentence without a number or a date ("be the friendliest shop in town") is only a statement.
    """
    assigned = _assigned(text)
    people, spans = _mentioned(text, assigned.spans, speaker=False)
    draft = GoalDraft(measurer=assigned.measurer, reviewer=assigned.reviewer, people=tuple(people))
    wrote = plain(_masked(text, [*assigned.spans, *spans]))
    read = clean_text(wrote, TEXT_LIMIT)
    if isinstance(read, Unclear):
        problems = (Problem("statement", read),) if wrote else ()
        return replace(draft, problems=problems)
    return _goal(draft, wrote, today, locale)


# "2027: 5,000 followers" is about a year, not a target of 2,027.
_YEAR = re.compile(r"(?:in |for )?(20[2-9][0-9]) ?[:–—-] ?", re.IGNORECASE)


def _goal(draft: GoalDraft, wrote: str, today: date, locale: Locale) -> GoalDraft:
    problems: list[Problem] = []
    doubtful: list[Field] = []
    due: date | None = None
    echo = ""
    rest = wrote
    quality = find_quality(fold(wrote), locale)
    if quality and quality.target.direction == "yesno":
        rest = wrote = wrote[quality.end :]
    found = find_date(fold(wrote), today, locale)
    year = _YEAR.match(wrote)
    if year and not found and today.year <= int(year[1]):
        rest, due = wrote[year.end() :], date(int(year[1]), 12, 31)
        echo, doubtful = say_date(due), ["due"]
    if found:
        rest = _masked(wrote, [(found.start, found.end)])
        if isinstance(found.answer, Understood):
            due, echo = found.answer.value, found.answer.echo
            doubtful += ["due"] if found.answer.confirm else []
        else:
            problems.append(Problem("due", found.answer))
    platform = find_platform(rest)
    aim = quality if quality and quality.target.direction == "yesno" else find_target(fold(rest), locale)
    target, measure = _aim(aim, rest, platform[0] if platform else None)
    if aim and aim.or_else:
        options = tuple((say_target(one, locale), one) for one in (aim.target, aim.or_else))
        problems.append(Problem("target", Choice("That number can be read in two ways. Which one?", options)))
        target = None
    elif aim and aim.confirm:
        doubtful.append("target")
    if aim is None and (wrong := _impossible(fold(rest), locale)):
        problems.append(Problem("target", wrong))
    return replace(
        draft,
        statement=tidy(rest),
        target=target,
        measure=measure,
        platform=platform[0] if platform else None,
        due=due,
        due_echo=echo,
        doubtful=tuple(doubtful),
        problems=tuple(problems),
    )


def _impossible(folded: str, locale: Locale) -> Unclear | None:
    for number in find_numerals(folded, locale):
        if not number.readings:
            return Unclear("The dots and commas in that number do not fit.", "1,000 followers")
        if abs(number.value) > LARGEST:
            return Unclear("That number is larger than anything a plan can reach.", "1,000 followers")
    return None


def _aim(aim: FoundTarget | None, rest: str, platform: str | None) -> tuple[Target | None, str | None]:
    """Return the target with its unit as written and without the platform, and the measure's name."""
    if aim is None:
        return None, None
    counted = _as_written(aim.counted, rest)
    named = find_platform(counted)
    words = cut_out(counted, [named[1:]]) if named else counted
    unit = words if aim.target.unit == aim.counted else aim.target.unit
    target = replace(aim.target, unit=unit)
    measure = f"{platform} {words}" if platform and words else words
    return target, measure or None


def _as_written(folded: str, text: str) -> str:
    """Return folded words with their capitals from the text."""
    at = fold(text).find(folded) if folded else -1
    return text[at : at + len(folded)] if at >= 0 else folded


# ---------------------------------------------------------------- a recurring post or task

_KINDS: tuple[tuple[SlotKind, str], ...] = (
    (
        "converse",
        r"repl(?:y|ies|ying)|answer(?:s|ing)?|respond(?:s|ing)?|responses?|engag(?:e|ing|ement)|conversations?"
        r"|convers(?:e|ing)"
        r"|comment on|commenting|join (?:in|discussions?|the)|chat(?:s|ting)?(?= with)|talk(?:ing)? (?:to|with)"
        r"|community care",
    ),
    (
        "listen",
        r"listen(?:s|ing)?|monitor(?:s|ing)?|watch(?:ing)?(?= )|check(?:s|ing)?"
        r"|look(?:ing)? (?:for|through|at)|scan(?:ning)?",
    ),
    (
        "deliver",
        r"deliver(?:s|y|able|ables|ing)?|hand(?:s|ing)? in|provid(?:e|es|ing)|calendars?|reports?|briefs?|briefing"
        r"|content plan|editorial plan|invoice|summary|agenda|draft(?:s)? of",
    ),
    (
        "publish",
        r"posts?|posting|publish(?:es|ing)?|share|stor(?:y|ies)|reels?|articles?|videos?|episodes?|tweets?|newsletters?|carousels?"
        r"|shorts?|live|photos?|pictures?|tips?|send(?: out)?",
    ),
)
_KIND = re.compile("|".join(rf"(?P<{kind}>(?<![\w@-])(?:{words})(?![\w@-]))" for kind, words in _KINDS))
_ROLE = re.compile(
    rf"(?:(?<=[,;(:–—{TAKEN}-])|(?<=\bby)) ?(?P<role>(?:by )?(?:(?P<the>the |our )|(?P<colon>role:? ))?"
    rf"(?P<title>(?:[a-z&'-]{{1,30}} ){{0,3}}(?:{'|'.join(sorted(JOBS))})))(?= ?(?:[,;.):{TAKEN}]|$))"
)


def read_slot(text: str, today: date, locale: Locale) -> SlotDraft:
    """Split a recurring post or task into its fields: "newsletter every other Thursday 10:00 London time, @ana".

    With a platform, and no words to the contrary, it is something to publish.
    """
    people, spans = _mentioned(text, (), speaker=True)
    wrote = plain(_masked(text, spans))
    if len(wrote) > TEXT_LIMIT:
        said = Unclear(f"That is {len(wrote):,} characters long. There is room for {TEXT_LIMIT:,}.", EXAMPLE)
        return SlotDraft(people=tuple(people), problems=(Problem("title", said),))
    problems: list[Problem] = []
    doubtful: list[Field] = []
    zone = find_zone(wrote, today)
    if zone and zone.problem:
        problems.append(Problem("zone", zone.problem))
    left = _masked(wrote, [(zone.start, zone.end)]) if zone else wrote
    role = _ROLE.search(fold(left))
    if role and title_said(role["title"]) != role["title"]:
        role = None  # "…, meet the owner" is no role
    role_title = left[role.start("title") : role.end("title")] if role else None
    left = _masked(left, [role.span("role")]) if role else left
    kind = _kind(left)
    together = find_platforms_together(left)
    if len(together) > 1:
        said = Unclear(f"That is on {joined(together)}. One platform at a time, please.", ONE_POST)
        return SlotDraft(people=tuple(people), problems=(Problem("title", said),))
    found = find_times(left, today, locale)
    schedule: Schedule | None = None
    echo = question = ""
    if found:
        left, spans_of_times = with_kept_ties(left, found.spans)
        left = _masked(left, _joined(spans_of_times, left))
        if isinstance(found.answer, Understood):
            schedule, echo, question = found.answer.value, found.answer.echo, found.answer.question
            doubtful += ["schedule"] if found.answer.confirm else []
        else:
            problems.append(Problem("schedule", found.answer))
    platform = platform_of(left)
    runs = runs_of(left, platform)
    title = runs[0] if runs else None
    several = several_in(left, runs, platform, schedule)
    if several:
        return SlotDraft(people=tuple(people), problems=(Problem("title", several),))
    if title and len(title) > TITLE_LIMIT:
        said = Unclear(
            f"The title is {len(title)} characters long. It may be {TITLE_LIMIT}.", quoted(title, 40).strip("“”")
        )
        problems.append(Problem("title", said))
        title = None
    return SlotDraft(
        kind=kind or ("publish" if platform else None),
        title=title,
        platform=platform[0] if platform else None,
        schedule=schedule,
        schedule_echo=echo,
        schedule_question=question,
        people=tuple(people),
        role_title=role_title,
        zone_name=zone.name if zone else None,
        doubtful=tuple(doubtful),
        problems=tuple(problems),
        left_out=tuple(runs[1:]),
    )


def _kind(text: str) -> SlotKind | None:
    match = _KIND.search(fold(text))
    return next((kind for kind, _ in _KINDS if match and match[kind]), None)


def _joined(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Join spans with only blanks between them, so that a schedule leaves one gap and not ten."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip(f" {TAKEN}"):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
