"""Posts: one piece of content on its way from an idea to published, and what a regular post without a text is offered.

Source of the states: docs/product.md, "Content". A duty and its post share their fate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.duties import Duty, DutyState
from bot.domain.roles import TITLE_LIMIT

PostState = Literal["idea", "drafting", "published", "skipped", "missed"]

# What Slack lets people type into one field of a form.
BODY_LIMIT = 3000
# Readers have forgotten a post of at least 90 days ago (docs/product.md, "Content").
AGAIN_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Post:
    """One piece of content. `platform` None: it suits any. `source` is the message or post that it was made of.

    `is_removed`: somebody took it out of the list; it is kept for Undo and for history.
    """

    id: int
    strategy_id: int
    title: str
    body: str | None
    link: str | None
    source: str | None
    state: PostState
    platform: str | None
    author: str | None
    since: datetime
    is_removed: bool = False


class NewPost(BaseModel, frozen=True, extra="forbid"):
    """What `/beat post` and the form "Make this a post" gather."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    body: str = Field(default="", max_length=BODY_LIMIT)
    platform_id: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Offer:
    """What a regular post without a text is offered: an idea, or an older post, done on the date `on`."""

    kind: Literal["idea", "again"]
    id: int
    title: str
    text: str | None
    link: str | None
    on: date | None = None


def is_empty(duty: Duty) -> bool:
    """Tell whether an open duty is to publish something, and nobody has said what."""
    return duty.is_open and duty.kind == "publish" and not duty.message and duty.post_id is None


def state_for(state: DutyState) -> PostState:
    """Return a post's state, given the state of its duty.

    When the duty is no longer needed, its post becomes an idea again.
    """
    if state in ("done", "scheduled"):
        return "published"
    if state == "skipped":
        return "skipped"
    if state == "missed":
        return "missed"
    return "drafting" if state == "open" else "idea"


def offered_again(done: Sequence[Duty], offered: dict[int, datetime], now: datetime) -> Duty | None:
    """Choose the older post to offer: done 90 days ago or longer, the one least recently offered, then the oldest.

    `offered` says when each was last offered, by the duty's id; one that never was comes first.
    """
    old = [d for d in done if d.link and d.settled_at and d.settled_at <= now - AGAIN_AFTER]
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return min(old, key=lambda d: (offered.get(d.id, never), d.settled_at, d.id), default=None)


def titled_from(text: str) -> tuple[str, str]:
    """Take a text apart into a title and a body: the first line, and the rest.

    A first line with no room in a title is cut between words, with "…"; then the whole text is the body: nothing is
    lost. A text of one short line has no body.
    """
    first, _, rest = text.strip().partition("\n")
    first, rest = first.strip(), rest.strip()
    if len(first) <= TITLE_LIMIT:
        return first, rest
    kept = first[: TITLE_LIMIT - 1]
    cut = kept.rfind(" ")
    return kept[: cut if cut > TITLE_LIMIT // 2 else None].rstrip() + "…", text.strip()
