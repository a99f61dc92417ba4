"""What the runbook about taking a feature back says to type does what stands beside it."""

import re

import pytest

from pipeline.rollout.models import Stage
from storage.postgres.connection import Connection
from tests.fixtures.canary import DIGESTS, Control
from tests.fixtures.runbooks import page
from tests.integration.test_rollout_by_psql import logged_in
from tests.servers.telegram import BotApiServer

STATEMENT = re.compile(r"`(SELECT [^`]*)`")


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


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
