"""Who leads a plan: asking for a new lead, saying who took over or is back, and the answer to `/beat lead`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.leading import TAKE_BACK_FOR
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, section
from bot.views.kit.texts import channel_link, date_in, full_day, listed, name, titled

TAKE_OVER = "Take over as plan lead"
TAKE_BACK = "Take the lead back"
CHANGE = "Change who leads…"


@dataclass(frozen=True)
class Takeover:
    """A takeover of a plan: by whom, when, and from whom. `by_operator`: named on the command line.

    `leads` are the people who lead it now.
    """

    change_id: int
    strategy: Strategy
    lead: Person
    former: tuple[Person, ...]
    at: datetime
    by_operator: bool = False
    taken_back_by: Person | None = None
    leads: tuple[Person, ...] = ()

    @property
    def last_day(self) -> str:
        """Return the last day on which a former lead can take the lead back."""
        return full_day(date_in(self.at + TAKE_BACK_FOR, self.strategy.zone))

    @property
    def named_former(self) -> str:
        """Return the former leads: "Ana and Ben"."""
        return _named(self.former)


def _named(people: Sequence[Person]) -> str:
    return listed([name(person) for person in people]) or "the plan lead"


def _plural(people: Sequence[Person], one: str, more: str) -> str:
    return one if len(people) == 1 else more


def _plan(strategy: Strategy) -> str:
    return f"*{titled(strategy.name)}* in {channel_link(strategy.channel)}"


def _why(former: Sequence[Person], strategy: Strategy) -> str:
    """Say why the former leads can no longer lead."""
    left = [person for person in former if person.has_left]
    if left:
        return f"{_named(left)} left this Slack workspace."
    if not former:
        return ""
    return f"{_named(former)} {_plural(former, 'is', 'are')} no longer in {channel_link(strategy.channel)}."


# ---------------------------------------------------------------- nobody leads


def nobody_leads(strategy: Strategy, former: Sequence[Person]) -> Content:
    """Ask a person who can take over a plan that nobody leads."""
    texts = [
        f"Nobody leads {_plan(strategy)} anymore. {_why(former, strategy)}".rstrip(),
        "Until someone does, nobody can change its settings, pause it, or hear what gets missed. "
        "If that should be you, take over. If not, leave it to someone else: the channel hears who leads.",
    ]
    because = "You're getting this once, because you run this workspace, set this plan up, led it or approve it."
    blocks = [*map(section, texts), _take_over_row(strategy), context(because)]
    return fit(Content(" ".join([*texts, because]), tuple(blocks)))


def _take_over_row(strategy: Strategy) -> Block:
    return actions(button(TAKE_OVER, ids.LEAD_TAKE_OVER, ids.Ref("strategy", strategy.id).encode(), "primary"))


def led_again(strategy: Strategy, leads: Sequence[Person], reader: Person) -> Content:
    """Say who leads now, in place of the question."""
    if any(lead.id == reader.id for lead in leads):
        text = f"✓ You lead {_plan(strategy)} now."
    else:
        lead = _plural(leads, "leads", "lead")
        text = f"✓ {_named(leads)} {lead} {_plan(strategy)} now. There is nothing left for you to do."
    return fit(Content(text, (section(text),)))


# ---------------------------------------------------------------- somebody took over


def announced(told: Takeover) -> Content:
    """Tell the plan's channel who leads now."""
    if told.taken_back_by is not None:
        text = f"{name(told.lead)} led this plan for a while. {name(told.taken_back_by)} took the lead back."
        return fit(Content(text, (section(text),)))
    how = "was named by whoever runs me" if told.by_operator else "took over"
    text = (
        f"*{name(told.lead)} leads this plan now.* {_why(told.former, told.strategy)} "
        f"{name(told.lead)} {how}, and hears what gets missed from now on."
    )
    are = _plural(told.former, "is", "are")
    note = f"If {told.named_former} {are} back by {told.last_day}, they can take the lead back."
    return fit(Content(text, (section(text), *([context(note)] if told.former else []))))


def to_lead(told: Takeover) -> Content:
    """Tell the new lead what they can do now, and how to keep the plan from losing its lead again."""
    if told.taken_back_by is not None:
        text = f"{name(told.taken_back_by)} took the lead of {_plan(told.strategy)} back. You don't lead it anymore."
        return fit(Content(text, (section(text),)))
    text = (
        f"✓ You lead {_plan(told.strategy)} now. You can change its settings and pause it, "
        "and you hear what gets missed."
    )
    also = (
        "Name a co-lead, so that the plan goes on without you: `/beat lead @ben` in its channel. "
        "Someone else has to approve a version of the strategy that is open now. "
        "Roles that nobody has: `/beat roles`"
    )
    change = button(CHANGE, ids.EDIT_SETTINGS, ids.Ref("strategy", told.strategy.id).encode())
    return fit(Content(f"{text} {also}", (section(text), section(also), actions(change))))


def to_former(told: Takeover, *, can_take_back: bool) -> Content:
    """Tell a lead who is back who took over, and that they can take the lead back for fourteen days."""
    if told.taken_back_by is not None:
        text = f"✓ {_plan(told.strategy)} is led as before. {name(told.lead)} doesn't lead it anymore."
        return fit(Content(text, (section(text),)))
    text = _led_since(told)
    if not can_take_back:
        if told.leads:
            text += f" To lead it together, ask {name(told.leads[0])} to name you co-lead."
        return fit(Content(text, (section(text),)))
    text += f" You can take the lead back until {told.last_day}."
    back = button(TAKE_BACK, ids.LEAD_TAKE_BACK, ids.Ref("change", told.change_id).encode())
    return fit(Content(text, (section(text), actions(back))))


def _led_since(told: Takeover) -> str:
    """Say who leads now: usually the person who took over."""
    if any(one.id == told.lead.id for one in told.leads):
        on = full_day(date_in(told.at, told.strategy.zone))
        return f"{name(told.lead)} has led {_plan(told.strategy)} since {on}, because nobody else did."
    if not told.leads:
        return f"Nobody leads {_plan(told.strategy)} now."
    return f"{_named(told.leads)} {_plural(told.leads, 'leads', 'lead')} {_plan(told.strategy)} now."


def back(told: Takeover, reader: Person | None) -> Content:
    """Tell the channel, or the person who had taken over, that a lead is back."""
    who = name(told.taken_back_by)
    if reader is None:
        text = f"*{who} is back and leads this plan again.* {name(told.lead)} doesn't lead it anymore."
    else:
        text = f"{who} is back and leads {_plan(told.strategy)} again. You don't lead it anymore."
    return fit(Content(text, (section(text),)))


def named(strategy: Strategy, by: Person | None, *, is_lead: bool, is_first: bool) -> Content:
    """Tell a person whom a lead named lead or co-lead; `is_lead` is false once that was undone."""
    if not is_lead:
        text = f"Taken back: you don't lead {_plan(strategy)}."
        return fit(Content(text, (section(text),)))
    who = name(by) if by else "Your team"
    what = "plan lead" if is_first else "co-lead"
    text = f"{who} made you {what} of {_plan(strategy)}. You can change its settings and pause it."
    note = "To see or change who leads: `/beat lead` in its channel."
    return fit(Content(f"{text} {note}", (section(text), context(note))))


# ---------------------------------------------------------------- /beat lead


@dataclass(frozen=True)
class Leading:
    """What `/beat lead` shows: who leads, who did before, and what the reader can do about it."""

    strategy: Strategy
    leads: tuple[Person, ...]
    former: tuple[Person, ...] = ()
    may_change: bool = False
    may_take_over: bool = False
    takeover: Takeover | None = None  # one that the reader can undo


def page(shown: Leading, reader: Person) -> Content:
    """Say who leads a plan, with what the reader can do."""
    strategy, leads = shown.strategy, shown.leads
    blocks: list[Block] = []
    if not leads:
        texts = [f"Nobody leads {_plan(strategy)} anymore. {_why(shown.former, strategy)}".rstrip()]
        if shown.may_take_over:
            texts.append("You can take over. The channel hears who leads.")
            row = [_take_over_row(strategy)]
        else:
            texts.append(
                "An owner or admin of this workspace, or someone who approves its strategy, can take over with "
                "`/beat lead`. If they can't, ask whoever runs me."
            )
            row = []
        return fit(Content(" ".join(texts), (*map(section, texts), *row)))
    texts = [f"{_led_by(leads, reader)} {_plan(strategy)}."]
    if len(leads) > 1:
        texts.append(f"{name(leads[0])} hears what gets missed.")
    if shown.may_change:
        if len(leads) == 1:
            texts.append("Name a co-lead, so that the plan goes on if its only lead leaves: `/beat lead @ben`")
        blocks.append(actions(button(CHANGE, ids.EDIT_SETTINGS, ids.Ref("strategy", strategy.id).encode())))
    if shown.takeover is not None:
        texts.append(f"You can take the lead back until {shown.takeover.last_day}.")
        ref = ids.Ref("change", shown.takeover.change_id)
        blocks.append(actions(button(TAKE_BACK, ids.LEAD_TAKE_BACK, ref.encode())))
    return fit(Content(" ".join(texts), (*map(section, texts), *blocks)))


def _led_by(leads: Sequence[Person], reader: Person) -> str:
    if [one.id for one in leads] == [reader.id]:
        return "You lead"
    return f"{_named(leads)} {_plural(leads, 'leads', 'lead')}"


def co_lead_named(strategy: Strategy, person: Person) -> Content:
    """Confirm that a co-lead was named."""
    text = f"✓ {name(person)} is co-lead of {_plan(strategy)} now. I let them know."
    return fit(Content(text, (section(text),)))
