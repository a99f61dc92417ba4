"""The last linked messages, and where in them to look.

Everything here is a function of the messages that are remembered, never of older ones: a memory
filled again from the database after a crash answers as the one that was lost.
"""

import math
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

from pipeline.ingest.models import AuthorId, MessageId
from pipeline.threads.conversations import Conversations
from pipeline.threads.models import Link
from pipeline.threads.pace import STRIDE, Pace
from pipeline.threads.rhythm import Rhythm
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.silences import Silences, Valley
from pipeline.threads.turns import Turn

COMMON = 20
"""A word in more than one of so many messages is common, even if somebody bears it as a name."""

NEW_CHAT = 20
"""Messages from which on a silent person is rather new than not heard yet."""

USUAL_WORDS = 10
"""Of a message, in a busy channel."""

Key = TypeVar("Key", bound=Hashable)


class Index(Generic[Key]):
    """Remembered turns under each of their keys, oldest first."""

    def __init__(self) -> None:
        self._turns: dict[Key, deque[Turn]] = {}

    def add(self, keys: Iterable[Key], turn: Turn) -> None:
        for key in keys:
            turns = self._turns.get(key)
            if turns is None:
                self._turns[key] = turns = deque()
            turns.append(turn)

    def drop_oldest(self, keys: Iterable[Key]) -> None:
        for key in keys:
            turns = self._turns[key]
            turns.popleft()
            if not turns:
                del self._turns[key]

    def __contains__(self, key: Key) -> bool:
        return key in self._turns

    def count(self, key: Key) -> int:
        turns = self._turns.get(key)
        return len(turns) if turns else 0

    def last(self, key: Key) -> Turn | None:
        turns = self._turns.get(key)
        return turns[-1] if turns else None

    def latest(self, key: Key, limit: int) -> Iterator[Turn]:
        """Up to ``limit`` turns, the latest first."""
        turns = self._turns.get(key)
        return islice(reversed(turns), limit) if turns else iter(())


class Memory:
    """Service messages take their place in it, as in the database, but no sign leads to them."""

    def __init__(self, settings: ThreadSettings) -> None:
        self._limit = settings.memory
        self._turns: deque[Turn] = deque()
        self._spoken: deque[Turn] = deque()
        """Those that are no service messages."""
        self._by_id: dict[MessageId, Turn] = {}
        self._marked = 0
        self._words = 0
        self._rarity = _rarities(settings.memory)
        self.position = 0
        """Of the next message."""
        self.pace = Pace(settings)
        self.valley = Valley()
        self.silences = Silences()
        self.rhythm = Rhythm()
        self.conversations = Conversations()
        self.by_topic: Index[MessageId | None] = Index()
        self.by_author: Index[AuthorId] = Index()
        self.by_name: Index[str] = Index()
        self.by_call: Index[str] = Index()
        self.by_stem: Index[str] = Index()

    def __len__(self) -> int:
        return len(self._turns)

    def find(self, message: MessageId | None) -> Turn | None:
        return None if message is None else self._by_id.get(message)

    def rarity(self, stem: str) -> float:
        """1 for a stem that one remembered message holds, 0 for one that all hold (log scale)."""
        return self._rarity[self.by_stem.count(stem)]

    def last_of(self, author: AuthorId) -> Turn | None:
        """A person's latest turn; nobody knows what an unknown author said before."""
        return self.by_author.last(author) if author else None

    def telling(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the words of names that mean a person when they are said without calling."""
        most = 2 + len(self._turns) // COMMON
        return frozenset(name for name in names if self.by_stem.count(name) <= most)

    @property
    def experience(self) -> float:
        """How much of the chat has been seen, 0..1: early on everybody is new."""
        return len(self._turns) / (len(self._turns) + NEW_CHAT)

    @property
    def marked(self) -> float:
        """Share of the messages that say whom they answer.

        A new chat counts as one where every fourth does.
        """
        return (self._marked + NEW_CHAT / 4) / (len(self._turns) + NEW_CHAT)

    @property
    def words(self) -> float:
        """Words of the chat's mean message; a new chat counts as one with messages of ten."""
        return (self._words + USUAL_WORDS * NEW_CHAT) / (len(self._spoken) + NEW_CHAT)

    def add(self, turn: Turn, link: Link) -> None:
        """Remember a turn, and forget the oldest one beyond the limit."""
        turn.link = link
        turn.position = self.position
        self.position += 1
        self._turns.append(turn)
        self._by_id[turn.id] = turn
        if not turn.service:
            self._measure(turn)
            self._index(turn)
        if len(self._turns) > self._limit:
            self._forget()

    def _measure(self, turn: Turn) -> None:
        if self._spoken:
            before = self._spoken[-1]
            pause = _pause(before, turn)
            self.valley.add(pause)
            self.rhythm.add(pause, opens=_opens(turn), switches=_switches(before, turn))
            self.silences.add(turn.position, pause)
        self._spoken.append(turn)
        if len(self._spoken) > STRIDE:
            self.pace.add(self._spoken[-1 - STRIDE].sent, turn.sent)

    def _index(self, turn: Turn) -> None:
        self.by_topic.add((turn.topic,), turn)
        self.by_author.add((turn.author,), turn)
        self.by_name.add(turn.names, turn)
        self.by_call.add(turn.calls, turn)
        self.by_stem.add(turn.stems, turn)
        self.conversations.add(turn)
        self._marked += _marked(turn)
        self._words += turn.length
        parent = self.find(turn.link.parent_id)
        if parent and parent.author == turn.author:
            parent.continued = True
        elif parent:
            parent.answers += 1
            parent.votes += turn.vote
            parent.answerers.add(turn.author)

    def _forget(self) -> None:
        oldest = self._turns.popleft()
        if self._by_id[oldest.id] is oldest:
            del self._by_id[oldest.id]
        if oldest.service:
            return
        self._unmeasure()
        self.by_topic.drop_oldest((oldest.topic,))
        self.by_author.drop_oldest((oldest.author,))
        self.by_name.drop_oldest(oldest.names)
        self.by_call.drop_oldest(oldest.calls)
        self.by_stem.drop_oldest(oldest.stems)
        self.conversations.drop_oldest(oldest)
        self._marked -= _marked(oldest)
        self._words -= oldest.length

    def _unmeasure(self) -> None:
        """Forget the oldest message that somebody said, and the times measured from it."""
        if len(self._spoken) > STRIDE:
            self.pace.drop(self._spoken[0].sent, self._spoken[STRIDE].sent)
        oldest = self._spoken.popleft()
        if self._spoken:
            first = self._spoken[0]
            pause = _pause(oldest, first)
            self.valley.drop(pause)
            self.rhythm.drop(pause, opens=_opens(first), switches=_switches(oldest, first))
            self.silences.drop(first.position)


def _pause(earlier: Turn, later: Turn) -> float:
    """Seconds; clocks may run backwards."""
    return max(0.0, later.sent - earlier.sent)


def _opens(turn: Turn) -> bool:
    return turn.link.parent_id is None


def _switches(earlier: Turn, later: Turn) -> bool:
    return earlier.link.thread_id != later.link.thread_id


def _rarities(limit: int) -> list[float]:
    """By the number of messages that hold a stem; it may pass the limit by one."""
    return [1.0, *(1.0 - math.log(count) / math.log(limit + 1) for count in range(1, limit + 2))]


def _marked(turn: Turn) -> bool:
    """Whether the message says whom it answers."""
    return bool(turn.calls) or turn.reply_to is not None
