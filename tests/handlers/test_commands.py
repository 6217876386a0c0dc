"""A word of `/beat` is described once: everything that has to do with it follows from its entry."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain.errors import Refusal
from bot.domain.permissions import Action
from bot.domain.places import DIRECT
from bot.schema.commands import COMMANDS, WORDS, Command, read, words_of
from bot.services.context.command_registry import LISTS, RUNS, Asked, Run, runs
from bot.services.context.ctx import Ctx
from bot.services.talk.commands import answer
from bot.views.kit.blocks import Content
from bot.views.talk import refusals
from bot.views.talk.help import help
from handlers.commands import MENU
from storage import workspaces
from storage.database import Database
from tests.planfile.acting import NOW, acting

OVEN = Command("oven", ("bakehouse",), "oven 220 degrees", "warms up the oven.", needs=None)
LOAF = Command("loaf", adds=True, needs=Action.HOLD)


async def _warm(ctx: Ctx, asked: Asked) -> Content:
    return Content(f"Warming up: {asked.typed.rest}", ())


@pytest.fixture
def among() -> dict[str, Run]:
    """What commands do, with two more of them."""
    more = dict(RUNS)
    runs("oven", "loaf", among=more)(_warm)
    return more


async def test_a_new_word_takes_an_entry_and_what_it_does(database: Database, among: dict[str, Run]) -> None:
    words = words_of((*COMMANDS, OVEN))
    async with database.begin() as tx:
        await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    async with acting(database, "UANA") as ctx:
        for typed in ("oven 220 degrees", "Bakehouse 220 degrees"):
            shown = await answer(ctx, DIRECT, typed, words, among)
            assert shown is not None
            assert shown.text == "Warming up: 220 degrees"


async def test_a_word_whose_plan_is_not_there_does_nothing(database: Database, among: dict[str, Run]) -> None:
    async with database.begin() as tx:
        await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    async with acting(database, "UANA") as ctx:
        with pytest.raises(Refusal, match="no_home_yet"):
            await answer(ctx, DIRECT, "loaf", words_of((LOAF,)), among)


def test_help_and_the_nearest_word_follow_from_the_entry() -> None:
    commands = (*COMMANDS, OVEN, LOAF)
    shown = help(commands).text
    assert "• `/beat oven 220 degrees` warms up the oven." in shown
    assert "maturity, loaf." in shown
    with pytest.raises(Refusal) as refused:
        read("bakehuose", words_of(commands))
    assert "Did you mean `/beat oven`?" in refusals.refusal(refused.value).text


def test_every_command_has_all_of_its_parts() -> None:
    assert set(RUNS) == {command.word for command in COMMANDS}
    assert {command.word for command in COMMANDS if command.shows == "list"} < set(LISTS)
    assert set(MENU.values()) <= set(WORDS)


def test_a_word_is_answered_by_one_verb_alone() -> None:
    """Where two registered, the order of imports would choose between them."""
    with pytest.raises(AssertionError, match="why"):
        runs("why", among=dict(RUNS))(_warm)


def test_no_word_means_two_commands() -> None:
    typed = Counter(word for command in COMMANDS for word in (command.word, *command.also))
    assert [word for word, times in typed.items() if times > 1] == []
    assert all(word == word.casefold() and " " not in word for word in typed)


def test_an_example_in_help_is_of_its_own_command() -> None:
    assert [one.word for one in COMMANDS if read(one.example or one.word).command is not one] == []
