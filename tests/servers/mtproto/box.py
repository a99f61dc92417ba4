"""Event sequences and message lists: https://core.telegram.org/api/updates."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tests.servers.mtproto.tl import Tl


class Entry(NamedTuple):
    pts: int
    """The sequence after this event."""
    update: Tl
    at: datetime


@dataclass(slots=True)
class Box:
    """One message box: of an account, or of a supergroup or channel."""

    pts: int = 1
    floor: int = 1
    """The oldest pts that a difference can start from; older ones are too long."""
    entries: list[Entry] = field(default_factory=list)

    def add(self, update: Tl, at: datetime) -> None:
        """Keep an update whose pts is ``advance``'s."""
        self.entries.append(Entry(update.pts, update, at))

    def advance(self, count: int = 1) -> int:
        self.pts += count
        return self.pts

    def since(self, pts: int, limit: int) -> list[Entry]:
        """The first ``limit`` entries after ``pts``."""
        start = bisect_left(self.entries, pts + 1, key=lambda entry: entry.pts)
        return self.entries[start : start + limit]

    def forget(self) -> None:
        """Drop what was kept, so that every difference from before is too long."""
        self.floor = self.pts
        self.entries.clear()

    @property
    def changed_at(self) -> datetime | None:
        return self.entries[-1].at if self.entries else None


@dataclass(slots=True)
class History:
    """The messages of one conversation that are not deleted, in the order of their ids."""

    ids: list[int] = field(default_factory=list)
    messages: dict[int, Tl] = field(default_factory=dict)

    def add(self, message: Tl) -> None:
        self.ids.append(message.id)
        self.messages[message.id] = message

    def remove(self, number: int) -> bool:
        if self.messages.pop(number, None) is None:
            return False
        del self.ids[bisect_left(self.ids, number)]
        return True

    @property
    def newest(self) -> Tl:
        """The last message, or None."""
        return self.messages[self.ids[-1]] if self.ids else None


class Window(NamedTuple):
    """https://core.telegram.org/api/offsets. A zero says nothing."""

    offset_id: int = 0
    offset_date: datetime | None = None
    add_offset: int = 0
    limit: int = 100
    max_id: int = 0
    min_id: int = 0

    def of(self, found: list[Tl]) -> list[Tl]:
        """Cut ``found``, which is in ascending order of ids; newest first.

        The offset is the number of messages that are not older than the given one, plus
        ``add_offset``. Messages beyond ``min_id`` and ``max_id`` are taken out of that slice
        afterwards, as Telegram does: a low ``min_id`` alone never moves the slice.
        """
        start = self._skipped(found) + self.add_offset
        end = start + min(self.limit or 20, 100)
        newest_first = found[::-1][max(start, 0) : max(end, 0)]
        return [
            each
            for each in newest_first
            if each.id > self.min_id and (not self.max_id or each.id < self.max_id)
        ]

    def _skipped(self, found: list[Tl]) -> int:
        if self.offset_id:
            return len(found) - bisect_left(found, self.offset_id, key=lambda each: each.id)
        if self.offset_date:
            return len(found) - bisect_left(found, self.offset_date, key=lambda each: each.date)
        return 0
