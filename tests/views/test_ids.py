"""Ids are a public contract: messages that were posted long ago still have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.kit import ids
from bot.views.kit.ids import Ref

PINNED = {
    "ADD_NEW": "add_new",
    "ADD_NUMBER": "add_number",
    "ASK_CHOOSE_MENU": "ask_choose_menu",
    "ASK_USE": "ask_use",
    "ASK_FORM": "ask_form",
    "BEAT_CALENDAR": "beat_calendar",
    "BEAT_GOALS": "beat_goals",
    "BEAT_GOAL_NEW": "beat_goal_new",
    "BEAT_HELP": "beat_help",
    "BEAT_POSTS": "beat_posts",
    "BEAT_ROLES": "beat_roles",
    "BEAT_ROLE_NEW": "beat_role_new",
    "BEAT_SETTINGS": "beat_settings",
    "BEAT_SETUP": "beat_setup",
    "BEAT_SLOT_NEW": "beat_slot_new",
    "BEAT_STRATEGY": "beat_strategy",
    "BEAT_TODAY": "beat_today",
    "COMMENT_ANSWER": "comment_answer",
    "DUTY_DONE": "duty_done",
    "DUTY_HAND_OVER": "duty_hand_over",
    "DUTY_LINK": "duty_link",
    "DUTY_SCHEDULED": "duty_scheduled",
    "DUTY_SKIP": "duty_skip",
    "DUTY_SNOOZE": "duty_snooze",
    "DUTY_UNDO": "duty_undo",
    "DUTY_USE": "duty_use",
    "DUTY_WEEK": "duty_week",
    "EDITION_APPROVE": "edition_approve",
    "EDITION_COMMENT": "edition_comment",
    "EDITION_SEND_BACK": "edition_send_back",
    "EDITION_SUBMIT": "edition_submit",
    "EDITION_WITHDRAW": "edition_withdraw",
    "EDIT_END": "edit_end",
    "EDIT_GOAL": "edit_goal",
    "EDIT_MINE": "edit_mine",
    "EDIT_PART": "edit_part",
    "EDIT_ROLE": "edit_role",
    "EDIT_SETTINGS": "edit_settings",
    "EDIT_SLOT": "edit_slot",
    "EDIT_UNDO": "edit_undo",
    "FIELD_ACTION": "field",
    "FILE_ADD": "file_add",
    "FILE_CHANGE": "file_change",
    "FILE_NOT_NOW": "file_not_now",
    "FILE_SETTINGS": "file_settings",
    "FILE_SET_UP": "file_set_up",
    "FILE_SET_UP_CURRENT": "file_set_up_current",
    "FILE_SET_UP_IN": "file_set_up_in",
    "FILE_SET_UP_UNDO": "file_set_up_undo",
    "FILE_TAKE_OVER": "file_take_over",
    "GAP_ANSWER": "gap_answer",
    "GAP_LATER": "gap_later",
    "GAP_NOT_OURS": "gap_not_ours",
    "GAP_UNDO": "gap_undo",
    "GUARD_DISMISS": "guard_dismiss",
    "GUARD_UNDISMISS": "guard_undismiss",
    "HAND_ALWAYS": "always",
    "HAND_ONCE": "once",
    "HIGHLIGHT_PLAN": "highlight_plan",
    "HIGHLIGHT_UNDO": "highlight_undo",
    "HOLD_RESUME": "hold_resume",
    "HOLD_UNDO": "hold_undo",
    "HOME_BACK": "home_back",
    "HOME_NEXT": "home_next",
    "LEAD_TAKE_BACK": "lead_take_back",
    "LEAD_TAKE_OVER": "lead_take_over",
    "LESSONS_ALL": "lessons_all",
    "LESSONS_DAILY": "lessons_daily",
    "LESSONS_STOP": "lessons_stop",
    "LESSON_PICK": "lesson_pick",
    "LESSON_READ": "lesson_read",
    "LIST_PAGE": "list_page",
    "LOGO_OFF": "logo_off",
    "LOGO_USE": "logo_use",
    "MOVE_HERE": "move_here",
    "MODAL_ADD": "modal_add",
    "MODAL_ANSWER": "modal_answer",
    "MODAL_COMMENT": "modal_comment",
    "MODAL_DECISION": "modal_decision",
    "MODAL_DECISION_CHANGE": "modal_decision_change",
    "MODAL_DISMISS": "modal_dismiss",
    "MODAL_EDIT": "modal_edit",
    "MODAL_END": "modal_end",
    "MODAL_HAND_OVER": "modal_hand_over",
    "MODAL_HOUR": "modal_hour",
    "MODAL_LEARNING": "modal_learning",
    "MODAL_LINK": "modal_link",
    "MODAL_NEW": "modal_new",
    "MODAL_NUMBERS": "modal_numbers",
    "MODAL_POST": "modal_post",
    "MODAL_SEND_BACK": "modal_send_back",
    "MODAL_SKIP": "modal_skip",
    "MODAL_SNOOZE": "modal_snooze",
    "MODAL_SUBMIT": "modal_submit",
    "NOTE_APPLY": "note_apply",
    "NOTE_DECISION": "note_decision",
    "NOTE_LEARNING": "note_learning",
    "NOTE_UNAPPLY": "note_unapply",
    "NOTE_UNDO": "note_undo",
    "NUMBERS_OPEN": "numbers_open",
    "NUMBER_ACTION": "number",
    "OFFER_ACCEPT": "offer_accept",
    "OFFER_BACK": "offer_back",
    "OFFER_DECLINE": "offer_decline",
    "OFFER_HOUR": "offer_hour",
    "POST_KEEP": "post_keep",
    "POST_REMOVE": "post_remove",
    "POST_UNDO": "post_undo",
    "PREFIX_DUTY": "duty",
    "PREFIX_FIELD": "field",
    "PREFIX_NUMBER": "number",
    "REPLY_PICK_MENU": "reply_pick_menu",
    "REVIEW_BOSS": "review_boss",
    "REVIEW_OPEN": "review_open",
    "ROLE_RETURN": "role_return",
    "SHARE_LIST": "share_list",
    "SHARE_UNDO": "share_undo",
    "SHORTCUT_POST": "make_post",
    "SKIP_NOT_RELEVANT": "not_relevant",
    "SKIP_NO_CONTENT": "no_content",
    "SKIP_NO_TIME": "no_time",
    "SKIP_OTHER": "other",
    "SNOOZE_2H": "2h",
    "SNOOZE_30M": "30m",
    "SNOOZE_PICK": "pick",
    "SNOOZE_TOMORROW": "tomorrow",
    "STRATEGY_BACK": "strategy_back",
    "STRATEGY_CHANGES": "strategy_changes",
    "STRATEGY_FILES": "strategy_files",
    "STRATEGY_FRONT": "strategy_front",
    "STRATEGY_NEXT": "strategy_next",
    "STRATEGY_OPEN": "strategy_open",
    "STRATEGY_PAGE": "strategy_page",
    "STRATEGY_READ": "strategy_read",
    "STRATEGY_VERSION": "strategy_version",
}


def test_every_id_is_the_one_that_was_given_out_first() -> None:
    written = {name: value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)}
    assert written == PINNED


def test_inputs_of_forms_stay_where_handlers_look_for_them() -> None:
    assert ids.COMMENT_SECTION == ("comment_section", "choice")
    assert ids.COMMENT_TEXT == ("comment_text", "text")
    assert ids.DISMISS_REASON == ("dismiss_reason", "text")
    assert ids.DECISION_CHANGE == ("decision_change", "choice")
    assert ids.DECISION_THING == ("decision_thing", "choice")
    assert ids.DECISION_UNTIL == ("decision_until", "day")
    assert ids.DECISION_WHEN == ("decision_when", "text")
    assert ids.DECISION_TARGET == ("decision_target", "text")
    assert ids.DECISION_DUE == ("decision_due", "text")
    assert ids.DECISION_PERSON == ("decision_person", "person")
    assert ids.LINK_URL == ("link", "url")
    assert ids.SNOOZE_DAY == ("snooze_day", "day")
    assert ids.SNOOZE_TIME == ("snooze_time", "time")
    assert ids.HAND_OVER_TO == ("hand_over_to", "person")
    assert ids.SKIP_TEXT == ("skip_text", "text")
    assert ids.HOUR_TIME == ("hour", "time")
    assert ids.NOTE_TEXT == ("note_text", "text")
    assert ids.NOTE_OWNER == ("note_owner", "person")
    assert ids.duty_block(812) == "duty:812"
    assert ids.number_block(7) == "number:7"
    assert ids.HAND_OVER_FOR == ("hand_over_for", "choice")
    assert ids.POST_PLAN == ("post_plan", "choice")
    assert ids.POST_TITLE == ("post_title", "text")
    assert ids.POST_BODY == ("post_body", "text")
    assert ids.POST_PLATFORM == ("post_platform", "choice")
    assert ids.END_TAKER == ("end_taker", "choice")
    assert ids.field_block("target.7", 0) == "field:target.7:0"


def test_a_reference_reads_as_thing_id_version() -> None:
    assert Ref("duty", 812, 3).encode() == "duty:812:3"
    assert ids.choice(Ref("duty", 812, 3), "30m") == "duty:812:3|30m"
    assert ids.choice(Ref("ask", 12, 4), 0) == "ask:12:4|0"


@given(st.sampled_from(["duty", "change", "holding", "note"]), st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1))
def test_what_was_encoded_is_decoded(thing: str, number: int, version: int) -> None:
    ref = Ref(thing, number, version)
    assert Ref.decode(ref.encode()) == ref
    assert ids.read_choice(ids.choice(ref, "tomorrow")) == (ref, "tomorrow")


@pytest.mark.parametrize(
    "value",
    ["", "duty", "duty:1", "duty:1:2:3", "duty:-1:0", "duty:1:0\n", "Duty:1:0", "duty:١:0", "duty:1:0|done",
     "duty:" + "9" * 40 + ":0", " duty:1:0", None, 7, b"duty:1:0", ["duty:1:0"], "duty:1:0; drop table duty"],
)  # fmt: skip
def test_a_forged_reference_is_none(value: object) -> None:
    assert Ref.decode(value) is None


@pytest.mark.parametrize("value", ["duty:1:0", "duty:1:0|", "duty:1|30m", "duty:1:0|a|b", "duty:1:0|A", None, 3])
def test_a_forged_choice_is_none(value: object) -> None:
    assert ids.read_choice(value) is None


@given(st.text())
def test_decoding_never_fails(text: str) -> None:
    ref = Ref.decode(text)
    assert ref is None or ref.encode().startswith(ref.thing)


def test_options_of_a_question_are_matched_and_nothing_else_is() -> None:
    assert ids.ASK_CHOOSE.match(ids.ask_choose(0))
    assert ids.ASK_CHOOSE.match(ids.ask_choose(42))
    assert ids.ASK_CHOOSE.match(ids.ASK_CHOOSE_MENU)
    assert not ids.ASK_CHOOSE.match("ask_choose_")
    assert not ids.ASK_CHOOSE.match("ask_choose_menu2")


def test_a_measure_is_read_from_its_block() -> None:
    assert ids.measure_of(ids.number_block(7)) == 7
    assert ids.measure_of("number:x") is None
    assert ids.measure_of("duty:7") is None
