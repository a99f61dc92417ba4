"""What is remembered of each thread."""

from collections import Counter, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.ingest.models import AuthorId
from pipeline.threads.models import ThreadId
from pipeline.threads.turns import Turn

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True, eq=False)
class Conversation:
    """The remembered turns of a thread; never empty."""

    turns: deque[Turn] = field(default_factory=deque)
    people: Counter[AuthorId] = field(default_factory=Counter)
    latest: dict[AuthorId, int] = field(default_factory=dict)
    """The position of the latest turn of each of them."""
    stems: Counter[str] = field(default_factory=Counter)

    @property
    def last(self) -> Turn:
        return self.turns[-1]


class Conversations:
    def __init__(self) -> None:
        self._found: dict[ThreadId, Conversation] = {}

    def __getitem__(self, thread: ThreadId) -> Conversation:
        return self._found[thread]

    def __len__(self) -> int:
        return len(self._found)

    def add(self, turn: Turn) -> None:
        found = self._found.setdefault(turn.link.thread_id, Conversation())
        found.turns.append(turn)
        found.people[turn.author] += 1
        found.latest[turn.author] = turn.position
        found.stems.update(turn.stems)

    def drop_oldest(self, turn: Turn) -> None:
        """Forget the oldest turn of its thread."""
        found = self._found[turn.link.thread_id]
        found.turns.popleft()
        if not found.turns:
            del self._found[turn.link.thread_id]
            return
        _lessen(found.people, turn.author)
        if turn.author not in found.people:
            del found.latest[turn.author]
        for stem in turn.stems:
            _lessen(found.stems, stem)


def _lessen(counts: Counter[Key], key: Key) -> None:
    """Keep no counts of zero, for a thread may live as long as its group."""
    if counts[key] > 1:
        counts[key] -= 1
    else:
        del counts[key]
