"""One workspace a team: its organisation is a fact, and no part of what identifies it.

A team that joined an organisation got a second row, beside the one that has its plans. The row with plans stays, and
takes what the newest one knows: organisation, name and bot. The others end, under a team id that nothing looks for.
Where several have plans nobody but people can tell which to keep: then this refuses, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.database import CannotMigrate
from storage.tables import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_workspace = sa.table(
    "workspace",
    *[sa.column(name) for name in ("id", "team_id", "enterprise_id", "name", "bot_slack_id", "bot_name")],
    sa.column("since", Instant),
    sa.column("until", Instant),
    sa.column("next_at", Instant),
)
_strategy = sa.table("strategy", *[sa.column(name) for name in ("workspace_id", "name", "until")])
_member = sa.table("member", *[sa.column(name) for name in ("workspace_id", "dm_channel")])
_TEAM_LIMIT = 40


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_workspace).order_by(_workspace.c.since, _workspace.c.id)).all()
    teams: dict[str, list[Any]] = {}
    for row in rows:
        teams.setdefault(row.team_id, []).append(row)
    for some in teams.values():
        if len(some) > 1:
            _make_one_of(connection, some)
    with op.batch_alter_table("workspace") as batch:
        batch.drop_constraint(batch.f("uq_workspace_enterprise_id_team_id"), type_="unique")
        batch.create_unique_constraint(batch.f("uq_workspace_team_id"), ["team_id"])


def _make_one_of(connection: sa.Connection, rows: Sequence[Any]) -> None:
    """Let one of a team's rows stay, oldest first in `rows`, and end the others."""
    plans = {row.id: _plans_of(connection, row.id) for row in rows}
    with_plans = [row for row in rows if plans[row.id]]
    if len(with_plans) > 1:
        raise CannotMigrate(_what_to_do(with_plans, plans))
    newest = rows[-1]
    stays = with_plans[0] if with_plans else newest
    for row in rows:
        if row.id != stays.id:
            aside = f"{row.team_id[: _TEAM_LIMIT - 20]}~{row.id}"
            values = {"team_id": aside, "until": row.until or newest.since, "next_at": None}
            connection.execute(sa.update(_workspace).where(_workspace.c.id == row.id).values(**values))
    if stays.id == newest.id:
        return
    taken = {name: getattr(newest, name) for name in ("enterprise_id", "name", "bot_slack_id", "bot_name", "until")}
    connection.execute(sa.update(_workspace).where(_workspace.c.id == stays.id).values(**taken, next_at=newest.next_at))
    if newest.bot_slack_id != stays.bot_slack_id:  # a direct message belongs to one bot user
        connection.execute(sa.update(_member).where(_member.c.workspace_id == stays.id).values(dm_channel=None))


def _plans_of(connection: sa.Connection, workspace_id: int) -> list[str]:
    this = (_strategy.c.workspace_id == workspace_id, _strategy.c.until.is_(None))
    return list(connection.execute(sa.select(_strategy.c.name).where(*this)).scalars())


def _what_to_do(rows: Sequence[Any], plans: dict[int, list[str]]) -> str:
    listed = "\n".join(f"  {row.id}: {row.name}, with the plans {', '.join(plans[row.id])}" for row in rows)
    drop = rows[0].id
    return (
        f"The Slack workspace {rows[0].team_id} is in this database {len(rows)} times, and each has plans:\n{listed}\n"
        "Keep the plans of one. With the version that you ran until now, write the other plans down: "
        "drumbeat export --plan CHANNEL plan.yaml\n"
        f"Then end them, for example those of {drop}: "
        f"UPDATE strategy SET until = CURRENT_TIMESTAMP WHERE workspace_id = {drop} AND until IS NULL;\n"
        "Run drumbeat migrate again, and drop the files in their channels. Nothing was changed."
    )
