"""One of everything that the guards see, and of what people dismissed, for the views."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.domain.plan import Dismissal, Plan
from bot.domain.roles import Holding, Person, Role
from bot.domain.strategies import Strategy
from bot.domain.warnings import GUARDS, Fact, Guard, Warning_
from bot.views.kit.blocks import Block, Content
from bot.views.plan import guards
from tests.domain.plans import SLOT

SINCE = datetime(2026, 3, 2, 7, tzinfo=UTC)
TODAY = date(2026, 3, 30)
FACTS: dict[str, Fact] = {
    "due": date(2026, 6, 30),
    "needed": Decimal("40.5555555"),
    "best": Decimal("12.345"),
    "unit": "followers",
    "goal": 1,
    "twist": 1,
    "planned": Decimal("12.5"),
    "hours": Decimal(10),
    "platforms": 3,
    "people": 1,
    "seen_on": date(2024, 12, 24),
    "since": date(2025, 12, 1),
    "never": 1,
    "numbers": 2,
    "platform": "Instagram",
    "done": 4,
}


def warning(guard: Guard, text: str = "", number: int = 2, *, is_known: bool = True) -> Warning_:
    """Make a warning with every possible fact."""
    facts = {**FACTS, **({"unit": text, "platform": text} if text else {})}
    if guard == "C8.basics":
        facts["planned"] = 11
    return Warning_(guard, "slot", number, text or "Tip of the day", facts, (7,), "slot", "goal", is_known=is_known)


def plan(text: str, strategy: Strategy, who: Person, *, lived_with: int = 1) -> Plan:
    """Make a plan in which some warnings are dismissed."""
    slots = tuple(replace(SLOT, id=n, title=text or "Tip of the day") for n in range(1, lived_with + 1))
    said = [
        Dismissal(n, GUARDS[n % len(GUARDS)], "slot", n, text or "One season, then we look again.", who, SINCE)
        for n in range(1, lived_with + 1)
    ]
    held = Holding(1, 4, who, "holder", "accepted", SINCE)
    return Plan(strategy, roles=(Role(4, 3, text or "Editor", (held,)),), slots=slots, dismissed=tuple(said))


def messages(text: str, strategy: Strategy, who: Person) -> dict[str, Content]:
    """Render the list with everything in it, page by page, and what is said about a dismissed warning."""
    every = [warning(guard, text) for guard in GUARDS]
    notes = [warning(guard, text, is_known=False) for guard in ("B1.steep", "B9.hours")]
    some = plan(text, strategy, who, lived_with=12)
    none = Plan(strategy)
    found = {
        f"check_{page}": guards.check([*every, *notes], some, TODAY, page, can_dismiss=True) for page in range(1, 7)
    }
    return found | {
        "check_no_buttons": guards.check(every[:2], some, TODAY, 1, can_dismiss=False),
        "check_nothing": guards.check([], none, TODAY, 1, can_dismiss=True),
        "dismissed": guards.dismissed(every[4], strategy, 12),
    }


def modals(text: str, strategy: Strategy) -> dict[str, Block]:
    """Render the form that asks for a reason."""
    return {f"dismiss_{guard}": guards.reason_form(warning(guard, text), strategy) for guard in GUARDS}
