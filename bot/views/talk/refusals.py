"""The words of every refusal: what is wrong, what to do instead, and an example that would work.

Each class of bot/domain/refusals.py has its words here (a test checks that). Its facts may be what people typed: they
are made safe before they go into a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.domain import refusals as no
from bot.domain.errors import Refusal
from bot.views.kit.blocks import Content, fit, section
from bot.views.kit.facts import Safe, filled, sentence
from bot.views.kit.texts import channel_link, mention, moment

R = TypeVar("R", bound=Refusal)

# Any: each function takes the class under which it is registered, which `says` has checked.
WORDS: dict[type[Refusal], Callable[[Any, Safe], str]] = {}


def refusal(said: Refusal) -> Content:
    """Word a refusal as a message."""
    text = WORDS[type(said)](said, Safe())
    return fit(Content(text, (section(text),)))


def field_error(said: Refusal) -> str:
    """Word a refusal for under a form's field, where Slack shows plain text."""
    return WORDS[type(said)](said, Safe(plain=True)).replace("`", "")


def says(kind: type[R], *parts: str | Callable[[R, Safe], str], **otherwise: str) -> None:
    """Register the words of a refusal: sentences with its facts in braces, or functions of it.

    A sentence with an empty fact is left out, unless `otherwise` has other words for that fact.
    """

    def say(said: R, safe: Safe) -> str:
        facts = otherwise | {name: shown for name, fact in said.facts.items() if (shown := safe(fact))}
        return sentence(*(filled(part, facts) if isinstance(part, str) else part(said, safe) for part in parts))

    WORDS[kind] = say


# ---------------------------------------------------------------- where a command was typed

says(
    no.UnknownWord,
    "I do not know “{typed}”.",
    "Did you mean `/beat {nearest}`?",
    "Type `/beat help` to see all commands.",
)
says(
    no.UnknownChannel,
    lambda r, f: f"I do not know the channel{f.told(r.typed, ' {}').rstrip('.')}.",
    "Choose it from the list that Slack offers after `#`.",
)
says(
    no.NotHome, "This channel has no plan yet. Type `/beat setup` to make one here, or go to the channel that has one."
)
says(
    no.ManyHomes,
    "You have more than one plan, and I cannot tell which one you mean.",
    "They are: {names}.",
    "Type the command in the plan's own channel, or name it, like `/beat goals in #social`.",
)
says(no.NoHomeYet, "There is no plan yet that you can see. Type `/beat setup` in the channel where your team works.")
says(
    no.AlreadyHome,
    "This channel is already the home of {name}.",
    "Add to it with `/beat goal`, `/beat role` or `/beat slot`. A second plan needs a channel of its own.",
    name="a plan",
)
says(no.BeingSetUp, "I'm making {name} the plan of this channel right now. Try again in a minute.", name="another plan")
says(
    no.NotInChannel,
    "I am not a member of this channel, so I cannot write here.",
    lambda r, f: (
        f"Type `/invite @{f.either(r.bot, 'drumbeat')}`, and then the command again{f.told(r.command, ': {}')}"
    ),
)
says(no.MoveWhere, "Go to the channel where the plan should live, and type `/beat move here` there.")
says(
    no.MoveNotThere,
    "To move a plan, you have to be in both channels: this one and",
    lambda r, f: f"{channel_link(r.channel) if r.channel else 'the one where it lives'}.",
)
says(
    no.ChannelLost,
    lambda r, f: f"I can't post in {channel_link(r.channel) if r.channel else 'the channel'} yet.",
    "Type `/invite @{bot}` in it first.",
    bot="drumbeat",
)
says(
    no.SetupInChannel,
    "A plan lives in a channel. Type `/beat setup` in the channel where your team works, like #social.",
)
says(no.CannotHere, "That does not work here. Type it in the channel where the plan is at home.")
says(
    no.WorkspaceUnknown,
    "I am not fully installed in this workspace. Ask whoever installed me to run `drumbeat doctor`.",
)

# ---------------------------------------------------------------- who may

says(
    no.NotAllowed,
    # The permissions table words an action with its details after a colon.
    lambda r, f: f"You cannot {r.action.value.partition(':')[0] if r.action else 'do that'} here.",
    "Ask the lead of this plan: `/beat lead` shows who that is.",
)
says(
    no.CannotTakeOver,
    "You can't take over this plan. An owner or admin of this workspace, or someone who approves its strategy, can: "
    "`/beat lead`",
)
says(
    no.HasLead,
    "{name} already leads {plan}. There is nothing to take over.",
    "To lead it together, ask them to name you co-lead: `/beat lead @ana`",
    name="Someone",
    plan="this plan",
)
says(no.CannotLead, "{name} is a guest or a bot. Choose a member to lead the plan.", name="That person")
says(no.HasCoLead, "{name} is co-lead of this plan already. Change that with `/beat settings`.", name="Someone")
says(
    no.TooLateToLeadAgain,
    "The lead can be taken back for 14 days, and they are over.",
    "Ask {name} to name you co-lead: `/beat lead @ana`",
    name="whoever leads the plan",
)
says(
    no.NotYours,
    "This belongs to somebody else, so only they and the lead can change it. `/beat today` shows what is yours.",
)
says(
    no.NotYourQuestion,
    "I am asking somebody else here, and only they can answer. To add something yourself, type `/beat`.",
)

# ---------------------------------------------------------------- what is not there

says(no.Gone, "I cannot find that any more. Type `/beat` to see what there is.")
says(
    no.UnknownPlatform,
    "I know no platform called {typed} in this plan. To hold all of it: `/beat hold everything`",
    typed="that",
)
says(
    no.UnknownLesson,
    "There is no lesson “{typed}”.",
    "They are numbered from 1 to 10, so type `/beat lesson 3` for the third one. `/beat lessons` lists them.",
)

# ---------------------------------------------------------------- files that people drop

says(no.FileOver, "That file is dealt with already, or it was too long ago. Drop it again to begin anew.")
says(
    no.FileNotThere,
    "That channel cannot be its home: it has a plan by now, or one of us is not in it. Choose another one.",
)
says(no.LogoChanged, "The plan has another logo by now. Take it off where that one was chosen.")
says(no.UnknownFormat, "I write YAML or JSON, not {typed}. Try `/beat export json`", typed="that")

# ---------------------------------------------------------------- duties

_ENDS = {"missed": "The time for this one is over, and it was not done.", "withdrawn": "This one is no longer needed."}


def _ended(r: no.ClosedDuty, f: Safe) -> str:
    # A time in another person's zone would be worse than none.
    when = f", {moment(r.when, r.zone)}" if r.when and r.zone else ""
    return _ENDS.get(
        r.state, f"This one is settled already: {f.either(r.state, 'closed')}{f.told(r.by, ' by {}')}{when}."
    )


def _too_late_to_undo(r: no.TooLateToUndo, f: Safe) -> str:
    if r.leads and r.thing == "duty":
        return "It stays as it is. If it matters, note it in the next review."
    if r.leads:
        return "You can still change it in its form. `/beat history` shows how it was before."
    return "Tell your lead, or note it in the next review."


says(no.ClosedDuty, _ended, "Type `/beat today` to see what is open.")
says(no.TooLateToUndo, "Undo works for ten minutes, and they are over.", _too_late_to_undo)
says(no.TooFar, "That is more than {days} days away. Choose an earlier day, or hand it over or skip it.", days="a few")
says(no.PastTime, "That time is over. Choose one that is still to come, like tomorrow 9:00.")
says(
    no.BeforeDue,
    lambda r, f: f"It isn't due {f'before {moment(r.when, r.zone)}' if r.when and r.zone else 'yet'}.",
    "Pick a later time, or tap Done if it's finished.",
)
says(no.BadLink, "That is not a web address. Paste the whole of it, like https://www.instagram.com/p/abc.")
says(
    no.ChangedMeanwhile,
    "Somebody changed this in the meantime, so I left it alone. Look at it again, then press once more.",
)

# ---------------------------------------------------------------- ideas

says(no.IdeaTaken, "Somebody uses this idea already, or removed it. `/beat ideas` shows what is there now.")
says(no.HasText, "There is a text for this one already. `/beat today` shows it as it is now.")
says(
    no.NoIdea,
    "What is the idea? Type it in a few words, like `/beat post A photo of the new oven`.",
    "Something regular has days and a time: `/beat slot Instagram tip every Monday at 9`.",
)

# ---------------------------------------------------------------- people and roles


def _unknown_person(r: no.UnknownPerson, f: Safe) -> str:
    # Slack's own ids say nothing to people.
    known = r.name and mention(r.name) == f(r.name)
    return f"I do not know {f'anybody called {f(r.name)}' if known else 'that person'}."


_HOME = "the plan's channel"

says(no.UnknownPerson, _unknown_person, "Type @ and choose somebody from Slack's list, like @ana.")
says(no.PersonLeft, "{name} has left this workspace. Choose somebody who is here, like @ana.", name="That person")
says(
    no.NotInHome,
    lambda r, f: f"{f.either(r.name, 'That person')} is not in {channel_link(r.channel) if r.channel else _HOME},",
    "where this plan lives. Invite them there first, or choose somebody who is in it.",
)
says(no.PersonIsBot, "{name} is a bot and cannot have duties. Choose a person, like @ana.", name="That")
says(no.OfferOver, "The role {role} is settled. `/beat roles` shows who has it now.", role="that you were asked about")
says(
    no.RoleTaken,
    "{name} has the role {role} now. Ask the plan lead if you want it back.",
    name="Somebody else",
    role="you had",
)
says(
    no.RoleApproves,
    "The role {role} approves the strategy, so only the plan lead can give it back. Ask them for it.",
    role="you had",
)
says(
    no.CannotAppoint,
    "You can hand this over this time only, because {role} is not yours to give.",
    "{lead} leads this plan and can do it.",
    "Choose “This time only”, or ask them.",
    role="the role",
)
says(no.BadHour, "A digest can come between 05:00 and 16:00 on your clock. Choose an hour in between, like 08:30.")
says(
    no.NoHour,
    "Your digest cannot come at “{typed}”.",
    "It can come between 05:00 and 16:00 on your clock. Choose an hour in between, like `/beat hour 8:30`.",
)
says(no.BadTime, "I cannot read “{typed}” as a time.", "Type one like 14:30, 2pm or tomorrow 9:00.")
says(
    no.BadReminders,
    "I do not know “{typed}” as a way to remind you.",
    "You can have `gentle`, `standard` or `off`, like `/beat reminders gentle`.",
    "Now it is {now}.",
)

# ---------------------------------------------------------------- the plan's parts

says(no.TitleTaken, "There is a role called {title} already. Choose another name.", title="that")
says(no.NameTaken, "There is {name} in this plan already. Choose another name.", name="one of that name")
says(no.NothingToPlan, "There is nothing left to plan for it: its days are over. `/beat posts` shows what is.")
says(no.GapClosed, "That has its answer by now. What is still missing: `/beat setup`")
says(no.NeedsARole, "A number needs somebody who reads it. Add a role first: `/beat role Editor @ana`")
says(no.NeedsTaker, "Choose which role takes over what {role} does, like the first one.", role="this one")
says(
    no.NeedsRole,
    "{role} has work, and there is no other role to take it over. Add one: `/beat role Editor @ana`",
    role="This role",
)
says(
    no.OnHoldAlready,
    "{name} is on hold already, so it was not paused.",
    "Type `/beat resume` to let it go on, and then apply this.",
    name="This post",
)
says(no.WarningSettled, "That is settled by now, so there is nothing left to live with. See `/beat check`.")

# ---------------------------------------------------------------- what was typed

says(
    no.TextTooLong,
    lambda r, f: f"That text is too long{f': {r.length:,} characters' if r.length else ''}.",
    lambda r, f: f"There is room for {r.limit:,} characters." if r.limit else "",
    "Keep the heart of it, and put the rest into a document.",
)
says(no.NothingSaid, "There was nothing to read in that. Write a few words, like “Short videos work.”")
says(no.NoNumbers, "There is no number in it yet. Fill in one at least, like 640, or the word same.")

# ---------------------------------------------------------------- the written strategy

says(
    no.SubmittedAlready,
    "Version {number} waits for approval. Withdraw it first, or wait for the answer.",
    number="before this one",
)
says(
    no.NothingNew, "Nothing has changed since version {number}. Change the plan first, then submit it.", number="before"
)
says(
    no.OwnSubmission,
    "Nobody approves what they submitted themselves. Somebody else with an approver's role can.",
    "To change something, withdraw it.",
)
says(
    no.TookOverSince,
    "You took over this plan while version {number} was open, so someone else has to approve it.",
    "You can withdraw it, and submit it again.",
    number="of the strategy",
)
says(no.EditionSettled, "Version {number} is decided already. `/beat strategy` shows how it stands.", number="you mean")
says(no.AnsweredBefore, "That comment has its answer already. The message above shows it.")
says(no.NoVersion, "There is no version {number}. `/beat strategy` lists them all.", number="of that number")
says(
    no.NoChapter,
    lambda r, f: f"I know no chapter {f.told(r.typed, 'called “{}”') or 'of that name'}.",
    "Did you mean `/beat strategy {nearest}`?",
    "Type its number or one word of it, like `/beat strategy platforms`.",
)

# ---------------------------------------------------------------- reviews

_LACKING = {"target": "no number with a target", "role": "no role"}

says(
    no.ReviewClosed,
    "This review is closed. Keep the thought for the next one: a reply like “Learning: short videos work.”",
)
says(no.ReviewOpen, "This review is still open. When it is closed, its summary has this button again.")
says(
    no.AppliedAlready,
    "The plan was changed by this decision. Press “Undo the change” first, then take the decision back.",
)
says(
    no.NothingToChange,
    lambda r, f: f"There is {_LACKING.get(r.kind, 'no regular post')} in this plan yet.",
    "Leave this empty, and the decision is recorded all the same.",
)

# ---------------------------------------------------------------- conversations


def _conversation_open(r: no.ConversationOpen, f: Safe) -> str:
    about = f" {f(r.noun)}{f.told(r.said, ' “{}”').rstrip('.')}" if f(r.noun) else ""
    where = {"dm": "in our direct messages", "thread": "in a thread of this channel"}.get(r.where, "")
    return sentence(
        "I am asking you something else here already" + (f": it is about{about}, {where}." if about else "."),
        f"Finish that{' there' if where else ''}, or type `/beat cancel`, and then start again.",
    )


says(no.ConversationOpen, _conversation_open)
says(no.AnsweredAlready, "That question has its answer already. To go back to it, type `back` in our conversation.")
says(no.ConversationOver, "That conversation is over. Start a new one, like `/beat goal`.")

# ---------------------------------------------------------------- our fault

says(no.FormTooLate, "The form could not open in time. Nothing was changed. Press the button once more.")
says(
    no.WentWrong,
    "Something went wrong on my side. Nothing was changed.",
    "Please try again in a minute.",
    "If it happens again, give this to whoever runs me: {reference}",
)
says(
    no.OutcomeNotKnown,
    "Something went wrong on my side, and I can't tell whether your change was saved.",
    "Please check before you try again.",
    "If it happens again, give this to whoever runs me: {reference}",
)
says(no.DatabaseBusy, "I'm busy right now and couldn't do that. Nothing was changed. Try again in a minute.")
says(
    no.OneMoment,
    "One moment, this takes longer than usual. I'll send you a message when it's done.",
    "If you don't hear from me within a minute, nothing was changed.",
)
says(no.OneMomentForm, "This takes longer than usual. Wait a moment, then send the form again. Nothing is saved twice.")
