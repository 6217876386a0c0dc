"""`drumbeat lead`: shows who leads each plan, and names a lead where nobody is left to do so in Slack."""

from __future__ import annotations

import asyncio
import sys

from bot.domain.clock import Clock
from bot.domain.errors import Refusal
from bot.domain.strategies import Strategy
from bot.file_commands import TO_DO, USAGE, WELL, Arguments, is_meant
from bot.services.context.ctx import Ctx
from bot.services.plan.leading import active_leads, name_lead
from bot.settings import Settings
from bot.views.talk import refusals
from storage import members, strategies, workspaces
from storage.database import Database
from storage.workspaces import Workspace


def _to_do(*said: str) -> int:
    for one in said:
        print(one, file=sys.stderr)
    return TO_DO


def show(settings: Settings) -> int:
    """List the plans with who leads each, and how to name a lead where nobody does. Nothing is locked."""
    lines = asyncio.run(_listed(settings))
    if not lines:
        return _to_do("There is no plan in this database yet. Make one in Slack with /beat setup, or import a file.")
    print("\n".join(lines))
    return WELL


async def _listed(settings: Settings) -> list[str]:
    database = Database(settings.database_url)
    try:
        async with database.look() as tx:
            lines: list[str] = []
            for team in await workspaces.every(tx):
                for plan in await strategies.every(tx, team.id):
                    leads = ", ".join(person.name for person in await active_leads(tx, plan))
                    named = leads or f"nobody. Name someone: drumbeat lead --plan {plan.channel} --person U012AB3CD"
                    lines.append(f"{plan.name}, #{plan.channel_name} ({plan.channel}), led by {named}")
            return lines
    finally:
        await database.close()


def name(settings: Settings, arguments: Arguments, clock: Clock) -> int:
    """Make somebody the lead of a plan that nobody leads."""
    if not arguments.get("--person"):
        return _to_do(f"Who? Add Slack's id of a person. For example: {USAGE['lead']}")
    try:
        return asyncio.run(_named(settings, arguments, clock))
    except Refusal as refusal:
        return _to_do(refusals.field_error(refusal))


async def _named(settings: Settings, arguments: Arguments, clock: Clock) -> int:
    database = Database(settings.database_url)
    try:
        async with database.begin() as tx:
            wanted = arguments.get("--plan")
            every = [
                (team, plan) for team in await workspaces.every(tx) for plan in await strategies.every(tx, team.id)
            ]
            meant = [(team, plan) for team, plan in every if not wanted or is_meant(plan, wanted)]
            if len(meant) != 1:
                return _which(every, wanted)
            team, plan = meant[0]
            person = await members.by_slack_id(tx, team.id, arguments.get("--person"))
            if person is None:
                return _to_do(f"I don't know {arguments.get('--person')} in the workspace {team.name}.")
            await name_lead(Ctx(tx, team, None, clock.now(), clock.real()), plan, person)
        print(f"{person.name} leads {plan.name} now. The channel and {person.name} hear so when the bot runs.")
        return WELL
    finally:
        await database.close()


def _which(every: list[tuple[Workspace, Strategy]], wanted: str) -> int:
    if not every:
        return _to_do("There is no plan in this database yet. Make one in Slack with /beat setup, or import a file.")
    opening = f"I can't tell which plan `{wanted}` is." if wanted else "There are several plans."
    listed = [f"  --plan {plan.channel}  {plan.name}, #{plan.channel_name}" for _, plan in every]
    return _to_do(f"{opening} Say which one you mean:", *listed)
