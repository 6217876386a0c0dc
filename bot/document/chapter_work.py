"""Chapters on the work: calendar, campaigns, roles, responsibilities, tools, warnings, open questions, signing."""

from __future__ import annotations

from bot.document.chapters import filled, writes
from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, called, only, place, said_date
from bot.domain.calendar import Slot
from bot.domain.plan import Dismissal
from bot.domain.resources import Resource
from bot.domain.roles import Role
from bot.domain.warnings import name_of
from bot.schema.columns import POST_TEXTS
from bot.schema.lessons import LESSONS
from bot.schema.shape import Chapter
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


@writes(Chapter(130, "calendar", "Content calendar", "Nothing regular is on the calendar yet."))
def calendar(say: Saying, chapter: Chapter) -> Section:
    """Say what is published, talked about and listened to regularly, by platform (B4, C5)."""
    order = {part.id: number for number, part in enumerate(say.platforms)}
    slots = [slot for slot in say.plan.slots if slot.kind != "deliver"]
    slots.sort(key=lambda slot: (order.get(slot.platform_id or 0, len(order)), slot.id))
    return filled(chapter, (_slot(say, slot) for slot in slots))


@writes(
    Chapter(
        140,
        "timetable",
        "Timetable of deliverables",
        "No deliverable has a date yet, next month's calendar included.",
    )
)
def timetable(say: Saying, chapter: Chapter) -> Section:
    """Say when, and by whom, each deliverable is handed in, including the calendars themselves (B5)."""
    slots = [slot for slot in say.plan.slots if slot.kind == "deliver"]
    return filled(chapter, (_slot(say, slot) for slot in slots))


def _slot(say: Saying, slot: Slot) -> Entry:
    facts = only(
        "slot",
        platform=Named(slot.platform_name, (f"platform:{slot.platform_id}",)),
        kind=Named(KINDS[slot.kind], (slot.kind,)),
        when=f"{slot.rule.in_words()} at {slot.wall:%H:%M} ({place(slot.zone)})",
        role=Named(slot.role_title, (f"role:{slot.role_id}",)),
        goal=say.named("goal", slot.goal_id).otherwise("none yet"),
        audience=Named(slot.audience_name, (f"audience:{slot.audience_id}",)),
        **{name: getattr(slot, name) or "" for name in POST_TEXTS},
    )
    return Entry(key=f"slot:{slot.id}", title=slot.title, facts=facts)


@writes(CONCEPTS["role"].chapter)
def roles(say: Saying, chapter: Chapter) -> Section:
    """List the roles, each with its holder, backup and weekly hours (A5, B5, D3)."""
    entries = [_role(say, role) for role in say.plan.roles]
    if entries and say.plan.leads:
        leads = only("leads", leads="\n".join(person.name for person in say.plan.leads))
        entries.append(Entry(key="leads:0", title="In charge", means=("leads",), facts=leads))
    return filled(chapter, entries)


def _role(say: Saying, role: Role) -> Entry:
    facts = only("role", holder=called(role.holder) or Named("nobody yet", NONE), backup=called(role.backup))
    return Entry(key=f"role:{role.id}", title=role.title, facts=(*facts, *say.facts(CONCEPTS["role"], role.details)))


@writes(Chapter(240, "learning", "What the team has learned", "Nobody has begun with the lessons yet."))
def learning(say: Saying, chapter: Chapter) -> Section:
    """Say the team's progress with the lessons, without names (A1)."""
    learnt = say.plan.learnt
    people = {role.holder.id for role in say.plan.roles if role.holder} | {lead.id for lead in say.plan.leads}
    facts = only(
        "learning",
        begun=f"{len(learnt)} of {max(len(people), len(learnt))} people who have a role or lead",
        lessons=f"{sum(learnt.values())} by all of them. There are {len(LESSONS)}.",
    )
    return filled(chapter, (Entry(key="learning:0", title="The lessons", facts=facts),) if learnt else ())


@writes(CONCEPTS["resource"].chapter)
def resources(say: Saying, chapter: Chapter) -> Section:
    """Say which procedures, guidelines, tools and material the work depends on (B6, E6)."""
    order = {"guideline": 0, "procedure": 1, "tool": 2, "material": 3}
    parts = sorted(say.plan.of(Resource), key=lambda part: (order[part.value.kind], part.id))
    return filled(chapter, (say.entry(part) for part in parts))


@writes(Chapter(250, "warnings", "Warnings that we considered", "No warning was set aside."))
def warnings(say: Saying, chapter: Chapter) -> Section:
    """Say which warnings were dismissed, by whom, and why."""
    return filled(chapter, (_warning(say, one) for one in say.plan.dismissed))


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


@writes(Chapter(260, "open", "Open questions", "Nothing is missing."))
def open_questions(say: Saying, chapter: Chapter) -> Section:
    """Say what is still missing, the most important first. Each question is an entry until it is answered."""
    return filled(chapter, (Entry(key=f"gap:{line}", title=line) for line in dict.fromkeys(say.gaps)))
