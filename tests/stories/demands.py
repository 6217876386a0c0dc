"""The demands of the guides (A1 to E7), each with what serves it: command, model, chapter, a situation of its own."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from bot.domain.audiences import Audience, KeyMessage
from bot.domain.calendar import NewSlot
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.experiments import Experiment
from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.growth import Alignment, Maturity
from bot.domain.objectives import Objective
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.positioning import Positioning
from bot.domain.resources import Resource, Responsibility
from bot.domain.roadmap import Milestone
from bot.domain.roles import RoleDetails
from bot.domain.signing import Signing
from bot.schema.lessons import Lesson

ALL = (
    *("A1", "A2", "A3", "A4", "A5"),
    *("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"),
    *("D1", "D2", "D3", "D4", "D5"),
    *("E1", "E2", "E3", "E4", "E5", "E6", "E7"),
)
# What the reviews do, and no part of a plan says: the joint review, and learning from what does well.
OF_REVIEWS = {"D1": "the joint review with sales", "D4": "what a review learns from the kinds of content"}


@dataclass(frozen=True)
class Told:
    """Something told in conversation: what is typed, the answers, and the list in which it can be removed."""

    command: str
    answers: tuple[str, ...]
    listed: str


@dataclass(frozen=True)
class Filled:
    """Something filled in a form: the list whose entry has it, its question there, what is put, and what empties it."""

    listed: str
    question: str
    value: str
    empty: str = ""


@dataclass(frozen=True)
class Demand:
    """A demand in a few words, and what serves it. `says` stands in its chapter while its data is there."""

    code: str
    words: str
    command: str
    model: type[BaseModel] | type[Lesson]
    chapter: str
    situation: Told | Filled | Learnt
    says: str


@dataclass(frozen=True)
class Learnt:
    """A lesson that is read, by its number. It is taken out by whoever read it leaving the plan's roles."""

    lesson: int


DEMANDS = (
    Demand(
        "A1",
        "education before plunging in: ten short lessons",
        "lessons",
        Lesson,
        "learning",
        Learnt(1),
        "1 by all of them",
    ),
    Demand(
        "A2",
        "goals first: what is it for",
        "goal",
        GoalDetails,
        "goals",
        Filled("/beat goals", "What is this goal for? One or several.", "sales"),
        "Sell",
    ),
    Demand(
        "A3",
        "measures: what, how, by when, how often, by whom",
        "goal",
        MeasureDetails,
        "acting",
        Filled("/beat goals", "Where is this number read, and how?", "Professional dashboard, Mondays"),
        "Professional dashboard",
    ),
    Demand(
        "A4",
        "tactics: a clear statement of how it is carried out, and with what",
        "tactic",
        Tactic,
        "tactics",
        Told(
            "/beat tactic One minute from the oven every Friday",
            ("1,000 Instagram followers", "Instagram", "A phone"),
            "/beat tactics",
        ),
        "One minute from the oven",
    ),
    Demand(
        "A5",
        "execution is part of somebody's job: hours a week",
        "role",
        RoleDetails,
        "roles",
        Filled("/beat roles", "How many hours a week does this role have?", "7.5"),
        "7.5",
    ),
    Demand(
        "B1",
        "objectives of each department: why be there, what it brings",
        "objective",
        Objective,
        "objectives",
        Told(
            "/beat objective Answer every customer on the same day",
            ("Marketing", "service", "Fewer calls"),
            "/beat objectives",
        ),
        "Answer every customer",
    ),
    Demand(
        "B2",
        "competitors, where they are, what works for them",
        "competitor",
        Competitor,
        "competitors",
        Told(
            "/beat competitor The bakery at the station", ("Instagram, Facebook", "A live stream"), "/beat competitors"
        ),
        "The bakery at the station",
    ),
    Demand(
        "B3",
        "a social stance, what we sound like, what we never do",
        "positioning",
        Positioning,
        "positioning",
        Told(
            "/beat positioning Bread takes time",
            ("The only wood-fired oven", "We ask what they bake", "Warm and dry", "No stock photos"),
            "/beat positioning",
        ),
        "Bread takes time",
    ),
    Demand(
        "B4",
        "per platform: goals, editorial line, major themes, highlights",
        "platform",
        Platform,
        "platforms",
        Told(
            "/beat platform Mastodon",
            ("Secondary", "1,000 Instagram followers", "2", "Life behind the counter", "recipes"),
            "/beat platforms",
        ),
        "Life behind the counter",
    ),
    Demand(
        "B5",
        "the team: what an agency does, and who answers for it",
        "responsibility",
        Responsibility,
        "hands",
        Told(
            "/beat responsibility Photos for the newsletter",
            ("An agency", "We ourselves", "end of next year", "Numbers"),
            "/beat responsibilities",
        ),
        "Photos for the newsletter",
    ),
    Demand(
        "B6",
        "guidelines in writing, open to everybody who takes part",
        "resource",
        Resource,
        "resources",
        Told("/beat guideline Never post a price", ("Guideline", "on the shared drive", "Numbers"), "/beat resources"),
        "Never post a price",
    ),
    Demand(
        "B7",
        "the cart before the horse: a tactic with no goal behind it",
        "check",
        Tactic,
        "tactics",
        Told("/beat tactic Be on every network by summer", (), "/beat tactics"),
        "Be on every network",
    ),
    Demand(
        "B8",
        "do as the neighbour: an idea of a competitor's without a twist of our own",
        "check",
        Competitor,
        "competitors",
        Told("/beat competitor The baker across the street", ("Facebook", "Dancing cakes"), "/beat competitors"),
        "Dancing cakes",
    ),
    Demand(
        "B9",
        "being everywhere: a primary platform without evidence",
        "check",
        Platform,
        "platforms",
        Told("/beat platform Pinterest", ("Primary", "1,000 Instagram followers", "30"), "/beat platforms"),
        "Pinterest",
    ),
    Demand(
        "C1",
        "business objectives, marketing objectives, goals: a visible chain",
        "objective",
        Objective,
        "objectives",
        Told(
            "/beat objective 10 % more revenue from regular customers",
            ("Business", "sales", "They come weekly"),
            "/beat objectives",
        ),
        "10 % more revenue",
    ),
    Demand(
        "C2",
        "audiences in detail: roles and titles, what they care about",
        "audience",
        Audience,
        "audiences",
        Told(
            "/beat audience owners of cafés", ("owner, head of purchasing", "A delivery before six"), "/beat audiences"
        ),
        "A delivery before six",
    ),
    Demand(
        "C3",
        "where is the audience: evidence and not assumption",
        "evidence",
        Evidence,
        "evidence",
        Told(
            "/beat evidence 31 of 50 customers look at it daily",
            ("Instagram", "owners of cafés", "our survey", "12 March"),
            "/beat evidence",
        ),
        "31 of 50 customers",
    ),
    Demand(
        "C4",
        "priorities: paid, owned or earned, for money, time and other resources",
        "platform",
        Platform,
        "platforms",
        Filled("/beat platforms", "Which budget does it have a month?", "200"),
        "200",
    ),
    Demand(
        "C5",
        "a clear message for each audience",
        "message",
        KeyMessage,
        "messages",
        Told("/beat message Good bread takes a night", ("owners of cafés", "Instagram"), "/beat messages"),
        "Good bread takes a night",
    ),
    Demand(
        "C6",
        "metrics that are acted on: what we would do if it went wrong",
        "goal",
        MeasureDetails,
        "acting",
        Filled("/beat goals", "What would you do if this number went wrong?", "Ask ten followers what they miss"),
        "Ask ten followers",
    ),
    Demand(
        "C7",
        "experiments: a hypothesis, a period, a measure, a verdict",
        "experiment",
        Experiment,
        "experiments",
        Told("/beat experiment Videos of the oven do better", (), "/beat experiments"),
        "Videos of the oven",
    ),
    Demand(
        "C8",
        "basics first: a campaign while a platform is behind its plan",
        "check",
        Highlight,
        "highlights",
        Told("/beat campaign A live chat with the baker on 12 May", ("Instagram",), "/beat highlights"),
        "A live chat with the baker",
    ),
    Demand(
        "D2",
        "platforms by where people are: primary, secondary, parked",
        "platform",
        Platform,
        "platforms",
        Told("/beat platform TikTok", ("Secondary",), "/beat platforms"),
        "TikTok",
    ),
    Demand(
        "D3",
        "responsibilities by position, so that nothing is missed",
        "role",
        RoleDetails,
        "roles",
        Filled("/beat roles", "What belongs to this role?", "Reads the numbers every Thursday"),
        "Reads the numbers every Thursday",
    ),
    Demand(
        "D5",
        "in the company's name, signed off, with the date of its next update",
        "signing",
        Signing,
        "signing",
        Told("/beat signing Sample Bakery Ltd", ("Numbers", "in 6 months"), "/beat signing"),
        "Sample Bakery Ltd",
    ),
    Demand(
        "E1",
        "where strategy and vision agree, and where they differ",
        "alignment",
        Alignment,
        "alignment",
        Told(
            "/beat alignment The vision speaks of the whole town",
            ("People who come back", "A post a week"),
            "/beat alignments",
        ),
        "The vision speaks of the whole town",
    ),
    Demand(
        "E2",
        "a road map with milestones, and benchmarks of success and failure",
        "milestone",
        Milestone,
        "road",
        Told(
            "/beat milestone A podcast of our own by end of next year",
            ("200 listeners", "Under 30"),
            "/beat milestones",
        ),
        "A podcast of our own",
    ),
    Demand(
        "E3",
        "daily tasks to members of the team",
        "slot",
        NewSlot,
        "calendar",
        Filled("/beat posts", "What should people remember?", "Good bread takes a night"),
        "Good bread takes a night",
    ),
    Demand(
        "E4",
        "listening and responding: who answers, how fast, in what tone",
        "protocol",
        Protocol,
        "answering",
        Told(
            "/beat protocol A friendly answer on the same day",
            ("Numbers", "4", "By first name", "Allergies", "Numbers"),
            "/beat protocol",
        ),
        "A friendly answer on the same day",
    ),
    Demand(
        "E5",
        "from agency to own resources, over time",
        "responsibility",
        Responsibility,
        "hands",
        Told(
            "/beat responsibility Cutting our videos",
            ("An agency", "We ourselves", "end of next year", "Numbers"),
            "/beat responsibilities",
        ),
        "Cutting our videos",
    ),
    Demand(
        "E6",
        "procedures, resources and tools, each with an owner",
        "resource",
        Resource,
        "resources",
        Told(
            "/beat procedure How we answer a bad review",
            ("Procedure", "the folder “Answers”", "Numbers"),
            "/beat resources",
        ),
        "How we answer a bad review",
    ),
    Demand(
        "E7",
        "how grown is it: a self-assessment every quarter",
        "maturity",
        Maturity,
        "maturity",
        Told("/beat maturity", ("3", "2", "4", "3", "2", "Plan a month ahead"), "/beat maturities"),
        "Plan a month ahead",
    ),
)
