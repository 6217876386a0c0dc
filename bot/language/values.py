"""The latest number as people type it, by its kind: a number, a rating ("4", "4/5", "4 stars"), a yes or a no."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.domain.goals import BEST, NO, WORST, YES, Direction
from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, fold, joined, plain, quoted, words
from bot.language.numbers import SMALL_WORDS, read_number, say_number

_YES = frozenset(words("yes y yep yeah yup true ok okay done sure ja oui si sí ✓ ✔ ✅ 👍 1")) | {"of course", "it is"}
_NO = frozenset(words("no n nope not nah false nein non ✗ ✘ ❌ 👎 0")) | {"not yet", "it is not", "it isn't"}
_SCALE = r"(?: ?(?:/|of|out of|von|from) ?(?P<out_of>[0-9]{1,3}|five|ten))?"
_RATING = re.compile(
    r"(?:about |a |rating of |rated |rating:? ){0,4}"
    rf"(?P<value>[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?|{'|'.join(SMALL_WORDS)})"
    rf"{_SCALE}(?: ?(?:stars?|points?|★|⭐))?{_SCALE.replace('out_of', 'after')}"
)
_STARS = re.compile(r"[★⭐]{1,9}[☆]{0,5}")


def read_value(text: str, direction: Direction, locale: Locale) -> Answer[Decimal]:
    """Read a value of a measure: 1 or 0 for yes or no, 1 to 5 for a rating, else a number."""
    if direction == "yesno":
        return read_yes(text)
    if direction == "rating":
        return read_rating(text, locale)
    return read_number(text, locale)


_SAME = frozenset({"same", "same as last", "="})


def read_latest(text: str, direction: Direction, last: Decimal | None, locale: Locale) -> Answer[Decimal]:
    """Read the latest value of a measure; "same" repeats the `last` one. A vague amount is Unclear.

    A value with several readings stays a Choice, whose question lists them all.
    """
    if fold(plain(text)) in _SAME:
        if last is None:
            return Unclear("There is no number before this one. Type it, such as 640.", "")
        return Understood(last, say_number(last, locale))
    read = read_value(text, direction, locale)
    if isinstance(read, Choice):
        meant = joined([label for label, _ in read.options], "or")
        return Choice(f"{quoted(text, 40)} can be {meant}. Type the one that you mean.", read.options)
    wrong = isinstance(read, Unclear) and direction not in ("yesno", "rating")
    if wrong or (isinstance(read, Understood) and read.confirm):
        return Unclear(f"I could not read {quoted(text, 40)} as one number. Type it like 640 or 1.5k.", "")
    return read


def read_yes(text: str) -> Answer[Decimal]:
    """Read a yes or a no."""
    folded = fold(plain(text)).strip(" .!")
    if folded in _YES:
        return Understood(YES, "yes")
    if folded in _NO:
        return Understood(NO, "no")
    return Unclear(f"{quoted(text, 40)} is neither yes nor no.", "yes")


def read_rating(text: str, locale: Locale) -> Answer[Decimal]:
    """Read a rating from 1 to 5, however its scale is written; one on another scale is asked about again."""
    folded = fold(plain(text)).strip(" .!")
    if _STARS.fullmatch(folded.replace("\ufe0f", "")):
        folded = str(sum(sign in "★⭐" for sign in folded))
    found = _RATING.fullmatch(folded)
    if found is None:
        return Unclear(f"I cannot read {quoted(text, 40)} as a rating from 1 to 5.", "4")
    scale = found["out_of"] or found["after"]
    if scale not in (None, "5", "five"):
        return Unclear(f"{quoted(text, 40)} is on another scale. The rating here goes from 1 to 5.", "4")
    said = found["value"]
    value = Decimal(SMALL_WORDS[said]) if said in SMALL_WORDS else Decimal(said.replace(",", "."))
    if not WORST <= value <= BEST:
        return Unclear(f"{say_number(value, locale)} is not on the scale. The rating here goes from 1 to 5.", "4")
    return Understood(value, say_number(value, locale))
