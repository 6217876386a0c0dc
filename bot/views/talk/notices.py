"""The words of plain answers: what happened, and what follows.

A code is an entry of `WORDS`, with the facts that its words use; an unknown one raises KeyError.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.messages import KINDS, Payload
from bot.language.kept_values import place
from bot.views.kit.blocks import Content, actions, fit, section
from bot.views.kit.facts import Facts, Words, filled, sentence
from bot.views.kit.texts import channel_link, inline
from bot.views.pages.why import reason_words
from bot.views.people import returning
from bot.views.plan import channels
from bot.views.talk import spoken


def notice(code: str, facts: Mapping[str, str | int]) -> Content:
    """Word a plain answer as a message."""
    text = WORDS[code](Facts(facts))
    row = [actions(made)] if (made := spoken.button_of(code, Facts(facts))) else []
    return fit(Content(text, (section(text), *row)))


def _say(*parts: str | Words, **otherwise: str) -> Words:
    """Return sentences with their facts in braces; one with an empty fact is left out, unless there are other words."""

    def say(f: Facts) -> str:
        facts = otherwise | f.shown()
        if f.raw("channel"):
            facts["channel"] = channel_link(f.raw("channel"))
        return sentence(*(filled(part, facts) if isinstance(part, str) else part(f) for part in parts))

    return say


# Where a conversation that was just opened is held.
_HELD_IN = {
    "dm": "in your direct messages",
    "thread": "in a thread in this channel",
    "perhaps": "in a thread in this channel, or in your direct messages if I am not in it",
    "messages_tab": "in my Messages tab",
}


def _held_in(f: Facts, words: str) -> str:
    where = _HELD_IN.get(f.raw("where"))
    return words.format(where) if where else ""


def _role_declined(f: Facts) -> str:
    where = f" in {channel_link(f.raw('channel'))}" if f.raw("channel") else ""
    if f.raw("place") == "backup":
        return sentence(
            f"{f.either('name', 'Somebody')} said no to stepping in as {f.either('role', 'a backup')}{where}.",
            "Whoever has the role keeps it.",
            f"Ask somebody else to step in: `/beat role {f.either('role', 'Editor')} @ana, backup @ben`",
        )
    return sentence(
        f"{f.either('name', 'Somebody')} said no to the role {f.either('role', 'offered')}{where}.",
        "Until somebody else has it, its duties come to the backup or the lead.",
        f"Give it to somebody: `/beat role {f.either('role', 'Editor')} @ana`",
    )


def _role_vacant(f: Facts) -> str:
    return sentence(
        f"Nobody has the role {f.either('role', 'any more')} now.",
        f.told("name", "{} cannot do it any longer."),
        f"Until somebody has it, its duties come to {f.either('backup', 'the lead')}.",
        f"Give it to somebody: `/beat role {f.either('role', 'Editor')} @ana`",
    )


def _delivery_unknown(f: Facts) -> str:
    return sentence(
        f"I do not know whether {_what(f)} arrived{f.told('when', ', {}')}.",
        "Slack did not say, and its history was out of reach.",
        "I will not send it twice. Please look whether it is there, and pass it on if not.",
    )


def _what(f: Facts) -> str:
    # A direct message is named by its reader: the channel's id says nothing to anyone.
    where = f.told("who", " to {}") or (f" in {channel_link(f.raw('channel'))}" if f.raw("channel") else "")
    return KINDS.get(f.raw("kind"), Payload).one + where


def _delivery_failed(f: Facts) -> str:
    reason = f.raw("reason")
    return sentence(
        f"I couldn't deliver {_what(f)}: {reason_words(reason) if reason else 'Slack did not say why'}.",
        "I won't try again.",
        "If you don't know what this means, show it to whoever runs me.",
    )


# What fixes it, by Slack's own word for it.
_PICTURES = {
    "missing_scope": "I need the permission `files:write`: whoever runs me sees with `drumbeat doctor` how to give it.",
    "file_uploads_disabled": "Your workspace does not allow files. An admin of it can change that.",
    "storage_limit_reached": "Your workspace has no room for files any more. Delete some, or ask an admin of it.",
    "team_storage_limit_reached": "Your workspace has no room for files any more. Delete some, or ask an admin of it.",
    "out_of_reach": "Slack's address for files does not answer. Whoever runs me can look for a firewall in between.",
    "upload_refused": "Slack's address for files refuses them. Whoever runs me can look for a proxy in between.",
    "unknown": "Slack does not say whether it arrived. Look in the message's thread: it may be there all the same.",
    "cannot_draw": "I could not draw it. Please show this to whoever runs me: the log says more.",
}


_FILES = {
    "cannot_draw": "I could not set it. Please show this to whoever runs me: the log says more.",
    "unknown": "Slack does not say whether it arrived. Look for it here: it may be there all the same.",
}


def _picture_failed(f: Facts) -> str:
    where = f" in {channel_link(f.raw('channel'))}" if f.raw("channel") else ""
    reason = f.raw("reason")
    why = f"Slack says: {inline(reason.replace('_', ' '))}." if reason else "Slack did not say why."
    return sentence(
        f"I could not add a picture{where}. All its numbers stand in the message.",
        _PICTURES.get(reason) or f"{why} If you do not know what this means, show it to whoever runs me.",
        "I tell you this once.",
    )


def _file_failed(f: Facts) -> str:
    reason = f.raw("reason")
    why = f"Slack says: {inline(reason.replace('_', ' '))}." if reason else "Slack did not say why."
    return sentence(
        f"I could not send {f.either('what', 'the file')}.",
        _FILES.get(reason) or _PICTURES.get(reason) or why,
        "All of it can be read with `/beat strategy`." if f.raw("kind") != "export" else "",
    )


_CANVASES = {
    "missing_scope": "I need the permission `canvases:write`. Whoever runs me sees how to give it: `drumbeat doctor`.",
    "canvas_of_others": "The channel has a canvas already that is not mine, and I leave it alone.",
    "canvas_disabled_user_team": "Your workspace does not allow canvases. An admin of it can change that.",
    "free_team_canvas_tab_already_exists": "Your workspace has one canvas a channel, and this one has it already.",
    "canvas_too_long": "The strategy is longer than a canvas can be.",
}


def _canvas_failed(f: Facts) -> str:
    where = f" in {channel_link(f.raw('channel'))}" if f.raw("channel") else ""
    reason = f.raw("reason")
    why = f"Slack says: {inline(reason.replace('_', ' '))}." if reason else "Slack did not say why."
    return sentence(
        f"I could not put the strategy into the canvas{where}.",
        _CANVASES.get(reason) or why,
        "The PDF in the channel and `/beat strategy` say the same. I tell you this once.",
    )


def _edition_word(f: Facts, words: str) -> str:
    return f"Version {f.either('number', 'of the strategy')} of {f.either('name', 'your plan')} {words}"


def _numbers_taken(f: Facts) -> str:
    taken = f.either("count", "")
    number = "" if not taken else ("1 number" if taken == "1" else f"{taken} numbers")
    return sentence(
        f"✓ Thank you. Saved{' ' + number if number else ''}{f.told('week', ' for the week of {}')}.",
        "They stand in the next review.",
        f["progress"],
    )


def _hour_changed(f: Facts) -> str:
    where = f" ({inline(place(f.raw('zone')))})" if f.raw("zone") else ""
    return sentence(
        f"✓ Your digest comes at {f.either('hour', 'the new hour')}{where} from now on.",
        f.told("first", "The next one: {}."),
    )


_REMINDERS = {
    "gentle": "You get a reminder at the time of a duty, and one nudge three hours later if it is still open.",
    "standard": "You get a reminder at the time of a duty, and two nudges if it is still open.",
    "off": "You get no reminders and no nudges. Your digest still comes, and your lead still hears.",
}


def _reminders_changed(f: Facts) -> str:
    return f"✓ Your reminders are {f.either('choice', 'changed')} now. {_REMINDERS.get(f.raw('choice'), '')}".strip()


_PLANS = "I can read plans (YAML or JSON) and logos (PNG or JPEG), of up to 1 MB."


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "setup_started": _say(
            "Let us set up your plan. It takes at most seven questions, and what I know already is filled in.",
            lambda f: _held_in(f, "I ask you {}."),
            "Type `cancel` at any time to stop.",
        ),
        "conversation_started": _say(
            lambda f: f"I have a question or two for you{_held_in(f, ', {}')}.", "Type `cancel` at any time to stop."
        ),
        "saved_goal": lambda f: (
            f"✓ Saved the goal{f.told('goal', ': {}').rstrip('.')}. Type `/beat goals` to see all of them."
        ),
        "saved_role": _say(
            "✓ Saved: {holder} has the role {role}.",
            "Whoever is given a role by somebody else hears from me, and can say no.",
            holder="somebody",
            role="asked for",
        ),
        "saved_slot": _say(
            lambda f: f"✓ Saved: {f.either('title', 'the regular post')}{f.told('words', ', {}')}.",
            "The first is on {first}.",
            "Type `/beat calendar` to see the next two weeks.",
        ),
        "saved_part": _say(
            lambda f: f"✓ Saved the {f.either('noun', 'part')}{f.told('name', ': {}').rstrip('.')}.",
            lambda f: f"`/beat {f.raw('many')}` shows all of them." if f.raw("many") else "",
        ),
        "saved_more": lambda f: (
            f"✓ Added to what is there: {f.either('noun', 'part')}{f.told('name', ' {}').rstrip('.')}."
        ),
        "saved_single": _say("✓ Saved: {noun}. It stands in the written strategy: `/beat strategy`", noun="part"),
        "held": _say(
            "✓ {what} is on hold {until}.",
            "I have told the channel. To let it go on earlier: `/beat resume`",
            what="Publishing",
            until="until further notice",
        ),
        "cancelled": _say("Stopped. Nothing was saved. Start again whenever you like, with `/beat`."),
        "not_in_channel_told": _say(
            "I cannot write in {channel}:",
            "I am not a member there.",
            "Type `/invite @{bot}` in it, and I go on where I stopped.",
            channel="your channel",
            bot="drumbeat",
        ),
        "channel_lost": channels.lost,  # loss, channel, name, plan, bot
        "role_declined": _role_declined,  # role, name, channel?, place? (backup)
        "role_retaken": returning.retaken,  # role, name, channel, place, stands_in?
        "plan_moved": _say(
            "*{plan}* moved to {channel}.", "{who} moved it.", "Anything new about it goes there.", plan="The plan"
        ),
        "plan_moved_in": _say(
            "*{plan}* lives here now. It came from {channel}.",
            "{who} moved it.",
            "`/beat` shows what you can do with it.",
            plan="The plan",
        ),
        "review_moved": _say(
            "This review ends here.",
            "*{plan}* moved to {channel}.",
            "What you recorded is kept, and the next review opens there.",
            plan="The plan",
        ),
        "conversation_moved": _say(
            "I stopped asking, and nothing was saved.",
            "*{plan}* moved to {channel}.",
            "Start again there.",
            plan="The plan",
        ),
        "home_lost": _say(
            "*{plan}* lost its channel: Slack made it one with {channel},",
            "where *{rival}* lives.",
            "Nothing is lost. Type `/beat move here` in another channel, and it goes on there.",
            plan="Your plan",
            rival="another plan",
        ),
        "role_vacant": _role_vacant,  # role, name?, backup?
        "delivery_unknown": _delivery_unknown,  # kind, channel? or who?, when?
        "picture_failed": _picture_failed,  # channel?, reason
        "canvas_failed": _canvas_failed,  # channel?, reason
        "file_unknown": _say("I do not know what to do with {name}.", _PLANS, name="that file"),
        "file_too_large": _say("{name} is larger than I can take.", _PLANS, name="That file"),
        "file_not_ours": _say(
            "{name} does not look like a plan: one begins with the line `drumbeat: 1`.",
            "`/beat export` gives you one to look at.",
            name="That file",
        ),
        "file_first_line": _say(
            "{name} does not look like a plan yet: one begins with the line `drumbeat: 1`.",
            "Put that line at its top, and drop it again.",
            name="That file",
        ),
        **spoken.WORDS,
        "file_gone": _say("I cannot find {name} any more. Drop it again, if you like.", name="that file"),
        "file_elsewhere": _say(
            "{name} lies outside Slack, where I cannot fetch it. Upload it here instead.", name="That file"
        ),
        "file_no_scope": _say(
            "Slack does not let me open {name}. Whoever runs me can mend that: `drumbeat doctor` says how.",
            "Then drop it again.",
            name="that file",
        ),
        "file_out_of_reach": _say(
            "I could not fetch {name} from Slack. Drop it again in a few minutes.", name="that file"
        ),
        "late_done": _say("That took longer than usual, but it's done."),
        "set_up_failed": _say("I couldn't set up the plan in {name}. The message above says why.", name="that file"),
        "file_unreadable": _say(
            "I couldn't finish reading {name}, and I've stopped trying.",
            "Drop a smaller one: a plan like that of `/beat export`, or a logo of 1,000 × 1,000 pixels.",
            name="that file",
        ),
        "logo_not_a_picture": _say(
            "I can't open {name} as a logo.",
            "Save it as a PNG or JPEG, for example of 1,000 × 1,000 pixels, and drop it again.",
            name="that file",
        ),
        "logo_too_many_dots": _say(
            "{name} is too large for a logo: I can open up to 4 million pixels.",
            "Make it 1,000 × 1,000 pixels, for example, and drop it again.",
            name="That picture",
        ),
        "logo_too_small": _say(
            "{name} is too small for a logo. 200 dots on each side look well on paper.", name="That picture"
        ),
        "logo_no_plan": _say("A plan's logo is chosen by whoever leads it, and I know of no plan that you lead."),
        "file_failed": _file_failed,  # what, reason, kind?
        "files_coming": _say("✓ I send you the whole document as a PDF and as Markdown, in our direct messages."),
        "export_coming": _say(
            "✓ I send you all of the plan as {form}, in our direct messages.",
            "Drop it on me in another channel, and the same plan is there.",
            form="a file",
        ),
        "edition_approved": lambda f: (
            f"✓ {_edition_word(f, 'is approved')}{f.told('by', ', by {}')}."
        ),  # number, name, by
        "edition_sent_back": _say(
            lambda f: _edition_word(f, f"was sent back by {f.either('by', 'an approver')}."),
            "Whoever owns that part is asked about it.",
            "Change what is to be changed, and submit the next version: `/beat strategy`",
        ),
        "delivery_failed": _delivery_failed,  # kind, channel? or who?, reason
        "duty_settled_by_other": _say(
            lambda f: (
                f"{f.either('by', 'Somebody')} has settled {f.either('title', 'this')}{f.told('state', ' ({})')}."
            ),
            "There is nothing left for you to do.",
        ),
        "recorded": lambda f: f"✓ Recorded{f.told('kind', ' as a {}')}. It will stand in the summary.",
        "numbers_taken": _numbers_taken,  # count?, week?, progress?
        "hour_changed": _hour_changed,  # hour, zone?, first?
        "reminders_changed": _reminders_changed,  # choice: gentle, standard or off
        "nothing_to_cancel": _say("There is nothing to stop here. I am not asking you anything."),
        "dm_hint": _say(
            "Type `/beat today` for what you have to do now, or `/beat help` for all commands.",
            "I take plain messages only as answers, and I did not ask you anything just now.",
        ),
        "aside_hint": _say(
            "I cannot take an answer as a message. Press *Answer* below the question, or the letter below a lesson.",
            "For anything else, `/beat help` lists all commands.",
        ),
        "handed_over": _say(
            "✓ Handed over to {to}: {title}.", "This one time only. I have told them.", to="them", title="this duty"
        ),
        "reply_hint": _say(
            "I did not understand that. Reply with the link or with `done`, and I mark it as done.",
            "For anything else, use the buttons above, like Snooze or Skip.",
        ),
        "reply_nothing_open": _say(
            "Nothing of yours is open just now, so there is nothing to mark as done. Type `/beat today` for your day."
        ),
        "reply_link_alone": _say(
            "I see the link, but nothing of yours is open that it could belong to.",
            "Type `/beat today` for your day, or `/beat post` with a few words to keep it as an idea.",
        ),
        "reply_stays_done": _say("{title} stays done: Undo works for ten minutes, and they are over.", title="This"),
    }
)
