"""Between an account's connection and whoever understands what comes through it."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol

from bot.telethon.names import Names
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import MessageId, TenantId
from pipeline.ingest.ports import Accepted


class Reason(StrEnum):
    """Why a history is read again."""

    START = "start"
    RECONNECT = "reconnect"
    GAP = "gap"
    """Ids are missing, or Telethon could not ask what it missed."""
    TOO_LONG = "too_long"
    """Telegram skipped updates, and Telethon with it."""
    OVERFLOW = "overflow"
    """More came than could be stored at once."""
    INCOMPLETE = "incomplete"
    """An update did not hold all of a message."""
    PERIODIC = "periodic"


class Repairs(Protocol):
    """What an intake asks of the account; all chats by their marked ids."""

    def ask(self, reason: Reason, chat: int | None = None) -> None:
        """Read what a chat's history has beyond the cursor; None means every chat."""
        ...

    def fetch(self, chat: int, ids: Sequence[int]) -> None:
        """Read these messages of a chat."""
        ...

    def stored(self, chat: int, ids: Sequence[MessageId]) -> None:
        """These live messages of a chat are stored."""
        ...

    def changed(self) -> None:
        """The connected groups are others than they were."""
        ...


class Intake(Protocol):
    """Takes in what one account sees."""

    def follow(self, groups: Sequence[ConnectedGroup]) -> None:
        """Store what is told of these groups, and of no other chat."""
        ...

    async def told(self, update: Any) -> None:
        """Take an update as Telegram sent it; returns at once. One may come twice."""
        ...

    async def page(self, group: ConnectedGroup, messages: Sequence[Any]) -> Accepted:
        """Store messages of a history."""
        ...

    async def erase(self, group: ConnectedGroup, ids: Sequence[MessageId]) -> None:
        """Leave tombstones of messages that are gone."""
        ...

    async def run(self) -> None:
        """Store what was told, until it is cancelled."""
        ...


IntakeFactory = Callable[[TenantId, Names, Repairs], Intake]
