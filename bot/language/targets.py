"""Targets as people type them: "from 400 to 1,000", "+20 %", "double", "at least 4 stars"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import dropwhile, pairwise
from typing import Literal

from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, fold, plain, quoted, too_long, words
from bot.language.numbers import LARGEST, Numeral, find_numerals, say_number


@dataclass(frozen=True)
class Target:
    """A goal's target.

    value           the number to reach, in `unit`; None while only a change is known
    baseline        today's value, if that was said
    change_percent  a change in percent ("+20 %" is 20, "halve" is -50)
    change          a change in `unit` ("200 more" is 200)
    unit            the thing counted, in the person's words; "%" or a currency sign for values in those
    direction       which way is better, where the words say so; or that it is a range, a rating, a yes or no
    floor           the lower end of a range
    """

    value: Decimal | None = None
    baseline: Decimal | None = None
    change_percent: Decimal | None = None
    change: Decimal | None = None
    unit: str = ""
    direction: Literal["up", "down", "within", "yesno", "rating"] | None = None
    floor: Decimal | None = None

    def reached_from(self, baseline: Decimal) -> Decimal:
        """Return the value to reach from `baseline`. Raises ValueError where there is no aim."""
        if self.value is not None:
            return self.value
        if self.change is not None:
            return baseline + self.change
        if self.change_percent is not None:
            return (baseline * (100 + self.change_percent) / 100).normalize() + 0
        raise ValueError("a target without a value needs a change")


@dataclass(frozen=True)
class FoundTarget:
    """A target inside a text: its span, the words for the thing counted, the other reading of an ambiguous number.

    `is_way` for "from 400 to 1,000", in this order.
    """

    target: Target
    start: int
    end: int
    counted: str = ""
    confirm: bool = False
    or_else: Target | None = None
    is_way: bool = False


_FACTORS = {
    "double": 100,
    "doubling": 100,
    "twice": 100,
    "triple": 200,
    "tripling": 200,
    "treble": 200,
    "quadruple": 300,
    "halve": -50,
    "halving": -50,
    "half": -50,
}
# These multiply wherever they are; the others only with the thing that they multiply right after them. "A double room",
# "the half day workshop" and "twice-baked bread" only describe something.
_VERBS_ONLY = "doubling|tripling|halving|halve"
_THE = r"the(?! (?:week|price|time|day|size|year))"
_OF_WHAT = rf" ?$| (?:our|my|their|your|its|his|her|this|that|as|from|numbers?|amount|{_THE})\b"
_FACTOR = re.compile(
    rf"\b(?:(?P<sure>{_VERBS_ONLY})(?![a-z-])|(?:(?<=\bin )|(?<=\bby ))(?P<cut>half)\b(?![- ]?[a-z])"
    rf"|(?P<word>double|twice|triple|treble|quadruple|half)(?={_OF_WHAT})"
    r"|(?P<times>[0-9]{1,3}(?:[.,][0-9]{1,2})?)(?: ?[x×]| times)(?![a-z0-9]| (?:a|an|per|each|every|daily|weekly)\b))"
)
# "Double followers": a verb at the beginning of a sentence. "Double chocolate cookies" begins like that too, so it is
# asked about.
_AT_THE_START = re.compile(
    r"(?:^|(?<=\bto )|(?<=\band )|(?<=\bwe )|(?<=\bwill ))(?P<word>double|triple|treble|quadruple)(?= [a-z])"
)
_BETWEEN = re.compile(r"(?: [^0-9@]{0,40})?? ?(?:(?:up |down )?to|-{0,2}>|=>|-) ?")
_BACK = re.compile(r"(?: [^0-9@]{0,40})? from (?:now |currently |today )?")
_BY = re.compile(r"\bby (?:at least |about |around )?$")
_UP = re.compile(r"\b(?:more|additional|extra|increase|growth|higher|up|rise)\b")
_DOWN = re.compile(
    r"\b(?:fewer|less|reduce|reducing|reduction|decrease|decreasing|lower|lowering|cut|cutting|drop|shrink"
    r"|bring down)\b"
)
_GAIN = re.compile(r"\b(?:gain|gaining|add|adding)(?: (?:about|at least|another))? $|\banother $")
_AFTER_MORE = re.compile(r" (?:more|additional|extra|fewer|less|higher|lower)(?! than)\b")
_LEAST = re.compile(r"\b(?:at least|over|more than|minimum|min\.?|above)(?: of)? $")
_MOST = re.compile(r"\b(?:at most|under|less than|fewer than|below|no more than|maximum|max\.?|within|up to)(?: of)? $")
_NOT_ONE = re.compile(r"\b(?:between|from) $")

_STOP = frozenset(
    words(
        "by until till before on from with in for and who that to at this next per via through while so because"
        " measured reviewed within during after than or when which then we will i it is be are now currently instead"
        " today atm already right maybe would"
    )
)
_RATES = frozenset({"a", "an", "per", "each", "every", "/"})
_PERIODS = frozenset(words("day week month quarter year hour night morning evening weekend time"))
_SKIPPED = frozenset(
    words("of new more additional extra fewer less a an the our my your their total higher lower growth")
)
_VERBS = frozenset(
    words(
        "grow grew growing increase increasing raise raising boost boosting lift improve improving double"
        " doubling triple tripling halve halving reach reaching get getting gain gaining win winning have want"
        " bring bringing reduce reducing decrease decreasing lower lowering cut cutting keep keeping add"
        " adding quadruple twice half treble hit push move take drive generate earn make sell we our us my the"
        " a an to of is at least most from i i'd like many as number amount much by up down new aim for goal"
        " target should be say like about around roughly need want we'd we're reach"
    )
)


# Numbers beyond this many aren't part of a target: each is looked at together with the whole text.
MOST_NUMBERS = 30


def find_target(folded: str, locale: Locale) -> FoundTarget | None:
    """Find the target in a folded text without dates and mentions, or None where no number can be one."""
    if quality := find_quality(folded, locale):
        return quality
    numbers = [
        n
        for n in find_numerals(folded, locale)
        if n.readings and folded[n.start : n.end] != "one" and abs(n.value) <= LARGEST
    ][:MOST_NUMBERS]
    pairs = [pair for first, second in pairwise(numbers) if (pair := _pair(folded, first, second))]
    if pairs:
        # "18-24 year olds from 10 % to 15 %": "from … to …" has priority over what only looks like a target.
        ways = [pair for pair in pairs if not pair.confirm]
        return next((pair for pair in ways if pair.is_way), (ways or pairs)[0])
    if stands := _stands_at(folded, numbers):
        return stands
    factor = _FACTOR.search(folded)
    if factor and (not factor["times"] or not numbers or factor.start() <= numbers[0].start):
        return _factor(folded, factor, [n for n in numbers if n.start >= factor.end()])
    if not numbers:
        maybe = _AT_THE_START.search(folded)
        return replace(_factor(folded, maybe, []), confirm=True) if maybe else None
    number = numbers[0]
    found = _single(folded, number, number.readings[0])
    confirm = found.confirm or len(numbers) > 1
    others = number.readings[1:]
    return replace(found, confirm=confirm, or_else=_single(folded, number, others[0]).target if others else None)


_STAY = re.compile(r"(?:^|(?<= ))(?:keep|keeping|stay|staying|hold|holding|remain|remaining)(?= |$)")
# "Keep" and its object are within this many characters before the range, without a number or a name in between.
REACH = 200
_ENDS_IT = re.compile(r"[0-9@]")
_AND = re.compile(r"(?: [^0-9@]{0,20})?? and ")
_BETWEEN_BEFORE = re.compile(r"\b(?:between|from) $")
# That word has at most this many characters, including what comes before it.
LED = 10
# "4 out of 5", but not "4 out of 5 customers".
_FIVE = r"(?:out of|of) (?:5|five)\b(?: stars?)?(?! (?!by |from |in |until |till |among |on |on average)[a-z])"
_RATING = re.compile(
    rf"\b(?:an? )?(?:average )?(?:rating|score) of (?:at least )?(?P<rated>[1-5](?:[.,][0-9]{{1,2}})?)(?: {_FIVE})?"
    rf"|(?<![0-9.,])(?P<out_of>[1-5](?:[.,][0-9]{{1,2}})?) {_FIVE}"
    r"|(?<![0-9.,/])(?P<slash>[1-4][.,][0-9]{1,2}|5) ?/ ?5(?![0-9/.,]| stars? or)"
)
_FROM_WHOM = re.compile(
    r" (?:from|by|among) (?P<whom>[a-z'-]{2,20}(?: [a-z'-]{2,20}){0,3}?)(?= ?(?:by\b|until\b|in\b|[^a-z' -]|$))"
)
_A_TIME = re.compile(r" ?(?P<rate>(?:a|an|per|each|every) [a-z]{2,12})")
_YES_OR_NO = re.compile(r"^(?:(?:a )?yes(?: or | ?/ ?)no(?: ?[:,–—-] ?| )?)")


def find_quality(folded: str, locale: Locale) -> FoundTarget | None:
    """Find targets other than growing or shrinking a number (C6): a range, a rating out of 5, a yes or no."""
    if found := _YES_OR_NO.match(folded):
        return FoundTarget(Target(Decimal(1), direction="yesno"), 0, found.end())
    if found := _RATING.search(folded):
        value = Decimal((found["rated"] or found["out_of"] or found["slash"]).replace(",", "."))
        whom = _FROM_WHOM.match(folded, found.end())
        counted = f"rating from {whom['whom']}" if whom else "rating"
        return FoundTarget(Target(value, direction="rating"), found.start(), found.end(), counted)
    numbers = [n for n in find_numerals(folded, locale) if n.readings]
    for low, high in pairwise(numbers):
        between = _BETWEEN_BEFORE.search(folded, max(0, low.start - LED), low.start)
        stay, what = _kept_before(folded, between.start()) if between else (None, "")
        if stay and _AND.fullmatch(folded[low.end : high.start]) and low.value < high.value:
            rate = _A_TIME.match(folded, high.end)
            after = rate["rate"] if rate else " ".join(_unit_after(_lettered(folded[high.end :])).split()[:3])
            unit = high.mark or low.mark or after
            counted = " ".join(word for word in what.split() if word not in _SKIPPED) or after
            target = Target(high.value, unit=unit, direction="within", floor=low.value)
            return FoundTarget(target, low.start, high.end, counted)
    return None


def _kept_before(folded: str, end: int) -> tuple[re.Match[str] | None, str]:
    """Find the "keep" before a place, and the text between the two."""
    begin = max(0, end - REACH)
    for other in _ENDS_IT.finditer(folded, begin, end):
        begin = other.end()
    stay = _STAY.search(folded, begin, end)
    return stay, folded[stay.end() : end] if stay else ""


def _pair(folded: str, first: Numeral, second: Numeral) -> FoundTarget | None:
    between = folded[first.end : second.start]
    if "+/" in between or "±" in between:
        return None
    # Without "from", a dash here means a range and not a change.
    range_like = between.strip() == "-" and not folded[: first.start].endswith("from ")
    if _BETWEEN.fullmatch(between):
        baseline, value = first, second
    elif _BACK.fullmatch(between):
        baseline, value = second, first
    else:
        return None
    counted = unit_near(folded, first.start, second.end) or unit_near(folded, first.start, first.end)
    unit = value.mark or baseline.mark or counted
    low, high = baseline.value, value.value
    # "from 1.000 to 2.000": both are read the same way, and the other reading is asked about.
    lesser = (baseline.readings[-1], value.readings[-1])
    target = Target(high, low, unit=unit, direction="up" if high >= low else "down")
    ambiguous = len(baseline.readings) > 1 or len(value.readings) > 1
    other = replace(target, baseline=lesser[0], value=lesser[1]) if ambiguous else None
    is_way = baseline is first and not range_like
    return FoundTarget(target, first.start, second.end, counted, range_like, other, is_way)


# A number as it is today: "we have 980", "140 now", "last month was 250".
_NOW_BEFORE = re.compile(
    r"\b(?:we|i|we're|it's|its|it (?:is|was)|now|currently|today|atm|at the moment|last (?:month|week|year))"
    r"(?: (?:have|had|got|at|only|just|about|around|now|its|it's|it|was|is|are|last|month|week|year|more|like)){0,6}"
    r" (?:[€$£] ?)?$"
)
_NOW_AFTER = re.compile(r"(?:ish)?(?: [a-z]+)?,? (?:now|today|currently|atm|at the moment|right now|so far|already)\b")
_WANT = re.compile(r"\b(?:want|need|goal|target|reach|aim|should|would be|to|up|by|get)\b[^0-9]{0,20}$")


def _stands_at(folded: str, numbers: list[Numeral]) -> FoundTarget | None:
    """Read "we have 980 and want 1,500": of two numbers, the one said to be today's is the baseline.

    This is less clear than "from … to …", so it is asked about.
    """
    if len(numbers) != 2 or any(n.mark == "%" or n.sign or len(n.readings) > 1 for n in numbers):
        return None
    cued = [_is_today(folded, number, numbers) for number in numbers]
    if sum(cued) != 1:
        return None
    now, aim = (numbers[0], numbers[1]) if cued[0] else (numbers[1], numbers[0])
    found = _single(folded, aim, aim.readings[0])
    if found.target.value is None:
        return None
    after = _unit_after(_lettered(re.split(r"[.,;:!?()<>@]", folded[now.end :], maxsplit=1)[0]))
    if after and (cued[0] or not found.counted):
        found = replace(found, counted=after, target=replace(found.target, unit=aim.mark or after))
    direction: Literal["up", "down"] = "up" if aim.value >= now.value else "down"
    target = replace(found.target, baseline=now.value, direction=direction)
    return replace(found, target=target, start=numbers[0].start, end=numbers[1].end, confirm=True)


def _is_today(folded: str, number: Numeral, numbers: list[Numeral]) -> bool:
    first = max((n.end for n in numbers if n.end <= number.start), default=0)
    before = folded[max(first, number.start - 60) : number.start]
    clause = re.split(r"[,;.(]", before)[-1]
    if _WANT.search(clause):
        return False
    return bool(_NOW_AFTER.match(folded[number.end : number.end + 40]) or _NOW_BEFORE.search(f" {clause.lstrip()}"))


def _factor(folded: str, match: re.Match[str], numbers: list[Numeral]) -> FoundTarget:
    groups = match.groupdict()
    if times := groups.get("times"):
        percent = (Decimal(times.replace(",", ".")) - 1) * 100
    else:
        percent = Decimal(_FACTORS[groups.get("sure") or groups.get("cut") or groups["word"] or ""])
    unit = unit_near(folded, match.start(), match.end())
    direction: Literal["up", "down"] = "up" if percent >= 0 else "down"
    target, end = Target(change_percent=percent, unit=unit, direction=direction), match.end()
    if numbers and numbers[0].mark != "%" and len(numbers) == 1:
        number = numbers[0]
        before = folded[: number.start].rstrip()
        if before.endswith((" from", " to")):
            end = number.end
            unit = unit or unit_near(folded, number.start, number.end)
            ratio = (100 + percent) / 100
            baseline = number.value if before.endswith("from") else None
            value = number.value * ratio if baseline is not None else number.value
            target = replace(target, baseline=baseline, value=value, unit=number.mark or unit)
    return FoundTarget(target, match.start(), end, unit, end == match.end() and bool(numbers))


def _single(folded: str, number: Numeral, reading: Decimal) -> FoundTarget:
    before, after = folded[: number.start], folded[number.end :]
    value = -reading if number.sign == "-" else reading
    more = _AFTER_MORE.match(after)
    changes = bool(number.sign) or _BY.search(before) or more or _GAIN.search(before)
    down = value < 0 or _DOWN.search(before) or (more and _DOWN.search(more.group()))
    unit = unit_near(folded, number.start, number.end)
    # "gain 500 followers" may also mean "have 500": ask.
    confirm = bool(_GAIN.search(before)) or bool(_NOT_ONE.search(before))
    if changes and number.sign != "-" and down:
        value = -value
    if changes and number.mark == "%":
        target = Target(change_percent=value, unit=unit, direction="up" if value >= 0 else "down")
    elif changes:
        target = Target(change=value, unit=number.mark or unit, direction="up" if value >= 0 else "down")
    else:
        direction: Literal["up", "down"] | None = None
        if _LEAST.search(before) or _UP.search(before):
            direction = "up"
        elif _MOST.search(before) or down:
            direction = "down"
        target = Target(value, unit=number.mark or unit, direction=direction)
    return FoundTarget(target, number.start, number.end, unit, confirm)


def unit_near(folded: str, start: int, end: int) -> str:
    """Return the words for the thing counted: those after the number, else those before it; "" if there are none."""
    after = re.split(r"[.,;:!?()<>@]", folded[end:], maxsplit=1)[0]
    before = re.split(r"[.,;:!?()<>@]", folded[:start])[-1]
    return _unit_after(_lettered(after)) or _unit_before(_lettered(before))


def _lettered(text: str) -> list[str]:
    """Return the words of a text; one with neither letter nor digit (a dash, an emoji) names nothing."""
    return [word for word in text.split() if word == "/" or any(char.isalnum() for char in word)]


def _unit_after(said: list[str]) -> str:
    kept: list[str] = []
    if len(said) > 1 and said[0] in _RATES and said[1] in _PERIODS:
        return ""  # "80 a day" doesn't name the thing counted
    for word in said:
        if not kept and (word in _SKIPPED or word in {"as", "many"}):
            continue
        rate = word in _RATES and bool(kept)
        if not rate and (word in _STOP or len(kept) >= 5 or re.match("[^a-z]{0,3}[0-9]", word)):
            break
        kept.append(word)
    while kept and (kept[-1] in _RATES or kept[-1] in {"of", "the"}):
        kept.pop()
    return " ".join(kept)


def _unit_before(said: list[str]) -> str:
    kept: list[str] = []
    for word in dropwhile(lambda word: word in _VERBS or word in _STOP, reversed(said)):
        if word in _VERBS or word in _STOP or len(kept) >= 4 or re.search("[0-9]", word):
            break
        kept.insert(0, word)
    return " ".join(kept)


def say_target(target: Target, locale: Locale) -> str:
    """Return a target in words: "from 400 to 1,000 subscribers", "20% more followers"."""

    def amount(value: Decimal) -> str:
        said = say_number(value, locale)
        if target.unit in {"$", "£"}:
            return f"{target.unit}{said}"
        return f"{said}%" if target.unit == "%" else f"{said} {target.unit}".strip()

    if target.direction == "within" and target.value is not None:
        low = f"{say_number(target.floor, locale)} and " if target.floor is not None else ""
        return f"to stay between {low}{amount(target.value)}" if low else f"at most {amount(target.value)}"
    if target.direction == "yesno":
        return "yes" if target.value else "no"
    if target.direction == "rating" and target.value is not None:
        return f"a rating of {say_number(target.value, locale)} out of 5"
    if target.value is not None and target.baseline is not None:
        return f"from {say_number(target.baseline, locale)} to {amount(target.value)}"
    if target.value is not None:
        return amount(target.value)
    if target.change is not None:
        return f"{amount(abs(target.change))} {'more' if target.change >= 0 else 'less'} than now"
    if target.change_percent is not None:
        percent = say_number(abs(target.change_percent), locale)
        return f"{percent}% {'more' if target.change_percent >= 0 else 'less'} {target.unit}".strip()
    return ""


def read_target(text: str, locale: Locale) -> Answer[Target]:
    """Read a goal's target: a number, "from … to …", or a change."""
    folded = fold(plain(text)).rstrip(" .!")
    example = "from 400 to 1,000 followers" if locale.decimal_mark == "." else "from 400 to 1.000 followers"
    if refused := too_long(folded, example):
        return refused
    if folded in ("yes", "no"):
        return Understood(Target(Decimal(folded == "yes"), direction="yesno"), folded)
    if quality := find_quality(folded, locale):
        return Understood(quality.target, say_target(quality.target, locale))
    numbers = find_numerals(folded, locale)
    if any(number.readings and abs(number.value) > LARGEST for number in numbers):
        return Unclear("That number is larger than anything a plan can reach.", example)
    if any(not number.readings for number in numbers):
        return Unclear(f"The dots and commas in {quoted(text)} do not make a number.", example)
    if re.search(r"\bbetween\b", folded) and len(numbers) == 2:
        return Unclear("I found two numbers there. A target is one number to reach.", example)
    found = find_target(folded, locale)
    if found is None:
        return Unclear(f"I found no number to aim at in {quoted(text)}.", example)
    if found.or_else:
        options = tuple((say_target(target, locale), target) for target in (found.target, found.or_else))
        return Choice(f"{quoted(text)} can be read in two ways. Which one?", options)
    return Understood(found.target, say_target(found.target, locale), found.confirm)
