"""Reads a Telegram Desktop export of any size in bounded memory."""

from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Final

import ijson

from handlers.export.chats import FoundChat, choose, find_chats
from handlers.export.conversion import Converter
from handlers.export.damage import PARSING_ERRORS, damaged
from handlers.export.errors import ExportError, UnreadableExportError
from handlers.export.problems import Problem, Problems
from handlers.export.seen import SeenIds
from handlers.export.signature import HEAD, no_chats, refuse_other_formats
from handlers.export.source import CHUNK, Source
from handlers.export.walk import Mark, walk
from pipeline.ingest.models import Chat, Message, MessageId

BATCH: Final = 2000


def open_export(path: Path, chat: str | None = None, time_zone: tzinfo = UTC) -> "Export":
    """Find the chat to read in a ``result.json`` of one chat or of a whole account.

    Of an account's export the headers of all chats are read first, about 120 MB a second.

    Args:
        path: The file.
        chat: A title, an id or a marked id; needed if the export holds several chats.
        time_zone: Where the export was made. It matters only for exports before 2022, whose
            dates are local times.

    Raises:
        UnreadableExportError: The file cannot be opened.
        NotAnExportError: It is something else.
        DamagedExportError: It breaks before any chat begins.
        ChatNotChosenError: It holds several chats, or not the one asked for.
    """
    try:
        return Export(path, choose(_find(path), chat), time_zone)
    except OSError as error:
        raise UnreadableExportError(path, error) from error


class Export:
    """One chat of an export.

    `problems`, `bytes_read` and `size` may be looked at from another thread while batches are
    read; they describe the latest reading.
    """

    def __init__(self, path: Path, found: list[FoundChat], time_zone: tzinfo) -> None:
        self.chat: Chat = found[0].chat
        self.size = path.stat().st_size
        self.problems = Problems()
        self._path = path
        self._positions = frozenset(each.position for each in found)
        self._time_zone = time_zone
        self._source: Source | None = None

    @property
    def bytes_read(self) -> int:
        return self._source.bytes_read if self._source else 0

    def batches(self, size: int = BATCH) -> Iterator[list[Message]]:
        """The chat's messages in the order of the file, in lists of at most ``size``.

        An id occurs once in a batch. If it occurs again later in the file, it is handed over
        again only where it was edited, for the store to keep the latest edit. Each call reads
        the file anew.

        Raises:
            DamagedExportError: After everything that precedes the damage has been handed over.
            UnreadableExportError: The file can no longer be read; likewise.
        """
        self.problems = Problems()
        converter = Converter(self._time_zone, self.problems)
        seen = SeenIds()
        batch: dict[MessageId, Message] = {}
        failure = None
        try:
            for entry in self._entries():
                message = converter.convert(entry)
                if message is not None:
                    self._admit(message, batch, seen)
                if len(batch) >= size:
                    yield list(batch.values())
                    batch = {}
        except ExportError as error:
            failure = error
        if batch:
            yield list(batch.values())
        if failure:
            raise failure

    def _admit(self, message: Message, batch: dict[MessageId, Message], seen: SeenIds) -> None:
        if seen.add(message.id):
            batch[message.id] = message
            return
        self.problems.add(Problem.DUPLICATE_ID)
        known = batch.get(message.id)
        if message.edit_version > (known.edit_version if known else 0):
            batch[message.id] = message

    def _entries(self) -> Iterator[Any]:
        """The entries of the chat's ``messages`` as JSON wrote them."""
        try:
            with self._path.open("rb") as file:
                self._source = source = Source(file)
                yield from self._wanted(source)
        except OSError as error:
            raise UnreadableExportError(self._path, error) from error

    def _wanted(self, source: Source) -> Iterator[Any]:
        last = max(self._positions)
        try:
            for mark, position, value in walk(_events(source), self._positions):
                if mark is Mark.MESSAGE:
                    source.value_ended()
                    yield value
                elif mark is Mark.MESSAGES and position in self._positions:
                    source.value_ended()
                elif mark is Mark.END and position == last > 0:
                    return
        except PARSING_ERRORS as error:
            raise damaged(self._path, source, error) from error


def _find(path: Path) -> list[FoundChat]:
    """The chats that the export holds; those before any damage, if there are some."""
    found: list[FoundChat] = []
    with path.open("rb") as file:
        refuse_other_formats(file.read(HEAD))
        file.seek(0)
        source = Source(file)
        try:
            for each in find_chats(walk(_events(source), wanted=())):
                found.append(each)
                if each.position == 0:  # exported alone: nothing else can follow
                    return found
        except PARSING_ERRORS as error:
            if not found:
                raise damaged(path, source, error) from error
    if not found:
        raise no_chats()
    return found


def _events(source: Source) -> Iterator[tuple[str, Any]]:
    events: Iterator[tuple[str, Any]] = ijson.basic_parse(source, buf_size=CHUNK)
    return events
