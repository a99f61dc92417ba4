"""Decisions to learn from: what the product sees of each message, and which parents are true."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.threads.ubuntu import Chat
from pipeline.ingest.models import MessageId
from pipeline.threads.choices import Choices, choices
from pipeline.threads.memory import Memory
from pipeline.threads.models import Link, LinkReason, ThreadId, Utterance
from pipeline.threads.rules import ThreadBuilder
from pipeline.threads.scorer import Scorer
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import Turn, read

CONTEXT = 500
"""Messages before the first annotated one that are read."""
FAR = 3.5
"""log of the number of messages that the simplest signs reach back."""


@dataclass(frozen=True, slots=True)
class Examples:
    pairs: NDArray[np.float16]
    """A row for each candidate."""
    scenes: NDArray[np.float16]
    """A row for each decision."""
    counts: NDArray[np.int64]
    """Candidates of each decision, at least one."""
    true: NDArray[np.bool_]
    """Of each candidate, whether it is a parent."""
    none: NDArray[np.bool_]
    """Of each decision, whether the message has no parent."""


class Collector:
    def __init__(self) -> None:
        self._pairs: list[NDArray[np.float16]] = []
        self._scenes: list[NDArray[np.float16]] = []
        self._true: list[NDArray[np.bool_]] = []
        self._none: list[bool] = []

    def add(self, found: Choices, parents: frozenset[MessageId]) -> None:
        """Keep a decision; one whose parents are no candidates teaches nothing."""
        true = np.array([other.id in parents for other in found.others], dtype=bool)
        if not found.others or (parents and not true.any()):
            return
        self._pairs.append(np.array(found.signs, dtype=np.float16))
        self._scenes.append(np.array(found.scene, dtype=np.float16))
        self._true.append(true)
        self._none.append(not parents)

    def examples(self) -> Examples:
        return Examples(
            pairs=np.concatenate(self._pairs),
            scenes=np.stack(self._scenes),
            counts=np.array([len(true) for true in self._true]),
            true=np.concatenate(self._true),
            none=np.array(self._none),
        )


def joined(parts: Iterable[Examples]) -> Examples:
    many = list(parts)
    return Examples(
        *(np.concatenate([getattr(part, name) for part in many]) for name in Examples.__slots__)
    )


def of_truth(chats: Iterable[Chat], settings: ThreadSettings) -> Examples:
    """With the true links in memory; by the simplest signs where they are not known."""
    collector = Collector()
    for chat in chats:
        memory = Memory(settings)
        threads: dict[MessageId, ThreadId] = {}
        for each in _read(chat):
            turn = read(each)
            found = choices(turn, memory, settings)
            parents = chat.parents.get(each.id)
            if parents is not None and not turn.service and each.reply_to is None:
                collector.add(found, parents)
            known = max((p for p in parents or () if memory.find(p)), default=None)
            parent = _obvious(turn, found) if parents is None else known
            thread = ThreadId(each.id) if parent is None else threads[parent]
            threads[each.id] = thread
            memory.add(turn, Link(each.id, thread, parent, LinkReason.ANSWER, 1.0))
    return collector.examples()


def of_practice(chats: Iterable[Chat], settings: ThreadSettings, scorer: Scorer) -> Examples:
    """With the links in memory that a model finds, its errors among them."""
    collector = Collector()
    for chat in chats:
        builder = Watched(settings, scorer)
        for each in _read(chat):
            builder.link(each)
            parents = chat.parents.get(each.id)
            if parents is not None and builder.seen is not None:
                collector.add(builder.seen, parents)
    return collector.examples()


class Watched(ThreadBuilder):
    """Shows what the last decision looked at; None if the message left no choice."""

    seen: Choices | None = None

    def link(self, utterance: Utterance) -> Link:
        self.seen = None
        return super().link(utterance)

    def _choices(self, turn: Turn) -> Choices:
        self.seen = super()._choices(turn)
        return self.seen


def _read(chat: Chat) -> Iterable[Utterance]:
    first = min(chat.parents)
    return (each for each in chat.utterances if each.id >= first - CONTEXT)


def _obvious(turn: Turn, found: Choices) -> MessageId | None:
    """Whom it calls, else who called its author, else its author's latest turn."""
    if turn.service:
        return None
    for name in ("addresses", "addressed", "own"):
        for other, signs in zip(reversed(found.others), reversed(found.signs), strict=True):
            if getattr(signs, name) and signs.distance < FAR:
                return other.id
    return None
