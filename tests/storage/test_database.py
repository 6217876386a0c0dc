"""Smoke."""
import pytest
from sqlalchemy import text
from storage.database import Database

@pytest.mark.parametrize("n", range(10))
async def test_it_answers(database: Database, n) -> None:
    """Says one."""
    async with database.begin() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0
