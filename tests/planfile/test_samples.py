"""The worked samples: they are read without a mistake, leave nothing out, and come out as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.planfile import reading, schema, writing
from bot.planfile.keys import MEASURES, PLAN, SECTIONS, Section
from bot.planfile.shape import PlanFile, Thing
from bot.services.planfile.building import import_plan
from bot.services.planfile.files import plan_file
from storage import members, workspaces
from storage.database import Database
from storage.members import Told
from tests.code_base import ROOT
from tests.planfile.acting import NOW, acting, channel_of

SAMPLES = sorted((ROOT / "samples").glob("*.yaml"))
# Roles of the samples have no people: whoever imports one gives them to somebody.
PEOPLE = {("roles", "holder"), ("roles", "backup"), ("plan", "leads")}


def things(file: PlanFile) -> list[tuple[Section, Thing]]:
    found = [(PLAN, file.plan), *((MEASURES, one) for one in file.measures)]
    return found + [(section, one) for name, section in SECTIONS.items() for one in file.of(name)]


def test_there_are_three() -> None:
    assert [path.name for path in SAMPLES] == ["agency-client.yaml", "local-shop.yaml", "software-firm.yaml"]


def test_together_they_show_every_key() -> None:
    used: set[tuple[str, str]] = set()
    for path in SAMPLES:
        for section, thing in things(reading.read(path.read_bytes())):
            used |= {(section.name, name) for name in thing.values}
            used |= {("goals", "measures")} if thing.measures else set()
    every = {(section.name, key.name) for section in (PLAN, MEASURES, *SECTIONS.values()) for key in section.keys}
    # Their written strategies are held against older versions, which know no currency.
    assert every - used == PEOPLE | {("plan", "currency")}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_has_something_in_every_section(path: Path) -> None:
    assert set(reading.read(path.read_bytes()).things) == set(SECTIONS)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_each_goes_in_without_a_warning_and_comes_out_the_same(database: Database, path: Path) -> None:
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        await members.keep(tx, team.id, Told("UANA", "Ana Sample", "ana", "Europe/Berlin", False, False, False), NOW)
    file, out = reading.read(path.read_bytes()), list[str]()
    for channel in ("C1", "C2"):
        async with acting(database, "UANA") as ctx:
            founded = await import_plan(ctx, await channel_of(ctx, channel), file)
            assert founded.odd == ()
            made = await plan_file(ctx.tx, founded.strategy)
            out.append(writing.write(made))
        file = reading.read(out[-1].encode())
        assert reading.read(writing.write(file, "json").encode()) == file
    assert out[0] == out[1]


def test_the_published_schema_is_that_of_the_code() -> None:
    assert (ROOT / "docs" / "strategy.schema.json").read_text(encoding="utf-8") == schema.text()


def test_the_schema_knows_every_key() -> None:
    made = schema.schema()
    assert list(made["properties"]) == ["drumbeat", "plan", *SECTIONS]
    for section in (PLAN, MEASURES, *SECTIONS.values()):
        assert {key.name for key in section.keys} == set(made["$defs"][section.concept]["properties"]) - {"id"}


def test_the_page_about_files_names_every_key() -> None:
    page = (ROOT / "docs" / "strategy-file.md").read_text(encoding="utf-8")
    for section in (PLAN, MEASURES, *SECTIONS.values()):
        assert f"### `{section.name}`" in page
        part = page.partition(f"### `{section.name}`")[2].partition("\n### ")[0]
        for key in section.keys:
            assert f"| `{key.name}` |" in part, (section.name, key.name)
