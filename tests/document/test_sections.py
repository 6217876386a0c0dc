"""From a plan to the written strategy: everything in a plan is in it, and anything unlinked is pointed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from pydantic import BaseModel

from bot.document.difference import differences, in_words
from bot.document.markdown import markdown
from bot.document.model import Document, Section
from bot.document.sections import CHAPTERS, KEYS, SECTION_OF, cover_of, written
from bot.domain.audiences import Audience, KeyMessage
from bot.domain.calendar import Slot
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.experiments import Experiment
from bot.domain.goals import Goal, GoalDetails, Measure, MeasureDetails, Reading
from bot.domain.growth import Alignment, Maturity
from bot.domain.objectives import Objective
from bot.domain.plan import Dismissal, Part, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.positioning import Positioning, Vision
from bot.domain.resources import Resource, Responsibility
from bot.domain.roadmap import Milestone
from bot.domain.roles import Holding, Person, Role, RoleDetails
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.domain.when import Rule
from bot.pictures.charts import Results, Style, Track
from bot.schema.table import CONCEPTS

SINCE = datetime(2026, 3, 2, tzinfo=UTC)
TODAY = date(2026, 3, 31)
ANA = Person(1, "U1", "Ana Sample")
BEN = Person(2, "U2", "Ben Sample")
STRATEGY = Strategy(
    3, 1, "C1", "social", False, "Sample Bakery", "Europe/Berlin", "dmy", ",", 0, (0, 1, 2, 3, 4), 4, time(15)
)
WEEKLY = Rule(every="week", weekdays=(0, 2), start=date(2026, 3, 30))
GOAL = Goal(
    5,
    3,
    "1,000 Instagram followers",
    date(2026, 6, 30),
    (
        Measure(
            7,
            5,
            "Instagram followers",
            "followers",
            "up",
            "week",
            Decimal(400),
            date(2026, 3, 2),
            Decimal(1000),
            date(2026, 6, 30),
            2,
            1,
            (Reading(date(2026, 3, 23), Decimal(640)),),
            details=MeasureDetails(how="In the app", worry=Decimal("500.5"), if_wrong="Ask ten followers"),
        ),
    ),
    GoalDetails(purpose=("following", "sales"), department="sales", audience=11, objective=22),
)


def part(part_id: int, concept: str, value: BaseModel) -> Part[BaseModel]:
    """Make a part of a plan."""
    return Part(part_id, concept, value, SINCE)


PARTS = (
    part(10, "vision", Vision(text="Everybody knows where bread comes from.")),
    part(21, "objective", Objective(statement="10 % more revenue", department="sales", brings="regulars")),
    part(22, "objective", Objective(level="marketing", statement="Be the name for rye", department="sales", serves=21)),
    part(11, "audience", Audience(name="neighbours", titles=("parents", "owners of cafés"), cares="no queue")),
    part(12, "audience", Audience(name="cafés")),
    part(32, "platform", Platform(name="Blog", priority="parked")),
    part(
        31,
        "platform",
        Platform(
            name="Instagram",
            kind="network",
            priority="primary",
            reach=("owned", "paid"),
            hours=Decimal("4.5"),
            budget=Decimal(1200),
            line="Life behind the counter",
            themes=("oven", "street"),
            goals=(5,),
            measures=(7,),
        ),
    ),
    part(33, "platform", Platform(name="Newsletter", priority="secondary")),
    part(41, "evidence", Evidence(shows="31 of 50 look at it", platform=31, audience=11, seen_on=date(2026, 3, 1))),
    part(51, "message", KeyMessage(text="Good bread takes a night", audience=11, platform=31, proof="14 hours")),
    part(61, "positioning", Positioning(stance="Honest bread", unique="the oven", sounds="short", never="discounts")),
    part(71, "competitor", Competitor(name="Station bakery", where=("Instagram",), works="photos")),
    part(81, "tactic", Tactic(text="One minute at five", goal=5, competitor=71, twist="The baker's hands")),
    part(91, "highlight", Highlight(title="50th birthday", begins=date(2026, 5, 12), platform=31, goal=5)),
    part(92, "experiment", Experiment(hypothesis="Videos do better", measure=7)),
    part(93, "milestone", Milestone(title="A podcast", due=date(2028, 3, 1), failure="30 listeners")),
    part(94, "protocol", Protocol(expects="An answer today", answers=2, within=Decimal("0.5"), handed_to=1)),
    part(95, "responsibility", Responsibility(work="Photos", today="agency", should="in_house", keeper=2)),
    part(96, "resource", Resource(name="Bad reviews", kind="guideline", link="the shared drive", owner=2)),
    part(97, "alignment", Alignment(on=date(2026, 3, 3), gaps="The street is missing", action="Ask the shops")),
    part(98, "maturity", Maturity(on=date(2025, 12, 1), planning=1, people=2, content=3, listening=2, measuring=2)),
    part(
        99, "maturity", Maturity(on=TODAY, planning=3, people=3, content=3, listening=3, measuring=3, next_step="Ask")
    ),
    part(100, "signing", Signing(company="Sample Bakery Ltd", approvers=(1,), next_update=date(2026, 9, 30))),
)
PLAN = Plan(
    strategy=STRATEGY,
    goals=(GOAL,),
    roles=(
        Role(1, 3, "Director", (Holding(1, 1, ANA, "holder", "accepted", SINCE),)),
        Role(
            2,
            3,
            "Editor",
            (Holding(2, 2, BEN, "holder", "accepted", SINCE), Holding(3, 2, ANA, "backup", "accepted", SINCE)),
            RoleDetails(does="Writes", hours=Decimal(6), agency="North & Sons"),
        ),
    ),
    slots=(
        Slot(
            61, 3, "publish", "Tip", 2, 31, 5, 11, "Rye", "oven", "photo", time(9), "Europe/Berlin", WEEKLY,
            role_title="Editor", platform_name="Instagram", goal_statement="1,000 Instagram followers",
            audience_name="neighbours",
        ),
        Slot(62, 3, "listen", "Read comments", 2, None, None, None, None, None, None, time(16),
             "Europe/Berlin", WEEKLY, role_title="Editor"),
        Slot(63, 3, "deliver", "Next month's calendar", 2, None, None, None, None, None, None, time(12),
             "Europe/Berlin", WEEKLY, role_title="Editor"),
    ),
    parts=PARTS,
    leads=(ANA,),
    dismissed=(Dismissal(1, "B9.spread", "platform", 31, "We have an intern until June", ANA, SINCE),),
)  # fmt: skip
EMPTY = Plan(strategy=STRATEGY)


def document(plan: Plan = PLAN, gaps: tuple[str, ...] = ()) -> Document:
    """Write a plan down as a draft of today."""
    return written(plan, cover_of(plan, TODAY), gaps)


def chapter(plan: Plan, key: str) -> Section:
    """Return one chapter of a plan."""
    return next(one for one in document(plan).sections if one.key == key)


def said(plan: Plan, key: str) -> str:
    """Return all words of a chapter."""
    one = chapter(plan, key)
    facts = [f"{entry.title} | {fact.label}: {fact.words}" for entry in one.entries for fact in entry.facts]
    return "\n".join([one.title, one.lead, *(entry.title for entry in one.entries), *facts])


# ---------------------------------------------------------------- everything has its place


def test_the_chapters_are_those_that_can_be_asked_for_each_once() -> None:
    assert tuple(section.key for section in document().sections) == KEYS
    assert len(set(KEYS)) == len(KEYS)
    assert len({chapter.place for chapter in CHAPTERS}) == len(CHAPTERS)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_has_its_chapter_and_every_field_is_in_it(concept: str) -> None:
    """The document leaves out no field that somebody answered (B6)."""
    one = CONCEPTS[concept]
    assert SECTION_OF[concept] in KEYS
    whole = "\n".join(said(PLAN, key) for key in KEYS)
    values: list[BaseModel] = [p.value for p in PLAN.parts if p.concept == concept]
    own: dict[str, list[BaseModel]] = {
        "goal": [GOAL.details],
        "measure": [GOAL.measures[0].details],
        "role": [PLAN.roles[1].details],
    }
    values += own.get(concept, [])
    assert values
    for value in values:
        for field in one.fields:
            if field.kind in ("line", "text") and (text := getattr(value, field.name)):
                assert text in whole, (concept, field.name)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_chapter_says_in_one_sentence_what_is_missing(key: str) -> None:
    empty = chapter(EMPTY, key)
    assert empty.entries == ()
    assert empty.lead.endswith(".")
    assert "\n" not in empty.lead


def test_an_entry_has_the_same_key_whatever_its_title_and_place_become() -> None:
    """Changes are found by it."""
    renamed = replace(
        PLAN,
        parts=tuple(
            replace(p, value=Platform(name="Insta", priority="secondary")) if p.id == 31 else p for p in PLAN.parts
        ),
    )
    assert {entry.key for entry in chapter(PLAN, "platforms").entries} == {
        entry.key for entry in chapter(renamed, "platforms").entries
    }


def test_keys_are_unique_within_a_chapter() -> None:
    for section in document(gaps=("The tone is open.",)).sections:
        keys = [entry.key for entry in section.entries]
        assert len(set(keys)) == len(keys), section.key


# ---------------------------------------------------------------- what the chapters say


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("vision", "In short | What we want: 1,000 Instagram followers (by Tue 30 Jun 2026)"),
        ("vision", "In short | For whom: neighbours; cafés"),
        ("vision", "In short | Where: Instagram; Newsletter"),
        ("vision", "In short | With whom: Director: Ana Sample; Editor: Ben Sample"),
        ("objectives", "10 % more revenue | Served by: Be the name for rye"),
        ("objectives", "Be the name for rye | Goals: 1,000 Instagram followers"),
        ("goals", "1,000 Instagram followers | What it is for: Build a following, Sell"),
        ("goals", "1,000 Instagram followers | For whom: neighbours"),
        ("measures", "Instagram followers | Target: 1.000"),
        ("measures", "Instagram followers | Worry line: 500,5"),
        ("measures", "Instagram followers | Who reads it: Editor"),
        ("measures", "Instagram followers | Who judges it: Director"),
        ("acting", "Instagram followers | What we would do: Ask ten followers"),
        ("audiences", "neighbours | Roles and titles: parents, owners of cafés"),
        ("audiences", "neighbours | Met on: Instagram"),
        ("evidence", "31 of 50 look at it | As of: Sun 1 Mar 2026"),
        ("evidence", "No evidence yet | Platforms: Newsletter"),
        ("platforms", "Instagram | Owned, earned or paid: Owned, Paid"),
        ("platforms", "Instagram | Hours a week: 4,5"),
        ("platforms", "Instagram | Budget a month: 1.200"),
        ("platforms", "Instagram | Regular posts and tasks: Tip"),
        ("messages", "Good bread takes a night | For whom: neighbours"),
        ("messages", "No message of its own yet | For whom: cafés"),
        ("positioning", "Our stance | What we never do: discounts"),
        ("competitors", "Station bakery | What we take from it, our own way: One minute at five — The baker's hands"),
        ("tactics", "One minute at five | Goal: 1,000 Instagram followers"),
        ("calendar", "Tip | When: every Monday and Wednesday at 09:00 (Berlin)"),
        ("calendar", "Read comments | Kind: Listening"),
        ("calendar", "Read comments | Goal: none yet"),
        ("timetable", "Next month's calendar | Who does it: Editor"),
        ("highlights", "50th birthday | From: Tue 12 May 2026"),
        ("experiments", "Videos do better | Number that tells: Instagram followers"),
        ("road", "A podcast | Failure looks like: 30 listeners"),
        ("answering", "How we answer | Within hours: 0,5"),
        ("answering", "How we answer | Handed to: Director"),
        ("roles", "Editor | Backup: Ana Sample"),
        ("roles", "Editor | Hours a week: 6"),
        ("hands", "Photos | Who should: We ourselves"),
        ("resources", "Bad reviews | Kind: Guideline"),
        ("alignment", "Looked at on Tue 3 Mar 2026 | What to do: Ask the shops"),
        ("maturity", "3.0 of 5 on average. The time before it was 2.0: up.\nWhat to do next: Ask"),
        ("warnings", "Being everywhere | About: Instagram"),
        ("warnings", "Being everywhere | Why it is set aside: We have an intern until June"),
        ("signing", "How it is signed off | Who approves it: Director"),
    ],
)
def test_a_chapter_says_what_the_plan_says(key: str, words: str) -> None:
    assert words in said(PLAN, key)


def test_platforms_stand_in_the_order_of_their_priority() -> None:
    """Primary, secondary, parked, in whatever order they were added (D2)."""
    assert [entry.title for entry in chapter(PLAN, "platforms").entries] == ["Instagram", "Newsletter", "Blog"]


def test_what_hangs_loose_is_named() -> None:
    """A goal without an objective, a marketing objective that serves nothing (C1)."""
    loose = replace(PLAN, goals=(replace(GOAL, details=GoalDetails()),))
    assert "Goals without an objective: 1,000 Instagram followers" in said(loose, "objectives")
    assert "hangs loose" not in said(PLAN, "objectives")


def test_what_is_missing_stands_in_the_open_questions() -> None:
    asked = document(gaps=("The tone is open.", "Nobody reads the number."))
    found = next(one for one in asked.sections if one.key == "open").entries
    assert [entry.title for entry in found] == ["The tone is open.", "Nobody reads the number."]


def test_the_cover_carries_company_and_next_update() -> None:
    cover = document().cover
    assert (cover.company, cover.strategy, cover.next_update) == (
        "Sample Bakery Ltd",
        "Sample Bakery",
        date(2026, 9, 30),
    )
    assert document(EMPTY).cover.company == ""


# ---------------------------------------------------------------- kept, compared, written


def test_a_frozen_document_is_read_back_as_it_was() -> None:
    """An edition is stored as JSON: numbers, dates and results survive it."""
    track = Track("Instagram followers", "", ((TODAY, Decimal("640.5")),), Decimal(1000), date(2026, 6, 30))
    whole = written(PLAN, cover_of(PLAN, TODAY), (), Results((track,), Style("dmy", ",")))
    assert Document.model_validate(whole.model_dump(mode="json")) == whole


def test_a_new_number_is_no_change_of_the_plan() -> None:
    """Latest numbers come every week; two versions of the same plan don't differ because of them."""
    later = replace(GOAL, measures=(replace(GOAL.measures[0], readings=(Reading(TODAY, Decimal(700)),)),))
    assert differences(document(), document(replace(PLAN, goals=(later,)))) == ()


def test_a_change_is_found_where_it_was_made() -> None:
    parts = tuple(replace(p, value=Audience(name="neighbours", cares="Rye")) if p.id == 11 else p for p in PLAN.parts)
    changed = dict(in_words(differences(document(), document(replace(PLAN, parts=parts)))))
    assert changed["Audiences"] == [
        "neighbours: What they care about: no queue → Rye",
        "neighbours: Roles and titles removed: parents, owners of cafés",
    ]


def test_all_of_it_stands_in_the_markdown() -> None:
    text = markdown(document())
    for words in ("Sample Bakery Ltd", "Good bread takes a night", "Station bakery", "every Monday and Wednesday"):
        assert words in text
