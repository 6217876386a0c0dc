"""Chapters on the work: calendar, campaigns, roles, responsibilities, tools, warnings, open questions, signing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, called, chapter, only, place, said_date
from bot.domain.calendar import Slot
from bot.domain.plan import Dismissal
from bot.domain.platforms import Highlight
from bot.domain.resources import Resource, Responsibility
from bot.domain.roles import Role
from bot.domain.signing import Signing
from bot.domain.warnings import name_of
from bot.schema.lessons import LESSONS
from bot.schema.table import CONCEPTS

KINDS = {"publish": "Post", "converse": "Conversation", "listen": "Listening", "deliver": "Deliverable"}
# What each guard warns of, in the words of its demand.
GUARDS = {
    "B1": "A goal that is hard to reach, or hard to tell",
    "B7": "The cart before the horse",
    "B8": "Doing as the neighbour does",
    "B9": "Being everywhere",
    "C3": "An assumption about the audience",
    "C6": "A number that nobody acts on",
    "C8": "Basics first",
}


def calendar(say: Saying) -> Section:
    """Say what is published, talked about and listened to regularly, by platform (B4, C5)."""
    order = {part.id: number for number, part in enumerate(say.platforms)}
    slots = [slot for slot in say.plan.slots if slot.kind != "deliver"]
    slots.sort(key=lambda slot: (order.get(slot.platform_id or 0, len(order)), slot.id))
    missing = "Nothing regular is on the calendar yet."
    return chapter("calendar", "Content calendar", missing, (_slot(say, slot) for slot in slots))


def timetable(say: Saying) -> Section:
    """Say when, and by whom, each deliverable is handed in, including the calendars themselves (B5)."""
    slots = [slot for slot in say.plan.slots if slot.kind == "deliver"]
    missing = "No deliverable has a date yet, next month's calendar included."
    return chapter("timetable", "Timetable of deliverables", missing, (_slot(say, slot) for slot in slots))


def _slot(say: Saying, slot: Slot) -> Entry:
    facts = only(
        "slot",
        platform=Named(slot.platform_name, (f"platform:{slot.platform_id}",)),
        kind=Named(KINDS[slot.kind], (slot.kind,)),
        when=f"{slot.rule.in_words()} at {slot.wall:%H:%M} ({place(slot.zone)})",
        role=Named(slot.role_title, (f"role:{slot.role_id}",)),
        goal=say.named("goal", slot.goal_id).otherwise("none yet"),
        audience=Named(slot.audience_name, (f"audience:{slot.audience_id}",)),
        message=slot.message or "",
        theme=slot.theme or "",
        content_kind=slot.content_kind or "",
    )
    return Entry(key=f"slot:{slot.id}", title=slot.title, facts=facts)


def highlights(say: Saying) -> Section:
    """Say which campaigns are planned, in order of date (B4)."""
    parts = sorted(say.plan.of(Highlight), key=lambda part: (part.value.begins, part.id))
    return chapter("highlights", "Highlights", "No highlight is planned yet.", (say.entry(part) for part in parts))


def roles(say: Saying) -> Section:
    """Say who is in charge of what, who is the backup, and how many hours each role has (A5, B5, D3)."""
    entries = [_role(say, role) for role in say.plan.roles]
    if entries and say.plan.leads:
        leads = only("leads", leads="\n".join(person.name for person in say.plan.leads))
        entries.append(Entry(key="leads:0", title="In charge", means=("leads",), facts=leads))
    return chapter("roles", "Roles", "No role is written down yet.", entries)


def _role(say: Saying, role: Role) -> Entry:
    facts = only("role", holder=called(role.holder) or Named("nobody yet", NONE), backup=called(role.backup))
    return Entry(key=f"role:{role.id}", title=role.title, facts=(*facts, *say.facts(CONCEPTS["role"], role.details)))


def learning(say: Saying) -> Section:
    """Say the team's progress with the lessons, without names (A1)."""
    learnt = say.plan.learnt
    people = {role.holder.id for role in say.plan.roles if role.holder} | {lead.id for lead in say.plan.leads}
    facts = only(
        "learning",
        begun=f"{len(learnt)} of {max(len(people), len(learnt))} people who have a role or lead",
        lessons=f"{sum(learnt.values())} by all of them. There are {len(LESSONS)}.",
    )
    return chapter(
        "learning",
        "What the team has learned",
        "Nobody has begun with the lessons yet.",
        (Entry(key="learning:0", title="The lessons", facts=facts),) if learnt else (),
    )


def hands(say: Saying) -> Section:
    """Say in whose hands each piece of work is today, and in whose it should be (E5)."""
    return chapter(
        "hands",
        "Who does what today, and who should",
        "It is not written down yet who does what today, and who should by when.",
        (say.entry(part) for part in say.plan.of(Responsibility)),
    )


def resources(say: Saying) -> Section:
    """Say which procedures, guidelines, tools and material the work depends on (B6, E6)."""
    order = {"guideline": 0, "procedure": 1, "tool": 2, "material": 3}
    parts = sorted(say.plan.of(Resource), key=lambda part: (order[part.value.kind], part.id))
    missing = "No guideline, procedure or tool is written down yet."
    return chapter("resources", "Guidelines, procedures and tools", missing, (say.entry(part) for part in parts))


def warnings(say: Saying) -> Section:
    """Say which warnings were dismissed, by whom, and why."""
    return chapter(
        "warnings",
        "Warnings that we considered",
        "No warning was set aside.",
        (_warning(say, one) for one in say.plan.dismissed),
    )


def _warning(say: Saying, one: Dismissal) -> Entry:
    on = one.at.astimezone(say.plan.strategy.hours.zone).date()
    facts = only(
        "dismissal",
        about=Named(name_of(say.plan, one.thing, one.thing_id) or "", (f"{one.thing}:{one.thing_id}",)),
        reason=one.reason,
        by=one.by.name,
        on=said_date(on),
    )
    title = GUARDS.get(one.guard.partition(".")[0], "Another warning")
    return Entry(key=f"dismissal:{one.id}", title=title, means=("dismissal",), facts=facts)


def open_questions(gaps: Sequence[str]) -> Section:
    """Say what is still missing, the most important first. Each question is an entry until it is answered."""
    return chapter(
        "open",
        "Open questions",
        "Nothing is missing.",
        (Entry(key=f"gap:{line}", title=line) for line in dict.fromkeys(gaps)),
    )


def signing(say: Saying) -> Section:
    """Say who signs the strategy, who approves it, and when its next revision is due (D5)."""
    entries = say.single(Signing, "How it is signed off")
    missing = "It is still open in whose name the strategy stands, and who approves it."
    return chapter("signing", "Signing off", missing, entries)
