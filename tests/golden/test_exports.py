"""Exported files are a public contract: people keep them, change them by hand and drop them on the bot again.

Each golden file was written by an older version of the code. A plan that is made of a sample, or of the golden full
plan, still comes out of the bot with exactly those bytes. `pytest tests/golden --golden` rewrites the files, on
purpose.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.planfile import reading, schema
from bot.planfile.keys import MEASURES, PLAN, SECTIONS
from bot.planfile.writing import FORMATS
from bot.services.planfile.building import import_plan
from bot.services.planfile.files import export_text
from storage import members, workspaces
from storage.database import Database
from storage.members import Told
from tests.code_base import ROOT
from tests.databases import fresh_database
from tests.golden.files import GOLDEN, Golden
from tests.planfile.acting import NOW, acting, channel_of

SAMPLES = sorted((ROOT / "samples").glob("*.yaml"))
# A plan with people, which the samples have none of. It comes out as it went in.
FULL = GOLDEN / "exports" / "full.yaml"
PEOPLE = (("UANA", "Ana Sample"), ("UBEN", "Ben Sample"), ("UCHO", "Cho Sample"))


async def _exported(path: Path) -> dict[str, str]:
    """Import a file as Ana and return what the bot exports, by the format's name."""
    with fresh_database("sqlite") as url:
        database = Database(url)
        async with database.begin() as tx:
            team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
            for slack_id, name in PEOPLE:
                told = Told(slack_id, name, name.split()[0].lower(), "Europe/Berlin", False, False, False)
                await members.keep(tx, team.id, told, NOW)
        async with acting(database, "UANA") as ctx:
            founded = await import_plan(ctx, await channel_of(ctx, "C1"), reading.read(path.read_bytes()))
            assert founded.odd == ()
            written = {form: await export_text(ctx, founded.strategy, form) for form in FORMATS}
        await database.close()
    return {form: contents.decode() for form, (_, contents) in written.items()}


@pytest.mark.parametrize("path", [*SAMPLES, FULL], ids=lambda path: path.stem)
async def test_a_plan_is_exported_to_the_same_bytes(path: Path, golden: Golden) -> None:
    for form, text in (await _exported(path)).items():
        golden.holds(f"exports/{path.stem}.{form}", text)


def test_the_golden_plans_use_every_key_of_the_file_format() -> None:
    used: set[tuple[str, str]] = set()
    for path in (*SAMPLES, FULL):
        file = reading.read(path.read_bytes())
        things = [(PLAN, file.plan), *((MEASURES, one) for one in file.measures)]
        things += [(section, one) for name, section in SECTIONS.items() for one in file.of(name)]
        used |= {(section.name, name) for section, thing in things for name in thing.values}
        used |= {("goals", "measures")} if file.measures else set()
    assert used == {
        (section.name, key.name) for section in (PLAN, MEASURES, *SECTIONS.values()) for key in section.keys
    }


def test_the_json_schema_of_the_file_is_the_same(golden: Golden) -> None:
    """The text itself is docs/strategy.schema.json: tests/planfile/test_samples.py holds that."""
    golden.holds("exports/schema.sha256", hashlib.sha256(schema.text().encode()).hexdigest() + "\n")
