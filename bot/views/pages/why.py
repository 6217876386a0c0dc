"""The answer to `/beat why`: each message, what became of it, and the reason in plain words.

Every reason that the outbox can have is an entry of `REASONS` or of `SLACK_SAYS`; a test collects them from the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.domain.messages import KINDS
from bot.domain.roles import Person
from bot.domain.slack_errors import meaning_of
from bot.domain.when import WEEKDAYS
from bot.domain.why import Account, Fate, HandedAway, outcome, page_of, when
from bot.language.kept_values import place
from bot.views.calendar import holds as holds_view
from bot.views.duties.duty_lines import label
from bot.views.kit.blocks import Block, Content, context, fit, lines_within, section
from bot.views.kit.texts import brief, clock_time, count, date_in, listed, moment, name, near_day, titled

# Why a message was not sent, or waits. Each completes "not sent: …" and "waits: …".
REASONS: Mapping[str, str] = MappingProxyType(
    {
        # Held back, or withdrawn at the last moment
        "answered": "it was answered before",
        "file_gone": "the file that it is about is gone",
        "answered_already": "the question had its answer by then",
        "change_gone": "the change was gone by then",
        "conversation_over": "the conversation was over by then",
        "duty_done": "it was done before",
        "duty_gone": "there is no such duty any more",
        "duty_missed": "its time was over by then",
        "duty_open": "it could not be said just then",
        "duty_scheduled": "it waited in a publishing tool already",
        "duty_skipped": "it was skipped before",
        "duty_withdrawn": "it was no longer needed",
        "gentle": "fewer reminders were asked for",
        "has_lead": "somebody leads the plan again",
        "in_catch_up": "one summary of what came late said it instead",
        "in_digest": "it stood in the digest",
        "in_next_digest": "the next digest said it instead",
        "newer_follows": "a newer one follows",
        "no_thread": "the message that it belongs to could not be posted",
        "no_digest": "the digest that it goes with could not be delivered",
        "moved": "its plan moved to another channel",
        "readdressed": "it goes to another channel now",
        "nobody_to_do_it": "nobody has the role, and there is no lead to ask",
        "note_gone": "the note was gone by then",
        "nothing_due": "there was nothing to do",
        "nothing_to_show": "there was nothing to show",
        "nothing_stands": "the message that it was to change was not there",
        "on_hold": "it was on hold",
        "outside_hours": "it was outside working hours",
        "overtaken": "a later reminder of the same duty was due by then",
        "owed_to_its_new_owner_already": "whoever has it now heard of it already",
        "owner_is_lead": "whoever does it is the lead, and is not told on themselves",
        "canvas_of_others": "the channel has a canvas of its own already",
        "canvas_too_long": "it is longer than a canvas can be",
        "edition_gone": "there is no such version",
        "edition_settled": "it was decided before",
        "person_left": "they have left this workspace",
        "post_gone": "the idea was gone by then",
        "reminders_off": "reminders are switched off",
        "role_gone": "the role is gone",
        "press_lost": "it was settled before, and the backup that I run on doesn't know how",
        "said_already": "it was said before",
        "settled": "everything in it was settled by then",
        "snoozed": "it was snoozed",
        "somebody_elses_now": "it was somebody else's by then",
        "strategy_gone": "the plan is gone",
        "taken_back": "it was taken back before",
        "takes_no_part": "they are not in the plan's channel",
        "too_late": "it would have come too late to be of use",
        "uninstalled": "I was taken off this workspace",
        # Waiting, and trying again
        "awaits_fate": "it depends on a message that Slack hasn't confirmed yet",
        "digest_not_planned_yet": "the digest goes first",
        "cannot_compose": "I could not put it together, and whoever runs me can see why",
        "cannot_draw": "the picture could not be drawn",
        "cannot_connect": "Slack could not be reached",
        "file_lost": "Slack lost the picture, and I send it again",
        "file_not_found": "Slack does not show the picture yet",
        "looked_back": "I looked whether it was posted already",
        "lease_lost": "it took too long, and I try again",
        "lease_ran_out": "I was stopped while I sent it, and ask Slack whether it arrived",
        "no_time_left_in_lease": "Slack was slow to answer",
        "not_standing_yet": "the message that it changes is on its way",
        "ratelimited": "Slack asked me to slow down",
        "upload_refused": "Slack did not take the picture",
        "out_of_reach": "Slack did not answer where it takes pictures",
        "root_not_standing_yet": "the message that it answers is on its way",
        "workspace_shut": "Slack lets nothing through to this workspace just now",
    }
)

# Slack's errors that we can explain better than Slack's own words.
SLACK_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "cannot_dm_bot": "that is a bot, and bots read no messages",
        "channel_not_found": "Slack knows no such channel, or I am not in it",
        "invalid_blocks": "Slack did not take it as it was written",
        "is_archived": "the channel is archived",
        "missing_scope": "a permission is missing, and whoever runs me has to add it",
        "msg_too_long": "it was too long for Slack",
        "not_in_channel": "I am not in the channel",
        "restricted_action": "the workspace does not let me write there",
        "user_disabled": "their account is switched off",
        "user_not_found": "Slack knows no such person",
        "user_not_visible": "Slack does not let me write to them",
    }
)
# What makes a whole workspace wait, by its cause (bot/domain/slack_errors.py).
_SHUT: Mapping[str, str] = MappingProxyType(
    {
        "token": "Slack does not let me in, and whoever runs me has to fix that",
        "workspace": "Slack lets nothing through to this workspace just now",
        "network": "Slack refuses calls from where I run",
    }
)
_UNSURE = "Slack did not say whether it arrived"


def reason_words(code: str) -> str:
    """Return a reason that completes a sentence; an error in Slack's own code is quoted."""
    meaning = meaning_of("", code)
    known = REASONS.get(code) or SLACK_SAYS.get(code) or (_SHUT[meaning.about] if meaning.is_wide else "")
    if known:
        return known
    return f"Slack says “{brief(code.replace('_', ' '), 60, 'are left out')}”" if code else "I do not know why"


def why(account: Account, reader: Person, now: datetime, page: int) -> Content:
    """Say why a person got their messages, newest first, twelve to a page; then what comes next, and when."""
    zone = reader.zone or account.zone
    entries, page, pages = page_of(account.entries, page)
    whom = name(account.whom) if account.whom else ""
    about = f"What {whom} got, and did not, about your plans" if whom else "What you got, and did not"
    title = f"*{about}* (last 7 days, newest first)"
    said = [_entry(entry, zone, now, is_own=account.whom is None) for entry in entries]
    if not said:
        said = [f"In the last 7 days there was nothing to tell {whom}." if whom else _nothing()]
    text, left = lines_within([f"• {line}" for line in said], 2900)
    blocks: list[Block] = [section(title), section(text)]
    if left:
        blocks.append(context(f"{left} more on this page do not fit."))
    if pages > 1:
        following = page % pages + 1
        command = f"/beat why {f'@{whom} ' if whom else ''}{following}"
        which = "next" if following > page else "first"
        blocks.append(context(f"Page {page} of {pages}. Type `{command}` for the {which} one."))
    closing = _standing(account, reader, zone, now)
    blocks.append(section("\n".join(closing)))
    blocks.append(context(f"Times are {place(zone)} time."))
    return fit(Content("\n".join([title.replace("*", ""), *said, *closing]), tuple(blocks)))


def _nothing() -> str:
    return "In the last 7 days there was nothing to tell you."


# ---------------------------------------------------------------- one message


def _entry(entry: Fate | HandedAway, zone: str, now: datetime, *, is_own: bool) -> str:
    at = _at(when(entry), zone, now)
    if isinstance(entry, HandedAway):
        to = name(entry.to) if entry.to else "somebody else"
        whose = "your" if is_own else "their"
        return f"*{at}* · {label(entry.duty)} — no reminder: {whose} duty was handed to {to}."
    more = [f"{len(entry.about) - 2} more"] if len(entry.about) > 2 else []
    shown = listed([*(label(duty) for duty in entry.about[:2]), *more])
    called = KINDS[entry.kind].listed
    what = f"{called}: {shown}" if shown else called
    return f"*{at}* · {what} — {_outcome(entry, zone, now)}."


def _outcome(fate: Fate, zone: str, now: datetime) -> str:
    tries = f", after {fate.tries} tries" if fate.tries > 1 else ""
    settled = _at(fate.settled_at, zone, now, beside=fate.at) if fate.settled_at else ""
    match outcome(fate.state):
        case "came":
            gone = " A newer one has taken its place since" if fate.state == "deleted" else ""
            return f"sent{f' {settled}' if settled else ''}{tries}" + (f".{gone}" if gone else "")
        case "waits" if fate.state == "sending":
            return f"it is on its way{tries}"
        case "waits":
            because = f": {reason_words(fate.reason)}" if fate.reason else ""
            if fate.at > now:
                return f"it comes then{because}"
            return f"it waits{because}{'. I try again' if because else ''}{tries}"
        case "unsure" if fate.state == "unsure":
            return f"it may have arrived: {_UNSURE}, and I am asking"
        case "unsure":
            return f"nobody knows whether it arrived: {_UNSURE}, and I do not send it twice"
        case _:
            return f"not sent: {reason_words(fate.reason)}{tries if fate.state == 'never' else ''}"


def _at(at: datetime, zone: str, now: datetime, beside: datetime | None = None) -> str:
    """Return "Mon 30 Mar 09:00", "today 09:00"; only the time if the day was shown already."""
    clock = clock_time(at, zone)
    if beside is not None and date_in(at, zone) == date_in(beside, zone):
        return f"at {clock}"
    return f"{near_day(date_in(at, zone), date_in(now, zone))} {clock}"


# ---------------------------------------------------------------- what comes next


def _standing(account: Account, reader: Person, zone: str, now: datetime) -> list[str]:
    """Say what comes next, and why no more than that."""
    own = account.whom is None
    who, whose, has = ("You", "Your", "have") if own else (name(account.whom), "Their", "has")
    if account.has_left:
        return [f"{who} left this workspace, so nothing is sent any more. The backup or the lead gets the work."]
    if not account.has_part:
        where = "any plan here" if own else "your plans"
        return [f"{who} {has} no role in {where}, so there is nothing to send. Give one: `/beat role Editor @ana`"]
    lines: list[str] = []
    if account.next_digest:
        comes = moment(account.next_digest, zone)
        lines.append(f"{whose} next digest comes {comes}, if there is something to do.")
    to_do = count(account.today, "duty is", "duties are") if account.today else "Nothing is"
    lines.append(f"{to_do} to do until then." if own else f"{to_do} to do until then, in your plans.")
    lines += holds_view.lines(account.on_hold, reader, now)
    hours = account.hours
    days = _days(sorted(hours.days))
    clock = f"{hours.begins:%H:%M} to {hours.ends:%H:%M} ({place(account.zone)})"
    lines.append(f"I write {'to you' if own else 'to them'} from {clock}, {days}.")
    if not account.zone_known:
        lines.append(f"Slack does not tell me {whose.lower()} time zone, so I go by the plan's.")
    if account.nudges != "standard":
        words = "are switched off" if account.nudges == "off" else "are gentle: one nudge a duty"
        lines.append(f"{whose} reminders {words}.{' To change that: `/beat reminders standard`' if own else ''}")
    for title in account.offered:
        lines.append(f"{who} {has} not answered yet about the role {titled(title)}. Its duties come all the same.")
    return lines


def _days(days: list[int]) -> str:
    """Return "Monday to Friday", "Monday, Wednesday and Friday"."""
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return listed([WEEKDAYS[day] for day in days])
