"""Messages about newly given roles: by themselves, or with the digest of the same morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.duties import Duty, digest_of, reach_of_digest
from bot.domain.messages import OfferMessage
from bot.domain.outbox import Message
from bot.domain.roles import Person
from bot.services.calendar.week import with_week
from bot.services.context.composers import (
    AwaitsFate,
    Made,
    NotWanted,
    NotYet,
    Shows,
    as_shown,
    composes_by_both,
    put_off,
    reader_of,
)
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, next_digest
from bot.services.day import replies
from bot.services.day.plan_digest import plan_first
from bot.services.duties import digests, role_offers
from bot.services.people import offered_roles
from bot.services.questions.teaching import teaching
from bot.views.duties import digests as digests_view
from bot.views.duties import duties as duties_view
from bot.views.duties import handed_away_duties
from bot.views.kit.blocks import Content
from bot.views.people import roles as roles_view
from bot.views.people.roles import Offered
from storage import outbox, workspaces
from storage.database import Tx


@composes_by_both(OfferMessage)
async def offer(tx: Tx, message: Message, now: datetime, real: datetime) -> tuple[Made, Shows]:
    """Compose the question about offered roles; as a post, with the roles' duties before the next digest."""
    reader = await reader_of(tx, message)
    if reader is None:
        return NotWanted("role_gone"), ()
    if message.op == "update":
        return await _redrawn(tx, message, reader, now), ()
    some = await offered_roles.told(tx, message, reader, is_new=True)
    # Roles accepted on Home before this leaves: this message is still the only one that lists their duties.
    theirs = [one for one in await offered_roles.told(tx, message, reader, is_new=False) if one.lasts]
    if not some and not theirs:
        return NotWanted("answered"), ()
    if (wait := await put_off(tx, message, reader, now)) is not None:
        return wait, ()
    if (held := await _with_digest(tx, message, reader, now, real)) is not None:
        return held if some or not isinstance(held, NotWanted) else NotWanted("answered"), ()
    mine = await _today(tx, message, reader, theirs, now)
    if not some:
        if not mine:
            return NotWanted("answered"), ()
        some = theirs
    content = await _worded(tx, message.workspace_id, reader, some, mine, now, now)
    return content, as_shown(*mine)


async def _with_digest(tx: Tx, message: Message, reader: Person, now: datetime, real: datetime) -> Made | None:
    """Step aside for a digest of this minute, which includes it; None where it leaves by itself."""
    if await digests.is_planned(tx, reader, now):
        workspace = await workspaces.by_id(tx, message.workspace_id)
        assert workspace is not None
        await plan_first(Ctx(tx, workspace, None, now, real), reader)
        if await digests.is_planned(tx, reader, now):
            return NotYet("digest_not_planned_yet")
    digest = await role_offers.digest_with(tx, message)
    if digest is None:
        return None
    if digest.is_unsettled:
        return AwaitsFate(digest.id)
    return NotWanted("in_digest") if digest.was_sent else None


async def _today(tx: Tx, message: Message, reader: Person, some: list[Offered], now: datetime) -> list[Duty]:
    """List the roles' duties before the next digest, except those that another message shows or is about to."""
    if await digests.is_caught_up(tx, message.workspace_id, reader, now):
        return []
    day = await digests.day_of(tx, message.workspace_id, reader, now)
    new = offered_roles.role_ids(some)
    mine = [d for d in (*day.digest.overdue, *day.digest.today) if d.role_id in new and d.handed_to is None]
    untold = await offered_roles.untold(tx, message.workspace_id, reader, [d.id for d in mine])
    return [d for d in mine if d.id in untold]


async def _worded(
    tx: Tx, workspace_id: int, reader: Person, some: list[Offered], mine: list[Duty], now: datetime, of: datetime
) -> Content:
    hours = await hours_of(tx, workspace_id, reader)
    following = next_digest(hours, now)
    taught = await teaching(tx, workspace_id, reader, following)
    part = digest_of(mine, of, max(reach_of_digest(of, hours), now + timedelta(days=60)))
    today = digests_view.entries(part, reader, now) if mine else ()
    return roles_view.arrival(some, reader, following, taught, today)


async def _redrawn(tx: Tx, message: Message, reader: Person, now: datetime) -> Content | NotWanted:
    """Redraw it: the roles and the duties that it showed, as they are now."""
    assert message.target is not None
    target = await outbox.by_id(tx, message.target)
    assert target is not None
    some = await offered_roles.told(tx, target, reader, is_new=False)
    if not some:
        return NotWanted("role_gone")  # gone with its whole plan: the posted message says so when it is pressed
    mine, elsewhere = await digests.shown_by(tx, target, reader, now)
    mine = await with_week(tx, mine, now)
    lines = await replies.settled_lines(tx, mine, reader, now)
    drawn = await _worded(tx, message.workspace_id, reader, some, mine, now, target.due_at)
    return handed_away_duties.with_handed(duties_view.with_lines(drawn, lines), elsewhere)


async def with_roles(tx: Tx, message: Message, content: Content, reader: Person, now: datetime) -> Content:
    """Put the roles that come with a digest at its top; `message` is the digest, or the update that redraws it."""
    some = await offered_roles.told_with(tx, message, reader, is_new=message.op == "post")
    if not some:
        return content
    hours = await hours_of(tx, message.workspace_id, reader)
    taught = await teaching(tx, message.workspace_id, reader, next_digest(hours, now))
    return roles_view.in_digest(content, some, reader, taught)
