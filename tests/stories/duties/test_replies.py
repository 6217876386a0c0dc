"""Settling by reply: a link, or a check mark, is Done."""

from __future__ import annotations

import pytest

from tests.stories.cast import BOT, Person, Story, Told
from tests.stories.plans import add, slot

LINK = "https://www.instagram.com/p/abc"
TIP = "Instagram: Tip of the day"
CHECK = "white_check_mark"


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, nine o'clock: ben has his digest with one duty, due at ten."""
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


@pytest.fixture
async def two(bakery: Story, ana: Person, ben: Person) -> Story:
    """Monday, nine o'clock: ben has his digest with two duties, due at ten and at three."""
    await add(bakery, ana, slot("Question of the day", "mon", "15:00", ben))
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    return bakery


def newest(story: Story, who: Person, words: str) -> Told:
    """Return a person's newest message that contains some words."""
    story.read()
    return next(t for t in reversed(story.told) if t.to == who.id or words in t.text if not t.gone and words in t.text)


async def replies(who: Person, to: Told, text: str) -> None:
    """Say something in the thread of a message."""
    await who._control.say(user=who.name, channel=BOT, text=text, thread_ts=to.ts)
    await who._done()


async def reacts(who: Person, to: Told, emoji: str = CHECK) -> None:
    """Put an emoji on a message."""
    await who._control.react(user=who.name, channel=BOT, ts=to.ts, name=emoji)
    await who._done()


async def unreacts(who: Person, to: Told, emoji: str = CHECK) -> None:
    """Remove an emoji from a message."""
    await who._control.unreact(user=who.name, channel=BOT, ts=to.ts, name=emoji)
    await who._done()


# ---------------------------------------------------------------- replies


async def test_a_link_in_the_thread_of_a_digest_is_done(morning: Story, ben: Person) -> None:
    """The answer is in the thread, with progress and Undo; the digest says it too; nobody is reminded."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await replies(ben, digest, LINK)
    said = ben.sees("^✓ Done 09:00", TIP, LINK, "Instagram 1 of 3 this week", "Undo")
    assert newest(morning, ben, said).thread_ts == digest.ts
    ben.finds("Monday, 30 Mar", "Nothing is left to do", f"<{LINK}|link>")
    await morning.until("2026-03-31 12:00")
    ben.sees_nothing()


async def test_a_link_right_after_a_reminder_needs_no_thread(two: Story, ben: Person) -> None:
    """At ten he is reminded of one of two: a bare link means that one."""
    await two.until("2026-03-30 10:00")
    ben.sees("It is time for .*Tip of the day")
    await ben.says(f"Done: {LINK}", channel=BOT)
    ben.finds("^✓ Done 10:00 — Instagram: Tip of the day", LINK, "Undo")
    await two.until("2026-03-30 14:59")
    ben.sees_nothing()
    await two.until("2026-03-30 15:00")
    ben.sees("It is time for .*Question of the day")


# ---------------------------------------------------------------- a link belongs to its own platform


@pytest.fixture
async def twins(bakery: Story, ana: Person, ben: Person) -> Story:
    """Monday, ten o'clock: ben has been reminded of the Instagram post; the Facebook post is due at half past."""
    await add(bakery, ana, slot("Behind the counter", "mon", "10:30", ben, platform="Facebook"))
    await bakery.until("2026-03-30 10:00")
    bakery.forget()
    return bakery


@pytest.mark.parametrize(
    "link", ["https://www.facebook.com/bakery/posts/1", "https://fb.watch/abc", "https://bit.ly/1"]
)
async def test_a_link_to_another_place_is_asked_about(morning: Story, ben: Person, link: str) -> None:
    """The only open task is on Instagram: a link to Facebook, or to an unknown site, doesn't mark it done by itself."""
    await ben.says(link, channel=BOT)
    ben.finds("Is .*Tip of the day.* done, with this", link)
    ben.finds("Monday, 30 Mar", "1 to do")
    await ben.presses("Yes, it is done")
    ben.finds("^✓ Done 09:00", TIP, link)


async def test_a_link_goes_to_the_task_of_its_platform_whatever_was_last_reminded_of(twins: Story, ben: Person) -> None:
    """He was reminded of both, of Facebook last: the Instagram link is for the Instagram post."""
    await twins.until("2026-03-30 10:30")
    ben.sees("It is time for .*Behind the counter")
    await ben.says(LINK, channel=BOT)
    ben.finds("^✓ Done 10:30 — Instagram: Tip of the day", LINK)
    assert not ben.has("✓ Done 10:30 — Facebook")
    await ben.says("https://m.facebook.com/bakery/posts/1", channel=BOT)
    ben.finds("^✓ Done 10:30 — Facebook: Behind the counter")


async def test_of_two_tasks_a_link_means_the_one_on_its_platform(twins: Story, ben: Person) -> None:
    """The same in the thread of the digest, which has both; a third network's link is asked about."""
    digest = newest(twins, ben, "Monday, 30 Mar")
    await replies(ben, digest, "https://www.tiktok.com/@bakery/video/1")
    ben.sees("Which one is done, with this", "Tip of the day", "Behind the counter")
    await replies(ben, digest, "<https://www.facebook.com/bakery/posts/1|facebook.com>")
    ben.sees("^✓ Done 10:00 — Facebook: Behind the counter")
    ben.finds("Monday, 30 Mar", "1 to do", "Tip of the day")
    twins.forget()


async def test_a_link_after_done_is_added_on_its_own_platform_only(twins: Story, ben: Person) -> None:
    """Instagram was done without a link: the next link is for it, although the Facebook post is still open."""
    await ben.presses("Done")
    ben.finds("^✓ Done 10:00 — Instagram")
    await twins.until("2026-03-30 10:30")
    ben.sees("It is time for .*Behind the counter")
    await ben.says(LINK, channel=BOT)
    ben.finds("^✓ Done 10:00 — Instagram: Tip of the day", f"<{LINK}|link>")
    ben.finds("Monday, 30 Mar", "1 to do", "Behind the counter")


@pytest.mark.parametrize("words", ["done", "Posted it!", "✅", "It's live now."])
async def test_done_without_a_link_is_done(morning: Story, ben: Person, words: str) -> None:
    """The word is enough; the link can be added later."""
    await ben.says(words, channel=BOT)
    ben.finds("^✓ Done 09:00", TIP, "Undo", "Add link")


async def test_the_answer_to_a_reply_can_be_taken_back(morning: Story, ben: Person) -> None:
    """After Undo below the answer, the duty is open again, and its reminder comes."""
    await ben.says("done", channel=BOT)
    await ben.presses("Undo")
    ben.finds("Taken back: Instagram: Tip of the day is open again", "Done after all")
    ben.finds("Monday, 30 Mar", "1 to do")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")


async def test_of_several_it_asks_which(two: Story, ben: Person) -> None:
    """Both are named; a press settles one of them, with the link that was sent before."""
    await ben.says(LINK, channel=BOT)
    asked = ben.finds("Which one is done, with this", LINK, "Tip of the day", "Question of the day")
    assert "Done 0" not in asked
    await ben.presses("Instagram: Question of the day")
    ben.finds("^✓ Done 09:00 — Instagram: Question of the day", LINK, "Undo")
    ben.finds("Monday, 30 Mar", "1 to do", "Tip of the day")


async def test_the_same_choice_twice_is_one(two: Story, ben: Person) -> None:
    """Pressing again, in a message that isn't redrawn yet, is not refused."""
    await ben.says("done", channel=BOT)
    ben.finds("Which one is done")
    held = ben.holds("Instagram: Question of the day")
    await ben.presses_held(held)
    await ben.presses_held(held)
    ben.finds("^✓ Done 09:00 — Instagram: Question of the day")


async def test_a_choice_of_somebody_elses_answer_is_refused(two: Story, ana: Person, ben: Person) -> None:
    """A made-up press by ana, who may settle the duty, is refused: she wasn't the one who was asked."""
    await ben.says("done", channel=BOT)
    ben.finds("Which one is done")
    held = ben.holds("Instagram: Question of the day")
    await ana.says("hello", channel=BOT)
    mine = two.office.server.workspace.direct_with_app(ana.id)
    message = next(m for m in two.office.server.workspace.visible(ana.id, mine) if m.bot_id)
    server = two.office.server
    action = {**held.action, "action_ts": server.workspace.stamps.next()}
    await server.interactions.act_on_message(server.workspace, mine, message, ana.id, action)
    await ana._done()
    ana.sees("I cannot find that any more")
    assert not ben.has("✓ Done")


async def test_more_words_than_done_are_confirmed(morning: Story, ben: Person) -> None:
    """ "Not yet, but look at …" has a link but isn't Done: the bot asks, and nothing is settled meanwhile."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await replies(ben, digest, f"Not yet, but look at {LINK}")
    ben.sees("Is .*Tip of the day.* done, with this", LINK)
    ben.finds("Monday, 30 Mar", "1 to do")
    await ben.presses("Yes, it is done", thread_ts=digest.ts)
    ben.finds("^✓ Done 09:00", TIP, LINK)


async def test_a_link_after_done_is_added_to_it(morning: Story, ben: Person) -> None:
    """He pressed Done, and sends the link afterward."""
    await ben.presses("Done")
    await ben.says(LINK, channel=BOT)
    ben.finds("^✓ Done 09:00", f"<{LINK}|link>")
    assert "Add link" not in ben.finds("Monday, 30 Mar", f"<{LINK}|link>")


async def test_a_link_when_nothing_is_open_gets_a_helpful_answer(morning: Story, ben: Person) -> None:
    """Nothing to do, and nothing without a link: the answer says what he can type."""
    await ben.says(f"done {LINK}", channel=BOT)
    ben.finds("^✓ Done 09:00", TIP)
    await ben.says("https://example.org/bread", channel=BOT)
    ben.finds("nothing of yours is open that it could belong to", "`/beat today`", "`/beat post`")
    await ben.says("done", channel=BOT)
    ben.finds("Nothing of yours is open just now")


async def test_what_it_does_not_understand_in_a_thread_is_answered_there(morning: Story, ben: Person) -> None:
    """No guessing: it says what would work."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await replies(ben, digest, "perhaps tomorrow")
    said = ben.sees("I did not understand that", "Reply with the link or with `done`")
    assert newest(morning, ben, said).thread_ts == digest.ts
    ben.finds("Monday, 30 Mar", "1 to do")


async def test_a_running_conversation_goes_first(morning: Story, ben: Person) -> None:
    """While the bot asks him for a goal, "done" is an answer to that; in the digest's thread it is about the digest."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await ben.types("/beat goal", channel=BOT)
    asked = ben.sees("goal|achieve|number")
    await ben.says("done", channel=BOT)
    morning.forget()
    ben.finds("Monday, 30 Mar", "1 to do")
    await replies(ben, digest, "done")
    ben.sees("^✓ Done 09:00", TIP)
    assert asked
    await ben.types("/beat cancel", channel=BOT)


async def test_numbers_are_not_given_by_a_reply(calm: Story, ben: Person) -> None:
    """Thursday's question for the number is open: "done" does not answer it."""
    await calm.until("2026-04-02 15:00")
    ben.sees("Latest numbers")
    await ben.says("done", channel=BOT)
    ben.finds("Nothing of yours is open just now")


# ---------------------------------------------------------------- check marks


@pytest.mark.parametrize("emoji", [CHECK, "heavy_check_mark", "ballot_box_with_check"])
async def test_a_check_mark_on_a_message_of_one_duty_is_done(morning: Story, ben: Person, emoji: str) -> None:
    """The message itself says so, with progress; no other message comes."""
    await reacts(ben, newest(morning, ben, "Monday, 30 Mar"), emoji)
    ben.finds("Monday, 30 Mar", "✓ Done 09:00", TIP, "Instagram 1 of 3 this week")
    await morning.until("2026-03-30 13:00")
    ben.sees_nothing()


async def test_another_emoji_does_nothing(morning: Story, ben: Person) -> None:
    """A thumb is no check mark."""
    await reacts(ben, newest(morning, ben, "Monday, 30 Mar"), "thumbsup")
    ben.finds("Monday, 30 Mar", "1 to do")


async def test_taking_the_check_mark_off_is_undo(morning: Story, ben: Person) -> None:
    """Within ten minutes the duty is open again, and he is reminded of it."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await reacts(ben, digest)
    await morning.pass_time(minutes=9)
    await unreacts(ben, digest)
    ben.finds("Monday, 30 Mar", "1 to do")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")


async def test_taken_off_later_it_stays_done_and_he_is_told(morning: Story, ben: Person) -> None:
    """After eleven minutes it is too late for Undo."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await reacts(ben, digest)
    await morning.pass_time(minutes=11)
    await unreacts(ben, digest)
    ben.sees("Tip of the day stays done", "ten minutes")
    ben.finds("Monday, 30 Mar", "✓ Done 09:00")


async def test_a_check_mark_that_settled_nothing_undoes_nothing(morning: Story, ben: Person) -> None:
    """The button settled it first: adding the mark and removing it again changes nothing."""
    await ben.presses("Done")
    digest = newest(morning, ben, "Monday, 30 Mar")
    await reacts(ben, digest)
    await unreacts(ben, digest)
    ben.finds("Monday, 30 Mar", "✓ Done 09:00")
    ben.sees_nothing()


async def test_on_a_message_of_several_it_asks_in_the_thread(two: Story, ben: Person) -> None:
    """The digest has two: a question below asks which one; removing the mark removes the question."""
    digest = newest(two, ben, "Monday, 30 Mar")
    await reacts(ben, digest)
    said = ben.sees("^Which one is done\\?", "Tip of the day", "Question of the day")
    assert newest(two, ben, said).thread_ts == digest.ts
    await unreacts(ben, digest)
    assert not ben.has("Which one is done")
    await reacts(ben, digest)
    ben.sees("^Which one is done")
    await ben.presses(TIP, thread_ts=digest.ts)
    ben.finds("^✓ Done 09:00", TIP)
    await unreacts(ben, digest)
    ben.finds("Monday, 30 Mar", "2 to do")


async def test_a_mark_by_who_may_not_settle_it_does_nothing(
    morning: Story, ana: Person, ben: Person, dee: Person
) -> None:
    """The role is dee's now: a check mark on ben's old digest settles nothing, and neither does a link."""
    digest = newest(morning, ben, "Monday, 30 Mar")
    await ana.saves("/beat role Instagram editor @dee")
    morning.forget()
    await reacts(ben, digest)
    ben.sees_nothing()
    await replies(ben, digest, LINK)
    ben.sees("nothing of yours is open")
    assert "1 to do" in await dee.types("/beat today")


async def test_the_lead_can_mark_what_was_handed_up(morning: Story, ana: Person, ben: Person) -> None:
    """A check mark on the lead's message settles ben's duty, and both see who did it."""
    await morning.until("2026-03-30 16:00")
    morning.forget()
    await reacts(ana, newest(morning, ana, "needs a hand"))
    ana.finds("All of this is settled now", "✓ Done 16:00", "Instagram 1 of 3 this week")
    ben.finds("^✓ Done 16:00 by ana")


async def test_a_mark_in_a_channel_does_nothing(morning: Story, ana: Person) -> None:
    """Reactions in #social never settle anything."""
    said = await ana._control.say(user="ana", channel="#social", text="good morning")
    await ana._control.react(user="ana", channel="#social", ts=said["ts"], name=CHECK)
    await ana._done()
    ana.sees_nothing()


async def test_a_link_right_after_done_is_not_taken_for_the_next_post(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben says done, and then where it is: the next post on the same platform stays open."""
    await add(bakery, ana, slot("Bread of the week", "mon", "17:00", ben))
    await bakery.until("2026-03-30 10:00")
    bakery.forget()
    await ben.says("done", channel=BOT)
    await bakery.pass_time(minutes=1)
    bakery.forget()
    asked = await ben.says("https://www.instagram.com/p/abc", channel=BOT)
    assert "Which" in asked
    assert "Tip of the day" in asked
    assert not ben.has("✓ Done .*Bread of the week")
    await ben.presses(TIP)
    ben.finds("✓ Done 10:00 — Instagram: Tip of the day · .*link")
    assert not ben.has("✓ Done .*Bread of the week")
    await bakery.until("2026-03-30 17:00")
    assert "✓ Done 17:00 — Instagram: Bread of the week" in await ben.says(
        "https://www.instagram.com/p/def", channel=BOT
    )
    bakery.forget()
