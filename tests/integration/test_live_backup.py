"""A running service is backed up, lost and restored, and says nothing a second time."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.command_line import Ended, alfred
from tests.fixtures.live_service import Service
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

pytestmark = pytest.mark.timeout(240)


async def typed(service: Service, *arguments: str) -> Ended:
    return await asyncio.to_thread(alfred, *arguments, cwd=service.home)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


async def test_what_was_being_answered_at_the_backup_is_not_answered_again(
    service: Service, bot_api: BotApiServer, tmp_path: Path
) -> None:
    archive, told = str(tmp_path / "backup.tar"), bot_api.journal.delivered
    anna, boris = (bot_api.people.person(name, language_code="en") for name in ("Anna", "Boris"))
    await service.start()
    await service.ready()
    bot_api.faults.add(Fault.slow(120), method="sendMessage", chat_id=anna)
    bot_api.people.says(anna, anna, "/help")
    await until(lambda: len(told(anna)) == 1)

    backed_up = await typed(service, "backup", "--to", archive)
    refused = await typed(service, "restore", archive, "--replace", "--yes")
    await service.kill()
    restored = await typed(service, "restore", archive, "--replace", "--yes")
    await service.start()
    await service.ready()
    bot_api.people.says(boris, boris, "/help")
    await until(lambda: len(told(boris)) == 1)

    assert (0, "") == (backed_up.code, backed_up.err)
    assert (1, "error: Alfred is running on this database — stop every process of it and try") == (
        refused.code,
        refused.err.removesuffix(" again\n"),
    )
    assert (0, "") == (restored.code, restored.err)
    assert "0 orders that waited, 1 message without an answer" in restored.out
    assert 1 == len(told(anna))
    assert 0 == await service.stop()
