"""A team's first morning in a Slack that keeps its limits: nothing is lost, doubled, or called before its time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.delivery.morning import PEOPLE, Morning
from tests.delivery.office import MONDAY, Office

NINE = MONDAY + timedelta(days=1)


@pytest.mark.thorough
async def test_180_first_digests_arrive_once_each_and_no_method_is_called_before_its_time(office: Office) -> None:
    """Nobody was written to before, so each direct message is opened first, and Slack allows fifty a minute."""
    morning = await Morning.of(office)
    office.clocks.skip(timedelta(hours=11).total_seconds())  # eight in the evening: nobody hears before nine
    await morning.appoint()
    await office.forget_direct_messages(morning.team)
    await morning.until(NINE + timedelta(minutes=40))
    figures = morning.figures(NINE)
    print(figures)
    assert figures.too_early == []
    assert sorted(figures.digests.values()) == [1] * PEOPLE


async def test_nobody_is_opened_before_slack_wants_to_be_called_again(office: Office) -> None:
    """A small team and few openings a minute: the others wait for the Retry-After, and nobody is forgotten."""
    morning = await Morning.of(office, people=24)
    await office.server.control.limit(per_minute={"conversations.open": 10})
    ids = await morning.owe("hi")
    await morning.until(MONDAY + timedelta(minutes=3))
    figures = morning.figures(MONDAY)
    assert figures.too_early == []
    assert figures.refused["conversations.open"] <= 24
    assert [await office.state(message_id) for message_id in ids] == ["sent"] * 24
    assert sorted(figures.others) == sorted(f"hi:{slack_id}" for slack_id in morning.slack_ids)


async def test_who_can_be_written_to_is_written_to_while_others_wait_to_be_opened(office: Office) -> None:
    """The limit of opening is no limit of posting: who has a direct message waits for nobody."""
    morning = await Morning.of(office, people=6)
    await office.owe(morning.team, "before")
    await morning.until(MONDAY + timedelta(minutes=1))
    await office.server.control.limit(per_minute={"conversations.open": 1})
    await morning.owe("hi")
    await office.owe(morning.team, "now")
    await morning.until(MONDAY + timedelta(minutes=1, seconds=2))
    assert office.texts(morning.team, "ben") == ["before", "now"]
