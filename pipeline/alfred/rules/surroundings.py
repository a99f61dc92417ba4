"""Messages with what was said around them: in their threads, or about the same time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pipeline.ingest.models import AuthorId, GroupId, MessageId
from pipeline.privacy.masks import mask

PAUSE: Final = timedelta(hours=1)
"""Without a thread, a longer silence ends a conversation."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A message of the archive."""

    group: GroupId
    id: MessageId
    thread: int | None
    """None if it has not been linked yet."""
    author_id: str
    author: str
    text: str
    sent_at: datetime
    told: str = ""
    """What digests say of it."""
    spoken: bool = False
    """Some of the text was said aloud."""

    @property
    def asks(self) -> bool:
        """It ends with a question."""
        return self.text.rstrip(" )").endswith("?")


class Surroundings:
    """Knows what is next to a message, among those that it is given."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        self.remarks: tuple[Remark, ...] = tuple(
            sorted(remarks, key=lambda remark: (remark.group, remark.sent_at, remark.id))
        )
        self._lines = tuple(self._in_lines())
        self._places = {i: (line, place) for line in self._lines for place, i in enumerate(line)}

    @property
    def conversations(self) -> Sequence[Sequence[int]]:
        """Indices of remarks, each in one of them."""
        return self._lines

    def neighbours(self, i: int, radius: int) -> Iterator[tuple[int, int]]:
        """The remarks before and after it in its conversation, and how many steps away."""
        line, place = self._places[i]
        for steps in range(1, radius + 1):
            if place >= steps:
                yield line[place - steps], steps
            if place + steps < len(line):
                yield line[place + steps], steps

    def _in_lines(self) -> Iterator[Sequence[int]]:
        """Threads of several messages, and what is left over from pause to pause."""
        threads: dict[tuple[GroupId, int], list[int]] = {}
        for i, remark in enumerate(self.remarks):
            if remark.thread is not None:
                threads.setdefault((remark.group, remark.thread), []).append(i)
        told = [line for line in threads.values() if len(line) > 1]
        yield from told
        yield from self._by_pauses({i for line in told for i in line})

    def _by_pauses(self, told: set[int]) -> Iterator[Sequence[int]]:
        line: list[int] = []
        for i, remark in enumerate(self.remarks):
            if i in told:
                continue
            if line and not _follows(self.remarks[line[-1]], remark):
                yield line
                line = []
            line.append(i)
        if line:
            yield line


def _follows(earlier: Remark, later: Remark) -> bool:
    return earlier.group == later.group and later.sent_at - earlier.sent_at <= PAUSE


def by_author(remarks: Sequence[Remark]) -> Mapping[str, str]:
    """The names of those who wrote, by their ids."""
    return {remark.author_id or remark.author: remark.author for remark in remarks}


def people_by_group(
    remarks: Iterable[Remark],
) -> Mapping[GroupId, Sequence[tuple[AuthorId, str]]]:
    """Who wrote in each group: names, masked, each once and the latest last."""
    met: dict[GroupId, dict[tuple[AuthorId, str], None]] = defaultdict(dict)
    for remark in sorted(remarks, key=lambda remark: remark.sent_at, reverse=True):
        met[remark.group].setdefault((AuthorId(remark.author_id), remark.author))
    return {
        group: tuple((person, mask(name).text) for person, name in reversed(people))
        for group, people in met.items()
    }
