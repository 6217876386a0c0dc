"""The title of a recurring post: the words of a sentence about it that no reader used for anything else.

The first run of such words is the title. Words left between other times and places are reported back, and not stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.language.answers import Choice, Locale, Unclear, Understood, fold, joined, plain, quoted
from bot.language.platform_names import find_platform
from bot.language.schedule_parts import TAKEN
from bot.language.schedules import FoundSchedule, Schedule, find_schedule

ONE_POST = "Instagram tip every Monday at 9"

_TIES = r"(?:and|with|by|on|at|for|of|to|the|in|from|is|as|it's|its|that's|which is|due|it is)"
_HEAD = re.compile(r"(?:(?:and|with|by|on|at|for|from|in|as|is)(?= |$)|[,;:&+)–—-]) *", re.IGNORECASE)
_TAIL = re.compile(rf"(?:(?:^|(?<= )|(?<=[,;])){_TIES}|[,;:(&+–—-])$", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the rest of a sentence without the words at its ends that connected it to what was removed."""
    opened, closed = text.lstrip().startswith(TAKEN), text.rstrip(" .!").endswith(TAKEN)
    text = re.sub(r" ?\( *\)", "", " ".join(text.replace(TAKEN, " ").split()))
    text = re.sub(r"(?: ?[,;])+(?= ?[,;.)])", "", text)
    text = re.sub(r" (?=[,;.)])", "", text)
    # At most this many such words can be at an end; more of them belong to the person's own text.
    for _ in range(8):
        shorter = text
        if opened and (head := _HEAD.match(text)):
            shorter = text[head.end() :]
        shorter = (_TAIL.sub("", shorter) if closed else shorter).strip(" ,;:")
        if shorter == text:
            break
        text = shorter
    return text.rstrip(" .")


# Verbs that name a kind of work, but not which post.
_BARE = re.compile(
    r"(?:(?:a|an|the|we|new|regular|please|add|let's|i|want to|would like to) )*(?:post|posts|posting|publish"
    r"|publishing|share|slot|post something|something|deliver|task)?(?: (?:on|in|to))?"
)


def runs_of(left: str, platform: tuple[str, int, int] | None) -> list[str]:
    """Return the runs of words that no reader used: the first one is the title.

    The platform is left out of them at an edge, or after "on".
    """
    if platform:
        _, start, end = platform
        before = left[:start].rstrip()
        tied = re.search(r"(?i)(?:^|[ \ufffc])(?:on|to|for|via|our|in|in the|on the|on our|in our)$", before)
        at_edge = not before.strip(f" {TAKEN},") or not left[end:].strip(f" {TAKEN},.")
        if tied or at_edge:
            left = left[: tied.start() if tied else start] + TAKEN + left[end:]
    pieces = left.split(TAKEN)
    last = len(pieces) - 1
    edged = (f"{TAKEN if i else ''}{piece}{TAKEN if i < last else ''}" for i, piece in enumerate(pieces))
    runs = [_without_lead(tidy(piece)) for piece in edged]
    return [run for run in runs if run and not _BARE.fullmatch(fold(run)) and not _LOOSE.fullmatch(fold(run))]


# "We publish a poem": what somebody does with it isn't part of its name.
_LEAD = re.compile(
    r"(?:(?:we|i)(?:'d| would)?(?: want| like| plan| need)?(?: to)?|(?:let's|please|can you|want to|i'd like to))"
    r" (?:post|publish|put|share|send|do|make|have|add)(?: out| up)?(?: (?:a|an|one|our|the))? ",
    re.IGNORECASE,
)
# Words left between times and places that name nothing.
_LOOSE = re.compile(
    r"(?:(?:and|or|goes|go|is|are|be|it|this|that|they|posted|published|comes|out|up|then|also|plus|always|usually"
    r"|please|both|each|every|mostly|all|in|on|at|the|a|an|for|to|with|by|from|of|only|just|again|too|there|here"
    r"|take turns|takes|turns|alternate|alternating|sharp|ish|about|around|time|o'clock|first|once)(?: |$))+"
)


def _without_lead(run: str) -> str:
    lead = _LEAD.match(f"{run} ")
    run = run[lead.end() :] if lead else run
    return re.sub(r" (?:goes|go|is|are|comes)$", "", re.sub(r"^an? (?=\w)", "", run)).replace(_BLANK, " ")


def with_kept_ties(left: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return a sentence and the spans of its times, where a title keeps its last word: "New in every weekday"."""
    found = sorted(spans)
    if len(found) > 1 and fold(left[slice(*found[0])]) == "in" and _NO_TIE.match(fold(left[slice(*found[1])])):
        start = found[0][0]
        if left[:start].strip() and left[start - 1] == " ":
            return f"{left[: start - 1]}{_BLANK}{left[start:]}", found[1:]
    return left, found


_NO_TIE = re.compile(r"(?:every|each|daily|weekdays|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,7})\b")


def several_in(
    left: str, runs: Sequence[str], platform: tuple[str, int, int] | None, schedule: Schedule | None
) -> Unclear | None:
    """Refuse text that sounds like more than one post: on two platforms, or with a time and a name for each."""
    many = schedule is not None and len(schedule.items) > 1
    if platform and (others := _other_platforms(left, runs, platform, many=many)):
        two = f"That sounds like two, one on {platform[0]} and one on {others[0]}. One at a time, please."
        return Unclear(two, ONE_POST)
    if many and len(runs) > 1:
        return Unclear(
            f"That sounds like several: {joined([quoted(run, 40) for run in runs])}. One at a time, please.", ONE_POST
        )
    return None


def platform_of(left: str) -> tuple[str, int, int] | None:
    """Return where a post is published: a name alone between commas, else one after "on", else the first one named."""
    first, at = find_platform(left), 0
    while (found := find_platform(left[at:])) is not None:
        name, start, end = found[0], found[1] + at, found[2] + at
        if _ON.search(left[:start].rstrip()):
            return name, start, end
        at = end
    return first


_ON = re.compile(r"(?i)(?:^|[ \ufffc])(?:on|on our|on the|in our|in the|via)$")


def _other_platforms(left: str, runs: Sequence[str], platform: tuple[str, int, int], *, many: bool) -> list[str]:
    """Return the platforms other than the first one that have times or words of their own."""
    start = left.rfind(TAKEN, 0, platform[1]) + 1
    end = left.find(TAKEN, platform[2])
    own = left[start : end if end >= 0 else len(left)]
    texts = [left[:start], left[end:] if end >= 0 else "", *(runs if many or len(runs) > 1 else ())]
    found = [other[0] for text in texts if text != own and (other := find_platform(text))]
    return [name for name in found if name != platform[0]]


# Words at the beginning that name a post instead of a day: "Daily tip", "Weekend reading", "Night owl story".
_DAYS_OF_A_WEEK = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NAMING = re.compile(
    r"(?:every day is|24/7|daily|weekly|monthly|weekend|weekday|morning|midday|lunchtime|afternoon|evening|night"
    rf"|midnight|{_DAYS_OF_A_WEEK})(?= [a-z])"
    r"(?! (?:on|at|in|from|and|or|to|through|until|till|thru|by|before|after|except|mornings?|evenings?|afternoons?"
    r"|nights?|noon|plus|for|only|next|this|every|each)\b)"
)
# Days with a name of their own: they don't make anything come every Friday.
_FEASTS = re.compile(
    r"\b(?:black|good|bright|casual|cyber|palm|easter|whit|blue|super|giving|shrove|fat|taco|ash|maundy|throwback"
    rf"|feel[- ]good|bank holiday|stir-up) {_DAYS_OF_A_WEEK}\b(?!s)"
)


def find_times(left: str, today: date, locale: Locale) -> FoundSchedule | None:
    """Find the regular times of a sentence; a day that only names the post doesn't count if another one is given."""
    folded = fold(left)
    for match in _FEASTS.finditer(folded):
        folded = f"{folded[: match.start()]}{_BLANK * len(match[0])}{folded[match.end() :]}"
    naming = _NAMING.match(folded)
    if naming:
        without = find_schedule(_BLANK * naming.end() + folded[naming.end() :], today, locale, left)
        said = without.answer if without else None
        if isinstance(said, Understood) and "days" not in said.value.missing:
            return without
        if isinstance(said, Choice):
            return without
    return find_schedule(folded, today, locale, left)


# Replaces letters of a name, so that no reader takes them for a day.
_BLANK = "\u00b7"


# A list of posts is recognized by its first lines.
MOST_LINES = 6
_BULLET = re.compile(r"[-*•\d.)\s]+")


def list_of_posts(wrote: str, today: date, locale: Locale) -> Unclear | None:
    """Refuse a list of posts, one on each line, suggesting the first one as an example; else None."""
    lines = [plain(line) for line in wrote.splitlines() if line.strip()][: MOST_LINES + 1]
    posts = [line for line in lines if find_times(line, today, locale)] if len(lines) > 1 else []
    if len(posts) < 2:
        return None
    bullet = _BULLET.match(posts[0])
    return Unclear("Those are several posts. One at a time, please.", posts[0][bullet.end() :] if bullet else posts[0])
