"""One of each message with a button that no other samples draw: returning, moving, speaking, gaps and parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.activations import Work
from bot.domain.gaps import Gap, GapThing
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.schema.table import CONCEPTS
from bot.views.kit import ids
from bot.views.kit.blocks import Content, beside, button, fit
from bot.views.people import returning
from bot.views.plan import channels, moving, parts
from bot.views.questions import gaps
from bot.views.talk import notices, saved

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A channel."""

    slack_id: str = "C1"
    is_private: bool = False


@dataclass(frozen=True)
class Move:
    """What a move would change."""

    plan: Strategy
    newly: tuple[Person, ...]
    losing: tuple[Person, ...]
    home: Place = Place(is_private=True)
    here: Place = Place()
    opens_up: bool = True
    print: str = "4f2a"


def messages(text: str, plan: Strategy, ana: Person, role: Role) -> dict[str, Content]:
    """Render them all, with `text` for everything that people type."""
    ben = replace(ana, id=8, slack_id="U8")
    move = Move(plan, (ben,) * 30, (ana,))
    former = returning.Former(21, text or "Editor", "holder", None, False)
    first = Work("deliver", text or "Open day", date(2026, 4, 1))
    work = [first, replace(first, kind="publish", on=date(2026, 4, 2))]
    about = {"noun": "highlight", "name": text or "Open day", "many": "highlights"}
    audience = CONCEPTS["audience"]
    values = {field.name: text or "Home bakers" for field in audience.fields if field.kind in ("line", "text")}
    found = {
        "returned": returning.offered([former, replace(former, now=ben), replace(former, approves=True)], plan, ana),
        "channel_back": channels.back(plan),
        "channel_back_review": channels.back(plan, NOW, 55),
        "highlight_added": saved.saved("saved_part", about, [text or "It clashes."], work, ids.Ref("part", 4), role),
        "highlight_planned": saved.planned("saved_part", about, 55),
        "move_offer": moving.offer([move, replace(move, newly=(), losing=(), opens_up=False)]),
        "move_changed": moving.offer([move], changed=True),
        "move_again": moving.ask_again(move),
        "moved": moving.lives_here(plan),
        "parts": parts.parts(audience, [(ids.Ref("audience", 4), values)] * 30, {}, plan),
        "parts_none": parts.parts(audience, [], {}, plan),
        "answer_in_channel": notices.notice(
            "answer_in_channel", {"conversation": "12", "version": "4", "said": text or "1,000", "channel": "C1"}
        ),
    }
    for concept in ("measure", "vision", "audience"):
        thing: GapThing = "goal" if concept == "measure" else "strategy"
        gap = Gap("rest", thing, 12, text or "Followers", concept, "")
        mended = gaps.mend(gap, plan.id)
        assert mended is not None
        found[f"gap_{concept}"] = fit(Content(gaps.line(gap), (beside(gaps.line(gap), button(*mended)),)))
    return found
