"""Whether accounts could be read: the application is one that Telegram knows."""

import asyncio
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry
from telethon import errors

from bot.settings import TelegramSettings, TelethonSettings
from bot.telethon.calls import Calls
from bot.telethon.client import ClientFactory
from bot.telethon.metrics import IngestMetrics
from bot.telethon.names import Names
from bot.telethon.session import AccountSession
from pipeline.health.models import Finding, fail, ok, warn

_SECONDS = 15.0


class _NoWaits:
    """The port ``FloodWaits`` of somebody who asks once."""

    async def until(self, account: str, method: str) -> datetime | None:
        return None

    async def note(self, account: str, method: str, until: datetime) -> None:
        return None


class ApplicationCheck:
    """Telegram gives a login code to the application of the settings; nobody has to scan it."""

    subject = "Telegram application"

    def __init__(self, telegram: TelegramSettings, telethon: TelethonSettings) -> None:
        self._telegram = telegram
        self._telethon = telethon

    async def examine(self) -> Finding:
        if self._telegram.api_id is None:
            return warn(
                "there is none, so only the bot reads groups",
                "to read groups through an account, set TELEGRAM_API_ID and TELEGRAM_API_HASH"
                " from my.telegram.org",
            )
        try:
            clients = ClientFactory(self._telegram, self._telethon)
        except OSError:
            return fail(
                "the key of the MTProto server cannot be read", "check TELETHON_RSA_KEY_FILE"
            )
        try:
            async with asyncio.timeout(_SECONDS):
                await _ask(clients)
        except errors.ApiIdInvalidError:
            return fail(
                "Telegram does not know this application",
                "copy TELEGRAM_API_ID and TELEGRAM_API_HASH anew from my.telegram.org",
            )
        except (errors.RPCError, OSError, TimeoutError):
            return warn(
                "Telegram does not answer at the moment",
                "check the network; reading is tried again by itself",
            )
        return ok(f"application {self._telegram.api_id} is known")


async def _ask(clients: ClientFactory) -> None:
    with TemporaryDirectory(prefix="alfred-") as folder:
        calls = Calls("check", _NoWaits(), IngestMetrics(CollectorRegistry()))
        client = clients.open(AccountSession(Path(folder) / "check.session", Names()), calls)
        try:
            await client.connect()
            await client.login_token()
        finally:
            await client.disconnect()
