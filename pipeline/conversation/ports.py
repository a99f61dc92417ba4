from collections.abc import Sequence
from typing import Protocol

from pipeline.conversation.models import (
    Dialogue,
    DialogueKey,
    EntryKey,
    Incoming,
    Receipt,
    Sent,
    Unanswered,
)


class ConversationLedger(Protocol):
    """What a person sends is accepted once, before it is acknowledged, and receipted once."""

    async def accept(self, entries: Sequence[Incoming]) -> Sequence[Incoming]:
        """Write down a batch in one transaction; return those that were not known before."""
        ...

    async def take_up(self, device: str, *, limit: int) -> Sequence[Unanswered]:
        """Entries without a receipt, by their number; each counts one more attempt.

        For the one process that answers the device, before it accepts anything new.
        """
        ...

    async def working(self, keys: Sequence[EntryKey]) -> None:
        """Note that a process is at these entries now; those with a receipt are passed over."""
        ...

    async def sending(self, key: EntryKey, ordinal: int, sent: Sequence[Sent] = ()) -> None:
        """Note that a message is about to go out, and which before it arrived."""
        ...

    async def receipt(self, key: EntryKey, receipt: Receipt) -> bool:
        """Close the entry, forget its payload and move its dialogues on, in one transaction.

        False, and nothing changes, if it has its receipt already.
        """
        ...


class Dialogues(Protocol):
    """How far dialogues of several steps have come; they survive a restart."""

    async def get(self, key: DialogueKey) -> Dialogue: ...

    async def put(self, key: DialogueKey, dialogue: Dialogue) -> None:
        """Write it; an empty one is deleted."""
        ...
