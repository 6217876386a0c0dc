"""Currencies as people name them: an ISO 4217 code, a name, a sign. A name that several share is asked about."""

from __future__ import annotations

from bot.language.answers import Answer, Choice, Unclear, Understood, fold, plain, quoted, too_long, words

EXAMPLE = "EUR"
# ISO 4217, without metals, funds and codes for testing.
CODES = frozenset(
    words(
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
        "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
        "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
        "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
        "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
        "TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
    )
)
# The codes that a name can mean, the likeliest first.
_NAMES = {
    "EUR": "euro|euros|€",
    "USD": "us dollar|us dollars|american dollar|american dollars|us$|greenback",
    "GBP": "pound sterling|pounds sterling|sterling|british pound|british pounds|£|quid",
    "CHF": "swiss franc|swiss francs|schweizer franken|franken|sfr",
    "CAD": "canadian dollar|canadian dollars|ca$|c$",
    "AUD": "australian dollar|australian dollars|au$|a$",
    "NZD": "new zealand dollar|new zealand dollars|nz$",
    "JPY": "yen|japanese yen",
    "CNY": "yuan|renminbi|rmb|chinese yuan",
    "INR": "indian rupee|indian rupees|₹",
    "SEK": "swedish krona|swedish kronor|kronor",
    "NOK": "norwegian krone|norwegian kroner",
    "DKK": "danish krone|danish kroner",
    "CZK": "czech koruna|czech crown|koruna|kč",
    "PLN": "zloty|złoty|zlotys|zł",
    "HUF": "forint|forints|ft",
    "TRY": "turkish lira|₺",
    "UAH": "hryvnia|₴",
    "ILS": "shekel|shekels|₪",
    "KRW": "won|₩",
    "BRL": "brazilian real|reais|r$",
    "MXN": "mexican peso|mexican pesos|mx$",
    "ZAR": "rand|south african rand",
    "NGN": "naira|₦",
    "THB": "baht|฿",
    "VND": "dong|₫",
    "USD CAD AUD": "dollar|dollars|$",
    "GBP EGP": "pound|pounds",
    "CHF XOF XAF": "franc|francs",
    "SEK NOK DKK": "crown|crowns|krona|krone|kroner|kr",
    "INR PKR LKR": "rupee|rupees",
    "MXN ARS COP": "peso|pesos",
    "JPY CNY": "¥",
}
_BY_NAME = {name: codes.split() for codes, names in _NAMES.items() for name in names.split("|")}


def read_currency(text: str) -> Answer[str]:
    """Read a currency into its code."""
    wrote = plain(text)
    if refused := too_long(wrote, EXAMPLE):
        return refused
    folded = fold(wrote).strip(" .!")
    code = folded.upper()
    meant = [code] if code in CODES else _BY_NAME.get(folded, [])
    if not meant:
        return Unclear(f"I know no currency called {quoted(wrote, 40)}.", EXAMPLE)
    if len(meant) == 1:
        return Understood(meant[0], meant[0])
    return Choice(f"{quoted(wrote, 40)} can be several currencies.", tuple((one, one) for one in meant))
