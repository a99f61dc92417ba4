"""What ``/connect`` needs of the accounts that are read.

AccountError                (an AlfredError)
├── NoApplicationError      the operator has not registered the application
├── AccountAwayError        the account is not connected to Telegram in this process now
├── AccountFloodError       Telegram wants to be left alone for so long
└── TelegramRefusedError    Telegram does not let the application in
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.telethon.qr import Connected, NotConnected, Show
from pipeline.errors import AlfredError
from pipeline.ingest.models import Chat, ReadingAccount, TenantId


class AccountError(AlfredError):
    """The root of this tree; no message of it holds a name, a number or a password."""


class NoApplicationError(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "no account can be connected without an application — take its id and hash from"
            " my.telegram.org and set TELEGRAM_API_ID and TELEGRAM_API_HASH"
        )


class AccountAwayError(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "the account is not connected in this process — wait a minute; bot and ingest have to"
            " be roles of one process"
        )


class AccountFloodError(AccountError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"Telegram wants {seconds} s of silence — try again after them")
        self.seconds = seconds


class TelegramRefusedError(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the application — check TELEGRAM_API_ID and TELEGRAM_API_HASH"
        )


class Login(Protocol):
    """One attempt to connect an account."""

    def give_password(self, password: str) -> None: ...

    def cancel(self) -> None: ...

    async def run(self, show: Show) -> Connected | NotConnected:
        """Show codes and ask for the password until it is over.

        Raises:
            TelegramRefusedError: The application's id or hash is wrong.
            ConnectionError: Telegram cannot be reached.
        """
        ...


class AccountDesk(Protocol):
    """The accounts of all tenants, as a person in a chat deals with theirs."""

    @property
    def available(self) -> bool:
        """Whether there is an application, without which nothing can be connected."""
        ...

    def begin_login(self, tenant: TenantId) -> Login:
        """Nothing happens before it is run.

        Raises:
            NoApplicationError: There is no application.
        """
        ...

    async def account(self, tenant: TenantId) -> ReadingAccount | None: ...

    async def connected(self, tenant: TenantId, telegram_user_id: int) -> None:
        """Write the account down whose session a login left, and begin to read."""
        ...

    async def holder(self, tenant: TenantId) -> str | None:
        """The name under which the account is known in Telegram; None if that cannot be told."""
        ...

    async def groups(self, tenant: TenantId) -> Sequence[Chat]:
        """The groups that the account is in, those with the latest talk first.

        Raises:
            AccountAwayError: It is not connected to Telegram in this process.
            AccountFloodError: Telegram wants to be left alone.
        """
        ...

    async def read_at(self, tenant: TenantId) -> datetime | None:
        """When the account last read something new in a group; None if it never did."""
        ...

    def refresh(self, tenant: TenantId) -> None:
        """Other groups are to be read from now on."""
        ...

    async def disconnect(self, tenant: TenantId) -> bool:
        """Log out, and forget the session and which groups were read through it.

        Returns:
            Whether Telegram knows: if not, the session is left among the account's devices.
        """
        ...
