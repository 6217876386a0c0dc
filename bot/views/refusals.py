"""The words of every refusal: what is the matter, what can be done, and an example that would do.

A code is an entry of `WORDS`; an unknown one raises KeyError, and a test holds that every code in use has its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.views.blocks import Content, fit, section
from bot.views.facts import Facts, Words, sentence
from bot.views.texts import channel_link, mention


def refusal(code: str, facts: Mapping[str, str | int]) -> Content:
    """Word a refusal as a message."""
    text = WORDS[code](Facts(facts))
    return fit(Content(text, (section(text),)))


def field_error(code: str, facts: Mapping[str, str | int]) -> str:
    """Word a refusal for under a form's field, where Slack shows plain text."""
    return WORDS[code](Facts(facts, plain=True)).replace("`", "")


def _unknown_word(f: Facts) -> str:
    return sentence(
        f.told("typed", "I do not know “{}”."),
        f.told("nearest", "Did you mean `/beat {}`?"),
        "Type `/beat help` to see all commands.",
    )


def _too_late_to_undo(f: Facts) -> str:
    over = "Undo works for ten minutes, and they are over."
    if f["leads"] and f["about"] == "duty":
        return f"{over} It stays as it is. If it matters, note it in the next review."
    if f["leads"]:
        return f"{over} You can still change it in its form. `/beat history` shows how it was before."
    return f"{over} Tell your lead, or note it in the next review."


def _many_homes(f: Facts) -> str:
    return sentence(
        "You have more than one plan, and I cannot tell which one you mean.",
        f.told("names", "They are: {}."),
        "Type the command in the plan's own channel, or name it, like `/beat goals in #social`.",
    )


def _already_home(f: Facts) -> str:
    return sentence(
        f"This channel is already the home of {f.either('name', 'a plan')}.",
        "Add to it with `/beat goal`, `/beat role` or `/beat slot`. A second plan needs a channel of its own.",
    )


def _not_in_channel(f: Facts) -> str:
    return sentence(
        "I am not a member of this channel, so I cannot write here.",
        f"Type `/invite @{f.either('bot', 'drumbeat')}`, and then the command again{f.told('command', ': {}')}",
    )


def _not_allowed(f: Facts) -> str:
    # The permissions table words an action with its details after a colon.
    action = f["action"].partition(":")[0]
    return f"You cannot {action or 'do that'} here. Ask the lead of this plan: `/beat lead` shows who that is."


def _has_lead(f: Facts) -> str:
    return sentence(
        f"{f.either('name', 'Someone')} already leads {f.either('plan', 'this plan')}. There is nothing to take over.",
        "To lead it together, ask them to name you co-lead: `/beat lead @ana`",
    )


def _too_late_to_lead_again(f: Facts) -> str:
    return sentence(
        "The lead can be taken back for 14 days, and they are over.",
        f"Ask {f.either('name', 'whoever leads the plan')} to name you co-lead: `/beat lead @ana`",
    )


_ENDS = {
    "missed": "The time for this one is over, and it was not done.",
    "withdrawn": "This one is no longer needed.",
}


def _closed_duty(f: Facts) -> str:
    when = f.clock("when")
    ended = f"{f.either('state', 'closed')}{f.told('by', ' by {}')}{f', {when}' if when else ''}"
    settled = f"This one is settled already: {ended}."
    return sentence(_ENDS.get(f.raw("state"), settled), "Type `/beat today` to see what is open.")


def _before_due(f: Facts) -> str:
    when = f.clock("when")
    due = f"It isn't due before {when}." if when else "It isn't due yet."
    return sentence(due, "Pick a later time, or tap Done if it's finished.")


def _cannot_appoint(f: Facts) -> str:
    return sentence(
        f"You can hand this over this time only, because {f.either('role', 'the role')} is not yours to give.",
        f.told("lead", "{} leads this plan and can do it."),
        "Choose “This time only”, or ask them.",
    )


def _unknown_person(f: Facts) -> str:
    # Slack's own ids say nothing to people.
    known = f["name"] and mention(f.raw("name")) == f["name"]
    who = f"anybody called {f['name']}" if known else "that person"
    return f"I do not know {who}. Type @ and choose somebody from Slack's list, like @ana."


def _not_in_home(f: Facts) -> str:
    where = channel_link(f.raw("channel")) if f.raw("channel") else "the plan's channel"
    return sentence(
        f"{f.either('name', 'That person')} is not in {where}, where this plan lives.",
        "Invite them there first, or choose somebody who is in it.",
    )


def _unknown_lesson(f: Facts) -> str:
    return sentence(
        f.told("typed", "There is no lesson “{}”."),
        "They are numbered from 1 to 10, so type `/beat lesson 3` for the third one. `/beat lessons` lists them.",
    )


def _bad_time(f: Facts) -> str:
    return sentence(f.told("typed", "I cannot read “{}” as a time."), "Type one like 14:30, 2pm or tomorrow 9:00.")


def _no_hour(f: Facts) -> str:
    return sentence(
        f.told("typed", "Your digest cannot come at “{}”."),
        "It can come between 05:00 and 16:00 on your clock. Choose an hour in between, like `/beat hour 8:30`.",
    )


def _conversation_open(f: Facts) -> str:
    about = f" {f['noun']}{f.told('said', ' “{}”').rstrip('.')}" if f["noun"] else ""
    where = {"dm": "in our direct messages", "thread": "in a thread of this channel"}.get(f.raw("where"), "")
    return sentence(
        "I am asking you something else here already" + (f": it is about{about}, {where}." if about else "."),
        f"Finish that{' there' if where else ''}, or type `/beat cancel`, and then start again.",
    )


def _no_chapter(f: Facts) -> str:
    return sentence(
        f"I know no chapter {f.told('typed', 'called “{}”') or 'of that name'}.",
        f.told("nearest", "Did you mean `/beat strategy {}`?"),
        "Type its number or one word of it, like `/beat strategy platforms`.",
    )


def _bad_reminders(f: Facts) -> str:
    return sentence(
        f.told("typed", "I do not know “{}” as a way to remind you."),
        "You can have `gentle`, `standard` or `off`, like `/beat reminders gentle`.",
        f.told("now", "Now it is {}."),
    )


def _bad_number(f: Facts) -> str:
    return sentence(
        f"I cannot read {f.told('typed', '“{}”') or 'that'} as a number{f.told('name', ' for {}')}.",
        "Type one like 640, 1.2k or 3.5 %, or the word same.",
    )


def _not_a_number(f: Facts) -> str:
    return sentence(f.told("typed", "“{}” is not a number."), "Type one like 640, 1.2k or 3.5 %.")


def _text_too_long(f: Facts) -> str:
    return sentence(
        f"That text is too long{': ' + f.figure('length') + ' characters' if f['length'] else ''}.",
        f"There is room for {f.figure('limit')} characters." if f["limit"] else "",
        "Keep the heart of it, and put the rest into a document.",
    )


_LACKING = {"target": "no number with a target", "role": "no role"}


def _nothing_to_change(f: Facts) -> str:
    lacking = _LACKING.get(f.raw("kind"), "no regular post")
    return f"There is {lacking} in this plan yet. Leave this empty, and the decision is recorded all the same."


def _went_wrong(f: Facts) -> str:
    return sentence(
        "Something went wrong on my side. Nothing was changed.",
        "Please try again in a minute.",
        f.told("reference", "If it happens again, give this to whoever runs me: {}"),
    )


def _same(text: str) -> Words:
    return lambda f: text


def _about(before: str, key: str, otherwise: str, after: str) -> Words:
    return lambda f: f"{before}{f.either(key, otherwise)}{after}"


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # Where a command was typed
        "unknown_word": _unknown_word,
        "unknown_channel": lambda f: (
            f"I do not know the channel{f.told('typed', ' {}').rstrip('.')}. "
            "Choose it from the list that Slack offers after `#`."
        ),
        "not_home": _same(
            "This channel has no plan yet. Type `/beat setup` to make one here, or go to the channel that has one."
        ),
        "many_homes": _many_homes,
        "no_home_yet": _same(
            "There is no plan yet that you can see. Type `/beat setup` in the channel where your team works."
        ),
        "already_home": _already_home,
        "being_set_up": lambda f: (
            f"I'm making {f.either('name', 'another plan')} the plan of this channel right now. Try again in a minute."
        ),
        "not_in_channel": _not_in_channel,
        "move_where": _same("Go to the channel where the plan should live, and type `/beat move here` there."),
        "move_not_there": lambda f: (
            f"To move a plan, you have to be in both channels: this one and "
            f"{channel_link(f.raw('channel')) if f.raw('channel') else 'the one where it lives'}."
        ),  # channel
        "channel_lost": lambda f: sentence(
            f"I can't post in {channel_link(f.raw('channel')) if f.raw('channel') else 'the channel'} yet.",
            f"Type `/invite @{f.either('bot', 'drumbeat')}` in it first.",
        ),  # channel, bot
        "role_taken": lambda f: sentence(
            f"{f.either('name', 'Somebody else')} has the role {f.either('role', 'you had')} now.",
            "Ask the plan lead if you want it back.",
        ),  # role, name
        "role_approves": lambda f: sentence(
            f"The role {f.either('role', 'you had')} approves the strategy, so only the plan lead can give it back.",
            "Ask them for it.",
        ),  # role
        "no_dm_strategy": _same(
            "In a direct message I do not know which plan you mean. Type the command in the plan's channel."
        ),
        "setup_in_channel": _same(
            "A plan lives in a channel. Type `/beat setup` in the channel where your team works, like #social."
        ),
        "cannot_here": _same("That does not work here. Type it in the channel where the plan is at home."),
        "workspace_unknown": _same(
            "I am not fully installed in this workspace. Ask whoever installed me to run `drumbeat doctor`."
        ),
        # Who may
        "not_allowed": _not_allowed,
        "cannot_take_over": _same(
            "You can't take over this plan. An owner or admin of this workspace, or someone who approves its strategy, "
            "can: `/beat lead`"
        ),
        "has_lead": _has_lead,  # name, plan?
        "cannot_lead": _about("", "name", "That person", " is a guest or a bot. Choose a member to lead the plan."),
        "has_co_lead": _about(
            "", "name", "Someone", " is co-lead of this plan already. Change that with `/beat settings`."
        ),
        "too_late_to_lead_again": _too_late_to_lead_again,  # name?
        "not_yours": _same(
            "This belongs to somebody else, so only they and the lead can change it. `/beat today` shows what is yours."
        ),
        "not_your_question": _same(
            "I am asking somebody else here, and only they can answer. To add something yourself, type `/beat`."
        ),
        "unknown_platform": _about(
            "I know no platform called ", "typed", "that", " in this plan. To hold all of it: `/beat hold everything`"
        ),
        "unknown_lesson": _unknown_lesson,  # typed
        # Files that people drop
        "file_over": _same("That file is dealt with already, or it was too long ago. Drop it again to begin anew."),
        "file_not_there": _same(
            "That channel cannot be its home: it has a plan by now, or one of us is not in it. Choose another one."
        ),
        "logo_changed": _same("The plan has another logo by now. Take it off where that one was chosen."),
        "gone": _same("I cannot find that any more. Type `/beat` to see what there is."),
        # Duties
        "closed_duty": _closed_duty,
        "too_late_to_undo": _too_late_to_undo,  # leads?, about?
        "too_far": _about(
            "That is more than ", "days", "a few", " days away. Choose an earlier day, or hand it over or skip it."
        ),
        "idea_taken": _same("Somebody uses this idea already, or removed it. `/beat ideas` shows what is there now."),
        "has_text": _same("There is a text for this one already. `/beat today` shows it as it is now."),
        "no_idea": _same(
            "What is the idea? Type it in a few words, like `/beat post A photo of the new oven`. "
            "Something regular has days and a time: `/beat slot Instagram tip every Monday at 9`."
        ),
        "cannot_appoint": _cannot_appoint,
        "changed_meanwhile": _same(
            "Somebody changed this in the meantime, so I left it alone. Look at it again, then press once more."
        ),
        # People
        "unknown_person": _unknown_person,
        "person_left": _about(
            "", "name", "That person", " has left this workspace. Choose somebody who is here, like @ana."
        ),
        "not_in_home": _not_in_home,
        "person_is_bot": _about("", "name", "That", " is a bot and cannot have duties. Choose a person, like @ana."),
        "offer_over": _about(
            "The role ", "role", "that you were asked about", " is settled. `/beat roles` shows who has it now."
        ),
        "group_not_person": _same("That is a group, and a duty needs one person. Choose one member of it, like @ana."),
        # The plan's parts
        "title_taken": _about("There is a role called ", "title", "that", " already. Choose another name."),
        "nothing_to_plan": _same(
            "There is nothing left to plan for it: its days are over. `/beat posts` shows what is."
        ),
        "unknown_format": _about("I write YAML or JSON, not ", "typed", "that", ". Try `/beat export json`"),
        "gap_closed": _same("That has its answer by now. What is still missing: `/beat setup`"),
        "needs_a_role": _same("A number needs somebody who reads it. Add a role first: `/beat role Editor @ana`"),
        "name_taken": _about("There is ", "name", "one of that name", " in this plan already. Choose another name."),
        "needs_taker": _about("Choose which role takes over what ", "role", "this one", " does, like the first one."),
        "needs_role": _about(
            "",
            "role",
            "This role",
            " has work, and there is no other role to take it over. Add one: `/beat role Editor @ana`",
        ),
        # What was typed
        "bad_link": _same("That is not a web address. Paste the whole of it, like https://www.instagram.com/p/abc."),
        "bad_time": _bad_time,
        "no_hour": _no_hour,
        "bad_hour": _same(
            "A digest can come between 05:00 and 16:00 on your clock. Choose an hour in between, like 08:30."
        ),
        "bad_reminders": _bad_reminders,
        "on_hold_already": _about(
            "",
            "name",
            "This post",
            " is on hold already, so it was not paused. Type `/beat resume` to let it go on, and then apply this.",
        ),
        "past_time": _same("That time is over. Choose one that is still to come, like tomorrow 9:00."),
        "before_due": _before_due,  # when, zone
        "bad_number": _bad_number,
        "not_a_number": _not_a_number,
        "text_too_long": _text_too_long,
        "warning_settled": _same("That is settled by now, so there is nothing left to live with. See `/beat check`."),
        "nothing_said": _same("There was nothing to read in that. Write a few words, like “Short videos work.”"),
        "no_numbers": _same("There is no number in it yet. Fill in one at least, like 640, or the word same."),
        # The written strategy
        "submitted_already": _about(
            "Version ", "number", "before this one", " waits for approval. Withdraw it first, or wait for the answer."
        ),
        "nothing_new": _about(
            "Nothing has changed since version ", "number", "before", ". Change the plan first, then submit it."
        ),
        "own_submission": _same(
            "Nobody approves what they submitted themselves. Somebody else with an approver's role can. "
            "To change something, withdraw it."
        ),
        "took_over_since": _about(
            "You took over this plan while version ",
            "number",
            "of the strategy",
            " was open, so someone else has to approve it. You can withdraw it, and submit it again.",
        ),
        "edition_settled": _about(
            "Version ", "number", "you mean", " is decided already. `/beat strategy` shows how it stands."
        ),
        "answered_before": _same("That comment has its answer already. The message above shows it."),
        "no_version": _about("There is no version ", "number", "of that number", ". `/beat strategy` lists them all."),
        "no_chapter": _no_chapter,
        # Reviews and conversations
        "review_closed": _same(
            "This review is closed. Keep the thought for the next one: a reply like “Learning: short videos work.”"
        ),
        "applied_already": _same(
            "The plan was changed by this decision. Press “Undo the change” first, then take the decision back."
        ),
        "nothing_to_change": _nothing_to_change,
        "review_open": _same("This review is still open. When it is closed, its summary has this button again."),
        "conversation_open": _conversation_open,
        "answered_already": _same(
            "That question has its answer already. To go back to it, type `back` in our conversation."
        ),
        "conversation_over": _same("That conversation is over. Start a new one, like `/beat goal`."),
        # Our fault
        "form_too_late": _same("The form could not open in time. Nothing was changed. Press the button once more."),
        "went_wrong": _went_wrong,
        "database_busy": _same("I'm busy right now and couldn't do that. Nothing was changed. Try again in a minute."),
        "one_moment": _same(
            "One moment, this takes longer than usual. I'll send you a message when it's done. "
            "If you don't hear from me within a minute, nothing was changed."
        ),
        "one_moment_form": _same(
            "This takes longer than usual. Wait a moment, then send the form again. Nothing is saved twice."
        ),
    }
)
