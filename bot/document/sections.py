"""From a plan to the written strategy: one chapter for each thing that the guides ask for, in a board's order.

An empty chapter stays, and says in one sentence what is missing: all versions have the same chapters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from bot.document import chapter_aims as aims
from bot.document import chapter_market as market
from bot.document import chapter_work as work
from bot.document.model import Cover, Document, Signature, Status
from bot.document.plan_wording import Saying
from bot.domain.plan import Plan
from bot.domain.signing import Signing
from bot.pictures.charts import Results

# Where each concept of the table stands. What has no concept of its own (regular posts, warnings, open questions) has
# a chapter all the same.
# fmt: off
SECTION_OF: Mapping[str, str] = MappingProxyType({
    "vision": "vision", "objective": "objectives", "goal": "goals", "measure": "measures", "audience": "audiences",
    "platform": "platforms", "evidence": "evidence", "message": "messages", "positioning": "positioning",
    "competitor": "competitors", "tactic": "tactics", "slot": "calendar", "highlight": "highlights",
    "experiment": "experiments", "milestone": "road", "protocol": "answering", "role": "roles",
    "responsibility": "hands", "resource": "resources", "alignment": "alignment", "maturity": "maturity",
    "lesson": "learning", "dismissal": "warnings", "signing": "signing",
})
# The chapters in order, by the words that ask for them: "/beat strategy platforms".
KEYS = (
    "vision", "objectives", "goals", "measures", "acting", "audiences", "evidence", "platforms", "messages",
    "positioning", "competitors", "tactics", "calendar", "timetable", "highlights", "experiments", "road", "answering",
    "roles", "hands", "resources", "alignment", "maturity", "learning", "warnings", "open", "signing",
)
# fmt: on


def cover_of(
    plan: Plan, on: date, status: Status = "draft", number: int | None = None, signatures: Sequence[Signature] = ()
) -> Cover:
    """Return the part before the first chapter; without a company's name, it has only the strategy's."""
    signing = plan.one(Signing)
    return Cover(
        company=signing.company if signing else "",
        strategy=plan.strategy.name,
        status=status,
        on=on,
        number=number,
        next_update=signing.next_update if signing else None,
        signatures=tuple(signatures),
        unsigned=status == "unsigned",
    )


def written(plan: Plan, cover: Cover, gaps: Sequence[str] = (), results: Results | None = None) -> Document:
    """Write a plan down. `gaps` are lines about what is missing; `results` are drawn below the numbers."""
    say = Saying(plan)
    sections = (
        aims.vision(say),
        aims.objectives(say),
        aims.goals(say),
        aims.measures(say, results),
        aims.acting(say),
        market.audiences(say),
        market.evidence(say),
        market.platforms(say),
        market.messages(say),
        market.positioning(say),
        market.competitors(say),
        market.tactics(say),
        work.calendar(say),
        work.timetable(say),
        work.highlights(say),
        aims.experiments(say),
        aims.road(say),
        market.answering(say),
        work.roles(say),
        work.hands(say),
        work.resources(say),
        aims.alignment(say),
        aims.maturity(say),
        work.learning(say),
        work.warnings(say),
        work.open_questions(gaps),
        work.signing(say),
    )
    return Document(cover=cover, sections=sections)
