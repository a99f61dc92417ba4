from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import orjson

from pipeline.conversation.models import (
    Dialogue,
    DialogueKey,
    EntryKey,
    Incoming,
    Receipt,
    Sent,
    Unanswered,
)
from pipeline.tracing.correlation import new_correlation


class MemoryDialogues:
    """The port ``Dialogues``; what it holds is JSON, as in a database."""

    def __init__(self) -> None:
        self._dialogues: dict[DialogueKey, tuple[str | None, bytes]] = {}

    async def get(self, key: DialogueKey) -> Dialogue:
        state, data = self._dialogues.get(key, (None, b"{}"))
        return Dialogue(state, orjson.loads(data))

    async def put(self, key: DialogueKey, dialogue: Dialogue) -> None:
        data = dump(dialogue)
        if dialogue == Dialogue():
            self._dialogues.pop(key, None)
        else:
            self._dialogues[key] = (dialogue.state, data)


def dump(dialogue: Dialogue) -> bytes:
    """Its data as JSON; PostgreSQL holds neither a NUL nor half of a surrogate pair."""
    try:
        data = orjson.dumps(dialogue.data)
    except orjson.JSONEncodeError as error:
        raise ValueError("a dialogue cannot be stored") from error
    if rb"\u0000" in data:
        raise ValueError("a dialogue cannot be stored")
    return data


@dataclass(slots=True)
class _Entry:
    incoming: Incoming
    attempts: int = 0
    sends: dict[int, bytes | None] = field(default_factory=dict)
    receipt: Receipt | None = None
    worked_on: int = 0
    """How often a process said that it is at it."""


class MemoryConversationLedger:
    """The port ``ConversationLedger``."""

    def __init__(self, dialogues: MemoryDialogues) -> None:
        self._dialogues = dialogues
        self._entries: dict[EntryKey, _Entry] = {}

    @property
    def receipts(self) -> dict[EntryKey, Receipt]:
        """The receipts that were given, by entry, in the order of acceptance."""
        return {
            key: entry.receipt for key, entry in self._entries.items() if entry.receipt is not None
        }

    async def accept(self, entries: Sequence[Incoming]) -> Sequence[Incoming]:
        new = []
        for incoming in entries:
            if incoming.key not in self._entries:
                accepted = replace(incoming, correlation=new_correlation())
                self._entries[incoming.key] = _Entry(accepted)
                new.append(accepted)
        return new

    async def take_up(self, device: str, *, limit: int) -> Sequence[Unanswered]:
        unanswered = [
            entry
            for key, entry in self._entries.items()
            if key.device == device and entry.receipt is None
        ]
        taken = sorted(unanswered, key=lambda entry: entry.incoming.key.client_seq)[:limit]
        for entry in taken:
            entry.attempts += 1
        return [_unanswered(entry) for entry in taken]

    async def working(self, keys: Sequence[EntryKey]) -> None:
        for key in keys:
            entry = self._entries.get(key)
            if entry is not None and entry.receipt is None:
                entry.worked_on += 1

    @property
    def worked_on_at_all(self) -> list[EntryKey]:
        return [key for key, entry in self._entries.items() if entry.worked_on]

    def worked_on(self, key: EntryKey) -> int:
        return self._entries[key].worked_on

    async def sending(self, key: EntryKey, ordinal: int, sent: Sequence[Sent] = ()) -> None:
        entry = self._entries[key]
        if entry.receipt is not None:
            raise LookupError("this entry has its receipt")
        entry.sends.update({each.ordinal: each.result for each in sent})
        entry.sends.setdefault(ordinal, None)

    async def receipt(self, key: EntryKey, receipt: Receipt) -> bool:
        entry = self._entries[key]
        if entry.receipt is not None:
            return False
        for dialogue in receipt.dialogues.values():
            dump(dialogue)
        entry.receipt = receipt
        entry.incoming = replace(entry.incoming, payload=None)
        entry.sends.clear()
        for moved in receipt.dialogues.items():
            await self._dialogues.put(*moved)
        return True


def _unanswered(entry: _Entry) -> Unanswered:
    arrived = tuple(
        Sent(ordinal, result)
        for ordinal, result in sorted(entry.sends.items())
        if result is not None
    )
    on_their_way = [ordinal for ordinal, result in entry.sends.items() if result is None]
    return Unanswered(entry.incoming, entry.attempts, arrived, max(on_their_way, default=None))
