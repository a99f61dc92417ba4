"""The stand-in for Telegram in a process of its own, so that its work is not measured."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE
from sys import executable
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.settings import TelegramSettings, TelethonSettings
from bot.telethon.client import ClientFactory


class Telegram:
    """What is told it over its control port."""

    def __init__(self, ready: dict[str, Any], http: aiohttp.ClientSession) -> None:
        self.ready = ready
        self._http = http

    async def do(self, action: str, **given: Any) -> Any:
        async with self._http.post(f"{self.ready['control']}/{action}", json=given) as answer:
            return (await answer.json())["result"]

    @property
    def clients(self) -> ClientFactory:
        telegram = TelegramSettings(
            api_id=self.ready["api_id"], api_hash=SecretStr(self.ready["api_hash"])
        )
        key = Path(self.ready["rsa_key_file"])
        return ClientFactory(telegram, TelethonSettings(dc=self.ready["dc"], rsa_key_file=key))


@asynccontextmanager
async def running_telegram() -> AsyncIterator[Telegram]:
    process = await asyncio.create_subprocess_exec(
        executable, "-m", "tests.servers.mtproto", stdout=PIPE
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        ready = json.loads(await process.stdout.readline())
        endless = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=endless) as http:
            yield Telegram(ready, http)
    finally:
        process.terminate()
        await process.wait()
