"""Goals, roles, calendar, reviews, conversations: what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.conversations.steps import Option
from bot.domain.reviews import Activity
from bot.schema.commands import COMMANDS
from bot.views.calendar import calendar
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.people import roles
from bot.views.plan import goals
from bot.views.reviews import reviews
from bot.views.talk import conversations, help
from tests.views.samples import NOW, TODAY, ask, goal, measure, note, person, review, role, slot, strategy
from tests.views.slack_limits import texts_of

PLAN = strategy()


def said(content: Content) -> str:
    return "\n".join(texts_of(content.blocks))


def buttons(content: Content) -> dict[str, str]:
    return {
        e["action_id"]: e.get("value", "")
        for block in content.blocks
        if block["type"] == "actions"
        for e in block["elements"]
    }


# ---------------------------------------------------------------- goals


def test_under_three_numbers_it_is_too_early_to_tell() -> None:
    assert "Too early to tell: 2 numbers are in, and it takes 3." in goals.result(measure("", 1, 2), ".", TODAY)
    assert "pace" not in goals.result(measure("", 1, 2), ".", TODAY)


def test_behind_pace_says_what_an_even_pace_would_be() -> None:
    words = goals.result(measure("", 600, 620, 640), ".", TODAY)
    # 88 of the 120 days from 1 January to 1 May are over: 400 + 600 × 88/120.
    assert "640 of 1,000 by Fri 1 May 2026." in words
    assert words.endswith("Behind pace. An even pace would be 840 now.")


def test_without_a_baseline_the_pace_counts_from_the_first_number() -> None:
    followers = measure("", 400, 410, 420, baseline=None, baseline_on=None)
    # 28 of the 60 days from 2 March to 1 May are over: 400 + 600 × 28/60.
    assert goals.result(followers, ".", TODAY).endswith("Behind pace. An even pace would be 680 now.")


def test_on_pace_and_reached_are_said() -> None:
    assert "On pace." in goals.result(measure("", 600, 700, 900), ".", TODAY)
    assert goals.result(measure("", 1000), ".", TODAY).endswith("Reached.")


def test_a_number_that_is_to_fall_is_told_that_way() -> None:
    waits = measure("", 30, 25, 20, direction="down", baseline=Decimal(40), target=Decimal(10), name="Hours to answer")
    assert goals.result(waits, ".", TODAY).startswith("Hours to answer: 20, down to 10 by ")


def test_numbers_follow_the_strategys_mark() -> None:
    content = goals.goals([goal("", measure("", 1500))], {}, strategy(decimal_mark=","), TODAY)
    assert "1.500 of 1.000" in said(content)


def test_a_goal_says_who_measures_and_who_reviews() -> None:
    content = goals.goals([goal()], {4: role(), 6: role(id=6, holdings=())}, PLAN, TODAY)
    assert "Asked each week: Editor (Ana). Reviewed by: Editor (nobody yet)" in said(content)


# ---------------------------------------------------------------- roles


def test_an_offer_says_by_whom_what_for_and_when_it_begins() -> None:
    content = roles.offer(role(), person("Ben"), [slot()], person(), NOW, "offered", 21, "Bakery")
    assert "Ben gave you the role *Editor* in Bakery." in content.text
    assert "Your first digest comes Mon 30 Mar 09:00 (Berlin)" in content.text
    assert "• Instagram: Tip of the day, every Monday and Wednesday at 10:00" in said(content)
    assert list(buttons(content)) == [ids.OFFER_ACCEPT, ids.OFFER_DECLINE, ids.OFFER_HOUR]
    assert set(buttons(content).values()) == {"holding:21:0"}


def test_an_answered_offer_shows_the_answer_instead_of_the_question() -> None:
    beside = roles.Beside((("Followers", "week"), ("Sales", "month")), ("Sales",), approves=True)
    numbers = said(roles.offer(role(), None, [], person(), NOW, "offered", 21, beside_posts=beside))
    assert "• Reading a number every week: Followers" in numbers
    assert "• Reading a number every month: Sales" in numbers
    assert "• Judging in the review how it stands: Sales" in numbers
    assert "• Approving new versions of the strategy" in numbers
    accepted = roles.offer(role(), person("Ben"), [slot()], person(), NOW, "accepted", 21)
    assert "✓ You accepted." in accepted.text
    assert list(buttons(accepted)) == [ids.OFFER_HOUR]
    declined = roles.offer(role(), person("Ben"), [slot()], person(), NOW, "declined", 21)
    assert "You said that it is not for you." in declined.text
    assert buttons(declined) == {}


def test_a_backup_is_asked_to_step_in() -> None:
    content = roles.offer(role(), person("Ben"), [], person(), NOW, "offered", 22)
    assert "Ben asks you to step in as *Editor*" in content.text


def test_roles_say_who_has_them_and_what_is_vacant() -> None:
    words = said(roles.roles([role(), role(holdings=())], [person("Cem")], PLAN))
    assert "• *Editor*: Ana (asked, no answer yet), backup Ben" in words
    assert "• *Editor*: nobody yet" in words
    assert "Lead: Cem" in words


# ---------------------------------------------------------------- calendar


def test_the_calendar_shows_both_clocks_and_who_is_missing() -> None:
    line = calendar.CalendarLine(NOW, "Asia/Tokyo", "Tip", "Blog", None, "publish", "open")
    words = said(calendar.calendar([line], PLAN, NOW))
    assert "*Mon 30 Mar (today)*\n09:00, 16:00 in Tokyo · Blog: Tip · *nobody yet*" in words
    assert "1 has nobody yet." in words


def test_a_crowded_calendar_counts_what_does_not_fit() -> None:
    line = calendar.CalendarLine(NOW, "Europe/Berlin", "Tip of the day", "Blog", "Ana", "publish", "open")
    lines = [replace(line, at=NOW + timedelta(minutes=40 * n)) for n in range(500)]
    words = said(calendar.calendar(lines, PLAN, NOW))
    shown = words.count("Blog: Tip of the day")
    assert f"{500 - shown} more do not fit here." in words


def test_a_crowded_day_counts_what_does_not_fit() -> None:
    line = calendar.CalendarLine(NOW, "Europe/Berlin", "Tip of the day", "Blog", "Ana", "publish", "open")
    lines = [replace(line, at=NOW + timedelta(minutes=n)) for n in range(200)]
    words = said(calendar.calendar(lines, PLAN, NOW))
    shown = words.count("Blog: Tip of the day")
    assert 0 < shown < 200
    assert f"{200 - shown} more do not fit here." in words


def test_the_week_to_come_lists_every_message_to_whom_and_when() -> None:
    items = [
        calendar.Foreseen(NOW, "digest", "Ana", "Europe/Berlin", ("Tip", "Talk")),
        calendar.Foreseen(NOW + timedelta(days=4), "review", "#bakery", "Europe/Berlin", ()),
    ]
    words = said(calendar.week_to_come(items, PLAN, NOW))
    assert "Here is your next week: every message, to whom, when." in words
    assert "*Mon 30 Mar (today)*\n09:00 · digest to Ana: Tip and Talk" in words
    assert "*Fri 3 Apr*\n09:00 · weekly review opens in #bakery" in words


# ---------------------------------------------------------------- reviews


def test_the_review_tells_activity_by_platform_and_names_nobody() -> None:
    content = reviews.root(review(notes=()), PLAN)
    words = said(content) + content.text
    assert "12 of 16 done, 2 of them late. 1 was missed, 1 was skipped. 2 are still open" in words
    assert "• Instagram: 8 of 9 done. 1 was missed." in words
    assert "Ana" not in words
    assert "<@" not in words


def test_the_summary_names_only_who_carries_a_decision() -> None:
    content = reviews.summary(review(), PLAN)
    assert "<@U8>" in said(content)
    assert "<@U7>" not in said(content) + content.text
    assert "1 learning and 1 decision" in content.text
    assert "The next review opens Fri 3 Apr 15:00 (Berlin)." in said(content)


def test_a_week_without_plans_is_said_plainly() -> None:
    assert reviews.activity_words(Activity()) == "Nothing was planned for this time."
    assert reviews.activity_words(Activity(done=3)) == "3 of 3 done."


def test_prompts_end_with_the_review() -> None:
    assert buttons(reviews.prompts(review())) == {
        ids.NOTE_LEARNING: "review:31:0",
        ids.NOTE_DECISION: "review:31:0",
    }
    assert buttons(reviews.prompts(review(state="closed"))) == {}


def test_what_is_recorded_can_be_taken_back() -> None:
    content = reviews.noted(note(), person("Ana"))
    assert content.text == "✓ Learning recorded: Photos of the oven get more answers. (Ana)"
    assert buttons(content) == {ids.NOTE_UNDO: "note:41:0"}
    undone = reviews.noted(note(), person("Ana"), taken_back=True)
    assert undone.text.startswith("Learning taken back:")
    assert buttons(undone) == {}


def test_the_numbers_form_says_whose_numbers_they_are_and_no_unit_twice() -> None:
    view = reviews.numbers_modal(
        [measure("", 640, unit="followers"), measure(id=10, name="Watch time", unit="hours")],
        date(2026, 3, 23),
        ids.Ref("duty", 5, 1),
        plan="Bakery",
    )
    intro, *fields = view["blocks"]
    assert intro["text"]["text"] == "*Bakery*, for the week of Mon 23 Mar. What you do not know can stay empty."
    assert [field["label"]["text"] for field in fields] == ["Instagram followers", "Watch time (hours)"]
    assert fields[0]["hint"]["text"].startswith("Goal: 1,000. Last time: 640.")


def test_a_decision_that_its_author_carries_names_them_once() -> None:
    mine = replace(note(), kind="decision", text="Shorter videos", author="U7", owner="U7")
    assert reviews.noted(mine, person("Ana")).text == "✓ Decision recorded: Shorter videos (Ana, who carries it)"
    theirs = replace(mine, owner="U9")
    assert reviews.noted(theirs, person("Ana")).text == "✓ Decision recorded: Shorter videos (Ana) <@U9> carries it."


def test_the_week_to_come_says_a_title_once() -> None:
    tips = calendar.Foreseen(NOW, "digest", "Ana", "Europe/Berlin", ("Tip", "Tip", "Talk"))
    assert "digest to Ana: Tip (2 times) and Talk" in calendar.week_to_come([tips], strategy(), NOW).text


def test_the_numbers_form_has_a_field_a_measure_with_the_last_number() -> None:
    view = reviews.numbers_modal([measure("", 1640), measure(id=10)], date(2026, 3, 23), ids.Ref("duty", 5, 1), ",")
    fields = view["blocks"][1:]
    assert [field["block_id"] for field in fields] == ["number:9", "number:10"]
    assert {field["element"]["action_id"] for field in fields} == {"number"}
    assert all(field["optional"] for field in fields)
    assert fields[0]["hint"]["text"] == "Goal: 1.000. Last time: 1.640. Type a number, or “same” for 1.640 again."
    assert view["private_metadata"] == "duty:5:1"


# ---------------------------------------------------------------- conversations


def test_a_question_puts_the_problem_first_and_the_ways_out_last() -> None:
    parts = texts_of(conversations.question(ask(), 12, 4).blocks)
    assert parts[:3] == [
        "I cannot read that as a number.",
        "Which number do you want to reach?",
        "For example: 1,000 followers",
    ]
    assert parts[-1] == "Question 2 of at most 7. You can also type `back` · `skip` · `help` · `cancel`"


def test_answers_are_buttons_with_the_index_and_never_the_answer() -> None:
    assert buttons(conversations.question(ask(), 12, 4)) == {"ask_choose_0": "ask:12:4|0", "ask_choose_1": "ask:12:4|1"}


def test_more_than_five_answers_are_a_list() -> None:
    many = tuple(Option(f"Choice {n}", str(n)) for n in range(6))
    content = conversations.question(ask(options=many), 12, 4)
    menu = next(b for b in content.blocks if b["type"] == "actions")["elements"]
    assert [e["action_id"] for e in menu] == [ids.ASK_CHOOSE_MENU]
    assert [o["value"] for o in menu[0]["options"]] == [f"ask:12:4|{n}" for n in range(6)]


def test_an_answer_too_long_for_a_button_is_shown_in_full_above() -> None:
    long = Option("the review of every post of the month by the whole team on the last Friday, in the office", "x")
    content = conversations.question(ask(options=(long,)), 12, 4)
    assert f"1. {long.label}" in texts_of(content.blocks)


def test_a_summary_has_save_one_list_of_changes_and_discard() -> None:
    options = (
        Option("Save", "save"),
        *(Option(f"Change: {n}", f"change {n}") for n in ("target", "date")),
        Option("Discard", "discard"),
    )
    content = conversations.question(ask(options=options, is_summary=True, problem=""), 12, 4)
    row = next(b for b in content.blocks if b["type"] == "actions")["elements"]
    assert [e["action_id"] for e in row] == ["ask_choose_0", "ask_choose_menu", "ask_choose_3"]
    assert row[0]["style"] == "primary"
    assert [(o["text"]["text"], o["value"]) for o in row[1]["options"]] == [
        ("target", "ask:12:4|1"),
        ("date", "ask:12:4|2"),
    ]


def test_a_question_keeps_its_lines() -> None:
    content = conversations.question(ask("", text="Goal: bread\nBy: Fri 1 May", problem=""), 12, 4)
    assert "Goal: bread\nBy: Fri 1 May" in texts_of(content.blocks)


def test_an_answered_question_has_no_buttons_left() -> None:
    assert buttons(conversations.answered(ask(), "1,000")) == {}
    assert "You said: 1,000" in conversations.answered(ask(), "1,000").text


# ---------------------------------------------------------------- help


def test_the_menu_offers_what_makes_sense_here() -> None:
    assert list(buttons(help.menu(None, 0, can_setup=True))) == [ids.BEAT_SETUP, ids.BEAT_HELP]
    assert list(buttons(help.menu(None, 0, can_setup=False))) == [ids.BEAT_HELP]
    assert ids.BEAT_SETUP not in buttons(help.menu(PLAN, 0, can_setup=False))
    assert "2 duties wait for you." in help.menu(PLAN, 2, can_setup=False).text
    assert "Nothing waits for you." in help.menu(PLAN, 0, can_setup=False).text


def test_help_has_an_example_of_every_command() -> None:
    shown = help.help().text
    for command in COMMANDS:
        assert command.typed in shown or not (command.does or command.whole)


def test_help_names_the_commands_of_the_whole_strategy() -> None:
    shown = str(help.help().blocks)
    for word in ("strategy", "setup", "missing", "check", "history", "lessons"):
        assert f"`/beat {word}`" in shown
    assert all(command.example or command.word in shown for command in COMMANDS if command.adds)


def test_the_menu_of_a_plan_elsewhere_offers_one_here_too() -> None:
    shown = help.menu(PLAN, 0, can_setup=True)
    assert shown.text.startswith("This channel has no plan yet")
    assert {ids.BEAT_SETUP, ids.BEAT_GOALS} <= set(buttons(shown))


def test_a_question_in_a_channel_says_where_it_is_answered() -> None:
    assert "Answer in this thread" in str(conversations.question(ask(), 1, 2, in_thread=True).blocks)
    assert "Answer in this thread" not in str(conversations.question(ask(), 1, 2).blocks)


def test_a_first_digest_is_told_in_utc_only_while_nothing_else_is_known() -> None:
    at = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    assert "07:00 (UTC)" in roles.offer(role(), None, [], person(zone=None), at, "offered", 21).text
    assert "09:00 (Berlin)" in roles.offer(role(), None, [slot()], person(zone=None), at, "offered", 21).text
