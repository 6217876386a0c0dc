"""Chapters on the plan's market: audiences, platforms and evidence, messages, competitors."""

from __future__ import annotations

from bot.document.chapters import filled, writes
from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, only
from bot.domain.audiences import Audience
from bot.domain.competitors import Competitor
from bot.domain.plan import Part
from bot.domain.platforms import Evidence, Platform
from bot.schema.shape import Chapter
from bot.schema.table import CONCEPTS


@writes(CONCEPTS["audience"].chapter)
def audiences(say: Saying, chapter: Chapter) -> Section:
    """Say whom the plan speaks to, in detail, and where they are met (C2)."""
    return filled(chapter, (_audience(say, part) for part in say.plan.of(Audience)))


def _audience(say: Saying, part: Part[Audience]) -> Entry:
    met = {one.value.platform for one in say.plan.of(Evidence) if one.value.audience == part.id}
    where = [platform.id for platform in say.platforms if platform.id in met]
    return say.entry(part, met_on=say.named("platform", *where))


@writes(CONCEPTS["message"].chapter)
def messages(say: Saying, chapter: Chapter) -> Section:
    """Say what each audience should remember, on each platform (C5)."""
    entries = []
    for part in say.messages:
        entry = say.entry(part)
        everybody = () if part.value.audience else only("message", audience=Named("everybody", NONE))
        anywhere = () if part.value.platform else only("message", platform=Named("all", NONE))
        entries.append(entry.model_copy(update={"facts": (*everybody, *anywhere, *entry.facts)}))
    spoken = {part.value.audience for part in say.messages}
    unspoken = [say.name("audience", part.id) for part in say.plan.of(Audience) if part.id not in spoken]
    if entries and unspoken:
        facts = only("unspoken", audiences="\n".join(unspoken))
        entries.append(Entry(key="unspoken:0", title="No message of its own yet", facts=facts))
    return filled(chapter, entries)


@writes(CONCEPTS["platform"].chapter)
def platforms(say: Saying, chapter: Chapter) -> Section:
    """Say where people are met and how much each place matters, the most important first (A4, B4, D2)."""
    entries = tuple(_platform(say, part) for part in say.platforms)
    return filled(chapter, entries)


def _platform(say: Saying, part: Part[Platform]) -> Entry:
    met = {one.value.audience for one in say.plan.of(Evidence) if one.value.platform == part.id}
    whom = [audience.id for audience in say.plan.of(Audience) if audience.id in met]
    posts = [slot for slot in say.plan.slots if slot.platform_id == part.id]
    return say.entry(part, met=say.named("audience", *whom), slots="\n".join(slot.title for slot in posts))


@writes(CONCEPTS["evidence"].chapter)
def evidence(say: Saying, chapter: Chapter) -> Section:
    """Say what shows that an audience is where we look for it, and where evidence is still missing (C3)."""
    parts = say.plan.of(Evidence)
    entries = [say.entry(part) for part in parts]
    shown = {part.value.platform for part in parts}
    open_ones = [one.id for one in say.platforms if one.id not in shown and one.value.priority != "parked"]
    if open_ones and entries:
        facts = only("unproven", platforms=say.named("platform", *open_ones))
        entries.append(Entry(key="unproven:0", title="No evidence yet", facts=facts))
    return filled(chapter, entries)


@writes(CONCEPTS["competitor"].chapter)
def competitors(say: Saying, chapter: Chapter) -> Section:
    """Say who else speaks to these people, and what we adopt from them in our own way (B2, B8)."""
    return filled(chapter, (say.entry(part, tactics=say.taken_from(part)) for part in say.plan.of(Competitor)))


@writes(CONCEPTS["protocol"].chapter)
def answering(say: Saying, chapter: Chapter) -> Section:
    """Say how people are listened to and answered, and when listening is scheduled (E4)."""
    entries = say.entries(CONCEPTS["protocol"])
    listening = [slot.title for slot in say.plan.slots if slot.kind == "listen"]
    if listening and entries:
        facts = only("listening", slots="\n".join(listening))
        entries.append(Entry(key="listening:0", title="When we listen", facts=facts))
    return filled(chapter, entries)
