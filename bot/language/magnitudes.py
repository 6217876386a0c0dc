"""Words that multiply a number: "k", "million", "lakh", "Mrd", "万". A word with several meanings has several values.

A value of 1 means that the word may be a unit, or the beginning of the thing counted: "5 mm", "5 grand prizes".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from bot.language.answers import words

THOUSAND, MILLION, BILLION, TRILLION = (Decimal(10) ** power for power in (3, 6, 9, 12))
LAKH, CRORE = Decimal(10) ** 5, Decimal(10) ** 7
ONE = Decimal(1)

# Scales that also follow a number word: "two million", "half a dozen".
SCALES: Mapping[str, Decimal] = MappingProxyType(
    {
        "dozen": Decimal(12),
        "hundred": Decimal(100),
        "thousand": THOUSAND,
        "lakh": LAKH,
        "million": MILLION,
        "crore": CRORE,
        "billion": BILLION,
        "trillion": TRILLION,
    }
)

_SURE: Mapping[Decimal, str] = {
    Decimal(12): "dozens",
    Decimal(100): "hundreds",
    THOUSAND: (
        "thousands thou tsd tausend mille milliers millier duizend tusen tusind tys tysięcy tysiące tisíc tisíce ezer"
        " tuhat tuhatta ribu nghìn ngàn elfu тыс тысяч тысяча тысячи тисяч χιλιάδες ألف آلاف אלף हज़ार हजार"
    ),
    LAKH: "lakhs lac lacs लाख",
    MILLION: (
        "millions mn mio mln millionen millones millón milhões milhão milione milioni miljoen miljoner miljon millioner"
        " milion milionów milionů milióny millió miljoonaa miljoona milyon juta triệu milioane млн миллион миллиона"
        " миллионов мільйонів εκατομμύρια مليون ملايين מיליון"
    ),
    CRORE: "crores करोड़",
    BILLION: (
        "billions bn mrd mld mlrd milliarde milliarden milliard milliards miljard miljarder milliarder miliardo"
        " miliardi miliard miliardów milliárd milyar miliar bilhões bilhão tỷ млрд миллиард миллиарда миллиардов مليار"
    ),
    TRILLION: "trillions",
}
_ASKED: Mapping[str, tuple[Decimal, ...]] = {
    # "Mil" is a thousand in Spanish and Portuguese, and short for a million to others.
    "mil": (THOUSAND, MILLION),
    "grand": (THOUSAND, ONE),
    "mila": (THOUSAND, ONE),
    "mii": (THOUSAND, ONE),
    "bin": (THOUSAND, ONE),
    "rb": (THOUSAND, ONE),
    "mill": (MILLION, ONE),
    "mm": (MILLION, ONE),
    "kk": (MILLION, ONE),
    "jt": (MILLION, ONE),
    "cr": (CRORE, ONE),
    "bil": (BILLION, ONE),
    "md": (BILLION, ONE),
    "mia": (BILLION, ONE),
    "tn": (TRILLION, ONE),
}
# A single letter is certain directly after the number: "5m". After a space, only "k" is.
LETTERS: Mapping[str, Decimal] = MappingProxyType({"k": THOUSAND, "m": MILLION, "b": BILLION})
# These are written directly after their number, and the thing counted directly after them.
SIGNS: Mapping[str, Decimal] = MappingProxyType(
    {
        **dict.fromkeys("十", Decimal(10)),
        **dict.fromkeys("百백", Decimal(100)),
        **dict.fromkeys("千천", THOUSAND),
        **dict.fromkeys("万萬만", Decimal(10) ** 4),
        **dict.fromkeys("億亿억", Decimal(10) ** 8),
        **dict.fromkeys("兆조", TRILLION),
        "พัน": THOUSAND,
        "หมื่น": Decimal(10) ** 4,
        "แสน": LAKH,
        "ล้าน": MILLION,
    }
)
WORDS: Mapping[str, tuple[Decimal, ...]] = MappingProxyType(
    {
        **{word: (value,) for word, value in SCALES.items()},
        **{word: (value,) for value, said in _SURE.items() for word in words(said)},
        **_ASKED,
    }
)


def values_of(word: str) -> tuple[Decimal, ...]:
    """Return what a magnitude may multiply by, the likeliest first. A blank before it is part of its meaning."""
    said = word.strip()
    if said in LETTERS:
        apart = word != said and said != "k"
        return (LETTERS[said], ONE) if apart else (LETTERS[said],)
    return (SIGNS[said],) if said in SIGNS else WORDS[said]
