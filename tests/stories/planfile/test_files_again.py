"""A calendar dropped again into its plan: rows of one name are told apart, or asked about, and never rewritten."""

from __future__ import annotations

from tests.planfile.test_taking_over import FILM, POLLS
from tests.stories.cast import Person, Story
from tests.stories.planfile.test_files import drops, plan_of

ONE = "Instagram, every: day, starts: 2027-05-06, ends: 2027-05-06"
MOVED = "Instagram, every: day, starts: 2027-05-20, ends: 2027-05-20"


async def set_up(who: Person, text: str) -> None:
    ts = await drops(who, "calendar.yaml", text)
    await who.presses("Set it up here", "#social", thread_ts=ts)
    who.story.forget()


def polls(text: str) -> list[str]:
    """Return when each post comes, of a plan's file."""
    return sorted(line.split()[1] for line in text.splitlines() if line.strip().startswith("starts:"))


async def test_a_row_less_changes_the_others_and_not_what_stands_behind_it(story: Story, ana: Person) -> None:
    await set_up(ana, POLLS)
    less = "".join(line for line in POLLS.splitlines(keepends=True) if ONE not in line).replace("18:00", "17:00")
    ts = await drops(ana, "less.yaml", less)
    ana.sees("new: nothing", "changed: 3 regular posts", r"Poll.*Facebook.*18:00 → 17:00", "Nothing is removed")
    await ana.presses("Take it over", "#social", thread_ts=ts)
    ana.finds("taken over by Ana", "changed: 3 regular posts")
    assert polls(await plan_of(ana)) == ["2027-05-06", "2027-05-06", "2027-05-13", "2027-05-13"]


async def test_a_row_that_may_be_new_or_moved_is_asked_about(story: Story, ana: Person) -> None:
    await set_up(ana, POLLS)
    ts = await drops(ana, "moved.yaml", POLLS.replace(ONE, MOVED))
    ana.sees(r"regular_posts\[0\].*Poll.*2027-05-20", "new, or a change of Poll .*2027-05-06", "Add as new")
    await ana.presses("Change existing", "#social", thread_ts=ts)
    ana.finds("taken over by Ana", "changed: 1 regular post")
    assert polls(await plan_of(ana)) == ["2027-05-06", "2027-05-13", "2027-05-13", "2027-05-20"]


async def test_a_row_that_could_be_any_of_several_is_left_alone_and_it_is_said_what_would_tell(
    story: Story, ana: Person
) -> None:
    await set_up(ana, FILM)
    rows = FILM.splitlines(keepends=True)
    vague = "".join(rows[:5]) + rows[5].replace("platform: Instagram, ", "").replace("10:00", "12:00")
    vague += rows[-1].replace("10:00", "11:00")
    ts = await drops(ana, "vague.yaml", vague)
    said = ana.sees(r"regular_posts\[0\].*Film of the week", "one of 3 of that name", "platform or days would tell")
    assert "changed: 1 regular post" in said
    assert "Change existing" not in said
    await ana.presses("Leave out", "#social", thread_ts=ts)
    ana.finds("taken over by Ana", r"Left out", "regular_posts")
    after = await plan_of(ana)
    assert (after.count("10:00"), after.count("11:00"), "12:00" in after) == (3, 1, False)


async def test_a_plan_that_says_something_otherwise_is_never_told_that_it_says_all_of_it(
    bakery: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Settings and people stay as they are, until somebody presses the button for those."""
    bakery.forget()
    text = await plan_of(ana)
    other = text.replace("zone: Europe/Berlin", "zone: Asia/Tokyo", 1)
    ts = await drops(ana, "zone.yaml", other)
    ana.sees("Time zone.*Europe/Berlin.*Asia/Tokyo", "stay")
    assert await plan_of(ana) == text
    await ben.presses("Change these too", "#social", thread_ts=ts)
    ben.sees("You cannot take a file over into the plan here")
    await ana.presses("Change these too", "#social", thread_ts=ts)
    ana.finds("Changed by Ana", "Time zone")
    assert await plan_of(ana) == other
    bakery.forget()

    roles = other.replace(f"id: {ben.id}", f"id: {cho.id}").replace("name: ben", "name: cho")
    assert roles != other
    ts = await drops(ana, "people.yaml", roles)
    ana.sees("Ben", "Cho", "stay")
    await ana.presses("Change these too", "#social", thread_ts=ts)
    bakery.forget()
    assert await plan_of(ana) == roles


async def test_rows_that_are_over_are_counted_and_can_be_left_out(story: Story, ana: Person) -> None:
    """Last year's calendar is the usual slip."""
    last_year = POLLS.replace("starts: 2027-05-13, ends: 2027-05-13", "starts: 2025-05-13, ends: 2025-05-13")
    ts = await drops(ana, "last-year.yaml", last_year)
    ana.sees("4 regular posts", "2 regular posts are over", "2025-05-13")
    await ana.presses("Set up without", "#social", thread_ts=ts)
    story.forget()
    assert polls(await plan_of(ana)) == ["2027-05-06", "2027-05-06"]


async def test_a_currency_goes_with_the_file_and_is_the_plan_s_when_somebody_asks_for_it(
    bakery: Story, ana: Person
) -> None:
    """A plan without one has no key for it. A name in the file is read as in the form, and written as its code."""
    text = await plan_of(ana)
    assert "currency" not in text
    named = text.replace("\n  decimal_mark:", "\n  currency: euro\n  decimal_mark:", 1)
    ts = await drops(ana, "money.yaml", named)
    ana.sees("Currency: nothing .the file says EUR", "stay")
    await ana.presses("Change these too", "#social", thread_ts=ts)
    ana.finds("Changed by Ana", "Currency")
    assert "\n  currency: EUR\n" in await plan_of(ana)
    await drops(ana, "unclear.yaml", named.replace("euro", "dollars"))
    ana.sees("currency: “dollars” can be several currencies. Write USD, CAD or AUD.")
    await drops(ana, "unknown.yaml", named.replace("euro", "seashells"))
    ana.sees("currency: I know no currency called “seashells”. One that would do is EUR.")
    bakery.forget()


async def test_history_names_the_platform_that_a_number_was_read_on_after_it_was_removed(
    bakery: Story, ana: Person
) -> None:
    text = await plan_of(ana)
    elsewhere = text.replace("\n        platform: Instagram", "\n        platform: TikTok").replace(
        "\nplatforms:\n", "\nplatforms:\n  - name: TikTok\n"
    )
    ts = await drops(ana, "elsewhere.yaml", elsewhere)
    await ana.presses("Take it over", "#social", thread_ts=ts)
    assert "Where: Instagram → TikTok" in await ana.types("/beat history")
    await ana.types("/beat platforms")
    await ana.presses("Change…", channel="#social")
    await ana.presses_in_window("Remove this platform…")
    await ana.fills_in({})
    bakery.forget()
    assert "Where: Instagram → TikTok" in await ana.types("/beat history")
