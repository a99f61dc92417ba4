"""Answers to /thread: known for a while, so that what they quote can be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from pipeline.digest.request import Language
from pipeline.ingest.models import GroupId, MessageId, TenantId


@dataclass(frozen=True, slots=True)
class ThreadAnswer:
    group: GroupId
    chat: int
    messages: tuple[int, ...]
    """Of the bot's, in their order; the first one names the answer."""
    quoted: tuple[MessageId, ...]
    cut: bool
    """The thread is longer than what was shown."""
    language: Language


class ThreadAnswers(Protocol):
    async def add(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        """Note what was sent; what is known stays as it is."""
        ...

    async def get(
        self, tenant: TenantId, group: GroupId, chat: int, message: int
    ) -> ThreadAnswer | None:
        """None if it was taken back, or is too old to be known."""
        ...

    async def touched(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        """Record ``thread.answer.outdated.v1`` for each answer that quotes one of the messages.

        What was said before the group became a supergroup stands in a chat that is closed.

        Returns:
            How many those are.
        """
        ...

    async def remove(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        """Nothing of anybody's stands in it any more."""
        ...
