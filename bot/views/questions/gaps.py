"""What a plan lacks, in words: a question with an example, a short line, why it is needed, the button that mends it.

The examples, the reasons and most questions are the table's (bot/schema). Here the thing's name is woven in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from bot.domain.gaps import Gap, alike
from bot.schema.shape import Concept, Field
from bot.schema.table import CONCEPTS
from bot.views.kit import ids
from bot.views.kit.texts import brief

# At most this much of a statement is quoted in a line; its form shows all of it.
NAMED = 80


def question(gap: Gap) -> tuple[str, str]:
    """Return what is asked and an example that would do: "How many hours a week does the team have for …?", "4"."""
    own = OWN.get(_case(gap)) or OWN.get(gap.what)
    if own is not None:
        return own[0].format(_name(gap)), "3" if gap.rated and gap.field == "baseline" else own[2]
    field = _field(gap)
    woven = WOVEN.get(gap.what)
    return (woven.format(_name(gap)) if woven else field.question), field.example


def line(gap: Gap) -> str:
    """Return it short, for a list: "“Instagram” has no hours yet."."""
    own = OWN.get(_case(gap)) or OWN.get(gap.what)
    words = own[1] if own is not None else LINES[gap.what]
    return words.format(_name(gap))


def lines_alike(gaps: Iterable[Gap]) -> list[tuple[Gap, str]]:
    """Return one line for each kind of gap, with the gap that it names: "… has no hours yet. (2 more like it)"."""
    return [(gap, line(gap) + (f" ({len(others):,} more like it)" if others else "")) for gap, *others in alike(gaps)]


def why(gap: Gap) -> str:
    """Return what cannot be done without it, in one sentence."""
    own = OWN.get(_case(gap)) or OWN.get(gap.what)
    reason = own[3] if own is not None else REASONS.get(gap.what) or _field(gap).needed_for
    return f"It is needed for {reason}."


class Mendable(Protocol):
    """What a gap and a guard's warning have in common: what is to be added, or which field of what to change."""

    @property
    def concept(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def thing(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def within(self) -> int | None: ...


def mend(gap: Mendable, strategy_id: int) -> tuple[str, str, str] | None:
    """Return the button that mends it: (label, action id, value). None for what no form changes: a plan as such."""
    if gap.field or not gap.concept:
        thing, number = ("goal", gap.within or 0) if gap.thing == "measure" else (gap.thing, gap.id)
        action = CHANGE.get(thing)
        return ("Change…", action, ids.Ref(thing, number).encode()) if action else None
    if gap.concept == "lesson":
        return "Read the first one", ids.LESSON_READ, ids.Ref("lesson", 1).encode()
    if gap.concept == "measure":
        return "Add a number", ids.ADD_NUMBER, ids.Ref("goal", gap.within or gap.id).encode()
    return _add_label(gap.concept), ids.ADD_NEW, ids.choice(ids.Ref("strategy", strategy_id), gap.concept)


def _add_label(concept: str) -> str:
    if concept in UNCOUNTED:
        return f"Add {concept}"
    if concept in CONCEPTS and CONCEPTS[concept].single:
        return "Say it"
    noun = CONCEPTS[concept].noun if concept in CONCEPTS else "regular post"
    return f"Add {'an' if noun[0] in 'aeio' else 'a'} {noun}"


UNCOUNTED = frozenset({"evidence"})
CHANGE: Mapping[str, str] = MappingProxyType(
    {
        "goal": ids.EDIT_GOAL,
        "role": ids.EDIT_ROLE,
        "slot": ids.EDIT_SLOT,
        "part": ids.EDIT_PART,
        "platform": ids.EDIT_PART,
        "audience": ids.EDIT_PART,
    }
)


def _case(gap: Gap) -> str:
    """Return what tells "no platform at all" from "no evidence for this platform"."""
    return f"{gap.what}:{gap.thing}"


def _name(gap: Gap) -> str:
    return f"“{brief(gap.about, NAMED, 'are left out')}”" if gap.about else "this plan"


def _field(gap: Gap) -> Field:
    concept: Concept = CONCEPTS[gap.concept]
    return concept.field(gap.field) if gap.field else concept.title


# ---------------------------------------------------------------- what the table does not ask

# (question, line, example, what it is needed for), by what is missing, and of which thing where that differs.
OWN: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "goal": (
            "What is it all for? Name one goal.",
            "There is no goal yet. What is it all for?",
            "1,000 Instagram followers by the end of June",
            "knowing what the work is for",
        ),
        "goal:part": (
            "Which goal serves {}?",
            "No goal serves {} yet.",
            "1,000 Instagram followers by the end of June",
            "making the objective more than a wish",
        ),
        "objective:goal": (
            "What does {} want to bring about?",
            "Nothing says what {} wants to bring about.",
            "Answer every question of a customer on the same day",
            "knowing why that department takes part",
        ),
        "measure:goal": (
            "Which number shows {}?",
            "{} has no number that shows it.",
            "Instagram followers",
            "telling whether the goal is reached",
        ),
        "measure.baseline": (
            "Where does {} stand today?",
            "{} has no number to start from.",
            "400",
            "telling how far it has come",
        ),
        "measure.floor": (
            "{} is to stay between two numbers: which is the lower one?",
            "{} has no lower end.",
            "20",
            "telling whether it is within its range",
        ),
        "role": (
            "Who does what? Name one role, and who has it.",
            "There is no role yet. Who does what?",
            "Editor @ana",
            "getting the work done",
        ),
        "role.holder": (
            "Who has the role {}?",
            "Nobody has the role {} yet.",
            "@ana",
            "getting the work done",
        ),
        "slot": (
            "What is done regularly? Name one post, and when it comes.",
            "Nothing regular is done for this plan yet.",
            "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
            "bringing the plan to life",
        ),
        "slot:goal": (
            "What is done regularly for {}?",
            "Nothing regular is done for {} yet.",
            "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
            "making the goal more than a wish",
        ),
        "slot:platform": (
            "What comes regularly on {}?",
            "Nothing comes regularly on {} yet.",
            "Tip of the day, Mon/Wed/Fri 10:00",
            "keeping the platform from going quiet",
        ),
        "slot.audience": (
            "Whom is {} for?",
            "Whom is {} for? No audience is named.",
            "people who live near the bakery",
            "knowing whom to write for",
        ),
        "slot.platform": (
            "Where does {} appear?",
            "Where does {} appear? No platform is named.",
            "Instagram",
            "knowing where to put it",
        ),
        "slot.message": (
            "What does {} say? One message that it always carries.",
            "What does {} say? There is no message yet.",
            "Good bread takes a night",
            "saying one thing that people remember",
        ),
        "slot.goal": (
            "What is {} for? Name the goal that it serves.",
            "{} serves no goal yet. What is it for?",
            "1,000 Instagram followers",
            "not putting the cart before the horse",
        ),
        "evidence:platform": (
            "What shows that your audience is on {}?",
            "Nothing shows yet that your audience is on {}.",
            "31 of 50 customers at the counter said that they look at it daily",
            "finding the people you write for",
        ),
        "evidence:audience": (
            "What shows where {} can be met?",
            "Nothing shows yet where {} can be met.",
            "31 of 50 customers at the counter said that they look at Instagram daily",
            "finding the people you write for",
        ),
        "message:audience": (
            "What should {} remember?",
            "There is no message for {} yet.",
            "Good bread takes a night",
            "telling each audience something of its own",
        ),
        "lesson": (
            "Will you read the first lesson? It takes about a minute.",
            "Nobody has begun with the lessons yet: ten ideas, a minute each.",
            "/beat lesson",
            "speaking one language in the team",
        ),
        "responsibility": (
            "Which work is there, and who does it today? Name one piece of it.",
            "Nothing says who does what today, and who should.",
            "Photos for the newsletter",
            "knowing who does what today",
        ),
    }
)

# Where the table has no reason of its own.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "objective.serves": "seeing what the posts do for the business",
        "platform.measures": "telling how the platform does",
        "responsibility.agency": "knowing whom to ask there",
        "experiment.learnt": "building the next experiment on this one",
        "maturity": "getting better from quarter to quarter",
    }
)

# ---------------------------------------------------------------- the table's questions, with the name woven in

WOVEN: Mapping[str, str] = MappingProxyType(
    {
        "goal.purpose": "What is {} for? One or several.",
        "goal.objective": "Which objective does {} serve?",
        "goal.audience": "Which audience is {} about?",
        "measure.how": "Where is the number of {} read, and how?",
        "measure.if_wrong": "What would you do if {} went wrong?",
        "measure.worry": "From which number on would {} worry you?",
        "objective.department": "Whose objective is {}?",
        "objective.brings": "Why be on social media for {}? What will it bring?",
        "objective.serves": "Which business objective does {} serve?",
        "milestone.success": "What would you see if {} went well?",
        "experiment.begins": "From when do you try out {}?",
        "experiment.ends": "Until when do you try out {}?",
        "experiment.measure": "Which number tells about {}?",
        "experiment.verdict": "What came of {}?",
        "experiment.learnt": "What did you learn from {}?",
        "maturity.next_step": "What is the one thing to get better at next?",
        "audience.titles": "Which roles or titles do {} have?",
        "audience.cares": "What do {} care about?",
        "platform.priority": "How important is {}?",
        "platform.goals": "Which goals does {} serve?",
        "platform.hours": "How many hours a week does the team have for {}?",
        "platform.line": "What belongs on {}, and what does not?",
        "platform.themes": "What are the major themes of {}?",
        "platform.measures": "Which numbers show how {} does?",
        "platform.reach": "Is {} owned, earned or paid?",
        "platform.budget": "Which budget does {} have a month?",
        "evidence.platform": "Which platform is {} about?",
        "evidence.audience": "Which audience is {} about?",
        "evidence.source": "Where does {} come from?",
        "evidence.seen_on": "From when is {}?",
        "highlight.goal": "Which goal does {} serve?",
        "competitor.where": "Where is {} to be found?",
        "competitor.works": "What works for {}?",
        "tactic.goal": "Which goal does {} serve?",
        "tactic.means": "With which means do you do {}, your own and others'?",
        "message.audience": "Which audience is {} for?",
        "role.does": "What belongs to the role {}?",
        "role.hours": "How many hours a week does the role {} have?",
        "responsibility.today": "In whose hands is {} today?",
        "responsibility.should": "In whose hands should {} be?",
        "responsibility.by": "By when should {} be in other hands?",
        "responsibility.keeper": "Which role answers for {} inside?",
        "responsibility.agency": "Which agency does {}, and whom does one ask there?",
        "resource.link": "Where does one find {}?",
        "resource.owner": "Which role looks after {}?",
    }
)

LINES: Mapping[str, str] = MappingProxyType(
    {
        "vision": "There is no vision yet. Where does all of this lead?",
        "objective": "Nothing says yet what the organisation wants to bring about.",
        "audience": "No audience is described yet. Whom do you write for?",
        "platform": "No platform is named yet. Where do you want to be?",
        "message": "There is no message yet. What should people remember?",
        "positioning": "Nothing says yet what you stand for.",
        "tactic": "Nothing says yet how you go about it.",
        "competitor": "Nobody looked yet at who else speaks to the same people.",
        "protocol": "Nothing says yet how people are answered.",
        "resource": "No procedure or tool is written down yet.",
        "milestone": "The road map has no milestone ahead.",
        "maturity": "Nobody assessed this quarter how grown the work is.",
        "alignment": "Nobody looked this month at whether strategy and vision still agree.",
        "signing": "Nothing says yet in whose name the strategy stands.",
        "goal.purpose": "{} does not say yet what it is for.",
        "goal.objective": "{} serves no objective yet.",
        "goal.audience": "{} does not say yet whom it is about.",
        "measure.how": "Nothing says yet where {} is read.",
        "measure.if_wrong": "Nothing says yet what you would do if {} went wrong.",
        "measure.worry": "{} has no worry line yet.",
        "objective.department": "Nothing says yet whose objective {} is.",
        "objective.brings": "Nothing says yet what being there brings for {}.",
        "objective.serves": "{} serves no business objective yet.",
        "milestone.success": "Nothing tells yet whether {} was reached.",
        "experiment.begins": "{} has no first day yet.",
        "experiment.ends": "{} has no last day yet.",
        "experiment.measure": "No number tells yet about {}.",
        "experiment.verdict": "{} is over, and nothing says what came of it.",
        "experiment.learnt": "Nothing says yet what was learnt from {}.",
        "maturity.next_step": "The last self-assessment has no next step yet.",
        "audience.titles": "{} have no roles or titles yet.",
        "audience.cares": "Nothing says yet what {} care about.",
        "platform.priority": "{} has no priority yet.",
        "platform.goals": "{} serves no goal yet.",
        "platform.hours": "{} has no hours yet.",
        "platform.line": "{} has no editorial line yet.",
        "platform.themes": "{} has no themes yet.",
        "platform.measures": "No number shows yet how {} does.",
        "platform.reach": "Nothing says yet whether {} is owned, earned or paid.",
        "platform.budget": "{} has no budget yet.",
        "evidence.platform": "{} names no platform yet.",
        "evidence.audience": "{} names no audience yet.",
        "evidence.source": "{} has no source yet.",
        "evidence.seen_on": "{} has no date yet.",
        "highlight.goal": "{} serves no goal yet.",
        "positioning.unique": "Nothing says yet what only you can say.",
        "positioning.invites": "Nothing says yet how you invite people to talk.",
        "positioning.sounds": "Nothing says yet what you sound like.",
        "positioning.never": "Nothing says yet what you never do.",
        "competitor.where": "Nothing says yet where {} is to be found.",
        "competitor.works": "Nothing says yet what works for {}.",
        "tactic.goal": "{} serves no goal yet.",
        "tactic.means": "{} has no means yet.",
        "message.audience": "{} is for nobody in particular yet.",
        "protocol.answers": "Nothing says yet who answers.",
        "protocol.within": "Nothing says yet how fast people are answered.",
        "protocol.tone": "Nothing says yet in what tone people are answered.",
        "protocol.handed_up": "Nothing says yet what is not answered alone.",
        "protocol.shown_by": "No number shows yet whether you answer as people expect.",
        "role.does": "Nothing says yet what belongs to the role {}.",
        "role.hours": "The role {} has no hours yet.",
        "responsibility.today": "Nothing says yet in whose hands {} is.",
        "responsibility.should": "Nothing says yet in whose hands {} should be.",
        "responsibility.by": "{} has no day yet on which it changes hands.",
        "responsibility.keeper": "Nobody inside answers for {} yet.",
        "responsibility.agency": "Nothing says yet which agency does {}.",
        "resource.link": "Nothing says yet where {} is.",
        "resource.owner": "Nobody looks after {} yet.",
        "signing.approvers": "Nobody is named yet who approves the strategy.",
        "signing.next_update": "No day ahead is set on which the strategy is looked at again.",
    }
)
