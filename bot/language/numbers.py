"""Numbers as people type them: "1k", "1,000", "1.000", "0,5", "twelve", "half a million", "1½", "2 Mrd", "12 %"."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, fold, plain, quoted, too_long, words
from bot.language.magnitudes import LETTERS, SCALES, SIGNS, WORDS, values_of

# Beyond a million million it is a slip; bot.domain.goals refuses it too.
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
_CURRENCIES = {"eur": "€", "euro": "€", "euros": "€", "usd": "$", "dollars": "$", "gbp": "£", "pounds": "£"}
# A vague amount: the number is kept, the word next to it is not.
_VAGUE = frozenset(
    words("about around roughly approximately approx circa nearly almost over under ~ maybe perhaps so some")
) | {"more", "less", "least", "most", "up", "or", "not", "than"}

_small = "|".join(sorted(SMALL_WORDS, key=len, reverse=True))
_scale = "|".join(SCALES)
_WORDS = (
    rf"(?:half an? (?:dozen|hundred|thousand|lakh|million|crore|billion|trillion)|"
    rf"(?:(?:a|an) (?:{_scale}|couple(?: of)?)|(?:{_small})(?![a-z]))"
    rf"(?:(?: |-)(?:and )?(?:{_small}|(?:{_scale})s?)(?![a-z]))*)"
)
# Three digits after a blank, dot, comma or apostrophe belong to the number; any other count is a decimal part.
_DIGITS = r"(?:[0-9]{1,3}(?:[ ',.][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]+(?:[.,][0-9]+)*)"
# Fractions with an exact decimal form, and every other sign that is a number or a power but not a digit.
_FRACTIONS = "½¼¾⅕⅖⅗⅘⅛⅜⅝⅞⅒"
_NO_DIGITS = r"\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2080-\u2089\u2150-\u218b\u2460-\u24ff\u2776-\u2793"
_PARTS = {" and a half": "0.5", " and a quarter": "0.25", " and three quarters": "0.75"}
_names = "|".join(sorted(WORDS, key=len, reverse=True))
# A letter or word that continues is no magnitude: "20 Käufer", "20 K-pop fans". A counter may follow a sign: "5万人".
_MAGNITUDE = (
    rf"(?:(?:{_names}|{'|'.join(LETTERS)})(?!\w)| (?:{'|'.join(LETTERS)})(?![\w'&-])| (?:{_names})(?!\w)"
    rf"| ?(?:{'|'.join(SIGNS)})(?![0-9]))"
)
NUMERAL = re.compile(
    rf"(?<![a-z0-9_#@])(?<![0-9][.,/:])"
    rf"(?:(?<![^ (])(?P<sign>\+ ?|-(?=[0-9$€£.])|minus |plus ))?"
    rf"(?:(?P<before>[$€£]) ?)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<fraction> ?[{_FRACTIONS}])?|(?P<alone>[{_FRACTIONS}])|(?P<words>{_WORDS})(?![a-z]))"
    rf"(?P<part>{'|'.join(_PARTS)})?"
    rf"(?P<scale>{_MAGNITUDE})?(?P<scale2> (?:{_scale})s?(?!\w))?"
    rf"(?P<part2>{'|'.join(_PARTS)})?"
    rf"(?:(?P<percent> ?(?:%|percent\b|per cent\b|pct\b))"
    rf"|(?P<after> ?(?:[$€£]|(?:{'|'.join(_CURRENCIES)})\b)))?"
    rf"(?![a-z0-9{_NO_DIGITS}]|[:/][0-9]|\u066b[0-9])"
)
# What is left next to a number and would have changed it by an unknown amount.
_CHANGES = re.compile(
    rf"(?<!\w)(?:(?:{_names}|{'|'.join(LETTERS)})(?![\w'&-])|(?:{'|'.join(SIGNS)})"
    r"|(?:half|halves|quarters?|thirds?|double|twice|triple|point)(?!\w))"
)


@dataclass(frozen=True)
class Numeral:
    """A number found in a text: its possible values (two for "1.000"), its sign, unit sign and place."""

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
    """Return what digits with blanks, dots and commas may mean, the likelier first; none if they mean nothing."""
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
    # Even with the plan's own decimal mark, three digits may be either: nobody counts followers in thousandths.
    return (grouped, decimal) if last == locale.decimal_mark else (grouped,)


def _words(text: str) -> tuple[Decimal, ...]:
    """Return the value of number words; nothing if they don't combine, as in "two fifty"."""
    total, current, scale = Decimal(0), Decimal(0), LARGEST * 10
    for word in text.replace("-", " ").split():
        name = word if word in SMALL_WORDS or word in SCALES else word.removesuffix("s")
        if word in SMALL_WORDS:
            room = 100 if SMALL_WORDS[word] >= 10 else 10
            if current % room or (room == 10 and 0 < current % 100 < 20):
                return ()
            current += SMALL_WORDS[word]
        elif word in {"couple", "half"}:
            current = Decimal(2) if word == "couple" else Decimal("0.5")
        elif name in {"dozen", "hundred"}:
            if current >= 100:
                return ()
            current = (current or Decimal(1)) * SCALES[name]
        elif name in SCALES:
            if SCALES[name] >= scale:
                return ()
            scale = SCALES[name]
            total += (current or Decimal(1)) * scale
            current = Decimal(0)
    return (total + current,)


def find_numerals(folded: str, locale: Locale) -> list[Numeral]:
    """Return the numbers in a folded text, in order; digits or words that form no number have no readings."""
    return [_numeral(match, locale) for match in NUMERAL.finditer(folded)]


def _numeral(match: re.Match[str], locale: Locale) -> Numeral:
    if match["words"]:
        readings = _words(match["words"])
    elif match["alone"]:
        readings = (_fraction(match["alone"]),)
    else:
        readings = _digits(match["digits"], locale)
        if match["fraction"]:
            # "1½" leaves no room for decimals.
            readings = tuple(value + _fraction(match["fraction"].strip()) for value in readings if value % 1 == 0)
    after = (match["after"] or "").strip()
    mark = "%" if match["percent"] else match["before"] or _CURRENCIES.get(after, after)
    said = (match["sign"] or "").strip()
    sign = {"minus": "-", "plus": "+"}.get(said, said)
    scaled = dict.fromkeys(value * times for times in _times(match) for value in _with_part(match, readings))
    return Numeral(tuple(scaled), sign, mark, match.start(), match.end())


def _fraction(sign: str) -> Decimal:
    return Decimal(str(unicodedata.numeric(sign)))


def _with_part(match: re.Match[str], readings: tuple[Decimal, ...]) -> list[Decimal]:
    """Add the half of "two and a half million": it is before the magnitude, or after it and a half of it."""
    said = match["part"] or match["part2"]
    if not said:
        return list(readings)
    of = SCALES.get((match["words"] or "").split()[-1:][0] if match["words"] else "", Decimal(1))
    return [value + of * Decimal(_PARTS[said]) for value in readings]


def _times(match: re.Match[str]) -> list[Decimal]:
    first = values_of(match["scale"]) if match["scale"] else (Decimal(1),)
    second = SCALES[(match["scale2"] or "").strip().removesuffix("s")] if match["scale2"] else Decimal(1)
    return [times * second for times in first]


def say_number(value: Decimal, locale: Locale) -> str:
    """Return `value` in the strategy's format: 1,000.5 or 1.000,5."""
    text = f"{value.normalize():,f}"
    return text.translate(str.maketrans(".,", ",.")) if locale.decimal_mark == "," else text


def out_of_reach(value: Decimal) -> Unclear | None:
    """Refuse a number that is too large to be meant."""
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

    "1.000" where the plan's decimal mark is "." becomes a Choice of 1,000 and 1. "about 500" is understood as 500,
    to be confirmed. NaN, infinity and numbers over LARGEST are Unclear.
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
    if not number.readings and rest[number.start : number.end].strip("-+ $€£")[:1].isdigit():
        return Unclear(f"The dots and commas in {quoted(text)} do not make a number.", example)
    if not number.readings:
        return Unclear(f"I could not read {quoted(text)} as one number.", example)
    if len(found) > 1:
        return Unclear(f"I found more than one number in {quoted(text)}. One is needed.", example)
    around = f"{rest[: number.start]} {rest[number.end :]}"
    if re.search("[0-9]", around) or _CHANGES.search(around):
        return Unclear(f"I could read only a part of {quoted(text)} as a number.", example)
    if refused := out_of_reach(number.value):
        return refused
    beside = re.findall(r"[^\W\d_]+", around)
    vague = vague or "couple" in rest or number.start > 0 or len(beside) > 3 or not _VAGUE.isdisjoint(beside)
    sign = -1 if number.sign == "-" else 1
    options = tuple((_said(sign * value, number.mark, locale), sign * value) for value in number.readings)
    if len(options) > 1:
        return Choice(f"{quoted(text)} can be read in two ways. Which one?", options)
    return Understood(options[0][1], options[0][0], confirm=vague)


def _said(value: Decimal, mark: str, locale: Locale) -> str:
    said = say_number(value, locale)
    return f"{mark}{said}" if mark in {"$", "£"} else f"{said} {mark}" if mark == "€" else said + mark
