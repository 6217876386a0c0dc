"""Posts: ideas and what became of them, and when older posts were last offered again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Row, Select, func, select, update

from bot.domain.posts import NewPost, Post, PostState
from storage.database import Tx
from storage.rows import insert, read
from storage.tables import change, member, occurrence, platform, post

p = post.c
# The verb of the change that says that an older post was offered again.
OFFERED_AGAIN = "offer_again"
# The states of posts that are no longer ideas.
USED: tuple[PostState, ...] = ("drafting", "published", "skipped", "missed")


class PostColumns(TypedDict, total=False):
    """Columns of a post that may be rewritten."""

    title: str
    body: str | None
    platform_id: int | None


def _posts(workspace_id: int) -> Select[Any]:
    return (
        select(post, platform.c.name.label("platform_name"), member.c.name.label("author_name"))
        .outerjoin(platform, platform.c.id == p.platform_id)
        .outerjoin(member, member.c.id == p.author_id)
        .where(p.workspace_id == workspace_id)
    )


def _post(row: Row[Any]) -> Post:
    return read(Post, row, platform=row.platform_name, author=row.author_name, is_removed=row.until is not None)


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    new: NewPost,
    state: PostState,
    author_id: int | None,
    now: datetime,
) -> int:
    """Add a post, and return its id."""
    return await insert(
        tx,
        post,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "title": new.title,
            "body": new.body or None,
            "source": new.source or None,
            "state": state,
            "platform_id": new.platform_id,
            "author_id": author_id,
            "since": now,
        },
    )


async def by_id(tx: Tx, workspace_id: int, post_id: int) -> Post | None:
    """Find a post within a workspace, removed or not."""
    row = (await tx.execute(_posts(workspace_id).where(p.id == post_id))).one_or_none()
    return _post(row) if row else None


async def in_states(tx: Tx, workspace_id: int, strategy_id: int, states: Sequence[PostState]) -> list[Post]:
    """List a strategy's posts in some states, oldest first; removed ones left out."""
    rows = await tx.execute(
        _posts(workspace_id)
        .where(p.strategy_id == strategy_id, p.state.in_(states), p.until.is_(None))
        .order_by(p.since, p.id)
    )
    return [_post(row) for row in rows]


async def ideas_of(tx: Tx, workspace_id: int, strategy_id: int) -> list[tuple[int, str, str, int | None]]:
    """List a strategy's ideas, oldest first: our id, title, text, our id of the platform."""
    this = (p.workspace_id == workspace_id, p.strategy_id == strategy_id, p.state == "idea", p.until.is_(None))
    rows = await tx.execute(select(p.id, p.title, p.body, p.platform_id).where(*this).order_by(p.since, p.id))
    return [(row.id, row.title, row.body or "", row.platform_id) for row in rows]


async def next_idea(tx: Tx, workspace_id: int, strategy_id: int, platform_id: int | None) -> Post | None:
    """Find the oldest idea for a platform or for any; without a platform, only one for any."""
    suits = p.platform_id.is_(None) if platform_id is None else p.platform_id.is_(None) | (p.platform_id == platform_id)
    rows = await tx.execute(
        _posts(workspace_id)
        .where(p.strategy_id == strategy_id, p.state == "idea", p.until.is_(None), suits)
        .order_by(p.since, p.id)
        .limit(1)
    )
    row = rows.one_or_none()
    return _post(row) if row else None


async def move(tx: Tx, post_id: int, before: PostState, after: PostState) -> bool:
    """Move a post from one state to another; False where it has left the first, or was removed."""
    done = await tx.execute(
        update(post).where(p.id == post_id, p.state == before, p.until.is_(None)).values(state=after).returning(p.id)
    )
    return done.first() is not None


async def rewrite(tx: Tx, workspace_id: int, post_id: int, **values: Unpack[PostColumns]) -> None:
    """Give a post another title, body or platform."""
    await tx.execute(update(post).where(p.workspace_id == workspace_id, p.id == post_id).values(**values))


async def settle(tx: Tx, post_id: int, state: PostState, link: str | None) -> None:
    """Record a post's new state, and where it can be seen."""
    await tx.execute(update(post).where(p.id == post_id).values(state=state, link=link))


async def remove(tx: Tx, post_id: int, now: datetime | None) -> bool:
    """Remove a post from the list, or with None put it back; False where nothing changed."""
    was = p.until.is_(None) if now is not None else p.until.is_not(None)
    done = await tx.execute(update(post).where(p.id == post_id, was).values(until=now).returning(p.id))
    return done.first() is not None


async def assign(tx: Tx, occurrence_id: int, post_id: int | None) -> bool:
    """Choose a post for an occurrence, or None again; False where another was chosen for it."""
    c = occurrence.c
    free = c.post_id.is_(None) if post_id is not None else c.post_id.is_not(None)
    done = await tx.execute(
        update(occurrence).where(c.id == occurrence_id, free).values(post_id=post_id).returning(c.id)
    )
    return done.first() is not None


async def release(tx: Tx, workspace_id: int, post_id: int) -> None:
    """Detach a post that is an idea again from the occurrences that it was chosen for."""
    c = occurrence.c
    await tx.execute(
        update(occurrence).where(c.workspace_id == workspace_id, c.post_id == post_id).values(post_id=None)
    )


async def platforms(tx: Tx, workspace_id: int, strategy_id: int) -> list[tuple[int, str]]:
    """List (id, name) of a strategy's platforms, by name."""
    c = platform.c
    rows = await tx.execute(
        select(c.id, c.name)
        .where(c.workspace_id == workspace_id, c.strategy_id == strategy_id, c.until.is_(None))
        .order_by(func.lower(c.name), c.id)
    )
    return [(row.id, row.name) for row in rows]


async def offered_again(tx: Tx, workspace_id: int, ids: Sequence[int]) -> dict[int, datetime]:
    """Return when older posts were last offered again, by the ids of their duties."""
    c = change.c
    rows = await tx.execute(
        select(c.thing_id, func.max(c.at).label("at"))
        .where(c.workspace_id == workspace_id, c.thing == "duty", c.thing_id.in_(ids), c.verb == OFFERED_AGAIN)
        .group_by(c.thing_id)
    )
    return {row.thing_id: row.at for row in rows}
