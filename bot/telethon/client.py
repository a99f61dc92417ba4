"""Telethon's client as an account is read with it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, Protocol

from telethon import TelegramClient, functions, types
from telethon.crypto import rsa

from bot.settings import TelegramSettings, TelethonSettings
from bot.telethon.calls import Calls
from bot.telethon.session import AccountSession
from pipeline.ingest.models import TenantId

_DC: Final = 2
_DIFFERENCES: Final = (
    functions.updates.GetDifferenceRequest,
    functions.updates.GetChannelDifferenceRequest,
)
_log = logging.getLogger(__name__)


class DifferenceListener(Protocol):
    async def difference(self, request: Any, answer: Any) -> None:
        """Telethon asked what it missed; ``answer`` is None if it was not told."""
        ...


class ApplicationMissingError(ValueError):
    """Telegram lets no client in without an application's id and hash."""

    def __init__(self) -> None:
        super().__init__(
            "no account can be read without TELEGRAM_API_ID and TELEGRAM_API_HASH"
            " — get them at my.telegram.org"
        )


class AccountClient(TelegramClient):  # type: ignore[misc]  # Telethon ships no types
    """One connection of one account, from the file of its session.

    It does not reconnect by itself: whoever runs it sees that the connection is gone, and what
    was missed meanwhile is read from the histories.
    """

    def __init__(
        self,
        session: AccountSession,
        telegram: TelegramSettings,
        telethon: TelethonSettings,
        calls: Calls,
        listener: DifferenceListener | None = None,
    ) -> None:
        if telegram.api_id is None or telegram.api_hash is None:
            raise ApplicationMissingError
        self._pinned = telethon.address
        self._calls = calls
        self._listener = listener
        self._ending = asyncio.Lock()
        self._ended = False
        if self._pinned and (session.server_address, session.port) != self._pinned:
            session.set_dc(_DC, self._pinned.host, self._pinned.port)
        super().__init__(
            session,
            telegram.api_id,
            telegram.api_hash.get_secret_value(),
            base_logger=_quiet(),
            device_model="Alfred",
            use_ipv6=":" in session.server_address if session.server_address else False,
            auto_reconnect=False,
            connection_retries=1,
            request_retries=1,
            raise_last_call_error=True,
            flood_sleep_threshold=0,
            sequential_updates=False,
            receive_updates=True,
            catch_up=True,
        )

    async def __call__(
        self, request: Any, ordered: bool = False, flood_sleep_threshold: int | None = None
    ) -> Any:
        """Every request passes here, those that Telethon makes to fill a gap as well."""
        send: Callable[[], Any] = lambda: super(AccountClient, self).__call__(request, ordered)  # noqa: E731
        if not isinstance(request, _DIFFERENCES) or self._listener is None:
            return await self._calls.make(request, send)
        answer = None
        try:
            answer = await self._calls.make(request, send)
        finally:
            await self._listener.difference(request, answer)
        return answer

    async def login_token(self) -> Any:
        """A ``LoginToken`` to be scanned, or the ``User`` if it was.

        Telethon's own ``QRLogin.recreate`` takes a code that was scanned at its last moment for a
        new one.

        Raises:
            telethon.errors.SessionPasswordNeededError: It was, and the account has a password.
        """
        request = functions.auth.ExportLoginTokenRequest(self.api_id, self.api_hash, [])
        answer = await self(request)
        if isinstance(answer, types.auth.LoginTokenMigrateTo):
            await self._switch_dc(answer.dc_id)
            answer = await self(functions.auth.ImportLoginTokenRequest(answer.token))
        if isinstance(answer, types.auth.LoginTokenSuccess):
            await self._on_login(answer.authorization.user)
            return answer.authorization.user
        return answer

    async def _disconnect_coro(self) -> None:
        """Once: closing again would open the session's file anew, wherever it is by then."""
        async with self._ending:
            if not self._ended:
                await super()._disconnect_coro()
            self._ended = True

    async def _get_dc(self, dc_id: int, cdn: bool = False) -> Any:
        if self._pinned is None:
            return await super()._get_dc(dc_id, cdn)
        return types.DcOption(dc_id, self._pinned.host, self._pinned.port)


Clients = Callable[[TenantId], AccountClient | None]
"""The client of a tenant's account, while this process has it connected."""


class ClientFactory:
    """Opens sessions with the settings of this installation.

    Raises:
        OSError: The server's key cannot be read.
    """

    def __init__(self, telegram: TelegramSettings, telethon: TelethonSettings) -> None:
        self._telegram = telegram
        self._telethon = telethon
        if telethon.rsa_key_file is not None:
            rsa.add_key(telethon.rsa_key_file.read_text(encoding="utf-8"), old=False)

    def open(
        self,
        session: AccountSession,
        calls: Calls,
        listener: DifferenceListener | None = None,
    ) -> AccountClient:
        """A client that is not connected yet.

        Raises:
            ApplicationMissingError: The settings lack the application's id and hash.
        """
        return AccountClient(session, self._telegram, self._telethon, calls, listener)


def _quiet() -> logging.Logger:
    """Telethon's talk below a warning holds pieces of messages."""
    logger = _log.getChild("library")
    logger.setLevel(logging.WARNING)
    return logger
