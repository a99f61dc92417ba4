"""The accounts that are read, through Telethon."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from telethon import errors, functions, utils

from bot.telethon.accounts import Accounts
from bot.telethon.calls import Calls
from bot.telethon.client import AccountClient, ClientFactory
from bot.telethon.cursors import Marks
from bot.telethon.dialogs import groups_of
from bot.telethon.metrics import IngestMetrics
from bot.telethon.qr import Connected, NotConnected, QrLogin, Show
from bot.telethon.session import delete_session, session_path
from handlers.commands.connect_ports import (
    AccountAwayError,
    AccountFloodError,
    Login,
    NoApplicationError,
    TelegramRefusedError,
)
from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import Chat, ReadingAccount, TenantId
from pipeline.ingest.ports import FloodWaits, IngestCursors, ReadingAccounts

_ACCOUNT: Final = "login"
"""Under this name waits are kept that Telegram wants of whoever is not logged in yet."""
_PATIENCE: Final = 10.0
"""Seconds that a fresh account gets to connect."""
_LOOK: Final = 0.2
_AWAY: Final = (ConnectionError, TimeoutError, errors.UnauthorizedError, errors.AuthKeyError)


@dataclass(frozen=True, slots=True)
class AccountPorts:
    directory: ReadingAccounts
    groups: GroupBook
    cursors: IngestCursors
    floods: FloodWaits


class TelethonDesk:
    """The port ``AccountDesk``; it uses the client of the account's reader, and makes none."""

    def __init__(
        self,
        home: Path,
        clients: ClientFactory,
        accounts: Accounts,
        ports: AccountPorts,
        metrics: IngestMetrics,
        *,
        available: bool,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._home = home
        self._clients = clients
        self._accounts = accounts
        self._ports = ports
        self._metrics = metrics
        self._sleep = sleep
        self.available = available

    def begin_login(self, tenant: TenantId) -> Login:
        if not self.available:
            raise NoApplicationError
        calls = Calls(_ACCOUNT, self._ports.floods, self._metrics)
        return _Login(QrLogin(self._home, tenant, self._clients, calls))

    async def account(self, tenant: TenantId) -> ReadingAccount | None:
        return await self._ports.directory.of_tenant(tenant)

    async def connected(self, tenant: TenantId, telegram_user_id: int) -> None:
        await self._ports.directory.add(tenant, telegram_user_id)
        self._accounts.refresh(tenant)

    async def holder(self, tenant: TenantId) -> str | None:
        client = await self._client(tenant)
        try:
            me = None if client is None else await client.get_me()
        except (*_AWAY, errors.RPCError):
            return None
        return utils.get_display_name(me) or None

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        client = await self._client(tenant)
        if client is None:
            raise AccountAwayError
        try:
            return await groups_of(client)
        except errors.FloodWaitError as flood:
            raise AccountFloodError(flood.seconds) from None
        except _AWAY:
            raise AccountAwayError from None

    async def read_at(self, tenant: TenantId) -> datetime | None:
        account = await self._ports.directory.of_tenant(tenant)
        if account is None:
            return None
        marks = Marks(self._ports.cursors, tenant, account.telegram_user_id)
        moments = [await marks.read_at(group) for group in await self._read(tenant)]
        return max((moment for moment in moments if moment is not None), default=None)

    def refresh(self, tenant: TenantId) -> None:
        self._accounts.refresh(tenant)

    async def disconnect(self, tenant: TenantId) -> bool:
        client = self._accounts.client(tenant)
        logged_out = client is not None and await _log_out(client)
        for group in await self._read(tenant):
            await self._ports.groups.disconnect(tenant, group.id, Reader.ACCOUNT)
        await self._ports.directory.remove(tenant)
        self._accounts.refresh(tenant)
        # A reader that still has the file open would write into one that is gone.
        await self._until(lambda: self._accounts.reader(tenant) is None)
        delete_session(session_path(self._home, tenant))
        return logged_out

    async def _read(self, tenant: TenantId) -> list[ConnectedGroup]:
        groups = await self._ports.groups.of_tenant(tenant)
        return [group for group in groups if Reader.ACCOUNT in group.readers]

    async def _client(self, tenant: TenantId) -> AccountClient | None:
        """The reader's client, once it is connected; None if it takes too long."""
        await self._until(lambda: self._accounts.client(tenant) is not None)
        return self._accounts.client(tenant)

    async def _until(self, condition: Callable[[], bool]) -> None:
        for _ in range(int(_PATIENCE / _LOOK)):
            if condition():
                return
            await self._sleep(_LOOK)


@dataclass(frozen=True, slots=True)
class _Login:
    """A login whose errors are ours."""

    inner: QrLogin

    def give_password(self, password: str) -> None:
        self.inner.give_password(password)

    def cancel(self) -> None:
        self.inner.cancel()

    async def run(self, show: Show) -> Connected | NotConnected:
        try:
            return await self.inner.run(show)
        except errors.RPCError:
            raise TelegramRefusedError from None


async def _log_out(client: AccountClient) -> bool:
    try:
        await client(functions.auth.LogOutRequest())
    except (*_AWAY, errors.RPCError):
        return False
    return True
