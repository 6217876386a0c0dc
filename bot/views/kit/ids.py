"""Action, callback and block ids, and the codec of button values: a public contract, never reused for another meaning.

Messages that were posted a year ago still have these. A value names a thing and a version, never data or authority.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# ---------------------------------------------------------------- actions: duties
DUTY_DONE = "duty_done"  # button; value: duty ref
DUTY_SCHEDULED = "duty_scheduled"  # button; value: duty ref. It is scheduled in a publishing tool, and counts as done
DUTY_SNOOZE = "duty_snooze"  # select; option value: duty ref | one of SNOOZES
DUTY_HAND_OVER = "duty_hand_over"  # button; value: duty ref. Opens MODAL_HAND_OVER
DUTY_SKIP = "duty_skip"  # select; option value: duty ref | one of SKIPS
DUTY_UNDO = "duty_undo"  # button; value: change ref
DUTY_LINK = "duty_link"  # button; value: duty ref. Adds the link after Done; opens MODAL_LINK
NUMBERS_OPEN = "numbers_open"  # button; value: duty ref. Opens MODAL_NUMBERS
DUTY_WEEK = "duty_week"  # button; value: duty ref. The rest of its week is scheduled in a publishing tool too
DUTY_USE = "duty_use"  # button; value: duty ref | "idea_12" (a post) or "again_77" (a duty done long ago)
# Which duty a reply or a check mark meant. Buttons: reply_pick_0, reply_pick_1 …; reply_pick_menu is a select. The
# value (of the button, or of the select's option): reply ref (the message that asks) | the duty's id.
REPLY_PICK = re.compile(r"^reply_pick_(?:[0-9]{1,3}|menu)$")
REPLY_PICK_MENU = "reply_pick_menu"

# The words after the bar in an option of DUTY_SNOOZE; "pick" opens MODAL_SNOOZE.
SNOOZE_30M, SNOOZE_2H, SNOOZE_TOMORROW, SNOOZE_PICK = SNOOZES = ("30m", "2h", "tomorrow", "pick")
# The words after the bar in an option of DUTY_SKIP (bot.domain.duties.SkipReason); "other" opens MODAL_SKIP.
SKIP_NO_CONTENT, SKIP_NO_TIME, SKIP_NOT_RELEVANT, SKIP_OTHER = SKIPS = (
    "no_content",
    "no_time",
    "not_relevant",
    "other",
)

# How long a hand-over is for: this time, or from now on.
HAND_ONCE, HAND_ALWAYS = HAND_OVERS = ("once", "always")

# ---------------------------------------------------------------- actions: roles
OFFER_ACCEPT = "offer_accept"  # button; value: holding ref
OFFER_DECLINE = "offer_decline"  # button; value: holding ref
OFFER_HOUR = "offer_hour"  # button; value: holding ref. Opens MODAL_HOUR
OFFER_BACK = "offer_back"  # button; value: change ref. Takes back a role that was reassigned for good
ROLE_RETURN = "role_return"  # button; value: holding ref, of one that ended. Takes it back after leaving the workspace

# ---------------------------------------------------------------- actions: who leads a plan
LEAD_TAKE_OVER = "lead_take_over"  # button; value: strategy ref. Only while nobody leads
LEAD_TAKE_BACK = "lead_take_back"  # button; value: change ref. For leads who are back

# ---------------------------------------------------------------- actions: conversations
# Buttons of one row need ids of their own: ask_choose_0, ask_choose_1 …; ask_choose_menu is a select.
# The value (of the button, or of the select's option): ask ref | index of the option.
ASK_CHOOSE = re.compile(r"^ask_choose_(?:[0-9]{1,3}|menu)$")
ASK_CHOOSE_MENU = "ask_choose_menu"

ASK_USE = "ask_use"  # button; value: ask ref. Takes what was typed outside the thread as the answer

# ---------------------------------------------------------------- actions: reviews
NOTE_LEARNING = "note_learning"  # button; value: review ref. Opens MODAL_LEARNING
NOTE_DECISION = "note_decision"  # button; value: review ref. Opens MODAL_DECISION
NOTE_UNDO = "note_undo"  # button; value: note ref
NOTE_APPLY = "note_apply"  # button; value: note ref. Changes the plan as a decision says
NOTE_UNAPPLY = "note_unapply"  # button; value: note ref. Puts the plan back as it was before
REVIEW_BOSS = "review_boss"  # button; value: review ref. Sends the actor a summary to forward
REVIEW_OPEN = "review_open"  # button; value: change ref. Opens the review that was missed while a channel was lost

# ---------------------------------------------------------------- actions: ideas for posts
POST_REMOVE = "post_remove"  # button; value: post ref
POST_KEEP = "post_keep"  # button; value: post ref. A post that was not published becomes an idea again
POST_UNDO = "post_undo"  # button; value: change ref

# ---------------------------------------------------------------- actions: highlights
HIGHLIGHT_PLAN = "highlight_plan"  # button; value: part ref. Puts a highlight's work on the calendar
HIGHLIGHT_UNDO = "highlight_undo"  # button; value: change ref. Takes it off the calendar again

# ---------------------------------------------------------------- shortcuts on messages: callback ids of the manifest
SHORTCUT_POST = "make_post"  # "Make this a post": opens MODAL_POST

# ---------------------------------------------------------------- actions: holds
HOLD_RESUME = "hold_resume"  # button; value: hold ref
HOLD_UNDO = "hold_undo"  # button; value: change ref. Undoes ending a hold

# ---------------------------------------------------------------- actions: the buttons of `/beat` alone
# Value: strategy ref ("strategy:0:0" where there is none). Each is what the command of that name does.
BEAT_SETUP = "beat_setup"
BEAT_TODAY = "beat_today"
BEAT_GOALS = "beat_goals"
BEAT_ROLES = "beat_roles"
BEAT_CALENDAR = "beat_calendar"
BEAT_GOAL_NEW = "beat_goal_new"
BEAT_ROLE_NEW = "beat_role_new"
BEAT_SLOT_NEW = "beat_slot_new"
BEAT_POSTS = "beat_posts"
BEAT_SETTINGS = "beat_settings"
BEAT_STRATEGY = "beat_strategy"
BEAT_HELP = "beat_help"

# ---------------------------------------------------------------- actions: forms that change what is there
# Buttons, or a select whose options' values are such refs. Each opens MODAL_EDIT with what is there now.
EDIT_GOAL = "edit_goal"  # goal ref
EDIT_ROLE = "edit_role"  # role ref
EDIT_SLOT = "edit_slot"  # slot ref
ADD_NEW = "add_new"  # button; value: strategy ref | a concept, goal, role or slot. Opens MODAL_ADD
ADD_NUMBER = "add_number"  # button; value: goal ref. Opens MODAL_ADD for another metric
EDIT_PART = "edit_part"  # part, platform or audience ref
EDIT_SETTINGS = "edit_settings"  # strategy ref
EDIT_MINE = "edit_mine"  # member ref; its id is ignored: everybody changes their own
EDIT_END = "edit_end"  # button in a form; value: goal, role or slot ref. Opens MODAL_END on top of it
EDIT_UNDO = "edit_undo"  # button; value: change ref
ASK_FORM = "ask_form"  # button of a question; value: ask ref. Opens MODAL_NEW
LIST_PAGE = "list_page"  # button; value: strategy ref | "goals_2", "roles_3", "posts_2", "platforms_2"

# ---------------------------------------------------------------- actions: Home, and lists that are shared
HOME_NEXT = "home_next"  # button; value: page ref. Shows that page of the duties in Home
HOME_BACK = "home_back"  # button; value: page ref
SHARE_LIST = "share_list"  # button; value: strategy ref | "goals" or, of a further page, "goals_2"
SHARE_UNDO = "share_undo"  # button; value: message ref: removes the shared list from the channel

# ---------------------------------------------------------------- actions: moving a plan to another channel
MOVE_HERE = "move_here"  # button; value: strategy ref | "ask_" or "open_" and a fingerprint of what was shown

# ---------------------------------------------------------------- actions: lessons, and questions about a plan
LESSONS_ALL = "lessons_all"  # button; value: lesson ref, of no number
LESSONS_DAILY = "lessons_daily"  # button; value: lesson, holding or aside ref: where it was pressed
LESSONS_STOP = "lessons_stop"  # button; value: the same
LESSON_READ = "lesson_read"  # button; value: lesson ref; its id is the lesson's number
LESSON_PICK = "lesson_pick"  # select; option value: lesson ref
LESSON_ANSWER = re.compile(r"^lesson_answer_[0-9]$")  # buttons; value: lesson ref | which answer, from 0
GAP_ANSWER = "gap_answer"  # button; value: strategy ref | the word of the question's key (bot.domain.questions.word_of)
GAP_LATER = "gap_later"  # button; value: the same. Not now
GAP_NOT_OURS = "gap_not_ours"  # button; value: the same. Not ours to answer
GAP_UNDO = "gap_undo"  # button; value: change ref. Undoes one of these two

# ---------------------------------------------------------------- actions: what the guards see
GUARD_DISMISS = "guard_dismiss"  # button; value: strategy ref | the word of the warning's key. Opens MODAL_DISMISS
GUARD_UNDISMISS = "guard_undismiss"  # button; value: dismissal ref

# ---------------------------------------------------------------- actions: the written strategy and its versions
# Pages of the document; value: strategy ref (the draft) or edition ref | "front_1", "platforms_2", "changes_1".
STRATEGY_OPEN = "strategy_open"  # select of chapters
STRATEGY_VERSION = "strategy_version"  # select of versions
STRATEGY_FRONT = "strategy_front"  # button
STRATEGY_NEXT = "strategy_next"  # button: the next chapter
STRATEGY_PAGE = "strategy_page"  # button: the next page of a chapter
STRATEGY_BACK = "strategy_back"  # button: the page before
STRATEGY_CHANGES = "strategy_changes"  # button
STRATEGY_READ = "strategy_read"  # button of a message: shows the first page to the person who pressed
STRATEGY_FILES = "strategy_files"  # button; value: strategy or edition ref. Sends Markdown and PDF
EDITION_SUBMIT = "edition_submit"  # button; value: strategy ref. Opens MODAL_SUBMIT
EDITION_APPROVE = "edition_approve"  # button; value: edition ref
EDITION_SEND_BACK = "edition_send_back"  # button; value: edition ref. Opens MODAL_SEND_BACK
EDITION_WITHDRAW = "edition_withdraw"  # button; value: edition ref
EDITION_COMMENT = "edition_comment"  # button; value: edition ref | a chapter's key, or "all". Opens MODAL_COMMENT
COMMENT_ANSWER = "comment_answer"  # button; value: comment ref. Opens MODAL_ANSWER

# ---------------------------------------------------------------- actions: files that people drop
FILE_SET_UP = "file_set_up"  # button; value: incoming ref. Makes a plan of the file, in the channel where it lies
FILE_SET_UP_CURRENT = "file_set_up_current"  # button; value: incoming ref. The same, without the posts that are over
FILE_SET_UP_IN = "file_set_up_in"  # select; option value: incoming ref | our id of the channel
FILE_SET_UP_UNDO = "file_set_up_undo"  # button; value: import ref. Removes the plan that was made from a file
FILE_TAKE_OVER = "file_take_over"  # button; value: incoming ref. Adds to the channel's plan, and changes it
FILE_ADD = "file_add"  # button; value: incoming ref. The same, and entries that only people can judge are new
FILE_CHANGE = "file_change"  # button; value: incoming ref. The same, and entries that only people can judge are changes
FILE_SETTINGS = "file_settings"  # button; value: incoming ref. Gives the plan the file's settings and people
FILE_NOT_NOW = "file_not_now"  # button; value: incoming ref
LOGO_USE = "logo_use"  # button, or a select's option; value: incoming ref | our id of the plan
LOGO_OFF = "logo_off"  # button; value: incoming ref | our id of the plan

# ---------------------------------------------------------------- callbacks: modals; private_metadata is a ref
MODAL_LINK = "modal_link"  # duty ref
MODAL_SNOOZE = "modal_snooze"  # duty ref
MODAL_HAND_OVER = "modal_hand_over"  # duty ref
MODAL_SKIP = "modal_skip"  # duty ref
MODAL_HOUR = "modal_hour"  # holding ref, or empty
MODAL_NUMBERS = "modal_numbers"  # duty ref or review ref
MODAL_LEARNING = "modal_learning"  # review ref
MODAL_DECISION = "modal_decision"  # review ref
MODAL_DECISION_CHANGE = "modal_decision_change"  # review ref | one of bot.domain.decisions.CHANGE_KINDS
MODAL_DISMISS = "modal_dismiss"  # strategy ref | the word of the warning's key
MODAL_POST = "modal_post"  # strategy ref (id 0 where the form asks which plan), and where the message is
MODAL_EDIT = "modal_edit"  # ref of what is changed, and the state in which it was opened
MODAL_NEW = "modal_new"  # ask ref, and the state in which it was opened
MODAL_ADD = "modal_add"  # "new_audience", "new_goal" … ref (of the strategy; of the goal for "new_measure"), and so on
MODAL_END = "modal_end"  # goal, role or slot ref
MODAL_SUBMIT = "modal_submit"  # strategy ref | "approval" or "unsigned"
MODAL_SEND_BACK = "modal_send_back"  # edition ref
MODAL_COMMENT = "modal_comment"  # edition ref
MODAL_ANSWER = "modal_answer"  # comment ref

# ---------------------------------------------------------------- inputs of modals: (block_id, action_id)
LINK_URL = ("link", "url")  # plain text → ["value"]
SNOOZE_DAY = ("snooze_day", "day")  # datepicker → ["selected_date"] "2026-03-30", in the reader's zone
SNOOZE_TIME = ("snooze_time", "time")  # timepicker → ["selected_time"] "14:30", in the reader's zone
HAND_OVER_TO = ("hand_over_to", "person")  # users_select → ["selected_user"]
HAND_OVER_FOR = ("hand_over_for", "choice")  # radio buttons → ["selected_option"]: one of HAND_OVERS
SKIP_TEXT = ("skip_text", "text")  # plain text, optional → ["value"] or None
HOUR_TIME = ("hour", "time")  # timepicker → ["selected_time"]
POST_PLAN = ("post_plan", "choice")  # select, where there are several plans → strategy ref
POST_TITLE = ("post_title", "text")  # plain text → ["value"]
POST_BODY = ("post_body", "text")  # plain text, several lines, optional → ["value"] or None
POST_PLATFORM = ("post_platform", "choice")  # select, optional → platform ref
NOTE_TEXT = ("note_text", "text")  # plain text, several lines → ["value"]
NOTE_OWNER = ("note_owner", "person")  # users_select, optional → ["selected_user"] or None
DECISION_CHANGE = ("decision_change", "choice")  # select, optional: one of bot.domain.decisions.CHANGE_KINDS
DECISION_THING = ("decision_thing", "choice")  # select: our id of a slot, measure or role
DECISION_UNTIL = ("decision_until", "day")  # datepicker
DECISION_WHEN = ("decision_when", "text")  # plain text: days, a time, or both
DECISION_TARGET = ("decision_target", "text")  # plain text
DECISION_DUE = ("decision_due", "text")  # plain text, optional
DECISION_PERSON = ("decision_person", "person")  # users_select
DISMISS_REASON = ("dismiss_reason", "text")  # plain text, several lines → ["value"]
COMMENT_SECTION = ("comment_section", "choice")  # select: a chapter's key, or "all"
COMMENT_TEXT = ("comment_text", "text")  # plain text, several lines → ["value"]
END_TAKER = ("end_taker", "choice")  # select: which role takes the work over → role ref
FIELD_ACTION = "field"  # of every input of MODAL_EDIT and MODAL_NEW; its block is field_block(name, issue)
NUMBER_ACTION = "number"  # plain text, optional → ["value"]; its block is number_block(measure id)

# ---------------------------------------------------------------- blocks of messages
PREFIX_DUTY = "duty"  # the row of buttons of one duty: block_id "duty:812"
PREFIX_NUMBER = "number"  # one measure in MODAL_NUMBERS: block_id "number:7"
PREFIX_FIELD = "field"  # one input of MODAL_EDIT or MODAL_NEW: block_id "field:target.7:0"


def ask_choose(index: int) -> str:
    """Return the action id of a question's option. Matched by `ASK_CHOOSE`."""
    return f"ask_choose_{index}"


def reply_pick(index: int) -> str:
    """Return the action id of a button for one of several duties. Matched by `REPLY_PICK`."""
    return f"reply_pick_{index}"


def lesson_answer(index: int) -> str:
    """Return the action id of a button for one of a lesson's answers. Matched by `LESSON_ANSWER`."""
    return f"lesson_answer_{index}"


def duty_block(duty_id: int) -> str:
    """Return the block id of a duty's row of buttons."""
    return f"{PREFIX_DUTY}:{duty_id}"


def duty_of(block_id: str) -> int | None:
    """Read a duty's id from `duty_block`; None for any other block."""
    match = re.fullmatch(rf"{PREFIX_DUTY}:([0-9]{{1,18}})", block_id)
    return int(match[1]) if match else None


def number_block(measure_id: int) -> str:
    """Return the block id of a measure's input in the numbers form."""
    return f"{PREFIX_NUMBER}:{measure_id}"


def number_name(measure_id: int) -> str:
    """Return the name under which the numbers form carries the fingerprint of a measure's number."""
    return f"{PREFIX_NUMBER}.{measure_id}"


def measure_of(block_id: str) -> int | None:
    """Read a measure's id from `number_block`; None for any other block."""
    match = re.fullmatch(rf"{PREFIX_NUMBER}:([0-9]{{1,18}})", block_id)
    return int(match[1]) if match else None


def field_block(name: str, issue: int) -> str:
    """Return the block id of a form's field. `issue` counts how often its form was redrawn.

    Slack keeps the value of an input with the same id: a field drawn with another value needs a new id.
    """
    return f"{PREFIX_FIELD}:{name}:{issue}"


def field_of(block_id: str) -> str | None:
    """Read a field's name from `field_block`; None for any other block."""
    match = re.fullmatch(rf"{PREFIX_FIELD}:([a-z][a-z_.0-9]{{0,60}}):[0-9]{{1,9}}", block_id)
    return match[1] if match else None


# ---------------------------------------------------------------- references
_REF = re.compile(r"([a-z][a-z_]{0,30}):([0-9]{1,18}):([0-9]{1,9})")


@dataclass(frozen=True)
class Ref:
    """A thing and its version, as a button carries it: "duty:812:3".

    `thing` is one of duty, change, holding, ask, review, note, strategy, goal, role, slot, member,
    hold, part, platform, audience, dismissal, edition, comment, incoming, import.
    A version is 0 where things have none.
    """

    thing: str
    id: int
    version: int = 0

    def encode(self) -> str:
        """Write it as a button's value."""
        return f"{self.thing}:{self.id}:{self.version}"

    @staticmethod
    def decode(text: object) -> Ref | None:
        """Read a button's value; None for anything that `encode` does not write."""
        match = _REF.fullmatch(text) if isinstance(text, str) else None
        return Ref(match[1], int(match[2]), int(match[3])) if match else None


def choice(ref: Ref, word: str | int) -> str:
    """Write the value of one option: "duty:812:3|30m"."""
    return f"{ref.encode()}|{word}"


def read_choice(text: object) -> tuple[Ref, str] | None:
    """Read an option's value into its reference and its word; None for anything else."""
    if not isinstance(text, str):
        return None
    left, bar, word = text.partition("|")
    ref = Ref.decode(left)
    return (ref, word) if ref and bar and re.fullmatch(r"[a-z0-9_]{1,40}", word) else None
