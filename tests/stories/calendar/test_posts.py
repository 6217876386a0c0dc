"""Ideas for posts: saved by typing or from a message, listed, offered for a recurring post without copy, and used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.context.ctx import Ctx
from bot.services.duties import duties as duty_service
from storage import duties, strategies
from tests.stories.cast import Person, Story
from tests.stories.plans import act, make_plan, slot

IDEA = "A photo of the new oven"
TIP = "Instagram: Tip of the day"


@pytest.fixture
async def calmer(bakery: Story) -> Story:
    """Monday, half past seven, before anybody's digest; nobody waits for anything."""
    bakery.forget()
    return bakery


async def nudged(story: Story, ben: Person) -> None:
    """Let time pass until ben's first nudge about Monday's post, at eleven."""
    await story.until("2026-03-30 10:59")
    story.forget()
    await story.until("2026-03-30 11:00")


# ---------------------------------------------------------------- keeping ideas


async def test_an_idea_is_typed_and_listed(calmer: Story, ana: Person, ben: Person) -> None:
    """It is confirmed with Undo, and everybody in the channel can see the list."""
    said = await ana.types(f"/beat post {IDEA}")
    assert said.startswith(f"✓ Saved as an idea: *{IDEA}*")
    assert "I offer it when a regular post has no text yet." in said
    listed = await ben.types("/beat ideas")
    assert "1 idea waits. The oldest is offered first." in listed
    assert f"*{IDEA}* (ana, Mon 30 Mar)" in listed


async def test_a_platform_before_a_colon_is_its_platform(calmer: Story, ana: Person) -> None:
    """Only if the plan has it; other words before a colon stay part of the idea."""
    assert f"*Instagram: {IDEA}*" in await ana.types(f"/beat post instagram: {IDEA}")
    assert "*Bread: why we knead by hand*" in await ana.types("/beat post Bread: why we knead by hand")


async def test_what_has_days_is_a_regular_post(calmer: Story, ana: Person) -> None:
    """ "Every Monday at 9" begins the conversation about a recurring post, as always; `/beat idea` never does."""
    assert "I have a question or two" in await ana.types("/beat post Instagram tip every Monday at 9")
    await ana.types("/beat cancel")
    ideas = ("idea Why we bake every Monday at 9", "post Monday motivation", "post Opening hours on 24 December at 9")
    for idea in ideas:
        assert "✓ Saved as an idea" in await ana.types(f"/beat {idea}")
    asked = (
        "Newsletter every other Thursday",
        "Tip every Monday at 9 except holidays",
        "Price list on the penultimate Friday of each month at 9",
    )
    for typed in asked:
        assert "I have a question or two" in await ana.types(f"/beat post {typed}")
        await ana.types("/beat cancel")
    calmer.forget()


async def test_nothing_typed_is_asked_for_with_an_example(calmer: Story, ana: Person) -> None:
    """An empty idea, and one that is too long."""
    assert "What is the idea?" in await ana.types("/beat post")
    long = await ana.types("/beat idea " + "bread " * 600)
    assert "too long" in long
    assert "3,000" in long


async def test_what_is_no_idea_is_not_kept_as_one(calmer: Story, ana: Person) -> None:
    """The bot asks again, with an example. A question to the readers is an idea."""
    for typed in ("idk", "not sure yet", "hi", "thanks!", "what do you mean?", "can I change it later?"):
        assert "What is the idea?" in await ana.types(f"/beat post {typed}"), typed
    assert "✓ Saved as an idea" in await ana.types("/beat post Which bread do you bake at home?")
    assert "1 idea waits" in await ana.types("/beat ideas")


async def test_a_long_idea_keeps_all_of_its_text(calmer: Story, ana: Person) -> None:
    """The title is its beginning; the list shows the rest."""
    text = "Show how a loaf is shaped by hand, from the first fold to the last, " * 3
    await ana.types(f"/beat idea {text}")
    listed = await ana.types("/beat ideas")
    assert "*Show how a loaf is shaped by hand, from the first fold to the last, Show how a…*" in listed
    assert text.strip() in listed


async def test_an_idea_is_taken_back(calmer: Story, ana: Person) -> None:
    """Undo beside the answer; after ten minutes the list has a button instead."""
    await ana.types(f"/beat post {IDEA}")
    await ana.presses("Undo", channel="#social")
    ana.finds(f"Taken back: {IDEA}")
    assert "No ideas yet" in await ana.types("/beat ideas")


async def test_an_idea_is_removed_from_the_list_and_put_back(calmer: Story, ana: Person) -> None:
    """Removed by one press, back by another."""
    await ana.types(f"/beat post {IDEA}")
    await ana.types("/beat ideas")
    await ana.presses("Remove", channel="#social")
    ana.sees(f"✓ Removed: {IDEA}")
    assert "No ideas yet" in await ana.types("/beat ideas")
    await ana.presses("Undo", channel="#social")
    ana.finds(f"It is as it was before: {IDEA}")
    assert IDEA in await ana.types("/beat ideas")


async def test_strangers_neither_see_nor_add_ideas(calmer: Story, ana: Person, eve: Person) -> None:
    """Eve is not in #social: to her there is no plan."""
    await ana.types(f"/beat post {IDEA}")
    for typed in ("/beat ideas in #social", "/beat post Something of mine in #social", "/beat ideas"):
        shown = await eve.types(typed, channel="#elsewhere")
        assert IDEA not in shown
        assert "Saved" not in shown


# ---------------------------------------------------------------- a message becomes an idea


async def shortcut(who: Person, text: str, channel: str = "#social") -> None:
    """Say something and choose "Make this a post" in its menu."""
    said = await who._control.say(user=who.name, channel=channel, text=text)
    await who._control.shortcut(user=who.name, callback_id="make_post", channel=channel, ts=said["ts"])
    await who._done()


async def test_make_this_a_post_opens_a_filled_form(calmer: Story, ana: Person, ben: Person) -> None:
    """Its first line is the title; ana is told in private that it was saved, and can undo it there."""
    await shortcut(ana, "Customers ask for rye\nThree of them today, all before ten.")
    view = (await ana._control.views(user="ana"))["views"][-1]
    values = {b["block_id"]: b["element"].get("initial_value") for b in view["blocks"] if b["type"] == "input"}
    assert values["post_title"] == "Customers ask for rye"
    assert values["post_body"] == "Three of them today, all before ten."
    await ana.fills_in({"For which platform?": "Instagram"})
    ana.sees("✓ Saved as an idea: .*Instagram: Customers ask for rye", "Undo")
    listed = await ben.types("/beat ideas")
    assert "Instagram: Customers ask for rye* (ana, Mon 30 Mar) · <https://" in listed
    assert "/archives/" in listed
    await ana.presses("Undo")
    ana.finds("Taken back: Instagram: Customers ask for rye")
    assert "No ideas yet" in await ben.types("/beat ideas")


async def test_a_form_without_a_title_is_sent_back(calmer: Story, ana: Person) -> None:
    """Spaces are no title: the form stays open and says what would work."""
    await shortcut(ana, "Rye")
    wrong = await ana.fills_in({"What is it about?": "   "})
    assert "What is the idea?" in wrong["errors"]["post_title"]


async def test_a_message_of_any_length_opens_the_form(calmer: Story, ana: Person) -> None:
    """Emoji, markup and four thousand characters: what doesn't fit stays with the message."""
    await shortcut(ana, "🥐" * 900 + " <script> & *bold* " + "bread " * 350)
    await ana.fills_in({"What is it about?": "Croissants"})
    ana.sees("✓ Saved as an idea: .*Croissants")


async def test_with_several_plans_the_form_asks_which(calmer: Story, ana: Person) -> None:
    """In a channel without a plan, ana's two are offered; it is saved in the one that she chooses."""
    secret = Person(calmer, "ana", ana.id, home="#secret")
    await make_plan(calmer, secret, [slot("Secret tip", "fri", "10:00", ana)])
    calmer.forget()
    await shortcut(ana, "Rye is in demand", channel="#elsewhere")
    view = (await ana._control.views(user="ana"))["views"][-1]
    assert [b["block_id"] for b in view["blocks"]] == ["post_plan", "post_title", "post_body"]


async def test_a_stranger_cannot_make_a_post(calmer: Story, eve: Person) -> None:
    """Eve sees no plan: no form opens, and she is told what to do."""
    await shortcut(eve, "Buy my things", channel="#elsewhere")
    eve.sees("There is no plan yet that you can see")
    assert not (await eve._control.views(user="eve"))["views"]


# ---------------------------------------------------------------- offered and used


async def test_the_nudge_offers_the_oldest_idea_that_suits(calmer: Story, ana: Person, ben: Person) -> None:
    """An idea for another platform is passed over; one for any platform suits."""
    await ana.types("/beat post A poll about rye")
    await ana.types(f"/beat post {IDEA}")
    await nudged(calmer, ben)
    said = ben.sees("A quiet reminder", "An idea from your list: \\*A poll about rye\\*", "Use this")
    assert IDEA not in said


async def test_one_tap_uses_it_and_done_publishes_it(calmer: Story, ana: Person, ben: Person) -> None:
    """Its text is there to copy, the list says what it is for, and Done ends it."""
    await ana.types("/beat idea Rye tomorrow\nForty loaves, fresh at seven.")
    await nudged(calmer, ben)
    await ben.presses("Use this")
    nudge = ben.finds("A quiet reminder", "The text is ready to copy", "Forty loaves", "Undo", "Post: Rye tomorrow")
    assert "Use this" not in nudge
    assert "Chosen for Tip of the day on Mon 30 Mar" in await ana.types("/beat ideas")
    await ben.presses("Done")
    ben.finds("✓ Done 11:00", TIP)
    assert "No ideas yet" in await ana.types("/beat ideas")
    await ben.presses("Undo")
    assert "Chosen for Tip of the day" in await ana.types("/beat ideas")


async def test_using_it_can_be_taken_back(calmer: Story, ana: Person, ben: Person) -> None:
    """The idea waits again, and the nudge offers it again."""
    await ana.types(f"/beat post {IDEA}")
    await nudged(calmer, ben)
    await ben.presses("Use this")
    await ben.presses("Undo")
    ben.finds("A quiet reminder", f"An idea from your list: \\*{IDEA}\\*", "Use this")
    assert "1 idea waits" in await ana.types("/beat ideas")


async def test_an_idea_that_somebody_else_used_is_not_used_twice(calmer: Story, ana: Person, ben: Person) -> None:
    """Two buttons offer the same idea; the second press says so and changes nothing."""
    await ana.types(f"/beat post {IDEA}")
    await nudged(calmer, ben)
    held = ben.holds("Use this")
    await ana.types("/beat ideas")
    await ana.presses("Remove", channel="#social")
    ana.sees("✓ Removed")
    await ben.presses_held(held)
    ben.sees("Somebody uses this idea already, or removed it")
    ben.finds("A quiet reminder", "There is no text for it yet")


async def test_the_next_days_digest_and_reminder_show_what_was_chosen(calmer: Story, ana: Person, ben: Person) -> None:
    """Used and snoozed until tomorrow: the digest names the post."""
    await ana.types(f"/beat post {IDEA}")
    await nudged(calmer, ben)
    await ben.presses("Use this")
    await ben.chooses("Snooze…", "Tomorrow")
    calmer.forget()
    await calmer.until("2026-03-31 09:00")
    ben.sees("Tuesday, 31 Mar", f"Post: {IDEA}")


async def test_what_was_skipped_is_not_lost(calmer: Story, ana: Person, ben: Person) -> None:
    """Chosen, and the post skipped: it is in the list, and one press makes it an idea again."""
    await ana.types(f"/beat post {IDEA}")
    await nudged(calmer, ben)
    await ben.presses("Use this")
    await ben.chooses("Skip…", "No time")
    ben.finds("Skipped")
    assert "It was chosen, and not published." in await ana.types("/beat ideas")
    await ana.presses("Back among the ideas", channel="#social")
    ana.sees(f"✓ Back among the ideas: {IDEA}")
    assert "1 idea waits" in await ana.types("/beat ideas")
    await calmer.until("2026-04-01 11:00")
    calmer.forget()
    await ben.presses("Use this")
    ben.finds("A quiet reminder", "Post: A photo of the new oven")
    assert "Chosen for Tip of the day on Wed 1 Apr" in await ana.types("/beat ideas")


async def test_a_post_with_a_text_is_offered_nothing(story: Story, ana: Person, ben: Person) -> None:
    """It has copy: an idea would only be in the way."""
    await make_plan(story, ana, [slot("Tip of the day", "mon", "10:00", ben, message="Bread is patience.")])
    await ana.types(f"/beat post {IDEA}")
    await nudged(story, ben)
    assert "Use this" not in ben.sees("A quiet reminder", "The text is ready to copy")


# ---------------------------------------------------------------- an older post again


async def published(story: Story, ben: Person, days_ago: int, link: str, text: str) -> None:
    """Record that ben published something on Instagram this many days ago: playing half a year would take too long."""
    at = story.office.clock.now() - timedelta(days=days_ago)

    async def verb(ctx: Ctx) -> None:
        home = story.office.server.workspace.find_channel("#social", ben.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, home.id)
        assert plan is not None
        (today, *_) = await duties.open_of_strategy(ctx.tx, ctx.workspace_id, plan.id)
        duty_id = await duties.add(
            ctx.tx, ctx.workspace_id, plan.id, today.role_id, "publish", text, at, at, slot_id=today.slot_id
        )
        assert duty_id is not None
        earlier = Ctx(ctx.tx, ctx.workspace, ctx.person, at, ctx.real)
        duty = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id)
        assert duty is not None
        await duty_service.settle_found(earlier, duty, "done", link)

    await act(story, ben, verb)


async def test_without_ideas_an_older_post_is_offered(calmer: Story, ben: Person, ana: Person) -> None:
    """At least ninety days old, with its day and its link; used, it is there to copy."""
    await published(calmer, ben, 40, "https://example.org/new", "Spring bread")
    await published(calmer, ben, 120, "https://example.org/old", "Winter bread")
    await nudged(calmer, ben)
    said = ben.sees("A quiet reminder", "It worked before, and few remember it: \\*Winter bread\\*", "Use this")
    assert "published Sun 30 Nov 2025" in said
    assert "<https://example.org/old|link>" in said
    await ben.presses("Use this")
    ben.finds("You know what it is about", "Winter bread", "Where it comes from: <https://example.org/old|link>")
    await ben.presses("Undo")
    assert "Winter bread" not in await ana.types("/beat ideas")


async def test_the_older_posts_take_turns(calmer: Story, ben: Person) -> None:
    """The second nudge offers the other one, and the next time it is the first one's turn again."""
    await published(calmer, ben, 120, "https://example.org/a", "Winter bread")
    await published(calmer, ben, 100, "https://example.org/b", "Rye bread")
    await nudged(calmer, ben)
    ben.sees("A quiet reminder", "Winter bread")
    await calmer.until("2026-03-30 13:00")
    ben.sees("Still open", "Rye bread")
    calmer.forget()
