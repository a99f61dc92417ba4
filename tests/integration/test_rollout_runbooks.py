"""Every command of the runbooks about rollouts is understood, and does what stands beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.rollout.models import Stage
from storage.postgres.connection import Connection
from tests.fixtures.canary import DIGESTS, Control
from tests.fixtures.command_line import ROOT
from tests.integration.test_rollout_by_psql import logged_in
from tests.servers.telegram import BotApiServer

PAGES = ("rollout.md", "rollback.md")
COMMAND = re.compile(r"`(/[a-z]+ [^`]*|/[a-z]+)`")
STATEMENT = re.compile(r"`(SELECT [^`]*)`")


def page(name: str) -> str:
    return (Path(ROOT) / "docs" / "runbooks" / name).read_text("utf-8")


def commands() -> Iterator[str]:
    for name in PAGES:
        yield from COMMAND.findall(page(name))


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


@pytest.mark.parametrize("command", sorted({*commands()}))
async def test_a_command_of_the_runbooks_is_understood(control: Control, command: str) -> None:
    await control.at(Stage.CANARY_50)

    async with control.process() as visit:
        await visit.says(control.anna, command, control.chat)

    shown = control.shown()
    assert "Понимаю так" not in shown
    assert "такого я не знаю" not in shown
    assert 1 == len(control.told())


async def test_what_is_typed_at_three_in_the_morning_acts_at_once(control: Control) -> None:
    await control.at(Stage.FULL)

    async with control.process() as visit:
        await visit.says(control.anna, "/canary kill digest", control.chat)

    assert "`/canary kill digest`" in page("rollback.md").split("\n\n")[1]
    assert (Stage.FULL, True, False) == await control.stands()


async def test_the_statement_without_telegram_does_the_same(behind: Connection) -> None:
    [statement] = STATEMENT.findall(page("rollback.md"))

    async with logged_in(behind):
        done = await behind.fetchrow(statement.removesuffix(";"))

    assert done is not None
    assert (DIGESTS, "done", True) == (done["feature"], done["outcome"], done["killed"])
