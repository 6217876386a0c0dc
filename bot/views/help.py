"""What can be typed, each with an example, and what makes sense here and now."""

from __future__ import annotations

from bot.domain.strategies import Strategy
from bot.views import ids
from bot.views.blocks import Block, Content, actions, button, context, fit, section
from bot.views.texts import channel_link, count, titled

# Words, an example that can be typed as it stands, and what comes of it.
COMMANDS = (
    ("setup", "/beat setup", "makes this channel the home of a plan. At most seven questions."),
    ("today", "/beat today", "shows what you have to do, with buttons."),
    ("goals", "/beat goals", "shows the goals and their latest numbers."),
    ("goal", "/beat goal 1,000 Instagram followers by end of March", "adds a goal. I ask for what is missing."),
    ("roles", "/beat roles", "shows who does what."),
    ("role", "/beat role Editor @ana", "gives a role to somebody."),
    ("calendar", "/beat calendar", "shows the next two weeks."),
    ("posts", "/beat posts", "shows the regular posts, and changes them."),
    ("slot", "/beat slot Instagram tip every Monday at 9", "adds a regular post."),
    ("post", "/beat post A photo of the new oven", "keeps an idea for a post, for a day without one."),
    ("ideas", "/beat ideas", "shows the ideas for posts."),
    ("hour", "/beat hour 8:30", "changes when your day with me begins."),
    ("reminders", "/beat reminders gentle", "reminds you less. The others are standard and off."),
    ("settings", "/beat settings", "shows and changes the plan's settings, and yours."),
    ("lead", "/beat lead", "shows who leads the plan. For leads: `/beat lead @ben` names a co-lead."),
    ("hold", "/beat hold Instagram until Monday: product recall", "stops publishing there, or everywhere. For leads."),
    ("resume", "/beat resume", "lets go on what is on hold. For leads."),
    ("why", "/beat why", "shows what I sent you or did not, and the reason. For leads: `/beat why @ben`"),
    ("lessons", "/beat lessons", "ten short lessons on how such a plan is made. One a day, if you like."),
    ("lesson", "/beat lesson 3", "shows one of them. Without a number it is the next one."),
    ("export", "/beat export", "sends you all of the plan as a file, for another channel or for keeps."),
    ("cancel", "/beat cancel", "stops what I am asking you."),
    ("help", "/beat help", "shows this list."),
)
# The same, for the whole strategy.
STRATEGY = (
    ("strategy", "/beat strategy", "shows the whole plan in writing: chapters, versions, files, approval."),
    ("setup", "/beat setup", "shows what is still missing, once there is a plan."),
    ("missing", "/beat missing", "shows that, too, from any channel."),
    ("check", "/beat check", "looks at the plan, and asks about what does not fit together."),
    ("history", "/beat history", "shows who changed what, and takes a change back."),
    ("lessons", "/beat lessons", "teaches how such a plan is made."),
)
# The words that add a part, in the order in which a plan grows.
ADDING = (
    *("vision", "objective", "audience", "platform", "evidence", "message", "positioning", "competitor", "tactic"),
    *("highlight", "experiment", "milestone", "protocol", "responsibility", "procedure", "alignment", "maturity"),
    "signing",
)


def help() -> Content:
    """List every command with an example, then those of the whole strategy."""
    lines = [f"`{example}`\n{words}" for _, example, words in COMMANDS]
    second = [f"`{example}` {words}" for _, example, words in STRATEGY]
    adding = f"Each of these adds a part, like `/beat audience`: {', '.join(ADDING)}."
    opening = "I keep your plan in motion. Each morning you get what is due, and each week we look back."
    closing = "While I ask you something, `back`, `skip`, `save`, `help` and `cancel` work everywhere."
    title = "*The whole strategy*"
    text = "\n".join(
        [opening, *[f"• `{example}` {words}" for _, example, words in COMMANDS], title, *second, adding, closing]
    )
    strategy = section("\n".join((title, *second, adding)))
    return fit(Content(text, (section(opening), section("\n".join(lines)), strategy, context(closing))))


def menu(strategy: Strategy | None, open_duties: int, can_setup: bool) -> Content:
    """Offer what makes sense here and now. `strategy` is None where there is no plan that the asker may see."""
    blocks: list[Block]
    if strategy is None:
        none = ids.Ref("strategy", 0).encode()
        row = [button("Set up a plan", ids.BEAT_SETUP, none, "primary")] if can_setup else []
        row += [button("My day", ids.BEAT_TODAY, none)] if open_duties else []
        row.append(button("Help", ids.BEAT_HELP, none))
        if can_setup:
            text = "This channel has no plan yet. Setting one up takes at most seven questions."
        else:
            text = "There is no plan here. Type `/beat setup` in the channel where your team works."
        return fit(Content(text, (section(text), actions(*row))))
    ref = ids.Ref("strategy", strategy.id).encode()
    waiting = count(open_duties, "duty waits", "duties wait") if open_duties else "Nothing waits"
    text = f"*{titled(strategy.name)}* in {channel_link(strategy.channel)}. {waiting} for you."
    blocks = [
        section(text),
        actions(
            button("My day", ids.BEAT_TODAY, ref, "primary" if open_duties else None),
            button("Goals", ids.BEAT_GOALS, ref),
            button("Roles", ids.BEAT_ROLES, ref),
            button("Calendar", ids.BEAT_CALENDAR, ref),
            button("Regular posts", ids.BEAT_POSTS, ref),
            button("In writing", ids.BEAT_STRATEGY, ref),
            button("Settings", ids.BEAT_SETTINGS, ref),
        ),
        actions(
            button("Add a goal", ids.BEAT_GOAL_NEW, ref),
            button("Add a role", ids.BEAT_ROLE_NEW, ref),
            button("Add a regular post", ids.BEAT_SLOT_NEW, ref),
            button("Help", ids.BEAT_HELP, ref),
        ),
        context("Your day, your roles and your settings also stand in my Home tab: press my name, then Home."),
    ]
    if can_setup:
        # The plan is that of another channel: this one can have its own.
        here = "This channel has no plan yet. Here is the one that you have elsewhere:"
        none = ids.Ref("strategy", 0).encode()
        blocks = [section(here), *blocks[:-1], actions(button("Set one up here", ids.BEAT_SETUP, none)), blocks[-1]]
        text = f"{here} {text}"
    return fit(Content(text, tuple(blocks)))
