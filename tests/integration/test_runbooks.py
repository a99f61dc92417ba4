"""What the runbooks say to type is typed here.

The chat is the stand-in's, the database a real one, Prometheus as it is deployed. What is typed
into a shell, and the probes, need the whole service: ``test_live_runbooks``.
"""

from collections.abc import Iterator

import pytest

from handlers.commands.menu import menu
from pipeline.rollout.models import Stage
from storage.postgres.connection import Connection
from tests.fixtures.canary import Control
from tests.fixtures.runbooks import (
    BY_ITSELF,
    PAGES,
    Where,
    blocks,
    page,
    statements,
    typed,
    typed_everywhere,
)
from tests.integration.test_rollout_by_psql import logged_in
from tests.servers.monitoring import Prometheus
from tests.servers.telegram import BotApiServer

MENU = menu(conversation=False)
NOT_UNDERSTOOD = ("Понимаю так", "такого я не знаю", "Такого поручения я не знаю")
TAKES_A_ROLE = "SET ROLE"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


def said() -> list[str]:
    return sorted({each.text for each in typed_everywhere(Where.CHAT)})


def scripts() -> Iterator[tuple[str, str]]:
    """Of each page what is typed into psql, block by block; a sentence's statement is one."""
    for name in PAGES:
        if (name, Where.SQL) in BY_ITSELF:
            continue
        yield from ((name, block) for kind, block in blocks(page(name)) if kind == "sql")
        fenced = {each for kind, block in blocks(page(name)) for each in statements(block)}
        inline = (each for each in typed(name) if each.where is Where.SQL)
        yield from ((name, each.text) for each in inline if each.text not in fenced)


def is_for_operators(command: str) -> bool:
    return command.split()[0].removeprefix("/") in MENU.admin_chat


@pytest.mark.parametrize("command", said())
async def test_a_command_to_the_bot_is_understood(control: Control, command: str) -> None:
    await control.at(Stage.CANARY_50)
    chat = control.chat if is_for_operators(command) else control.anna

    async with control.process() as visit:
        await visit.says(control.anna, command, chat)

    [answer] = control.telegram.journal.delivered(chat)
    assert [] == [words for words in NOT_UNDERSTOOD if words in answer]


@pytest.mark.parametrize(("name", "script"), list(scripts()))
async def test_statements_run_as_whoever_the_page_says(
    behind: Connection, name: str, script: str
) -> None:
    if script.strip().startswith(TAKES_A_ROLE):
        async with behind.transaction():
            done = [await behind.execute(each) for each in statements(script)]
        await behind.execute("RESET ROLE")
    else:
        async with logged_in(behind):
            done = [await behind.execute(each) for each in statements(script)]

    assert {"SET", "SELECT"} >= {status.split()[0] for status in done}


@pytest.mark.parametrize("query", sorted({t.text for t in typed_everywhere(Where.PROMETHEUS)}))
async def test_a_query_is_one_that_prometheus_answers(scraping: Prometheus, query: str) -> None:
    found = await scraping.query(query)

    assert found or "==" in query
