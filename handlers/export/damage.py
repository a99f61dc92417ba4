from pathlib import Path
from typing import Any, Final

import ijson

from handlers.export.errors import DamagedExportError
from handlers.export.source import CHUNK, MAX_VALUE, OversizedMessageError, Source
from handlers.export.walk import MAX_DEPTH, NestedTooDeepError

PARSING_ERRORS: Final = (
    ijson.JSONError,
    UnicodeDecodeError,  # bytes that are no UTF-8, inside a string
    ArithmeticError,  # a number whose exponent no decimal can hold
    OversizedMessageError,
    NestedTooDeepError,
)


def damaged(path: Path, source: Source, error: Exception) -> DamagedExportError:
    """What to report when the parser failed on a chunk of this source."""
    size = path.stat().st_size
    if isinstance(error, OversizedMessageError):
        reason = f"a message takes more than {MAX_VALUE >> 20} MB, as none does in Telegram,"
        return DamagedExportError(source.chunk_start, size, reason)
    if isinstance(error, NestedTooDeepError):
        reason = f"a message nests more than {MAX_DEPTH} levels deep, as none does in Telegram,"
        return DamagedExportError(source.chunk_start, size, reason)
    return DamagedExportError(_locate(path, source.chunk_start), size, "it stops being JSON")


def _locate(path: Path, good: int) -> int:
    """The byte that the parser refuses, which the C parser does not tell.

    The file is parsed once more, byte by byte where its last chunk begins.
    """
    with path.open("rb") as file:
        source = Source(file)
        parser = ijson.basic_parse_coro(_Discarded())
        while source.bytes_read < good:
            parser.send(source.read(CHUNK))
        chunk = source.read(CHUNK)
    for index in range(len(chunk)):
        try:
            parser.send(chunk[index : index + 1])
        except PARSING_ERRORS:
            return good + index
    return good + len(chunk)


class _Discarded:
    def send(self, event: Any) -> None:
        """Take an event of the parser and forget it."""
