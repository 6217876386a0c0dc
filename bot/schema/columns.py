"""The fields with columns of their own: of goals, metrics, roles and recurring posts, of a plan and of a person.

Forms, the lines about a change and the strategy file use them. The table of concepts describes what else a goal, a
metric or a role holds, which is stored with its row as details.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from bot.domain.calendar import SlotKind
from bot.domain.when import WEEKDAYS
from bot.language.currencies import read_currency
from bot.language.numbers import LARGEST
from bot.schema.shape import Field, Lack

UNIT_LIMIT = 40
NO_GOAL = "No goal yet"
DIRECTIONS = (
    ("up", "More is better"),
    ("down", "Less is better"),
    ("within", "It is to stay between two numbers"),
    ("yesno", "It is a yes or a no"),
    ("rating", "It is a rating from 1 to 5"),
)
CADENCES = (("week", "Every week"), ("month", "Every month"), ("quarter", "Every quarter"))
KINDS: tuple[tuple[SlotKind, str], ...] = (
    ("publish", "Publish something"),
    ("converse", "Join conversations"),
    ("listen", "Listen to what people say"),
    ("deliver", "Hand something in"),
)
DATE_ORDERS = (("dmy", "31/3/2027"), ("mdy", "3/31/2027"), ("ymd", "2027-03-31"))
DECIMAL_MARKS = ((".", "1,000.5"), (",", "1.000,5"))
REMINDERS = (
    ("standard", "Standard: a reminder and two nudges"),
    ("gentle", "Gentle: a reminder and one nudge"),
    ("off", "Off: only the digest"),
)
DAYS = tuple((str(day), name) for day, name in enumerate(WEEKDAYS))

_GOAL = (
    Field(
        "statement",
        "text",
        "Goal",
        "What do you want to achieve?",
        required=True,
        lines=False,
        no_question=True,
        in_file=("The goal itself.", "1,000 Instagram followers by June"),
    ),
    Field("due", "date", "By", "By when?", required=True, in_file=("By when.", "2026-12-31")),
)
_MEASURE = (
    Field(
        "name",
        "line",
        "What is counted",
        "What is counted?",
        "Followers",
        required=True,
        in_file=("What is counted.", "Instagram followers"),
    ),
    Field(
        "unit",
        "line",
        "Unit",
        "Unit",
        help="It stands behind the number. You can leave it empty.",
        limit=UNIT_LIMIT,
        in_file=("Its unit, where the name does not say it.", "followers"),
    ),
    Field(
        "target",
        "target",
        "Target",
        "Which number shows that you got there?",
        required=True,
        in_file=("Where it is to be.", "1000"),
    ),
    Field(
        "baseline",
        "number",
        "Where it started",
        "Where did it stand at the beginning?",
        "640",
        "With a start I can tell whether you are on pace.",
        least=-Decimal(LARGEST),
        most=Decimal(LARGEST),
        in_file=("Where it started.", "400"),
        needed_for="telling how far it has come",
        lack=Lack(
            1,
            "{} has no number to start from.",
            "Where does {} stand today?",
            example="400",
            kind="baseline",
            asked_of="measurer",
        ),
    ),
    Field(
        "direction",
        "choice",
        "Which way is better",
        "Which way is better?",
        options=DIRECTIONS,
        required=True,
        in_file=(
            "Which way is better: up, down, within two numbers, yes or no (1 or 0), or a rating from 1 to 5.",
            "up",
        ),
    ),
    Field(
        "cadence",
        "choice",
        "Asked for",
        "How often do I ask for the number?",
        options=CADENCES,
        required=True,
        in_file=("How often it is read.", "week"),
    ),
    Field(
        "measurer",
        "one",
        "Who reads it",
        "Who reads the number?",
        of="role",
        required=True,
        in_file=("The role that reads it.", "Community"),
    ),
    Field(
        "reviewer",
        "one",
        "Who judges it",
        "Who judges it?",
        of="role",
        required=True,
        in_file=("The role that judges it.", "Lead"),
    ),
    Field(
        "due",
        "date",
        "By",
        "By when shall the number be reached?",
        required=True,
        in_file=("By when. Without it: by the date of its goal.", "2026-12-31"),
    ),
    Field("platform", "one", "Where", of="platform", in_file=("The platform that it is read on.", "Instagram")),
)
_ROLE = (
    Field(
        "title",
        "line",
        "Title",
        "What is the role called?",
        "Editor",
        required=True,
        in_file=("What it is called.", "Instagram editor"),
    ),
    Field(
        "holder",
        "person",
        "Who does it",
        "Who does it?",
        help="Somebody new is asked whether they accept.",
        in_file=("Who does it: a Slack id, with the name beside it.", "U012AB3CD"),
        needed_for="getting the work done",
        lack=Lack(3, "Nobody has the role {} yet.", "Who has the role {}?", example="@ana", kind="holder"),
    ),
    Field("backup", "person", "Backup", "Who steps in when they are away?", in_file=("Who steps in.", "U012AB3CD")),
)
_SLOT = (
    Field(
        "title",
        "line",
        "Title",
        "What is it called?",
        "Tip of the day",
        required=True,
        in_file=("What it is called.", "Tip of the day"),
    ),
    Field(
        "kind",
        "choice",
        "Kind",
        "What kind of work is it?",
        options=KINDS,
        required=True,
        in_file=("Publish something, converse, listen, or deliver something.", "publish"),
    ),
    Field(
        "rule",
        "schedule",
        "Days",
        "On which days, and at what time?",
        help="“Every other Thursday at 10” will do, too. What is open of it moves along.",
        required=True,
    ),
    Field("wall", "time", "Time", required=True),
    Field(
        "role",
        "one",
        "Who does it",
        "Who does it?",
        of="role",
        required=True,
        in_file=("The role whose work it is.", "Instagram editor"),
    ),
    Field(
        "platform",
        "named",
        "Where",
        "Where: on which platform?",
        "Instagram",
        of="platform",
        in_file=("The platform.", "Instagram"),
        needed_for="knowing where to put it",
        lack=Lack(2, "Where does {} appear? No platform is named.", "Where does {} appear?", kind="platform"),
    ),
    Field(
        "goal",
        "one",
        "Goal that it serves",
        "Which goal does it serve?",
        of="goal",
        none=NO_GOAL,
        in_file=("The goal that it serves.", "1,000 Instagram followers"),
        needed_for="not putting the cart before the horse",
        lack=Lack(
            10,
            "{} serves no goal yet. What is it for?",
            "What is {} for? Name the goal that it serves.",
            example="1,000 Instagram followers",
        ),
    ),
    Field(
        "zone",
        "zone",
        "Time zone",
        "On which clock?",
        "Europe/Berlin",
        "A large city. Empty: the plan's own clock.",
        in_file=("Its time zone, where it is not the plan's.", "Europe/Berlin"),
    ),
    Field(
        "audience",
        "named",
        "For whom",
        "Who is it for?",
        "people who just moved to town",
        of="audience",
        in_file=("Whom it is for.", "people who live near the bakery"),
        needed_for="knowing whom to write for",
        lack=Lack(
            2,
            "Whom is {} for? No audience is named.",
            "Whom is {} for?",
            example="people who live near the bakery",
            kind="audience",
        ),
    ),
    Field(
        "theme",
        "line",
        "Theme",
        "Which theme does it belong to?",
        "Behind the scenes",
        in_file=("Its theme.", "behind the scenes"),
    ),
    Field(
        "content_kind",
        "line",
        "Kind of content",
        "What is it made of?",
        "short video",
        in_file=("What kind of content it is.", "photo"),
        beside="As",
    ),
    Field(
        "message",
        "text",
        "Message",
        "What should people remember?",
        "We repair any bike in a day",
        in_file=("What it is to say.", "Good bread takes a night"),
        needed_for="saying one thing that people remember",
        lack=Lack(
            3,
            "What does {} say? There is no message yet.",
            "What does {} say? One message that it always carries.",
            example="Good bread takes a night",
            kind="message",
        ),
    ),
)
_PLAN = (
    Field(
        "name",
        "line",
        "Name",
        "What is the plan called?",
        "Spring campaign",
        required=True,
        in_file=("What the plan is called.", "Sample Bakery"),
    ),
    Field("lead", "person", "Lead", "Who leads?", help="They hear, privately, of what stays undone.", required=True),
    Field(
        "co_lead",
        "person",
        "Co-lead",
        "Who is co-lead?",
        help="They can do all that the lead can, so the plan goes on if the lead leaves.",
    ),
    Field(
        "zone",
        "zone",
        "Time zone",
        "On which clock does the plan run?",
        "Europe/Berlin",
        "A large city. Regular posts move with it.",
        required=True,
        in_file=("The time zone of its clock.", "Europe/Berlin"),
    ),
    Field(
        "working_days",
        "weekdays",
        "Working days",
        "On which days do you work?",
        help="Nobody hears from me on other days.",
        required=True,
        in_file=("On which days the team works.", "monday, tuesday"),
    ),
    Field(
        "review_weekday",
        "weekday",
        "Day of the review",
        "On which day do you look back on the week?",
        required=True,
        in_file=("The weekday of the weekly review.", "friday"),
        key="review_day",
    ),
    Field(
        "review_at",
        "time",
        "Time of the review",
        "At what time?",
        help="A review whose numbers I have asked for keeps its time.",
        required=True,
        in_file=("When the weekly review opens.", "15:00"),
    ),
    Field(
        "week_start",
        "weekday",
        "The week begins on",
        "On which day does your week begin?",
        required=True,
        in_file=("The day on which a week begins.", "monday"),
    ),
    Field(
        "date_order",
        "choice",
        "Dates",
        "How do you write dates?",
        options=DATE_ORDERS,
        required=True,
        in_file=("How people there write dates.", "dmy"),
    ),
    Field(
        "decimal_mark",
        "choice",
        "Numbers",
        "How do you write numbers?",
        options=DECIMAL_MARKS,
        required=True,
        in_file=("What stands before the decimals.", "."),
    ),
    Field(
        "currency",
        "line",
        "Currency",
        "Which currency are your budgets in?",
        "EUR",
        help="The strategy shows it with each amount. You can leave it empty.",
        read=read_currency,
        in_file=("The currency of its budgets: a code of three letters.", "EUR"),
    ),
)
_MINE = (
    Field(
        "digest_at",
        "time",
        "Your digest",
        "When may your digest come?",
        help="Your day with me begins then.",
        required=True,
    ),
    Field(
        "work_until",
        "time",
        "Your day ends",
        "When does your day end?",
        help="Nothing unasked comes after that.",
        required=True,
    ),
    Field("nudges", "choice", "Reminders", "How much shall I remind you?", options=REMINDERS, required=True),
    Field("zone", "zone", "Time zone", "On which clock are you?", "Europe/Berlin"),
)

COLUMNS: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {"goal": _GOAL, "measure": _MEASURE, "role": _ROLE, "slot": _SLOT, "plan": _PLAN, "mine": _MINE}
)
# What a recurring post may say in words: copied as it is from conversation, form and file to the calendar and back.
POST_LINES = tuple(field for field in _SLOT if field.kind == "line" and not field.required)
POST_TEXTS = tuple(field.name for field in (*(one for one in _SLOT if one.kind == "text"), *POST_LINES))
