"""Versions that people approved long ago still say the same, and differ only by what has changed since."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import pytest

from bot.document.changes_for_person import concerning
from bot.document.difference import differences, in_words
from bot.document.model import Document
from bot.document.own_changes import worth_telling
from bot.document.sections import cover_of, written
from bot.document.stored import version_from
from bot.planfile import reading
from bot.services.context.whole_plan import plan_of
from bot.services.planfile.building import import_plan
from bot.services.strategy.documents import written_now
from storage import members, workspaces
from storage.database import Database
from storage.members import Told
from tests.document.older import GAPS, PLANS, kept
from tests.document.test_sections import ANA, BEN, TODAY
from tests.planfile.acting import NOW, acting, channel_of
from tests.planfile.test_samples import SAMPLES

KEPT = kept()
OLD = {name: version_from(one) for name, one in KEPT["documents"].items()}
# The holder of a renamed role was not told what was taken from it.
SAID_MORE_SINCE = [("renamed", "changed", BEN.name)]
NEW = {name: written(plan, cover_of(plan, TODAY), GAPS) for name, plan in PLANS.items()}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_that_nobody_changed_equals_its_older_version(name: str) -> None:
    assert differences(OLD[name], NEW[name]) == ()
    assert differences(NEW[name], OLD[name]) == ()


async def test_the_samples_equal_their_older_versions(database: Database) -> None:
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        await members.keep(tx, team.id, Told("UANA", "Ana Sample", "ana", "Europe/Berlin", False, False, False), NOW)
    for number, path in enumerate(SAMPLES, 1):
        assert differences(OLD[path.stem], await _imported(database, path, f"C{number}")) == ()


async def _imported(database: Database, path: Path, channel: str) -> Document:
    async with acting(database, "UANA") as ctx:
        founded = await import_plan(ctx, await channel_of(ctx, channel), reading.read(path.read_bytes()))
        plan, today = await plan_of(ctx.tx, founded.strategy), founded.strategy.hours.local_date(NOW)
        return written_now(plan, cover_of(plan, today), today)


@pytest.mark.parametrize(("before", "after"), [*permutations(PLANS, 2)])
def test_what_changed_is_said_in_the_same_words_as_ever(before: str, after: str) -> None:
    """Between two old versions, two present ones, and one of each."""
    expected = KEPT["told"][f"{before} > {after}"]
    for one, other in product((OLD[before], NEW[before]), (OLD[after], NEW[after])):
        told = worth_telling(one, other)
        found = {"all": in_words(differences(one, other)), "told": in_words(told)}
        found |= {person.name: in_words(concerning(told, PLANS[after], person.id)) for person in (ANA, BEN)}
        for who, said in found.items():
            if (before, after, who) not in SAID_MORE_SINCE:
                # Pairs are lists in JSON.
                assert [list(pair) for pair in said] == expected[who]
