"""Messages about duties: what they say, and which buttons they have."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.duties import Digest
from bot.views.duties import digests, duties, duty_forms, lead_digest, progress
from bot.views.kit import ids, texts
from bot.views.kit.blocks import Content
from tests.views import beside_samples, samples
from tests.views.samples import NOW, a_day, duty, measure, person, settled
from tests.views.slack_limits import texts_of

ANA = person()


def rows(content: Content) -> dict[str, dict[str, Any]]:
    """Return the buttons and selects of a message: block id → action id → element."""
    return {
        block["block_id"]: {element["action_id"]: element for element in block["elements"]}
        for block in content.blocks
        if block["type"] == "actions"
    }


def said(content: Content) -> str:
    return "\n".join(texts_of(content.blocks))


def test_an_open_duty_has_all_its_buttons_with_reference_and_version() -> None:
    row = rows(duties.reminder(duty(), ANA, NOW))["duty:812"]
    assert list(row) == [ids.DUTY_DONE, ids.DUTY_SCHEDULED, ids.DUTY_SNOOZE, ids.DUTY_HAND_OVER, ids.DUTY_SKIP]
    assert row[ids.DUTY_DONE]["value"] == "duty:812:3"
    snoozes = [option["value"] for option in row[ids.DUTY_SNOOZE]["options"]]
    assert snoozes == ["duty:812:3|30m", "duty:812:3|2h", "duty:812:3|tomorrow", "duty:812:3|pick"]
    skips = [option["value"] for option in row[ids.DUTY_SKIP]["options"]]
    assert skips == [f"duty:812:3|{reason}" for reason in ("no_content", "no_time", "not_relevant", "other")]


def test_numbers_are_given_in_a_form_and_not_ticked_off() -> None:
    row = rows(duties.reminder(duty(kind="measure"), ANA, NOW))["duty:812"]
    assert list(row) == [ids.NUMBERS_OPEN, ids.DUTY_SNOOZE, ids.DUTY_HAND_OVER, ids.DUTY_SKIP]


def test_a_digest_says_when_where_for_whom_what_and_why() -> None:
    words = said(digests.digest(Digest((), (duty(),)), ANA, NOW))
    for part in ("*10:00*", "Instagram", "Tip of the day", "home bakers", "Bread is patience.", "Be the bakery"):
        assert part in words


def test_a_duty_without_a_goal_says_so() -> None:
    assert "Goal: none yet" in said(digests.digest(Digest((), (duty(goal=None),)), ANA, NOW))


def test_a_digest_begins_with_what_is_overdue() -> None:
    words = said(digests.digest(a_day(), ANA, NOW))
    assert words.index("Was due yesterday 16:00") < words.index("*09:00*")


def test_several_plans_are_kept_apart_and_one_is_not_announced() -> None:
    other = duty(id=2, strategy_id=4, strategy_name="Café")
    two = digests.digest(Digest((), (duty(), other)), ANA, NOW)
    assert [b["text"]["text"] for b in two.blocks if b["type"] == "header"][1:] == ["Bakery", "Café"]
    one = digests.digest(Digest((), (duty(),)), ANA, NOW)
    assert sum(b["type"] == "header" for b in one.blocks) == 1


def test_a_digest_alone_makes_sense_in_a_notification() -> None:
    text = digests.digest(a_day(), ANA, NOW).text
    assert text.startswith("Monday, 30 Mar: 3 to do, 1 of them overdue.")
    assert "Instagram: Tip of the day" in text


def test_done_shows_when_with_undo_for_ten_minutes_and_a_place_for_the_link() -> None:
    content = digests.digest(Digest((), (), (settled(),)), ANA, NOW)
    assert "✓ Done 08:57 — Instagram: Tip of the day" in said(content)
    row = rows(content)["duty:812"]
    assert row[ids.DUTY_UNDO]["value"] == "change:55:0"
    assert row[ids.DUTY_LINK]["value"] == "duty:812:3"
    later = digests.digest(Digest((), (), (settled(),)), ANA, NOW + timedelta(minutes=7))
    assert list(rows(later)["duty:812"]) == [ids.DUTY_LINK]
    linked = digests.digest(Digest((), (), (settled(link="https://a.example/p"),)), ANA, NOW + timedelta(minutes=7))
    assert rows(linked) == {}
    assert "<https://a.example/p|link>" in said(linked)


@pytest.mark.parametrize("name", ["Ben", ANA.name])
def test_somebody_else_who_settled_it_is_named_to_its_owner(name: str) -> None:
    """Also if both have the same name."""
    other = settled(settled_by=name, settled_by_id=ANA.id + 1)
    assert f"✓ Done 08:57 by {name} — " in said(duties.reminder(other, ANA, NOW))


def test_a_skipped_duty_shows_its_reason() -> None:
    assert "Skipped 08:57, no time — " in said(duties.reminder(settled("skipped", reason="no_time"), ANA, NOW))
    own = settled("skipped", reason="The oven is broken")
    assert "Skipped 08:57, The oven is broken — " in said(duties.reminder(own, ANA, NOW))


def test_what_the_clock_ended_cannot_be_undone() -> None:
    assert rows(duties.reminder(settled("missed"), ANA, NOW)) == {}
    assert "Not done (due 10:00) — " in said(duties.reminder(settled("missed"), ANA, NOW))


def test_a_full_day_keeps_every_duty_either_with_buttons_or_counted() -> None:
    content = digests.digest(a_day(duties_=40), ANA, NOW)
    with_buttons = sum(ids.DUTY_DONE in row for row in rows(content).values())
    assert with_buttons in (6, 12)
    assert f"{40 - with_buttons} more duties have no room for their buttons here." in said(content)
    assert f"`/beat today {with_buttons // 6 + 1}` and the pages after it" in said(content)


def _of_plans(number: int) -> Digest:
    """Return a day of three plans in turns, all overdue but the last four, in order of time."""
    some = [
        replace(
            duty(),
            id=900 + n,
            title=f"Duty {n:02}",
            strategy_id=n % 3 + 1,
            strategy_name=f"Plan {n % 3 + 1}",
            due_at=NOW - timedelta(hours=3) + timedelta(minutes=10 * n),
        )
        for n in range(number)
    ]
    return Digest(tuple(some[:-4]), tuple(some[-4:]))


def test_on_a_crowded_day_each_line_stands_under_its_own_plan_and_the_least_urgent_has_no_buttons() -> None:
    day = _of_plans(14)
    content = digests.digest(day, ANA, NOW)
    pressable = {name for name, row in rows(content).items() if ids.DUTY_DONE in row}
    everything = [*day.overdue, *day.today]
    assert len(pressable) in (6, 12)
    assert pressable == {ids.duty_block(d.id) for d in everything[: len(pressable)]}
    under: dict[str, str] = {}
    head = ""
    for block in content.blocks[2:]:
        head = block["text"]["text"] if block["type"] == "header" else head
        if block["type"] == "section":
            under[head] = under.get(head, "") + block["text"]["text"]
    assert sorted(under) == ["Plan 1", "Plan 2", "Plan 3"]
    for one in everything:
        assert [head for head, words in under.items() if one.title in words] == [one.strategy_name]


def test_where_the_digest_says_that_buttons_are_begins_with_the_first_that_has_none() -> None:
    for number in (7, 9, 13, 14, 20):
        day = _of_plans(number)
        content = digests.digest(day, ANA, NOW)
        pressable = [name for name, row in rows(content).items() if ids.DUTY_DONE in row]
        without = [*day.overdue, *day.today][len(pressable) :]
        said_page = re.search(r"`/beat today (\d+)`", said(content))
        assert (said_page is None) == (not without)
        if said_page is not None:
            page = digests.today(day, ANA, NOW, int(said_page[1]))
            shown = {name for name, row in rows(page).items() if ids.DUTY_DONE in row}
            assert shown == {ids.duty_block(d.id) for d in without[:6]}


def test_one_duty_without_buttons_is_said_as_one() -> None:
    assert "1 more duty has no room for its buttons here. Type `/beat today 2` for its buttons." in said(
        digests.digest(_of_plans(7), ANA, NOW)
    )


def test_the_way_to_the_next_page_can_be_read_as_a_command() -> None:
    assert "Type `/beat today 1` for the first page." in said(digests.today(a_day(duties_=15), ANA, NOW, 3))


def test_every_duty_has_its_buttons_on_some_page_of_today() -> None:
    day = a_day(duties_=15)
    seen: list[str] = []
    for page in (1, 2, 3):
        content = digests.today(day, ANA, NOW, page)
        assert f"page {page} of 3" in said(content)
        seen += [name for name, row in rows(content).items() if ids.DUTY_DONE in row]
    assert sorted(seen) == sorted(ids.duty_block(d.id) for d in (*day.overdue, *day.today))
    assert digests.today(day, ANA, NOW, 99) == digests.today(day, ANA, NOW, 3)
    assert digests.today(day, ANA, NOW, -1) == digests.today(day, ANA, NOW, 1)


def test_a_digest_that_comes_late_says_so() -> None:
    content = digests.digest(a_day(), ANA, NOW, late_since=NOW - timedelta(hours=2))
    assert "This digest was due at 07:00." in said(content)


def test_coming_back_is_one_honest_message() -> None:
    since = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    words = "I could not write to you from Fri 27 Mar 17:00 to Mon 30 Mar 09:00. I am sorry for that."
    assert words in digests.catch_up(a_day(), ANA, NOW, since).text


def test_a_snoozed_duty_says_until_when() -> None:
    content = digests.digest(Digest((), (duty(snoozed_until=NOW + timedelta(hours=3)),)), ANA, NOW)
    assert "*12:00* · Instagram: Tip of the day (snoozed, it was due 10:00)" in said(content)


def test_a_time_in_another_place_is_told_on_both_clocks() -> None:
    content = duties.reminder(duty(zone="Asia/Tokyo"), ANA, NOW)
    assert "due at 10:00 your time, 17:00 in Tokyo" in content.text


def test_a_reminder_brings_the_text_ready_to_copy() -> None:
    assert "```Bread is patience.```" in texts_of(duties.reminder(duty(), ANA, NOW).blocks)
    without = "\n".join(texts_of(duties.reminder(duty(message=None), ANA, NOW).blocks))
    assert "```" not in without
    assert "There is no text for it yet." in without


def test_a_nudge_says_what_is_missing_and_the_second_one_that_it_is_the_last() -> None:
    first = duties.nudge(duty(message=None), ANA, NOW, second=False)
    assert "There is no text for it yet." in first.text
    assert "not ask again today" in said(duties.nudge(duty(), ANA, NOW, second=True))
    assert "not ask again today" not in said(first)


@pytest.mark.parametrize("second", [False, True])
def test_a_nudge_about_something_settled_shows_how_it_ended(second: bool) -> None:
    assert duties.nudge(settled(), ANA, NOW, second=second).text == "✓ Done 08:57 — Instagram: Tip of the day"


def test_the_lead_hears_each_hop_and_can_act() -> None:
    cem = person("Cem", slack_id="U1", id=1)
    asked = (NOW - timedelta(hours=3), NOW - timedelta(hours=1))
    late = duty(due_at=NOW - timedelta(hours=4))
    content = lead_digest.lead([lead_digest.HandedUp(late, ANA, asked)], cem, NOW)
    assert "Ana (Editor in Bakery) was reminded at 06:00 and 08:00." in said(content)
    assert "You hear of it because you are the lead." in said(content)
    assert list(rows(content)["duty:812"]) == [ids.DUTY_DONE, ids.DUTY_HAND_OVER, ids.DUTY_SKIP]


def test_the_lead_hears_why_nobody_was_reminded() -> None:
    quiet, morning = replace(ANA, nudges="off"), NOW - timedelta(hours=5)
    off = lead_digest.HandedUp(duty(), quiet, told_at=morning)
    assert "has reminders switched off. It stood in the digest." in said(lead_digest.lead([off], ANA, NOW))
    told = said(lead_digest.lead([lead_digest.HandedUp(duty(), ANA, told_at=morning)], ANA, NOW))
    assert "had it in the digest. Three working hours passed since." in told
    assert "Nobody has the role Editor in Bakery now" in said(
        lead_digest.lead([lead_digest.HandedUp(duty(), None)], ANA, NOW)
    )


def test_the_lead_hears_where_the_owner_was_told_late_or_never() -> None:
    late = said(lead_digest.lead([lead_digest.HandedUp(duty(), ANA, told_at=NOW - timedelta(hours=1))], ANA, NOW))
    assert "Ana (Editor in Bakery) heard of it late, at 08:00: I could not write before." in late
    never = said(lead_digest.lead([lead_digest.HandedUp(duty(), ANA)], ANA, NOW))
    assert "has not heard of it from me: my messages could not be sent in time." in never
    assert "Three working hours" not in late + never


def test_drawn_again_on_another_day_a_digest_keeps_its_date() -> None:
    content = digests.digest(a_day(), ANA, NOW, of=NOW - timedelta(days=3))
    assert content.text.startswith("Friday, 27 Mar:")


def test_what_a_lead_was_told_shows_how_each_ended() -> None:
    items = [lead_digest.HandedUp(settled(), ANA), lead_digest.HandedUp(duty(id=2), ANA)]
    content = lead_digest.lead(items, person("Cem", id=8), NOW)
    assert "✓ Done 08:57 by Ana — Instagram: Tip of the day" in said(content)
    assert list(rows(content)) == ["duty:2"]


def test_many_for_a_lead_are_counted_whole() -> None:
    items = [lead_digest.HandedUp(duty(id=n), ANA) for n in range(1, 31)]
    content = lead_digest.lead(items, person("Cem"), NOW)
    shown = len(rows(content))
    assert f"{30 - shown} more do not fit here." in said(content)
    assert content.text.endswith("• and 25 more")


def test_an_arrival_says_why_it_comes_now() -> None:
    assert duties.arrival(duty(), ANA, NOW, "handed_over").text.startswith("Handed over to you: 10:00")
    assert "It came up after your digest." in duties.arrival(duty(), ANA, NOW, "new").text


def test_progress_counts_the_week_and_the_latest_number() -> None:
    followers = measure("", 640, name="Followers")
    thursday, monday = date(2026, 3, 26), date(2026, 3, 30)
    p = progress.Progress("Instagram", 4, 5, followers, read_on=thursday, today=monday)
    assert progress.progress(p) == "Instagram 4 of 5 this week. Followers 640 of 1,000, last read Thursday."
    assert progress.progress(replace(p, mark=",")).endswith("Followers 640 of 1.000, last read Thursday.")
    assert progress.progress(replace(p, today=date(2026, 4, 20))).endswith("last read Thu 26 Mar.")
    assert progress.progress(replace(p, read_on=None)).endswith("last read in the week of Mon 2 Mar.")
    assert progress.progress(replace(p, measure=None)) == "Instagram 4 of 5 this week."
    assert progress.progress(replace(p, platform=None, measure=None)) == "Done 4 of 5 this week."


def test_times_of_one_day_name_it_once() -> None:
    day = NOW.replace(hour=14) - timedelta(days=1)
    some = [day, day + timedelta(hours=1), day + timedelta(hours=3)]
    assert texts.near_times(some, "Europe/Berlin", NOW) == "yesterday at 16:00, 17:00 and 19:00"
    assert texts.near_times([day, NOW], "Europe/Berlin", NOW) == "yesterday at 16:00 and at 09:00"
    assert texts.near_times([*some[:2], NOW], "Europe/Berlin", NOW) == "yesterday at 16:00 and 17:00, then at 09:00"


def test_whoever_is_asked_for_numbers_reads_for_which_plan_and_what_to_press() -> None:
    asked = duty(kind="measure", title="Latest numbers for the review", platform=None, due_at=NOW)
    later = NOW + timedelta(hours=2)
    messages = [duties.reminder(asked, ANA, NOW)]
    messages += [duties.nudge(asked, ANA, later, second=second) for second in (False, True)]
    messages.append(lead_digest.lead([lead_digest.HandedUp(asked, ANA)], ANA, later))
    for content in messages:
        assert "Latest numbers for the review of Bakery" in said(content)
        assert "Latest numbers for the review of Bakery" in content.text
        assert "Done already?" not in said(content)
    for nudge in messages[1:3]:
        assert "Press *Give the numbers*: it takes a minute." in said(nudge)


def test_forms_carry_the_duty_that_they_are_about() -> None:
    for made in (
        duty_forms.link_modal(duty()),
        duty_forms.snooze_modal(duty(), ANA, NOW),
        duty_forms.hand_over_modal(duty()),
        duty_forms.skip_modal(duty()),
    ):
        assert made["private_metadata"] == "duty:812:3"


def test_snoozing_proposes_the_next_hour_on_the_readers_clock() -> None:
    day, clock = duty_forms.snooze_modal(duty(), person(zone="Asia/Tokyo"), datetime(2026, 3, 30, 14, 40, tzinfo=UTC))[
        "blocks"
    ][1:]
    assert day["element"]["initial_date"] == "2026-03-31"
    assert clock["element"]["initial_time"] == "00:00"
    assert "Tokyo" in clock["hint"]["text"]


def test_a_lead_hears_of_every_duty_however_long_its_words_are() -> None:
    long = "ten thousand letters " * 477
    items = [lead_digest.HandedUp(duty(long), person(long)), lead_digest.HandedUp(duty(long, id=2), None)]
    assert list(rows(lead_digest.lead(items, person("Cem"), NOW))) == ["duty:812", "duty:2"]


def buttons(content: Content, action_id: str) -> int:
    found = [element for block in content.blocks if block["type"] == "actions" for element in block["elements"]]
    return sum(element["action_id"] == action_id for element in found)


def test_a_long_question_at_the_end_takes_no_buttons_away() -> None:
    closing = [beside_samples.a_question("a long question " * 700, samples.strategy())]
    content = digests.digest(a_day(), ANA, NOW, closing=closing)
    assert buttons(content, ids.DUTY_DONE) == 3
    assert buttons(content, ids.GAP_ANSWER) == 1


def test_a_full_digest_keeps_its_question_with_all_buttons() -> None:
    closing = [beside_samples.a_question("", samples.strategy())]
    content = digests.digest(a_day("", 60), ANA, NOW, closing=closing)
    last = [element["action_id"] for element in content.blocks[-1]["elements"]]
    assert last == [ids.GAP_ANSWER, ids.GAP_LATER, ids.GAP_NOT_OURS]
