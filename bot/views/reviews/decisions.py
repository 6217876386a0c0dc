"""Decisions that change the plan: the form for the details, what would change, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.domain.calendar import Slot
from bot.domain.decisions import ChangeKind, Move, Pause, Retarget
from bot.domain.errors import Refusal
from bot.domain.goals import Measure
from bot.domain.holds import REASON_LIMIT
from bot.domain.reviews import Note
from bot.domain.roles import TEXT_LIMIT, Person, Role
from bot.domain.strategies import DecimalMark
from bot.language.schedules import Planned, Schedule
from bot.views.kit import ids
from bot.views.kit.blocks import Block, date_input, modal, section, select_input, text_input, users_input
from bot.views.kit.texts import clean, full_day, inline, name, number
from bot.views.talk.refusals import field_error

# How long a pause lasts, unless somebody changes it.
PAUSE = timedelta(days=14)
# Slack's menus hold a hundred entries.
MOST_THINGS = 100

CHANGES: Mapping[ChangeKind, str] = {
    "pause": "Pause a regular post",
    "move": "Move a regular post",
    "target": "Change a target",
    "role": "Change who does it",
}
GONE = "What it changes is not in the plan any more."
CHOOSE = "Choose one of the list."
NOT_SO_LONG = "Choose a day after today, and within a year. To stop it for good, remove it under /beat posts."
ONE_DATE = "That is one date, and a regular post comes again and again. Type its days, like every Tuesday at 14:00."
ONE_TIME = "A regular post has one time, and that is more than one. Type one, like every Tuesday at 14:00."


def example(text: str) -> str:
    """Return "For example: …", for under a field."""
    return f"For example: {text}"


def cannot_read_number(typed: str) -> str:
    """Say that what was typed is no number, for under a field."""
    return f"I could not read “{typed[:40]}” as one number. Type it like 1,200 or 1.5k."


def refused(refusal: Refusal) -> str:
    """Word a refusal for under a field."""
    return field_error(refusal)


# ---------------------------------------------------------------- the form


def change_input() -> Block:
    """Return the field that asks whether a decision changes the plan."""
    options = [(label, kind) for kind, label in CHANGES.items()]
    return select_input(
        ids.DECISION_CHANGE,
        "Does it change the plan?",
        options,
        hint="Leave it empty if not. Otherwise I ask for the details next; nothing changes before somebody applies it.",
        optional=True,
    )


def details_modal(
    ref: ids.Ref, kind: ChangeKind, things: Sequence[tuple[str, int]], text: str, owner: str, today: date
) -> Block:
    """Return the second page of a decision: what it changes, and how. It shows the first page's answers again."""
    carried = users_input(ids.NOTE_OWNER, "Who carries it?", hint="Leave this empty, and you carry it.", optional=True)
    if owner:
        carried["element"]["initial_user"] = owner
    blocks = [
        text_input(ids.NOTE_TEXT, "What do we change?", lines=True, limit=TEXT_LIMIT, initial=text),
        carried,
        select_input(
            ids.DECISION_THING,
            {"pause": "Which one?", "move": "Which one?", "target": "Which number?", "role": "Which role?"}[kind],
            [(label, str(thing)) for label, thing in things[:MOST_THINGS]],
        ),
        *_how(kind, today),
    ]
    if len(things) > MOST_THINGS:
        blocks.append(section(f"{len(things) - MOST_THINGS} more do not fit here. Change those under `/beat posts`."))
    return modal(ids.MODAL_DECISION_CHANGE, CHANGES[kind], blocks, "Record", ids.choice(ref, kind))


def _how(kind: ChangeKind, today: date) -> list[Block]:
    if kind == "pause":
        return [date_input(ids.DECISION_UNTIL, "When does it go on?", today + PAUSE, "On this day it comes again.")]
    if kind == "move":
        return [
            text_input(
                ids.DECISION_WHEN,
                "When does it come from now on?",
                hint="Days, a time, or both. What you leave out stays as it is.",
                example="every Tuesday at 14:00",
                limit=200,
            )
        ]
    if kind == "target":
        return [
            text_input(ids.DECISION_TARGET, "What is the new target?", example="1,200", limit=60),
            text_input(
                ids.DECISION_DUE,
                "By when?",
                hint="Leave this empty to keep its date.",
                example="end of September",
                limit=100,
                optional=True,
            ),
        ]
    return [users_input(ids.DECISION_PERSON, "Who does it from now on?", hint="They are asked, and can say no.")]


# ---------------------------------------------------------------- what would change, in plain text


def pause_line(proposal: Pause, slot: Slot) -> str:
    """Return "Tip of the day: pauses until Mon 20 Apr 2026"."""
    return f"{clean(slot.title)}: pauses until {full_day(proposal.until)}"


def move_line(proposal: Move, slot: Slot) -> str:
    """Return "Tip of the day: every Monday at 10:00 → every Tuesday at 14:00"."""
    before = Schedule((Planned(slot.rule, slot.wall),)).in_words()
    after = Schedule((Planned(proposal.rule, proposal.wall),)).in_words()
    return f"{clean(slot.title)}: {before} → {after}"


def target_line(proposal: Retarget, measure: Measure, mark: DecimalMark) -> str:
    """Return "Instagram followers: 1,000 → 1,200 by Wed 30 Sep 2026"."""
    before, after = number(measure.target, mark), number(proposal.target, mark)
    if proposal.due is None or proposal.due == measure.due:
        return f"{clean(measure.name)}: {before} → {after}"
    return f"{clean(measure.name)}: {before} by {full_day(measure.due)} → {after} by {full_day(proposal.due)}"


def role_line(role: Role, person: Person) -> str:
    """Return "Instagram editor: ben → cho"."""
    return f"{clean(role.title)}: {clean(role.holder.name) if role.holder else 'nobody yet'} → {clean(person.name)}"


def reason_of(note: Note) -> str:
    """Return why something is paused: the decision's own words, up to the limit of a hold's reason."""
    text = clean(note.text)
    return text if len(text) <= REASON_LIMIT else f"{text[: REASON_LIMIT - 1].rstrip()}…"


# ---------------------------------------------------------------- in messages


def changes_words(note: Note, by: Person | None = None) -> str:
    """Say what a decision would change, or changed and by whom; "" for one that changes nothing by itself."""
    if not note.changes:
        return ""
    lines = "\n".join(f"• {inline(line)}" for line in note.changes)
    if note.applied_at is None:
        return f"Nothing is changed yet. “Apply” would change this in the plan:\n{lines}"
    return f"✓ Applied{f' by {name(by)}' if by else ''}:\n{lines}"


def changes_in_short(note: Note) -> str:
    """Return what follows a decision in the summary: " (applied: …)" or " (not applied: …)"."""
    if not note.changes:
        return ""
    how = "not applied" if note.applied_at is None else "applied"
    return f" ({how}: {'; '.join(inline(line) for line in note.changes)})"
