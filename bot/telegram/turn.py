"""A turn: the handling of one accepted entry, and what it has sent so far."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from bot.telegram.errors import InterruptedTurnError
from pipeline.conversation.models import (
    Dialogue,
    DialogueKey,
    Incoming,
    Receipt,
    ReceiptKind,
    Sent,
    Unanswered,
)

APOLOGY: Final = 1_000_000
"""The number of an apology: no handler sends as much."""
MADE: Final = 2_000_000
"""The number under which the ledger has what the answer says, where it would not be made alike."""

_current: ContextVar["Turn | None"] = ContextVar("turn", default=None)


@dataclass(slots=True, eq=False)
class Turn:
    """Tasks that a handler starts inherit the turn; once it has its receipt it records nothing.

    Its messages go out one after the other, by number: so the same handler, run again, meets the
    same numbers.
    """

    entry: Incoming
    accepted_at: float
    """By the clock of the process."""
    arrived: dict[int, bytes] = field(default_factory=dict)
    """What was sent, by its number: by an earlier process, or by this one before a second try."""
    on_its_way: int | None = None
    """The message over which an earlier process died."""
    dialogues: dict[DialogueKey, Dialogue] = field(default_factory=dict)
    reply: str | None = None
    answered_callbacks: set[str] = field(default_factory=set)
    kind: ReceiptKind | None = None
    """What a handler or a middleware says it was; else it follows from what was sent."""
    answered_at: float | None = None
    closed: bool = False
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)
    leaving: int | None = None
    """The number of the message that is about to go out and is not in the ledger yet."""
    _next: int = 0
    _unrecorded: list[Sent] = field(default_factory=list)

    @classmethod
    def again(cls, unanswered: Unanswered, now: float) -> "Turn":
        """The turn of an entry over which an earlier process died."""
        return cls(
            unanswered.entry,
            now,
            arrived={sent.ordinal: sent.result for sent in unanswered.sent},
            on_its_way=unanswered.sending,
        )

    def earlier_result(self) -> bytes | None:
        """What an earlier process got for the message that is to be sent now.

        Raises:
            InterruptedTurnError: It may have gone out, and nobody knows.
        """
        if self._next >= APOLOGY:
            return None
        if self._next in self.arrived:
            return self.arrived[self._next]
        if self.on_its_way is not None and self._next >= self.on_its_way:
            raise InterruptedTurnError
        return None

    def skip(self) -> None:
        """The present message was sent by an earlier process."""
        self._next += 1

    @property
    def made(self) -> bytes | None:
        """What was to be said, if it was made before: by whoever died, or for an earlier try."""
        return self.arrived.get(MADE)

    def make(self, answer: bytes) -> None:
        """Have the ledger know it when its first message leaves, and until the receipt."""
        self._unrecorded.append(Sent(MADE, answer))
        self.arrived[MADE] = answer

    def depart(self) -> None:
        self.leaving = self._next

    def to_note(self) -> tuple[int, tuple[Sent, ...]] | None:
        """What the ledger has to know before the present message goes out; None if it does."""
        return None if self.leaving is None else (self.leaving, tuple(self._unrecorded))

    def to_keep(self) -> tuple[int, tuple[Sent, ...]] | None:
        """What arrived and is not in the ledger, with the number of the last; None if nothing."""
        if self.closed or not self._unrecorded:
            return None
        return self._unrecorded[-1].ordinal, tuple(self._unrecorded)

    def noted(self) -> None:
        self.leaving = None
        self._unrecorded.clear()

    def sent(self, result: bytes) -> None:
        self._unrecorded.append(Sent(self._next, result))
        self.arrived[self._next] = result
        self._next += 1

    def rewind(self) -> None:
        """It is to be handled again: what was sent is not sent again."""
        self._next = 0
        self.leaving = None
        self.dialogues.clear()

    def lose(self) -> None:
        """Nobody knows whether the present message went out."""
        self.on_its_way = self._next

    def apologise(self) -> None:
        """From here on something else is said, by a number that marks it as an apology."""
        self._next = APOLOGY

    def receipt(self, kind: ReceiptKind | None = None) -> Receipt:
        """Its end."""
        answered = ReceiptKind.SILENT if self.answered_at is None else ReceiptKind.REPLY
        return Receipt(
            kind=kind or self.kind or answered,
            reply=self.reply,
            sent=tuple(self._unrecorded),
            dialogues=dict(self.dialogues),
        )


def current_turn() -> Turn | None:
    """The turn that this task works for, if it has no receipt yet."""
    turn = _current.get()
    return None if turn is None or turn.closed else turn


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    """All that is sent within belongs to the turn."""
    token = _current.set(turn)
    try:
        yield
    finally:
        turn.closed = True
        _current.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """What is sent within belongs to no turn, as that of a task which outlives its turn."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def refused() -> None:
    """Say that the present turn's answer is a refusal."""
    turn = current_turn()
    if turn is not None:
        turn.kind = ReceiptKind.REFUSAL
