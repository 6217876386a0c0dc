"""Instants and exact numbers come back as they went in, from both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from storage.database import Database
from storage.tables import Instant, Number

kept = Table("kept", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant), Column("n", Number))


@pytest.fixture
async def shelf(database: Database) -> Database:
    """A database with a table that has a column of each of our types."""
    async with database.begin() as tx:
        await tx.execute(CreateTable(kept))
    return database


async def _back(database: Database, **values: object) -> tuple[datetime | None, Decimal | None]:
    async with database.begin() as tx:
        await tx.execute(insert(kept).values(**values))
        row = (await tx.execute(select(kept.c.at, kept.c.n))).one()
    return row.at, row.n


async def test_a_naive_time_is_refused(shelf: Database) -> None:
    """A time without a zone is no instant, and guessing one is how messages leave at the wrong hour."""
    with pytest.raises(StatementError) as refused:
        await _back(shelf, at=datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001
    assert isinstance(refused.value.orig, ValueError)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1),
        datetime(2026, 3, 2, 0, 0, tzinfo=timezone(timedelta(hours=14))),
    ],
)
async def test_an_instant_comes_back_in_utc(shelf: Database, at: datetime) -> None:
    """To the microsecond, whatever zone it was given in."""
    back, _ = await _back(shelf, at=at)
    assert back is not None
    assert back == at.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


async def test_instants_are_compared_as_instants(shelf: Database) -> None:
    """Nine in Madrid is before nine in London, in the database too."""
    async with shelf.begin() as tx:
        await tx.execute(insert(kept).values(at=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Madrid"))))
        london = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
        assert (await tx.execute(select(kept.c.id).where(kept.c.at < london))).all()
        assert not (await tx.execute(select(kept.c.id).where(kept.c.at > london))).all()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("0.1", "0.1"),
        ("-12.50", "-12.5"),
        ("1E+3", "1000"),
        ("1000", "1000"),
        ("0", "0"),
        ("0.000000000000001", "0.000000000000001"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
        ("9007199254740993", "9007199254740993"),
    ],
)
async def test_a_number_comes_back_exactly(shelf: Database, given: str, shown: str) -> None:
    """No digit is lost or made up; trailing zeros and exponents are not shown."""
    _, back = await _back(shelf, n=Decimal(given))
    assert f"{back:f}" == shown


@pytest.mark.parametrize("given", [0.1, True, "3", Decimal("NaN"), Decimal("Infinity")])
async def test_what_is_not_exact_is_refused(shelf: Database, given: object) -> None:
    """A float has lost its number before it arrives."""
    with pytest.raises(StatementError) as refused:
        await _back(shelf, n=given)
    assert isinstance(refused.value.orig, TypeError | ValueError)


async def test_nothing_is_nothing(shelf: Database) -> None:
    """NULL comes back as None."""
    assert await _back(shelf, at=None, n=None) == (None, None)
