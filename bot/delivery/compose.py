"""At the last moment: is it still wanted? for whom? then which view. It changes nothing but what is owed instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.sender import Composed, ForSomebodyElse, NotWanted, NotYet, Outcome, PutOff
from bot.domain.clock import Clock
from bot.domain.duties import Digest, Duty, digest_of, reach_of_digest
from bot.domain.edits import can_be_undone
from bot.domain.escalation import LEAD_AFTER, Rung
from bot.domain.outbox import Kind, Message, lateness
from bot.domain.roles import Person
from bot.domain.when import Hours
from bot.flows.new_forms import has_form
from bot.pictures.charts import is_empty
from bot.services import decisions, handing, ideas, pictures, replies, share
from bot.services import home as home_service
from bot.services import reviews as review_service
from bot.services.conversations import ASKS
from bot.services.digests import day_of, digest_key, is_caught_up, owe_catch_up
from bot.services.foresee import foresee
from bot.services.on_hold import mark, marked
from bot.services.people import hours_of, may_take_part, next_digest, on_clock, who_does
from bot.services.week import with_week
from bot.views import boss as boss_view
from bot.views import calendar as calendar_view
from bot.views import changes as changes_view
from bot.views import conversations as conversations_view
from bot.views import duties as duties_view
from bot.views import handed, notices, refusals
from bot.views import handing as handing_view
from bot.views import holds as holds_view
from bot.views import pictures as pictures_view
from bot.views import reviews as reviews_view
from bot.views import roles as roles_view
from bot.views.blocks import Content
from bot.views.duties import HandedUp
from storage import calendar, changes, conversations, duties, holds, members, outbox, reviews, roles, strategies
from storage.database import Tx

# A nudge, a reminder or word of a new duty is for whoever is to do the duty when it leaves.
_FOLLOWS_THE_WORK: frozenset[Kind] = frozenset({"arrival", "reminder", "nudge"})
# Told without having been asked for, and so within the reader's hours alone; other plain answers come at once.
_BY_THE_CLOCK = frozenset({"role_vacant", "role_declined"})
# Duties with the versions in which they were read: what was changed since is to be shown again.
Shows = tuple[tuple[int, int], ...]
Made = Content | NotWanted | ForSomebodyElse | NotYet | PutOff


class Composer:
    """Composes any message of the outbox; `composers` has one entry for each kind."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.composers: Mapping[Kind, Callable[[Tx, Message, datetime], Awaitable[tuple[Made, Shows]]]] = {
            "digest": _digest,
            "catch_up": _catch_up,
            "arrival": _about_duty,
            "reminder": _about_duty,
            "nudge": _about_duty,
            "lead": _lead,
            "offer": _offer,
            "ask": _ask,
            "week": _week,
            "reply": _reply,
            "idea": _idea,
            "handed": _handed,
            "changed": _changed,
            "told": _told,
            "hold": _hold,
            "review": _review,
            "prompts": _review,
            "summary": _review,
            "noted": _noted,
            "picture": self._picture,
            "boss": self._boss,
            "home": _home,
            "shared": _shared,
        }

    async def __call__(self, tx: Tx, message: Message) -> Outcome:
        """Return what is to be posted and where, or why it is not."""
        now = self._clock.now()
        target: Message | None = None
        if message.op in ("update", "delete"):
            target = await outbox.by_id(tx, message.target) if message.target else None
            if target is None or target.state in ("never", "withdrawn", "unknown", "deleted"):
                return NotWanted("nothing_stands")
            if target.ts is None or target.channel is None:
                return NotYet("not_standing_yet")
            if message.op == "delete":
                return Composed(Content(""), target.channel, ts=target.ts)
        made, shows = await self.composers[message.kind](tx, message, now)
        if not isinstance(made, Content):
            # Only a post can go elsewhere or be taken back; what stands and has nothing to say stays as it is.
            return made if target is None or isinstance(made, NotWanted | NotYet) else NotWanted("somebody_elses_now")
        if target is not None:
            assert target.channel is not None
            return Composed(made, target.channel, ts=target.ts, token=target.token, shows=())
        return await _placed(tx, message, made, shows)

    async def _picture(self, tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
        strategy = await strategies.by_id(tx, message.workspace_id, _fact(message, "strategy"))
        if strategy is None:
            return NotWanted("strategy_gone"), ()
        if message.file_id is None and lateness("picture", message.due_at, now) == "too_late":
            await pictures.told_without(tx, message, "too_late", now, self._clock.real())
            return NotWanted("too_late"), ()
        at = datetime.fromisoformat(str(message.facts["at"]))
        which = next(one for one in pictures.WHICH if one == message.facts["which"])
        chart = await pictures.chart_of(tx, strategy, which, at)
        return NotWanted("nothing_to_show") if is_empty(chart) else pictures_view.illustrated(chart), ()

    async def _boss(self, tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
        loaded = await review_service.load(tx, message.workspace_id, _fact(message, "review"), now)
        if loaded is None:
            return NotWanted("strategy_gone"), ()
        review, strategy = loaded
        if message.op == "post":
            without = _fact(message, "missing") if "missing" in message.facts else 0
            return boss_view.for_the_boss(review, strategy, None, without=without), ()
        chart = await pictures.chart_to_forward(tx, strategy, review.opens_at)
        too_late = message.file_id is None and lateness("boss", message.due_at, now) == "too_late"
        if too_late or is_empty(chart):
            await pictures.told_without(tx, message, "too_late", now, self._clock.real())
            return NotWanted("too_late"), ()
        return boss_view.for_the_boss(review, strategy, chart), ()


async def _placed(tx: Tx, message: Message, content: Content, shows: Shows) -> Outcome:
    """Add where a post goes: a direct message, a channel, a thread whose root stands."""
    if message.person is not None:
        person = await members.by_id(tx, message.workspace_id, message.person)
        if person is None or person.has_left:
            return NotWanted("person_left")
        place = await members.dm_of(tx, person.id) if message.op != "publish" else None
        return Composed(content, place, slack_id=person.slack_id, thread_ts=message.thread_ts, shows=shows)
    thread_ts = message.thread_ts
    if message.thread is not None:
        root = await outbox.by_id(tx, message.thread)
        if root is None or root.state in ("never", "withdrawn", "deleted"):
            return NotWanted("no_thread")
        if root.state == "unknown" and thread_ts is None:
            return NotWanted("no_thread")
        if root.ts is None and root.state != "unknown":
            return NotYet("root_not_standing_yet")
        thread_ts = root.ts or thread_ts
    return Composed(content, message.channel, thread_ts=thread_ts, shows=shows)


def _as_shown(*shown: Duty) -> Shows:
    return tuple((duty.id, duty.version) for duty in shown)


def _fact(message: Message, name: str) -> int:
    value = message.facts[name]
    if not isinstance(value, int):
        raise TypeError(f"{message.key}: {name} is no reference")
    return value


async def _reader(tx: Tx, message: Message) -> Person | None:
    person = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    if person is None or person.has_left or person.is_bot:
        return None
    return await on_clock(tx, message.workspace_id, person)


async def _put_off(tx: Tx, message: Message, reader: Person, now: datetime) -> PutOff | None:
    """Let a post that answers nobody wait for its reader's hours, by their clock as it is now."""
    hours = await hours_of(tx, message.workspace_id, reader)
    return PutOff(hours.next_open(now)) if message.op == "post" and not hours.contains(now) else None


# ---------------------------------------------------------------- a person's day


async def _digest(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    if reader is None:
        return NotWanted("person_left"), ()
    if message.op == "update":
        return await _redrawn(tx, message, reader, now), ()
    hours = await hours_of(tx, message.workspace_id, reader)
    if not hours.contains(now):
        at = hours.next_open(now)
        # Another day's digest carries what stood in this one.
        today = message.key.startswith(digest_key(reader.id, hours.local_date(at)))
        return PutOff(at) if today else NotWanted("in_next_digest"), ()
    late = lateness("digest", message.due_at, now)
    if late == "too_late":
        day_now = hours.local_date(now)
        await owe_catch_up(tx, message.workspace_id, reader, day_now, message.due_at, now, for_digest=True)
        return NotWanted("in_catch_up"), ()
    if late == "late" and await is_caught_up(tx, message.workspace_id, reader, message.due_at):
        return NotWanted("in_catch_up"), ()
    day = await day_of(tx, message.workspace_id, reader, now)
    if day.digest.is_empty:
        return NotWanted("on_hold" if day.held else "nothing_due"), ()
    content = duties_view.digest(day.digest, reader, now, late_since=message.due_at if late == "late" else None)
    return content, _ids(day.digest)


def _ids(digest: Digest) -> Shows:
    return _as_shown(*digest.overdue, *digest.today)


async def _redrawn(tx: Tx, message: Message, reader: Person, now: datetime) -> Content:
    """Draw a digest or catch-up again: the duties that it showed, as they are now."""
    assert message.target is not None
    target = await outbox.by_id(tx, message.target)
    assert target is not None
    shown = await duties.by_ids(tx, message.workspace_id, await outbox.duties_shown(tx, target.id))
    shown = await marked(tx, message.workspace_id, shown, now)
    mine: list[Duty] = []
    elsewhere: list[tuple[Duty, Person]] = []
    for duty in shown:
        resolved = await who_does(tx, duty) if duty.is_open else None
        if resolved and resolved.person.id != reader.id:
            elsewhere.append((duty, resolved.person))
        else:
            mine.append(duty)
    hours = await hours_of(tx, message.workspace_id, reader)
    begun = target.due_at
    mine = await with_week(tx, mine, now)
    digest = digest_of(mine, begun, max(reach_of_digest(begun, hours), now + timedelta(days=60)))
    lines = await replies.settled_lines(tx, mine, reader, now)
    if target.kind == "catch_up":
        drawn = duties_view.catch_up(digest, reader, now, _away_since(target), until=begun)
    else:
        sent = await outbox.settled_at(tx, target.id)
        late = sent is not None and lateness("digest", begun, sent) != "on_time"
        drawn = duties_view.digest(digest, reader, now, late_since=begun if late else None, of=begun)
    return handed.with_handed(duties_view.with_lines(drawn, lines), elsewhere)


def _away_since(message: Message) -> datetime:
    return datetime.fromisoformat(str(message.facts["since"]))


async def _catch_up(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    if reader is None:
        return NotWanted("person_left"), ()
    if message.op == "update":
        return await _redrawn(tx, message, reader, now), ()
    day = await day_of(tx, message.workspace_id, reader, now)
    if not day.hours.contains(now):
        return NotWanted("in_next_digest"), ()
    if day.digest.is_empty:
        return NotWanted("on_hold" if day.held else "nothing_due"), ()
    return duties_view.catch_up(day.digest, reader, now, _away_since(message)), _ids(day.digest)


# ---------------------------------------------------------------- one duty


async def _about_duty(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    duty = await duties.by_id(tx, message.workspace_id, _fact(message, "duty"))
    if duty is None:
        return NotWanted("duty_gone"), ()
    duty = await mark(tx, duty, now)
    resolved = await who_does(tx, duty)
    if message.op == "update":
        if reader is None:
            return NotWanted("person_left"), ()
        if duty.is_open and resolved and resolved.person.id != reader.id:
            return handed.handed_away(duty, resolved.person), ()
        if duty.hold is not None:
            return holds_view.waiting(duty, reader, now), ()
        (duty,) = await with_week(tx, [duty], now)
        lines = await replies.settled_lines(tx, [duty], reader, now)
        return duties_view.with_lines(await _worded(tx, message, duty, reader, now), lines), ()
    if not duty.is_open:
        return NotWanted(f"duty_{duty.state}"), ()
    if duty.hold is not None:
        await _climb_again(tx, message, duty, now)
        return NotWanted("on_hold"), ()
    if resolved is None:
        return NotWanted("nobody_to_do_it"), ()
    if resolved.person.id != message.person:
        if message.kind in _FOLLOWS_THE_WORK and f":for:{resolved.person.id}:" not in f"{message.key}:":
            return ForSomebodyElse(resolved.person.id, f"{message.key}:for:{resolved.person.id}"), ()
        return NotWanted("somebody_elses_now"), ()
    if reader is None:
        return NotWanted("person_left"), ()
    hours = await hours_of(tx, message.workspace_id, reader)
    if message.kind != "arrival" and duty.is_put_off(now):
        return NotWanted("snoozed"), ()
    if not hours.contains(now):
        return NotWanted("outside_hours"), ()
    if lateness(message.kind, message.due_at, now) == "too_late":
        await _in_catch_up(tx, message, duty, reader, hours, now)
        return NotWanted("too_late"), ()
    return await _worded(tx, message, duty, reader, now), _as_shown(duty)


async def _climb_again(tx: Tx, message: Message, duty: Duty, now: datetime) -> None:
    """Let the clock look at a rung again that a hold kept from being said: it is said after the hold, not lost."""
    if message.facts.get("rung") == duty.rung and message.kind in ("reminder", "nudge"):
        await duties.climb(tx, duty.id, duty.rung - 1, now)


async def _in_catch_up(tx: Tx, message: Message, duty: Duty, reader: Person, hours: Hours, now: datetime) -> None:
    """Owe a catch-up for what waited too long to be said by itself, unless a later reminder of it is still in time.

    Where both nudges were left unsaid, the lead's turn comes three working hours after the catch-up.
    """
    rest = await outbox.by_prefix(tx, message.workspace_id, f"duty:{duty.id}:", ("waiting",))
    if any(m.kind in ("reminder", "nudge") and lateness(m.kind, m.due_at, now) != "too_late" for m in rest):
        return
    await owe_catch_up(tx, message.workspace_id, reader, hours.local_date(now), message.due_at, now)
    if duty.rung == Rung.SECOND_NUDGE:
        await duties.climb(tx, duty.id, Rung.SECOND_NUDGE, hours.add(now, LEAD_AFTER))


async def _worded(tx: Tx, message: Message, duty: Duty, reader: Person, now: datetime) -> Content:
    if message.kind == "arrival":
        return duties_view.arrival(duty, reader, now, str(message.facts["why"]))
    if message.kind == "reminder":
        return duties_view.reminder(duty, reader, now)
    offer = await ideas.offer_of(tx, message, duty)
    return duties_view.nudge(duty, reader, now, second=_fact(message, "rung") > 2, offer=offer)


async def _lead(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    if reader is None:
        return NotWanted("person_left"), ()
    if (wait := await _put_off(tx, message, reader, now)) is not None:
        return wait, ()
    about = message.target if message.op == "update" and message.target else message.id
    shown = await duties.by_ids(tx, message.workspace_id, await outbox.duties_shown(tx, about))
    shown = await marked(tx, message.workspace_id, shown, now)
    items: list[HandedUp] = []
    for duty in shown:
        resolved = await who_does(tx, duty)
        owner = resolved.person if resolved else None
        # What was missed while the message waited for the lead's morning is still to be heard of.
        over = duty.state not in ("open", "missed") or (owner is not None and owner.id == reader.id)
        strategy = await strategies.by_id(tx, message.workspace_id, duty.strategy_id)
        outside = strategy is None or not await may_take_part(tx, strategy, reader)
        if message.op == "post" and duty.hold is not None and duty.rung == Rung.LEAD:
            await duties.climb(tx, duty.id, Rung.SECOND_NUDGE, now)  # the lead's turn comes after the hold
        if message.op == "post" and (over or outside or duty.hold is not None):
            continue
        asked = tuple(await outbox.times_asked(tx, message.workspace_id, duty.id, owner.id)) if owner else ()
        told_at = await outbox.told_at(tx, message.workspace_id, duty.id, owner.id) if owner else None
        items.append(HandedUp(duty, owner, asked, told_at))
    if not items:
        return NotWanted("on_hold" if any(duty.hold for duty in shown) else "settled"), ()
    lines = await replies.settled_lines(tx, shown, reader, now)
    content = duties_view.with_lines(duties_view.lead(items, reader, now), lines)
    return content, _as_shown(*(item.duty for item in items))


# ---------------------------------------------------------------- roles, conversations, answers


async def _offer(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    found = await roles.holding_by_id(tx, message.workspace_id, _fact(message, "holding"))
    role = await roles.by_id(tx, message.workspace_id, found[0].role_id) if found else None
    strategy = await strategies.by_id(tx, message.workspace_id, role.strategy_id) if role else None
    if reader is None or found is None or role is None or strategy is None:
        return NotWanted("role_gone"), ()
    if message.op == "post" and not await may_take_part(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()
    holding, given_by = found
    state: roles_view.OfferState = "over" if holding.until and holding.state != "declined" else holding.state
    if message.op == "post" and state != "offered":
        return NotWanted("answered"), ()
    if (wait := await _put_off(tx, message, reader, now)) is not None:
        return wait, ()
    by = await members.by_id(tx, message.workspace_id, given_by) if given_by else None
    slots = await calendar.of_role(tx, message.workspace_id, role.id)
    hours = await hours_of(tx, message.workspace_id, reader)
    # What waited for the morning stands before that morning's digest, whichever of the two is made first.
    waited = message.op == "post" and lateness("digest", message.due_at, now) == "on_time"
    first = next_digest(hours, message.due_at - timedelta(seconds=1) if waited else now)
    return roles_view.offer(role, by, slots, reader, first, state, holding.id, strategy.name), ()


async def _ask(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    ask = ASKS.validate_json(str(message.facts["ask"]))
    if message.op == "update":
        return conversations_view.answered(ask, str(message.facts.get("answer", ""))), ()
    conversation = await conversations.by_id(tx, message.workspace_id, _fact(message, "conversation"))
    version = _fact(message, "version")
    if conversation is None or conversation.is_over:
        return NotWanted("conversation_over"), ()
    if conversation.version != version and version > 1:  # the first one opens the thread for the next ones
        return NotWanted("answered_already"), ()
    form = version == 1 and has_form(conversation.state.flow) and not ask.is_summary
    return conversations_view.question(ask, _fact(message, "conversation"), version, form=form), ()


async def _week(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    strategy = await strategies.by_id(tx, message.workspace_id, _fact(message, "strategy"))
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    return calendar_view.week_to_come(await foresee(tx, strategy, now), strategy, now), ()


async def _changed(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    change = await changes.by_id(tx, message.workspace_id, _fact(message, "change"))
    if change is None:
        return NotWanted("change_gone"), ()
    title, told = str(message.facts["title"]), str(message.facts["lines"]).split("\n")
    ended, undone = change.verb.startswith("end_"), change.undone_by is not None
    can_undo = can_be_undone(change.at, now)
    return changes_view.changed(title, told, change.id, ended=ended, undone=undone, can_undo=can_undo), ()


async def _told(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    if message.facts.get("code") in _BY_THE_CLOCK:
        reader = await _reader(tx, message)
        if reader is None:
            return NotWanted("person_left"), ()
        if (wait := await _put_off(tx, message, reader, now)) is not None:
            return wait, ()
    facts = {k: v for k, v in message.facts.items() if k not in ("code", "refusal")}
    if refusal := message.facts.get("refusal"):
        return refusals.refusal(str(refusal), facts), ()
    return notices.notice(str(message.facts["code"]), facts), ()


async def _hold(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    hold = await holds.by_id(tx, message.workspace_id, _fact(message, "hold"))
    strategy = await strategies.by_id(tx, message.workspace_id, hold.strategy_id) if hold else None
    if hold is None or strategy is None:
        return NotWanted("strategy_gone"), ()
    if message.facts["part"] == "begun":
        by = await members.by_id(tx, message.workspace_id, hold.set_by) if hold.set_by else None
        return holds_view.word(hold, by, strategy.zone, now, "begun"), ()
    change_id = _fact(message, "change")
    change = await changes.by_id(tx, message.workspace_id, change_id)
    by = await members.by_id(tx, message.workspace_id, change.member_id) if change and change.member_id else None
    undone = change is not None and change.undone_by is not None
    return holds_view.word(hold, by, strategy.zone, now, "over", change_id, undone), ()


# ---------------------------------------------------------------- less to do


async def _reply(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    if reader is None:
        return NotWanted("person_left"), ()
    content, shown = await replies.answer(tx, message, reader, now)
    return content, _as_shown(*shown)


async def _idea(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    content = await ideas.told(tx, message.workspace_id, _fact(message, "post"))
    return content or NotWanted("post_gone"), ()


async def _handed(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await _reader(tx, message)
    told = await handing.handed(tx, message.workspace_id, _fact(message, "change"))
    if reader is None or told is None:
        return NotWanted("role_gone"), ()
    if message.op == "post" and told.is_taken_back and (told.by is None or told.by.id != reader.id):
        return NotWanted("taken_back"), ()
    return handing_view.handed(told, reader), ()


# ---------------------------------------------------------------- reviews


async def _review(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    loaded = await review_service.load(tx, message.workspace_id, _fact(message, "review"), now)
    if loaded is None:
        return NotWanted("strategy_gone"), ()
    review, strategy = loaded
    if message.kind == "prompts":
        return reviews_view.prompts(review), ()
    without = await outbox.pictures_missing(tx, message.target) if message.op == "update" and message.target else 0
    if message.kind == "summary":
        review = replace(review, notes=await decisions.with_words(tx, strategy, review.notes))
        return reviews_view.summary(review, strategy, without=without), ()
    return reviews_view.root(review, strategy, without=without), ()


async def _noted(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    found = await reviews.note_by_id(tx, message.workspace_id, _fact(message, "note"))
    if found is None:
        return NotWanted("note_gone"), ()
    note, _, author_id, stands = found
    by = await members.by_id(tx, message.workspace_id, author_id)
    strategy = await strategies.by_id(tx, message.workspace_id, _fact(message, "strategy"))
    applied_by = await members.by_id(tx, message.workspace_id, note.applied_by) if note.applied_by else None
    if strategy is not None:
        (note,) = await decisions.with_words(tx, strategy, (note,))
    return reviews_view.noted(note, by, taken_back=not stands, applied_by=applied_by), ()


# ---------------------------------------------------------------- Home, and what is shared


async def _home(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    if await outbox.is_overtaken(tx, message):
        return NotWanted("newer_follows"), ()
    reader = await _reader(tx, message)
    if reader is None:
        return NotWanted("person_left"), ()
    # What it shows is not written down: a tab is composed anew whenever it is looked at.
    return await home_service.composed(tx, message.workspace_id, reader, now, _fact(message, "page")), ()


async def _shared(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    content = await share.as_shared(tx, message, now)
    return content or NotWanted("strategy_gone"), ()
