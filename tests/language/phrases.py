"""What marketers type, and how it is read: the table of phrases (docs/product.md, "What is asked").

Read on Wednesday 18 November 2026. `sure` is understood, `half` is understood and to be confirmed, `ask` is a question
between readings, `unclear` lists words that the answer must say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal

from bot.language.answers import Locale
from bot.language.people import PersonRef
from bot.language.targets import Target

TODAY = date(2026, 11, 18)

OPEN = Locale(None, ".")
BRITISH = Locale("dmy", ".")
AMERICAN = Locale("mdy", ".", week_start=6)
GERMAN = Locale("dmy", ",")
JAPANESE = Locale("ymd", ".")


@dataclass(frozen=True)
class Expected:
    """How an answer must turn out."""

    how: Literal["sure", "half", "ask", "unclear"]
    values: tuple[object, ...]


def sure(value: object) -> Expected:
    return Expected("sure", (value,))


def half(value: object) -> Expected:
    return Expected("half", (value,))


def ask(*values: object) -> Expected:
    return Expected("ask", values)


def unclear(*words: str) -> Expected:
    return Expected("unclear", words)


Table = Sequence[tuple[str, Expected]]


def d(year: int, month: int, day: int) -> date:
    return date(year, month, day)


DATES: Table = [
    # a day and a month
    ("31 March", sure(d(2027, 3, 31))),
    ("by 31 March", sure(d(2027, 3, 31))),
    ("31st of March", sure(d(2027, 3, 31))),
    ("No later than 31st of March, 2027", sure(d(2027, 3, 31))),
    ("June 30", sure(d(2027, 6, 30))),
    ("June 30, 2027", sure(d(2027, 6, 30))),
    ("30 June '27", sure(d(2027, 6, 30))),
    ("30 june 27", sure(d(2027, 6, 30))),
    ("30-Jun-2027", sure(d(2027, 6, 30))),
    ("Dec 24th", sure(d(2026, 12, 24))),
    ("25 Dec.", sure(d(2026, 12, 25))),
    ("18 November", sure(d(2026, 11, 18))),
    ("17 November", sure(d(2027, 11, 17))),
    ("31 March next year", sure(d(2027, 3, 31))),
    ("Friday 2 April 2027", sure(d(2027, 4, 2))),
    ("Thu 2 April 2027", unclear("2 April 2027", "Thursday")),
    ("31 March at the latest", sure(d(2027, 3, 31))),
    ("around 31 March", half(d(2027, 3, 31))),
    ("31 March at noon", half(d(2027, 3, 31))),
    ("31 March or 1 April", unclear("Wednesday 31 March 2027", "not all")),
    ("before 1 June", half(d(2027, 5, 31))),
    # in figures
    ("2027-03-31", sure(d(2027, 3, 31))),
    ("2027/03/31", sure(d(2027, 3, 31))),
    ("31.3.", sure(d(2027, 3, 31))),
    ("31.3.2027", sure(d(2027, 3, 31))),
    ("31.3", sure(d(2027, 3, 31))),
    ("3.4.", sure(d(2027, 4, 3))),
    ("31/3/27", sure(d(2027, 3, 31))),
    ("12/31", sure(d(2026, 12, 31))),
    ("3/4", ask(d(2027, 4, 3), d(2027, 3, 4))),
    ("03/04/2027", ask(d(2027, 4, 3), d(2027, 3, 4))),
    ("3/3", sure(d(2027, 3, 3))),
    # from here
    ("today", sure(d(2026, 11, 18))),
    ("tomorrow", sure(d(2026, 11, 19))),
    ("the day after tomorrow", sure(d(2026, 11, 20))),
    ("in six weeks", sure(d(2026, 12, 30))),
    ("six weeks", sure(d(2026, 12, 30))),
    ("6 weeks from now", sure(d(2026, 12, 30))),
    ("in 3 months", sure(d(2027, 2, 18))),
    ("in a fortnight", sure(d(2026, 12, 2))),
    ("half a year", sure(d(2027, 5, 18))),
    ("in a couple of weeks", half(d(2026, 12, 2))),
    ("in a few weeks", unclear("about when")),
    ("Friday", sure(d(2026, 11, 20))),
    ("this Friday", sure(d(2026, 11, 20))),
    ("next Friday", ask(d(2026, 11, 20), d(2026, 11, 27))),
    ("next Tuesday", sure(d(2026, 11, 24))),
    ("Friday next week", sure(d(2026, 11, 27))),
    ("Wednesday", ask(d(2026, 11, 18), d(2026, 11, 25))),
    ("the 25th", sure(d(2026, 11, 25))),
    ("31st", sure(d(2026, 12, 31))),
    ("1st of next month", sure(d(2026, 12, 1))),
    # parts of a period
    ("end of March", sure(d(2027, 3, 31))),
    ("by the end of march", sure(d(2027, 3, 31))),
    ("end of Feb 2028", sure(d(2028, 2, 29))),
    ("end of Q1", sure(d(2027, 3, 31))),
    ("end of Q4", sure(d(2026, 12, 31))),
    ("beginning of Q2", sure(d(2027, 4, 1))),
    ("end of the first quarter", sure(d(2027, 3, 31))),
    ("the first of next month", sure(d(2026, 12, 1))),
    ("by close of business Friday", half(d(2026, 11, 20))),
    ("in about two months", half(d(2027, 1, 18))),
    ("end of the fiscal year", unclear("not one date")),
    ("mid June", sure(d(2027, 6, 15))),
    ("early May", half(d(2027, 5, 1))),
    ("end of H1", sure(d(2027, 6, 30))),
    ("end of the year", sure(d(2026, 12, 31))),
    ("year end", sure(d(2026, 12, 31))),
    ("EOY", sure(d(2026, 12, 31))),
    ("end of next year", sure(d(2027, 12, 31))),
    ("end of 2027", sure(d(2027, 12, 31))),
    ("end of the month", sure(d(2026, 11, 30))),
    ("end of next quarter", sure(d(2027, 3, 31))),
    ("end of the week", ask(d(2026, 11, 20), d(2026, 11, 22))),
    ("March", ask(d(2027, 3, 1), d(2027, 3, 31))),
    ("by Q2", ask(d(2027, 4, 1), d(2027, 6, 30))),
    ("2027", ask(d(2027, 1, 1), d(2027, 12, 31))),
    ("next month", ask(d(2026, 12, 1), d(2026, 12, 31))),
    # impossible, past, out of reach
    ("31 feb", unclear("no 31 February")),
    ("32 March", unclear("no 32 March", "31 days")),
    ("29 Feb", unclear("2027", "28 days")),
    ("29 Feb 2028", sure(d(2028, 2, 29))),
    ("31/31", unclear("no month 31")),
    ("0000-01-01", unclear("too long ago")),
    ("9999-12-31", unclear("further off")),
    ("in 999999 years", unclear("further off")),
    ("in 12 years", half(d(2038, 11, 18))),
    ("1 November 2026", unclear("Sunday 1 November 2026", "past")),
    ("yesterday", unclear("past")),
    ("last Friday", unclear("past")),
    ("summer", unclear("not one date")),
    ("soon", unclear("could not read", "“soon”")),
    ("when it's ready", unclear("could not read")),
    ("12345-01-01", unclear("could not read")),
]

# The same words in plans with another date format.
DATES_ELSEWHERE: Sequence[tuple[str, Locale, Expected]] = [
    ("3/4", BRITISH, sure(d(2027, 4, 3))),
    ("3/4", AMERICAN, sure(d(2027, 3, 4))),
    ("3/4", JAPANESE, sure(d(2027, 3, 4))),
    ("27/03/31", JAPANESE, sure(d(2027, 3, 31))),
    ("31/3", AMERICAN, half(d(2027, 3, 31))),
    ("3/31", BRITISH, half(d(2027, 3, 31))),
    ("3.4.", AMERICAN, ask(d(2027, 4, 3), d(2027, 3, 4))),
    ("end of the week", AMERICAN, ask(d(2026, 11, 20), d(2026, 11, 21))),
]

PAST_DATES: Table = [
    ("today", sure(d(2026, 11, 18))),
    ("yesterday", sure(d(2026, 11, 17))),
    ("1 November", sure(d(2026, 11, 1))),
    ("31 Dec", sure(d(2025, 12, 31))),
    ("last Friday", sure(d(2026, 11, 13))),
    ("two weeks ago", sure(d(2026, 11, 4))),
    ("end of October", sure(d(2026, 10, 31))),
    ("end of last month", sure(d(2026, 10, 31))),
    ("tomorrow", unclear("still to come")),
]

NUMBERS: Table = [
    ("640", sure(Decimal(640))),
    ("1k", sure(Decimal(1000))),
    ("1.5k", sure(Decimal(1500))),
    ("1,5k", sure(Decimal(1500))),
    ("2m", sure(Decimal(2_000_000))),
    ("2 million", sure(Decimal(2_000_000))),
    ("1,000", sure(Decimal(1000))),
    ("1.000", ask(Decimal(1000), Decimal(1))),
    ("1 000", sure(Decimal(1000))),
    ("1'000", sure(Decimal(1000))),
    ("1,000,000", sure(Decimal(1_000_000))),
    ("10,00,000", sure(Decimal(1_000_000))),
    ("1.234,5", sure(Decimal("1234.5"))),
    ("0,5", sure(Decimal("0.5"))),
    ("4.5", sure(Decimal("4.5"))),
    ("twelve", sure(Decimal(12))),
    ("a dozen", sure(Decimal(12))),
    ("two hundred and fifty", sure(Decimal(250))),
    ("half a million", sure(Decimal(500_000))),
    ("12%", sure(Decimal(12))),
    ("-3", sure(Decimal(-3))),
    ("€5k", sure(Decimal(5000))),
    ("640 followers", sure(Decimal(640))),
    ("we have 640 now", sure(Decimal(640))),
    ("about 500", half(Decimal(500))),
    ("none", half(Decimal(0))),
    ("5 or 6", unclear("more than one number")),
    ("1,00,0", unclear("dots and commas")),
    ("nan", unclear("“nan”")),
    ("infinity", unclear("not a number")),
    ("9999999999999", unclear("larger")),
    ("1e5", unclear("no number")),
    ("a lot", unclear("no number")),
]

NUMBERS_WITH_COMMA: Table = [
    ("1.000", sure(Decimal(1000))),
    ("1,000", ask(Decimal(1000), Decimal(1))),
    ("0,5", sure(Decimal("0.5"))),
    ("1.000.000", sure(Decimal(1_000_000))),
]


def grows(percent: int, unit: str = "") -> Target:
    return Target(change_percent=Decimal(percent), unit=unit, direction="up" if percent > 0 else "down")


TARGETS: Table = [
    ("1000 followers", sure(Target(Decimal(1000), unit="followers"))),
    ("from 400 to 1,000", sure(Target(Decimal(1000), Decimal(400), direction="up"))),
    ("400 -&gt; 1000", sure(Target(Decimal(1000), Decimal(400), direction="up"))),
    ("400 → 1k subscribers", sure(Target(Decimal(1000), Decimal(400), unit="subscribers", direction="up"))),
    ("to 1000 from 400", sure(Target(Decimal(1000), Decimal(400), direction="up"))),
    ("from 4 hours to 2", sure(Target(Decimal(2), Decimal(4), unit="hours", direction="down"))),
    ("400-1000", half(Target(Decimal(1000), Decimal(400), direction="up"))),
    ("+20 %", sure(grows(20))),
    ("20% more followers", sure(grows(20, "followers"))),
    ("increase sales by 20 percent", sure(grows(20, "sales"))),
    ("-10%", sure(grows(-10))),
    ("reduce bounce rate by 10%", sure(grows(-10, "bounce rate"))),
    ("double", sure(grows(100))),
    ("2x leads", sure(grows(100, "leads"))),
    ("halve complaints", sure(grows(-50, "complaints"))),
    (
        "double from 400 followers",
        sure(Target(Decimal(800), Decimal(400), Decimal(100), unit="followers", direction="up")),
    ),
    ("200 more followers", sure(Target(change=Decimal(200), unit="followers", direction="up"))),
    ("gain 500 followers", half(Target(change=Decimal(500), unit="followers", direction="up"))),
    ("at least 4 stars", sure(Target(Decimal(4), unit="stars", direction="up"))),
    ("under 2 hours", sure(Target(Decimal(2), unit="hours", direction="down"))),
    ("5%", sure(Target(Decimal(5), unit="%"))),
    ("$5k in sales", sure(Target(Decimal(5000), unit="$"))),
    ("500 visits a month", sure(Target(Decimal(500), unit="visits a month"))),
    (
        "1.000 followers",
        ask(Target(Decimal(1000), unit="followers"), Target(Decimal(1), unit="followers")),
    ),
    ("between 4 and 5", unclear("two numbers")),
    ("as many as possible", unclear("no number")),
    ("99999999999999 followers", unclear("larger")),
]

TIMES: Table = [
    ("9", sure(time(9))),
    ("at 9", sure(time(9))),
    ("9am", sure(time(9))),
    ("9 a.m.", sure(time(9))),
    ("4pm", sure(time(16))),
    ("4:30 pm", sure(time(16, 30))),
    ("16:00", sure(time(16))),
    ("16h30", sure(time(16, 30))),
    ("1630", sure(time(16, 30))),
    ("9.30", sure(time(9, 30))),
    ("noon", sure(time(12))),
    ("midnight", half(time(0))),
    ("half past nine", sure(time(9, 30))),
    ("quarter to ten", sure(time(9, 45))),
    ("ten past 9", sure(time(9, 10))),
    ("nine thirty", sure(time(9, 30))),
    ("half nine", half(time(9, 30))),
    ("9 o'clock", sure(time(9))),
    ("4 in the afternoon", sure(time(16))),
    ("around 9", half(time(9))),
    ("7", half(time(7))),
    ("4", ask(time(4), time(16))),
    ("04:30", sure(time(4, 30))),
    ("12am", half(time(0))),
    ("12pm", sure(time(12))),
    ("25:00", unclear("no “25:00”")),
    ("24:00", unclear("no “24:00”")),
    ("9:75", unclear("no “9:75”")),
    ("9 PST", unclear("this plan's clock", "“PST”")),
    ("9:00 London time", unclear("this plan's clock", "“London time”")),
    ("in the morning", unclear("time of day")),
    ("whenever", unclear("“whenever”")),
]

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)

DAYS: Table = [
    ("Mon-Fri", sure(frozenset(range(5)))),
    ("mo-fr", sure(frozenset(range(5)))),
    ("Monday to Thursday", sure(frozenset(range(4)))),
    ("fri-mon", sure(frozenset({FRI, SAT, SUN, MON}))),
    ("weekdays", sure(frozenset(range(5)))),
    ("every working day", sure(frozenset(range(5)))),
    ("weekends", sure(frozenset({SAT, SUN}))),
    ("every day", sure(frozenset(range(7)))),
    ("7 days a week", sure(frozenset(range(7)))),
    ("Mon/Wed", sure(frozenset({MON, WED}))),
    ("Mon Wed Fri", sure(frozenset({MON, WED, FRI}))),
    ("Tuesdays and Thursdays", sure(frozenset({TUE, THU}))),
    ("Mon-Wed, Fri", sure(frozenset({MON, TUE, WED, FRI}))),
    ("all but Sunday", sure(frozenset(range(6)))),
    ("weekdays except Wed", sure(frozenset({MON, TUE, THU, FRI}))),
    ("MWF", half(frozenset({MON, WED, FRI}))),
    ("we post Monday", half(frozenset({MON}))),
    ("not Monday", unclear("only a part")),
    ("every other day", unclear("no days")),
    ("often", unclear("no days")),
]

# The schedule in words; "?" is what is still to be asked.
SCHEDULES: Table = [
    # a misspelled day is asked about, never dropped
    ("tuesday + thrusday at 17:00", ask("every Tuesday and Thursday at 17:00", "every Tuesday at 17:00")),
    ("thrusday", half("every Thursday, at a time still to be said")),
    ("every wensday and firday 9:00", ask("every Wednesday and Friday at 09:00", "at 09:00, on days still to be said")),
    (
        "every sonday at 9:00",
        ask("every Monday at 09:00", "every Sunday at 09:00", "at 09:00, on days still to be said"),
    ),
    ("Mon/Wed 9 and 4pm", sure("every Monday and Wednesday at 09:00 and 16:00")),
    ("weekdays 9am", sure("every weekday at 09:00")),
    ("9am on weekdays", sure("every weekday at 09:00")),
    ("daily at 8:30", sure("every day at 08:30")),
    ("mo/we/fr 9h", sure("every Monday, Wednesday and Friday at 09:00")),
    ("from Monday to Friday at 9", sure("every weekday at 09:00")),
    ("every day except Sunday 10:00", sure("every Monday, Tuesday, Wednesday, Thursday, Friday and Saturday at 10:00")),
    ("Mondays and Thursdays at half past nine", sure("every Monday and Thursday at 09:30")),
    ("Tue 10:00, Thu 16:00", sure("every Tuesday at 10:00; every Thursday at 16:00")),
    ("Mon 9 and Wed 4pm", sure("every Monday at 09:00; every Wednesday at 16:00")),
    ("twice a day at 9 and 4pm", sure("every day at 09:00 and 16:00")),
    ("2 and 4pm daily", half("every day at 14:00 and 16:00")),
    ("10 and 11pm daily", ask("every day at 22:00 and 23:00", "every day at 10:00 and 23:00")),
    ("daily at 4", ask("every day at 16:00", "every day at 04:00")),
    (
        "Mon at 4, Tue at 5",
        ask("every Monday at 16:00; every Tuesday at 17:00", "every Monday at 04:00; every Tuesday at 05:00"),
    ),
    ("9-11", unclear("“09:00-11:00” is a span")),
    (
        "every other Thursday at 10",
        sure("every other Thursday at 10:00, first on Thursday 19 November 2026"),
    ),
    ("every two weeks on Monday 10:00", sure("every other Monday at 10:00, first on Monday 23 November 2026")),
    ("Mon at 9, every other week", sure("every other Monday at 09:00, first on Monday 23 November 2026")),
    ("fortnightly on Fridays at noon", sure("every other Friday at 12:00, first on Friday 20 November 2026")),
    (
        "biweekly on Thursday at 10",
        half("every other Thursday at 10:00, first on Thursday 19 November 2026"),
    ),
    (
        "every second Tuesday 10:00",
        half("every other Tuesday at 10:00, first on Tuesday 24 November 2026"),
    ),
    ("every 3 days at 9", sure("every 3 days at 09:00, first on Wednesday 18 November 2026")),
    ("first Monday of the month 10:00", sure("on the first Monday of each month at 10:00")),
    ("second Tuesday of the month 10:00", sure("on the second Tuesday of each month at 10:00")),
    ("last Friday 3pm", half("on the last Friday of each month at 15:00")),
    ("the 25th of each month at noon", sure("on the 25th of each month at 12:00")),
    ("monthly on the 25th at 10", sure("on the 25th of each month at 10:00")),
    ("1st and 15th at 9", half("on the 1st and the 15th of each month at 09:00")),
    ("last day of the month 17:00", sure("on the last day of each month at 17:00")),
    (
        "every 3 months on the 1st at 9:00",
        sure("on the 1st of every 3rd month at 09:00, first on Tuesday 1 December 2026"),
    ),
    ("15 April 9am", sure("once, on Thursday 15 April 2027 at 09:00")),
    ("tomorrow 9am", sure("once, on Thursday 19 November 2026 at 09:00")),
    (
        "next Friday 3pm",
        ask("once, on Friday 20 November 2026 at 15:00", "once, on Friday 27 November 2026 at 15:00"),
    ),
    (
        "3/4 9am",
        ask("once, on Saturday 3 April 2027 at 09:00", "once, on Thursday 4 March 2027 at 09:00"),
    ),
    ("daily 9am until end of June", sure("every day at 09:00, until Wednesday 30 June 2027")),
    ("Mon", sure("every Monday, at a time still to be said")),
    ("every evening at 8", half("every day at 20:00")),
    ("Monday evenings at 8", sure("every Monday at 20:00")),
    ("on the first of the month at 9", half("on the 1st of each month at 09:00")),
    ("24.12. 10:00", sure("once, on Thursday 24 December 2026 at 10:00")),
    ("Tue 1630", sure("every Tuesday at 16:30")),
    ("Monday morning", sure("every Monday, at a time still to be said")),
    ("9am", sure("at 09:00, on days still to be said")),
    ("twice a week at 9", sure("at 09:00, on days still to be said")),
    ("Mon 9-11", half("every Monday, at a time still to be said")),
    ("twice a week", unclear("how often", "which days")),
    ("weekly", unclear("how often", "which days")),
    ("monthly on Monday", unclear("which one in the month")),
    ("quarterly", unclear("how often")),
    ("fifth Monday 9:00", unclear("no fifth")),
    ("the 32nd at 9", unclear("“32nd”")),
    ("25:00 daily", unclear("“25:00”")),
    ("31 Feb 9am", unclear("no 31 February")),
    ("yesterday 9am", unclear("past")),
    ("Tue 9 PST", unclear("this plan's clock")),
    ("Monday 9am or Tuesday 10am", unclear("not all")),
    ("not on Monday 9am", unclear("not on monday")),
    ("when I find the time", unclear("neither days nor a time")),
]

ANA, BEN, ME = PersonRef("name", "ana"), PersonRef("name", "ben"), PersonRef("me", "")

PEOPLE: Sequence[tuple[str, tuple[PersonRef, ...], str]] = [
    ("<@U123>", (PersonRef("id", "U123"),), ""),
    ("<@U123|ana>", (PersonRef("id", "U123"),), ""),
    ("<@W9> and <@U1>", (PersonRef("id", "W9"), PersonRef("id", "U1")), ""),
    ("@ana", (ANA,), ""),
    ("@ana, @ben & me", (ANA, BEN, ME), ""),
    ("@ana and @ana", (ANA,), ""),
    ("Ana and Ben", (PersonRef("name", "Ana"), PersonRef("name", "Ben")), ""),
    ("Ana Lopez", (PersonRef("name", "Ana Lopez"),), ""),
    ("me", (ME,), ""),
    ("I'll do it", (ME,), ""),
    ("I'm the editor", (ME,), "editor"),
    ("Instagram editor @ana", (ANA,), "Instagram editor"),
    ("Instagram editor: @ana", (ANA,), "Instagram editor"),
    ("@ana is the community manager", (ANA,), "community manager"),
    ("@ana and Ben", (ANA, PersonRef("name", "Ben")), ""),
    ("community manager", (), "community manager"),
    ("not me", (), "not me"),
    ("<!subteam^S1|@editors>", (PersonRef("group", "S1"),), ""),
    ("<!channel>", (PersonRef("group", "channel"),), ""),
    ("@here", (PersonRef("group", "here"),), ""),
    ("everybody", (PersonRef("group", "everyone"),), ""),
    ("bob@example.com", (), "bob@example.com"),
]

GOALS: Sequence[tuple[str, Mapping[str, object]]] = [
    (
        "1,000 Instagram followers by end of March",
        {
            "statement": "1,000 Instagram followers",
            "target": Target(Decimal(1000), unit="followers"),
            "measure": "Instagram followers",
            "platform": "Instagram",
            "due": d(2027, 3, 31),
        },
    ),
    (
        "grow newsletter from 400 to 1,000 subscribers by June 30",
        {
            "statement": "grow newsletter from 400 to 1,000 subscribers",
            "target": Target(Decimal(1000), Decimal(400), unit="subscribers", direction="up"),
            "measure": "Newsletter subscribers",
            "platform": "Newsletter",
            "due": d(2027, 6, 30),
        },
    ),
    (
        "double our LinkedIn leads by end of Q2",
        {
            "statement": "double our LinkedIn leads",
            "target": grows(100, "leads"),
            "measure": "LinkedIn leads",
            "platform": "LinkedIn",
            "due": d(2027, 6, 30),
        },
    ),
    ("be the friendliest shop in town", {"statement": "be the friendliest shop in town"}),
    ("be number one in town", {"statement": "be number one in town"}),
    (
        "1,000 IG followers by 31.3., @ana measures, @ben reviews",
        {
            "statement": "1,000 IG followers",
            "target": Target(Decimal(1000), unit="followers"),
            "measure": "Instagram followers",
            "platform": "Instagram",
            "due": d(2027, 3, 31),
            "measurer": ANA,
            "reviewer": BEN,
        },
    ),
    (
        "20% more newsletter opens in 3 months, measured by <@U1> and reviewed by <@U2>",
        {
            "statement": "20% more newsletter opens",
            "target": grows(20, "opens"),
            "measure": "Newsletter opens",
            "platform": "Newsletter",
            "due": d(2027, 2, 18),
            "measurer": PersonRef("id", "U1"),
            "reviewer": PersonRef("id", "U2"),
        },
    ),
    (
        "10 leads a month by June 30, I measure and review",
        {
            "statement": "10 leads a month",
            "target": Target(Decimal(10), unit="leads a month"),
            "measure": "leads a month",
            "due": d(2027, 6, 30),
            "measurer": ME,
            "reviewer": ME,
        },
    ),
    (
        "engagement rate of 5% on TikTok by end of the year",
        {
            "statement": "engagement rate of 5% on TikTok",
            "target": Target(Decimal(5), unit="%"),
            "measure": "TikTok engagement rate",
            "platform": "TikTok",
            "due": d(2026, 12, 31),
        },
    ),
    (
        "+200 Bluesky followers by May 1 <@U9>",
        {
            "statement": "+200 Bluesky followers",
            "target": Target(change=Decimal(200), unit="followers", direction="up"),
            "measure": "Bluesky followers",
            "platform": "Bluesky",
            "due": d(2027, 5, 1),
            "people": (PersonRef("id", "U9"),),
        },
    ),
    (
        "at least 4 stars",
        {
            "statement": "at least 4 stars",
            "target": Target(Decimal(4), unit="stars", direction="up"),
            "measure": "stars",
        },
    ),
    (
        "500 blog visits by 3/4",
        {
            "statement": "500 blog visits",
            "target": Target(Decimal(500), unit="visits"),
            "measure": "Blog visits",
            "platform": "Blog",
            "problems": ("due",),
        },
    ),
    (
        "500 blog visits by 30 June 2020",
        {
            "statement": "500 blog visits",
            "target": Target(Decimal(500), unit="visits"),
            "measure": "Blog visits",
            "platform": "Blog",
            "problems": ("due",),
        },
    ),
    (
        "1.000 followers by December 1",
        {"statement": "1.000 followers", "measure": "followers", "due": d(2026, 12, 1), "problems": ("target",)},
    ),
    (
        "answer 90% of comments within 2 hours",
        {
            "statement": "answer 90% of comments within 2 hours",
            "target": Target(Decimal(90), unit="%"),
            "measure": "comments",
            "doubtful": ("target",),
        },
    ),
    ("by end of March", {"due": d(2027, 3, 31)}),
    ("", {}),
]

SLOTS: Sequence[tuple[str, Mapping[str, object]]] = [
    (
        "Instagram Mon/Wed/Fri 9:00 @ana",
        {
            "kind": "publish",
            "platform": "Instagram",
            "schedule": "every Monday, Wednesday and Friday at 09:00",
            "people": (ANA,),
        },
    ),
    (
        "reply to comments on Facebook weekdays 10am",
        {
            "kind": "converse",
            "title": "reply to comments",
            "platform": "Facebook",
            "schedule": "every weekday at 10:00",
        },
    ),
    (
        "listen on X daily at 16:00",
        {"kind": "listen", "title": "listen", "platform": "X", "schedule": "every day at 16:00"},
    ),
    (
        "next month's calendar by the 25th, the editor",
        {
            "kind": "deliver",
            "title": "next month's calendar",
            "schedule": "on the 25th of each month, at a time still to be said",
            "role_title": "editor",
            "doubtful": ("schedule",),
        },
    ),
    (
        "newsletter every other Thursday 10:00 London time",
        {
            "kind": "publish",
            "platform": "Newsletter",
            "schedule": "every other Thursday at 10:00, first on Thursday 19 November 2026",
            "zone_name": "Europe/London",
        },
    ),
    (
        "newsletter Thursday 10:00 Europe/London",
        {
            "kind": "publish",
            "platform": "Newsletter",
            "schedule": "every Thursday at 10:00",
            "zone_name": "Europe/London",
        },
    ),
    (
        "Reddit Tue 9 New York",
        {
            "kind": "publish",
            "platform": "Reddit",
            "schedule": "every Tuesday at 09:00",
            "zone_name": "America/New_York",
        },
    ),
    (
        "blog article first Monday of the month 10:00 PST",
        {
            "kind": "publish",
            "title": "article",
            "platform": "Blog",
            "schedule": "on the first Monday of each month at 10:00",
            "problems": ("zone",),
        },
    ),
    (
        "Instagram Mon 9:00 Narnia time",
        {
            "kind": "publish",
            "platform": "Instagram",
            "schedule": "every Monday at 09:00",
            "problems": ("zone",),
        },
    ),
    (
        "newsletter Thursday 10:00 Mumbai time",
        {
            "kind": "publish",
            "platform": "Newsletter",
            "schedule": "every Thursday at 10:00",
            "zone_name": "Asia/Kolkata",
        },
    ),
    *(
        (
            f"newsletter Thursday 10:00 {zone}",
            {
                "kind": "publish",
                "platform": "Newsletter",
                "schedule": "every Thursday at 10:00",
                "problems": ("zone",),
            },
        )
        for zone in ("CEST", "GMT+2", "Etc/GMT+2", "Munich", "Washington time")
    ),
    ("LinkedIn twice a week", {"kind": "publish", "platform": "LinkedIn", "problems": ("schedule",)}),
    ("TikTok", {"kind": "publish", "platform": "TikTok"}),
    ("Instagram tip every Monday at 9 and Facebook story every Friday at 16", {"problems": ("title",)}),
    (
        "Instagram tip every Monday at 9 and every Friday at 16",
        {
            "kind": "publish",
            "title": "tip",
            "platform": "Instagram",
            "schedule": "every Monday at 09:00; every Friday at 16:00",
        },
    ),
    (
        "Instagram story Mon 9 and 4pm by @ana",
        {
            "kind": "publish",
            "title": "story",
            "platform": "Instagram",
            "schedule": "every Monday at 09:00 and 16:00",
            "people": (ANA,),
        },
    ),
    (
        "weekly report every Friday 4pm, the marketing manager",
        {
            "kind": "deliver",
            "title": "weekly report",
            "schedule": "every Friday at 16:00",
            "role_title": "marketing manager",
        },
    ),
    (
        "Monday motivation Monday 9am",
        {"title": "Monday motivation", "schedule": "every Monday at 09:00"},
    ),
    (
        "Behind the scenes, Instagram, Tue/Thu 18:00, @ana (editor)",
        {
            "kind": "publish",
            "title": "Behind the scenes",
            "platform": "Instagram",
            "schedule": "every Tuesday and Thursday at 18:00",
            "people": (ANA,),
            "role_title": "editor",
        },
    ),
    (
        "answer customer emails weekdays 9:30 me",
        {
            "kind": "converse",
            "title": "answer customer emails",
            "schedule": "every weekday at 09:30",
            "people": (ME,),
        },
    ),
    ("Facebook daily at 4", {"kind": "publish", "platform": "Facebook", "problems": ("schedule",)}),
    ("", {}),
]

# At 11:20 on that Wednesday; a moment is a date and a time, a span is a length.
SNOOZES: Table = [
    ("30 min", sure(timedelta(minutes=30))),
    ("30", half(timedelta(minutes=30))),
    ("2 hours", sure(timedelta(hours=2))),
    ("in 45 minutes", sure(timedelta(minutes=45))),
    ("half an hour", sure(timedelta(minutes=30))),
    ("1h30", sure(timedelta(minutes=90))),
    ("1.5 hours", sure(timedelta(minutes=90))),
    ("a couple of hours", half(timedelta(hours=2))),
    ("tomorrow", sure((d(2026, 11, 19), time(8, 30)))),
    ("tomorrow 9am", sure((d(2026, 11, 19), time(9)))),
    ("9am tomorrow", sure((d(2026, 11, 19), time(9)))),
    ("tomorrow morning", half((d(2026, 11, 19), time(8, 30)))),
    ("Friday 3pm", sure((d(2026, 11, 20), time(15)))),
    ("until 15:30", sure((d(2026, 11, 18), time(15, 30)))),
    ("at 9", half((d(2026, 11, 19), time(9)))),
    ("2 days", sure((d(2026, 11, 20), time(8, 30)))),
    ("next week", half((d(2026, 11, 23), time(8, 30)))),
    ("tomorrow at 4", ask((d(2026, 11, 19), time(4)), (d(2026, 11, 19), time(16)))),
    ("today 9am", unclear("already over")),
    ("0 min", unclear("1 minute")),
    ("100 days", unclear("60 days")),
    ("25:00", unclear("“25:00”")),
    ("later", unclear("when to come back")),
]

COMMANDS: Sequence[tuple[str, str | None]] = [
    ("back", "back"),
    ("Go back.", "back"),
    ("skip it", "skip"),
    ("cancel", "cancel"),
    ("STOP", "cancel"),
    ("help", "help"),
    ("?", "help"),
    ("what have I said so far?", "recap"),
    ("so far", "recap"),
    ("back to school offers", None),
    ("skip the introduction", None),
    ("help people bake at home", None),
]

YES_NO: Table = [
    ("yes", sure(True)),
    ("Yes please", sure(True)),
    ("yep!", sure(True)),
    ("sounds good", sure(True)),
    (":+1:", sure(True)),
    ("no", sure(False)),
    ("nope", sure(False)),
    ("not yet", sure(False)),
    ("yes, but later", half(True)),
    ("maybe", unclear("yes or a no")),
]

PLATFORMS: Sequence[tuple[str, str | None]] = [
    ("instagram", "Instagram"),
    ("IG", "Instagram"),
    ("insta", "Instagram"),
    ("fb", "Facebook"),
    ("Linked In", "LinkedIn"),
    ("tik tok", "TikTok"),
    ("yt", "YouTube"),
    ("twitter", "X"),
    ("x", "X"),
    ("e-mail", "Newsletter"),
    ("our blog", "Blog"),
    ("Strava", None),
]
