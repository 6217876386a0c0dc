"""Spoken to, Drumbeat answers: a mention, a file that is no plan, an answer in the wrong place, an edited answer."""

from __future__ import annotations

import pytest

from tests.stories.cast import BOT, Person, Story
from tests.stories.planfile.test_files import drops


async def writes(who: Person, text: str, channel: str = "#social", thread_ts: str | None = None) -> str:
    """Say something in a channel, outside of their conversation, and return its time."""
    said = await who._control.say(user=who.name, channel=channel, text=text, thread_ts=thread_ts)
    await who._done()
    return str(said["ts"])


async def edits(who: Person, ts: str, text: str, channel: str = "#social") -> None:
    """Edit a message."""
    await who._control.edit(user=who.name, channel=channel, ts=ts, text=text)
    await who._done()


async def newest(who: Person, channel: str = "#social", thread_ts: str | None = None) -> str:
    """Return the time of the newest message that they wrote in a place."""
    messages = await who._messages(channel, thread_ts)
    return next(str(m["ts"]) for m in reversed(messages) if m["from"]["name"] == who.name)


def thread_of(story: Story, words: str) -> str | None:
    """Return the thread of the newest message that says some words."""
    story.read()
    return next(told.thread_ts for told in reversed(story.told) if words in told.text)


# ---------------------------------------------------------------- a mention in a channel


async def test_a_mention_gets_one_sentence_and_a_button_in_a_thread(calm: Story, ana: Person, ben: Person) -> None:
    """Anybody in the channel may ask; the button shows what can be done, to whoever pressed."""
    ts = await writes(ben, "@drumbeat what can you do")
    said = ben.sees("`/beat`", "What I can do")
    assert thread_of(calm, said) == ts
    await ben.presses("What I can do", channel="#social", thread_ts=ts)
    ben.sees("/beat today")
    ana.sees_nothing()


async def test_a_mention_in_a_thread_is_answered_there_once(calm: Story, ana: Person, ben: Person) -> None:
    """Whoever goes on talking about it is not answered again."""
    root = await writes(ben, "our week")
    await writes(ana, "ask @drumbeat", thread_ts=root)
    said = ben.sees("`/beat`", "What I can do")
    assert thread_of(calm, said) == root
    await writes(ben, "@drumbeat hello", thread_ts=root)
    ben.sees_nothing()


async def test_a_mention_where_no_plan_is_offers_to_set_one_up(story: Story, ana: Person) -> None:
    """The button is `/beat setup`."""
    ts = await writes(ana, "hello @drumbeat")
    ana.sees("no plan in this channel", "Set up a plan")
    await ana.presses("Set up a plan", channel="#social", thread_ts=ts)
    ana.sees("Answer in this thread")
    story.forget()


async def test_a_mention_in_an_answer_is_no_part_of_it(calm: Story, ana: Person) -> None:
    """In the thread of a question the mention is only an address."""
    await ana.types("/beat pause")
    assert "Until when?" in await ana.says("@drumbeat everything")
    calm.forget()


# ---------------------------------------------------------------- a file that is no plan


@pytest.mark.parametrize(
    ("name", "content"),
    [("calendar.csv", "date,post\n2026-04-01,Rye"), ("calendar.xlsx", b"PK\x03\x04")],
)
async def test_a_file_that_is_no_plan_gets_one_sentence_and_a_button_in_a_thread(
    story: Story, ana: Person, name: str, content: str | bytes
) -> None:
    """Where no plan is, to set one up by words. The same kind of file is not remarked on again this month."""
    ts = await drops(ana, name, content)
    said = ana.sees(name, "Set up a plan")
    assert thread_of(story, said) == ts
    await drops(ana, name, content)
    ana.sees_nothing()
    await drops(ana, name, content, text="@drumbeat this one")
    ana.sees(name, "Set up a plan")


async def test_a_plan_without_its_first_line_is_told_which_line(story: Story, ana: Person) -> None:
    """Other people's YAML stays their business."""
    ts = await drops(ana, "plan.yaml", "plan: {name: Corner}\ngoals: []\n")
    said = ana.sees("plan.yaml", "`drumbeat: 1`", "Set up a plan")
    assert thread_of(story, said) == ts
    await drops(ana, "deploy.yaml", "kind: Service\n")
    ana.sees_nothing()


async def test_beside_a_plan_a_table_offers_to_add_a_post(calm: Story, ana: Person, ben: Person) -> None:
    """Other people's pictures and documents are none of its business, unless it is spoken to."""
    await drops(ben, "calendar.csv", "date,post\n2026-04-01,Rye")
    ben.sees("calendar.csv", "Add a post")
    await drops(ben, "minutes.docx", b"PK\x03\x04")
    ben.sees_nothing()
    await drops(ben, "minutes.docx", b"PK\x03\x04", text="@drumbeat what about this")
    ben.sees("minutes.docx")
    ana.sees_nothing()


async def test_in_the_direct_message_it_has_a_button_too(calm: Story, ben: Person) -> None:
    await drops(ben, "calendar.csv", "date,post\n2026-04-01,Rye", channel=BOT)
    ben.sees("calendar.csv", "What I can do")


# ---------------------------------------------------------------- an answer typed in the channel


@pytest.fixture
async def asked(calm: Story, ana: Person) -> Story:
    """Ana is asked in a thread what is to be held."""
    await ana.types("/beat pause")
    calm.forget()
    return calm


async def test_an_answer_in_the_channel_is_offered_back_to_its_asker_alone(
    asked: Story, ana: Person, ben: Person
) -> None:
    """The press takes it, and the next question comes in the thread; pressing twice is once."""
    await writes(ana, "everything")
    ben.sees_nothing()
    ana.sees("everything", "Use this as my answer")
    held = ana.holds("Use this as my answer")
    await ana.presses_held(held)
    ana.finds("✓ .*everything", "your answer")
    assert "Until when?" in await ana.last(ana.home, ana.thread)
    await ana.presses_held(held)
    asked.read()
    assert "Until when?" in await ana.last(ana.home, ana.thread)
    asked.forget()


async def test_what_is_no_answer_is_not_offered(asked: Story, ana: Person, ben: Person) -> None:
    """A question to colleagues, a greeting, what the question doesn't take, others' words, and an hour later."""
    await writes(ana, "who is in today?")
    await writes(ana, "good morning all")
    await writes(ana, "the oven is fixed")
    await writes(ben, "everything")
    ana.sees_nothing()
    await asked.pass_time(minutes=61)
    asked.forget()
    await writes(ana, "everything")
    ana.sees_nothing()
    await ana.types("/beat cancel")
    asked.forget()


async def test_what_is_said_to_a_colleague_is_not_offered(asked: Story, ana: Person, ben: Person) -> None:
    """Whoever names somebody first talks to them, even where the question would take any words."""
    await ana.types("/beat cancel")
    await ana.types("/beat goal")
    asked.forget()
    await writes(ana, f"<@{ben.id}> please bring 20 kg of flour by Friday")
    ana.sees_nothing()
    await ana.types("/beat cancel")
    asked.forget()


async def test_an_answer_is_said_back_as_people_read_it(asked: Story, ana: Person, ben: Person) -> None:
    await ana.types("/beat cancel")
    await ana.types("/beat goal")
    asked.forget()
    await writes(ana, f"200 rolls & cakes a day, says <@{ben.id}>")
    offered = ana.sees("Use this as my answer")
    assert "200 rolls &amp; cakes a day, says @ben" in offered
    await ana.types("/beat cancel")
    asked.forget()


async def test_an_offer_is_good_for_its_own_question_only(asked: Story, ana: Person) -> None:
    """Answered in the thread meanwhile, the press says so and changes nothing."""
    await writes(ana, "everything")
    ana.sees("Use this as my answer")
    held = ana.holds("Use this as my answer")
    await ana.says("Instagram")
    await ana.presses_held(held)
    asked.forget()
    assert "Until when?" in await ana.last(ana.home, ana.thread)
    await ana.types("/beat cancel")
    await ana.presses_held(held)
    assert ana.has("over|ended|stopped")
    asked.forget()


# ---------------------------------------------------------------- an edited answer


async def test_an_answer_that_was_edited_gets_a_hint(asked: Story, ana: Person, ben: Person) -> None:
    """In the thread, once a message: it says what was taken, and how to answer again."""
    await ana.says("Instagram")
    ts = await newest(ana, thread_ts=ana.thread)
    asked.forget()
    await edits(ana, ts, "everything")
    said = ana.sees("“Instagram”", "`back`")
    assert thread_of(asked, said) == ana.thread
    await edits(ana, ts, "all of it")
    asked.read()
    assert not [told for told in asked.told if not told.seen]
    await ana.types("/beat cancel")
    asked.forget()


async def test_an_edit_after_saving_says_that_the_first_words_are_saved(asked: Story, ana: Person, ben: Person) -> None:
    await ana.says("everything", "further notice", "fire")
    ts = await newest(ana, thread_ts=ana.thread)
    await ana.presses_in_thread("Save")
    asked.forget()
    await edits(ana, ts, "a flood")
    ana.sees("“fire”", "`/beat`")


async def test_an_edited_message_to_the_bot_gets_a_hint_where_it_was_written(calm: Story, ben: Person) -> None:
    """A link that was mended: what counts is a new message."""
    await ben.says("https://www.instagram.com/p/abc", channel=BOT)
    ts = await newest(ben, BOT)
    calm.forget()
    await edits(ben, ts, "https://www.instagram.com/p/abcd", BOT)
    ben.sees("new message")
    await edits(ben, ts, "https://www.instagram.com/p/abcde", BOT)
    ben.sees_nothing()


async def test_what_people_edit_among_themselves_gets_no_hint(asked: Story, ana: Person, ben: Person) -> None:
    """In the channel, in other threads, and in the thread of somebody else's question."""
    await edits(ben, await writes(ben, "hello"), "hello all")
    await edits(ana, await writes(ana, "good morning all"), "good morning everybody")
    await edits(ben, await writes(ben, "everything", thread_ts=ana.thread), "all of it")
    ana.sees_nothing()
    ben.sees_nothing()
    await ana.types("/beat cancel")
    asked.forget()
