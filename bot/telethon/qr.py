"""Connecting an account by a QR code (core.telegram.org/api/qr-login)."""

import asyncio
import io
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

import segno
from telethon import errors, events, functions, types

from bot.telethon.calls import Calls
from bot.telethon.client import AccountClient, ClientFactory
from bot.telethon.names import Names
from bot.telethon.session import AccountSession, delete_session, put_in_place, session_path
from pipeline.ingest.models import TenantId

_SCALE: Final = 8
_BORDER: Final = 4
_SHORTEST_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 60.0
PASSWORDS: Final = 5
"""Attempts at the two-step password before the login is given up."""


@dataclass(frozen=True, slots=True)
class Code:
    """To be scanned until it expires; the next one comes by itself."""

    url: str = field(repr=False)
    png: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PasswordNeeded:
    """The code was scanned; the account has a two-step password."""

    hint: str = field(repr=False)
    wrong: bool
    """The one that was given before is not it."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The session is in its place."""

    telegram_user_id: int


class Failure(Enum):
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    PASSWORD = "password"  # noqa: S105 - it is the reason, not a password
    """Wrong five times."""
    FLOOD = "flood"
    """Telegram wants no more attempts for a while."""


@dataclass(frozen=True, slots=True)
class NotConnected:
    failure: Failure
    seconds: int = 0
    """For how long Telegram wants no attempt."""


Show = Callable[[Code | PasswordNeeded], Awaitable[None]]


class _Signal(Enum):
    SCANNED = "scanned"
    CANCEL = "cancel"


class _Failed(Exception):  # noqa: N818 - an outcome
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class QrLogin:
    """One attempt to connect the account of a tenant.

    The session is made in a file of its own, which takes the place of the tenant's when the
    account is logged in, and vanishes otherwise.
    """

    def __init__(
        self,
        home: Path,
        tenant: TenantId,
        clients: ClientFactory,
        calls: Calls,
        *,
        seconds: float = 300.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = session_path(home, tenant)
        self._draft = self._path.with_name(f"connecting-{secrets.token_hex(8)}.session")
        self._clients = clients
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._inbox: asyncio.Queue[_Signal | str] = asyncio.Queue()

    def give_password(self, password: str) -> None:
        self._inbox.put_nowait(password)

    def cancel(self) -> None:
        self._inbox.put_nowait(_Signal.CANCEL)

    async def run(self, show: Show) -> Connected | NotConnected:
        """Show codes until one is scanned, ask for the password if there is one.

        Raises:
            ConnectionError: Telegram cannot be reached.
            telethon.errors.RPCError: Telegram refuses, an unknown application for one.
        """
        client = self._clients.open(AccountSession(self._draft, Names()), self._calls)
        try:
            async with asyncio.timeout(self._seconds):
                user = await self._logged_in(client, show)
            await client.disconnect()
            put_in_place(self._draft, self._path)
        except TimeoutError:
            return NotConnected(Failure.TIMEOUT)
        except _Failed as failed:
            return NotConnected(failed.failure)
        except errors.FloodWaitError as flood:
            return NotConnected(Failure.FLOOD, flood.seconds)
        finally:
            await client.disconnect()
            delete_session(self._draft)
        return Connected(int(user.id))

    async def _logged_in(self, client: AccountClient, show: Show) -> Any:
        # Telegram tells of a scan once: who listens only while waiting for it may miss it.
        client.add_event_handler(self._scanned, events.Raw(types.UpdateLoginToken))
        await client.connect()
        try:
            while True:
                token = await client.login_token()
                if not isinstance(token, types.auth.LoginToken):
                    return token
                await show(_code(token))
                await self._until_scanned(token.expires)
        except errors.SessionPasswordNeededError:
            return await self._with_password(client, show)

    async def _until_scanned(self, expires_at: datetime) -> None:
        left = (expires_at - self._clock()).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(_LONGEST_SECONDS, max(_SHORTEST_SECONDS, left))):
                while await self._next() is not _Signal.SCANNED:
                    pass

    async def _with_password(self, client: AccountClient, show: Show) -> Any:
        hint = (await client(functions.account.GetPasswordRequest())).hint or ""
        for attempt in range(PASSWORDS):
            await show(PasswordNeeded(hint, wrong=attempt > 0))
            while not isinstance(password := await self._next(), str):
                pass
            with suppress(errors.PasswordHashInvalidError):
                return await client.sign_in(password=password)
        raise _Failed(Failure.PASSWORD)

    async def _next(self) -> _Signal | str:
        signal = await self._inbox.get()
        if signal is _Signal.CANCEL:
            raise _Failed(Failure.CANCELLED)
        return signal

    async def _scanned(self, update: Any) -> None:
        self._inbox.put_nowait(_Signal.SCANNED)


def _code(token: Any) -> Code:
    url = "tg://login?token=" + urlsafe_b64encode(token.token).decode().rstrip("=")
    picture = io.BytesIO()
    segno.make_qr(url, error="m").save(picture, kind="png", scale=_SCALE, border=_BORDER)
    return Code(url, picture.getvalue(), token.expires)
