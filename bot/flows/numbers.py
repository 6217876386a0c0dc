"""Numbers as people type them: "1k", "1,000", "1.000", "0,5", "twelve", "half a million", "12 %"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.flows.answers import Answer, Choice, Locale, Unclear, Understood, fold, plain, quoted, too_long, words

# Beyond a million million it is a slip of the finger; bot.domain.goals refuses it too.
LARGEST = Decimal(10) ** 12

_UNITS = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
SMALL_WORDS = {
    **{word: number for number, word in enumerate(_UNITS)},
    **{word: 20 + 10 * place for place, word in enumerate(_TENS)},
}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
}
_SUFFIXES = {
    **_SCALES,
    **{f"{name}s": value for name, value in _SCALES.items()},
    "k": 1000,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "mil": 10**6,
    "bn": 10**9,
    "b": 10**9,
}
_CURRENCIES = {"eur": "€", "euro": "€", "euros": "€", "usd": "$", "dollars": "$", "gbp": "£", "pounds": "£"}
# An amount that is only nearly said: the number is right, the word around it is not kept.
_VAGUE = frozenset(
    words("about around roughly approximately approx circa nearly almost over under ~ maybe perhaps so some")
) | {"more", "less", "least", "most", "up", "or", "not", "than"}

_small = "|".join(sorted(SMALL_WORDS, key=len, reverse=True))
_scale = "|".join(_SCALES)
_WORDS = (
    rf"(?:half an? (?:dozen|hundred|thousand|million|billion)|"
    rf"(?:(?:a|an) (?:{_scale}|couple(?: of)?)|(?:{_small})(?![a-z]))"
    rf"(?:(?: |-)(?:and )?(?:{_small}|{_scale})(?![a-z]))*)"
)
# Three digits after a blank, dot, comma or apostrophe belong to the number; anything else is a decimal part.
_DIGITS = r"(?:[0-9]{1,3}(?:[ ',.][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]+(?:[.,][0-9]+)*)"
NUMERAL = re.compile(
    rf"(?<![a-z0-9_#@])(?<![0-9][.,/:])"
    rf"(?:(?<![^ (])(?P<sign>\+ ?|-(?=[0-9$€£.])|minus |plus ))?"
    rf"(?:(?P<before>[$€£]) ?)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<scale> ?(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})(?![a-z0-9]))?"
    rf"|(?P<words>{_WORDS})(?![a-z]))"
    rf"(?:(?P<percent> ?(?:%|percent\b|per cent\b|pct\b))"
    rf"|(?P<after> ?(?:[$€£]|(?:{'|'.join(_CURRENCIES)})\b)))?"
    rf"(?![a-z0-9]|[:/][0-9])"
)


@dataclass(frozen=True)
class Numeral:
    """A number found in a text: what it may mean (two readings: "1.000"), its sign, unit sign and place."""

    readings: tuple[Decimal, ...]
    sign: str
    mark: str
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        """Return the first reading, signed."""
        return -self.readings[0] if self.sign == "-" else self.readings[0]


def _grouped(parts: list[str]) -> bool:
    """Tell whether these are groups of digits: 1 000 000, or 10 00 000 as in India."""
    west = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    east = len(parts[0]) <= 2 and len(parts[-1]) == 3 and all(len(part) == 2 for part in parts[1:-1])
    return bool(parts[0]) and (west or east)


def _digits(text: str, locale: Locale) -> tuple[Decimal, ...]:
    """Return what digits with blanks, dots and commas may mean; the likelier first, none if they mean nothing."""
    text = text.replace(" ", "").replace("'", "")
    marks = [char for char in text if char in ".,"]
    if not marks:
        return (Decimal(text),)
    last = marks[-1]
    if len(set(marks)) == 2:
        whole, _, part = text.rpartition(last)
        if last in whole or not _grouped(whole.replace(".", ",").split(",")):
            return ()
        return (Decimal(f"{whole.replace('.', '').replace(',', '')}.{part}"),)
    parts = text.split(last)
    if len(marks) > 1:
        return (Decimal("".join(parts)),) if _grouped(parts) else ()
    whole, part = parts
    decimal = Decimal(f"{whole}.{part}")
    if len(part) != 3 or len(whole) > 3 or whole.startswith("0"):
        return (decimal,)
    grouped = Decimal(whole + part)
    # With the plan's own decimal mark, three digits may be either: nobody writes followers to the thousandth.
    return (grouped, decimal) if last == locale.decimal_mark else (grouped,)


def _words(text: str) -> Decimal:
    total, current = Decimal(0), Decimal(0)
    for word in text.replace("-", " ").split():
        if word in SMALL_WORDS:
            current += SMALL_WORDS[word]
        elif word == "couple":
            current = Decimal(2)
        elif word == "half":
            current = Decimal("0.5")
        elif word in {"dozen", "hundred"}:
            current = (current or Decimal(1)) * _SCALES[word]
        elif word in _SCALES:
            total += (current or Decimal(1)) * _SCALES[word]
            current = Decimal(0)
    return total + current


def find_numerals(folded: str, locale: Locale) -> list[Numeral]:
    """Return the numbers in a folded text, in order; digits that make no number have no readings."""
    return [_numeral(match, locale) for match in NUMERAL.finditer(folded)]


def _numeral(match: re.Match[str], locale: Locale) -> Numeral:
    if match["words"]:
        readings: tuple[Decimal, ...] = (_words(match["words"]),)
    else:
        times = _SUFFIXES[(match["scale"] or "").strip()] if match["scale"] else 1
        readings = tuple(value * times for value in _digits(match["digits"], locale))
    after = (match["after"] or "").strip()
    mark = "%" if match["percent"] else match["before"] or _CURRENCIES.get(after, after)
    said = (match["sign"] or "").strip()
    sign = {"minus": "-", "plus": "+"}.get(said, said)
    return Numeral(readings, sign, mark, match.start(), match.end())


def say_number(value: Decimal, locale: Locale) -> str:
    """Return `value` as the strategy writes numbers: 1,000.5 or 1.000,5."""
    text = f"{value.normalize():,f}"
    return text.translate(str.maketrans(".,", ",.")) if locale.decimal_mark == "," else text


def out_of_reach(value: Decimal) -> Unclear | None:
    """Refuse a number that cannot be meant."""
    if not value.is_finite() or abs(value) > LARGEST:
        return Unclear("That number is larger than anything a plan can reach.", "1,000")
    return None


_IMPOSSIBLE = re.compile(r"[+-]?(?:nan|inf|infinity|infinite|∞|not a number)\b|∞")
_LEAD = re.compile(
    r"(?:(?:it's|it is|we have|we're at|we are at|there are|now|currently|today|exactly|just|only|about|around|roughly"
    r"|approximately|approx\.?|circa|ca\.?|nearly|almost|over|more than|under|less than|at least|at most|up to)"
    r"(?: |$)|[~≈<>=] ?)"
)


def read_number(text: str, locale: Locale) -> Answer[Decimal]:
    """Read one number, with or without a unit after it.

    "1.000" where the plan's decimal mark is "." becomes a Choice of 1,000 and 1. "about 500" is understood
    as 500 and to be confirmed. NaN, infinity and what is over LARGEST are Unclear.
    """
    folded = fold(plain(text))
    example = "1.200" if locale.decimal_mark == "," else "1,200"
    if refused := too_long(folded, example):
        return refused
    if _IMPOSSIBLE.search(folded):
        return Unclear(f"{quoted(text)} is not a number that can be reached.", example)
    vague = False
    rest = folded.rstrip(" .!")
    while lead := _LEAD.match(rest):
        vague = vague or lead.group().strip(" .") not in {"it's", "it is", "now", "exactly", "we have"}
        rest = rest[lead.end() :]
    if rest in {"none", "nothing", "nil", "nobody"}:
        return Understood(Decimal(0), "0", confirm=True)
    found = find_numerals(rest, locale)
    if not found:
        return Unclear(f"I found no number in {quoted(text)}.", example)
    number = found[0]
    if not number.readings:
        return Unclear(f"The dots and commas in {quoted(text)} do not make a number.", example)
    if len(found) > 1:
        return Unclear(f"I found more than one number in {quoted(text)}. One is needed.", example)
    if re.search("[0-9]", rest[: number.start] + rest[number.end :]):
        return Unclear(f"I could read only a part of {quoted(text)} as a number.", example)
    if refused := out_of_reach(number.value):
        return refused
    beside = re.findall(r"[^\W\d_]+", rest[: number.start] + " " + rest[number.end :])
    vague = vague or number.start > 0 or len(beside) > 3 or not _VAGUE.isdisjoint(beside)
    sign = -1 if number.sign == "-" else 1
    options = tuple((_said(sign * value, number.mark, locale), sign * value) for value in number.readings)
    if len(options) > 1:
        return Choice(f"{quoted(text)} can be read in two ways. Which one?", options)
    return Understood(options[0][1], options[0][0], confirm=vague)


def _said(value: Decimal, mark: str, locale: Locale) -> str:
    said = say_number(value, locale)
    return f"{mark}{said}" if mark in {"$", "£"} else f"{said} {mark}" if mark == "€" else said + mark
