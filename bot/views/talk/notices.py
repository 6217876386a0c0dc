"""The words of plain answers: what happened, and what comes of it.

A code is an entry of `WORDS`, with the facts that its words use; an unknown one raises KeyError.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.views.kit.blocks import Content, actions, fit, section
from bot.views.kit.facts import Facts, Words, sentence
from bot.views.kit.texts import channel_link, inline, place
from bot.views.pages.why import NOUNS, Noun, reason_words
from bot.views.people import returning
from bot.views.plan import channels
from bot.views.talk import spoken


def notice(code: str, facts: Mapping[str, str | int]) -> Content:
    """Word a plain answer as a message."""
    text = WORDS[code](Facts(facts))
    row = [actions(made)] if (made := spoken.button_of(code, Facts(facts))) else []
    return fit(Content(text, (section(text), *row)))


def _late_done(f: Facts) -> str:
    return "That took longer than usual, but it's done."


# Where a conversation is held that somebody just opened.
_HELD_IN = {
    "dm": "in your direct messages",
    "thread": "in a thread in this channel",
    "perhaps": "in a thread in this channel, or in your direct messages if I am not in it",
    "messages_tab": "in my Messages tab",
}


def _held_in(f: Facts, words: str) -> str:
    where = _HELD_IN.get(f.raw("where"))
    return words.format(where) if where else ""


def _setup_started(f: Facts) -> str:
    return sentence(
        "Let us set up your plan. It takes at most seven questions, and what I know already is filled in.",
        _held_in(f, "I ask you {}."),
        "Type `cancel` at any time to stop.",
    )


def _conversation_started(f: Facts) -> str:
    return sentence(f"I have a question or two for you{_held_in(f, ', {}')}.", "Type `cancel` at any time to stop.")


def _saved_goal(f: Facts) -> str:
    return f"✓ Saved the goal{f.told('goal', ': {}').rstrip('.')}. Type `/beat goals` to see all of them."


def _saved_role(f: Facts) -> str:
    return sentence(
        f"✓ Saved: {f.either('holder', 'somebody')} has the role {f.either('role', 'asked for')}.",
        "Whoever is given a role by somebody else hears from me, and can say no.",
    )


def _saved_slot(f: Facts) -> str:
    return sentence(
        f"✓ Saved: {f.either('title', 'the regular post')}{f.told('words', ', {}')}.",
        f.told("first", "The first is on {}."),
        "Type `/beat calendar` to see the next two weeks.",
    )


def _saved_part(f: Facts) -> str:
    noun, many = f.either("noun", "part"), f.raw("many")
    return sentence(
        f"✓ Saved the {noun}{f.told('name', ': {}').rstrip('.')}.",
        f"`/beat {many}` shows all of them." if many else "",
    )


def _saved_more(f: Facts) -> str:
    return f"✓ Added to what is there: {f.either('noun', 'part')}{f.told('name', ' {}').rstrip('.')}."


def _saved_single(f: Facts) -> str:
    return f"✓ Saved: {f.either('noun', 'part')}. It stands in the written strategy: `/beat strategy`"


def _held(f: Facts) -> str:
    return sentence(
        f"✓ {f.either('what', 'Publishing')} is on hold {f.either('until', 'until further notice')}.",
        "I have told the channel. To let it go on earlier: `/beat resume`",
    )


def _not_in_channel_told(f: Facts) -> str:
    return sentence(
        f"I cannot write in {channel_link(f.raw('channel')) if f.raw('channel') else 'your channel'}:",
        "I am not a member there.",
        f"Type `/invite @{f.either('bot', 'drumbeat')}` in it, and I go on where I stopped.",
    )


def _plan_moved(f: Facts) -> str:
    return sentence(
        f"*{f.either('plan', 'The plan')}* moved to {channel_link(f.raw('channel'))}.",
        f.told("who", "{} moved it."),
        "Anything new about it goes there.",
    )


def _plan_moved_in(f: Facts) -> str:
    return sentence(
        f"*{f.either('plan', 'The plan')}* lives here now. It came from {channel_link(f.raw('channel'))}.",
        f.told("who", "{} moved it."),
        "`/beat` shows what you can do with it.",
    )


def _review_moved(f: Facts) -> str:
    moved = f"*{f.either('plan', 'The plan')}* moved to {channel_link(f.raw('channel'))}."
    return sentence("This review ends here.", moved, "What you recorded is kept, and the next review opens there.")


def _conversation_moved(f: Facts) -> str:
    moved = f"*{f.either('plan', 'The plan')}* moved to {channel_link(f.raw('channel'))}."
    return sentence("I stopped asking, and nothing was saved.", moved, "Start again there.")


def _home_lost(f: Facts) -> str:
    return sentence(
        f"*{f.either('plan', 'Your plan')}* lost its channel: Slack made it one with {channel_link(f.raw('channel'))},",
        f"where *{f.either('rival', 'another plan')}* lives.",
        "Nothing is lost. Type `/beat move here` in another channel, and it goes on there.",
    )


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
    # A direct message is known by its reader: the channel's id says nothing to anyone.
    where = f.told("who", " to {}") or (f" in {channel_link(f.raw('channel'))}" if f.raw("channel") else "")
    return NOUNS.get(f.raw("kind"), Noun("")).one + where


def _delivery_failed(f: Facts) -> str:
    reason = f.raw("reason")
    return sentence(
        f"I couldn't deliver {_what(f)}: {reason_words(reason) if reason else 'Slack did not say why'}.",
        "I won't try again.",
        "If you don't know what this means, show it to whoever runs me.",
    )


# What mends it, by Slack's own word for it.
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


def _edition_sent_back(f: Facts) -> str:
    return sentence(
        _edition_word(f, f"was sent back by {f.either('by', 'an approver')}."),
        "Whoever owns that part is asked about it.",
        "Change what is to be changed, and submit the next version: `/beat strategy`",
    )


def _settled_by_other(f: Facts) -> str:
    return sentence(
        f"{f.either('by', 'Somebody')} has settled {f.either('title', 'this')}{f.told('state', ' ({})')}.",
        "There is nothing left for you to do.",
    )


def _recorded(f: Facts) -> str:
    return f"✓ Recorded{f.told('kind', ' as a {}')}. It will stand in the summary."


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


def _handed_over(f: Facts) -> str:
    return sentence(
        f"✓ Handed over to {f.either('to', 'them')}: {f.either('title', 'this duty')}.",
        "This one time only. I have told them.",
    )


_PLANS = "I can read plans (YAML or JSON) and logos (PNG or JPEG), of up to 1 MB."


def _file_unknown(f: Facts) -> str:
    return f"I do not know what to do with {f.either('name', 'that file')}. {_PLANS}"


def _file_first_line(f: Facts) -> str:
    return (
        f"{f.either('name', 'That file')} does not look like a plan yet: one begins with the line `drumbeat: 1`. "
        "Put that line at its top, and drop it again."
    )


def _file_too_large(f: Facts) -> str:
    return f"{f.either('name', 'That file')} is larger than I can take. {_PLANS}"


def _file_not_ours(f: Facts) -> str:
    return (
        f"{f.either('name', 'That file')} does not look like a plan: one begins with the line `drumbeat: 1`. "
        "`/beat export` gives you one to look at."
    )


def _file_elsewhere(f: Facts) -> str:
    return f"{f.either('name', 'That file')} lies outside Slack, where I cannot fetch it. Upload it here instead."


def _file_no_scope(f: Facts) -> str:
    return (
        f"Slack does not let me open {f.either('name', 'that file')}. Whoever runs me can mend that: `drumbeat doctor` "
        "says how. Then drop it again."
    )


def _file_out_of_reach(f: Facts) -> str:
    return f"I could not fetch {f.either('name', 'that file')} from Slack. Drop it again in a few minutes."


def _file_unreadable(f: Facts) -> str:
    return sentence(
        f"I couldn't finish reading {f.either('name', 'that file')}, and I've stopped trying.",
        "Drop a smaller one: a plan like that of `/beat export`, or a logo of 1,000 × 1,000 pixels.",
    )


def _logo_not_a_picture(f: Facts) -> str:
    return sentence(
        f"I can't open {f.either('name', 'that file')} as a logo.",
        "Save it as a PNG or JPEG, for example of 1,000 × 1,000 pixels, and drop it again.",
    )


def _logo_too_many_dots(f: Facts) -> str:
    return sentence(
        f"{f.either('name', 'That picture')} is too large for a logo: I can open up to 4 million pixels.",
        "Make it 1,000 × 1,000 pixels, for example, and drop it again.",
    )


def _logo_too_small(f: Facts) -> str:
    return f"{f.either('name', 'That picture')} is too small for a logo. 200 dots on each side look well on paper."


def _logo_no_plan(f: Facts) -> str:
    return "A plan's logo is chosen by whoever leads it, and I know of no plan that you lead."


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "setup_started": _setup_started,  # where?
        "conversation_started": _conversation_started,  # where?
        "saved_goal": _saved_goal,  # goal
        "saved_role": _saved_role,  # role, holder
        "saved_slot": _saved_slot,  # title, words? (the rule), first? (a date)
        "saved_part": _saved_part,  # noun, name, many (the word that lists all)
        "saved_more": _saved_more,  # noun, name
        "saved_single": _saved_single,  # noun
        "held": _held,  # what, until
        "cancelled": lambda f: "Stopped. Nothing was saved. Start again whenever you like, with `/beat`.",
        "not_in_channel_told": _not_in_channel_told,  # channel (Slack id or name), bot
        "channel_lost": channels.lost,  # loss, channel, name, plan, bot
        "role_declined": _role_declined,  # role, name, channel?, place? (backup)
        "role_retaken": returning.retaken,  # role, name, channel, place, stands_in?
        "plan_moved": _plan_moved,  # plan, channel, who?
        "plan_moved_in": _plan_moved_in,  # plan, channel, who?
        "review_moved": _review_moved,  # plan, channel
        "conversation_moved": _conversation_moved,  # plan, channel
        "home_lost": _home_lost,  # plan, channel, rival
        "role_vacant": _role_vacant,  # role, name?, backup?
        "delivery_unknown": _delivery_unknown,  # kind, channel? or who?, when?
        "picture_failed": _picture_failed,  # channel?, reason
        "canvas_failed": _canvas_failed,  # channel?, reason
        "file_unknown": _file_unknown,  # name
        "file_too_large": _file_too_large,  # name
        "file_not_ours": _file_not_ours,  # name
        "file_first_line": _file_first_line,  # name
        **spoken.WORDS,
        "file_gone": lambda f: f"I cannot find {f.either('name', 'that file')} any more. Drop it again, if you like.",
        "file_elsewhere": _file_elsewhere,  # name
        "file_no_scope": _file_no_scope,  # name
        "file_out_of_reach": _file_out_of_reach,  # name
        "late_done": _late_done,
        "set_up_failed": lambda f: (
            f"I couldn't set up the plan in {f.either('name', 'that file')}. The message above says why."
        ),  # name
        "file_unreadable": _file_unreadable,  # name
        "logo_not_a_picture": _logo_not_a_picture,  # name
        "logo_too_many_dots": _logo_too_many_dots,  # name
        "logo_too_small": _logo_too_small,  # name
        "logo_no_plan": _logo_no_plan,
        "file_failed": _file_failed,  # what, reason, kind?
        "files_coming": lambda f: "✓ I send you the whole document as a PDF and as Markdown, in our direct messages.",
        "export_coming": lambda f: sentence(
            f"✓ I send you all of the plan as {f.either('form', 'a file')}, in our direct messages.",
            "Drop it on me in another channel, and the same plan is there.",
        ),  # form
        "edition_approved": lambda f: (
            f"✓ {_edition_word(f, 'is approved')}{f.told('by', ', by {}')}."
        ),  # number, name, by
        "edition_sent_back": _edition_sent_back,  # number, name, by
        "delivery_failed": _delivery_failed,  # kind, channel? or who?, reason
        "duty_settled_by_other": _settled_by_other,  # title, by, state?
        "recorded": _recorded,  # kind?
        "numbers_taken": _numbers_taken,  # count?, week?, progress?
        "hour_changed": _hour_changed,  # hour, zone?, first?
        "reminders_changed": _reminders_changed,  # choice: gentle, standard or off
        "nothing_to_cancel": lambda f: "There is nothing to stop here. I am not asking you anything.",
        "dm_hint": lambda f: (
            "Type `/beat today` for what you have to do now, or `/beat help` for all commands. "
            "I take plain messages only as answers, and I did not ask you anything just now."
        ),
        "aside_hint": lambda f: (
            "I cannot take an answer as a message. Press *Answer* below the question, or the letter below a lesson. "
            "For anything else, `/beat help` lists all commands."
        ),
        "handed_over": _handed_over,  # title, to
        "reply_hint": lambda f: (
            "I did not understand that. Reply with the link or with `done`, and I mark it as done. "
            "For anything else, use the buttons above, like Snooze or Skip."
        ),
        "reply_nothing_open": lambda f: (
            "Nothing of yours is open just now, so there is nothing to mark as done. Type `/beat today` for your day."
        ),
        "reply_link_alone": lambda f: (
            "I see the link, but nothing of yours is open that it could belong to. "
            "Type `/beat today` for your day, or `/beat post` with a few words to keep it as an idea."
        ),
        "reply_stays_done": lambda f: (
            f"{f.either('title', 'This')} stays done: Undo works for ten minutes, and they are over."
        ),  # title
    }
)
