"""The forms behind a duty's buttons: its link, another time, another person, a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.roles import TEXT_LIMIT, Person
from bot.domain.when import local, zone_named
from bot.language.kept_values import place
from bot.views.duties.duty_lines import label, reader_zone
from bot.views.kit import ids
from bot.views.kit.blocks import Block, date_input, modal, radio_input, section, text_input, time_input, users_input
from bot.views.kit.texts import clean


def _ref(duty: Duty) -> str:
    return ids.Ref("duty", duty.id, duty.version).encode()


def link_modal(duty: Duty) -> Block:
    """Return the form that asks where the post can be seen. Input: ids.LINK_URL."""
    field = text_input(
        ids.LINK_URL,
        "Where can it be seen?",
        hint="The address of the post, with https:// at its beginning.",
        example="https://www.instagram.com/p/…",
        limit=TEXT_LIMIT,
    )
    return modal(ids.MODAL_LINK, "Add the link", [section(f"*{label(duty)}*"), field], "Save", _ref(duty))


def snooze_modal(duty: Duty, reader: Person, now: datetime) -> Block:
    """Return the form that asks until when. Inputs: ids.SNOOZE_DAY and ids.SNOOZE_TIME, in the reader's zone."""
    zone = reader_zone(reader, duty)
    proposed = local(max(now, duty.asked_at), zone_named(zone)) + timedelta(hours=1)
    blocks = [
        section(f"*{label(duty)}*\nI come back to you then, and stay quiet until then."),
        date_input(ids.SNOOZE_DAY, "On which day?", proposed.date()),
        time_input(
            ids.SNOOZE_TIME,
            "At what time?",
            proposed.time().replace(minute=0, second=0, microsecond=0),
            f"On your clock ({place(zone)}).",
        ),
    ]
    return modal(ids.MODAL_SNOOZE, "Snooze until", blocks, "Snooze", _ref(duty))


def hand_over_modal(duty: Duty) -> Block:
    """Return the form that asks who does it instead, and for how long. Inputs: ids.HAND_OVER_TO, ids.HAND_OVER_FOR."""
    role = clean(duty.role_title)
    blocks = [
        section(f"*{label(duty)}*\nThis time only: the next one goes its usual way."),
        users_input(
            ids.HAND_OVER_TO, "Who does it?", hint="They hear of it at once, or in the morning if their day is over."
        ),
        radio_input(
            ids.HAND_OVER_FOR,
            "For how long?",
            [("This time only", ids.HAND_ONCE), ("From now on", ids.HAND_ALWAYS)],
            hint=f"From now on: they get the role {role}, and everything that belongs to it.",
        ),
    ]
    return modal(ids.MODAL_HAND_OVER, "Hand over", blocks, "Hand over", _ref(duty))


def skip_modal(duty: Duty) -> Block:
    """Return the form for a reason in the reader's own words. Input: ids.SKIP_TEXT, which may stay empty."""
    field = text_input(
        ids.SKIP_TEXT,
        "Why not this time?",
        hint="You can leave this empty. What you write helps the team in the weekly review.",
        example="The bakery is closed for repairs",
        lines=True,
        limit=TEXT_LIMIT,
        optional=True,
    )
    return modal(ids.MODAL_SKIP, "Skip this one", [section(f"*{label(duty)}*"), field], "Skip", _ref(duty))
