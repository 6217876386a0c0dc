"""Ids of others answer exactly like ids of nothing: no press and no form tells anybody that a thing exists.

Every button, menu and form is tried, with the ids of a plan that has a row in every table: once a private plan of the
same workspace, once a plan of another workspace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.views.kit import ids
from storage.tables import audience, channel, outbox
from tests.storage.whole import a_whole_plan, a_whole_team
from tests.stories.cast import Person, Story, words_of

# What each action and form carries, by thing; "|" adds the word of an option. A name of OWN carries nobody's id.
CARRIED: Mapping[str, str] = {
    **dict.fromkeys(
        ("DUTY_DONE", "DUTY_SCHEDULED", "DUTY_HAND_OVER", "DUTY_LINK", "NUMBERS_OPEN", "DUTY_WEEK"), "duty"
    ),
    "DUTY_SNOOZE": "duty|30m duty|pick",
    "DUTY_SKIP": "duty|no_time duty|other",
    "DUTY_UNDO": "change",
    "DUTY_USE": "duty|idea_1 duty|again_1",
    "REPLY_PICK_MENU": "reply|1",
    **dict.fromkeys(("OFFER_ACCEPT", "OFFER_DECLINE", "OFFER_HOUR"), "holding"),
    "OFFER_BACK": "change",
    "ASK_CHOOSE_MENU": "ask|0 ask|999",
    "ASK_FORM": "ask",
    **dict.fromkeys(("NOTE_LEARNING", "NOTE_DECISION", "REVIEW_BOSS"), "review"),
    **dict.fromkeys(("NOTE_UNDO", "NOTE_APPLY", "NOTE_UNAPPLY"), "note"),
    **dict.fromkeys(("POST_REMOVE", "POST_KEEP"), "post"),
    **dict.fromkeys(("POST_UNDO", "HIGHLIGHT_UNDO", "HOLD_UNDO", "EDIT_UNDO", "GAP_UNDO"), "change"),
    "HIGHLIGHT_PLAN": "part",
    "HOLD_RESUME": "hold",
    "ROLE_RETURN": "holding",
    **dict.fromkeys(("REVIEW_OPEN", "LEAD_TAKE_BACK"), "change"),
    "LEAD_TAKE_OVER": "strategy",
    "ASK_USE": "ask",
    "FILE_SET_UP_UNDO": "import",
    "MOVE_HERE": "strategy|ask_0 strategy|open_0",
    "EDIT_GOAL": "goal",
    "EDIT_ROLE": "role",
    "EDIT_SLOT": "slot",
    "EDIT_PART": "part platform audience",
    "EDIT_SETTINGS": "strategy",
    "EDIT_END": "goal role slot part platform audience",
    "ADD_NEW": "strategy|audience strategy|goal",
    "ADD_NUMBER": "goal",
    "LIST_PAGE": "strategy|goals_2 strategy|platforms_2",
    "SHARE_LIST": "strategy|goals",
    "SHARE_UNDO": "message",
    **dict.fromkeys(("GAP_ANSWER", "GAP_LATER", "GAP_NOT_OURS"), "strategy|vision"),
    "GUARD_DISMISS": "strategy|b9",
    "GUARD_UNDISMISS": "dismissal",
    **dict.fromkeys(
        (
            "STRATEGY_OPEN",
            "STRATEGY_VERSION",
            "STRATEGY_FRONT",
            "STRATEGY_NEXT",
            "STRATEGY_PAGE",
            "STRATEGY_BACK",
            "STRATEGY_CHANGES",
            "STRATEGY_READ",
        ),
        "strategy|front_1 edition|front_1 edition|changes_1",
    ),
    "STRATEGY_FILES": "strategy edition",
    "EDITION_SUBMIT": "strategy",
    **dict.fromkeys(("EDITION_APPROVE", "EDITION_SEND_BACK", "EDITION_WITHDRAW"), "edition"),
    "EDITION_COMMENT": "edition|all",
    "COMMENT_ANSWER": "comment",
    **dict.fromkeys(
        (
            "FILE_SET_UP",
            "FILE_SET_UP_CURRENT",
            "FILE_TAKE_OVER",
            "FILE_ADD",
            "FILE_CHANGE",
            "FILE_SETTINGS",
            "FILE_NOT_NOW",
        ),
        "incoming",
    ),
    **dict.fromkeys(("FILE_SET_UP_IN", "LOGO_USE", "LOGO_OFF"), "incoming|1"),
    **dict.fromkeys(("MODAL_LINK", "MODAL_SNOOZE", "MODAL_HAND_OVER", "MODAL_SKIP", "MODAL_NUMBERS"), "duty"),
    "MODAL_HOUR": "holding",
    **dict.fromkeys(("MODAL_LEARNING", "MODAL_DECISION"), "review"),
    "MODAL_DECISION_CHANGE": "review|pause review|target",
    "MODAL_DISMISS": "strategy|b9",
    "MODAL_POST": "strategy",
    "MODAL_EDIT": "goal role slot part platform audience strategy",
    "MODAL_NEW": "ask",
    "MODAL_ADD": "strategy goal",
    "MODAL_END": "goal role slot",
    "MODAL_SUBMIT": "strategy|unsigned strategy|approval",
    **dict.fromkeys(("MODAL_SEND_BACK", "MODAL_COMMENT"), "edition"),
    "MODAL_ANSWER": "comment",
}
OWN = {"EDIT_MINE", "HOME_NEXT", "HOME_BACK", "LESSONS_ALL", "LESSONS_DAILY", "LESSONS_STOP", "LESSON_READ"} | {
    "LESSON_PICK",
    "SHORTCUT_POST",
    "BEAT_TODAY",
    "BEAT_HELP",
}
# The buttons of `/beat` carry a plan only where they stand in Home, which shows nobody the plans of others.
MENU = {name for name in vars(ids) if name.startswith("BEAT_")} - OWN
# What a form of any kind could be sent with.
FILLED: dict[str, Any] = {
    ids.LINK_URL[0]: {ids.LINK_URL[1]: {"value": "https://example.com/1"}},
    ids.SNOOZE_DAY[0]: {ids.SNOOZE_DAY[1]: {"selected_date": "2026-04-01"}},
    ids.SNOOZE_TIME[0]: {ids.SNOOZE_TIME[1]: {"selected_time": "11:00"}},
    ids.SKIP_TEXT[0]: {ids.SKIP_TEXT[1]: {"value": "No oven"}},
    ids.HOUR_TIME[0]: {ids.HOUR_TIME[1]: {"selected_time": "10:00"}},
    ids.POST_TITLE[0]: {ids.POST_TITLE[1]: {"value": "Loaf"}},
    ids.NOTE_TEXT[0]: {ids.NOTE_TEXT[1]: {"value": "Lists work"}},
    ids.DISMISS_REASON[0]: {ids.DISMISS_REASON[1]: {"value": "We know"}},
    ids.COMMENT_SECTION[0]: {ids.COMMENT_SECTION[1]: {"selected_option": {"value": "all"}}},
    ids.COMMENT_TEXT[0]: {ids.COMMENT_TEXT[1]: {"value": "Why?"}},
    ids.HAND_OVER_FOR[0]: {ids.HAND_OVER_FOR[1]: {"selected_option": {"value": "once"}}},
}
UNKNOWN = 777_777


def test_every_action_and_form_is_tried() -> None:
    named = {
        name
        for name, value in vars(ids).items()
        if name.isupper() and isinstance(value, str) and not name.startswith(("PREFIX_", "SNOOZE_", "SKIP_", "HAND_"))
    } - {"FIELD_ACTION", "NUMBER_ACTION"}
    assert set(CARRIED) | OWN | MENU == named | {"ASK_CHOOSE_MENU", "REPLY_PICK_MENU"}


async def things(story: Story, known: Mapping[str, Any]) -> dict[str, int]:
    """Return the id of a thing of each kind."""
    async with story.office.bot.database.look() as tx:
        workspace_id = known["workspace_id"]
        sent = select(outbox.c.id).where(outbox.c.workspace_id == workspace_id, outbox.c.key == "sent:1")
        message = int((await tx.execute(sent)).scalar_one())
        people = select(audience.c.id).where(audience.c.strategy_id == known["strategy_id"])
        found = {"message": message, "reply": message, "audience": int((await tx.execute(people)).scalars().all()[0])}
    named = "duty change holding review note strategy goal role slot hold part platform dismissal edition comment post"
    found |= {name: known[f"{name}_id"] for name in named.split()}
    return found | {"ask": known["conversation_id"], "incoming": known["incoming_id"], "import": known["import_id"]}


async def answer_to(story: Story, who: Person, name: str, value: str) -> list[Any]:
    """Press or send something made up, and return all that comes of it: what is shown, opened or answered."""
    server, ws = story.office.server, story.office.server.workspace
    before = len(server.journal)
    carried: Any = getattr(ids, name)
    if name.startswith("MODAL_"):
        payload = {
            "type": "view_submission",
            "team": {"id": ws.id, "domain": ws.domain},
            "user": {"id": who.id, "team_id": ws.id},
            "trigger_id": f"{name}.{before}",
            "view": {
                "id": f"V{before}",
                "type": "modal",
                "callback_id": carried,
                "private_metadata": value,
                "app_installed_team_id": ws.id,
                "state": {"values": FILLED},
                "blocks": [{"type": "input", "block_id": "note_text"}],
            },
        }
        outcome = await server.interactions.hub.deliver("interactive", ws.id, payload, accepts_response=True)
        found: list[Any] = [outcome.fate, outcome.payload]
    else:
        home = ws.direct_with_app(who.id)
        message = next(m for m in ws.visible(who.id, home) if m.bot_id)
        action = {"type": "button", "block_id": "b", "action_id": carried, "value": value}
        if name.endswith("_MENU"):
            action = {
                "type": "static_select",
                "block_id": "b",
                "action_id": carried,
                "selected_option": {"value": value},
            }
        action["action_ts"] = ws.stamps.next()
        await server.interactions.act_on_message(ws, home, message, who.id, action)
        found = []
    shown = [e for e in server.journal[before:] if e["kind"] in ("message", "view", "home") and e.get("by") != "person"]
    return found + [(e["kind"], e["change"], e.get("text"), words_of(e.get("view") or e)) for e in shown]


async def told_apart(story: Story, who: Person, known: Mapping[str, int]) -> list[str]:
    """Return which values are answered in another way than those of things that were never there."""
    wrong = []
    for name, kinds in CARRIED.items():
        for carried in kinds.split():
            thing, bar, word = carried.partition("|")
            there = await answer_to(story, who, name, f"{thing}:{known[thing]}:1{bar}{word}")
            nowhere = await answer_to(story, who, name, f"{thing}:{UNKNOWN}:1{bar}{word}")
            if there != nowhere:
                wrong.append(f"{name} {carried}: {there} instead of {nowhere}")
    return wrong


async def test_ids_of_a_private_plan_are_answered_like_ids_of_nothing(story: Story, eve: Person) -> None:
    await eve.says("hello", channel="@drumbeat")
    await story.office.bot.ticker.stop()
    database = story.office.bot.database
    async with database.begin() as tx:
        known = await a_whole_plan(tx, 1, "lark")
        await tx.execute(update(channel).where(channel.c.slack_id == "C1").values(is_private=True))
    wrong = await told_apart(story, eve, await things(story, known))
    story.forget()
    assert not wrong, "\n".join(wrong)


@pytest.mark.thorough
async def test_ids_of_another_workspace_are_answered_like_ids_of_nothing(story: Story, eve: Person) -> None:
    await eve.says("hello", channel="@drumbeat")
    await story.office.bot.ticker.stop()
    known = await a_whole_team(story.office.bot.database, "lark")
    wrong = await told_apart(story, eve, await things(story, known))
    story.forget()
    assert not wrong, "\n".join(wrong)
